"""The second data file: what comes from the project's own TOML files, and the table of weighty names."""

from __future__ import annotations

import hashlib
import json
import tomllib
import zlib
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import shapely

from howfar.places.fold import fold
from howfar.places.gazetteer import city_radius_m
from howfar.places.parts import middle_of, move, shared_border
from howfar.places.rank import ranked
from howfar.places.shapes import STEP_DEG, pack
from howfar.places.store import CATALOGUE_FROM, Feature, Store
from places_build import write

WEIGHTY_PEOPLE = 100_000
GROUP_TOLERANCE_DEG = 0.02
_KIND_LETTERS = {"country": "c", "region": "r", "sea": "s", "city": "t", "site": "p", "group": "g"}


def toml_files(package: Path) -> list[Path]:
    return sorted([*(package / "catalogue").glob("*.toml"), *(package / "languages").glob("*.toml")])


def fingerprint(package: Path) -> str:
    """Hash of the TOML files that the catalogue was built from."""
    total = hashlib.sha256()
    for path in toml_files(package):
        total.update(path.read_bytes())
    return total.hexdigest()


class Existing:
    """Shapes of the first data file, by country code, ISO region code and sea name."""

    def __init__(self, data: Path) -> None:
        self.store = Store(data, catalogue=None)
        self.features = list(_features(self.store))
        self.countries = {f.code: f for f in self.features if f.kind == "country"}
        self.regions = {f.admin: f for f in self.features if f.kind == "region" and f.admin}
        self.seas = {f.name: f for f in self.features if f.kind == "sea"}

        self.airfields = {f.admin: f for f in self.features if f.kind == "site"}

    def town(self, words: str) -> Feature:
        name, code, *admin = (word.strip() for word in words.split(","))
        numbers = self.store.numbers(fold(name))
        towns = [self.features[number // 2] for number in numbers]
        towns = [f for f in towns if f.kind == "city" and f.code == code and (not admin or f.admin in admin)]
        if not towns:
            raise SystemExit(f"sites.toml: no town {words!r} in the gazetteer")
        return max(towns, key=lambda f: (fold(f.name) == fold(name), f.population))  # Deveselu is not Devesel

    def capital(self, code: str) -> Feature:
        found = next((f for f in self.features if f.is_capital and f.code == code), None)
        if found is None:
            raise SystemExit(f"groups.toml: no capital of {code} in the gazetteer")
        return found

    def built_up(self, city: Feature) -> Any:
        """The disc of a city's people, as a polygon."""
        radius_m = city_radius_m(city.population)
        ring = [move(city.lat, city.lon, bearing, radius_m) for bearing in range(0, 360, 15)]
        return shapely.Polygon([(lon, lat) for lat, lon in ring])

    def country(self, code: str) -> Any:
        return self.store.shape(self.countries[code].number)

    def region(self, code: str) -> Any:
        return self.store.shape(self.regions[code].number)

    def sea(self, name: str) -> Any:
        return self.store.shape(self.seas[name].number)

    def part(self, code: str, lat: float, lon: float) -> Any:
        parts = shapely.get_parts(self.country(code)).tolist()
        nearest = min(parts, key=lambda part: part.distance(shapely.Point(lon, lat)))
        if nearest.distance(shapely.Point(lon, lat)) > 0.1:
            raise SystemExit(f"regions.toml: no part of {code} at {lat}, {lon}")
        return nearest


def _features(store: Store) -> Iterator[Feature]:
    number = 0
    while True:
        try:
            yield store.feature(number)
        except IndexError:
            return
        number += 1


def _clip(shape: Any, box: list[float]) -> Any:
    south, west, north, east = box
    return shapely.intersection(shape, shapely.box(west, south, east, north))


def border_line(entry: dict[str, Any], there: Existing) -> Any:
    """The line that a [[region]] entry with a border describes."""
    sides = [
        shapely.union_all([there.region(code) if "-" in code else there.country(code) for code in codes])
        for codes in entry["border"]
    ]
    return shapely.multilinestrings(shapely.get_parts(shared_border(*sides)).tolist())


def region_shape(entry: dict[str, Any], there: Existing) -> Any:
    """The shape that a [[region]] entry describes."""
    parts = [there.part(*part) for part in [entry["part"]] if part] if "part" in entry else []
    parts += [there.part(*part) for part in entry.get("also_parts", [])]
    parts += [there.country(code) for code in [*entry.get("countries", []), *([entry["of"]] if "of" in entry else [])]]
    parts += [there.region(code) for code in entry.get("admin", [])]
    parts += [there.sea(name) for name in entry.get("seas", [])]
    parts = parts or [shapely.box(-180, -90, 180, 90)]
    shape = parts[0] if len(parts) == 1 else shapely.union_all(parts)
    if "without" in entry:
        shape = shapely.difference(
            shape, shapely.union_all([there.region(code) for code in entry["without"]]).buffer(0.02)
        )
    return _clip(shape, entry["box"]) if "box" in entry else shape


def group_shape(entry: dict[str, Any], there: Existing) -> Any:
    """The shape of a group: its members joined, a little simplified."""
    if "capitals" in entry:
        return shapely.union_all([there.built_up(there.capital(code)) for code in entry["capitals"]])
    shapes = [there.country(code) for code in members(entry, there)]
    shapes += [there.region(code) for code in entry.get("admin", [])]
    if "box" in entry:
        shapes = [_clip(shape, entry["box"]) for shape in shapes]
    if "also_box" in entry:
        shapes.append(_clip(there.country(entry["also_box"]["country"]), entry["also_box"]["box"]))
    return shapely.union_all([shapely.simplify(shape, GROUP_TOLERANCE_DEG).buffer(0) for shape in shapes])


def site_position(entry: dict[str, Any], there: Existing) -> tuple[float, float, str | None]:
    """Latitude, longitude and country of a [[site]] entry."""
    if "icao" in entry:
        found = there.airfields[entry["icao"]]
        return found.lat, found.lon, found.code
    if "town" in entry:
        found = there.town(entry["town"])
        return found.lat, found.lon, found.code
    if "at" in entry:
        lat, lon, *code = entry["at"]
        return lat, lon, code[0] if code else None
    if "shape_of" in entry:
        point = there.country(entry["shape_of"]).representative_point()
        return point.y, point.x, entry["shape_of"]
    one, two = (there.region(code) if "-" in code else there.country(code) for code in entry["between"])
    line = shapely.shortest_line(one, two)
    middle = line.interpolate(0.5, normalized=True)
    return middle.y, middle.x, None


def members(entry: dict[str, Any], there: Existing) -> list[str]:
    continents = entry.get("continents", [entry.get("continent")])
    if continents != [None]:
        return [code for code, f in there.countries.items() if f.admin in continents and code]
    return list(entry["members"])


def _record(kind: str, entry: dict[str, Any], code: str | None, shape: Any) -> list[Any]:
    if shape is None:
        lat, lon = entry["lat"], entry["lon"]
    else:
        lat, lon = middle_of(
            shape.geoms[0] if shape.geom_type == "MultiLineString" and len(shape.geoms) == 1 else shape
        )
    return [kind, entry["name"], code, entry.get("where"), round(lat, 4), round(lon, 4), 0, entry.get("caption")]


def _polygons(shape: Any) -> Any:
    valid = shapely.make_valid(shapely.set_precision(shape, STEP_DEG, mode="pointwise"))
    flat = [piece for part in shapely.get_parts(valid).tolist() for piece in shapely.get_parts(part).tolist()]
    return shapely.multipolygons([piece for piece in flat if piece.geom_type == "Polygon" and piece.area > 0])


def entries(package: Path, there: Existing) -> Iterator[tuple[list[Any], list[str], Any]]:
    """Rows of the catalogue: record, names, shape."""
    folder = package / "catalogue"
    for entry in tomllib.loads((folder / "regions.toml").read_text())["region"]:
        shape = border_line(entry, there) if "border" in entry else _polygons(region_shape(entry, there))
        first = entry.get("country") or (entry["part"][0] if "part" in entry else None)
        kind = "sea" if "seas" in entry else "region"
        yield _record(kind, entry, first, shape), [entry["name"], *entry.get("names", [])], shape
    for entry in tomllib.loads((folder / "groups.toml").read_text())["group"]:
        shape = _polygons(group_shape(entry, there))
        yield _record("group", entry, None, shape), [entry["name"], *entry.get("names", [])], shape
    for entry in tomllib.loads((folder / "sites.toml").read_text())["site"]:
        lat, lon, code = site_position(entry, there)
        record = ["site", entry["name"], code, entry.get("icao"), round(lat, 2), round(lon, 2), 0, entry.get("caption")]
        yield record, [entry["name"], *entry.get("names", [])], None


# resolution: tolerance of the simplification in degrees, smallest island in square degrees
OUTLINES = {"110m": (0.22, 0.08), "50m": (0.05, 0.004)}


def outlines(there: Existing) -> dict[str, bytes]:
    """Land and borders of countries for drawing: our own shapes, simplified with their neighbours."""
    countries = [there.country(code) for code in there.countries]
    made = {}
    for name, (tolerance, smallest) in OUTLINES.items():
        simple = shapely.coverage_simplify(countries, tolerance).tolist()
        land = shapely.union_all(simple, grid_size=STEP_DEG)
        edges = shapely.union_all([shape.boundary for shape in simple if not shape.is_empty], grid_size=STEP_DEG)
        lines = shapely.line_merge(shapely.difference(edges, land.boundary.buffer(STEP_DEG / 2)))
        parts = [part for part in shapely.get_parts(land).tolist() if part.area >= smallest]
        made[f"land-{name}"] = pack(shapely.multipolygons(parts))
        made[f"borders-{name}"] = pack(lines)
        print(
            name,
            shapely.get_num_coordinates(land),
            shapely.get_num_coordinates(lines),
            [len(blob) for blob in made.values()],
        )
    return made


def labels(there: Existing) -> list[list[Any]]:
    """Cities for a map: name, country, lat, lon, people, rank (0 is drawn first)."""
    rows = []
    for f in there.features:
        if f.kind == "city" and (f.population >= WEIGHTY_PEOPLE or f.is_capital):
            people = f.population * (5 if f.is_capital else 1)
            rank = sum(people < least for least in (5_000_000, 1_000_000, 300_000))
            rows.append([f.name, f.code, f.lat, f.lon, f.population, rank])
    return sorted(rows, key=lambda row: (row[5], -row[4]))


def build_catalogue(data: Path) -> None:
    package = data.parent
    database = write.create(data / "catalogue.sqlite")
    database.commit()
    there = Existing(data)
    rows, names = [], {}
    for number, (record, known, shape) in enumerate(entries(package, there), CATALOGUE_FROM):
        rows.append(record)
        for name in known:
            names.setdefault(fold(name), number)
        if shape is not None:
            database.execute("INSERT INTO shape VALUES (?, ?)", (number, pack(shape)))
    write.write_features(database, rows, CATALOGUE_FROM)
    write.write_blob(database, "core", zlib.compress(_core(package, there, rows, names).encode(), 9))
    for name, blob in outlines(there).items():
        write.write_blob(database, name, blob)
    write.write_blob(database, "labels", zlib.compress(json.dumps(labels(there), ensure_ascii=False).encode(), 9))
    write.write_blob(database, "fingerprint", fingerprint(package).encode())
    write.finish(database, data / "catalogue.sqlite")
    print(f"catalogue: {len(rows)} entries, {(data / 'catalogue.sqlite').stat().st_size / 1000:.0f} kB")


def _core(package: Path, there: Existing, rows: list[list[Any]], catalogue_names: dict[str, int]) -> str:
    words = [tomllib.loads(path.read_text()) for path in sorted((package / "languages").glob("*.toml"))]
    by_number = {f.number: f for f in there.features}
    by_number |= {CATALOGUE_FROM + n: Feature(CATALOGUE_FROM + n, *row) for n, row in enumerate(rows)}
    core = _weighty_names(there, by_number)
    for key, number in catalogue_names.items():
        if key not in core or by_number[core[key]].kind not in {"country"}:
            core[key] = number
    for language in words:
        for code, known in language["countries"].items():
            core |= {fold(name): there.countries[code].number for name in known}
        for sea, known in language["seas"].items():
            if sea in there.seas:
                core |= {fold(name): there.seas[sea].number for name in known}
            elif fold(sea) in catalogue_names:
                core |= {fold(name): catalogue_names[fold(sea)] for name in known}
        for place, known in language.get("places", {}).items():
            number = catalogue_names.get(fold(place), core.get(fold(place)))
            if number is None:
                raise SystemExit(f"languages: no place {place!r} in the gazetteer")
            core |= {fold(name): number for name in known}
    demonyms = {fold(word): code for lang in words for code, known in lang["demonyms"].items() for word in known}
    lines = [_line(key, by_number[number]) for key, number in sorted(core.items())]
    lines += [
        f"{key}\td\t{code}\t0\t{there.countries[code].number}"
        for key, code in sorted(demonyms.items())
        if key not in core
    ]
    capitals: dict[str, set[str]] = {}
    for language in words:
        for name in language["written_in_capitals"]["names"]:
            capitals.setdefault(fold(name), set()).add(name)
            capitals[fold(name)].add(name.rstrip("."))
    captions = tomllib.loads((package / "catalogue" / "captions.toml").read_text())["countries"]
    return json.dumps(
        {
            "names": dict(line.split("\t", 1) for line in lines),
            "capitals": {key: sorted(known) for key, known in sorted(capitals.items())},
            "beginnings": sorted(write.beginnings([*core, *demonyms])),
            "countries": {code: f.number for code, f in there.countries.items()},
            "captions": captions,
            "demonyms": demonyms,
        },
        ensure_ascii=False,
        separators=(",", ":"),
    )


def _line(key: str, feature: Feature) -> str:
    return f"{key}\t{_KIND_LETTERS[feature.kind]}\t{feature.code or ''}\t{feature.population}\t{feature.number}"


def _weighty_names(there: Existing, by_number: dict[int, Feature]) -> dict[str, int]:
    """Names whose likeliest meaning is a country, a region, a sea or a city of 100,000."""
    best = {}
    for key, numbers in _all_names(there.store):
        best[key] = ranked({by_number[number // 2]: bool(number % 2) for number in numbers})[0].number
    kept = {}
    for key, number in best.items():
        feature = by_number[number]
        if (
            feature.kind in {"country", "sea"}
            or feature.population >= WEIGHTY_PEOPLE
            or feature.is_capital
            or (feature.kind == "region" and key in {fold(feature.name), fold(feature.name).replace(" region", "")})
        ):
            kept[key] = number
    return kept


def _all_names(store: Store) -> Iterator[tuple[str, tuple[int, ...]]]:
    for (data,) in store._gazetteer.execute("SELECT data FROM name ORDER BY first"):
        for line in zlib.decompress(data).decode().split("\n"):
            key, _, numbers = line.partition("\t")
            yield key, tuple(map(int, numbers.split()))
