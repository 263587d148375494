"""The sweep beside its peers: in memory, file to file, many sensors, 600 km, one path. Nothing here is asserted.

    python -m benchmarks sweep [--sizes 4000,10000,20000] [--parts memory,slow,files,many,wide,path] [--repeat 5]
                               [--terrain hills|alps|sea] [--slow SIZE] [--mosaics FOLDER]

The sensor stands in the middle of the raster, the radius is half the grid, k is 4/3. Times are the least of several
runs with the median behind; ns are per cell in range. GRASS and xarray-spatial, which take minutes, run at --slow
cells. wide and path build mosaics of tiles (1 arc second: a gigabyte, a minute or two) in --mosaics, and are left out
where it is not given.
"""

from __future__ import annotations

import argparse
import os
import re
import shutil
import tempfile
from pathlib import Path

import numpy as np

from benchmarks.sweeping import mosaics, ours, peers, rasters
from benchmarks.sweeping.accuracy import SEEN_AT_M, Truth
from benchmarks.sweeping.measure import child, copy_bytes_s, job, timed
from benchmarks.sweeping.rasters import ANTENNA_AGL_M, CELL_M


def row(name: str, times: tuple[float, float], cells: float, *notes: str) -> None:
    """One line of a table: least and median milliseconds, ns a cell in range, million cells a second."""
    least, median = times
    print(
        f"  {name:<42} {least * 1e3:>9.1f} {median * 1e3:>9.1f} {least * 1e9 / cells:>8.2f} {cells / least / 1e6:>8.0f}"
        + "   "
        + "; ".join(note for note in notes if note),
        flush=True,
    )


def head(title: str) -> None:
    print(f"\n{title}\n  {'':<42} {'least ms':>9} {'median':>9} {'ns/cell':>8} {'Mcell/s':>8}", flush=True)


def in_range(size: int) -> float:
    return float(np.pi * size * size / 4)


