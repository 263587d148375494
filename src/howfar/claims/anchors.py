"""From rule matches to anchors: a figure or a place that something reaches, with what is not a reach thrown out."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from howfar.claims.mention import PLATFORM, Mention
from howfar.claims.quantities import Quantity

if TYPE_CHECKING:
    from collections.abc import Mapping

    from howfar.claims.grammar import Grammar, Hit
    from howfar.claims.language import Language
    from howfar.claims.scene import Scene
    from howfar.claims.slots import PlaceReader, Target


LEAST_HEIGHT_M = 20_000 * 0.3048  # reaches are hardly ever given in so many feet, heights are


_OWN_VERBS = (
    "sees_verb", "engages_verb", "hits_verb", "see_verb", "engage_verb", "have", "reaches_verb", "be", "hit_verb",
)  # fmt: skip


_REACHING = (
    "see_verb", "sees_verb", "seeing_verb", "engage_verb", "engages_verb", "engaging_verb", "hit_verb", "hits_verb",
    "hitting_verb", "protect_verb", "protects_verb", "protecting_verb", "reach_verb", "reaches_verb", "load_verb",
    "fly_verb",
)  # fmt: skip


@dataclass(slots=True)
class Anchor:
    """A hit with its slots read. figure, altitude: item indices of quantities."""

    hit: Hit
    first: int
    last: int
    figure: int | None = None
    altitude: int | None = None
    targets: list[Target] = field(default_factory=list)
    bare: bool = False


def anchors(scene: Scene, grammar: Grammar, places: PlaceReader, language: Language) -> list[Anchor]:
    """All anchors of the sentence; each figure and each place is taken by the first rule that claims it."""
    out: list[Anchor] = []
    figures: set[int] = set()
    spots: list[tuple[int, int]] = []
    for hit in grammar.hits(scene):
        if "d" in hit.slots or "a" in hit.slots:
            if (anchor := _figure_anchor(scene, hit, figures, language)) is not None:
                out.append(anchor)
        elif "bare" in hit.rule.options:
            out.append(Anchor(hit, hit.first, hit.last, bare=True))
        elif (anchor := _place_anchor(scene, hit, spots, places, language)) is not None:
            out.append(anchor)
    return [a for a in out if not _yields(a, out)]


def _yields(anchor: Anchor, found: list[Anchor]) -> bool:
    """ "Puts Tel Aviv within range of gunners": with the place before "within" read, none is looked for after "of"."""
    if "yields" not in anchor.hit.rule.options:
        return False
    first, last = anchor.hit.first, anchor.hit.last
    return any(o is not anchor and any(first <= t.first and t.last <= last for t in o.targets) for o in found)


def _is_height(scene: Scene, hit: Hit, quantity: Quantity, language: Language) -> bool:
    """ "As high as 30 km", flight levels, and so many feet without a word for range, are heights."""
    said = " ".join(t.key for t in scene.tokens[quantity.first : quantity.core])
    level, own = language.numbers["flight_level"], scene.tokens[quantity.core].key
    if any(p in said for p in language.words["height_bound"]) or (own != level and own.startswith(level)):
        return True
    if hit.rule.kind not in {"engages", "strikes"} or quantity.value is None:
        return False
    if quantity.value < LEAST_HEIGHT_M and not _engages_flyers(scene, hit, quantity, language):
        return False
    unit = any(t.key in language.words["height_unit"] for t in scene.tokens[quantity.core : quantity.core + 3])
    return unit and not any(scene.key(k) in language.words["range_noun"] for k in range(hit.first, hit.last))


def _engages_flyers(scene: Scene, hit: Hit, quantity: Quantity, language: Language) -> bool:
    """ "Bring down helicopters at up to 11,000 feet": so many feet are how high these fly."""
    if hit.rule.kind != "engages" or scene.key(hit.slots.get("d", hit.last) + 1) in language.words["away"]:
        return False
    first = scene.items[hit.first].first
    return any(t.key in language.words["flyer"] for t in scene.tokens[first : quantity.first])


def _is_reach_of(scene: Scene, hit: Hit, language: Language) -> bool:
    """ "The reach of the JDAM-ER": no verb."""
    verbal, key = "verb" in hit.rule.options, scene.key(hit.first)
    return verbal and key in language.words["verb_or_noun"] and scene.key(hit.first + 1) in language.words["np_of"]


def _is_list_line(scene: Scene, hit: Hit) -> bool:
    """A short line of a list, no running sentence, that opens with a system whose name is known."""
    what = scene.items[hit.slots["s"]].what
    first = hit.slots["s"]
    words = [k for k in range(first) if scene.key(k)[0].isalnum() and scene.key(k) != "N"]
    opens = len(words) <= 2 and all(scene.tokens[scene.items[k].first].text[0].isupper() for k in words)
    return opens and len(scene.items) <= 14 and isinstance(what, Mention) and what.known


def _has_what_it_takes(scene: Scene, hit: Hit, quantity: Quantity, words: Mapping[str, frozenset[str]]) -> bool:
    """What a rule's options ask of its figure and its system."""
    options = hit.rule.options
    if "listed" in options and quantity.listed:
        return False
    if "list" in options and not _is_list_line(scene, hit):
        return False
    if "present" in options and any(scene.key(k) in words["hit_past"] for k in range(hit.first, hit.slots["d"])):
        return False  # "missiles hit" may be what happened
    if "bounded" in options and not (quantity.is_upper and quantity.first < quantity.core):
        return False
    if "known" not in options:
        return True
    what = scene.items[hit.slots["s"]].what
    return isinstance(what, Mention) and what.known and what.system_class != PLATFORM


