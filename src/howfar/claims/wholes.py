"""Parts and what they are parts of: "its radar", "the radar of the THAAD battery"."""

from __future__ import annotations

from itertools import chain
from typing import TYPE_CHECKING

from howfar.claims.background import Background, Subject, is_compared, kind_of
from howfar.claims.mention import DEFENCES, PLATFORM, SENSORS, UNKNOWN, Mention

if TYPE_CHECKING:
    from howfar.claims.identity import Identity
    from howfar.claims.language import Language
    from howfar.claims.scene import Scene


def whole_of(ids: Identity, scene: Scene, item: int, around: Background, language: Language) -> Subject | None:
    """The system that owns a part: the nearest named one before it that is not itself the part."""
    for other in chain((scene,), around.naming()):
        for k in reversed(other.systems()):
            if (other is not scene or k < item) and (whole := _as_whole(ids, other, k, around, language)):
                return whole
    for other in chain(around.context, around.title):
        for k in other.systems():
            if whole := _as_whole(ids, other, k, around, language):
                return whole
    return None


def _as_whole(ids: Identity, scene: Scene, k: int, around: Background, language: Language) -> Subject | None:
    """The mention at item `k` as the owner of a part, where it is named and itself no part."""
    what = scene.items[k].what
    if isinstance(what, Mention) and what.whole_id and what.whole_class != PLATFORM:
        return Subject(what.whole_id, what.whole_class, None, None, "owner")  # "the Pantsir's radar ... its missiles"
    if not isinstance(what, Mention) or not what.system_id or what.system_class == PLATFORM:
        return None
    if what.system_id.endswith("-radar") or (k != scene.systems()[0] and is_compared(scene, k, language)):
        return None
    return Subject(what.system_id, ids.class_by_company(scene, what, around), None, None, "owner")


def sees_for(whole: Subject) -> bool:
    """Whether a sensor may be a part of the system: of no missile, torpedo or gun."""
    return kind_of(whole.system_class) != "strikes" or whole.system_class in {PLATFORM, UNKNOWN}


def own_radar(  # noqa: PLR0917  as the resolver is asked
    ids: Identity, scene: Scene, item: int, mention: Mention, around: Background, language: Language
) -> str | None:
    """ "THAAD is there; its X-band radar sees": the id of a radar by the system whose it is said to be."""
    if mention.possessor is None or mention.system_class not in SENSORS or mention.plural:
        return None
    if mention.whole_id:
        return None if mention.whole_class in SENSORS else f"{mention.whole_id}-radar"
    whole = whole_of(ids, scene, item, around, language)
    return f"{whole.system_id}-radar" if whole and whole.system_class in DEFENCES else None


def radar_of(scene: Scene, k: int, language: Language) -> str | None:
    """ "The radar of the THAAD battery": the id of a nameless radar by the system that it is a part of."""
    what = scene.items[k].what
    if not isinstance(what, Mention) or what.system_id or what.system_class not in SENSORS:
        return None
    whole = _linked_whole(scene, k, language)
    if not isinstance(whole, Mention) or not whole.system_id or whole.system_class not in DEFENCES:
        return None
    return f"{whole.system_id}-radar"


def _linked_whole(scene: Scene, k: int, language: Language) -> object:
    """The system that item `k` is tied to as its part: "the radar of the", "a radar that comes with the"."""
    words, at = language.words, k + 1
    if scene.key(at) not in words["part_link"]:
        return None
    while at < min(k + 6, len(scene.items)) and scene.items[at].mark != "S":
        if scene.key(at) not in words["part_link"] | words["part_word"]:
            return None
        at += 1
    return scene.items[at].what if at < len(scene.items) else None
