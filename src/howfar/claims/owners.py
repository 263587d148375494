"""Whose a nameless system is: of who has, tests or fires it, not of who speaks, is threatened or lies near."""

from __future__ import annotations

from itertools import chain, pairwise
from typing import TYPE_CHECKING, Final, NamedTuple

from howfar.claims.mention import Mention

if TYPE_CHECKING:
    from howfar.claims.background import Background
    from howfar.claims.language import Language
    from howfar.claims.lexicon import Lexicon
    from howfar.claims.scene import Scene

_SUBJECT_ITEMS: Final = 4  # of an earlier sentence: its subject, not any place that it names
_SPEECH_ITEMS: Final = 7  # between a speaker's country and the verb of speaking
_NEARBY: Final = 4000  # characters before and after a sentence in which a country of two halves may be named
_MAKER_ITEMS: Final = 4  # between a system and "made in Iran"


class _Country(NamedTuple):
    """A country or armed group in a sentence. rank: 0 for one that may own, 1 a mere place, 2 of who speaks."""

    item: int
    slug: str
    rank: int


class Owners:
    """Finds owners. Built once; holds no state of a text."""

    def __init__(self, lexicon: Lexicon, language: Language) -> None:
        self.lexicon, self.language = lexicon, language
        self._halves: dict[str, str] = language.class_rules.get("halves", {})
        self._launched_from: dict[str, str] = language.class_rules.get("launched_from", {})

    def of(self, scene: Scene, item: int, mention: Mention, around: Background) -> str | None:
        """The owner's slug: from the mention's sentence, the subjects before it, the context or the title."""
        if mention.plural and not mention.definite and not scene.tokens[mention.first].key:
            return None
        found = self._maker(scene, item, mention, around.goals)
        found = found or self._half_in(scene, mention) or self._made_in(scene, item)
        found = found or self._speakers_own(scene, item, around) or self._in_sentence(scene, item, around.goals)
        if not found and self._has_pronoun_subject(scene, item):
            found = self._outside(around)
        ours = any(self._says_we(scene, k) for k in range(len(scene.items)))
        if found or (mention.plural and not mention.definite and not ours):
            return found
        return self._outside(around)

    def _has_pronoun_subject(self, scene: Scene, item: int) -> bool:
        """ "It has about 13,000 rockets": who has them is who the sentence before speaks of."""
        words = self.language.words
        verb = next((k for k in range(item - 1, 0, -1) if scene.key(k) in words["possess_verb"]), None)
        return verb is not None and scene.key(verb - 1) in words["speaker_it"] | words["owner_pronoun"]

    def _outside(self, around: Background) -> str | None:
        """The subject of an earlier sentence, else the first country of the context or the title."""
        for other in reversed(around.before):
            if found := self._first(other, min(_SUBJECT_ITEMS, len(other.items))):
                return found
        for other in chain(around.context, around.title):
            if found := self._first(other, len(other.items)):
                return found
        return None

    def _half_in(self, scene: Scene, mention: Mention) -> str | None:
        """ "The North's missiles"."""
        tokens = scene.tokens
        for at in range(mention.first, mention.last - 1):
            slug = self._halves.get(tokens[at].key)
            if slug and tokens[at].text[0].isupper() and tokens[at + 1].text in {"'s", "’s"}:
                return slug if self._is_of(scene, slug) else None
        return None

    @staticmethod
    def _is_of(scene: Scene, slug: str) -> bool:
        """Whether the text around names the country whose half that is."""
        near = scene.text[max(0, scene.sentence.start - _NEARBY) : scene.sentence.end + _NEARBY]
        return slug.rpartition("-")[2] in near.casefold()

    def _made_in(self, scene: Scene, item: int) -> str | None:
        """ "ballistic missiles manufactured in Iran"."""
        words = self.language.words
        at = item + 2 if scene.key(item + 1) == "," else item + 1
        if scene.key(at) in words["relative"]:  # "the ICBMs which North Korea possesses"
            width, slug = self._country_at(scene, at + 1, ()) if at + 1 < len(scene.items) else (1, None)
            return slug if scene.key(at + 1 + width) in words["possess_verb"] else None
        if fired := self._fired_from(scene, item):
            return fired
        by_whom = scene.key(item + 1) in words["carried_past"] and scene.key(item + 2) in words["by"]
        if not by_whom and (scene.key(item + 1) not in words["made"] or scene.key(item + 2) not in words["made_link"]):
            return None
        return next((c.slug for c in self._countries(scene, item + 3, item + 3 + _MAKER_ITEMS)), None)

    def _fired_from(self, scene: Scene, item: int) -> str | None:
        """ "Rockets fired from Gaza", "rockets from Lebanon" in a text on Hezbollah: whose those are."""
        words = self.language.words
        at = item + 1 if scene.key(item + 1) in words["origin_from"] else item + 2
        is_fired = at == item + 1 or scene.key(item + 1) in words["carried_past"]
        if not is_fired or scene.key(at) not in words["origin_from"]:
            return None
        named = [scene.key(k) for k in range(at + 1, at + _MAKER_ITEMS)]
        slug = next((s for s in map(self._launched_from.get, named) if s), None)
        return slug if slug and self._is_of(scene, slug) else None

    def _speakers_own(self, scene: Scene, item: int, around: Background) -> str | None:
        """ "Our army has a missile that ...", the South Korean minister said: the speaker's country."""
        words = self.language.words
        if not any(self._says_we(scene, k) for k in range(max(0, item - 12), item + 1)):
            return None
        verb = next((k for k in range(item + 1, len(scene.items)) if scene.key(k) in words["say"]), None)
        if verb is None:
            return None
        before = self._countries(scene, item + 1, verb, around.goals)
        after = self._countries(scene, verb, verb + _SPEECH_ITEMS)
        return before[-1].slug if before else next((c.slug for c in after), None)

    def _says_we(self, scene: Scene, k: int) -> bool:
        words, first = self.language.words, scene.items[k].first
        return scene.tokens[first].key in words["first_person"]

    def _in_sentence(self, scene: Scene, item: int, goals: tuple[str, ...]) -> str | None:
        """Before the last verb of having, testing or making: its subject; else the nearest that is no speaker's."""
        found = self._countries(scene, 0, item, goals)
        if not found:
            return None
        verbs = self.language.words["possess_verb"]
        verb = next((k for k in range(item - 1, -1, -1) if scene.key(k) in verbs), None)
        subjects = [c for c in found if verb is not None and c.item < verb]
        if verb is not None and subjects and (related := self._related(scene, subjects[-1], verb)):
            return related
        if verb is not None and scene.key(verb - 1) in self.language.words["speaker_it"]:
            firsts = [c for c in subjects if c.rank == 0 and scene.key(c.item + 1) != "("]  # no "MOSCOW (Reuters)"
            if firsts:
                return firsts[0].slug  # "North Korea has told Russian lawmakers that it possesses"
        pool = subjects if any(c.rank == 0 for c in subjects) else found
        return min(pool, key=lambda c: (c.rank, -c.item)).slug

    def _related(self, scene: Scene, country: _Country, verb: int) -> str | None:
        """ "Missiles aimed at India, which also has missiles": the country of the relative clause."""
        words, k = self.language.words, verb - 1
        while scene.key(k) in words["adverb"]:
            k -= 1
        if scene.key(k) not in words["relative"]:
            return None
        k -= 2 if scene.key(k - 1) == "," else 1
        return country.slug if country.item <= k <= country.item + 1 else None

    def _maker(self, scene: Scene, item: int, mention: Mention, goals: tuple[str, ...]) -> str | None:
        """ "Hezbollah has Iranian-made rockets": whose the made are, else who made them."""
        made = None
        for token in scene.tokens[mention.first : mention.last]:
            base, hyphen, suffix = token.text.partition("-")
            if hyphen and suffix.casefold() in self.language.words["made"]:
                made = self.lexicon.demonym(base)
        if made is None:
            return None
        verbs = self.language.words["possess_verb"]
        verb = next((k for k in range(item - 1, -1, -1) if scene.key(k) in verbs), None)
        havers = self._countries(scene, 0, verb, goals) if verb is not None else []
        having = [c for c in havers if c.rank == 0]
        return having[-1].slug if having else made

    def _first(self, scene: Scene, limit: int) -> str | None:
        found = self._countries(scene, 0, limit)
        return min(found, key=lambda c: c.rank == 2).slug if found else None

    def _countries(self, scene: Scene, first: int, last: int, goals: tuple[str, ...] = ()) -> list[_Country]:
        """Countries and groups among the items, in order."""
        out: list[_Country] = []
        k = max(0, first)
        while k < min(last, len(scene.items)):
            width, slug = self._country_at(scene, k, goals)
            if slug:
                out.append(_Country(k, slug, self._rank(scene, k, k + width)))
            k += width
        groups = set(self.language.class_rules["owners"].values())
        owned = {c.item for c, after in pairwise(out) if self._has_group(scene, c, after, groups)}
        return [c for c in out if c.item not in owned]

    @staticmethod
    def _has_group(scene: Scene, country: _Country, group: _Country, groups: set[str]) -> bool:
        """ "Lebanon's Hezbollah": the group's, not the country's."""
        between = range(country.item + 1, group.item)
        return group.slug in groups and any(scene.key(k) in {"'s", "’s"} for k in between) and len(between) <= 2

    def _country_at(self, scene: Scene, k: int, goals: tuple[str, ...]) -> tuple[int, str | None]:
        """How many items a country at item `k` takes, and its slug; (1, None) where there is none."""
        item = scene.items[k]
        if isinstance(item.what, Mention):
            return 1, item.what.owner
        token = scene.tokens[item.first]
        if item.mark == "S" or not token.text[0].isupper() or any(token.text in goal for goal in goals):
            return 1, None
        if half := self._half(scene, k):
            return 1, half
        for width in (2, 1):
            if k + width > len(scene.items):
                continue
            if width == 1 and token.key in self.language.words["place_noun"]:
                continue  # "Luzon Island", which is no Iceland
            name = scene.words(k, k + width)
            place = self.lexicon.place(name)
            if place and place.kind == "country" and place.country:
                return width, place.country
            if country := self.lexicon.demonym(name):
                return width, country
        owner = self.language.class_rules["owners"].get(token.key)
        return 1, str(owner) if owner else None

    def _half(self, scene: Scene, k: int) -> str | None:
        """ "The North" in a text on Korea."""
        slug = self._halves.get(scene.key(k))
        if slug is None or scene.key(k - 1) not in self.language.words["the"]:
            return None
        following = scene.tokens[scene.items[k + 1].first].text if k + 1 < len(scene.items) else ""
        return slug if not following[:1].isupper() and self._is_of(scene, slug) else None

    def _speaks(self, scene: Scene, k: int) -> bool:
        key, titles = scene.key(k), self.language.words["speaker_title"]
        return key in titles or key.removesuffix("s") in titles or key in {"'s", "’s"}

    def _rank(self, scene: Scene, k: int, after: int) -> int:
        """0 for a subject, 1 for a place after a preposition, 2 for the country of who speaks."""
        words = self.language.words
        for n in range(after, min(after + _SPEECH_ITEMS, len(scene.items))):
            if scene.key(n) in words["possess_verb"] | words["relative"] or scene.key(n) == ",":
                break
            if scene.key(n) in words["say"] and any(self._speaks(scene, m) for m in range(after, n)):
                return 2  # "Israeli officials said", "Israel's army says"; but a country that says so may own it
        before = k - 1
        if scene.key(before) in words["determiner"]:
            before -= 1
        return 1 if scene.key(before) in words["place_preposition"] else 0
