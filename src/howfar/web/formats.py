"""The kinds of files that can be taken away: their types and names."""

from __future__ import annotations

from typing import Final

from howfar.errors import UsageError

FORMATS: Final = {
    "html": ("text/html", "report.html"),
    "json": ("application/json", "verdicts.json"),
    "csv": ("text/csv", "verdicts.csv"),
    "claimreview": ("application/ld+json", "claimreview.json"),
    "png": ("image/png", "map.png"),
    "svg": ("image/svg+xml", "map.svg"),
    "geojson": ("application/geo+json", "shapes.geojson"),
    "kml": ("application/vnd.google-earth.kml+xml", "shapes.kml"),
}


def media_of(kind: str) -> tuple[str, str]:
    """Media type and file name of a download. Raises UsageError for a kind that there is not."""
    if kind not in FORMATS:
        raise UsageError(f"there is no download {kind[:40]!r}; there are: {', '.join(FORMATS)}")
    return FORMATS[kind]
