"""The picture of `howfar cover`: every published range with its source, and the horizon by the target's altitude."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from typing import TYPE_CHECKING, Any, Final

from howfar.report import words
from howfar.report.scene import Ring, Scene, Style, brief_sources

if TYPE_CHECKING:
    from howfar.check.coverage import HorizonLayer, RangeLayer
    from howfar.places.model import Place
    from howfar.systems.model import Source, System


_ALTITUDE_COLORS: Final = ("#0072B2", "#009E73", "#D55E00", "#CC79A7")  # Okabe and Ito (2008)
_ALTITUDE_DASHES: Final = (None, "7 3", "3 3", "1 3")


def coverage_scene(
    sites: Sequence[Place],
    system: System | None,
    ranges: Sequence[RangeLayer],
    horizons: Sequence[HorizonLayer],
    *,
    source_of: Callable[[str], Source] | None = None,
) -> Scene:
    """What a sensor at the sites covers on a smooth Earth. source_of: id to source (the catalogue that ships)."""
    if source_of is None:
        from howfar.systems.catalogue import Catalogue

        source_of = Catalogue.default().source
    names = " and ".join(words.one_line(site.name) for site in sites)
    what = system.name if system is not None else "A sensor"
    is_single = len(sites) == 1
    rings = [_range_ring(layer, source_of, is_single=is_single) for layer in ranges]
    rings += [_horizon_ring(layer, is_single=is_single) for layer in horizons]
    told = " and ".join(part for part, held in (("published ranges", ranges), ("radar horizon", horizons)) if held)
    headline = f"{what} at {names}: {told or 'nothing to draw'}"
    return Scene(
        headline=headline,
        alt=f"Map. {headline}. " + "; ".join(f"{ring.label} ({ring.note})" for ring in rings) + ".",
        sites=tuple(sites),
        rings=tuple(sorted(rings, key=lambda ring: -ring.radius_m)),
        notes=("Smooth Earth: hills, valleys and buildings are not in it.",) if horizons else (),
    )


def terrain_scene(sites: Sequence[Place], layers: Sequence[Mapping[str, Any]], *, notes: Sequence[str] = ()) -> Scene:
    """What sites see over terrain. layers: rows of `howfar cover`, with altitude, altitude_m or
    height_m (above ground), area_km2, farthest_km and outline."""
    names = " and ".join(words.one_line(site.name) for site in sites)
    headline = f"Seen from {names} over terrain, by the target's altitude"
    rings = [
        Ring(
            row["farthest_km"] * 1000.0,
            str(row["altitude"]),
            f"above {'the sea' if 'altitude_m' in row else 'the ground'}: {words.number(row['area_km2'])} km², "
            f"to {words.number(row['farthest_km'])} km",
            Style(_ALTITUDE_COLORS[index % len(_ALTITUDE_COLORS)], _ALTITUDE_DASHES[index % 4], 1.1, 0.2),
            is_filled=True,
            geometry=row["outline"],
        )
        for index, row in enumerate(layers)
        if row["farthest_km"]
    ]
    told = "; ".join(f"{ring.label} ({ring.note})" for ring in rings) or "nothing is seen"
    return Scene(
        headline=headline, alt=f"Map. {headline}. {told}.", sites=tuple(sites), rings=tuple(rings), notes=tuple(notes)
    )


def _range_ring(layer: RangeLayer, source_of: Callable[[str], Source], *, is_single: bool) -> Ring:
    sources = [words.short_source(source_of(i)) for i in dict.fromkeys(f.source_id for f in layer.figures)]
    shown = ", ".join(dict.fromkeys(sources[:3])) + (f" and {len(sources) - 3} more" if len(sources) > 3 else "")
    is_outlier = all(figure.is_outlier for figure in layer.figures)
    quantity = words.quantity_words(layer.figures[0].quantity)
    kinds = " and ".join(dict.fromkeys(figure.kind for figure in layer.figures))
    doubt = ", outlier" if is_outlier else ""
    return Ring(
        layer.range_km * 1000.0,
        f"{words.number(layer.range_km)} km",
        f"{quantity}, {kinds}{doubt}: {shown}",
        Style.of("outlier" if is_outlier else layer.verb),
        brief=brief_sources(sources),
        geometry=None if is_single else layer.geometry,
    )


def _horizon_ring(layer: HorizonLayer, *, is_single: bool) -> Ring:
    altitude = words.height(layer.altitude_m)
    spread = words.between(layer.range_low_m / 1000, layer.range_high_m / 1000)
    return Ring(
        layer.range_m,
        f"{altitude} up",
        f"radar horizon of a target {altitude} up: {words.number(layer.range_m / 1000)} km ({spread})",
        Style.of("horizon"),
        brief=f"seen to {words.number(layer.range_m / 1000)} km",
        geometry=None if is_single else layer.geometry,
    )