def _is_surroundings(scene: Scene, hit: Hit, language: Language) -> bool:
    """ "No tall buildings within a radius of 30 km": what stands around, where no verb of reach was said before."""
    words, before = language.words, hit.first - 1
    while before > 0 and scene.key(before) in words["article"]:
        before -= 1
    if "attribute" not in hit.rule.options or scene.key(before) not in words["within"]:
        return False
    return not any(scene.key(k) in words[name] for name in _REACHING for k in range(before))


def _is_start(scene: Scene, hit: Hit, item: int, language: Language) -> bool:
    """ "Can intercept missiles fired from 2,400 km away": how far the threat comes, not how far it is met."""
    words = language.words
    fired = next(
        (
            k
            for k in range(max(0, hit.first - 4), item)
            if scene.key(k) in words["carried_past"] and scene.key(k + 1) in words["origin_from"]
        ),
        None,
    )
    if fired is None or hit.rule.kind not in {"engages", "class"}:
        return False
    return any(scene.key(k) in words["threat"] | words["engage_verb"] for k in range(max(0, fired - 8), fired))


def _is_noun_too(scene: Scene, hit: Hit, at: int, language: Language) -> bool:
    """ "Into a spot atop Mt. Keren", "a missile shield in Europe": a noun where the rule takes a verb."""
    verb, words = at - 1, language.words
    verbs = words["hit_verb"] | words["hitting_verb"] | words["see_verb"] | words["engage_verb"]
    if scene.key(verb) not in words["noun_too"] or any(scene.key(k) in verbs for k in range(hit.first, verb)):
        return False
    before = scene.items[verb - 1].what
    one = isinstance(before, Mention) and not before.plural and hit.first == verb - 1
    return one or scene.key(verb - 1) in words["determiner"]


def _was_inside(scene: Scene, hit: Hit, language: Language) -> bool:
    """ "When the jet was 1 km inside Syria": where something was, no reach."""
    words = language.words
    if "with-figure" not in hit.rule.options or scene.key(hit.first - 1) not in words["be"]:
        return False
    return not any(scene.key(k) in words["range_noun"] for k in range(max(0, hit.first - 6), hit.first))


def _is_endurance(scene: Scene, item: int, language: Language) -> bool:
    """ "4,500 nm at 18 kt": how far a ship sails, not how far it reaches."""
    following = scene.items[item + 2] if scene.key(item + 2) == "V" else None
    if following is None:
        return False
    return any(t.key in language.words["knots"] for t in scene.tokens[following.first : following.last])


def _is_site(scene: Scene, hit: Hit, language: Language) -> bool:
    """ "The Woomera range": a lower-case word of reach right after a name that is no system's is a place for tests."""
    if hit.first == 0 or scene.items[hit.first].mark == "S" or scene.key(hit.first) not in language.words["range_word"]:
        return False
    token, own = scene.tokens[scene.items[hit.first - 1].first], scene.tokens[scene.items[hit.first].first]
    return (
        scene.items[hit.first - 1].mark != "S"
        and token.kind == "word"
        and token.text[0].isupper()
        and own.text[0].islower()
        and hit.first > 1
        and token.key not in language.words["sentence_opener"]
        and token.key not in language.words["range_adjective"]
    )


