"""Storylines for people: text for a terminal and one self-contained HTML page. The same words in both."""

from __future__ import annotations

import calendar
from collections.abc import Iterable, Iterator, Sequence
from datetime import date
from itertools import groupby
from pathlib import PurePath
from typing import TYPE_CHECKING, Any, Final

from howfar.report import terminal, words

if TYPE_CHECKING:
    from rich.console import RenderableType

    from howfar.check.timeline import Contradiction, Entry, Storyline, TimedDocument, Timeline
    from howfar.claims.moments import Days

_MONTHS: Final = (
    "January", "February", "March", "April", "May", "June", "July", "August", "September", "October", "November",
    "December",
)  # fmt: skip
_STAGE_WORDS: Final = {
    "considered": "considered", "wanted": "wanted", "decided": "to come", "agreed": "agreed or ordered",
    "delivered": "handed over", "deployed": "there", "kept": "to stay", "withdrawn": "to go or gone",
    "refused": "refused", "absent": "not there",
}  # fmt: skip
_NO_VOICE: Final = "in the outlet’s own words"
NOT_JUDGED: Final = (
    "What does not go together is pointed out, not judged: howfar does not say which of two statements is right. "
    "“Said” is the day that a text ties to the words; where it ties none, the day of the first report stands."
)


def day(value: date) -> str:
    """ "12 September 2021"."""
    return f"{value.day} {_MONTHS[value.month - 1]} {value.year}"


def days_words(days: Days) -> str:
    """ "12 September 2021", "November 2021", "1 to 12 September 2021"."""
    first, last = days.first, days.last
    if days.is_day:
        return day(first)
    if (first.year, first.month) == (last.year, last.month):
        whole = first.day == 1 and last.day == calendar.monthrange(last.year, last.month)[1]
        name = f"{_MONTHS[first.month - 1]} {first.year}"
        return name if whole else f"{first.day} to {last.day} {name}"
    return f"{day(first)} to {day(last)}"


def when_words(entry: Entry) -> str:
    """When an entry was said, or first reported."""
    if entry.days is None:
        return "Date not known"
    return f"{'reported ' if entry.is_reported_day else ''}{days_words(entry.days)}"


def stage_words(entry: Entry) -> str:
    """ "considered: “may purchase”, “talking about the purchase of”"."""
    stage = entry.main.stage
    quoted = ", ".join(f"“{words.one_line(w)}”" for w in entry.status_words)
    return f"{_STAGE_WORDS[stage]}: {quoted}" if stage else ""


def source_name(item: TimedDocument) -> str:
    """The publisher, else the file or address that the user gave."""
    if item.document.publisher:
        return words.one_line(item.document.publisher)
    is_address = item.name.startswith(("http://", "https://"))
    return words.one_line(item.name if is_address else PurePath(item.name).name)


def source_words(item: TimedDocument) -> str:
    """ "BelTA, 24 February 2022"; who gave the date where the text did not."""
    if item.published is None:
        return f"{source_name(item)}, date not known"
    return f"{source_name(item)}, {day(item.published)}{' (date given by you)' if item.is_given else ''}"


def source_list(entry: Entry, documents: Sequence[TimedDocument]) -> list[str]:
    """Where an entry stands, each document once, in the order of their days."""
    return [source_words(documents[source]) for source in sorted({s.source for s in entry.statements})]


def span_words(timeline: Timeline) -> str:
    """ "5 documents, 29 entries, 12 September 2021 to 19 December 2022"."""
    days = [entry.days for entry in timeline.entries if entry.days is not None]
    counts = [
        _count(len(timeline.documents), "document", "documents"),
        _count(len(timeline.entries), "entry", "entries"),
    ]
    if days:
        first, last = min(d.first for d in days), max(d.last for d in days)
        counts.append(day(first) if first == last else f"{day(first)} to {day(last)}")
    return ", ".join(counts)


def _count(number: int, one: str, many: str) -> str:
    return f"{number} {one if number == 1 else many}"


def path_words(line: Storyline) -> list[tuple[str, str]]:
    """(day, words) of the way from "may purchase" to "deployed", each stage once a day."""
    return [
        (when_words(e) + ("" if e.main.voice else f", {_NO_VOICE}"), f"“{words.one_line(e.status_words[0])}”")
        for e in line.path
    ]


def change_words(entry: Entry) -> list[str]:
    """What is another than before, with the entry that it is measured against."""
    names = {"status": "Status", "range": "Range", "origin": "Origin"}
    return [f"{names[c.kind]} since [{c.since}]: {words.one_line(c.sentence)}" for c in entry.changes]


def contradiction_words(found: Contradiction) -> str:
    """The sentence, which names its entries."""
    return words.sentence(found.sentence)


def _quote(entry: Entry) -> str:
    """The words; in quotation marks unless they hold some themselves."""
    text = words.one_line(entry.main.quote)
    bare = text.strip('“”"«» ')
    return text if any(mark in bare for mark in '“”"«»') else f"“{bare}”"


def _talks(entries: Sequence[Entry]) -> Iterator[tuple[str, str, list[Entry]]]:
    """(when, who, entries) of what one speaker said on one day, under the fullest name given."""
    for (when, voice), group in groupby(entries, key=lambda e: (when_words(e), e.main.voice)):
        found = list(group)
        names = [e.speaker for e in found if e.speaker]
        yield when, max(names, key=len, default=_NO_VOICE) if voice else _NO_VOICE, found


