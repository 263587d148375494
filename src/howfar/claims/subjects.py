"""Whose reach it is: the system before an anchor, after it, behind a pronoun, or known only from the text around."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

from howfar.claims.background import Background, Subject
from howfar.claims.coordinated import Coordinated
from howfar.claims.leftward import LeftReader, can_reach
from howfar.claims.mention import PLATFORM, SENSORS, UNKNOWN, Mention
from howfar.claims.pairs import both as two_of
from howfar.claims.quantities import Quantity
from howfar.claims.resolve import Resolver
from howfar.claims.unnamed import NewNames, may_be_unsaid

if TYPE_CHECKING:
    from howfar.claims.anchors import Anchor
    from howfar.claims.language import Language
    from howfar.claims.scene import Scene
    from howfar.claims.slots import PlaceReader

_FARTHEST_AFTER = 16  # items between a reach and a system that is named only after it


class SubjectReader:
    """Finds the systems that an anchor speaks of. Built once; holds no state of a text."""

    def __init__(self, places: PlaceReader, resolver: Resolver, language: Language) -> None:
        self.resolver, self.language = resolver, language
        self._left = LeftReader(language)
        self._joined = Coordinated(resolver, language)
        self._new_names = NewNames(places.lexicon, language)

    def subjects(self, scene: Scene, anchor: Anchor, around: Background, distance_km: float | None) -> list[Subject]:
        """The systems whose reach the anchor gives; empty where it is nobody's, or a ship's, a threat's, a treaty's."""
        around = replace(around, kind=anchor.hit.rule.kind)
        find = self._unsaid if anchor.hit.rule.subject == "unsaid" else self._subjects
        found = find(scene, anchor, around, distance_km)
        return [s for s in found if not self._is_unfit(scene, anchor, s)]

    def _is_unfit(self, scene: Scene, anchor: Anchor, subject: Subject) -> bool:
        """Ships, planes and vehicles have an endurance, not a reach; treaties speak of classes; threats have ranges
        too.
        """
        rule, words = anchor.hit.rule, self.language.words
        if subject.system_class in SENSORS and rule.kind == "strikes" and self._threatens(scene, anchor):
            return True
        if self._is_shipped(scene, anchor):
            return True
        if subject.system_class == PLATFORM and rule.kind not in {"sees", "covers"}:
            return True
        said = scene.items[subject.item].what if subject.item is not None else subject.mention
        generic = not isinstance(said, Mention) or said.system_id is None
        definite = subject.mention is None or subject.mention.definite
        keys = {scene.key(k) for k in range(anchor.hit.last if definite else len(scene.items))}
        figured = anchor.figure is not None or "attribute" in rule.options
        resolved = subject.rule == "anaphor" and subject.mention is not None and not subject.mention.plural
        if figured and generic and not resolved and bool(keys & words["treaty"]):
            return True
        unnamed = subject.mention is not None and generic and not subject.mention.definite
        if unnamed and subject.rule == "kind" and self._is_arms(scene, subject):
            return True
        limit = subject.item if subject.item is not None else 0
        asked = any(scene.key(k) in words["request"] for k in range(max(0, limit - 8), limit))
        return asked and (unnamed or scene.key(anchor.hit.first) in words["purpose"])

    def _is_shipped(self, scene: Scene, anchor: Anchor) -> bool:
        """ "Could send its Patriot missiles to Kyiv", "would send rockets to Ukraine": a delivery, no reach."""
        hit, words = anchor.hit, self.language.words
        for k in range(hit.first, hit.last - 1):
            what = scene.items[k + 1].what
            if scene.key(k) in words["ship_verb"] and isinstance(what, Mention):
                is_plan = scene.key(hit.first) in words["would"] or scene.key(hit.first) in words["future"]
                return is_plan or what.definite or what.system_id is not None
        return False

    def _threatens(self, scene: Scene, anchor: Anchor) -> bool:
        """ "The radar's abilities could threaten China": what sees threatens nothing within its reach."""
        return any(
            scene.key(k) in self.language.words["threaten_verb"] for k in range(anchor.hit.first, anchor.hit.last)
        )

    def _is_arms(self, scene: Scene, subject: Subject) -> bool:
        """ "Russian weapons able to hit their cities": arms of no kind, which name no system."""
        if subject.mention is None or subject.mention.system_class != UNKNOWN or subject.item is None:
            return False
        return scene.tokens[scene.items[subject.item].last - 1].key in self.language.words["arms_word"]

    def _subjects(self, scene: Scene, anchor: Anchor, around: Background, distance_km: float | None) -> list[Subject]:  # noqa: PLR0911  each return is one case of the guide
        hit = anchor.hit
        if (own := self._said_within(scene, anchor)) is not None:
            ends = "place-left" in hit.rule.options and own == hit.last - 1
            last = self._joined.last_behind(scene, own) if ends else own
            return self._joined.group(scene, last, around, distance_km, both=True)
        if right := self._right_item(scene, anchor):
            several = anchor.figure is None and not hit.rule.options.isdisjoint({"place-left", "or-left"})
            right = self._joined.last_behind(scene, right) if several else right
            return self._joined.group(scene, right, around, distance_km, both=several)
        left = self._left.nearest(scene, anchor)
        if left == -1:
            return []
        pronoun = self._pronoun_before(scene, anchor)
        if left is None and pronoun is None:
            pronoun = self._opening_pronoun(scene, anchor)
        if left is not None and (pronoun is None or pronoun < left or self._is_relative(scene, left, pronoun)):
            return self._joined.group(
                scene,
                left,
                around,
                distance_km,
                both="attribute" not in hit.rule.options
                or self._has_verb(scene, anchor, left)
                or self._is_listed(scene, anchor)
                or self._is_apart(scene, anchor),
            )
        if pronoun is not None and scene.key(pronoun) not in self.language.words["human_pronoun"]:
            if pair := two_of(scene, pronoun, around, distance_km, self.resolver, self.language):
                return pair
            found = self.resolver.fallback(scene, pronoun, around, distance_km)
            if found:
                return [self._as_pronoun(scene, pronoun, found)]
            if left is not None and scene.key(pronoun) in self.language.words["possessive"]:
                # "the weapon, with its 500 km range"
                return self._joined.group(scene, left, around, distance_km, both=False)
        if left is not None and pronoun is not None and self._is_instrument(scene, left):
            return self._joined.group(scene, left, around, distance_km, both=True)
        if (pronoun := self._pronoun_after(scene, anchor)) is not None:
            found = self.resolver.fallback(scene, pronoun, around, distance_km)
            if found:
                return [self._as_pronoun(scene, pronoun, found)]
        return self._unsaid(scene, anchor, around, distance_km)

    def _said_within(self, scene: Scene, anchor: Anchor) -> int | None:
        """The system in the rule's own words: in its slot, or with what something is done."""
        slot = anchor.hit.slots.get("s")
        if slot is not None and not self._is_object(scene, anchor) and not self._left.is_ammunition(scene, slot):
            return slot
        return self._means_inside(scene, anchor)

    def _is_object(self, scene: Scene, anchor: Anchor) -> bool:
        """ "Das System schießt Flugzeuge ab": where a system or pronoun opens the clause, the one after the verb is
        the object."""
        words, k = self.language.words, anchor.hit.first - 1
        if "verb-last" not in self.language.traits or anchor.hit.slots["s"] <= anchor.hit.first:
            return False
        while k > 0 and scene.key(k) in words["adverb"]:
            k -= 1
        return scene.key(k) == "S" or scene.key(k) in words["pronoun"] | words["relative"]

    def _means_inside(self, scene: Scene, anchor: Anchor) -> int | None:
        """ "Russland kann mit der Kalibr ganz Polen treffen": what it is done with, between the halves of the verb."""
        if "verb-last" not in self.language.traits or "attribute" in anchor.hit.rule.options:
            return None
        inside = range(anchor.hit.first + 1, anchor.hit.last)
        with_it = (k for k in inside if scene.key(k - 1) in self.language.words["instrument"])
        return next((k for k in with_it if scene.items[k].mark == "S" and can_reach(scene, k)), None)

    def _is_instrument(self, scene: Scene, left: int) -> bool:
        """ "With this missile, we can load a warhead and strike": what the people of the main clause do it with."""
        words = self.language.words
        held = scene.key(left - 1) in words["instrument"] or scene.key(left - 1) in words["have_verb"]
        return held and scene.key(left + 1) == ","

    def _pronoun_after(self, scene: Scene, anchor: Anchor) -> int | None:
        """ "With a range of 450 km, they can detect": the pronoun that the main clause begins with."""
        at = anchor.last + 1
        words = self.language.words
        verbs = words["modal"] | words["hits_verb"] | words["be"] | words["have_verb"] | words["reaches_verb"]
        is_clause = scene.key(at - 1) == "," and scene.key(at + 1) in verbs
        return at if is_clause and scene.key(at) in words["pronoun"] - words["relative"] else None

    def _is_relative(self, scene: Scene, left: int, pronoun: int) -> bool:
        """ "The system we are buying will protect": the pronoun only belongs to the system's relative clause."""
        return pronoun == left + 1 and scene.key(pronoun) in self.language.words["human_pronoun"]

    def _as_pronoun(self, scene: Scene, pronoun: int, found: Subject) -> Subject:
        if found.words is not None:
            return found
        return Subject(
            found.system_id,
            found.system_class,
            scene.words(pronoun, pronoun + 1),
            pronoun,
            "pronoun",
            scene.start(pronoun),
            scene.end(pronoun),
            found.mention,
        )

    def _is_listed(self, scene: Scene, anchor: Anchor) -> bool:
        """Whether the figure is one of several for several systems ("ranges of 240 km and 1,500 km, respectively")."""
        what = scene.items[anchor.figure].what if anchor.figure is not None else None
        after = range(anchor.figure or 0, min((anchor.figure or 0) + 10, len(scene.items)))
        return isinstance(what, Quantity) and (
            what.listed or any(scene.key(k) in self.language.words["respectively"] for k in after)
        )

    def _is_apart(self, scene: Scene, anchor: Anchor) -> bool:
        """ "A and B, with a range of", "A and B with ranges of": said of the whole list."""
        words, at = self.language.words, anchor.hit.first
        several = any(scene.key(k) in words["ranges"] for k in range(at, anchor.hit.last))
        while at > 0 and scene.key(at) not in words["in_passing"]:
            at -= 1
            if not scene.key(at)[0].isalpha() and scene.key(at) != "-":
                return False
        return several or scene.key(at - 1) == ","

    def _has_verb(self, scene: Scene, anchor: Anchor, left: int) -> bool:
        """ "A and B have a range": a verb between, so the whole list is the subject; not in "A and B with a range"."""
        words = self.language.words
        return any(scene.key(k) in words["have_verb"] for k in range(left + 1, anchor.first + 1))

    def _right_item(self, scene: Scene, anchor: Anchor) -> int | None:  # noqa: PLR0911, PLR0912  each return is one case of the guide
        """A system right after the anchor ("a 300 km range missile", "500 km for the Iskander") or at its head."""
        words, options = self.language.words, anchor.hit.rule.options
        if anchor.figure is None and not anchor.bare and "or-left" not in options and "place-left" not in options:
            return None
        if anchor.hit.rule.subject == "right":
            return anchor.hit.last - 1
        at = anchor.hit.last
        if "same" in options:
            return None
        if "attribute" in options:
            for k in range(anchor.hit.first, anchor.hit.last):
                threat = scene.key(k - 1) in words["threat_opener"]  # "range: 35 km against missiles, 120 km against"
                if scene.items[k].mark == "S" and can_reach(scene, k) and not threat:
                    return k
        gap = 0
        while (
            "attribute" in options
            and at < len(scene.items)
            and gap < 3
            and (scene.key(at) in words["right_link"] or scene.items[at].mark == "S")
        ):
            if scene.items[at].mark == "S":
                return at if can_reach(scene, at) else None
            at, gap = at + 1, gap + 1
        if "place-left" in options or "or-left" in options:
            for k in range(anchor.hit.last, min(anchor.hit.last + 6, len(scene.items))):
                if (
                    scene.items[k].mark == "S"
                    and (k == anchor.hit.last or self._links(scene, anchor.hit.last))
                    and can_reach(scene, k)
                ):
                    return k
                if not scene.key(k)[0].isalnum() and scene.key(k) not in {"'s", "’s", "-"}:
                    break
        if anchor.hit.first <= 3 and "verb" not in options:
            return self._after_comma(scene, anchor)
        led = self._fronts(scene)
        return self._after_comma(scene, anchor) if anchor.hit.first <= 1 or led else None

    def _links(self, scene: Scene, k: int) -> bool:
        words = self.language.words
        return scene.key(k) in words["right_link"] or scene.key(k) in words["determiner"]

    def _after_comma(self, scene: Scene, anchor: Anchor) -> int | None:
        """ "With a range of 500 km, the Iskander ...": the main clause's subject."""
        if any(self._is_own_subject(scene, k) for k in range(anchor.hit.first + 1)):
            return None
        if any(scene.key(k) in self.language.words["possessive"] for k in range(anchor.hit.first + 1, anchor.hit.last)):
            return None  # "at 560 km, its range is more than that of the last one, the Bora"
        last = anchor.last
        if self._fronts(scene) and scene.items[last : last + 1] and self._is_definite(scene, last):
            return last  # "with a range of 500 km the Iskander is"
        for k in range(last, min(last + 14, len(scene.items) - 1)):
            if scene.key(k) == "," and scene.items[k + 1].mark == "S" and can_reach(scene, k + 1):
                return k + 1
        return None

    def _fronts(self, scene: Scene) -> bool:
        """Whether the sentence opens with what is said of the main clause's subject ("With a range of")."""
        first = next((k for k in range(min(3, len(scene.items))) if scene.key(k)[0].isalnum()), 0)
        return scene.key(first) in self.language.words["fronting"]

    @staticmethod
    def _is_own_subject(scene: Scene, k: int) -> bool:
        """Whether the system at item `k` may be the subject itself: no nameless load ("to deliver projectiles at")."""
        what = scene.items[k].what
        if not isinstance(what, Mention) or not can_reach(scene, k):
            return False
        return what.system_id is not None or what.definite or not what.plural

    @staticmethod
    def _is_definite(scene: Scene, k: int) -> bool:
        what = scene.items[k].what
        return isinstance(what, Mention) and can_reach(scene, k) and (what.definite or what.system_id is not None)

    def _pronoun_before(self, scene: Scene, anchor: Anchor) -> int | None:
        words = self.language.words
        for k in range(anchor.hit.first, max(-1, anchor.hit.first - 5), -1):
            key = scene.key(k)
            if self._is_expletive(scene, k):
                continue
            near = k == anchor.hit.first - 1 or key not in words["determiner"] | words["counted"]
            if (
                k < anchor.hit.first
                and near
                and (key in words["pronoun"] - words["relative"] or key in words["human_pronoun"])
                and scene.key(k + 1) not in words["say"]  # "which he said covers Poland"
            ):
                return k
            if k == anchor.hit.first and key in words["possessive"]:
                return k
            if key in words["possessive"] and scene.items[k].mark != "S":
                return k
        return None

    def _is_expletive(self, scene: Scene, k: int) -> bool:
        """ "Makes it impossible to": an "it" that stands for nothing."""
        words = self.language.words
        return scene.key(k) in words["speaker_it"] and scene.key(k + 1) in words["ease"]

    def _opening_pronoun(self, scene: Scene, anchor: Anchor) -> int | None:
        """ "They are capable of ...", "deploy them ... to see": a pronoun that opens the sentence or is its object."""
        words = self.language.words
        for k in range(min(3, anchor.hit.first)):
            if scene.key(k) in words["pronoun"] - words["relative"]:
                return k
        for k in range(anchor.hit.first - 1, -1, -1):
            if scene.key(k) in words["object_pronoun"]:
                return k
        inside = range(anchor.hit.first + 1, anchor.hit.last)  # "at 560 km, its range is"
        return next((k for k in inside if scene.key(k) in words["possessive"]), None)

    def _unsaid(self, scene: Scene, anchor: Anchor, around: Background, distance_km: float | None) -> list[Subject]:
        """No system before the anchor in its sentence: one after it, an unknown name, or what the text speaks of."""
        _words, options = self.language.words, anchor.hit.rule.options
        after = [
            k
            for k in range(anchor.hit.first, len(scene.items))
            if scene.items[k].mark == "S"
            and can_reach(scene, k)
            and not self._left.is_threat(scene, k)
            and not self._is_in_bracket(scene, anchor.last, k)
        ]
        if named := self._new_names.before(scene, anchor):
            return [named]
        if "attribute" not in options:
            fired = [k for k in after if k < anchor.last and scene.key(k - 1) in self.language.words["launch_verb"]]
            after = fired or [k for k in after if k >= anchor.last]  # "can fire Qassam rockets and still hit Ashkelon"
        if after and ("answer" in options or self._contrasted(scene, anchor.last, after[0])):
            after = []  # "defending Washington, but the JLENS can": another clause's
        if (
            after
            and ("attribute" in options or anchor.targets or anchor.figure is not None)
            and after[0] - anchor.last < _FARTHEST_AFTER
        ):
            return self._joined.group(scene, self._joined.last_of_list(scene, after[0]), around, distance_km, both=True)
        if not may_be_unsaid(scene, anchor, self.language):
            return []
        back = self.resolver.fallback(scene, anchor.hit.first, around, distance_km)
        return (
            [
                Subject(
                    back.system_id, back.system_class, back.words, None, back.rule, back.start, back.end, back.mention
                )
            ]
            if back
            else []
        )

    def _is_in_bracket(self, scene: Scene, last: int, k: int) -> bool:
        """ "Range: 24 km (40 km with Excalibur)": what another figure, in brackets, is for."""
        opened = any(scene.key(n) == "(" for n in range(last, k))
        return opened and scene.key(k - 1) in self.language.words["instrument"]

    def _contrasted(self, scene: Scene, first: int, last: int) -> bool:
        words = self.language.words
        return any(scene.key(k) in words["contrast"] or scene.key(k) in words["say_stop"] for k in range(first, last))
