"""The map as a card of 1200 by 630 pixels, to stand alone: verdict above, key at the right, credits below."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from typing import TYPE_CHECKING, Final

from howfar.report import svg, words
from howfar.report.map import HATCH, INK, MUTED, PAPER, TARGET, Sizes, drawing, map_title, projection_words
from howfar.report.projection import Box
from howfar.report.scene import Area, Backdrop, Ring, Scene

if TYPE_CHECKING:
    from howfar.places.model import Place

CARD_WIDTH: Final = 1200
CARD_HEIGHT: Final = 630
_LABEL_COLORS: Final = {
    "consistent": "#00599b", "inconsistent": "#b3003b", "consistent only if": "#8a5a00", "not checkable": "#4f5660",
}  # fmt: skip


def map_card(scene: Scene, backdrop: Backdrop, *, uid: str = "map") -> str:
    """The map as a card of 1200 by 630 pixels: headline above, key at the right, projection and credits below."""
    head = _headline(scene)
    frame = Box(24.0, head.bottom, 862.0, CARD_HEIGHT - 40.0)
    drawn = drawing(scene, backdrop, frame, Sizes(), uid)
    parts = [
        svg.element("rect", width=CARD_WIDTH, height=CARD_HEIGHT, fill=PAPER),
        *head.parts,
        *drawn,
        *_key(scene, Box(886.0, frame.top, CARD_WIDTH - 24.0, frame.bottom), uid),
        *_footer(scene),
    ]
    return svg.document(CARD_WIDTH, CARD_HEIGHT, *parts, title=map_title(scene), description=scene.alt, uid=uid)


def map_png(scene: Scene, backdrop: Backdrop) -> bytes:
    """The card as PNG, 1200 by 630 pixels."""
    return svg.png_bytes(map_card(scene, backdrop), width=CARD_WIDTH)


@dataclass(frozen=True)
class _Head:
    parts: list[str]
    bottom: float


def _headline(scene: Scene) -> _Head:
    parts, top = [], 30.0
    if scene.mark is not None:
        word = scene.mark
        color = _LABEL_COLORS[word]
        width = svg.text_width(word, 16, 600) + 46
        parts.append(svg.element("rect", x=24, y=18, width=width, height=28, rx=14, fill=color))
        parts += [_sign(word, 42.0, 32.0), svg.text_element(58, 38, word, size=16, fill=PAPER, font_weight=600)]
        top = 70.0
    size, lines = _headline_lines(scene.headline)
    step = size * 1.3
    parts += [
        svg.text_element(24, top + index * step, line, size=size, fill=INK, font_weight=600)
        for index, line in enumerate(lines)
    ]
    return _Head(parts, top + step * (len(lines) - 1) + 18)


def _headline_lines(text: str) -> tuple[float, list[str]]:
    """The largest type in which the headline fits, and its lines."""
    for size, most in ((22.0, 2), (18.0, 2), (16.0, 3)):
        lines = svg.wrapped(text, CARD_WIDTH - 48, size, weight=600, most=most)
        if not lines or not lines[-1].endswith("…"):
            break
    return size, lines


def _sign(label: str, x: float, y: float) -> str:
    """The sign of a label drawn as a shape, so that no font has to hold it."""
    shapes = {
        "consistent": f"M{x - 6} {y}L{x - 1.5} {y + 5}L{x + 6} {y - 5}",
        "inconsistent": f"M{x - 5} {y - 5}L{x + 5} {y + 5}M{x + 5} {y - 5}L{x - 5} {y + 5}",
        "not checkable": f"M{x - 4} {y - 2.5}A4 4 0 1 1 {x} {y + 1.5}V{y + 3}M{x} {y + 6.5}V{y + 7.5}",
    }
    if label in shapes:
        return svg.element(
            "path",
            d=shapes[label],
            fill="none",
            stroke=PAPER,
            stroke_width=2.4,
            stroke_linecap="round",
            stroke_linejoin="round",
        )
    half = svg.element("path", d=f"M{x} {y - 6}A6 6 0 0 0 {x} {y + 6}Z", fill=PAPER)
    return half + svg.element("circle", cx=x, cy=y, r=6.0, fill="none", stroke=PAPER, stroke_width=2)


def _key(scene: Scene, box: Box, uid: str) -> Iterator[str]:
    """The key, its notes shortened until all of it fits."""
    rows: list[tuple[list[str], float]] = []
    for most in (3, 2, 1, 0):
        rows = list(_key_parts(scene, box, uid, most))
        if sum(height for _, height in rows) <= box.height + 6:
            break
    y = box.top + 14
    for part, height in rows:
        if y + height > box.bottom + 24:
            yield svg.text_element(box.left, y + 4, "… and more rings", size=12, fill=MUTED)
            return
        yield svg.element("g", *part, transform=f"translate(0 {svg.px(y)})")
        y += height


def _key_parts(scene: Scene, box: Box, uid: str, most: int) -> Iterator[tuple[list[str], float]]:
    for place, role in (*((site, scene.site_role) for site in scene.sites), (scene.target, "To")):
        if place is not None:
            yield _key_place(place, role, box)
    for ring in scene.rings:
        yield _key_ring(ring, box, most)
    for area in scene.areas:
        yield _key_area(area, box, uid)
    for note in scene.notes:
        lines = svg.wrapped(note, box.width, 12, most=6)
        yield [_key_line(box.left, 4 + i * 16, line, 12, MUTED) for i, line in enumerate(lines)], 16.0 * len(lines) + 8


def _key_place(place: Place, role: str, box: Box) -> tuple[list[str], float]:
    color = INK if role != "To" else TARGET
    shape = (
        svg.element("circle", cx=box.left + 17, cy=0, r=6.5, fill=color)
        if role != "To"
        else svg.element(
            "rect", x=box.left + 11, y=-6, width=12, height=12, fill=color, transform=f"rotate(45 {box.left + 17} 0)"
        )
    )
    if place.is_region:
        shape = svg.element(
            "rect",
            x=box.left + 4,
            y=-7,
            width=26,
            height=14,
            fill=color,
            fill_opacity="0.12",
            stroke=color,
            stroke_width=1.5,
        )
    lines = svg.wrapped(f"{role} {words.place_words(place)}", box.width - 44, 14, weight=600, most=2)
    return [
        shape,
        *(_key_line(box.left + 44, 5 + i * 18, line, 14, INK, 600) for i, line in enumerate(lines)),
    ], 18.0 * len(lines) + 10


def _key_ring(ring: Ring, box: Box, most: int) -> tuple[list[str], float]:
    """A ring's line of the key; with `most` 1 it is set tight, so that many rings keep their sources."""
    sample = svg.element(
        "line", x1=box.left, y1=0, x2=box.left + 34, y2=0, stroke=ring.style.color, stroke_width=ring.style.width + 0.4,
        stroke_dasharray=ring.style.dash,
    )  # fmt: skip
    size, step = (12.5, 16.0) if most > 1 else (11.5, 13.0)
    lines = svg.wrapped(ring.note, box.width - 44, size, most=most) if most else []
    parts = [sample, _key_line(box.left + 44, 5, ring.label, 14 if most > 1 else 13, ring.style.color, 600)]
    parts += [_key_line(box.left + 44, 6 + (i + 1) * step, line, size, INK) for i, line in enumerate(lines)]
    if not most and ring.brief:
        left = box.left + 52 + svg.text_width(ring.label, 13, 600)
        parts += [
            _key_line(left, 5, line, 11.5, INK) for line in svg.wrapped(ring.brief, box.right - left, 11.5, most=1)
        ]
    return parts, 20.0 + step * len(lines) + (10 if most > 1 else -2)


