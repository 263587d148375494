"""Rings round regions as drawn, held to the exact surroundings of the earth room."""

from __future__ import annotations

import numpy as np
import pytest
import shapely
from shapely.geometry import Polygon, box

from howfar.earth.region import region_within
from howfar.report.projection import Box, View, fitted
from howfar.report.surroundings import surroundings

from . import examples


def view_of(lat: float, lon: float) -> View:
    return fitted(lat, lon, Box(0, 0, 1000, 1000), Box(-1.5e6, 1.5e6, 1.5e6, -1.5e6))


def area_of(lines: object) -> shapely.Geometry:
    whole = shapely.Polygon()
    for line in (line for line in lines if len(line) > 3):  # type: ignore[attr-defined]
        whole = whole.symmetric_difference(shapely.make_valid(shapely.Polygon(line)))
    return whole


@pytest.mark.parametrize(
    ("region", "lat", "lon", "radius_m"),
    [
        (examples.BELARUS.geometry, 53.5, 28.0, 500e3),
        (examples.POLAND.geometry, 52.0, 19.0, 60e3),
        (shapely.union_all([box(178.0, -19.0, 180.0, -16.0), box(-180.0, -19.0, -178.0, -16.0)]), -17.5, 180.0, 400e3),
        (box(10.0, 78.0, 30.0, 81.0), 79.5, 20.0, 700e3),
    ],
    ids=["country", "short range", "antimeridian", "near the pole"],
)
def test_drawn_surroundings_are_the_exact_ones_to_a_pixel(
    region: Polygon, lat: float, lon: float, radius_m: float
) -> None:
    view = view_of(lat, lon)
    drawn = area_of(surroundings(view, region, radius_m))
    exact = area_of(view.lines(region_within(region, radius_m)))
    frame = shapely.box(0, 0, 1000, 1000)
    wrong = drawn.intersection(frame).symmetric_difference(exact.intersection(frame))
    assert wrong.area / max(exact.intersection(frame).length, 1.0) < 1.5  # mean width of the error, pixels


def test_a_hole_that_the_range_does_not_reach_stays_open() -> None:
    ring = Polygon(box(0, 0, 12, 12).exterior.coords, [list(box(1, 1, 11, 11).exterior.coords)])
    lines = surroundings(view_of(6.0, 6.0), ring, 100e3)
    assert len(lines) == 2
    assert np.isfinite(lines[0]).all()
