"""What a system at a place reaches on a smooth Earth: published ranges as rings, the horizon by target altitude."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING

from howfar.check.distance import geometry_of
from howfar.check.figures import low_high_km, shown_figures
from howfar.check.model import Span
from howfar.earth.refraction import sight_range_m
from howfar.places.model import Place
from howfar.systems.model import Figure, System, Verb

if TYPE_CHECKING:
    from shapely.geometry.base import BaseGeometry

DEFAULT_ALTITUDES_M = (100.0, 1_000.0, 10_000.0, 30_000.0)


@dataclass(frozen=True)
class RangeLayer:
    """Everything within one published range of the sites; several figures of one value share a layer."""

    verb: Verb
    range_km: float
    figures: tuple[Figure, ...]
    geometry: BaseGeometry
    area_m2: float


@dataclass(frozen=True)
class HorizonLayer:
    """Where a target at one altitude above mean sea level is above the radar horizon of the sites (smooth Earth)."""

    altitude_m: float
    range_m: float
    range_low_m: float
    range_high_m: float
    geometry: BaseGeometry
    area_m2: float


def range_layers(
    system: System, sites: Sequence[Place], *, verbs: Sequence[Verb] | None = None
) -> tuple[RangeLayer, ...]:
    """One layer for every published range of the system, longest first; outliers are layers too and say so."""
    layers = []
    for verb in verbs or [v for v in system.verbs if v != "covers"]:
        by_value: dict[float, list[Figure]] = {}
        for figure in shown_figures(system, verb):
            by_value.setdefault(low_high_km(figure)[1], []).append(figure)
        for value_km, figures in sorted(by_value.items(), reverse=True):
            geometry, area = _around(sites, value_km * 1000.0)
            layers.append(RangeLayer(verb, value_km, tuple(figures), geometry, area))
    return tuple(layers)


def horizon_layers(
    sites: Sequence[Place],
    altitudes_m: Sequence[float],
    *,
    antenna_m: Span,
    k_factor: Span,
    limit_m: float | None = None,
) -> tuple[HorizonLayer, ...]:
    """One layer for every target altitude, highest first. limit_m: cut here (an instrumented limit), metres."""
    layers = []
    for altitude_m in sorted(altitudes_m, reverse=True):
        reach_m, low_m, high_m = (
            min(float(sight_range_m(antenna, altitude_m, k_factor=k)), limit_m or float("inf"))
            for antenna, k in (
                (antenna_m.nominal, k_factor.nominal), (antenna_m.low, k_factor.low), (antenna_m.high, k_factor.high),
            )
        )  # fmt: skip
        geometry, area = _around(sites, reach_m)
        layers.append(HorizonLayer(altitude_m, reach_m, low_m, high_m, geometry, area))
    return tuple(layers)


def _around(sites: Sequence[Place], radius_m: float) -> tuple[BaseGeometry, float]:
    from shapely import union_all

    from howfar.earth.region import area_m2, range_ring, region_within

    discs = [
        region_within(geometry_of(s, for_m=radius_m), radius_m) if s.is_region else range_ring(s.lat, s.lon, radius_m)
        for s in sites
    ]
    together = discs[0] if len(discs) == 1 else union_all(discs)
    return together, float(area_m2(together))
