"""The map: rings, places, path and land in one frame, and the bare figure for a page."""

from __future__ import annotations

import math
from collections.abc import Iterator
from dataclasses import dataclass
from typing import TYPE_CHECKING, Final

import numpy as np

from howfar.report import svg, words
from howfar.report.labels import Labels, Spot, along_line, along_ring, around
from howfar.report.projection import Box, Pixel, View, fitted, plane
from howfar.report.scene import Backdrop, Ring, Scene
from howfar.report.surroundings import surroundings

if TYPE_CHECKING:
    from howfar.places.model import Place

INK: Final = "#1b1f24"
MUTED: Final = "#59616b"
PAPER: Final = "#ffffff"
_MOST_CITIES: Final = 14
_LARGER_RING: Final = 1.8  # times the way to the farthest place: rings up to this are shown whole
_DWARFING: Final = 10.0  # times that way: a ring so large would make the places one dot
_SEA: Final = "#dfe8ef"
_LAND: Final = "#f7f4ee"
_BORDER: Final = "#b3aa9c"
TARGET: Final = "#b3003b"
HATCH: Final = "#00795a"


@dataclass(frozen=True)
class Sizes:
    """Sizes of type in pixels: names of places of the claim, ring values, cities, and small print."""

    place: float = 16.0
    ring: float = 14.0
    city: float = 12.0
    small: float = 11.5


def map_figure(scene: Scene, backdrop: Backdrop, *, width: int = 720, height: int = 500, uid: str = "map") -> str:
    """The bare map for a page that prints headline and key itself."""
    frame = Box(0.5, 0.5, width - 0.5, height - 0.5)
    drawn = drawing(scene, backdrop, frame, Sizes(place=18, ring=16, city=13, small=13), uid)
    return svg.document(width, height, *drawn, title=map_title(scene), description=scene.alt, uid=uid)


def projection_words(scene: Scene) -> str:
    """What the projection keeps true; printed under every map."""
    site = scene.sites[0]
    center = words.one_line(site.name)
    if site.is_region:
        return (
            f"Azimuthal equidistant round the middle of {center}; rings hold all within that range of any place in it."
        )
    return f"Azimuthal equidistant: distances and rings from {center} are true to scale."


def key_rows(scene: Scene) -> list[tuple[Ring, str]]:
    """Rings with the words for the key."""
    return [(ring, f"{ring.label} · {ring.note}" if ring.note else ring.label) for ring in scene.rings]


def ring_swatch(ring: Ring) -> str:
    """A short sample of a ring's line."""
    line = svg.element(
        "line", x1=1, y1=6, x2=33, y2=6, stroke=ring.style.color, stroke_width=ring.style.width + 0.4,
        stroke_dasharray=ring.style.dash,
    )  # fmt: skip
    attributes = 'width="34" height="12" viewBox="0 0 34 12" aria-hidden="true"'
    return f"<svg {attributes}>{line}</svg>"


# --- the drawing ------------------------------------------------------------------------------------------------------


def drawing(scene: Scene, backdrop: Backdrop, frame: Box, sizes: Sizes, uid: str) -> Iterator[str]:
    view = fitted(scene.sites[0].lat, scene.sites[0].lon, frame, _extent(scene))
    labels = Labels(frame)
    clip = svg.element("clipPath", _frame_rect(frame), id=f"{uid}-clip")
    hatch = svg.element(
        "pattern", svg.element("path", d="M0 8L8 0M-2 2L2 -2M6 10L10 6", stroke=HATCH, stroke_width=1.3),
        id=f"{uid}-hatch", width=8, height=8, patternUnits="userSpaceOnUse",
    )  # fmt: skip
    yield svg.element("defs", clip, hatch)
    furniture = [*_scale_bar(view, labels, sizes), *_north(view, labels, sizes)]
    shapes = [
        *_land(view, backdrop), *_regions(view, scene), *_areas(view, scene, uid), *_rings(view, scene),
        *_path(view, scene), *_vagueness(view, scene),
    ]  # fmt: skip
    markers = _markers(view, scene, labels)
    _reserve_path(view, scene, labels)
    lettering = [
        *_place_names(view, scene, labels, sizes), *_path_label(view, scene, labels, sizes),
        *_ring_labels(view, scene, labels, sizes), *_city_names(view, scene, backdrop, labels, sizes),
    ]  # fmt: skip
    inside = svg.element("g", *shapes, *lettering, *markers, *furniture, clip_path=f"url(#{uid}-clip)")
    yield inside
    yield _frame_rect(frame, fill="none", stroke="#9aa4ae", stroke_width=1)


