"""The documentation: its links lead somewhere, and the output that README shows is what the command prints."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

from tests.cli.conftest import RunHowfar, run

__all__ = ["run"]
ROOT = Path(__file__).resolve().parents[1]
PAGES = sorted([ROOT / "README.md", ROOT / "CHANGELOG.md", *(ROOT / "docs").rglob("*.md")])


@pytest.mark.parametrize("page", PAGES, ids=lambda page: str(page.relative_to(ROOT)))
def test_links_lead_somewhere(page: Path) -> None:
    for target in re.findall(r"\]\(([^)#\s]+)[^)]*\)", page.read_text()):
        if "://" not in target:
            assert (page.parent / target).exists(), f"{page.name} links to {target}"


def test_every_page_is_linked_from_readme_or_another_page() -> None:
    linked = {
        (page.parent / target).resolve()
        for page in PAGES
        for target in re.findall(r"\]\(([^)#\s]+)", page.read_text())
        if "://" not in target
    }
    for page in PAGES:
        assert page.name in ("README.md", "CHANGELOG.md") or page.resolve() in linked, f"nothing links to {page}"


def test_readme_shows_what_the_command_prints(run: RunHowfar) -> None:
    readme = (ROOT / "README.md").read_text()
    shown = re.search(r"\$ howfar (can .*?)\n(.*?)\n\nAssumptions …", readme, re.DOTALL)
    assert shown is not None
    assert run(*shown[1].split()).out.startswith(shown[2])
