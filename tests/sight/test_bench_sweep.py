"""The benchmark of the sweep still runs, and what it prints of accuracy is what the sweep promises."""

import json
import re
import sys
from pathlib import Path

import numpy as np
import pytest

ROOT = Path(__file__).resolve().parents[2]
pytest.importorskip("scipy")


@pytest.fixture(autouse=True)
def from_the_root(monkeypatch):
    monkeypatch.syspath_prepend(str(ROOT))


def test_in_memory(capsys):
    from benchmarks import bench_sweep

    bench_sweep.memory(300, "hills", 1)
    said = capsys.readouterr().out
    ours = next(line for line in said.splitlines() if "howfar, all threads, buffer reused" in line)
    assert float(re.search(r"median ([\d.]+) m", ours)[1]) < 0.01
    assert float(re.search(r"p99 ([\d.]+) m", ours)[1]) < 0.5
    assert "wrong at 100 m 0.00%" in ours


def test_file_to_file_gives_what_the_array_gives(tmp_path):
    import rasterio
    from benchmarks.sweeping import ours, rasters
    from benchmarks.sweeping.measure import job

    size, target = 300, tmp_path / "out.tif"
    heights = np.rint(rasters.terrain("hills", size)).astype(np.float32)
    source = rasters.write(tmp_path / "in.tif", heights, metres=False)
    made, answer = job("ours_file", source=source, target=target, size=size, binary=False, compress=True)
    assert 0.0 < answer["seconds"] < made.seconds
    assert 0.01 < made.peak_gib < 2.0
    out = np.empty_like(heights)
    ours.sweep_of(heights)(out)
    with rasterio.open(target) as found:
        values, bounds = found.read(1), found.bounds
    north, west = rasters.corner(size)  # of samples; the file's bounds are those of cells
    row = round((north - bounds.top) / rasters.LAT_STEP_DEG + 0.5)
    col = round((bounds.left - west) / rasters.LON_STEP_DEG + 0.5)
    part = out[row : row + values.shape[0], col : col + values.shape[1]]
    known = np.isfinite(part) & (values != -32768)
    assert known.mean() > 0.7
    over = values[known] - part[known]  # whole metres, rounded up
    assert over.min() > -0.01
    assert over.max() < 1.01


def test_a_child_is_measured_by_itself():
    from benchmarks.sweeping.measure import child

    ballast = np.ones(60_000_000)  # 480 MB of ours must not count
    made = child([sys.executable, "-S", "-c", "import json; print(json.dumps([1]))"])
    assert json.loads(made.said) == [1]
    assert made.code == 0
    assert made.peak_gib < 0.1
    assert ballast[0] == 1.0
    assert child([sys.executable, "-S", "-c", "raise SystemExit(3)"]).code == 3
