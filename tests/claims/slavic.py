"""What the tests of languages with case endings share."""

from __future__ import annotations

import hashlib

from howfar.check.reading import read
from howfar.claims.model import Claim, Document


def document(text: str, language: str | None = None) -> Document:
    """The text as a document."""
    return Document(text=text, sha256=hashlib.sha256(text.encode()).hexdigest(), language=language)


def claims(text: str, language: str | None = None) -> tuple[Claim, ...]:
    """The claims in the text."""
    return read(document(text, language))


def only(text: str, language: str | None = None) -> Claim:
    """The one claim in the text."""
    (claim,) = claims(text, language)
    return claim
