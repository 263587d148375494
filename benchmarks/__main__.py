"""Run every benchmark of this folder, or those named: python -m benchmarks [main_job sweep reader web ...] [options].

What begins with a dash, and all behind it, is handed to the benchmarks.
"""

from __future__ import annotations

import importlib
import sys
from pathlib import Path

NAMES = sorted(path.stem.removeprefix("bench_") for path in Path(__file__).parent.glob("bench_*.py"))


def main() -> None:
    """Print one table after the other; a benchmark whose peers are missing says so and goes on."""
    given = sys.argv[1:]
    first = next((n for n, word in enumerate(given) if word.startswith("-")), len(given))
    asked, options = given[:first] or NAMES, given[first:]
    for name in asked:
        if name not in NAMES:
            sys.exit(f"no benchmark {name!r}; there are: {', '.join(NAMES)}")
    for name in asked:
        print(f"\n## {name}\n", flush=True)
        sys.argv = [f"bench_{name}", *options]
        importlib.import_module(f"benchmarks.bench_{name}").main()


if __name__ == "__main__":
    main()
