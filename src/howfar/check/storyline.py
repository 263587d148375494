"""Statements into storylines: which are the same, what changed from one to the next, what does not go together."""

from __future__ import annotations

import math
import re
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import replace
from datetime import date, timedelta
from functools import lru_cache
from itertools import combinations
from typing import TYPE_CHECKING, Final

from howfar.check.said import names_agree
from howfar.check.timeline import Change, Contradiction, Entry, Statement, Storyline, rank
from howfar.claims.moments import Days
from howfar.earth.geodesic import distance_m

if TYPE_CHECKING:
    from howfar.claims.model import Claim

_WORD: Final = re.compile(r"\w+(?:[-.,]\d+)*")
_SAME_FIGURE: Final = 0.02  # outlets round: 373 miles and 600 km are one figure
_OTHER_FIGURE: Final = 0.05  # figures farther apart than this do not agree
_SAME_PLACE_KM: Final = 50.0
_SAME_TARGET_KM: Final = 5.0  # two names of one city are one point of the gazetteer
_WORD_FOR_WORD: Final = 0.75  # share of common words above which a quotation is the same whatever its date
_ALIKE: Final = 0.5
_REPORTED_WITHIN: Final = timedelta(days=7)
_SLIP: Final = timedelta(days=3)  # outlets may differ by so much on the day of one statement
_THERE: Final = frozenset({"delivered", "deployed", "kept"})
_TO_COME: Final = frozenset({"considered", "wanted", "decided", "agreed"})
_NOT_THERE: Final = frozenset({"absent", "refused"})
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
    groups = {system_id: _merged(statements) for system_id, statements in by_system.items()}
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
                tuple(_with_changes(dated) if system_id else dated),
                tuple(entry for entry in entries if entry.days is None),
                tuple(_contradictions(entries) if system_id else ()),
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


# ---- the same statement -------------------------------------------------------------------------------------------
def _merged(statements: Sequence[Statement]) -> list[list[Statement]]:
    """Groups of statements that are one, in order; a statement joins the first group that holds one like it.

    Only groups that say a thing of the same kind are looked at: the same stage, or a figure of about the same size."""
    groups: list[list[Statement]] = []
    by_kind: dict[tuple[object, ...], set[int]] = {}
    for statement in sorted(statements, key=lambda s: (s.said is None, s.source, s.start)):
        near = sorted(set().union(*(by_kind.get(kind, ()) for kind in _kinds_near(statement))))
        index = next((k for k in near if any(_is_same(statement, other) for other in groups[k])), len(groups))
        if index == len(groups):
            groups.append([])
        groups[index].append(statement)
        by_kind.setdefault(_kinds_near(statement)[0], set()).add(index)
    return groups


def _kinds_near(statement: Statement) -> list[tuple[object, ...]]:
    """The kind of thing that a statement says, and those beside it that can still be the same."""
    claim = statement.claim
    if claim is None:
        return [("status", statement.stage)]
    if not claim.distance_km:
        return [("claim", claim.negated, claim.distance_km)]
    step = math.floor(math.log(claim.distance_km) / -math.log(1.0 - _SAME_FIGURE))
    return [("claim", claim.negated, step + by) for by in (0, -1, 1)]


def _is_same(one: Statement, other: Statement) -> bool:
    """By what is said, who says it, when, and how many words are the same."""
    if not _says_the_same(one, other):
        return False
    common = overlap(one.sentence, other.sentence)
    if not _same_voice(one, other) and not (None in (one.voice, other.voice) and common >= _ALIKE):
        return False
    if one.source == other.source:
        return _days_agree(one, other) and (one.status is not None or common >= _ALIKE)
    if one.said is not None and other.said is not None and None not in (one.voice, other.voice):
        if one.said.overlaps(other.said):
            return one.said.is_day or other.said.is_day or common >= _ALIKE
        apart = max(one.said.first, other.said.first) - min(one.said.last, other.said.last)
        return apart <= _SLIP and common >= _WORD_FOR_WORD and len(_content(one.sentence)) >= 6
    near = _published_near(one, other)
    return common >= (_ALIKE if near else _WORD_FOR_WORD) and near is not False


def _same_voice(one: Statement, other: Statement) -> bool:
    """One speaker: the same surname, and given names that can be one person's where both texts have them."""
    return one.voice == other.voice and (one.voice is None or names_agree(one.speaker, other.speaker))


def _days_agree(one: Statement, other: Statement) -> bool:
    """Days that share one; where they are not known, the same words for them."""
    if one.said is None and other.said is None and one.said_words and other.said_words:
        return one.said_words == other.said_words
    return one.said is None or other.said is None or one.said.overlaps(other.said)


