"""What a catalogue file may hold: the border between TOML written by people and the values inside."""

from __future__ import annotations

import datetime
import re
from typing import Annotated, Any

from pydantic import AfterValidator, BaseModel, BeforeValidator, ConfigDict, Field, StrictBool, model_validator

from howfar.systems.model import FigureKind, LineOfSight, Quantity, SystemClass, Verb

UNITS: dict[Quantity, str] = {
    "surveillance_range_km": "km", "instrumented_range_km": "km", "engagement_range_km": "km", "missile_range_km": "km",
    "min_range_km": "km", "engagement_max_altitude_km": "km", "engagement_min_altitude_m": "m",
    "detection_max_altitude_km": "km", "max_target_speed_m_s": "m/s", "average_speed_m_s": "m/s",
    "antenna_height_m": "m", "site_elevation_m": "m", "simultaneous_targets": "targets", "in_service_year": "year",
    "frequency_band": "band", "rcs_reference_m2": "m2",
}  # fmt: skip
LARGEST_NUMBER = 1e9
_ID = re.compile(r"[a-z0-9]+(-[a-z0-9]+)*")
_DATE = re.compile(r"\d{4}(-\d{2}(-\d{2})?)?")
_COUNTRY = re.compile(r"[A-Z]{2}")


def _slug(value: str) -> str:
    if not _ID.fullmatch(value):
        raise ValueError("an id has lower-case letters, digits and single hyphens, such as s-400")
    return value


def _country(value: str) -> str:
    if not _COUNTRY.fullmatch(value):
        raise ValueError("an operator is an ISO country code of two capitals, such as BY")
    return value


def _number(value: Any) -> Any:
    if isinstance(value, bool) or not isinstance(value, int | float):
        raise ValueError("a number without quotes or unit is needed, such as 600")
    if not 0 <= value <= LARGEST_NUMBER:  # false for "not a number" too
        raise ValueError(f"a number from 0 to {LARGEST_NUMBER:,.0f} is needed")
    return float(value)


def _date(value: Any) -> Any:
    if isinstance(value, datetime.date):  # TOML has dates of its own; a quoted one is as good
        return value.isoformat()[:10]
    if not isinstance(value, str) or not _DATE.fullmatch(value):
        raise ValueError('a date is "2022-02-17", "2022-02" or "2022"; leave the key out where it is not known')
    return value


Slug = Annotated[str, AfterValidator(_slug)]
Text = Annotated[str, Field(min_length=1)]
Number = Annotated[float, BeforeValidator(_number)]


class _Border(BaseModel):
    model_config = ConfigDict(extra="forbid", frozen=True, str_strip_whitespace=True)


class SourceFile(_Border):
    """One document."""

    id: Slug
    title: Text
    publisher: Text
    date: Annotated[str | None, BeforeValidator(_date)] = None
    url: Text | None = None
    note: Text | None = None


class FigureEntry(_Border):
    """One `[[figures]]` table."""

    quantity: Quantity
    value: Number | None = None
    value_min: Number | None = None
    unit: Text
    as_written: Text
    kind: FigureKind
    confidence: Annotated[str, Field(pattern="^[ABCD]$")]
    source: Text
    is_lower_bound: StrictBool = False
    is_outlier: StrictBool = False
    is_component: StrictBool = False
    is_derived: StrictBool = False
    variant: Text | None = None
    against: Text | None = None
    conditions: Text | None = None
    rcs_m2: Number | None = None
    target_altitude_m: Number | None = None
    locator: Text | None = None
    note: Text | None = None
    speaks_to: tuple[Verb, ...] = ()

    @model_validator(mode="after")
    def _fits_together(self) -> FigureEntry:
        if self.unit != UNITS[self.quantity]:
            raise ValueError(f"unit: {self.quantity} is filed in {UNITS[self.quantity]}, not in {self.unit}")
        if self.value is None and self.unit != "band":
            raise ValueError("value: missing; only a frequency_band is text alone")
        if self.value is not None and self.value_min is not None and self.value_min > self.value:
            raise ValueError("value_min: value is the larger end of a span and value_min the smaller")
        return self


class VariantEntry(_Border):
    """One `[[variants]]` table: how it may be named, and whose figures count for it besides its own."""

    name: Text
    aliases: tuple[Text, ...] = ()
    includes: tuple[Text, ...] = ()
    stands_alone: StrictBool = False


class SystemFile(_Border):
    """One system."""

    id: Slug
    name: Text
    system_class: Annotated[SystemClass, Field(alias="class")]
    verbs: Annotated[tuple[Verb, ...], Field(min_length=1)]
    line_of_sight: LineOfSight
    operators: tuple[Annotated[str, AfterValidator(_country)], ...] = ()
    range_includes_carrier: StrictBool = False
    variants_share_id: StrictBool = False
    is_civil: StrictBool = False
    description: str = ""
    aliases: tuple[Text, ...] = ()
    parts: tuple[Slug, ...] = ()
    variants: tuple[VariantEntry, ...] = ()
    figures: tuple[FigureEntry, ...] = ()
    sources: tuple[SourceFile, ...] = ()


class ExtensionFile(_Border):
    """More figures and names for a system that the catalogue has already."""

    extends: Slug
    aliases: tuple[Text, ...] = ()
    variants: tuple[VariantEntry, ...] = ()
    figures: tuple[FigureEntry, ...] = ()
    sources: tuple[SourceFile, ...] = ()


class NameEntry(_Border):
    """One line of names.toml: a system that is known by name only. Verbs and sight rule follow from its class."""

    name: Text
    aliases: tuple[Text, ...] = ()
    operators: tuple[Annotated[str, AfterValidator(_country)], ...] = ()
    verbs: tuple[Verb, ...] | None = None
    line_of_sight: LineOfSight | None = None
    range_includes_carrier: StrictBool = False
    description: str = ""
