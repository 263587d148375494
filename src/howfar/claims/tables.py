"""Rows of tables: the figure under a column headed "Range" is the reach of the system that the row names.

The heading may hold the unit ("Range (km)"); and a row may be a label and its value ("Range | 300 km").
"""

from __future__ import annotations

import itertools
from typing import TYPE_CHECKING, Final, NamedTuple

from howfar.claims import quantities
from howfar.claims.anchors import Anchor
from howfar.claims.grammar import Hit
from howfar.claims.mention import Mention
from howfar.claims.quantities import Quantity
from howfar.claims.scene import Item

if TYPE_CHECKING:
    from howfar.claims.assembly import TextView
    from howfar.claims.grammar import Grammar
    from howfar.claims.language import Language
    from howfar.claims.rules import Rule
    from howfar.claims.scene import Scene
    from howfar.claims.tokens import Token

_BAR: Final = "|"
_LONGEST_TABLE: Final = 60


class _Heading(NamedTuple):
    """What a column's heading says: its rule, and the tokens of the unit that it names."""

    rule: Rule
    unit: list[Token]


def row_anchors(scene: Scene, view: TextView, grammar: Grammar, language: Language) -> list[Anchor]:
    """Anchors of one row, by the headings of the first row of its table or by its own label; else empty."""
    columns = _headings(scene, view, grammar, language)
    cells = _cells(scene)
    out: list[Anchor] = []
    for column, heading in columns.items():
        if column < len(cells) and (anchor := _cell_anchor(scene, cells[column], heading, language)) is not None:
            out.append(anchor)
    if out or len(cells) != 2:
        return out
    rule = grammar.column(_said(scene, cells[0]))
    labelled = None if rule is None else _cell_anchor(scene, cells[1], _Heading(rule, []), language)
    return [labelled] if labelled is not None else []


def _cell_anchor(scene: Scene, cell: tuple[int, int], heading: _Heading, language: Language) -> Anchor | None:
    """The cell's first length, or its number with the unit of the heading, as a reach or a height."""
    first, last = cell
    for item in range(first, last):
        what = scene.items[item].what
        if isinstance(what, Quantity) and what.measure == "length" and what.value is not None:
            return _anchor(scene, cell, item, heading.rule)
    number = next((k for k in range(first, last) if scene.items[k].mark == "N"), None)
    if number is None or not heading.unit or not _with_unit(scene, number, last, heading.unit, language):
        return None
    return _anchor(scene, cell, number, heading.rule)


def _anchor(scene: Scene, cell: tuple[int, int], item: int, rule: Rule) -> Anchor:
    is_height = rule.kind == "altitude"
    slots = {"a" if is_height else "d": item}
    named = next((k for k in range(cell[0]) if _is_named(scene, k)), None)
    if named is not None:
        slots["s"] = named  # the system that the row is about: the first with a name
    figure, altitude = (None, item) if is_height else (item, None)
    return Anchor(Hit(rule, *cell, slots), *cell, figure=figure, altitude=altitude)


def _is_named(scene: Scene, item: int) -> bool:
    what = scene.items[item].what
    return isinstance(what, Mention) and what.system_id is not None


def _with_unit(scene: Scene, number: int, last: int, unit: list[Token], language: Language) -> bool:
    """Makes the number at that item a length in the heading's unit; False where the cell holds something else."""
    start, end = scene.items[number].first, scene.items[last - 1].last
    found = quantities.find([*scene.tokens[start:end], *unit], language)
    if not found or found[-1].last <= end - start or found[0].value is None:
        return False
    one = found[-1]
    placed = one._replace(first=start + one.first, core=start + one.core, last=end)
    scene.items[number] = Item(scene.items[number].mark, scene.items[number].first, scene.items[number].last, placed)
    return True


def _headings(scene: Scene, view: TextView, grammar: Grammar, language: Language) -> dict[int, _Heading]:
    """Column number -> its heading, from the table's first row."""
    first = scene.index
    while first > 0 and scene.index - first < _LONGEST_TABLE and view.sentences[first - 1].kind == "row":
        first -= 1
    if first == scene.index:
        return {}
    top = view.scene(first)
    out: dict[int, _Heading] = {}
    for column, (begin, end) in enumerate(_cells(top)):
        if begin < end and (rule := grammar.column(_said(top, (begin, end)))) is not None:
            tokens = top.tokens[top.items[begin].first : top.items[end - 1].last]
            out[column] = _Heading(rule, [t for t in tokens if _is_length(t, language)])
    return out


def _is_length(token: Token, language: Language) -> bool:
    unit = language.units.get(token.key)
    return unit is not None and unit.measure == "length"


def _said(scene: Scene, cell: tuple[int, int]) -> str:
    return " " + "".join(scene.key(k) + " " for k in range(*cell))


def _cells(scene: Scene) -> list[tuple[int, int]]:
    """Item spans of the cells; a bar at the very start of the row opens none."""
    bars = [k for k in range(len(scene.items)) if scene.key(k) == _BAR]
    edges = [-1, *bars, len(scene.items)]
    cells = [(a + 1, b) for a, b in itertools.pairwise(edges)]
    if bars and bars[-1] == len(scene.items) - 1:
        cells.pop()
    return cells[1:] if bars and bars[0] == 0 else cells
