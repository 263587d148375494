"""Storylines for programs: the border models of `howfar/timeline/1`, and a CSV with one row an entry."""

from __future__ import annotations

import csv
from datetime import date
from io import StringIO
from typing import TYPE_CHECKING, Any, Final, Literal

from pydantic import BaseModel, ConfigDict, Field

from howfar.report.contract import ClaimView, DocumentView, Label, Number, dumped
from howfar.report.table import safe_cell
from howfar.report.timelineview import contradiction_words, source_list

if TYPE_CHECKING:
    from howfar.check.timeline import Entry, Statement, Storyline, TimedDocument, Timeline

Stage = Literal[
    "considered", "wanted", "decided", "agreed", "delivered", "deployed", "kept", "withdrawn", "refused", "absent"
]
COLUMNS: Final = (
    "number", "system_id", "system", "kind", "said_from", "said_to", "said_words", "first_reported", "speaker",
    "country", "stage", "status_words", "quote", "verb_kind", "distance_km", "origin", "target", "label",
    "sentence", "sources", "changes", "contradictions", "why_undated",
)  # fmt: skip


class _Border(BaseModel):
    model_config = ConfigDict(frozen=True, populate_by_name=True, from_attributes=True)


class TimedDocumentView(DocumentView):
    """A document; `published` is the day it counts with, given by the user or its own, null with a reason."""

    name: str
    published: date | None
    is_given: bool
    why_undated: str | None


class SaidView(_Border):
    """The days on which something was said (both included) and the words of the text that say so."""

    first: date
    last: date
    words: str | None


class SourceView(_Border):
    """One report of an entry: index of the document, the words there, and their offset in its text."""

    document: int
    quote: str
    start: int
    speaker: str | None
    said: SaidView | None


class StatusView(_Border):
    """How far along, and the words that say so, the plainest first."""

    stage: Stage
    words: list[str]


class ClaimedView(_Border):
    """A claim of reach with its verdict in short; `howfar check` gives the whole."""

    claim: ClaimView
    label: Label
    sentence: str
    margin_km: Number


class ChangeView(_Border):
    """What is another than in entry `since`."""

    kind: Literal["status", "range", "origin"]
    since: int
    before: str
    after: str
    sentence: str


class EntryView(_Border):
    """One statement. `said` is null where no text ties a day to it; `first_reported`: the first publication."""

    number: int
    kind: Literal["claim", "status"]
    speaker: str | None
    country: str | None
    said: SaidView | None
    first_reported: date | None
    quote: str
    status: StatusView | None
    verdict: ClaimedView | None
    sources: list[SourceView]
    changes: list[ChangeView]
    why_undated: str | None


class ContradictionView(_Border):
    """Two entries that do not go together (the same number twice: its reports do not)."""

    kind: Literal["figures", "status", "denial", "date"]
    entries: tuple[int, int]
    sentence: str


class StorylineView(_Border):
    """All that was said of one system (id null: arms not named). `status`: the entries that say how far along it is."""

    system_id: str | None
    system: str
    status: list[int]
    entries: list[EntryView]
    undated: list[EntryView]
    contradictions: list[ContradictionView]


class TimelineResult(_Border):
    """`howfar timeline --json`."""

    schema_: Literal["howfar/timeline/1"] = Field(default="howfar/timeline/1", alias="schema")
    documents: list[TimedDocumentView]
    storylines: list[StorylineView]


def timeline_result(timeline: Timeline) -> dict[str, Any]:
    """`howfar/timeline/1`."""
    return dumped(
        TimelineResult(
            documents=[_document(item) for item in timeline.documents],
            storylines=[_storyline(line) for line in timeline.storylines],
        )
    )


def timeline_csv(timeline: Timeline) -> str:
    """CSV (RFC 4180, UTF-8, header first) with one row an entry; formulas are made harmless as in `table`."""
    out = StringIO(newline="")
    writer = csv.writer(out, lineterminator="\r\n")
    writer.writerow(COLUMNS)
    for line in timeline.storylines:
        for entry in (*line.entries, *line.undated):
            row = _row(entry, line, timeline)
            writer.writerow([safe_cell(row[column]) for column in COLUMNS])
    return out.getvalue()


def _document(item: TimedDocument) -> TimedDocumentView:
    keys = ("id", "sha256", "title", "publisher", "date", "language", "url")
    about = {key: getattr(item.document, key) for key in keys}
    return TimedDocumentView(
        **about, name=item.name, published=item.published, is_given=item.is_given, why_undated=item.why_undated
    )


def _storyline(line: Storyline) -> StorylineView:
    return StorylineView(
        system_id=line.system_id,
        system=line.name,
        status=[entry.number for entry in line.path],
        entries=[_entry(entry) for entry in line.entries],
        undated=[_entry(entry) for entry in line.undated],
        contradictions=[ContradictionView.model_validate(found) for found in line.contradictions],
    )


def _entry(entry: Entry) -> EntryView:
    verdict, stage = entry.main.verdict, entry.main.stage
    return EntryView(
        number=entry.number,
        kind="claim" if verdict else "status",
        speaker=entry.speaker,
        country=entry.main.party,
        said=_said(entry),
        first_reported=_first_reported(entry),
        quote=entry.main.quote,
        status=StatusView(stage=stage, words=list(entry.status_words)) if stage else None,
        verdict=ClaimedView(
            claim=ClaimView.model_validate(verdict.claim), label=verdict.label, sentence=verdict.sentence,
            margin_km=verdict.margin_km,
        ) if verdict else None,
        sources=[_source(statement) for statement in entry.statements],
        changes=[ChangeView.model_validate(change) for change in entry.changes],
        why_undated=entry.why_undated,
    )  # fmt: skip


def _said(entry: Entry) -> SaidView | None:
    if entry.days is None or entry.is_reported_day:
        return None
    return SaidView(first=entry.days.first, last=entry.days.last, words=entry.said_words)


def _source(statement: Statement) -> SourceView:
    said = statement.said
    return SourceView(
        document=statement.source, quote=statement.quote, start=statement.start, speaker=statement.speaker,
        said=SaidView(first=said.first, last=said.last, words=statement.said_words) if said else None,
    )  # fmt: skip


def _first_reported(entry: Entry) -> date | None:
    return min((s.published for s in entry.statements if s.published), default=None)


def _row(entry: Entry, line: Storyline, timeline: Timeline) -> dict[str, Any]:
    claim, verdict, said = entry.main.claim, entry.main.verdict, _said(entry)
    against = [contradiction_words(found) for found in line.contradictions if entry.number in found.entries]
    first_reported = _first_reported(entry)
    return {
        "number": entry.number, "system_id": line.system_id, "system": line.name,
        "kind": "claim" if claim else "status",
        "said_from": said and said.first.isoformat(), "said_to": said and said.last.isoformat(),
        "said_words": entry.said_words, "first_reported": first_reported and first_reported.isoformat(),
        "speaker": entry.speaker, "country": entry.main.party, "stage": entry.main.stage,
        "status_words": " | ".join(entry.status_words), "quote": entry.main.quote,
        "verb_kind": claim and claim.verb_kind, "distance_km": claim and claim.distance_km,
        "origin": claim and claim.origin, "target": claim and claim.target, "label": verdict and verdict.label,
        "sentence": verdict and verdict.sentence,
        "sources": " | ".join(source_list(entry, timeline.documents)),
        "changes": " | ".join(change.sentence for change in entry.changes), "contradictions": " | ".join(against),
        "why_undated": entry.why_undated,
    }  # fmt: skip
