"""Names as a text has them, asked of a gazetteer that knows nominatives: "Минска" is looked up as "Минск" too."""

from __future__ import annotations

from collections.abc import Sequence
from functools import lru_cache
from typing import TYPE_CHECKING

from howfar.claims.morphology import nominatives
from howfar.errors import UnknownPlaceError

if TYPE_CHECKING:
    from howfar.places.gazetteer import Gazetteer
    from howfar.places.model import Resolution
    from howfar.places.names import NameHit


def lookup(gazetteer: Gazetteer, words: str) -> NameHit | None:
    """The name index's answer for the words as written, else for their nominatives."""
    names = gazetteer.names()
    return next((hit for n in (words, *nominatives(words)) if (hit := names.lookup(n)) is not None), None)


def resolve(gazetteer: Gazetteer, words: str, *, near: Sequence[str] = (), suggest: bool = True) -> Resolution:
    """The place that words mean, as written or in their nominative; the last answers are kept.

    Raises UnknownPlaceError for the words as written, with names of similar spelling where `suggest` is set.
    """
    return _resolved(gazetteer, words, tuple(near), suggest)


@lru_cache(maxsize=64)  # one question asks for its places twice, and the next often for the same; shapes are large
def _resolved(gazetteer: Gazetteer, words: str, near: tuple[str, ...], suggest: bool) -> Resolution:
    for candidate in (words, *nominatives(words)):
        try:
            return gazetteer.resolve(candidate, near=near, suggest=False)
        except UnknownPlaceError:
            continue
    return gazetteer.resolve(words, near=near, suggest=suggest)
