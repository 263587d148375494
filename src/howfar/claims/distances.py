"""Figures that are no reach: said again in brackets, or between two places."""

from __future__ import annotations

from typing import TYPE_CHECKING

from howfar.claims.quantities import SAME_WITHIN, Quantity

if TYPE_CHECKING:
    from howfar.claims.grammar import Hit
    from howfar.claims.language import Language
    from howfar.claims.scene import Scene


def is_between_places(scene: Scene, hit: Hit, item: int, language: Language) -> bool:
    """Whether the figure is the length before said again, or how far two places are apart."""
    return (
        _is_restated(scene, item)
        or _is_apposed(scene, item, language)
        or _is_the_distance(scene, hit, language)
        or _is_distance_between(scene, hit, item, language)
        or _is_apart(scene, hit, item, language)
    )


def _is_restated(scene: Scene, item: int) -> bool:
    """ "A 4,000 kilometer-range (2,400 miles)": the same length again in brackets."""
    own, before = scene.items[item].what, [scene.items[k].what for k in range(max(0, item - 4), item - 1)]
    if scene.key(item - 1) != "(" or not isinstance(own, Quantity) or not own.value:
        return False
    lengths = [q.value for q in before if isinstance(q, Quantity) and q.measure == "length" and q.value]
    return any(abs(value - own.value) <= SAME_WITHIN * own.value for value in lengths)


def _is_apposed(scene: Scene, item: int, language: Language) -> bool:
    """ "Haifa, about 160 km from Gaza": how far a place is from another."""
    words = language.words
    if scene.key(item - 1) != "," or item < 2 or not scene.tokens[scene.items[item - 2].first].text[0].isupper():
        return False
    following = [scene.key(k) for k in range(item + 1, item + 3)]
    return scene.items[item - 2].mark != "S" and any(k in words["place_bearing"] for k in following)


def _is_the_distance(scene: Scene, hit: Hit, language: Language) -> bool:
    """ "A flight takes two hours; the distance is 1,600 km", "the distance between Kyiv and Lviv": no reach."""
    words, noun = language.words, hit.first
    no_ones = scene.key(noun - 1) in words["determiner"] - words["possessive"]
    if not no_ones or scene.key(noun) not in words["distance_noun"]:
        return False
    if scene.key(noun + 1) in words["apart_from"]:
        return scene.key(noun + 2) not in words["relative"]  # "the distance from which it detects"
    return scene.key(noun + 1) in words["be"]


def _is_apart(scene: Scene, hit: Hit, item: int, language: Language) -> bool:
    """ "Tabriz is less than 2,000 km from Crete": a name that is no system's, and from where."""
    words = language.words
    verb = next((k for k in range(hit.first, item) if scene.key(k) in words["be"]), 0)
    if not verb or "verb" not in hit.rule.options or scene.key(item + 1) not in words["place_bearing"] | words["away"]:
        return False
    before = scene.items[verb - 1]
    token = scene.tokens[before.first]
    return before.mark != "S" and token.kind == "word" and token.text[0].isupper() and token.key not in words["pronoun"]


def _is_distance_between(scene: Scene, hit: Hit, item: int, language: Language) -> bool:
    """ "Guam is within that range, only 3,400 km from Pyongyang": how far two places are apart."""
    apart = scene.key(item - 1) == "," and "attribute" in hit.rule.options
    return apart and scene.key(item + 1) in language.words["origin_from"]
