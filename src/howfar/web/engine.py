"""The web door's way to the engine: the same functions that the command line calls. Nothing here decides anything."""

from __future__ import annotations

import json
from collections import OrderedDict
from collections.abc import Callable, Sequence
from contextlib import suppress
from dataclasses import replace
from functools import partial
from threading import Lock
from typing import TYPE_CHECKING, Any, TypeVar

from howfar.check.about import countries_of, home_of
from howfar.check.answer import can, check_claim, check_claims
from howfar.check.nominative import resolve
from howfar.check.question import Assumptions, antenna_span, k_span
from howfar.claims.document import read_document
from howfar.claims.model import Claim, Document
from howfar.errors import DocumentError, FetchError, TerrainError, UsageError
from howfar.places.gazetteer import Gazetteer
from howfar.report import contract
from howfar.systems.catalogue import Catalogue
from howfar.web.ground import opener, over_ground
from howfar.web.models import Assume

if TYPE_CHECKING:
    from howfar.check.model import Verdict
    from howfar.places.model import Place
    from howfar.systems.model import System, Verb
    from howfar.web.models import Slots, TextAsk
    from howfar.web.settings import Settings

T = TypeVar("T")
_MOST_SITES = 12
_MOST_DRAWN_POINTS = 500


class Engine:
    """Catalogue, gazetteer and reader, loaded once; every answer is a plain JSON value of the contract."""

    def __init__(self, settings: Settings, catalogue: Catalogue | None = None) -> None:
        self.settings = settings
        self._given = catalogue
        self._reader: Any = None
        self._lock = Lock()
        self.ground = opener(settings.terrain)
        self.remembered = Remembered(most=2000)

    @property
    def catalogue(self) -> Catalogue:
        """The systems, with the user's own on top."""
        if self._given is None:
            base = Catalogue.default()
            self._given = base if self.settings.systems is None else base.with_directory(self.settings.systems)
        return self._given

    @property
    def gazetteer(self) -> Gazetteer:
        """The places."""
        return Gazetteer.default()

    def document(self, data: bytes, *, name: str | None) -> dict[str, Any]:
        """An uploaded file made into text."""
        return about(read_document(data, name=name))

    def document_of(self, ask: TextAsk) -> Document:
        """The document of a request: its text, or the page at its address."""
        if (ask.text is None) == (ask.address is None):
            raise UsageError("give a text or an address, one of the two")
        if ask.address is not None:
            return self._fetched(ask.address)
        document = read_document((ask.text or "").encode("utf-8", "replace"), kind="text", name="the text")
        known = {key: getattr(ask, key) for key in ("title", "publisher", "date", "url") if getattr(ask, key)}
        return replace(document, **known)

    def _fetched(self, address: str) -> Document:
        if not self.settings.fetch:
            raise FetchError("this server fetches no addresses; open the page, copy its text and paste it here")
        from howfar.claims.fetch import fetch

        page = fetch(address, allow_private=self.settings.allow_private_fetch)
        return read_document(page.data, url=page.url, charset=page.charset)

    def read(self, ask: TextAsk) -> dict[str, Any]:
        """`howfar read`."""
        document = self.document_of(ask)
        return {**contract.claims_result(document, self.claims(document)), "text": document.text}

    def claims(self, document: Document) -> tuple[Claim, ...]:
        """The claims of a document."""
        with self._lock:
            if self._reader is None:
                from howfar.check.reading import reader

                self._reader = reader(catalogue=self.catalogue)
        return tuple(self._reader.read(document))

    def check(self, ask: TextAsk, assume: Assume) -> dict[str, Any]:
        """`howfar check`."""
        document = self.document_of(ask)
        verdicts = self.verdicts(document, assume)
        near = list(countries_of(document.text, self.gazetteer))
        homes = [home_of(verdict.claim.speaker, document.text, self.gazetteer) for verdict in verdicts]
        told = contract.verdicts_result(document, verdicts)
        told["verdicts"] = [page_verdict(verdict) for verdict in verdicts]
        return {**told, "text": document.text, "near": near, "homes": homes}

    def verdicts(self, document: Document, assume: Assume) -> tuple[Verdict, ...]:
        """The verdicts on all claims of a document."""
        claims = tuple(self._as_assumed(claim, assume) for claim in self.claims(document))
        shelf = self._shelf(claims, assume)

        def judged(some: Sequence[Claim], given: Assumptions) -> tuple[Verdict, ...]:
            return check_claims(some, document.text, assumptions=given, catalogue=shelf, gazetteer=self.gazetteer)

        try:
            return judged(claims, self._assumptions(assume))
        except TerrainError:  # the elevation model does not reach all that the text speaks of
            return tuple(self._grounded(partial(_first_of, judged, claim), assume) for claim in claims)

    def _grounded(self, judged: Callable[[Assumptions], T], assume: Assume) -> T:
        """Judged over terrain, or over the smooth Earth where no elevation model reaches; the verdict says which."""
        given = self._assumptions(assume)
        try:
            return judged(given)
        except TerrainError:
            return judged(replace(given, terrain=None))

    def judge(self, slots: Slots, near: Sequence[str], home: str | None, assume: Assume) -> dict[str, Any]:
        """One claim with changed slots, judged again."""
        return page_verdict(self.verdict(slots, near, home, assume))

    def verdict(self, slots: Slots, near: Sequence[str], home: str | None, assume: Assume) -> Verdict:
        """The verdict on slots that the page sends."""
        claim = self._as_assumed(Claim(**slots.model_dump()), assume)
        shelf = self._shelf([claim], assume)

        def judged(given: Assumptions) -> Verdict:
            told = replace(given, near=tuple(near), home=home)
            return check_claim(claim, assumptions=told, catalogue=shelf, gazetteer=self.gazetteer)

        return self._grounded(judged, assume)

    def can(self, **asked: Any) -> bytes:
        """`howfar can` as JSON text; remembered, because the same question always has the same answer."""

        def judged(given: Assumptions) -> Verdict:
            given = replace(given, antenna_agl_m=asked["antenna_m"], k_factor=asked["k_factor"])
            keys = ("target", "origin", "distance_km", "altitude_km", "whole", "duration_s")
            return can(
                asked["system"],
                asked["verb"],
                **{key: asked[key] for key in keys},
                assumptions=given,
                catalogue=self.catalogue,
                gazetteer=self.gazetteer,
            )

        def answer() -> bytes:
            return dumped(contract.verdict_object(self._grounded(judged, Assume())))

        return self.remembered.value(("can", *sorted(asked.items(), key=str)), answer)

    def cover(
        self, *, system: str | None, at: Sequence[str], altitudes_m: Sequence[float], near: Sequence[str],
        antenna_m: float | None, k_factor: float | None, verb: Verb | None = None,
    ) -> bytes:  # fmt: skip
        """`howfar cover` over a smooth Earth as JSON text, with the published ranges beside the horizons."""

        def answer() -> bytes:
            from howfar.check.coverage import DEFAULT_ALTITUDES_M, horizon_layers, range_layers
            from howfar.report.coverview import coverage_object

            found = self.catalogue.find(system).system if system is not None else None
            sites = [drawable(resolve(self.gazetteer, words, near=near).place) for words in at]
            given = Assumptions(antenna_agl_m=antenna_m, k_factor=k_factor)
            spans = antenna_span(found, given), k_span(given)
            sees = found is None or found.line_of_sight in ("applies", "airborne", "ballistic-targets")
            heights = tuple(altitudes_m) or DEFAULT_ALTITUDES_M
            has_sites = not any(site.is_region for site in sites)  # from somewhere in a region, no horizon can be drawn
            horizons = (
                horizon_layers(sites, heights, antenna_m=spans[0], k_factor=spans[1]) if sees and has_sites else ()
            )
            verbs = None if verb is None or found is None or verb not in found.verbs else (verb,)
            ranges = range_layers(found, sites, verbs=verbs) if found is not None else ()
            told = coverage_object(sites, found, ranges, horizons, antenna_m=spans[0], k_factor=spans[1])
            for layer in told["ranges"]:
                layer["source_titles"] = [self._source_line(source_id) for source_id in layer["sources"]]
            return dumped(told)

        if not 1 <= len(at) <= _MOST_SITES:
            raise UsageError(f"{len(at)} sites were given; give one to {_MOST_SITES}")
        key = ("cover", system, tuple(at), tuple(altitudes_m), tuple(near), antenna_m, k_factor, verb)
        return self.remembered.value(key, answer)

    def sight(self, origin: str, target: str, *, near: Sequence[str], system: str | None, antenna_m: float | None,
              k_factor: float | None, target_altitude_m: float | None) -> bytes:  # fmt: skip
        """`howfar sight` over a smooth Earth as JSON text, with the cut along the path."""

        def answer() -> bytes:
            from howfar.web.profile import sight_object

            found = self.catalogue.find(system).system if system is not None else None
            ends = [resolve(self.gazetteer, words, near=near).place for words in (origin, target)]
            given = Assumptions(antenna_agl_m=antenna_m, k_factor=k_factor)
            spans = antenna_span(found, given), k_span(given)
            told = sight_object(*ends, antenna_m=spans[0], k_factor=spans[1], target_altitude_m=target_altitude_m)
            if self.ground is not None and not any(end.is_region for end in ends):
                with suppress(TerrainError):  # no ground there: the smooth Earth is told, and says so
                    grid = self.ground((ends[0].lat, ends[0].lon), (ends[1].lat, ends[1].lon))
                    told = over_ground(
                        told, grid, ends, spans[0].nominal, k_factor=spans[1].nominal, target_m=target_altitude_m
                    )
            return dumped(told)

        key = ("sight", origin, target, tuple(near), system, antenna_m, k_factor, target_altitude_m)
        return self.remembered.value(key, answer)

    def _source_line(self, source_id: str) -> str:
        source = self.catalogue.source(source_id)
        return ", ".join(filter(None, [source.title, source.publisher, source.date]))

    def place(self, words: str, near: Sequence[str]) -> bytes:
        """`howfar places`, with the shape."""

        def answer() -> bytes:
            from howfar.check.distance import geometry_of

            found = resolve(self.gazetteer, words, near=near)
            place = drawable(found.place) if found.place.is_region else found.place
            geometry = contract.plain(geometry_of(place), 3) if place.is_region else None
            return dumped({
                "place": shown(found.place), "geometry": geometry,
                "alternatives": [shown(p) for p in found.alternatives],
            })  # fmt: skip

        return self.remembered.value(("place", words, tuple(near)), answer)

    def suggestions(self, prefix: str, limit: int) -> dict[str, Any]:
        """Places whose name begins so."""
        from howfar.report.placeview import place_object

        return {"places": [place_object(place) for place in self.gazetteer.suggest(prefix, limit)]}

    def systems(self) -> bytes:
        """The catalogue with its range figures, for the list and its strip plots."""
        return self.remembered.value(("systems",), lambda: dumped(self._systems()))

    def _systems(self) -> dict[str, Any]:
        from howfar.report.catalogueview import systems_result

        held = [system for system in self.catalogue.systems() if system.figures]
        told = systems_result(held)
        for row, system in zip(told["systems"], held, strict=True):
            row["ranges"] = ranges_of(system)
        return told

    def system(self, name: str) -> bytes:
        """One system with every figure and source."""

        def answer() -> bytes:
            from howfar.report.catalogueview import system_result

            hit = self.catalogue.find(name)
            sources = {f.source_id: self.catalogue.source(f.source_id) for f in hit.system.figures}
            return dumped(contract.plain(system_result(hit.system, sources, variant=hit.variant)))

        return self.remembered.value(("system", name), answer)

    def _assumptions(self, assume: Assume) -> Assumptions:
        return replace(assumptions(assume), terrain=self.ground)

    def _as_assumed(self, claim: Claim, assume: Assume) -> Claim:
        """A target altitude set on the page stands in where the claim states none and is about things in the air."""
        if assume.target_altitude_m is None or claim.altitude_km is not None or claim.verb_kind == "strikes":
            return claim
        return replace(claim, altitude_km=assume.target_altitude_m / 1000.0)

    def _shelf(self, claims: Sequence[Claim], assume: Assume) -> Catalogue:
        """The catalogue, or with one figure chosen, one in which the claims' systems have no other range."""
        if assume.figure_km is None:
            return self.catalogue
        return OneFigure(self.catalogue, assume.figure_km)  # type: ignore[return-value] # same methods, fewer figures


