"""Tiny terrains typed by hand: digits are tens of metres, S is the sensor on the ground below it, # cells are hidden."""

# ruff: noqa: E501 - geometry has many arguments, accuracy runs print what they saw
from __future__ import annotations

import numpy as np
import pytest
import terrains
from agreement import site_at

from howfar.sight.coverage import minimum_visible_altitude

WALL = """
    0000009000
    0000009000
    0000009000
    0S00009000
    0000009000
    0000009000
    0000009000
"""
WALL_SEEN = """
    .......###
    .......###
    .......###
    .......###
    .......###
    .......###
    .......###
"""

HOLE = """
    5555555555
    5555555555
    5555005555
    5S55005555
    5555005555
    5555555555
    5555555555
"""
# over the edge 2 columns away the line of sight falls 5 m a column: 45 m and 40 m above the floor of the hole
HOLE_SEEN = """
    ..........
    ..........
    ....##....
    ....##....
    ....##....
    ..........
    ..........
"""

CRATER = """
    000000000
    000000000
    009999900
    009000900
    0090S0900
    009000900
    009999900
    000000000
    000000000
"""
# the corners of the rim lie behind the bulge of the surface that leads up to them:
# (90 (2 t - t^2) - 10) / (1 + t) is steepest before t = 1
CRATER_SEEN = """
    #########
    #########
    ###...###
    ##.....##
    ##.....##
    ##.....##
    ###...###
    #########
    #########
"""


def lines(picture):
    return [line.strip() for line in picture.strip().splitlines()]


@pytest.mark.parametrize(
    ("terrain", "seen", "agl_m"),
    [(WALL, WALL_SEEN, 10.0), (HOLE, HOLE_SEEN, 10.0), (CRATER, CRATER_SEEN, 10.0)],
    ids=["wall", "hole", "crater"],
)
def test_picture(terrain, seen, agl_m):
    rows = lines(terrain)
    (place,) = [(i, row.index("S")) for i, row in enumerate(rows) if "S" in row]
    ground = max(row[place[1] - 1] for row in [rows[place[0]]])
    heights = np.array([[10.0 * int(c if c != "S" else ground) for c in row] for row in rows])
    grid = terrains.grid_of(heights)
    mask = minimum_visible_altitude(grid, site_at(grid, *place, agl_m)).visible_at(height_agl_m=0.5)
    drawn = ["".join("." if cell else "#" for cell in row) for row in mask]
    assert drawn == lines(seen)


def test_shadow_of_a_wall_by_similar_triangles():
    """Antenna 10 m over flat ground, a wall 90 m high 5 columns away: the shadow edge rises 16 m a column."""
    grid = terrains.grid_of(np.array([[0.0] * 6 + [90.0] + [0.0] * 3] * 7), lat_north=0.003)
    heights = minimum_visible_altitude(grid, site_at(grid, 3, 1, 10.0), k_factor=4 / 3).minimum_visible_altitude_amsl_m
    assert heights[3, 7:] == pytest.approx([106.0, 122.0, 138.0], abs=0.05)


@pytest.mark.parametrize("off", [0.0, 1e-7, 1e-5, 0.004, 0.0078, 0.0099, 0.011, 0.3])
def test_a_sensor_close_to_a_sample_sees_that_sample(off):
    """Ground nearer than a hundredth of a cell does not hide, and is not hidden."""
    grid = terrains.grid_of(np.zeros((9, 9)))
    for row, col in ((4 + off, 4.0), (4.0, 4 + off), (4 - off, 4 + off), (4 + off, 4 - off)):
        heights = minimum_visible_altitude(grid, site_at(grid, row, col, 10.0)).minimum_visible_height_agl_m
        assert np.max(heights) < 1e-3
