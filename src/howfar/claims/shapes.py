"""How tokens are written: words, numbers and marks, of any language."""

from __future__ import annotations

import re
from typing import Final

_NUMBER: Final = r"\d{1,3}(?:[ \u00a0\u2009\u202f]\d{3})+(?!\d)(?:[.,]\d+)?|\d+(?:[.,’']\d+)*"
_WORD: Final = (
    r"(?:[^\W\d_]\.){2,}(?:-[^\W\d_]+)?"  # U.S., U.S.-made
    r"|\d+[^\W\d_]+\d\w*|\d{1,3}[AC-JLN-Z](?!\w)"  # 9M96E2, 29B6, 4A
    r"|[^\W\d_]\w*(?:[-‑–'’./&](?!s\b)\w+)*"  # words, S-400, IRIS-T, AN/TPY-2
)
_MARK: Final = r"['’]s\b|[^\w\s]"
_KIND: Final = re.compile(rf"(?P<word>{_WORD})|(?P<number>{_NUMBER})|(?P<mark>{_MARK})")
# A token with the gap before it. Most words are letters alone: they are tried first. The end counts as a token.
_LETTERS: Final = r"[A-Za-z]++(?![\w.’'/&–‑-])"
PIECE: Final = re.compile(rf"([\s_]*+)({_LETTERS}|{_WORD}|{_NUMBER}|{_MARK}|\Z)")


def kind_of(written: str) -> str:
    """Whether a token, as written, is a "word", a "number" or a "mark"."""
    match = _KIND.match(written)
    return match.lastgroup or "mark" if match else "mark"
