"""Every number printed on the pages of the physical models comes out of the code."""

from __future__ import annotations

import doctest
from pathlib import Path

import pytest

MODELS = Path(__file__).resolve().parents[2] / "docs" / "models"


@pytest.mark.parametrize("page", ["geodesics.md", "horizon.md", "refraction.md"])
def test_worked_numbers(page: str) -> None:
    failures, tried = doctest.testfile(str(MODELS / page), module_relative=False)
    assert tried >= 4
    assert failures == 0
