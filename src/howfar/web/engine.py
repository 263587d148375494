"""The web door's way to the engine: the same functions that the command line calls. Nothing here decides anything."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import replace
from functools import partial
from threading import Lock
from typing import TYPE_CHECKING, Any, TypeVar

from howfar.check.answer import can, check_claim, check_claims
from howfar.check.question import Assumptions
from howfar.claims.document import read_document
from howfar.claims.model import Claim, Document
from howfar.errors import TerrainError, UsageError
from howfar.places.gazetteer import Gazetteer
from howfar.systems.catalogue import Catalogue
from howfar.web.ground import opener
from howfar.web.models import Assume
from howfar.web.shelf import OneFigure

if TYPE_CHECKING:
    from howfar.check.model import Verdict
    from howfar.claims.fetch import Fetched
    from howfar.web.models import Slots, TextAsk
    from howfar.web.settings import Settings

T = TypeVar("T")


class Engine:
    """Catalogue, gazetteer, reader and elevation models, loaded once."""

    def __init__(self, settings: Settings) -> None:
        self.settings = settings
        self._catalogue: Catalogue | None = None
        self._reader: Any = None
        self._lock = Lock()
        self.ground = opener(settings.terrain, offline=settings.offline)

    @property
    def catalogue(self) -> Catalogue:
        """The systems, with the user's own on top."""
        if self._catalogue is None:
            base = Catalogue.default()
            self._catalogue = base if self.settings.systems is None else base.with_directory(self.settings.systems)
        return self._catalogue

    @property
    def gazetteer(self) -> Gazetteer:
        """The places."""
        return Gazetteer.default()

    def document_of(self, ask: TextAsk, page: Fetched | None = None) -> Document:
        """The document of a request: its text, or the page that was fetched from its address."""
        if page is not None:
            return read_document(page.data, url=page.url, charset=page.charset)
        document = read_document((ask.text or "").encode("utf-8", "replace"), kind="text", name="the text")
        known = {key: getattr(ask, key) for key in ("title", "publisher", "date", "url") if getattr(ask, key)}
        return replace(document, **known)

    def claims(self, document: Document) -> tuple[Claim, ...]:
        """The claims of a document."""
        with self._lock:
            if self._reader is None:
                from howfar.check.reading import reader

                self._reader = reader(catalogue=self.catalogue)
        return tuple(self._reader.read(document))

    def verdicts(self, document: Document, assume: Assume) -> tuple[Verdict, ...]:
        """The verdicts on all claims of a document."""
        claims = tuple(_as_assumed(claim, assume) for claim in self.claims(document))
        shelf = self._shelf(assume)

        def judged(some: Sequence[Claim], given: Assumptions) -> tuple[Verdict, ...]:
            return check_claims(some, document.text, assumptions=given, catalogue=shelf, gazetteer=self.gazetteer)

        try:
            return judged(claims, self._assumptions(assume))
        except TerrainError:  # the elevation model does not reach all that the text speaks of
            return tuple(self._grounded(partial(_first_of, judged, claim), assume) for claim in claims)

    def verdict(self, slots: Slots, near: Sequence[str], home: str | None, assume: Assume) -> Verdict:
        """The verdict on slots that the page sends."""
        claim = _as_assumed(Claim(**slots.model_dump()), assume)

        def judged(given: Assumptions) -> Verdict:
            told = replace(given, near=tuple(near), home=home)
            return check_claim(claim, assumptions=told, catalogue=self._shelf(assume), gazetteer=self.gazetteer)

        return self._grounded(judged, assume)

    def can(self, asked: dict[str, Any]) -> Verdict:
        """The verdict on one structured question: the arguments of check's `can`, antenna_m and k_factor."""
        words = dict(asked)
        fixed = Assume(antenna_m=words.pop("antenna_m", None), k_factor=words.pop("k_factor", None))

        def judged(given: Assumptions) -> Verdict:
            return can(
                words["system"], words["verb"], assumptions=given, catalogue=self.catalogue, gazetteer=self.gazetteer,
                **{key: value for key, value in words.items() if key not in ("system", "verb")},
            )  # fmt: skip

        return self._grounded(judged, fixed)

    def _grounded(self, judged: Callable[[Assumptions], T], assume: Assume) -> T:
        """Judged over terrain, or over the smooth Earth where no elevation model reaches; the verdict says which."""
        given = self._assumptions(assume)
        try:
            return judged(given)
        except TerrainError:
            return judged(replace(given, terrain=None))

    def _assumptions(self, assume: Assume) -> Assumptions:
        return replace(assumptions(assume), terrain=self.ground)

    def _shelf(self, assume: Assume) -> Catalogue:
        """The catalogue, or with one figure chosen, one in which the claims' systems have no other range."""
        if assume.figure_km is None:
            return self.catalogue
        return OneFigure(self.catalogue, assume.figure_km)  # type: ignore[return-value] # same methods, fewer figures


def assumptions(assume: Assume) -> Assumptions:
    """What the page fixes, as check takes it."""
    return Assumptions(antenna_agl_m=assume.antenna_m, k_factor=assume.k_factor, origin=assume.origin)


def needs_one_of_two(ask: TextAsk) -> None:
    """Raises UsageError unless a text or an address is given, and not both."""
    if (ask.text is None) == (ask.address is None):
        raise UsageError("give a text or an address, one of the two")


def _as_assumed(claim: Claim, assume: Assume) -> Claim:
    """A target altitude set on the page stands in where the claim states none and is about things in the air."""
    if assume.target_altitude_m is None or claim.altitude_km is not None or claim.verb_kind == "strikes":
        return claim
    return replace(claim, altitude_km=assume.target_altitude_m / 1000.0)


def _first_of(
    judged: Callable[[Sequence[Claim], Assumptions], tuple[Verdict, ...]], claim: Claim, given: Assumptions
) -> Verdict:
    return judged([claim], given)[0]
