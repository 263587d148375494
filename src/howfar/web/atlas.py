"""What the map shows of one claim: places with their shapes, rings and horizons, the cut along the path."""

from __future__ import annotations

from contextlib import suppress
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, Any, Final

from howfar.check.distance import between_places, geometry_of
from howfar.check.nominative import resolve
from howfar.check.question import Assumptions, antenna_span, k_span
from howfar.errors import TerrainError, UsageError
from howfar.places.model import Place
from howfar.report import contract

if TYPE_CHECKING:
    from collections.abc import Sequence

    from howfar.check.model import Span
    from howfar.systems.model import System, Verb
    from howfar.web.engine import Engine

MOST_SITES: Final = 12
MOST_DRAWN_POINTS: Final = 500


@dataclass(frozen=True)
class CoverAsk:
    """A coverage question: words for the sites, a system's name, target altitudes and the range to stop at (metres).

    towards, whole: what the claim is about, so that from somewhere in a region the horizon is drawn around the launch
    place that its verdict used. antenna_m, k_factor: None for the usual spread.
    """

    at: tuple[str, ...]
    system: str | None = None
    verb: Verb | None = None
    altitudes_m: tuple[float, ...] = ()
    near: tuple[str, ...] = ()
    antenna_m: float | None = None
    k_factor: float | None = None
    towards: str | None = None
    whole: bool = False
    range_m: float | None = None


def cover(engine: Engine, ask: CoverAsk) -> dict[str, Any]:
    """`howfar cover` with the published ranges beside the horizons; over terrain where a model is configured."""
    from howfar.check.coverage import DEFAULT_ALTITUDES_M, range_layers
    from howfar.report.coverview import coverage_object
    from howfar.web import horizons

    if not 1 <= len(ask.at) <= MOST_SITES:
        raise UsageError(f"{len(ask.at)} sites were given; give one to {MOST_SITES}")
    found = _system(engine, ask.system)
    places = [resolve(engine.gazetteer, words, near=ask.near).place for words in ask.at]
    sites = [drawable(place) for place in places]
    spans = _spans(found, ask.antenna_m, ask.k_factor)
    verbs = None if ask.verb is None or found is None or ask.verb not in found.verbs else (ask.verb,)
    ranges = range_layers(found, sites, verbs=verbs) if found is not None else ()
    told = coverage_object(sites, found, ranges, (), antenna_m=spans[0], k_factor=spans[1])
    for layer in told["ranges"]:
        layer["source_titles"] = [_source_line(engine, source_id) for source_id in layer["sources"]]
    if found is None or found.line_of_sight in ("applies", "airborne", "ballistic-targets"):
        stands = _launch_places(engine, places, ask)
        if stands:
            heights = ask.altitudes_m or DEFAULT_ALTITUDES_M
            told = horizons.added(told, engine.ground, stands, heights, spans, range_m=ask.range_m)
    return told


def _launch_places(engine: Engine, places: Sequence[Place], ask: CoverAsk) -> list[Place]:
    """Where the horizons are drawn around: the sites, or in a region the place that the verdict on `towards` used."""
    if not any(place.is_region for place in places):
        return list(places)
    if ask.towards is None or len(places) > 1:
        return []
    target = resolve(engine.gazetteer, ask.towards, near=ask.near).place
    return [ends_of(places[0], target, whole=ask.whole)[0]]


