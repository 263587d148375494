"""Rings and surroundings against geodesic distances of many points, area against pyproj, and laws of the globe."""

from __future__ import annotations

import numpy as np
import pytest
import shapely
from hypothesis import given, settings
from hypothesis import strategies as st
from pyproj import Geod
from shapely.affinity import translate

from howfar.earth import geodesic
from howfar.earth.region import area_m2, range_ring, region_within, world
from howfar.errors import UsageError

from . import shapes

RINGS = [
    (53.9, 27.6, 600e3), (89.0, 10.0, 300e3), (90.0, 0.0, 500e3), (-90.0, 0.0, 5000e3), (70.0, 179.0, 3000e3),
    (0.0, 180.0, 11_000e3), (45.0, -100.0, 15_000e3), (60.0, 20.0, 3335e3), (10.0, 20.0, 19_200e3),
    (10.0, 20.0, 19_950e3),
    (0.0, 30.0, 19_980e3), (0.0, 0.0, 10_001_965.729), (85.0, 0.0, 557e3), (-89.9999, 50.0, 10e3), (30.0, 10.0, 100.0),
]  # fmt: skip
REGIONS = {
    "east": shapes.EAST, "antimeridian": shapes.CHUKOTKA, "pole": shapes.ANTARCTICA, "line": shapes.BORDER,
    "lake": shapes.WITH_LAKE,
}  # fmt: skip


def assert_holds_exactly(
    region: shapely.Geometry, lat: np.ndarray, lon: np.ndarray, d: np.ndarray, radius_m: float
) -> None:
    """Every point within the radius lies in the region and no other, but for a margin of 0.1 % of the radius."""
    assert region.is_valid
    assert region.geom_type in {"Polygon", "MultiPolygon"}
    west, south, east, north = region.bounds
    assert west >= -180 and south >= -90 and east <= 180 and north <= 90  # noqa: PT018 - one box
    clear = np.abs(d - radius_m) > 1e-3 * radius_m
    held = shapely.intersects_xy(region, lon, lat)
    assert np.array_equal(held[clear], d[clear] <= radius_m)


@pytest.mark.parametrize(("lat", "lon", "radius_m"), RINGS)
def test_range_ring_holds_what_is_within(lat: float, lon: float, radius_m: float) -> None:
    rng = np.random.default_rng(7)
    lats, lons = shapes.globe_points(3000)
    away = radius_m * 1.4 * np.sqrt(rng.uniform(0, 1, 1000))
    more = geodesic.destination(lat, lon, rng.uniform(0, 360, 1000), np.minimum(away, 2e7))
    lats, lons = np.concatenate((lats, more[0])), np.concatenate((lons, more[1]))
    assert_holds_exactly(
        range_ring(lat, lon, radius_m), lats, lons, geodesic.distance_m(lat, lon, lats, lons), radius_m
    )


@settings(deadline=None, max_examples=60)
@given(st.floats(-90, 90), st.floats(-180, 180), st.floats(1.0, 1.99e7))
def test_ring_vertices_lie_at_the_distance(lat: float, lon: float, radius_m: float) -> None:
    """All vertices but those that the cut at the antimeridian or a pole adds."""
    ring = range_ring(lat, lon, radius_m)
    x, y = shapely.get_coordinates(ring).T
    own = (np.abs(np.abs(x) - 180) > 1e-9) & (np.abs(y) < 90 - 1e-9)
    off = np.abs(geodesic.distance_m(lat, lon, y[own], x[own]) - radius_m)
    assert np.all(off < 1e-3 + min(1.0, 1.1e-4 * radius_m) * (_pole_is_on(lat, radius_m)))


def _pole_is_on(lat: float, radius_m: float) -> bool:
    """A circle through a pole is drawn up to a metre larger."""
    to_poles = geodesic.distance_m(lat, 0.0, np.array([90.0, -90.0]), 0.0)
    return bool(np.any(np.abs(to_poles - radius_m) < 1.0))


