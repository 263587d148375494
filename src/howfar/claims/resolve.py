"""Which system a claim is about: the one in its slot, the nearest before it, or the one that the text speaks of."""

from __future__ import annotations

from itertools import chain
from typing import TYPE_CHECKING

from howfar.claims.antecedents import Antecedents, fits
from howfar.claims.background import Background, Subject
from howfar.claims.identity import Identity
from howfar.claims.mention import DEFENCES, PLATFORM, SENSORS, UNKNOWN, Mention

if TYPE_CHECKING:
    from howfar.claims.language import Language
    from howfar.claims.lexicon import Lexicon
    from howfar.claims.scene import Scene


class Resolver:
    """Resolves mentions. Built once; holds no state of a text."""

    def __init__(self, lexicon: Lexicon, language: Language) -> None:
        self.lexicon, self.language = lexicon, language
        self._ids = Identity(lexicon, language)
        self._past = Antecedents(self._ids, language)

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
            cls = self._ids.class_by_company(scene, mention, around)
            cls = self._class_of_whole(scene, item) or cls if cls in {UNKNOWN, "missile"} else cls
            return Subject(mention.system_id, cls, words, item, "named", *span, mention)
        if (also := self._also_called(scene, item)) is not None:
            return self.subject_of(scene, also, around, distance_km)
        if around.after and (ahead := self._past.ahead(scene, item, mention, around)):
            return ahead._replace(words=words, item=item, rule="headline", start=span[0], end=span[1])
        if item == 0 and (asked := self._past.asked_about(mention, around)):
            return asked._replace(words=words, item=item, rule="question", start=span[0], end=span[1])
        if (said := self._past.renamed_head(scene, mention, around)) and (
            found := self._past.first_in(around.context, said, around, distance_km)
        ):
            return found._replace(words=words, item=item, rule="context", start=span[0], end=span[1])
        if mention.anaphoric or mention.system_class == UNKNOWN or around.after:
            if apposed := self._apposed(scene, item, around, distance_km):
                return apposed
            if found := self._past.antecedent(scene, item, mention, around, distance_km):
                return found._replace(words=words, item=item, rule="anaphor", start=span[0], end=span[1])
        if apposed := self._apposed(scene, item, around, distance_km):
            return apposed
        return Subject(
            self._ids.own_id(scene, item, mention, around, distance_km),
            mention.system_class,
            words,
            item,
            "kind",
            *span,
            mention,
        )

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
            found = found._replace(system_class=mention.system_class)
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
                if found is None or (found.mention is not None and not fits(found.mention, mention)):
                    return None
                said = scene.words(item, item + 1)
                span = scene.start(item), scene.end(item)
                return found._replace(words=said, item=item, rule="anaphor", start=span[0], end=span[1])
            if not key[0].isalnum() or scene.items[k].mark == "S":
                return None
        return None

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
        own = self._ids.own_id(scene, item, mention._replace(possessor=None), around, distance_km)
        return Subject(own, mention.system_class, words, item, "kind", *span, mention)

    def lexicon_id(self, system_id: str) -> str:
        """The id itself (a hook for lexicons that know parts by another id)."""
        return system_id

    def _whole_of(self, scene: Scene, item: int, mention: Mention, around: Background) -> Subject | None:
        """The system that owns a part: the nearest named one before it that is not itself the part."""
        here = ((scene, k) for k in reversed(scene.systems()) if k < item)
        earlier = ((s, k) for s in around.naming() for k in reversed(s.systems()))
        outside = ((s, k) for s in chain(around.context, around.title) for k in s.systems())
        for other, k in chain(here, earlier, outside):
            what = other.items[k].what
            if (
                isinstance(what, Mention)
                and what.system_id
                and what.system_class != PLATFORM
                and not what.system_id.endswith("-radar")
            ):
                return Subject(what.system_id, self._ids.class_by_company(other, what, around), None, None, "owner")
        return None

    def fallback(self, scene: Scene, item: int | None, around: Background, distance_km: float | None) -> Subject | None:
        """The system that an unnamed subject stands for, from before the sentence, the context or the title."""
        return self._past.antecedent(scene, item, None, around, distance_km)
