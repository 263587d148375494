"""What `howfar cover --terrain` finds: the model, the sweep of every site, and a row for every altitude."""

from __future__ import annotations

import math
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any, Final, Literal

from howfar.errors import UsageError

if TYPE_CHECKING:
    from howfar.check.question import OpensTerrain
    from howfar.cli.sites import Standing
    from howfar.sight.combined import Combined, Layer
    from howfar.sight.coverage import Coverage
    from howfar.sight.limits import Limits
    from howfar.sight.site import Site
    from howfar.sight.wide import Wide, WideLayer
    from howfar.terrain.grid import ElevationGrid

_MEMORY_BYTES: Final = 6 * 2**30
RangeKind = Literal["given", "published", "default"]


@dataclass(frozen=True)
class Asked:
    """The question: sites, target altitudes above the sea and heights above ground, antenna, k and range; metres."""

    sites: Sequence[Standing]
    altitudes_m: Sequence[float]
    heights_m: Sequence[float]
    antenna_agl_m: float
    k_factor: float
    range_m: float
    range_kind: RangeKind
    range_words: str
    flight_levels: Mapping[float, str] = field(default_factory=dict)  # as typed, by altitude in metres
    quiet: bool = False

    @property
    def names(self) -> list[str]:
        """The sites' names."""
        return [site.place.name for site in self.sites]

    def sensors(self) -> tuple[Site, ...]:
        """The sites as the engine of sight has them. Raises UsageError for a region, which is no place to stand."""
        for site in self.sites:
            if site.place.is_region:
                raise UsageError(
                    f"over terrain a sensor stands at a point, and {site.place.name} is a {site.place.kind}; "
                    'give a town or coordinates: --at "46.5,8.5"'
                )
        return tuple(site.sensor(self.antenna_agl_m) for site in self.sites)


@dataclass(frozen=True, eq=False)
class Answer:
    """What was found. rows: one for every altitude, as JSON has it but with the outline as a shapely geometry."""

    asked: Asked
    found: Combined | Wide
    rows: list[dict[str, Any]]
    around: list[Limits] = field(default_factory=list)  # by site
    coverage: Coverage | None = None  # of a single site, where the answer is not Wide
    notes: tuple[str, ...] = ()  # about the answer itself


def common_grid(sites: Sequence[Site], range_m: float, opens: OpensTerrain) -> ElevationGrid:
    """One model for all sites: around the one that is nearest to the others."""
    import numpy as np

    from howfar.earth.geodesic import distance_m

    lats, lons = np.array([s.lat for s in sites]), np.array([s.lon for s in sites])
    away = [float(np.max(distance_m(s.lat, s.lon, lats, lons))) for s in sites]
    middle = int(np.argmin(away))
    return opens((sites[middle].lat, sites[middle].lon), away[middle] + range_m)


def answer_of(asked: Asked, opens: OpensTerrain, *, with_limits: bool) -> Answer:
    from howfar.cli.ground import progress
    from howfar.sight.combined import combined
    from howfar.sight.coverage import coverage_shape
    from howfar.sight.limits import limits
    from howfar.sight.wide import LEAST_CELLS

    sensors = asked.sensors()
    grid = common_grid(sensors, asked.range_m, opens)
    if len(sensors) == 1 and math.prod(coverage_shape(grid, sensors[0], asked.range_m)) > LEAST_CELLS:
        return _wide_answer(asked, grid, sensors[0])
    _refuse_too_many(asked, grid)
    around, kept = [], []
    with progress("Sweeping", quiet=asked.quiet) as told:

        def one_more(coverage: Coverage) -> None:
            if len(sensors) == 1:
                kept.append(coverage)
            if with_limits:
                around.append(limits(grid, coverage.site, max_range_m=asked.range_m, k_factor=asked.k_factor))

        found = combined(
            grid, sensors, altitudes_amsl_m=sorted(asked.altitudes_m, reverse=True),
            heights_agl_m=sorted(asked.heights_m, reverse=True), k_factor=asked.k_factor, max_range_m=asked.range_m,
            each=one_more, progress=told,
        )  # fmt: skip
    rows = [_row(asked, layer, around) for layer in found.layers]
    return Answer(asked, found, rows, around, kept[0] if kept else None)


