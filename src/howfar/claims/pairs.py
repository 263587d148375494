""" "Both missiles": the two systems that the text named last, each with the same reach."""

from __future__ import annotations

from itertools import chain
from typing import TYPE_CHECKING

from howfar.claims.antecedents import fits
from howfar.claims.mention import Mention

_MOST = 4  # systems that "all four missiles" may stand for

if TYPE_CHECKING:
    from howfar.claims.background import Background, Subject
    from howfar.claims.language import Language
    from howfar.claims.resolve import Resolver
    from howfar.claims.scene import Scene


def both(  # noqa: PLR0917  as the resolver is asked
    scene: Scene, item: int, around: Background, distance_km: float | None, resolver: Resolver, language: Language
) -> list[Subject]:
    """The two systems that "both missiles" at `item` stands for; empty where it says nothing of the kind."""
    mention = scene.items[item].what
    count = _count(scene, item, language)
    if not count or (isinstance(mention, Mention) and mention.system_id is not None):
        return []
    mention = mention if isinstance(mention, Mention) else None
    for other in chain((scene,), reversed(around.before)):
        named = _last_few(other, item if other is scene else len(other.items), mention, count)
        if len(named) == count:
            found = [resolver.subject_of(other, k, around, distance_km) for k in named]
            said, start, end = scene.words(item, item + 1), scene.start(item), scene.end(item)
            return [
                s._replace(words=said, item=item, rule="both", start=start, end=end) for s in found if s is not None
            ]
    return []


def one_of(  # noqa: PLR0917  as the resolver is asked
    scene: Scene, item: int, around: Background, distance_km: float | None, resolver: Resolver, language: Language
) -> Subject | None:
    """The system that "the former" or "the latter" at `item` stands for, of the two that the text named last."""
    mention = scene.items[item].what
    said = scene.tokens[mention.head].key if isinstance(mention, Mention) else ""
    if said not in language.words["of_a_pair"]:
        return None
    for other, last in ((scene, item), *((s, len(s.items)) for s in reversed(around.before))):
        named = _last_few(other, last, None, 2)
        if len(named) == 2:
            k = named[1] if said in language.words["latter"] else named[0]
            found = resolver.subject_of(other, k, around, distance_km)
            return found and found._replace(words=scene.words(item, item + 1), item=item, rule="one of two",
                                            start=scene.start(item), end=scene.end(item))  # fmt: skip
    return None


def _count(scene: Scene, item: int, language: Language) -> int:
    """How many systems the words at `item` stand for: two of "both", three of "all three missiles"; else 0."""
    first = scene.items[item].first
    keys = [t.key for t in scene.tokens[first : first + 2]]
    if keys[0] in language.words["both"]:
        return 2
    number = language.numbers["value"].get(keys[-1], 0) if keys[0] in language.words["whole"] else 0
    return int(number) if 2 <= number <= _MOST else 0


def _last_few(scene: Scene, last: int, mention: Mention | None, count: int) -> list[int]:
    """The last `count` items before `last` that name different systems of that sort, in order."""
    out: list[int] = []
    seen: set[str] = set()
    for k in reversed(scene.systems()):
        what = scene.items[k].what
        if k >= last or not isinstance(what, Mention) or not what.system_id or what.system_id in seen:
            continue
        if fits(what, mention) and len(out) < count:
            out.append(k)
            seen.add(what.system_id)
    return out[::-1]
