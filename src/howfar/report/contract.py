"""What programs get: the pydantic border models of the contract, and their making from verdicts and claims.

Keys stand in the order of the contract; keys that are ours come after them. A float that is not finite becomes null,
kilometres are rounded to the metre, so that the same input gives the same bytes on every machine.
"""

from __future__ import annotations

import dataclasses
import math
from collections.abc import Iterable, Mapping
from functools import lru_cache
from typing import TYPE_CHECKING, Annotated, Any, Literal

from pydantic import BaseModel, BeforeValidator, ConfigDict, Field

if TYPE_CHECKING:
    from shapely.geometry.base import BaseGeometry

    from howfar.check.model import Condition, Verdict
    from howfar.claims.model import Claim, Document
    from howfar.places.model import Place
    from howfar.systems.model import Figure

VerbKind = Literal["sees", "engages", "strikes", "covers"]
Label = Literal["consistent", "inconsistent", "consistent only if", "not checkable"]
Decider = Literal["range", "horizon", "terrain", "altitude", "time", "arithmetic"]
FindingRule = Literal["range", "horizon", "terrain", "altitude", "share", "time", "arithmetic"]
_DECIMALS = 3  # one metre in kilometres; also enough for shares, seconds and factors
_DEGREE_DECIMALS = 5  # about one metre
_REGION_DEG = 0.01  # about one kilometre
_REGION_DECIMALS = 4


def plain(value: Any, decimals: int = _DECIMALS) -> Any:  # noqa: PLR0911 - one return for each kind of value
    """Whatever a finding carries as plain JSON: dataclasses, numpy scalars and geometries included, no NaN."""
    if value is None or isinstance(value, bool | int | str):
        return value
    if isinstance(value, float):
        return (round(value, decimals) + 0.0) if math.isfinite(value) else None
    if hasattr(value, "geom_type"):
        return _geojson(value, _DEGREE_DECIMALS if decimals == _DECIMALS else decimals)
    if dataclasses.is_dataclass(value) and not isinstance(value, type):
        return {f.name: plain(getattr(value, f.name), decimals) for f in dataclasses.fields(value)}
    if isinstance(value, Mapping):
        return {str(key): plain(item, decimals) for key, item in value.items()}
    if hasattr(value, "tolist"):
        return plain(value.tolist(), decimals)
    if isinstance(value, Iterable):
        return [plain(item, decimals) for item in (sorted(value) if isinstance(value, set | frozenset) else value)]
    return str(value)


def _geojson(geometry: Any, decimals: int) -> dict[str, Any]:
    """A shapely geometry as GeoJSON, rounded; by shapely itself, because a ring has hundreds of numbers."""
    import json

    import numpy as np
    import shapely

    rounded = shapely.transform(geometry, lambda xy: np.round(xy, decimals) + 0.0)
    found: dict[str, Any] = json.loads(shapely.to_geojson(rounded))
    return found


Number = Annotated[float | None, BeforeValidator(plain)]
Plain = Annotated[dict[str, Any], BeforeValidator(plain)]


class _Border(BaseModel):
    model_config = ConfigDict(frozen=True, populate_by_name=True, from_attributes=True)


class ClaimView(_Border):
    """One claim of `howfar/claims/1`; lengths in kilometres, offsets in characters of the text."""

    quote: str
    start: int
    end: int
    speaker: str | None
    verb_kind: VerbKind
    system: str | None
    system_id: str | None
    distance_km: Number
    distance_min_km: Number
    distance_as_written: str | None
    is_upper_bound: bool
    is_lower_bound: bool
    altitude_km: Number
    altitude_min_km: Number
    altitude_as_written: str | None
    origin: str | None
    target: str | None
    target_is_whole_region: bool
    negated: bool
    hypothetical: bool
    distance_restated_km: Number = None
    duration_s: Number = None
    duration_as_written: str | None = None
    area_km2: Number = None
    area_as_written: str | None = None
    area_restated_km2: Number = None
    ratio: Number = None
    ratio_to: str | None = None
    ratio_to_id: str | None = None
    site_altitude_km: Number = None


class ClaimsResult(_Border):
    """`howfar read --json`."""

    schema_: Literal["howfar/claims/1"] = Field(default="howfar/claims/1", alias="schema")
    id: str | None
    sha256: str
    title: str | None
    publisher: str | None
    date: str | None
    language: str | None
    claims: list[ClaimView]
    url: str | None = None


