"""Statements into storylines: one for each system, its entries in the order of what was said."""

from __future__ import annotations

from dataclasses import replace
from datetime import date
from typing import TYPE_CHECKING, Final

from howfar.check.changes import with_changes
from howfar.check.contradictions import contradictions
from howfar.check.sameness import merged
from howfar.check.timeline import Entry, Statement, Storyline
from howfar.claims.moments import Days

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Sequence

_FIRST: Final = date.min


def storylines(
    found: Iterable[Statement], name: Callable[[str | None], str], why_undated: Sequence[str | None]
) -> tuple[Storyline, ...]:
    """A storyline for each system, that with most entries first; why_undated: the reason of each document, by index.

    Arms without a name are not compared: nothing says that they are the same.
    """
    by_system: dict[str | None, list[Statement]] = {}
    for statement in found:
        by_system.setdefault(statement.system_id, []).append(statement)
    groups = {system_id: merged(statements) for system_id, statements in by_system.items()}
    ordered = sorted(groups, key=lambda s: (s is None, -len(groups[s]), s or ""))
    out: list[Storyline] = []
    number = 0
    for system_id in ordered:
        entries = sorted((_entry(group, why_undated) for group in groups[system_id]), key=_order)
        entries = [replace(entry, number=number + k) for k, entry in enumerate(entries, start=1)]
        number += len(entries)
        dated = [entry for entry in entries if entry.days is not None]
        out.append(
            Storyline(
                system_id,
                name(system_id),
                tuple(with_changes(dated) if system_id else dated),
                tuple(entry for entry in entries if entry.days is None),
                tuple(contradictions(entries) if system_id else ()),
            )
        )
    return tuple(out)


def _order(entry: Entry) -> tuple[bool, date, date, int, int]:
    days = entry.days
    first, last = (days.first, days.last) if days else (_FIRST, _FIRST)
    return days is None, last, first, entry.main.source, min(s.start for s in entry.statements)


def _entry(group: Sequence[Statement], why_undated: Sequence[str | None]) -> Entry:
    fullest = max(group, key=lambda s: (s.is_quoted, s.speaker is not None, len(s.quote), -s.source, -s.start))
    rest = sorted((s for s in group if s is not fullest), key=lambda s: (s.published or date.max, s.source, s.start))
    statements = (fullest, *rest)
    said = [s.said for s in statements if s.said is not None]
    if said:
        return Entry(0, statements, min(said, key=lambda days: (days.last - days.first, days.first)))
    reported = [s.published for s in statements if s.published is not None]
    if reported:
        return Entry(0, statements, Days(min(reported), min(reported)), is_reported_day=True)
    return Entry(0, statements, None, why_undated=why_undated[fullest.source])
