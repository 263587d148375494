"""From anchors to claims: system, verb kind, targets, bounds, flags, origin and speaker put together, with reasons."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Protocol

from howfar.claims.extras import extras
from howfar.claims.flags import is_hypothetical, is_negated, segment
from howfar.claims.model import Claim, SlotReason, VerbKind
from howfar.claims.names import DEFENCES, SENSORS, UNKNOWN
from howfar.claims.quantities import Quantity
from howfar.claims.resolve import Background, Resolver, Subject, kind_of
from howfar.claims.sources import speaker_of
from howfar.claims.subjects import SubjectReader

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Sequence

    from howfar.claims.anchors import Anchor
    from howfar.claims.language import Language
    from howfar.claims.scene import Scene
    from howfar.claims.slots import PlaceReader, Target
    from howfar.claims.speakers import SpeakerReader
    from howfar.claims.tokens import Sentence

_STRIKE_ONLY = frozenset(
    {"ballistic-missile", "cruise-missile", "hypersonic-missile", "rocket-artillery", "attack-drone", "gun"}
)


class TextView(Protocol):
    """What assembling needs of the document being read."""

    text: str
    sentences: list[Sentence]

    def words(self, index: int) -> list[str]:
        """The raw words of that sentence."""

    def scene(self, index: int) -> Scene:
        """The sentence of that number, taken apart."""


@dataclass(slots=True)
class Draft:
    """A claim in the making."""

    anchor: Anchor
    subject: Subject
    kind: VerbKind
    figure: int | None = None
    altitude: int | None = None
    altitude_anchor: Anchor | None = None
    target: Target | None = None
    first: int = 0
    last: int = 0
    anchors: list[Anchor] = field(default_factory=list)


class Assembler:
    """Puts claims together. Built once; holds no state of a text."""

    def __init__(self, places: PlaceReader, resolver: Resolver, speakers: SpeakerReader, language: Language) -> None:
        self.places, self.speakers, self.language = places, speakers, language
        self.subjects = SubjectReader(places, resolver, language)

    def claims(
        self, scene: Scene, found: list[Anchor], around: Background, quotes: list[tuple[int, int]], view: TextView
    ) -> list[Claim]:
        """The sentence's claims."""
        drafts: list[Draft] = []
        if scene.tokens[-1].text == "?":
            return []  # a question claims nothing
        for anchor in sorted(found, key=lambda a: (a.first, a.last)):
            if anchor.altitude is None:
                drafts.extend(self._drafts(scene, anchor, around, found))
        drafts = self._merged(scene, drafts)
        drafts = self._with_altitudes(scene, drafts, [a for a in found if a.altitude is not None], around, found)
        return [self._claim(scene, draft, around, quotes, view, drafts) for draft in drafts]

    # -- systems -------------------------------------------------------------------------------------------------

    def _drafts(self, scene: Scene, anchor: Anchor, around: Background, found: list[Anchor]) -> list[Draft]:
        distance_km = self._km(scene, anchor.figure)
        if distance_km is None:
            near = [self._km(scene, a.figure) for a in found if a.figure is not None]
            distance_km = near[0] if near else None
        subjects = self.subjects.subjects(scene, anchor, around, distance_km)
        if not subjects:
            return []
        if anchor.figure is not None and (pairs := self._respectively(scene, anchor, subjects, found)) is not None:
            return [self._draft(scene, anchor, s, figure=f) for s, f in pairs]
        out = []
        for subject in subjects:
            for target in anchor.targets or [None]:  # type: ignore[list-item]
                out.append(self._draft(scene, anchor, subject, figure=anchor.figure, target=target))  # noqa: PERF401  two loops
        return out

    def _draft(
        self, scene: Scene, anchor: Anchor, subject: Subject, *, figure: int | None, target: Target | None = None
    ) -> Draft:
        first = anchor.first
        if subject.item is not None and subject.item < first and first - subject.item < 30:
            first = subject.item
        last = max(
            anchor.last,
            target.last if target else 0,
            figure + 1 if figure is not None else 0,
            (subject.item or 0) + 1 if subject.item is not None and subject.item < anchor.last + 8 else 0,
        )
        travels = figure is not None and any(
            scene.key(k) in self.language.words["travel_cover"] for k in range(anchor.hit.first, anchor.hit.last)
        )
        kind = self._kind(anchor.hit.rule.kind, subject.system_class, travels=travels)
        return Draft(anchor, subject, kind, figure=figure, target=target, first=first, last=last, anchors=[anchor])

    def _kind(self, rule_kind: str, system_class: str, *, travels: bool) -> VerbKind:
        """The verb kind from what is said and what the system is (GUIDE: it follows what the system does)."""
        if rule_kind == "class":
            return kind_of(system_class)
        if rule_kind == "strikes":
            return kind_of(system_class) if system_class in DEFENCES | SENSORS else "strikes"
        if rule_kind == "engages":
            return "strikes" if system_class in _STRIKE_ONLY else "engages"
        # "the rocket would cover 6,700 km"; a verb of covering that of what strikes says that it strikes ("накрыть")
        falls = (rule_kind == "covers" and travels) or rule_kind == "falls-on"
        if (falls and system_class in _STRIKE_ONLY | {"missile"}) or rule_kind == "strikes-ground":
            return "strikes"  # strikes-ground: an air defence system that fires at the ground
        if rule_kind in {"covers", "falls-on"}:
            return "sees" if system_class in SENSORS else "covers"
        return "sees" if rule_kind == "sees" else "engages"

    # -- figures -------------------------------------------------------------------------------------------------

    def _respectively(
        self, scene: Scene, anchor: Anchor, subjects: Sequence[Subject], found: list[Anchor]
    ) -> list[tuple[Subject, int]] | None:
        """Pairs systems with figures of a list ("150 and 400 km respectively"); None where the figure stands alone."""
        figures = self._listed(scene, anchor.figure)
        if len(figures) < 2:
            figures = self._chained(scene, anchor)
            if len(figures) < 2 or len(subjects) not in {1, len(figures)}:
                return None
        if len(subjects) == len(figures):
            return list(zip(subjects, figures, strict=True))
        return [(s, f) for s in subjects for f in figures]

    def _chained(self, scene: Scene, anchor: Anchor) -> list[int]:
        """Figures with a unit each, joined by "and" or commas, said "respectively" or after "ranges"."""
        words, figure = self.language.words, anchor.figure
        joins = words["np_and"] | {","}
        if figure is None or scene.key(figure + 1) not in joins:
            return []
        several = any(scene.key(k) in words["ranges"] for k in range(anchor.hit.first, figure))
        if not several and not any(scene.key(k) in words["respectively"] for k in range(figure, len(scene.items))):
            return []
        out, k = [figure], figure + 1
        while k < len(scene.items) and (scene.key(k) in joins or scene.items[k].mark == "L"):
            if scene.items[k].mark == "L":
                out.append(k)
            k += 1
        return out

    def _listed(self, scene: Scene, figure: int | None) -> list[int]:
        if figure is None:
            return []
        out = [figure]
        step = 1
        for direction in (-1, 1):
            k = figure + direction
            while 0 <= k < len(scene.items) and (
                scene.key(k) in self.language.words["np_and"] or scene.key(k) == "," or self._is_listed(scene, k)
            ):
                if self._is_listed(scene, k):
                    out.append(k)
                k += direction * step
        return sorted(out) if self._is_listed(scene, figure) else [figure]

    @staticmethod
    def _is_listed(scene: Scene, k: int) -> bool:
        what = scene.items[k].what
        return isinstance(what, Quantity) and what.listed and what.value is not None

    @staticmethod
    def _km(scene: Scene, item: int | None) -> float | None:
        what = scene.items[item].what if item is not None else None
        return what.value / 1000.0 if isinstance(what, Quantity) and what.value is not None else None

    def _merged(self, scene: Scene, drafts: list[Draft]) -> list[Draft]:
        """A number and a place said of one system in one statement are one claim per place."""
        figures = [d for d in drafts if d.figure is not None]
        used: set[int] = set()
        out: list[Draft] = []
        for draft in drafts:
            if draft.target is None or draft.figure is not None:
                continue
            mates = [
                f
                for f in figures
                if f.subject.system_id == draft.subject.system_id and self._one_statement(scene, f, draft)
            ]
            if mates:
                mate = min(mates, key=lambda f: (f.first > draft.first, abs(f.first - draft.first)))
                used.add(id(mate))
                draft.figure = mate.figure
                draft.kind = (
                    draft.kind if draft.kind == mate.kind or draft.anchor.hit.rule.kind != "class" else mate.kind
                )
                draft.first, draft.last = min(draft.first, mate.first), max(draft.last, mate.last)
                draft.anchors.append(mate.anchor)
            out.append(draft)
        out.extend(f for f in figures if id(f) not in used and f.target is None)
        out.extend(
            d for d in drafts if d.anchor.bare and not any(o.subject.system_id == d.subject.system_id for o in out)
        )
        return sorted(out, key=lambda d: (d.first, d.figure or 0, d.target.first if d.target else 0))

    def _one_statement(self, scene: Scene, figure: Draft, place: Draft) -> bool:
        """Same verb kind, and no other system named as the subject of the later of the two."""
        if figure.kind != place.kind or segment(scene, figure) != segment(scene, place):
            return False
        a, b = sorted((figure, place), key=lambda d: d.anchor.hit.first)
        if b.subject.item is None or b.subject.item <= a.anchor.hit.first or b.subject.item == a.subject.item:
            return True
        between = range(min(a.anchor.hit.last, b.anchor.hit.first) - 1, b.anchor.hit.last)
        return any(scene.key(k) in self.language.words["consequence"] for k in between)

    def _with_altitudes(
        self, scene: Scene, drafts: list[Draft], heights: list[Anchor], around: Background, found: list[Anchor]
    ) -> list[Draft]:
        """Gives an altitude to the claim beside it, or makes a claim of it where something engages or sees up to it."""
        for anchor in heights:
            mates = [d for d in drafts if self._has_height(d) and not self._is_anothers(scene, d, anchor)]
            if any(self._stands_at(scene, anchor, d) for d in mates):
                continue
            if mates:
                mate = min(mates, key=lambda d: abs(d.anchor.hit.first - anchor.hit.first))
                mate.altitude, mate.altitude_anchor = anchor.altitude, anchor
                mate.last, mate.first = max(mate.last, anchor.last), min(mate.first, anchor.first)
                for other in mates:
                    if other is not mate and other.anchor is mate.anchor:
                        other.altitude, other.altitude_anchor = anchor.altitude, anchor
                continue
            if self._reaches_up(scene, anchor):
                for draft in self._drafts(scene, anchor, around, found):
                    if draft.kind in {"engages", "sees"} or draft.subject.system_class in DEFENCES | {
                        UNKNOWN,
                        "missile",
                    }:
                        draft.kind = "sees" if draft.subject.system_class in SENSORS else "engages"
                        draft.altitude, draft.altitude_anchor, draft.figure = anchor.altitude, anchor, None
                        drafts.append(draft)
        return drafts

    def _is_anothers(self, scene: Scene, draft: Draft, height: Anchor) -> bool:
        """ "Its radar sees 1,000 km and its interceptors can hit missiles at 150 km": a subject of its own between."""
        between = range(draft.anchor.hit.last, height.hit.first - 1)
        return any(scene.items[k].mark == "S" and scene.key(k + 1) in self.language.words["modal"] for k in between)

    @staticmethod
    def _has_height(draft: Draft) -> bool:
        """Whether a height beside the claim can be its: of what engages, sees, or as air defence covers so far."""
        covers = draft.kind == "covers" and draft.figure is not None and draft.subject.system_class in DEFENCES
        return draft.altitude is None and (covers or draft.kind in {"engages", "sees"})

    def _stands_at(self, scene: Scene, anchor: Anchor, draft: Draft) -> bool:
        """ "Mounted 25 m above the waves, the radar sees": the sensor's own height, said before it."""
        item = draft.subject.item
        before = range(max(0, anchor.hit.first - 4), anchor.hit.first + 1)
        own = any(scene.key(k) in self.language.words["own_height"] for k in before)
        return item is not None and anchor.hit.last <= item and own

    def _reaches_up(self, scene: Scene, anchor: Anchor) -> bool:
        """Whether a verb of engaging, seeing or reaching stands before the height (not "flew at a height of")."""
        words = self.language.words
        before = {scene.key(k) for k in range(anchor.hit.last)}
        verbs = words["up_verb"] | words["engage_verb"] | words["engages_verb"] | words["engaging_verb"]
        if before & words["event"] and not before & words["capability"]:
            return False
        return bool(before & verbs) or any(
            scene.key(k) in words["ceiling"] for k in range(anchor.hit.first, anchor.hit.last)
        )

    # -- the claim -----------------------------------------------------------------------------------------------

    def _claim(  # noqa: PLR0917  one value per slot of a claim
        self,
        scene: Scene,
        draft: Draft,
        around: Background,
        quotes: list[tuple[int, int]],
        view: TextView,
        drafts: list[Draft],
    ) -> Claim:
        start, end = scene.start(draft.first), scene.end(min(draft.last, len(scene.items)) - 1)
        quantity = scene.items[draft.figure].what if draft.figure is not None else None
        height = scene.items[draft.altitude].what if draft.altitude is not None else None
        quantity = quantity if isinstance(quantity, Quantity) else None
        height = height if isinstance(height, Quantity) else None
        bound = quantity or height
        outer = self._outer_bound(scene, draft)
        speaker = speaker_of(scene, start, end, quotes, view, self.speakers, around, self.language)
        origin = self._origin(scene, draft, drafts, around)
        target = draft.target
        told = (("origin", "origin words", origin), ("speaker", "attribution", speaker))
        reasons = (*self._reasons(scene, draft, start, end), *_located(scene.text, told, start))
        return Claim(
            quote=scene.text[start:end], start=start, end=end, verb_kind=draft.kind, speaker=speaker,
            system=draft.subject.words, system_id=draft.subject.system_id or None,
            distance_km=_km(quantity.value if quantity else None),
            distance_min_km=_km(quantity.value_min if quantity else None),
            distance_restated_km=_km(quantity.restated if quantity else None),
            distance_as_written=_written(scene, quantity) if quantity else None,
            is_upper_bound=bool(bound and (bound.is_upper or (outer and not bound.is_lower))),
            is_lower_bound=bool(bound and bound.is_lower),
            altitude_km=_km(height.value if height else None),
            altitude_min_km=_km(height.value_min if height else None),
            altitude_as_written=_written(scene, height) if height else None,
            origin=origin, target=scene.words(target.first, target.last) if target else None,
            target_is_whole_region=bool(target and self._whole(scene, draft, target)),
            negated=is_negated(scene, draft, self.language),
            hypothetical=is_hypothetical(scene, draft, around, self.language),
            reasons=reasons, **extras(scene, draft, self.language),
        )  # fmt: skip

    def _outer_bound(self, scene: Scene, draft: Draft) -> bool:
        """A bound said before the noun: "maximum range of", "up to an altitude of"."""
        words = self.language.words
        if any("upper" in a.hit.rule.options for a in draft.anchors):
            return True
        anchors = [a for a in draft.anchors if a.figure is not None] or [
            a for a in draft.anchors if a.altitude is not None
        ]
        if draft.figure is None and draft.altitude is not None:
            where, item = draft.altitude_anchor, draft.altitude
        elif anchors and draft.figure is not None:
            where, item = anchors[0], draft.figure
        else:
            return False
        if where is None:
            return False
        first = where.hit.first
        if any(scene.key(k) in words["upper_adjective"] for k in range(max(0, first - 2), item)):
            return True
        while first > 0 and scene.key(first - 1) in words["article"]:
            first -= 1
        before = [" ".join(scene.key(k) for k in range(max(0, first - n), first)) for n in (1, 2, 3, 4)]
        return any(b in words["up_to"] for b in before)

    def _whole(self, scene: Scene, draft: Draft, target: Target) -> bool:
        """Said to be whole, or the direct object of see, monitor, cover, block, shield without a word for a part."""
        if target.is_whole:
            return True
        if draft.kind not in {"sees", "covers"} or target.has_part_word or not target.is_region or not target.certain:
            return False
        head = target.first
        if draft.anchor.targets and any(t.first == target.first for t in draft.anchor.targets):
            head = draft.anchor.targets[0].first
        if head != target.first and scene.key(target.first - 1) in self.language.words["up_to_place"]:
            return False  # "covering Poland and to the Baltic Sea": as far as its shore
        return scene.key(head - 1) in self.language.words["whole_object_verb"]

    def _origin(self, scene: Scene, draft: Draft, drafts: list[Draft], around: Background) -> str | None:
        reach = frozenset(d.figure for d in drafts if d.figure is not None and "verb" in d.anchor.hit.rule.options)
        avoid = [(d.target.first, d.target.last) for d in drafts if d.target]
        if told := self._origin_of_reach(scene, draft, avoid) or self._owner_place(scene, draft):
            return told
        first, last = segment(scene, draft)
        conceded = self.language.words["concession"]
        last = next((k for k in range(draft.last, last) if scene.key(k) in conceded), last)
        if found := self.places.origin(scene, avoid, reach=reach, part=(first, last)):
            return scene.words(*found)
        for other in around.context:
            if found := self.places.origin(other, [], context=True):
                return other.words(*found)
        return None

    def _origin_of_reach(self, scene: Scene, draft: Draft, avoid: list[tuple[int, int]]) -> str | None:
        """ "Bringing Tel Aviv within reach of the Gaza Strip": from where it is within reach."""
        for at in (a.hit.last for a in draft.anchors if "origin-after" in a.hit.rule.options):
            if scene.key(at) in self.language.words["np_of"] and (
                found := self.places.origin_phrase(scene, at + 1, avoid)
            ):
                return scene.words(*found)
        return None

    def _owner_place(self, scene: Scene, draft: Draft) -> str | None:
        """ "Kaliningrad's S-400s": a place that is no country, nor a capital that speaks for one, is where they are."""
        mention, item = draft.subject.mention, draft.subject.item
        if item is None or mention is None or mention.owner is not None or scene.items[item].mark != "S":
            return None
        first, last = scene.items[item].first, scene.items[item].last
        mark = next((k for k in range(first + 1, last) if scene.tokens[k].text in {"'s", "’s"}), None)
        if mark is None:
            return None
        name = scene.text[scene.tokens[first].start : scene.tokens[mark - 1].end]
        place = self.places.lexicon.place(name)
        return name if place is not None and place.kind != "country" else None

    def _reasons(self, scene: Scene, draft: Draft, start: int, end: int) -> tuple[SlotReason, ...]:
        out = [
            SlotReason(
                "claim",
                a.hit.rule.name,
                scene.words(a.hit.first, a.hit.last),
                scene.start(a.hit.first),
                scene.end(a.hit.last - 1),
            )
            for a in draft.anchors
        ]
        subject = draft.subject
        if subject.start >= 0 and subject.words:
            out.append(SlotReason("system", subject.rule, subject.words, subject.start, subject.end))
        for name, item in (("distance", draft.figure), ("altitude", draft.altitude)):
            if item is not None:
                out.append(
                    SlotReason(name, "quantity", scene.words(item, item + 1), scene.start(item), scene.end(item))
                )
        if draft.target:
            target = draft.target
            out.append(
                SlotReason(
                    "target",
                    "place phrase",
                    scene.words(target.first, target.last),
                    scene.start(target.first),
                    scene.end(target.last - 1),
                )
            )
        return tuple(out)


def _located(text: str, told: Iterable[tuple[str, str, str | None]], near: int) -> Iterator[SlotReason]:
    """Reasons for slots kept as words: where these stand nearest to the claim; -1 where the context gave them."""
    for slot, rule, words in told:
        if not words:
            continue
        before, after = text.rfind(words, 0, near + len(words)), text.find(words, near)
        places = [place for place in (before, after) if place >= 0]
        start = min(places, key=lambda place: abs(place - near)) if places else -1
        yield SlotReason(slot, rule, words, start, start + len(words) if places else -1)


def _km(metres: float | None) -> float | None:
    return None if metres is None else round(metres / 1000.0, 6)


def _written(scene: Scene, quantity: Quantity) -> str:
    return scene.text[scene.tokens[quantity.first].start : scene.tokens[quantity.last - 1].end]
