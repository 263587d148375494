"""Coverage layers as files for other programs: GeoJSON, GeoPackage, KML and KMZ, tar1090's range outline.

Coordinates are WGS84 longitude, latitude. Longitudes beyond ±180 degrees are wrapped and the geometry is cut at the
antimeridian. Every file is written whole or not at all. KML is written here and not with a library: it takes a page,
simplekml (LGPL) would be one more thing to install, and the KML writers of GDAL that pyogrio reaches take no styles.
"""

from __future__ import annotations

import contextlib
import json
import math
import os
import shutil
import tempfile
import zipfile
from collections.abc import Mapping
from pathlib import Path
from typing import TYPE_CHECKING, Any, Final, NamedTuple
from xml.etree import ElementTree as ET

from howfar.errors import HowfarError, UsageError

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Sequence

    from shapely.geometry.base import BaseGeometry

DIGITS: Final = 7  # of coordinates: 1 cm
KINDS: Final = (".geojson", ".json", ".gpkg", ".kml", ".kmz")
UPINTHEAIR: Final = "upintheair.json"
OUTLINE_AZIMUTHS: Final = 720
_FULL_BYTES: Final = 1 << 20  # a disk with less than this to spare is what a writer failed for
# Okabe and Ito (2008), colours that remain apart for colour-blind readers.
_COLOURS: Final = ("0072B2", "D55E00", "009E73", "CC79A7", "E69F00", "56B4E9", "F0E442", "000000")
_KML: Final = "http://www.opengis.net/kml/2.2"


class Layer(NamedTuple):
    """One thing to draw: a shapely geometry in lon, lat degrees and what is known of it."""

    name: str
    geometry: BaseGeometry
    properties: Mapping[str, Any] = {}


def write(
    path: str | Path,
    layers: Iterable[Layer | tuple[str, Any, Mapping[str, Any]]],
    *,
    site: tuple[float, float] | None = None,
    k_factor: float | None = None,
    credit: Sequence[str] = (),
) -> None:
    """Writes layers by the ending of the name: .geojson or .json, .gpkg, .kml, .kmz; `upintheair.json` for tar1090.

    site: lat, lon of the sensor, around which tar1090's outline is taken (farthest seen place for every azimuth).
    k_factor: of the refraction, for tar1090's file. credit: lines that the data asks for, kept in the file.
    Raises UsageError for another ending or layers that do not fit the format, HowfarError where writing fails.
    """
    target = Path(path)
    found = [Layer(*layer) for layer in layers]
    kind = target.suffix.lower()
    if kind not in KINDS:
        raise UsageError(f"{target.name}: unknown ending for a map layer; use one of {', '.join(KINDS)}")
    with whole_file(target) as part:
        if target.name.lower().endswith(UPINTHEAIR):
            part.write_text(upintheair(found, site=site, k_factor=k_factor), encoding="utf-8")
        elif kind == ".gpkg":
            _write_geopackage(part, found, credit)
        elif kind == ".kmz":
            _write_kmz(part, kml(found, credit=credit))
        else:
            text = kml(found, credit=credit) if kind == ".kml" else geojson(found, credit=credit)
            part.write_text(text, encoding="utf-8")


@contextlib.contextmanager
def whole_file(path: Path) -> Iterator[Path]:
    """A neighbour of `path` to write to; it gets its name only when the block ends well. Ctrl-C leaves nothing."""
    try:
        handle, name = tempfile.mkstemp(dir=path.parent, prefix=f".{path.stem}.", suffix=path.suffix)
    except OSError as error:
        raise HowfarError(f"cannot write {path}: {error.strerror}; choose another folder") from error
    os.close(handle)
    part = Path(name)
    part.unlink()  # GDAL refuses to create what exists; the name is ours all the same
    try:
        yield part
        os.replace(part, path)
    except HowfarError:
        raise
    except (OSError, RuntimeError) as error:  # GDAL tells of a full disk as a RuntimeError
        raise HowfarError(f"cannot write {path}: {_why(error, path.parent)}; nothing was kept") from error
    finally:
        for left in path.parent.glob(f"{part.stem}*"):
            left.unlink(missing_ok=True)  # side files too


def _why(error: Exception, folder: Path) -> str:
    """What kept a file from being written: GDAL does not say that the disk is full, the disk does."""
    if isinstance(error, OSError) and error.errno is not None and error.strerror:
        return error.strerror
    with contextlib.suppress(OSError):
        if shutil.disk_usage(folder).free < _FULL_BYTES:
            return "No space left on device"
    said = (error.strerror if isinstance(error, OSError) else None) or str(error)
    return f"{said.removesuffix('.')}; is the disk full?"


