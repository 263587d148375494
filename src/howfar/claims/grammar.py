"""The grammar: rules that are data of a language folder, compiled to patterns over a scene's string.

A pattern is a row of elements separated by spaces:

    word        this word                          a|b        one of several
    {name}      any word or phrase of that class of words.toml
    L H S N T A a length, one that is a height, system, number, time, area
    x?          perhaps                            ..3  up to three plain words or quotation marks
    ~4          up to four words, systems or numbers, no punctuation
    ...5        up to five items of any sort, one sentence
    d=L         the item fills slot d              t=   a target starts here (t> ends here, o= an origin starts here)

Slots: d distance, a altitude, s system, t target start, e where the targets after t end at the latest, u target end,
o origin start, r ratio. A phrase of words.toml may itself hold gaps and classes ("enable ~7 to").
"""

from __future__ import annotations

import re
from collections.abc import Collection, Iterable, Mapping, Sequence
from itertools import chain
from typing import TYPE_CHECKING, Final, NamedTuple

from howfar.claims.rules import MARKS, Pattern, Rule, commonness, rule_of

if TYPE_CHECKING:
    from howfar.claims.language import Language
    from howfar.claims.scene import Scene

ASIDE: Final = frozenset({"column", "answer", "void"})  # rules that find no claim in running text
MOST_HITS: Final = 24  # of one rule in one sentence: more is a list of words, not a sentence


class Hit(NamedTuple):
    """A rule's match in a scene: items [first, last) and the items or positions of its slots."""

    rule: Rule
    first: int
    last: int
    slots: Mapping[str, int]


class _Needs:
    """Which rules find a word of each of their sets in a text. Rules are tried where a word of their rarest set is.

    Each set is a bit of a number, so that one comparison tells whether a rule finds all of its sets.
    """

    def __init__(
        self, needs: Sequence[tuple[frozenset[str], ...] | None], runs: Sequence[tuple[Pattern, ...]] = ()
    ) -> None:
        """`needs`: the sets of each rule; None for a rule that is never asked for. `runs`: its words side by side."""
        self._runs = runs
        self._bits: dict[str, int] = {}  # word -> the sets that hold it
        self._led: dict[str, list[tuple[int, int]]] = {}  # word -> rules that it leads, with all of their sets
        known: dict[frozenset[str], int] = {}
        for number, sets in enumerate(needs):
            if not sets:
                continue
            all_of_it = 0
            for one in dict.fromkeys(sets):
                all_of_it |= known.setdefault(one, 1 << len(known))
            for word in min(dict.fromkeys(sets), key=commonness):
                self._led.setdefault(word, []).append((number, all_of_it))
        for words, bit in known.items():
            for word in words:
                self._bits[word] = self._bits.get(word, 0) | bit

    def _found(self, words: Iterable[str]) -> int:
        """The sets of which a word is there, a bit each."""
        found = 0
        for word in words:
            bits = self._bits.get(word)
            if bits is not None:
                found |= bits
        return found

    def met(self, words: Collection[str]) -> list[int]:
        """The numbers of the rules that find all they need, in order."""
        found, met = self._found(words), set[int]()
        for word in words:
            led = self._led.get(word)
            if led is not None:
                for number, needed in led:
                    if found & needed == needed:
                        met.add(number)
        return sorted(met)

    def any_met(self, words: Collection[str], said: Sequence[str] = ()) -> bool:
        """Whether one rule finds all it needs, and side by side in `said` what must stand so."""
        found = self._found(words)
        for word in words:
            led = self._led.get(word)
            if led is not None:
                for number, needed in led:
                    if found & needed == needed and (not self._runs or _in_runs(said, self._runs[number])):
                        return True
        return False


def _in_runs(said: Sequence[str], runs: tuple[Pattern, ...]) -> bool:
    """Whether each of the runs is among the words."""
    if not runs:
        return True
    string = f" {' '.join(said)} "
    return all(run.regex().search(string) for run in runs)


