"""What holds for every system, figure and source of the catalogue."""

from __future__ import annotations

from collections import Counter
from pathlib import Path
from typing import get_args

import pytest

from howfar.systems.catalogue import Catalogue
from howfar.systems.evidence import verbs_of
from howfar.systems.model import Figure, System, SystemClass
from howfar.systems.naming import key_of
from howfar.systems.packing import CLASS_RULES, packed_directory
from howfar.systems.schema import UNITS

DATA = Path(__file__).resolve().parents[2] / "src" / "howfar" / "systems" / "data"
SYSTEMS = Catalogue.default().systems()
FIGURES = [(system, figure) for system in SYSTEMS for figure in system.figures]


def test_the_packed_file_is_what_the_toml_files_say() -> None:
    assert packed_directory(DATA) == Catalogue.default().packed, "run scripts/build_catalogue.py"


def test_ids_are_unique_and_name_their_files() -> None:
    counted = Counter(system.id for system in SYSTEMS)
    assert max(counted.values()) == 1
    for folder in ("systems", "sources"):
        for path in (DATA / folder).glob("*.toml"):
            assert f'id = "{path.stem}"\n' in path.read_text(encoding="utf-8"), path


def test_every_source_is_used_and_every_figure_has_one() -> None:
    used = {figure.source_id for _, figure in FIGURES}
    assert used == {source.id for source in Catalogue.default().sources()}


def test_one_name_means_one_system() -> None:
    owners: dict[str, set[tuple[str, str | None]]] = {}
    for name in Catalogue.default().names():
        owners.setdefault(key_of(name.alias), set()).add((name.system_id, name.variant))
    assert {key: found for key, found in owners.items() if len(found) > 1} == {}


def test_every_name_finds_its_system() -> None:
    catalogue = Catalogue.default()
    for name in catalogue.names():
        hit = catalogue.find(name.alias)
        assert (hit.system.id, hit.variant) == (name.system_id, name.variant), name


def test_no_text_carries_a_context_mark_or_a_workplace_path() -> None:
    for path in DATA.rglob("*.toml"):
        text = path.read_text(encoding="utf-8")
        for mark in (
            "(context",
            "context)",
            "from address",
            "not in excerpt",
            "undated",
            "seed 0",
            "/work/",
            "../shared",
        ):
            assert mark not in text, (path, mark)


@pytest.mark.parametrize(("system", "figure"), FIGURES, ids=lambda value: getattr(value, "id", ""))
def test_units_and_spans_are_right(system: System, figure: Figure) -> None:
    assert figure.unit == UNITS[figure.quantity]
    assert (figure.value is None) == (figure.quantity == "frequency_band")
    if figure.value_min is not None:
        assert figure.value is not None
        assert 0 <= figure.value_min < figure.value
    assert figure.is_outlier == (figure.confidence == "D")
    if figure.variant is not None:
        filed_under = {name for _, names in system.variants for name in names}
        assert figure.variant in filed_under


def test_verbs_agree_with_quantities() -> None:
    for system, figure in FIGURES:
        assert set(verbs_of(figure, system_class=system.system_class)) <= set(system.verbs), (system.id, figure)


def test_sight_rules_agree_with_classes() -> None:
    assert set(CLASS_RULES) == set(get_args(SystemClass))
    by_class = {"oth-radar": "sky-wave", "airborne-radar": "airborne", "early-warning-radar": "ballistic-targets"}
    for system in SYSTEMS:
        expected = by_class.get(system.system_class)
        assert expected is None or system.line_of_sight == expected, system.id
        assert ("sees" in system.verbs) <= (system.line_of_sight != "none"), system.id


def test_ranges_are_of_the_size_of_the_earth() -> None:
    for system, figure in FIGURES:
        if figure.quantity.endswith("_range_km"):
            assert figure.value is not None
            assert 0 < figure.value <= 20_038, system.id  # half the circumference is as far as one can be


def test_many_systems_of_the_world_press_are_known_by_name() -> None:
    named = [system for system in SYSTEMS if not system.figures]
    assert len(named) > 250
    for text in (
        "Scud", "Shahab-3", "Sejjil", "Khorramshahr", "Fateh-110", "Zolfaghar", "Taepodong-2", "Hwasong-10", "Nodong",
        "DF-21D", "DF-26", "DF-41", "JL-2", "Agni-IV", "BrahMos", "Ghauri", "Babur", "Minuteman III", "Trident II",
        "Тополь-М", "Сармат", "Авангард", "Bastion-P", "Оникс", "Tsirkon", "Точка-У", "Harpoon", "GLSDB",
        "Neptune", "Hrim-2", "Iron Dome", "Arrow 3", "HQ-9", "S-500", "С-200", "Osa", "MANPADS", "SM-3", "Gepard",
        "Bayraktar TB2", "MQ-9", "MQ-4C Triton", "Global Hawk", "E-7", "Green Pine", "Duga", "Rezonans-NE", "JORN",
        "NEXRAD", "M777", "PzH 2000", "LRLAP", "railgun", "RSM-56",
    ):  # fmt: skip
        Catalogue.default().find(text)
