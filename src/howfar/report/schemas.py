"""The JSON Schemas of the contract: `python -m howfar.report.schemas docs/schema` writes them, a test holds them."""

from __future__ import annotations

import json
import sys
from collections.abc import Mapping
from pathlib import Path
from typing import Final

from pydantic import BaseModel

from howfar.report.contract import RESULTS as _CONTRACT
from howfar.report.timelinedata import TimelineResult

RESULTS: Final[Mapping[str, type[BaseModel]]] = {**_CONTRACT, "timeline-1": TimelineResult}
"""File name under docs/schema (without .json) to the model that it is printed from."""


def schema_texts() -> dict[str, str]:
    """File name to text of every JSON Schema (draft 2020-12) of what the commands print."""
    return {f"{name}.json": _text(name) for name in RESULTS}


def write_schemas(folder: Path) -> list[Path]:
    """Write every schema into `folder`; returns the paths written."""
    folder.mkdir(parents=True, exist_ok=True)
    paths = []
    for name, text in schema_texts().items():
        path = folder / name
        path.write_text(text, encoding="utf-8")
        paths.append(path)
    return paths


def _text(name: str) -> str:
    schema = RESULTS[name].model_json_schema(by_alias=True, mode="serialization")
    return json.dumps({"$schema": "https://json-schema.org/draft/2020-12/schema", **schema}, indent=2) + "\n"


if __name__ == "__main__":
    write_schemas(Path(sys.argv[1] if len(sys.argv) > 1 else "docs/schema"))
