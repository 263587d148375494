"""The grammar: rules that are data of a language folder, compiled to patterns over a scene's string.

A pattern is a row of elements separated by spaces:

    word        this word                          a|b        one of several
    {name}      any word or phrase of that class of words.toml
    L S N T A   a length, system, number, time, area
    x?          perhaps                            ..3  up to three plain words
    ~4          up to four words, systems or numbers, no punctuation
    ...5        up to five items of any sort, one sentence
    d=L         the item fills slot d              t=   a target starts here (t> ends here, o= an origin starts here)

Slots: d distance, a altitude, s system, t target start, u target end, o origin start, r ratio.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from functools import cached_property
from itertools import islice
from typing import TYPE_CHECKING, Any, Final

from howfar.errors import UsageError

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping, Sequence

    from howfar.claims.language import Language
    from howfar.claims.scene import Scene

_GAPS: Final = {
    "..": r"(?:[^\W\d_A-Z]\S* ){0,%d}?",
    "~": r"(?:(?:[^\W\d_]\S*|\d\S*|'s|’s|-) ){0,%d}?",
    "...": r"(?:\S+ ){0,%d}?",
}
_SLOT: Final = re.compile(r"(?P<slot>[a-z])=(?P<atom>.*)")
_GAP: Final = re.compile(r"(?P<kind>\.\.\.|\.\.|~)(?P<count>\d+)")


_MARKS: Final = frozenset("LSTNAV")
ASIDE: Final = frozenset({"column", "answer"})  # rules that are not for running text
_RARER_BY_LETTER: Final = 0.4  # a word with one more letter is as much rarer; only the order of tries hangs on it
MOST_HITS: Final = 24  # of one rule in one sentence: more is a list of words, not a sentence


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
    regex: re.Pattern[str]
    wholes: tuple[tuple[frozenset[str], ...], ...] = ()  # of a bare rule: per element, the words of its phrases
    opens: frozenset[str] | None = None  # words and marks with which a match may begin; None: with any


@dataclass(frozen=True, slots=True)
class Hit:
    """A rule's match in a scene: items [first, last) and the items or positions of its slots."""

    rule: Rule
    first: int
    last: int
    slots: Mapping[str, int]


def _commonness(words: frozenset[str]) -> float:
    """How often one of the words stands in a sentence, roughly: short words are the common ones. Marks are the last."""
    return sum(_RARER_BY_LETTER ** len(w) for w in words) + bool(words & _MARKS)


class _Needs:
    """Which rules find a word of each of their sets in a text. Rules are tried where a word of their rarest set is."""

    def __init__(self, needs: Sequence[tuple[frozenset[str], ...] | None]) -> None:
        """`needs`: the sets of each rule; None for a rule that is never asked for."""
        self._led: dict[str, tuple[tuple[int, list[frozenset[str]]], ...]] = {}  # word -> rules, the rest of their sets
        for number, sets in enumerate(needs):
            if sets:
                lead, *rest = sorted(dict.fromkeys(sets), key=_commonness)
                for word in lead:
                    self._led[word] = (*self._led.get(word, ()), (number, rest))
        self._leads = frozenset(self._led)

    def _met(self, words: set[str]) -> Iterator[int]:
        for word in words & self._leads:
            for number, rest in self._led[word]:
                for n in rest:
                    if words.isdisjoint(n):
                        break
                else:
                    yield number

    def met(self, words: set[str]) -> list[int]:
        """The numbers of the rules that find all they need, in order."""
        return sorted(set(self._met(words)))

    def any_met(self, words: set[str]) -> bool:
        """Whether one rule finds all it needs."""
        return next(self._met(words), None) is not None


