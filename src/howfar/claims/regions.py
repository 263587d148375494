"""Whole regions: "all of Poland", or what is covered, seen or shielded without a word for a part."""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from howfar.claims.drafts import Draft
    from howfar.claims.language import Language
    from howfar.claims.placephrases import Target
    from howfar.claims.scene import Scene


def is_whole(scene: Scene, draft: Draft, target: Target, language: Language) -> bool:
    """Said to be whole, or the direct object of see, monitor, cover, block, shield without a word for a part."""
    words, first = language.words, target.first
    near = range(max(0, first - 2), first + 2)
    if any(scene.key(k) in words["nearly"] for k in near):
        return False  # "almost anywhere in the world"
    if target.is_whole:
        return True
    share = any(scene.key(k) in words["percent"] for k in range(first, target.last))
    if share or target.has_part_word or _shares_part(scene, draft, target):
        return False
    if draft.kind not in {"sees", "covers"} or not target.is_region or not target.certain:
        return False
    return _is_object(scene, draft, target, language)


def _is_object(scene: Scene, draft: Draft, target: Target, language: Language) -> bool:
    """ "Covers Poland", "the area will be covered"; not "and to the Baltic Sea", which is as far as its shore."""
    words, hit = language.words, draft.anchor.hit
    if target.last <= hit.first and any(scene.key(k) in words["seen_whole"] for k in range(hit.first, hit.last)):
        return True
    head, chain = target.first, draft.anchor.targets
    if chain and any(t.first == target.first for t in chain):
        head = chain[0].first
    if head != target.first and scene.key(target.first - 1) in words["up_to_place"]:
        return False
    if f"{scene.key(head - 2)} {scene.key(head - 1)}" in words["not_only"]:
        head -= 2
    return scene.key(head - 1) in words["whole_object_verb"]


def _shares_part(scene: Scene, draft: Draft, target: Target) -> bool:
    """ "Most of Japan and South Korea": the second, without an article or a word of its own, is a part too."""
    chain = draft.anchor.targets
    at = next((n for n, t in enumerate(chain) if t.first == target.first), 0)
    while at > 0 and scene.tokens[scene.items[chain[at].first].first].text[0].isupper():
        at -= 1
        if chain[at].has_part_word:
            return True
    return False
