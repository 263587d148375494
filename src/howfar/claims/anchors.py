"""From rule matches to anchors: a figure or a place that something reaches, with what is not a reach thrown out."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from howfar.claims.distances import is_between_places
from howfar.claims.events import is_event
from howfar.claims.mention import PLATFORM, UNKNOWN, Mention
from howfar.claims.placephrases import QUOTES
from howfar.claims.quantities import Quantity
from howfar.claims.reached import listed_behind, reached_places
from howfar.claims.scene import with_heights
from howfar.claims.voiding import unvoided

if TYPE_CHECKING:
    from howfar.claims.grammar import Grammar, Hit
    from howfar.claims.language import Language
    from howfar.claims.placephrases import Target
    from howfar.claims.scene import Scene
    from howfar.claims.slots import PlaceReader


LEAST_REACH_M = 100.0  # "the 30-foot Prithvi": a size; nothing reaches less that is named by its reach
MOST_HEIGHT_M = 30_000.0  # of what flies and is no rocket
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
    heights = (_figure_anchor(scene, hit, figures, language) for hit in grammar.height_hits(scene))
    out.extend(height for height in heights if height is not None)
    lowered = with_heights(scene, figures)
    for hit in grammar.hits(lowered):
        if "d" in hit.slots:
            if (anchor := _figure_anchor(lowered, hit, figures, language)) is not None:
                out.append(anchor)
        elif "bare" in hit.rule.options:
            out.append(Anchor(hit, hit.first, hit.last, bare=True))
        elif (anchor := _place_anchor(scene, hit, spots, places, language)) is not None:
            out.append(anchor)
    kept = [a for a in out if not _yields(a, out) and not _lacks_figure(a, figures)]
    return unvoided(scene, kept, grammar, places.names, language)


def _lacks_figure(anchor: Anchor, figures: set[int]) -> bool:
    """ "Fell 70 km inside Israel": a place beside a figure that is no reach."""
    return "with-figure" in anchor.hit.rule.options and anchor.hit.first not in figures


def _yields(anchor: Anchor, found: list[Anchor]) -> bool:
    """ "Puts Tel Aviv within range of gunners": with the place before "within" read, none is looked for after "of"."""
    if "yields" not in anchor.hit.rule.options:
        return False
    first, last = anchor.hit.first, anchor.hit.last
    return any(o is not anchor and any(first <= t.first and t.last <= last for t in o.targets) for o in found)


def _is_height(scene: Scene, hit: Hit, quantity: Quantity, language: Language) -> bool:
    """ "As high as 30 km", flight levels, and so many feet without a word for range, are heights."""
    said = " ".join(t.key for t in scene.tokens[quantity.first : quantity.core])
    if _is_above_something(scene, hit.slots.get("d", hit.last), language):
        return True
    level, own = language.numbers["flight_level"], scene.tokens[quantity.core].key
    if any(p in said for p in language.words["height_bound"]) or (own != level and own.startswith(level)):
        return True
    if hit.rule.kind not in {"engages", "strikes"} or quantity.value is None:
        return False
    if quantity.value < LEAST_HEIGHT_M and not _engages_flyers(scene, hit, quantity, language):
        return False
    unit = any(t.key in language.words["height_unit"] for t in scene.tokens[quantity.core : quantity.core + 3])
    nouns = language.words["range_noun"] - language.words["verb_or_noun"]
    return unit and not any(scene.key(k) in nouns for k in range(hit.first, hit.last))


def _is_above_something(scene: Scene, item: int, language: Language) -> bool:
    """ "Coverage at 3 and 5 km above sea level": heights, the last of them with what they are measured from."""
    words = language.words
    while scene.key(item + 1) in words["np_and"] and scene.key(item + 2) in {"L", "H"}:
        item += 2
    return scene.key(item + 1) in words["above"] and scene.key(item + 2) in words["level"]


def _is_size(scene: Scene, item: int, quantity: Quantity) -> bool:
    """Whether a figure before a system is no reach: without a hyphen, or as short as the thing itself is long."""
    if not quantity.hyphenated and scene.key(item + 1) != "-":
        return True
    return quantity.value is not None and quantity.value < LEAST_REACH_M


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


def _is_verb(scene: Scene, hit: Hit, language: Language) -> bool:
    """ "Can reach targets at": a verb where the rule takes a noun."""
    words = language.words
    taken = "attribute" in hit.rule.options and scene.key(hit.first) in words["verb_or_noun"]
    return taken and scene.key(hit.first - 1) in words["verb_before"]


def _has_what_it_takes(scene: Scene, hit: Hit, quantity: Quantity, words: Mapping[str, frozenset[str]]) -> bool:
    """What a rule's options ask of its figure and its system."""
    options = hit.rule.options
    if ("listed" in options and quantity.listed) or ("low" in options and not _is_low(scene, hit, quantity)):
        return False
    if "list" in options and not _is_list_line(scene, hit):
        return False
    if "item" in options and scene.sentence.kind != "item":
        return False
    if "present" in options and any(scene.key(k) in words["hit_past"] for k in range(hit.first, hit.slots["d"])):
        return False  # "missiles hit" may be what happened
    if "bounded" in options and not (quantity.is_upper and quantity.first < quantity.core):
        return False
    return options.isdisjoint({"known", "kinds"}) or _is_nameable(scene, hit)


