"""A system that is spoken of first and named later: "a missile that can reach Guam. The Hwasong-12 was ..."."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from functools import cache
from itertools import chain
from typing import TYPE_CHECKING, Final

from howfar.claims.background import Background, Subject, is_compared, kind_of
from howfar.claims.mention import DEFENCES, PLATFORM, SENSORS, UNKNOWN, Mention

if TYPE_CHECKING:
    from howfar.claims.identity import Identity
    from howfar.claims.language import Language
    from howfar.claims.scene import Scene

_LOOK_AHEAD: Final = 6  # sentences after the description that may bring the name
_SHORTEST_FAMILY: Final = 4  # letters: "arrow", not the S of S-400
_NEAR: Final = 4  # items before a name in which a word may tell it apart ("another", "unlike the")
_NEXT_VERB: Final = 10  # items to "which were given to them"
_NEXT: Final = 2  # sentences after "missiles" that may name them
_VAGUE: Final = frozenset({UNKNOWN, "missile", "other"})


class LaterNames:
    """Finds the name that follows a description. Built once; holds no state of a text."""

    def __init__(self, ids: Identity, language: Language) -> None:
        self._ids, self.language = ids, language
        self._backers: dict[str, list[str]] = language.class_rules.get("backers", {})

    def of(self, scene: Scene, item: int, mention: Mention, around: Background) -> Subject | None:
        """The system that a description stands for, by a name that the text brings after it, or by the title's."""
        words = self.language.words
        if mention.plural and mention.system_id is None:
            found = self._defined(scene, mention, around) or self._several(scene, item, mention, around)
            return found or self._handed_over(scene, item, mention, around)
        if mention.plural or mention.system_class == PLATFORM or scene.tokens[mention.first].key in words["any_kind"]:
            return None

        @cache
        def owner() -> str | None:
            return mention.owner or self._ids.owner(scene, item, mention, around)

        parent: Subject | None = None  # "a variant of the Shahab-3", unless a name of its own follows
        for other, first in self._ahead(scene, item, around):
            fitting = [k for k in other.systems() if k >= first and self._fits(other, k, mention, owner, first)]
            fitting = fitting and [k for k in fitting if not self._is_old(other, k, scene, item, around)]
            if fitting and self._is_variant_of(other, fitting[0]):
                parent = parent or self._subject(other, fitting[0], mention)
                fitting = fitting[1:]
            if parent:
                fitting = [k for k in fitting if self._is_introduced(other, k)]
            if not fitting:
                continue
            ids = {self._mention(other, k).system_id for k in fitting}
            if len(ids) > 1:
                return parent
            found = self._subject(other, fitting[0], mention)
            member = self.member_of(other, self._mention(other, fitting[0]), around)
            return found._replace(system_id=member.system_id or "") if member else found
        titled = self._titled(mention, owner, around)
        return parent or (None if titled and titled.system_id in self._named_before(scene, item, around) else titled)

    def _defined(self, scene: Scene, mention: Mention, around: Background) -> Subject | None:
        """ "Missiles with a range of 165 km. These are ATACMS missiles": what the next sentence says they are."""
        words = self.language.words
        here = () if around.here is None else (around.here,)
        following = next((s for s in chain(here, around.following) if s.index == scene.index + 1), None)
        if following is None or following.key(0) not in words["pointing"] | words["pronoun"]:
            return None
        if following.key(1) not in words["be"] or not following.systems() or following.systems()[0] > 4:
            return None
        k = following.systems()[0]
        what = self._mention(following, k)
        return self._subject(following, k, mention) if what.system_id and _one_kind(what, mention) else None

    def _several(self, scene: Scene, item: int, mention: Mention, around: Background) -> Subject | None:
        """ "China tested missiles that could hit Guam. It fired the DF-26 missiles": the one name, itself of several,
        that the next two sentences bring.
        """
        here = () if around.here is None else (around.here,)
        near = [s for s in chain(here, around.following) if 0 < s.index - scene.index <= _NEXT]
        found: list[tuple[Scene, int]] = []
        for other in near:
            found = found or [
                (other, k) for k in other.systems() if self._fits(other, k, mention, lambda: mention.owner)
            ]
        if len({self._mention(s, k).system_id for s, k in found}) != 1 or not self._is_of_several(*found[0]):
            return None
        first = self._mention(*found[0])
        if not first.known or first.system_id in self._named_before(scene, item, around):
            return None
        return self._subject(*found[0], mention)

    def _handed_over(self, scene: Scene, item: int, mention: Mention, around: Background) -> Subject | None:
        """ "Ukraine has been supplied with missiles that fly 160 km" in a text with one name: what is handed over is
        of one sort.
        """
        if item < 2 or not any(scene.key(k) in self.language.words["transfer"] for k in range(item + _NEXT_VERB)):
            return None  # "Missiles that can fly 300 km may not be sold" are a class
        before = [(s, k) for s in around.naming() if s.index < scene.index for k in s.systems()]
        ahead = [(s, k) for s, first in self._ahead(scene, item, around) for k in s.systems() if k >= first]
        outside = [(s, k) for s in (*around.context, *around.title) for k in s.systems()]
        found: list[tuple[Scene, int]] = []
        for other, k in (*before, *ahead, *outside):
            if self._mention(other, k).known and self._fits(other, k, mention, lambda: None):
                found.append((other, k))
        if len({self._mention(s, k).system_id for s, k in found}) != 1:
            return None
        return self._subject(*found[0], mention, outside=not before and not ahead)

    def _is_of_several(self, other: Scene, k: int) -> bool:
        """ "The DF-26 missiles", or "the missiles, Japan's Type-12"."""
        before = other.items[k - 2].what if k > 1 and other.key(k - 1) in {",", "–", "—"} else None
        return self._mention(other, k).plural or (isinstance(before, Mention) and before.plural)

    def _is_introduced(self, other: Scene, k: int) -> bool:
        """ "Analysts claim it is the new Hsiung Sheng": what is said to be the name of what was described."""
        words = self.language.words
        return any(other.key(n) in words["naming"] | words["be"] for n in range(max(0, k - _NEAR), k))

    def _is_old(self, other: Scene, k: int, scene: Scene, item: int, around: Background) -> bool:
        """Whether the text has named it before the description: then that is of another one."""
        return self._mention(other, k).system_id in self._named_before(scene, item, around)

    def _is_variant_of(self, other: Scene, k: int) -> bool:
        words = self.language.words
        return other.key(k - 1) in words["np_of"] and other.word(k - 2) in words["variant"]

    def member_of(self, scene: Scene, mention: Mention, around: Background) -> Mention | None:
        """ "The Agni missile" in a text on the Agni-V: the one numbered member of the family that it names."""
        family = self._family(scene, mention)
        if family is None:
            return None
        here = () if around.here is None else (around.here,)
        scenes = chain((scene,), around.naming(), here, around.following, around.context, around.title)
        mentions = [s.items[k].what for s in scenes for k in s.systems()]
        named = {
            m.system_id: m
            for m in mentions
            if isinstance(m, Mention)
            and m.known
            and (m.system_id or "").startswith(f"{family}-")
            and (m is mention or m.system_id != mention.system_id)
        }
        named.pop(mention.system_id, None)
        return next(iter(named.values())) if len(named) == 1 else None

    @staticmethod
    def _family(scene: Scene, mention: Mention) -> str | None:
        """The name of a family that a mention gives without a number: "agni", or "arrow" of "the Arrow system"."""
        system_id = mention.system_id or ""
        if not mention.known:
            return None if any(c.isdigit() for c in system_id) else system_id or None
        said = "".join(t.text for t in scene.tokens[mention.first : mention.last])
        stem, hyphen, number = system_id.rpartition("-")
        is_unnumbered = bool(hyphen) and number.isdigit() and not any(c.isdigit() for c in said)
        return stem if is_unnumbered and stem in said.casefold() and len(stem) >= _SHORTEST_FAMILY else None

    def _titled(self, mention: Mention, owner: Callable[[], str | None], around: Background) -> Subject | None:
        """The one system that the title or the context names."""
        for scenes in (around.context, around.title):
            fitting = [(s, k) for s in scenes for k in s.systems() if self._fits(s, k, mention, owner)]
            if len({self._mention(s, k).system_id for s, k in fitting}) == 1:
                return self._subject(*fitting[0], mention, outside=True)
        return None

    @staticmethod
    def _ahead(scene: Scene, item: int, around: Background) -> Iterator[tuple[Scene, int]]:
        """The rest of the sentence, then the sentences after it."""
        yield scene, item + 1
        here = around.here
        if here is None:
            return
        between = tuple(around.naming())[::-1] if scene.index < here.index else ()
        for other in chain(between, (here,), around.following):
            if other.index - scene.index > _LOOK_AHEAD:
                return
            if scene.index < other.index:
                yield other, 0

    def _named_before(self, scene: Scene, item: int, around: Background) -> set[str]:
        """Ids that the text has named before the description: those are spoken of already."""
        earlier = [(s, len(s.items)) for s in around.naming() if s.index < scene.index]
        return {
            what.system_id
            for s, last in chain(((scene, item),), earlier)
            for k in s.systems()
            if k < last and isinstance(what := s.items[k].what, Mention) and what.system_id
        }

    def _fits(self, other: Scene, k: int, mention: Mention, owner: Callable[[], str | None], first: int = 0) -> bool:
        """Whether the name at item `k` can be that of the description: of its kind and owner, new, no comparison."""
        what = other.items[k].what
        if not isinstance(what, Mention) or not what.system_id:
            return False
        if not (what.known or any(c.isdigit() for c in what.system_id) or what.system_class != UNKNOWN):
            return False
        if not _one_kind(what, mention) or self._is_another(other, k, first):
            return False
        whose = owner()
        return _one_owner(what, whose) or any(_one_owner(what, backer) for backer in self._backers.get(whose or "", ()))

    def _names_a_third(self, other: Scene, k: int, first: int) -> bool:
        """ "The rocket has ..., and the cruise missile, called the Paveh, ...": the name of the other one."""
        words = self.language.words
        naming = next((n for n in range(k - 1, max(first, k - _NEAR) - 1, -1) if other.key(n) in words["naming"]), None)
        if naming is None:
            return False
        return any(other.items[n].mark == "S" for n in range(max(first, naming - 3), naming))

    def _is_another(self, other: Scene, k: int, first: int) -> bool:
        """ "Unlike the DF-21", "another missile, the Zelzal", "an upgraded version of the Shahab-3": not the one."""
        words = self.language.words
        before = {other.key(n) for n in range(max(0, k - _NEAR), k)}
        phrase = [t.key for t in other.tokens[other.items[k].first : other.items[k].last]]
        inside = set(phrase[: phrase.index("[")] if "[" in phrase else phrase)
        if self._names_a_third(other, k, first) or (first == 0 and other.key(0) in words["back_then"]):
            return True
        if (before | inside) & words["another"] or before & words["comparison_word"]:
            return True
        return is_compared(other, k, self.language) or other.key(k - 1) in words["threat_opener"]

    @staticmethod
    def _mention(scene: Scene, k: int) -> Mention:
        what = scene.items[k].what
        assert isinstance(what, Mention)  # the caller has asked for systems only
        return what

    def _subject(self, other: Scene, k: int, mention: Mention, *, outside: bool = False) -> Subject:
        what = self._mention(other, k)
        cls = what.system_class if mention.system_class in _VAGUE else mention.system_class
        words = None if outside else other.words(k, k + 1)
        span = (-1, -1) if outside else (other.start(k), other.end(k))
        return Subject(what.system_id or "", cls, words, None, "later name", *span, what)


def _one_kind(what: Mention, mention: Mention) -> bool:
    """Whether name and description may be of one thing: no cruise missile is ballistic, no radar a missile."""
    if what.system_class == PLATFORM or (what.short and mention.short and what.short != mention.short):
        return False
    if UNKNOWN in {what.system_class, mention.system_class} or what.system_class == mention.system_class:
        return True
    if {what.system_class, mention.system_class} & (SENSORS | DEFENCES):
        return kind_of(what.system_class) == kind_of(mention.system_class)
    return "missile" in {what.system_class, mention.system_class} or (
        "rocket-artillery" in {what.system_class, mention.system_class}
        and not {what.system_class, mention.system_class} & {"cruise-missile", "gun", "attack-drone", "other"}
    )


def _one_owner(what: Mention, owner: str | None) -> bool:
    """Whether the owner of the description may have the named system."""
    if owner is None:
        return True
    if what.owner is not None and what.owner != owner:
        return False
    return not what.operators or owner in what.operators