@settings(deadline=None, max_examples=40)
@given(st.floats(-90, 90), st.floats(-180, 180), st.floats(1e3, 2.1e7), st.floats(0, 360))
def test_ring_turns_with_the_globe(lat: float, lon: float, radius_m: float, turn: float) -> None:
    """The antimeridian is no place: area does not depend on longitude, and mirror images have the same area."""
    here = area_m2(range_ring(lat, lon, radius_m))
    assert area_m2(range_ring(lat, (lon + turn + 180) % 360 - 180, radius_m)) == pytest.approx(here, rel=2e-4)
    assert area_m2(range_ring(-lat, lon, radius_m)) == pytest.approx(here, rel=2e-4)


@pytest.mark.parametrize("radius_m", [1e3, 1e6, 5e6, 1e7, 1.5e7, 1.9e7])
def test_ring_area_is_that_of_a_spherical_cap(radius_m: float) -> None:
    """2 pi R² (1 - cos(r / R)) on the sphere; the ellipsoid differs by its flattening, below 1 % for a cap about 45
    degrees north."""
    cap = 2 * np.pi * 6371007.18**2 * (1 - np.cos(radius_m / 6371007.18))
    assert area_m2(range_ring(45.0, 30.0, radius_m)) == pytest.approx(cap, rel=0.01)


def test_ring_becomes_the_whole_earth() -> None:
    assert range_ring(12.0, 34.0, 20_003_932.0).equals(world())
    assert region_within(shapes.EAST, 2.1e7).equals(world())
    assert 0.0 < area_m2(world()) - area_m2(range_ring(12.0, 34.0, 19_990_000.0)) < 2e9


@pytest.mark.parametrize("vertices", [4, 36, 1000])
def test_vertices_are_at_least_those_asked_for(vertices: int) -> None:
    assert shapely.get_num_coordinates(range_ring(50.0, 10.0, 1e5, vertices=vertices)) > vertices


@pytest.mark.parametrize(("lat", "radius_m"), [(95.0, 1.0), (float("nan"), 1.0)])
def test_ring_refuses_a_place_that_is_none(lat: float, radius_m: float) -> None:
    with pytest.raises(UsageError, match="latitudes lie between -90 and 90"):
        range_ring(lat, 0.0, radius_m)


@pytest.mark.parametrize("radius_m", [0.0, -5.0, float("nan")])
def test_ring_refuses_a_radius_that_draws_nothing(radius_m: float) -> None:
    with pytest.raises(UsageError, match="give a length above 0 m"):
        range_ring(0.0, 0.0, radius_m)


@pytest.mark.parametrize("name", REGIONS)
@pytest.mark.parametrize("radius_m", [40e3, 450e3, 3000e3, 12_000e3])
def test_region_within_holds_what_is_within(name: str, radius_m: float) -> None:
    region = REGIONS[name]
    rng = np.random.default_rng(3)
    edge = shapely.get_coordinates(shapely.segmentize(region, 1.0))
    pick = edge[rng.integers(0, len(edge), 700)]
    lat, lon = geodesic.destination(
        pick[:, 1], pick[:, 0], rng.uniform(0, 360, 700), radius_m * rng.uniform(0.3, 1.3, 700)
    )
    d = shapes.distance_to_m(region, lat, lon)
    assert_holds_exactly(region_within(region, radius_m), lat, lon, d, radius_m)


def test_region_within_of_a_wide_country_and_of_a_ragged_one() -> None:
    t = np.linspace(0, 2 * np.pi, 3000)
    x, y = 60 + 25 * np.cos(t) * (1 + 0.05 * np.sin(200 * t)), 60 + 12 * np.sin(t) * (1 + 0.05 * np.sin(170 * t))
    for region, radius_m in (
        (shapes.WIDE, 600e3),
        (shapely.make_valid(shapely.Polygon(np.column_stack((x, y)))), 500e3),
    ):
        lat, lon = shapes.globe_points(1500)
        near = (lat > 30) & (lon > -10)
        lat, lon = lat[near], lon[near]
        assert_holds_exactly(
            region_within(region, radius_m), lat, lon, shapes.distance_to_m(region, lat, lon), radius_m
        )


