"""Ties a claim to its speaker: inside its sentence, around its quotation, by transcript turn, through pronouns."""

from __future__ import annotations

from bisect import bisect_right
from collections.abc import Callable
from typing import TYPE_CHECKING

from howfar.claims.turns import turn_label

if TYPE_CHECKING:
    from howfar.claims.assembly import TextView
    from howfar.claims.background import Background
    from howfar.claims.language import Language
    from howfar.claims.scene import Scene
    from howfar.claims.speakers import SpeakerReader
    from howfar.claims.voices import Attribution

_BLOCKS_BACK = 2
_SENTENCES_BACK = 30
_SUBJECTS_BACK = 2  # sentences whose subject a pronoun may mean, though nothing says that it spoke
_PART = ";"
_LEAST_SPACES = 3  # quotation marks around fewer words give a name, not speech


def speaker_of(  # noqa: PLR0917  one value per slot of a claim
    scene: Scene, start: int, end: int, quotes: list[tuple[int, int]], view: TextView, reader: SpeakerReader,
    around: Background, language: Language,
) -> str | None:  # fmt: skip
    """The source nearest to the claim at [start, end), resolved; None for the outlet's own voice."""
    inside = _inside(quotes)
    quote = _quote_of(scene.text, start, end, quotes)
    found = _reported_inside(scene, start, quote, reader, language) if quote else None
    found = found or _in_sentence(scene, start, end, reader, inside)
    if found is None and quote:
        found = _around_quote(scene, view, reader, inside)
    if found is None:
        label = turn_label(scene, start, language)
        return None if label and reader.is_place(label) else label
    return _resolved(found, scene, view, reader, inside, around, language)


def _inside(quotes: list[tuple[int, int]]) -> Callable[[int], bool]:
    starts = [a for a, _ in quotes]

    def inside(at: int) -> bool:
        k = bisect_right(starts, at) - 1
        return k >= 0 and quotes[k][0] <= at < quotes[k][1]

    return inside


