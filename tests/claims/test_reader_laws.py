"""Laws of the reader: it never crashes, never quotes what is not there, says the same twice, and doubles with its
text.
"""

from __future__ import annotations

import hashlib
from pathlib import Path

from hypothesis import given, settings
from hypothesis import strategies as st

from howfar.check.reading import read
from howfar.claims.model import Document
from tests.claims.scoring import passages

CORPUS = [
    row for row in passages(Path(__file__).parent / "corpus/en.jsonl") if "context" not in row and "title" not in row
]
WORDS = [
    "range", "of", "300 km", "S-400", "Iskander", "can", "reach", "Berlin", "“", "”", '"', ",", ".", "said",
    "cannot", "from",
    "Minsk", "all", "radar", "its", "missile", "|", "\n", "up to", "(", ")", "5,000", "miles", "and", "within",
    "—", "'s", "*",
    "would", "the", "it", "altitude", "protects", "Poland", "according to", "quoted", "as saying",
    "respectively", "150 and 400 km",
]  # fmt: skip


def _document(text: str) -> Document:
    return Document(text=text, sha256=hashlib.sha256(text.encode("utf-8", "surrogatepass")).hexdigest())


def _sound(text: str) -> None:
    for claim in read(_document(text)):
        assert text[claim.start : claim.end] == claim.quote != ""
        assert claim.distance_km is None or claim.distance_km > 0
        assert claim.target is None or claim.target in text


@given(st.text(max_size=400))
@settings(deadline=None, max_examples=150)
def test_any_text(text: str) -> None:
    _sound(text)


@given(st.binary(max_size=400))
@settings(deadline=None, max_examples=60)
def test_any_bytes(data: bytes) -> None:
    _sound(data.decode("utf-8", "replace"))
    _sound(data.decode("latin-1"))


@given(st.lists(st.sampled_from(WORDS), max_size=60).map(" ".join))
@settings(deadline=None, max_examples=300)
def test_any_jumble_of_its_own_words(text: str) -> None:
    _sound(text)
    assert read(_document(text)) == read(_document(text))


@given(st.sampled_from(CORPUS))
@settings(deadline=None, max_examples=60)
def test_doubling_a_text_doubles_its_claims(row: dict[str, str]) -> None:
    once = read(_document(row["text"]))
    twice = read(_document(row["text"] + "\n\n" + row["text"]))
    assert len(twice) == 2 * len(once)
    assert [(c.system_id, c.distance_km, c.target) for c in twice] == 2 * [
        (c.system_id, c.distance_km, c.target) for c in once
    ]
