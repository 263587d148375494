"""What an unnamed system refers to: "the missile", "they", the one that the context or the title speaks of."""

from __future__ import annotations

from itertools import chain, pairwise
from typing import TYPE_CHECKING, Final

from howfar.claims.background import Background, Subject, is_compared, kind_of
from howfar.claims.cataphora import LaterNames
from howfar.claims.identity import Identity
from howfar.claims.mention import DEFENCES, PLATFORM, SENSORS, UNKNOWN, Mention
from howfar.claims.wholes import own_radar, radar_of

if TYPE_CHECKING:
    from howfar.claims.language import Language
    from howfar.claims.scene import Scene

_STRIKERS: Final = frozenset(
    {"missile", "ballistic-missile", "cruise-missile", "hypersonic-missile", "rocket-artillery", "gun"}
)


class Antecedents:
    """Finds what is spoken of. Built once; holds no state of a text."""

    def __init__(self, ids: Identity, later: LaterNames, language: Language) -> None:
        self._ids, self._later, self.language = ids, later, language

    def antecedent(
        self, scene: Scene, item: int | None, mention: Mention | None, around: Background, distance_km: float | None
    ) -> Subject | None:
        """What "the missile", "they" or "a system like that" refers to."""
        if item is not None and (told := self._told(scene, item, mention, around, distance_km)):
            return told
        limit, rest = item if item is not None else len(scene.items), None
        for other in chain((scene,), around.naming()):
            before = limit if other is scene else len(other.items)
            found = self._nearest(scene, item, mention, other, before, around, distance_km)
            if found is None:
                continue
            named = found.mention is not None and found.mention.system_id is not None
            if named or mention is not None or not (_is_label(scene) or self._is_bare(found, other)):
                return self._its_radar(found, mention, around)
            rest = rest or found
        if outside := self._outside(mention, around, distance_km):
            return outside
        if rest is not None or item is None:
            return rest
        if mention is not None:
            later = self._later.of(scene, item, mention, around)
            return later or (self.ahead(scene, item, mention, around) if mention.plural else None)
        return self._last_resort(scene, limit, mention, around, distance_km)

    def _is_bare(self, found: Subject, other: Scene) -> bool:
        """ "This means missiles are launched from aircraft": a kind as such, which no "they" need mean."""
        what = found.mention
        if what is None or what.system_id is not None or not what.plural or what.owner or what.last - what.first > 1:
            return False
        return other.index > 0 and other.tokens[what.last - 1].key in self.language.words["kind_as_such"]

    def _its_radar(self, found: Subject, mention: Mention | None, around: Background) -> Subject:
        """ "A radar that comes with the THAAD battery ... That makes it impossible to monitor China": what sees is the
        battery's radar, where the text has spoken of that.
        """
        if mention is not None or around.kind != "sees" or found.system_class not in DEFENCES:
            return found
        radar = f"{found.system_id}-radar"
        spoken_of = any(radar_of(s, k, self.language) == radar for s in around.naming() for k in s.systems())
        return found._replace(system_id=radar, system_class="radar") if spoken_of else found

    def _told(
        self, scene: Scene, item: int, mention: Mention | None, around: Background, distance_km: float | None
    ) -> Subject | None:
        """What the context says that these words mean; a pronoun's only where the text has named nothing yet."""
        if mention is None:
            said = around.renamed.get(scene.key(item))
            if said is None or any(s.systems() for s in around.naming()) or any(k < item for k in scene.systems()):
                return None
            return self.first_in(around.context, said, around, distance_km)
        said = around.renamed.get(scene.words(item, item + 1).casefold()) or self.renamed_head(scene, mention, around)
        return self.first_in(around.context, said, around, distance_km) if said else None

    def _nearest(  # noqa: PLR0917  the mention, where it is looked for, and what is known of it
        self, scene: Scene, item: int | None, mention: Mention | None, other: Scene, before: int, around: Background,
        distance_km: float | None,
    ) -> Subject | None:  # fmt: skip
        """The last named system before item `before` of `other` that fits, else the last nameless one."""
        best: Subject | None = None
        for k in reversed([k for k in other.systems() if k < before]):
            what = other.items[k].what
            if not isinstance(what, Mention) or not self._may_be_meant(scene, item, mention, other, k):
                continue
            if mention is None and not can_do(what, around.kind):
                continue
            if what.system_class in _STRIKERS - {"missile"} and self._guards(scene, item):
                continue
            if mention is not None and self._is_one_of(scene, mention, what):
                continue
            if what.system_id:
                cls = self._ids.class_by_company(other, what, around)
                return _antecedent_at(other, k, what, what.system_id, cls)
            if best is None and (told := self._explained(other, what, around, distance_km)):
                best = told
            elif best is None and (known := self.by_calibre(other, k, what, around)):
                best = _antecedent_at(other, k, what, known, what.system_class)
            elif mention is None and what.anaphoric and (best is None or what.system_class in SENSORS):
                found = self.antecedent(other, k, what, around, distance_km)
                if found and (what.system_class in SENSORS or (not what.plural and found.rule == "context")):
                    meant = found.mention or what._replace(system_id=found.system_id)
                    words, start, end = other.words(k, k + 1), other.start(k), other.end(k)
                    return found._replace(words=words, start=start, end=end, mention=meant)
            elif (best is None or _is_nearer(scene, mention, best, other, what)) and self._is_referent(other, k, what):
                if named := self._later.of(other, k, what, around):
                    best = named._replace(words=other.words(k, k + 1), start=other.start(k), end=other.end(k))
                    continue
                own = own_radar(self._ids, other, k, what, around, self.language)
                own = own or self._ids.own_id(other, k, what, around, distance_km)
                best = _antecedent_at(other, k, what, own, what.system_class)
        return best

    def _guards(self, scene: Scene, item: int | None) -> bool:
        """ "The new battery would protect the capital", "it can shoot down planes": no striker does that."""
        if item is None:
            return False
        words, said = self.language.words, scene.marks[item + 1 : item + 6]
        if not words["guard"].isdisjoint(said) or not words["intercepting_verb"].isdisjoint(said):
            return True
        return any(a in words["shoot_word"] and b in words["down_word"] for a, b in pairwise(said))

    def by_calibre(self, scene: Scene, item: int, mention: Mention, around: Background) -> str | None:
        """The id of a weapon that goes by its calibre, where its owner is known."""
        if not self._ids.has_calibre(scene, mention):
            return None
        return self._ids.by_calibre(scene, mention, mention.owner or self._ids.owner(scene, item, mention, around))

    def _is_referent(self, other: Scene, k: int, what: Mention) -> bool:
        """A thing that can be spoken of again: not the bare singular of "radar coverage"."""
        words = self.language.words
        if what.anaphoric or what.system_class == UNKNOWN:
            return False
        if what.plural or what.owner or what.short or "no-articles" in self.language.traits:
            return True
        at = k - 1
        while other.key(at) == "L" or other.key(at) in words["range_word"] | {"-"}:
            at -= 1  # "a 2,000 km range missile"
        is_led = at < k - 1 and other.key(at) in words["determiner"]
        return is_led or other.tokens[what.first].key in words["determiner"] or other.sentence.kind != "text"

    def _may_be_meant(self, scene: Scene, item: int | None, mention: Mention | None, other: Scene, k: int) -> bool:
        """Whether the system at item k of `other` is one that is spoken of again: no threat, no mere comparison."""
        what = other.items[k].what
        if not isinstance(what, Mention) or not fits(what, mention):
            return False
        if what.system_id is None and (
            (mention is None and what.plural and self._is_singular(scene, item))
            or (mention is not None and mention.owner and what.possessor)  # "the U.S. radar" is not "its own radar"
        ):
            return False
        if is_compared(other, k, self.language) and k != other.systems()[0]:
            return False
        if self._is_likened(other, k):
            return False
        if what.system_id is not None:
            return not self._is_intercepted(other, k)
        return not self._is_warded_off(other, k)

    def _is_likened(self, other: Scene, k: int) -> bool:
        """ "Like the S-300 and the Patriot, it can": set beside what is spoken of."""
        words = self.language.words
        if k > 1 and other.key(k - 1) in words["np_and"]:
            return other.items[k - 2].mark == "S" and self._is_likened(other, k - 2)
        opens = k < 2 or other.key(k - 2) in words["clause_edge"] | words["np_and"] | {","}
        return other.key(k - 1) in words["likened"] and opens

    def _outside(self, mention: Mention | None, around: Background, distance_km: float | None) -> Subject | None:
        """A system of the context or the title that fits: a named one, else one of a class."""
        systems = [(s, k, s.items[k].what) for s in (*around.context, *around.title) for k in s.systems()]
        fitting = [(s, k, what) for s, k, what in systems if isinstance(what, Mention) and fits(what, mention)]
        for _, _, what in fitting:
            if what.system_id:
                return Subject(what.system_id, what.system_class, None, None, "context")
        for other, k, what in fitting:
            if what.system_class != UNKNOWN and not what.anaphoric:
                if named := self._later.of(other, k, what, around):
                    return named
                own = self._ids.own_id(other, k, what, around, distance_km)
                return Subject(own, what.system_class, None, None, "context")
        return None

    def ahead(self, scene: Scene, item: int, mention: Mention, around: Background) -> Subject | None:
        """A headline, or "such weapons, he said of the Iskander": the name comes later."""
        for other in chain((scene,), around.after):
            first = item + 1 if other is scene else 0
            for k in other.systems():
                what = other.items[k].what
                if k >= first and isinstance(what, Mention) and what.system_id and what.known and alike(what, mention):
                    return Subject(
                        what.system_id,
                        what.system_class,
                        other.words(k, k + 1),
                        None,
                        "later name",
                        other.start(k),
                        other.end(k),
                        what,
                    )
        return None

    def _last_resort(
        self, scene: Scene, limit: int, mention: Mention | None, around: Background, distance_km: float | None
    ) -> Subject | None:
        """ "The missile has a range of 800 miles, so it can ...": nothing names it, but "it" is "the missile"."""
        for other in chain((scene,), reversed(around.before[-2:])):
            before = limit if other is scene else len(other.items)
            for k in reversed([k for k in other.systems() if k < before]):
                what = other.items[k].what
                if isinstance(what, Mention) and fits(what, mention):
                    own = self._ids.own_id(other, k, what, around, distance_km)
                    return _antecedent_at(other, k, what, own, what.system_class)
        return None

    def first_in(self, scenes: list[Scene], said: str, around: Background, distance_km: float | None) -> Subject | None:
        for scene in scenes:
            for k in scene.systems():
                what = scene.items[k].what
                if not isinstance(what, Mention) or scene.words(k, k + 1) not in said:
                    continue
                if part := radar_of(scene, k, self.language):
                    return Subject(part, what.system_class, None, None, "context")
                if not what.anaphoric or what.system_id:
                    found = what.system_id or self._ids.own_id(scene, k, what, around, distance_km)
                    return Subject(found, what.system_class, None, None, "context")
        return None

    def asked_about(self, mention: Mention, around: Background) -> Subject | None:
        """ "What is the Taurus? - A cruise missile with a range of ...": the one system that the question names."""
        if mention.definite or not around.before or around.before[-1].key(len(around.before[-1].items) - 1) != "?":
            return None
        question = around.before[-1]
        named = [k for k in question.systems() if getattr(question.items[k].what, "system_id", None)]
        what = question.items[named[0]].what if len(named) == 1 else None
        if not isinstance(what, Mention) or what.system_id is None or not fits(what, mention):
            return None
        return Subject(what.system_id, mention.system_class, None, None, "question")

    def renamed_head(self, scene: Scene, mention: Mention, around: Background) -> str | None:
        """The context's explanation of "the rocket" for "Kim's new rocket", "a second rocket": what holds its words."""
        words = self.language.words
        if not around.renamed or mention.system_id is not None or scene.tokens[mention.first].key in words["any_kind"]:
            return None
        phrase = {t.key for t in scene.tokens[mention.first : mention.last]}
        meant = [(set(key.split()) - words["determiner"], said) for key, said in around.renamed.items()]
        fitting = [(len(key), said) for key, said in meant if key and key <= phrase]
        return max(fitting, default=(0, None))[1]

    def _is_singular(self, scene: Scene, item: int | None) -> bool:
        """Whether a pronoun speaks of one thing only ("it", "its"), so of no "radars"."""
        return item is not None and scene.key(item) in self.language.words["singular_pronoun"]

    def _explained(self, scene: Scene, what: Mention, around: Background, distance_km: float | None) -> Subject | None:
        """ "A nuclear-powered cruise missile" where the context says what "the cruise missile" is."""
        phrase = [t.key for t in scene.tokens[what.first : what.last]]
        for key, said in around.renamed.items():
            named = key.split()[1:]
            if named and len(named) > 1 and phrase[-len(named) :] == named:
                return self.first_in(around.context, said, around, distance_km)
        return None

    def _is_warded_off(self, scene: Scene, k: int) -> bool:
        """ "Would shield Adana from Syrian missiles", "used to intercept 13 missiles": a threat, of which no later
        pronoun speaks.
        """
        words = self.language.words
        if self._is_intercepted(scene, k) or self._is_struck(scene, k):
            return True
        if scene.key(k - 1) not in words["threat_opener"]:
            return False
        guards = words["protect_verb"] | words["protects_verb"] | words["protecting_verb"]
        return any(scene.key(n) in guards for n in range(max(0, k - 10), k - 1))

    def _is_struck(self, scene: Scene, k: int) -> bool:
        """ "Designed to strike North Korean guns": what another system is aimed at."""
        words = self.language.words
        if scene.key(k - 1) not in words["hit_verb"] | words["hitting_verb"]:
            return False
        return any(scene.items[n].mark == "S" for n in range(k - 1))

    def _is_one_of(self, scene: Scene, mention: Mention, what: Mention) -> bool:
        """ "The torpedo" after nameless "torpedoes": one thing is not several."""
        is_one = not mention.plural and mention.system_class != UNKNOWN
        return (
            is_one
            and what.plural
            and what.system_id is None
            and scene.tokens[mention.first].key in (self.language.words["the"])
        )

    def _is_intercepted(self, scene: Scene, k: int) -> bool:
        """Whether item `k` is the object of "to intercept", "shot down"."""
        words = self.language.words
        for n in range(k - 1, max(-1, k - 7), -1):
            if scene.items[n].mark == "S" or scene.key(n) in words["clause_edge"] | words["by"] | {","}:
                return False
            if scene.key(n) in words["intercept_verb"]:
                return True
        return False


