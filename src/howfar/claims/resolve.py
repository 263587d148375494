"""Which system a claim is about: the one in its slot, the nearest before it, or the one that the text speaks of."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass, field, replace
from functools import lru_cache
from itertools import chain
from typing import TYPE_CHECKING, Final

from howfar.claims.names import DEFENCES, PLATFORM, SENSORS, UNKNOWN, Mention, slug

if TYPE_CHECKING:
    from howfar.claims.language import Language
    from howfar.claims.lexicon import Lexicon
    from howfar.claims.model import VerbKind
    from howfar.claims.scene import Scene

_PAIR: Final = re.compile(r"(?:^|[.;\n]\s*)([^.:;\n]{2,40}):\s+([^\n]+?)(?=\.\s|\.$|$|;|\n)")
_RANGE_CLASSES_KM: Final = (
    (1000.0, "srbm"),
    (3000.0, "mrbm"),
    (5500.0, "irbm"),
    (1e9, "icbm"),
)  # usual arms-control limits
_BALLISTIC: Final = frozenset({"missile", "ballistic-missile"})


@dataclass(frozen=True, slots=True)
class Subject:
    """The resolved system. words: as written, None where the passage names none. item: where it stands, if in the
    sentence.
    """

    system_id: str
    system_class: str
    words: str | None
    item: int | None
    rule: str
    start: int = -1
    end: int = -1
    mention: Mention | None = None


def _antecedent_at(other: Scene, k: int, what: Mention, system_id: str, system_class: str) -> Subject:
    """The mention at item `k` of an earlier sentence (or of this one) as what is spoken of."""
    words, start, end = other.words(k, k + 1), other.start(k), other.end(k)
    return Subject(system_id, system_class, words, None, "antecedent", start, end, what)


@dataclass(slots=True)
class Background:
    """What stands around a sentence: mentions before it (nearest last), the context's and the title's, owners,
    aliases.
    """

    before: Sequence[Scene] = ()
    context: list[Scene] = field(default_factory=list)
    title: list[Scene] = field(default_factory=list)
    after: Sequence[Scene] = ()  # what a headline is about: the sentences that follow it
    goals: tuple[str, ...] = ()  # places that the claim at hand says are reached
    renamed: dict[str, str] = field(default_factory=dict)  # "the missile" -> words of the context


def context_pairs(context: str | None) -> dict[str, str]:
    """ "The missile: the Musudan, called ..." as {"the missile": "the Musudan, called ..."}."""
    return {m[1].strip().casefold(): m[2].strip() for m in _PAIR.finditer(context or "")}


def kind_of(system_class: str) -> VerbKind:
    """What reaching means for a system of this class."""
    if system_class in SENSORS:
        return "sees"
    return "engages" if system_class in DEFENCES else "strikes"


def is_compared(scene: Scene, k: int, language: Language) -> bool:
    """Whether the system at item k is only what another one is modelled on, replaces or is compared with."""
    for parts in _by_last_word(language.words["derived"]).get(scene.key(k - 1), ()):
        if len(parts) <= k and [scene.key(k - len(parts) + n) for n in range(len(parts))] == parts:
            return True
    return False


@lru_cache(maxsize=8)
def _by_last_word(phrases: frozenset[str]) -> dict[str, list[list[str]]]:
    """Phrases as lists of words under their last word."""
    out: dict[str, list[list[str]]] = {}
    for phrase in phrases:
        out.setdefault(phrase.split()[-1], []).append(phrase.split())
    return out


def _is_label(scene: Scene) -> bool:
    """A line of a fact sheet ("Range: 500 km"): it speaks of what the sheet names, not of a kind in the line above."""
    return scene.sentence.kind in {"item", "heading"}


class Resolver:
    """Resolves mentions. Built once; holds no state of a text."""

    def __init__(self, lexicon: Lexicon, language: Language) -> None:
        self.lexicon, self.language = lexicon, language

    def subject_of(self, scene: Scene, item: int, around: Background, distance_km: float | None) -> Subject | None:  # noqa: PLR0911  each return is one case of the guide
        """The system that the mention at `item` stands for; None for what cannot be the subject of a reach."""
        mention = scene.items[item].what
        if not isinstance(mention, Mention):
            return None
        words = scene.words(item, item + 1)
        span = (scene.start(item), scene.end(item))
        if mention.possessor is not None:
            return self._part(scene, item, mention, around, distance_km)
        if mention.system_id is not None:
            cls = self._class_by_company(scene, mention, around)
            cls = self._class_of_whole(scene, item) or cls if cls in {UNKNOWN, "missile"} else cls
            return Subject(mention.system_id, cls, words, item, "named", *span, mention)
        if (also := self._also_called(scene, item)) is not None:
            return self.subject_of(scene, also, around, distance_km)
        if around.after and (ahead := self._ahead(scene, item, mention, around)):
            return replace(ahead, words=words, item=item, rule="headline", start=span[0], end=span[1])
        if item == 0 and (asked := self._asked_about(mention, around)):
            return replace(asked, words=words, item=item, rule="question", start=span[0], end=span[1])
        if (said := self._renamed_head(scene, mention, around)) and (
            found := self._first_in(around.context, said, around, distance_km)
        ):
            return replace(found, words=words, item=item, rule="context", start=span[0], end=span[1])
        if mention.anaphoric or mention.system_class == UNKNOWN or around.after:
            if apposed := self._apposed(scene, item, around, distance_km):
                return apposed
            if found := self._antecedent(scene, item, mention, around, distance_km):
                return replace(found, words=words, item=item, rule="anaphor", start=span[0], end=span[1])
        if apposed := self._apposed(scene, item, around, distance_km):
            return apposed
        return Subject(
            self._own_id(scene, item, mention, around, distance_km),
            mention.system_class,
            words,
            item,
            "kind",
            *span,
            mention,
        )

    def _asked_about(self, mention: Mention, around: Background) -> Subject | None:
        """ "What is the Taurus? - A cruise missile with a range of ...": the one system that the question names."""
        if mention.definite or not around.before or around.before[-1].key(len(around.before[-1].items) - 1) != "?":
            return None
        question = around.before[-1]
        named = [k for k in question.systems() if getattr(question.items[k].what, "system_id", None)]
        what = question.items[named[0]].what if len(named) == 1 else None
        if not isinstance(what, Mention) or what.system_id is None or not self._fits(what, mention):
            return None
        return Subject(what.system_id, mention.system_class, None, None, "question")

    def _renamed_head(self, scene: Scene, mention: Mention, around: Background) -> str | None:
        """The context's explanation of "the rocket" for "Kim's new rocket": one owned thing with the same head."""
        phrase = scene.tokens[mention.first : mention.last]
        owned = any(t.text in {"'s", "’s"} for t in phrase)
        if not around.renamed or not owned or mention.system_id is not None:
            return None
        head = scene.tokens[mention.last - 1].key
        return next((said for key, said in around.renamed.items() if key.split()[1:] == [head]), None)

    def _is_singular(self, scene: Scene, item: int | None) -> bool:
        """Whether a pronoun speaks of one thing only ("it", "its"), so of no "radars"."""
        return item is not None and scene.key(item) in self.language.words["singular_pronoun"]

    def _explained(self, scene: Scene, what: Mention, around: Background, distance_km: float | None) -> Subject | None:
        """ "A nuclear-powered cruise missile" where the context says what "the cruise missile" is."""
        phrase = [t.key for t in scene.tokens[what.first : what.last]]
        for key, said in around.renamed.items():
            named = key.split()[1:]
            if named and len(named) > 1 and phrase[-len(named) :] == named:
                return self._first_in(around.context, said, around, distance_km)
        return None

    def _also_called(self, scene: Scene, item: int) -> int | None:
        """The item of the name in "the new missile, known as the DF-17"."""
        k = item + 1
        if scene.key(k) in {",", "("}:
            k += 1
        words = self.language.words
        if scene.key(k) not in words["naming"]:
            return None
        while k < min(item + 6, len(scene.items)) and (
            scene.key(k) in words["naming"] or scene.key(k) in {"“", '"', "'", "‘"} | words["determiner"]
        ):
            k += 1
        what = scene.items[k].what if k < len(scene.items) else None
        return k if isinstance(what, Mention) and what.system_id else None

    def _apposed(self, scene: Scene, item: int, around: Background, distance_km: float | None) -> Subject | None:
        """ "the Saegheh missile, a short-range missile with a range ...": the name before the comma."""
        mention = scene.items[item].what
        if not isinstance(mention, Mention) or mention.system_class in SENSORS:
            return None
        if (told := self._said_of_pronoun(scene, item, mention, around, distance_km)) is not None:
            return told
        before_at = (
            item - 2
            if item >= 2 and scene.key(item - 1) in {",", "–", "—", "-", "("}
            else self._predicated(scene, item)
        )
        before = scene.items[before_at].what if before_at is not None else None
        if before_at is None or not isinstance(before, Mention) or (before.system_id is None and before_at == item - 2):
            return None
        found = self.subject_of(scene, before_at, around, distance_km)
        if found and found.system_class == UNKNOWN:
            found = replace(found, system_class=mention.system_class)
        return found

    def _said_of_pronoun(
        self, scene: Scene, item: int, mention: Mention, around: Background, distance_km: float | None
    ) -> Subject | None:
        """ "It is the first Chinese missile capable of striking Guam": what "it" stands for."""
        words = self.language.words
        for k in range(item - 1, max(0, item - 8), -1):
            key = scene.key(k)
            if key in words["be"]:
                if scene.key(k - 1) not in words["speaker_it"] or mention.plural:
                    return None
                found = self.fallback(scene, k - 1, around, distance_km)
                if found is None or (found.mention is not None and not self._fits(found.mention, mention)):
                    return None
                said = scene.words(item, item + 1)
                return replace(
                    found, words=said, item=item, rule="anaphor", start=scene.start(item), end=scene.end(item)
                )
            if not key[0].isalnum() or scene.items[k].mark == "S":
                return None
        return None

    def _is_warded_off(self, scene: Scene, k: int) -> bool:
        """ "Would shield Adana from Syrian missiles": a threat, of which no later pronoun speaks."""
        words = self.language.words
        if scene.key(k - 1) not in words["threat_opener"]:
            return False
        guards = words["protect_verb"] | words["protects_verb"] | words["protecting_verb"]
        return any(scene.key(n) in guards for n in range(max(0, k - 10), k - 1))

    def _predicated(self, scene: Scene, item: int) -> int | None:
        """ "The weapon is essentially a guided bomb": the subject before "is", for a phrase without "the"."""
        mention, words = scene.items[item].what, self.language.words
        if not isinstance(mention, Mention) or mention.definite:
            return None
        for k in range(item - 1, max(-1, item - 10), -1):
            if scene.key(k) in words["be"]:
                return next((n for n in range(k - 1, max(-1, k - 3), -1) if scene.items[n].mark == "S"), None)
            if not scene.key(k)[0].isalnum() and scene.key(k) not in {",", "-"}:
                return None
        return None

    def _class_of_whole(self, scene: Scene, item: int) -> str | None:
        """ "The 9M82M missile of the S-300V4": a missile of an air defence is one that engages."""
        whole = scene.items[item + 2].what if item + 2 < len(scene.items) else None
        is_of = scene.key(item + 1) in self.language.words["np_of"]
        if is_of and isinstance(whole, Mention) and whole.system_class in DEFENCES:
            return whole.system_class
        return None

    def _class_by_company(self, scene: Scene, mention: Mention, around: Background) -> str:
        """The class of a designation nobody knows: from an apposition, or from where else the text names it."""
        if mention.system_class != UNKNOWN:
            return mention.system_class
        for other in chain((scene,), reversed(around.before), around.context, around.title):
            for k in other.systems():
                what = other.items[k].what
                if isinstance(what, Mention) and what.system_id == mention.system_id and what.system_class != UNKNOWN:
                    return what.system_class
                if (
                    isinstance(what, Mention)
                    and what.system_id == mention.system_id
                    and (cls := self._apposed_class(other, k))
                ):
                    return cls
        return UNKNOWN

    def _apposed_class(self, scene: Scene, k: int) -> str | None:
        """The kind said right after the name (", an air defence system") or by "is a"."""
        words = self.language.words
        for n in range(k + 1, min(k + 4, len(scene.items))):
            what = scene.items[n].what
            if isinstance(what, Mention):
                return (
                    what.system_class
                    if what.system_id is None and what.system_class not in {UNKNOWN, PLATFORM}
                    else None
                )
            if scene.key(n) not in words["be"] and scene.key(n) not in {",", "(", "–", "—"}:
                return None
        return None

    def _part(
        self, scene: Scene, item: int, mention: Mention, around: Background, distance_km: float | None
    ) -> Subject | None:
        """ "its radar" of THAAD is thaad-radar; "its missiles" of a defence system is the system, of a country its
        own.
        """
        words, span = scene.words(item, item + 1), (scene.start(item), scene.end(item))
        whole = self._whole_of(scene, item, mention, around)
        if mention.whole_id:
            whole = Subject(mention.whole_id, mention.whole_class, None, None, "owner")
        if whole and mention.system_class in SENSORS and whole.system_class in SENSORS:
            return Subject(whole.system_id, whole.system_class, words, item, "part", *span, mention)
        if whole and mention.system_class in SENSORS:
            known = self.lexicon_id(f"{whole.system_id}-radar")
            return Subject(known, mention.system_class, words, item, "part", *span, mention)
        if whole and (whole.system_class in DEFENCES or mention.system_class == UNKNOWN):
            return Subject(whole.system_id or "", whole.system_class, words, item, "part", *span, mention)
        own = self._own_id(scene, item, mention._replace(possessor=None), around, distance_km)
        return Subject(own, mention.system_class, words, item, "kind", *span, mention)

    def lexicon_id(self, system_id: str) -> str:
        """The id itself (a hook for lexicons that know parts by another id)."""
        return system_id

    def _whole_of(self, scene: Scene, item: int, mention: Mention, around: Background) -> Subject | None:
        """The system that owns a part: the nearest named one before it that is not itself the part."""
        here = ((scene, k) for k in reversed(scene.systems()) if k < item)
        earlier = ((s, k) for s in reversed(around.before) for k in reversed(s.systems()))
        outside = ((s, k) for s in chain(around.context, around.title) for k in s.systems())
        for other, k in chain(here, earlier, outside):
            what = other.items[k].what
            if (
                isinstance(what, Mention)
                and what.system_id
                and what.system_class != PLATFORM
                and not what.system_id.endswith("-radar")
            ):
                return Subject(what.system_id, self._class_by_company(other, what, around), None, None, "owner")
        return None

    def _antecedent(  # noqa: PLR0911, PLR0912  each branch is one case of the guide
        self, scene: Scene, item: int | None, mention: Mention | None, around: Background, distance_km: float | None
    ) -> Subject | None:
        """What "the missile", "they" or "a system like that" refers to."""
        if mention is not None and item is not None:
            said = around.renamed.get(scene.words(item, item + 1).casefold())
            said = said or self._renamed_head(scene, mention, around)
            if said and (found := self._first_in(around.context, said, around, distance_km)):
                return found
        limit, rest = item if item is not None else len(scene.items), None
        for other, before in chain(((scene, limit),), ((s, len(s.items)) for s in reversed(around.before))):
            best: Subject | None = None
            for k in reversed([k for k in other.systems() if k < before]):
                what = other.items[k].what
                if not isinstance(what, Mention) or not self._fits(what, mention):
                    continue
                if mention is None and what.system_id is None and what.plural and self._is_singular(scene, item):
                    continue
                if is_compared(other, k, self.language) and k != other.systems()[0]:
                    continue
                if what.system_id is None and self._is_warded_off(other, k):
                    continue
                if what.system_id:
                    return _antecedent_at(other, k, what, what.system_id, self._class_by_company(other, what, around))
                if best is None and (told := self._explained(other, what, around, distance_km)):
                    best = told
                elif best is None and not what.anaphoric and what.system_class != UNKNOWN:
                    own = self._own_id(other, k, what, around, distance_km)
                    best = _antecedent_at(other, k, what, own, what.system_class)
            if best is not None and (mention is not None or not _is_label(scene)):
                return best
            rest = rest or best
        for other in (*around.context, *around.title):
            for k in other.systems():
                what = other.items[k].what
                if isinstance(what, Mention) and self._fits(what, mention) and what.system_id:
                    return Subject(what.system_id, what.system_class, None, None, "context")
        for other in (*around.context, *around.title):
            for k in other.systems():
                what = other.items[k].what
                if (
                    isinstance(what, Mention)
                    and self._fits(what, mention)
                    and what.system_class != UNKNOWN
                    and not what.anaphoric
                ):
                    return Subject(
                        self._own_id(other, k, what, around, distance_km), what.system_class, None, None, "context"
                    )
        if rest is not None:
            return rest
        if mention is not None and item is not None and (ahead := self._ahead(scene, item, mention, around)):
            return ahead
        return (
            self._last_resort(scene, limit, mention, around, distance_km)
            if item is not None and mention is None
            else None
        )

    def _ahead(self, scene: Scene, item: int, mention: Mention, around: Background) -> Subject | None:
        """A headline, or "such weapons, he said of the Iskander": the name comes later."""
        for other, first in chain(((scene, item + 1),), ((s, 0) for s in around.after)):
            for k in other.systems():
                what = other.items[k].what
                if (
                    k >= first
                    and isinstance(what, Mention)
                    and what.system_id
                    and what.known
                    and self._alike(what, mention)
                ):
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
        for other, before in chain(((scene, limit),), ((s, len(s.items)) for s in reversed(around.before[-2:]))):
            for k in reversed([k for k in other.systems() if k < before]):
                what = other.items[k].what
                if isinstance(what, Mention) and self._fits(what, mention):
                    own = self._own_id(other, k, what, around, distance_km)
                    return _antecedent_at(other, k, what, own, what.system_class)
        return None

    def _first_in(
        self, scenes: list[Scene], said: str, around: Background, distance_km: float | None
    ) -> Subject | None:
        for scene in scenes:
            for k in scene.systems():
                what = scene.items[k].what
                if not isinstance(what, Mention) or (what.anaphoric and not what.system_id):
                    continue
                if scene.words(k, k + 1) in said:
                    found = what.system_id or self._own_id(scene, k, what, around, distance_km)
                    return Subject(found, what.system_class, None, None, "context")
        return None

    def _fits(self, what: Mention, mention: Mention | None) -> bool:  # noqa: PLR0911  each return is one case of the guide
        """Whether `what` can be what `mention` refers to: a missile is no radar, a platform is nothing that reaches."""
        if what.system_class == PLATFORM:
            return False
        if mention is None or UNKNOWN in (mention.system_class, what.system_class):
            return True
        if mention.short and not what.system_id and not what.short:
            return False
        if mention.system_class in SENSORS:
            return what.system_class in SENSORS
        if mention.system_class in {"attack-drone", "gun", "platform"}:
            return what.system_class == mention.system_class
        if mention.system_class == "rocket-artillery" and not mention.plural:
            return what.system_class not in SENSORS and what.system_class not in {"gun", "attack-drone"}
        if mention.system_class == "missile":
            return what.system_class not in SENSORS and what.system_class not in {"gun", "attack-drone"}
        return what.system_class == mention.system_class or what.system_class in {"missile"}

    def _alike(self, what: Mention, mention: Mention) -> bool:
        """Looser than `_fits`, for names that come later: a headline's "rocket" may be a missile, but no radar."""
        if PLATFORM in {what.system_class, mention.system_class}:
            return False
        return mention.system_class == UNKNOWN or kind_of(what.system_class) == kind_of(mention.system_class)

    def fallback(self, scene: Scene, item: int | None, around: Background, distance_km: float | None) -> Subject | None:
        """The system that an unnamed subject stands for, from before the sentence, the context or the title."""
        return self._antecedent(scene, item, None, around, distance_km)

    def _own_id(self, scene: Scene, item: int, mention: Mention, around: Background, distance_km: float | None) -> str:
        """ "<country>-<class>" where the owner is known, else the noun phrase as a slug."""
        for rule in self.language.class_rules.get("slug", ()):
            keys = " " + " ".join(t.key for t in scene.tokens[mention.first : mention.last]) + " "
            if any(f" {w} " in keys for w in rule["words"]):
                return str(rule["id"])
        owner = mention.owner or self._owner(scene, item, mention, around)
        if (
            owner
            and distance_km is None
            and mention.system_class in _BALLISTIC
            and not mention.short
            and not mention.plural
        ):
            distance_km = self._farthest(owner, around.goals)
        base = slug(mention.slug_words) or slug([scene.words(item, item + 1)]) or "system"
        if owner is None:
            return mention.short if mention.short and not mention.plural else base
        if mention.short and mention.system_class == "ballistic-missile":
            return f"{owner}-{mention.short}"
        if (mention.system_class in _BALLISTIC and not mention.plural) or (
            mention.system_class in _BALLISTIC and distance_km is not None
        ):
            short = mention.short or self._class_around(scene, around) or self._by_range(distance_km)
            if short:
                return f"{owner}-{short}"
        return f"{owner}-{base}"

    def _farthest(self, owner: str, goals: tuple[str, ...]) -> float | None:
        """How far the places said to be reached are from the owner, where the lexicon knows."""
        known = [d for g in goals if (d := self.lexicon.distance_km(owner, g)) is not None]
        return max(known, default=None)

    def _class_around(self, scene: Scene, around: Background) -> str | None:
        for other in chain((scene,), reversed(around.before), around.context, around.title):
            for k in other.systems():
                what = other.items[k].what
                if isinstance(what, Mention) and what.short and what.system_class == "ballistic-missile":
                    return what.short
        return None

    @staticmethod
    def _by_range(distance_km: float | None) -> str | None:
        if distance_km is None:
            return None
        return next(short for limit, short in _RANGE_CLASSES_KM if distance_km < limit)

    def _owner(self, scene: Scene, item: int, mention: Mention, around: Background) -> str | None:
        """The country named last before the mention in its sentence, else in those before, the context, the title."""
        if (
            mention.plural
            and not mention.definite
            and mention.possessor is None
            and not scene.tokens[mention.first].key
        ):
            return None
        if found := self._country_in(scene, item, goals=around.goals):
            return found
        generic = mention.plural and not mention.definite
        if generic:
            return None
        for other in reversed(around.before):
            if found := self._country_in(other, min(4, len(other.items)), first=True):
                return found  # the subject of a sentence before, not any place that it names
        for other in chain(around.context, around.title):
            if found := self._country_in(other, len(other.items), first=True):
                return found
        return None

    def _country_in(self, scene: Scene, limit: int, *, first: bool = False, goals: tuple[str, ...] = ()) -> str | None:
        order = range(limit) if first else range(limit - 1, -1, -1)
        for k in order:
            item = scene.items[k]
            what = item.what
            if isinstance(what, Mention) and what.owner:
                return what.owner
            token = scene.tokens[item.first]
            if item.mark == "S" or not token.text[0].isupper() or any(token.text in goal for goal in goals):
                continue
            if owner := self.language.class_rules["owners"].get(token.key):
                return str(owner)
            for width in (2, 1):
                if k + width > len(scene.items):
                    continue
                name = scene.words(k, k + width)
                place = self.lexicon.place(name)
                if place and place.kind == "country" and place.country:
                    return place.country
                if country := self.lexicon.demonym(name):
                    return country
        return None
