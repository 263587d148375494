"""Coordinates as people type them: 53.9N 27.6E; 53.9,27.6; 53°54′N 27°34′E; -33.9, 151.2."""

from __future__ import annotations

import re

from howfar.errors import UsageError

MOST_CHARACTERS = 80
_NUMBER = r"(\d{1,3}(?:\.\d+)?)"
_ANGLE = rf"([-+−]?)\s*{_NUMBER}\s*(?:°|º|deg\b|d\b)?\s*(?:{_NUMBER}\s*[′'’m]\s*)?(?:{_NUMBER}\s*(?:″|\"|”|''|s\b)\s*)?"
_AFTER = re.compile(rf"^{_ANGLE}([NSns])[\s,;/]*{_ANGLE}([EWew])$")
_BEFORE = re.compile(rf"^([NSns])\s*{_ANGLE}[\s,;/]*([EWew])\s*{_ANGLE}$")
_PLAIN = re.compile(rf"^{_ANGLE}\s*[,;\s]\s*{_ANGLE}$")


def parse_coordinates(text: str) -> tuple[float, float] | None:
    """Latitude and longitude in degrees, or None when the text is no pair of coordinates.

    Raises UsageError when it is a pair that lies outside the globe.
    """
    text = text.strip()
    if not text or len(text) > MOST_CHARACTERS or not any(char.isdigit() for char in text):
        return None
    if match := _AFTER.match(text):
        first, north, second, east = match.groups()[0:4], match[5], match.groups()[5:9], match[10]
    elif match := _BEFORE.match(text):
        first, north, second, east = match.groups()[1:5], match[1], match.groups()[6:10], match[6]
    elif match := _PLAIN.match(text):
        first, north, second, east = match.groups()[0:4], "N", match.groups()[4:8], "E"
    else:
        return None
    return _checked(_degrees(first, north), _degrees(second, east), text)


def _degrees(parts: tuple[str | None, ...], letter: str) -> float:
    sign, degrees, minutes, seconds = parts
    value = float(degrees or 0) + float(minutes or 0) / 60 + float(seconds or 0) / 3600
    return -value if (sign in {"-", "−"}) != (letter.upper() in "SW") else value


def _checked(lat: float, lon: float, text: str) -> tuple[float, float]:
    if abs(lat) > 90:
        raise UsageError(
            f"{text!r} has the latitude {lat:g}: latitudes go from -90 to 90 degrees. "
            "Give latitude first, then longitude, as in 53.9, 27.6."
        )
    if lon > 180 and lon <= 360:
        lon -= 360
    if abs(lon) > 180:
        raise UsageError(f"{text!r} has the longitude {lon:g}: longitudes go from -180 to 180 degrees.")
    return lat, lon
