"""Verdicts over terrain: what replaces the horizon, what would have to be true, vague places, places off the model."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

import numpy as np
import pytest

from howfar.check.answer import can, check_claims
from howfar.check.question import Assumptions, question
from howfar.check.reading import reader
from howfar.check.verdict import judge
from howfar.claims.document import read_document
from howfar.earth.geodesic import destination, distance_m
from howfar.errors import OutsideError
from howfar.places.gazetteer import Gazetteer
from howfar.sight.path import sight
from howfar.sight.site import Site
from howfar.systems.catalogue import Catalogue
from howfar.terrain.grid import ElevationGrid

ORIGIN, TARGET = (46.2, 8.3), (46.6, 8.3)


def walled(*, gate: tuple[float, float] | None = None) -> ElevationGrid:
    """A plain with a wall 2,000 m high along 46.3 degrees north, open between two longitudes where a gate is given."""
    step = 1 / 600
    lat, lon = 46.9 - step * np.arange(541), 8.0 + step * np.arange(421)
    heights = np.full((541, 421), 100.0, dtype=np.float32)
    wall = np.abs(lat - 46.3) < 1.5 * step
    heights[wall] = 2000.0
    if gate is not None:
        heights[np.ix_(wall, (lon > gate[0]) & (lon < gate[1]))] = 100.0
    return ElevationGrid(heights, 46.9, 8.0, step, step, "EGM96", sources=("wall",))


def given(grid: ElevationGrid, **changes: Any) -> Assumptions:
    def opens(place: tuple[float, float], reach: Any) -> ElevationGrid:
        if not grid.contains(*place):
            raise OutsideError(f"the site {place} lies outside the elevation model")
        return grid

    settings: dict[str, Any] = {"antenna_agl_m": 20.0, "k_factor": 4 / 3, "terrain": opens, "terrain_around": opens}
    return Assumptions(**settings | changes)


def seen(grid: ElevationGrid, *, altitude_km: float | None = 3.0, **changes: Any):
    return can(
        "s-400", "see", origin="46.2,8.3", target="46.6,8.3", altitude_km=altitude_km,
        assumptions=given(grid, **changes),
    )  # fmt: skip


def test_the_terrain_replaces_the_horizon_and_says_what_changed():
    verdict = seen(walled())
    assert verdict.label == "inconsistent"
    rules = [finding.rule for finding in verdict.findings]
    assert "terrain" in rules
    assert "horizon" not in rules
    finding = verdict.findings[rules.index("terrain")]
    path = sight(walled(), Site(*ORIGIN, antenna_agl_m=20.0), *TARGET, target_agl_m=0.0)
    assert finding.value == pytest.approx(path.minimum_visible_altitude_amsl_m / 1000.0, abs=0.001)
    assert finding.inputs["smooth_earth_km"] < 0.2 < finding.value
    assert finding.inputs["ridge"]["lat"] == pytest.approx(46.3, abs=0.01)
    assert "over a smooth Earth it would be" in finding.sentence
    assert seen(walled(), altitude_km=30.0).label == "consistent"


def test_the_antenna_height_that_would_do_is_the_one_that_sees():
    grid = walled()
    verdict = seen(grid, altitude_km=7.0)
    (mast,) = [c for c in verdict.would_hold_if if c.what == "antenna height"]
    for antenna_m, expected in ((mast.at_least + 2.0, True), (mast.at_least - 2.0, False)):
        path = sight(grid, Site(*ORIGIN, antenna_agl_m=antenna_m), *TARGET, target_amsl_m=7000.0)
        assert path.is_visible is expected
    assert mast.join == "or"


def test_the_region_from_which_it_would_hold_is_the_inverse_sweep_and_its_nearest_place_is_named():
    grid = walled(gate=(8.36, 8.44))
    verdict = seen(grid)
    (vantage,) = [c for c in verdict.would_hold_if if c.what == "vantage"]
    here = np.array([np.full(721, v) for v in ORIGIN])
    inside = vantage.region
    assert inside.is_valid
    away = []
    for km in np.arange(0.25, vantage.at_least - 0.4, 0.5):  # nothing nearer sees it
        lats, lons = destination(here[0], here[1], np.arange(0, 360.5, 0.5), np.full(721, 1000.0 * km))
        for lat, lon in list(zip(lats, lons, strict=True))[::12]:
            path = sight(grid, Site(lat, lon, antenna_agl_m=20.0), *TARGET, target_amsl_m=3000.0)
            away.append(path.is_visible)
    assert len(away) > 20
    assert not any(away)
    point = inside.representative_point()
    assert sight(grid, Site(point.y, point.x, antenna_agl_m=20.0), *TARGET, target_amsl_m=3000.0).is_visible
    assert distance_m(*ORIGIN, point.y, point.x) / 1000.0 <= vantage.at_least + 10.5
    assert "of 46.2,8.3" in vantage.sentence


def test_no_area_is_read_where_none_may_be_or_where_no_altitude_is_stated():
    for verdict in (seen(walled(), terrain_around=None), seen(walled(), altitude_km=None)):
        assert [c for c in verdict.would_hold_if if c.what == "vantage"] == []


def test_a_vague_place_behind_a_wall_with_a_gate_beside_it_is_not_judged_by_one_path():
    grid = walled(gate=(8.31, 8.36))
    verdict = seen(grid)
    assert verdict.label == "inconsistent"
    catalogue = Catalogue.default()
    asked = question(verdict.claim, catalogue=catalogue, gazetteer=Gazetteer.default(), assumptions=given(grid))
    vague = replace(asked.origin.place, vagueness_m=3000.0)
    there = judge(replace(asked, origin=replace(asked.origin, place=vague)), catalogue=catalogue)
    assert there.label == "consistent only if"
    (finding,) = [f for f in there.findings if f.rule == "terrain"]
    assert finding.low < 1.0 < finding.high


def test_a_text_with_places_off_the_model_is_judged_without_it_and_says_so():
    text = "An S-400 near Minsk will see all the way to Berlin."
    claims = reader().read(read_document(text.encode(), kind="text"))
    (verdict,) = check_claims(claims, text, assumptions=given(walled()))
    assert verdict.label == "inconsistent"
    assert "outside the elevation model" in verdict.assumptions["terrain_left_out"]
    with pytest.raises(OutsideError):
        can("s-400", "see", origin="Minsk", target="Berlin", assumptions=given(walled()))