def wrapped(geometry: BaseGeometry) -> BaseGeometry:
    """The geometry within longitudes -180 … 180, cut at the antimeridian where it passes it."""
    import shapely
    from shapely.affinity import translate

    if geometry.is_empty:
        return geometry
    west, _, east, _ = geometry.bounds
    if west >= -180.0 and east <= 180.0:
        return geometry
    dimension, parts = shapely.get_dimensions(geometry), []
    for turn in range(math.floor((west + 180.0) / 360.0), math.floor((east + 180.0) / 360.0) + 1):
        strip = shapely.box(360.0 * turn - 180.0, -90.0, 360.0 * turn + 180.0, 90.0)
        cut = translate(shapely.intersection(geometry, strip), xoff=-360.0 * turn)
        parts += [p for p in shapely.get_parts(cut) if not p.is_empty and shapely.get_dimensions(p) == dimension]
    return shapely.union_all(parts) if dimension else shapely.MultiPoint(parts).normalize()


def geojson(layers: Iterable[Layer], *, credit: Sequence[str] = ()) -> str:
    """A FeatureCollection of RFC 7946: WGS84, outer rings counter-clockwise, cut at the antimeridian."""
    features = [
        {"type": "Feature", "properties": {"name": layer.name, **_plain(layer.properties)},
         "geometry": _geometry_object(layer.geometry)}
        for layer in layers
    ]  # fmt: skip
    found: dict[str, Any] = {"type": "FeatureCollection", "features": features}
    if credit:
        found["credit"] = list(credit)  # a foreign member, section 6.1
    return json.dumps(found, ensure_ascii=False, separators=(",", ":")) + "\n"


def _geometry_object(geometry: BaseGeometry) -> dict[str, Any] | None:
    import shapely

    if geometry.is_empty:
        return None
    mapped: dict[str, Any] = shapely.geometry.mapping(shapely.orient_polygons(_rounded(wrapped(geometry))))
    return mapped


def _rounded(geometry: BaseGeometry) -> BaseGeometry:
    """Coordinates with DIGITS digits; where that would break a polygon it is kept as it is."""
    import numpy as np
    import shapely

    found = shapely.transform(geometry, lambda xy: np.round(xy, DIGITS) + 0.0)
    return found if found.is_valid else geometry


def _plain(properties: Mapping[str, Any]) -> dict[str, Any]:
    """Properties as JSON knows them: no NaN or infinity, sequences as lists, other things as text."""
    return {key: _plain_value(value) for key, value in properties.items()}


def _plain_value(value: Any) -> Any:
    if hasattr(value, "item") and getattr(value, "ndim", 0) == 0:
        value = value.item()  # numpy scalars
    if isinstance(value, float):
        return value if math.isfinite(value) else None
    if value is None or isinstance(value, bool | int | str):
        return value
    if isinstance(value, Mapping):
        return _plain(value)
    if isinstance(value, list | tuple | set | frozenset):
        return [_plain_value(v) for v in value]
    return str(value)


def _flat(properties: Mapping[str, Any]) -> dict[str, Any]:
    """For formats with plain columns: what has parts becomes JSON text."""
    plain = _plain(properties)
    return {k: json.dumps(v, ensure_ascii=False) if isinstance(v, dict | list) else v for k, v in plain.items()}


def _write_geopackage(path: Path, layers: Sequence[Layer], credit: Sequence[str]) -> None:
    try:
        import numpy as np
        import pyogrio
        import shapely
        from pyogrio.raw import write as write_table
    except ImportError as error:
        raise UsageError("GeoPackage needs more packages; install howfar[tables], or write .geojson") from error
    rows = [{"name": layer.name, **_flat(layer.properties)} for layer in layers]
    names = list(dict.fromkeys(key for row in rows for key in row if key.lower() not in ("fid", "geom"))) or ["name"]
    columns = [_column([row.get(name) for row in rows]) for name in names]
    geometries = [_multi(wrapped(layer.geometry)) for layer in layers]
    kinds = {geometry.geom_type for geometry in geometries}
    shapes = np.array([shapely.to_wkb(geometry) for geometry in geometries], dtype=object)
    before = pyogrio.get_gdal_config_option("OGR_CURRENT_DATE")
    pyogrio.set_gdal_config_options({"OGR_CURRENT_DATE": "2000-01-01T00:00:00Z"})  # same input, same bytes
    try:
        write_table(
            path, shapes, columns, names, layer="coverage", driver="GPKG", crs="EPSG:4326",
            geometry_type=kinds.pop() if len(kinds) == 1 else "Unknown",
            layer_options={"DESCRIPTION": "; ".join(credit) or "howfar coverage"},
        )  # fmt: skip
    except pyogrio.errors.DataSourceError as error:
        raise OSError(str(error)) from error
    finally:
        pyogrio.set_gdal_config_options({"OGR_CURRENT_DATE": before})


