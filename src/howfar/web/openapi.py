"""`python -m howfar.web.openapi FILE` writes the OpenAPI document that the front end's types are made from."""

from __future__ import annotations

import json
import sys
from pathlib import Path


def openapi_text() -> str:
    """The OpenAPI document, the same bytes every time."""
    from howfar.web.app import create_app

    described = create_app().openapi()
    described["info"]["version"] = "1"  # the contract's version, so that a release does not touch the generated types
    return json.dumps(described, indent=1, ensure_ascii=False, sort_keys=True) + "\n"


if __name__ == "__main__":
    Path(sys.argv[1]).write_text(openapi_text(), encoding="utf-8")
