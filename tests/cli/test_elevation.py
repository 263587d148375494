"""The options about elevation models: each changes an answer, under every command that has them."""

from __future__ import annotations

import inspect
import json
from collections.abc import Iterator
from pathlib import Path

import numpy as np
import pytest

from howfar.cli.elevation import Elevation, bytes_of
from howfar.cli.main import COMMANDS
from howfar.errors import UsageError
from howfar.terrain.tiles import Tile
from tests.cli.conftest import RunHowfar
from tests.cli.terrains import geotiff, hills
from tests.terrain.tileserver import TileServer, tile_server

WITH_MODEL = ("check", "can", "cover", "sight", "seen")
OPTIONS = ("--terrain", "--product", "--offline", "--refresh", "--cache-limit", "--voids", "--sea-floor", "--datum",
           "--vertical-unit", "--crs", "--decimate", "--quiet")  # fmt: skip


@pytest.fixture
def store(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[TileServer]:
    """A server with one tile in both products, 700 m high in GLO-30 and 300 m in GLO-90; an empty cache."""
    monkeypatch.setenv("HOWFAR_CACHE", str(tmp_path / "cache"))
    with tile_server() as server:
        monkeypatch.setenv("HOWFAR_COPERNICUS", server.address)
        tile = Tile(46, 8)
        for product, height in (("glo-30", 700.0), ("glo-90", 300.0)):
            name = tile.name(product)
            made = geotiff(tmp_path / f"{product}.tif", np.full((120, 120), height), step=1 / 120, driver="COG")
            server.files[f"/{name}/{name}.tif"] = made.read_bytes()
        yield server


def _lowest(run: RunHowfar, *words: str) -> float:
    ran = run("sight", "46.5,8.5", "46.55,8.55", "--terrain", *words, "--json")
    assert ran.code == 0, ran.err
    return float(json.loads(ran.out)["target_ground_amsl_m"])


@pytest.mark.parametrize("name", WITH_MODEL)
def test_every_command_has_the_same_options_in_a_group_of_their_own(name: str) -> None:
    import sys

    sys.path.insert(0, str(Path(__file__).resolve().parents[2] / "scripts"))
    from cli_reference import help_text

    text = help_text([name])
    assert "Elevation model:" in text
    for option in OPTIONS:
        assert f"  {option}" in text
    assert max(map(len, text.splitlines())) <= 80
    assert set(WITH_MODEL) <= set(COMMANDS)


def test_product_and_offline(run: RunHowfar, store: TileServer) -> None:
    offline = run("sight", "46.5,8.5", "46.55,8.55", "--terrain", "copernicus", "--offline")
    assert (offline.code, "offline" in offline.err) == (2, True)
    assert _lowest(run, "copernicus") == pytest.approx(700.0)  # near by: GLO-30
    assert _lowest(run, "copernicus", "--product", "glo-90") == pytest.approx(300.0)
    store.files.clear()
    asked = len(store.requests)
    assert _lowest(run, "copernicus", "--offline") == pytest.approx(700.0)
    assert len(store.requests) == asked


def test_refresh_finds_tiles_that_were_not_there_before(run: RunHowfar, store: TileServer, tmp_path: Path) -> None:
    def ground_m(*words: str) -> float:
        ran = run("sight", "46.05,8.5", "45.9,8.5", "--terrain", "copernicus", *words, "--json")
        assert ran.code == 0, ran.err
        return float(json.loads(ran.out)["target_ground_amsl_m"])

    assert ground_m() == 0.0  # no tile: sea
    name = Tile(45, 8).name("glo-30")
    made = geotiff(tmp_path / "new.tif", np.full((120, 120), 500.0), north=46.0, step=1 / 120, driver="COG")
    store.files[f"/{name}/{name}.tif"] = made.read_bytes()
    assert ground_m() == 0.0  # what the store said is remembered
    assert ground_m("--refresh") == pytest.approx(500.0)


def test_a_cache_limit_that_is_too_small_is_told_with_its_option(run: RunHowfar, store: TileServer) -> None:
    ran = run("sight", "46.5,8.5", "46.55,8.55", "--terrain", "copernicus", "--cache-limit", "1kB")
    assert (ran.code, "--cache-limit" in ran.err) == (2, True)
    fetched = run("terrain", "fetch", "--at", "46.5,8.5", "--range", "5km", "--cache-limit", "1kB")
    assert (fetched.code, "--cache-limit" in fetched.err) == (2, True)
    assert run("terrain", "fetch", "--at", "46.5,8.5", "--range", "5km", "--cache-limit", "1MB").code == 0


def test_the_credit_is_told_and_a_lost_connection_is_mended_by_another_try(run: RunHowfar, store: TileServer) -> None:
    name = Tile(46, 8).name("glo-30")
    store.faults[f"/{name}/{name}.tif"] = ["hang-up"]
    ran = run("sight", "46.5,8.5", "46.55,8.55", "--terrain", "copernicus")
    assert ran.code == 0, ran.err
    assert "European Union" in ran.err


def test_options_of_files_change_what_is_read(run: RunHowfar, tmp_path: Path) -> None:
    heights = hills(121, 121)
    holed = heights.copy()
    holed[62:66, 60:64] = np.nan
    plain = str(geotiff(tmp_path / "plain.tif", heights))
    hole = str(geotiff(tmp_path / "hole.tif", holed))
    deep = str(geotiff(tmp_path / "deep.tif", np.where(np.arange(121) > 90, -2000.0, heights)))

    def lowest(model: str, *words: str):
        ran = run("sight", "46.96,8.03", "46.88,8.12", "--terrain", model, *words, "--json")
        assert ran.code == 0, ran.err
        found = json.loads(ran.out)
        return found["minimum_visible_altitude_amsl_m"], found["assumptions"]["vertical_datum"]

    base = lowest(plain)
    assert lowest(plain, "--datum", "EGM96")[1] == "EGM96" != base[1]
    assert lowest(plain, "--vertical-unit", "ft")[0] < base[0]
    assert lowest(plain, "--decimate", "3")[0] != base[0]
    for policy in ("interpolate", "sea"):
        assert lowest(hole, "--voids", policy)[0] is not None
    assert lowest(hole, "--voids", "nan")[0] is None
    assert run("cover", "--at", "46.96,8.03", "--range", "20km", "--terrain", deep).code == 2
    assert run("cover", "--at", "46.96,8.03", "--range", "20km", "--terrain", deep, "--sea-floor", "surface").code == 0


def test_sizes_are_typed_with_their_unit() -> None:
    assert [bytes_of(text) for text in ("500MB", "1.5 GB", "20 gb")] == [500_000_000, 1_500_000_000, 20_000_000_000]
    for text in ("5", "GB", "-5GB", "5 apples"):
        with pytest.raises(UsageError, match="500MB or 5GB"):
            bytes_of(text)


def test_progress_is_for_terminals_alone_and_can_be_switched_off(monkeypatch: pytest.MonkeyPatch) -> None:
    import io
    import sys

    from howfar.cli.ground import progress

    class Terminal(io.StringIO):
        def isatty(self) -> bool:
            return True

    for stream, quiet, shown in ((io.StringIO(), False, False), (Terminal(), True, False), (Terminal(), False, True)):
        monkeypatch.setattr(sys, "stderr", stream)
        with progress("Reading", quiet=quiet) as told:
            told(1, 2)
        assert ("Reading" in stream.getvalue()) is shown


def test_the_options_and_the_value_they_make_have_the_same_names() -> None:
    from howfar.cli import cover, elevation

    made = inspect.signature(elevation.with_elevation(cover.cover)).parameters
    assert set(Elevation.__dataclass_fields__) <= set(made)
