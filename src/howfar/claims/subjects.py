"""Whose reach it is: the system before an anchor, after it, behind a pronoun, or known only from the text around."""

from __future__ import annotations

from typing import TYPE_CHECKING

from howfar.claims.names import PLATFORM, SENSORS, UNKNOWN, Mention, slug
from howfar.claims.quantities import Quantity
from howfar.claims.resolve import Background, Resolver, Subject, is_compared

if TYPE_CHECKING:
    from howfar.claims.anchors import Anchor
    from howfar.claims.language import Language
    from howfar.claims.scene import Scene
    from howfar.claims.slots import PlaceReader


_FARTHEST_AFTER = 16  # items between a reach and a system that is named only after it


class SubjectReader:
    """Finds the systems that an anchor speaks of. Built once; holds no state of a text."""

    def __init__(self, places: PlaceReader, resolver: Resolver, language: Language) -> None:
        self.places, self.resolver, self.language = places, resolver, language

    def subjects(self, scene: Scene, anchor: Anchor, around: Background, distance_km: float | None) -> list[Subject]:
        """The systems whose reach the anchor gives; empty where it is nobody's, or a ship's, a threat's, a treaty's."""
        found = self._subjects(scene, anchor, around, distance_km)
        return [s for s in found if not self._is_unfit(scene, anchor, s)]

    def _is_unfit(self, scene: Scene, anchor: Anchor, subject: Subject) -> bool:
        """Ships, planes and vehicles have an endurance, not a reach; treaties speak of classes; threats have ranges
        too.
        """
        rule, words = anchor.hit.rule, self.language.words
        if subject.system_class == PLATFORM and rule.kind not in {"sees", "covers"}:
            return True
        generic = subject.mention is None or subject.mention.system_id is None
        keys = set(scene.string.split())
        figured = anchor.figure is not None or "attribute" in rule.options
        if figured and generic and bool(keys & words["treaty"]):
            return True
        unnamed = subject.mention is not None and generic and not subject.mention.definite
        if unnamed and subject.rule == "kind" and self._is_arms(scene, subject):
            return True
        limit = subject.item if subject.item is not None else 0
        asked = any(scene.key(k) in words["request"] for k in range(max(0, limit - 8), limit))
        return asked and (unnamed or scene.key(anchor.hit.first) in words["purpose"])

    def _is_arms(self, scene: Scene, subject: Subject) -> bool:
        """ "Russian weapons able to hit their cities": arms of no kind, which name no system."""
        if subject.mention is None or subject.mention.system_class != UNKNOWN or subject.item is None:
            return False
        return scene.tokens[scene.items[subject.item].last - 1].key in self.language.words["arms_word"]

    def _subjects(self, scene: Scene, anchor: Anchor, around: Background, distance_km: float | None) -> list[Subject]:  # noqa: PLR0911  each return is one case of the guide
        hit = anchor.hit
        if "s" in hit.slots:
            return self._group(scene, hit.slots["s"], around, distance_km, both=True)
        if right := self._right_item(scene, anchor):
            return self._group(scene, right, around, distance_km, both=False)
        left = self._left_item(scene, anchor)
        if left == -1:
            return []
        pronoun = self._pronoun_before(scene, anchor)
        if left is None and pronoun is None:
            pronoun = self._opening_pronoun(scene, anchor)
        if left is not None and (pronoun is None or pronoun < left or self._is_relative(scene, left, pronoun)):
            return self._group(
                scene,
                left,
                around,
                distance_km,
                both="attribute" not in hit.rule.options
                or self._has_verb(scene, anchor, left)
                or self._is_listed(scene, anchor),
            )
        if pronoun is not None and scene.key(pronoun) not in self.language.words["human_pronoun"]:
            found = self.resolver.fallback(scene, pronoun, around, distance_km)
            if found:
                return [self._as_pronoun(scene, pronoun, found)]
            if left is not None and scene.key(pronoun) in self.language.words["possessive"]:
                return self._group(scene, left, around, distance_km, both=False)  # "the weapon, with its 500 km range"
        return self._unsaid(scene, anchor, around, distance_km)

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

    @staticmethod
    def _is_listed(scene: Scene, anchor: Anchor) -> bool:
        what = scene.items[anchor.figure].what if anchor.figure is not None else None
        return isinstance(what, Quantity) and what.listed

    def _has_verb(self, scene: Scene, anchor: Anchor, left: int) -> bool:
        """ "A and B have a range": a verb between, so the whole list is the subject; not in "A and B with a range"."""
        words = self.language.words
        return any(scene.key(k) in words["have_verb"] for k in range(left + 1, anchor.first + 1))

    def _right_item(self, scene: Scene, anchor: Anchor) -> int | None:  # noqa: PLR0911  each return is one case of the guide
        """A system right after the anchor ("a 300 km range missile", "500 km for the Iskander") or at its head."""
        words, options = self.language.words, anchor.hit.rule.options
        if anchor.figure is None and not anchor.bare and "or-left" not in options and "place-left" not in options:
            return None
        if anchor.hit.rule.subject == "right":
            return anchor.hit.last - 1
        at = anchor.hit.last
        if "attribute" in options:
            for k in range(anchor.hit.first, anchor.hit.last):
                if scene.items[k].mark == "S" and self._fit_item(scene, k):
                    return k
        gap = 0
        while (
            "attribute" in options
            and at < len(scene.items)
            and gap < 3
            and (scene.key(at) in words["right_link"] or scene.items[at].mark == "S")
        ):
            if scene.items[at].mark == "S":
                return at if self._fit_item(scene, at) else None
            at, gap = at + 1, gap + 1
        if "place-left" in options or "or-left" in options:
            for k in range(anchor.hit.last, min(anchor.hit.last + 6, len(scene.items))):
                if (
                    scene.items[k].mark == "S"
                    and (k == anchor.hit.last or self._links(scene, anchor.hit.last))
                    and self._fit_item(scene, k)
                ):
                    return k
                if not scene.key(k)[0].isalnum() and scene.key(k) not in {"'s", "’s", "-"}:
                    break
        if anchor.hit.first <= 3 and "verb" not in options:
            return self._after_comma(scene, anchor)
        return self._after_comma(scene, anchor) if anchor.hit.first <= 1 else None

    def _links(self, scene: Scene, k: int) -> bool:
        words = self.language.words
        return scene.key(k) in words["right_link"] or scene.key(k) in words["determiner"]

    def _after_comma(self, scene: Scene, anchor: Anchor) -> int | None:
        """ "With a range of 500 km, the Iskander ...": the main clause's subject."""
        if any(scene.items[k].mark == "S" and self._fit_item(scene, k) for k in range(anchor.hit.first + 1)):
            return None
        for k in range(anchor.last, min(anchor.last + 14, len(scene.items) - 1)):
            if scene.key(k) == "," and scene.items[k + 1].mark == "S" and self._fit_item(scene, k + 1):
                return k + 1
        return None

    def _fit_item(self, scene: Scene, k: int) -> bool:
        what = scene.items[k].what
        return isinstance(what, Mention) and what.system_class != PLATFORM

    def _left_item(self, scene: Scene, anchor: Anchor) -> int | None:
        """The nearest system before the anchor; -1 where that is the threat whose range is given."""
        words = self.language.words
        sees = anchor.hit.rule.kind in {"sees", "covers"}
        limit, platform = anchor.hit.first, False
        for k in range(limit if scene.key(limit) == "S" else limit - 1, -1, -1):
            what = scene.items[k].what
            if not isinstance(what, Mention):
                continue
            before = [scene.key(n) for n in range(max(0, k - 3), k)]
            if any(b in words["comparison_word"] for b in before[-2:]):
                continue
            if what.system_class == PLATFORM and not sees:
                platform = True
                continue
            if scene.key(k + 1) in words["not_a_reach_after"]:
                return -1
            if self._is_carrier(scene, k) or self._is_model(scene, k, anchor):
                continue
            if self._is_load(scene, k, anchor):
                platform = True
                continue
            if what.system_class in SENSORS and what.system_id is None and self._is_means(scene, k, anchor):
                continue
            if what.system_class == PLATFORM and any(scene.items[n].mark == "S" for n in range(k)):
                continue
            if self._is_object(scene, k, anchor) or self._is_whole(scene, k) or self._is_nickname(scene, k):
                continue
            if what.system_id is None and not what.anaphoric and what.possessor is None and self._is_threat(scene, k):
                if "attribute" in anchor.hit.rule.options and limit - k <= 4:
                    return -1
                continue
            return k
        return -1 if platform and "attribute" in anchor.hit.rule.options else None

    def _is_object(self, scene: Scene, k: int, anchor: Anchor) -> bool:
        """ "The laser can burn through drones at a distance of 1 km": what is acted upon, the actor before "can"."""
        what, words = scene.items[k].what, self.language.words
        if not isinstance(what, Mention) or what.system_id is not None or what.definite or not what.plural:
            return False
        modal = next((n for n in range(k - 1, max(-1, k - 10), -1) if scene.key(n) in words["modal"]), None)
        between = range(k + 1, anchor.hit.first)
        if modal is None or any(scene.key(n) in words["attaching"] for n in between):
            return False
        return any(scene.items[n].mark == "S" and self._fit_item(scene, n) for n in range(modal))

    def _is_model(self, scene: Scene, k: int, anchor: Anchor) -> bool:
        """ "It replaces the Voevoda and can fly", "modelled on the Kh-55, has": only compared with the subject."""
        words = self.language.words
        if not is_compared(scene, k, self.language):
            return False
        following = [scene.key(n) for n in range(k + 1, min(k + 3, anchor.hit.first))]
        return anchor.hit.first - k > 1 and not any(f in words["attaching"] - {","} for f in following)

    def _is_nickname(self, scene: Scene, k: int) -> bool:
        """ "The Hwasong-17, dubbed the 'monster missile',": a name for the one before."""
        what, words = scene.items[k].what, self.language.words
        if not isinstance(what, Mention):
            return False
        before = range(max(0, k - 5), k)
        naming = words["nicknaming"] if what.known else words["naming"]
        at = max((n for n in before if scene.key(n) in naming), default=None)
        named = at is not None and not any(scene.key(n) == "," for n in (range(at, k) if what.known else before[-3:]))
        return named and any(scene.items[n].mark == "S" and self._fit_item(scene, n) for n in range(k))

    def _is_whole(self, scene: Scene, k: int) -> bool:
        """ "The 9M82M missile of the S-300V4": the system after "of", with a named one right before that."""
        before = scene.items[k - 2].what if k >= 2 and scene.key(k - 1) in self.language.words["np_of"] else None
        return isinstance(before, Mention) and before.system_id is not None and self._fit_item(scene, k - 2)

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
        between = [scene.key(n) for n in range(k + 1, anchor.hit.first)]
        if any(b in words["attaching"] for b in between) or (not between and "attribute" in anchor.hit.rule.options):
            return False
        if not any(scene.key(n) in words["carry_verb"] for n in range(max(0, k - 3), k)):
            return False
        return any(scene.items[n].mark == "S" for n in range(k))

    def _is_means(self, scene: Scene, k: int, anchor: Anchor) -> bool:
        """Whether the sensor at item k is only what something else engages with ("use radar to engage")."""
        verbs = self.language.words["engage_verb"] | self.language.words["engaging_verb"]
        return any(scene.key(n) in verbs for n in range(k + 1, anchor.hit.last))

    def _is_threat(self, scene: Scene, k: int) -> bool:
        """Whether the system at item k is what another one is there to stop."""
        words = self.language.words
        for n in range(k - 1, max(-1, k - 5), -1):
            if scene.key(n) == ",":
                return False  # "From Kaliningrad, Russian radars"
            if scene.key(n) in words["threat_word"]:
                return True
        return False

    def _pronoun_before(self, scene: Scene, anchor: Anchor) -> int | None:
        words = self.language.words
        for k in range(anchor.hit.first, max(-1, anchor.hit.first - 5), -1):
            key = scene.key(k)
            near = k == anchor.hit.first - 1 or key not in words["determiner"] | words["counted"]
            if (
                k < anchor.hit.first
                and near
                and (key in words["pronoun"] - words["relative"] or key in words["human_pronoun"])
            ):
                return k
            if k == anchor.hit.first and key in words["possessive"]:
                return k
            if key in words["possessive"] and scene.items[k].mark != "S":
                return k
        return None

    def _opening_pronoun(self, scene: Scene, anchor: Anchor) -> int | None:
        """ "They are capable of ...", "deploy them ... to see": a pronoun that opens the sentence or is its object."""
        words = self.language.words
        for k in range(min(3, anchor.hit.first)):
            if scene.key(k) in words["pronoun"] - words["relative"]:
                return k
        for k in range(anchor.hit.first - 1, -1, -1):
            if scene.key(k) in words["object_pronoun"]:
                return k
        return None

    def _unsaid(self, scene: Scene, anchor: Anchor, around: Background, distance_km: float | None) -> list[Subject]:
        """No system before the anchor in its sentence: one after it, an unknown name, or what the text speaks of."""
        _words, options = self.language.words, anchor.hit.rule.options
        after = [
            k
            for k in range(anchor.hit.first, len(scene.items))
            if scene.items[k].mark == "S" and self._fit_item(scene, k) and not self._is_threat(scene, k)
        ]
        if named := self._unknown_name(scene, anchor):
            return [named]
        if "attribute" not in options:
            after = [k for k in after if k >= anchor.last]
        if (
            after
            and ("attribute" in options or anchor.targets or anchor.figure is not None)
            and after[0] - anchor.last < _FARTHEST_AFTER
        ):
            found = self.resolver.subject_of(scene, after[0], around, distance_km)
            return [found] if found else []
        if not self._may_be_unsaid(scene, anchor):
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

    def _may_be_unsaid(self, scene: Scene, anchor: Anchor) -> bool:
        """Whether the subject before the anchor leaves room for a system named elsewhere."""
        words, at = self.language.words, anchor.hit.first - 1
        while at >= 0 and (scene.key(at) in words["adverb"] or scene.key(at) in words["determiner"]):
            at -= 1
        if at < 0 or "attribute" in anchor.hit.rule.options or "place-left" in anchor.hit.rule.options or anchor.bare:
            return True
        key = scene.key(at)
        strong = any(scene.key(k) in words["strong_ability"] for k in range(anchor.hit.first, anchor.hit.last))
        window = {scene.key(k) for k in range(max(0, at - 4), at + 1)}
        if window & words["human_pronoun"]:
            return strong or anchor.figure is not None or anchor.hit.rule.kind == "sees"
        if not key[0].isalnum() or key in words["np_stop"] or key in words["np_and"]:
            return True
        token = scene.tokens[scene.items[at].first]
        if token.text[0].isupper() or window & words["subject_actor"]:
            return strong or anchor.figure is not None
        return False

    def _unknown_name(self, scene: Scene, anchor: Anchor) -> Subject | None:
        """ "the Ghadr can reach": a capitalised name after "the" that is no place, right before the ability."""
        words, last = self.language.words, anchor.hit.first
        passed = words["adverb"] | words["have"] | words["be"] | words["ability_word"]
        if "attribute" in anchor.hit.rule.options:
            passed |= words["article"] | words["upper_adjective"]
        while last > 0 and scene.key(last - 1) in passed and not self._is_named(scene, last - 1):
            last -= 1
        return self._named_up_to(scene, last) or self._unknown_owner(scene, anchor)

    def _is_named(self, scene: Scene, k: int) -> bool:
        """Whether the word at item k is a capital inside a sentence."""
        return k > 0 and scene.tokens[scene.items[k].first].text[0].isupper()

    def _unknown_owner(self, scene: Scene, anchor: Anchor) -> Subject | None:
        """ "the range of the Flamingo is": a name inside the rule's own words."""
        if "attribute" not in anchor.hit.rule.options or anchor.figure is None:
            return None
        words = self.language.words
        for k in range(anchor.hit.first + 1, anchor.figure - 1):
            if scene.key(k) in words["np_of"] and scene.key(k + 1) in words["the"]:
                last = k + 2
                while last < anchor.figure and self._is_named(scene, last):
                    last += 1
                return self._named_up_to(scene, last) if last > k + 2 else None
        return None

    def _named_up_to(self, scene: Scene, last: int) -> Subject | None:
        """The capitalised name that ends before item `last`, where it can be a system's."""
        words, first = self.language.words, last
        while first > 0:
            token = scene.tokens[scene.items[first - 1].first]
            if (
                token.kind == "mark"
                or not (token.text[0].isupper() or token.text[0].isdigit())
                or token.key in words["determiner"]
            ):
                break
            first -= 1
        lettered = [scene.tokens[scene.items[k].first].text for k in range(first, last)]
        numbered = any(t[0].isdigit() for t in lettered[1:])
        if (
            first == last
            or not (numbered or (first and scene.key(first - 1) in words["the"]))
            or lettered[0][0].isdigit()
        ):
            return None
        name = scene.words(first, last)
        if self.places.lexicon.place(name) or any(scene.key(k) in words["speaker_title"] for k in range(first, last)):
            return None
        if self.resolver.lexicon.demonym(name) or name.isupper():
            return None
        return Subject(
            slug([name]),
            UNKNOWN,
            scene.words(first - 1, last),
            first,
            "unknown name",
            scene.start(first),
            scene.end(last - 1),
        )

    def _group(
        self, scene: Scene, item: int, around: Background, distance_km: float | None, *, both: bool
    ) -> list[Subject]:
        """The mention at `item` with those coordinated before it ("the S-300 and S-400")."""
        members, joins = [item], self.language.words["np_and"] | self.language.words["group_and"]
        k = item
        while both and k > 1:
            join = scene.key(k - 1)
            j = k - 2
            if join in joins and scene.key(j) == ",":
                j -= 1
            if join not in joins and join != ",":
                break
            if j < 0 or scene.items[j].mark != "S" or (join == "," and len(members) == 1):
                break
            if not self._listed_alike(scene, j, item):
                break
            members.append(j)
            k = j
        found = [self.resolver.subject_of(scene, k, around, distance_km) for k in reversed(members)]
        return [s for s in found if s is not None]

    def _listed_alike(self, scene: Scene, a: int, b: int) -> bool:
        first, second = scene.items[a].what, scene.items[b].what
        return (
            isinstance(first, Mention)
            and isinstance(second, Mention)
            and first.system_class != PLATFORM
            and (
                first.system_id != second.system_id
                or first.system_id is None
                or scene.word(a) != scene.word(b)  # Scud-B and Scud-C
            )
        )