def test_region_within_near_the_antipodes() -> None:
    region, radius_m = shapes.ISLANDS, 19_300e3
    lat, lon = shapes.equal_area_points(shapely.box(-20, 25, 20, 55), 1500)
    assert_holds_exactly(region_within(region, radius_m), lat, lon, shapes.distance_to_m(region, lat, lon), radius_m)


@pytest.mark.parametrize("radius_m", [40e3, 450e3, 3000e3])
def test_region_within_does_not_know_the_antimeridian(radius_m: float) -> None:
    """The same shape on either side of the date line and across it has surroundings of the same area."""
    home = area_m2(region_within(shapes.EAST, radius_m))
    moved = translate(shapes.EAST, xoff=153.0)
    low, high = shapely.box(-180, -90, 180, 90), shapely.box(180, -90, 540, 90)
    cut = shapely.union(moved & low, translate(moved & high, xoff=-360))
    assert cut.bounds[0] == -180.0
    assert area_m2(region_within(cut, radius_m)) == pytest.approx(home, rel=1e-3)


@settings(deadline=None, max_examples=15)
@given(st.floats(20e3, 5e6), st.floats(1.02, 2.0))
def test_a_larger_radius_holds_a_smaller_one(radius_m: float, more: float) -> None:
    small, large = region_within(shapes.EAST, radius_m), region_within(shapes.EAST, radius_m * more)
    assert area_m2(shapely.difference(small, large)) < 1e-6 * area_m2(small)
    assert area_m2(shapely.difference(shapes.EAST, small)) == 0.0


def test_region_within_of_a_point_is_its_ring_and_zero_adds_nothing() -> None:
    assert region_within(shapes.TOWN, 3e5).equals(range_ring(53.9, 27.56, 3e5))
    assert region_within(shapes.EAST, 0.0).equals(shapes.EAST)


def test_region_within_refuses_nothing_and_less_than_nothing() -> None:
    with pytest.raises(UsageError, match="empty geometry"):
        region_within(shapely.Polygon(), 1.0)
    with pytest.raises(UsageError, match="0 m or more"):
        region_within(shapes.EAST, -1.0)


@pytest.mark.parametrize("region", [shapes.EAST, shapes.CHUKOTKA, shapes.ALASKA, shapes.WITH_LAKE, shapes.HORSESHOE])
def test_area_against_pyproj(region: shapely.Geometry) -> None:
    """pyproj joins vertices by geodesics: with edges cut small both mean the same."""
    fine = shapely.orient_polygons(shapely.segmentize(region, 0.02))
    expected, _ = Geod(ellps="WGS84").geometry_area_perimeter(fine)
    assert area_m2(region) == pytest.approx(expected, rel=1e-6)


def test_area_of_the_whole_earth_and_of_a_polar_cap() -> None:
    """WGS 84: 510 065 621.724 km² (Moritz 2000 gives the radius of equal area 6371.0072 km)."""
    assert area_m2(world()) == pytest.approx(510_065_621.724e6, rel=1e-9)
    expected = Geod(ellps="WGS84").polygon_area_perimeter(np.arange(0.0, 360.0, 0.01), np.full(36000, -75.0))[0]
    assert area_m2(shapes.ANTARCTICA) == pytest.approx(abs(expected), rel=1e-5)
    assert area_m2(shapes.BORDER) == 0.0


def test_area_counts_polygons_at_any_depth_of_a_collection() -> None:
    nested = shapely.GeometryCollection(
        [shapely.box(0, 0, 1, 1), shapely.MultiPolygon([shapely.box(2, 2, 3, 3)]), shapely.Point(1, 1)]
    )
    apart = area_m2(shapely.box(0, 0, 1, 1)) + area_m2(shapely.box(2, 2, 3, 3))
    assert area_m2(nested) == pytest.approx(apart, rel=1e-12)
