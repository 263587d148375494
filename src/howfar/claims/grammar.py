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
from typing import TYPE_CHECKING, Any, Final

from howfar.errors import UsageError

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

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


@dataclass(frozen=True, slots=True)
class Hit:
    """A rule's match in a scene: items [first, last) and the items or positions of its slots."""

    rule: Rule
    first: int
    last: int
    slots: Mapping[str, int]


@dataclass(frozen=True)
class Grammar:
    """All rules of a language, in the order in which they win."""

    rules: tuple[Rule, ...]

    @cached_property
    def index(self) -> dict[str, list[int]]:
        """Word -> numbers of the rules that cannot match without it or another of its set."""
        out: dict[str, list[int]] = {}
        for number, rule in enumerate(self.rules):
            for word in rule.needs[0] if rule.options.isdisjoint(ASIDE) else ():
                out.setdefault(word, []).append(number)
        return out

    def may_match(self, words: set[str], *, has_length: bool) -> bool:
        """Whether some rule finds each of its words here: cheap, on raw words, before a sentence is taken apart."""
        seen: set[int] = set()
        for word in words & self._plain_index.keys():
            for number in self._plain_index[word]:
                if number not in seen:
                    seen.add(number)
                    sets, length = self._plain[number]
                    if (has_length or not length) and not any(words.isdisjoint(n) for n in sets[1:]):
                        return True
        return has_length and any(not sets for sets, length in self._plain)

    @cached_property
    def _plain(self) -> tuple[tuple[tuple[frozenset[str], ...], bool], ...]:
        """For each rule the sets of words that it needs apart from marks, and whether it needs a length."""
        out = []
        for rule in self.rules:
            sets = tuple(n for n in rule.needs if not n & _MARKS and any(w[0].isalpha() for w in n))
            out.append((sets, any(n == frozenset("L") for n in rule.needs)))
        return tuple(out)

    @cached_property
    def _plain_index(self) -> dict[str, list[int]]:
        out: dict[str, list[int]] = {}
        for number, (sets, _) in enumerate(self._plain):
            for word in sets[0] if sets else ():
                out.setdefault(word, []).append(number)
        return out

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
        words = set(string.split())
        for number in sorted({n for word in words if word in self.index for n in self.index[word]}):
            rule = self.rules[number]
            if any(words.isdisjoint(n) for n in rule.needs[1:]):
                continue
            for match in _matches(rule.regex, string):
                slots = {k: scene.item_at(match.start(k)) for k in match.re.groupindex if match.start(k) >= 0}
                yield Hit(rule, scene.item_at(match.start()), scene.item_at(match.end() - 1) + 1, slots)


def _matches(regex: re.Pattern[str], string: str) -> Iterator[re.Match[str]]:
    """Matches that may overlap: "has a range of ..., putting Guam in range" must not hide the second half."""
    match = regex.search(string)
    for _ in range(MOST_HITS):
        if match is None:
            return
        yield match
        match = regex.search(string, string.index(" ", match.start()) + 1)


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
    )  # fmt: skip


def _needs(entry: Mapping[str, Any], language: Language) -> tuple[frozenset[str], ...]:
    """Sets of words of which one each must be there (first words of phrases), so that most rules need no search."""
    out: list[frozenset[str]] = []
    for element in entry["pattern"].split():
        if element.endswith(("?", "=")) or _GAP.fullmatch(element):
            continue
        atom = element.split("=", 1)[-1]
        firsts: set[str] = set()
        for part in atom.split("|"):
            if part.startswith("{"):
                firsts |= {p.split()[0] for p in language.phrases[part.strip("{}")]}
            else:
                firsts.add(part)
        out.append(frozenset(firsts))
    return tuple(sorted(out, key=len))


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
