"""Where documents come from: files, folders of them, standard input, an address that the user gives, or a sentence."""

from __future__ import annotations

import sys
from collections.abc import Iterable, Iterator
from pathlib import Path

from howfar.claims.model import Document
from howfar.errors import DocumentError, HowfarError


def documents(inputs: Iterable[str], *, jsonl: bool = False) -> Iterator[Document | HowfarError]:
    """Every document of every input in order; one that cannot be read comes as its error and the rest goes on."""
    for name in inputs or ("-",):
        try:
            yield from _of(name, jsonl)
        except HowfarError as error:
            yield error


def _of(name: str, jsonl: bool) -> Iterator[Document | HowfarError]:
    from howfar.claims import document

    kind: document.Kind | None = "jsonl" if jsonl else None
    if name == "-":
        yield from document.read_stream(sys.stdin.buffer, name="standard input", kind=kind)
    elif name.startswith(("http://", "https://")):
        from howfar.claims.fetch import fetch

        page = fetch(name)
        yield from document.read_documents(page.data, url=page.url, charset=page.charset)
    elif Path(name).is_file():
        yield from document.read_file(Path(name), kind=kind)
    elif Path(name).is_dir():
        raise DocumentError(f"{name} is a folder; give its files, for example {name.rstrip('/')}/*.txt")
    elif " " in name.strip():
        yield document.read_document(name.encode(), kind="text", name="the sentence")
    else:
        raise DocumentError(
            f"{name}: no such file; give a file, an address, a quoted sentence, or - for standard input"
        )
