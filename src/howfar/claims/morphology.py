"""From a word as written to the key under which a language's data knows it.

English keeps every form (its data lists forms where tense matters). Languages with case endings give lemmas.
A language folder names its morphology in language.toml; the reader knows only `Morphology`.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import Final

from howfar.errors import UsageError

Morphology = Callable[[str], str]


def surface(word: str) -> str:
    """The word itself, casefolded, with typographic apostrophes and hyphens made plain."""
    return word.casefold().replace("’", "'").replace("‑", "-")


_KNOWN: Final[dict[str, Callable[[], Morphology]]] = {"surface": lambda: surface}


def morphology(name: str) -> Morphology:
    """The morphology that a language folder asks for; raises UsageError for an unknown name."""
    if name not in _KNOWN:
        raise UsageError(f"morphology {name!r} is unknown; language.toml may ask for {', '.join(sorted(_KNOWN))}")
    return _KNOWN[name]()
