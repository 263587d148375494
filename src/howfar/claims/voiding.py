"""What makes a reach no claim: trials, questions whether, what is not needed, what somebody is accused of, permissions.

The words are rules with the option "void" of the language's rules.toml; here is what each of them takes away.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from howfar.claims.mention import Mention, is_platform

if TYPE_CHECKING:
    from howfar.claims.anchors import Anchor
    from howfar.claims.grammar import Grammar, Hit
    from howfar.claims.language import Language
    from howfar.claims.placenames import PlaceNames
    from howfar.claims.scene import Scene


_LONGEST_ASIDE = 8  # items between two commas


def unvoided(
    scene: Scene, found: list[Anchor], grammar: Grammar, names: PlaceNames, language: Language
) -> list[Anchor]:
    """The anchors that are claims of reach."""
    if not found:
        return found
    kept = [a for a in found if not _is_permission(scene, a.hit, names, language)]
    for hit in grammar.void_hits(scene):
        kept = [a for a in kept if not _is_void(scene, a, hit, language)]
    return kept


def is_presupposed(scene: Scene, anchor: Anchor, language: Language) -> bool:
    """Whether a question takes the reach for granted: "Why build missiles with a range of 300 km?"."""
    words, first = language.words, anchor.hit.first
    at = first - 1
    passed = words["article"] | words["adverb"] | words["upper_adjective"] | words["modal"]
    while at > 0 and scene.key(at) in passed:
        at -= 1
    if scene.key(at) not in words["attached"]:
        return False
    while at > 0 and not scene.key(at - 1)[0].isalnum():
        at -= 1
    before = range(max(0, at - 8), at)
    return any(scene.items[k].mark == "S" for k in before) and scene.key(at - 1) not in words["say"]


def _is_pierced(scene: Scene, anchor: Anchor, void: Hit, language: Language) -> bool:
    """ "Penetrate any air defence in Europe": what is pierced, and where that stands; no further verb of reach."""
    words, last = language.words, min((t.first for t in anchor.targets), default=anchor.hit.last)
    again = words["hit_verb"] | words["reach_verb"] | words["hitting_verb"]
    reaches = any(scene.key(k) in again for k in range(void.last, last))
    return anchor.hit.first <= void.first < anchor.hit.last and not reaches and anchor.figure is None


def _is_class(scene: Scene, item: int) -> bool:
    """ "ICBMs (missiles with a range of ...)": a plural word for a kind, no system."""
    what = scene.items[item].what
    return isinstance(what, Mention) and what.plural and what.system_id is None and not what.definite


def _is_after_known(scene: Scene, end: int) -> bool:
    """ "The Oreshnik is classified as a missile with a range of": what stands just before is a catalogued system."""
    what = scene.items[end - 1].what if end else None
    if end > 1 and not isinstance(what, Mention):
        what = scene.items[end - 2].what  # behind "is"
    return isinstance(what, Mention) and what.system_id is not None and not what.plural


def _is_void(scene: Scene, anchor: Anchor, void: Hit, language: Language) -> bool:  # noqa: PLR0911  one return per option
    options, first = void.rule.options, anchor.hit.first
    if "active" in options and scene.key(void.first - 1) in language.words["be"]:
        return False  # "can be fired to a range of"
    if "definition" in options and not _is_class(scene, void.slots["s"]):
        return False
    if "figure" in options:
        return anchor.figure == void.slots["d"] and not ("unnamed" in options and _is_after_known(scene, void.first))
    if "deed" in options:
        return void.first <= first < void.last or ("whole" in options and first < void.first < anchor.hit.last)
    if "near" in options:
        return void.first == first and anchor.figure == void.slots["d"]
    if "object" in options:
        return _is_pierced(scene, anchor, void, language)
    if "needless" in options:
        return "attribute" in anchor.hit.rule.options and void.first <= first < void.last
    return void.last <= first + 1 and not _leaves_clause(scene, void.last, first, anchor, language)


def _leaves_clause(scene: Scene, start: int, first: int, anchor: Anchor, language: Language) -> bool:
    """Whether the clause opened at `start` ends before item `first`, or only mentions the reach in passing."""
    words = language.words
    keys = [scene.key(k) for k in range(start, first)]
    commas = [n for n, key in enumerate(keys) if key in words["aside_mark"]]
    if len(commas) == 2 and commas[1] - commas[0] <= _LONGEST_ASIDE:
        keys = keys[: commas[0]] + keys[commas[1] + 1 :]  # "whether the missile, if it exists, can"
    if any(k in words["void_end"] or k in words["say"] for k in keys):
        return True
    in_passing = any(k in words["relative"] for k in keys[-3:]) or any(k in words["in_passing"] for k in keys[-2:])
    return "attribute" in anchor.hit.rule.options and in_passing


def _is_permission(scene: Scene, hit: Hit, names: PlaceNames, language: Language) -> bool:
    """ "Washington allows Kyiv to strike", "would let Kyiv use ATACMS to hit": policy on use, no reach."""
    words = language.words
    if scene.key(hit.first) not in words["permitting"]:
        return False
    if any(scene.key(k) in words["policy_word"] for k in range(hit.first, hit.last)):
        return True
    at = hit.first - 1
    while at >= 0 and (scene.key(at) in words["adverb"] or scene.key(at) in words["can"]):
        at -= 1
    if at < 0 or scene.items[at].mark == "S":
        return at >= 0 and is_platform(scene.items[at].what)
    return _is_ruler(scene, at, names, language)


def _is_ruler(scene: Scene, at: int, names: PlaceNames, language: Language) -> bool:
    """Whether the subject that ends at item `at` is one who permits: a country, a person, a title."""
    words, key = language.words, scene.key(at)
    if key in words["human_pronoun"] or key in words["speaker_title"] or key in words["subject_actor"]:
        return True
    first = at
    while first > 0 and scene.tokens[scene.items[first - 1].first].text[0].isupper():
        first -= 1
    if not scene.tokens[scene.items[at].first].text[0].isupper():
        return False
    return scene.key(first - 1) not in words["the"] or names.place_at(scene, first, at + 1) is not None
