"""The catalogue against the table it is transcribed from (shared/figures/figures.csv): every row, value and source."""

from __future__ import annotations

import csv
import re
from pathlib import Path

import pytest

from howfar.systems.catalogue import Catalogue
from howfar.systems.model import Figure, Source, System

TABLE = Path(__file__).resolve().parents[2] / "../shared/figures/figures.csv"
pytestmark = pytest.mark.skipif(not TABLE.exists(), reason="the table of figures lies beside the checkout only")

KINDS = {
    "manufacturer claim": "manufacturer", "official claim": "official", "independent assessment": "assessed",
    "press": "press", "derived by this research": "assessed",
}  # fmt: skip
OTHER_QUANTITY = {  # rows whose own condition says that the quantity is another one
    ("protivnik-ge", "engagement_max_altitude_km"): "detection_max_altitude_km",  # "DETECTION altitude ceiling"
    ("ref-kurecik", "antenna_height_m"): "site_elevation_m",  # "SITE ELEVATION above sea level, not mast height"
}
FROM_ELSEWHERE = 19  # figures that stand in another cell of a row: an earlier range, a second altitude, a flight time
NO_FIGURE = "not stated"


def rows() -> list[dict[str, str]]:
    if not TABLE.exists():
        return []
    with TABLE.open(encoding="utf-8", newline="") as file:
        return list(csv.DictReader(file))


def numbers(text: str) -> list[float]:
    return [float(number) for number in re.findall(r"\d+(?:\.\d+)?", text)]


def system_of(row: dict[str, str]) -> System:
    catalogue = Catalogue.default()
    if row["system_id"] == "thaad" and row["variant_or_component"].startswith("AN/TPY-2"):
        return catalogue.get("thaad-radar")
    return catalogue.find(row["system_id"]).system


def figures_of(row: dict[str, str]) -> list[Figure]:
    quantity = OTHER_QUANTITY.get((row["system_id"], row["quantity"]), row["quantity"])
    catalogue = Catalogue.default()
    found = []
    for figure in system_of(row).figures:
        source = catalogue.source(figure.source_id)
        is_same_source = source.url == (row["url"] if row["url"].startswith("http") else None)
        is_same_wording = figure.as_written in (f"{row['value']} {row['unit']}", row["value"])
        if is_same_source and is_same_wording and figure.quantity in (quantity, "min_range_km"):
            found.append(figure)
    return found


@pytest.mark.parametrize("row", rows(), ids=lambda row: f"{row['system_id']}-{row['quantity']}-{row['value']}"[:60])
def test_every_row_is_a_figure(row: dict[str, str]) -> None:
    found = figures_of(row)
    if row["value"] == NO_FIGURE:
        assert not found
        return
    assert found, row
    for figure in found:
        assert figure.kind == KINDS[row["claimed_or_assessed"]]
        assert figure.confidence == row["confidence"]
        assert figure.is_outlier == (row["confidence"] == "D")
        assert figure.unit == row["unit"]
    if row["unit"] == "band":
        assert found[0].value is None
        return
    filed = {number for figure in found for number in (figure.value, figure.value_min) if number is not None}
    if row["value"] == "500-5500":  # limits of a class of missiles: the low end is no range of this one
        filed.add(500.0)
    assert filed == set(numbers(row["value"]))
    if row["value"].startswith(">"):
        assert all(figure.is_lower_bound for figure in found)
    if row["claimed_or_assessed"].startswith("derived"):
        assert all(figure.is_derived for figure in found)


def test_nothing_is_filed_that_no_row_holds() -> None:
    from_rows = {id(figure) for row in rows() if row["value"] != NO_FIGURE for figure in figures_of(row)}
    catalogue, urls = Catalogue.default(), {row["url"] for row in rows()}
    others = [
        figure
        for system in catalogue.systems()
        for figure in system.figures
        if id(figure) not in from_rows and not is_found_since(catalogue.source(figure.source_id), urls)
    ]
    assert len(others) == FROM_ELSEWHERE
    by_url: dict[str | None, str] = {}
    for row in rows():
        words = " ".join((row["value"], row["condition"], row["paraphrase"])).replace(",", "")
        by_url[row["url"]] = by_url.get(row["url"], "") + " " + words
    for figure in others:
        source = Catalogue.default().source(figure.source_id)
        if source.id == "howfar-claims-table-50":
            continue  # the flight time of the other table, see below
        for number in numbers(figure.as_written):
            assert f"{number:g}" in by_url[source.url], (figure, by_url[source.url])


def is_found_since(source: Source, urls: set[str]) -> bool:
    """A document that the table does not hold: read by us, so it has an address of its own."""
    return source.url is not None and source.url not in urls


def test_what_was_found_since_has_its_document() -> None:
    catalogue, urls = Catalogue.default(), {row["url"] for row in rows()}
    for system in catalogue.systems():
        for figure in system.figures:
            source = catalogue.source(figure.source_id)
            if is_found_since(source, urls):
                assert source.title
                assert source.publisher
                assert source.url is not None
                assert source.url.startswith("http")
                shown = {f"{number:g}" for number in numbers(figure.as_written.replace(",", "").replace(".000", "000"))}
                assert f"{figure.value:g}" in shown or figure.value in CONVERTED.get(system.id, ()), figure


CONVERTED = {  # printed in miles or feet only, or in words: 60 nmi, 150 nmi, 620 miles, 75 ft, "circa mille"
    "asr-9": (111, 22.9), "ads-b-receiver": (278,), "shahab-3": (998,), "neptune": (1000,),
    "sejjil": (2414,), "thaad-radar": (4667,),
}  # fmt: skip


def test_average_speeds_are_distance_over_time() -> None:
    catalogue = Catalogue.default()
    speeds = {
        system.id: figure
        for system in catalogue.systems()
        for figure in system.figures
        if figure.quantity == "average_speed_m_s"
    }
    assert speeds["oreshnik"].value == pytest.approx(793_000 / (15 * 60), abs=0.5)
    assert speeds["tayfun"].value == pytest.approx(561_000 / 458, abs=0.5)
    assert all(figure.is_derived for figure in speeds.values())


def test_only_certain_dates_are_kept() -> None:
    dates = {row["url"]: row["source_date"] for row in rows()}
    for source in Catalogue.default().sources():
        if source.url is None or is_found_since(source, set(dates)):
            continue
        printed = dates[source.url]
        certain = printed if re.fullmatch(r"\d{4}(-\d\d){0,2}", printed) else None
        assert source.date == certain, source


def test_no_sentence_is_copied() -> None:
    data = Path(__file__).resolve().parents[2] / "src/howfar/systems/data"
    text = "\n".join(path.read_text(encoding="utf-8") for path in sorted(data.rglob("*.toml"))).casefold()
    for row in rows():
        sentence = row["paraphrase"].strip().rstrip(".").casefold()
        if len(sentence) > 30:
            assert sentence not in text, sentence
