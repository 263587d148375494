"""What a sentence says beside a reach and only checking needs: time of flight, area, ratio, height of the sensor."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, Final

from howfar.claims.mention import Mention
from howfar.claims.quantities import Quantity

if TYPE_CHECKING:
    from howfar.claims.drafts import Draft
    from howfar.claims.language import Language
    from howfar.claims.scene import Scene

LONGEST_FLIGHT_S: Final = 6 * 3600.0  # more is an endurance or a date, no time of flight
_NEAR: Final = 12


def extras(scene: Scene, draft: Draft, language: Language) -> dict[str, Any]:
    """Fields of a claim: duration_s, area_km2, ratio and site_altitude_km with their words, where they are said."""
    return (
        _duration(scene, draft, language)
        | _area(scene, draft)
        | _ratio(scene, language)
        | _site(scene, draft, language)
    )


def _duration(scene: Scene, draft: Draft, language: Language) -> dict[str, Any]:
    if draft.target is None:
        return {}
    for k in range(draft.first, min(draft.last + _NEAR, len(scene.items))):
        what = scene.items[k].what
        if not isinstance(what, Quantity) or what.measure != "time" or not what.value or what.value > LONGEST_FLIGHT_S:
            continue
        first = scene.tokens[what.first].key
        if scene.key(k - 1) in language.words["flight_time"] or first in language.words["flight_time"]:
            return {"duration_s": what.value, "duration_as_written": scene.words(k, k + 1)}
    return {}


def _area(scene: Scene, draft: Draft) -> dict[str, Any]:
    for k in range(max(0, draft.first - _NEAR), min(draft.last + _NEAR, len(scene.items))):
        what = scene.items[k].what
        if isinstance(what, Quantity) and what.measure == "area" and what.value:
            restated = what.restated / 1e6 if what.restated else None
            return {
                "area_km2": what.value / 1e6,
                "area_as_written": scene.words(k, k + 1),
                "area_restated_km2": restated,
            }
    return {}


def _ratio(scene: Scene, language: Language) -> dict[str, Any]:
    """ "twice the range of the Patriot", "2.5 times the range of the S-300"."""
    ratios, words = language.numbers["ratio"], language.words
    for k in range(len(scene.items)):
        value = ratios.get(scene.key(k))
        at = k + 1
        if value is None and scene.key(k + 1) in words["times"]:
            value = _factor(scene, k, language)
            at = k + 2
        if value is None:
            continue
        for phrase in words["ratio_of"]:
            parts = phrase.split()
            end = at + len(parts)
            if [scene.key(at + n) for n in range(len(parts))] != parts or end >= len(scene.items):
                continue
            what = scene.items[end].what
            if isinstance(what, Mention):
                return {"ratio": value, "ratio_to": scene.words(end, end + 1), "ratio_to_id": what.system_id}
    return {}


def _factor(scene: Scene, k: int, language: Language) -> float | None:
    token = scene.tokens[scene.items[k].first]
    if token.kind == "number":
        from howfar.claims.quantities import parse_number

        return parse_number(token.text, language)
    value = language.numbers["value"].get(token.key)
    return float(value) if value is not None else None


def _site(scene: Scene, draft: Draft, language: Language) -> dict[str, Any]:
    """ "an AWACS at 9,150 m": a height right after an airborne sensor is its own."""
    item = draft.subject.item
    if item is None or draft.subject.system_class != "airborne-radar":
        return {}
    for k in range(item + 1, min(item + 5, len(scene.items))):
        what = scene.items[k].what
        if (
            isinstance(what, Quantity)
            and what.measure == "length"
            and what.value
            and k not in (draft.figure, draft.altitude)
        ):
            return (
                {"site_altitude_km": what.value / 1000.0}
                if scene.key(k - 1) in language.words["standing"] | language.words["np_of"]
                else {}
            )
    return {}
