"""Names of places in a scene: which items the gazetteer, or a word for a place, knows."""

from __future__ import annotations

from itertools import pairwise
from typing import TYPE_CHECKING, Final

if TYPE_CHECKING:
    from howfar.claims.language import Language
    from howfar.claims.lexicon import Lexicon, PlaceName
    from howfar.claims.scene import Scene

_REGIONS: Final = frozenset({"country", "region", "sea", "continent", "planet"})


class PlaceNames:
    """Looks places up. Built once; holds no state of a text."""

    def __init__(self, lexicon: Lexicon, language: Language) -> None:
        self.lexicon, self.language = lexicon, language
        ends = language.class_rules
        self._verbal = (*ends.get("participle_endings", ()), *ends.get("adverb_endings", ()))

    def are_place(self, scene: Scene, first: int, last: int) -> bool:
        return any(self.names_place(scene, i, last) for i in range(first, last))

    def ends_place(self, scene: Scene, at: int) -> bool:
        """Whether the word just before item `at` ends a place name."""
        return any(self.place_at(scene, k, at) is not None for k in range(max(0, at - 3), at))

    def is_one_name(self, scene: Scene, first: int, at: int) -> bool:
        """Whether "and" at item `at` stands inside a name that the gazetteer holds ("Andaman and Nicobar Islands")."""
        while first < at and not scene.tokens[scene.items[first].first].text[0].isupper():
            first += 1
        last = at + 1
        while last < min(at + 4, len(scene.items)) and scene.tokens[scene.items[last].first].text[0].isupper():
            last += 1
        if first == at or last == at + 1 or any(scene.items[k].mark in {"S", "L"} for k in range(first, last)):
            return False
        if self.place_at(scene, first, at) is not None and self.place_at(scene, at + 1, last) is not None:
            whole = self.lexicon.place(scene.words(first, last))
            return whole is not None and whole.kind == "country"  # "Trinidad and Tobago", not "Hawaii and Alaska"
        return any(self.lexicon.place(scene.words(first, end)) is not None for end in range(last, at + 1, -1))

    def meaning(self, scene: Scene, first: int, last: int) -> tuple[PlaceName | None, bool, bool]:
        """The known place, whether something says surely that it is a place, and whether that is a region."""
        words = self.language.words
        found: PlaceName | None = None
        for k in range(first, last):
            if place := self.place_at(scene, k, last):
                found = place
                break
        keys = [scene.key(k) for k in range(first, last)]
        noun = any(k in words["place_noun"] for k in keys) or self._names_site(scene, first, last)
        noun = noun or any(f"{a} {b}" in words["place_noun_pair"] for a, b in pairwise(keys))
        adjective = any(self._demonym(scene, k) for k in range(first, last))
        city_like = any(k in words["site_noun"] for k in keys)
        region = (
            found is None or found.kind in _REGIONS or any(k in words["region_noun"] for k in keys)
        ) and not city_like
        if found is None and not noun:
            region = False
        return found, noun or (adjective and found is None and noun) or found is not None, region

    def _names_site(self, scene: Scene, first: int, last: int) -> bool:
        """ "The Three Gorges Dam": two or more capitals, the last of them a word for a site."""
        heads = self.language.words["site_head"]
        for k in range(first + 1, last):
            texts = [scene.tokens[scene.items[n].first].text for n in (k - 1, k)]
            if scene.key(k) in heads and all(text[0].isupper() for text in texts):
                return True
        return False

    def _demonym(self, scene: Scene, k: int) -> bool:
        item = scene.items[k]
        token = scene.tokens[item.first]
        capital = token.text[0].isupper() or "small-adjectives" in self.language.traits
        return capital and token.kind == "word" and self.lexicon.demonym(token.text) is not None

    def place_at(self, scene: Scene, k: int, last: int) -> PlaceName | None:
        first = scene.tokens[scene.items[k].first]
        if not first.text[0].isupper() or scene.items[k].mark == "S":
            return None
        for width in range(min(4, last - k), 0, -1):
            if any(scene.items[n].mark in {"S", "L"} for n in range(k, k + width)):
                continue
            name = scene.words(k, k + width)
            if place := self.lexicon.place(name):
                if width == 1 and scene.key(k) in self.language.words["not_a_place"]:
                    continue
                return place
        return None

    def names_place(self, scene: Scene, k: int, last: int) -> bool:
        return scene.key(k) in self.language.words["place_noun"] or self.place_at(scene, k, last) is not None

    def is_capital(self, scene: Scene, first: int, last: int) -> bool:
        """A capitalised name that the gazetteer does not hold; none where every noun has a capital."""
        words = self.language.words
        if "capital-nouns" in self.language.traits:
            return False
        for k in range(first, last):
            item = scene.items[k]
            token = scene.tokens[item.first]
            if (
                item.mark != "S"
                and token.kind == "word"
                and token.text[0].isupper()
                and token.key not in words["sentence_opener"]
                and not (k == 0 and token.key.endswith(self._verbal))
            ):
                return token.key not in words["dated"]
        return False
