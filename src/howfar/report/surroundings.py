"""What lies within a range of a region, for drawing: true to a third of a per cent of the range, and quick.

`howfar.earth.region.region_within` is the exact answer; along a coast like Russia's it takes minutes, and a picture
shows no more than pixels.
"""

from __future__ import annotations

from functools import lru_cache
from typing import TYPE_CHECKING, Any, Final

import numpy as np

from howfar.report.projection import METRES_PER_DEGREE, View, rings_of

if TYPE_CHECKING:
    from shapely.geometry.base import BaseGeometry

_SPACING: Final = 0.15  # of the range, between discs: their notches are 0.28 % of it deep
_SIMPLER: Final = 0.01  # of the range: what the outline may be simplified by
_AZIMUTHS: Final = np.linspace(0.0, 360.0, 72, endpoint=False)
_MOST_DISCS: Final = 4000


@lru_cache(maxsize=32)
def surroundings(view: View, region: BaseGeometry, radius_m: float) -> tuple[np.ndarray[Any, Any], ...]:
    """Outlines, in pixels of `view`, of everything within `radius_m` metres of a region in lon, lat degrees."""
    import shapely

    from howfar.earth.geodesic import destination

    lats, lons = _outline(region, radius_m / METRES_PER_DEGREE)
    around_lats, around_lons = destination(lats[:, None], lons[:, None], _AZIMUTHS[None, :], radius_m)
    discs = view.pixels(around_lats.ravel(), around_lons.ravel()).reshape(*around_lats.shape, 2)
    discs = discs[np.isfinite(discs).all(axis=(1, 2))]
    together = shapely.union_all([*shapely.polygons(discs), view.drawn(region)])
    return tuple(rings_of(together))


def _outline(region: BaseGeometry, radius_deg: float) -> tuple[np.ndarray[Any, Any], np.ndarray[Any, Any]]:
    """Points of the outline about `_SPACING` of the range apart, as latitudes and longitudes; each only once."""
    import shapely

    simple = shapely.simplify(region, _SIMPLER * radius_deg)
    spacing = _SPACING * radius_deg
    points = shapely.get_coordinates(shapely.segmentize(simple, spacing))
    _, kept = np.unique(np.round(points / (spacing / 2)), axis=0, return_index=True)
    if len(kept) > _MOST_DISCS:  # a range far shorter than the coast is long: no eye would tell
        kept = kept[:: len(kept) // _MOST_DISCS + 1]
    return points[kept, 1], points[kept, 0]
