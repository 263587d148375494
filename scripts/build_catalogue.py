"""Pack the TOML files of the catalogue into the one file that a cold start reads.

python scripts/build_catalogue.py          write src/howfar/systems/data/catalogue.json
python scripts/build_catalogue.py --check  say whether it is up to date (exit code 1 where it is not)
"""

from __future__ import annotations

import json
import sys
from pathlib import Path

from howfar.errors import CatalogueError
from howfar.systems.packing import packed_directory

DATA = Path(__file__).resolve().parents[1] / "src" / "howfar" / "systems" / "data"


def main() -> int:
    """Write or compare; the exit code."""
    target = DATA / "catalogue.json"
    try:
        text = json.dumps(packed_directory(DATA), ensure_ascii=False, separators=(",", ":")) + "\n"
    except CatalogueError as error:
        print(error, file=sys.stderr)
        return 1
    if "--check" in sys.argv[1:]:
        is_current = target.exists() and target.read_text(encoding="utf-8") == text
        print("up to date" if is_current else "catalogue.json is older than the TOML files: run this without --check")
        return 0 if is_current else 1
    target.write_text(text, encoding="utf-8")
    print(f"{target.name}: {len(text.encode())} bytes")
    return 0


if __name__ == "__main__":
    raise SystemExit(main())
