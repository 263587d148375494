"""How far along a system is said to be: "may purchase", "will buy", "handed over", "deployed". Needs no figure.

The rules and words are data of a language folder (status.toml), in the dialect of the grammar of claims; scenes,
systems, pronouns and speakers are read as for claims.
"""

from __future__ import annotations

import re
import tomllib
from bisect import bisect_right
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from importlib import resources
from typing import TYPE_CHECKING, Any, Final, Literal, get_args, overload

from howfar.claims.background import Background, Subject
from howfar.claims.grammar import Grammar, Hit, grammar
from howfar.claims.mention import PLATFORM, UNKNOWN, Mention
from howfar.claims.quotations import quote_spans
from howfar.claims.scene import Scene, scene
from howfar.claims.sources import speaker_of
from howfar.claims.tokens import Sentence, sentences
from howfar.errors import UsageError

if TYPE_CHECKING:
    from howfar.claims.extraction import Reader
    from howfar.claims.language import Language
    from howfar.claims.model import Document

Stage = Literal[
    "considered", "wanted", "decided", "agreed", "delivered", "deployed", "kept", "withdrawn", "refused", "absent"
]
"""How far along, in order up to "kept"; "withdrawn" is gone again, "refused" and "absent" say that it is not so."""
STAGES: Final[tuple[Stage, ...]] = get_args(Stage)
_LOOK_BACK: Final = 12  # sentences before a statement that may name its system
_MOST_BETWEEN: Final = 7  # words between two systems of one list
_UNCLEAR: Final = frozenset({PLATFORM, UNKNOWN, "other", "gun"})


@dataclass(frozen=True)
class Status:
    """One statement about where a system stands. Invariant: text[start:end] == quote, a whole sentence.

    words: those that give the stage ("may purchase"). system, system_id: as written and resolved; None where only arms
    are spoken of. is_conditional: the sentence puts it under a condition.
    """

    quote: str
    start: int
    end: int
    stage: Stage
    words: str
    words_start: int
    system: str | None
    system_id: str | None
    speaker: str | None
    is_conditional: bool = False
    is_giving: bool = False
    rule: str = ""
    rank: int = 0


@dataclass(frozen=True)
class StatusWords:
    """The status data of one language, compiled."""

    grammar: Grammar
    words: Mapping[str, frozenset[str]]
    trigger: re.Pattern[str]
    giving: frozenset[str]  # first words of what a giver does


class TextScenes:
    """A text as the speaker rules ask for it: its sentences, taken apart when they are first asked for."""

    def __init__(self, text: str, reader: Reader, language: str | None) -> None:
        self.engine = reader.engine(engine_code(reader, language))
        self.text = text
        self.sentences: list[Sentence] = sentences(text, self.engine.language)
        self.quotes = quote_spans(text, self.engine.language)
        self._scenes: dict[int, Scene] = {}

    def words(self, index: int) -> list[str]:
        """The raw words of that sentence."""
        return self.text[self.sentences[index].start : self.sentences[index].end].split()

    def scene(self, index: int) -> Scene:
        """The sentence of that number, taken apart."""
        if index not in self._scenes:
            engine = self.engine
            self._scenes[index] = scene(self.text, self.sentences[index], index, engine.namer, engine.language)
        return self._scenes[index]

    def is_quoted(self, at: int) -> bool:
        """Whether that offset is inside quotation marks."""
        k = bisect_right(self.quotes, at, key=lambda span: span[0]) - 1
        return k >= 0 and self.quotes[k][0] <= at < self.quotes[k][1]


class _Before(Sequence[Scene]):
    """The sentences before one, taken apart only when something asks for them."""

    def __init__(self, text: TextScenes, span: range) -> None:
        self._text, self._span = text, span

    def __len__(self) -> int:
        return len(self._span)

    @overload
    def __getitem__(self, at: int) -> Scene: ...
    @overload
    def __getitem__(self, at: slice) -> Sequence[Scene]: ...
    def __getitem__(self, at: int | slice) -> Scene | Sequence[Scene]:
        return _Before(self._text, self._span[at]) if isinstance(at, slice) else self._text.scene(self._span[at])


def engine_code(reader: Reader, language: str | None) -> str:
    """The language whose rules read a text of that language: its own where the reader has it, else English."""
    if language:
        try:
            reader.engine(language)
        except KeyError:
            return "en"
        return language
    return "en"