def _first_of(
    judged: Callable[[Sequence[Claim], Assumptions], tuple[Verdict, ...]], claim: Claim, given: Assumptions
) -> Verdict:
    return judged([claim], given)[0]


class OneFigure:
    """A catalogue seen through one published range: the others of a system are left out, nothing is added."""

    def __init__(self, catalogue: Catalogue, figure_km: float) -> None:
        self._inner = catalogue
        self._figure_km = figure_km

    def find(self, name: str, **options: Any) -> Any:
        """As Catalogue.find; a system without that figure is whole."""
        hit = self._inner.find(name, **options)
        return replace(hit, system=self._narrowed(hit.system))

    def _narrowed(self, system: System) -> System:
        kept = tuple(f for f in system.figures if f.quantity not in RANGES or f.value == self._figure_km)
        return (
            system
            if len(kept) == len(system.figures) or not any(f.quantity in RANGES for f in kept)
            else replace(system, figures=kept)
        )

    def __getattr__(self, name: str) -> Any:
        return getattr(self._inner, name)


RANGES = ("surveillance_range_km", "instrumented_range_km", "engagement_range_km", "missile_range_km")


class Remembered:
    """The most recent answers by their question; safe for threads."""

    def __init__(self, most: int) -> None:
        self._most = most
        self._kept: OrderedDict[Any, bytes] = OrderedDict()
        self._lock = Lock()

    def get(self, key: Any) -> bytes | None:
        """The answer, if it is still kept."""
        with self._lock:
            if key in self._kept:
                self._kept.move_to_end(key)
                return self._kept[key]
        return None

    def value(self, key: Any, make: Callable[[], bytes]) -> bytes:
        """The kept answer, or a new one; an error is not kept."""
        found = self.get(key)
        if found is None:
            found = make()
            with self._lock:
                self._kept[key] = found
                while len(self._kept) > self._most:
                    self._kept.popitem(last=False)
        return found


