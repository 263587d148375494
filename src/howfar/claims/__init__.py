"""Texts and the claims of reach in them."""

from pathlib import Path
from typing import Literal

from howfar.claims import compiled

_COMPILED = compiled.folder(Path(__file__).parent)
if _COMPILED is not None:
    __path__.insert(0, str(_COMPILED))  # modules found there come before the sources of the same name


def engine() -> Literal["compiled", "plain"]:
    """Whether compiled modules or Python's own read the claims; they are the same claims."""
    return "compiled" if str(_COMPILED) in __path__ else "plain"
