"""ClaimReview JSON-LD (https://schema.org/ClaimReview), made only with the publisher's own name and address."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, Final
from urllib.parse import urlsplit

from howfar.errors import UsageError
from howfar.report.words import one_line

if TYPE_CHECKING:
    from howfar.check.model import Verdict
    from howfar.claims.model import Claim, Document

CLAIM_LIMIT: Final = 74  # Google's guideline for claimReviewed: shorter than 75 characters
_RATINGS: Final = {"inconsistent": 1, "consistent only if": 3, "consistent": 5}
_NAMES: Final = {
    "inconsistent": "Inconsistent with published figures and physics",
    "consistent only if": "Consistent only under a condition",
    "consistent": "Consistent with published figures and physics",
    "not checkable": "Not checkable",
}
_VERBS: Final = {"sees": "sees", "engages": "engages targets in", "strikes": "strikes", "covers": "covers"}


def claim_review(
    document: Document, verdict: Verdict, *, url: str | None, author: str | None, date: str | None = None
) -> dict[str, Any]:
    """ClaimReview of one verdict; `url` is where the review is published, `author` who publishes it.

    Ratings run from 1 (inconsistent) over 3 (consistent only if) to 5 (consistent). A claim that is not checkable gets
    the words without a number. `date` is printed only if given. Raises UsageError without url or author.
    """
    if not author or not one_line(author):
        raise UsageError("a ClaimReview names who publishes it: give --author 'Name of your organisation'")
    review: dict[str, Any] = {
        "@context": "https://schema.org",
        "@type": "ClaimReview",
        "url": _web_address(url),
        **({"datePublished": date} if date else {}),
        "author": {"@type": "Organization", "name": one_line(author)},
        "claimReviewed": claim_reviewed(verdict.claim),
        "reviewBody": one_line(verdict.sentence),
        "itemReviewed": _item(document, verdict.claim),
        "reviewRating": _rating(verdict),
    }
    return review


def claim_reviewed(claim: Claim) -> str:
    """The claim in fewer than 75 characters, cut at a word: the quote, or the slots where there is no quote."""
    text = one_line(claim.quote)
    if not text:
        parts = [claim.system or claim.system_id, _VERBS[claim.verb_kind], claim.target or claim.distance_as_written]
        text = one_line(" ".join(part for part in parts if part) + (f" from {claim.origin}" if claim.origin else ""))
    return shortened(text, CLAIM_LIMIT)


def shortened(text: str, limit: int) -> str:
    """`text` in at most `limit` characters, cut at a word with an ellipsis."""
    if len(text) <= limit:
        return text
    head = text[: limit - 1]
    cut = head if text[limit - 1] == " " else head.rpartition(" ")[0]
    return (cut or head).rstrip(" ,;:.–—-") + "…"


def _web_address(url: str | None) -> str:
    try:
        parts = urlsplit(url or "")
    except ValueError:
        parts = urlsplit("")
    if not url or parts.scheme not in ("http", "https") or not parts.hostname or any(char.isspace() for char in url):
        raise UsageError(
            f"a ClaimReview needs the address where it is published, got {url!r}: give --url https://your.site/page"
        )
    return url


def _item(document: Document, claim: Claim) -> dict[str, Any]:
    appearance: dict[str, Any] = {"@type": "CreativeWork"}
    values = {"url": document.url, "headline": document.title, "datePublished": document.date}
    appearance |= {key: value for key, value in values.items() if value}
    if document.publisher:
        appearance["publisher"] = {"@type": "Organization", "name": document.publisher}
    item: dict[str, Any] = {"@type": "Claim"}
    if claim.speaker:
        item["author"] = {"@type": "Person", "name": one_line(claim.speaker)}
    elif document.publisher:
        item["author"] = {"@type": "Organization", "name": one_line(document.publisher)}
    return item | ({"appearance": appearance} if len(appearance) > 1 else {})


def _rating(verdict: Verdict) -> dict[str, Any]:
    rating: dict[str, Any] = {"@type": "Rating"}
    if verdict.label in _RATINGS:
        rating |= {"ratingValue": _RATINGS[verdict.label], "bestRating": 5, "worstRating": 1}
    return rating | {"alternateName": _NAMES[verdict.label]}
