"""What `howfar cover` found on a smooth Earth, as the contract's JSON and as layers for geo formats and pictures."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING, Any

from howfar.check.wording import RANGE_NAME, altitude_as_given
from howfar.report.catalogueview import value_words
from howfar.report.contract import coverage_result, plain
from howfar.report.coverscene import coverage_scene
from howfar.report.placeview import place_object

if TYPE_CHECKING:
    from howfar.check.coverage import HorizonLayer, RangeLayer
    from howfar.check.model import Span
    from howfar.places.model import Place
    from howfar.systems.model import System

__all__ = ["coverage_object", "coverage_scene", "layers_of"]


def coverage_object(
    sites: Sequence[Place],
    system: System | None,
    ranges: Sequence[RangeLayer],
    horizons: Sequence[HorizonLayer],
    *,
    antenna_m: Span,
    k_factor: Span,
) -> dict[str, Any]:
    """`howfar/coverage/1`: horizon layers under `layers`, published ranges under `ranges` (our own key)."""
    layers = [
        {
            "altitude": altitude_as_given(layer.altitude_m),
            "altitude_m": layer.altitude_m,
            "datum": "above mean sea level",
            "area_km2": layer.area_m2 / 1e6,
            "farthest_km": layer.range_m / 1000.0,
            "farthest_low_km": layer.range_low_m / 1000.0,
            "farthest_high_km": layer.range_high_m / 1000.0,
            "outline": layer.geometry,
        }
        for layer in horizons
    ]
    published = [{**_range(layer), "outline": plain(layer.geometry)} for layer in ranges]
    return coverage_result(
        site=place_object(sites[0]),
        sites=[place_object(site) for site in sites],
        system=None if system is None else {"id": system.id, "name": system.name},
        assumptions={
            "earth": "WGS84, smooth; no terrain",
            "antenna_m": {"nominal": antenna_m.nominal, "from": antenna_m.low, "to": antenna_m.high},
            "k_factor": {"nominal": k_factor.nominal, "from": k_factor.low, "to": k_factor.high},
        },
        layers=layers,
        ranges=published,
    )


def layers_of(
    sites: Sequence[Place], ranges: Sequence[RangeLayer], horizons: Sequence[HorizonLayer]
) -> list[tuple[str, Any, dict[str, Any]]]:
    """(name, geometry, properties) of every site and layer, for the geo formats."""
    from howfar.check.distance import geometry_of

    found = [(site.name, geometry_of(site), place_object(site)) for site in sites]
    found += [
        (f"{RANGE_NAME[layer.verb]} {value_words(layer.figures[0])}", layer.geometry, _range(layer)) for layer in ranges
    ]
    for layer in horizons:
        about = {"altitude_m": layer.altitude_m, "range_km": layer.range_m / 1000.0, "datum": "above mean sea level"}
        found.append((f"horizon for a target at {altitude_as_given(layer.altitude_m)}", layer.geometry, about))
    return found


def _range(layer: RangeLayer) -> dict[str, Any]:
    return {
        "verb": layer.verb,
        "range_km": layer.range_km,
        "as_written": [f.as_written for f in layer.figures],
        "confidence": min(f.confidence for f in layer.figures),
        "is_outlier": all(f.is_outlier for f in layer.figures),
        "sources": list(dict.fromkeys(f.source_id for f in layer.figures)),
        "area_km2": layer.area_m2 / 1e6,
    }
