"""Rays traced through a spherically stratified atmosphere, for high and long paths where a constant k is wrong.

Refractive index: n(h) = 1 + N0 · 1e-6 · exp(-h / h0), N0 = 315, h0 = 7.35 km (ITU-R P.453-14, equation 9).
Snell's law on spheres: n r cos(elevation) = C along a ray (Bouguer; ITU-R P.834-9, annex 1). So the angle at the
Earth's centre that the ray covers between two heights is

    theta = ∫ C dr / (r sqrt(n² r² - C²))

At a point of tangency the root vanishes. With z the height above the lower end ("base") of the piece of ray,
D = n r - C, D0 its value and g = dD/dz there, the substitution z = v² - D0/g makes the integrand smooth (D is nearly
g v²), and Gauss-Legendre rules on five layers of it reach 1e-11 rad. Above 30 scale heights
the ray is straight, and the rest is an arccosine.

Heights are above the smooth sea-level sphere of radius `earth_radius_m`. Numbers or arrays, which broadcast; nothing
raises: what cannot be (a height below the sea, an atmosphere that ducts, a range that no ray reaches) is NaN.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, Final, TypeVar

import numpy as np

from howfar.constants import (
    MEAN_EARTH_RADIUS_M,
    REFRACTIVITY_SCALE_HEIGHT_M,
    REFRACTIVITY_SEA_LEVEL_N,
    STANDARD_K_FACTOR,
)
from howfar.earth.horizon import line_of_sight_range_m, lowest_visible_altitude_m, plain

if TYPE_CHECKING:
    from numpy.typing import NDArray

    Numbers = float | NDArray[np.float64]
    N = TypeVar("N", float, NDArray[np.float64])

CONSTANT_K_TARGET_LIMIT_M: Final = 10_000.0  # above it the ray is traced (design decision, docs/models/refraction.md)
CONSTANT_K_PATH_LIMIT_M: Final = 400_000.0  # beyond it the ray is traced (design decision, docs/models/refraction.md)
_STRAIGHT_ABOVE: Final = 30.0  # scale heights: exp(-30) N0 1e-6 is below the rounding of 1
_LAYERS: Final = np.array([0.0, 0.7, 2.2, 5.5, 13.0, _STRAIGHT_ABOVE])  # scale heights above the base
_NODES, _WEIGHTS = np.polynomial.legendre.leggauss(12)
_CHUNK: Final = 4096  # rays at a time: keeps the nodes of a piece in the processor's cache


@dataclass(frozen=True)
class Atmosphere:
    """Exponential atmosphere: refractivity at sea level (N-units) and scale height (m); ITU-R P.453-14 equation 9."""

    sea_level_n: Any = REFRACTIVITY_SEA_LEVEL_N  # a number, or one for each ray
    scale_height_m: float = REFRACTIVITY_SCALE_HEIGHT_M

    def index_minus_one(self, height_m: Any) -> Any:
        """n - 1 at a height above sea level in metres."""
        return self.sea_level_n * 1e-6 * np.exp(-height_m / self.scale_height_m)


REFERENCE_ATMOSPHERE: Final = Atmosphere()


def atmosphere_for_k(k_factor: Numbers) -> Atmosphere:
    """The exponential atmosphere that stands for an effective Earth radius factor k (k at least 1).

    N0(k) = 315 (1 - 1/k) / (1 - 3/4). The bending near the ground is proportional to 1 - 1/k and to N0; the reference
    atmosphere (whose mean gradient over the lowest kilometre, -40 N/km, is k = 1.34) keeps its usual name k = 4/3.
    """
    k = np.asarray(k_factor, dtype=np.float64)
    scale = (1.0 - 1.0 / np.where(k >= 1.0, k, np.nan)) / (1.0 - 1.0 / STANDARD_K_FACTOR)
    refractivity = REFRACTIVITY_SEA_LEVEL_N * scale
    return Atmosphere(sea_level_n=float(refractivity) if refractivity.ndim == 0 else refractivity)


def lowest_visible_altitude_traced_m(
    ground_range_m: N,
    antenna_m: Numbers,
    *,
    atmosphere: Atmosphere = REFERENCE_ATMOSPHERE,
    earth_radius_m: float = MEAN_EARTH_RADIUS_M,
) -> N:
    """Lowest altitude (m above the sea) that the antenna sees at `ground_range_m`; 0 before its horizon.

    It lies on the ray that leaves the antenna, grazes the sea and rises behind it.
    """
    return _vectorised(_grazing_altitude, ground_range_m, (antenna_m,), atmosphere, earth_radius_m)


def line_of_sight_range_traced_m(
    antenna_m: N,
    target_m: Numbers,
    *,
    atmosphere: Atmosphere = REFERENCE_ATMOSPHERE,
    earth_radius_m: float = MEAN_EARTH_RADIUS_M,
) -> N:
    """Greatest ground range (m) at which antenna and target see each other, along the ray that grazes the sea."""
    return _vectorised(_grazing_range, antenna_m, (target_m,), atmosphere, earth_radius_m)


def ray_height_m(
    ground_range_m: N,
    antenna_m: Numbers,
    elevation_deg: Numbers,
    *,
    atmosphere: Atmosphere = REFERENCE_ATMOSPHERE,
    earth_radius_m: float = MEAN_EARTH_RADIUS_M,
) -> N:
    """Height (m above the sea) at `ground_range_m` of the ray that leaves the antenna at `elevation_deg`.

    NaN after the ray has met the sea, and where it never gets that far round the Earth.
    """
    return _vectorised(_ray_height, ground_range_m, (antenna_m, elevation_deg), atmosphere, earth_radius_m)


def sight_floor_m(
    ground_range_m: N,
    antenna_m: Numbers,
    *,
    k_factor: Numbers | None = None,
    earth_radius_m: float = MEAN_EARTH_RADIUS_M,
) -> N:
    """Lowest visible altitude (m above the sea) by the rule of the design: constant k, or the traced ray.

    Constant k (4/3 when None) up to 400 km of path and targets up to 10 km; else the ray traced through
    `atmosphere_for_k(k_factor)` (the reference atmosphere when None).
    """
    k, air = _k_and_air(k_factor)
    simple = lowest_visible_altitude_m(ground_range_m, antenna_m, k_factor=k, earth_radius_m=earth_radius_m)
    traced = lowest_visible_altitude_traced_m(ground_range_m, antenna_m, atmosphere=air, earth_radius_m=earth_radius_m)
    near = (np.asarray(ground_range_m) <= CONSTANT_K_PATH_LIMIT_M) & (np.asarray(simple) <= CONSTANT_K_TARGET_LIMIT_M)
    return plain(np.where(near, simple, traced), ground_range_m)


def sight_range_m(
    antenna_m: N, target_m: Numbers, *, k_factor: float | None = None, earth_radius_m: float = MEAN_EARTH_RADIUS_M
) -> N:
    """Greatest ground range (m) of mutual sight by the same rule: traced for an end above 10 km or beyond 400 km."""
    k, air = _k_and_air(k_factor)
    simple = line_of_sight_range_m(antenna_m, target_m, k_factor=k, earth_radius_m=earth_radius_m)
    traced = line_of_sight_range_traced_m(antenna_m, target_m, atmosphere=air, earth_radius_m=earth_radius_m)
    low = np.maximum(antenna_m, target_m) <= CONSTANT_K_TARGET_LIMIT_M
    near = low & (np.asarray(simple) <= CONSTANT_K_PATH_LIMIT_M)
    return plain(np.where(near, simple, traced), antenna_m)


def _k_and_air(k_factor: Numbers | None) -> tuple[Numbers, Atmosphere]:
    return (STANDARD_K_FACTOR, REFERENCE_ATMOSPHERE) if k_factor is None else (k_factor, atmosphere_for_k(k_factor))


@dataclass(frozen=True)
class _Base:
    """Lower end of a rising piece of ray: height, radius, n - 1, D0 = n r (1 - cos e), its slope g, and C (arrays)."""

    height_m: Any
    radius_m: Any
    index_minus_one: Any
    depth_m: Any
    slope: Any
    invariant_m: Any
    scale_height_m: float

    @property
    def elevation_rad(self) -> Any:
        whole = 2.0 * (1.0 + self.index_minus_one) * self.radius_m
        return 2.0 * np.arcsin(np.sqrt(np.clip(self.depth_m / whole, 0.0, 1.0)))

    def depth_at(self, z: Any, per_ray: Any = lambda x: x) -> tuple[Any, Any]:
        """D = n r - C and r at z above the base, without the cancellation of n r - C."""
        radius, index = per_ray(self.radius_m), per_ray(self.index_minus_one)
        fall = index * np.expm1(-z / self.scale_height_m)
        return per_ray(self.depth_m) + (1.0 + index + fall) * z + radius * fall, radius + z


def _base(height_m: Any, depth_m: Any, air: Atmosphere, earth_radius_m: float) -> _Base:
    index, radius = air.index_minus_one(height_m), earth_radius_m + height_m
    slope = 1.0 + index - radius * index / air.scale_height_m
    slope = np.where(slope > 1e-3, slope, np.nan)  # at or below 0 the atmosphere ducts: no horizon to speak of
    return _Base(height_m, radius, index, depth_m, slope, (1.0 + index) * radius - depth_m, air.scale_height_m)


def _angle(base: _Base, z: Any) -> Any:
    """Angle at the Earth's centre (rad) from the base up to z metres above it."""
    start = base.depth_m / base.slope
    ends = np.sqrt(start[:, None] + np.minimum(z[:, None], _LAYERS * base.scale_height_m))
    middle, half = (ends[:, 1:] + ends[:, :-1]) / 2.0, (ends[:, 1:] - ends[:, :-1]) / 2.0
    v = middle[:, :, None] + half[:, :, None] * _NODES
    height = np.maximum(v * v - start[:, None, None], 0.0)
    depth, radius = base.depth_at(height, lambda x: x[:, None, None])
    c = base.invariant_m[:, None, None]
    values = 2.0 * v * c / (radius * np.sqrt(np.where(depth > 0.0, depth * (depth + 2.0 * c), np.inf)))
    bent = np.einsum("ijk,k,ij->i", values, _WEIGHTS, half)
    return bent + _straight_angle(base, z)


