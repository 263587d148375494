"""Grounds: phrases that name where a system stands ("a base near Minsk", "its southern border")."""

from __future__ import annotations

from typing import TYPE_CHECKING

from howfar.claims.mention import is_platform

if TYPE_CHECKING:
    from howfar.claims.language import Language
    from howfar.claims.scene import Scene
    from howfar.claims.slots import PlaceReader


class Grounds:
    """Reads places to stand on. Built once; holds no state of a text."""

    def __init__(self, places: PlaceReader, language: Language) -> None:
        self._phrases, self._lexicon, self.language = places.phrases, places.lexicon, language
        words = language.words
        self._titles = words["speaker_person"]
        acts = ("protect_verb", "plural_verb", "hit_verb", "reach_verb", "put", "have")
        self._acts = frozenset[str]().union(*(words[name] for name in acts))
        self._ends = (
            words["far_break"] | words["origin_stop"] | self._acts | words["be"] | words["reaches_verb"] | words["have"]
        )

    def phrase(self, scene: Scene, first: int, avoid: list[tuple[int, int]]) -> tuple[int, int] | None:
        """Items of a place of standing that starts at item `first`; None where no place does."""
        words = self.language.words
        end = next((a for a, _ in sorted(avoid) if a >= first), len(scene.items))
        if end <= first:
            return None
        stop = self._phrases.segment_end(scene, first, end)
        for k in range(first, stop):
            if scene.key(k) in self._ends:
                stop = k
                break
        if any(
            scene.items[k].mark == "S"
            and not is_platform(scene.items[k].what)
            and not (k == stop > first and self._opens_anew(scene, k))
            for k in range(first, min(stop + ("small-adjectives" not in self.language.traits), len(scene.items)))
        ):
            return None  # "from Iran's missiles"; where adjectives tell owners, a system may follow the place
        target = self._phrases.target_in(scene, first, stop, people=False)
        if target is None:
            return self._ground(scene, first, stop)
        dated = scene.key(target.first) in words["dated"] or self._is_nowhere(scene, target.first, target.last)
        if dated or self._is_no_ground(scene, first, target.last):
            return None
        if target.place is None and not any(
            scene.key(k) in words["place_noun"] or scene.key(k) in words["origin_noun"]
            for k in range(target.first, target.last)
        ):
            return None
        return target.first, target.last

    def base(self, scene: Scene, i: int, avoid: list[tuple[int, int]], *, near: bool) -> tuple[int, int] | None:
        """The place after the preposition at item `i`; right after the verb also one that no gazetteer holds."""
        words, first = self.language.words, i + 1
        article = scene.key(first) in words["determiner"]
        k = first + (scene.key(first) in words["place_adjective"])
        capital = k < len(scene.items) and scene.tokens[scene.items[k].first].text[0].isupper()
        if not capital and not article:
            return None
        if found := self.phrase(scene, first, avoid):
            return found
        if scene.key(i) not in words["standing_at"] or any(a <= first < b for a, b in avoid):
            return None
        article = article and scene.key(i) in words["around"]
        last = first + article
        while last < len(scene.items) and scene.items[last].mark != "S" and self._is_name(scene, last):
            last += 1
        return (first, last) if near and last > first + article else None

    def _is_name(self, scene: Scene, k: int) -> bool:
        token, words = scene.tokens[scene.items[k].first], self.language.words
        return (
            token.kind == "word"
            and token.text[0].isupper()
            and token.key not in words["dated"] | words["subject_never"]
        )

    def _is_nowhere(self, scene: Scene, first: int, last: int) -> bool:
        """ "In the world", "the Fars news agency": no place to stand."""
        words, head = self.language.words, scene.key(last - 1)
        bare = last - first == 1 or (last - first == 2 and scene.key(first) in words["determiner"])
        return head in words["press"] or (bare and head in words["everywhere"])

    def _is_no_ground(self, scene: Scene, first: int, last: int) -> bool:
        """ "In China's inventory", "from Israel's top officer", "from reaching the coast": nowhere to stand."""
        words = self.language.words
        if scene.key(first) in words["reaching"]:
            return True
        return any(scene.key(k) in words["no_ground"] or scene.key(k) in self._titles for k in range(first, last + 1))

    def _ground(self, scene: Scene, first: int, stop: int) -> tuple[int, int] | None:
        """ "Its front line": a word for a place to stand that names none."""
        words = self.language.words
        if scene.key(first) not in words["determiner"]:
            return None
        head = next((k for k in range(first + 1, stop) if scene.key(k) in words["origin_noun"]), first)
        while first < head < stop - 1 and scene.key(head + 1) in words["origin_noun"]:
            head += 1
        return (first, head + 1) if head > first and not self._is_no_ground(scene, first, head) else None

    def _opens_anew(self, scene: Scene, at: int) -> bool:
        """ "From Minsk the S-400 ...": an article begins a phrase of its own."""
        return scene.tokens[scene.items[at].first].text.casefold() in self.language.words["determiner"]

    def is_span(self, scene: Scene, end: int, avoid: list[tuple[int, int]]) -> bool:
        """ "An arc from Geraldton to Cairns": two ends of what is seen."""
        words = self.language.words
        if scene.key(end) not in words["up_to_place"] or any(a <= end + 1 < b for a, b in avoid):
            return False
        stop = self._phrases.segment_end(scene, end + 1, len(scene.items))
        return self._phrases.target_in(scene, end + 1, stop, people=False) is not None