def memory(size: int, relief: str, repeat: int) -> None:
    """Array in memory to array in memory, float32, lowest visible height above ground."""
    heights_m, cells = rasters.terrain(relief, size), in_range(size)
    head(f"In memory, {size} x {size} {relief}: {cells / 1e6:.1f} million cells in range")
    run, out = ours.sweep_of(heights_m), np.empty_like(heights_m)
    truth = Truth(heights_m)
    copy = copy_bytes_s(heights_m)
    best = timed(lambda: run(out), repeat)
    share = 8 * cells / best[0] / copy  # float32 read and written once
    row("howfar, all threads, buffer reused", best, cells, f"{share:.0%} of a copy's bytes/s", truth.of_heights(out))
    row("howfar, 1 thread, buffer reused", timed(lambda: run(out, 1), repeat), cells)
    row("howfar, all threads, fresh buffer", timed(lambda: run(np.empty_like(heights_m)), repeat), cells)
    row("plain copy of the array", (2 * heights_m.nbytes / copy,) * 2, cells, f"{copy / 1e9:.1f} GB/s")
    library = peers.newest_gdal()
    if library is None:
        print("  pyogrio, whose wheel holds the newest GDAL, is not installed")
        return
    theirs = peers.GdalViewshed(library, heights_m, CELL_M)
    place, reach_m = rasters.place_m(size), size / 2 * CELL_M
    for name, mode in (("ground height", peers.GROUND), ("binary", peers.BINARY)):
        times = timed(
            lambda mode=mode: theirs.close(theirs.run(place, ANTENNA_AGL_M, reach_m, mode)), max(repeat // 2, 1)
        )
        made = theirs.run(place, ANTENNA_AGL_M, reach_m, mode, 0.0 if mode == peers.GROUND else SEEN_AT_M)
        said = (
            truth.of_heights(theirs.array(made, heights_m.shape))
            if mode == peers.GROUND
            else truth.of_seen(theirs.array(made, heights_m.shape, np.uint8) > 0)
        )
        theirs.close(made)
        row(f"GDAL {peers.version(library)} {name}", times, cells, f"{times[0] / best[0]:.1f} times ours", said)


def slow(size: int, relief: str, folder: Path) -> None:
    """Programs that take seconds for a small raster: GRASS and xarray-spatial, binary for a target at 100 m."""
    heights_m, cells = np.rint(rasters.terrain(relief, size)), in_range(size)
    head(f"In memory, {size} x {size} {relief}, a target at {SEEN_AT_M:.0f} m")
    run, out = ours.sweep_of(heights_m), np.empty_like(heights_m)
    best = timed(lambda: run(out), 5)
    truth = Truth(heights_m)
    row("howfar, all threads, buffer reused", best, cells, truth.of_seen(out <= SEEN_AT_M))
    source = rasters.write(folder / "slow.tif", heights_m, metres=True)
    target = folder / "grass.tif"
    command = peers.grass(
        str(source), str(target), rasters.place_m(size), ANTENNA_AGL_M, range_m=size / 2 * CELL_M, target_m=SEEN_AT_M
    )
    if command is None:
        print("  GRASS is not installed (Debian: grass-core)")
    else:
        import rasterio

        made = child(command)
        took = re.search(r"took (\d+)", made.said)
        if took is None:
            raise RuntimeError(f"GRASS failed: {made.said[-2000:]}")
        seconds = int(took[1]) / 1e9
        with rasterio.open(target) as seen:
            said = truth.of_seen(seen.read(1) == 1)
        peak = f"peak {made.peak_gib:.2f} GiB"
        row("GRASS r.viewshed -b -c -r", (seconds,) * 2, cells, f"{seconds / best[0]:,.0f} times ours", said, peak)
    made, answer = job("xarray_spatial", size=size, relief=relief)
    if "missing" in answer:
        print(f"  {answer['missing']}")
        return
    bits = np.unpackbits(np.frombuffer(bytes.fromhex(answer["seen"]), np.uint8))
    said = truth.of_seen(bits[: size * size].reshape(size, size) > 0) if answer["seen"] else ""
    times, peak = (answer["seconds"],) * 2, f"peak {made.peak_gib:.2f} GiB"
    more = f"{times[0] / best[0]:,.0f} times ours"
    row("xarray-spatial (flat Earth, whole raster)", times, float(size * size), more, said, peak)


def files(size: int, relief: str, repeat: int, folder: Path) -> None:
    """From a raster file (int16, deflated) to a raster file, as processes; without and with their start."""
    heights_m = rasters.terrain(relief, size)
    metres = str(rasters.write(folder / "metres.tif", heights_m, metres=True))
    degrees = str(rasters.write(folder / "degrees.tif", heights_m, metres=False))
    del heights_m
    for binary in (False, True):
        mode = "binary" if binary else "ground height"
        head(f"File to file, {size} x {size} {relief}, {mode} (without the start of the process)")
        best = our_files(degrees, size, repeat, folder, binary=binary)
        gdal_files(metres, size, repeat, folder, binary=binary, best=best)


def our_files(degrees: str, size: int, repeat: int, folder: Path, *, binary: bool) -> float:
    """Plain and deflated GeoTIFF out; the least seconds of the plain one."""
    target, least = folder / "out.tif", []
    for compress in (False, True):
        runs = [
            job("ours_file", source=degrees, target=str(target), size=size, binary=binary, compress=compress)
            for _ in range(repeat)
        ]
        made, answer = min(runs, key=lambda run: run[1]["seconds"])
        least.append(answer["seconds"])
        times = (answer["seconds"], float(np.median([run[1]["seconds"] for run in runs])))
        steps = ", ".join(f"{step} {answer[step]:.2f} s" for step in ("read", "sweep", "write"))
        whole = f"process {made.seconds:.2f} s, peak {made.peak_gib:.2f} GiB, {target.stat().st_size / 1e6:.0f} MB"
        row(f"howfar, {'deflated' if compress else 'plain'} GeoTIFF out", times, in_range(size), steps, whole)
    return least[0]


def gdal_files(metres: str, size: int, repeat: int, folder: Path, *, binary: bool, best: float) -> None:
    """The newest GDAL (without its start) and Debian's as a process."""
    target = folder / "out.tif"
    runs = [job("gdal_file", source=metres, target=str(target), size=size, binary=binary) for _ in range(repeat)]
    made, answer = min(runs, key=lambda run: run[1].get("seconds", 0.0))
    if "missing" not in answer:
        times = (answer["seconds"], float(np.median([run[1]["seconds"] for run in runs])))
        peak = f"peak {made.peak_gib:.2f} GiB, {target.stat().st_size / 1e6:.0f} MB"
        row(f"GDAL {answer['version']}", times, in_range(size), f"{times[0] / best:.2f} times ours plain", peak)
    place, reach_m = rasters.place_m(size), size / 2 * CELL_M
    command = peers.debian_gdal(metres, str(target), place, ANTENNA_AGL_M, reach_m, ground=not binary)
    if command is None:
        print("  gdal_viewshed is not installed (Debian: gdal-bin)")
        return
    least = min((child(command) for _ in range(max(1, repeat // 2))), key=lambda run: run.seconds)
    more = f"{least.seconds / best:.2f} times ours plain"
    row("Debian's gdal_viewshed, process", (least.seconds,) * 2, in_range(size), more, f"peak {least.peak_gib:.2f} GiB")


def many(relief: str, folder: Path) -> None:
    """400 different places on one raster: how many see the ground, and whether any does.

    GDAL's mode counts in a byte and knows no range, nor do we here.
    """
    size, spacing = 2000, 100
    heights_m = rasters.terrain(relief, size)
    metres = str(rasters.write(folder / "metres.tif", heights_m, metres=True))
    degrees = str(rasters.write(folder / "degrees.tif", heights_m, metres=False))
    places = len(range(0, size, spacing)) ** 2
    cells = float(size * size * places)
    head(f"Union of {places} places, {size} x {size} {relief}, no limit of range: {cells / 1e6:.0f} million cells")
    for threads in (1, os.cpu_count() or 1):
        ours = {}
        for name, union in (("count", False), ("union", True)):
            runs = [job("ours_many", source=degrees, spacing=spacing, union=union, threads=threads) for _ in range(2)]
            made, answer = min(runs, key=lambda run: run[1]["seconds"])
            ours[name] = answer["seconds"]
            said = f"{answer['seen']:.1%} seen, peak {made.peak_gib:.2f} GiB"
            row(f"howfar, {name}, {threads} thread(s)", (ours[name],) * 2, cells, said)
        made, answer = job(
            "gdal_many",
            source=metres,
            target=str(folder / "many.tif"),
            spacing=spacing,
            threads=threads,
        )
        if "missing" in answer:
            print(f"  {answer['missing']}")
            return
        import rasterio

        with rasterio.open(folder / "many.tif") as seen:
            share = float((seen.read(1) > 0).mean())
        seconds = answer["seconds"]
        times = ", ".join(f"{seconds / own:.1f} times our {what}" for what, own in ours.items())
        name, said = f"GDAL {answer['version']} cumulative, {threads} thread(s)", f"{share:.1%} seen"
        row(name, (seconds,) * 2, cells, times, said, f"peak {made.peak_gib:.2f} GiB")


def wide(folder: Path) -> None:
    """600 km straight from mosaics of 3 and 1 arc seconds."""
    print("\n600 km around a site, straight from a latitude/longitude mosaic (seconds in a process of its own)")
    for arc_seconds, hgt in ((3, False), (3, True), (1, False)):
        kind = "hgt" if hgt else "tif"
        source = mosaics.build(folder / f"{arc_seconds}s-{kind}", arc_seconds, hgt=hgt)
        try:
            made, a = job("wide", folder=str(source), lat=mosaics.SITE[0], lon=mosaics.SITE[1], radius_m=600_000.0)
        except RuntimeError as error:
            print(f'  {arc_seconds}" {kind}: {str(error)[-300:]}')
            continue
        size, kinds = f"{a['rows']} x {a['cols']}", f"{a['dtype']} to {a['out']}"
        steps = ", ".join(f"{step} {a[step]:.2f}" for step in ("plan", "read", "sweep"))
        told = f"progress told {a['told']} times; peak {made.peak_gib:.2f} GiB"
        print(f'  {arc_seconds}" {kind} {size} {kinds}: {a["seconds"]:.2f} s ({steps}), {told}', flush=True)


def path(folder: Path) -> None:
    """One path over 600 km of 1 arc second."""
    print("\nOne path over 1 arc second (milliseconds: opening, answer)")
    for name, end in (("along a parallel", (20.5, 15.7)), ("across tiles", mosaics.END)):
        source = mosaics.build(folder / "1s-tif", 1)
        _, a = job("path", folder=str(source), site=mosaics.SITE, end=end)
        first, again = (", ".join(f"{t * 1e3:.0f}" for t in a[which]) for which in ("first", "again"))
        print(f"  {name}, {a['km']:.0f} km: first {first}; third {again}", flush=True)


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--sizes", default="4000")
    parser.add_argument("--parts", default="memory,slow,files,many,wide,path")
    parser.add_argument("--repeat", type=int, default=5)
    parser.add_argument("--terrain", choices=["hills", "alps", "sea"], default="hills")
    parser.add_argument("--slow", type=int, default=1000)
    parser.add_argument("--mosaics", type=Path, default=None)
    given = parser.parse_args()
    parts, sizes = given.parts.split(","), [int(size) for size in given.sizes.split(",")]
    print(f"load average {os.getloadavg()[0]:.1f} on {os.cpu_count()} processors")
    folder = Path(tempfile.mkdtemp(prefix="howfar-bench-"))
    try:
        for size in sizes:
            if "memory" in parts:
                memory(size, given.terrain, given.repeat)
            if "files" in parts:
                files(size, given.terrain, max(1, given.repeat // 2), folder)
        if "slow" in parts:
            slow(given.slow, given.terrain, folder)
        if "many" in parts:
            many(given.terrain, folder)
        for part, run in (("wide", wide), ("path", path)):
            if part in parts and given.mosaics is None:
                print(f"\n{part}: give --mosaics FOLDER")
            elif part in parts:
                run(given.mosaics)
    finally:
        shutil.rmtree(folder, ignore_errors=True)


if __name__ == "__main__":
    main()