def _published_near(one: Statement, other: Statement) -> bool | None:
    """Whether one can be a report of the other by its date; None where a date is not known."""
    days = [s.said.last if s.said else s.published for s in (one, other)]
    if days[0] is None or days[1] is None:
        return None
    return abs(days[0] - days[1]) <= _REPORTED_WITHIN


def _says_the_same(one: Statement, other: Statement) -> bool:
    if one.status is not None and other.status is not None:
        return one.stage == other.stage and (one.party is None or other.party is None or one.party == other.party)
    if one.claim is None or other.claim is None:
        return False
    return _same_claim(one.claim, other.claim, same_text=one.source == other.source) and _targets_agree(one, other)


def _same_claim(one: Claim, other: Claim, *, same_text: bool) -> bool:
    if one.negated != other.negated:
        return False
    if one.verb_kind != other.verb_kind and (same_text or "covers" not in (one.verb_kind, other.verb_kind)):
        return False
    if one.distance_km is not None and other.distance_km is not None:
        return abs(one.distance_km - other.distance_km) <= _SAME_FIGURE * max(one.distance_km, other.distance_km)
    return one.distance_km is None and other.distance_km is None


def _targets_agree(one: Statement, other: Statement) -> bool:
    """The same words, or words for the same place: "Kiev" and "Kyiv"."""
    if one.claim is None or other.claim is None or _places_agree(one.claim.target, other.claim.target):
        return one.claim is not None and other.claim is not None
    places = [s.verdict.target for s in (one, other) if s.verdict]
    if len(places) < 2 or places[0] is None or places[1] is None or places[0].is_region != places[1].is_region:
        return False
    if places[0].is_region:
        return places[0].name == places[1].name
    apart_m = distance_m(places[0].lat, places[0].lon, places[1].lat, places[1].lon)
    return float(apart_m) / 1000.0 <= _SAME_TARGET_KM


def _places_agree(one: str | None, other: str | None) -> bool:
    if one is None or other is None:
        return one is other
    first, second = _content(one), _content(other)
    return bool(first & second) if first and second else one.casefold() == other.casefold()


def overlap(one: str, other: str) -> float:
    """Share of the words of the shorter text that the other holds too; short words do not count, figures do."""
    first, second = _content(one), _content(other)
    fewest = min(len(first), len(second))
    return len(first & second) / fewest if fewest >= 2 else 0.0


@lru_cache(maxsize=8192)
def _content(text: str) -> frozenset[str]:
    return frozenset(w for w in _WORD.findall(text.casefold()) if len(w) > 3 or any(c.isdigit() for c in w))


# ---- what changed -------------------------------------------------------------------------------------------------
def _with_changes(entries: Sequence[Entry]) -> Iterator[Entry]:
    for k, entry in enumerate(entries):
        earlier = [e for e in entries[:k] if _is_before(e, entry)]
        found = [
            _status_change(entry, earlier, entries),
            _range_change(entry, earlier, entries),
            _origin_change(entry, earlier),
        ]
        yield replace(entry, changes=tuple(change for change in found if change is not None))


def _is_before(one: Entry, other: Entry) -> bool:
    return one.days is not None and other.days is not None and one.days.last < other.days.first


def _status_change(entry: Entry, earlier: Sequence[Entry], entries: Sequence[Entry]) -> Change | None:
    """How far along this speaker puts it on this day, against what he said last; of several, the farthest along."""
    alike = [
        e for e in entries if e.main.status and _same_voice(e.main, entry.main) and _same_party(e.main, entry.main)
    ]
    if entry is not max((e for e in alike if e.days == entry.days), key=_along, default=None):
        return None
    past = [e for e in earlier if e in alike]
    last = max((e for e in past if e.days == past[-1].days), key=_along, default=None)
    if last is None or last.main.stage == entry.main.stage:
        return None
    before, after = last.status_words[0], entry.status_words[0]
    return Change("status", last.number, before, after, f"“{before}” → “{after}”")


def _along(entry: Entry) -> tuple[int, int]:
    stage = entry.main.stage
    return (-1 if stage is None else rank(stage)), -entry.number


def _same_party(one: Statement, other: Statement) -> bool:
    return one.party is None or other.party is None or one.party == other.party


def reach_km(entry: Entry) -> float | None:
    """How far the entry says that the system reaches: its figure, else the way to its target; None for a denial."""
    claim, verdict = entry.main.claim, entry.main.verdict
    if claim is None or verdict is None or claim.negated:
        return None
    return claim.distance_km if claim.distance_km is not None else verdict.nearest_km


def _reach_words(entry: Entry) -> str:
    claim, reach = entry.main.claim, reach_km(entry)
    assert claim is not None  # only entries with a reach are put in words
    assert reach is not None
    return f"{reach:,.0f} km" if claim.distance_km is not None else f"{claim.target}, at least {reach:,.0f} km away"


