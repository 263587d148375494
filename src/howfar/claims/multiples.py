"""Lengths said as a multiple of one said before: "more than three times that distance", "twice as far"."""

from __future__ import annotations

from collections.abc import Sequence
from collections.abc import Set as AbstractSet
from typing import TYPE_CHECKING

from howfar.claims.mention import Mention
from howfar.claims.quantities import Quantity, bounds, parse_number
from howfar.claims.scene import Item, Scene, arranged

if TYPE_CHECKING:
    from howfar.claims.language import Language
    from howfar.claims.model import Claim


def with_multiples(scene: Scene, claims: Sequence[Claim], language: Language) -> Scene:
    """The scene with each multiple whose measure is known as a length; `claims` are those of the text before."""
    ratios, times = language.numbers["ratio"], language.words["times"]
    k = 0
    while k < len(scene.items):
        factor, after = ratios.get(scene.key(k)), k + 1
        if factor is None and scene.key(k + 1) in times:
            factor, after = _factor(scene, k, language), k + 2
        if factor is not None and (end := _measure_end(scene, after, language)):
            base = _base(scene, k, after, end, claims, language)
            if base is not None:
                scene = _with_length(scene, k, after, end, factor * base, language)
        k += 1
    return scene


def may_multiply(words: AbstractSet[str], language: Language) -> bool:
    """Whether the words hold a multiple of something."""
    return not words.isdisjoint(language.words["times"]) or not words.isdisjoint(language.numbers["ratio"])


def may_be_measured(words: set[str], language: Language) -> bool:
    """Whether raw words hold a multiple and what it may be of ("times that", "half the range")."""
    said = language.words
    if not words.isdisjoint(said["times"]):
        return not words.isdisjoint(said["multiplied"] | said["far"] | said["measure_noun"])
    return not words.isdisjoint(language.numbers["ratio"]) and not words.isdisjoint(said["far"] | said["measure_noun"])


def _factor(scene: Scene, k: int, language: Language) -> float | None:
    token = scene.tokens[scene.items[k].first]
    if token.kind == "number":
        return parse_number(token.text, language)
    value = language.numbers["value"].get(token.key)
    return float(value) if value is not None else None


def _measure_end(scene: Scene, at: int, language: Language) -> int | None:
    """The item after "that distance", "as far", "the range of S" at item `at`; None where no length is multiplied."""
    words = language.words
    for phrase in sorted(language.words["multiplied"], key=len, reverse=True):
        parts = phrase.split()
        if [scene.key(at + n) for n in range(len(parts))] == parts:
            end = at + len(parts)
            end += scene.key(end) in words["measure_noun"]
            return None if scene.key(end) in words["np_of"] or scene.key(end) in words["np_as"] else end
    return None


def _base(  # noqa: PLR0917  where the multiple stands
    scene: Scene, k: int, after: int, end: int, claims: Sequence[Claim], language: Language
) -> float | None:
    """Metres of what is multiplied: that system's reach, the length before in the sentence, or the last one claimed."""
    what = scene.items[end - 1].what
    if isinstance(what, Mention):
        own = [c.distance_km for c in claims if c.system_id == what.system_id and c.distance_km]
        return own[-1] * 1000 if own and what.system_id else None
    before = [i.what for i in scene.items[:k] if isinstance(i.what, Quantity)]
    if before:
        return before[-1].value if before[-1].measure == "length" else None
    is_length = any(scene.key(n) in language.words["measure_noun"] | language.words["far"] for n in range(after, end))
    said = [c.distance_km for c in claims if c.distance_km]
    return said[-1] * 1000 if said and is_length else None


def _with_length(  # noqa: PLR0917  where the multiple stands, and what it comes to
    scene: Scene, first: int, after: int, end: int, value_m: float, language: Language
) -> Scene:
    """The multiple as a length, with a word for range behind it where its own words hold one ("twice the range of")."""
    start, stop = scene.items[first].first, scene.items[end - 1].last
    floor = max((i.last for i in scene.items[:first] if isinstance(i.what, Quantity)), default=0)
    quantity = bounds(scene.tokens, Quantity(start, start, stop, "length", value_m), floor, language)
    while first and scene.items[first - 1].first >= quantity.first:
        first -= 1
    quantity = quantity._replace(last=stop)
    noun = next((k for k in range(after, end) if scene.key(k) in language.words["range_word"]), None)
    if noun is None:
        return arranged(scene, [*scene.items[:first], Item("L", quantity.first, stop, quantity), *scene.items[end:]])
    middle = scene.items[after].first
    said = [Item("L", quantity.first, middle, quantity), Item(scene.key(noun), middle, stop)]
    return arranged(scene, [*scene.items[:first], *said, *scene.items[end:]])
