"""A rule of a language's grammar: what its pattern says, and the regex over a scene's string that it becomes.

A pattern is a row of elements separated by spaces; grammar.py lists them.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from functools import lru_cache
from typing import TYPE_CHECKING, Any, Final

from howfar.errors import UsageError

if TYPE_CHECKING:
    from howfar.claims.language import Language

_GAPS: Final = {
    "..": r"(?:(?:[^\W\d_A-Z]\S*|[\"'“”‘’]) ){0,%d}?",
    "~": r"(?:(?:[^\W\d_]\S*|\d\S*|'s|’s|[-'’\"“”‘]) ){0,%d}?",
    "...": r"(?:\S+ ){0,%d}?",
}
_SLOT: Final = re.compile(r"(?P<slot>[a-z])=(?P<atom>.*)")
_GAP: Final = re.compile(r"(?P<kind>\.\.\.|\.\.|~)(?P<count>\d+)")
_NAMED: Final = re.compile(r"\(\?P<([a-z])>")
MARKS: Final = frozenset("LHSTNAV")
_REMEMBERED: Final = 2_000  # elements: many rules have the same ones
_RARER_BY_LETTER: Final = 0.4  # a word with one more letter is as much rarer; only the order of tries hangs on it


class Pattern:
    """A regex that is compiled when it is first asked for: one article asks for few of a language's rules."""

    __slots__ = ("_compiled", "body", "whose")

    def __init__(self, body: str, whose: str) -> None:
        """`whose`: named where the body cannot be compiled."""
        self.body, self.whose = body, whose
        self._compiled: re.Pattern[str] | None = None

    def regex(self) -> re.Pattern[str]:
        """The compiled regex; raises UsageError where the pattern is none."""
        if self._compiled is None:
            try:
                self._compiled = re.compile(self.body)
            except re.error as error:
                raise UsageError(f"{self.whose} cannot be read: {error}") from error
        return self._compiled


@dataclass(frozen=True)
class Rule:
    """One printable rule. kind: the verb kind it speaks of, or "class" where the system's class decides.

    subject: where the system is looked for when no slot holds it. needs: a mark without which it cannot match.
    """

    name: str
    pattern: str
    kind: str
    subject: str
    negated: bool
    matches: str
    matches_not: str
    needs: tuple[frozenset[str], ...]
    options: frozenset[str]
    form: Pattern
    wholes: tuple[tuple[frozenset[str], ...], ...] = ()  # of a bare rule: per element, the words of its phrases
    opens: frozenset[str] | None = None  # words and marks with which a match may begin; None: with any
    slots: tuple[str, ...] = ()  # those of its regex
    runs: tuple[Pattern, ...] = ()  # words that stand side by side in every match, to be found in raw words

    @property
    def regex(self) -> re.Pattern[str]:
        """The pattern over a scene's string."""
        return self.form.regex()


def rule_of(entry: Mapping[str, Any], language: Language) -> Rule:
    """The rule that an entry of rules.toml says; raises UsageError, naming it, where a word class is missing."""
    name = entry["name"]
    whose = f"rule {name!r} of language {language.code!r}"
    try:
        body = "".join(_element(e, language) for e in entry["pattern"].split())
    except KeyError as error:
        raise UsageError(f"{whose} cannot be read: no word class {error}") from error
    return Rule(
        name=name, pattern=entry["pattern"], kind=entry["kind"], subject=entry.get("subject", "left"),
        negated=entry.get("negated", False), matches=entry["match"], matches_not=entry["no_match"],
        needs=_needs(entry, language), options=frozenset(entry.get("options", ())),
        form=Pattern(rf"(?<!\S){body}", whose), wholes=_wholes(entry, language), opens=_opens(entry, language),
        slots=tuple(_NAMED.findall(body)), runs=_runs(entry, language),
    )  # fmt: skip


def commonness(words: frozenset[str]) -> float:
    """How often one of the words stands in a sentence, roughly: short words are the common ones. Marks are the last."""
    return sum(_RARER_BY_LETTER ** len(w) for w in words) + bool(words & MARKS)


def _needs(entry: Mapping[str, Any], language: Language) -> tuple[frozenset[str], ...]:
    """Sets of words of which one each must be there (one of each phrase), so that most rules need no search."""
    out: list[frozenset[str]] = []
    for element in entry["pattern"].split():
        if element.endswith(("?", "=")) or _GAP.fullmatch(element):
            continue
        out.append(_rarest(element, language))
    return tuple(sorted(out, key=len))


def _runs(entry: Mapping[str, Any], language: Language) -> tuple[Pattern, ...]:
    """Patterns of the words that stand side by side in every match, marks of punctuation apart, two or more a run."""
    out: list[Pattern] = []
    body, count = "", 0
    for element in [*entry["pattern"].split(), ""]:
        if element.endswith("=") and element:
            continue
        words = _plain_words(element, language) if element else None
        if words is not None:
            needed = words and not element.endswith("?") and all(p[0].isalpha() for p in _phrases(element, language))
            count += bool(needed)
            body += f"(?:{'|'.join(words)})" + ("" if needed else "?") if words else ""
            continue
        if count > 1:
            out.append(Pattern(f" {body}", f"rule {entry['name']!r}"))
        body, count = "", 0
    return tuple(out)


