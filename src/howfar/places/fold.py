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


def fold(name: str) -> str:
    """The name without case, accents, apostrophes and hyphens: "Brest-Litovsk" and "Brest Litovsk" are one."""
    lowered = name.casefold()
    if not lowered.isascii():
        decomposed = unicodedata.normalize("NFKD", lowered)
        lowered = "".join(char for char in decomposed if not unicodedata.combining(char))
    return " ".join(lowered.translate(_LETTERS).split())