def _is_nearer(scene: Scene, mention: Mention | None, best: Subject, other: Scene, what: Mention) -> bool:
    """Whether `what` of `other` has the same word for its kind as the mention, where the best so far has not."""
    if mention is None or best.mention is None or best.rule == "later name":
        return False
    said = scene.tokens[mention.last - 1].key
    return other.tokens[what.last - 1].key == said and other.tokens[best.mention.last - 1].key != said


def can_do(what: Mention, kind: str) -> bool:
    """Whether a system of this class may be what "it" is in a statement of this kind: no missile sees, no radar
    strikes.
    """
    if kind == "sees":
        return what.system_class not in _STRIKERS
    return kind != "strikes" or what.system_class not in SENSORS


def fits(what: Mention, mention: Mention | None) -> bool:  # noqa: PLR0911  each return is one case of the guide
    """Whether `what` can be what `mention` refers to: a missile is no radar, a platform is nothing that reaches."""
    if what.system_class == PLATFORM:
        return False
    if mention is None or UNKNOWN in (mention.system_class, what.system_class):
        return True
    if mention.short and not what.system_id and not what.short:
        return False
    if mention.system_class in SENSORS:
        return what.system_class in SENSORS
    if mention.system_class == PLATFORM:
        return what.system_class == "airborne-radar"
    if mention.system_class in {"attack-drone", "gun"}:
        return what.system_class == mention.system_class
    if mention.system_class == "rocket-artillery" and (not mention.plural or what.known):
        return what.system_class not in SENSORS and what.system_class not in {"gun", "attack-drone"}
    if mention.system_class == "missile":
        return what.system_class not in SENSORS and what.system_class not in {"gun", "attack-drone"}
    return what.system_class == mention.system_class or what.system_class in {"missile"}


def alike(what: Mention, mention: Mention) -> bool:
    """Looser than `fits`, for names that come later: a headline's "rocket" may be a missile, but no radar."""
    if PLATFORM in {what.system_class, mention.system_class}:
        return False
    return mention.system_class == UNKNOWN or kind_of(what.system_class) == kind_of(mention.system_class)


def _antecedent_at(other: Scene, k: int, what: Mention, system_id: str, system_class: str) -> Subject:
    """The mention at item `k` of an earlier sentence (or of this one) as what is spoken of."""
    words, start, end = other.words(k, k + 1), other.start(k), other.end(k)
    return Subject(system_id, system_class, words, None, "antecedent", start, end, what)


def _is_label(scene: Scene) -> bool:
    """A line of a fact sheet ("Range: 500 km"): it speaks of what the sheet names, not of a kind in the line above."""
    return scene.sentence.kind in {"item", "heading"}
