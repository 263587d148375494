"""`python -m tests.claims.score [FILE ...] [-v]`: scores the labelled passages, per phenomenon."""

from __future__ import annotations

import sys
from pathlib import Path

from howfar.check.reading import read
from tests.claims.scoring import passages, score_rows

HERE = Path(__file__).resolve().parent
SHARED = HERE.parents[1] / "../shared/claims/dev.jsonl"


def files() -> list[Path]:
    """Every labelled file there is."""
    return [*([SHARED] if SHARED.exists() else []), *sorted((HERE / "corpus").glob("*.jsonl"))]


def main(arguments: list[str]) -> None:
    """Prints a line per file and phenomenon; with -v every miss."""
    verbose = "-v" in arguments
    chosen = [Path(a) for a in arguments if a != "-v"] or files()
    for path in chosen:
        total, parts = score_rows(passages(path), read)
        print(f"{path.name:24} {total.line()}")  # noqa: T201  a door of its own
        for name, score in sorted(parts.items()):
            if len(parts) > 1:
                print(f"  {name:22} {score.line()}")  # noqa: T201
        if verbose:
            print("\n".join(total.misses))  # noqa: T201


if __name__ == "__main__":
    main(sys.argv[1:])
