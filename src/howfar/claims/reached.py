"""Which places a rule's match says are reached: before it, after it, listed behind it, without those that are none."""

from __future__ import annotations

from typing import TYPE_CHECKING

from howfar.claims.mention import Mention
from howfar.claims.placekinds import is_generic

if TYPE_CHECKING:
    from howfar.claims.grammar import Hit
    from howfar.claims.language import Language
    from howfar.claims.placephrases import Target
    from howfar.claims.scene import Scene
    from howfar.claims.slots import PlaceReader


_LONGEST_ASIDE = 28  # items between a place and the verb after it


def reached_places(scene: Scene, hit: Hit, places: PlaceReader, language: Language) -> list[Target]:
    """The places of a match; empty where it names none, or where its rule's options forbid it."""
    if _is_forbidden(scene, hit, language):
        return []
    targets = _after(scene, hit, places, language) or _before(scene, hit, places, language)
    if not hit.rule.options.isdisjoint({"place-left", "or-left"}):
        targets = [t for t in targets if not _is_property(scene, t, language)]
    targets = [t for t in targets if t.last - t.first > 1 or scene.key(t.first) not in language.words["open_sky"]]
    targets = [t for t in targets if t.place is not None or not _is_anybodys(scene, t, language)]
    if "people" not in hit.rule.options:
        targets = [t for t in targets if not is_generic(scene, t, language)]
    if "share" in hit.rule.options and targets and not (targets[0].has_part_word or targets[0].is_whole):
        return []
    if hit.rule.kind == "strikes" and "t" in hit.slots:
        targets = [t for t in targets if not _is_in_flight(scene, hit.first, t, language)]
    if hit.rule.kind in {"sees", "covers"}:
        targets = [t for t in targets if t.certain]
    return targets


def listed_behind(scene: Scene, hit: Hit, places: PlaceReader, language: Language) -> list[Target]:
    """ "Several cities are in its range, including Miami and Houston": the places named after the statement."""
    at = _listed_after(scene, hit.last, language) if "place-left" in hit.rule.options else None
    return [] if at is None else places.targets(scene, at)


def _is_forbidden(scene: Scene, hit: Hit, language: Language) -> bool:
    options, slots = hit.rule.options, hit.slots
    if any(found(scene, hit, language) for found in (_is_someones, _is_put_there, _is_advised)):
        return True
    if "t" in slots and (_is_from(scene, slots["t"], language) or _is_need(scene, hit, slots["t"], language)):
        return True  # "can shell Seoul from across the border"
    before = slots.get("t", 0) - 1
    if scene.key(before) in language.words["preposition_too"]:
        return scene.key(before - 1) not in language.words["ability_word"]  # "missiles following the test"
    if "t" in slots and (_is_noun_too(scene, hit, slots["t"], language) or _was_inside(scene, hit, language)):
        return True
    if "uncounted" in options and ("N" in scene.marks[hit.first : hit.last] or _is_moved(scene, hit, language)):
        return True  # "could send 9,000 rockets into the South"
    return "sensor" in options and not any(
        isinstance(i.what, Mention) and i.what.system_class.endswith("radar") for i in scene.items[: hit.first + 1]
    )


def _is_moved(scene: Scene, hit: Hit, language: Language) -> bool:
    """ "Moved missiles capable of carrying warheads into Kaliningrad": where the system itself went."""
    moved = language.words["moved"]
    return scene.key(hit.first - 1) == "S" and any(scene.key(k) in moved for k in range(hit.first - 4, hit.first - 1))


def _is_anybodys(scene: Scene, target: Target, language: Language) -> bool:
    """ "To cover large areas": ground without an owner, an article or a name."""
    words = language.words
    keys = [scene.key(k) for k in range(target.first, target.last)]
    return keys[-1] in words["generic_area"] and all(k in words["generic_word"] for k in keys[:-1])


def _is_put_there(scene: Scene, hit: Hit, language: Language) -> bool:
    """ "If placed on Kyushu, would put China within range": where a system is put is nothing that it reaches."""
    at = hit.slots.get("t", 0)
    return at > 0 and scene.key(at) in language.words["standing_at"] and scene.key(at - 1) in language.words["basing"]