def _wide_answer(asked: Asked, grid: ElevationGrid, sensor: Site) -> Answer:
    """Of so many cells that float32 and masks would not fit into the memory that is allowed."""
    from howfar.cli.ground import progress
    from howfar.sight.limits import limits
    from howfar.sight.wide import wide

    with progress("Looking along 360 directions", quiet=asked.quiet):
        around = [limits(grid, sensor, max_range_m=asked.range_m, k_factor=asked.k_factor)]
    with progress("Sweeping", quiet=asked.quiet) as told:
        found = wide(
            grid, sensor, altitudes_amsl_m=sorted(asked.altitudes_m, reverse=True),
            heights_agl_m=sorted(asked.heights_m, reverse=True), k_factor=asked.k_factor, max_range_m=asked.range_m,
            progress=told,
        )  # fmt: skip
    cells = f"{found.grid.shape[0]:,} x {found.grid.shape[1]:,} cells"
    notes = (
        f"{cells}: altitudes are in whole metres, rounded up; areas are counted cell by cell, outlines drawn on blocks "
        f"of {found.block} x {found.block} cells of which at least half are seen",
    )
    return Answer(asked, found, [_row(asked, layer, around) for layer in found.layers], around, notes=notes)


def _refuse_too_many(asked: Asked, grid: ElevationGrid) -> None:
    """What several sites need on top of the model: the lowest of all, one of them, and counts for every altitude."""
    layers = len(asked.altitudes_m) + len(asked.heights_m)
    size = grid.shape[0] * grid.shape[1] * (grid.heights_m.dtype.itemsize + 8 + 4 * layers)
    if len(asked.sites) > 1 and size > _MEMORY_BYTES:
        n = math.ceil(math.sqrt(size / _MEMORY_BYTES))
        raise UsageError(
            f"{len(asked.sites)} sites over {grid.shape[0]:,} x {grid.shape[1]:,} cells at {layers} altitudes need "
            f"{size / 2**30:.1f} GiB of memory, and {_MEMORY_BYTES / 2**30:.0f} GiB are allowed; give "
            f"--decimate {n}, a smaller --range, or fewer altitudes"
        )


def _row(asked: Asked, layer: Layer | WideLayer, around: Sequence[Limits]) -> dict[str, Any]:
    from howfar.check.wording import altitude_as_given
    from howfar.report.limitsview import limits_object
    from howfar.sight.combined import Layer

    above_sea, height_m = layer.altitude_amsl_m is not None, layer.altitude_amsl_m or layer.height_agl_m or 0.0
    reached = [f for f in layer.farthest_m if f is not None]
    row: dict[str, Any] = {
        "altitude": (asked.flight_levels if above_sea else {}).get(height_m) or altitude_as_given(height_m),
        "altitude_m" if above_sea else "height_m": height_m,
        "datum": "above mean sea level" if above_sea else "above ground",
        "area_km2": layer.area_m2() / 1e6,
        "farthest_km": max(reached) / 1000.0 if reached else None,
        "outline": layer.outline(),
    }
    if isinstance(layer, Layer) and len(asked.sites) > 1:
        row |= _shares(asked, layer, row["area_km2"])
    if around:
        found = [a.at(layer.altitude_amsl_m, height_agl_m=layer.height_agl_m) for a in around]
        row["limits"] = [one for name, f in zip(asked.names, found, strict=True) for one in limits_object(f, name)]
    return row


def _shares(asked: Asked, layer: Layer, area_km2: float) -> dict[str, Any]:
    """How many sites see how much, and what is lost without each."""
    lost = [layer.area_m2(layer.lost_without(i)) / 1e6 for i in range(len(asked.sites))]
    return {
        "seen_by": [{"sites": n, "area_km2": area / 1e6} for n, area in layer.areas_by_count_m2().items()],
        "lost_without": [
            {"site": name, "area_km2": one, "share": one / area_km2 if area_km2 else 0.0}
            for name, one in zip(asked.names, lost, strict=True)
        ],
    }
