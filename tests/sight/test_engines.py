"""The compiled sweep, the plain one, and the one for machines without AVX-512 give the same answers."""

from __future__ import annotations

import os
import subprocess
import sys

import numpy as np
import pytest
import terrains
from agreement import site_at

from howfar.sight.coverage import minimum_visible_altitude

PROGRAM = """
import sys
import numpy as np
sys.path.insert(0, sys.argv[1])
import terrains
from agreement import site_at
from howfar.sight.coverage import minimum_visible_altitude
grid = terrains.hills(31, 29, seed=5, smooth=1.5)
for place in ((15.3, 12.7, 10.0), (4.0, 20.0, 30000.0)):
    found = minimum_visible_altitude(grid, site_at(grid, *place))
    found.minimum_visible_altitude_amsl_m.tofile(sys.argv[2] + str(int(place[0])))
"""


def answers(folder, **environment):
    here = os.path.dirname(__file__)
    done = subprocess.run(
        [sys.executable, "-c", PROGRAM, here, str(folder / "out")],
        env={**os.environ, **environment},
        capture_output=True,
        text=True,
        check=False,
    )
    assert done.returncode == 0, done.stderr[-2000:]
    return [np.fromfile(folder / f"out{n}", np.float32) for n in (15, 4)]


def compiled():
    grid = terrains.hills(31, 29, seed=5, smooth=1.5)
    return [
        minimum_visible_altitude(grid, site_at(grid, *place)).minimum_visible_altitude_amsl_m.ravel()
        for place in ((15.3, 12.7, 10.0), (4.0, 20.0, 30000.0))
    ]


def test_plain_python_gives_the_same(tmp_path):
    for plain, fast in zip(answers(tmp_path, NUMBA_DISABLE_JIT="1"), compiled(), strict=True):
        assert np.max(np.abs(plain - fast)) < 0.02


@pytest.mark.accuracy
def test_a_machine_without_avx512_gives_the_same(tmp_path):
    cache = {"NUMBA_CACHE_DIR": str(tmp_path / "cache"), "NUMBA_CPU_NAME": "generic", "NUMBA_CPU_FEATURES": ""}
    for plain, fast in zip(answers(tmp_path, **cache), compiled(), strict=True):
        assert np.max(np.abs(plain - fast)) < 0.02
