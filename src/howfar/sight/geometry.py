"""Where rays from a sensor cross a latitude/longitude lattice, and how slopes follow from heights there.

Geodesics of the ellipsoid cross each row (or column) of the lattice at a place that is a smooth function of the
row's distance from the sensor and of the ray's azimuth. It is solved at a few nodes and carried by Chebyshev
polynomials; the sweep evaluates nothing else.

    slope   T = tan(elevation) = q / sin(theta) - tan(theta / 2)      theta = s / (k R)
            q = (h - h0) / (k R + h)                                  h0: antenna, h: point, above mean sea level

is exact on a sphere of radius k R: a straight ray there has r cos(theta + e) = r0 cos(e). R is the radius of curvature
of the ellipsoid along the path one third of the way out, which makes the drop of the ellipsoid exact to the third
order in the distance s: the drop is the integral of (s - x) / R(x) dx.
"""

# ruff: noqa: E501, PLR0917 - geometry has many arguments
from __future__ import annotations

from dataclasses import dataclass
from typing import Any, Final

import numpy as np
import numpy.typing as npt
from numpy.polynomial import chebyshev

from howfar.constants import WGS84_FLATTENING, WGS84_SEMI_MAJOR_M
from howfar.earth.geodesic import wgs84
from howfar.errors import PolarError

Floats = npt.NDArray[np.float64]

_E2: Final = WGS84_FLATTENING * (2.0 - WGS84_FLATTENING)
_NODES_V: Final = 10  # Chebyshev nodes along the rays
_NODES_T: Final = 14  # Chebyshev nodes across the rays
_NEGLIGIBLE: Final = 1e-11  # of the largest coefficient: 0.006 mm at 600 km
_TOLERANCE_CELLS: Final = 0.02  # the polynomials may miss the geodesic by this at the far end
N_PER_CHUNK: Final = 24  # values a chunk's polynomial row holds: 5 cubics, two borders, two scalars


def radii_of_curvature_m(lat_deg: npt.ArrayLike) -> tuple[Floats, Floats]:
    """Meridian and prime-vertical radii M and N of WGS84 in metres (Torge and Müller, Geodesy, 4th ed., 4.9, 4.11)."""
    w2 = 1.0 - _E2 * np.sin(np.radians(np.asarray(lat_deg, dtype=np.float64))) ** 2
    return WGS84_SEMI_MAJOR_M * (1.0 - _E2) / w2**1.5, WGS84_SEMI_MAJOR_M / np.sqrt(w2)


def path_radius_m(lat: float, lon: float, azimuth_deg: npt.ArrayLike, distance_m: npt.ArrayLike) -> Floats:
    """Radius in metres of the sphere on which a path of that azimuth and length has the drop of the ellipsoid.

    The Euler radius of curvature one third of the way out (see the module's docstring).
    """
    azimuth, distance = np.broadcast_arrays(
        np.asarray(azimuth_deg, dtype=np.float64), np.asarray(distance_m, dtype=np.float64)
    )
    start = np.full(azimuth.shape, lat), np.full(azimuth.shape, lon)
    _, lat_there, back = wgs84().fwd(start[1], start[0], azimuth, distance / 3.0)
    meridian, prime = radii_of_curvature_m(lat_there)
    along = np.radians(np.asarray(back))
    return np.asarray(1.0 / (np.cos(along) ** 2 / meridian + np.sin(along) ** 2 / prime), dtype=np.float64)


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
class Wedge:
    """One of the four wedges: rays whose parameter t is the lateral step per line, lines at distance v from the sensor.

    tables[f, m, l]: Chebyshev coefficients (m along v in [0, v_max], l along t in [-t_max, t_max]) of
    lateral / v, v J s, P / (v s), W / (v s), distance / (v s), F, k R + h0. The factor s(t), the length of a step along
    the ray in a flat lattice (`step_m`), is taken out because its square root is all that is not nearly constant.
    """

    name: str
    v_max: float
    t_max: float
    radius_m: float
    tables: Floats
    spread: float  # largest lateral step of a ray per line, in units of t
    line_m: float  # from line to line at the sensor
    lateral_m: float  # from sample to sample along a line at the sensor

    def step_m(self, t: npt.ArrayLike) -> Floats:
        """Length of a step from line to line along the ray t, in a flat lattice."""
        return np.hypot(self.line_m, self.lateral_m * np.asarray(t, dtype=np.float64))

    def values(self, f: int, v: npt.ArrayLike, t: npt.ArrayLike) -> Floats:
        """Function `f` of `tables` at v, t (same shape)."""
        x = 2.0 * np.asarray(v, dtype=np.float64) / self.v_max - 1.0
        return np.asarray(chebyshev.chebval2d(x, np.asarray(t, dtype=np.float64) / self.t_max, self.tables[f]))

    def along(self, f: int, v: Floats, t: float) -> Floats:
        """Function `f` of `tables` on one ray."""
        terms = chebyshev.chebval(t / self.t_max, self.tables[f].T)
        return np.asarray(chebyshev.chebval(2.0 * v / self.v_max - 1.0, terms))