def _multi(geometry: BaseGeometry) -> BaseGeometry:
    """Polygons as MultiPolygon, so that a layer has one type in programs that want one."""
    import shapely

    if geometry.geom_type != "Polygon":
        return geometry
    return shapely.MultiPolygon() if geometry.is_empty else shapely.MultiPolygon([geometry])


def _column(values: Sequence[Any]) -> Any:
    import numpy as np

    known = [v for v in values if v is not None]
    if known and all(isinstance(v, bool) for v in known) and len(known) == len(values):
        return np.array(values, dtype=bool)
    if known and all(isinstance(v, int) and not isinstance(v, bool) for v in known) and len(known) == len(values):
        return np.array(values, dtype=np.int64)
    if known and all(isinstance(v, int | float) and not isinstance(v, bool) for v in known):
        return np.array([math.nan if v is None else float(v) for v in values])
    return np.array([None if v is None else str(v) for v in values], dtype=object)


def kml(layers: Sequence[Layer], *, credit: Sequence[str] = ()) -> str:
    """A KML 2.2 document: filled outlines on the ground, one colour a layer, properties in the balloon."""
    root = ET.Element("kml", xmlns=_KML)
    document = ET.SubElement(root, "Document")
    ET.SubElement(document, "name").text = "howfar"
    if credit:
        ET.SubElement(document, "description").text = "\n".join(credit)
    for number, layer in enumerate(layers):
        _kml_style(document, number)
        place = ET.SubElement(document, "Placemark")
        ET.SubElement(place, "name").text = _xml_text(layer.name)
        ET.SubElement(place, "styleUrl").text = f"#layer{number}"
        data = ET.SubElement(place, "ExtendedData")
        for key, value in _flat(layer.properties).items():
            if value is not None:
                ET.SubElement(ET.SubElement(data, "Data", name=_xml_text(key)), "value").text = _xml_text(str(value))
        if not layer.geometry.is_empty:
            _kml_geometry(place, wrapped(layer.geometry))
    ET.indent(root, space=" ")
    return '<?xml version="1.0" encoding="UTF-8"?>\n' + ET.tostring(root, encoding="unicode") + "\n"


def _xml_text(text: str) -> str:
    return "".join(c for c in text if c in "\t\n\r" or ord(c) >= 32)  # XML 1.0 has no other control characters


def _kml_style(document: ET.Element, number: int) -> None:
    colour = _COLOURS[number % len(_COLOURS)]
    backwards = colour[4:6] + colour[2:4] + colour[0:2]  # KML colours are aabbggrr
    style = ET.SubElement(document, "Style", id=f"layer{number}")
    for kind, alpha in (("LineStyle", "ff"), ("PolyStyle", "33")):
        part = ET.SubElement(style, kind)
        ET.SubElement(part, "color").text = (alpha + backwards).lower()
        if kind == "LineStyle":
            ET.SubElement(part, "width").text = "2"


def _kml_geometry(parent: ET.Element, geometry: BaseGeometry) -> None:
    import shapely

    if hasattr(geometry, "geoms"):
        several = ET.SubElement(parent, "MultiGeometry")
        for part in geometry.geoms:
            _kml_geometry(several, part)
    elif geometry.geom_type == "Polygon":
        found = ET.SubElement(parent, "Polygon")
        ET.SubElement(found, "tessellate").text = "1"
        oriented = shapely.orient_polygons(geometry)
        for tag, rings in (("outerBoundaryIs", [oriented.exterior]), ("innerBoundaryIs", oriented.interiors)):
            for ring in rings:
                _kml_coordinates(ET.SubElement(ET.SubElement(found, tag), "LinearRing"), ring)
    else:
        found = ET.SubElement(parent, {"Point": "Point"}.get(geometry.geom_type, "LineString"))
        if geometry.geom_type != "Point":
            ET.SubElement(found, "tessellate").text = "1"
        _kml_coordinates(found, geometry)


def _kml_coordinates(parent: ET.Element, geometry: BaseGeometry) -> None:
    points = (f"{round(p[0], DIGITS) + 0.0:.10g},{round(p[1], DIGITS) + 0.0:.10g}" for p in geometry.coords)
    ET.SubElement(parent, "coordinates").text = " ".join(points)


def _write_kmz(path: Path, text: str) -> None:
    entry = zipfile.ZipInfo("doc.kml", date_time=(1980, 1, 1, 0, 0, 0))  # same input, same bytes
    entry.compress_type = zipfile.ZIP_DEFLATED
    entry.external_attr = 0o644 << 16
    with zipfile.ZipFile(path, "w") as archive:
        archive.writestr(entry, text.encode())


