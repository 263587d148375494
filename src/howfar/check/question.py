"""From a claim to a question: every name resolved that can be, every assumption stated, the rest listed."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING

from howfar.check.figures import ends_km, figures_of, speaking_at_altitude
from howfar.check.model import OpensTerrain, Question, Reach, Span
from howfar.check.namesakes import nearer_of_a_name
from howfar.check.nominative import resolve
from howfar.check.origins import assumed_origin, stays_at_home
from howfar.claims.model import Claim
from howfar.constants import NOMINAL_ANTENNA_AGL_M, STANDARD_K_FACTOR, SWEPT_ANTENNA_AGL_M, SWEPT_K_FACTORS
from howfar.errors import UnknownPlaceError, UnknownSystemError
from howfar.places.model import Resolution
from howfar.systems.model import Figure, System, Verb

if TYPE_CHECKING:
    from howfar.places.gazetteer import Gazetteer
    from howfar.systems.catalogue import Catalogue, SystemHit
    from howfar.terrain.grid import ElevationGrid

__all__ = ["Assumptions", "OpensTerrain", "Reach", "antenna_span", "k_span", "question", "readings"]


NO_ORIGIN = "the claim does not say from where"
HOW_MANY = "it does not say how many of them share it"
_SEVERAL = frozenset({
    "aircraft", "batteries", "complexes", "divisions", "guns", "interceptors", "jets", "launchers", "missiles",
    "planes", "radars", "regiments", "rockets", "systems", "units",
})  # fmt: skip


@dataclass(frozen=True)
class Assumptions:
    """What the asker fixes. None means: take the design's spread.

    antenna_agl_m: antenna height above ground in metres. k_factor: effective Earth radius factor.
    near: ISO country codes or names that the text is about, to tell Brest from Brest.
    home: ISO code of the country that the speaker speaks for, where the text says it.
    terrain: opens an elevation model around (lat, lon); None: a smooth Earth. terrain_around: the same, where
    the question from where a claim would hold may read a whole area (files, not a store that has to be fetched first).
    origin: where the system stands if the claim does not say so (words), e.g. the country a text is about.
    is_prose: the places are words of a running text, where a name has a capital ("the island" is no name).
    """

    antenna_agl_m: float | None = None
    k_factor: float | None = None
    near: tuple[str, ...] = ()
    home: str | None = None
    origin: str | None = None
    is_prose: bool = False
    terrain: OpensTerrain | None = None
    terrain_around: OpensTerrain | None = None


def question(
    claim: Claim, *, catalogue: Catalogue, gazetteer: Gazetteer, assumptions: Assumptions | None = None
) -> Question:
    """Resolve the system and the places of `claim`; never raises for what a text says, but lists it as unresolved."""
    given = assumptions or Assumptions()
    unresolved: list[str] = []
    system, variant = _system(claim, catalogue, unresolved)
    target = _place(claim.target, gazetteer, given.near, is_prose=given.is_prose)
    near = _nearby(given.near, target, system)
    origin = _place(claim.origin, gazetteer, near, is_prose=given.is_prose)
    unresolved += [
        f"the {slot} {words!r} is no place that the gazetteer knows"
        for slot, words, found in (("target", claim.target, target), ("origin", claim.origin, origin))
        if words is not None and found is None
    ]
    target, origin = nearer_of_a_name(target, origin, given.near), nearer_of_a_name(origin, target, given.near)
    assumed = None
    if origin is None and claim.origin is None and target is not None:
        assumed = _unsaid_origin(claim, given, system, target, gazetteer)
        if assumed is None:
            unresolved.append(NO_ORIGIN)
    grid = _grid(given, system, origin or assumed, target)
    return Question(
        claim=claim,
        system=system,
        variant=variant,
        readings={
            verb: speaking_at_altitude(_figures(catalogue, system, verb, variant), claim.altitude_km)
            for verb in readings(claim.verb_kind, system)
        },
        origin=origin or assumed,
        target=target,
        antenna_agl_m=_antenna(claim, system, given),
        k_factor=k_span(given),
        antenna_is_assumed=given.antenna_agl_m is None and claim.site_altitude_km is None,
        assumed_origin=assumed is not None,
        origin_binds=assumed is None or given.origin is not None or stays_at_home(system),
        grid=grid,
        opens=None if grid is None else given.terrain,
        opens_around=None if grid is None else given.terrain_around,
        unresolved=tuple(unresolved),
    )


_PART = "-radar"  # what the reader appends to a system's id where its radar is spoken of


def readings(verb_kind: Verb, system: System | None) -> tuple[Verb, ...]:
    """The verbs under which a claim is judged: its own, or for `covers` every one that the system allows."""
    if verb_kind != "covers":
        return (verb_kind,)
    if system is None:
        return ("engages",)
    return tuple(v for v in system.verbs if v != "covers") or ("covers",)


def is_several(claim: Claim) -> bool:
    """Whether several systems together are said to serve a whole region: "Patriot systems will cover all of it"."""
    last = (claim.system or "").rsplit(maxsplit=1)[-1:]
    plural = [word for word in last if word.lower() in _SEVERAL or (word.endswith("s") and word[-2:-1].isdigit())]
    return claim.target_is_whole_region and bool(plural)


def _figures(catalogue: Catalogue, system: System | None, verb: Verb, variant: str | None) -> tuple[Figure, ...]:
    if system is None or verb not in system.verbs:
        return ()
    return catalogue.figures_for(system, verb, variant)


def _system(claim: Claim, catalogue: Catalogue, unresolved: list[str]) -> tuple[System | None, str | None]:
    by_name, by_id = (_hit(name, catalogue) for name in (claim.system, claim.system_id))
    if by_id is None and claim.system_id is not None and claim.system_id.endswith(_PART):
        by_id = _hit(claim.system_id.removesuffix(_PART), catalogue)
    is_told_by_id = by_id is None and claim.system_id is not None  # "north-korea-mlrs" is no M270, whatever its words
    if by_name is not None and not is_told_by_id and (by_id is None or by_name.system.id == by_id.system.id):
        return by_name.system, by_name.variant  # words may name a variant
    if by_id is not None:
        return by_id.system, by_id.variant
    unresolved.append(_unknown(claim.system or claim.system_id))
    return None, None


def _unknown(words: str | None) -> str:
    """What is not known of the system: which one is meant, or the figures of one that is named."""
    if words is None:
        return "the claim names no system"
    inner = words.split()[1:] or words.split()
    if any(c.isupper() or c.isdigit() for word in inner for c in word):
        return f"the catalogue holds no system “{words}”"
    return f"the text does not say which system “{words}” is"


def _hit(name: str | None, catalogue: Catalogue) -> SystemHit | None:
    try:
        return None if name is None else catalogue.find(name, suggest=False)
    except UnknownSystemError:
        return None


def _place(words: str | None, gazetteer: Gazetteer, near: Sequence[str], *, is_prose: bool) -> Resolution | None:
    if words is None or (is_prose and words.isascii() and words.islower()):
        return None
    try:
        return resolve(gazetteer, words, near=near, suggest=False)
    except UnknownPlaceError:
        return None


def _nearby(near: Sequence[str], target: Resolution | None, system: System | None) -> tuple[str, ...]:
    """The countries that tell which origin is meant: those of the text, else the target's and those that operate it."""
    code = target.place.country_code if target is not None else None
    operators = system.operators if system is not None else ()
    return tuple(near) or tuple(dict.fromkeys([code, *operators] if code is not None else operators))