def statuses(document: Document, reader: Reader, text: TextScenes | None = None) -> tuple[Status, ...]:
    """All statements of status in the document, in order; none where its language has no status.toml."""
    read = text or TextScenes(document.text, reader, document.language)
    data = status_words(read.engine.language)
    if data is None:
        return ()
    found: list[Status] = []
    for index, sentence in enumerate(read.sentences):
        if data.trigger.search(document.text, sentence.start, sentence.end):
            found.extend(_in_sentence(read, index, data))
    return tuple(sorted(found, key=lambda status: (status.start, status.words_start, status.system_id or "")))


def _in_sentence(read: TextScenes, index: int, data: StatusWords) -> Iterator[Status]:
    current = read.scene(index)
    if not current.items or current.text[current.sentence.start : current.sentence.end].rstrip("\"'”’»)").endswith("?"):
        return
    taken: list[tuple[int, int]] = []
    around = Background(before=_Before(read, range(max(0, index - _LOOK_BACK), index)))
    for hit in data.grammar.hits(current):
        first, last = _verb_span(hit)
        if any(a < last and first < b for a, b in taken) or not _stands(current, hit, data):
            continue
        subjects = _subjects(current, hit, around, read, data)
        if subjects:
            taken.append((first, last))
        for subject in subjects:
            yield _status(read, current, hit, subject=subject, around=around, data=data)


def _verb_span(hit: Hit) -> tuple[int, int]:
    """The items of the hit without the system: before it, or after it where it opens the pattern."""
    at = hit.slots.get("s", hit.slots.get("x"))
    if at is None:
        return hit.first, hit.last
    return (at + 1, hit.last) if at == hit.first else (hit.first, at)


def _stands(current: Scene, hit: Hit, data: StatusWords) -> bool:
    """Not "if deployed", not "to be handed over", not "an Iskander training centre"."""
    first, last = _verb_span(hit)
    if "past" in hit.rule.options and any(current.key(k) in data.words["unmade"] for k in (first - 1, first - 2)):
        return False
    is_before = hit.slots.get("s") != hit.first
    if (
        is_before
        and "loose" not in hit.rule.options
        and any(current.key(k) in data.words["between_stop"] for k in range(first, last))
    ):
        return False
    system = hit.slots.get("s")
    return system is None or current.key(system + 1) not in data.words["after_system_stop"]


def _subjects(
    current: Scene, hit: Hit, around: Background, read: TextScenes, data: StatusWords
) -> list[tuple[str | None, str | None]]:
    """(words, id) of the systems spoken of; (words, None) for arms that are not named."""
    if "x" in hit.slots:
        at = hit.slots["x"]
        return [(current.words(_adjectives(current, at), at + 1), None)]
    if "pronoun" in hit.rule.options:
        return _behind_pronoun(current, hit, around, read)
    out: list[tuple[str | None, str | None]] = []
    first = hit.slots["s"]
    items = [first] if "nearest" in hit.rule.options else _listed(current, first, first == hit.first, data)
    for item in items:
        found = _spoken_of(current, item, around, read)
        if found is not None and (found[1] is not None or not out):
            out.append(found)
    return out


def _spoken_of(current: Scene, item: int, around: Background, read: TextScenes) -> tuple[str | None, str | None] | None:
    """(words, id) of the system at that item; (words, None) for arms that are only described; None for a platform."""
    mention = current.items[item].what
    if not isinstance(mention, Mention) or mention.system_class == PLATFORM:
        return None
    words = current.words(item, item + 1)
    if mention.system_id is None and mention.system_class == UNKNOWN and not _points_back(current, item, mention):
        return words, None
    subject = read.engine.resolver.subject_of(current, item, around, None)
    if subject is None or (not _is_named(subject) and subject.system_class in _UNCLEAR):
        return (words, None) if mention.system_class == UNKNOWN else None
    return words, subject.system_id


def _points_back(current: Scene, item: int, mention: Mention) -> bool:
    """ "these weapons", "the systems"; not "the most advanced weapons", "weapons worth a billion"."""
    return mention.anaphoric and current.items[item].last - current.items[item].first <= 2


def _behind_pronoun(
    current: Scene, hit: Hit, around: Background, read: TextScenes
) -> list[tuple[str | None, str | None]]:
    """What "them" stands for: the nearest system before it that is no predicate ("these are the weapons")."""
    be = read.engine.language.words["be"]
    for other, limit in ((current, hit.first), *((s, len(s.items)) for s in reversed(around.before))):
        for item in reversed([k for k in other.systems() if k < limit]):
            what = other.items[item].what
            if not isinstance(what, Mention) or what.system_class == PLATFORM or other.key(item - 1) in be:
                continue
            if what.system_id is None and what.anaphoric and _points_back(other, item, what):
                continue
            found = _spoken_of(other, item, replace(around, before=()), read)
            return [found] if found is not None else []
    return []