def _steps_m(lattice: Lattice) -> tuple[float, float]:
    """Metres to the next row and to the next column at the sensor."""
    meridian, prime = radii_of_curvature_m(lattice.site_lat)
    across = float(prime) * np.cos(np.radians(lattice.site_lat))
    return float(np.radians(lattice.lat_step_deg) * meridian), float(np.radians(lattice.lon_step_deg) * across)


def _azimuths(name: str, lattice: Lattice, t: Floats) -> Floats:
    """Azimuth in degrees of the rays whose direction in the lattice is t lateral steps per line."""
    north, east = _steps_m(lattice)
    forward: dict[str, tuple[Any, Any]] = {
        "N": (t * east, north),
        "S": (t * east, -north),
        "E": (east, -t * north),
        "W": (-east, -t * north),
    }
    across, along = np.broadcast_arrays(*forward[name])
    return np.asarray(np.degrees(np.arctan2(across, along)))


def crossings(name: str, lattice: Lattice, v: Floats, azimuth: Floats) -> tuple[Floats, Floats]:
    """Lateral offset (cells) and distance (m) where geodesics cross the line at v cells from the sensor, by Newton."""
    meridian, prime = radii_of_curvature_m(lattice.site_lat)
    lat0, lon0 = np.full(v.shape, lattice.site_lat), np.full(v.shape, lattice.site_lon)
    along, across = np.cos(np.radians(azimuth)), np.sin(np.radians(azimuth))
    if name in "NS":
        step = np.radians(lattice.lat_step_deg) * float(meridian)
        distance = v * step / np.abs(along)
    else:
        step = np.radians(lattice.lon_step_deg) * float(prime) * np.cos(np.radians(lattice.site_lat))
        distance = v * step / np.abs(across)
    for _ in range(12):
        lon, lat, back = wgs84().fwd(lon0, lat0, azimuth, distance)
        east = np.mod(lon - lattice.site_lon + 180.0, 360.0) - 180.0
        south = lattice.site_lat - np.asarray(lat)
        heading = np.radians(np.asarray(back) + 180.0)
        m_there, n_there = radii_of_curvature_m(lat)
        if name in "NS":
            sign = 1.0 if name == "S" else -1.0
            miss = v * lattice.lat_step_deg - sign * south
            rate = -sign * np.cos(heading) / m_there
        else:
            sign = 1.0 if name == "E" else -1.0
            miss = v * lattice.lon_step_deg - sign * east
            rate = sign * np.sin(heading) / (n_there * np.cos(np.radians(lat)))
        if not np.all(rate > 0):
            break
        change = np.radians(miss) / rate
        distance = distance + change
        if np.max(np.abs(change)) < 1e-4:
            lateral = south / lattice.lat_step_deg if name in "EW" else east / lattice.lon_step_deg
            return lateral, distance
    raise PolarError(
        f"the sensor at {lattice.site_lat:.3f}, {lattice.site_lon:.3f} is too near a pole for a latitude/longitude model "
        "of this reach; use a smaller range"
    )


def wedge(
    name: str, lattice: Lattice, *, v_max: float, k_factor: float, antenna_amsl_m: float, mean_ground_amsl_m: float
) -> Wedge:
    """The polynomials of one wedge ("N", "S", "W" or "E") out to v_max lines. Raises PolarError near the poles."""
    t_max = 1.0 + 4.0 / max(v_max, 32.0)
    v = 0.5 * v_max * (chebyshev.chebpts1(_NODES_V) + 1.0)
    t = t_max * chebyshev.chebpts1(_NODES_T)
    vv, tt = np.meshgrid(v, t, indexing="ij")
    radius = k_factor * float(
        np.mean(path_radius_m(lattice.site_lat, lattice.site_lon, _azimuths(name, lattice, t), 0.0))
    )
    stack = np.stack(
        _functions(name, lattice, vv, tt, radius, k_factor, antenna_amsl_m, mean_ground_amsl_m),
    )
    to_v, to_t = (np.linalg.inv(chebyshev.chebvander(chebyshev.chebpts1(n), n - 1)) for n in (_NODES_V, _NODES_T))
    north, east = _steps_m(lattice)
    line_m, lateral_m = (north, east) if name in "NS" else (east, north)
    for f, power in ((1, 1), (2, -1), (3, -1), (4, -1)):
        stack[f] *= np.hypot(line_m, lateral_m * tt) ** power
    tables = _shortened(np.einsum("ma,fab,lb->fml", to_v, stack, to_t))
    made = Wedge(name, v_max, t_max, radius, tables, _spread(stack[0], t), line_m, lateral_m)
    _hold_to_geodesics(made, lattice)
    return made


