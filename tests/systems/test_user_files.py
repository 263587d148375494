"""A user's own folder: what it adds, and how a broken file is refused (with file, line, key and what to do)."""

from __future__ import annotations

from pathlib import Path
from textwrap import dedent

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from howfar.errors import CatalogueError
from howfar.systems.catalogue import Catalogue

GOOD = """\
id = "harbour-radar"
name = "Harbour radar"
class = "radar"
verbs = ["sees"]
line_of_sight = "applies"
aliases = ["HR-1"]

[[sources]]
id = "harbour-leaflet"
title = "Leaflet of the harbour"
publisher = "Port of Example"
date = 2020-05-01

[[figures]]
quantity = "surveillance_range_km"
value = 48
unit = "km"
as_written = "26 nmi"
kind = "manufacturer"
confidence = "B"
source = "harbour-leaflet"
"""


def folder(path: Path, text: str, name: str = "mine.toml") -> Path:
    (path / name).write_text(dedent(text), encoding="utf-8")
    return path


def refusal(path: Path, text: str) -> str:
    with pytest.raises(CatalogueError) as caught:
        Catalogue.default().with_directory(folder(path, text))
    return str(caught.value).removeprefix(str(path / "mine.toml"))


def test_a_file_adds_a_system_and_leaves_ours_alone(tmp_path: Path) -> None:
    mine = Catalogue.default().with_directory(folder(tmp_path, GOOD))
    hit = mine.find("HR-1 radar")
    assert hit.system.id == "harbour-radar"
    (figure,) = mine.figures_for(hit.system, "sees")
    assert (figure.value, mine.source(figure.source_id).date) == (48, "2020-05-01")
    assert mine.get("s-400") == Catalogue.default().get("s-400")
    assert "harbour-radar" not in Catalogue.default().ids()


def test_subfolders_as_ours_work_too(tmp_path: Path) -> None:
    for name in ("systems", "sources"):
        (tmp_path / name).mkdir()
    head, table, figure = GOOD.partition("[[figures]]")
    system, _, source = head.partition("[[sources]]\n")
    (tmp_path / "systems" / "a.toml").write_text(system + table + figure, encoding="utf-8")
    (tmp_path / "sources" / "b.toml").write_text(source, encoding="utf-8")
    assert Catalogue.default().with_directory(tmp_path).find("Harbour radar").system.figures


def test_a_file_may_add_figures_to_a_system_of_ours(tmp_path: Path) -> None:
    text = GOOD[GOOD.index("[[sources]]") :].replace("48", "650")
    mine = Catalogue.default().with_directory(
        folder(tmp_path, 'extends = "s-400"\naliases = ["Triumph system X"]\n' + text)
    )
    ranges = {figure.value for figure in mine.figures_for(mine.get("s-400"), "sees")}
    assert ranges == {600, 650}
    assert mine.find("Triumph system X").system.id == "s-400"