def _straight_angle(base: _Base, z: Any) -> Any:
    """The part of the angle above all air, where the ray is straight."""
    top = base.radius_m + _STRAIGHT_ABOVE * base.scale_height_m
    upper, c = np.maximum(base.radius_m + z, top), base.invariant_m
    c = np.minimum(c, top)
    return np.arctan2(np.sqrt((upper - c) * (upper + c)), c) - np.arctan2(np.sqrt((top - c) * (top + c)), c)


def _rise(base: _Base, angle: Any) -> Any:
    """Height z above the base where the ray has covered `angle`: the inverse of _angle; NaN where no ray gets that far.

    Newton's rule, not in z but in x, the angle at which an unbent ray would be as high: bending makes angle(x) nearly
    a line of slope 1 to 1.3 that flattens upwards, so a few steps settle it for any height.
    """
    e = base.elevation_rad
    limit = np.maximum(np.pi / 2 - e - 1e-7, 0.0)
    x = np.minimum(angle, limit)
    z = _unbent_rise(base.radius_m, e, x)
    for _ in range(12):
        error = _angle(base, z) - angle
        depth, _ = base.depth_at(z)
        root = np.sqrt(np.maximum(depth * (depth + 2.0 * base.invariant_m), 1e-300))
        slope = np.where(x > 0.0, base.invariant_m * np.tan(e + x) / root, 1.0)
        step = np.where(np.abs(error) > 0.0, error / slope, 0.0)
        x = np.clip(x - step, 0.0, limit)
        z = _unbent_rise(base.radius_m, e, x)
        if not np.any(np.abs(step) > 1e-14 + 1e-13 * x):
            break
    else:
        error = _angle(base, z) - angle
    return np.where(np.abs(error) <= 1e-10, z, np.nan)  # a last step that was small left the error as small


