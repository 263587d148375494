"""What the page may ask, as border models with examples; answers are the models of the report's contract."""

from __future__ import annotations

from typing import Annotated, Any, Literal

from pydantic import BaseModel, ConfigDict, Field, StringConstraints

from howfar.report.contract import ClaimsResult, PlaceView, SightResult, VerdictsResult, VerdictView

Words = Annotated[str, StringConstraints(strip_whitespace=True, min_length=1, max_length=300)]
Title = Annotated[str, StringConstraints(max_length=1000)]
Verb = Literal["sees", "engages", "strikes", "covers"]


class _Ask(BaseModel):
    model_config = ConfigDict(extra="forbid", allow_inf_nan=False)


class Assume(_Ask):
    """What the asker fixes; anything left out is swept over its usual spread."""

    antenna_m: float | None = Field(default=None, ge=0, le=20_000, description="Antenna height above ground, metres.")
    k_factor: float | None = Field(
        default=None, ge=0.5, le=10, description="Effective Earth radius factor; 1.333 is standard."
    )
    origin: Words | None = Field(default=None, description="Where the system stands, for claims that do not say.")
    figure_km: float | None = Field(
        default=None, gt=0, le=50_000, description="Decide by this published figure alone, km."
    )
    target_altitude_m: float | None = Field(
        default=None, ge=0, le=1e7, description="The target's altitude, metres above sea."
    )


class TextAsk(_Ask):
    """A text, or an address to fetch it from; one of the two."""

    model_config = ConfigDict(
        extra="forbid",
        json_schema_extra={"examples": [{"text": "An S-400 near Minsk will see all the way to Berlin."}]},
    )
    text: str | None = Field(default=None, max_length=1_000_000, description="The article or sentence, as plain text.")
    address: str | None = Field(
        default=None, max_length=2000, description="An http or https address; fetched only if allowed."
    )
    title: Title | None = None
    publisher: Title | None = None
    date: Annotated[str, StringConstraints(max_length=40)] | None = None
    url: Annotated[str, StringConstraints(max_length=2000)] | None = None


class CheckAsk(TextAsk):
    """A text to be judged, with the assumptions to judge it under."""

    assume: Assume = Field(default_factory=Assume)


class Slots(_Ask):
    """The slots of one claim, as read or as somebody changed them. Lengths in kilometres."""

    quote: Annotated[str, StringConstraints(max_length=20_000)] = ""
    start: int = Field(default=0, ge=0)
    end: int = Field(default=0, ge=0)
    verb_kind: Verb
    speaker: Words | None = None
    system: Words | None = None
    system_id: Words | None = None
    distance_km: float | None = Field(default=None, ge=0.001, le=100_000)
    distance_min_km: float | None = Field(default=None, ge=0, le=100_000)
    distance_as_written: Words | None = None
    is_upper_bound: bool = False
    is_lower_bound: bool = False
    altitude_km: float | None = Field(default=None, ge=0, le=100_000)
    altitude_min_km: float | None = Field(default=None, ge=0, le=100_000)
    altitude_as_written: Words | None = None
    origin: Words | None = None
    target: Words | None = None
    target_is_whole_region: bool = False
    negated: bool = False
    hypothetical: bool = False
    distance_restated_km: float | None = Field(default=None, ge=0.001, le=1e6)
    duration_s: float | None = Field(default=None, ge=0.1, le=1e7)
    duration_as_written: Words | None = None
    area_km2: float | None = Field(default=None, ge=1e-6, le=1e9)
    area_as_written: Words | None = None
    area_restated_km2: float | None = Field(default=None, ge=1e-6, le=1e9)
    ratio: float | None = Field(default=None, ge=1e-6, le=1e6)
    ratio_to: Words | None = None
    ratio_to_id: Words | None = None
    site_altitude_km: float | None = Field(default=None, ge=0, le=100_000)


class JudgeAsk(_Ask):
    """One claim with its slots, to be judged again after a change."""

    model_config = ConfigDict(
        extra="forbid",
        json_schema_extra={
            "examples": [
                {
                    "claim": {"verb_kind": "sees", "system": "S-400", "origin": "Minsk", "target": "Warsaw"},
                    "near": ["BY"],
                }
            ]
        },
    )
    claim: Slots
    near: list[Annotated[str, StringConstraints(max_length=100)]] = Field(
        default_factory=list, max_length=20, description="Countries that the text is about, to tell Brest from Brest."
    )
    home: Words | None = Field(default=None, description="The country that the speaker speaks for.")
    assume: Assume = Field(default_factory=Assume)


class CanAsk(BaseModel):
    """One structured question, as `howfar can` takes it; what else stands in the address is ignored."""

    model_config = ConfigDict(extra="ignore", allow_inf_nan=False, populate_by_name=True)

    system: Annotated[str, StringConstraints(min_length=1, max_length=300)] = Field(examples=["s-400"])
    verb: Annotated[str, StringConstraints(min_length=1, max_length=40)] = Field(examples=["see"])
    target: Annotated[str, StringConstraints(min_length=1, max_length=300)] | None = Field(
        default=None, examples=["Berlin"]
    )
    origin: Annotated[str, StringConstraints(min_length=1, max_length=300)] | None = Field(
        default=None, alias="from", examples=["Minsk"]
    )
    distance: Annotated[str, StringConstraints(max_length=40)] | None = Field(
        default=None, description="With its unit: 600km."
    )
    altitude: Annotated[str, StringConstraints(max_length=40)] | None = Field(
        default=None, description="With its unit: 10km, FL300."
    )
    whole: bool = Field(default=False, description="All of a target region is meant, not its nearest part.")
    minutes: float | None = Field(default=None, gt=0, le=1e5, description="The flight time that is claimed.")
    antenna: Annotated[str, StringConstraints(max_length=40)] | None = Field(
        default=None, description="Antenna height above ground with its unit: 20m."
    )
    k: float | None = Field(default=None, ge=0.5, le=10, description="Effective Earth radius factor.")


