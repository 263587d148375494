"""One spelling for names that are written in many ways."""

from __future__ import annotations

import unicodedata

_LETTERS = str.maketrans(
    {
        "ł": "l", "ø": "o", "đ": "d", "ð": "d", "þ": "th", "æ": "ae", "œ": "oe", "ı": "i", "ə": "e",
        "’": "", "'": "", "ʼ": "", "‘": "", "`": "", "´": "", "ʻ": "", "ʿ": "", "ʾ": "", "ь": "", "ъ": "",
        "-": " ", "‐": " ", "‑": " ", "–": " ", "—": " ", "_": " ", "/": " ",
        ".": " ", ",": " ", "(": " ", ")": " ", '"': " ", "“": " ", "”": " ", "«": " ", "»": " ", "„": " ",
    }
)  # fmt: skip


def _is_half(char: str) -> bool:
    """True for half of a surrogate pair: no text, and nothing that a database takes."""
    return "\ud800" <= char <= "\udfff"


def fold(name: str) -> str:
    """The name without case, accents, apostrophes and hyphens: "Brest-Litovsk" and "Brest Litovsk" are one."""
    lowered = name.casefold()
    if not lowered.isascii():
        decomposed = unicodedata.normalize("NFKD", lowered)
        lowered = "".join(char for char in decomposed if not unicodedata.combining(char) and not _is_half(char))
    return " ".join(lowered.translate(_LETTERS).split())