def _frame_rect(frame: Box, **attributes: object) -> str:
    return svg.element("rect", x=frame.left, y=frame.top, width=frame.width, height=frame.height, **attributes)


def _extent(scene: Scene) -> Box:
    """Metres round the first site that the frame must hold; a ring counts where it is not far larger than the rest."""
    lats, lons, slack = _must_show(scene)
    x, y = plane(scene.sites[0].lat, scene.sites[0].lon).transform(lons, lats)
    x, y = np.where(np.isfinite(x), x, 0.0), np.where(np.isfinite(y), y, 0.0)
    far = max(float(np.hypot(x, y).max()) + slack, 20_000.0)
    reach = max(slack, _ring_reach(scene, far))
    near = _site_points(scene)
    left = min(float(x.min()) - slack, float(x[:near].min()) - reach)
    right = max(float(x.max()) + slack, float(x[:near].max()) + reach)
    bottom = min(float(y.min()) - slack, float(y[:near].min()) - reach)
    top = max(float(y.max()) + slack, float(y[:near].max()) + reach)
    return Box(left, top, right, bottom)


def _ring_reach(scene: Scene, far_m: float) -> float:
    """How far rings are shown: those not much larger than the rest, else the smallest, if that does not dwarf all."""
    radii = [ring.radius_m for ring in scene.rings]
    if not _has_far_end(scene):
        return max(radii, default=20_000.0)
    kept = [radius_m for radius_m in radii if radius_m <= _LARGER_RING * far_m]
    return max(kept) if kept else min((radius_m for radius_m in radii if radius_m <= _DWARFING * far_m), default=0.0)


def _has_far_end(scene: Scene) -> bool:
    return scene.target is not None or any(site.is_region for site in scene.sites)


def _must_show(scene: Scene) -> tuple[np.ndarray, np.ndarray, float]:
    """Latitudes and longitudes that the frame must hold, those of the sites first, and the widest vagueness (m)."""
    places = [*scene.sites, *([scene.target] if scene.target is not None else [])]
    lats, lons = np.concatenate([_points(place) for place in places]).T
    return lats, lons, max(place.vagueness_m for place in places)


def _site_points(scene: Scene) -> int:
    """How many of the points that the frame must hold belong to the sites."""
    return sum(len(_points(site)) for site in scene.sites)


