"""The terminal view: the sentence first, then the numbers, then what would have to be true, assumptions and sources.

Returns text; the doors print it. Without colour it is plain text: no escape sequences, no trailing blanks, and no line
longer than the width save addresses, which are kept whole so that they can be copied.
"""

from __future__ import annotations

from io import StringIO
from typing import TYPE_CHECKING, Final

from howfar.report import words

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Sequence

    from rich.console import RenderableType

    from howfar.check.model import Verdict
    from howfar.claims.model import Claim, Document

STYLES: Final = {  # terminal colours that stay apart for colour-blind readers; the sign carries the meaning anyway
    "consistent": "bold cyan",
    "inconsistent": "bold red",
    "consistent only if": "bold yellow",
    "not checkable": "bold magenta",
}
_LABEL_WIDTH: Final = 11
Row = tuple[str, str]


def verdict_text(verdict: Verdict, *, width: int = 80, color: bool = False) -> str:
    """One verdict for people, `width` columns wide."""
    return rendered(_verdict_parts(verdict), width=width, color=color)


def document_text(document: Document, verdicts: Sequence[Verdict], *, width: int = 80, color: bool = False) -> str:
    """A document and all its verdicts for people, `width` columns wide."""
    parts = list(_document_parts(document, [verdict.label for verdict in verdicts]))
    for verdict in verdicts:
        parts += [styled("─" * width, "dim"), *_verdict_parts(verdict)]
    return rendered([*parts, styled(""), styled(words.MEANING, "dim")], width=width, color=color)


def claims_text(document: Document, claims: Sequence[Claim], *, width: int = 80, color: bool = False) -> str:
    """A document and the claims read from it, before any judging."""
    parts = list(_document_parts(document, None))
    for claim in claims:
        parts += [
            styled(""),
            styled(f"“{words.one_line(claim.quote)}”", "bold"),
            *(_row(*row) for row in claim_rows(claim)),
        ]
    if not claims:
        parts += [styled(""), styled("No claim of reach was found in this text.")]
    return rendered(parts, width=width, color=color)


def claim_rows(claim: Claim) -> list[Row]:
    """The slots of a claim that are filled, as (name, words)."""
    flags = [name for name, is_set in (("negated", claim.negated), ("hypothetical", claim.hypothetical)) if is_set]
    target = claim.target and claim.target + (" (all of it)" if claim.target_is_whole_region else "")
    rows = [
        ("Speaker", claim.speaker), ("System", claim.system), ("Verb", claim.verb_kind), ("From", claim.origin),
        ("To", target), ("Distance", claim.distance_as_written), ("Altitude", claim.altitude_as_written),
        ("Time", claim.duration_as_written), ("Area", claim.area_as_written), ("Said as", ", ".join(flags)),
    ]  # fmt: skip
    filled = [(name, words.one_line(value)) for name, value in rows if value]
    return [*filled, ("Text", f"characters {claim.start} to {claim.end}")]


def number_rows(verdict: Verdict) -> list[Row]:
    """Distance, places, figures, findings and margin, as (name, words)."""
    numbers = words.source_numbers(verdict)
    rows: list[Row] = []
    if distance := words.between(verdict.nearest_km, verdict.farthest_km):
        rows.append(("Distance", distance + _ends(verdict)))
    rows += [
        ("Published", f"{group.value_text}: {group.words} {words.references(group.sources)}".rstrip())
        for group in words.figure_groups(verdict.figures, numbers, verb=verdict.claim.verb_kind)
    ]
    for finding in verdict.findings:
        reading = f"{finding.verb}: " if words.has_readings(verdict.findings) and finding.verb else ""
        said = words.sentence(finding.sentence or finding.formula)
        holds = {True: "✓", False: "✗", None: "◐"}[finding.holds]
        rows.append(
            (
                finding.rule.capitalize(),
                f"{holds} {reading}{said} {words.finding_sources(finding, numbers)}".rstrip(),
            )
        )
    if verdict.margin_km is not None:
        rows.append(("Margin", words.margin_words(verdict.margin_km)))
    if verdict.decided_by:
        sweep = "" if verdict.survives_sweep else "; changes within the spread of the assumptions"
        rows.append(("Decided by", verdict.decided_by + sweep))
    return rows


