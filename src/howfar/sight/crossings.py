"""Where geodesics from a sensor cross the lines of a latitude/longitude lattice, all wedges solved at once.

Few points are solved, so that numpy's time for a call counts more than the points themselves: hence one batch.
"""

# ruff: noqa: E501 - formulas
from __future__ import annotations

from dataclasses import dataclass
from typing import Any, Final

import numpy as np
import numpy.typing as npt

from howfar.constants import WGS84_FLATTENING, WGS84_SEMI_MAJOR_M
from howfar.earth.geodesic import wgs84
from howfar.errors import PolarError

Floats = npt.NDArray[np.float64]

_E2: Final = WGS84_FLATTENING * (2.0 - WGS84_FLATTENING)
_LAST_CHANGE_M: Final = 3.0  # then taken along straight lines: what is left is 3 m squared over the Earth's radius
_MOST_ROUNDS: Final = 12


def radii_of_curvature_m(lat_deg: npt.ArrayLike) -> tuple[Floats, Floats]:
    """Meridian and prime-vertical radii M and N of WGS84 in metres (Torge and Müller, Geodesy, 4th ed., 4.9, 4.11)."""
    w2 = 1.0 - _E2 * np.sin(np.radians(np.asarray(lat_deg, dtype=np.float64))) ** 2
    return WGS84_SEMI_MAJOR_M * (1.0 - _E2) / w2**1.5, WGS84_SEMI_MAJOR_M / np.sqrt(w2)


def path_radius_m(lat: float, lon: float, azimuth_deg: npt.ArrayLike, distance_m: npt.ArrayLike) -> Floats:
    """Radius in metres of the sphere on which a path of that azimuth and length has the drop of the ellipsoid.

    The Euler radius of curvature one third of the way out (see the docstring of geometry.py).
    """
    azimuth, distance = np.broadcast_arrays(
        np.asarray(azimuth_deg, dtype=np.float64), np.asarray(distance_m, dtype=np.float64)
    )
    start = np.full(azimuth.shape, lat), np.full(azimuth.shape, lon)
    _, lat_there, back = wgs84().fwd(start[1], start[0], azimuth, distance / 3.0)
    return _radius_along_m(lat_there, np.radians(back))


def radius_at_site_m(lat_deg: float, azimuth_deg: npt.ArrayLike) -> Floats:
    """Radius of curvature in metres of WGS84 at a place, in the direction of an azimuth (Euler)."""
    return _radius_along_m(lat_deg, np.radians(np.asarray(azimuth_deg, dtype=np.float64)))


def _radius_along_m(lat_deg: npt.ArrayLike, azimuth_rad: Floats) -> Floats:
    meridian, prime = radii_of_curvature_m(lat_deg)
    return np.asarray(1.0 / (np.cos(azimuth_rad) ** 2 / meridian + np.sin(azimuth_rad) ** 2 / prime), dtype=np.float64)


@dataclass(frozen=True)
class Lattice:
    """The lattice as the geometry needs it: steps in degrees and the sensor's fractional row and column."""

    lat_step_deg: float
    lon_step_deg: float
    site_lat: float
    site_lon: float
    site_row: float
    site_col: float


@dataclass(frozen=True)
class Nodes:
    """Points to solve, flat arrays: the line at v cells from the sensor, met by the geodesic of that azimuth.

    by_row: lines are rows (wedges N and S); sign: 1 where v grows southwards or eastwards, -1 otherwise.
    """

    by_row: npt.NDArray[np.bool_]
    sign: Floats
    v: Floats
    azimuth_deg: Floats

    @classmethod
    def of(cls, name: str, v: Floats, azimuth_deg: Floats) -> Nodes:
        """Points of one wedge; v and azimuth_deg broadcast."""
        lines, azimuth = (np.ravel(a) for a in np.broadcast_arrays(v, azimuth_deg))
        shape = lines.shape
        return cls(np.full(shape, name in "NS"), np.full(shape, 1.0 if name in "SE" else -1.0), lines, azimuth)

    @classmethod
    def together(cls, *parts: Nodes) -> Nodes:
        """One batch of several."""
        return cls(*(np.concatenate([getattr(p, f) for p in parts]) for f in ("by_row", "sign", "v", "azimuth_deg")))


def crossings(lattice: Lattice, nodes: Nodes) -> tuple[Floats, Floats]:
    """Lateral offset (cells) and distance (m) of the nodes, by Newton. Raises PolarError near the poles."""
    lat0, lon0 = np.full(nodes.v.shape, lattice.site_lat), np.full(nodes.v.shape, lattice.site_lon)
    north, east = steps_m(lattice)
    azimuth = np.radians(nodes.azimuth_deg)
    across = np.abs(np.where(nodes.by_row, np.cos(azimuth), np.sin(azimuth)))
    distance = nodes.v * np.where(nodes.by_row, north, east) / across
    goal = nodes.v * np.where(nodes.by_row, lattice.lat_step_deg, lattice.lon_step_deg)
    for _ in range(_MOST_ROUNDS):
        lon, lat, back = wgs84().fwd(lon0, lat0, nodes.azimuth_deg, distance)
        eastward = np.mod(np.asarray(lon) - lattice.site_lon + 180.0, 360.0) - 180.0
        southward = lattice.site_lat - np.asarray(lat)
        heading = np.radians(back)  # backwards
        meridian, prime = radii_of_curvature_m(lat)
        per_south = np.degrees(np.cos(heading) / meridian)
        per_east = np.degrees(-np.sin(heading) / (prime * np.cos(np.radians(lat))))
        rate = nodes.sign * np.where(nodes.by_row, per_south, per_east)
        if not np.all(rate > 0):
            break
        change = (goal - nodes.sign * np.where(nodes.by_row, southward, eastward)) / rate
        distance = distance + change
        if np.max(np.abs(change)) < _LAST_CHANGE_M:
            lateral = np.where(
                nodes.by_row,
                (eastward + change * per_east) / lattice.lon_step_deg,
                (southward + change * per_south) / lattice.lat_step_deg,
            )
            return lateral, distance
    raise too_near_a_pole(lattice)


def too_near_a_pole(lattice: Lattice) -> PolarError:
    """What to say where the lines of the lattice run together."""
    return PolarError(
        f"the sensor at {lattice.site_lat:.3f}, {lattice.site_lon:.3f} is too near a pole for a latitude/longitude model "
        "of this reach; use a smaller range"
    )


def steps_m(lattice: Lattice) -> tuple[float, float]:
    """Metres to the next row and to the next column at the sensor."""
    meridian, prime = radii_of_curvature_m(lattice.site_lat)
    across = float(prime) * np.cos(np.radians(lattice.site_lat))
    return float(np.radians(lattice.lat_step_deg) * meridian), float(np.radians(lattice.lon_step_deg) * across)


def azimuths(name: str, lattice: Lattice, t: Floats) -> Floats:
    """Azimuth in degrees of the rays whose direction in the lattice is t lateral steps per line."""
    north, east = steps_m(lattice)
    forward: dict[str, tuple[Any, Any]] = {
        "N": (t * east, north),
        "S": (t * east, -north),
        "E": (east, -t * north),
        "W": (-east, -t * north),
    }
    across, along = np.broadcast_arrays(*forward[name])
    return np.asarray(np.degrees(np.arctan2(across, along)))