@lru_cache(maxsize=_REMEMBERED)
def _plain_words(element: str, language: Language) -> list[str] | None:
    """The phrases of an element as patterns, those of punctuation left out; None where raw words cannot tell."""
    if _GAP.fullmatch(element):
        return None
    out: list[str] = []
    for phrase in _phrases(element[:-1] if element.endswith("?") and len(element) > 1 else element, language):
        words = phrase.split()
        if not any(c.isalnum() for c in phrase):
            continue
        if not all(w.isalpha() and w.islower() for w in words):
            return None
        out.append(re.escape(phrase).replace(r"\ ", " ") + " ")
    return out


@lru_cache(maxsize=_REMEMBERED)
def _rarest(element: str, language: Language) -> frozenset[str]:
    """Of each phrase that an element matches, the word that is likely the rarest: a long one of letters alone.

    Of a phrase of nothing but classes and gaps, those words of its rarest class."""
    out: set[str] = set()
    for phrase in _phrases(element, language):
        words = [w for w in phrase.split() if not _GAP.fullmatch(w)]
        plain = [w for w in words if not w.startswith("{")]
        if plain:
            out.add(max(plain, key=lambda w: (w.isalpha() and w.islower(), len(w))))
        else:
            rarest: frozenset[str] = min([_rarest(word, language) for word in words], key=commonness)
            out |= rarest
    return frozenset(out)


def _phrases(element: str, language: Language) -> Iterator[str]:
    """The words and phrases that an element matches."""
    for part in element.split("=", 1)[-1].split("|"):
        yield from language.phrases[part.strip("{}")] if part.startswith("{") else (part,)


def _wholes(entry: Mapping[str, Any], language: Language) -> tuple[tuple[frozenset[str], ...], ...]:
    """For a bare rule, all words of each phrase that its elements may match, so that a part of one is not enough."""
    if "bare" not in entry.get("options", ()):
        return ()
    out: list[tuple[frozenset[str], ...]] = []
    for element in entry["pattern"].split():
        if element.endswith(("?", "=")) or _GAP.fullmatch(element):
            continue
        parts = element.split("=", 1)[-1].split("|")
        phrases = [p for part in parts for p in (language.phrases[part.strip("{}")] if part[0] == "{" else (part,))]
        out.append(tuple(frozenset(w for w in p.split() if w[0].isalpha()) for p in phrases))
    return tuple(out)


@lru_cache(maxsize=_REMEMBERED)
def _firsts(element: str, language: Language) -> frozenset[str]:
    """First words of what an element matches."""
    heads = {phrase.split()[0] for phrase in _phrases(element, language)}
    classes = {head for head in heads if head.startswith("{")}
    return frozenset(heads - classes).union(*(_firsts(head, language) for head in classes))


def _opens(entry: Mapping[str, Any], language: Language) -> frozenset[str] | None:
    """What a match of the pattern may begin with: its first element, and those before it that may be missing."""
    found: frozenset[str] = frozenset()
    for element in entry["pattern"].split():
        if _GAP.fullmatch(element):
            return None
        if element.endswith("="):
            continue
        is_optional = element.endswith("?") and len(element) > 1
        found |= _firsts(element[:-1] if is_optional else element, language)
        if not is_optional:
            return found
    return None


@lru_cache(maxsize=_REMEMBERED)
def _element(element: str, language: Language) -> str:
    if gap := _GAP.fullmatch(element):
        return _GAPS[gap["kind"]] % int(gap["count"])
    optional = element.endswith("?") and len(element) > 1
    element = element[:-1] if optional else element
    slot = _SLOT.fullmatch(element)
    atom = slot["atom"] if slot else element
    body = _atom(atom, language) if atom else ""
    if slot:
        body = f"(?P<{slot['slot']}>{body})"
    return f"(?:{body})?" if optional else body


def _atom(atom: str, language: Language) -> str:
    parts: list[str] = []
    for part in atom.split("|"):
        if part.startswith("{"):
            phrases = sorted(language.phrases[part.strip("{}")], key=lambda p: (-p.count(" "), p))
            parts.extend(_phrase(p, language) for p in phrases)
        else:
            parts.append(re.escape(part))
    return "(?:" + "|".join(parts) + ") "


def _phrase(phrase: str, language: Language) -> str:
    """A phrase of a word class, where "~3" is a gap and "{name}" another class; without the space after it."""
    if "~" not in phrase and "{" not in phrase and ".." not in phrase:
        return re.escape(phrase).replace(r"\ ", " ")
    parts = (f"{re.escape(e)} " if e.isalpha() else _element(e, language) for e in phrase.split())
    return "".join(parts).removesuffix(" ")  # bare words first, so that a branch that cannot match ends at once
