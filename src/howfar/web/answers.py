"""Every question of the web door by its name, answered as the bytes that are sent: JSON text, or a file."""

from __future__ import annotations

import json
from collections.abc import Callable
from typing import TYPE_CHECKING, Any, Final

from howfar.check.about import countries_of, home_of
from howfar.claims.document import read_document
from howfar.errors import DocumentError, HowfarError, UnknownPlaceError
from howfar.report import contract
from howfar.web import atlas, shelf

if TYPE_CHECKING:
    from collections.abc import Sequence

    from howfar.check.model import Verdict
    from howfar.claims.fetch import Fetched
    from howfar.claims.model import Document
    from howfar.web.engine import Engine
    from howfar.web.models import Assume, ReportAsk, Slots, TextAsk

_MOST_CHARACTERS: Final = 1_000_000


def answer(engine: Engine, name: str, asked: dict[str, Any]) -> bytes:
    """The answer to the question `name` of QUESTIONS. Raises HowfarError where it cannot be asked this way."""
    return QUESTIONS[name](engine, **asked)


def document(_: Engine, data: bytes, name: str | None) -> bytes:
    """An uploaded file made into text."""
    return dumped(about(read_document(data, name=name)))


def read(engine: Engine, ask: TextAsk, page: Fetched | None) -> bytes:
    """`howfar read`."""
    found = engine.document_of(ask, page)
    return dumped({**contract.claims_result(found, engine.claims(found)), "text": found.text})


def check(engine: Engine, ask: TextAsk, assume: Assume, page: Fetched | None) -> bytes:
    """`howfar check`."""
    found = engine.document_of(ask, page)
    verdicts = engine.verdicts(found, assume)
    told = contract.verdicts_result(found, verdicts)
    told["verdicts"] = [_page_verdict(verdict) for verdict in verdicts]
    near = list(countries_of(found.text, engine.gazetteer))
    homes = [home_of(verdict.claim.speaker, found.text, engine.gazetteer) for verdict in verdicts]
    return dumped({**told, "text": found.text, "near": near, "homes": homes})


def judge(engine: Engine, claim: Slots, near: Sequence[str], home: str | None, assume: Assume) -> bytes:
    """One claim with changed slots, judged again."""
    return dumped(_page_verdict(engine.verdict(claim, near, home, assume)))


def can(engine: Engine, **asked: Any) -> bytes:
    """`howfar can`."""
    return contract.verdict_view(engine.can(asked)).model_dump_json(by_alias=True).encode()


def report(engine: Engine, ask: ReportAsk, kind: str, page: Fetched | None) -> bytes:
    """A file to take away."""
    from howfar.web import downloads

    return downloads.made(engine, ask, kind, page)


def cover(engine: Engine, **asked: Any) -> bytes:
    """`howfar cover`."""
    return dumped(atlas.cover(engine, atlas.CoverAsk(**asked)))


def sight(engine: Engine, **asked: Any) -> bytes:
    """`howfar sight`."""
    return dumped(atlas.sight(engine, **asked))


def place(engine: Engine, words: str, near: Sequence[str]) -> bytes:
    """`howfar places`."""
    return dumped(atlas.place(engine, words, near))


def places(engine: Engine, prefix: str, limit: int) -> bytes:
    """Suggestions for a search field; none where the words are no beginning of a name."""
    try:
        return dumped(atlas.suggestions(engine, prefix, limit))
    except UnknownPlaceError:
        return dumped({"places": []})


def systems(engine: Engine) -> bytes:
    """The catalogue with its range figures."""
    return dumped(shelf.systems(engine.catalogue))


def system(engine: Engine, name: str) -> bytes:
    """One system with every figure and source."""
    return dumped(shelf.system(engine.catalogue, name))


QUESTIONS: Final[dict[str, Callable[..., bytes]]] = {
    asked.__name__: asked
    for asked in (document, read, check, judge, can, report, cover, sight, place, places, systems, system)
}


def warmed(engine: Engine) -> None:
    """Load what the first visitor would wait for: the books, the reader, the paths of an ordinary question."""
    from howfar.claims.model import Document

    engine.gazetteer.names()
    text = "An S-400 near Minsk will see all the way to Berlin."
    try:
        engine.verdicts(Document(text=text, sha256=""), _no_assumptions())
        can(engine, system="s-400", verb="see", target="Berlin", origin="Minsk")
    except HowfarError:  # a catalogue of the user's own may hold anything; a real question will say what is wrong
        return


def _no_assumptions() -> Assume:
    from howfar.web.models import Assume

    return Assume()


def about(found: Document) -> dict[str, Any]:
    """A document as the page gets it. Raises DocumentError for a text that is too long."""
    if len(found.text) > _MOST_CHARACTERS:
        raise DocumentError(
            f"the text has {len(found.text):,} characters, 1,000,000 are allowed here; give the part that matters"
        )
    keys = ("text", "sha256", "id", "title", "publisher", "date", "language", "url")
    return {key: getattr(found, key) for key in keys}


def _page_verdict(verdict: Verdict) -> dict[str, Any]:
    """A verdict of the contract with the catalogue's id and name of the system that was taken."""
    taken = verdict.system
    named = {"catalogue_id": taken.id if taken else None, "system_name": taken.name if taken else None}
    return {**contract.verdict_object(verdict), **named}


def dumped(value: Any) -> bytes:
    """JSON text."""
    return json.dumps(value, ensure_ascii=False, allow_nan=False, separators=(",", ":")).encode()
