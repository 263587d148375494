"""What a place is: a name made into geometry, with an honest radius of vagueness."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Literal

if TYPE_CHECKING:
    from shapely.geometry.base import BaseGeometry

PlaceKind = Literal["point", "city", "site", "country", "region", "sea", "vicinity", "part", "border", "group"]


@dataclass(frozen=True)
class Place:
    """A point or a region on WGS84.

    name: as printed. asked: the words that were resolved ("near Minsk").
    lat, lon: representative point in degrees (for a region, a point inside it).
    vagueness_m: radius within which the meant point may lie (metres; 0 for typed coordinates). Regions have a
        geometry instead, and vagueness_m is how far their edge may be off.
    geometry: shapely polygon or line in lon, lat degrees, or None for a point. Valid on a globe cut at the
        antimeridian (longitudes within [-180, 180]).
    country_code: ISO 3166-1 alpha-2 or None. population: from GeoNames or None.
    caption: one sentence on whose view of disputed borders the shape is, or what the words were taken to mean.
    """

    name: str
    kind: PlaceKind
    lat: float
    lon: float
    asked: str = ""
    vagueness_m: float = 0.0
    geometry: BaseGeometry | None = field(default=None, compare=False, repr=False)
    country_code: str | None = None
    admin_name: str | None = None
    population: int | None = None
    source: str = "GeoNames"
    caption: str | None = None

    @property
    def is_region(self) -> bool:
        """True when the place has an extent of its own (a country, a sea, a part of one)."""
        return self.geometry is not None


@dataclass(frozen=True)
class Resolution:
    """The place that words were taken to mean, and the others that they could have meant, likeliest first."""

    place: Place
    alternatives: tuple[Place, ...] = ()
