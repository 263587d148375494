"""The words that decide what a mention of a system is: a known name, a designation, or a word for a kind."""

from __future__ import annotations

import re
from collections.abc import Sequence
from functools import lru_cache
from typing import TYPE_CHECKING, Final

from howfar.claims.mention import PLATFORM, UNKNOWN, Mention, slug
from howfar.claims.namelist import NameList

if TYPE_CHECKING:
    from howfar.claims.language import Language
    from howfar.claims.lexicon import Lexicon, SystemName
    from howfar.claims.tokens import Token

_DESIGNATION: Final = re.compile(
    r"(?:[A-Z][a-z]{2,11}-\d{1,3}[A-Z]{0,2}|[^\W\d_]{1,5}-?\d{1,4}[^\W\d_]{0,3}\d?|\d{1,2}[^\W\d_]{1,2}\d{1,3}\w{0,2}|[A-Z]{2,4}(?:-[A-Z0-9]{1,3}){1,2}|[A-Z][a-z]{2,}-[A-Z]{1,2}\d?)"
)
_CUTS: Final = frozenset(",;:?!|")  # no name runs across these
_REMEMBERED: Final = 10_000
_BESIDE: Final = 3  # tokens between a word for a kind and a name that is an everyday word too


@lru_cache(maxsize=_REMEMBERED)
def _has_designation_shape(text: str) -> bool:
    """Capitals and digits or a hyphen, as in "DF-21D"."""
    if not (any(c.isdigit() for c in text) or "-" in text) or not any(c.isupper() for c in text):
        return False
    return bool(_DESIGNATION.fullmatch(text))


