"""Distances between regions and shares of area against brute force over many points."""

from __future__ import annotations

from itertools import pairwise

import numpy as np
import pytest
import shapely
from hypothesis import given, settings
from hypothesis import strategies as st
from shapely.affinity import translate

from howfar.earth import geodesic
from howfar.earth.region import (
    area_m2,
    minimum_enclosing_circle,
    minimum_enclosing_radius_m,
    range_ring,
    region_distances,
    shares_within,
)
from howfar.errors import UsageError

from . import shapes

PAIRS = {
    "neighbours": (shapes.EAST, shapes.WEST), "neighbours-back": (shapes.WEST, shapes.EAST),
    "over-the-antimeridian": (shapes.CHUKOTKA, shapes.ALASKA), "far": (shapes.EAST, shapes.CHUKOTKA),
    "worst-served-inside": (shapes.HORSESHOE, shapes.FILLING), "inside-out": (shapes.FILLING, shapes.HORSESHOE),
    "antipodes": (shapes.ISLANDS, shapes.ANTIPODES), "antipodes-back": (shapes.ANTIPODES, shapes.ISLANDS),
    "pole": (shapes.ANTARCTICA, shapes.ISLANDS), "from-a-town": (shapes.TOWN, shapes.WEST),
    "to-a-town": (shapes.WEST, shapes.TOWN), "line": (shapes.BORDER, shapes.EAST),
    "lake": (shapes.WITH_LAKE, shapes.WEST),
}  # fmt: skip


@pytest.mark.parametrize("name", PAIRS)
def test_region_distances_against_brute_force(name: str) -> None:
    """Brute force sees only sample points, spaced by s: it can miss the best by up to s, never beat it by more than
    0.1 %."""
    origin, target = PAIRS[name]
    sampling = {"step_deg": 0.4, "fill": 30}
    table, found = shapes.distance_table_m(origin, target, **sampling), region_distances(origin, target)
    spacing = 45_000.0 if name not in {"pole", "over-the-antimeridian", "far"} else 200_000.0
    brute = {
        "nearest_m": (table.min(), -1), "farthest_m": (table.max(), 1),
        "farthest_from_nearest_m": (table.min(axis=0).max(), 0), "nearest_to_all_m": (table.max(axis=1).min(), -1),
    }  # fmt: skip
    for what, (value, better) in brute.items():
        ours, slack = getattr(found, what), 1e-3 * value + 1.0
        assert ours == pytest.approx(value, abs=spacing), what
        if better:
            assert better * (ours - value) > -slack, what


@pytest.mark.parametrize("name", PAIRS)
def test_places_are_where_they_should_be_and_give_the_distances(name: str) -> None:
    origin, target = PAIRS[name]
    found = region_distances(origin, target)
    for what in ("nearest", "farthest", "farthest_from_nearest", "nearest_to_all"):
        (lon1, lat1), (lon2, lat2) = getattr(found, f"{what}_places")
        assert geodesic.distance_m(lat1, lon1, lat2, lon2) == pytest.approx(getattr(found, f"{what}_m"), abs=1.0)
        assert shapely.distance(origin, shapely.Point(lon1, lat1)) < 1e-6
        assert shapely.distance(target, shapely.Point(lon2, lat2)) < 1e-6
    order = [found.nearest_m, found.farthest_from_nearest_m, found.nearest_to_all_m, found.farthest_m]
    assert all(low <= high * 1.001 for low, high in pairwise(order))


def test_worst_served_point_inside_the_target() -> None:
    """The horseshoe lies about the filling: the worst served point of its closed end is the middle, equally far
    from both arms."""
    target = shapely.box(4, 44, 12, 50)
    found = region_distances(shapes.HORSESHOE, target)
    lon, lat = found.farthest_from_nearest_places[1]
    assert lon == pytest.approx(12.0, abs=0.3)
    to_south, to_north = geodesic.distance_m(lat, lon, 42.0, lon), geodesic.distance_m(lat, lon, 52.0, lon)
    assert found.farthest_from_nearest_m == pytest.approx(min(to_south, to_north), rel=2e-3)
    assert to_south == pytest.approx(to_north, rel=2e-3)