def _key_area(area: Area, box: Box, uid: str) -> tuple[list[str], float]:
    patch = svg.element(
        "rect", x=box.left + 2, y=-8, width=30, height=16, fill=f"url(#{uid}-hatch)", stroke=HATCH, stroke_width=1.2
    )
    lines = svg.wrapped(area.label, box.width - 44, 12.5, most=4)
    return [
        patch,
        *(_key_line(box.left + 44, 4 + i * 16, line, 12.5, INK) for i, line in enumerate(lines)),
    ], 16.0 * len(lines) + 12


def _key_line(x: float, y: float, text: str, size: float, color: str, weight: int = 400) -> str:  # noqa: PLR0917 - a point, a text and its looks
    return svg.text_element(x, y, text, size=size, fill=color, font_weight=weight)


def _footer(scene: Scene) -> Iterator[str]:
    text = f"{projection_words(scene)} {words.CREDITS} De facto borders."
    for index, line in enumerate(svg.wrapped(text, CARD_WIDTH - 130, 11.5, most=2)):
        yield svg.text_element(24, CARD_HEIGHT - 22 + index * 15, line, size=11.5, fill=MUTED)
    yield svg.text_element(
        CARD_WIDTH - 24, CARD_HEIGHT - 14, "howfar", size=17, fill=INK, text_anchor="end", font_weight=600
    )
