"""The pages on the catalogue: their example is loaded, their formulas are worked out."""

from __future__ import annotations

import math
import re
from pathlib import Path
from typing import get_args

import pytest

from howfar.errors import CatalogueError
from howfar.systems.catalogue import Catalogue
from howfar.systems.model import SystemClass
from howfar.systems.schema import FigureEntry

DOCS = Path(__file__).resolve().parents[2] / "docs"
PAGE = (DOCS / "systems.md").read_text(encoding="utf-8")
(EXAMPLE,) = re.findall(r"```toml\n(.*?)```", PAGE, flags=re.DOTALL)


def test_the_example_is_a_file_that_works(tmp_path: Path) -> None:
    (tmp_path / "mine.toml").write_text(EXAMPLE, encoding="utf-8")
    mine = Catalogue.default().with_directory(tmp_path)
    assert [figure.value for figure in mine.figures_for(mine.find("HR-1").system, "sees")] == [48]


def test_the_refusal_shown_is_the_refusal_given(tmp_path: Path) -> None:
    (tmp_path / "mine.toml").write_text(EXAMPLE.replace('unit = "km"', 'unit = "nmi"'), encoding="utf-8")
    with pytest.raises(CatalogueError) as caught:
        Catalogue.default().with_directory(tmp_path)
    assert f"    {str(caught.value).replace(str(tmp_path) + '/', '')}\n" in PAGE


def test_every_key_and_class_is_described() -> None:
    for key in FigureEntry.model_fields:
        assert f"`{key}`" in PAGE, key
    for system_class in get_args(SystemClass):
        assert f"`{system_class}`" in PAGE, system_class


def test_formulas_of_the_page_on_figures() -> None:
    page = (DOCS / "models" / "figures.md").read_text(encoding="utf-8")
    assert f"are a circle of {math.sqrt(312_000 / math.pi):.0f} km" in page
    assert f"({793_000 / (15 * 60):,.0f} m/s" in page
    assert f"({561_000 / 458:,.0f} m/s" in page
    assert f"a circle of 400 km has {math.pi * 400**2:,.0f} km2" in next(
        figure.note or "" for figure in Catalogue.default().get("e-3").figures if figure.is_derived
    )
