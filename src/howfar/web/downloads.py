"""Files to take away, made from the state that the page sends; nothing is kept."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING, Any, Final

from howfar.errors import UsageError
from howfar.web.formats import media_of

if TYPE_CHECKING:
    from collections.abc import Sequence

    from howfar.check.model import Verdict
    from howfar.claims.fetch import Fetched
    from howfar.claims.model import Document
    from howfar.report.geo import Layer
    from howfar.web.engine import Engine
    from howfar.web.models import ReportAsk

_TELLING: Final = {"inconsistent": 0, "consistent only if": 1, "consistent": 2, "not checkable": 3}


def made(engine: Engine, ask: ReportAsk, kind: str, page: Fetched | None) -> bytes:
    """The bytes of one download. Raises UsageError where there is nothing to draw or a review lacks its author."""
    media_of(kind)
    document = engine.document_of(ask, page) if ask.text or page is not None else _no_text()
    verdicts = _verdicts(engine, ask, document)
    content = _WRITERS[kind](document, verdicts, ask)
    return content if isinstance(content, bytes) else content.encode()


def _verdicts(engine: Engine, ask: ReportAsk, document: Document) -> tuple[Verdict, ...]:
    if ask.claims is None:
        return engine.verdicts(document, ask.assume)
    from howfar.check.about import countries_of, home_of

    near = countries_of(document.text, engine.gazetteer)
    assumed = ask.assumes or [ask.assume] * len(ask.claims)
    if len(assumed) != len(ask.claims):
        raise UsageError(f"{len(ask.claims)} claims came with {len(assumed)} assumptions; give one for each, or none")
    homes = [home_of(slots.speaker, document.text, engine.gazetteer) for slots in ask.claims]
    asked = zip(ask.claims, homes, assumed, strict=True)
    return tuple(engine.verdict(slots, near, home, assume) for slots, home, assume in asked)


def _no_text() -> Document:
    import hashlib

    from howfar.claims.model import Document

    return Document(text="", sha256=hashlib.sha256(b"").hexdigest())


def _html(document: Document, verdicts: Sequence[Verdict], ask: ReportAsk) -> str:
    from howfar.report.backdrop import backdrop_for
    from howfar.report.html import report_html

    shown = document if document.text else None
    return report_html(shown, verdicts, backdrop_for=backdrop_for, date=ask.review_date)


def _json(document: Document, verdicts: Sequence[Verdict], _: ReportAsk) -> str:
    from howfar.report.contract import verdicts_result

    return json.dumps(verdicts_result(document, verdicts), ensure_ascii=False, indent=2) + "\n"


def _csv(document: Document, verdicts: Sequence[Verdict], _: ReportAsk) -> str:
    from howfar.report.table import csv_text

    return csv_text([(document, verdicts)])


def _review(document: Document, verdicts: Sequence[Verdict], ask: ReportAsk) -> str:
    from howfar.report.claimreview import claim_review

    about = {"url": ask.review_url, "author": ask.review_author, "date": ask.review_date}
    reviews = [claim_review(document, verdict, **about) for verdict in verdicts]
    return json.dumps(reviews[0] if len(reviews) == 1 else reviews, ensure_ascii=False, indent=2) + "\n"


def _picture(verdicts: Sequence[Verdict], *, is_png: bool) -> str | bytes:
    from howfar.report.backdrop import backdrop_for
    from howfar.report.card import map_card, map_png
    from howfar.report.scene import verdict_scene

    scenes = (verdict_scene(verdict) for verdict in sorted(verdicts, key=lambda v: _TELLING[v.label]))
    scene = next((found for found in scenes if found is not None), None)
    if scene is None:
        raise UsageError("there is no map to draw, because no claim names a place that could be resolved")
    return map_png(scene, backdrop_for(scene)) if is_png else map_card(scene, backdrop_for(scene))


def _layers(verdicts: Sequence[Verdict]) -> list[Layer]:
    """Origin, target, published ranges and the region where each claim would hold, as layers for geo formats."""
    from howfar.check.coverage import range_layers
    from howfar.check.distance import geometry_of
    from howfar.report.coverview import layers_of
    from howfar.report.geo import Layer
    from howfar.web.atlas import drawable

    found: list[Any] = []
    for number, verdict in enumerate(verdicts, start=1):
        about = {"claim": number, "label": verdict.label, "sentence": verdict.sentence}
        if verdict.origin is not None:
            sites = (drawable(verdict.origin),)
            kind = verdict.claim.verb_kind
            ranges = () if verdict.system is None else range_layers(verdict.system, sites, verbs=_verbs(verdict, kind))
            found += [
                (name, shape, {**about, "role": "origin", **more}) for name, shape, more in layers_of(sites, ranges, ())
            ]
        if verdict.target is not None:
            found.append((verdict.target.name, geometry_of(drawable(verdict.target)), {**about, "role": "target"}))
        for condition in verdict.would_hold_if:
            if condition.region is not None and not condition.region.is_empty:
                found.append(("here it would hold", condition.region, {**about, "role": condition.what}))
    if not found:
        raise UsageError("there are no shapes to save, because no claim names a place that could be resolved")
    return [Layer(*layer) for layer in found]


def _verbs(verdict: Verdict, kind: str) -> Any:
    system = verdict.system
    return (kind,) if system is not None and kind in system.verbs else None


_WRITERS: Final[dict[str, Any]] = {
    "html": _html,
    "json": _json,
    "csv": _csv,
    "claimreview": _review,
    "png": lambda _, verdicts, __: _picture(verdicts, is_png=True),
    "svg": lambda _, verdicts, __: _picture(verdicts, is_png=False),
    "geojson": lambda _, verdicts, __: _geo("geojson", verdicts),
    "kml": lambda _, verdicts, __: _geo("kml", verdicts),
}


def _geo(kind: str, verdicts: Sequence[Verdict]) -> str:
    from howfar.report import geo
    from howfar.report.words import BORDERS, CREDITS

    layers = [layer for layer in (_wrapped(layer) for layer in _layers(verdicts)) if not layer.geometry.is_empty]
    write = geo.geojson if kind == "geojson" else geo.kml
    return write(layers, credit=(CREDITS, BORDERS))


def _wrapped(layer: Layer) -> Layer:
    """The layer with longitudes inside ±180 degrees."""
    from howfar.report.geo import wrapped

    return layer._replace(geometry=wrapped(layer.geometry))
