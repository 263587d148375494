"""`howfar horizon`: the bare question, how far and how low a sensor sees over a smooth Earth."""

from __future__ import annotations

from typing import Annotated

import typer

from howfar.cli import common
from howfar.constants import STANDARD_K_FACTOR, SWEPT_K_FACTORS
from howfar.errors import UsageError
from howfar.units import length_m


def register(app: typer.Typer) -> None:
    """Add the command to the door."""
    app.command("horizon")(horizon)


def horizon(
    antenna: Annotated[str, typer.Option("--antenna", help="Antenna height above the smooth Earth: 20m.")],
    target: Annotated[
        str | None, typer.Option("--target-height", help="How far is a target at this height seen?")
    ] = None,
    distance: Annotated[
        str | None, typer.Option("--distance", help="How low can a target be seen at this distance?")
    ] = None,
    k_factor: common.KFactor = None,
    as_json: common.Json = False,
) -> None:
    """The radar horizon over a smooth Earth: how far a target is seen, or how low at a distance.

    Example: howfar horizon --antenna 20m --target-height 100m

    Example: howfar horizon --antenna 25m --distance 957km
    """
    fixed = common.assumptions_of(None, k_factor).k_factor
    antenna_m = length_m(antenna, what="--antenna")
    ks = (fixed,) if fixed is not None else (SWEPT_K_FACTORS[0], STANDARD_K_FACTOR, SWEPT_K_FACTORS[1])
    if (target is None) == (distance is None):
        if target is not None:
            raise UsageError("give --target-height or --distance, not both")
        target = "0m"
    rows = _ranges(antenna_m, target, ks) if target is not None else _floors(antenna_m, distance or "", ks)
    if as_json:
        common.print_json({"schema": "howfar/horizon/1", "antenna_m": antenna_m, "rows": rows})
        return
    print(_heading(antenna_m, target, distance))
    for row in rows:
        print("  " + "   ".join(f"{name} {value}" for name, value in _printed(row)))


def _ranges(antenna_m: float, target: str, ks: tuple[float, ...]) -> list[dict[str, float]]:
    from howfar.earth.horizon import line_of_sight_range_m
    from howfar.earth.refraction import line_of_sight_range_traced_m

    target_m = length_m(target, what="--target-height")
    rows = [
        {"k_factor": k, "range_km": float(line_of_sight_range_m(antenna_m, target_m, k_factor=k)) / 1000} for k in ks
    ]
    traced_km = float(line_of_sight_range_traced_m(antenna_m, target_m)) / 1000
    return [*rows, {"traced": 1.0, "range_km": traced_km}]


def _floors(antenna_m: float, distance: str, ks: tuple[float, ...]) -> list[dict[str, float]]:
    from howfar.earth.horizon import lowest_visible_altitude_m
    from howfar.earth.refraction import lowest_visible_altitude_traced_m

    ground_m = length_m(distance, what="--distance")
    rows = [{"k_factor": k, "lowest_m": float(lowest_visible_altitude_m(ground_m, antenna_m, k_factor=k))} for k in ks]
    return [*rows, {"traced": 1.0, "lowest_m": float(lowest_visible_altitude_traced_m(ground_m, antenna_m))}]


def _heading(antenna_m: float, target: str | None, distance: str | None) -> str:
    asked = f"a target {target} up is seen" if target is not None else f"at {distance} a target is seen"
    return f"From an antenna {antenna_m:g} m up, over a smooth Earth, {asked}"


def _printed(row: dict[str, float]) -> list[tuple[str, str]]:
    lead = ("ray traced, ITU-R P.453", "") if "traced" in row else ("k =", f"{row['k_factor']:.3f}")
    if "range_km" in row:
        return [lead, ("to", f"{row['range_km']:,.1f} km")]
    height_m = row["lowest_m"]
    return [lead, ("from", f"{height_m:,.0f} m up" if height_m < 10_000 else f"{height_m / 1000:,.1f} km up")]