def test_exact_distances_of_meridian_strips() -> None:
    """Two boxes on the same meridian: all four distances are arcs that can be written down."""
    south, north = shapely.box(10, 0, 10.001, 10), shapely.box(10, 20, 10.001, 25)
    found = region_distances(south, north)
    assert found.nearest_m == pytest.approx(geodesic.distance_m(10, 10, 20, 10), rel=1e-3)
    assert found.farthest_m == pytest.approx(geodesic.distance_m(0, 10, 25, 10), rel=1e-3)
    assert found.farthest_from_nearest_m == pytest.approx(geodesic.distance_m(10, 10, 25, 10), rel=1e-3)
    assert found.nearest_to_all_m == pytest.approx(geodesic.distance_m(10, 10, 25, 10), rel=1e-3)
    assert minimum_enclosing_radius_m(north) == pytest.approx(geodesic.distance_m(20, 10, 25, 10) / 2, rel=1e-3)


def test_overlap_is_nearest_zero_and_holding_all_is_worst_zero() -> None:
    inner = shapely.box(26, 53, 28, 54)
    assert region_distances(shapes.EAST, inner).nearest_m == 0.0
    assert region_distances(shapes.EAST, inner).farthest_from_nearest_m == 0.0
    assert region_distances(inner, shapes.EAST).nearest_m == 0.0
    assert region_distances(shapes.TOWN, shapes.EAST).nearest_m == 0.0
    best = region_distances(shapes.EAST, shapes.EAST).nearest_to_all_m
    assert best == pytest.approx(minimum_enclosing_radius_m(shapes.EAST), rel=1e-3)


def test_distance_to_a_long_edge_between_far_vertices() -> None:
    """The nearest point of a border along a parallel lies between its vertices, which are 60 degrees apart."""
    border = shapely.box(0, 50, 60, 55)
    found = region_distances(shapely.Point(31.3, 49.0), border)
    lon, lat = found.nearest_places[1]
    assert (lat, lon) == (pytest.approx(50.0, abs=1e-6), pytest.approx(31.3, abs=0.05))
    assert found.nearest_m == pytest.approx(geodesic.distance_m(49.0, 31.3, 50.0, 31.3), rel=1e-4)


def test_farthest_is_the_antipode_when_the_target_holds_it() -> None:
    around = range_ring(-53.9, 27.56 - 180.0, 300e3)
    assert region_distances(shapes.TOWN, around).farthest_m == pytest.approx(20_003_931.459, abs=1.0)


@settings(deadline=None, max_examples=20)
@given(st.floats(-60, 60), st.floats(-179, 179), st.floats(1e3, 3e6), st.floats(0, 359), st.floats(4e6, 9e6))
def test_discs_have_known_distances(lat: float, lon: float, r: float, azimuth: float, gap: float) -> None:
    """Two discs whose middles are `gap` apart: nearest and farthest are gap less and plus both radii, wherever they
    lie."""
    lat2, lon2 = geodesic.destination(lat, lon, azimuth, gap)
    found = region_distances(range_ring(lat, lon, r), range_ring(lat2, lon2, r / 2))
    assert found.nearest_m == pytest.approx(max(gap - 1.5 * r, 0.0), abs=1e-3 * gap)
    assert found.farthest_m == pytest.approx(gap + 1.5 * r, abs=1e-3 * gap)


@settings(deadline=None, max_examples=20)
@given(st.floats(-85, 85), st.floats(-180, 180), st.floats(1e3, 8e6))
def test_smallest_circle_of_a_disc_is_the_disc(lat: float, lon: float, radius_m: float) -> None:
    radius, (lon2, lat2) = minimum_enclosing_circle(range_ring(lat, lon, radius_m))
    assert radius == pytest.approx(radius_m, rel=1e-3)
    assert geodesic.distance_m(lat, lon, lat2, lon2) < 0.01 * radius_m


def test_smallest_circle_of_a_point_and_across_the_date_line() -> None:
    assert minimum_enclosing_radius_m(shapes.TOWN) == 0.0
    shifted = shapely.union_all([translate(p, xoff=-100 if p.bounds[0] > 0 else 260) for p in shapes.CHUKOTKA.geoms])
    assert minimum_enclosing_radius_m(shapes.CHUKOTKA) == pytest.approx(minimum_enclosing_radius_m(shifted), rel=1e-3)


def test_empty_geometries_are_refused() -> None:
    with pytest.raises(UsageError, match="empty geometry"):
        region_distances(shapely.Polygon(), shapes.EAST)


