"""The elevation grid: places of samples, the bilinear surface, edges, voids, the antimeridian."""

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from scipy.interpolate import RegularGridInterpolator

from howfar.errors import TerrainError
from howfar.terrain.grid import INT16_VOID, ElevationGrid


def grid(heights, *, north=47.0, west=8.0, lat_step=0.25, lon_step=0.5, dtype=np.float32):
    return ElevationGrid(np.asarray(heights, dtype=dtype), north, west, lat_step, lon_step)


def test_samples_lie_where_they_are_said_to_lie():
    model = grid([[1, 2, 3], [4, 5, 6]])
    assert model.height_m(47.0, 8.0) == 1
    assert model.height_m(46.75, 9.0) == 6
    assert model.lat_south_deg == 46.75
    assert model.lon_east_deg == 9.0
    assert model.transform == (0.5, 0.0, 7.75, 0.0, -0.25, 47.125)


@given(st.floats(46.0, 47.0), st.floats(8.0, 10.0))
def test_surface_between_samples_is_scipys_bilinear_surface(lat, lon):
    heights = np.random.default_rng(5).uniform(0, 3000, (5, 5)).astype(np.float32)
    model = grid(heights)
    outside_truth = RegularGridInterpolator((model.lats_deg[::-1], model.lons_deg), heights[::-1].astype(float))
    assert model.height_m(lat, lon) == pytest.approx(float(outside_truth([[lat, lon]])[0]), abs=1e-6)


def test_outside_is_nan_and_not_contained():
    model = grid([[1, 2], [3, 4]])
    for lat, lon in ((47.01, 8.2), (46.7, 8.2), (46.9, 7.99), (46.9, 8.51), (46.9, -171.9), (float("nan"), 8.2)):
        assert np.isnan(model.height_m(lat, lon))
        assert not model.contains(lat, lon)
    assert model.contains(46.9, 8.3)


@pytest.mark.parametrize("dtype", [np.float32, np.int16])
def test_a_void_counts_only_where_its_weight_does(dtype):
    void = INT16_VOID if dtype is np.int16 else np.nan
    model = grid([[10, 20, 30], [40, void, 60], [70, 80, 90]], dtype=dtype)
    assert np.isnan(model.height_m(46.75, 8.5))
    assert np.isnan(model.height_m(46.9, 8.25))
    assert model.height_m(47.0, 8.25) == 15  # along the row above the void
    assert model.is_void().tolist() == [[False, False, False], [False, True, False], [False, False, False]]


def test_across_the_antimeridian_longitudes_of_both_signs_find_the_same_place():
    model = grid([[0, 10, 20, 30], [0, 10, 20, 30]], west=179.0)
    assert model.height_m(47.0, -179.75) == pytest.approx(25.0)
    assert model.height_m(47.0, 180.25) == pytest.approx(25.0)
    assert model.contains(46.9, -179.6)
    assert not model.contains(46.9, -179.4)


def test_a_full_circle_closes():
    model = grid(np.tile(np.arange(8) * 10, (3, 1)), north=90.0, west=-180.0, lat_step=1.0, lon_step=45.0)
    assert model.goes_round
    assert model.height_m(89.0, 157.5) == pytest.approx(35.0)  # half way from 70 back to 0
    assert model.contains(89.5, 179.9)


def test_a_window_keeps_every_sample_in_its_place():
    model = grid(np.arange(20).reshape(4, 5))
    part = model.window(slice(1, 3), slice(2, 5))
    assert part.shape == (2, 3)
    assert np.shares_memory(part.heights_m, model.heights_m)
    assert part.height_m(46.6, 9.3) == pytest.approx(model.height_m(46.6, 9.3))


@pytest.mark.parametrize(
    ("heights", "kwargs", "says"),
    [
        ([[1.0]], {}, "at least 2 x 2"),
        ([[1, 2], [3, 4]], {"dtype": np.float64}, "float32 or int16"),
        ([[1, 2], [3, 4]], {"lat_step": 0.0}, "above 0 degrees"),
        ([[1, 2], [3, 4]], {"north": 91.0}, "leave -90 to 90"),
    ],
)
def test_what_is_not_a_model_is_refused(heights, kwargs, says):
    with pytest.raises(TerrainError, match=says):
        grid(heights, **kwargs)