class DocumentView(_Border):
    """What is known about the text that was checked; the text itself is not repeated."""

    id: str | None
    sha256: str
    title: str | None
    publisher: str | None
    date: str | None
    language: str | None
    url: str | None = None


class DistanceView(_Border):
    """Geodesic distance in kilometres between the nearest and between the farthest points of origin and target."""

    nearest: Number
    farthest: Number


class FindingView(_Border):
    """What one physical rule says; holds is null where it depends on a condition."""

    rule: FindingRule
    holds: bool | None
    value: Number
    low: Number
    high: Number
    unit: str
    formula: str
    inputs: Plain
    sources: list[str]
    sentence: str = ""
    verb: VerbKind | None = None


class ConditionView(_Border):
    """What would have to be true; `region` is GeoJSON in lon, lat degrees where the condition is an origin."""

    what: str
    at_least: Number
    unit: str | None
    sentence: str
    at_most: Number = None
    share: Number = None
    join: str = ""
    region: dict[str, Any] | None = None


class SourceView(_Border):
    """One document that a figure was taken from."""

    id: str
    title: str
    publisher: str
    date: str | None
    url: str | None


class PlaceView(_Border):
    """What the words for a place were taken to mean; degrees on WGS84."""

    name: str
    kind: str
    lat: Annotated[float, BeforeValidator(lambda degrees: plain(degrees, _DEGREE_DECIMALS))]
    lon: Annotated[float, BeforeValidator(lambda degrees: plain(degrees, _DEGREE_DECIMALS))]
    asked: str
    vagueness_km: Number
    country_code: str | None
    caption: str | None


class FigureView(_Border):
    """One published figure that was weighed, in `unit`."""

    quantity: str
    value: Number
    value_min: Number
    unit: str
    as_written: str
    kind: str
    confidence: str
    source_id: str
    variant: str | None
    conditions: str | None
    is_lower_bound: bool
    is_outlier: bool


class VerdictView(_Border):
    """One verdict of `howfar/verdicts/1`, and what `howfar can --json` prints."""

    claim: ClaimView
    label: Label
    sentence: str
    decided_by: Decider | None
    distance_km: DistanceView | None
    margin_km: Number
    findings: list[FindingView]
    would_hold_if: list[ConditionView]
    assumptions: Plain
    unresolved: list[str]
    sources: list[SourceView]
    survives_sweep: bool = True
    origin: PlaceView | None = None
    target: PlaceView | None = None
    figures: list[FigureView] = Field(default_factory=list)


class VerdictsResult(_Border):
    """`howfar check --json`."""

    schema_: Literal["howfar/verdicts/1"] = Field(default="howfar/verdicts/1", alias="schema")
    document: DocumentView
    verdicts: list[VerdictView]


class CoverageLayer(_Border):
    """What is seen at and above one altitude; area in square kilometres, outline as GeoJSON in lon, lat degrees.

    Over terrain also `limits`, one object for every azimuth and site: azimuth_deg, reach_km, reason ("range",
    "no data", "horizon", "terrain"), smooth_earth_km, ridge (lat, lon, distance_km, height_amsl_m, or null); with
    several sites `seen_by` (sites, area_km2) and `lost_without` (site, area_km2, share).
    """

    model_config = ConfigDict(extra="allow")

    altitude: str
    datum: str
    area_km2: Number
    farthest_km: Number
    outline: Plain | None


class CoverageResult(_Border):
    """`howfar cover --json`."""

    model_config = ConfigDict(extra="allow")

    schema_: Literal["howfar/coverage/1"] = Field(default="howfar/coverage/1", alias="schema")
    site: Plain
    assumptions: Plain
    layers: list[CoverageLayer]


class SightResult(_Border):
    """`howfar sight --json`; heights in metres above mean sea level or above ground as the key says."""

    model_config = ConfigDict(extra="allow")

    schema_: Literal["howfar/sight/1"] = Field(default="howfar/sight/1", alias="schema")
    is_visible: bool | None
    ground_range_km: Number
    clearance_m: Number
    blocked_at_km: Number
    minimum_visible_altitude_amsl_m: Number
    minimum_visible_height_agl_m: Number
    assumptions: Plain


class SeenResult(_Border):
    """`howfar seen --json`: from where a target is seen; areas in square kilometres, outline as GeoJSON in lon, lat.

    from_: the region that was asked for, null for all places in range. share: of what is known of it. nearest: the
    place that sees the target and lies nearest to a point that was asked for.
    """

    model_config = ConfigDict(extra="allow")

    schema_: Literal["howfar/seen/1"] = Field(default="howfar/seen/1", alias="schema")
    target: Plain
    from_: Plain | None = Field(alias="from")
    range_km: Number
    area_km2: Number
    share: Number
    farthest_km: Number
    nearest: Plain | None
    outline: Plain | None
    assumptions: Plain


