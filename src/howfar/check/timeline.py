"""One storyline from many documents: what was said of each system, in order, with what changed and what does not agree.

documents -> statements (claims with verdicts, statuses), each with its speaker and days
          -> entries (the same statement in several outlets is one) -> a storyline for each system
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass, field, replace
from datetime import date
from functools import cache
from typing import TYPE_CHECKING, Final, Literal

from howfar.check.about import home_of
from howfar.claims.moments import Days
from howfar.claims.status import STAGES, Stage, Status, TextScenes, statuses

if TYPE_CHECKING:
    from howfar.check.model import Verdict
    from howfar.check.question import Assumptions
    from howfar.check.said import Telling
    from howfar.claims.extraction import Reader
    from howfar.claims.model import Claim, Document
    from howfar.places.gazetteer import Gazetteer
    from howfar.systems.catalogue import Catalogue

Home = Callable[[str | None], str | None]
ChangeKind = Literal["status", "range", "origin"]
ContradictionKind = Literal["figures", "status", "denial", "date"]


@dataclass(frozen=True)
class TimedDocument:
    """A text with the day of its publication as far as it is known. name: what the user called it (a file, an address).

    is_given: the user gave the day. why_undated: why there is none; None where there is one.
    """

    name: str
    document: Document
    published: date | None = None
    is_given: bool = False
    why_undated: str | None = None


@dataclass(frozen=True)
class Statement:
    """One thing said of one system in one document: a claim of reach with its verdict, or a status.

    voice: key under which the speaker is known again, None for the outlet's own. said: the days on which it was said,
    from said_words of the text. party: ISO code of the country that is to have the system.
    source: index of the document.
    """

    source: int
    start: int
    quote: str
    sentence: str
    is_quoted: bool
    system_id: str | None
    system: str | None
    voice: str | None
    speaker: str | None
    published: date | None
    said: Days | None
    said_words: str | None
    party: str | None = None
    status: Status | None = None
    verdict: Verdict | None = None

    @property
    def claim(self) -> Claim | None:
        """The claim of reach, where it is one."""
        return self.verdict.claim if self.verdict else None

    @property
    def stage(self) -> Stage | None:
        """The stage, where it is a status."""
        return self.status.stage if self.status else None


@dataclass(frozen=True)
class Change:
    """What is another than in the entry of that number: "may purchase" -> "will buy"."""

    kind: ChangeKind
    since: int
    before: str
    after: str
    sentence: str


@dataclass(frozen=True)
class Contradiction:
    """Two entries that do not go together; which of them is right is not said."""

    kind: ContradictionKind
    entries: tuple[int, int]
    sentence: str


@dataclass(frozen=True)
class Entry:
    """One statement with all that report it, the fullest wording first.

    days: when it was said, else the day of its first report (is_reported_day), else None: the date is not known.
    """

    number: int
    statements: tuple[Statement, ...]
    days: Days | None
    is_reported_day: bool = False
    why_undated: str | None = None
    changes: tuple[Change, ...] = ()

    @property
    def main(self) -> Statement:
        """The statement whose words stand for all."""
        return self.statements[0]

    @property
    def speaker(self) -> str | None:
        """The fullest name given to who said it; None for the outlet's own voice."""
        names = [s.speaker for s in self.statements if s.speaker]
        return max(names, key=lambda name: (sum(word[:1].isupper() for word in name.split()), -len(name)), default=None)

    @property
    def status_words(self) -> tuple[str, ...]:
        """The words that give the status, the plainest first."""
        told = sorted(
            (s.status.is_conditional, s.status.rank, s.source, s.start, s.status.words)
            for s in self.statements
            if s.status
        )
        return tuple(dict.fromkeys(words for *_, words in told))

    @property
    def said_words(self) -> str | None:
        """The words of a text that say when."""
        return next((s.said_words for s in self.statements if s.said_words and s.said == self.days), None)


@dataclass(frozen=True)
class Storyline:
    """All that was said of one system: dated entries in order, then those without a date."""

    system_id: str | None
    name: str
    entries: tuple[Entry, ...]
    undated: tuple[Entry, ...]
    contradictions: tuple[Contradiction, ...]

    @property
    def path(self) -> tuple[Entry, ...]:
        """The dated entries that say how far along it is, each stage once a day."""
        seen: set[tuple[Days | None, Stage | None]] = set()
        out = []
        for entry in self.entries:
            mark = entry.days, entry.main.stage
            if entry.main.status is not None and mark not in seen:
                seen.add(mark)
                out.append(entry)
        return tuple(out)


@dataclass(frozen=True)
class Timeline:
    """The storylines, the one with most entries first; systems that only arms are said of come last."""

    documents: tuple[TimedDocument, ...]
    storylines: tuple[Storyline, ...] = field(default=())

    @property
    def entries(self) -> tuple[Entry, ...]:
        """Every entry by its number."""
        found = [entry for line in self.storylines for entry in (*line.entries, *line.undated)]
        return tuple(sorted(found, key=lambda entry: entry.number))


_BESIDE: Final = 10  # words before a verb among which its country is looked for
UNNAMED: Final = "Arms that are not named"


def published_on(written: str | None) -> date | None:
    """The day that a document's date gives ("2022-12-19", "2022-12-19T10:00Z", "19 December 2022"); None where none."""
    from howfar.claims.pages.dateline import date_line

    if not written:
        return None
    try:
        return date.fromisoformat(written[:10])
    except ValueError:
        return date_line(written)


def timed(name: str, document: Document, given: date | None = None) -> TimedDocument:
    """The document with its day: the one given by the user, else its own."""
    published = given or published_on(document.date)
    return TimedDocument(name, document, published, is_given=given is not None)