def _adjectives(current: Scene, at: int) -> int:
    """Where "Russian" begins in "Russian arms"."""
    before = current.tokens[current.items[at - 1].first].text if at else ""
    return at - 1 if before[:1].isupper() else at


def _is_named(subject: Subject) -> bool:
    mention = subject.mention
    return (mention is not None and mention.system_id is not None) or subject.rule == "later name"


def _listed(current: Scene, item: int, backwards: bool, data: StatusWords) -> list[int]:
    """The item and the systems joined to it by "and" in one list, on the side away from the verb."""
    out, step = [item], -1 if backwards else 1
    at, joined = item + step, False
    while 0 <= at < len(current.items) and abs(at - out[-1]) <= _MOST_BETWEEN:
        key = current.key(at)
        if current.items[at].mark == "S":
            what = current.items[at].what
            if joined and isinstance(what, Mention) and what.system_id is not None:
                out.append(at)
                joined = False
            at += step
            continue
        if key in data.words["coordinate_stop"] or (not key[:1].isalnum() and key != ","):
            break
        joined = joined or key in data.words["and"]
        at += step
    return out


def _status(
    read: TextScenes, current: Scene, hit: Hit, *, subject: tuple[str | None, str | None], around: Background,
    data: StatusWords,
) -> Status:  # fmt: skip
    verb = _verb_span(hit)
    start, end = current.sentence.start, current.sentence.end
    first, last = current.start(verb[0]), current.end(hit.slots["x"] if "x" in hit.slots else verb[1] - 1)
    engine = read.engine
    speaker = speaker_of(current, first, last, read.quotes, read, engine.speakers, around, engine.language)
    before = " ".join(current.key(k) for k in range(verb[0]))
    is_conditional = any(re.search(rf"(?<!\S){re.escape(w)}(?!\S)", before) for w in data.words["conditional"])
    stage: Stage = hit.rule.kind  # type: ignore[assignment]  # status_words lets no other kind pass
    if is_conditional and stage in ("decided", "wanted"):
        stage = "considered"
    return Status(
        quote=read.text[start:end], start=start, end=end, stage=stage, words=_shown(read.text[first:last]),
        words_start=first, system=subject[0], system_id=subject[1], speaker=speaker, is_conditional=is_conditional,
        is_giving=any(current.key(k) in data.giving for k in range(*verb)),
        rule=hit.rule.name, rank=data.grammar.rules.index(hit.rule),
    )  # fmt: skip


def _shown(words: str) -> str:
    return " ".join(words.replace("\\", "").split()).strip(" ,;:–—-")


def status_words(language: Language) -> StatusWords | None:
    """The status words of a language, compiled once; None where its folder has no status.toml."""
    if language.code not in _COMPILED:
        _COMPILED[language.code] = _compiled(language)
    return _COMPILED[language.code]


_COMPILED: Final[dict[str, StatusWords | None]] = {}  # by language code; a Language holds dictionaries and has no hash


def _compiled(language: Language) -> StatusWords | None:
    data = status_data(language.code)
    if data is None:
        return None
    for rule in data["rule"]:
        if rule["kind"] not in STAGES:
            raise UsageError(f"status rule {rule['name']!r}: kind {rule['kind']!r} is none of {', '.join(STAGES)}")
    phrases = {name: tuple(_key(entry, language.key) for entry in entries) for name, entries in data["words"].items()}
    made = grammar(replace(language, phrases=phrases, rules=tuple(data["rule"])))
    stems = "|".join(sorted(map(re.escape, data["triggers"]), key=lambda stem: (-len(stem), stem)))
    trigger = re.compile(rf"\b(?:{stems})", re.IGNORECASE)
    giving = frozenset(p.split()[0] for name in ("deliver", "delivered") for p in phrases[name])
    return StatusWords(made, {name: frozenset(entries) for name, entries in phrases.items()}, trigger, giving)


def status_data(code: str) -> Mapping[str, Any] | None:
    """The status.toml of a language as it is written; None where there is none."""
    path = resources.files("howfar.claims").joinpath("languages", code, "status.toml")
    return tomllib.loads(path.read_text("utf-8")) if path.is_file() else None


def _key(phrase: str, key: Callable[[str], str]) -> str:
    """A phrase by the keys of its words, so that the data may write any form."""
    return " ".join(key(word) for word in phrase.split())
