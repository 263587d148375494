"""Text out of HTML, Markdown, PDF, feeds and e-mail. Every parser is imported only when its kind of file turns up."""

from __future__ import annotations

import html
import re
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, Final

from howfar.errors import DocumentError

if TYPE_CHECKING:
    from collections.abc import Iterator

_MAX_PDF_PAGES: Final = 2000
_FRONT_MATTER: Final = re.compile(r"\A---\s*\n(.*?)\n---\s*(?:\n|\Z)", re.DOTALL)
_FRONT_KEY: Final = re.compile(r"^(title|date|publisher|source)\s*:\s*[\"']?(.+?)[\"']?\s*$", re.MULTILINE)
_ISO_DAY: Final = re.compile(r"\b((?:19|20)\d{2}-\d{2}-\d{2})")
_TAG: Final = re.compile(r"<[^<>]*>")
_CODE: Final = re.compile(r"(?is)<(script|style|template|noscript)\b.*?</\1\s*>")
_BLOCK_TAGS: Final = re.compile(r"(?i)<(?:br|/p|/div|/h[1-6]|/li|/tr|/blockquote|/section|/article)\b[^>]*>")


@dataclass(frozen=True)
class Extract:
    """A text with what its container says about it."""

    text: str
    title: str | None = None
    date: str | None = None
    publisher: str | None = None
    url: str | None = None
    id: str | None = None


def from_html(markup: str, *, url: str | None, what: str) -> Extract:
    """The article of an HTML page; title, publication date and publisher from its metadata.

    The date must be a publication date that the page states: no modification date, no copyright year, no date from the
    running text (htmldate with original_date and without its extensive search).
    """
    import trafilatura

    page: Any = trafilatura.bare_extraction(  # an object with text and metadata, or None; its type allows a dict too
        markup,
        url=url,
        with_metadata=True,
        include_comments=False,
        include_tables=True,
        date_extraction_params={"extensive_search": False, "original_date": True},
    )
    text = (page.text or "").strip() if page is not None else ""
    plain = _all_text(markup)
    if len(text) < 200 and len(plain) > len(text):
        text = plain  # a short or broken page: better all of its text than a few crumbs
    if not text:
        raise DocumentError(f"{what} holds markup but no text; if a script builds the page, open it and save its text")
    return Extract(text, page.title, page.date, page.sitename, page.url or url) if page else Extract(text, url=url)


def _all_text(markup: str) -> str:
    import lxml.etree
    import lxml.html

    try:
        root = lxml.html.document_fromstring(_BLOCK_TAGS.sub(r"\g<0>" + "\n", markup))
    except (lxml.etree.LxmlError, ValueError):
        return ""
    for element in root.xpath("//script|//style|//noscript|//template|//head"):
        element.drop_tree()
    text = root.text_content()
    if not text.strip():  # the parser gives up on very deep nesting; the words are still there
        text = html.unescape(_TAG.sub(" ", _CODE.sub(" ", markup)))
    lines = (re.sub(r"[ \t\r\f\v]+", " ", line).strip() for line in text.splitlines())
    return re.sub(r"\n{3,}", "\n\n", "\n".join(lines)).strip()


def from_markdown(source: str) -> Extract:
    """The words of a Markdown text: links by label, tables by cell, front matter as title, date and publisher."""
    from markdown_it import MarkdownIt

    known: dict[str, str] = {}
    if front := _FRONT_MATTER.match(source):
        known = {key.lower(): value for key, value in _FRONT_KEY.findall(front[1])}
        source = source[front.end() :]
    blocks, heading = [], None
    tokens = MarkdownIt("commonmark").enable("table").parse(source)
    for index, token in enumerate(tokens):
        if token.type == "inline":
            words = _inline_text(token.children or [])
            opener = tokens[index - 1]
            if heading is None and opener.type == "heading_open":
                heading = words
            blocks.append(words if opener.type != "td_open" else words + " ")
        elif token.type in ("fence", "code_block"):
            blocks.append(token.content.rstrip())
    day = _ISO_DAY.search(known.get("date", ""))
    title = known.get("title") or heading
    return Extract("\n\n".join(blocks), title, day[1] if day else None, known.get("publisher") or known.get("source"))