class Grammar:
    """All rules of a language, in the order in which they win."""

    def __init__(self, rules: tuple[Rule, ...]) -> None:
        self.rules = rules
        self._in_scene = _Needs([r.needs if r.options.isdisjoint(ASIDE) else None for r in rules])
        self._reads_height = ["a" in r.slots for r in rules]
        self._is_void = ["void" in r.options for r in rules]
        self._is_aside = [not r.options.isdisjoint(ASIDE) for r in rules]
        asked = [h or v or not a for h, v, a in zip(self._reads_height, self._is_void, self._is_aside, strict=True)]
        self._tried = _Needs([r.needs if is_asked else None for r, is_asked in zip(rules, asked, strict=True)])
        self._in_words = self._of_raw_words()
        self._has_wordless = self._needs_no_word()
        self._bare = tuple(r for r in rules if "bare" in r.options)
        # the longest word of each phrase, by element, of the rules without figure and place
        self._bare_needs = _Needs(
            [tuple(frozenset(max(p, key=len) for p in ps) for ps in r.wholes) for r in self._bare]
        )
        self.answers = tuple(r for r in rules if "answer" in r.options)  # for questions that a bare figure answers

    def _of_raw_words(self) -> tuple[_Needs, _Needs]:
        """What the rules need of raw words, marks aside: all rules, and those that do not need a length as well."""
        rules = [r for r in self.rules if "void" not in r.options]
        plain = [tuple(n for n in r.needs if not n & MARKS and any(w[0].isalpha() for w in n)) for r in rules]
        short = [None if frozenset("L") in r.needs else sets for r, sets in zip(rules, plain, strict=True)]
        runs = [r.runs for r in rules]
        return _Needs([sets or None for sets in plain], runs), _Needs([sets or None for sets in short], runs)

    def _needs_no_word(self) -> bool:
        """Whether some rule needs no word at all, only marks."""
        rules = [r for r in self.rules if "void" not in r.options]
        return any(all(n & MARKS or not any(w[0].isalpha() for w in n) for n in r.needs) for r in rules)

    def may_match(self, words: set[str], said: Sequence[str], *, has_length: bool) -> bool:
        """Whether some rule finds each of its words here: cheap, on raw words, before a sentence is taken apart.

        said: the words in their order.
        """
        if has_length and self._has_wordless:
            return True
        return self._in_words[0 if has_length else 1].any_met(words, said)

    def may_be_bare(self, words: set[str]) -> bool:
        """Whether a rule without figure and place ("has no limit") finds its words: it needs no name beside it."""
        if not self._bare_needs.any_met(words):
            return False
        return any(all(any(p <= words for p in phrases) for phrases in r.wholes) for r in self._bare)

    def may_hit(self, words: set[str]) -> bool:
        """Whether some rule finds all it needs, marks among it, in the words and marks of a scene."""
        return self._in_scene.any_met(words)

    def column(self, heading: str) -> Rule | None:
        """The rule whose pattern a table's column heading (as a scene's string) matches."""
        return next((r for r in self.rules if "column" in r.options and r.regex.search(heading)), None)

    def height_hits(self, scene: Scene) -> list[Hit]:
        """Every match of the rules for heights, rule by rule."""
        return self._hits(scene, [n for n in self._met(scene) if self._reads_height[n]])

    def label(self, line: str) -> Rule | None:
        """The rule whose pattern ends a line that is nothing but a label ("Maximum detection range")."""
        for rule in self.rules:
            if "column" in rule.options and any(m.end() == len(line) for m in rule.regex.finditer(line)):
                return rule
        return None

    def hits(self, scene: Scene) -> list[Hit]:
        """Every match of the rules but those for heights, rule by rule."""
        return self._hits(scene, [n for n in self._met(scene) if not self._reads_height[n] and not self._is_aside[n]])

    def void_hits(self, scene: Scene) -> list[Hit]:
        """Every match of the rules for what makes a reach no claim."""
        return self._hits(scene, [n for n in self._met(scene) if self._is_void[n]])

    def _met(self, scene: Scene) -> list[int]:
        """The rules that find all they need in the scene; found once for a scene."""
        if scene.met_by is not self:
            scene.met_by, scene.met = self, self._tried.met(scene.places)
        return scene.met

    def _hits(self, scene: Scene, numbers: Iterable[int]) -> list[Hit]:
        """Every match of the rules of these numbers, rule by rule."""
        out: list[Hit] = []
        for number in numbers:
            rule = self.rules[number]
            for match in _matches(rule, scene):
                slots = {k: scene.item_at(match.start(k)) for k in rule.slots if match.start(k) >= 0}
                out.append(Hit(rule, scene.item_at(match.start()), scene.item_at(match.end() - 1) + 1, slots))
        return out


def _matches(rule: Rule, scene: Scene) -> list[re.Match[str]]:
    """Matches that may overlap: "has a range of ..., putting Guam in range" must not hide the second half."""
    string, out = scene.string, list[re.Match[str]]()
    if rule.opens is not None:
        match_at, places = rule.regex.match, scene.places
        openings = [there for mark, there in places.items() if mark in rule.opens]
        for start in openings[0] if len(openings) == 1 else sorted(chain.from_iterable(openings)):
            if (match := match_at(string, start)) is not None:
                out.append(match)
        return out[:MOST_HITS]
    regex = rule.regex
    match = regex.search(string)
    while match is not None and len(out) < MOST_HITS:
        out.append(match)
        match = regex.search(string, string.index(" ", match.start()) + 1)
    return out


def grammar(language: Language) -> Grammar:
    """The language's rules, compiled. Raises UsageError naming the rule that cannot be read."""
    return Grammar(tuple(rule_of(entry, language) for entry in language.rules))
