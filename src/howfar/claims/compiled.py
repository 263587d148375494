"""Which reader is in use: the modules compiled from these sources (core/reader.py), or the sources themselves.

The compiled ones lie in a folder of their own with a digest of the sources that they were made of, and are taken only
while it is the sources' own. Whichever is used, the claims are the same (tests/claims/test_compiled.py).
"""

from __future__ import annotations

import hashlib
import importlib.machinery
import importlib.util
import json
import sys
from pathlib import Path
from typing import Final

FOLDER: Final = "_compiled"
STAMP: Final = "sources.json"
SUFFIX: Final = importlib.machinery.EXTENSION_SUFFIXES[0]  # names the Python that an extension module is for
# read once, far from the hot path, or what others hold and may inherit from or take apart with vars()
PLAIN: Final = frozenset({
    "__init__", "compiled", "declined", "document", "fetch", "lexicon", "model", "moments", "morphology", "status",
    "wordset",
})  # fmt: skip


def modules(claims: Path) -> list[str]:
    """Names of the modules that are compiled, of all that lie in that folder."""
    return sorted(path.stem for path in claims.glob("*.py") if path.stem not in PLAIN)


def stamp(claims: Path) -> dict[str, str]:
    """What compiled modules are made of and for: a digest of the sources, and the suffix of this Python's modules."""
    digest = hashlib.sha256()
    for name in modules(claims):
        digest.update(f"{name}\n".encode())
        digest.update((claims / f"{name}.py").read_bytes())
    return {"sources": digest.hexdigest(), "suffix": SUFFIX}


def folder(claims: Path) -> Path | None:
    """The folder of modules compiled from the sources in `claims` for this Python; None where there is none."""
    compiled = claims / FOLDER
    try:
        made_of = json.loads((compiled / STAMP).read_text("utf-8"))
    except (OSError, ValueError):
        return None
    if made_of != stamp(claims) or not _has_library(compiled):
        return None
    return compiled


def _has_library(compiled: Path) -> bool:
    """Loads the library that the compiled modules share, under the name by which they ask for it."""
    library = next(compiled.glob(f"*__mypyc{SUFFIX}"), None)
    if library is None:
        return False
    name = library.name.removesuffix(SUFFIX)
    if name in sys.modules:
        return True
    spec = importlib.util.spec_from_file_location(name, library)
    if spec is None or spec.loader is None:
        return False
    try:
        module = importlib.util.module_from_spec(spec)
        sys.modules[name] = module
        spec.loader.exec_module(module)
    except ImportError:
        sys.modules.pop(name, None)
        return False
    return True
