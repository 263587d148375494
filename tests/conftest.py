"""What all tests share: where the shared material lies, and that slow accuracy runs wait for `make accuracy`."""

from __future__ import annotations

from pathlib import Path

import pytest

SHARED = Path(__file__).resolve().parents[2] / "shared"


def pytest_collection_modifyitems(config: pytest.Config, items: list[pytest.Item]) -> None:
    """Deselect the slow accuracy runs unless they are asked for with -m."""
    if "accuracy" in (config.option.markexpr or ""):
        return
    slow = [item for item in items if item.get_closest_marker("accuracy")]
    if slow:
        config.hook.pytest_deselected(items=slow)
        items[:] = [item for item in items if item not in slow]


@pytest.fixture(scope="session")
def shared() -> Path:
    """The folder of shared material beside the checkout; the test is skipped where it is not there."""
    if not SHARED.is_dir():
        pytest.skip("no shared/ folder beside this checkout")
    return SHARED
