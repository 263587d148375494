"""A small SVG builder: elements as text, every attribute and every word escaped, numbers to a tenth of a pixel."""

from __future__ import annotations

import functools
from collections.abc import Iterable
from pathlib import Path
from typing import TYPE_CHECKING, Any, Final
from xml.sax.saxutils import escape, quoteattr

from howfar.report.words import clean

if TYPE_CHECKING:
    from PIL.ImageFont import FreeTypeFont

FONT_FAMILY: Final = "Inter, system-ui, 'Segoe UI', Roboto, 'Helvetica Neue', Arial, sans-serif"
FONT_FOLDER: Final = Path(__file__).with_name("fonts")
_MEASURE_PX: Final = 100
_SLACK: Final = 1.06  # a reader without our font sees another one that may run a little wider


def element(name: str, *children: str, **attributes: object) -> str:
    """`<name ...>children</name>`; attribute names have _ for -, None leaves one out. Children are made elements."""
    written = "".join(f" {_name(key)}={_quoted(value)}" for key, value in attributes.items() if value is not None)
    return f"<{name}{written}>{''.join(children)}</{name}>" if children else f"<{name}{written}/>"


def words(text: object) -> str:
    """Text as it may stand between tags."""
    return escape(_xml_safe(clean(text)))


def text_element(x: float, y: float, text: str, *, size: float, **attributes: object) -> str:
    """One line of text with its baseline at (x, y) pixels; `halo` (a colour) draws a rim round the letters."""
    halo = attributes.pop("halo", None)
    rim = {"stroke": halo, "stroke_width": 3.5, "stroke_linejoin": "round", "paint_order": "stroke"} if halo else {}
    return element("text", words(text), x=x, y=y, font_size=size, **rim, **attributes)


def path_data(lines: Iterable[Any], *, closed: bool) -> str:
    """The `d` of a path of several lines or rings, each pixels of shape (n, 2), to a tenth of a pixel."""
    parts = []
    for line in lines:
        points = list(dict.fromkeys(f"{px(x)} {px(y)}" for x, y in line))
        if len(points) > 1:
            parts.append(f"M{'L'.join(points)}{'Z' if closed else ''}")
    return "".join(parts)


def shape(x: float, y: float, offsets: Iterable[tuple[float, float]], **attributes: object) -> str:
    """A closed shape round (x, y), its corners given as offsets in pixels."""
    corners = [(x + right, y + down) for right, down in offsets]
    return element("path", d=path_data([corners], closed=True), **attributes)


def diamond(x: float, y: float, half: float, **attributes: object) -> str:
    """A square standing on its corner."""
    return shape(x, y, [(0, -half), (half, 0), (0, half), (-half, 0)], **attributes)


def px(value: float) -> str:
    """Pixels to a tenth, without needless zeros."""
    return f"{value:.1f}".removesuffix(".0").replace("-0.0", "0")


@functools.cache
def _font(weight: int) -> FreeTypeFont:
    from PIL import ImageFont

    return ImageFont.truetype(
        FONT_FOLDER / ("Inter-SemiBold.ttf" if weight >= 600 else "Inter-Regular.ttf"), _MEASURE_PX
    )


def text_width(text: str, size: float, weight: int = 400) -> float:
    """How many pixels wide `text` is at `size` pixels, with a little slack for other fonts."""
    return float(_font(weight).getlength(clean(text))) * size / _MEASURE_PX * _SLACK


def wrapped(text: str, width: float, size: float, *, weight: int = 400, most: int = 3) -> list[str]:
    """`text` broken into at most `most` lines of `width` pixels; what does not fit ends in an ellipsis."""
    lines: list[str] = []
    rest = clean(text).split()
    while rest and len(lines) < most:
        count = _fitting(rest, width, size, weight)
        lines.append(" ".join(rest[:count]))
        rest = rest[count:]
    if lines and (rest or text_width(lines[-1], size, weight) > width):
        lines[-1] = _cut(lines[-1] + ("…" if rest else ""), width, size, weight)
    return lines


def _fitting(tokens: list[str], width: float, size: float, weight: int) -> int:
    count = 1
    while count < len(tokens) and text_width(" ".join(tokens[: count + 1]), size, weight) <= width:
        count += 1
    return count


def _cut(line: str, width: float, size: float, weight: int) -> str:
    body = line.rstrip("…")
    while body and text_width(body + "…", size, weight) > width:
        body = body[:-1]
    return body.rstrip(" ,;:") + "…"


def _name(key: str) -> str:
    return key.rstrip("_").replace("_", "-") if key != "viewBox" else key


def _quoted(value: object) -> str:
    if isinstance(value, float):
        value = px(value)
    return quoteattr(_xml_safe(clean(value)))


def _xml_safe(text: str) -> str:
    """XML 1.0 allows no U+FFFE, U+FFFF; `clean` has taken the control characters."""
    return text.replace("\ufffe", "").replace("\uffff", "")


def document(width: float, height: float, *children: str, title: str, description: str, uid: str) -> str:
    """A whole picture with its alt text; `uid` keeps ids apart when several stand in one page."""
    head = element("title", words(title), id=f"{uid}-t") + element("desc", words(description), id=f"{uid}-d")
    attributes: dict[str, Any] = {
        "xmlns": "http://www.w3.org/2000/svg", "viewBox": f"0 0 {px(width)} {px(height)}", "width": width,
        "height": height, "role": "img", "aria-labelledby": f"{uid}-t {uid}-d", "font_family": FONT_FAMILY,
    }  # fmt: skip
    written = "".join(
        f" {'font-family' if key == 'font_family' else key}={_quoted(value)}" for key, value in attributes.items()
    )
    return f"<svg{written}>{head}{''.join(children)}</svg>"


def png_bytes(svg: str, *, width: int) -> bytes:
    """The picture as PNG, `width` pixels wide, drawn by resvg with the fonts of this package and no others."""
    import resvg_py

    return bytes(
        resvg_py.svg_to_bytes(
            svg_string=svg, width=width, skip_system_fonts=True, font_family="Inter", sans_serif_family="Inter",
            font_files=[str(path) for path in sorted(FONT_FOLDER.glob("*.ttf"))],
        )
    )  # fmt: skip
