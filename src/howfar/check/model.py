"""Question, findings and verdict: what checking makes of a claim."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any, Literal, TypeAlias

from howfar.claims.model import Claim
from howfar.places.model import Place, Resolution
from howfar.places.words import says_any, says_every
from howfar.systems.model import Figure, Source, System, Verb

if TYPE_CHECKING:
    from collections.abc import Callable

    from howfar.terrain.grid import ElevationGrid

Reach = float | tuple[float, float]
"""How far an elevation model is needed: a radius in metres, or along the way to (lat, lon)."""
OpensTerrain: TypeAlias = "Callable[[tuple[float, float], Reach], ElevationGrid]"

Label = Literal["consistent", "inconsistent", "consistent only if", "not checkable"]
Rule = Literal["range", "horizon", "terrain", "altitude", "share", "time", "arithmetic"]


@dataclass(frozen=True)
class Span:
    """An interval of an assumption or a result, in the unit that its name or its neighbour says."""

    low: float
    nominal: float
    high: float


@dataclass(frozen=True)
class Question:
    """A claim with everything resolved that could be; what could not is listed in `unresolved`.

    readings: the verbs under which the claim is judged, each with the published figures that decide about it.
    origin_binds: whether the system can stand nowhere else, so that the distance from there can refute the claim.
    grid: the elevation model along the way from origin to target. opens: opens it along other ways; opens_around:
    a whole area of it, where that costs no download.
    """

    claim: Claim
    system: System | None
    variant: str | None
    readings: Mapping[Verb, tuple[Figure, ...]]
    origin: Resolution | None
    target: Resolution | None
    antenna_agl_m: Span
    k_factor: Span
    antenna_is_assumed: bool = True
    assumed_origin: bool = False
    origin_binds: bool = True
    grid: ElevationGrid | None = None
    opens: OpensTerrain | None = None
    opens_around: OpensTerrain | None = None
    unresolved: tuple[str, ...] = ()

    @property
    def whole(self) -> bool:
        """Whether the farthest part of the target counts: of a whole region, of "every base in Poland".

        What cannot hit "any" of them must miss the nearest."""
        said = self.claim.target
        if said is None or self.target is None or not self.target.place.is_region:
            return self.claim.target_is_whole_region
        if self.claim.negated and says_any(said):
            return False
        return self.claim.target_is_whole_region or says_every(said)


@dataclass(frozen=True)
class Finding:
    """What one physical rule says. holds: True, False, or None when it depends on a condition.

    value, low, high: the deciding quantity, nominal and over the sweep, in `unit`. formula, inputs: to redo it.
    """

    rule: Rule
    holds: bool | None
    sentence: str
    value: float | None = None
    low: float | None = None
    high: float | None = None
    unit: str = "km"
    formula: str = ""
    inputs: Mapping[str, Any] = field(default_factory=dict)
    sources: tuple[str, ...] = ()
    verb: Verb | None = None


@dataclass(frozen=True)
class Condition:
    """What would have to be true for the claim to hold: solved, with a number and a sentence.

    join: how it stands to the others: ways to reach are alternatives ("either", "or"), all else comes on top ("and").
    region: shapely geometry (lon, lat) from which it would hold, where the condition is an origin.
    goes_with: `what` of the one alternative that it comes on top of; "" for all of them.
    """

    what: str
    sentence: str
    at_least: float | None = None
    at_most: float | None = None
    unit: str | None = None
    region: Any = None
    share: float | None = None
    join: Literal["", "either", "or", "and"] = ""
    goes_with: str = ""

    @property
    def joined(self) -> str:
        """The sentence with the word that joins it to the others."""
        return f"{self.join} {self.sentence}".strip()


@dataclass(frozen=True)
class Verdict:
    """The label, what decides it and everything needed to redo it."""

    claim: Claim
    label: Label
    sentence: str
    decided_by: Rule | None = None
    nearest_km: float | None = None
    farthest_km: float | None = None
    margin_km: float | None = None
    findings: tuple[Finding, ...] = ()
    would_hold_if: tuple[Condition, ...] = ()
    assumptions: Mapping[str, Any] = field(default_factory=dict)
    unresolved: tuple[str, ...] = ()
    sources: tuple[Source, ...] = ()
    survives_sweep: bool = True
    origin: Place | None = None
    target: Place | None = None
    system: System | None = None
    figures: tuple[Figure, ...] = ()
