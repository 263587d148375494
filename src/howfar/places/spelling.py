"""Names that are spelled almost like a name that is not known."""

from __future__ import annotations

from difflib import SequenceMatcher
from typing import TYPE_CHECKING

from howfar.places.fold import fold
from howfar.places.rank import weight

if TYPE_CHECKING:
    from howfar.places.gazetteer import Gazetteer

LEAST_LIKENESS = 0.75
LONGEST_KEY = 40
MOST_CANDIDATES = 4000


def similar_names(gazetteer: Gazetteer, words: str, limit: int = 3) -> list[str]:
    """Printed names of the places spelled most like the words, weightiest first among equals."""
    key = fold(words)[:LONGEST_KEY]
    if len(key) < 3:
        return []
    scored: dict[int, float] = {}
    for name, number in _candidates(gazetteer, key)[:MOST_CANDIDATES]:
        likeness = _likeness(key, name)
        if likeness >= LEAST_LIKENESS:
            scored[number] = max(likeness, scored.get(number, 0.0))
    heaviest = {number: weight(gazetteer.store.feature(number), is_other_name=False) for number in scored}
    ordered = sorted(scored, key=lambda number: (-round(scored[number], 1), -heaviest[number]))
    names = (_label(gazetteer, number) for number in ordered)
    return list(dict.fromkeys(names))[:limit]


def _candidates(gazetteer: Gazetteer, key: str) -> list[tuple[str, int]]:
    """Names that share the first letters, and weighty names that share the first or the last ones."""
    near = [(name, number // 2) for name, found in gazetteer.store.names_from(key[:3]) for number in found]
    weighty = gazetteer.names().core_keys("")
    alike = [
        row for row in weighty if abs(len(row[0]) - len(key)) <= 2 and (row[0][0] == key[0] or row[0][-3:] == key[-3:])
    ]
    return alike + [row for row in near if abs(len(row[0]) - len(key)) <= 2]


def _likeness(one: str, two: str) -> float:
    matcher = SequenceMatcher(None, one, two, autojunk=False)
    return matcher.ratio() if matcher.real_quick_ratio() >= LEAST_LIKENESS else 0.0


def _label(gazetteer: Gazetteer, number: int) -> str:
    feature = gazetteer.store.feature(number)
    return f"{feature.name}, {feature.code}" if feature.code and feature.kind in {"city", "site"} else feature.name
