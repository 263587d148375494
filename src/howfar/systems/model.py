"""Systems and their published figures. A figure is never without its source; sources that disagree stay apart."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal

Verb = Literal["sees", "engages", "strikes", "covers"]
SystemClass = Literal[
    "air-defence", "missile-defence", "radar", "oth-radar", "early-warning-radar", "airborne-radar",
    "ballistic-missile", "cruise-missile", "hypersonic-missile", "rocket-artillery", "attack-drone", "gun", "other",
]  # fmt: skip
LineOfSight = Literal["applies", "airborne", "sky-wave", "ballistic-targets", "none"]
"""Which sight rule a sensor falls under: ground radar, airborne radar (own height is the flight altitude), sky-wave
(no line-of-sight test), early warning of ballistic objects (line of sight to objects in space), or no sensor at all."""
FigureKind = Literal["manufacturer", "official", "assessed", "press"]
Quantity = Literal[
    "surveillance_range_km", "instrumented_range_km", "engagement_range_km", "missile_range_km", "min_range_km",
    "engagement_max_altitude_km", "engagement_min_altitude_m", "detection_max_altitude_km", "max_target_speed_m_s",
    "average_speed_m_s", "antenna_height_m", "site_elevation_m", "simultaneous_targets", "in_service_year",
    "frequency_band", "rcs_reference_m2",
]  # fmt: skip


@dataclass(frozen=True)
class Source:
    """One document: what it is, who published it, when (None where it is not known), where."""

    id: str
    title: str
    publisher: str
    date: str | None
    url: str | None
    note: str | None = None


@dataclass(frozen=True)
class Figure:
    """One published figure.

    value: in `unit`; for a span, the larger end, with the smaller in value_min. None for text (frequency band).
    is_lower_bound: "more than". is_outlier: kept and shown, never used to decide (confidence D).
    variant: the missile, radar or model that the figure is of, None for the system as a whole.
    against: what kind of target the figure is for, where the source says so ("ballistic", "aircraft", "low", ...).
    conditions: target size, altitude, mode, as the source states them, in our words.
    is_component: of one part (a shorter missile of the set, one module): speaks when that part is asked for by name.
    is_derived: our arithmetic on published numbers: shown, never used as a published range.
    speaks_to: the verbs it is evidence for, where class and quantity do not say it already.
    """

    quantity: Quantity
    value: float | None
    unit: str
    as_written: str
    kind: FigureKind
    confidence: Literal["A", "B", "C", "D"]
    source_id: str
    value_min: float | None = None
    is_lower_bound: bool = False
    is_outlier: bool = False
    variant: str | None = None
    against: str | None = None
    conditions: str | None = None
    rcs_m2: float | None = None
    target_altitude_m: float | None = None
    locator: str | None = None
    note: str | None = None
    is_component: bool = False
    is_derived: bool = False
    speaks_to: tuple[Verb, ...] = ()


@dataclass(frozen=True)
class System:
    """A sensor or weapon of the catalogue.

    verbs: which verbs apply. line_of_sight: which sight rule applies when it sees (or engages).
    range_includes_carrier: True where a published range may count the flight of the carrying aircraft.
    operators: ISO country codes that operate it, where the catalogue says so. aliases: every spelling it goes by.
    variants: alias of a variant -> the `variant` of its figures (the first is the variant's own name).
    parts: ids of other systems of the catalogue that belong to it (the radar of THAAD); their figures speak for it
    where it has none of its own.
    lone_variants: variants so unlike the family (one radar of a complex) that its figures do not speak for them.
    variants_share_id: to a reader of texts each variant is this system, by this id, even one with a name of its own
    (where this is False, "ATACMS", a variant of what HIMARS fires, goes by an id of its own).
    is_civil: radars of air traffic and weather, receivers of what aircraft tell of themselves; what several of them see
    together is told, of others it is not.
    """

    id: str
    name: str
    system_class: SystemClass
    verbs: tuple[Verb, ...]
    line_of_sight: LineOfSight
    aliases: tuple[str, ...] = ()
    variants: tuple[tuple[str, tuple[str, ...]], ...] = ()
    operators: tuple[str, ...] = ()
    range_includes_carrier: bool = False
    description: str = ""
    figures: tuple[Figure, ...] = ()
    parts: tuple[str, ...] = ()
    lone_variants: tuple[str, ...] = ()
    variants_share_id: bool = False
    is_civil: bool = False