def _is_property(scene: Scene, target: Target, language: Language) -> bool:
    """ "Turkey's inflation": something that a place has, no place."""
    words = language.words
    for k in range(target.first, target.last - 1):
        if scene.key(k) in {"'s", "’s"}:
            tail = range(k + 1, target.last)
            nouns = words["place_noun"] | words["person_target"] | words["site_noun"]
            named = any(scene.tokens[scene.items[n].first].text[0].isupper() or scene.key(n) in nouns for n in tail)
            return not named
    return False


def _figure_anchor(scene: Scene, hit: Hit, taken: set[int], language: Language) -> Anchor | None:  # noqa: PLR0911  each return is one case of the guide
    slot = "d" if "d" in hit.slots else "a"
    item = hit.slots[slot]
    quantity = scene.items[item].what
    if item in taken or not isinstance(quantity, Quantity):
        return None
    if "hyphen" in hit.rule.options and not quantity.hyphenated and scene.key(item + 1) != "-":
        return None
    if not _has_what_it_takes(scene, hit, quantity, language.words):
        return None
    other_range = scene.key(hit.first - 1) in language.words["not_reach_range"]
    could_be = scene.key(hit.first) in language.words["noun_too"] or _is_reach_of(scene, hit, language)
    a_noun = could_be and scene.key(hit.first - 1) in language.words["determiner"]
    if slot == "d" and (
        other_range or a_noun or _is_site(scene, hit, language) or _is_start(scene, hit, item, language)
    ):
        return None
    if slot == "d" and _is_surroundings(scene, hit, language):
        return None
    if not _calm(scene, hit, item, language) or _is_event(scene, hit, language) or _is_endurance(scene, item, language):
        return None
    if _is_apposed(scene, item, language):
        return None
    taken.add(item)
    if quantity.value is None:
        return None
    if slot == "d" and not _is_height(scene, hit, quantity, language):
        return Anchor(hit, hit.first, hit.last, figure=item)
    return Anchor(hit, hit.first, hit.last, altitude=item)


def _calm(scene: Scene, hit: Hit, item: int, language: Language) -> bool:  # noqa: PLR0911  each return is one case of the guide
    """No other figure, new clause or unrelated verb between the reach word and its figure."""
    words = language.words
    if "listed" in hit.rule.options:
        return _listed(scene, hit, item, language)
    if "calm" not in hit.rule.options:
        return True
    is_load = "load" in hit.rule.options
    start = _after_aside(scene, hit, item) if "aside" in hit.rule.options else hit.first
    banned, loads = {"A"} if is_load else {"A", "V"}, words["load_noun"] if is_load else frozenset[str]()
    for k in range(start, item):
        key, mark = scene.key(k), scene.items[k].mark
        if (
            k > hit.first
            and key in words["range_word"]
            and (scene.key(k - 1) in words["threat_attached"] or scene.key(k - 2) in words["threat_attached"])
            and "attribute" not in hit.rule.options
        ):
            return False
        if (key in words["calm_break"] - loads and scene.key(k - 1) not in words["be"]) or mark in banned:
            return False
        what = scene.items[k].what
        if mark == "L" and isinstance(what, Quantity) and not what.listed and k not in range(item - 1, item):
            return False
        if key in words["np_and"] and scene.key(k + 1) in words["be"] | words["have"] | words["calm_verb"]:
            return False
    return True


def _after_aside(scene: Scene, hit: Hit, item: int) -> int:
    """ "Its range, the general said, is 300 km": where the sentence goes on after the words between commas."""
    return max((k + 1 for k in range(hit.first, item) if scene.key(k) == ","), default=hit.first)


def _listed(scene: Scene, hit: Hit, item: int, language: Language) -> bool:
    """Between the figure before and this one stands no verb of its own."""
    words = language.words
    k = item - 1
    while k > 0 and scene.items[k].mark != "L":
        what = scene.items[k].what
        if k != hit.slots.get("s") and isinstance(what, Mention) and what.system_id and what.system_class != PLATFORM:
            return False  # "the SM-6 at 240 km and the SM-2 at 167 km": the second is another's
        if any(scene.key(k) in words[name] - words["attaching"] for name in _OWN_VERBS):
            return False
        k -= 1
    return True


