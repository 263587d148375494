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
from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from itertools import chain
from typing import TYPE_CHECKING, Any, Final, NamedTuple

from howfar.errors import UsageError

if TYPE_CHECKING:
    from howfar.claims.language import Language
    from howfar.claims.scene import Scene

_GAPS: Final = {
    "..": r"(?:(?:[^\W\d_A-Z]\S*|[\"'“”‘’]) ){0,%d}?",
    "~": r"(?:(?:[^\W\d_]\S*|\d\S*|'s|’s|[-'’\"“”‘]) ){0,%d}?",
    "...": r"(?:\S+ ){0,%d}?",
}
_SLOT: Final = re.compile(r"(?P<slot>[a-z])=(?P<atom>.*)")
_GAP: Final = re.compile(r"(?P<kind>\.\.\.|\.\.|~)(?P<count>\d+)")


_MARKS: Final = frozenset("LHSTNAV")
ASIDE: Final = frozenset({"column", "answer", "void"})  # rules that find no claim in running text
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
    slots: tuple[str, ...] = ()  # those of its regex
    runs: tuple[re.Pattern[str], ...] = ()  # words that stand side by side in every match, to be found in raw words


class Hit(NamedTuple):
    """A rule's match in a scene: items [first, last) and the items or positions of its slots."""

    rule: Rule
    first: int
    last: int
    slots: Mapping[str, int]


def _commonness(words: frozenset[str]) -> float:
    """How often one of the words stands in a sentence, roughly: short words are the common ones. Marks are the last."""
    return sum(_RARER_BY_LETTER ** len(w) for w in words) + bool(words & _MARKS)


class _Needs:
    """Which rules find a word of each of their sets in a text. Rules are tried where a word of their rarest set is.

    Each set is a bit of a number, so that one comparison tells whether a rule finds all of its sets.
    """

    def __init__(
        self, needs: Sequence[tuple[frozenset[str], ...] | None], runs: Sequence[tuple[re.Pattern[str], ...]] = ()
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
            for word in min(dict.fromkeys(sets), key=_commonness):
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


def _in_runs(said: Sequence[str], runs: tuple[re.Pattern[str], ...]) -> bool:
    """Whether each of the runs is among the words."""
    if not runs:
        return True
    string = f" {' '.join(said)} "
    return all(run.search(string) for run in runs)


class Grammar:
    """All rules of a language, in the order in which they win."""

    def __init__(self, rules: tuple[Rule, ...]) -> None:
        self.rules = rules
        self._in_scene = _Needs([r.needs if r.options.isdisjoint(ASIDE) else None for r in rules])
        self._of_heights = _Needs([r.needs if "a" in r.slots else None for r in rules])
        self._reads_height = ["a" in r.slots for r in rules]
        self._in_words = self._of_raw_words()
        self._void = _Needs([r.needs if "void" in r.options else None for r in rules])
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
        plain = [tuple(n for n in r.needs if not n & _MARKS and any(w[0].isalpha() for w in n)) for r in rules]
        short = [None if frozenset("L") in r.needs else sets for r, sets in zip(rules, plain, strict=True)]
        runs = [r.runs for r in rules]
        return _Needs([sets or None for sets in plain], runs), _Needs([sets or None for sets in short], runs)

    def _needs_no_word(self) -> bool:
        """Whether some rule needs no word at all, only marks."""
        rules = [r for r in self.rules if "void" not in r.options]
        return any(all(n & _MARKS or not any(w[0].isalpha() for w in n) for n in r.needs) for r in rules)

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
        return self._hits(scene, self._of_heights.met(scene.places))

    def label(self, line: str) -> Rule | None:
        """The rule whose pattern ends a line that is nothing but a label ("Maximum detection range")."""
        rules = (r for r in self.rules if "column" in r.options)
        return next((r for r in rules if any(m.end() == len(line) for m in r.regex.finditer(line))), None)

    def hits(self, scene: Scene) -> list[Hit]:
        """Every match of the rules but those for heights, rule by rule."""
        return self._hits(scene, [n for n in self._in_scene.met(scene.places) if not self._reads_height[n]])

    def void_hits(self, scene: Scene) -> list[Hit]:
        """Every match of the rules for what makes a reach no claim."""
        return self._hits(scene, self._void.met(scene.places))

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
    match = rule.regex.search(string)
    while match is not None and len(out) < MOST_HITS:
        out.append(match)
        match = rule.regex.search(string, string.index(" ", match.start()) + 1)
    return out


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
        wholes=_wholes(entry, language), opens=_opens(entry, language), slots=tuple(regex.groupindex),
        runs=_runs(entry, language),
    )  # fmt: skip


def _needs(entry: Mapping[str, Any], language: Language) -> tuple[frozenset[str], ...]:
    """Sets of words of which one each must be there (one of each phrase), so that most rules need no search."""
    out: list[frozenset[str]] = []
    for element in entry["pattern"].split():
        if element.endswith(("?", "=")) or _GAP.fullmatch(element):
            continue
        out.append(_rarest(element, language))
    return tuple(sorted(out, key=len))


def _runs(entry: Mapping[str, Any], language: Language) -> tuple[re.Pattern[str], ...]:
    """Patterns of the words that stand side by side in every match, marks of punctuation apart, two or more a run."""
    out: list[re.Pattern[str]] = []
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
            out.append(re.compile(f" {body}"))
        body, count = "", 0
    return tuple(out)


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
            rarest: frozenset[str] = min([_rarest(word, language) for word in words], key=_commonness)
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
