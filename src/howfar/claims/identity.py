"""The id of a system without a known name (owner and class, or a slug of its words), and the class of a designation."""

from __future__ import annotations

from itertools import chain
from typing import TYPE_CHECKING, Final

from howfar.claims.background import Background
from howfar.claims.mention import PLATFORM, UNKNOWN, Mention, slug

if TYPE_CHECKING:
    from howfar.claims.language import Language
    from howfar.claims.lexicon import Lexicon
    from howfar.claims.scene import Scene

_RANGE_CLASSES_KM: Final = (
    (1000.0, "srbm"),
    (3000.0, "mrbm"),
    (5500.0, "irbm"),
    (1e9, "icbm"),
)  # usual arms-control limits
_BALLISTIC: Final = frozenset({"missile", "ballistic-missile"})


class Identity:
    """Says what to call a system. Built once; holds no state of a text."""

    def __init__(self, lexicon: Lexicon, language: Language) -> None:
        self.lexicon, self.language = lexicon, language

    def own_id(self, scene: Scene, item: int, mention: Mention, around: Background, distance_km: float | None) -> str:
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
        for other in chain((scene,), around.naming(), around.context, around.title):
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

    def class_by_company(self, scene: Scene, mention: Mention, around: Background) -> str:
        """The class of a designation nobody knows: from an apposition, or from where else the text names it."""
        if mention.system_class != UNKNOWN:
            return mention.system_class
        for other in chain((scene,), around.naming(), around.context, around.title):
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
