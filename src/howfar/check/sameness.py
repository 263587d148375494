"""Statements of several texts: which of them are one and the same."""

from __future__ import annotations

import math
import re
from datetime import timedelta
from functools import lru_cache
from typing import TYPE_CHECKING, Final

from howfar.check.said import names_agree
from howfar.earth.geodesic import distance_m

if TYPE_CHECKING:
    from collections.abc import Sequence

    from howfar.check.timeline import Statement
    from howfar.claims.model import Claim

_WORD: Final = re.compile(r"\w+(?:[-.,]\d+)*")
_SAME_FIGURE: Final = 0.02  # outlets round: 373 miles and 600 km are one figure
_SAME_TARGET_KM: Final = 5.0  # two names of one city are one point of the gazetteer
_WORD_FOR_WORD: Final = 0.75  # share of common words above which a quotation is the same whatever its date
_ALIKE: Final = 0.5
_REPORTED_WITHIN: Final = timedelta(days=7)
_SLIP: Final = timedelta(days=3)  # outlets may differ by so much on the day of one statement


def merged(statements: Sequence[Statement]) -> list[list[Statement]]:
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
    if not same_voice(one, other) and not (None in (one.voice, other.voice) and common >= _ALIKE):
        return False
    if one.source == other.source:
        return _days_agree(one, other) and (one.status is not None or common >= _ALIKE)
    if one.said is not None and other.said is not None and None not in (one.voice, other.voice):
        if one.said.overlaps(other.said):
            return one.said.is_day or other.said.is_day or common >= _ALIKE
        apart = max(one.said.first, other.said.first) - min(one.said.last, other.said.last)
        return apart <= _SLIP and common >= _WORD_FOR_WORD and len(content(one.sentence)) >= 6
    near = _published_near(one, other)
    return common >= (_ALIKE if near else _WORD_FOR_WORD) and near is not False


def same_voice(one: Statement, other: Statement) -> bool:
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
    if one.claim is None or other.claim is None or places_agree(one.claim.target, other.claim.target):
        return one.claim is not None and other.claim is not None
    places = [s.verdict.target for s in (one, other) if s.verdict]
    if len(places) < 2 or places[0] is None or places[1] is None or places[0].is_region != places[1].is_region:
        return False
    if places[0].is_region:
        return places[0].name == places[1].name
    apart_m = distance_m(places[0].lat, places[0].lon, places[1].lat, places[1].lon)
    return float(apart_m) / 1000.0 <= _SAME_TARGET_KM


def places_agree(one: str | None, other: str | None) -> bool:
    if one is None or other is None:
        return one is other
    first, second = content(one), content(other)
    return bool(first & second) if first and second else one.casefold() == other.casefold()


def overlap(one: str, other: str) -> float:
    """Share of the words of the shorter text that the other holds too; short words do not count, figures do."""
    first, second = content(one), content(other)
    fewest = min(len(first), len(second))
    return len(first & second) / fewest if fewest >= 2 else 0.0


@lru_cache(maxsize=8192)
def content(text: str) -> frozenset[str]:
    return frozenset(w for w in _WORD.findall(text.casefold()) if len(w) > 3 or any(c.isdigit() for c in w))
