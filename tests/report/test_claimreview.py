"""ClaimReview, held to schema.org and to Google's guideline (claimReviewed shorter than 75 characters)."""

from __future__ import annotations

import json
from dataclasses import replace

import pytest
from hypothesis import given
from hypothesis import strategies as st

from howfar.errors import UsageError
from howfar.report.claimreview import claim_review, claim_reviewed, shortened

from . import examples

URL, AUTHOR = "https://checks.example.org/berlin", "Example Checks"


def test_required_properties_and_rating() -> None:
    review = claim_review(examples.DOCUMENT, examples.BERLIN_VERDICT, url=URL, author=AUTHOR, date="2026-01-02")
    assert review["@context"] == "https://schema.org"
    assert review["@type"] == "ClaimReview"
    assert review["url"] == URL
    assert review["author"] == {"@type": "Organization", "name": AUTHOR}
    assert review["datePublished"] == "2026-01-02"
    rating = review["reviewRating"]
    assert (rating["ratingValue"], rating["worstRating"], rating["bestRating"]) == (1, 1, 5)
    assert rating["alternateName"].startswith("Inconsistent")
    item = review["itemReviewed"]
    assert item["author"]["name"] == "Alexander Lukashenko"
    assert item["appearance"]["url"] == examples.DOCUMENT.url
    json.dumps(review)


def test_no_date_is_invented() -> None:
    assert "datePublished" not in claim_review(examples.DOCUMENT, examples.BERLIN_VERDICT, url=URL, author=AUTHOR)


def test_not_checkable_gets_words_and_no_number() -> None:
    rating = claim_review(examples.DOCUMENT, examples.RADAR_VERDICT, url=URL, author=AUTHOR)["reviewRating"]
    assert rating == {"@type": "Rating", "alternateName": "Not checkable"}


@pytest.mark.parametrize("author", [None, "", "  "])
def test_refused_without_author(author: str | None) -> None:
    with pytest.raises(UsageError, match="--author"):
        claim_review(examples.DOCUMENT, examples.BERLIN_VERDICT, url=URL, author=author)


@pytest.mark.parametrize(
    "url", [None, "", "berlin", "javascript:alert(1)", "file:///x", "https://", "https://a b/", "http://[x"]
)
def test_refused_without_a_web_address(url: str | None) -> None:
    with pytest.raises(UsageError, match="--url"):
        claim_review(examples.DOCUMENT, examples.BERLIN_VERDICT, url=url, author=AUTHOR)


@given(st.text(min_size=1, max_size=300))
def test_claim_reviewed_is_under_75_characters(quote: str) -> None:
    assert len(claim_reviewed(replace(examples.BERLIN_VERDICT.claim, quote=quote))) < 75


def test_long_claims_are_cut_at_a_word() -> None:
    text = "one two three four"
    assert shortened(text, 18) == text
    assert shortened(text, 14) == "one two three…"
    assert shortened(text, 13) == "one two…"
    assert shortened("x" * 20, 10) == "x" * 9 + "…"


def test_a_claim_without_a_quote_is_put_together_from_its_slots() -> None:
    claim = replace(examples.BERLIN_VERDICT.claim, quote="", start=0, end=0, system="S-400")
    assert claim_reviewed(claim) == "S-400 sees Berlin from Minsk"
