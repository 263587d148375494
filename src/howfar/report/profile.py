"""The horizon profile: the curved Earth between site and target, the grazing ray, and the shadow below it, as one SVG.

Drawn above the chord between the two ends, so the Earth bulges by R (cos((2x - D) / 2R) - cos(D / 2R)), close to
x (D - x) / 2R, in the middle. Heights are stretched against ground range; the picture says how much.
"""

from __future__ import annotations

import math
from collections.abc import Iterator
from dataclasses import dataclass
from typing import TYPE_CHECKING, Final

import numpy as np

from howfar.check.wording import altitude_words, distance_words
from howfar.constants import MEAN_EARTH_RADIUS_M, NOMINAL_ANTENNA_AGL_M, STANDARD_K_FACTOR
from howfar.earth.horizon import lowest_visible_altitude_m
from howfar.earth.refraction import lowest_visible_altitude_traced_m
from howfar.report import svg, words
from howfar.report.projection import Box
from howfar.report.scene import sight_inputs

if TYPE_CHECKING:
    from howfar.check.model import Verdict

WIDTH: Final = 720
HEIGHT: Final = 340
_POINTS: Final = 161
_INK: Final = "#1b1f24"
_MUTED: Final = "#59616b"
_EARTH: Final = "#8f7a57"
_SHADOW: Final = "#c9ced4"
_RAY: Final = "#0072b2"
_TARGET: Final = "#b3003b"


@dataclass(frozen=True)
class Profile:
    """What to draw. ground_range_m: site to target along the ground. antenna_m: above the sea.

    needed_m: lowest altitude at which the target is seen (m above the sea); stated_m: the claim's altitude.
    """

    origin: str
    target: str
    ground_range_m: float
    antenna_m: float
    needed_m: float
    stated_m: float | None = None
    k_factor: float = STANDARD_K_FACTOR


def verdict_profile(verdict: Verdict) -> Profile | None:
    """The profile of a verdict with a horizon finding and a distance; None where line of sight was not tested."""
    horizon = next((finding for finding in verdict.findings if finding.rule == "horizon"), None)
    distance_km = verdict.nearest_km
    if horizon is None or horizon.value is None or not distance_km or not math.isfinite(horizon.value):
        return None
    antenna_m, k_factor = sight_inputs(verdict) or (NOMINAL_ANTENNA_AGL_M, STANDARD_K_FACTOR)
    altitude_km = verdict.claim.altitude_km
    return Profile(
        origin=words.one_line(verdict.origin.name if verdict.origin else "site"),
        target=words.one_line(verdict.target.name if verdict.target else "target"),
        ground_range_m=distance_km * 1000.0,
        antenna_m=antenna_m,
        needed_m=horizon.value * (1000.0 if horizon.unit == "km" else 1.0),
        stated_m=None if altitude_km is None else altitude_km * 1000.0,
        k_factor=k_factor,
    )


def profile_svg(profile: Profile, *, uid: str = "profile") -> str:
    """The profile as SVG, 720 by 340 pixels, with alt text."""
    scales = _Scales(profile)
    parts = [
        *_altitude_arcs(profile, scales), *_shadow(profile, scales), *_ground(profile, scales), *_rays(profile, scales),
        *_ends(profile, scales), *_axis(profile, scales), *_legend(scales),
    ]  # fmt: skip
    title = f"Horizon profile: {profile.origin} to {profile.target}"
    return svg.document(WIDTH, HEIGHT, *parts, title=title, description=profile_words(profile), uid=uid)