def _is_event(scene: Scene, hit: Hit, language: Language) -> bool:
    """Something that happened ("flew a distance of 500 km"): no ability is said, and an event verb stands near."""
    words = language.words
    if "firm" in hit.rule.options:
        return False
    if scene.key(hit.first) in words["event_distance"] and _struck_before(scene, hit, words):
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
    if verb & (words["sees_verb"] | words["engages_verb"] | words["hits_verb"]):
        return False  # "in trials it takes on jets at 40 km"
    before = [scene.key(k) for k in range(max(0, hit.first - 16), hit.first)]
    return any(k in words["trial"] for k in before) and not any(k in words["modal"] for k in before)


def _struck_before(scene: Scene, hit: Hit, words: Mapping[str, frozenset[str]]) -> bool:
    """ "The Zircon hit a target at a distance of 450 km": a past verb without an ability before the distance."""
    before = [scene.key(k) for k in range(max(0, hit.first - 8), hit.first)]
    return any(k in words["hit_past"] for k in before) and not any(k in words["capability"] for k in before)


def _is_apposed(scene: Scene, item: int, language: Language) -> bool:
    """ "Haifa, about 160 km from Gaza": how far a place is from another."""
    words = language.words
    if scene.key(item - 1) != "," or item < 2 or not scene.tokens[scene.items[item - 2].first].text[0].isupper():
        return False
    following = [scene.key(k) for k in range(item + 1, item + 3)]
    return scene.items[item - 2].mark != "S" and any(k in words["place_bearing"] for k in following)


def _happens(scene: Scene, k: int, hit: Hit, words: Mapping[str, frozenset[str]]) -> bool:
    """An event verb at item k that governs the hit: not one of a participle between commas ("first flown in July,")."""
    if scene.key(k) not in words["event"]:
        return False
    if k >= hit.first or scene.key(k) not in words["event_participle"]:
        return True
    return "," not in {scene.key(n) for n in range(k, hit.first)} or "," not in {scene.key(n) for n in range(k)}


def _place_anchor(
    scene: Scene, hit: Hit, spots: list[tuple[int, int]], places: PlaceReader, language: Language
) -> Anchor | None:
    options, slots = hit.rule.options, hit.slots
    people = "people" in options
    targets: list[Target] = []
    first, last = hit.first, hit.last
    if "t" in slots and scene.key(slots["t"] - 2) in language.words["origin_from"]:
        return None  # "can shell Seoul from across the border"
    if "t" in slots and (_is_noun_too(scene, hit, slots["t"], language) or _was_inside(scene, hit, language)):
        return None
    if "t" in slots:
        targets = places.targets(scene, slots["t"], people=people)
        if targets and scene.key(slots["t"] - 1) in language.words["spread"]:
            head = targets[0]
            targets[0] = head._replace(is_whole=head.is_region and not head.has_part_word)
    if not targets and "place-left" in options:
        targets = places.targets(scene, places.left_start(scene, slots["u"]), limit=slots["u"], people=people)
        targets = [t for t in targets if t.certain or len(targets) == 1]
    if not targets and "or-left" in options:
        limit = hit.first
        start = 0 if scene.key(hit.first) == "," else places.left_start(scene, limit)
        targets = places.targets(scene, start, limit=limit, people=people)
    if "place-left" in options or "or-left" in options:
        targets = [t for t in targets if not _is_property(scene, t, language)]
    if "sensor" in options and not any(
        isinstance(i.what, Mention) and i.what.system_class.endswith("radar") for i in scene.items[: first + 1]
    ):
        return None
    targets = [t for t in targets if not any(a < t.last and t.first < b for a, b in spots)]
    if hit.rule.kind in {"sees", "covers"}:
        targets = [t for t in targets if t.certain]
    if not targets or _is_event(scene, hit, language):
        return None
    spots.extend((t.first, t.last) for t in targets)
    first = min(first, *(t.first for t in targets))
    last = max(last, *(t.last for t in targets)) if "t" in slots else last
    return Anchor(hit, first, last, targets=targets)
