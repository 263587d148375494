"""The table of sixteen directions fits into 80 columns, whatever the numbers are, and tells the commonest reason."""

from __future__ import annotations

import pytest

from howfar.report.limitsview import DIRECTIONS, limits_object, limits_text
from howfar.sight.limits import Limit, Ridge

FAR = Ridge(-49.123456, -123.123456, 599_999.0, 8_848.0)


def around(reason="terrain", ridge=FAR, reach_m=599_999.0):
    return tuple(Limit(float(azimuth), reach_m, reason, ridge, 600_000.0) for azimuth in range(360))


@pytest.mark.parametrize("count", [1, 2, 4])
def test_no_line_is_wider_than_80_columns(count):
    lines = limits_text([("30 km", around())] * count)
    assert max(map(len, lines)) <= 80
    assert [line.split()[0] for line in lines[-16:]] == list(DIRECTIONS)


def test_the_commonest_reason_of_a_sector_is_told_with_its_nearest_and_farthest_reach():
    mixed = [
        Limit(float(az), 1000.0 * (10 + az % 5), "range" if az % 3 else "terrain", None if az % 3 else FAR, 1.0)
        for az in range(360)
    ]
    line = limits_text([("1 km", mixed)])[0]
    assert line.split(maxsplit=1)[1].startswith("10-14 km range")


def test_json_has_every_azimuth_with_its_ridge_in_kilometres():
    first = limits_object(around(), "Hill")[0]
    assert first == {
        "site": "Hill", "azimuth_deg": 0.0, "reach_km": 599.999, "reason": "terrain", "smooth_earth_km": 600.0,
        "ridge": {"lat": -49.12346, "lon": -123.12346, "distance_km": 599.999, "height_amsl_m": 8848.0},
    }  # fmt: skip
    assert limits_object(around("range", None), "Hill")[0]["ridge"] is None
