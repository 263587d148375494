"""The help: its page in the docs is current, and every example in it runs."""

from __future__ import annotations

import re
import shlex
import sys
from pathlib import Path

import pytest

from howfar import __version__
from howfar.claims import engine as reading
from howfar.cli.main import COMMANDS
from howfar.sight.sweep import engine as sweeping

ROOT = Path(__file__).resolve().parents[2]
sys.path.insert(0, str(ROOT / "scripts"))

from cli_reference import PAGE, _subcommands, help_text, page  # noqa: E402

from tests.cli.conftest import RunHowfar  # noqa: E402

CALLS_WITH_A_SERVER = {"serve"}  # runs until it is stopped; tests/web starts it
CALLS_WITH_THE_NETWORK = {"terrain", "terrain fetch"}  # tests/terrain runs the fetch against a server of its own


def _examples() -> list[str]:
    found = []
    for name in COMMANDS:
        for words in [[name], *[[name, sub] for sub in _subcommands(name)]]:
            if " ".join(words) in CALLS_WITH_A_SERVER | CALLS_WITH_THE_NETWORK:
                continue
            text = re.sub(r"\s+", " ", help_text(words))
            found += re.findall(r"Example: howfar (.*?)(?= Example:| Arguments:| Options:| Commands:)", text)
    return found


def test_the_reference_page_is_current() -> None:
    assert PAGE.read_text() == page(), "run: python scripts/cli_reference.py"


@pytest.mark.parametrize("name", COMMANDS)
def test_every_command_ends_with_an_example(name: str) -> None:
    assert f"Example: howfar {name}" in re.sub(r"\s+", " ", help_text([name]))


@pytest.mark.parametrize("words", _examples())
def test_example_runs(words: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, run: RunHowfar) -> None:
    article = (ROOT / "examples" / "new-radar-for-the-border.txt").read_text()
    (tmp_path / "out").mkdir()
    for name in ("article.txt", "monday.txt", "tuesday.txt"):
        (tmp_path / name).write_text(article)
    (tmp_path / "article.html").write_text(f"<html><body><article><p>{article}</p></article></body></html>")
    monkeypatch.chdir(tmp_path)
    result = run(*shlex.split(words))
    assert result.code == 0, result.err
    assert result.out.strip() or list(tmp_path.glob("out/*"))
    assert "Traceback" not in result.err


def test_the_version_says_what_sweeps_and_what_reads(run: RunHowfar) -> None:
    said = run("--version")
    assert (said.code, said.err) == (0, "")
    version, engines = said.out.splitlines()
    assert version == f"howfar {__version__}"
    assert engines == f"sweep: {sweeping()}; reader: {reading()}"
