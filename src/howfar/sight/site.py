"""The place of a sensor: latitude, longitude and the height of its antenna with the datum of that height."""

# ruff: noqa: E501 - a sentence for people
from __future__ import annotations

import math
from dataclasses import dataclass

from howfar.errors import UsageError

HIGHEST_M = 1_000_000.0  # antennas and targets are sound from 0 to 1000 km (tests/sight/test_high_antennas.py)


@dataclass(frozen=True)
class Site:
    """A sensor at `lat`, `lon` (WGS84 degrees) with its antenna above ground or above mean sea level, in metres.

    Exactly one of the two heights is given: a height without its datum is refused, not guessed. Raises UsageError.
    """

    lat: float
    lon: float
    antenna_agl_m: float | None = None
    antenna_amsl_m: float | None = None
    name: str | None = None

    def __post_init__(self) -> None:
        if not (math.isfinite(self.lat) and math.isfinite(self.lon) and -90.0 <= self.lat <= 90.0):
            raise UsageError(f"site at {self.lat}, {self.lon}: give a latitude of -90 to 90 and a longitude in degrees")
        if (self.antenna_agl_m is None) == (self.antenna_amsl_m is None):
            raise UsageError("give the height of the antenna once: above ground or above mean sea level")
        height_m = self.antenna_agl_m if self.antenna_agl_m is not None else self.antenna_amsl_m
        lowest_m = 0.0 if self.antenna_agl_m is not None else -500.0  # the shore of the Dead Sea is 430 m below the sea
        if height_m is None or not lowest_m <= height_m <= HIGHEST_M:
            raise UsageError(f"antenna height {height_m} m: between {lowest_m:g} m and {HIGHEST_M:g} m are allowed")

    def height_amsl_m(self, ground_amsl_m: float) -> float:
        """Antenna height in metres above mean sea level over ground at `ground_amsl_m`.

        Raises UsageError where the antenna would be under the ground.
        """
        if self.antenna_agl_m is not None:
            return ground_amsl_m + self.antenna_agl_m
        assert self.antenna_amsl_m is not None  # one of the two is given, see __post_init__
        if self.antenna_amsl_m < ground_amsl_m:
            raise UsageError(
                f"antenna at {self.antenna_amsl_m:g} m above mean sea level is under the ground of the elevation model, "
                f"which is {ground_amsl_m:.1f} m there; give the height above ground"
            )
        return self.antenna_amsl_m
