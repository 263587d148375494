"""Rows for tables: CSV with one row a verdict, and JSON Lines."""

from __future__ import annotations

import csv
import json
from io import StringIO
from typing import TYPE_CHECKING, Any, Final

from howfar.report.words import one_line

if TYPE_CHECKING:
    from collections.abc import Iterable

    from howfar.check.model import Verdict
    from howfar.claims.model import Document

COLUMNS: Final = (
    "document_id", "document_title", "publisher", "date", "document_url", "sha256", "start", "end", "quote", "speaker",
    "verb_kind", "system_id", "origin", "target", "label", "sentence", "decided_by", "nearest_km", "farthest_km",
    "margin_km", "would_hold_if", "unresolved", "sources",
)  # fmt: skip
_FORMULA_STARTS: Final = ("=", "+", "-", "@", "\t", "\r", "\n", "＝", "＋", "－", "＠")


def csv_text(results: Iterable[tuple[Document, Iterable[Verdict]]]) -> str:
    """CSV (RFC 4180, UTF-8, header first) with one row a verdict.

    Text that a spreadsheet would run as a formula is prefixed with an apostrophe; numbers stay numbers.
    """
    out = StringIO(newline="")
    writer = csv.writer(out, lineterminator="\r\n")
    writer.writerow(COLUMNS)
    for document, verdicts in results:
        for verdict in verdicts:
            row = _row(document, verdict)
            writer.writerow([safe_cell(row[column]) for column in COLUMNS])
    return out.getvalue()


def json_lines(objects: Iterable[dict[str, Any]]) -> str:
    """One JSON object a line, in order."""
    return "".join(json.dumps(item, ensure_ascii=False, allow_nan=False) + "\n" for item in objects)


def _row(document: Document, verdict: Verdict) -> dict[str, Any]:
    claim = verdict.claim
    return {
        "document_id": document.id, "document_title": document.title, "publisher": document.publisher,
        "date": document.date, "document_url": document.url, "sha256": document.sha256,
        "start": claim.start, "end": claim.end, "quote": claim.quote, "speaker": claim.speaker,
        "verb_kind": claim.verb_kind, "system_id": claim.system_id, "origin": claim.origin, "target": claim.target,
        "label": verdict.label, "sentence": verdict.sentence, "decided_by": verdict.decided_by,
        "nearest_km": verdict.nearest_km, "farthest_km": verdict.farthest_km, "margin_km": verdict.margin_km,
        "would_hold_if": " | ".join(condition.sentence for condition in verdict.would_hold_if),
        "unresolved": " | ".join(verdict.unresolved),
        "sources": " | ".join(source.url or source.title for source in verdict.sources),
    }  # fmt: skip


def safe_cell(value: object) -> object:
    """A cell that no spreadsheet takes for a formula, on one line."""
    if value is None:
        return ""
    if isinstance(value, float):
        return round(value, 3)
    if not isinstance(value, str):
        return value
    text = one_line(value)
    return f"'{text}" if value.startswith(_FORMULA_STARTS) or text.startswith(_FORMULA_STARTS) else text