def profile_words(profile: Profile) -> str:
    """The picture in words, for its alt text and for readers."""
    traced = lowest_visible_altitude_traced_m(profile.ground_range_m, profile.antenna_m)
    simple = lowest_visible_altitude_m(profile.ground_range_m, profile.antenna_m, k_factor=profile.k_factor)
    said = [
        f"From an antenna {words.number(profile.antenna_m)} m up at {profile.origin}, the Earth hides what flies over "
        f"{profile.target}, {distance_words(profile.ground_range_m / 1000)} away, "
        f"below {altitude_words(profile.needed_m)}."
    ]
    ends = [
        f"{altitude_words(value)} with {name}"
        for name, value in ((_k_name(profile), simple), ("the traced ray", traced))
        if _ok(value)
    ]
    if ends:
        said.append(f"The grazing ray is there at {' and '.join(ends)}.")
    if profile.stated_m is not None:
        said.append(f"The claim speaks of {altitude_words(profile.stated_m)}.")
    return " ".join(said)


def _ok(value: float) -> bool:
    return bool(math.isfinite(value))


def _k_name(profile: Profile) -> str:
    return "the 4/3 Earth" if abs(profile.k_factor - 4 / 3) < 0.005 else f"k = {words.number(profile.k_factor)}"


class _Scales:
    """Metres to pixels. up_m is height above the sea, range_m ground range; the sea bulges above the chord."""

    def __init__(self, profile: Profile) -> None:
        self.frame = Box(56.0, 34.0, WIDTH - 62.0, HEIGHT - 66.0)
        self.length_m = profile.ground_range_m
        beyond = [value for value in (profile.needed_m, profile.stated_m or 0.0, profile.antenna_m * 4) if _ok(value)]
        self.ceiling_m = max([*beyond, 100.0]) * 1.18
        top_m = max(self.ceiling_m, float(self.bulge_m(np.array(self.length_m / 2))) + self.ceiling_m * 0.5)
        self.px_per_m = self.frame.height / top_m

    @property
    def stretch(self) -> float:
        """How many times heights are drawn larger than ground ranges."""
        return self.px_per_m / (self.frame.width / self.length_m)

    def bulge_m(self, range_m: np.ndarray) -> np.ndarray:
        half = self.length_m / 2 / MEAN_EARTH_RADIUS_M
        return MEAN_EARTH_RADIUS_M * (np.cos((range_m - self.length_m / 2) / MEAN_EARTH_RADIUS_M) - math.cos(half))

    def pixels(self, range_m: np.ndarray, up_m: np.ndarray) -> np.ndarray:
        """Pixels, shape (n, 2)."""
        x = self.frame.left + np.asarray(range_m) / self.length_m * self.frame.width
        y = self.frame.bottom - (np.asarray(up_m) + self.bulge_m(np.asarray(range_m))) * self.px_per_m
        return np.stack([x, y], axis=-1)

    def pixel(self, range_m: float, up_m: float) -> tuple[float, float]:
        x, y = self.pixels(np.array(range_m), np.array(up_m))
        return float(x), float(y)


def _steps(scales: _Scales) -> np.ndarray:
    return np.linspace(0.0, scales.length_m, _POINTS)


def _grazing(profile: Profile, range_m: np.ndarray, *, traced: bool) -> np.ndarray:
    """Height of the grazing ray: down from the antenna to the horizon, then up to the target (m above the sea)."""

    def height(distance_m: np.ndarray) -> np.ndarray:
        if traced:
            return np.asarray(lowest_visible_altitude_traced_m(distance_m, 0.0))
        return np.asarray(lowest_visible_altitude_m(distance_m, 0.0, k_factor=profile.k_factor))

    return height(np.abs(range_m - _touch_m(profile, traced=traced)))


def _touch_m(profile: Profile, *, traced: bool) -> float:
    from howfar.earth.horizon import radar_horizon_m
    from howfar.earth.refraction import line_of_sight_range_traced_m

    if traced:
        return float(line_of_sight_range_traced_m(profile.antenna_m, 0.0))
    return float(radar_horizon_m(profile.antenna_m, k_factor=profile.k_factor))