def _unbent_rise(radius_m: Any, elevation_rad: Any, angle: Any) -> Any:
    return 2.0 * radius_m * np.sin(elevation_rad + angle / 2) * np.sin(angle / 2) / np.cos(elevation_rad + angle)


def _grazing_altitude(ground_range: Any, antenna: Any, air: Atmosphere, earth_radius_m: float) -> Any:
    base = _base(np.zeros_like(antenna), np.zeros_like(antenna), air, earth_radius_m)
    beyond = ground_range / earth_radius_m - _angle(base, antenna)
    return _rise(base, np.maximum(beyond, 0.0))


def _grazing_range(antenna: Any, target: Any, air: Atmosphere, earth_radius_m: float) -> Any:
    base = _base(np.zeros_like(antenna), np.zeros_like(antenna), air, earth_radius_m)
    return earth_radius_m * (_angle(base, antenna) + _angle(base, target))


def _ray_height(ground_range: Any, antenna: Any, elevation_deg: Any, air: Atmosphere, earth_radius_m: float) -> Any:
    """A rising ray starts at its base; a falling one is measured from its lowest point or where it meets the sea."""
    elevation = np.radians(np.where(np.abs(elevation_deg) <= 90.0, elevation_deg, np.nan))
    start = (1.0 + air.index_minus_one(antenna)) * (earth_radius_m + antenna)
    depth_at_antenna = 2.0 * start * np.sin(elevation / 2.0) ** 2
    falls = elevation < 0.0
    lowest, depth = _lowest_point(antenna, depth_at_antenna, air, earth_radius_m)
    base = _base(np.where(falls, lowest, antenna), np.where(falls, depth, depth_at_antenna), air, earth_radius_m)
    to_antenna = np.where(falls, _angle(base, np.where(falls, antenna - base.height_m, 0.0)), 0.0)
    from_base = ground_range / earth_radius_m - to_antenna
    meets_sea = falls & (depth > 0.0)
    from_base = np.where(meets_sea & (from_base > 0.0), np.nan, np.abs(from_base))
    return base.height_m + _rise(base, from_base)


