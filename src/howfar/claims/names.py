"""Mentions of systems in a sentence: by known name, by designation, or by a word for a kind of system."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING

from howfar.claims.background import kind_of
from howfar.claims.cores import Cores
from howfar.claims.describing import Describer
from howfar.claims.language import NAMES
from howfar.claims.mention import DEFENCES, PLATFORM, SENSORS, Mention, replace, slug
from howfar.claims.namelist import NameList
from howfar.claims.phrases import Phrases

if TYPE_CHECKING:
    from howfar.claims.language import Language
    from howfar.claims.lexicon import Lexicon, SystemName
    from howfar.claims.tokens import Token


class Namer:
    """Finds mentions. Built once for a lexicon and a language; holds no state of a text."""

    def __init__(self, lexicon: Lexicon, language: Language) -> None:
        self.language = language
        self._names = NameList(lexicon, language)
        self._cores = Cores(self._names, lexicon, language)
        self._phrases = Phrases(self._cores, self._names, lexicon, language)
        self._describer = Describer(lexicon, language)

    def may_mention(self, words: Sequence[str]) -> bool:
        """Whether raw words may name a system, or open with its owner: a cheap test before taking a sentence apart."""
        return self._names.may_mention(words)

    def may_name(self, words: Sequence[str]) -> bool:
        """Whether raw words may name a system: as `may_mention`, but for owners and bare numbers."""
        return self._names.may_name(words)

    def known(self, name: str) -> SystemName | None:
        """The system that goes by exactly this name."""
        return self._names.known(name)

    def may_be_in(self, tokens: Sequence[Token]) -> bool:
        """Whether one of the tokens may decide that a system is mentioned."""
        return any(self._cores.may_be(token.text) for token in tokens if token.traits & NAMES)

    def mentions(self, tokens: Sequence[Token], taken: Sequence[tuple[int, int]]) -> list[Mention]:
        """All mentions, left to right, none overlapping; `taken` are token spans of quantities."""
        blocked = [False] * (len(tokens) + 1)
        for first, last in taken:
            if not self._is_calibre(tokens, last):
                blocked[first:last] = [True] * (last - first)
        out: list[Mention] = []
        floor = 0
        for i in [k for k, token in enumerate(tokens) if token.traits & NAMES]:
            if i < floor or blocked[i] or (found := self._cores.core(tokens, i, blocked)) is None:
                continue
            if whole := self._grown(tokens, found, floor, blocked):
                out.append(self._with_part(tokens, whole, blocked))
                floor = out[-1].last
        return out

    def _is_calibre(self, tokens: Sequence[Token], last: int) -> bool:
        """Whether a quantity that ends before token `last` is the bore of the gun after it ("a 155 mm howitzer")."""
        if last >= len(tokens) or tokens[last - 1].key.rpartition("-")[2] not in self.language.words["calibre"]:
            return False
        return any(t.key in self.language.system_words for t in tokens[last : last + 3])

    def _with_part(self, tokens: Sequence[Token], whole: Mention, blocked: list[bool]) -> Mention:
        """ "the system's radar", "THAAD's new radar": the part, with what it is a part of."""
        at = whole.last
        if at >= len(tokens) or tokens[at].text not in {"'s", "’s"}:
            return whole
        nameless = whole.system_class == PLATFORM and whole.system_id is None
        if nameless and not whole.definite:
            return whole
        k = at + 1
        while (
            k < len(tokens)
            and k - at < 4
            and not blocked[k]
            and (
                tokens[k].key in self.language.words["system_modifier"] | self.language.words["system_infix"]
                or "-" in tokens[k].key
            )
        ):
            if tokens[k].key in self.language.system_words:
                break
            k += 1
        if k == at + 1 and whole.system_id and (part := self._named_part(tokens, k, whole, blocked)):
            return part
        if k >= len(tokens) or blocked[k] or tokens[k].key not in self.language.system_words:
            return whole
        core = self._cores.core(tokens, k, blocked)
        part = core and self._describer.described(tokens, self._phrases.right(tokens, core, blocked))
        if (
            part is None
            or part.system_id is not None
            or (whole.system_class == PLATFORM and part.system_class not in SENSORS)
        ):
            return whole
        possessor = tokens[whole.head].key
        return replace(
            part,
            first=whole.first,
            possessor=possessor,
            whole_id=whole.system_id,
            whole_class=whole.system_class,
            definite=True,
        )

    def _named_part(self, tokens: Sequence[Token], at: int, whole: Mention, blocked: list[bool]) -> Mention | None:
        """ "The Typhon's Tomahawk missiles": what has a name of its own and is fired by the one before."""
        if at >= len(tokens) or blocked[at] or whole.system_class in SENSORS | DEFENCES:
            return None
        named = self._cores.named(tokens, at, blocked)
        if named is None or not named.known or named.system_class == PLATFORM:
            return None
        return replace(self._phrases.right(tokens, named, blocked), first=whole.first)

    def _grown(self, tokens: Sequence[Token], core: Mention, floor: int, blocked: list[bool]) -> Mention | None:
        """The whole noun phrase around the deciding words, and what its other words say."""
        grown = self._phrases.right(tokens, core, blocked)
        if (
            grown.system_id is None
            and grown.last < len(tokens)
            and tokens[grown.last].key in self.language.words["not_a_system_before"]
        ):
            return None
        grown = self._phrases.left(tokens, grown, floor, blocked)
        grown = self._across_measure(tokens, grown, blocked)
        described = self._describer.described(tokens, grown)
        if described is not None and described.system_id and not described.known:
            described = self._by_bare_name(tokens, described)
        if described is not None and not described.known and self._is_office(tokens, described.last):
            return None
        return described

    def _by_bare_name(self, tokens: Sequence[Token], mention: Mention) -> Mention:
        """ "The Ghader anti-ship missile": known as the "Ghader missile"."""
        for token in tokens[mention.first : mention.last]:
            name = self._names.bare(token.text) if slug([token.text]) == mention.system_id else None
            if name is not None and kind_of(name.system_class) == kind_of(mention.system_class):
                return replace(mention, system_id=name.system_id, known=True, operators=name.operators)
        return mention

    def _across_measure(self, tokens: Sequence[Token], grown: Mention, blocked: list[bool]) -> Mention:
        """ "The 20-metre-long missile": definite, though a measure parts it from its article."""
        at = grown.first - 1
        if at < 1 or grown.system_id is not None or tokens[grown.first].key in self.language.words["determiner"]:
            return grown
        at -= not blocked[at] and tokens[at].text == "-"
        if at < 1 or not blocked[at]:
            return grown
        while at > 0 and blocked[at]:
            at -= 1
        words, key = self.language.words, tokens[at].key
        if key not in words["definite"] or key in words["possessive"]:
            return grown
        return replace(grown, definite=True, anaphoric=key in words["anaphoric"] and not grown.plural)

    def _is_office(self, tokens: Sequence[Token], at: int) -> bool:
        """ "Integrated Guided Missile Development Programme", "Missile Launch Vehicle": capitals that go on to name
        something else.
        """
        words = self.language.words["not_a_system_before"] | self.language.words["not_a_system_in_name"]
        for token in tokens[at : at + 3]:
            if token.kind != "word" or not token.text[0].isupper():
                return False
            if token.key in words:
                return True
        return False
