"""Which system a claim is about: the one in its slot, the nearest before it, or the one that the text speaks of."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from howfar.claims.antecedents import Antecedents, fits
from howfar.claims.background import Background, Subject
from howfar.claims.cataphora import LaterNames
from howfar.claims.identity import Identity
from howfar.claims.mention import DEFENCES, PLATFORM, SENSORS, UNKNOWN, Mention
from howfar.claims.pairs import one_of
from howfar.claims.wholes import radar_of, sees_for, whole_of

if TYPE_CHECKING:
    from howfar.claims.language import Language
    from howfar.claims.lexicon import Lexicon
    from howfar.claims.scene import Scene

_BARE: Final = 2  # tokens of "the radar"
_LONGEST_ADVERBIAL: Final = 5  # items between a name and the comma before its apposition


class Resolver:
    """Resolves mentions. Built once; holds no state of a text."""

    def __init__(self, lexicon: Lexicon, language: Language) -> None:
        self.lexicon, self.language = lexicon, language
        self._ids = Identity(lexicon, language)
        self._later = LaterNames(self._ids, language)
        self._past = Antecedents(self._ids, self._later, language)

    def subject_of(self, scene: Scene, item: int, around: Background, distance_km: float | None) -> Subject | None:
        """The system that the mention at `item` stands for; None for what cannot be the subject of a reach."""
        mention = scene.items[item].what
        if not isinstance(mention, Mention):
            return None
        if scene.tokens[mention.head].key in self.language.words["of_a_pair"]:
            return one_of(scene, item, around, distance_km, self, self.language)
        mention = self._sharing_owner(scene, item, mention)
        if mention.possessor is not None and mention.system_id is None:
            shown = self._presented(scene, item, around, distance_km)
            return shown or self._part(scene, item, mention, around, distance_km)
        if mention.system_id is not None:
            return self._named(scene, item, mention, around)
        if (also := self._also_called(scene, item)) is not None:
            return self.subject_of(scene, also, around, distance_km)
        return self._nameless(scene, item, mention, around, distance_km)

    def _nameless(
        self, scene: Scene, item: int, mention: Mention, around: Background, distance_km: float | None
    ) -> Subject:
        """What a description stands for, by the text around it, else by its own words."""
        found = self._as_part(scene, item, mention, around) or self._told(scene, item, mention, around, distance_km)
        found = found or self._spoken_of(scene, item, mention, around, distance_km)
        if found is None or found.system_id in self.language.system_words:  # a headline's "new radar"
            found = self._as_its_radar(scene, item, mention, around) or found
        found = found or self._its_interceptors(scene, item, mention, around)
        if found is not None:
            return found
        own = self._ids.own_id(scene, item, mention, around, distance_km)
        return self._said(scene, item, own, mention.system_class, "kind")

    def _its_interceptors(self, scene: Scene, item: int, mention: Mention, around: Background) -> Subject | None:
        """ "The Patriot covers 68 km. Interceptor missiles can hit targets 160 km away": the nearest defence's own."""
        said = self.language.words["interceptor"]
        phrase = {t.key for t in scene.tokens[mention.first : mention.last]}
        if not mention.plural or mention.owner or mention.last - mention.first > _BARE or said.isdisjoint(phrase):
            return None
        whole = whole_of(self._ids, scene, item, around, self.language)
        if whole is None or whole.system_class not in DEFENCES:
            return None
        return self._said(scene, item, whole.system_id, whole.system_class, "part")

    def _as_its_radar(self, scene: Scene, item: int, mention: Mention, around: Background) -> Subject | None:
        """ "The S-400 stands near Minsk. The radar sees Kyiv": the air defence's own, where no other radar is named."""
        if not mention.anaphoric or mention.plural or mention.last - mention.first > _BARE:
            return None
        if mention.system_class not in SENSORS:
            return None
        whole = whole_of(self._ids, scene, item, around, self.language)
        if whole is None or whole.system_class not in DEFENCES:
            return None
        return self._said(scene, item, self.lexicon_id(f"{whole.system_id}-radar"), mention.system_class, "part")

    def _sharing_owner(self, scene: Scene, item: int, mention: Mention) -> Mention:
        """ "Its missiles and guns": both are its own."""
        if mention.system_id or mention.definite or mention.possessor or item < 2:
            return mention
        before = scene.items[item - 2].what
        if scene.key(item - 1) not in self.language.words["np_and"] or not isinstance(before, Mention):
            return mention
        return mention._replace(possessor=before.possessor) if mention.plural and before.plural else mention

    @staticmethod
    def _said(scene: Scene, item: int, system_id: str, system_class: str, rule: str) -> Subject:
        """A system with this id, in the words at `item`."""
        what = scene.items[item].what
        mention = what if isinstance(what, Mention) else None
        words, start, end = scene.words(item, item + 1), scene.start(item), scene.end(item)
        return Subject(system_id, system_class, words, item, rule, start, end, mention)

    @staticmethod
    def _here(scene: Scene, item: int, found: Subject, rule: str) -> Subject:
        """What was found, in the words at `item`."""
        words = scene.words(item, item + 1)
        return found._replace(words=words, item=item, rule=rule, start=scene.start(item), end=scene.end(item))

    def _named(self, scene: Scene, item: int, mention: Mention, around: Background) -> Subject:
        if member := self._later.member_of(scene, mention, around):
            mention = mention._replace(system_id=member.system_id, system_class=member.system_class)
        cls = self._ids.class_by_company(scene, mention, around)
        cls = self._class_of_whole(scene, item) or cls if cls in {UNKNOWN, "missile"} else cls
        return self._said(scene, item, mention.system_id or "", cls, "named")

    def _as_part(self, scene: Scene, item: int, mention: Mention, around: Background) -> Subject | None:
        """ "The radar of the THAAD battery", "its 170 mm guns"."""
        if part := radar_of(scene, item, self.language):
            return self._said(scene, item, part, mention.system_class, "part")
        if known := self._past.by_calibre(scene, item, mention, around):
            return self._said(scene, item, known, mention.system_class, "kind")
        return None

    def _told(
        self, scene: Scene, item: int, mention: Mention, around: Background, distance_km: float | None
    ) -> Subject | None:
        """By a headline's text, a question before, or the context's explanation."""
        if around.after and (ahead := self._past.ahead(scene, item, mention, around)):
            return self._here(scene, item, ahead, "headline")
        if item == 0 and (asked := self._past.asked_about(mention, around)):
            return self._here(scene, item, asked, "question")
        said = self._past.renamed_head(scene, mention, around)
        told = self._past.first_in(around.context, said, around, distance_km) if said else None
        return self._here(scene, item, told, "context") if told else None

    def _spoken_of(
        self, scene: Scene, item: int, mention: Mention, around: Background, distance_km: float | None
    ) -> Subject | None:
        """By an apposition, a name before, or one that follows."""
        if apposed := self._apposed(scene, item, around, distance_km):
            return apposed
        if (
            mention.anaphoric
            or mention.system_class == UNKNOWN
            or around.after
            or self._is_counted(scene, item, mention)
        ):
            found = self._past.antecedent(scene, item, mention, around, distance_km)
            if found:
                return self._here(scene, item, found, "anaphor")
        named = self._later.of(scene, item, mention, around)
        return self._here(scene, item, named, "later name") if named else None

    def _is_counted(self, scene: Scene, item: int, mention: Mention) -> bool:
        """ "Three aircraft can": some of those spoken of before."""
        if mention.system_class != PLATFORM or item == 0:
            return False
        return scene.items[item - 1].mark == "N" or scene.key(item - 1) in self.language.numbers["value"]

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
        if not isinstance(mention, Mention):
            return None
        if mention.system_class in SENSORS:
            return self._same_sensor(scene, item, around, distance_km)
        if (told := self._said_of_pronoun(scene, item, mention, around, distance_km)) is not None:
            return told
        if (shown := self._presented(scene, item, around, distance_km)) is not None:
            return shown
        apart = self._before_comma(scene, item)
        before_at = apart if apart is not None else self._predicated(scene, item)
        before = scene.items[before_at].what if before_at is not None else None
        if before_at is None or not isinstance(before, Mention) or (before.system_id is None and before_at == apart):
            return None
        found = self.subject_of(scene, before_at, around, distance_km)
        if found and found.system_class == UNKNOWN:
            found = found._replace(system_class=mention.system_class)
        return found

    def _same_sensor(self, scene: Scene, item: int, around: Background, distance_km: float | None) -> Subject | None:
        """ "Space Fence is a radar that sees": the named sensor before "is", no system whose part the radar is."""
        at = self._predicated(scene, item)
        before = scene.items[at].what if at is not None else None
        if at is None or not isinstance(before, Mention) or not before.system_id or before.system_class not in SENSORS:
            return None
        return self.subject_of(scene, at, around, distance_km)

    def _before_comma(self, scene: Scene, item: int) -> int | None:
        """The item before the comma or dash that item `item` follows, past quotation marks."""
        if item < 2 or scene.key(item - 1) not in {",", "–", "—", "-", "("}:
            return None
        before = item - 3 if item >= 3 and scene.key(item - 2) in {"”", '"', "'", "’"} else item - 2
        if scene.items[before].mark == "S" or scene.key(item - 1) != ",":
            return before
        mention, words = scene.items[item].what, self.language.words
        if not isinstance(mention, Mention) or scene.tokens[mention.first].key not in words["indefinite"]:
            return before
        for k in range(before, max(0, before - _LONGEST_ADVERBIAL), -1):
            if scene.items[k - 1].mark == "S":  # "unveiled the Palestine-2 in September, a weapon with"
                return k - 1 if scene.key(k) in words["adverbial_opener"] else before
            if not (scene.key(k)[0].isalnum() or scene.key(k) == "-"):
                break
        return before

    def _said_of_pronoun(
        self, scene: Scene, item: int, mention: Mention, around: Background, distance_km: float | None
    ) -> Subject | None:
        """ "It is the first Chinese missile capable of striking Guam": what "it" stands for."""
        words = self.language.words
        for k in range(item - 1, max(0, item - 8), -1):
            key = scene.key(k)
            is_short = key in {"'s", "’s"} and scene.key(k - 1) in words["speaker_it"]  # "it's a laser"
            if key in words["be"] or is_short:
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

    def _presented(self, scene: Scene, item: int, around: Background, distance_km: float | None) -> Subject | None:
        """ "Presents it as its first cruise missile", "called the missile a weapon": what is so described."""
        words, k = self.language.words, item - 1
        passed = words["article"] | words["system_modifier"]
        while k > max(1, item - 6) and (scene.key(k) in passed or not scene.key(k)[0].isalnum()):
            k -= 1
        if scene.key(k) not in words["np_as"] or scene.key(k - 2) in words["be"]:
            return None
        if scene.key(k - 1) in words["object_pronoun"]:
            found = self.fallback(scene, k - 1, around, distance_km)
        elif scene.items[k - 1].mark == "S":
            found = self.subject_of(scene, k - 1, around, distance_km)
        else:
            return None
        return found and self._here(scene, item, found, "anaphor")

    def _predicated(self, scene: Scene, item: int) -> int | None:
        """ "The weapon is essentially a guided bomb": the subject before "is", for a phrase without "the"."""
        mention, words = scene.items[item].what, self.language.words
        owned = any(t.text in {"'s", "’s"} for t in scene.tokens[scene.items[item].first : scene.items[item].last])
        if not isinstance(mention, Mention) or (mention.definite and not owned):
            return None
        for k in range(item - 1, max(-1, item - 10), -1):
            if scene.key(k) in words["be"]:
                aside = scene.key(k - 1) == ","  # "The Agni-III, in contrast, is India's longest-range missile"
                return next(
                    (n for n in range(k - 1, max(-1, k - (6 if aside else 3)), -1) if scene.items[n].mark == "S"), None
                )
            if not scene.key(k)[0].isalnum() and scene.key(k) not in {",", "-"}:
                return None
            if scene.key(k) in words["verb_before"] | words["relative"] | words["have"]:
                return None  # "is designed to strike North Korean guns", "is aimed at India, which has missiles"
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
        owns = any(t.key in self.language.words["own"] for t in scene.tokens[mention.first : mention.last])
        alone = owns and not any(getattr(scene.items[k].what, "system_id", None) for k in scene.systems() if k < item)
        whole = None if alone else whole_of(self._ids, scene, item, around, self.language)  # "China has its own radars"
        if mention.whole_id:
            whole = Subject(mention.whole_id, mention.whole_class, None, None, "owner")
        if whole and mention.system_class in SENSORS and whole.system_class in SENSORS:
            return Subject(whole.system_id, whole.system_class, words, item, "part", *span, mention)
        if whole and mention.system_class in SENSORS and sees_for(whole):
            known = self.lexicon_id(f"{whole.system_id}-radar")
            return Subject(known, mention.system_class, words, item, "part", *span, mention)
        loads = bool(mention.whole_id) and mention.system_class not in SENSORS  # "the Typhon's missiles"
        if whole and (loads or whole.system_class in DEFENCES or mention.system_class == UNKNOWN):
            return Subject(whole.system_id or "", whole.system_class, words, item, "part", *span, mention)
        free = mention._replace(possessor=None)
        if mention.last - mention.first == 2 and not mention.plural:  # "Russia says its missile", no new one
            spoken_of = self._past.antecedent(scene, item, free, around, distance_km)
            if spoken_of and spoken_of.mention and spoken_of.mention.system_id:
                return self._here(scene, item, spoken_of, "anaphor")
        if named := self._later.of(scene, item, free, around):
            return named._replace(words=words, item=item, start=span[0], end=span[1])
        own = self._ids.own_id(scene, item, free, around, distance_km)
        return Subject(own, mention.system_class, words, item, "kind", *span, mention)

    def lexicon_id(self, system_id: str) -> str:
        """The id itself (a hook for lexicons that know parts by another id)."""
        return system_id

    def fallback(self, scene: Scene, item: int | None, around: Background, distance_km: float | None) -> Subject | None:
        """The system that an unnamed subject stands for, from before the sentence, the context or the title."""
        return self._past.antecedent(scene, item, None, around, distance_km)
