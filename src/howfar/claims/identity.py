"""The id of a system without a known name (owner and class, or a slug of its words), and the class of a designation."""

from __future__ import annotations

from itertools import chain
from typing import TYPE_CHECKING, Final

from howfar.claims.background import Background
from howfar.claims.mention import PLATFORM, SENSORS, UNKNOWN, Mention, slug
from howfar.claims.owners import Owners

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
_BARRELS: Final = frozenset({"gun", "rocket-artillery", UNKNOWN})
_CALIBRE_REACH: Final = 30  # characters before a phrase in which its calibre may stand
_BALLISTIC: Final = frozenset({"missile", "ballistic-missile"})


class Identity:
    """Says what to call a system. Built once; holds no state of a text."""

    def __init__(self, lexicon: Lexicon, language: Language) -> None:
        self.lexicon, self.language = lexicon, language
        self._calibres = language.class_rules.get("calibre", ())
        self._groups = frozenset(language.class_rules.get("groups", ()))
        self.owner = Owners(lexicon, language).of

    def own_id(self, scene: Scene, item: int, mention: Mention, around: Background, distance_km: float | None) -> str:
        """ "<country>-<class>" where the owner is known, else the noun phrase as a slug."""
        for rule in self.language.class_rules.get("slug", ()):
            keys = " " + " ".join(t.key for t in scene.tokens[mention.first : mention.last]) + " "
            if any(f" {w} " in keys for w in rule["words"]):
                return str(rule["id"])
        owner = mention.owner or self.owner(scene, item, mention, around)
        if known := self.by_calibre(scene, mention, owner):
            return known
        if (
            owner
            and distance_km is None
            and mention.system_class in _BALLISTIC
            and not mention.short
            and not mention.plural
        ):
            distance_km = self._farthest(owner, around.goals)
        base = self._kind_id(scene, mention) or slug(mention.slug_words)
        base = base or slug([scene.words(item, item + 1)]) or "system"
        if owner is None or (mention.owner is None and self._is_described(mention)):
            return mention.short if mention.short and not mention.plural else base
        if mention.short and mention.system_class == "ballistic-missile":
            return f"{owner}-{mention.short}"
        if self._may_be_ballistic(mention, owner) and (not mention.plural or distance_km is not None):
            short = mention.short or self._class_around(scene, around) or self._by_range(distance_km)
            if short:
                return f"{owner}-{short}"
        return f"{owner}-{base}"

    def _may_be_ballistic(self, mention: Mention, owner: str) -> bool:
        """Whether its range tells a missile's class: none of an armed group's, none fired at ships or planes."""
        if mention.system_class not in _BALLISTIC or owner in self._groups:
            return False
        return self.language.words["never_ballistic"].isdisjoint(mention.slug_words)

    def _is_described(self, mention: Mention) -> bool:
        """ "The quantum radar": a sensor that its own words tell apart, so that no country need be looked for."""
        words = [w for w in mention.slug_words if w not in self.language.system_words]
        return mention.system_class in SENSORS and bool(words)

    def _kind_id(self, scene: Scene, mention: Mention) -> str | None:
        """The usual short name of a kind ("mlrs" for multiple rocket launchers)."""
        said = " " + " ".join(t.key for t in scene.tokens[mention.first : mention.last]) + " "
        kinds = self.language.class_rules.get("short_kind", ())
        return next((str(k["id"]) for k in kinds if any(f" {w} " in said for w in k["words"])), None)

    def by_calibre(self, scene: Scene, mention: Mention, owner: str | None) -> str | None:
        """ "North Korea's 170 mm guns": a country's one weapon of that calibre or by-name."""
        if owner is None or mention.system_class not in _BARRELS:
            return None
        said = self._said_around(scene, mention)
        rules = [r for r in self._calibres if r["owner"] == owner]
        return next((str(r["id"]) for r in rules if any(w in said for w in r["words"])), None)

    def has_calibre(self, scene: Scene, mention: Mention) -> bool:
        """Whether some country's weapon goes by the calibre in or before a phrase: a cheap test."""
        if mention.system_class not in _BARRELS or not self._calibres:
            return False
        said = self._said_around(scene, mention)
        return any(w in said for r in self._calibres for w in r["words"])

    @staticmethod
    def _said_around(scene: Scene, mention: Mention) -> str:
        first, last = scene.tokens[mention.first].start, scene.tokens[mention.last - 1].end
        return scene.text[max(first - _CALIBRE_REACH, scene.sentence.start) : last].casefold()

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
