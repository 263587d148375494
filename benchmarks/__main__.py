"""Run every benchmark of this folder, or those named: python -m benchmarks [main_job sweep reader web ...]."""

from __future__ import annotations

import importlib
import sys
from pathlib import Path

NAMES = sorted(path.stem.removeprefix("bench_") for path in Path(__file__).parent.glob("bench_*.py"))


def main() -> None:
    """Print one table after the other; a benchmark whose peers are missing says so and goes on."""
    asked = sys.argv[1:] or NAMES
    for name in asked:
        if name not in NAMES:
            sys.exit(f"no benchmark {name!r}; there are: {', '.join(NAMES)}")
    for name in asked:
        print(f"\n## {name}\n", flush=True)
        sys.argv = [f"bench_{name}"]
        importlib.import_module(f"benchmarks.bench_{name}").main()


if __name__ == "__main__":
    main()
