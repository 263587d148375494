"""One sentence made ready for the grammar: tokens, quantities and systems as a row of items, and as one string.

In the string every item is one word and a space: words by their key (lower case), the rest by one capital:
L length, H a length that is a height, A area, T time, V another measure, N bare number, S system. So a rule is a
pattern over the string.
"""

from __future__ import annotations

from bisect import bisect_right
from collections.abc import Collection
from typing import TYPE_CHECKING, Final

from howfar.claims import quantities
from howfar.claims.mention import Mention
from howfar.claims.quantities import Quantity
from howfar.claims.tokens import Sentence, Token, tokenize

if TYPE_CHECKING:
    from howfar.claims.grammar import Grammar
    from howfar.claims.language import Language
    from howfar.claims.names import Namer

_MARKUP: Final = frozenset("*_`#")
_MARKS: Final = {"length": "L", "area": "A", "time": "T", "other": "V"}


class Item:
    """mark: its word in the string. first, last: token indices (last exclusive). what: the quantity or system."""

    __slots__ = ("first", "last", "mark", "what")

    def __init__(self, mark: str, first: int, last: int, what: Quantity | Mention | None = None) -> None:
        self.mark, self.first, self.last, self.what = mark, first, last, what


class Scene:
    """A sentence taken apart: tokens, items, the items' marks, and the string that these make.

    string[starts[i]:] begins with item i. places: where in the string each mark stands. named: the items that are
    systems.
    """

    __slots__ = (
        "index", "items", "marks", "met", "met_by", "named", "places", "sentence", "starts", "string", "text", "tokens",
    )  # fmt: skip

    def __init__(self, text: str, sentence: Sentence, index: int, tokens: list[Token], items: list[Item]) -> None:
        self.text, self.sentence, self.index = text, sentence, index
        self.tokens, self.items = tokens, items
        self.marks = [item.mark for item in items]
        self.string = f" {' '.join(self.marks)} "
        starts: list[int] = []
        places: dict[str, list[int]] = {}
        named: list[int] = []
        at = 1
        for number, mark in enumerate(self.marks):
            starts.append(at)
            there = places.get(mark)
            if there is None:
                places[mark] = [at]
            else:
                there.append(at)
            if mark == "S":
                named.append(number)
            at += len(mark) + 1
        self.starts, self.places, self.named = starts, places, named
        self.met: list[int] = []  # rules that find here all they need, of the grammar `met_by`
        self.met_by: Grammar | None = None

    def key(self, item: int) -> str:
        """The item's word in the string, or "" outside the sentence."""
        return self.marks[item] if 0 <= item < len(self.marks) else ""

    def item_at(self, offset: int) -> int:
        """Index of the item at an offset of the string (the next item's, for an offset between two)."""
        return bisect_right(self.starts, offset) - 1

    def start(self, item: int) -> int:
        """Where the item starts in the text."""
        return self.tokens[self.items[item].first].start

    def end(self, item: int) -> int:
        """Where the item ends in the text."""
        return self.tokens[self.items[item].last - 1].end

    def words(self, first: int, last: int) -> str:
        """The text from item `first` up to item `last`, exclusive."""
        return self.text[self.start(first) : self.end(last - 1)] if last > first else ""

    def word(self, item: int) -> str:
        """The last word of the item by its own key, also where the item is a system ("aircraft")."""
        return self.tokens[self.items[item].last - 1].key if 0 <= item < len(self.items) else ""

    def systems(self) -> list[int]:
        """Indices of the items that are systems; the scene's own list, not to be changed."""
        return self.named


def plain_tokens(text: str, sentence: Sentence, language: Language) -> list[Token]:
    """The sentence's tokens without those of markup; of a table's row, with a bar where a tab parts two cells."""
    tokens = tokenize(text, sentence.start, sentence.end, language)
    said = text[sentence.start : sentence.end]
    if sentence.kind == "row" and "\t" in said:
        tabs = [sentence.start + k for k, c in enumerate(said) if c == "\t"]
        tokens = sorted([*tokens, *(Token("mark", "|", "|", k, k + 1) for k in tabs)], key=_start)
    return tokens if _MARKUP.isdisjoint(said) else [t for t in tokens if t.text not in _MARKUP]


def _start(token: Token) -> int:
    return token.start


def scene(  # noqa: PLR0917  the sentence, and what takes it apart
    text: str, sentence: Sentence, index: int, namer: Namer, language: Language, tokens: list[Token] | None = None,
    found: list[Quantity] | None = None,
) -> Scene:  # fmt: skip
    """The sentence taken apart; `tokens` and `found` are its plain tokens and quantities where they are known."""
    if tokens is None:
        tokens = plain_tokens(text, sentence, language)
    if found is None:
        found = quantities.find(tokens, language)
    mentions = namer.mentions(tokens, [(q.first, q.last) for q in found])
    return Scene(text, sentence, index, tokens, _items(tokens, found, mentions))


def arranged(scene: Scene, items: list[Item]) -> Scene:
    """The scene with these items instead of its own."""
    return Scene(scene.text, scene.sentence, scene.index, scene.tokens, items)


def with_heights(scene: Scene, heights: Collection[int]) -> Scene:
    """The scene with these items marked H, a height, so that no rule takes one for a distance."""
    if not heights:
        return scene
    items = [Item("H", i.first, i.last, i.what) if k in heights else i for k, i in enumerate(scene.items)]
    return arranged(scene, items)


def marks_of(found: list[Quantity]) -> set[str]:
    """The marks that quantities get in the string of a scene."""
    return {_MARKS[quantity.measure] for quantity in found}


def _items(tokens: list[Token], found: list[Quantity], mentions: list[Mention]) -> list[Item]:
    spans: dict[int, Quantity | Mention] = {q.first: q for q in found}
    spans.update({m.first: m for m in mentions})
    items: list[Item] = []
    i = 0
    for first in sorted(spans):
        if first < i:
            continue
        what = spans[first]
        items += _plain(tokens, i, what.first)
        mark = "S" if isinstance(what, Mention) else _MARKS[what.measure]
        items.append(Item(mark, what.first, what.last, what))
        i = max(what.last, what.first + 1)
    return items + _plain(tokens, i, len(tokens))


def _plain(tokens: list[Token], first: int, last: int) -> list[Item]:
    """Items of tokens that are neither quantity nor system."""
    out: list[Item] = []
    for k in range(first, min(last, len(tokens))):
        token = tokens[k]
        out.append(Item("N" if token.kind == "number" else token.key, k, k + 1))
    return out
