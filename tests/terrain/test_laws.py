"""Laws of reading: cutting a model into files changes nothing; a window is part of the whole; small pictures."""

import tempfile
from pathlib import Path

import numpy as np
import pytest
import rasterio
import rasterio.shutil
from hypothesis import given, settings
from hypothesis import strategies as st
from rasterio.transform import Affine

from howfar.terrain.grid import as_float64
from howfar.terrain.mosaic import Window
from howfar.terrain.open import open_terrain, plan_terrain
from howfar.terrain.voids import close_borders, close_seams, uncovered

STEP = 0.125


def picture(heights):
    """One character a cell: hundreds of metres as a digit, '.' for no data."""
    return "\n".join("".join("." if np.isnan(h) else f"{int(h // 100)}" for h in row) for row in as_float64(heights))


def drawn(text):
    rows = [line.strip() for line in text.strip().splitlines()]
    return np.array([[np.nan if c == "." else int(c) * 100 for c in row] for row in rows], dtype=np.float32)


def put(folder, name, heights, row, col):
    path = Path(folder) / name
    transform = Affine(STEP, 0, 8 + (col - 0.5) * STEP, 0, -STEP, 47 - (row - 0.5) * STEP)
    with rasterio.open(path, "w", driver="GTiff", height=heights.shape[0], width=heights.shape[1], count=1,
                       dtype="float32", crs="EPSG:4326", transform=transform) as out:  # fmt: skip
        out.write(heights.astype(np.float32), 1)
    return path


@settings(max_examples=25, deadline=None)
@given(
    row_cuts=st.lists(st.integers(1, 13), max_size=2, unique=True),
    col_cuts=st.lists(st.integers(1, 17), max_size=2, unique=True),
    overlap=st.integers(0, 2),
    seed=st.integers(0, 99),
)
def test_cutting_a_model_into_tiles_changes_nothing(row_cuts, col_cuts, overlap, seed):
    rng = np.random.default_rng(seed)
    whole = rng.uniform(0, 3000, (14, 18)).astype(np.float32)
    whole[rng.uniform(size=whole.shape) < 0.05] = np.nan
    rows, cols = [0, *sorted(row_cuts), 14], [0, *sorted(col_cuts), 18]
    with tempfile.TemporaryDirectory() as folder:
        for i, j in np.ndindex(len(rows) - 1, len(cols) - 1):
            tile = whole[rows[i] : rows[i + 1] + overlap, cols[j] : cols[j + 1] + overlap]
            if min(tile.shape) > 0:
                put(folder, f"{i}{j}.tif", tile, rows[i], cols[j])
        grid = open_terrain(folder)
    known = ~np.isnan(whole)
    assert grid.shape == whole.shape
    np.testing.assert_array_equal(grid.heights_m[known], whole[known])


@settings(max_examples=25, deadline=None)
@given(st.integers(-3, 12), st.integers(1, 9), st.integers(-3, 12), st.integers(1, 9))
def test_a_window_is_a_part_of_the_whole(row, height, col, width):
    whole = np.random.default_rng(1).uniform(0, 3000, (14, 18)).astype(np.float32)
    with tempfile.TemporaryDirectory() as folder:
        put(folder, "a.tif", whole[:8], 0, 0)
        put(folder, "b.tif", whole[8:], 8, 0)
        block, _ = plan_terrain(folder).mosaic.read(Window(row, row + height, col, col + width))
    padded = np.full((14 + 40, 18 + 40), np.nan, np.float32)
    padded[20:34, 20:38] = whole
    np.testing.assert_array_equal(block, padded[20 + row : 20 + row + height, 20 + col : 20 + col + width])


def test_a_vrt_of_tiles_is_the_tiles(tmp_path):
    whole = np.random.default_rng(2).uniform(0, 3000, (14, 18)).astype(np.float32)
    put(tmp_path, "a.tif", whole, 0, 0)
    rasterio.shutil.copy(tmp_path / "a.tif", tmp_path / "all.vrt", driver="VRT")
    np.testing.assert_array_equal(open_terrain(tmp_path / "all.vrt").heights_m, whole)


def test_finer_in_the_middle_of_coarser_as_a_picture(tmp_path):
    put(tmp_path, "coarse.tif", drawn("1111111\n1111111\n1111111\n1111111"), 0, 0)
    put(tmp_path, "island.tif", drawn("9.9"), 1, 2)
    # files of one lattice: by name; the island's void is filled by what lies under it
    assert picture(open_terrain([tmp_path / "island.tif", tmp_path / "coarse.tif"]).heights_m) == (
        "1111111\n1191911\n1111111\n1111111"
    )


@pytest.mark.parametrize(
    ("before", "after"),
    [
        ("2.4\n2.4\n2.4", "234\n234\n234"),  # a whole edge lost: closed
        ("222\n2.2\n222", "222\n2.2\n222"),  # a single void on an edge: stays
        ("2..5\n2..5\n2..5", "2345\n2345\n2345"),  # both tiles lost their edges
    ],
)
def test_lost_edges_of_tiles(before, after):
    heights = drawn(before)
    rows, cols = heights.shape
    close_borders(heights, [Window(0, rows, 0, 2), Window(0, rows, 2, cols)])
    assert picture(heights) == after


def test_gaps_are_found_exactly_and_only_narrow_ones_closed():
    window = Window(0, 4, 0, 9)
    tiles = [Window(0, 4, 0, 2), Window(0, 4, 3, 5), Window(0, 4, 8, 9)]
    gaps = uncovered(window, tiles)
    assert gaps == [Window(0, 4, 2, 3), Window(0, 4, 5, 8)]
    heights = drawn("\n".join(["11.33...9"] * 4))
    assert close_seams(heights, window, gaps) == 4
    assert picture(heights) == "\n".join(["11233...9"] * 4)
