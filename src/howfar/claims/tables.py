"""Rows of tables: the figure under a column headed "Range" is the reach of the system that the row names."""

from __future__ import annotations

import itertools
from typing import TYPE_CHECKING, Final

from howfar.claims.anchors import Anchor
from howfar.claims.grammar import Hit
from howfar.claims.quantities import Quantity

if TYPE_CHECKING:
    from howfar.claims.assembly import TextView
    from howfar.claims.grammar import Grammar, Rule
    from howfar.claims.language import Language
    from howfar.claims.scene import Scene

_BAR: Final = "|"
_LONGEST_TABLE: Final = 60


def row_anchors(scene: Scene, view: TextView, grammar: Grammar, language: Language) -> list[Anchor]:
    """Anchors of one row, by the headings of the first row of its table; empty for a heading row."""
    columns = _headings(scene, view, grammar)
    cells = _cells(scene)
    out: list[Anchor] = []
    for column, rule in columns.items():
        if column >= len(cells):
            continue
        first, last = cells[column]
        for item in range(first, last):
            what = scene.items[item].what
            if isinstance(what, Quantity) and what.measure == "length" and what.value is not None:
                is_height = rule.kind == "altitude"
                hit = Hit(rule, first, last, {"a" if is_height else "d": item})
                figure, altitude = (None, item) if is_height else (item, None)
                out.append(Anchor(hit, first, last, figure=figure, altitude=altitude))
                break
    return out


def _headings(scene: Scene, view: TextView, grammar: Grammar) -> dict[int, Rule]:
    """Column number -> rule, from the table's first row."""
    first = scene.index
    while first > 0 and scene.index - first < _LONGEST_TABLE and view.sentences[first - 1].kind == "row":
        first -= 1
    if first == scene.index:
        return {}
    heading = view.scene(first)
    out = {}
    for column, (begin, end) in enumerate(_cells(heading)):
        string = " " + "".join(heading.key(k) + " " for k in range(begin, end))
        if rule := grammar.column(string):
            out[column] = rule
    return out


def _cells(scene: Scene) -> list[tuple[int, int]]:
    """Item spans of the cells; a bar at the very start of the row opens none."""
    bars = [k for k in range(len(scene.items)) if scene.key(k) == _BAR]
    edges = [-1, *bars, len(scene.items)]
    cells = [(a + 1, b) for a, b in itertools.pairwise(edges)]
    return cells[1:] if bars and bars[0] == 0 else cells
