"""Drafts: which system an anchor's figure or place is said of, and what its reach does."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from howfar.claims.background import Background, Subject, kind_of
from howfar.claims.mention import DEFENCES, SENSORS
from howfar.claims.model import VerbKind
from howfar.claims.quantities import Quantity
from howfar.claims.subjects import SubjectReader

if TYPE_CHECKING:
    from howfar.claims.anchors import Anchor
    from howfar.claims.language import Language
    from howfar.claims.placephrases import Target
    from howfar.claims.scene import Scene

_STRIKE_ONLY = frozenset(
    {"ballistic-missile", "cruise-missile", "hypersonic-missile", "rocket-artillery", "attack-drone", "gun"}
)
_BLIND = frozenset({"ballistic-missile", "cruise-missile", "hypersonic-missile", "rocket-artillery", "missile"})


@dataclass(slots=True)
class Draft:
    """A claim in the making."""

    anchor: Anchor
    subject: Subject
    kind: VerbKind
    figure: int | None = None
    least: int | None = None  # the figure of its least range, said apart
    altitude: int | None = None
    altitude_anchor: Anchor | None = None
    target: Target | None = None
    first: int = 0
    last: int = 0
    anchors: list[Anchor] = field(default_factory=list)


class Drafter:
    """Makes drafts. Built once; holds no state of a text."""

    def __init__(self, subjects: SubjectReader, language: Language) -> None:
        self._subjects, self.language = subjects, language

    def drafts(self, scene: Scene, anchor: Anchor, around: Background, found: list[Anchor]) -> list[Draft]:
        distance_km = _figure_km(scene, anchor.figure)
        if distance_km is None:
            near = [_figure_km(scene, a.figure) for a in found if a.figure is not None]
            distance_km = near[0] if near else None
        subjects = self._subjects.subjects(scene, anchor, around, distance_km)
        if not subjects:
            return []
        if "striker" in anchor.hit.rule.options:
            subjects = [s for s in subjects if s.system_class not in DEFENCES | SENSORS]
        if anchor.figure is not None and (pairs := self._respectively(scene, anchor, subjects, found)) is not None:
            return _alike([self._draft(scene, anchor, s, figure=f) for s, f in pairs])
        out: list[Draft] = []
        for subject in subjects:
            targets: list[Target | None] = [*anchor.targets] or [None]
            out.extend(self._draft(scene, anchor, subject, figure=anchor.figure, target=t) for t in targets)
        return _alike(out)

    def followers(self, scene: Scene, anchor: Anchor, before: Sequence[Draft]) -> list[Draft]:
        """ "The Kheibar reaches 2,000 km, which puts Athens in its sights": places for the unknown name before."""
        last = before[-1] if before else None
        if last is None or not anchor.targets:
            return []
        own = last.anchor.hit.last
        between = range(own - 2, max(anchor.hit.first + 1, own))
        follows = any(scene.key(k) in self.language.words["consequence"] for k in between)
        if last.subject.rule != "unknown name" and not follows:
            return []
        if any(scene.items[k].mark == "S" for k in range(last.last, anchor.hit.last)):
            return []
        return [self._draft(scene, anchor, last.subject, figure=None, target=t) for t in anchor.targets]

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
        last = self._with_qualifier(scene, last) if figure is not None and target is None else last
        words, own = self.language.words, {scene.key(k) for k in range(anchor.hit.first, anchor.hit.last)}
        travels = figure is not None and not own.isdisjoint(words["travel_cover"])
        covers = not (own.isdisjoint(words["cover_verb"]) or own.isdisjoint(words["modal"]))
        kind = self._kind(anchor.hit.rule.kind, subject.system_class, travels=travels, bare_cover=covers)
        if kind == "sees" and anchor.hit.rule.kind == "covers" and not own.isdisjoint(words["guard"]):
            kind = "covers"  # "the radar will help to defend Hawaii"
        return Draft(anchor, subject, kind, figure=figure, target=target, first=first, last=last, anchors=[anchor])

    def _with_qualifier(self, scene: Scene, last: int) -> int:
        """ "25 miles with | rocket-assisted shells": the words that the preposition at the end of a rule asks for."""
        words = self.language.words
        if scene.key(last - 1) not in words["qualifier"]:
            return last
        stop = min(last + 6, len(scene.items))
        for k in range(last, stop):
            if scene.key(k) in words["void_end"] or scene.key(k) in words["np_and"]:
                return k
        return stop

    def _kind(self, rule_kind: str, system_class: str, *, travels: bool, bare_cover: bool) -> VerbKind:
        """The verb kind from what is said and what the system is (GUIDE: it follows what the system does)."""
        if rule_kind == "class":
            return kind_of(system_class)
        if rule_kind in {"strikes", "engages"}:
            return _done(rule_kind, system_class)
        # "the rocket would cover 6,700 km"; a verb of covering that of what strikes says that it strikes ("накрыть")
        # and so does one of what it could cover ("the missiles could cover all of Seoul"); a bare "cover" is one
        falls = (rule_kind == "covers" and (travels or bare_cover)) or rule_kind == "falls-on"
        if (falls and system_class in _STRIKE_ONLY | {"missile"}) or rule_kind == "strikes-ground":
            return "strikes"  # strikes-ground: an air defence system that fires at the ground
        if rule_kind in {"covers", "falls-on"}:
            return "sees" if system_class in SENSORS else "covers"
        if rule_kind == "sees":  # "missiles that track and hit targets 160 km away"
            return "strikes" if system_class in _BLIND else "sees"
        return "engages"

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
                scene.key(k) in self.language.words["np_and"] or scene.key(k) == "," or _is_listed(scene, k)
            ):
                if _is_listed(scene, k):
                    out.append(k)
                k += direction * step
        return sorted(out) if _is_listed(scene, figure) else [figure]


def _done(rule_kind: str, system_class: str) -> VerbKind:
    """The kind of a verb of striking or engaging, by what the system is."""
    if rule_kind == "strikes":
        return kind_of(system_class) if system_class in DEFENCES | SENSORS else "strikes"
    return "strikes" if system_class in _STRIKE_ONLY else "engages"


def _alike(drafts: list[Draft]) -> list[Draft]:
    """ "SM-6 and Tomahawk missiles with ranges of": what is said of a striker and a defence at once is of strikes."""
    if any(d.subject.system_class in _STRIKE_ONLY for d in drafts):
        for draft in drafts:
            if draft.kind == "engages" and draft.anchor.hit.rule.kind == "class":
                draft.kind = "strikes"
    return drafts


def _is_listed(scene: Scene, k: int) -> bool:
    what = scene.items[k].what
    return isinstance(what, Quantity) and what.listed and what.value is not None


def _figure_km(scene: Scene, item: int | None) -> float | None:
    what = scene.items[item].what if item is not None else None
    return what.value / 1000.0 if isinstance(what, Quantity) and what.value is not None else None
