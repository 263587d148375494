"""Which of several places of one name a claim means: of towns of like weight the one near its other place."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

from howfar.earth.geodesic import distance_m
from howfar.places.model import Place, Resolution

_FAR_M = 1_500_000.0  # nearer than this the usual meaning is near enough
_MUCH_NEARER = 4.0
_LIKE_WEIGHT = 0.1  # a town a tenth as large can be meant; a hamlet cannot


def nearer_of_a_name(found: Resolution | None, other: Resolution | None, near: Sequence[str]) -> Resolution | None:
    """`found`, or its namesake that lies much nearer to the other place: from Syria, Tripoli is in Lebanon.

    near: countries named in the same text; a place in one of them is what it says. The choice says so in its caption.
    """
    if found is None or other is None or found.place.kind != "city" or found.place.country_code in near:
        return found
    first, there = found.place, other.place
    if _apart_m(first, there) < _FAR_M:
        return found
    least = _LIKE_WEIGHT * (first.population or 0)
    same = [p for p in found.alternatives if p.kind == "city" and (p.population or 0) >= least and _is_called(p, first)]
    nearest = min(same, key=lambda place: _apart_m(place, there), default=None)
    if nearest is None or _apart_m(nearest, there) * _MUCH_NEARER > _apart_m(first, there):
        return found
    usual = ", ".join(filter(None, [first.name, first.admin_name, first.country_code]))
    caption = f"Of the towns of this name the one near {there.name}, not {usual}."
    others = (first, *(p for p in found.alternatives if p is not nearest))
    return Resolution(replace(nearest, asked=first.asked, caption=caption), others)


def _is_called(place: Place, first: Place) -> bool:
    from howfar.places.fold import fold

    return fold(place.name) == fold(first.name)


def _apart_m(one: Place, other: Place) -> float:
    return float(distance_m(one.lat, one.lon, other.lat, other.lon))
