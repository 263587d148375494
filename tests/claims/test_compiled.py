"""The compiled reader (core/reader.py): the same claims as the plain one, and never older than its sources."""

from __future__ import annotations

import json
import shutil
import subprocess
import sys
from pathlib import Path

import pytest

from howfar.claims import compiled, engine

CORPUS = Path(__file__).parent / "corpus"
CLAIMS = Path(compiled.__file__).parent
READ = """
import json, sys
from pathlib import Path
import howfar.claims

if sys.argv[1] == "plain":  # before any module of the package is loaded
    howfar.claims.__path__[:] = howfar.claims.__path__[-1:]
assert howfar.claims.engine() == sys.argv[1]
from howfar.check.reading import read
from howfar.claims.model import Document

for path in sorted(Path(sys.argv[2]).glob("*.jsonl")):
    for line in path.read_text("utf-8").splitlines():
        row = json.loads(line)
        known = {k: row[k] for k in ("title", "context", "language") if row.get(k)}
        for claim in read(Document(text=row["text"], sha256="", **known)):
            print(row["id"], claim, claim.reasons)
"""


def _read_by(reader: str) -> list[str]:
    command = [sys.executable, "-c", READ, reader, str(CORPUS)]
    return subprocess.run(command, capture_output=True, text=True, check=True, encoding="utf-8").stdout.splitlines()


@pytest.mark.skipif(engine() == "plain", reason="none was compiled from these sources: python core/reader.py")
def test_the_compiled_reader_reads_the_same_claims_for_the_same_reasons() -> None:
    plain = _read_by("plain")
    assert len(plain) > 400
    assert _read_by("compiled") == plain


def _copy(to: Path) -> Path:
    """A reader's sources with what says that compiled modules were made of them."""
    claims = to / "claims"
    claims.mkdir()
    for path in CLAIMS.glob("*.py"):
        shutil.copy(path, claims)
    (claims / compiled.FOLDER).mkdir()
    (claims / compiled.FOLDER / compiled.STAMP).write_text(json.dumps(compiled.stamp(claims)), "utf-8")
    return claims


def _stamped(claims: Path) -> bool:
    return bool(json.loads((claims / compiled.FOLDER / compiled.STAMP).read_text("utf-8")) == compiled.stamp(claims))


def test_an_edited_source_is_not_what_was_compiled(tmp_path: Path) -> None:
    claims = _copy(tmp_path)
    assert _stamped(claims)
    source = claims / "grammar.py"
    source.write_text(source.read_text("utf-8") + "# edited\n", "utf-8")
    assert not _stamped(claims)
    assert compiled.folder(claims) is None


def test_a_new_source_is_not_what_was_compiled(tmp_path: Path) -> None:
    claims = _copy(tmp_path)
    (claims / "another.py").write_text("", "utf-8")
    assert not _stamped(claims)


def test_what_was_compiled_for_another_python_is_left_alone(tmp_path: Path) -> None:
    claims = _copy(tmp_path)
    other = {**compiled.stamp(claims), "suffix": ".cpython-399-x86_64-linux-gnu.so"}
    (claims / compiled.FOLDER / compiled.STAMP).write_text(json.dumps(other), "utf-8")
    assert compiled.folder(claims) is None


@pytest.mark.parametrize("stamp", ["", "{", "[]"])
def test_a_stamp_that_cannot_be_read_is_none(tmp_path: Path, stamp: str) -> None:
    claims = _copy(tmp_path)
    (claims / compiled.FOLDER / compiled.STAMP).write_text(stamp, "utf-8")
    assert compiled.folder(claims) is None


def test_without_the_library_the_sources_are_read(tmp_path: Path) -> None:
    assert compiled.folder(_copy(tmp_path)) is None
