"""Horizon and beam height on the sphere of effective radius k R: exact trigonometry, not the parabola.

The ray is a straight line over an Earth whose radius is stretched to a = k R; lengths along its surface are those
along the real Earth's surface (Schelleng, Burrows and Ferrell, Proc. IRE 21 (1933) 427-463; ITU-R P.310, effective
Earth radius; Doviak and Zrnić, Doppler Radar and Weather Observations, 2nd ed., equations 2.28).

        antenna o-----------.__ ray (straight when the Earth is stretched)
                |  .--tangent--.--__
         h_A    | /              \\  --o target, h_T
        ________|/________________\\___|___  sea level
                 <---- ground range -->

Every argument may be a number or an array; they broadcast, and numbers alone give a float. (For a type checker the
first argument decides.) Heights are above the smooth sea-level sphere. Nothing raises: what cannot be is NaN (a height
below sea level, k not above 0, a range beyond a quarter of the stretched Earth). R is the mean radius of the Earth
unless `earth_radius_m` says otherwise; `local_earth_radius_m` gives that of a latitude and azimuth (within 0.6 % of
the mean).
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, Final, TypeVar, cast

import numpy as np

from howfar.constants import MEAN_EARTH_RADIUS_M, STANDARD_K_FACTOR, WGS84_FLATTENING, WGS84_SEMI_MAJOR_M

if TYPE_CHECKING:
    from numpy.typing import NDArray

    Numbers = float | NDArray[np.float64]
    N = TypeVar("N", float, NDArray[np.float64])

_ECCENTRICITY_SQUARED: Final = WGS84_FLATTENING * (2.0 - WGS84_FLATTENING)


def radar_horizon_m(
    height_m: N, *, k_factor: Numbers = STANDARD_K_FACTOR, earth_radius_m: Numbers = MEAN_EARTH_RADIUS_M
) -> N:
    """Ground range (m) from a point `height_m` up to where its ray touches the sea: a arccos(a / (a + h))."""
    a, h = _radius(k_factor, earth_radius_m), _height(height_m)
    return plain(a * np.arctan2(np.sqrt(h * (2.0 * a + h)), a), height_m)


def line_of_sight_range_m(
    antenna_m: N,
    target_m: Numbers,
    *,
    k_factor: Numbers = STANDARD_K_FACTOR,
    earth_radius_m: Numbers = MEAN_EARTH_RADIUS_M,
) -> N:
    """Greatest ground range (m along the surface) at which antenna and target see each other: both horizons added."""
    first = radar_horizon_m(antenna_m, k_factor=k_factor, earth_radius_m=earth_radius_m)
    second: Any = radar_horizon_m(target_m, k_factor=k_factor, earth_radius_m=earth_radius_m)  # type: ignore[type-var]
    return plain(first + second, antenna_m)


def lowest_visible_altitude_m(
    ground_range_m: N,
    antenna_m: Numbers,
    *,
    k_factor: Numbers = STANDARD_K_FACTOR,
    earth_radius_m: Numbers = MEAN_EARTH_RADIUS_M,
) -> N:
    """Lowest altitude (m above the sea) that the antenna sees at `ground_range_m`, 0 before its horizon d_A.

    a (sec((d - d_A) / a) - 1).
    """
    a, d = _radius(k_factor, earth_radius_m), _height(ground_range_m)
    horizon: Any = radar_horizon_m(antenna_m, k_factor=k_factor, earth_radius_m=earth_radius_m)  # type: ignore[type-var]
    angle = np.maximum(d - horizon, 0.0) / a
    angle = np.where(angle < np.pi / 2, angle, np.nan)
    return plain(2.0 * a * np.sin(angle / 2.0) ** 2 / np.cos(angle), ground_range_m)


def horizon_elevation_deg(
    antenna_m: N, *, k_factor: Numbers = STANDARD_K_FACTOR, earth_radius_m: Numbers = MEAN_EARTH_RADIUS_M
) -> N:
    """Elevation angle (degrees, 0 or below) of the sea horizon as the antenna sees it: -arccos(a / (a + h))."""
    a, h = _radius(k_factor, earth_radius_m), _height(antenna_m)
    return plain(-np.degrees(np.arctan2(np.sqrt(h * (2.0 * a + h)), a)), antenna_m)


def beam_height_m(
    slant_range_m: N,
    elevation_deg: Numbers,
    antenna_m: Numbers,
    *,
    k_factor: Numbers = STANDARD_K_FACTOR,
    earth_radius_m: Numbers = MEAN_EARTH_RADIUS_M,
) -> N:
    """Height (m above the sea) of a ray after `slant_range_m`: sqrt((a + h)² + r² + 2 r (a + h) sin e) - a.

    Source: Doviak and Zrnić 2.28b. NaN where the ray has gone below the sea.
    """
    a, h, r = _radius(k_factor, earth_radius_m), _height(antenna_m), _height(slant_range_m)
    rise = r * r + 2.0 * r * (a + h) * np.sin(np.radians(elevation_deg)) + h * (2.0 * a + h)
    height = rise / (np.sqrt(np.maximum(rise + a * a, 0.0)) + a)
    blocked = _passes_below(a, h, r, np.radians(elevation_deg))
    return plain(np.where((height >= -1e-6) & ~blocked, np.maximum(height, 0.0), np.nan), slant_range_m)


def ground_range_m(
    slant_range_m: N,
    elevation_deg: Numbers,
    antenna_m: Numbers,
    *,
    k_factor: Numbers = STANDARD_K_FACTOR,
    earth_radius_m: Numbers = MEAN_EARTH_RADIUS_M,
) -> N:
    """Metres along the surface below a ray of `slant_range_m`: a atan2(r cos e, a + h + r sin e).

    The same as Doviak and Zrnić 2.28c.
    """
    a, h, r = _radius(k_factor, earth_radius_m), _height(antenna_m), _height(slant_range_m)
    e = np.radians(elevation_deg)
    return plain(a * np.arctan2(r * np.cos(e), a + h + r * np.sin(e)), slant_range_m)


def slant_range_m(
    ground_range_m: N,
    antenna_m: Numbers,
    target_m: Numbers,
    *,
    k_factor: Numbers = STANDARD_K_FACTOR,
    earth_radius_m: Numbers = MEAN_EARTH_RADIUS_M,
) -> N:
    """Metres along the ray between antenna and target: sqrt((h_T - h_A)² + 4 (a + h_A) (a + h_T) sin²(d / 2a)).

    Says nothing on whether they see each other: compare `ground_range_m` with line_of_sight_range_m.
    """
    a, low, high = _radius(k_factor, earth_radius_m), _height(antenna_m), _height(target_m)
    half = np.sin(_height(ground_range_m) / (2.0 * a))
    return plain(np.sqrt((high - low) ** 2 + 4.0 * (a + low) * (a + high) * half**2), ground_range_m)


def target_elevation_deg(
    ground_range_m: N,
    antenna_m: Numbers,
    target_m: Numbers,
    *,
    k_factor: Numbers = STANDARD_K_FACTOR,
    earth_radius_m: Numbers = MEAN_EARTH_RADIUS_M,
) -> N:
    """Elevation angle (degrees) of the target as the antenna sees it; NaN where both are one point."""
    a, low, high = _radius(k_factor, earth_radius_m), _height(antenna_m), _height(target_m)
    angle = _height(ground_range_m) / a
    up = (high - low) - 2.0 * (a + high) * np.sin(angle / 2.0) ** 2
    along = (a + high) * np.sin(angle)
    return plain(np.where((up == 0.0) & (along == 0.0), np.nan, np.degrees(np.arctan2(up, along))), ground_range_m)


def local_earth_radius_m(lat_deg: N, azimuth_deg: Numbers | None = None) -> N:
    """Radius of curvature of WGS84 (m) at a latitude along an azimuth (Euler), or without one the Gaussian mean.

    Source: Torge and Müller, Geodesy, 4th ed., equations 4.9 to 4.13.
    """
    lat = np.radians(np.where(np.abs(lat_deg) <= 90.0, lat_deg, np.nan))
    w2 = 1.0 - _ECCENTRICITY_SQUARED * np.sin(lat) ** 2
    prime_vertical = WGS84_SEMI_MAJOR_M / np.sqrt(w2)
    meridian = prime_vertical * (1.0 - _ECCENTRICITY_SQUARED) / w2
    if azimuth_deg is None:
        return plain(np.sqrt(meridian * prime_vertical), lat_deg)
    cos2 = np.cos(np.radians(azimuth_deg)) ** 2
    return plain(1.0 / (cos2 / meridian + (1.0 - cos2) / prime_vertical), lat_deg)


def _passes_below(a: Any, h: Any, r: Any, e: Any) -> Any:
    """True where the ray dips under the sphere before its end: its lowest point lies on the way and below the sea."""
    lowest_on_the_way = -(a + h) * np.sin(e)
    return (lowest_on_the_way > 0.0) & (lowest_on_the_way < r) & ((a + h) * np.cos(e) < a * (1.0 - 1e-15) - 1e-6)


def _radius(k_factor: Any, earth_radius_m: Any) -> Any:
    a = np.asarray(k_factor, dtype=np.float64) * np.asarray(earth_radius_m, dtype=np.float64)
    return np.where((a > 0.0) & np.isfinite(a), a, np.nan)


def _height(value: Any) -> Any:
    """The value as an array, NaN where negative or not finite."""
    array = np.asarray(value, dtype=np.float64)
    return np.where((array >= 0.0) & np.isfinite(array), array, np.nan)


def plain(value: Any, like: N) -> N:
    """A number for arrays without axes, else the array; `like` tells the type checker which of both to expect."""
    result: Any = float(value) if np.ndim(value) == 0 else value
    return cast("N", result)