def _shadow(profile: Profile, scales: _Scales) -> Iterator[str]:
    """What the antenna cannot see: between the sea and the ray, beyond the horizon."""
    touch = min(_touch_m(profile, traced=True), scales.length_m)
    beyond = np.linspace(touch, scales.length_m, _POINTS)
    if scales.length_m - touch < 1.0:
        return
    ray = scales.pixels(beyond, _grazing(profile, beyond, traced=True))
    sea = scales.pixels(beyond[::-1], np.zeros_like(beyond))
    ring = np.concatenate([ray, sea])
    yield svg.element(
        "path", d=svg.path_data([ring[np.isfinite(ring).all(axis=1)]], closed=True), fill=_SHADOW, fill_opacity="0.75"
    )
    middle = (touch + 1.25 * scales.length_m) / 2.25
    _, y = scales.pixel(middle, 0.0)
    x, top = scales.pixel(middle, float(_grazing(profile, np.array([middle]), traced=True)[0]))
    if y - top > 30:
        yield svg.text_element(x, y - 8, "hidden by the Earth", size=13, fill=_INK, text_anchor="middle")


def _ground(profile: Profile, scales: _Scales) -> Iterator[str]:
    sea = scales.pixels(_steps(scales), np.zeros(_POINTS))
    bottom = scales.frame.bottom + 8
    ring = np.concatenate([sea, [[scales.frame.right, bottom], [scales.frame.left, bottom]]])
    yield svg.element("path", d=svg.path_data([ring], closed=True), fill=_EARTH, fill_opacity="0.55")
    yield svg.element("path", d=svg.path_data([sea], closed=False), fill="none", stroke=_EARTH, stroke_width=2)


def _rays(profile: Profile, scales: _Scales) -> Iterator[str]:
    for traced, dash, width in ((False, "7 4", 1.6), (True, None, 2.4)):
        line = scales.pixels(_steps(scales), _grazing(profile, _steps(scales), traced=traced))
        inside = line[np.isfinite(line).all(axis=1) & (line[:, 1] > scales.frame.top - 30)]
        data = svg.path_data([inside], closed=False)
        yield svg.element("path", d=data, fill="none", stroke=_RAY, stroke_width=width, stroke_dasharray=dash)


def _altitude_arcs(profile: Profile, scales: _Scales) -> Iterator[str]:
    """Lines of equal altitude with their heights at the right edge."""
    step = nice_step(scales.ceiling_m / 3.2)
    for count in range(1, int(scales.ceiling_m / step) + 1):
        line = scales.pixels(_steps(scales), np.full(_POINTS, count * step))
        data = svg.path_data(_runs(line, line[:, 1] > scales.frame.top - 6), closed=False)
        yield svg.element("path", d=data, fill="none", stroke="#d9dde2", stroke_width=1)
        x, y = scales.pixel(scales.length_m, count * step)
        yield svg.text_element(x + 8, y + 4, words.height(count * step), size=12, fill=_MUTED)


def _runs(line: np.ndarray, kept: np.ndarray) -> list[np.ndarray]:
    """The pieces of a line whose points are kept."""
    breaks = np.flatnonzero(np.diff(kept.astype(int))) + 1
    return [line[part] for part in np.split(np.arange(len(line)), breaks) if kept[part[0]]]


def nice_step(limit: float) -> float:
    """The largest of 1, 2, 5 times a power of ten that is not above the limit."""
    power = 10.0 ** math.floor(math.log10(limit))
    return max(step * power for step in (1.0, 2.0, 5.0) if step * power <= limit * (1 + 1e-12))


def _ends(profile: Profile, scales: _Scales) -> Iterator[str]:
    x, y = scales.pixel(0.0, 0.0)
    _, top = scales.pixel(0.0, profile.antenna_m)
    mast = min(top, y - 12)
    yield svg.element("path", d=f"M{svg.px(x)} {svg.px(y)}V{svg.px(mast)}", stroke=_INK, stroke_width=3)
    yield svg.element("circle", cx=x, cy=mast, r=4.0, fill=_INK)
    label = mast - max(24.0, (mast - scales.frame.top) * 0.45)
    yield svg.element("path", d=f"M{svg.px(x)} {svg.px(mast - 6)}V{svg.px(label + 5)}", stroke=_INK, stroke_width=1)
    text = f"{profile.origin}, antenna {words.number(profile.antenna_m)} m up"
    yield svg.text_element(x - 4, label, text, size=13, fill=_INK, font_weight=600, halo="#ffffff")
    yield from _target(profile, scales)


