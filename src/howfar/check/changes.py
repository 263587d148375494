"""What changed from one statement of a storyline to the next: status, range, origin."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING, Final

from howfar.check.sameness import places_agree, same_voice
from howfar.check.timeline import Change, Entry, Statement, rank
from howfar.earth.geodesic import distance_m

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

OTHER_FIGURE: Final = 0.05  # figures farther apart than this do not agree
_SAME_PLACE_KM: Final = 50.0


def with_changes(entries: Sequence[Entry]) -> Iterator[Entry]:
    for k, entry in enumerate(entries):
        earlier = [e for e in entries[:k] if is_before(e, entry)]
        found = [
            _status_change(entry, earlier, entries),
            _range_change(entry, earlier, entries),
            _origin_change(entry, earlier),
        ]
        yield replace(entry, changes=tuple(change for change in found if change is not None))


def is_before(one: Entry, other: Entry) -> bool:
    return one.days is not None and other.days is not None and one.days.last < other.days.first


def _status_change(entry: Entry, earlier: Sequence[Entry], entries: Sequence[Entry]) -> Change | None:
    """How far along this speaker puts it on this day, against what he said last; of several, the farthest along."""
    alike = [e for e in entries if e.main.status and same_voice(e.main, entry.main) and same_party(e.main, entry.main)]
    if entry is not max((e for e in alike if e.days == entry.days), key=along, default=None):
        return None
    past = [e for e in earlier if e in alike]
    last = max((e for e in past if e.days == past[-1].days), key=along, default=None)
    if last is None or last.main.stage == entry.main.stage:
        return None
    before, after = last.status_words[0], entry.status_words[0]
    return Change("status", last.number, before, after, f"“{before}” → “{after}”")


def along(entry: Entry) -> tuple[int, int]:
    stage = entry.main.stage
    return (-1 if stage is None else rank(stage)), -entry.number


def same_party(one: Statement, other: Statement) -> bool:
    return one.party is None or other.party is None or one.party == other.party


def reach_km(entry: Entry) -> float | None:
    """How far the entry says that the system reaches: its figure, else the way to its target; None for a denial."""
    claim, verdict = entry.main.claim, entry.main.verdict
    if claim is None or verdict is None or claim.negated:
        return None
    return claim.distance_km if claim.distance_km is not None else verdict.nearest_km


def reach_words(entry: Entry) -> str:
    claim, reach = entry.main.claim, reach_km(entry)
    assert claim is not None  # only entries with a reach are put in words
    assert reach is not None
    return f"{reach:,.0f} km" if claim.distance_km is not None else f"{claim.target}, at least {reach:,.0f} km away"


def _same_target(one: Entry, other: Entry) -> bool:
    """The same place seen from elsewhere is no longer range."""
    claims = [e.main.claim for e in (one, other) if e.main.claim and e.main.claim.distance_km is None]
    return len(claims) == 2 and places_agree(claims[0].target, claims[1].target)


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
    if _same_target(last, entry) or abs(reach - before) <= OTHER_FIGURE * max(reach, before):
        return None
    longer = "longer" if reach > before else "shorter"
    sentence = f"{longer}: {reach_words(last)} → {reach_words(entry)}"
    return Change("range", last.number, reach_words(last), reach_words(entry), sentence)


def _comparable(one: Entry, other: Entry) -> bool:
    kinds = {e.main.claim.verb_kind for e in (one, other) if e.main.claim}
    return same_voice(one.main, other.main) and (len(kinds) == 1 or "covers" in kinds)


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
    return places_agree(origins[0], origins[1])
