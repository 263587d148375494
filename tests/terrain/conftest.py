"""Small rasters of every kind, written by GDAL in the temporary folder."""

import numpy as np
import pytest
import rasterio
from rasterio.transform import Affine


@pytest.fixture
def write(tmp_path):
    """write(name, heights, west, north, step, ...): a raster whose FIRST SAMPLE lies at (north, west)."""

    def one(name, heights, *, west=8.0, north=47.0, step=0.25, lon_step=None, **profile):
        heights = np.asarray(heights)
        lon_step = lon_step or step
        transform = Affine(lon_step, 0, west - lon_step / 2, 0, -step, north + step / 2)
        profile = {"driver": "GTiff", "dtype": heights.dtype.name, "crs": "EPSG:4326", "transform": transform} | profile
        tags, units = profile.pop("tags", {}), profile.pop("units", None)
        scale = profile.pop("scale", None)
        path = tmp_path / name
        path.parent.mkdir(parents=True, exist_ok=True)
        profile = {key: value for key, value in profile.items() if value is not None}
        with rasterio.open(path, "w", height=heights.shape[0], width=heights.shape[1], count=1, **profile) as out:
            out.write(heights, 1)
            out.update_tags(**tags)
            if units:
                out.units = (units,)
            if scale:
                out.scales = (scale,)
        return path

    return one