def _below_ray(profile: Profile, scales: _Scales, width: float) -> float:
    """The baseline of text of that width at the right edge that stays under the lower of the two rays."""
    left_m = max(0.0, 1.0 - width / scales.frame.width) * scales.length_m
    heights = [float(_grazing(profile, np.array([left_m]), traced=traced)[0]) for traced in (False, True)]
    return scales.pixel(left_m, min(heights))[1] + 20


def _target(profile: Profile, scales: _Scales) -> Iterator[str]:
    x, ground = scales.pixel(scales.length_m, 0.0)
    _, needed = scales.pixel(scales.length_m, profile.needed_m)
    yield svg.element(
        "path",
        d=f"M{svg.px(x)} {svg.px(ground)}V{svg.px(needed)}",
        stroke=_TARGET,
        stroke_width=2,
        stroke_dasharray="3 3",
    )
    yield svg.diamond(x, needed, 7.0, fill=_TARGET, stroke="#ffffff", stroke_width=1.5)
    text = f"seen over {profile.target} only above {altitude_words(profile.needed_m)}"
    under_ray = _below_ray(profile, scales, svg.text_width(text, 13, 600) + 12)
    has_room = under_ray < ground - 12
    spot = (x - 12, under_ray) if has_room else (x + 8, max(needed - 14, 16))
    yield svg.text_element(
        *spot, text, size=13, fill=_TARGET, font_weight=600, text_anchor="end", halo=None if has_room else "#ffffff"
    )
    if profile.stated_m is not None:
        _, stated = scales.pixel(scales.length_m, profile.stated_m)
        yield svg.element("circle", cx=x, cy=stated, r=5.0, fill="#ffffff", stroke=_INK, stroke_width=2)
        yield svg.text_element(
            x - 12,
            stated + 4,
            f"claimed: {altitude_words(profile.stated_m)}",
            size=13,
            fill=_INK,
            text_anchor="end",
            halo="#ffffff",
        )


def _axis(profile: Profile, scales: _Scales) -> Iterator[str]:
    base = scales.frame.bottom + 8
    step = nice_step(scales.length_m / 4)
    for count in range(int(scales.length_m / step) + 1):
        x = scales.frame.left + count * step / scales.length_m * scales.frame.width
        if x > scales.frame.right - 56:
            break
        yield svg.element("path", d=f"M{svg.px(x)} {svg.px(base)}v5", stroke=_MUTED, stroke_width=1)
        unit = " km" if count == 0 else ""
        yield svg.text_element(
            x, base + 18, words.number(count * step / 1000) + unit, size=12, fill=_MUTED, text_anchor="middle"
        )
    yield svg.text_element(
        scales.frame.right, base + 18, distance_words(scales.length_m / 1000), size=12, fill=_INK, text_anchor="middle",
        halo="#ffffff", font_weight=600,
    )  # fmt: skip


def _legend(scales: _Scales) -> Iterator[str]:
    y = HEIGHT - 12.0
    left = scales.frame.left
    for x, dash, width, text in (
        (left, None, 2.4, "grazing ray, traced (ITU-R P.453)"),
        (left + 270, "7 4", 1.6, "4/3 Earth"),
    ):
        yield svg.element(
            "path", d=f"M{svg.px(x)} {svg.px(y - 4)}h28", stroke=_RAY, stroke_width=width, stroke_dasharray=dash
        )
        yield svg.text_element(x + 34, y, text, size=12, fill=_INK)
    yield svg.text_element(
        WIDTH - 12,
        y,
        f"heights drawn {words.number(float(f'{scales.stretch:.2g}'))} times larger",
        size=12,
        fill=_MUTED,
        text_anchor="end",
    )