def _quote_of(text: str, start: int, end: int, quotes: list[tuple[int, int]]) -> tuple[int, int] | None:
    """The quotation that the claim stands in; a few words in marks within it are none."""
    for at in ((start + end) // 2, start):
        k = bisect_right(quotes, (at, len(text))) - 1
        if k >= 0 and quotes[k][0] <= at < quotes[k][1]:
            first, last = quotes[k]
            speech = (first <= start and end <= last + 1) or text.count(" ", first, last) >= _LEAST_SPACES
            return (first, last) if speech else None
    return None


def _reported_inside(
    scene: Scene, start: int, quote: tuple[int, int], reader: SpeakerReader, language: Language
) -> Attribution | None:
    """ "The minister added that it can reach Guam" as a paper is quoted: the source within the quotation."""
    named = [a for a in reader.attributions(scene, _nowhere) if quote[0] <= a.first and a.at < start]
    return next((a for a in reversed(named) if _is_name(a, language)), None)


def _nowhere(_: int) -> bool:
    return False


def _in_sentence(
    scene: Scene, start: int, end: int, reader: SpeakerReader, inside: Callable[[int], bool]
) -> Attribution | None:
    """An attribution of the claim's own sentence whose name lies outside the claim."""
    found = reader.attributions(scene, inside)
    deeper = [a for a in found if a.is_quoted]
    usable = deeper or found
    first = scene.text.rfind(_PART, scene.sentence.start, start)
    last = scene.text.find(_PART, end, scene.sentence.end)
    here = [a for a in usable if a.at > first and (last < 0 or a.at < last)]
    usable = [a for a in here or usable if not _contrasted(scene, end, a, reader.language)]

    def apart(a: Attribution) -> int:
        return 0 if start <= a.at < end else min(abs(a.at - end), abs(start - a.at))

    nearest = min(usable, key=apart, default=None)
    if nearest is None or nearest.at < end:
        return nearest
    before = [a for a in usable if a.at < start and _governs(scene, a, start, reader.language)]
    return max(before, key=lambda a: a.at, default=nearest)


def _governs(scene: Scene, found: Attribution, start: int, language: Language) -> bool:
    """Whether what "X said" opens goes on to the claim ("The minister said it reaches Guam, the agency reported").

    Not where "which X said" only says something of a word, nor across "but"; what X thinks, another one has said."""
    words = language.words
    if found.verb in words["thinks"]:
        return False
    name = next((k for k in range(len(scene.items)) if scene.start(k) >= found.first), 0)
    between = [k for k in range(name, len(scene.items)) if found.at < scene.start(k) < start]
    closed = any(scene.key(k) == "," for k in between)
    if closed and (scene.key(name - 1) in words["relative"] or scene.key(name - 1) in words["np_as"]):
        return False
    return not any(scene.key(k) in words["contrast"] or scene.key(k) in {"—", "–"} for k in between)


def _contrasted(scene: Scene, end: int, found: Attribution, language: Language) -> bool:
    """ "The missile flies 300 km, but the White House worried that ...": who speaks after "but" says something else."""
    if found.first < end or found.at < found.first:
        return False
    before = [k for k in range(len(scene.items)) if end <= scene.start(k) < found.first]
    after = next((k for k in range(len(scene.items)) if scene.start(k) > found.at), len(scene.items))
    goes_on = scene.key(after)[:1].isalpha() and scene.key(after) not in language.words["speaker_stop_mild"]
    joints = language.words["contrast"] | language.words["np_and"]
    return goes_on and bool(before) and scene.key(before[-1]) in joints


def _around_quote(
    scene: Scene, view: TextView, reader: SpeakerReader, inside: Callable[[int], bool]
) -> Attribution | None:
    """The nearest attribution around a quotation: in its paragraph, later ones first, then in the paragraph above."""
    here = scene.index
    block = view.sentences[here].block
    after = [k for k in range(here + 1, min(here + 6, len(view.sentences))) if view.sentences[k].block == block]
    before = [k for k in range(here - 1, max(-1, here - 8), -1) if view.sentences[k].block == block]
    above = [k for k in range(here - 1, max(-1, here - 10), -1) if 0 < block - view.sentences[k].block <= _BLOCKS_BACK]
    for k in sorted([*after, *before], key=lambda k: abs(k - here) - (0.5 if k > here else 0)) + above:
        if not reader.may_attribute(view.words(k)):
            continue
        found = reader.attributions(view.scene(k), inside)
        if found:
            return found[0] if k > here else found[-1]
    return None


def _resolved(  # noqa: PLR0917  one value per slot of a claim
    found: Attribution, scene: Scene, view: TextView, reader: SpeakerReader, inside: Callable[[int], bool],
    around: Background, language: Language,
) -> str | None:  # fmt: skip
    words = language.words
    key = " ".join(language.key(w) for w in found.words.split())
    if said := around.renamed.get(key):
        if key.split()[-1] in words["document_noun"]:
            return found.words
        return _head(said, language)
    if key in words["speaker_it"] and found.verb in words["say_things"]:
        return None  # "It gives defence the ability": the system does
    if key in words["speaker_pronoun"] or key in words["speaker_it"]:
        named = _named_before(found, scene, view, reader, inside, language)
        if named != found.words:
            return named
        told = (reader.voices.person_in(other) for other in around.context) if key in words["speaker_he"] else ()
        return _office_holder(around, language) or next(filter(None, told), named)
    return None if key in words["speaker_null"] else found.words


def _office_holder(around: Background, language: Language) -> str | None:
    """Whom "he" means where the text names no source: the one office that the context explains."""
    offices = [said for key, said in around.renamed.items() if key.split()[-1] in language.words["speaker_title"]]
    return _head(offices[0], language) if len(offices) == 1 else None


def _head(said: str, language: Language) -> str:
    """The name that opens the context's explanation ("The Telegraph on weapons at ..." -> The Telegraph)."""
    head = said.split(",", maxsplit=1)[0].split("(", maxsplit=1)[0].strip()
    parts = head.split()
    for k in range(1, len(parts)):
        if language.key(parts[k]) in language.words["name_end"] and parts[k - 1][0].isupper():
            return " ".join(parts[:k])
    return head


def _named_before(  # noqa: PLR0917  one value per slot of a claim
    found: Attribution,
    scene: Scene,
    view: TextView,
    reader: SpeakerReader,
    inside: Callable[[int], bool],
    language: Language,
) -> str | None:
    """Whom "he said" means: the last source, or subject of a sentence, before it that the word can stand for."""
    pronoun = language.key(found.words)
    for k in range(scene.index, max(-1, scene.index - _SENTENCES_BACK), -1):
        near = scene.index - k <= _SUBJECTS_BACK
        if not near and not reader.may_attribute(view.words(k)):
            continue
        spot = view.scene(k)
        named = [a for a in reader.attributions(spot, inside) if _is_name(a, language)]
        if near and (subject := reader.voices.leading(spot, len(spot.items) - 1)) and not inside(subject.first):
            named.append(subject)
        named = [a for a in named if a.last <= found.first and reader.voices.means(pronoun, a.words)]
        if named:
            return max(named, key=lambda a: a.first).words
        if (
            near
            and k < scene.index
            and pronoun in language.words["speaker_he"]
            and (who := reader.voices.person_in(spot))
        ):
            return who
    return None if pronoun in language.words["speaker_it"] else found.words


def _is_name(found: Attribution, language: Language) -> bool:
    words = language.words
    key = " ".join(language.key(w) for w in found.words.split())
    return key not in words["speaker_pronoun"] and key not in words["speaker_null"] and key not in words["speaker_it"]