def _is_advised(scene: Scene, hit: Hit, language: Language) -> bool:
    """ "They should place interceptors there to protect the island": what a thing that is asked for is for.

    And "track weapons while flying in": another clause between the verb and the place."""
    words = language.words
    inside = range(hit.first + 1, hit.slots.get("t", hit.last))
    if hit.rule.kind == "sees" and any(scene.key(k) in words["meanwhile"] for k in inside):
        return True
    if hit.rule.kind != "covers" or not any(scene.key(k) in words["purpose"] for k in (hit.first, *inside)):
        return False
    clause = range(hit.first - 1, max(-1, hit.first - 26), -1)
    stop = next((k for k in clause if scene.key(k) in {".", ";", ":"}), -1)
    return any(scene.key(k) in words["advise"] for k in clause if k > stop)


def _is_someones(scene: Scene, hit: Hit, language: Language) -> bool:
    """ "You should close your ports", "he has been monitoring the response": what people do, no system's reach."""
    words, before = language.words, scene.key(hit.first - 1)
    if hit.rule.kind == "covers" and before in words["addressee"]:
        return True
    if hit.rule.kind != "sees" or scene.key(hit.first) not in words["seeing_verb"] or before not in words["be"]:
        return False
    return not any(i.mark == "S" for i in scene.items[: hit.first])


def _is_from(scene: Scene, at: int, language: Language) -> bool:
    """ "From across the border", "from deep within its territory": where it is fired from."""
    words, k = language.words, at - 2
    while scene.key(k) in words["deep"]:
        k -= 1
    return scene.key(k) in words["origin_from"]


def _after(scene: Scene, hit: Hit, places: PlaceReader, language: Language) -> list[Target]:
    slots, people = hit.slots, "people" in hit.rule.options
    if "before-verb" in hit.rule.options:
        targets = _before_verb(scene, slots["t"], slots["e"], places, language, people=people)
    else:
        targets = places.targets(scene, slots["t"], limit=slots.get("e"), people=people) if "t" in slots else []
    if targets and scene.key(slots["t"] - 1) in language.words["spread"]:
        head = targets[0]
        targets[0] = head._replace(is_whole=head.is_region and not head.has_part_word)
    return targets


def _before_verb(
    scene: Scene, first: int, end: int, places: PlaceReader, language: Language, *, people: bool
) -> list[Target]:
    """ "Kann von dort aus im Ernstfall ganz Polen treffen": the places right before the verb at item `end`."""
    words = language.words
    between = words["adverb"] | words["negation"]
    led = words["determiner"] | words["whole"]
    for k in range(first, end):
        if scene.key(k) in words["clause_opener"]:
            return []  # another clause: its verb is not this one
        relates = scene.key(k) in words["relative"] and scene.key(k - 1) == ","
        if relates or (k > first and scene.key(k - 1) in led and scene.key(k - 2) != ","):
            continue
        if not places.may_open(scene, k, end):
            continue
        start = places.past_subject(scene, k, end)
        targets = places.targets(scene, start, limit=end, people=people)
        if targets and all(scene.key(n) in between for n in range(targets[-1].last, end)):
            return targets
    return []


def _before(scene: Scene, hit: Hit, places: PlaceReader, language: Language) -> list[Target]:
    options, slots, people = hit.rule.options, hit.slots, "people" in hit.rule.options
    targets: list[Target] = []
    if "place-left" in options:
        end = _before_aside(scene, slots["u"], places, language)
        targets = places.targets(scene, places.left_start(scene, end), limit=end, people=people)
        targets = [t for t in targets if t.certain or len(targets) == 1]
        targets = _after_fronted(scene, targets, language)
        targets = [t for t in targets if not _is_fronted(scene, t, slots["u"], language)]
    if not targets and "or-left" in options:
        end = hit.first if scene.key(hit.first) == "," else _before_aside(scene, hit.first, places, language)
        start = 0 if scene.key(hit.first) == "," else places.left_start(scene, end)
        targets = places.targets(scene, start, limit=end, people=people)
    return targets


