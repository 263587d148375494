"""Units at the doors: text with a unit in, SI out, and back to text for people.

Inside howfar every length is in metres, every time in seconds, every angle in degrees as its name says.
Only the command line, the catalogue, article text and JSON made for people speak other units.
"""

from __future__ import annotations

import re
from typing import Final

from howfar.errors import UnitError

# Exact by definition: international foot, statute mile and nautical mile (NIST SP 811, 2008, appendix B.8).
M_PER_FOOT: Final = 0.3048
M_PER_MILE: Final = 1609.344
M_PER_NAUTICAL_MILE: Final = 1852.0
M_PER_FLIGHT_LEVEL: Final = 100 * M_PER_FOOT  # hundreds of feet of pressure altitude (ICAO Annex 2)

_LENGTH_UNITS_M: Final = {
    "m": 1.0, "metre": 1.0, "metres": 1.0, "meter": 1.0, "meters": 1.0,
    "km": 1000.0, "kilometre": 1000.0, "kilometres": 1000.0, "kilometer": 1000.0, "kilometers": 1000.0,
    "ft": M_PER_FOOT, "foot": M_PER_FOOT, "feet": M_PER_FOOT, "kft": 1000 * M_PER_FOOT,
    "mi": M_PER_MILE, "mile": M_PER_MILE, "miles": M_PER_MILE,
    "nmi": M_PER_NAUTICAL_MILE, "nm": M_PER_NAUTICAL_MILE, "NM": M_PER_NAUTICAL_MILE,
}  # fmt: skip
_LENGTH: Final = re.compile(r"^\s*(-?\d+(?:[ _,]\d{3})*(?:\.\d+)?)\s*([A-Za-z]*)\s*$")
_FLIGHT_LEVEL: Final = re.compile(r"^\s*FL\s*(\d{1,4})\s*$", re.IGNORECASE)


def length_m(text: str, *, what: str = "length", at_least_m: float = 0.0) -> float:
    """Metres from a length typed with its unit: ``20m``, ``150km``, ``30000ft``, ``12nmi``, ``FL300``.

    Raises UnitError for a bare number, an unknown unit, or a value below ``at_least_m``.
    """
    if level := _FLIGHT_LEVEL.match(text):
        return int(level[1]) * M_PER_FLIGHT_LEVEL
    match = _LENGTH.match(text)
    if match is None:
        raise UnitError(f"{what} {text!r} is not a number with a unit; write for example 20m, 150km or FL300")
    number, unit = float(re.sub(r"[ _,]", "", match[1])), match[2]
    if not unit:
        raise UnitError(
            f"{what} {text!r} has no unit; write {text.strip()}m, {text.strip()}km or another unit of length"
        )
    scale = _LENGTH_UNITS_M.get(unit) or _LENGTH_UNITS_M.get(unit.lower())
    if scale is None:
        raise UnitError(f"{what} {text!r}: the unit {unit!r} is unknown; use m, km, ft, kft, mi, nmi or FLnnn")
    if number * scale < at_least_m:
        raise UnitError(f"{what} {text!r} is below the least allowed, {at_least_m:g} m")
    return number * scale


def km(metres: float) -> float:
    """Kilometres from metres."""
    return metres / 1000.0
