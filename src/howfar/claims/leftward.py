"""The system before an anchor, past those that are only threats, loads, carriers or comparisons."""

from __future__ import annotations

from typing import TYPE_CHECKING

from howfar.claims.background import is_compared
from howfar.claims.mention import DEFENCES, PLATFORM, SENSORS, UNKNOWN, Mention
from howfar.claims.wholes import radar_of

if TYPE_CHECKING:
    from howfar.claims.anchors import Anchor
    from howfar.claims.language import Language
    from howfar.claims.scene import Scene

_LONGEST_ASIDE = 16  # items between commas
_LONGEST_CLAUSE = 14  # items
_LAUNCHERS = DEFENCES | {"rocket-artillery", "gun", UNKNOWN}


class LeftReader:
    """Looks for systems to the left. Built once; holds no state of a text."""

    def __init__(self, language: Language) -> None:
        self.language = language
        self._line_marks = frozenset({":", "–", "—", "-"})

    def nearest(self, scene: Scene, anchor: Anchor) -> int | None:  # noqa: PLR0912  each branch is one case of the guide
        """The nearest system before the anchor; -1 where that is the threat whose range is given."""
        words = self.language.words
        sees = anchor.hit.rule.kind in {"sees", "covers"}
        limit, platform = anchor.hit.first, False
        if (compared := self._gone_on_with(scene, anchor)) is not None:
            return compared
        for k in range(limit if scene.key(limit) == "S" else limit - 1, -1, -1):
            what = scene.items[k].what
            if not isinstance(what, Mention):
                continue
            before = [scene.key(n) for n in range(max(0, k - 3), k)]
            if any(b in words["comparison_word"] for b in before[-2:]) and not self._goes_on(scene, k):
                continue
            if what.system_class == PLATFORM and not sees:
                platform = True
                continue
            if scene.key(k + 1) in words["not_a_reach_after"]:
                return -1
            if (
                self._is_in_relative(scene, k, anchor)
                or self._is_measure(scene, k)
                or self._is_carrier(scene, k)
                or self._is_model(scene, k, anchor)
                or self._is_store(scene, k)
                or self._is_component(scene, k, anchor)
                or self._is_user(scene, k, anchor)
                or self._is_equipment(scene, k)
                or self._is_picture(scene, k)
            ):
                continue
            if self._is_described(scene, k):
                continue  # the name that the line is about comes next
            if self._is_countered(scene, k):
                if "attribute" in anchor.hit.rule.options:
                    return -1
                continue
            if self._is_load(scene, k, anchor):
                platform = True
                continue
            if what.system_class in SENSORS and what.system_id is None and self._is_means(scene, k, anchor):
                continue
            acts = k == limit - 1 and anchor.hit.rule.kind == "sees"  # "while the Su-57 sees it at 35 km"
            if what.system_class == PLATFORM and not acts and any(scene.items[n].mark == "S" for n in range(k)):
                continue
            if self._is_object(scene, k, anchor) or self._is_whole(scene, k) or self._is_nickname(scene, k):
                continue
            if what.system_id is None and not what.anaphoric and what.possessor is None and self.is_threat(scene, k):
                if "attribute" in anchor.hit.rule.options and limit - k <= 4:
                    return -1
                continue
            return k
        return -1 if platform and "attribute" in anchor.hit.rule.options else None

    def _gone_on_with(self, scene: Scene, anchor: Anchor) -> int | None:
        """ "Flies farther than the Iskander, which reaches 500 km": the compared, inside the rule's own words."""
        for k in range(anchor.hit.first + 1, anchor.hit.last):
            is_compared_here = scene.key(k - 1) in self.language.words["comparison_word"]
            if scene.items[k].mark == "S" and is_compared_here and self._goes_on(scene, k):
                return k
        return None

    def _goes_on(self, scene: Scene, k: int) -> bool:
        """ "Farther than the Qassam, which can fly 10 km": what is said is of the compared."""
        at = k + 1
        if scene.key(at).isalpha() and scene.key(at + 1) == ",":
            at += 1  # "artillery pieces, which"
        if scene.key(at) == ",":
            at += 1
        if scene.key(at + 1) in self.language.words["np_of"]:
            at += 2  # ", many of which can"
        return scene.key(at) in self.language.words["relative"]

    def _is_object(self, scene: Scene, k: int, anchor: Anchor) -> bool:
        """ "The laser can burn through drones at a distance of 1 km": what is acted upon, the actor before "can"."""
        what, words = scene.items[k].what, self.language.words
        if not isinstance(what, Mention) or what.system_id is not None or what.definite or not what.plural:
            return False
        if "," in {scene.key(k + 1), scene.key(k + 2)} and self._goes_on(scene, k):
            return False
        if self._is_engaged(scene, k, anchor):
            return True
        modal = next((n for n in range(k - 1, max(-1, k - 10), -1) if scene.key(n) in words["modal"]), None)
        between = range(k + 1, anchor.hit.first)
        if modal is None or any(scene.key(n) in words["attaching"] for n in between):
            return False
        return any(scene.items[n].mark == "S" and can_reach(scene, n) for n in range(modal))

    def _is_engaged(self, scene: Scene, k: int, anchor: Anchor) -> bool:
        """ "Designed to intercept targets such as aircraft, cruise and ballistic missiles at a distance of"."""
        words = self.language.words
        verbs = words["engage_verb"] | words["engaging_verb"] | words["sees_verb"] | words["seeing_verb"]
        if any(scene.key(n) in words["attaching"] for n in range(k + 1, anchor.hit.first)):
            return False
        for n in range(k - 1, max(0, k - 24), -1):
            if scene.key(n) in words["clause_edge"] | words["relative"]:
                return False
            if scene.key(n) in verbs and any(scene.key(m) in words["modal"] for m in range(max(0, n - 3), n)):
                return True
        return False

    def _is_described(self, scene: Scene, k: int) -> bool:
        """ "Jericho 2: a medium-range missile with": the name that the line is about, before what it is."""
        what, head = scene.items[k].what, scene.items[k - 2].what if k >= 2 else None
        if not isinstance(what, Mention) or what.system_id is not None or scene.key(k - 1) not in self._line_marks:
            return False
        opens = k == 2 or all(scene.items[n].mark == "N" or not scene.key(n)[0].isalnum() for n in range(k - 2))
        return opens and isinstance(head, Mention) and head.system_id is not None

    def _is_countered(self, scene: Scene, k: int) -> bool:
        """ "The Iron Dome is designed for rockets of between 4 and 70 km range": what an air defence is made for."""
        words, what = self.language.words, scene.items[k].what
        if not isinstance(what, Mention) or what.system_id or not what.plural:
            return False
        if scene.key(k - 1) not in words["made_for"] or scene.key(k - 2) not in words["purposed"]:
            return False
        return any(isinstance(i.what, Mention) and i.what.system_class in DEFENCES for i in scene.items[:k])

    def _is_model(self, scene: Scene, k: int, anchor: Anchor) -> bool:
        """ "It replaces the Voevoda and can fly", "modelled on the Kh-55, has": only compared with the subject."""
        words = self.language.words
        if not is_compared(scene, k, self.language) or self._goes_on(scene, k):
            return False
        if scene.key(k + 1) == "," and any(scene.key(n) == "," for n in range(max(0, k - 5), k)):
            return True  # "the HQ-9, comparable to the S-300, with a range of": an aside
        following = [scene.key(n) for n in range(k + 1, min(k + 3, anchor.hit.first))]
        return anchor.hit.first - k > 1 and not any(f in words["attaching"] - {","} for f in following)

    def _is_in_relative(self, scene: Scene, k: int, anchor: Anchor) -> bool:
        """ "The rockets, which are in the arsenal, can", "the launcher, able to fire the Tomahawk, puts": inside an
        aside that is over where the reach begins.
        """
        closed = [n for n in range(k + 1, anchor.hit.first) if scene.key(n) == ","]
        if len(closed) != 1 or anchor.hit.first - closed[0] > 3:
            return False
        openers = self.language.words["relative"] | self.language.words["aside_opener"]
        for n in range(k - 1, max(1, k - _LONGEST_ASIDE), -1):
            if scene.key(n) == "," and scene.items[n - 1].mark != "S":
                return False
            if scene.key(n) in openers and scene.key(n - 1) == ",":
                return can_reach(scene, n - 2)
        return False

    def _is_component(self, scene: Scene, k: int, anchor: Anchor) -> bool:
        """ "The JORN comprises three radars and is part of a network that sees": what the one before consists of."""
        words, what = self.language.words, scene.items[k].what
        if not isinstance(what, Mention) or (what.definite and what.system_id is None):
            return False
        verb = next((n for n in range(k - 1, max(0, k - 6), -1) if scene.key(n) in words["comprise_verb"]), None)
        if verb is None or any(scene.items[n].mark == "S" or scene.key(n) == "," for n in range(verb, k)):
            return False
        is_pronoun = scene.key(verb - 1) in words["speaker_it"]
        if not is_pronoun and not any(scene.items[n].mark == "S" and can_reach(scene, n) for n in range(verb)):
            return False
        joins = [n for n in range(k + 1, anchor.hit.first) if scene.key(n) in words["np_and"]]
        return any(scene.key(n + 1) in words["be"] | words["have"] | words["modal"] for n in joins)

    def _is_user(self, scene: Scene, k: int, anchor: Anchor) -> bool:
        """ "The Oniks which the Bastion fires has a range": who uses it, inside a relative clause without commas."""
        words = self.language.words
        if scene.key(k - 1) not in words["relative"] or not can_reach(scene, k - 2):
            return False
        return anchor.hit.first > k + 1 and scene.key(k + 1) in words["carry_verb"]

    def _is_equipment(self, scene: Scene, k: int) -> bool:
        """ "E-3 aircraft that sport a rotating radar would": a nameless sensor that the named one before it has."""
        what, words = scene.items[k].what, self.language.words
        if not isinstance(what, Mention) or what.system_id or what.definite or what.system_class not in SENSORS:
            return False
        if scene.key(k - 1) not in words["carry_verb"] | words["have"] | words["instrument"]:
            return False
        before = [scene.items[n].what for n in range(k - 2, max(-1, k - 5), -1)]
        return any(isinstance(b, Mention) and b.system_id and b.system_class in SENSORS for b in before)

    def _is_store(self, scene: Scene, k: int) -> bool:
        """ "It has 13,000 rockets in its arsenal, with ranges of": where the rockets are, not what has the range."""
        words, what = self.language.words, scene.items[k].what
        is_store = isinstance(what, Mention) and scene.tokens[what.last - 1].key in words["store_word"]
        if not is_store or scene.key(k - 1) not in words["place_preposition"]:
            return False
        return any(scene.items[n].mark == "S" and can_reach(scene, n) for n in range(k - 1))

    def _is_picture(self, scene: Scene, k: int) -> bool:
        """ "The AWACS provides radar coverage": no radar, but what the one before gives."""
        words, what = self.language.words, scene.items[k].what
        if not isinstance(what, Mention) or what.system_id or what.definite or what.system_class not in SENSORS:
            return False
        if scene.key(k + 1) not in words["coverage_noun"]:
            return False
        return any(scene.items[n].mark == "S" for n in range(k))

    def _is_measure(self, scene: Scene, k: int) -> bool:
        """ "70 km, less than half the range of Scuds": only what the reach is measured by."""
        words = self.language.words
        if scene.key(k - 1) not in words["np_of"] or scene.key(k - 2) not in words["range_word"]:
            return False
        before = [scene.key(n) for n in range(max(0, k - 6), k - 2)]
        return any(b in self.language.numbers["ratio"] or b in words["times"] for b in before)

    def _is_nickname(self, scene: Scene, k: int) -> bool:
        """ "The Hwasong-17, dubbed the 'monster missile',": a name for the one before."""
        what, words = scene.items[k].what, self.language.words
        if not isinstance(what, Mention):
            return False
        before = range(max(0, k - 5), k)
        naming = words["nicknaming"] if what.known else words["surely_naming"]
        at = max((n for n in before if scene.key(n) in naming), default=None)
        named = at is not None and not any(scene.key(n) == "," for n in (range(at, k) if what.known else before[-3:]))
        return named and any(scene.items[n].mark == "S" and can_reach(scene, n) for n in range(k))

    def _is_whole(self, scene: Scene, k: int) -> bool:
        """ "The 9M82M missile of the S-300V4": the system after "of", with a named one or a radar right before that."""
        part = next((n for n in range(k - 2, max(-1, k - 7), -1) if scene.items[n].mark == "S"), None)
        if part is not None and radar_of(scene, part, self.language):
            return True
        before = scene.items[k - 2].what if k >= 2 and scene.key(k - 1) in self.language.words["np_of"] else None
        return isinstance(before, Mention) and before.system_id is not None and can_reach(scene, k - 2)

    def _is_carrier(self, scene: Scene, k: int) -> bool:
        """ "rounds, fired from the same gun, have a range": what fires them, with the rounds named before."""
        words = self.language.words
        before = [scene.key(n) for n in range(max(0, k - 3), k)]
        carried = any(b in words["carried_past"] for b in before) and any(b in words["carrier_prep"] for b in before)
        return carried and any(scene.items[n].mark == "S" for n in range(k))

    def _is_load(self, scene: Scene, k: int, anchor: Anchor) -> bool:
        """Whether the system at item k is only carried or fired by the real subject ("carries 12 missiles and
        engages").
        """
        words = self.language.words
        if self.is_ammunition(scene, k):
            return True
        between = [scene.key(n) for n in range(k + 1, anchor.hit.first)]
        attached = any(b in words["attaching"] for b in between[:3] if b != ",") or scene.key(k + 1) == ","
        if attached or (not between and "attribute" in anchor.hit.rule.options):
            return False
        verb = next((n for n in range(k - 1, max(-1, k - 4), -1) if scene.key(n) in words["carry_verb"]), None)
        if verb is None or any(scene.key(n) == "," for n in range(verb, k)):  # "firing a standard shell, an M777 can"
            return False
        return any(scene.items[n].mark == "S" and scene.key(n + 1) not in words["test_event"] for n in range(k))

    def is_ammunition(self, scene: Scene, k: int) -> bool:
        """ "A launcher that fires missiles with a range of 75 km": nameless loads of a weapon named before them."""
        what, words = scene.items[k].what, self.language.words
        if not isinstance(what, Mention) or what.system_id or what.definite or not what.plural:
            return False
        verb = next((n for n in range(k - 1, max(-1, k - 6), -1) if scene.key(n) in words["carry_verb"]), None)
        if verb is None or any(scene.items[n].mark == "S" or scene.key(n) == "," for n in range(verb + 1, k)):
            return False
        weapons = [scene.items[n].what for n in range(verb - 1, -1, -1) if scene.items[n].mark == "S"]
        weapon = next((w for w in weapons if isinstance(w, Mention)), None)
        if weapon is None or weapon.system_class in SENSORS | {PLATFORM}:
            return False
        return weapon.system_class in _LAUNCHERS or weapon.system_id is not None

    def _is_means(self, scene: Scene, k: int, anchor: Anchor) -> bool:
        """Whether the sensor at item k is only what something else engages with ("use radar to engage")."""
        verbs = self.language.words["engage_verb"] | self.language.words["engaging_verb"]
        return any(scene.key(n) in verbs for n in range(k + 1, anchor.hit.last))

    def _is_stopped_last(self, scene: Scene, k: int) -> bool:
        """ "Raketen mit 1000 km Reichweite abzuwehren": the verb of stopping ends the clause."""
        for n in range(k + 1, min(k + _LONGEST_CLAUSE, len(scene.items))):
            if scene.key(n) in self.language.words["threat_last"]:
                return True
            if not scene.key(n)[0].isalnum() or scene.items[n].mark == "S":
                return False
        return False

    def is_threat(self, scene: Scene, k: int) -> bool:
        """Whether the system at item k is what another one is there to stop."""
        words, n, left = self.language.words, k - 1, 4
        if words["threat_last"] and self._is_stopped_last(scene, k):
            return True
        while n >= 0 and left:
            listed = scene.key(n) == "," or scene.key(n) in words["np_and"]
            if listed and n and scene.items[n - 1].mark == "S":
                n -= 2  # "against bombers, cruise missiles and ballistic missiles"
                continue
            if scene.key(n) == ",":
                return False  # "From Kaliningrad, Russian radars"
            if scene.key(n) in words["instrument"]:
                return False  # "attacks against Warsaw with Iskander missiles"
            if scene.key(n) in words["threat_word"]:
                return True
            n, left = n - 1, left - 1
        return False


def can_reach(scene: Scene, k: int) -> bool:
    """Whether the item is a system that may have a reach: no ship, plane or vehicle."""
    what = scene.items[k].what
    return isinstance(what, Mention) and what.system_class != PLATFORM
