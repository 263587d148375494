"""How to redo a verdict: the exact command, quoted for a shell."""

from __future__ import annotations

import shlex
from collections.abc import Iterator, Mapping
from typing import TYPE_CHECKING, Any, Final

if TYPE_CHECKING:
    from howfar.check.model import Verdict
    from howfar.claims.model import Claim

VERBS: Final = {"sees": "see", "engages": "engage", "strikes": "strike", "covers": "cover"}


def command(verdict: Verdict) -> str | None:
    """`howfar can ...` for a claim with a system and something to reach, with what was fixed or assumed about it.

    None where `can` could not ask the same: no system, nothing to reach, or a claim that denies or compares.
    """
    claim = verdict.claim
    if not claim.system_id or (not claim.target and claim.distance_km is None):
        return None
    if claim.negated or claim.ratio is not None or claim.area_km2 is not None:
        return None
    target = [claim.target] if claim.target else []
    options = [word for option in _options(verdict) for word in option]
    return shlex.join(["howfar", "can", claim.system_id, VERBS[claim.verb_kind], *target, *options])


def _options(verdict: Verdict) -> Iterator[tuple[str, ...]]:
    claim = verdict.claim
    origin = claim.origin or (verdict.origin.name if verdict.origin is not None else None)
    if origin:
        yield "--from", origin
    yield from _numbers(claim)
    if claim.target_is_whole_region:
        yield ("--whole",)
    antenna_m = _fixed(verdict.assumptions, "antenna_m")
    if antenna_m is not None:
        yield "--antenna", f"{antenna_m:g}m"
    k_factor = _fixed(verdict.assumptions, "k_factor")
    if k_factor is not None:
        yield "--k", f"{k_factor:g}"


def _numbers(claim: Claim) -> Iterator[tuple[str, str]]:
    if claim.distance_km is not None:
        yield "--distance", f"{claim.distance_km:g}km"
    if claim.altitude_km is not None:
        yield "--altitude", f"{claim.altitude_km:g}km"
    if claim.duration_s is not None:
        yield "--time", f"{claim.duration_s / 60:g}"


def _fixed(assumptions: Mapping[str, Any], name: str) -> float | None:
    """An assumption that was not swept, because the user or the claim fixed it."""
    value = assumptions.get(name)
    if not isinstance(value, Mapping) or value.get("from") != value.get("to"):
        return None
    nominal = value.get("nominal")
    return float(nominal) if isinstance(nominal, int | float) else None
