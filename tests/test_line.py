"""The line we do not cross: nothing on the public surface offers what howfar refuses to be."""

from __future__ import annotations

import re
import sys
from pathlib import Path

from howfar.cli.main import COMMANDS

ROOT = Path(__file__).resolve().parents[1]
sys.path.insert(0, str(ROOT / "scripts"))

from cli_reference import _subcommands, help_text  # noqa: E402

REFUSED = re.compile(
    r"\b(guidance|fire.control|launch solution|trajector\w*|intercept\w*|kill|probability|warhead|jam\w*|stealth|"
    r"evad\w*|avoid\w*|undetected|corridor\w*|gaps?|blind spots?|target list\w*|live position\w*|optimi[sz]\w*)\b",
    re.IGNORECASE,
)


def test_no_command_or_option_offers_what_we_refuse() -> None:
    for name in COMMANDS:
        for words in [[name], *[[name, sub] for sub in _subcommands(name)]]:
            found = REFUSED.search(help_text(words))
            assert found is None, f"{' '.join(words)} --help speaks of {found and found[0]!r}"


def test_no_public_function_offers_what_we_refuse() -> None:
    names = re.compile(r"^\s*(?:async )?def ([a-z]\w*)|^class (\w+)", re.MULTILINE)
    for path in sorted((ROOT / "src" / "howfar").rglob("*.py")):
        for match in names.finditer(path.read_text()):
            word = next(filter(None, match.groups())).replace("_", " ")
            assert not REFUSED.search(word), f"{path.relative_to(ROOT)}: {word}"


def test_readme_states_the_line() -> None:
    readme = (ROOT / "README.md").read_text()
    for word in ("guidance", "fire control", "intercept", "live positions", "avoid detection"):
        assert word in readme
