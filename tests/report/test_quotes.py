"""Quotes in the text: nothing lost, nothing doubled, whatever the spans."""

from __future__ import annotations

from hypothesis import given
from hypothesis import strategies as st

from howfar.report.quotes import paragraphs

SPANS = st.lists(st.tuples(st.integers(-3, 60), st.integers(-3, 60)), max_size=6)


@given(st.text(alphabet="ab \n\r", max_size=50), SPANS)
def test_pieces_are_the_lines_of_the_text_and_know_their_claims(text: str, spans: list[tuple[int, int]]) -> None:
    lines = ["".join(piece.text for piece in line) for line in paragraphs(text, spans)]
    assert lines == [line for line in text.replace("\r", "\n").split("\n") if line.strip()]


@given(st.text(alphabet="abc", min_size=1, max_size=50), SPANS)
def test_a_letter_is_marked_by_exactly_the_claims_that_hold_it(text: str, spans: list[tuple[int, int]]) -> None:
    place = 0
    opened: list[int] = []
    for line in paragraphs(text, spans):
        for piece in line:
            for at in range(place, place + len(piece.text)):
                assert piece.claims == tuple(i for i, (start, end) in enumerate(spans) if start <= at < end)
            place += len(piece.text)
            opened += piece.opens
    assert len(opened) == len(set(opened))
