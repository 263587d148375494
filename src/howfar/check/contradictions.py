"""What does not go together in a storyline: pointed out, never judged."""

from __future__ import annotations

from datetime import date
from itertools import combinations
from typing import TYPE_CHECKING, Final

from howfar.check.changes import OTHER_FIGURE, along, is_before, reach_words, same_party
from howfar.check.sameness import places_agree, same_voice
from howfar.check.timeline import Contradiction, Entry

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from howfar.claims.model import Claim

_THERE: Final = frozenset({"delivered", "deployed", "kept"})
_TO_COME: Final = frozenset({"considered", "wanted", "decided", "agreed"})
_NOT_THERE: Final = frozenset({"absent", "refused"})
_FIRST: Final = date.min


def contradictions(entries: Sequence[Entry]) -> Iterator[Contradiction]:
    """Each pair of figures, of a yes and a no, of stages is pointed out once, where it first stands."""
    by_number = {entry.number: entry for entry in entries}
    seen: set[tuple[object, ...]] = set()
    for found in _all_contradictions(entries):
        mark = (found.kind, frozenset(_said(by_number[number], found.kind) for number in found.entries))
        if mark not in seen:
            seen.add(mark)
            yield found


def _said(entry: Entry, kind: str) -> tuple[object, ...]:
    """What of an entry makes its contradictions of one kind the same."""
    claim = entry.main.claim
    if kind == "figures" and claim is not None and claim.distance_km is not None:
        return claim.verb_kind, round(claim.distance_km)
    if kind == "denial" and claim is not None:
        return claim.verb_kind, claim.target, claim.negated
    if kind == "status" and entry.main.stage in _THERE:
        return entry.number, "there"
    return (entry.main.stage,) if kind == "status" else (entry.number,)


def _all_contradictions(entries: Sequence[Entry]) -> Iterator[Contradiction]:
    for one, other in combinations([e for e in entries if e.main.claim], 2):
        yield from _figures(one, other)
        yield from _denial(one, other)
    yield from _status_order([e for e in entries if e.main.status and e.days])
    for entry in entries:
        yield from _dates(entry)


def _figures(one: Entry, other: Entry) -> Iterator[Contradiction]:
    """Ranges of one kind that no reading makes equal, by different speakers or at one time."""
    first, second = one.main.claim, other.main.claim
    if first is None or second is None or first.negated or second.negated or first.target or second.target:
        return
    kinds = {first.verb_kind, second.verb_kind}
    is_change = same_voice(one.main, other.main) and one.days != other.days
    if is_change or not (len(kinds) == 1 or "covers" in kinds) or _can_agree(first, second):
        return
    how = "" if len(kinds) == 1 else "; “covers” does not say how, so they may speak of different ranges"
    sentence = f"{_figure_words(one)}, {_figure_words(other)}{how}"
    yield Contradiction("figures", (one.number, other.number), sentence)


def _can_agree(one: Claim, other: Claim) -> bool:
    if one.distance_km is None or other.distance_km is None:
        return True
    if one.is_lower_bound or other.is_lower_bound:
        low, high = (one, other) if one.is_lower_bound else (other, one)
        assert low.distance_km is not None
        assert high.distance_km is not None
        return high.is_lower_bound or high.distance_km >= low.distance_km * (1 - OTHER_FIGURE)
    return abs(one.distance_km - other.distance_km) <= OTHER_FIGURE * max(one.distance_km, other.distance_km)


def _figure_words(entry: Entry) -> str:
    claim = entry.main.claim
    assert claim is not None
    return f"entry {entry.number} says “{claim.distance_as_written or reach_words(entry)}” ({claim.verb_kind})"


def _denial(one: Entry, other: Entry) -> Iterator[Contradiction]:
    first, second = one.main.claim, other.main.claim
    if first is None or second is None or first.negated == second.negated or first.target is None:
        return
    if first.verb_kind == second.verb_kind and places_agree(first.target, second.target):
        yes, no = (one, other) if second.negated else (other, one)
        sentence = f"entry {yes.number} says that it reaches {first.target}, entry {no.number} that it does not"
        yield Contradiction("denial", (one.number, other.number), sentence)


def _status_order(entries: Sequence[Entry]) -> Iterator[Contradiction]:
    """Said to be there and, on the same day or later, to be bought or not to be there; refused and yet to come."""
    for entry in entries:
        alike = [e for e in entries if same_party(e.main, entry.main) and not is_before(entry, e)]
        if entry.main.stage in _TO_COME | _NOT_THERE and (there := [e for e in alike if e.main.stage in _THERE]):
            yield _status_pair(max(there, key=_last_said), entry)
        other_voices = [e for e in alike if not same_voice(e.main, entry.main)]
        if entry.main.stage in _TO_COME and (refused := [e for e in other_voices if e.main.stage == "refused"]):
            yield _status_pair(max(refused, key=_last_said), entry)


def _last_said(entry: Entry) -> tuple[date, tuple[int, int]]:
    return (entry.days.last if entry.days else _FIRST), along(entry)


def _status_pair(one: Entry, other: Entry) -> Contradiction:
    more = "; more of them may be meant" if one.main.stage in _THERE and other.main.stage in _TO_COME else ""
    when = "on the same day" if one.days == other.days else "later"
    said = [entry.status_words[0] for entry in (one, other)]
    sentence = f"entry {one.number} says “{said[0]}”, entry {other.number} {when} “{said[1]}”{more}"
    return Contradiction("status", (one.number, other.number), sentence)


def _dates(entry: Entry) -> Iterator[Contradiction]:
    said = [s for s in entry.statements if s.said is not None and s.said.is_day]
    days = sorted({s.said.first for s in said if s.said})
    if len(days) > 1:
        either = " or ".join(day.isoformat() for day in days)
        sentence = f"the reports of entry {entry.number} do not agree on the day: {either}"
        yield Contradiction("date", (entry.number, entry.number), sentence)
