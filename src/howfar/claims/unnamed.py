"""Systems whose names nobody knows: capitals after "the" that are no place, right before an ability."""

from __future__ import annotations

from typing import TYPE_CHECKING

from howfar.claims.background import Subject
from howfar.claims.mention import UNKNOWN, slug

if TYPE_CHECKING:
    from howfar.claims.anchors import Anchor
    from howfar.claims.language import Language
    from howfar.claims.lexicon import Lexicon
    from howfar.claims.scene import Scene


class NewNames:
    """Finds names that neither catalogue nor gazetteer holds. Built once; holds no state of a text."""

    def __init__(self, lexicon: Lexicon, language: Language) -> None:
        self._lexicon, self.language = lexicon, language

    def before(self, scene: Scene, anchor: Anchor) -> Subject | None:
        """ "the Ghadr can reach": a capitalised name after "the" that is no place, right before the ability."""
        if "capital-nouns" in self.language.traits:
            return None  # "das Elektroauto": any noun
        words, last = self.language.words, anchor.hit.first
        passed = words["adverb"] | words["have"] | words["be"] | words["ability_word"]
        if "attribute" in anchor.hit.rule.options:
            passed |= words["article"] | words["upper_adjective"]
        while last > 0 and scene.key(last - 1) in passed and not self._is_named(scene, last - 1):
            last -= 1
        return self._named_up_to(scene, last) or self._unknown_owner(scene, anchor)

    def _is_named(self, scene: Scene, k: int) -> bool:
        """Whether the word at item k is a capital inside a sentence."""
        return k > 0 and scene.tokens[scene.items[k].first].text[0].isupper()

    def _unknown_owner(self, scene: Scene, anchor: Anchor) -> Subject | None:
        """ "the range of the Flamingo is": a name inside the rule's own words."""
        if "attribute" not in anchor.hit.rule.options or anchor.figure is None:
            return None
        words = self.language.words
        for k in range(anchor.hit.first + 1, anchor.figure - 1):
            if scene.key(k) in words["np_of"] and scene.key(k + 1) in words["the"]:
                last = k + 2
                while last < anchor.figure and self._is_named(scene, last):
                    last += 1
                return self._named_up_to(scene, last) if last > k + 2 else None
        return None

    def _named_up_to(self, scene: Scene, last: int) -> Subject | None:
        """The capitalised name that ends before item `last`, where it can be a system's."""
        words, first = self.language.words, last
        while first > 0:
            token = scene.tokens[scene.items[first - 1].first]
            if (
                token.kind == "mark"
                or not (token.text[0].isupper() or token.text[0].isdigit())
                or token.key in words["determiner"]
            ):
                break
            first -= 1
        lettered = [scene.tokens[scene.items[k].first].text for k in range(first, last)]
        numbered = any(t[0].isdigit() for t in lettered[1:])
        if (
            first == last
            or not (numbered or (first and scene.key(first - 1) in words["the"]))
            or lettered[0][0].isdigit()
        ):
            return None
        name = scene.words(first, last)
        if self._lexicon.place(name) or any(scene.key(k) in words["speaker_title"] for k in range(first, last)):
            return None
        if self._lexicon.demonym(name) or name.isupper() or self._ends_place(scene, first, last):
            return None
        return Subject(
            slug([name]),
            UNKNOWN,
            scene.words(first - 1, last),
            first,
            "unknown name",
            scene.start(first),
            scene.end(last - 1),
        )

    def _ends_place(self, scene: Scene, first: int, last: int) -> bool:
        """ "La Corée du Nord peut": the last word of a longer name of a place."""
        if scene.key(first - 1) not in self.language.words["np_of"]:
            return False
        return any(self._lexicon.place(scene.words(k, last)) is not None for k in range(max(0, first - 3), first - 1))


def may_be_unsaid(scene: Scene, anchor: Anchor, language: Language) -> bool:
    """Whether the subject before the anchor leaves room for a system named elsewhere."""
    words, at = language.words, anchor.hit.first - 1
    while at >= 0 and (scene.key(at) in words["adverb"] or scene.key(at) in words["determiner"]):
        at -= 1
    if at < 0 or "attribute" in anchor.hit.rule.options or "place-left" in anchor.hit.rule.options or anchor.bare:
        return True
    key = scene.key(at)
    if key in words["range_word"]:
        return True  # "the extended range allows Tokyo to strike"
    strong = any(scene.key(k) in words["strong_ability"] for k in range(anchor.hit.first, anchor.hit.last))
    window = {scene.key(k) for k in range(max(0, at - 4), at + 1)}
    if window & words["human_pronoun"]:
        return strong or anchor.figure is not None or anchor.hit.rule.kind == "sees"
    if not key[0].isalnum() or key in words["np_stop"] or key in words["np_and"]:
        return True
    token = scene.tokens[scene.items[at].first]
    if token.text[0].isupper() or window & words["subject_actor"]:
        return strong or anchor.figure is not None
    return False