def _same_target(one: Entry, other: Entry) -> bool:
    """The same place seen from elsewhere is no longer range."""
    claims = [e.main.claim for e in (one, other) if e.main.claim and e.main.claim.distance_km is None]
    return len(claims) == 2 and _places_agree(claims[0].target, claims[1].target)


def _range_change(entry: Entry, earlier: Sequence[Entry], entries: Sequence[Entry]) -> Change | None:
    """The farthest reach that this speaker gives on this day against the farthest of the last day before."""
    reach = reach_km(entry)
    comparable = [e for e in entries if reach_km(e) is not None and _comparable(e, entry) and e.days == entry.days]
    if reach is None or entry is not max(comparable, key=lambda e: (reach_km(e) or 0.0, -e.number)):
        return None
    past = [e for e in earlier if reach_km(e) is not None and _comparable(e, entry)]
    if not past:
        return None
    last = max((e for e in past if e.days == past[-1].days), key=lambda e: reach_km(e) or 0.0)
    before = reach_km(last) or 0.0
    if _same_target(last, entry) or abs(reach - before) <= _OTHER_FIGURE * max(reach, before):
        return None
    longer = "longer" if reach > before else "shorter"
    sentence = f"{longer}: {_reach_words(last)} → {_reach_words(entry)}"
    return Change("range", last.number, _reach_words(last), _reach_words(entry), sentence)


def _comparable(one: Entry, other: Entry) -> bool:
    kinds = {e.main.claim.verb_kind for e in (one, other) if e.main.claim}
    return _same_voice(one.main, other.main) and (len(kinds) == 1 or "covers" in kinds)


def _origin_change(entry: Entry, earlier: Sequence[Entry]) -> Change | None:
    claim = entry.main.claim
    if claim is None or claim.origin is None:
        return None
    last = next((e for e in reversed(earlier) if e.main.claim and e.main.claim.origin and _comparable(e, entry)), None)
    if last is None or last.main.claim is None or last.main.claim.origin is None or _same_origin(last, entry):
        return None
    before, after = last.main.claim.origin, claim.origin
    return Change("origin", last.number, before, after, f"from another place: {before} → {after}")


def _same_origin(one: Entry, other: Entry) -> bool:
    places = [e.main.verdict.origin for e in (one, other) if e.main.verdict]
    if len(places) == 2 and places[0] is not None and places[1] is not None:
        apart_m = distance_m(places[0].lat, places[0].lon, places[1].lat, places[1].lon)
        return float(apart_m) / 1000.0 <= _SAME_PLACE_KM
    origins = [e.main.claim.origin for e in (one, other) if e.main.claim]
    return _places_agree(origins[0], origins[1])


# ---- what does not go together ------------------------------------------------------------------------------------
def _contradictions(entries: Sequence[Entry]) -> Iterator[Contradiction]:
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
    is_change = _same_voice(one.main, other.main) and one.days != other.days
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
        return high.is_lower_bound or high.distance_km >= low.distance_km * (1 - _OTHER_FIGURE)
    return abs(one.distance_km - other.distance_km) <= _OTHER_FIGURE * max(one.distance_km, other.distance_km)


def _figure_words(entry: Entry) -> str:
    claim = entry.main.claim
    assert claim is not None
    return f"entry {entry.number} says “{claim.distance_as_written or _reach_words(entry)}” ({claim.verb_kind})"


def _denial(one: Entry, other: Entry) -> Iterator[Contradiction]:
    first, second = one.main.claim, other.main.claim
    if first is None or second is None or first.negated == second.negated or first.target is None:
        return
    if first.verb_kind == second.verb_kind and _places_agree(first.target, second.target):
        yes, no = (one, other) if second.negated else (other, one)
        sentence = f"entry {yes.number} says that it reaches {first.target}, entry {no.number} that it does not"
        yield Contradiction("denial", (one.number, other.number), sentence)


def _status_order(entries: Sequence[Entry]) -> Iterator[Contradiction]:
    """Said to be there and, on the same day or later, to be bought or not to be there; refused and yet to come."""
    for entry in entries:
        alike = [e for e in entries if _same_party(e.main, entry.main) and not _is_before(entry, e)]
        if entry.main.stage in _TO_COME | _NOT_THERE and (there := [e for e in alike if e.main.stage in _THERE]):
            yield _status_pair(max(there, key=_last_said), entry)
        other_voices = [e for e in alike if not _same_voice(e.main, entry.main)]
        if entry.main.stage in _TO_COME and (refused := [e for e in other_voices if e.main.stage == "refused"]):
            yield _status_pair(max(refused, key=_last_said), entry)


def _last_said(entry: Entry) -> tuple[date, tuple[int, int]]:
    return (entry.days.last if entry.days else _FIRST), _along(entry)


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