def timeline(
    documents: Sequence[TimedDocument],
    *,
    assumptions: Assumptions | None = None,
    catalogue: Catalogue | None = None,
    gazetteer: Gazetteer | None = None,
) -> Timeline:
    """The storylines of those documents. The same documents give the same timeline, in whatever order they come."""
    from howfar.check.answer import books_of
    from howfar.check.reading import reader
    from howfar.check.storyline import storylines

    books = books_of(catalogue, gazetteer)
    reading = reader(catalogue=catalogue, gazetteer=gazetteer)
    ordered = sorted(documents, key=lambda d: (d.published is None, d.published or date.min, d.document.sha256, d.name))
    told: list[TimedDocument] = []
    found: list[Statement] = []
    for source, item in enumerate(ordered):
        statements, why = _statements(item, source, reading, books, assumptions)
        told.append(replace(item, why_undated=why))
        found.extend(statements)
    names = _names(found, books[0])
    return Timeline(tuple(told), storylines(found, names, [d.why_undated for d in told]))


def _statements(
    item: TimedDocument,
    source: int,
    reading: Reader,
    books: tuple[Catalogue, Gazetteer],
    assumptions: Assumptions | None,
) -> tuple[list[Statement], str | None]:
    from howfar.check.answer import check_claims
    from howfar.check.said import Telling

    document = item.document
    text = TextScenes(document.text, reading, document.language)
    telling = Telling(text, language=document.language, published=item.published, gazetteer=books[1])
    claims = reading.read(document)
    verdicts = check_claims(claims, document.text, assumptions=assumptions, catalogue=books[0], gazetteer=books[1])
    out = [_of_claim(verdict, source, text, telling) for verdict in verdicts]
    home = cache(lambda speaker: home_of(speaker, document.text, books[1]))
    out += [
        _of_status(status, source, text, telling, gazetteer=books[1], home=home)
        for status in statuses(document, reading, text)
    ]
    return sorted(out, key=lambda s: s.start), _why_undated(item, telling)


def _why_undated(item: TimedDocument, telling: Telling) -> str | None:
    if item.published is not None:
        return None
    if item.document.date:
        return f"its date “{item.document.date}” is no whole day"
    said = " and ".join(f"“{words}”" for words in telling.unplaced()[:2])
    return f"the text gives no date of its own; it says only {said}" if said else "the text gives no date of its own"


def _of_claim(verdict: Verdict, source: int, text: TextScenes, telling: Telling) -> Statement:
    claim = verdict.claim
    return _statement(
        source, text, telling, span=(claim.start, claim.end), at=claim.start, speaker=claim.speaker,
        system_id=claim.system_id, system=claim.system, quote=claim.quote, verdict=verdict,
    )  # fmt: skip


def _of_status(
    status: Status, source: int, text: TextScenes, telling: Telling, *, gazetteer: Gazetteer, home: Home
) -> Statement:
    made = _statement(
        source, text, telling, span=(status.start, status.end), at=status.words_start, speaker=status.speaker,
        system_id=status.system_id, system=status.system, quote=status.quote, status=status,
    )  # fmt: skip
    return replace(made, party=_party(status, made.speaker, text, gazetteer, home))


def _statement(
    source: int, text: TextScenes, telling: Telling, *, span: tuple[int, int], at: int, speaker: str | None,
    system_id: str | None, system: str | None, quote: str, status: Status | None = None, verdict: Verdict | None = None,
) -> Statement:  # fmt: skip
    start, end = _sentence(text, at)
    who = telling.speaker(speaker, start, at)
    voice = telling.voice(who, start)
    when = telling.when(voice, start, end)
    return Statement(
        source=source, start=span[0], quote=" ".join(quote.split()), sentence=" ".join(text.text[start:end].split()),
        is_quoted=text.is_quoted(at), system_id=system_id, system=system, voice=voice,
        speaker=telling.shown(who, start) if who else None, published=telling.published, said=when.days,
        said_words=when.words, status=status, verdict=verdict,
    )  # fmt: skip


def _sentence(text: TextScenes, at: int) -> tuple[int, int]:
    from bisect import bisect_right

    index = max(0, bisect_right(text.sentences, at, key=lambda sentence: sentence.start) - 1)
    return text.sentences[index].start, text.sentences[index].end


def _party(status: Status, speaker: str | None, text: TextScenes, gazetteer: Gazetteer, home: Home) -> str | None:
    """The country that is to have the system: the one that buys, or that is given to; else the speaker's own."""
    beside = status.words if status.is_giving else status.quote[: status.words_start - status.start]
    language, namer = text.engine.language, text.engine.namer
    for word in reversed(beside.split()[-_BESIDE:]):
        bare = word.strip('“”"«»,.;:()').removesuffix("'s").removesuffix("’s")
        if language.key(bare) in language.words["human_pronoun"]:
            break
        hit = gazetteer.names().lookup(bare) if bare[:1].isupper() and namer.known(bare) is None else None
        if hit is not None and hit.kind in ("country", "city") and hit.country_code:
            return hit.country_code
    return home(speaker)


def _names(found: Iterable[Statement], catalogue: Catalogue) -> Callable[[str | None], str]:
    known = {system.id: system.name for system in catalogue.systems()}
    written: dict[str | None, str] = {}
    for statement in found:
        if statement.system:
            written.setdefault(statement.system_id, statement.system)

    def name(system_id: str | None) -> str:
        if system_id is None:
            return UNNAMED
        return known.get(system_id) or written.get(system_id) or system_id

    return name


def rank(stage: Stage) -> int:
    """How far along a stage is, from 0."""
    return STAGES.index(stage)
