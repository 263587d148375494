"""Where words go on a picture: the first of the offered places that is inside the frame and touches nothing."""

from __future__ import annotations

import math
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Final, Literal

from howfar.report.projection import Box, Pixel
from howfar.report.svg import text_width

if TYPE_CHECKING:
    from collections.abc import Iterable

Anchor = Literal["start", "middle", "end"]
_ASCENT: Final = 0.78
_DESCENT: Final = 0.24


@dataclass(frozen=True)
class Spot:
    """A place offered to a label: its baseline point and how the text hangs on it."""

    x: float
    y: float
    anchor: Anchor


@dataclass
class Labels:
    """The boxes that are taken, and the frame that words must stay in."""

    frame: Box
    taken: list[Box] = field(default_factory=list)
    lines: list[Box] = field(default_factory=list)

    def reserve(self, box: Box) -> None:
        """Keep words out of `box`."""
        self.taken.append(box)

    def reserve_line(self, points: Iterable[Pixel], width: float = 3.0) -> None:
        """Keep words off a line, save those that `place` allows beside it."""
        self.lines += [Box(x - width, y - width, x + width, y + width) for x, y in points]

    def place(
        self, text: str, *, size: float, spots: Iterable[Spot], weight: int = 400, must: bool = False, gap: float = 3.0,
        on_lines: bool = False,
    ) -> Spot | None:  # fmt: skip
        """The first free spot, now taken; None where all collide, unless it must be: then any inside."""
        width = text_width(text, size, weight)
        offered = [(spot, _box(spot, width, size)) for spot in spots]
        inside = [(spot, box) for spot, box in offered if self.frame.holds(box, 4.0)]
        closed = self.taken if on_lines else [*self.taken, *self.lines]
        free = ((spot, box) for spot, box in inside if not any(box.overlaps(other, gap) for other in closed))
        chosen = next(free, None) or next(iter(inside or offered if must else []), None)
        if chosen is None:
            return None
        self.taken.append(chosen[1])
        return chosen[0]


def around(x: float, y: float, *, radius: float, size: float) -> Iterator[Spot]:
    """Spots beside a point: right, left, above, below, then the corners."""
    low = size * 0.35
    yield Spot(x + radius, y + low, "start")
    yield Spot(x - radius, y + low, "end")
    yield Spot(x, y - radius - low * 0.4, "middle")
    yield Spot(x, y + radius + size * 0.8, "middle")
    for side, anchor in ((1.0, "start"), (-1.0, "end")):
        yield Spot(x + side * radius * 0.8, y - radius * 0.8, anchor)  # type: ignore[arg-type]
        yield Spot(x + side * radius * 0.8, y + radius * 0.8 + size * 0.7, anchor)  # type: ignore[arg-type]


def along_ring(center: Pixel, radius: float, *, size: float, away_deg: float) -> Iterator[Spot]:
    """Spots on a ring, beginning at the bearing `away_deg` (clockwise from up) and fanning out to both sides."""
    for step in range(0, 184, 4):
        for side in (1, -1) if step else (1,):
            angle = math.radians(away_deg + side * step)
            yield Spot(
                center[0] + radius * math.sin(angle), center[1] - radius * math.cos(angle) + size * 0.35, "middle"
            )


def along_line(points: Sequence[Pixel], text: str, *, size: float, weight: int = 400) -> Iterator[Spot]:
    """Spots beside a line, from its middle outward, just far enough off it for `text` to clear it."""
    half_width, half_height = text_width(text, size, weight) / 2, size * (_ASCENT + _DESCENT) / 2
    for index in sorted(range(1, len(points) - 1), key=lambda at: abs(at - len(points) // 2)):
        (x0, y0), (x, y), (x1, y1) = points[index - 1 : index + 2]
        length = math.hypot(x1 - x0, y1 - y0) or 1.0
        across, down = (y1 - y0) / length, -(x1 - x0) / length
        away = half_width * abs(across) + half_height * abs(down) + 5.0
        up = 1.0 if down < 0 else -1.0
        for side in (up, -up):
            center_y = y + side * away * down
            yield Spot(x + side * away * across, center_y + size * (_ASCENT - _DESCENT) / 2, "middle")


def _box(spot: Spot, width: float, size: float) -> Box:
    left = spot.x - {"start": 0.0, "middle": width / 2, "end": width}[spot.anchor]
    return Box(left, spot.y - size * _ASCENT, left + width, spot.y + size * _DESCENT)