@dataclass(frozen=True)
class Grammar:
    """All rules of a language, in the order in which they win."""

    rules: tuple[Rule, ...]

    @cached_property
    def _in_scene(self) -> _Needs:
        return _Needs([r.needs if r.options.isdisjoint(ASIDE) else None for r in self.rules])

    @cached_property
    def _in_words(self) -> tuple[_Needs, _Needs]:
        """What the rules need of raw words, marks aside: all rules, and those that do not need a length as well."""
        plain = [tuple(n for n in r.needs if not n & _MARKS and any(w[0].isalpha() for w in n)) for r in self.rules]
        short = [None if frozenset("L") in r.needs else sets for r, sets in zip(self.rules, plain, strict=True)]
        return _Needs([sets or None for sets in plain]), _Needs([sets or None for sets in short])

    @cached_property
    def _has_wordless(self) -> bool:
        """Whether some rule needs no word at all, only marks."""
        return any(all(n & _MARKS or not any(w[0].isalpha() for w in n) for n in r.needs) for r in self.rules)

    def may_match(self, words: set[str], *, has_length: bool) -> bool:
        """Whether some rule finds each of its words here: cheap, on raw words, before a sentence is taken apart."""
        if has_length and self._has_wordless:
            return True
        return self._in_words[0 if has_length else 1].any_met(words)

    @cached_property
    def _bare(self) -> tuple[Rule, ...]:
        return tuple(r for r in self.rules if "bare" in r.options)

    def may_be_bare(self, words: set[str]) -> bool:
        """Whether a rule without figure and place ("has no limit") finds its words: it needs no name beside it."""
        return any(all(any(p <= words for p in phrases) for phrases in r.wholes) for r in self._bare)

    def may_hit(self, words: set[str]) -> bool:
        """Whether some rule finds all it needs, marks among it, in the words and marks of a scene."""
        return self._in_scene.any_met(words)

    def column(self, heading: str) -> Rule | None:
        """The rule whose pattern a table's column heading (as a scene's string) matches."""
        return next((r for r in self.rules if "column" in r.options and r.regex.search(heading)), None)

    @cached_property
    def answers(self) -> tuple[Rule, ...]:
        """The rules for questions whose answer may be a bare figure."""
        return tuple(r for r in self.rules if "answer" in r.options)

    def hits(self, scene: Scene) -> Iterator[Hit]:
        """Every match of every rule, rule by rule."""
        string = scene.string
        for number in self._in_scene.met(set(string.split())):
            rule = self.rules[number]
            for match in _matches(rule, scene):
                slots = {k: scene.item_at(match.start(k)) for k in match.re.groupindex if match.start(k) >= 0}
                yield Hit(rule, scene.item_at(match.start()), scene.item_at(match.end() - 1) + 1, slots)


def _matches(rule: Rule, scene: Scene) -> Iterator[re.Match[str]]:
    """Matches that may overlap: "has a range of ..., putting Guam in range" must not hide the second half."""
    string = scene.string
    if rule.opens is not None:
        places = (k for k, item in zip(scene.starts, scene.items, strict=True) if item.mark in rule.opens)
        yield from islice((m for k in places if (m := rule.regex.match(string, k))), MOST_HITS)
        return
    match = rule.regex.search(string)
    for _ in range(MOST_HITS):
        if match is None:
            return
        yield match
        match = rule.regex.search(string, string.index(" ", match.start()) + 1)


def grammar(language: Language) -> Grammar:
    """The language's rules, compiled. Raises UsageError naming the rule that cannot be read."""
    return Grammar(tuple(_rule(entry, language) for entry in language.rules))


def _rule(entry: Mapping[str, Any], language: Language) -> Rule:
    name = entry["name"]
    try:
        body = "".join(_element(e, language) for e in entry["pattern"].split())
        regex = re.compile(rf"(?<!\S){body}")
    except (re.error, KeyError) as error:
        raise UsageError(f"rule {name!r} of language {language.code!r} cannot be read: {error}") from error
    return Rule(
        name=name, pattern=entry["pattern"], kind=entry["kind"], subject=entry.get("subject", "left"),
        negated=entry.get("negated", False), matches=entry["match"], matches_not=entry["no_match"],
        needs=_needs(entry, language), options=frozenset(entry.get("options", ())), regex=regex,
        wholes=_wholes(entry, language), opens=_opens(entry, language),
    )  # fmt: skip


def _needs(entry: Mapping[str, Any], language: Language) -> tuple[frozenset[str], ...]:
    """Sets of words of which one each must be there (first words of phrases), so that most rules need no search."""
    out: list[frozenset[str]] = []
    for element in entry["pattern"].split():
        if element.endswith(("?", "=")) or _GAP.fullmatch(element):
            continue
        out.append(_firsts(element, language))
    return tuple(sorted(out, key=len))


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


def _firsts(element: str, language: Language) -> frozenset[str]:
    """First words of what an element matches."""
    firsts: set[str] = set()
    for part in element.split("=", 1)[-1].split("|"):
        if part.startswith("{"):
            firsts |= {p.split()[0] for p in language.phrases[part.strip("{}")]}
        else:
            firsts.add(part)
    return frozenset(firsts)


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
            parts.extend(re.escape(p).replace(r"\ ", " ") for p in phrases)
        else:
            parts.append(re.escape(part))
    return "(?:" + "|".join(parts) + ") "