def _lowest_point(antenna: Any, depth_at_antenna: Any, air: Atmosphere, earth_radius_m: float) -> tuple[Any, Any]:
    """Lowest height of a falling ray and n r - C there: 0 at a tangency, more where the ray meets the sea first."""
    sea = _base(np.zeros_like(antenna), np.zeros_like(antenna), air, earth_radius_m)
    at_antenna, _ = sea.depth_at(antenna)
    missing = depth_at_antenna - at_antenna  # how far C lies under n0 R: above 0 the ray meets the sea
    z = np.maximum(-missing, 0.0)
    for _ in range(40):
        depth, radius = sea.depth_at(z)
        index = air.index_minus_one(z)
        slope = 1.0 + index - radius * index / air.scale_height_m
        step = (depth + missing) / slope
        z = np.clip(z - step, 0.0, antenna)
        if not np.any(np.abs(step) > 1e-9):
            break
    return np.where(missing >= 0.0, 0.0, z), np.maximum(missing, 0.0)


def _vectorised(function: Any, like: N, others: tuple[Any, ...], air: Atmosphere, earth_radius_m: float) -> N:
    one_air = np.ndim(air.sea_level_n) == 0  # for all rays; else one for each
    airs: tuple[Any, ...] = () if one_air else (air.sea_level_n,)
    arrays = np.broadcast_arrays(*(np.asarray(v, dtype=np.float64) for v in (like, *others, *airs)))
    flat = [np.ravel(a) for a in arrays]
    refractivity = flat.pop() if airs else None
    good = np.all([np.isfinite(a) for a in flat], axis=0) & (flat[0] >= 0.0) & (flat[1] >= 0.0)
    out = np.full(flat[0].shape, np.nan)
    chosen = np.flatnonzero(good)
    for begin in range(0, chosen.size, _CHUNK):
        part = chosen[begin : begin + _CHUNK]
        theirs = air if refractivity is None else Atmosphere(refractivity[part], air.scale_height_m)
        out[part] = function(*(a[part] for a in flat), theirs, earth_radius_m)
    return plain(out.reshape(arrays[0].shape), like)
