"""Figures whose verb or unit is only said before: "the Sejjil reaches 2,000 km and the Shahab-3 about 1,300"."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from itertools import pairwise
from typing import TYPE_CHECKING, Final

from howfar.claims.anchors import Anchor
from howfar.claims.grammar import Hit
from howfar.claims.mention import PLATFORM, Mention
from howfar.claims.quantities import Quantity, bounds, parse_number
from howfar.claims.scene import Item

if TYPE_CHECKING:
    from howfar.claims.language import Language
    from howfar.claims.scene import Scene

_EDGES: Final = frozenset({",", ";", "(", "–", "—"})
_WIDEST: Final = 6  # items between the system and its figure
_FACTOR: Final = 30.0  # figures of one row are of one order, more or less


def gapped(scene: Scene, found: list[Anchor], language: Language) -> list[Anchor]:
    """Anchors for systems after a figure that share its verb: (conjunction) system [about|to|at ...] figure."""
    first = next((a for a in found if a.figure is not None and "list" not in a.hit.rule.options), None)
    if first is None or first.figure is None:
        return []
    after = [k for k in range(first.figure + 1, len(scene.items) - 1) if _is_subject(scene, k, language)]
    compared = _compared(scene, first.figure, language)
    if not after and not compared:
        return []
    taken = {a.figure for a in found} | {a.altitude for a in found}
    rule = replace(first.hit.rule, subject="slot", options=first.hit.rule.options - {"calm"})
    out: list[Anchor] = []
    for k in after:
        item = _figure_after(scene, k, first.figure, language)
        if item is not None and item not in taken:
            taken.add(item)
            out.append(Anchor(Hit(rule, k, item + 1, {"s": k, "d": item}), k, item + 1, figure=item))
    for item, k in compared:
        if item not in taken:
            taken.add(item)
            out.append(Anchor(Hit(rule, item, k + 1, {"s": k, "d": item}), item, k + 1, figure=item))
    return out


def _compared(scene: Scene, model: int, language: Language) -> list[tuple[int, int]]:
    """ "Sees 600 km, compared with 300 km for the S-300": the figures, each with the item of its system."""
    words, out = language.words, list[tuple[int, int]]()
    for n in range(model + 2, len(scene.items) - 2):
        is_versus = any(scene.key(k) in words["versus"] for k in (n - 1, n - 2))
        what = scene.items[n + 2].what
        named = isinstance(what, Mention) and what.system_id is not None and what.system_class != PLATFORM
        if scene.items[n].mark == "L" and is_versus and named and scene.key(n + 1) in words["gap_after"]:
            out.append((n, n + 2))
    return out


def _is_subject(scene: Scene, k: int, language: Language) -> bool:
    """A named system right after a conjunction or a comma."""
    what, before, words = scene.items[k].what, scene.key(k - 1), language.words
    if not isinstance(what, Mention) or what.system_class == PLATFORM:
        return False
    if not what.system_id and scene.word(k) not in words["of_a_pair"]:
        return False
    return before in _EDGES or before in words["np_and"] or before in words["contrast"]


def _figure_after(scene: Scene, k: int, model: int, language: Language) -> int | None:
    """The figure that the system at item k is given, its unit taken from the figure before where it has none."""
    words = language.words
    is_parted = scene.key(k - 1) == ";" and scene.key(k + 1) == ","  # "; the Smerch, 90 km"
    for n in range(k + 1 + is_parted, min(k + 1 + _WIDEST, len(scene.items))):
        mark, what = scene.items[n].mark, scene.items[n].what
        if mark == "L" and isinstance(what, Quantity) and what.value is not None:
            return n
        if mark == "N":
            return n if _with_unit(scene, n, model, language) else None
        if not _is_filler(scene, n, words) and (mark != "S" or n > k + 1):
            return None
    return None


def _is_filler(scene: Scene, n: int, words: Mapping[str, frozenset[str]]) -> bool:
    """A word that may stand between a system and its figure: no verb, no mark ("the Podlet a low target at 300 km")."""
    key = scene.key(n)
    if key in words["gap_filler"]:
        return True
    is_word = key[0].isalpha() and key.islower()
    return is_word and not any(key in words[name] for name in ("be", "can", "have", "event", "say", "np_stop", "stop"))


def _with_unit(scene: Scene, n: int, model: int, language: Language) -> bool:
    """Makes a bare number a length in the unit of the figure before it, where it ends a clause and is alike."""
    before = scene.items[model].what
    token = scene.tokens[scene.items[n].first]
    value = parse_number(token.text, language)
    after = scene.key(n + 1)
    ends = not after or after in {".", ",", ";", ")"} or after in language.words["gap_after"]
    unit = _unit(scene, before, language)
    if not ends or value is None or unit is None or not isinstance(before, Quantity) or not before.value:
        return False
    length = value * unit
    if not before.value / _FACTOR <= length <= before.value * _FACTOR:
        return False
    item = scene.items[n]
    quantity = Quantity(item.first, item.first, item.last, "length", length)
    bounded = bounds(scene.tokens, quantity, scene.items[model].last, language)
    scene.items[n] = Item(item.mark, item.first, item.last, bounded)
    return True


def _unit(scene: Scene, quantity: object, language: Language) -> float | None:
    """Metres of the unit in which the quantity is written; None where it cannot be told."""
    if not isinstance(quantity, Quantity):
        return None
    keys = [token.key for token in scene.tokens[quantity.core + 1 : quantity.last]]
    for name in (*map(" ".join, pairwise(keys)), *keys):  # "nautical miles" before "miles"
        unit = language.units.get(name)
        if unit is not None and unit.measure == "length":
            return unit.si
    return None
