"""How many passages and articles the reader gets through on one core: `python -m benchmarks.bench_reader`.

Three kinds of text are read. "News" is prose of our own (news.txt), its paragraphs in another order in each document,
about one sentence in five with a claim, among figures that are none. "Unclaimed" is those of the paragraphs that claim
nothing, as most of a newspaper does. "Dense" is what this benchmark measured alone before: sentences of the labelled
corpus, half of which are there because they nearly are claims, joined by spaces among sentences about nothing; the
joining turns what follows a row of a table into a row, which costs extra.
Seconds are the processor's, so that what else runs on the machine counts for less.
"""

from __future__ import annotations

import hashlib
import json
import random
import time
from pathlib import Path

from howfar.check.reading import reader
from howfar.claims import engine
from howfar.claims.model import Document

SECONDS = 3.0
DOCUMENTS = 40
ROOT = Path(__file__).resolve().parents[1]
LENGTHS = (("passages of 600 characters", 600), ("articles of 5,000 characters", 5000))
HOSTILE = (
    ("digits", "1234567890"),
    ("quotes", '" '),
    ("one word", "range "),
    ("one letter", "a"),
    ("one system", "S-400 "),
    ("brackets", "([{("),
    ("claims", "a range of 300 km and "),
)
CLAIM_EVERY = 4
AROUND = (
    "The delegation arrived late in the evening and was met by the deputy minister. "
    "Talks on trade will resume after the holiday. ",
    "The contract, signed in 2019, is worth $1.2 billion and covers training, spare parts and support for ten years. ",
    "Opposition politicians asked why parliament had not been consulted before the announcement was made. ",
)


def _document(text: str) -> Document:
    return Document(text=text, sha256=hashlib.sha256(text.encode()).hexdigest())


def _paragraphs() -> list[str]:
    return (ROOT / "benchmarks/news.txt").read_text("utf-8").strip().split("\n\n")


def news(length: int) -> list[Document]:
    """Documents of the given length in characters: paragraphs of our own prose, in an order of their own each."""
    return _shuffled(_paragraphs(), length)


def unclaimed(length: int) -> list[Document]:
    """The same of those paragraphs that claim nothing: what most of a newspaper is."""
    return _shuffled([p for p in _paragraphs() if not reader("en").read(_document(p))], length)


def _shuffled(paragraphs: list[str], length: int) -> list[Document]:
    order, out = random.Random(length), []
    for _ in range(DOCUMENTS):
        text = ""
        while len(text) < length:
            text += "\n\n".join(order.sample(paragraphs, len(paragraphs))) + "\n\n"
        out.append(_document(text[:length]))
    return out


def dense(length: int) -> list[Document]:
    """Documents of the given length in characters: sentences of the labelled corpus among sentences about nothing."""
    rows = (ROOT / "tests/claims/corpus/en.jsonl").read_text("utf-8").splitlines()
    claims, out, at = [json.loads(row)["text"].replace("\n", " ") + " " for row in rows], [], 0
    for _ in range(DOCUMENTS):
        text = ""
        while len(text) < length:
            text += claims[at % len(claims)] if at % CLAIM_EVERY == 0 else AROUND[at % len(AROUND)]
            at += 1
        out.append(_document(text[:length]))
    return out


def _rate(documents: list[Document]) -> tuple[float, float]:
    read = reader("en").read
    for document in documents:
        read(document)
    done, claims, start = 0, 0, time.process_time()
    while time.process_time() - start < SECONDS:
        for document in documents:
            claims += len(read(document))
        done += len(documents)
    return done / (time.process_time() - start), claims / done


def main() -> None:
    """Prints rates, and seconds for a megabyte of hostile text of each kind."""
    print(f"reader: {engine()}")
    for kind, documents in (("news", news), ("unclaimed", unclaimed), ("dense", dense)):
        for name, length in LENGTHS:
            rate, claims = _rate(documents(length))
            print(f"{kind + ', ' + name:36} {rate:8.0f} /s on one core   ({claims:.1f} claims each)")
    for name, unit in HOSTILE:
        for size in (250_000, 500_000, 1_000_000):
            text = unit * (size // len(unit))
            start = time.process_time()
            reader("en").read(Document(text=text, sha256=""))
            print(f"{size / 1e6:4.2f} MB of {name:12} {time.process_time() - start:8.2f} s")


if __name__ == "__main__":
    main()
