"""Physical constants, one a line, with unit in the name and source at the end."""

from __future__ import annotations

from typing import Final

WGS84_SEMI_MAJOR_M: Final = 6378137.0  # NGA.STND.0036 (WGS 84, 2014), table 3.1
WGS84_FLATTENING: Final = 1.0 / 298.257223563  # NGA.STND.0036 (WGS 84, 2014), table 3.1
MEAN_EARTH_RADIUS_M: Final = 6371008.7714  # IUGG mean radius R1 of WGS 84 (Moritz 2000, Geodetic Reference System 1980)

STANDARD_K_FACTOR: Final = 4.0 / 3.0  # median effective Earth radius factor, ITU-R P.530-18 section 2.2.1.1
SWEPT_K_FACTORS: Final = (1.2, 1.6)  # spread of k that a verdict must survive (design decision, docs/models/horizon.md)
SWEPT_ANTENNA_AGL_M: Final = (5.0, 40.0)  # antenna height above ground where unknown (design decision)
NOMINAL_ANTENNA_AGL_M: Final = 25.0  # antenna height above ground where unknown: a radar on its mast (design decision)

REFRACTIVITY_SEA_LEVEL_N: Final = 315.0  # N-units, reference atmosphere N0, ITU-R P.453-14 equation (9)
REFRACTIVITY_SCALE_HEIGHT_M: Final = 7350.0  # h0, ITU-R P.453-14 equation (9)

HIGHEST_AEROPLANE_ALTITUDE_M: Final = 37650.0  # absolute altitude record of a jet (MiG E-266M, FAI, 31 August 1977)