def _before_aside(scene: Scene, end: int, places: PlaceReader, language: Language) -> int:
    """ "Crimea, which a bridge connects to Russia, | is within range": where the subject ends, before its aside."""
    if scene.key(end - 1) != ",":
        return end
    words = language.words
    for k in range(end - 3, max(0, end - _LONGEST_ASIDE), -1):
        opens = scene.key(k + 1) in words["relative"] or scene.key(k + 1) in words["determiner"]
        if scene.key(k) == "," and opens and places.names.ends_place(scene, k):
            return k
    return end


def _listed_after(scene: Scene, last: int, language: Language) -> int | None:
    """The item where places begin that are named after the statement (", including Miami")."""
    for k in range(last, min(last + 8, len(scene.items) - 2)):
        if scene.key(k) == "," and scene.key(k + 1) in language.words["listing"]:
            return k + 2
        if scene.key(k) in language.words["void_end"]:
            return None
    return None


def _is_fronted(scene: Scene, target: Target, end: int, language: Language) -> bool:
    """ "From Brest", "if it stands near Brest, within its reach is London": where it is, no place that it reaches."""
    before = scene.key(target.first - 1)
    apart = any(scene.key(k) == "," for k in range(target.last, end))
    return before in language.words["origin_from"] or (apart and before in language.words["place_opener"])


def _after_fronted(scene: Scene, targets: list[Target], language: Language) -> list[Target]:
    """ "With HIMARS in Kherson, Crimea is within range": the place after "in" belongs to the words before the comma."""
    if len(targets) < 2 or scene.key(targets[0].first - 1) not in language.words["place_opener"]:
        return targets
    between = range(targets[0].last, targets[-1].first)
    return targets if any(scene.key(k) in language.words["np_and"] for k in between) else targets[-1:]


def _is_in_flight(scene: Scene, start: int, target: Target, language: Language) -> bool:
    """ "Targets flying across the Poles": where the targets are on their way, no place on the ground."""
    return any(scene.key(k) in language.words["in_flight"] for k in range(start, target.first))


def _is_property(scene: Scene, target: Target, language: Language) -> bool:
    """ "Turkey's inflation": something that a place has, no place."""
    words = language.words
    for k in range(target.first, target.last - 1):
        if scene.key(k) in {"'s", "’s"}:
            tail = range(k + 1, target.last)
            nouns = words["place_noun"] | words["person_target"] | words["site_noun"] | words["generic_thing"]
            named = any(scene.tokens[scene.items[n].first].text[0].isupper() or scene.key(n) in nouns for n in tail)
            return not named
    return False


def _is_need(scene: Scene, hit: Hit, at: int, language: Language) -> bool:
    """ "Two batteries are needed to defend Kharkiv": what is wanted of it, where no time to get there is given."""
    words, span = language.words, range(max(0, hit.first - 4), at)
    if scene.key(hit.first) in words["purpose"] and _is_wanted(scene, hit.first, language):
        return True
    needed = any(
        scene.key(k) in words["need"]
        and scene.key(k - 1) not in words["negation"]
        and scene.key(k - 2) not in words["relative"]  # "a range of 560 km, which is necessary to strike"
        for k in span
    )
    return (
        needed and any(scene.key(k) in words["purpose"] for k in span) and all(scene.items[k].mark != "T" for k in span)
    )


def _is_wanted(scene: Scene, at: int, language: Language) -> bool:
    """ "Ukraine needs 25 batteries to close", "to cover it, cities need": a need in the clause before or after."""
    words = language.words
    clause = range(at - 1, max(-1, at - 14), -1) if at else range(at, min(len(scene.items), at + 14))
    for k in clause:
        if at and scene.key(k) in words["void_end"]:
            return False
        if scene.key(k) in words["need"]:
            return scene.key(k - 1) not in words["negation"] and scene.key(k - 2) not in words["relative"]
    return False


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
