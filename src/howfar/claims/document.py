"""An input of any kind made into Documents: text, HTML, Markdown, PDF, JSON Lines, RSS and Atom, e-mail.

The kind is told by content, and only where content does not tell, by the name. Offsets of claims count characters of
`Document.text`, and `Document.sha256` is of the UTF-8 of that text.
"""

from __future__ import annotations

import hashlib
import json
import re
from pathlib import Path
from typing import IO, TYPE_CHECKING, Any, Final, Literal

from howfar.claims.model import Document
from howfar.claims.pages.dateline import head_of
from howfar.claims.pages.decoding import decode, refuse_binary
from howfar.claims.pages.lexicon import language_of
from howfar.claims.pages.markup import Extract, from_email, from_feed, from_html, from_markdown, from_pdf
from howfar.errors import DocumentError

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

Kind = Literal["text", "html", "markdown", "pdf", "jsonl", "feed", "email"]
MAX_DOCUMENT_BYTES: Final = 20_000_000  # a thousand times a long article; guards memory and time
_SUFFIXES: Final[dict[str, Kind]] = {
    ".txt": "text", ".html": "html", ".htm": "html", ".xhtml": "html", ".md": "markdown",
    ".markdown": "markdown", ".pdf": "pdf",
    ".jsonl": "jsonl", ".ndjson": "jsonl", ".rss": "feed", ".atom": "feed", ".eml": "email",
}  # fmt: skip
_HTML: Final = re.compile(rb"<!doctype\s+html|<html[\s>]|<head[\s>]|<body[\s>]|<article[\s>]", re.IGNORECASE)
_TAGS: Final = re.compile(rb"<(?:p|div|h[1-6]|br|a|span|table|section|ul|li|meta|title)\b[^>]*>", re.IGNORECASE)
_FEED: Final = re.compile(rb"<(?:rss|feed|rdf:RDF)[\s>]", re.IGNORECASE)
_MAIL_HEADER: Final = re.compile(rb"\A(?:[A-Za-z][A-Za-z-]*:[^\n]*\r?\n(?:[ \t][^\n]*\r?\n)*){2,}\r?\n")
_MAIL_NAMES: Final = (b"from:", b"subject:", b"date:", b"received:", b"message-id:", b"mime-version:")
_JSON_KEYS: Final = ("title", "publisher", "date", "context", "url")
_LINE_BREAKS: Final = re.compile(r"\r\n?")


def read_document(
    data: bytes,
    *,
    name: str | None = None,
    kind: Kind | None = None,
    url: str | None = None,
    charset: str | None = None,
) -> Document:
    """The one document in `data`.

    name: file name, for messages and where content does not tell the kind. kind: forces it. url: where it came from.
    charset: what an HTTP header says. Raises DocumentError for bytes that cannot be read, and for several documents.
    """
    found = list(read_documents(data, name=name, kind=kind, url=url, charset=charset))
    if isinstance(found[0], DocumentError):
        raise found[0]
    if len(found) > 1:
        raise DocumentError(f"{_called(name)} holds {len(found)} documents, one was asked for; read them one by one")
    return found[0]


def read_documents(
    data: bytes,
    *,
    name: str | None = None,
    kind: Kind | None = None,
    url: str | None = None,
    charset: str | None = None,
) -> Iterator[Document | DocumentError]:
    """The documents in `data`, at least one. A broken line of JSON Lines comes as its DocumentError; the rest goes on.

    Arguments as `read_document`. Raises DocumentError when nothing at all can be read.
    """
    what = _called(name)
    if not data.strip():
        raise DocumentError(f"{what} is empty; give a text with at least one sentence")
    if len(data) > MAX_DOCUMENT_BYTES and kind != "jsonl":
        raise too_large(what, len(data))
    kind = kind or kind_of(data, name=name)
    if kind == "jsonl":
        yield from read_json_lines(data.split(b"\n"), what=what)
        return
    if kind == "feed":
        refuse_binary(data, what=what)
        for item in from_feed(data, what=what):
            yield _document(item, url=url)
        return
    yield _document(_extract(data, kind, what=what, url=url, charset=charset), url=url)


def read_json_lines(lines: Iterable[bytes], *, what: str = "the input") -> Iterator[Document | DocumentError]:
    """One document a line, as they come: objects with `text`, and optionally id, title, publisher, date, context, url.

    A line that cannot be read gives a DocumentError with its number instead. Empty lines are passed over.
    """
    for number, line in enumerate(lines, start=1):
        if line.strip():
            yield _json_document(line, f"line {number} of {what}", number)


def _json_document(line: bytes, what: str, number: int) -> Document | DocumentError:
    if len(line) > MAX_DOCUMENT_BYTES:
        return too_large(what, len(line))
    try:
        row: Any = json.loads(line.decode("utf-8-sig" if number == 1 else "utf-8"))
    except UnicodeDecodeError:
        return DocumentError(f"{what} is not UTF-8; save the file as UTF-8")
    except (json.JSONDecodeError, RecursionError) as error:
        reason = error.msg if isinstance(error, json.JSONDecodeError) else "nested too deeply"
        return DocumentError(f'{what} is not JSON ({reason}); write one object a line, {{"id": "…", "text": "…"}}')
    if not isinstance(row, dict) or not isinstance(row.get("text"), str):
        return DocumentError(f'{what} has no "text"; write one object a line, {{"id": "…", "text": "…"}}')
    if not row["text"].strip():
        return DocumentError(f'{what} has an empty "text"; give at least one sentence')
    given = {key: _whole(row[key]) for key in _JSON_KEYS if isinstance(row.get(key), str) and row[key].strip()}
    text = _whole(row["text"])
    ident = str(row["id"]) if isinstance(row.get("id"), str | int) else None
    return Document(text=text, sha256=_sha256(text), id=ident, language=language_of(text), **given)


