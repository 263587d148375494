"""Where a system stands when the claim does not say: what may be assumed, and whether that can refute a claim."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from howfar.check.nominative import lookup
from howfar.places.model import Resolution

if TYPE_CHECKING:
    from collections.abc import Sequence

    from howfar.claims.model import Claim
    from howfar.places.gazetteer import Gazetteer
    from howfar.systems.model import System

_HOME_CLASSES: Final = frozenset({"ballistic-missile", "early-warning-radar", "oth-radar"})
_BASES_ABROAD: Final = frozenset({"US", "GB", "FR"})  # their forces stand in many countries


def assumed_origin(
    claim: Claim, system: System | None, target: Resolution, gazetteer: Gazetteer, *, near: Sequence[str],
    home: str | None,
) -> Resolution | None:  # fmt: skip
    """The country in which the system is taken to stand: the one whose it is said to be, else where the speaker speaks
    for, else one that operates it and that the text is about, else the only one that operates it.

    near: ISO codes of the countries of the text, most named first; home: that of the speaker. Never the country that is
    its target; and where the speaker's own country is the target and operates the system, nothing is assumed, because
    it may stand beside what it protects. Nothing either of a system that nobody knows and that is nobody's."""
    aim = target.place.country_code
    operators = system.operators if system is not None else ()
    owner = _owner(claim, gazetteer, system)
    if owner is None and home is not None and home in operators:
        if home == aim:
            return None
        owner = home
    about = [code for code in near if code != aim][:1]  # what the text is most about, if it operates the system
    about = [code for code in about if code in operators]
    single = operators if len(operators) == 1 else ()
    code = next((c for c in (owner, *about, *single) if c is not None and c != aim), None)
    place = gazetteer.country(code) if code is not None else None
    return None if place is None else Resolution(place)


def stays_at_home(system: System | None) -> bool:
    """Whether the place that was assumed is the only one that the system can stand at, so that it may refute a claim.

    A fixed radar and a land-based ballistic missile of one country stand in that country. What is carried by aircraft
    and ships, sold or sent abroad can stand anywhere."""
    if system is None or system.range_includes_carrier or system.system_class not in _HOME_CLASSES:
        return False
    return len(system.operators) == 1 and not _BASES_ABROAD.intersection(system.operators)


def _owner(claim: Claim, gazetteer: Gazetteer, system: System | None) -> str | None:
    """The country that the words for a system name ("a North Korean ICBM"), or the id that the reader made of its
    owner and its kind ("north-korea-icbm"). A by-name of the system does not count: the Guam Killer is China's.
    """
    names = " ".join([system.name, *system.aliases]).casefold().split() if system is not None else []
    said = [word for word in (claim.system or "").split() if word.casefold() not in names]
    made = (claim.system_id or "").title().split("-")
    return _country_in(said, gazetteer, anywhere=True) or _country_in(made, gazetteer, anywhere=False)


def _country_in(parts: Sequence[str], gazetteer: Gazetteer, *, anywhere: bool) -> str | None:
    for size in (3, 2, 1):
        for start in range(len(parts) - size + 1 if anywhere else min(1, len(parts) - size)):
            said = " ".join(parts[start : start + size]).removesuffix("'s").removesuffix("’s")
            hit = lookup(gazetteer, said)
            if hit is not None and hit.kind in ("demonym", "country"):
                return hit.country_code
    return None
