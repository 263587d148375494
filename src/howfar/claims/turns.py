"""Turns of transcripts: the name before a colon whose turn a sentence stands in."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Final

if TYPE_CHECKING:
    from howfar.claims.language import Language
    from howfar.claims.scene import Scene

_TURN: Final = re.compile(r"[ \t]*(?:\*\*)?([^\W\d_a-z][^\W\d_]*(?:[ .'’-]+[^\W\d_]+\.?){0,4})(?:\*\*)?\s?:\s")
_LONGEST_TURN: Final = 6000  # characters of one turn of a transcript: looking further back would make time quadratic


def turn_label(scene: Scene, start: int, language: Language) -> str | None:
    """The name before the colon of the transcript turn that holds offset `start`; None for another label.

    A label in capitals ("GEN. SMITH:") holds for the paragraphs after it too, until the next label."""
    nearest = max(0, start - _LONGEST_TURN)
    line, own = scene.text.rfind("\n", nearest, start) + 1, True
    while line > 0 or nearest == 0:
        match = _TURN.match(scene.text, line)
        if match is not None and match.end() <= start + 1:
            label = match[1].strip()
            return label if _is_name(scene, match.end(), label, language) and (own or label.isupper()) else None
        if line == 0:
            return None
        line, own = scene.text.rfind("\n", nearest, line - 1) + 1, False
    return None


def _is_name(scene: Scene, end: int, label: str, language: Language) -> bool:
    if any(scene.start(k) < end for k in scene.systems()):
        return False
    return not any(language.key(w) in language.words["caption"] for w in label.split())
