"""Ties a claim to its speaker: inside its sentence, around its quotation, by transcript turn, through pronouns."""

from __future__ import annotations

from bisect import bisect_right
from collections.abc import Callable
from typing import TYPE_CHECKING

from howfar.claims.speakers import Attribution, turn_label

if TYPE_CHECKING:
    from howfar.claims.assembly import TextView
    from howfar.claims.background import Background
    from howfar.claims.language import Language
    from howfar.claims.scene import Scene
    from howfar.claims.speakers import SpeakerReader

_BLOCKS_BACK = 2
_PART = ";"


def speaker_of(  # noqa: PLR0917  one value per slot of a claim
    scene: Scene, start: int, end: int, quotes: list[tuple[int, int]], view: TextView, reader: SpeakerReader,
    around: Background, language: Language,
) -> str | None:  # fmt: skip
    """The source nearest to the claim at [start, end), resolved; None for the outlet's own voice."""
    inside = _inside(quotes)
    middle = (start + end) // 2
    quoted = inside(middle) or inside(start)
    found = _in_sentence(scene, start, end, reader, inside)
    if found is None and quoted:
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

    return min(usable, key=apart, default=None)


def _contrasted(scene: Scene, end: int, found: Attribution, language: Language) -> bool:
    """ "The missile flies 300 km, but the White House worried that ...": who speaks after "but" says something else."""
    if found.first < end or found.at < found.first:
        return False
    before = [k for k in range(len(scene.items)) if end <= scene.start(k) < found.first]
    after = next((k for k in range(len(scene.items)) if scene.start(k) > found.at), len(scene.items))
    goes_on = scene.key(after)[:1].isalpha()
    return goes_on and bool(before) and scene.key(before[-1]) in language.words["contrast"]


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
    if key in words["speaker_null"]:
        return None
    if key in words["speaker_pronoun"] or key in words["speaker_it"]:
        named = _named_before(found, scene, view, reader, inside, language)
        return _office_holder(around, language) or named if named == found.words else named
    return found.words


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
    """Whom "he said" means: the last source named before it in the text."""
    words = language.words
    for k in range(scene.index, max(-1, scene.index - 30), -1):
        if not reader.may_attribute(view.words(k)):
            continue
        for earlier in reversed(reader.attributions(view.scene(k), inside)):
            key = " ".join(language.key(w) for w in earlier.words.split())
            if earlier.first < found.first and key not in words["speaker_pronoun"] and key not in words["speaker_null"]:
                return earlier.words
    return None if language.key(found.words) in words["speaker_it"] else found.words