def sight(
    engine: Engine, origin: str, target: str, *, near: Sequence[str], system: str | None, antenna_m: float | None,
    k_factor: float | None, target_altitude_m: float | None, whole: bool = False,
) -> dict[str, Any]:  # fmt: skip
    """`howfar sight` with the cut along the path; between regions along the path that the verdict used."""
    from howfar.web.ground import over_ground
    from howfar.web.profile import sight_object

    found = _system(engine, system)
    places = [resolve(engine.gazetteer, words, near=near).place for words in (origin, target)]
    ends = ends_of(*places, whole=whole)
    spans = _spans(found, antenna_m, k_factor)
    told = sight_object(*ends, antenna_m=spans[0], k_factor=spans[1], target_altitude_m=target_altitude_m)
    airborne = found is not None and found.line_of_sight == "airborne"
    if engine.ground is not None and not airborne:
        with suppress(TerrainError):  # no ground there: the smooth Earth is told, and says so
            grid = engine.ground((ends[0].lat, ends[0].lon), (ends[1].lat, ends[1].lon))
            told = over_ground(
                told, grid, ends, spans[0].nominal, k_factor=spans[1].nominal, target_m=target_altitude_m
            )
    return {**told, "ends": [_end(end) for end in ends]}


def ends_of(origin: Place, target: Place, *, whole: bool) -> tuple[Place, Place]:
    """The two points that a verdict measures between: of regions the nearest parts, of a whole one the worst served."""
    if not origin.is_region and not target.is_region:
        return origin, target
    between = between_places(origin, target)
    is_whole = whole and target.is_region
    here, there = between.farthest_from_nearest_places if is_whole else between.nearest_places
    words = f"the best-placed part of {origin.name}" if is_whole else f"the nearest part of {origin.name}"
    aim = f"the farthest part of {target.name}" if is_whole else f"the nearest part of {target.name}"
    return _point(origin, here, words), _point(target, there, aim)


def _point(place: Place, at: tuple[float, float], words: str) -> Place:
    if not place.is_region:
        return place
    return Place(name=words, kind="point", lat=at[1], lon=at[0], asked=place.asked, source=place.source)


def _end(place: Place) -> dict[str, Any]:
    return {"name": place.name, "kind": place.kind, "lat": round(place.lat, 5), "lon": round(place.lon, 5)}


def place(engine: Engine, words: str, near: Sequence[str]) -> dict[str, Any]:
    """`howfar places`, with the shape."""
    found = resolve(engine.gazetteer, words, near=near)
    drawn = drawable(found.place) if found.place.is_region else found.place
    return {
        "place": shown(found.place),
        "geometry": contract.plain(geometry_of(drawn), 3) if drawn.is_region else None,
        "alternatives": [shown(p) for p in found.alternatives],
    }


def suggestions(engine: Engine, prefix: str, limit: int) -> dict[str, Any]:
    """Places whose name begins so."""
    from howfar.report.placeview import place_object

    return {"places": [place_object(place) for place in engine.gazetteer.suggest(prefix, limit)]}


def drawable(place: Place) -> Place:
    """A region with an outline of a few hundred points: its rings are drawn, never judged, and must come at once."""
    if place.geometry is None:
        return place
    import shapely

    outline, tolerance_deg = place.geometry, 0.01
    while shapely.get_num_coordinates(outline) > MOST_DRAWN_POINTS and tolerance_deg < 5.0:
        tolerance_deg *= 2.0
        outline = shapely.simplify(place.geometry, tolerance_deg)
    return replace(place, geometry=outline)


def shown(place: Place) -> dict[str, Any]:
    """A place as PlaceView has it."""
    return {
        "name": place.name, "kind": place.kind, "lat": round(place.lat, 5), "lon": round(place.lon, 5),
        "asked": place.asked,
        "vagueness_km": round(place.vagueness_m / 1000.0, 3), "country_code": place.country_code,
        "caption": place.caption,
    }  # fmt: skip


def _system(engine: Engine, name: str | None) -> System | None:
    return None if name is None else engine.catalogue.find(name).system


def _spans(system: System | None, antenna_m: float | None, k_factor: float | None) -> tuple[Span, Span]:
    given = Assumptions(antenna_agl_m=antenna_m, k_factor=k_factor)
    return antenna_span(system, given), k_span(given)


def _source_line(engine: Engine, source_id: str) -> str:
    source = engine.catalogue.source(source_id)
    return ", ".join(filter(None, [source.title, source.publisher, source.date]))