def _is_nameable(scene: Scene, hit: Hit) -> bool:
    """Whether the system in the rule's slot is a known one, or, where that is enough, of a known kind; no platform."""
    what = scene.items[hit.slots["s"]].what
    if not isinstance(what, Mention) or what.system_class == PLATFORM:
        return False
    return what.known or ("kinds" in hit.rule.options and what.system_class != UNKNOWN)


def _is_low(scene: Scene, hit: Hit, quantity: Quantity) -> bool:
    """ "An airliner at 35,000 feet beyond 400 km": a height is no more than what flies in air reaches, and the less."""
    other = scene.items[hit.last - 1].what
    if quantity.value is None or quantity.listed or not isinstance(other, Quantity) or other.value is None:
        return False
    return quantity.value < min(MOST_HEIGHT_M, other.value)


def _is_surroundings(scene: Scene, hit: Hit, language: Language) -> bool:
    """ "No tall buildings within a radius of 30 km": what stands around, where no verb of reach was said before."""
    words, before = language.words, hit.first - 1
    if any(scene.key(k) in words["neighbourhood"] for k in range(max(0, hit.first - 6), hit.first)):
        around = any(
            scene.key(k) in words["circle"] for k in range(hit.first, hit.last)
        )  # "people within a 2 km radius"
        return around and words["modal"].isdisjoint(scene.marks[: hit.first])
    while before > 0 and scene.key(before) in words["article"]:
        before -= 1
    if "attribute" not in hit.rule.options or scene.key(before) not in words["within"]:
        return False
    return not any(scene.key(k) in words[name] for name in _REACHING for k in range(before))


def _is_accuracy(scene: Scene, hit: Hit, item: int, language: Language) -> bool:
    """ "Pinpoint strikes within eight metres of the target": how near it hits."""
    words, quantity = language.words, scene.items[item].what
    if not isinstance(quantity, Quantity) or quantity.value is None or quantity.value > LEAST_REACH_M:
        return False
    if any(scene.key(k) in words["hit_accuracy"] for k in range(max(0, hit.first - 6), item)):
        return True
    return any(scene.key(k) in words["aim"] for k in range(item + 1, item + 5))


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


def _is_endurance(scene: Scene, item: int, language: Language) -> bool:
    """ "4,500 nm at 18 kt": how far a ship sails, not how far it reaches."""
    following = scene.items[item + 2] if scene.key(item + 2) == "V" else None
    if following is None or any(token.key in language.words["sails_itself"] for token in scene.tokens):
        return False
    return any(t.key in language.words["knots"] for t in scene.tokens[following.first : following.last])


def _is_site(scene: Scene, hit: Hit, language: Language) -> bool:
    """ "The Woomera range": a lower-case word of reach right after a name that is no system's is a place for tests."""
    if hit.first == 0 or scene.items[hit.first].mark == "S" or scene.key(hit.first) not in language.words["range_word"]:
        return False
    if "capital-nouns" in language.traits:
        return False  # "Flugreichweite": the word before is a part of this one
    if _is_range_for_tests(scene, hit.first, language):
        return True
    token, own = scene.tokens[scene.items[hit.first - 1].first], scene.tokens[scene.items[hit.first].first]
    if scene.key(hit.first + 1) in language.words["place_opener"] and hit.first + 2 < len(scene.items):
        return scene.tokens[scene.items[hit.first + 2].first].text[0].isupper()  # "the range at Kapustin Yar"
    return (
        scene.items[hit.first - 1].mark != "S"
        and token.kind == "word"
        and token.text[0].isupper()
        and own.text[0].islower()
        and hit.first > 1
        and token.key not in language.words["sentence_opener"]
        and token.key not in language.words["range_adjective"]
    )


