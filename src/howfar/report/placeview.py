"""A resolved place for people and programs: what the words were taken to mean, how vague, what else they could be."""

from __future__ import annotations

import textwrap
from typing import Any

from howfar.places.model import Place, Resolution


def place_text(found: Resolution) -> str:
    """The place in a few lines."""
    lines = [_line(found.place)]
    if found.place.caption:
        lines += textwrap.wrap(found.place.caption, 78, initial_indent="  ", subsequent_indent="  ")
    if found.alternatives:
        lines.append("Could also be:")
        lines += [f"  {_line(place)}" for place in found.alternatives[:8]]
    return "\n".join(lines)


def place_result(found: Resolution) -> dict[str, Any]:
    """The place as JSON; degrees on WGS84."""
    return {
        "schema": "howfar/place/1",
        "place": place_object(found.place),
        "alternatives": [place_object(place) for place in found.alternatives],
    }


def place_object(place: Place) -> dict[str, Any]:
    """One place without its shape."""
    return {
        "name": place.name, "kind": place.kind, "lat": round(place.lat, 5), "lon": round(place.lon, 5),
        "vagueness_km": round(place.vagueness_m / 1000.0, 3), "country_code": place.country_code,
        "admin_name": place.admin_name, "population": place.population, "source": place.source,
        "caption": place.caption,
    }  # fmt: skip


def _line(place: Place) -> str:
    where = ", ".join(filter(None, [place.admin_name, place.country_code]))
    north, east = ("N" if place.lat >= 0 else "S"), ("E" if place.lon >= 0 else "W")
    vague = f", within {place.vagueness_m / 1000:.3g} km" if place.vagueness_m and not place.is_region else ""
    about = f" ({where})" if where else ""
    return f"{place.name}{about}: {place.kind}, {abs(place.lat):.3f}{north} {abs(place.lon):.3f}{east}{vague}"
