"""The two questions that people ask: can this system do that, and what of this article holds."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from typing import TYPE_CHECKING

from howfar.check.about import countries_of, home_of
from howfar.check.model import Verdict
from howfar.check.nominative import resolve
from howfar.check.question import Assumptions, question
from howfar.check.verdict import judge
from howfar.claims.model import Claim
from howfar.errors import OutsideError, UsageError, VerbError
from howfar.systems.model import Verb

if TYPE_CHECKING:
    from howfar.places.gazetteer import Gazetteer
    from howfar.systems.catalogue import Catalogue

VERBS: dict[str, Verb] = {
    "see": "sees", "sees": "sees", "detect": "sees", "engage": "engages", "engages": "engages",
    "strike": "strikes", "strikes": "strikes", "hit": "strikes", "reach": "strikes",
    "cover": "covers", "covers": "covers",
}  # fmt: skip


def can(
    system: str,
    verb: str,
    *,
    target: str | None = None,
    origin: str | None = None,
    distance_km: float | None = None,
    altitude_km: float | None = None,
    whole: bool = False,
    duration_s: float | None = None,
    assumptions: Assumptions | None = None,
    catalogue: Catalogue | None = None,
    gazetteer: Gazetteer | None = None,
) -> Verdict:
    """One structured claim, judged: "can SYSTEM VERB TARGET from ORIGIN".

    verb: see, engage, strike or cover. target, origin: place, country, region or "lat,lon". distance_km, altitude_km:
    what is claimed, in kilometres. whole: all of the target region is meant. duration_s: a stated flight time, seconds.
    Raises UnknownSystemError, UnknownPlaceError, VerbError or UsageError where the question cannot be asked.
    """
    books = books_of(catalogue, gazetteer)
    kind = VERBS.get(verb.lower())
    if kind is None:
        raise VerbError(f"the verb {verb!r} is unknown; use see, engage, strike or cover")
    if target is None and distance_km is None:
        raise UsageError("nothing to reach: give a TARGET, or --distance with a unit, or both")
    hit = books[0].find(system)
    if kind not in hit.system.verbs and kind != "covers":
        raise VerbError(
            f"the {hit.system.name} does not {_plain(kind)} anything in the catalogue; "
            f"verbs that apply: {', '.join(_plain(v) for v in hit.system.verbs)}"
        )
    words = " ".join(filter(None, [system, verb, target, f"from {origin}" if origin else None]))
    claim = Claim(
        quote=words, start=0, end=len(words), verb_kind=kind, system=system, system_id=hit.system.id,
        distance_km=distance_km, distance_as_written=None if distance_km is None else f"{distance_km:g} km",
        altitude_km=altitude_km, origin=origin, target=target, target_is_whole_region=whole,
        duration_s=duration_s, duration_as_written=None if duration_s is None else f"{duration_s / 60:g} minutes",
    )  # fmt: skip
    asked = question(claim, catalogue=books[0], gazetteer=books[1], assumptions=assumptions)
    for place, found in ((target, asked.target), (origin, asked.origin)):
        if place is not None and found is None:
            resolve(books[1], place, near=assumptions.near if assumptions else ())  # raises, with names like it
    return judge(asked, catalogue=books[0])


def check_claim(
    claim: Claim,
    *,
    assumptions: Assumptions | None = None,
    catalogue: Catalogue | None = None,
    gazetteer: Gazetteer | None = None,
) -> Verdict:
    """The verdict on one claim as it was read."""
    books = books_of(catalogue, gazetteer)
    asked = question(claim, catalogue=books[0], gazetteer=books[1], assumptions=assumptions)
    return judge(asked, catalogue=books[0])


def check_claims(
    claims: Sequence[Claim],
    text: str,
    *,
    assumptions: Assumptions | None = None,
    catalogue: Catalogue | None = None,
    gazetteer: Gazetteer | None = None,
) -> tuple[Verdict, ...]:
    """The verdicts on the claims of one text; what it is about tells Brest from Brest and gives a missing origin."""
    books = books_of(catalogue, gazetteer)
    given = assumptions or Assumptions()
    near = given.near or countries_of(text, books[1])
    verdicts = []
    for claim in claims:
        told = replace(given, is_prose=True, near=near, home=given.home or home_of(claim.speaker, text, books[1]))
        verdicts.append(_checked(claim, told, books))
    return tuple(verdicts)


def _checked(claim: Claim, given: Assumptions, books: tuple[Catalogue, Gazetteer]) -> Verdict:
    """Places of a text that the elevation model does not cover are judged without it, and that is said."""
    try:
        return check_claim(claim, assumptions=given, catalogue=books[0], gazetteer=books[1])
    except OutsideError as error:
        plain = replace(given, terrain=None, terrain_around=None)
        verdict = check_claim(claim, assumptions=plain, catalogue=books[0], gazetteer=books[1])
        return replace(verdict, assumptions={**verdict.assumptions, "terrain_left_out": str(error)})


def _plain(verb: Verb) -> str:
    return {"sees": "see", "engages": "engage", "strikes": "strike", "covers": "cover"}[verb]


def books_of(catalogue: Catalogue | None, gazetteer: Gazetteer | None) -> tuple[Catalogue, Gazetteer]:
    """The catalogue and the gazetteer as given, or those that ship with howfar."""
    if catalogue is None:
        from howfar.systems.catalogue import Catalogue as CatalogueClass

        catalogue = CatalogueClass.default()
    if gazetteer is None:
        from howfar.places.gazetteer import Gazetteer as GazetteerClass

        gazetteer = GazetteerClass.default()
    return catalogue, gazetteer
