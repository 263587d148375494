"""The xarray accessor: same answer as the grid, whatever the order of rows, the dimension names, and with Dask."""

from importlib import import_module

import numpy as np
import pytest

from howfar.errors import TerrainError
from howfar.sight.coverage import minimum_visible_altitude
from howfar.sight.site import Site
from howfar.terrain.grid import ElevationGrid

xr = pytest.importorskip("xarray", reason="the extra `scale` brings xarray")
import_module("howfar.sight.xarray_accessor")  # registers the accessor

SITE = Site(46.5, 8.5, antenna_agl_m=30)


def hills(rows=81, cols=101, step=0.01, noise_m=200):
    rng = np.random.default_rng(7)
    lats, lons = 47.0 - step * np.arange(rows), 8.0 + step * np.arange(cols)
    rough = rng.uniform(0, noise_m, (rows, cols)) + 400 * np.sin(lats[:, None] * 40) + 400 * np.cos(lons[None, :] * 50)
    return xr.DataArray(
        (rough + 900).astype(np.float32), dims=("lat", "lon"), coords={"lat": lats, "lon": lons}, name="dem"
    )


def grid_of(dem):
    lat, lon = dem["lat"].to_numpy(), dem["lon"].to_numpy()
    return ElevationGrid(dem.to_numpy(), float(lat[0]), float(lon[0]), float(lat[0] - lat[1]), float(lon[1] - lon[0]))


def expected(dem, **kwargs):
    return minimum_visible_altitude(grid_of(dem), SITE, **kwargs).minimum_visible_altitude_amsl_m


def test_same_answer_as_the_grid():
    found = hills().howfar.minimum_visible_altitude(SITE)
    np.testing.assert_array_equal(found.to_numpy(), expected(hills()))
    assert found.dims == ("lat", "lon")
    assert found.attrs["units"] == "m"
    assert found.name == "minimum_visible_altitude_amsl"


def test_rows_from_the_south_other_names_a_band_and_feet_change_nothing():
    dem = hills()
    other = (
        (dem / 0.3048).isel(lat=slice(None, None, -1)).rename(lat="y", lon="x").transpose("x", "y").expand_dims("band")
    )
    other.attrs["units"] = "ft"
    found = other.howfar.minimum_visible_altitude(SITE)
    np.testing.assert_allclose(found.sortby("y", ascending=False).to_numpy(), expected(dem), rtol=1e-5)


def test_dask_is_lazy_and_gives_the_same():
    pytest.importorskip("dask")
    dem = hills()
    read = []

    def block(values, block_info=None):
        read.append(1)
        return values

    lazy = dem.chunk({"lat": 20, "lon": 30})
    lazy = lazy.copy(data=lazy.data.map_blocks(block, dtype=np.float32, meta=np.zeros((0, 0), np.float32)))
    found = lazy.howfar.minimum_visible_altitude(SITE, max_range_m=15_000)
    assert not read
    assert found.chunks is not None
    values = found.to_numpy()
    assert 0 < len(read) < 16  # of the 5 x 4 chunks only those within the range are read
    eager = dem.howfar.minimum_visible_altitude(SITE, max_range_m=15_000)
    np.testing.assert_array_equal(values, eager.to_numpy())
    assert found.sizes["lat"] < 81


def test_range_cuts_the_result_and_agrees_with_the_grid():
    dem = hills(noise_m=5)
    found = dem.howfar.minimum_visible_altitude(SITE, max_range_m=15_000)
    assert found.sizes["lat"] < 40
    coverage = minimum_visible_altitude(grid_of(dem), SITE, max_range_m=15_000)
    part = coverage.grid
    truth = xr.DataArray(
        coverage.minimum_visible_altitude_amsl_m,
        dims=("lat", "lon"),
        coords={"lat": part.lats_deg, "lon": part.lons_deg},
    ).reindex_like(found, method="nearest", tolerance=1e-6)
    np.testing.assert_array_equal(np.isnan(found), np.isnan(truth))
    assert np.nanmax(np.abs(found - truth)) < 0.02  # the same rays; only the mean height of the model is another


def test_the_answer_within_a_range_does_not_depend_on_how_much_more_the_array_holds():
    """Noise, where every ray is the edge of a shadow: another layout of rays would be metres off."""
    dem = hills(noise_m=100)
    whole = dem.howfar.minimum_visible_altitude(SITE, max_range_m=12_000)
    for cut in (dem[5:-5, 5:-5], dem[10:, 3:], dem[:-9, :-12]):
        part = cut.howfar.minimum_visible_altitude(SITE, max_range_m=12_000)
        same = part.reindex_like(whole, method="nearest", tolerance=1e-6)
        assert float(np.nanmax(np.abs(same - whole))) < 0.02
        np.testing.assert_array_equal(np.isnan(same), np.isnan(whole))


def test_voids_by_nan_and_by_fill_value():
    dem = hills()
    dem[10:12, 20:22] = np.nan
    filled = dem.fillna(-9999.0)
    filled.attrs["_FillValue"] = -9999.0
    a, b = (d.howfar.minimum_visible_altitude(SITE).to_numpy() for d in (dem, filled))
    np.testing.assert_array_equal(a, b)
    assert np.isnan(a[10:12, 20:22]).all()


def test_what_is_no_lattice_is_refused():
    dem = hills()
    with pytest.raises(TerrainError, match="not evenly spaced"):
        dem.isel(lat=[0, 1, 2, 5]).howfar.minimum_visible_altitude(SITE)
    with pytest.raises(TerrainError, match="no latitudes"):
        dem.assign_coords(lat=dem.lat * 1000).howfar.minimum_visible_altitude(SITE)
    with pytest.raises(TerrainError, match="called lat"):
        dem.rename(lat="rows").howfar.minimum_visible_altitude(SITE)
    with pytest.raises(TerrainError, match="two dimensions"):
        xr.concat([dem, dem], dim="band").howfar.minimum_visible_altitude(SITE)
    with pytest.raises(TerrainError, match="unit 'fathom'"):
        dem.assign_attrs(units="fathom").howfar.minimum_visible_altitude(SITE)
    with pytest.raises(TerrainError, match="outside the"):
        dem.howfar.minimum_visible_altitude(Site(10.0, 8.5, antenna_agl_m=30), max_range_m=1000.0)
