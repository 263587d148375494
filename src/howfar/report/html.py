"""The HTML report: one file that needs nothing else, no script, no network; and the index over a run of many."""

from __future__ import annotations

import functools
import math
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, Final
from urllib.parse import quote, urlsplit

from howfar import __version__
from howfar.report import words
from howfar.report.quotes import paragraphs
from howfar.report.reproduce import VERBS, command

if TYPE_CHECKING:
    from jinja2 import Environment

    from howfar.check.model import Verdict
    from howfar.claims.model import Document
    from howfar.report.scene import Backdrop, Scene

_CLASSES: Final = {
    "consistent": "yes", "inconsistent": "no", "consistent only if": "if", "not checkable": "open",
}  # fmt: skip
_WORST_FIRST: Final = ("inconsistent", "consistent only if", "not checkable", "consistent")
BackdropFor = Callable[["Scene"], "Backdrop"]
"""Gives the land behind a map; the doors hand in howfar.report.backdrop.backdrop_for."""


@dataclass(frozen=True)
class IndexEntry:
    """One line of the index: the report's file name, its document and labels, or why there is none."""

    name: str
    href: str | None = None
    document: Document | None = None
    labels: tuple[str, ...] = ()
    error: str | None = None


def report_html(
    document: Document | None,
    verdicts: Sequence[Verdict],
    *,
    backdrop_for: BackdropFor,
    date: str | None = None,
    reproduce: str | None = None,
) -> str:
    """The report of one document, or of a question asked without one (document None).

    date: printed as the day of the check where given. reproduce: the command that made the whole report.
    """
    return rendered(
        "report.html.j2",
        document=document,
        title=_title(document, verdicts),
        about=_about(document),
        cards=[_card(verdict, index, backdrop_for) for index, verdict in enumerate(verdicts, start=1)],
        paragraphs=_paragraphs(document, verdicts),
        labels=[verdict.label for verdict in verdicts],
        date=date,
        reproduce=reproduce,
    )


def index_html(entries: Sequence[IndexEntry], *, date: str | None = None) -> str:
    """The index over the reports of one run; what could not be read is listed with its reason."""
    rows = [{"entry": entry, "href": _relative(entry.href), "title": _entry_title(entry)} for entry in entries]
    labels = [label for entry in entries for label in entry.labels]
    failed = sum(entry.error is not None for entry in entries)
    return rendered("index.html.j2", rows=rows, labels=labels, date=date, failed=failed)


def web_address(url: str | None) -> str | None:
    """The address if it is http or https, else None: nothing else becomes a link."""
    if url is None or any(char.isspace() or not char.isprintable() for char in url):
        return None
    try:
        parts = urlsplit(url)
    except ValueError:
        return None
    return url if parts.scheme in ("http", "https") and parts.hostname else None


def _cleaned(value: object) -> object:
    """Text without control and direction-changing characters; what is marked as safe is ours and stays."""
    return words.clean(value) if type(value) is str else value


@functools.cache
def _environment() -> Environment:
    from jinja2 import Environment, PackageLoader, StrictUndefined

    environment = Environment(
        loader=PackageLoader("howfar.report"),
        autoescape=True,
        finalize=_cleaned,
        undefined=StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
    )
    environment.filters |= {"line": words.one_line, "clean": words.clean, "number": words.number, "link": web_address}
    environment.globals |= {"css_class": _CLASSES, "marks": words.MARKS}
    return environment


def rendered(name: str, **values: Any) -> str:
    """A page from the template of that name, with the words and the version that every page has."""
    return str(_environment().get_template(name).render(words=words, version=__version__, **values))


def _title(document: Document | None, verdicts: Sequence[Verdict]) -> str:
    if document is not None:
        return words.one_line(document.title or document.id or document.url or "Text")
    return question_words(verdicts[0]) if verdicts else "howfar"


def question_words(verdict: Verdict) -> str:
    """A claim without a text, as the question that was asked: "Can the S-400 Triumf see Berlin from Minsk?"."""
    claim = verdict.claim
    system = verdict.system.name if verdict.system is not None else claim.system or "it"
    target = claim.target or claim.distance_as_written or ""
    if claim.target and claim.target_is_whole_region:
        target = f"all of {target}"
    ends = [target, f"from {claim.origin}" if claim.origin else ""]
    return words.one_line(" ".join(["Can the", system, VERBS[claim.verb_kind], *filter(None, ends)])) + "?"


def _about(document: Document | None) -> list[str]:
    if document is None:
        return []
    return [words.one_line(part) for part in (document.publisher, document.date) if part]