class ReportAsk(TextAsk):
    """What a download is made of: the text, and the claims as they stand on the page (those of the text, if none)."""

    claims: list[Slots] | None = Field(default=None, max_length=500)
    assumes: list[Assume] | None = Field(default=None, max_length=500, description="One for each claim.")
    assume: Assume = Field(default_factory=Assume)
    review_url: Annotated[str, StringConstraints(max_length=2000)] | None = None
    review_author: Title | None = None
    review_date: Annotated[str, StringConstraints(max_length=40)] | None = None


class DocumentAnswer(BaseModel):
    """A file or page made into text."""

    text: str
    sha256: str
    id: str | None
    title: str | None
    publisher: str | None
    date: str | None
    language: str | None
    url: str | None


class ReadAnswer(ClaimsResult):
    """`howfar/claims/1` with the text that offsets count in."""

    text: str


class PageVerdict(VerdictView):
    """A verdict with what the map needs to ask for: the system of the catalogue that was taken."""

    catalogue_id: str | None = None
    system_name: str | None = Field(default=None, description="The catalogue's own name of it.")


class CheckAnswer(VerdictsResult):
    """`howfar/verdicts/1` with the text that offsets count in, and the countries it is about."""

    verdicts: list[PageVerdict]  # type: ignore[assignment] # a list of more than the contract asks
    text: str
    near: list[str]
    homes: list[str | None] = Field(description="For each claim the country that its speaker speaks for.")


class PlaceAnswer(BaseModel):
    """What words for a place mean, with its shape and what else they could mean."""

    place: PlaceView
    geometry: dict[str, Any] | None = Field(description="GeoJSON in lon, lat degrees, or null for a point.")
    alternatives: list[PlaceView]


class PlacesAnswer(BaseModel):
    """Suggestions for a search field."""

    places: list[dict[str, Any]]


class ProblemBody(BaseModel):
    """What was wrong, what is allowed, what to do."""

    status: int
    kind: str
    message: str


class ProblemAnswer(BaseModel):
    """Every error, in one shape."""

    error: ProblemBody


class HealthAnswer(BaseModel):
    """The server is up, and what it offers."""

    status: Literal["ok"]
    version: str
    fetch: bool
    terrain: bool


class ProfileAnswer(BaseModel):
    """A vertical cut along the path: arrays of equal length; heights in metres.

    Heights of `earth_m`, `ground_m` and `ray_m` are above the plane that touches the sea below the antenna, so that the
    Earth falls away as it does; `ray_m` is the lowest ray that is clear on the way to the target, over terrain where
    there is ground_m; `floor_amsl_m` is the lowest visible altitude above mean sea level over a smooth Earth.
    """

    model_config = ConfigDict(populate_by_name=True)

    schema_: Literal["howfar/profile/1"] = Field(default="howfar/profile/1", alias="schema")
    distance_km: list[float]
    earth_m: list[float]
    ground_m: list[float | None] | None
    ray_m: list[float]
    floor_amsl_m: list[float]
    floor_low_amsl_m: list[float]
    floor_high_amsl_m: list[float]
    track: list[tuple[float, float]] = Field(description="lon, lat along the geodesic.")
    target_altitude_m: float | None
    antenna_m: float
    k_factor: float
    total_km: float


class EndView(BaseModel):
    """One end of a path: the place, or of a region the part of it that is meant."""

    name: str
    kind: str
    lat: float
    lon: float


class SightAnswer(SightResult):
    """`howfar/sight/1` with the cut along the path, and the two points that it runs between."""

    profile: ProfileAnswer
    ends: list[EndView]


class SystemsAnswer(BaseModel):
    """The catalogue, without the figures that are not ranges."""

    model_config = ConfigDict(populate_by_name=True)

    schema_: Literal["howfar/systems/1"] = Field(default="howfar/systems/1", alias="schema")
    systems: list[SystemRow]


class SystemRow(BaseModel):
    """One system of the list."""

    id: str
    name: str
    system_class: str
    verbs: list[str]
    line_of_sight: str
    aliases: list[str]
    operators: list[str]
    description: str
    figures: int
    ranges: list[RangeRow]


class RangeRow(BaseModel):
    """One published range, for a strip plot."""

    quantity: str
    value: float
    value_min: float | None
    confidence: str
    kind: str
    source_id: str
    is_outlier: bool
    variant: str | None
    as_written: str


class SystemAnswer(BaseModel):
    """One system with every figure and source."""

    model_config = ConfigDict(populate_by_name=True)

    schema_: Literal["howfar/system/1"] = Field(default="howfar/system/1", alias="schema")
    asked_variant: str | None
    system: dict[str, Any]
    sources: list[dict[str, Any]]