class Cores:
    """Finds the deciding words. Built once; holds no state of a text."""

    def __init__(self, names: NameList, lexicon: Lexicon, language: Language) -> None:
        self._names, self.lexicon, self.language = names, lexicon, language
        self.may_be = lru_cache(maxsize=_REMEMBERED)(self._may_be)

    def _may_be(self, written: str) -> bool:
        """Whether a token of this writing may be a deciding word, whatever stands around it."""
        kinds, key = self.language.system_words, self.language.key(written)
        if key in kinds or key.rpartition("-")[2] in kinds or key in self.language.words["of_a_pair"]:
            return True
        if not (written[0].isupper() or written[0].isdigit() or "-" in written):
            return False
        shape = written.replace("‑", "-").replace("–", "-")
        is_type = key in self.language.words["type_word"]
        return is_type or self._names.longest(written) is not None or _has_designation_shape(shape)

    def core(self, tokens: Sequence[Token], i: int, blocked: list[bool]) -> Mention | None:
        """The mention's deciding words starting at token i: a known name, a designation, or a word for a kind."""
        token = tokens[i]
        opens = token.text[0].isupper() or token.text[0].isdigit() or ("-" in token.text and not token.text.islower())
        if opens and (named := self.named(tokens, i, blocked)):
            return named
        if token.key in self.language.words["verb_too"] and self._is_verb(tokens, i):
            return None  # "can shell Seoul"
        if (
            i > 1
            and tokens[i - 2].key in self.language.words["office"]
            and tokens[i - 1].key in self.language.words["np_of"]
        ):
            return None  # "the Department of Defense"
        return self._kind(tokens, i)

    def _kind(self, tokens: Sequence[Token], i: int) -> Mention | None:
        """A word for a kind of system, or for one of two that are spoken of."""
        token = tokens[i]
        if token.key in self.language.words["of_a_pair"] and self._stands_for_one(tokens, i):
            return Mention(i, i + 1, i, UNKNOWN, definite=True, anaphoric=True)
        if token.kind == "word" and token.key in self.language.system_words:
            kind = self.language.system_words[token.key]
            return Mention(i, i + 1, i, kind.system_class, short=kind.short, plural=kind.plural)
        if (
            token.kind == "word"
            and "-" in token.key
            and (kind2 := self.language.system_words.get(token.key.rsplit("-", 1)[1]))
        ):
            return Mention(i, i + 1, i, kind2.system_class, short=kind2.short, plural=kind2.plural)
        return None

    def _stands_for_one(self, tokens: Sequence[Token], i: int) -> bool:
        """ "The latter can": with "the" before it and a verb or its figure after it, no "former president"."""
        words = self.language.words
        if i == 0 or tokens[i - 1].key not in words["the"] or i + 1 >= len(tokens):
            return False
        after = tokens[i + 1]
        verbs = words["sees_verb"] | words["hits_verb"] | words["engages_verb"] | words["protects_verb"]
        return after.kind == "number" or after.key in words["stop"] | words["adverb"] | words["reaches_verb"] | verbs

    def _is_verb(self, tokens: Sequence[Token], i: int) -> bool:
        """Whether "can", "to" or the like stands before the word, with one adverb between at most."""
        words = self.language.words
        at = i - 2 if i > 1 and tokens[i - 1].key in words["adverb"] else i - 1
        return at >= 0 and tokens[at].key in words["verb_before"]

    def named(self, tokens: Sequence[Token], i: int, blocked: list[bool]) -> Mention | None:
        token = tokens[i]
        longest = self._names.longest(token.text)
        if longest:
            for width in range(min(longest, len(tokens) - i), 0, -1):
                span = tokens[i : i + width]
                if any(blocked[i : i + width]) or not span[-1].text[0].isalnum() or any(t.text in _CUTS for t in span):
                    continue
                if width > 1 and span[-1].key in self.language.words["stop"]:
                    continue  # "Agni-V is": no plural of Agni-VI
                name = self._names.find([t.text for t in span])
                if name and self._name_stands(tokens, i, width, name):
                    closed = _closed(tokens, i, i + width)
                    return Mention(
                        i, closed, i + width - 1, name.system_class, name.system_id, known=True, definite=True,
                        operators=name.operators,
                    )  # fmt: skip
        if longest and i and (bare := self._names.bare(token.text)) and self._is_clear(tokens, i):
            return Mention(i, i + 1, i, bare.system_class, bare.system_id, known=True, definite=True,
                           plural=token.text[-1] == "s", operators=bare.operators)  # fmt: skip
        if token.kind == "word" and self._is_designation(tokens, i):
            width = 2 if is_type_number(tokens, i, self.language) else 1
            cls = PLATFORM if token.text.startswith(tuple(self.language.class_rules["platform_start"])) else UNKNOWN
            return Mention(i, i + width, i, cls, slug(t.text for t in tokens[i : i + width]), definite=True)
        return None

    def _is_clear(self, tokens: Sequence[Token], i: int) -> bool:
        """ "The Dezful has": a word that is a name of a system only where "the" stands before it and a verb, "with" or
        an aside after it.
        """
        words = self.language.words
        if i + 1 >= len(tokens):
            return False
        after = tokens[i + 1].key
        if after in words["np_and"]:  # "the Noor and Ghader missiles"
            named = [t.text[0].isupper() for t in tokens[i + 2 : i + 3]]
            return any(named) and any(t.key in self.language.system_words for t in tokens[i + 3 : i + 6])
        if tokens[i - 1].key not in words["definite"]:
            return False
        return after in words["modal"] | words["have_verb"] | words["in_passing"] or after in {",", "("}

    def _name_stands(self, tokens: Sequence[Token], i: int, width: int, name: SystemName) -> bool:
        """Names that are common words too ("Tor", "Patriot") need their own shape: not a person, not another word."""
        if width > 1 or any(c.isdigit() for c in tokens[i].text):
            return True
        following = tokens[i + 1].key if i + 1 < len(tokens) else ""
        words = self.language.words
        if following in words["not_a_system_after_name"]:
            return False
        if tokens[i].key in words["everyday"]:  # "Tor", "Grad": a name only beside a word for its kind
            beside = {following, *(token.key for token in tokens[max(0, i - _BESIDE) : i])}
            return not beside.isdisjoint(self.language.system_words)
        return "names-in-quotes" not in self.language.traits or self._is_marked(tokens, i)

    def _is_marked(self, tokens: Sequence[Token], i: int) -> bool:
        """Whether quotation marks, a kind of system before it or a capital inside a sentence make a word a name."""
        token = tokens[i]
        if token.end - token.start > len(token.text) or (i and tokens[i - 1].key in self.language.system_words):
            return True
        if self.lexicon.place(token.text):
            return False
        opens = i == 0 or tokens[i - 1].kind == "mark"
        return not (opens and self.language.key.is_common(token.text))

    def _is_designation(self, tokens: Sequence[Token], i: int) -> bool:
        token = tokens[i]
        if is_type_number(tokens, i, self.language):
            return True
        text = token.text.replace("‑", "-").replace("–", "-")
        return (
            _has_designation_shape(text)
            and token.key not in self.language.words["not_a_designation"]
            and not token.key.startswith(tuple(self.language.words["not_a_designation_start"]))
        )


def _closed(tokens: Sequence[Token], first: int, last: int) -> int:
    """The end of a name that holds an opening bracket, with the closing one: "SS-N-22 (Sunburn" + ")"."""
    opened = any(t.text == "(" for t in tokens[first:last]) and last < len(tokens) and tokens[last].text == ")"
    return last + 1 if opened else last


def is_type_number(tokens: Sequence[Token], i: int, language: Language) -> bool:
    """ "Type 055": a word that makes the number after it a name."""
    if i + 1 >= len(tokens) or tokens[i].key not in language.words["type_word"]:
        return False
    return tokens[i].text[0].isupper() and tokens[i + 1].text[0].isdigit()