def _paragraphs(document: Document | None, verdicts: Sequence[Verdict]) -> list[list[dict[str, Any]]]:
    """Pieces of the text with the class of the gravest verdict on each, and the claims that begin there."""
    if document is None:
        return []
    spans = [(verdict.claim.start, verdict.claim.end) for verdict in verdicts]
    labels = [verdict.label for verdict in verdicts]

    def view(piece: Any) -> dict[str, Any]:
        gravest = min((labels[index] for index in piece.claims), key=_WORST_FIRST.index, default=None)
        return {
            "text": words.clean(piece.text), "label": gravest, "is_shared": len(piece.claims) > 1,
            "opens": [(index + 1, labels[index]) for index in piece.opens],
        }  # fmt: skip

    return [[view(piece) for piece in line] for line in paragraphs(document.text, spans)]


def _card(verdict: Verdict, index: int, backdrop_for: BackdropFor) -> dict[str, Any]:
    numbers = words.source_numbers(verdict)
    return {
        "number": index,
        "verdict": verdict,
        "claim": verdict.claim,
        "css": _CLASSES[verdict.label],
        "facts": _facts(verdict),
        "figures": words.figure_groups(verdict.figures, numbers, verb=verdict.claim.verb_kind),
        "findings": [
            (finding, words.rule_words(finding, verdict.findings), _spread(finding)) for finding in verdict.findings
        ],
        "numbers": numbers,
        "conditions": [words.sentence(condition.joined) for condition in verdict.would_hold_if if condition.sentence],
        "assumptions": words.assumption_rows(verdict.assumptions),
        "captions": _captions(verdict),
        "command": command(verdict),
        **_pictures(verdict, index, backdrop_for),
    }


def _facts(verdict: Verdict) -> list[tuple[str, str, str]]:
    """(name, value, small print) of the numbers that stand on top of a card."""
    facts = []
    if distance := words.between(verdict.nearest_km, verdict.farthest_km):
        ends = [words.place_words(place) for place in (verdict.origin, verdict.target)]
        facts.append(("Distance", distance, " → ".join(end for end in ends if end)))
    if verdict.margin_km is not None and math.isfinite(verdict.margin_km):
        facts.append(("Margin", words.margin_words(verdict.margin_km), "against the longest published range"))
    if verdict.decided_by:
        sweep = "holds over the spread of the assumptions" if verdict.survives_sweep else "depends on the assumptions"
        facts.append(("Decided by", verdict.decided_by, sweep))
    return facts


def _spread(finding: Any) -> str | None:
    """ "52 km (41.4 to 59.9 km)"."""
    if finding.value is None:
        return None
    value = f"{words.number(finding.value)} {finding.unit}".strip()
    spread = words.between(finding.low, finding.high, finding.unit)
    has_spread = finding.low is not None and finding.high is not None and finding.low != finding.high
    return f"{value} ({spread})" if has_spread else value


def _captions(verdict: Verdict) -> list[str]:
    captions = (place.caption for place in (verdict.origin, verdict.target) if place is not None and place.caption)
    return list(dict.fromkeys(words.one_line(caption) for caption in captions))


def _pictures(verdict: Verdict, index: int, backdrop_for: BackdropFor) -> dict[str, Any]:
    from markupsafe import Markup

    from howfar.report.map import key_rows, map_figure, projection_words, ring_swatch
    from howfar.report.profile import profile_svg, profile_words, verdict_profile
    from howfar.report.scene import verdict_scene

    scene, profile = verdict_scene(verdict), verdict_profile(verdict)
    pictures: dict[str, Any] = {
        "map": None,
        "key": [],
        "areas": [],
        "projection": None,
        "profile": None,
        "profile_words": None,
    }
    if scene is not None:
        # Markup: these strings are made by svg.py, which escapes every word and attribute itself
        pictures["map"] = Markup(map_figure(scene, backdrop_for(scene), uid=f"map{index}"))
        pictures["key"] = [(Markup(ring_swatch(ring)), ring.label, ring.note) for ring, _ in key_rows(scene)]
        pictures["areas"] = [area.label for area in scene.areas]
        pictures["projection"] = projection_words(scene)
    if profile is not None:
        pictures["profile"] = Markup(profile_svg(profile, uid=f"profile{index}"))
        pictures["profile_words"] = profile_words(profile)
    return pictures


def _relative(href: str | None) -> str | None:
    return None if href is None else quote(href.replace("\\", "/").lstrip("/"), safe="/")


def _entry_title(entry: IndexEntry) -> str:
    title = entry.document.title if entry.document is not None else None
    return words.one_line(title or entry.name)