@pytest.mark.parametrize(
    ("old", "new", "message"),
    [
        ("value = 48\n", "value = \n", ", line 16: not valid TOML: Invalid value. Texts are quoted."),
        ('id = "harbour-radar"\n', "", ", line 1, key id: missing."),
        ('as_written = "26 nmi"\n', "", ", line 14, key figures.1.as_written: missing."),
        ("value = 48\n", "", ", line 14, key figures.1.value: missing; only a frequency_band is text alone."),
        (
            "value = 48\n",
            'value = "48 km"\n',
            ", line 16, key figures.1.value: a number without quotes or unit is needed, such as 600, given was "
            "'48 km'.",
        ),
        (
            "value = 48\n",
            "value = -48\n",
            ", line 16, key figures.1.value: a number from 0 to 1,000,000,000 is needed, given was -48.",
        ),
        (
            "value = 48\n",
            "value = nan\n",
            ", line 16, key figures.1.value: a number from 0 to 1,000,000,000 is needed, given was nan.",
        ),
        (
            'unit = "km"',
            'unit = "nmi"',
            ", line 17, key figures.1.unit: surveillance_range_km is filed in km, not in nmi.",
        ),
        (
            "value = 48\n",
            "value = 48\nvalue_min = 50\n",
            ", line 17, key figures.1.value_min: value is the larger end of a span and value_min the smaller.",
        ),
        (
            'confidence = "B"',
            'confidence = "B"\nconfidense = "B"',
            ", line 21, key figures.1.confidense: unknown key; see docs/systems.md for the keys of a file.",
        ),
        (
            'kind = "manufacturer"',
            'kind = "rumour"',
            ", line 19, key figures.1.kind: 'rumour' is not allowed; it is one of 'manufacturer', 'official', "
            "'assessed' or 'press'.",
        ),
        (
            'verbs = ["sees"]',
            'verbs = ["sees", "hears"]',
            ", line 4, key verbs.2: 'hears' is not allowed; it is one of 'sees', 'engages', 'strikes' or 'covers'.",
        ),
        (
            'source = "harbour-leaflet"',
            'source = "harbor-leaflet"',
            ", line 21, key figures.1.source: 'harbor-leaflet' is no source known here; add a [[sources]] table with "
            "this id.",
        ),
        (
            "date = 2020-05-01",
            'date = "May 2020"',
            ', line 12, key sources.1.date: a date is "2022-02-17", "2022-02" or "2022"; leave the key out where it is '
            "not known, given was 'May 2020'.",
        ),
        (
            'aliases = ["HR-1"]',
            'aliases = ["S-400"]',
            ", line 6, key aliases: 'S-400' already means s-400; one name means one system.",
        ),
        (
            'id = "harbour-radar"',
            'id = "s-400"',
            ", line 1, key id: 's-400' is in the catalogue; extends = 's-400' adds figures to it.",
        ),
        (
            'id = "harbour-radar"',
            'id = "Harbour Radar"',
            ", line 1, key id: an id has lower-case letters, digits and single hyphens, such as s-400, given was "
            "'Harbour Radar'.",
        ),
    ],
)
def test_a_broken_file_is_refused_with_line_and_key(tmp_path: Path, old: str, new: str, message: str) -> None:
    assert old in GOOD
    assert refusal(tmp_path, GOOD.replace(old, new, 1)) == message


def test_an_extension_of_nothing_is_refused(tmp_path: Path) -> None:
    assert refusal(tmp_path, 'extends = "s-4000"\n') == (
        ", line 1, key extends: 's-4000' is no system of the catalogue."
    )


def test_other_files_are_refused(tmp_path: Path) -> None:
    with pytest.raises(CatalogueError, match=r"no such folder; --systems takes a folder with \.toml files\.$"):
        Catalogue.default().with_directory(tmp_path / "nowhere")
    with pytest.raises(CatalogueError, match=r"holds no \.toml file; docs/systems\.md shows how to write one\.$"):
        Catalogue.default().with_directory(tmp_path)
    path = tmp_path / "mine.toml"
    path.write_bytes(b"id = 'a'\nname = '\xff\xfe'\n")
    with pytest.raises(CatalogueError, match=r"mine\.toml, line 2: not UTF-8 text; save the file as UTF-8\.$"):
        Catalogue.default().with_directory(tmp_path)
    path.write_text("a = " + "[" * 50_000, encoding="utf-8")
    with pytest.raises(CatalogueError, match=r"mine\.toml: nested too deeply to be a catalogue file\.$"):
        Catalogue.default().with_directory(tmp_path)
    path.write_text("#" * 2_000_001, encoding="utf-8")
    with pytest.raises(CatalogueError, match=r"2000001 bytes; a catalogue file has at most 2000000\.$"):
        Catalogue.default().with_directory(tmp_path)
    path.unlink()
    path.mkdir()
    with pytest.raises(CatalogueError, match=r"mine\.toml: cannot be read \(Is a directory\)\.$"):
        Catalogue.default().with_directory(tmp_path)


LINES = GOOD.splitlines()
VALUES = ["48", '"km"', "[]", "{}", "1e400", "true", "9" * 5000, "[[1]]", '""', "2020-01-01", "nonsense", "'''", "-0.0"]


@settings(max_examples=150, suppress_health_check=[HealthCheck.function_scoped_fixture], deadline=None)
@given(st.integers(0, len(LINES) - 1), st.sampled_from(VALUES), st.booleans())
def test_no_file_does_worse_than_a_refusal(tmp_path: Path, line: int, value: str, is_doubled: bool) -> None:
    lines = list(LINES)
    lines[line] = f"{lines[line].partition('=')[0]} = {value}"
    if is_doubled:
        lines.insert(line, lines[line])
    path = folder(tmp_path, "\n".join(lines))
    try:
        mine = Catalogue.default().with_directory(path)
    except CatalogueError as error:
        message = str(error)
    else:
        message = f"mine.toml adds {len(mine.ids()) - len(Catalogue.default().ids())}"
    assert "mine.toml" in message
    assert not message.endswith("adds 0")
