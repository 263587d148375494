"""The files of `howfar cover --terrain`: layers, pictures, and rasters of altitudes, counts and reasons."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Any, Final

from howfar.errors import UsageError

if TYPE_CHECKING:
    from howfar.cli.groundanswer import Answer
    from howfar.report.geo import Layer

RASTERS: Final = (".tif", ".tiff")
PICTURES: Final = (".png", ".svg")


def check_kinds(
    output: Sequence[Path], *, counts: Path | None, reasons: Path | None, sites: int, has_heights: bool
) -> None:
    """Refuse endings, and files that do not fit the sites or the targets, before the work begins."""
    from howfar.report.geo import KINDS, UPINTHEAIR

    for path in output:
        if path.suffix.lower() not in (*RASTERS, *PICTURES, *KINDS):
            raise UsageError(f"{path.name}: unknown ending; use one of {', '.join((*KINDS, *RASTERS, *PICTURES))}")
    for raster in (counts, reasons):
        if raster is not None and raster.suffix.lower() not in RASTERS:
            raise UsageError(f"{raster.name}: counts and reasons are rasters, written as .tif")
    if counts is not None and sites == 1:
        raise UsageError("--counts tells how many of several sites see a place; give --at more than once, or --sites")
    if reasons is not None and sites > 1:
        raise UsageError("--reasons is of one sensor: why it sees a place or not; give one --at")
    if any(path.name.lower().endswith(UPINTHEAIR) for path in output):
        if sites > 1:
            raise UsageError("tar1090 draws the outline of one receiver; give one --at for upintheair.json")
        if has_heights:
            raise UsageError("tar1090 draws altitudes above the sea; leave --height out for upintheair.json")


def write(path: Path, answer: Answer, told: Callable[[int, int], None]) -> None:
    """One file by its ending: .tif the lowest visible altitude of any site, .png a map, else layers. told: progress."""
    from howfar.report import geo

    kind, asked = path.suffix.lower(), answer.asked
    if kind in RASTERS:
        _write_altitudes(path, answer, told)
    elif kind in PICTURES:
        from howfar.cli.outputs import write_picture
        from howfar.report.coverscene import terrain_scene

        write_picture(path, terrain_scene([s.place for s in asked.sites], answer.rows, notes=_notes(answer)))
    else:
        first = asked.sites[0].place
        geo.write(
            path, _layers(answer, upintheair=path.name.lower().endswith(geo.UPINTHEAIR)), site=(first.lat, first.lon),
            k_factor=asked.k_factor, credit=answer.found.grid.credits,
        )  # fmt: skip


def _notes(answer: Answer) -> list[str]:
    """What stands under the key: an edge of the model that looks like one of the view, and the credits."""
    ends = any(limit["reason"] == "no data" for row in answer.rows for limit in row.get("limits", ()))
    edge = ["Straight edges are those of the elevation model: beyond it nothing is known."] if ends else []
    return [*edge, *(f"{credit[0].upper()}{credit[1:]}." for credit in answer.found.grid.credits)]


def write_counts(path: Path, answer: Answer) -> None:
    """How many sites see each cell: one band of unsigned numbers for every altitude."""
    from howfar.report.bands import Band, write_bands

    bands = [Band(f"sites that see a target {_words(row)}", layer.count) for row, layer in _paired(answer)]
    grid = answer.found.grid
    write_bands(path, bands, grid.transform, credit=grid.credits, tags={"SITES": "; ".join(answer.asked.names)})


def write_reasons(path: Path, answer: Answer) -> None:
    """Why each cell is seen or not: one band of codes for every altitude, the codes named in the file."""
    from howfar.report.bands import Band, write_bands
    from howfar.sight.limits import CODES, reasons

    if answer.coverage is None:  # check_kinds: one site
        cells = " x ".join(f"{n:,}" for n in answer.found.grid.shape)
        raise UsageError(
            f"--reasons of {cells} cells would not fit into memory; give --decimate 4 or a smaller --range (the "
            "directions and --json tell the reasons by azimuth)"
        )
    coverage, around = answer.coverage, answer.around[0]
    bands = [
        Band(
            f"a target {_words(row)}",
            reasons(coverage, around, altitude_amsl_m=layer.altitude_amsl_m, height_agl_m=layer.height_agl_m),
        )
        for row, layer in _paired(answer)
    ]
    grid = coverage.grid
    write_bands(path, bands, grid.transform, credit=grid.credits, names=CODES)


def _paired(answer: Answer) -> list[tuple[dict[str, Any], Any]]:
    return list(zip(answer.rows, answer.found.layers, strict=True))


def _words(row: dict[str, Any]) -> str:
    return f"{row['altitude']} {row['datum']}"


def _layers(answer: Answer, *, upintheair: bool) -> list[Layer]:
    """What is seen, and with several sites what is seen by one alone and would be lost without it."""
    from howfar.report.geo import Layer

    found = []
    for row, layer in _paired(answer):
        about = {key: value for key, value in row.items() if key not in ("outline", "limits")}
        found.append(Layer(f"seen at {_short(row)}", row["outline"], about))
        if upintheair or len(answer.asked.sites) == 1:
            continue
        for index, one in enumerate(row["lost_without"]):
            words = {"site": one["site"], "area_km2": one["area_km2"], "share": one["share"], "datum": row["datum"]}
            name = f"seen at {_short(row)} by {one['site']} alone"
            found.append(Layer(name, layer.outline(layer.lost_without(index)), words))
    return found


def _short(row: dict[str, Any]) -> str:
    return str(row["altitude"]) if "altitude_m" in row else f"{row['altitude']} above ground"


def _write_altitudes(path: Path, answer: Answer, told: Callable[[int, int], None]) -> None:
    """A COG with overviews; of a wide answer plain tiles of whole metres, since overviews take longer than all else."""
    from howfar.report.geotiff import write_cog, write_geotiff
    from howfar.sight.wide import Wide

    found, what = answer.found, "minimum visible altitude above mean sea level"
    about: dict[str, Any] = {
        "datum": found.grid.vertical_datum, "credit": found.grid.credits, "progress": told,
    }  # fmt: skip
    if isinstance(found, Wide):
        said = f"{what}, whole metres, rounded up; 32767: that or more"
        write_geotiff(path, found.disc, found.grid.transform, description=said, whole_metres=True, **about)
        return
    write_cog(path, found.minimum_visible_altitude_amsl_m, found.grid.transform, description=what, **about)