def read_file(path: Path, *, kind: Kind | None = None) -> Iterator[Document | DocumentError]:
    """The documents of a file; JSON Lines are streamed, anything else above the size limit is refused unread."""
    try:
        size = path.stat().st_size
        with path.open("rb") as stream:
            yield from read_stream(stream, name=str(path), kind=kind, size=size)
    except FileNotFoundError:
        raise DocumentError(f"{path} does not exist; check the name") from None
    except OSError as error:
        raise DocumentError(f"{path} cannot be opened: {error.strerror or error}") from None


def read_stream(
    stream: IO[bytes], *, name: str | None = None, kind: Kind | None = None, size: int | None = None
) -> Iterator[Document | DocumentError]:
    """The documents of an open binary stream, never holding more of it than the size limit."""
    what = _called(name)
    kind = kind or ("jsonl" if _suffix_kind(name) == "jsonl" else None)
    if kind == "jsonl":
        yield from read_json_lines(stream, what=what)
        return
    if size is not None and size > MAX_DOCUMENT_BYTES:
        raise too_large(what, size)
    data = stream.read(MAX_DOCUMENT_BYTES + 1)
    if len(data) > MAX_DOCUMENT_BYTES:
        raise too_large(what, len(data), at_least=True)
    yield from read_documents(data, name=name, kind=kind)


def too_large(what: str, size: int, *, at_least: bool = False) -> DocumentError:
    """The error for an input above the size limit."""
    more = "more than " if at_least else ""
    size_mb = (MAX_DOCUMENT_BYTES if at_least else size) / 1e6
    allowed = f"{MAX_DOCUMENT_BYTES / 1e6:.0f} MB are allowed"
    return DocumentError(f"{what} has {more}{size_mb:.1f} MB, {allowed}; give the article alone, or JSON Lines")


def kind_of(data: bytes, *, name: str | None = None) -> Kind:  # noqa: PLR0911 - one line a kind reads best
    """The kind of an input: its content decides, the suffix of its name only where content does not."""
    head = data[:8192].lstrip(b"\xef\xbb\xbf \t\r\n")
    if head.startswith(b"%PDF-"):
        return "pdf"
    if _is_json_lines(head):
        return "jsonl"
    if _FEED.search(head) and (head.startswith((b"<?xml", b"<rss", b"<feed", b"<rdf")) or not _HTML.search(head)):
        return "feed"
    if _MAIL_HEADER.match(data[:65536]) and sum(header in head.lower() for header in _MAIL_NAMES) >= 2:
        return "email"
    suffix = _suffix_kind(name)
    if suffix in ("markdown", "email"):
        return suffix
    narrow = head.replace(b"\x00", b"")  # UTF-16 markup still shows its tags
    if _HTML.search(narrow) or (narrow.startswith(b"<") and _TAGS.search(narrow)) or len(_TAGS.findall(narrow)) >= 3:
        return "html"
    return "html" if suffix == "html" and _TAGS.search(narrow) else "text"


def _is_json_lines(head: bytes) -> bool:
    first = head.split(b"\n", 1)[0].strip()
    return first.startswith(b"{") and b'"text"' in first and b":" in first


def _suffix_kind(name: str | None) -> Kind | None:
    return _SUFFIXES.get(Path(name).suffix.lower()) if name else None


def _extract(data: bytes, kind: Kind, *, what: str, url: str | None, charset: str | None) -> Extract:
    if kind == "pdf":
        return from_pdf(data, what=what)
    refuse_binary(data, what=what)
    if kind == "email":
        return from_email(data, what=what)
    text = decode(data, what=what, declared=charset)
    if kind == "html":
        return from_html(text, url=url, what=what)
    if kind == "markdown":
        return _with_head(from_markdown(text))
    return _with_head(Extract(_LINE_BREAKS.sub("\n", text)))


def _with_head(page: Extract) -> Extract:
    head = head_of(page.text)
    return Extract(page.text, page.title or head.title, page.date or head.date, page.publisher or head.publisher)


def _document(page: Extract, *, url: str | None) -> Document:
    text = _whole(page.text)
    if not text.strip():
        raise DocumentError("the input holds no text; give at least one sentence")
    return Document(
        text=text,
        sha256=_sha256(text),
        id=page.id,
        title=page.title,
        publisher=page.publisher,
        date=page.date,
        language=language_of(text),
        url=page.url or url,
    )


def _whole(text: str) -> str:
    """Lone surrogates (JSON can hold them, UTF-8 cannot) become replacement characters, one for one."""
    return "".join("�" if "\ud800" <= char <= "\udfff" else char for char in text) if not text.isascii() else text


def _sha256(text: str) -> str:
    return hashlib.sha256(text.encode("utf-8")).hexdigest()


def _called(name: str | None) -> str:
    return name or "the input"