def assumptions(assume: Assume) -> Assumptions:
    """What the page fixes, as check takes it."""
    return Assumptions(antenna_agl_m=assume.antenna_m, k_factor=assume.k_factor, origin=assume.origin)


def about(document: Document) -> dict[str, Any]:
    """A document as the page gets it."""
    if len(document.text) > 1_000_000:
        raise DocumentError(
            f"the text has {len(document.text):,} characters, 1,000,000 are allowed here; give the part that matters"
        )
    keys = ("text", "sha256", "id", "title", "publisher", "date", "language", "url")
    return {key: getattr(document, key) for key in keys}


def page_verdict(verdict: Verdict) -> dict[str, Any]:
    """A verdict of the contract with the catalogue's id of the system that was taken."""
    return {**contract.verdict_object(verdict), "catalogue_id": verdict.system.id if verdict.system else None}


def drawable(place: Place) -> Place:
    """A region with an outline of a few hundred points: its rings are drawn, never judged, and must come at once."""
    if place.geometry is None:
        return place
    import shapely

    outline, tolerance_deg = place.geometry, 0.01
    while shapely.get_num_coordinates(outline) > _MOST_DRAWN_POINTS and tolerance_deg < 5.0:
        tolerance_deg *= 2.0
        outline = shapely.simplify(place.geometry, tolerance_deg)
    return replace(place, geometry=outline)


def shown(place: Any) -> dict[str, Any]:
    """A place as PlaceView has it."""
    return {
        "name": place.name, "kind": place.kind, "lat": round(place.lat, 5), "lon": round(place.lon, 5),
        "asked": place.asked,
        "vagueness_km": round(place.vagueness_m / 1000.0, 3), "country_code": place.country_code,
        "caption": place.caption,
    }  # fmt: skip


def ranges_of(system: System) -> list[dict[str, Any]]:
    """A system's published ranges for a strip plot: the verb's quantity, value, span, confidence, source."""
    return [
        {
            "quantity": f.quantity, "value": f.value, "value_min": f.value_min, "confidence": f.confidence,
            "kind": f.kind, "source_id": f.source_id,
            "is_outlier": f.is_outlier, "variant": f.variant, "as_written": f.as_written,
        }
        for f in system.figures
        if f.quantity in RANGES and f.value is not None
    ]  # fmt: skip


def dumped(value: Any) -> bytes:
    """JSON text."""
    return json.dumps(value, ensure_ascii=False, allow_nan=False, separators=(",", ":")).encode()
