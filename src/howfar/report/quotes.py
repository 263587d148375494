"""The text of an article cut into paragraphs and pieces, each piece knowing the claims that cover it."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from itertools import pairwise
from typing import Final

_LINE: Final = re.compile(r"[^\r\n\u2028\u2029]+")


@dataclass(frozen=True)
class Piece:
    """A run of text. claims: numbers (from 0) of the claims that cover it; opens: those that begin with it."""

    text: str
    claims: tuple[int, ...]
    opens: tuple[int, ...]


def paragraphs(text: str, spans: Sequence[tuple[int, int]]) -> Iterator[list[Piece]]:
    """The lines of `text` that hold something, cut where claims begin and end; spans may overlap, nest or be empty.

    spans: (start, end) in characters of `text`, one a claim.
    """
    opened: set[int] = set()
    for line in _LINE.finditer(text):
        if not line[0].strip():
            continue
        yield [_piece(text, start, end, spans, opened) for start, end in _cuts(line.start(), line.end(), spans)]


def _cuts(start: int, end: int, spans: Sequence[tuple[int, int]]) -> Iterator[tuple[int, int]]:
    inner = {edge for span in spans for edge in span if start < edge < end}
    edges = [start, *sorted(inner), end]
    return pairwise(edges)


def _piece(text: str, start: int, end: int, spans: Sequence[tuple[int, int]], opened: set[int]) -> Piece:
    covering = tuple(index for index, (first, last) in enumerate(spans) if first < end and start < last)
    fresh = tuple(index for index in covering if index not in opened)
    opened.update(fresh)
    return Piece(text[start:end], covering, fresh)
