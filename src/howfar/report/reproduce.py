"""How to redo a verdict: the exact command, quoted for a shell."""

from __future__ import annotations

import shlex
from typing import TYPE_CHECKING, Final

if TYPE_CHECKING:
    from howfar.claims.model import Claim

VERBS: Final = {"sees": "see", "engages": "engage", "strikes": "strike", "covers": "cover"}


def command(claim: Claim) -> str | None:
    """`howfar can ...` for a claim with a system and something to reach; None where there is too little to ask."""
    if not claim.system_id or (not claim.target and claim.distance_km is None):
        return None
    words = ["howfar", "can", claim.system_id, VERBS[claim.verb_kind], *([claim.target] if claim.target else [])]
    if claim.origin:
        words += ["--from", claim.origin]
    if claim.distance_km is not None:
        words += ["--distance", f"{claim.distance_km:g}km"]
    if claim.altitude_km is not None:
        words += ["--altitude", f"{claim.altitude_km:g}km"]
    if claim.target_is_whole_region:
        words.append("--whole")
    return shlex.join(words)
