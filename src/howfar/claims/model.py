"""What is read from a text: the document and the claims of reach in it."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Literal

VerbKind = Literal["sees", "engages", "strikes", "covers"]


@dataclass(frozen=True)
class Document:
    """A text with what is known about it. Offsets of claims count characters of `text`."""

    text: str
    sha256: str
    id: str | None = None
    title: str | None = None
    publisher: str | None = None
    date: str | None = None
    language: str | None = None
    url: str | None = None
    context: str | None = None


@dataclass(frozen=True)
class SlotReason:
    """Why a slot holds what it holds: the rule's name and the words that gave it, with their place in the text."""

    slot: str
    rule: str
    words: str
    start: int
    end: int


@dataclass(frozen=True)
class Claim:
    """One claim of reach; the fields are those of the contract `howfar/claims/1`, plus what only checking needs.

    Invariant: document.text[start:end] == quote. Lengths in kilometres as the contract has them, time in seconds.
    distance_restated_km: the same distance given again in another unit ("600 km (373 miles)" -> 600.3).
    duration_s, area_km2: a time of flight or an area that the text puts beside the reach.
    ratio, ratio_to, ratio_to_id: "twice the range of the Patriot" -> 2.0, "Patriot", "patriot".
    site_altitude_km: the height at which the sensor itself is said to be ("an AWACS at 9,150 m").
    """

    quote: str
    start: int
    end: int
    verb_kind: VerbKind
    speaker: str | None = None
    system: str | None = None
    system_id: str | None = None
    distance_km: float | None = None
    distance_min_km: float | None = None
    distance_as_written: str | None = None
    is_upper_bound: bool = False
    is_lower_bound: bool = False
    altitude_km: float | None = None
    altitude_min_km: float | None = None
    altitude_as_written: str | None = None
    origin: str | None = None
    target: str | None = None
    target_is_whole_region: bool = False
    negated: bool = False
    hypothetical: bool = False
    distance_restated_km: float | None = None
    duration_s: float | None = None
    duration_as_written: str | None = None
    area_km2: float | None = None
    area_as_written: str | None = None
    area_restated_km2: float | None = None
    ratio: float | None = None
    ratio_to: str | None = None
    ratio_to_id: str | None = None
    site_altitude_km: float | None = None
    reasons: tuple[SlotReason, ...] = field(default=(), compare=False, repr=False)
