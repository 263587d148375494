"""Hostile text is read in time that grows with its length, and what is remembered does not grow without end."""

from __future__ import annotations

import time
from dataclasses import replace

import pytest

from howfar.check.reading import reader
from howfar.claims import language
from howfar.claims.model import Document

SHAPES = {
    "digits": "1234567890",
    "grouped digits": "123,456 ",
    "quotes": '" ',
    "open quotes": "“",
    "one word": "range ",
    "one letter": "a",
    "one letter and stops": "a.",
    "one system": "S-400 ",
    "one country": "Iran ",
    "nested brackets": "([{(",
    "closed brackets": "(((())))",
    "hyphens": "km-",
    "underscores": "_",
    "blanks": "\u00a0 ",
    "units": "300 km ",
    "claims": "a range of 300 km and ",
    "rows": "| S-400 | 300 km |\n",
    "turns": "MR A: It can reach Iran.\n",
    "unclosed claims": "“It can reach Iran ",
}
SMALL, LARGE = 40_000, 160_000


def _seconds(unit: str, size: int) -> float:
    """The faster of two readings, so that a pause of the machine does not count."""
    document, took = Document(text=unit * (size // len(unit)), sha256=""), []
    for _ in range(2):
        start = time.process_time()
        reader("en").read(document)
        took.append(time.process_time() - start)
    return min(took)


@pytest.mark.parametrize("shape", SHAPES)
def test_four_times_the_text_takes_about_four_times_as_long(shape: str) -> None:
    small, large = (_seconds(SHAPES[shape], size) for size in (SMALL, LARGE))
    assert large < 8 * small + 0.1  # quadratic time would be 16 times


def test_forms_of_words_are_forgotten_before_they_fill_memory() -> None:
    known = replace(language.load("en"), remembered=50)
    for n in range(500):
        assert known.form(f"Word-{n}").key == f"word-{n}"
    assert 0 < len(known.forms) <= 50
