"""Quotations: where the marks of a text open and close speech."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Final

if TYPE_CHECKING:
    from howfar.claims.language import Language

_STRAIGHT: Final = str.maketrans({"“": '"', "”": '"'})
_LEAST_SPACES: Final = 3  # quotation marks around fewer words give a name, not speech


def quote_spans(text: str, language: Language) -> list[tuple[int, int]]:
    """Spans inside quotation marks, marks excluded. A quote that a new paragraph reopens goes on; a stray mark is
    dropped.
    """
    out: list[tuple[int, int]] = []
    if '"' in text and text.count("“") != text.count("”"):
        text = text.translate(_STRAIGHT)  # a mark of one style closes what one of the other opened
    for opening, closing in language.quotes:
        if opening in {"‘", "'"}:
            continue
        if opening == closing:
            marks = [m.start() for m in re.finditer(re.escape(opening), text)]
            pairs = _paired(text, marks)
            short = _LEAST_SPACES if language.quotes_names else 0
            out.extend((a, b) for a, b in pairs if text.count(" ", a, b) >= short)
        else:
            layered = language.quotes_names
            out.extend((_layered if layered else _nested)(text, opening, closing))
    return sorted(out)


def _paired(text: str, marks: list[int]) -> list[tuple[int, int]]:
    """Straight quotes: an opening one follows a space or start, a closing one does not; inches are skipped."""
    out: list[tuple[int, int]] = []
    opened: int | None = None
    for mark in marks:
        before = text[mark - 1] if mark else " "
        opens = before.isspace() or before in "([—-–“"
        if opened is None:
            opened = mark + 1 if opens else None
        elif opens and text[mark - 1] != " ":
            opened = mark + 1 if text.count("\n", opened, mark) else opened
        else:
            out.append((opened, mark))
            opened = None
    return out


def _layered(text: str, opening: str, closing: str) -> list[tuple[int, int]]:
    """Outer quotations of marks that nest («the «Bal» system»); inner and outer may share one closing mark."""
    out: list[tuple[int, int]] = []
    start, depth, last = -1, 0, -1
    for mark in re.finditer(f"[{opening}{closing}\n]", text):
        if mark.group() == opening:
            start, last = (mark.end(), -1) if not depth else (start, last)
            depth += 1
        elif mark.group() == closing and depth:
            depth, last = depth - 1, mark.start()
            if not depth:
                out.append((start, last))
        elif depth and mark.group() == "\n":
            out.append((start, last if last >= 0 else mark.start()))
            depth = 0
    if depth and last >= 0:
        out.append((start, last))
    return [(a, b) for a, b in out if text.count(" ", a, b) >= _LEAST_SPACES]


def _nested(text: str, opening: str, closing: str) -> list[tuple[int, int]]:
    out: list[tuple[int, int]] = []
    start = text.find(opening)
    stop = text.find(closing, start + 1) if start >= 0 else -1
    while start >= 0:
        if 0 <= stop <= start:
            stop = text.find(closing, start + 1)
        again = text.find(opening, start + 1)
        if again >= 0 and (stop < 0 or again < stop):
            out.append((start + 1, again))  # reopened by the next paragraph
            start = again
            continue
        if stop < 0:
            break
        out.append((start + 1, stop))
        start = text.find(opening, stop)
    return out