def _unsaid_origin(
    claim: Claim, given: Assumptions, system: System | None, target: Resolution, gazetteer: Gazetteer
) -> Resolution | None:
    """Where the system stands when the claim does not say: as the asker says, else what may be assumed."""
    if given.origin is not None:
        return resolve(gazetteer, given.origin, near=given.near)
    return assumed_origin(claim, system, target, gazetteer, near=given.near, home=given.home)


def _grid(
    given: Assumptions, system: System | None, origin: Resolution | None, target: Resolution | None
) -> ElevationGrid | None:
    """The elevation model between two points, where line of sight from the ground is asked for."""
    if given.terrain is None or origin is None or target is None:
        return None
    if origin.place.is_region or target.place.is_region or (system is not None and system.line_of_sight != "applies"):
        return None
    return given.terrain((origin.place.lat, origin.place.lon), (target.place.lat, target.place.lon))


def _antenna(claim: Claim, system: System | None, given: Assumptions) -> Span:
    if claim.site_altitude_km is not None:
        return _spread(claim.site_altitude_km * 1000.0, 0.0, (0.0, 0.0))
    return antenna_span(system, given)


def antenna_span(system: System | None, given: Assumptions) -> Span:
    """Antenna height in metres: as given, as published (for an airborne sensor its flight altitude), or swept."""
    if given.antenna_agl_m is None and system is not None:
        heights = ends_km(figures_of(system, "antenna_height_m"))  # in metres, as filed
        if heights:
            return Span(min(heights), sum(heights) / len(heights), max(heights))
    return _spread(given.antenna_agl_m, NOMINAL_ANTENNA_AGL_M, SWEPT_ANTENNA_AGL_M)


def k_span(given: Assumptions) -> Span:
    """Effective Earth radius factor: as given, or 4/3 swept over the design's spread."""
    return _spread(given.k_factor, STANDARD_K_FACTOR, SWEPT_K_FACTORS)


def _spread(given: float | None, nominal: float, swept: tuple[float, float]) -> Span:
    return Span(given, given, given) if given is not None else Span(swept[0], nominal, swept[1])