def _inline_text(children: list[Any]) -> str:
    pieces = []
    for child in children:
        if child.type in ("text", "code_inline"):
            pieces.append(child.content)
        elif child.type in ("softbreak", "hardbreak"):
            pieces.append("\n")
        elif child.type == "image":
            pieces.append(_inline_text(child.children or []))
    return "".join(pieces)


def from_pdf(data: bytes, *, what: str) -> Extract:
    """The text layer of a PDF. Its creation date is not the date of the article and is left alone."""
    import logging

    import pypdf
    from pypdf.errors import PyPdfError

    logging.getLogger("pypdf").setLevel(logging.CRITICAL)
    import io

    try:
        reader = pypdf.PdfReader(io.BytesIO(data))
        if reader.is_encrypted and not reader.decrypt(""):
            raise DocumentError(f"{what} is an encrypted PDF; save it without its password")
        if len(reader.pages) > _MAX_PDF_PAGES:
            raise DocumentError(
                f"{what} has {len(reader.pages)} pages, {_MAX_PDF_PAGES} are allowed; give the pages that matter"
            )
        text = "\n\n".join(page.extract_text() for page in reader.pages).strip()
        title = reader.metadata.title if reader.metadata else None
    except DocumentError:
        raise
    except (PyPdfError, ValueError, TypeError, KeyError, IndexError, AttributeError, OSError, RecursionError) as error:
        # pypdf lets these through on broken files; whichever it is, the user needs the same advice
        raise DocumentError(f"{what} is a PDF that cannot be read ({error}); open it and save its text") from error
    if not text:
        raise DocumentError(f"{what} is a PDF without text (scanned pages?); run it through text recognition first")
    return Extract(text, title or None)


def from_email(data: bytes, *, what: str) -> Extract:
    """The body of an e-mail: its plain part, or else its HTML part; subject and date of the header."""
    import email
    import email.policy
    from email.message import EmailMessage

    message = email.message_from_bytes(data, policy=email.policy.default)
    body = message.get_body(preferencelist=("plain", "html")) if isinstance(message, EmailMessage) else None
    if body is None:
        raise DocumentError(f"{what} is an e-mail without a text part; open it and save its text")
    try:
        content = str(body.get_content())
    except (LookupError, ValueError) as error:
        raise DocumentError(f"{what} is an e-mail in an unknown encoding ({error}); save its text") from error
    page = (
        from_html(content, url=None, what=what) if body.get_content_type() == "text/html" else Extract(content.strip())
    )
    header = message["date"]
    sent = header.datetime.date().isoformat() if header is not None and getattr(header, "datetime", None) else None
    return Extract(page.text, str(message["subject"]) if message["subject"] else page.title, sent, page.publisher)


def from_feed(data: bytes, *, what: str) -> Iterator[Extract]:
    """The items of an RSS or Atom feed with their own title, date and address; the feed's title is the publisher."""
    import feedparser

    feed = feedparser.parse(data, sanitize_html=False, resolve_relative_uris=False)
    if not feed.entries:
        raise DocumentError(f"{what} is XML, but not an RSS or Atom feed with items")
    publisher = feed.feed.get("title")
    for entry in feed.entries:
        bodies = [part.get("value", "") for part in entry.get("content", [])] or [entry.get("summary", "")]
        body = max(bodies, key=len)
        words = _all_text(f"<div>{body}</div>") if "<" in body or "&" in body else body.strip()
        title = entry.get("title")
        stamp = entry.get("published_parsed")
        day = f"{stamp.tm_year:04d}-{stamp.tm_mon:02d}-{stamp.tm_mday:02d}" if stamp else None
        text = f"{title}\n\n{words}" if title and words else (title or words)
        if text:
            yield Extract(text, title, day, publisher, entry.get("link"), entry.get("id"))