SHARES = {
    "500 km": (shapes.EAST, shapes.WEST, 500e3), "300 km": (shapes.EAST, shapes.WEST, 300e3),
    "800 km": (shapes.EAST, shapes.WEST, 800e3), "back": (shapes.WEST, shapes.EAST, 280e3),
    "date line": (shapes.CHUKOTKA, shapes.ALASKA, 1200e3), "date line, far": (shapes.CHUKOTKA, shapes.ALASKA, 2000e3),
    "horseshoe": (shapes.HORSESHOE, shapes.FILLING, 300e3), "pole": (shapes.ANTARCTICA, shapes.ISLANDS, 4000e3),
    "far": (shapes.EAST, shapes.CHUKOTKA, 6000e3), "town": (shapes.TOWN, shapes.WEST, 500e3),
    "antipodes": (shapes.ISLANDS, shapes.ANTIPODES, 19_200e3), "line": (shapes.BORDER, shapes.EAST, 600e3),
}  # fmt: skip


@pytest.mark.parametrize("name", SHARES)
def test_shares_against_equal_area_points(name: str) -> None:
    """Every pair of many origin points and a lattice of target points: shares within half a percentage point."""
    origin, target, radius_m = SHARES[name]
    found = shares_within(origin, target, radius_m)
    lat, lon = shapes.equal_area_points(target, 4000)
    a = shapes.points_of(origin, step_deg=0.1 if name != "pole" else 1.0, fill=30)
    held = np.array([geodesic.distance_m(y, x, lat, lon) <= radius_m for y, x in zip(*a, strict=True)])
    assert found.any_place == pytest.approx(held.any(axis=0).mean(), abs=0.005)
    assert found.best_place == pytest.approx(held.mean(axis=1).max(), abs=0.005)
    assert found.every_place == pytest.approx(held.all(axis=0).mean(), abs=0.005)
    assert found.every_place <= found.best_place <= found.any_place
    place = shapely.Point(found.best_place_at)
    assert shapely.distance(origin, place) < 1e-6
    there = geodesic.distance_m(place.y, place.x, lat, lon) <= radius_m
    assert found.best_place == pytest.approx(there.mean(), abs=0.005)
    assert area_m2(found.within) + area_m2(found.outside) == pytest.approx(area_m2(target), rel=1e-6)


@settings(deadline=None, max_examples=15)
@given(st.floats(50e3, 1500e3), st.floats(1.05, 1.5))
def test_shares_grow_with_the_radius(radius_m: float, more: float) -> None:
    small, large = (shares_within(shapes.EAST, shapes.WEST, r) for r in (radius_m, radius_m * more))
    assert small.any_place <= large.any_place + 1e-6
    assert small.best_place <= large.best_place + 0.002
    assert small.every_place <= large.every_place + 1e-6


def test_shares_and_distances_tell_the_same_story() -> None:
    """At the distance of the worst served point all is within reach of some place; a little below it is not; so for
    the others."""
    d = region_distances(shapes.EAST, shapes.WEST)
    assert shares_within(shapes.EAST, shapes.WEST, d.farthest_from_nearest_m * 1.002).any_place == 1.0
    assert shares_within(shapes.EAST, shapes.WEST, d.farthest_from_nearest_m * 0.98).any_place < 1.0
    assert shares_within(shapes.EAST, shapes.WEST, d.nearest_to_all_m * 1.01).best_place > 0.9999
    assert shares_within(shapes.EAST, shapes.WEST, d.nearest_to_all_m * 0.97).best_place < 1.0
    assert shares_within(shapes.EAST, shapes.WEST, d.farthest_m * 1.002).every_place == 1.0
    assert shares_within(shapes.EAST, shapes.WEST, d.nearest_m * 0.99).any_place == 0.0


def test_a_town_as_target_is_reached_or_not() -> None:
    d = region_distances(shapes.WEST, shapes.TOWN)
    reached, missed = (shares_within(shapes.WEST, shapes.TOWN, d.nearest_m * f) for f in (1.001, 0.999))
    assert (reached.any_place, reached.best_place, reached.every_place) == (1.0, 1.0, 0.0)
    assert (missed.any_place, missed.best_place) == (0.0, 0.0)
    assert shares_within(shapes.WEST, shapes.TOWN, d.farthest_m * 1.001).every_place == 1.0


def test_shares_refuse_a_radius_that_holds_nothing() -> None:
    with pytest.raises(UsageError, match="above 0 m"):
        shares_within(shapes.EAST, shapes.WEST, 0.0)


def test_a_region_within_itself_is_reached_whole() -> None:
    found = shares_within(shapes.EAST, shapes.EAST, 1_000.0)
    assert found.any_place == 1.0
    assert found.outside.is_empty
