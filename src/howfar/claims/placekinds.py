"""Places that are none: kinds of targets without a place ("enemy bases"), and sizes of areas."""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from howfar.claims.language import Language
    from howfar.claims.placephrases import Target
    from howfar.claims.scene import Scene


def is_generic(scene: Scene, target: Target, language: Language) -> bool:
    """ "Enemy bases", "cities": what may lie anywhere; and "parts of the earth the size of France"."""
    words = language.words
    if is_size(scene, target, language):
        return True
    if target.place is not None:
        return False
    keys = [scene.key(k) for k in range(target.first, target.last)]
    return all(k in words["generic_target"] or k in words["generic_word"] for k in keys)


def is_size(scene: Scene, target: Target, language: Language) -> bool:
    """Whether words for a size follow: the place only measures."""
    for phrase in language.words["size_of"]:
        parts = phrase.split()
        if [scene.key(target.last + n) for n in range(len(parts))] == parts:
            return True
    return False