def upintheair(
    layers: Sequence[Layer], *, site: tuple[float, float] | None = None, k_factor: float | None = None
) -> str:
    """tar1090's `upintheair.json`: per layer a ring of [lat, lon] points and its altitude in metres, as text.

    The format is that of heywhatsthat.com, which tar1090 draws as lines and closes itself. Every layer needs a property
    altitude_m (above mean sea level). With `site`, a ring is the farthest seen place for every azimuth, clockwise from
    north; without, the outer edge of each part. Raises UsageError for layers without an altitude.
    """
    rings: list[dict[str, Any]] = []
    for layer in sorted(layers, key=_ring_altitude_m):
        altitude = f"{_ring_altitude_m(layer):g}"
        rings += [{"alt": altitude, "points": points} for points in _rings(layer.geometry, site)]
    found: dict[str, Any] = {"id": "howfar"}
    if site is not None:
        found |= {"lat": round(site[0], 6), "lon": round(site[1], 6)}  # where heywhatsthat has them
    if k_factor is not None:
        found["refraction"] = f"{1 - 1 / k_factor:.4g}"  # heywhatsthat's: 0.25 is the 4/3 Earth
    return json.dumps(found | {"rings": rings}, separators=(",", ":")) + "\n"


def _ring_altitude_m(layer: Layer) -> float:
    value = layer.properties.get("altitude_m", layer.properties.get("altitude_amsl_m"))
    if not isinstance(value, int | float) or not math.isfinite(value):
        raise UsageError(f"tar1090 wants an altitude for every outline; the layer {layer.name!r} has none")
    if "ground" in str(layer.properties.get("datum", "")):
        raise UsageError(f"tar1090 wants altitudes above mean sea level; {layer.name!r} is above ground")
    return float(value)


def _rings(geometry: BaseGeometry, site: tuple[float, float] | None) -> list[list[list[float]]]:
    import shapely

    joined = _joined(geometry)
    if joined.is_empty:
        return []
    if site is not None:
        return [outline_around(joined, site)]
    polygons = [p for p in shapely.get_parts(joined) if p.geom_type == "Polygon"]
    polygons.sort(key=lambda p: -p.area)
    return [[[round(lat, 6), round(lon, 6)] for lon, lat in p.exterior.coords[:-1]] for p in polygons]


def _joined(geometry: BaseGeometry) -> BaseGeometry:
    """Parts that were cut at the antimeridian put together again, longitudes going on beyond 180 degrees."""
    import shapely
    from shapely.affinity import translate

    if geometry.is_empty or not (geometry.bounds[0] <= -180.0 + 1e-9 and geometry.bounds[2] >= 180.0 - 1e-9):
        return geometry
    east = shapely.intersection(geometry, shapely.box(0, -90, 180, 90))
    west = shapely.intersection(geometry, shapely.box(-180, -90, 0, 90))
    return shapely.union_all([east, translate(west, xoff=360.0)])


def outline_around(geometry: BaseGeometry, site: tuple[float, float]) -> list[list[float]]:
    """[lat, lon] of the farthest place of the geometry on the geodesic of each azimuth, clockwise from north.

    Azimuths on which nothing is seen give the site itself.
    """
    import numpy as np
    import shapely
    from pyproj import Geod

    geod, (lat, lon) = Geod(ellps="WGS84"), site
    west, _, east, _ = geometry.bounds
    lon += 360.0 * round(((west + east) / 2 - lon) / 360.0)
    corners = shapely.get_coordinates(geometry)
    same = np.full(len(corners), lon), np.full(len(corners), lat)
    reach_m = float(np.max(geod.inv(*same, corners[:, 0], corners[:, 1])[2])) + 1000.0
    azimuths = np.arange(OUTLINE_AZIMUTHS) * (360.0 / OUTLINE_AZIMUTHS)
    along = np.linspace(0.0, reach_m, max(64, round(reach_m / 5000.0)))
    shape = len(azimuths), len(along)
    lons, lats, _ = geod.fwd(np.full(shape, lon), np.full(shape, lat), np.repeat(azimuths[:, None], shape[1], 1),
                             np.repeat(along[None, :], shape[0], 0))  # fmt: skip
    lons = lon + np.mod(np.asarray(lons) - lon + 180.0, 360.0) - 180.0
    hits = shapely.intersection(shapely.linestrings(np.stack([lons, np.asarray(lats)], axis=-1)), geometry)
    points = []
    for hit in hits:
        touched = shapely.get_coordinates(hit)
        if not len(touched):
            points.append([round(lat, 6), round(lon, 6)])
            continue
        n = len(touched)
        far = int(np.argmax(geod.inv(np.full(n, lon), np.full(n, lat), touched[:, 0], touched[:, 1])[2]))
        points.append([round(float(touched[far, 1]), 6), round(float(touched[far, 0]), 6)])
    return points
