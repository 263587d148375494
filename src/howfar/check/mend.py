"""Slots that a person mends: `target=Berlin`, or `2:distance=600km` for the second claim only."""

from __future__ import annotations

import re
from collections.abc import Callable, Sequence
from dataclasses import replace
from typing import Any, Final

from howfar.claims.model import Claim
from howfar.errors import UsageError
from howfar.units import length_m

_SETTING: Final = re.compile(r"^(?:(\d+):)?([a-z_]+)=(.*)$", re.DOTALL)
_YES_NO: Final = {"yes": True, "true": True, "no": False, "false": False}


def _text(value: str) -> str | None:
    return value.strip() or None


def _yes_no(value: str) -> bool:
    if value.strip().lower() not in _YES_NO:
        raise UsageError(f"{value!r} is neither yes nor no")
    return _YES_NO[value.strip().lower()]


def _verb(value: str) -> str:
    from howfar.check.answer import VERBS

    if value.strip().lower() not in VERBS:
        raise UsageError(f"the verb {value!r} is unknown; use see, engage, strike or cover")
    return VERBS[value.strip().lower()]


def _kilometres(value: str) -> float | None:
    return length_m(value) / 1000.0 if value.strip() else None


_SLOTS: Final[dict[str, tuple[str, Callable[[str], Any]]]] = {
    "speaker": ("speaker", _text), "origin": ("origin", _text), "target": ("target", _text),
    "distance": ("distance_km", _kilometres), "altitude": ("altitude_km", _kilometres), "verb": ("verb_kind", _verb),
    "whole": ("target_is_whole_region", _yes_no), "negated": ("negated", _yes_no),
    "hypothetical": ("hypothetical", _yes_no), "system": ("system", _text),
}  # fmt: skip


def mended(claims: Sequence[Claim], settings: Sequence[str]) -> tuple[Claim, ...]:
    """The claims with slots set as told. An empty value empties the slot.

    Raises UsageError for a setting that is no `slot=value`, an unknown slot, or a claim number that there is not.
    """
    found = list(claims)
    for setting in settings:
        match = _SETTING.match(setting)
        if match is None or match[2] not in _SLOTS:
            raise UsageError(f"--set {setting!r}: write slot=value or 2:slot=value; slots are {', '.join(_SLOTS)}")
        number = int(match[1]) if match[1] else None
        if number is not None and not 1 <= number <= len(found):
            raise UsageError(f"--set {setting!r}: there is no claim {number}; {len(found)} were found")
        chosen = range(len(found)) if number is None else [number - 1]
        for index in chosen:
            found[index] = _set(found[index], match[2], match[3])
    return tuple(found)


def _set(claim: Claim, slot: str, value: str) -> Claim:
    field, reads = _SLOTS[slot]
    changes: dict[str, Any] = {field: reads(value)}
    if slot == "system":
        changes["system_id"] = None  # found anew from the words
    if slot in ("distance", "altitude"):
        changes[f"{slot}_as_written"] = value.strip() or None
        changes[f"{slot}_min_km"] = None
    if slot == "distance":
        changes["distance_restated_km"] = None
    return replace(claim, **changes)
