"""What stands around a sentence, and the system that a claim turns out to be about."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from functools import lru_cache
from typing import TYPE_CHECKING, Final, NamedTuple

from howfar.claims.mention import DEFENCES, SENSORS, Mention

if TYPE_CHECKING:
    from howfar.claims.language import Language
    from howfar.claims.model import VerbKind
    from howfar.claims.scene import Scene

_PAIR: Final = re.compile(r"(?:^|[.;\n]\s*)([^.:;\n]{2,40}):\s+([^\n]+?)(?=\.\s|\.$|$|;|\n)")


class Subject(NamedTuple):
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


@dataclass(slots=True)
class Background:
    """What stands around a sentence: mentions before it (nearest last), the context's and the title's, owners,
    aliases.
    """

    before: Sequence[Scene] = ()
    systems: Sequence[Scene] | None = None  # of those before it the ones that may name a system; None: any may
    context: list[Scene] = field(default_factory=list)
    title: list[Scene] = field(default_factory=list)
    after: Sequence[Scene] = ()  # what a headline is about: the sentences that follow it
    here: Scene | None = None  # the sentence at hand
    following: Sequence[Scene] = ()  # sentences after it that may name a system
    goals: tuple[str, ...] = ()  # places that the claim at hand says are reached
    kind: str = ""  # what the rule at hand says is done: "sees", "strikes" ...; empty before a rule is at hand
    renamed: dict[str, str] = field(default_factory=dict)  # "the missile" -> words of the context

    def naming(self) -> Iterator[Scene]:
        """The sentences before that may name a system, the nearest first."""
        return reversed(self.before if self.systems is None else self.systems)


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
    words = language.words
    if scene.key(k - 1) in words["np_of"] and scene.word(k - 2) in words["variant"]:
        at = k - 2 if scene.items[k - 2].mark != "S" else k - 3
        while at > max(0, k - 6) and (scene.key(at) in words["variant"] | words["article"] | words["system_modifier"]):
            at -= 1
        k = at + 1  # "akin to the latest versions of the S-300"
    for parts in _by_last_word(words["derived"]).get(scene.key(k - 1), ()):
        if len(parts) <= k and [scene.word(k - len(parts) + n) for n in range(len(parts))] == parts:
            return True
    return False


@lru_cache(maxsize=8)
def _by_last_word(phrases: frozenset[str]) -> dict[str, list[list[str]]]:
    """Phrases as lists of words under their last word."""
    out: dict[str, list[list[str]]] = {}
    for phrase in phrases:
        out.setdefault(phrase.split()[-1], []).append(phrase.split())
    return out