def _is_range_for_tests(scene: Scene, at: int, language: Language) -> bool:
    """ "A transmitter at Harts Range", "tested on a range about 225 miles from": a place for tests or mountains."""
    words, own = language.words, scene.tokens[scene.items[at].first].text
    if scene.key(at - 1) in words["article"] and scene.key(at - 2) in words["on"]:
        return scene.key(at + 1) not in words["np_of"]
    if not own[0].isupper() or own.isupper() or scene.sentence.kind != "text" or scene.items[at - 1].mark == "S":
        return False
    before = scene.tokens[scene.items[at - 1].first]
    named = before.kind == "word" and before.text[0].isupper() and before.key not in words["range_adjective"]
    return named and at > 1 and before.key not in words["sentence_opener"]


def _figure_anchor(scene: Scene, hit: Hit, taken: set[int], language: Language) -> Anchor | None:  # noqa: PLR0911  each return is one case of the guide
    slot = "d" if "d" in hit.slots else "a"
    item = hit.slots[slot]
    quantity = scene.items[item].what
    if item in taken or not isinstance(quantity, Quantity):
        return None
    if "hyphen" in hit.rule.options and (
        _is_size(scene, item, quantity) or scene.key(hit.last) in language.words["journey"]
    ):
        return None
    if not _has_what_it_takes(scene, hit, quantity, language.words):
        return None
    other_range = scene.key(hit.first - 1) in language.words["not_reach_range"] or _is_verb(scene, hit, language)
    could_be = scene.key(hit.first) in language.words["noun_too"] or _is_reach_of(scene, hit, language)
    a_noun = could_be and scene.key(hit.first - 1) in language.words["determiner"]
    a_noun = a_noun or (
        "verb" in hit.rule.options and f"{scene.key(hit.first)} {scene.key(hit.first + 1)}" in language.words["zone"]
    )
    if slot == "d" and (
        other_range or a_noun or _is_site(scene, hit, language) or _is_start(scene, hit, item, language)
    ):
        return None
    if slot == "d" and (_is_surroundings(scene, hit, language) or _is_accuracy(scene, hit, item, language)):
        return None
    if not _calm(scene, hit, item, language) or is_event(scene, hit, language) or _is_endurance(scene, item, language):
        return None
    if is_between_places(scene, hit, item, language):
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
        if key in words["accuracy"] and scene.key(k + 1) in words["np_of"] | words["within"]:
            return False  # "with an accuracy of 5 m"
        before = k - 2 if scene.key(k - 1) in QUOTES else k - 1  # "is 'said to be'"
        if (key in words["calm_break"] - loads and scene.key(before) not in words["be"]) or mark in banned:
            return False
        what = scene.items[k].what
        if mark == "L" and isinstance(what, Quantity) and not what.listed and k != item - 1:
            if scene.key(k + 1) in words["high_after"]:
                continue  # "sweeping in at 200 feet above the sea at distances of 320 km"
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


def _is_headline(scene: Scene, hit: Hit, targets: list[Target], language: Language) -> bool:
    """ "Officials: Dimona in Hezbollah's range after test": the statement, with who says it or since when perhaps."""
    words, first = language.words, targets[0].first
    opens = first == 0 or scene.key(first - 1) in words["clause_opener"]
    closes = hit.last >= len(scene.items) - 1 or scene.key(hit.last) in words["headline_tail"]
    return opens and closes and words["be"].isdisjoint(scene.marks[: hit.last])


def _place_anchor(
    scene: Scene, hit: Hit, spots: list[tuple[int, int]], places: PlaceReader, language: Language
) -> Anchor | None:
    targets = reached_places(scene, hit, places, language)
    targets = [t for t in targets if not any(a < t.last and t.first < b for a, b in spots)]
    if not targets or is_event(scene, hit, language):
        return None
    if "headline" in hit.rule.options and not _is_headline(scene, hit, targets, language):
        return None
    behind = listed_behind(scene, hit, places, language)
    spots.extend((t.first, t.last) for t in (*targets, *behind))
    first = min(hit.first, *(t.first for t in targets))
    read_on = (*targets, *behind) if "t" in hit.slots else tuple(behind)
    last = max([hit.last, *(t.last for t in read_on)])
    return Anchor(hit, first, last, targets=[*targets, *behind])
