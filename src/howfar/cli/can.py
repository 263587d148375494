"""`howfar can`: one structured claim, judged."""

from __future__ import annotations

from typing import Annotated

import typer

from howfar.cli import common
from howfar.cli.elevation import Elevation, Grouped, with_elevation
from howfar.cli.outputs import check_kinds, write_verdict
from howfar.errors import UsageError


def register(app: typer.Typer) -> None:
    """Add the command to the door."""
    app.command("can", cls=Grouped)(with_elevation(can))


def can(
    system: Annotated[str, typer.Argument(help="A system of the catalogue: s-400, Iskander-M, E-3.")],
    verb: Annotated[str, typer.Argument(help="see, engage, strike or cover.")],
    target: Annotated[str | None, typer.Argument(help="A place, a country, a region or lat,lon.")] = None,
    origin: common.Origin = None,
    distance: Annotated[str | None, typer.Option("--distance", help="The reach that is claimed: 600km.")] = None,
    altitude: Annotated[
        str | None, typer.Option("--altitude", help="The target's altitude: 10km, 30000ft, FL300.")
    ] = None,
    time: Annotated[float | None, typer.Option("--time", help="The flight time that is claimed, in minutes.")] = None,
    whole: Annotated[bool, typer.Option("--whole", help="All of the target region is meant.")] = False,
    antenna: common.Antenna = None,
    k_factor: common.KFactor = None,
    systems: common.Systems = None,
    output: common.Output = None,
    fail_on: common.FailOn = None,
    as_json: common.Json = False,
    *,
    elevation: Elevation,
) -> None:
    """Can SYSTEM see, engage, strike or cover TARGET from ORIGIN?

    Example: howfar can s-400 see Berlin --from Minsk

    Example: howfar can iskander-m strike Poland --from Belarus --whole
    """
    from howfar.check.answer import can as judged

    failing = common.check_labels(fail_on)
    check_kinds(output)
    catalogue = common.catalogue_of(systems)
    if time is not None and not 0 < time < 1e5:
        raise UsageError(f"--time {time:g} is not a flight time in minutes; give a number above 0")
    verdict = judged(
        system,
        verb,
        target=target,
        origin=origin,
        distance_km=common.kilometres(distance, "--distance"),
        altitude_km=common.kilometres(altitude, "--altitude"),
        whole=whole,
        duration_s=None if time is None else time * 60.0,
        assumptions=common.assumptions_of(
            antenna, k_factor, terrain=elevation.opens(), terrain_around=elevation.opens_around()
        ),
        catalogue=catalogue,
    )
    if output:
        write_verdict(output, verdict)
    if as_json:
        from howfar.report.contract import verdict_object

        common.print_json(verdict_object(verdict))
    else:
        from howfar.report.terminal import verdict_text

        print(verdict_text(verdict, width=common.width(), color=common.is_color()))
    if verdict.label in failing:
        raise typer.Exit(common.EXIT_FAILED)
