"""What ends the view, for programs and for people: the limit of every azimuth, and a table of sixteen directions."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from typing import Any, Final

from howfar.check.wording import distance_words
from howfar.sight.limits import Limit, sectors

DIRECTIONS: Final = ("N", "NNE", "NE", "ENE", "E", "ESE", "SE", "SSE", "S", "SSW", "SW", "WSW", "W", "WNW", "NW", "NNW")
_WIDE: Final = 17  # characters of a column; four altitudes fit into 80


def limits_object(found: Sequence[Limit], site: str) -> list[dict[str, Any]]:
    """One object for every azimuth, kilometres and metres as the keys say."""
    return [
        {
            "site": site,
            "azimuth_deg": round(limit.azimuth_deg, 3),
            "reach_km": round(limit.reach_m / 1000.0, 3),
            "reason": limit.reason,
            "smooth_earth_km": round(limit.smooth_m / 1000.0, 3),
            "ridge": None
            if limit.ridge is None
            else {
                "lat": round(limit.ridge.lat, 5),
                "lon": round(limit.ridge.lon, 5),
                "distance_km": round(limit.ridge.distance_m / 1000.0, 3),
                "height_amsl_m": round(limit.ridge.height_amsl_m, 1),
            },
        }
        for limit in found
    ]


def limits_text(by_altitude: Sequence[tuple[str, Sequence[Limit]]]) -> list[str]:
    """Lines of at most 80 columns: for each direction how far targets are seen and what ends it there.

    by_altitude: words for the altitude, and the limits of evenly spaced azimuths. With one altitude the ridge that
    ends most of the sector is named too.
    """
    if len(by_altitude) > 1:
        head = "         " + "".join(f"{words:<{_WIDE}}" for words, _ in by_altitude)
        parts = [[_cell(part) for part in sectors(found)] for _, found in by_altitude]
        rows = ["".join(f"{cells[i]:<{_WIDE}}" for cells in parts) for i in range(len(DIRECTIONS))]
        return [head.rstrip(), *(f"    {name:<5}{row}".rstrip() for name, row in zip(DIRECTIONS, rows, strict=True))]
    lines = []
    for name, part in zip(DIRECTIONS, sectors(by_altitude[0][1]), strict=True):
        lines.append(f"    {name:<5}{_cell(part):<{_WIDE}}  {_ridge_words(part)}".rstrip())
    return lines


def _commonest(part: Sequence[Limit]) -> list[Limit]:
    """The limits of a sector that end for the commonest reason, nearest reach first."""
    reason = Counter(limit.reason for limit in part).most_common(1)[0][0]
    return sorted((limit for limit in part if limit.reason == reason), key=lambda limit: limit.reach_m)


def _cell(part: Sequence[Limit]) -> str:
    """ "12-34 km terrain": nearest and farthest reach of the sector, and the commonest reason."""
    low, high = (f"{pick(limit.reach_m for limit in part) / 1000.0:,.0f}" for pick in (min, max))
    return f"{low if low == high else f'{low}-{high}'} km {_commonest(part)[0].reason}"


def _ridge_words(part: Sequence[Limit]) -> str:
    among = _commonest(part)
    ridge = among[len(among) // 2].ridge
    if ridge is None:
        return ""
    where = f"{ridge.lat:.3f}, {ridge.lon:.3f}"
    return f"ground {ridge.height_amsl_m:,.0f} m, {distance_words(ridge.distance_m / 1000.0)} out, at {where}"
