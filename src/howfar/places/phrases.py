"""Phrases about places into geometry."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from howfar.places.gazetteer import Gazetteer
    from howfar.places.model import Resolution


def resolve_phrase(
    gazetteer: Gazetteer, words: str, near: Sequence[str] = (), language: str | None = None
) -> Resolution | None:
    """The place that a phrase describes, or None when it holds no phrase that is known."""
    return None
