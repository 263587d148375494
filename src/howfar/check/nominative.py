"""Names as a text has them, asked of a gazetteer that knows nominatives: "Минска" is looked up as "Минск" too."""

from __future__ import annotations

from typing import TYPE_CHECKING

from howfar.claims.morphology import nominatives

if TYPE_CHECKING:
    from howfar.places.gazetteer import Gazetteer
    from howfar.places.names import NameHit


def lookup(gazetteer: Gazetteer, words: str) -> NameHit | None:
    """The name index's answer for the words as written, else for their nominatives."""
    names = gazetteer.names()
    return next((hit for n in (words, *nominatives(words)) if (hit := names.lookup(n)) is not None), None)
