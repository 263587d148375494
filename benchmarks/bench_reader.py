"""How many passages and articles the reader gets through on one core: `python -m benchmarks.bench_reader`."""

from __future__ import annotations

import hashlib
import json
import time
from pathlib import Path

from howfar.check.reading import reader
from howfar.claims.model import Document

SECONDS = 3.0
ROOT = Path(__file__).resolve().parents[1]
CLAIM_EVERY = 4  # of four sentences of such news about one speaks of reach; the rest is what surrounds it
AROUND = (
    "The delegation arrived late in the evening and was met by the deputy minister. "
    "Talks on trade will resume after the holiday. ",
    "The contract, signed in 2019, is worth $1.2 billion and covers training, spare parts and support for ten years. ",
    "Opposition politicians asked why parliament had not been consulted before the announcement was made. ",
)


def _sentences() -> list[str]:
    rows = (ROOT / "tests/claims/corpus/en.jsonl").read_text("utf-8").splitlines()
    return [json.loads(row)["text"].replace("\n", " ") + " " for row in rows]


def _documents(length: int) -> list[Document]:
    """Texts of the given length in characters, news around sentences of the labelled corpus."""
    claims, out, at = _sentences(), [], 0
    for _ in range(40):
        text = ""
        while len(text) < length:
            text += claims[at % len(claims)] if at % CLAIM_EVERY == 0 else AROUND[at % len(AROUND)]
            at += 1
        text = text[:length]
        out.append(Document(text=text, sha256=hashlib.sha256(text.encode()).hexdigest()))
    return out


def _rate(documents: list[Document]) -> tuple[float, float]:
    read = reader("en").read
    for document in documents:
        read(document)
    done, claims, start = 0, 0, time.perf_counter()
    while time.perf_counter() - start < SECONDS:
        for document in documents:
            claims += len(read(document))
        done += len(documents)
    return done / (time.perf_counter() - start), claims / done


def main() -> None:
    """Prints rates, and seconds for a megabyte of hostile text of each kind."""
    for name, length in (("passages of 600 characters", 600), ("articles of 5,000 characters", 5000)):
        rate, claims = _rate(_documents(length))
        print(f"{name:32} {rate:8.0f} /s on one core   ({claims:.1f} claims each)")
    for name, unit in (
        ("digits", "1234567890"),
        ("quotes", '" '),
        ("one word", "range "),
        ("claims", "a range of 300 km and "),
    ):
        for size in (250_000, 500_000, 1_000_000):
            text = unit * (size // len(unit))
            start = time.perf_counter()
            reader("en").read(Document(text=text, sha256=""))
            print(f"{size / 1e6:4.2f} MB of {name:12} {time.perf_counter() - start:8.2f} s")


if __name__ == "__main__":
    main()
