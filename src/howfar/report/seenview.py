"""From where a target is seen, as JSON, as text of at most 80 columns, as layers and as a map."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any, Final

from howfar.check.wording import altitude_as_given, distance_words, name_of, percent_words
from howfar.report.contract import seen_result
from howfar.report.geo import Layer
from howfar.report.placeview import place_object
from howfar.report.scene import Ring, Scene, Style

if TYPE_CHECKING:
    from shapely.geometry.base import BaseGeometry

    from howfar.places.model import Place

_STYLE: Final = Style("#0072B2", None, 1.1, 0.22)


@dataclass(frozen=True, eq=False)
class Seen:
    """The answer. target_amsl_m: the target's altitude. share: of what is known of `origin`, 0 to 1.

    known_share: part of the asked places that the model tells about. nearest: (lat, lon, metres) of the place that sees
    the target nearest to `origin`, where that is a point.
    """

    target: Place
    target_amsl_m: float
    origin: Place | None
    antenna_agl_m: float
    k_factor: float
    range_m: float
    range_words: str
    outline: BaseGeometry
    area_m2: float
    share: float | None
    known_share: float
    farthest_m: float | None
    nearest: tuple[float, float, float] | None
    assumptions: Mapping[str, Any] = field(default_factory=dict)
    credits: Sequence[str] = ()

    @property
    def is_empty(self) -> bool:
        """Whether no place sees the target."""
        return self.farthest_m is None


def seen_object(seen: Seen) -> dict[str, Any]:
    """`howfar/seen/1`."""
    nearest = None
    if seen.nearest is not None:
        lat, lon, away_m = seen.nearest
        nearest = {"lat": round(lat, 5), "lon": round(lon, 5), "distance_km": away_m / 1000.0}
    return seen_result(
        target={**place_object(seen.target), "altitude_amsl_m": seen.target_amsl_m},
        **{"from": None if seen.origin is None else place_object(seen.origin)},
        range_km=seen.range_m / 1000.0,
        area_km2=seen.area_m2 / 1e6,
        share=seen.share,
        known_share=seen.known_share,
        farthest_km=None if seen.farthest_m is None else seen.farthest_m / 1000.0,
        nearest=nearest,
        outline=None if seen.outline.is_empty else seen.outline,
        assumptions={"antenna_agl_m": seen.antenna_agl_m, **seen.assumptions, "k_factor": seen.k_factor},
    )


def seen_lines(seen: Seen) -> list[str]:
    """Sentences, one a line, not yet wrapped."""
    target = f"A target {altitude_as_given(seen.target_amsl_m)} above the sea over {name_of(seen.target)}"
    lines = [f"{target}, seen by an antenna {seen.antenna_agl_m:g} m above ground, k = {seen.k_factor:.3f}:"]
    among = "places" if seen.origin is None or not seen.origin.is_region else f"places in {name_of(seen.origin)}"
    if seen.is_empty:
        lines.append(f"No {among} within {distance_words(seen.range_m / 1000)} of it see it.")
    else:
        share = ""
        if seen.share is not None and seen.origin is not None and seen.origin.is_region:
            part = "" if seen.known_share > 0.995 else "the known part of "
            share = f", {percent_words(100.0 * seen.share)} of {part}{name_of(seen.origin)}"
        farthest = distance_words((seen.farthest_m or 0.0) / 1000.0)
        lines.append(f"{_upper(among)} on {seen.area_m2 / 1e6:,.0f} km² see it{share}; the farthest {farthest} away.")
    if seen.origin is not None and not seen.origin.is_region:
        lines.append(_nearest_words(seen, seen.origin))
    if seen.known_share < 0.995:
        missing = percent_words(100.0 * (1.0 - seen.known_share))
        lines.append(f"The elevation model does not tell about {missing} of the area asked for.")
    return [*lines, f"Looked at: {seen.range_words}."]


def _nearest_words(seen: Seen, origin: Place) -> str:
    if seen.nearest is None:
        return f"So {origin.name} does not see it, nor does any place around."
    lat, lon, away_m = seen.nearest
    if away_m < 1.0:
        return f"{origin.name} sees it."
    return f"The nearest of them to {origin.name} is {distance_words(away_m / 1000)} from it, at {lat:.4f}, {lon:.4f}."


def _upper(text: str) -> str:
    return text[0].upper() + text[1:]


def seen_layers(seen: Seen) -> list[Layer]:
    """The places as one layer."""
    about = {
        "altitude_m": seen.target_amsl_m, "antenna_agl_m": seen.antenna_agl_m, "area_km2": seen.area_m2 / 1e6,
        "share": seen.share, "farthest_km": None if seen.farthest_m is None else seen.farthest_m / 1000.0,
    }  # fmt: skip
    return [
        Layer(f"{seen.target.name} at {altitude_as_given(seen.target_amsl_m)} is seen from here", seen.outline, about)
    ]


def seen_scene(seen: Seen) -> Scene:
    """The map: the places that see the target, filled."""
    point = seen.origin if seen.origin is not None and not seen.origin.is_region else None
    inside = "" if seen.origin is None or point is not None else f" in {name_of(seen.origin)}"
    headline = f"From where{inside} {seen.target.name} is seen at {altitude_as_given(seen.target_amsl_m)}"
    note = f"{seen.area_m2 / 1e6:,.0f} km², antenna {seen.antenna_agl_m:g} m above ground"
    ring = Ring(
        seen.farthest_m or 1.0, "seen from here", note, _STYLE, is_filled=True, geometry=seen.outline
    )  # drawn from its geometry, framed by its radius
    return Scene(
        headline=headline,
        alt=f"Map. {' '.join(seen_lines(seen))}",
        sites=(point or seen.target,),
        target=None if point is None else seen.target,
        rings=() if seen.is_empty else (ring,),
        notes=(*(f"{_upper(credit)}." for credit in seen.credits), *(["Nowhere."] if seen.is_empty else [])),
        site_role="Target" if point is None else "From",
    )