# ---- terminal -----------------------------------------------------------------------------------------------------
def timeline_text(timeline: Timeline, *, width: int = 80, color: bool = False) -> str:
    """The storylines for people, `width` columns wide; readable without colour."""
    return terminal.rendered(_parts(timeline, width), width=width, color=color)


def _parts(timeline: Timeline, width: int) -> Iterator[RenderableType]:
    yield terminal.styled("What was said, in order", "bold")
    yield terminal.styled(span_words(timeline), "dim")
    if not timeline.storylines:
        yield terminal.styled("")
        yield terminal.styled("No claim of reach and no word on buying or basing a system was found.")
    for line in timeline.storylines:
        yield terminal.styled("")
        yield terminal.styled("─" * width, "dim")
        yield from _storyline_parts(line, timeline.documents)
    undated = [item for item in timeline.documents if item.published is None]
    if undated:
        yield terminal.styled("")
        yield terminal.styled("Documents whose date is not known", "bold")
        for item in undated:
            yield terminal.marked(
                "•", f"{source_name(item)}: {item.why_undated}. Give it: --date {item.name}=2022-12-31", 4
            )
    yield terminal.styled("")
    yield terminal.styled(NOT_JUDGED, "dim")
    yield terminal.styled(words.MEANING, "dim")


def _storyline_parts(line: Storyline, documents: Sequence[TimedDocument]) -> Iterator[RenderableType]:
    yield terminal.styled(words.one_line(line.name), "bold")
    for k, (when, said) in enumerate(path_words(line) if line.system_id else []):
        yield terminal.marked("" if k else "Status", f"{'→ ' if k else '  '}{said}, {when}", 9)
    for when, who, entries in _talks(line.entries):
        yield terminal.styled("")
        yield terminal.styled(f"{when}   {words.one_line(who)}", "bold")
        for entry in entries:
            yield from _entry_parts(entry, documents)
    if line.undated:
        yield terminal.styled("")
        yield terminal.styled("Date not known", "bold")
    for entry in line.undated:
        yield from _entry_parts(entry, documents, who=entry.speaker or _NO_VOICE)
    if line.contradictions:
        yield terminal.styled("")
        yield terminal.styled("Does not go together", "bold")
        for found in line.contradictions:
            yield terminal.marked("≠", contradiction_words(found), 4)


def _entry_parts(entry: Entry, documents: Sequence[TimedDocument], who: str | None = None) -> Iterator[RenderableType]:
    verdict = entry.main.verdict
    head = words.mark(verdict.label) if verdict else stage_words(entry)
    style = terminal.STYLES[verdict.label] if verdict else ""
    yield terminal.marked(f"[{entry.number}]", f"{words.one_line(who)} — {head}" if who else head, 7, style=style)
    yield terminal.marked("", _quote(entry), 7)
    if verdict:
        yield terminal.marked("", words.sentence(verdict.sentence), 7)
    for change in change_words(entry):
        yield terminal.marked("", f"Δ {change}", 7)
    notes = source_list(entry, documents)
    if entry.said_words:
        notes.append(f"said “{words.one_line(entry.said_words)}”")
    if entry.why_undated:
        notes.append(entry.why_undated)
    yield terminal.marked("", "; ".join(notes), 7)


# ---- HTML ---------------------------------------------------------------------------------------------------------
def timeline_html(timeline: Timeline, *, reproduce: str | None = None) -> str:
    """One page that needs nothing else: a storyline for each system."""
    from howfar.report.html import rendered

    return rendered(
        "timeline.html.j2",
        span=span_words(timeline),
        labels=[e.main.verdict.label for e in timeline.entries if e.main.verdict],
        lines=[_line_view(line, k, timeline.documents) for k, line in enumerate(timeline.storylines, start=1)],
        documents=[
            {"name": source_name(d), "words": source_words(d), "title": d.document.title, "url": d.document.url,
             "why": d.why_undated}
            for d in timeline.documents
        ],
        not_judged=NOT_JUDGED,
        reproduce=reproduce,
    )  # fmt: skip


def _line_view(line: Storyline, index: int, documents: Sequence[TimedDocument]) -> dict[str, Any]:
    dated = [
        {"when": when, "who": who, "entries": [_entry_view(e, documents, line.contradictions) for e in entries]}
        for when, who, entries in _talks(line.entries)
    ]
    return {
        "id": f"line-{index}",
        "name": words.one_line(line.name),
        "path": path_words(line) if line.system_id else [],
        "days": dated,
        "undated": [(e.speaker or _NO_VOICE, _entry_view(e, documents, line.contradictions)) for e in line.undated],
        "contradictions": [(c.entries, contradiction_words(c)) for c in line.contradictions],
    }


def _entry_view(entry: Entry, documents: Sequence[TimedDocument], found: Iterable[Contradiction]) -> dict[str, Any]:
    verdict = entry.main.verdict
    others = [n for c in found if entry.number in c.entries for n in c.entries if n != entry.number]
    return {
        "number": entry.number,
        "label": verdict.label if verdict else None,
        "sentence": words.sentence(verdict.sentence) if verdict else None,
        "stage": stage_words(entry),
        "quote": _quote(entry),
        "changes": change_words(entry),
        "against": list(dict.fromkeys(others)),
        "sources": source_list(entry, documents),
        "said": entry.said_words,
        "why": entry.why_undated,
    }
