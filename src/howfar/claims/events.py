"""What happened is no reach: "flew a distance of 500 km"."""

from __future__ import annotations

from collections.abc import Mapping
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from howfar.claims.grammar import Hit
    from howfar.claims.language import Language
    from howfar.claims.scene import Scene


def is_event(scene: Scene, hit: Hit, language: Language) -> bool:
    """Something that happened ("flew a distance of 500 km"): no ability is said, and an event verb stands near."""
    words = language.words
    if "firm" in hit.rule.options:
        return False
    if _flew_then(scene, hit, words):
        return True
    window = [scene.key(k) for k in range(max(0, hit.first - 8), hit.last)]
    told = "verb" in hit.rule.options or scene.key(hit.first) in words["event_distance"]
    if told and _is_trial(scene, hit, words):
        return True
    if language.says("event_phrase", window):
        return True
    if any(k in words["capability"] for k in window):
        return False
    return any(_happens(scene, k, hit, words) for k in range(max(0, hit.first - 12), hit.last))


def _is_trial(scene: Scene, hit: Hit, words: Mapping[str, frozenset[str]]) -> bool:
    """ "The test combined two lasers to destroy drones at 2 km": a trial before the verb, and no ability."""
    verb = {scene.key(hit.first), f"{scene.key(hit.first)} {scene.key(hit.first + 1)}"}
    if verb & (words["sees_verb"] | words["engages_verb"] | words["hits_verb"] | words["enabling"]):
        return False  # "in trials it takes on jets at 40 km"
    before = [scene.key(k) for k in range(max(0, hit.first - 16), hit.first)]
    return any(k in words["trial"] for k in before) and not any(k in words["modal"] for k in before)


def _struck_before(scene: Scene, hit: Hit, words: Mapping[str, frozenset[str]]) -> bool:
    """ "The Zircon hit a target at a distance of 450 km": a past verb without an ability before the distance."""
    near = range(max(0, hit.first - 8), hit.first)
    if not any(scene.key(k) in words["hit_past"] for k in near):
        return False
    able = range(max(0, hit.first - 16), hit.first)  # "can reach a height of 30 km and hit targets at a distance"
    return not any(scene.key(k) in words["capability"] for k in able)


def _flew_then(scene: Scene, hit: Hit, words: Mapping[str, frozenset[str]]) -> bool:
    struck = scene.key(hit.first) in words["event_distance"] and _struck_before(scene, hit, words)
    return struck or ("attribute" in hit.rule.options and _was_shot(scene, hit, words))


def _was_shot(scene: Scene, hit: Hit, words: Mapping[str, frozenset[str]]) -> bool:
    """ "The gun fired a shell to a range of 43 miles": how far it flew then."""
    k = hit.first - 1
    while k > 0 and scene.key(k) in words["article"]:
        k -= 1
    if scene.key(k) not in words["distance_prep"]:
        return False
    fired = next((n for n in range(k - 1, max(-1, k - 6), -1) if scene.key(n) in words["shot_past"]), None)
    if fired is None or fired == 0 or scene.key(fired - 1) in words["be"]:
        return False
    return not any(scene.key(n) in words["modal"] for n in range(max(0, fired - 8), fired))


def _happens(scene: Scene, k: int, hit: Hit, words: Mapping[str, frozenset[str]]) -> bool:
    """An event verb at item k that governs the hit: not one of a participle between commas ("first flown in July,")."""
    if scene.key(k) not in words["event"]:
        return False
    if k >= hit.first or scene.key(k) not in words["event_participle"]:
        return True
    return "," not in {scene.key(n) for n in range(k, hit.first)} or "," not in {scene.key(n) for n in range(k)}