RESULTS: dict[str, type[_Border]] = {
    "claims-1": ClaimsResult, "verdicts-1": VerdictsResult, "verdict-1": VerdictView,
    "coverage-1": CoverageResult, "sight-1": SightResult, "seen-1": SeenResult,
}  # fmt: skip
"""File name under docs/schema (without .json) to the model that it is printed from."""


def dumped(model: BaseModel) -> dict[str, Any]:
    """The model as plain JSON values, keys in the order of the contract."""
    return model.model_dump(mode="json", by_alias=True)


def claims_result(document: Document, claims: Iterable[Claim]) -> dict[str, Any]:
    """`howfar/claims/1` of one document."""
    views = [ClaimView.model_validate(claim) for claim in claims]
    return dumped(ClaimsResult(**_about(document), claims=views))


def verdicts_result(document: Document, verdicts: Iterable[Verdict]) -> dict[str, Any]:
    """`howfar/verdicts/1` of one document."""
    views = [verdict_view(verdict) for verdict in verdicts]
    return dumped(VerdictsResult(document=DocumentView(**_about(document)), verdicts=views))


def verdict_object(verdict: Verdict) -> dict[str, Any]:
    """One object of `verdicts` in `howfar/verdicts/1`: what `howfar can --json` prints."""
    return dumped(verdict_view(verdict))


def coverage_result(**values: Any) -> dict[str, Any]:
    """`howfar/coverage/1` from its keys; further keys pass through."""
    return dumped(CoverageResult(**values))


def sight_result(**values: Any) -> dict[str, Any]:
    """`howfar/sight/1` from its keys; further keys pass through."""
    return dumped(SightResult(**values))


def seen_result(**values: Any) -> dict[str, Any]:
    """`howfar/seen/1` from its keys; further keys pass through."""
    return dumped(SeenResult(**values))


def verdict_view(verdict: Verdict) -> VerdictView:
    """The border model of a verdict. A share of a region is decided by range: the contract has no word of its own."""
    distance = None
    if verdict.nearest_km is not None or verdict.farthest_km is not None:
        distance = DistanceView(nearest=verdict.nearest_km, farthest=verdict.farthest_km)
    return VerdictView(
        claim=ClaimView.model_validate(verdict.claim),
        label=verdict.label,
        sentence=verdict.sentence,
        decided_by="range" if verdict.decided_by == "share" else verdict.decided_by,
        distance_km=distance,
        margin_km=verdict.margin_km,
        findings=[FindingView(**_fields(finding, FindingView)) for finding in verdict.findings],
        would_hold_if=[_condition(condition) for condition in verdict.would_hold_if],
        assumptions=dict(verdict.assumptions),
        unresolved=list(verdict.unresolved),
        sources=[SourceView.model_validate(source) for source in verdict.sources],
        survives_sweep=verdict.survives_sweep,
        origin=_place(verdict.origin),
        target=_place(verdict.target),
        figures=[_figure(figure) for figure in verdict.figures],
    )


def _condition(condition: Condition) -> ConditionView:
    values = {name: getattr(condition, name) for name in ConditionView.model_fields if name != "region"}
    region = condition.region
    return ConditionView(**values, region=None if region is None or region.is_empty else _drawn(region))


@lru_cache(maxsize=256)  # the same ring around the same target belongs to many claims
def _drawn(region: BaseGeometry) -> dict[str, Any]:
    """The region thinned to about a kilometre: it is for drawing, and the number beside it is exact."""
    thin: dict[str, Any] = plain(region.simplify(_REGION_DEG), _REGION_DECIMALS)
    return thin


def _about(document: Document) -> dict[str, Any]:
    keys = ("id", "sha256", "title", "publisher", "date", "language", "url")
    return {key: getattr(document, key) for key in keys}


def _fields(value: Any, view: type[_Border]) -> dict[str, Any]:
    return {name: plain(getattr(value, name)) for name in view.model_fields}


def _place(place: Place | None) -> PlaceView | None:
    if place is None:
        return None
    values = {name: getattr(place, name) for name in PlaceView.model_fields if name != "vagueness_km"}
    return PlaceView(**values, vagueness_km=place.vagueness_m / 1000)


def _figure(figure: Figure) -> FigureView:
    return FigureView.model_validate(figure)
