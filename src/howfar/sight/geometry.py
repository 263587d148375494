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

# ruff: noqa: E501 - formulas
from __future__ import annotations

from dataclasses import dataclass, replace
from functools import cache
from typing import TYPE_CHECKING, Final

import numpy as np
import numpy.typing as npt
from numpy.polynomial import chebyshev

from howfar.sight.crossings import (
    Floats,
    Lattice,
    Nodes,
    azimuths,
    crossings,
    path_radius_m,
    radius_at_site_m,
    steps_m,
    too_near_a_pole,
)

if TYPE_CHECKING:
    from collections.abc import Mapping

__all__ = [
    "Floats", "Lattice", "Wedge", "azimuths", "chunk_tables", "line_basis", "nodes_of", "path_radius_m", "to_waves",
    "wedges",
]  # fmt: skip

_NODES_V: Final = 10  # Chebyshev nodes along the rays
_NODES_T: Final = 14  # Chebyshev nodes across the rays
_NEGLIGIBLE: Final = 1e-11  # of the largest coefficient: 0.006 mm at 600 km
_TOLERANCE_CELLS: Final = 0.02  # the polynomials may miss the geodesic by this at the far end
N_PER_CHUNK: Final = 24  # values a chunk's polynomial row holds: 5 cubics, two borders, two scalars


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


def wedges(
    lattice: Lattice, reach: Mapping[str, float], *, k_factor: float, antenna_amsl_m: float, mean_ground_amsl_m: float
) -> dict[str, Wedge]:
    """The polynomials of wedges "N", "S", "W" and "E", each out to `reach[name]` lines. Raises PolarError near the poles.

    The ellipsoid is the same on both sides of a meridian: W and E share one solution, out to the farther of the two,
    and of N and S half is solved.
    """
    sides = max((reach[name] for name in "WE" if name in reach), default=0.0)
    solve = {"E": sides} if sides else {}
    solve |= {name: reach[name] for name in "NS" if name in reach}
    plans = [_Sampling(name, lattice, v_max) for name, v_max in solve.items()]
    lateral, distance = crossings(lattice, Nodes.together(*(p.nodes for p in plans)))
    azimuth = np.concatenate([p.nodes.azimuth_deg for p in plans])
    bent = k_factor * path_radius_m(lattice.site_lat, lattice.site_lon, azimuth, distance)
    made, first = {}, 0
    for plan in plans:
        last = first + len(plan.nodes.v)
        part = _Solved(lateral[first:last], distance[first:last], bent[first:last])
        made[plan.name] = plan.wedge(part, k_factor, antenna_amsl_m, mean_ground_amsl_m)
        first = last
    return {name: made[name] if name in "NS" else replace(made["E"], name=name) for name in reach}


@dataclass(frozen=True)
class _Solved:
    lateral: Floats
    distance_m: Floats
    bent_m: Floats  # radius of the sphere on which the path has its drop, times k

    def __getitem__(self, part: slice) -> _Solved:
        return _Solved(self.lateral[part], self.distance_m[part], self.bent_m[part])


class _Sampling:
    """Where one wedge is solved: at Chebyshev nodes (v across t), then at a few other places to hold the result to."""

    def __init__(self, name: str, lattice: Lattice, v_max: float) -> None:
        self.name, self.lattice, self.v_max = name, lattice, v_max
        self.t_max = 1.0 + 4.0 / max(v_max, 32.0)
        self.is_half = name in "NS"
        t, check = self.t_max * nodes_of(_NODES_T), np.linspace(-1.0, 1.0, 9)
        self.t, self.check_t = (a[len(a) // 2 :] if self.is_half else a for a in (t, check))
        self.v = 0.5 * v_max * (nodes_of(_NODES_V) + 1.0)
        self.nodes = Nodes.together(
            Nodes.of(name, self.v[:, None], azimuths(name, lattice, self.t)),
            Nodes.of(name, np.array(v_max), azimuths(name, lattice, self.check_t)),
        )

    def wedge(self, at: _Solved, k_factor: float, antenna_m: float, ground_m: float) -> Wedge:
        """The polynomials through what was solved at `nodes`. Raises PolarError where they miss the other places."""
        lattice, t = self.lattice, self.t_max * nodes_of(_NODES_T)
        radius = k_factor * float(np.mean(radius_at_site_m(lattice.site_lat, azimuths(self.name, lattice, self.t))))
        north, east = steps_m(lattice)
        line_m, lateral_m = (north, east) if self.name in "NS" else (east, north)
        inner = at[: self.v.size * self.t.size]
        stack = _functions(inner, self.v, radius, antenna_m, ground_m)
        if self.is_half:
            mirrored = stack[:, :, ::-1].copy()
            mirrored[0] *= -1.0
            stack = np.concatenate((mirrored, stack), axis=2)
        step = np.hypot(line_m, lateral_m * t)
        stack[1] *= step
        stack[2:5] /= step
        tables = _shortened(to_waves(_NODES_V) @ stack @ to_waves(_NODES_T).T)
        made = Wedge(self.name, self.v_max, self.t_max, radius, tables, _spread(stack[0], t), line_m, lateral_m)
        seen = at[self.v.size * self.t.size :].lateral
        if (
            np.max(np.abs(seen - self.v_max * made.values(0, np.full(seen.shape, self.v_max), self.check_t)))
            > _TOLERANCE_CELLS
        ):
            raise too_near_a_pole(lattice)
        return made


def _functions(at: _Solved, v: Floats, radius_m: float, antenna_m: float, ground_m: float) -> Floats:
    """[function, v, t]: `Wedge.tables` at the nodes, without their powers of the step."""
    theta = at.distance_m / at.bent_m
    r0 = at.bent_m + antenna_m
    # The sweep holds heights as q' = (h - h0) / (1 + (h - h0) / (radius_m + h0)) with one radius per wedge;
    # F turns them into r0 q of the ray's own radius, exactly at the mean height of the ground.
    f = r0 * (radius_m + ground_m) / ((at.bent_m + ground_m) * (radius_m + antenna_m))
    w = r0 * np.sin(theta)
    v_each = np.repeat(v, len(theta) // len(v))
    made = at.lateral / v_each, v_each * f / w, np.tan(theta / 2.0) / v_each, w / v_each, at.distance_m / v_each, f, r0
    return np.stack(made).reshape(len(made), len(v), -1)


@cache
def nodes_of(count: int) -> Floats:
    """Chebyshev nodes, -1 to 1, from the left."""
    return np.asarray(chebyshev.chebpts1(count))


@cache
def to_waves(count: int) -> Floats:
    """From values at Chebyshev nodes to coefficients."""
    return np.asarray(np.linalg.inv(chebyshev.chebvander(nodes_of(count), count - 1)))


def _shortened(tables: Floats) -> Floats:
    """Without the last polynomials along v, where they are all far below what the sweep resolves."""
    scale = np.max(np.abs(tables), axis=(1, 2), keepdims=True)
    matters = np.any(np.abs(tables) > _NEGLIGIBLE * scale, axis=(0, 2))
    return np.ascontiguousarray(tables[:, : max(int(np.flatnonzero(matters)[-1]) + 1, 2)])


def _spread(lateral_per_line: Floats, t: Floats) -> float:
    return float(np.max(np.abs(np.diff(lateral_per_line, axis=1) / np.diff(t))))


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