def _functions(
    name: str, lattice: Lattice, v: Floats, t: Floats, radius_m: float, k: float, antenna_m: float, ground_m: float
) -> list[Floats]:
    azimuth = _azimuths(name, lattice, t) + np.zeros(v.shape)
    lateral, distance = crossings(name, lattice, v, azimuth)
    bent = k * path_radius_m(lattice.site_lat, lattice.site_lon, azimuth, distance)
    theta = distance / bent
    r0 = bent + antenna_m
    # The sweep holds heights as q' = (h - h0) / (1 + (h - h0) / (radius_m + h0)) with one radius per wedge;
    # F turns them into r0 q of the ray's own radius, exactly at the mean height of the ground.
    f = r0 * (radius_m + ground_m) / ((bent + ground_m) * (radius_m + antenna_m))
    w = r0 * np.sin(theta)
    return [lateral / v, v * f / w, np.tan(theta / 2.0) / v, w / v, distance / v, f, r0]


def _shortened(tables: Floats) -> Floats:
    """Without the last polynomials along v, where they are all far below what the sweep resolves."""
    scale = np.max(np.abs(tables), axis=(1, 2), keepdims=True)
    matters = np.any(np.abs(tables) > _NEGLIGIBLE * scale, axis=(0, 2))
    return np.ascontiguousarray(tables[:, : max(int(np.flatnonzero(matters)[-1]) + 1, 2)])


def _spread(lateral_per_line: Floats, t: Floats) -> float:
    return float(np.max(np.abs(np.diff(lateral_per_line, axis=1) / np.diff(t))))


def _hold_to_geodesics(made: Wedge, lattice: Lattice) -> None:
    """Solve a few other geodesics at the far end and hold the polynomials to them."""
    t = np.linspace(-1.0, 1.0, 9)
    v = np.full(t.shape, made.v_max)
    lateral, _ = crossings(made.name, lattice, v, _azimuths(made.name, lattice, t))
    if np.max(np.abs(lateral - v * made.values(0, v, t))) > _TOLERANCE_CELLS:
        raise PolarError(
            f"the sensor at {lattice.site_lat:.3f}, {lattice.site_lon:.3f} is too near a pole for a latitude/longitude "
            "model of this reach; use a smaller range"
        )


def chunk_tables(made: Wedge, borders_t: Floats) -> Floats:
    """[chunk, m, N_PER_CHUNK]: per chunk of rays, Chebyshev coefficients along v of local cubics in u from -1 to 1.

    Columns 0-3 lateral / v, 4-7 v J, 8-11 P / v, 12-15 W / v, 16-19 distance / v, 20-21 lateral / v at the two borders,
    22 F, 23 k R + h0 in the middle. Neighbours share their border's polynomial, so no cell is lost between them.
    """
    nodes = chebyshev.chebpts1(4)
    to_power = np.linalg.inv(np.vander(nodes, 4, increasing=True))
    low, high = borders_t[:-1], borders_t[1:]
    middle, half = 0.5 * (low + high), 0.5 * (high - low)
    places = middle[:, None] + half[:, None] * nodes
    at_nodes = chebyshev.chebvander(places / made.t_max, _NODES_T - 1)
    step = made.step_m(places)
    scale = np.stack((np.ones(step.shape), 1.0 / step, step, step, step))
    local = np.einsum("pk,fck,ckl,fml->cmfp", to_power, scale, at_nodes, made.tables[:5], optimize=True)
    out = np.zeros((len(low), made.tables.shape[1], N_PER_CHUNK))
    out[:, :, :20] = local.reshape(len(low), -1, 20)
    at_borders = chebyshev.chebvander(borders_t / made.t_max, _NODES_T - 1) @ made.tables[0].T
    out[:, :, 20], out[:, :, 21] = at_borders[:-1], at_borders[1:]
    at_middle = chebyshev.chebvander(middle / made.t_max, _NODES_T - 1)
    out[:, :, 22], out[:, :, 23] = at_middle @ made.tables[5].T, at_middle @ made.tables[6].T
    return out


def line_basis(made: Wedge, v: Floats) -> Floats:
    """[line, m]: Chebyshev polynomials of the lines' distances, the partners of `chunk_tables`."""
    return np.asarray(chebyshev.chebvander(2.0 * v / made.v_max - 1.0, made.tables.shape[1] - 1))
