"""Reports written to files: the ending of the name says which kind. Every file is written whole or not at all."""

from __future__ import annotations

import json
import sys
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Any

from howfar.cli.common import write_whole
from howfar.errors import HowfarError, UsageError

if TYPE_CHECKING:
    from howfar.check.coverage import HorizonLayer, RangeLayer
    from howfar.check.model import Verdict
    from howfar.claims.model import Document
    from howfar.places.model import Place
    from howfar.report.scene import Scene
    from howfar.systems.model import Source, System

    Judged = Sequence[tuple[Document, tuple[Verdict, ...]]]

_VERDICT_KINDS = (".html", ".json", ".jsonl", ".csv", ".png", ".svg", ".jsonld")


@dataclass(frozen=True)
class Review:
    """What a ClaimReview must say of its publication; given by the user, never made up."""

    url: str | None = None
    author: str | None = None
    date: str | None = None


@dataclass(frozen=True)
class Run:
    """All that a run has to show."""

    judged: Judged
    review: Review
    unread: Sequence[HowfarError]


def write_verdict(paths: Sequence[Path], verdict: Verdict, *, review: Review | None = None) -> None:
    """The files of one verdict that was asked for without a text."""
    write_documents(paths, [(_asked(verdict), (verdict,))], review=review or Review())


def write_documents(
    paths: Sequence[Path], judged: Judged, *, review: Review, unread: Sequence[HowfarError] = ()
) -> None:
    """The files of a run; what could not be read is listed in the index over its reports.

    Raises UsageError for an ending that is not known, before anything is written.
    """
    writers = [(path, _verdict_writer(path)) for path in paths]
    run = Run(judged, review, unread)
    contents = [(path, write(run, path)) for path, write in writers]
    for path, content in contents:
        write_whole(path, content)


def check_kinds(paths: Sequence[Path] | None) -> None:
    """Refuse unknown endings before the work begins."""
    for path in paths or ():
        _verdict_writer(path)


def write_coverage(
    paths: Sequence[Path],
    sites: Sequence[Place],
    system: System | None,
    ranges: Sequence[RangeLayer],
    horizons: Sequence[HorizonLayer],
    *,
    source_of: Callable[[str], Source],
) -> None:
    """The files of a coverage on a smooth Earth: a picture, or layers for GeoJSON, GeoPackage, KML and tar1090."""
    from howfar.report import geo
    from howfar.report.coverscene import coverage_scene
    from howfar.report.coverview import layers_of

    for path in paths:
        if path.suffix.lower() in (".png", ".svg"):
            write_picture(path, coverage_scene(sites, system, ranges, horizons, source_of=source_of))
        else:
            is_outline = path.name.lower().endswith(geo.UPINTHEAIR)
            if is_outline and len(sites) > 1:
                raise UsageError("tar1090 draws the outline of one receiver; give one --at for upintheair.json")
            layers = layers_of((), (), horizons) if is_outline else layers_of(sites, ranges, horizons)
            geo.write(path, layers, site=(sites[0].lat, sites[0].lon))


def write_picture(path: Path, scene: Scene) -> None:
    """A map as PNG (1200 by 630) or SVG."""
    write_whole(path, _picture(scene, path.suffix.lower()))


def _verdict_writer(path: Path) -> Callable[[Run, Path], str | bytes]:
    writers: dict[str, Callable[[Run, Path], str | bytes]] = {
        ".html": _html, ".json": _json, ".jsonl": _jsonl, ".csv": _csv, ".png": _map, ".svg": _map, ".jsonld": _review,
    }  # fmt: skip
    found = writers.get(path.suffix.lower())
    if found is None:
        raise UsageError(f"{path.name}: unknown ending; use one of {', '.join(_VERDICT_KINDS)}")
    return found


def _html(run: Run, path: Path) -> str:
    from howfar.report.backdrop import backdrop_for
    from howfar.report.html import IndexEntry, index_html, report_html

    def one(document: Document, verdicts: tuple[Verdict, ...]) -> str:
        shown = document if document.text else None
        return report_html(shown, verdicts, backdrop_for=backdrop_for, date=run.review.date, reproduce=_command())

    if len(run.judged) == 1 and not run.unread:
        return one(*run.judged[0])
    entries = []
    for number, (document, verdicts) in enumerate(run.judged, start=1):
        page = path.with_name(f"{path.stem}-{number}.html")
        write_whole(page, one(document, verdicts))
        labels = tuple(v.label for v in verdicts)
        entries.append(IndexEntry(name=page.name, href=page.name, document=document, labels=labels))
    entries += [IndexEntry(name="not read", error=str(error)) for error in run.unread]
    return index_html(entries, date=run.review.date)


def _command() -> str:
    import shlex

    return "howfar " + shlex.join(sys.argv[1:])


def _json(run: Run, path: Path) -> str:
    results = _results(run.judged)
    return json.dumps(results[0] if len(results) == 1 else results, ensure_ascii=False, indent=2) + "\n"


def _jsonl(run: Run, path: Path) -> str:
    return "".join(json.dumps(result, ensure_ascii=False) + "\n" for result in _results(run.judged))


def _results(judged: Judged) -> list[dict[str, Any]]:
    from howfar.report.contract import verdicts_result

    return [verdicts_result(document, verdicts) for document, verdicts in judged]


def _csv(run: Run, path: Path) -> str:
    from howfar.report.table import csv_text

    return csv_text(run.judged)


def _review(run: Run, path: Path) -> str:
    from howfar.report.claimreview import claim_review

    reviews = [
        claim_review(document, verdict, url=run.review.url, author=run.review.author, date=run.review.date)
        for document, verdicts in run.judged
        for verdict in verdicts
    ]
    return json.dumps(reviews[0] if len(reviews) == 1 else reviews, ensure_ascii=False, indent=2) + "\n"


def _map(run: Run, path: Path) -> str | bytes:
    from howfar.report.scene import verdict_scene

    order = {"inconsistent": 0, "consistent only if": 1, "consistent": 2, "not checkable": 3}
    verdicts = sorted((v for _, found in run.judged for v in found), key=lambda v: order[v.label])
    scenes = (verdict_scene(v) for v in verdicts)
    scene = next((s for s in scenes if s is not None), None)
    if scene is None:
        raise UsageError(f"{path.name}: there is no map to draw, because no claim names a place that could be resolved")
    return _picture(scene, path.suffix.lower())


def _picture(scene: Scene, kind: str) -> str | bytes:
    from howfar.report.backdrop import backdrop_for
    from howfar.report.card import map_card, map_png

    backdrop = backdrop_for(scene)
    return map_png(scene, backdrop) if kind == ".png" else map_card(scene, backdrop)


def _asked(verdict: Verdict) -> Document:
    import hashlib

    from howfar.claims.model import Document

    return Document(text="", sha256=hashlib.sha256(b"").hexdigest(), title=verdict.claim.quote)