def _points(place: Place) -> np.ndarray:
    """Points of a place as (lat, lon): itself, and up to some 500 of its outline."""
    import shapely

    own = np.array([[place.lat, place.lon]])
    if place.geometry is None:
        return own
    outline = shapely.get_coordinates(place.geometry)
    return np.concatenate([own, outline[:: max(1, len(outline) // 500), ::-1]])


def _land(view: View, backdrop: Backdrop) -> Iterator[str]:
    yield _frame_rect(view.frame, fill=_SEA)
    data = "".join(svg.path_data(_visible(view.lines(shape)), closed=True) for shape in backdrop.countries)
    if data:
        yield svg.element("path", d=data, fill=_LAND, fill_rule="evenodd", stroke=_BORDER, stroke_width=0.9)


def _visible(rings: Iterator[np.ndarray]) -> Iterator[np.ndarray]:
    """Without islands of about a pixel: a sheet of the world holds thousands."""
    return (ring for ring in rings if np.ptp(ring, axis=0).max() > 1.3)


def _regions(view: View, scene: Scene) -> Iterator[str]:
    """Origin and target where they are regions: tinted, with a firm edge."""
    for place, color in ((scene.sites[0], INK), (scene.target, TARGET)):
        if place is not None and place.geometry is not None:
            data = svg.path_data(view.lines(place.geometry), closed=True)
            yield svg.element(
                "path", d=data, fill=color, fill_opacity="0.07", fill_rule="evenodd", stroke=color, stroke_width=1.6
            )


def _areas(view: View, scene: Scene, uid: str) -> Iterator[str]:
    for area in scene.areas:
        data = svg.path_data(view.lines(area.geometry), closed=True)
        yield svg.element(
            "path", d=data, fill=f"url(#{uid}-hatch)", fill_opacity="0.55", fill_rule="evenodd", stroke=HATCH,
            stroke_width=1.4,
        )  # fmt: skip


def _rings(view: View, scene: Scene) -> Iterator[str]:
    for ring in scene.rings:
        data = svg.path_data(_outlines(view, scene, ring), closed=True)
        filled = (
            {"fill": ring.style.color, "fill_opacity": f"{ring.style.opacity:g}"}
            if ring.is_filled
            else {"fill": "none"}
        )
        has_holes = len(scene.sites) == 1 or ring.geometry is not None  # circles round several sites overlap instead
        yield svg.element(
            "path", d=data, **filled, fill_rule="evenodd" if has_holes else "nonzero",
            stroke=ring.style.color, stroke_width=ring.style.width, stroke_dasharray=ring.style.dash,
        )  # fmt: skip


def _outlines(view: View, scene: Scene, ring: Ring) -> list[np.ndarray]:
    """The ring as pixel lines: circles round points, and what lies within its radius of a region."""
    if ring.geometry is not None:
        return list(view.lines(ring.geometry))
    lines: list[np.ndarray] = []
    for site in scene.sites:
        if site.geometry is not None:
            lines += surroundings(view, site.geometry, ring.radius_m)
        else:
            lines.append(circle(view, site.lat, site.lon, ring.radius_m))
    return lines


def circle(view: View, lat: float, lon: float, radius_m: float) -> np.ndarray:
    """A ring of `radius_m` metres round a point, as pixels: exact on WGS84, not drawn as a circle of the map."""
    from howfar.earth.geodesic import destination

    lats, lons = destination(lat, lon, np.linspace(0.0, 360.0, 241), radius_m)
    return view.pixels(lats, lons)


def _path_pixels(view: View, scene: Scene) -> np.ndarray | None:
    if scene.distance_km is None or scene.target is None:
        return None
    from howfar.earth.geodesic import path

    site = scene.sites[0]
    return view.pixels(*path(site.lat, site.lon, scene.target.lat, scene.target.lon, count=33))


def _path(view: View, scene: Scene) -> Iterator[str]:
    line = _path_pixels(view, scene)
    if line is not None:
        data = svg.path_data([line], closed=False)
        yield svg.element("path", d=data, fill="none", stroke=PAPER, stroke_width=4.5, stroke_opacity="0.8")
        yield svg.element("path", d=data, fill="none", stroke=INK, stroke_width=2)


def _vagueness(view: View, scene: Scene) -> Iterator[str]:
    for place in (*scene.sites, scene.target):
        if place is not None and place.geometry is None and place.vagueness_m * view.px_per_m > 8.0:
            line = circle(view, place.lat, place.lon, place.vagueness_m)
            yield svg.element(
                "path", d=svg.path_data([line], closed=True), fill=INK, fill_opacity="0.10", stroke=INK,
                stroke_width=1, stroke_dasharray="2 3",
            )  # fmt: skip


# --- markers and words ------------------------------------------------------------------------------------------------


def _markers(view: View, scene: Scene, labels: Labels) -> list[str]:
    parts = []
    for site in scene.sites:
        if site.geometry is None:
            x, y = view.pixel(site.lat, site.lon)
            parts.append(svg.element("circle", cx=x, cy=y, r=6.5, fill=INK, stroke=PAPER, stroke_width=2))
            labels.reserve(Box(x - 8, y - 8, x + 8, y + 8))
    if scene.target is not None and scene.target.geometry is None:
        x, y = view.pixel(scene.target.lat, scene.target.lon)
        parts.append(svg.diamond(x, y, 9.0, fill=TARGET, stroke=PAPER, stroke_width=2))
        labels.reserve(Box(x - 10, y - 10, x + 10, y + 10))
    return parts


def _reserve_path(view: View, scene: Scene, labels: Labels) -> None:
    line = _path_pixels(view, scene)
    if line is not None:
        labels.reserve_line(_dense(line))


def _dense(line: np.ndarray) -> list[Pixel]:
    """The line as points at most six pixels apart."""
    length = float(np.hypot(*np.diff(line, axis=0).T).sum())
    steps = np.linspace(0, len(line) - 1, max(2, int(length / 6)))
    index = np.arange(len(line))
    return [(float(np.interp(s, index, line[:, 0])), float(np.interp(s, index, line[:, 1]))) for s in steps]


def _place_names(view: View, scene: Scene, labels: Labels, sizes: Sizes) -> Iterator[str]:
    for place, color in (*((site, INK) for site in scene.sites), (scene.target, TARGET)):
        if place is None:
            continue
        x, y = view.pixel(place.lat, place.lon)
        name = words.one_line(place.name)
        yield from _label(
            labels, name, around(x, y, radius=13.0, size=sizes.place), sizes.place, color, weight=600, must=True
        )


def _path_label(view: View, scene: Scene, labels: Labels, sizes: Sizes) -> Iterator[str]:
    line = _path_pixels(view, scene)
    if line is not None and scene.distance_km is not None:
        text = f"{words.number(scene.distance_km)} km"
        spots = along_line(_dense(line), text, size=sizes.ring, weight=600)
        yield from _label(labels, text, spots, sizes.ring, INK, weight=600, on_lines=True)


def _ring_labels(view: View, scene: Scene, labels: Labels, sizes: Sizes) -> Iterator[str]:
    for ring in sorted(scene.rings, key=lambda ring: ring.radius_m):
        if ring.radius_m * view.px_per_m < 24.0:
            continue  # the key names it; words would cover what it shows
        yield from _label(
            labels, ring.label, _ring_spots(view, scene, ring, sizes), sizes.ring, ring.style.color, weight=600
        )


def _ring_spots(view: View, scene: Scene, ring: Ring, sizes: Sizes) -> Iterator[Spot]:
    site = scene.sites[0]
    if site.geometry is None and ring.geometry is None:
        center = view.pixel(site.lat, site.lon)
        yield from along_ring(center, ring.radius_m * view.px_per_m, size=sizes.ring, away_deg=_away_deg(view, scene))
        return
    for line in sorted(_outlines(view, scene, ring), key=len)[-1:]:  # the part with the longest outline
        step = max(1, len(line) // 60)
        yield from (Spot(float(x), float(y) + sizes.ring * 0.35, "middle") for x, y in line[::step])


def _away_deg(view: View, scene: Scene) -> float:
    """Bearing in pixels away from the target, leaning to the top, where words stand freest."""
    if scene.target is None:
        return 0.0
    (x0, y0), (x1, y1) = (
        view.pixel(scene.sites[0].lat, scene.sites[0].lon),
        view.pixel(scene.target.lat, scene.target.lon),
    )
    return math.degrees(math.atan2(x0 - x1, y1 - y0)) if math.hypot(x1 - x0, y1 - y0) > 1 else 0.0


def _city_pixels(view: View, backdrop: Backdrop) -> list[Pixel]:
    if not backdrop.cities:
        return []
    lats, lons = np.array([(city.lat, city.lon) for city in backdrop.cities], float).T
    return [(float(x), float(y)) for x, y in view.pixels(lats, lons)]


def _city_names(view: View, scene: Scene, backdrop: Backdrop, labels: Labels, sizes: Sizes) -> Iterator[str]:
    known = {words.one_line(place.name).casefold() for place in (*scene.sites, scene.target) if place is not None}
    inner = view.frame
    shown = 0
    for city, (x, y) in zip(backdrop.cities, _city_pixels(view, backdrop), strict=True):
        if shown >= _MOST_CITIES:
            return
        is_inside = inner.left + 8 < x < inner.right - 8 and inner.top + 8 < y < inner.bottom - 8
        dot = Box(x - 3, y - 3, x + 3, y + 3)
        if not is_inside or city.name.casefold() in known or any(dot.overlaps(box, 2) for box in labels.taken):
            continue
        parts = list(_label(labels, city.name, around(x, y, radius=6.0, size=sizes.city), sizes.city, MUTED, gap=5.0))
        if not parts:
            continue
        yield svg.element("circle", cx=x, cy=y, r=2.2, fill=MUTED)
        yield from parts
        labels.reserve(Box(x - 45, y - 25, x + 45, y + 25))
        shown += 1


def _label(
    labels: Labels, text: str, spots: Iterator[Spot], size: float, color: str, *,
    weight: int = 400, must: bool = False, gap: float = 3.0, on_lines: bool = False,
) -> Iterator[str]:  # fmt: skip
    spot = labels.place(text, size=size, spots=spots, weight=weight, must=must, gap=gap, on_lines=on_lines)
    if spot is not None:
        yield svg.text_element(
            spot.x, spot.y, text, size=size, fill=color, text_anchor=spot.anchor, font_weight=weight, halo="#fdfcfa"
        )


def _scale_bar(view: View, labels: Labels, sizes: Sizes) -> list[str]:
    length_m = _nice_m(150.0 / view.px_per_m)
    width = length_m * view.px_per_m
    x, y = view.frame.left + 16, view.frame.bottom - 16
    text = f"{words.number(length_m / 1000)} km"
    labels.reserve(Box(x - 6, y - sizes.small - 14, x + width + 6, y + 6))
    bar = f"M{svg.px(x)} {svg.px(y - 7)}V{svg.px(y)}H{svg.px(x + width)}V{svg.px(y - 7)}"
    return [
        svg.element("path", d=bar, fill="none", stroke=PAPER, stroke_width=5),
        svg.element("path", d=bar, fill="none", stroke=INK, stroke_width=2),
        svg.text_element(x + width / 2, y - 6, text, size=sizes.small, fill=INK, text_anchor="middle", halo="#fdfcfa"),
    ]


def _nice_m(limit_m: float) -> float:
    """The largest of 1, 2, 5 times a power of ten metres that is not above the limit."""
    power = 10.0 ** math.floor(math.log10(limit_m))
    return max(step * power for step in (1.0, 2.0, 5.0) if step * power <= limit_m)


def _north(view: View, labels: Labels, sizes: Sizes) -> list[str]:
    x, y = view.frame.right - 24, view.frame.top + 18
    labels.reserve(Box(x - 14, y - 12, x + 14, y + 40))
    arrow = svg.shape(x, y, [(0, -8), (6, 14), (0, 9), (-6, 14)], fill=INK, stroke=PAPER, stroke_width=1.5)
    return [
        arrow,
        svg.text_element(
            x,
            y + 14 + sizes.small * 1.2,
            "N",
            size=sizes.small,
            fill=INK,
            text_anchor="middle",
            font_weight=600,
            halo="#fdfcfa",
        ),
    ]


def map_title(scene: Scene) -> str:
    names = [words.one_line(site.name) for site in scene.sites]
    to = f" to {words.one_line(scene.target.name)}" if scene.target is not None else ""
    return f"Map: {', '.join(names)}{to}"