def _ends(verdict: Verdict) -> str:
    origin, target = words.place_words(verdict.origin), words.place_words(verdict.target)
    return f" ({origin} → {target})" if origin and target else ""


def _document_parts(document: Document, labels: Sequence[str] | None) -> Iterator[RenderableType]:
    title = document.title or document.id or document.url or "Text"
    yield styled(words.one_line(title), "bold")
    if about := ", ".join(words.one_line(part) for part in (document.publisher, document.date, document.url) if part):
        yield styled(about, "dim")
    if labels is not None:
        yield styled(label_counts(labels))


def label_counts(labels: Sequence[str]) -> str:
    """ "3 claims: ✗ 1 inconsistent, ◐ 2 consistent only if"."""
    if not labels:
        return "No claim of reach was found in this text."
    counts = [f"{sign} {labels.count(label)} {label}" for label, sign in words.MARKS.items() if label in labels]
    return f"{len(labels)} claim{'s' if len(labels) > 1 else ''}: {', '.join(counts)}"


def _verdict_parts(verdict: Verdict) -> Iterator[RenderableType]:
    yield styled(words.mark(verdict.label), STYLES[verdict.label])
    yield styled(words.one_line(verdict.sentence), "bold")
    yield styled("")
    if verdict.claim.quote:
        who = f" {words.one_line(verdict.claim.speaker)}" if verdict.claim.speaker else ""
        yield _row("Claim", f"“{words.one_line(verdict.claim.quote)}”{who and ' —' + who}")
    yield from (_row(name, text) for name, text in _without_repeats(number_rows(verdict)))
    yield from _bullets("What would have to be true", map(words.sentence, (c.joined for c in verdict.would_hold_if)))
    yield from _bullets("Not known", map(words.sentence, verdict.unresolved))
    yield from _bullets("Assumptions", (f"{name}: {text}" for name, text in words.assumption_rows(verdict.assumptions)))
    if verdict.sources:
        yield from _head("Sources")
    for index, source in enumerate(verdict.sources, start=1):
        yield marked(f"[{index}]", words.source_line(source.title, source.publisher, source.date), 6)
        for url in words.addresses(source.url):
            yield _address(url, 6)


def _without_repeats(rows: Iterable[Row]) -> Iterator[Row]:
    previous = ""
    for name, text in rows:
        yield ("" if name == previous else name), text
        previous = name


def _bullets(title: str, lines: Iterable[str]) -> Iterator[RenderableType]:
    kept = [words.one_line(line) for line in lines if line]
    if kept:
        yield from _head(title)
        yield from (marked("•", line, 4) for line in kept)


def _head(title: str) -> Iterator[RenderableType]:
    yield styled("")
    yield styled(title, "bold")


def styled(text: str, style: str = "") -> RenderableType:
    from rich.text import Text

    return Text(words.clean(text), style=style)


def _row(name: str, text: str) -> RenderableType:
    return marked(name, text, _LABEL_WIDTH + 2, style="dim")


def marked(label: str, text: str, indent: int, *, style: str = "") -> RenderableType:
    """`label` hanging left of `text`, which is wrapped at `indent` columns."""
    from rich.table import Table

    grid = Table.grid(padding=0, expand=False)
    grid.add_column(width=indent, no_wrap=True)
    grid.add_column(overflow="fold")
    grid.add_row(styled(f"  {label}", style), styled(text))
    return grid


def _address(text: str, indent: int) -> RenderableType:
    """An address on a line of its own, never broken, so that it can be copied."""
    from rich.text import Text

    return Text(" " * indent + words.one_line(text), style="underline", no_wrap=True, overflow="ignore")


def rendered(parts: Iterable[RenderableType], *, width: int, color: bool) -> str:
    """The parts as text for a terminal of that width."""
    from rich.console import Console

    out = StringIO()
    console = Console(
        file=out, width=width, force_terminal=color, color_system="standard" if color else None,
        no_color=not color, highlight=False, markup=False, emoji=False, legacy_windows=False,
    )  # fmt: skip
    for part in parts:
        console.print(part, crop=False, soft_wrap=getattr(part, "no_wrap", False) is True)
    return "\n".join(line.rstrip() for line in out.getvalue().splitlines()) + "\n"
