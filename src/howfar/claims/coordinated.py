"""Systems joined with "and" or commas: those of which one thing is said together."""

from __future__ import annotations

from typing import TYPE_CHECKING

from howfar.claims.mention import PLATFORM, SENSORS, Mention, is_platform
from howfar.claims.pairs import both as two_of

if TYPE_CHECKING:
    from howfar.claims.background import Background, Subject
    from howfar.claims.language import Language
    from howfar.claims.resolve import Resolver
    from howfar.claims.scene import Scene


class Coordinated:
    """Finds the systems joined to one. Built once; holds no state of a text."""

    def __init__(self, resolver: Resolver, language: Language) -> None:
        self.resolver, self.language = resolver, language

    def group(
        self, scene: Scene, item: int, around: Background, distance_km: float | None, *, both: bool
    ) -> list[Subject]:
        """The mention at `item` with those coordinated before it ("the S-300 and S-400"), or the two of "both"."""
        if pair := two_of(scene, item, around, distance_km, self.resolver, self.language):
            return pair
        members, joins = [item], self.language.words["np_and"] | self.language.words["group_and"]
        k = item
        while both and k > 1:
            join = scene.key(k - 1)
            j = k - 2
            if scene.items[k - 1].mark == "N":
                join, j = scene.key(k - 2), k - 3  # "1,900 ballistic missiles and 300 cruise missiles"
            if join in joins and scene.key(j) == ",":
                j -= 1
            if join not in joins and join != ",":
                break
            if j < 0 or scene.items[j].mark != "S" or (join == "," and len(members) == 1):
                break
            if not self._listed_alike(scene, j, item):
                break
            if self._is_alias(scene, j, k):
                break
            members.append(j)
            k = j
        found = [self.resolver.subject_of(scene, k, around, distance_km) for k in reversed(members)]
        return [s for s in found if s is not None]

    def last_behind(self, scene: Scene, item: int) -> int:
        """ "Within range of its guns and rocket launchers": the last of those joined to the system at `item`."""
        joins, verbs = self.language.words["np_and"], self.language.words["modal"] | self.language.words["have_verb"]
        at, last = item, item
        while scene.key(at + 1) in joins or scene.key(at + 1) == ",":
            by_comma = scene.key(at + 1) == ","
            following = at + 2 + (by_comma and scene.key(at + 2) in joins)
            if scene.key(following) != "S" or not self._listed_alike(scene, at, following):
                break
            if is_platform(scene.items[following].what) or scene.key(following + 1) in verbs:
                break
            last = last if by_comma and following == at + 2 else following  # a list ends with an "and"
            at = following
        return last

    def _is_alias(self, scene: Scene, j: int, k: int) -> bool:
        """ "The Army Tactical Missile System, or ATACMS, has": the one at item k is the other's short name."""
        words, what = self.language.words, scene.items[k].what
        said = isinstance(what, Mention) and what.last - what.first == 1
        joined = scene.key(k - 1) in words["span_or"] and scene.key(k - 2) == "," and scene.key(k + 1) == ","
        return said and joined and scene.key(j - 1) != ","

    def last_of_list(self, scene: Scene, item: int) -> int:
        """ "Can reach Athens with its SOM and Bora missiles": the last of those that the rule's slot begins."""
        first = scene.items[item].what
        named = isinstance(first, Mention) and first.system_id is not None
        while named and item + 2 < len(scene.items) and scene.items[item + 2].mark == "S":
            what, join = scene.items[item + 2].what, scene.key(item + 1)
            if join not in self.language.words["np_and"] or not self._listed_alike(scene, item, item + 2):
                break
            if not isinstance(what, Mention) or what.system_id is None:
                break
            if scene.key(item + 3) in self.language.words["modal"] | self.language.words["have_verb"]:
                break  # "with the SOM, and the Bora can"
            item += 2
        return item

    def _listed_alike(self, scene: Scene, a: int, b: int) -> bool:
        first, second = scene.items[a].what, scene.items[b].what
        return (
            isinstance(first, Mention)
            and isinstance(second, Mention)
            and first.system_class != PLATFORM
            and (first.system_class in SENSORS) == (second.system_class in SENSORS)
            and (
                first.system_id != second.system_id
                or first.system_id is None
                or scene.word(a) != scene.word(b)  # Scud-B and Scud-C
            )
        )
