"""When something was said, and by whom: dates beside the words of saying, speakers known again by their names.

A date counts as the day of a statement only where the text ties it to the speaking: "said on Sunday", "on Sunday said",
"At the conference on May 10, he said", or a sentence that names the speaker, a word of speaking and one date. A
statement without one takes that of the last dated saying of its speaker in the same text.
"""

from __future__ import annotations

import re
import unicodedata
from dataclasses import dataclass
from datetime import date, timedelta
from difflib import SequenceMatcher
from functools import cached_property, lru_cache
from typing import TYPE_CHECKING, Final

from howfar.claims.moments import Days, TimeWords, resolved, time_language, time_words

if TYPE_CHECKING:
    from collections.abc import Iterator

    from howfar.claims.status import TextScenes
    from howfar.claims.voices import Attribution
    from howfar.places.gazetteer import Gazetteer

_WORD: Final = re.compile(r"[^\W\d_][\w'’-]*")
_CYRILLIC: Final = "абвгдеёжзийклмнопрстуфхцчшщыэюяіїєґ"
_SPELLED: Final = "a b v g d e e zh z i i k l m n o p r s t u f kh ts ch sh shch y e yu ya i i ye g"
_LATIN: Final = str.maketrans({"ъ": "", "ь": ""} | dict(zip(_CYRILLIC, _SPELLED.split(), strict=True)))
_NAME: Final = re.compile(r"[^\W\d_a-zа-яіїєґё][\w'’-]*(?: [^\W\d_a-zа-яіїєґё][\w'’-]*){1,5}")
_LONGEST_LOOK: Final = 50_000  # characters in which titles are looked for
_NEWS: Final = timedelta(days=31)  # an older day is one that the text looks back to, not the day of its news
_TRAILING: Final = re.compile(r"[,”\"»’'][^,”\"»]{0,40}$")
_MOST_SAYINGS: Final = 400
_ALIKE_NAMES: Final = 0.5  # Vladimir and Volodymyr have 0.59 in common, Viktor and Vladimir 0.43


def latin(name: str) -> str:
    """A name in plain Latin letters, so that "Лукашенко" and "Lukashenko" are one; near BGN/PCGN, no accents."""
    spelled = name.casefold().translate(_LATIN)
    return "".join(char for char in unicodedata.normalize("NFKD", spelled) if not unicodedata.combining(char))


@lru_cache(maxsize=4096)
def names_agree(one: str | None, other: str | None) -> bool:
    """Whether two names that end in one surname can be one person's: given names, where both have them, are alike.

    "Aliaksandr" and "Alexander" are alike, and so is the initial "A."; "Sergei" and "Viktor" are not.
    """
    first, second = _given_name(one), _given_name(other)
    if not first or not second or len(first) == 1 or len(second) == 1:
        return not first or not second or first[0] == second[0]
    return first[0] == second[0] and SequenceMatcher(None, first, second, autojunk=False).ratio() >= _ALIKE_NAMES


def _given_name(name: str | None) -> str:
    """The first name in plain letters, "" where there is only a surname or the words are no name."""
    parts = _WORD.findall(name or "")
    capitals = [part for part in parts if part[:1].isupper()]
    return latin(capitals[0]) if len(capitals) >= 2 and len(capitals) == len(parts) else ""


@dataclass(frozen=True, slots=True)
class Saying:
    """A dated act of speaking: where it stands, whose it is, and its days (None where they cannot be told).

    whole: the whole date elsewhere in the text that makes a weekday certain.
    """

    at: int
    voice: str
    moment: TimeWords
    days: Days | None
    whole: str | None = None

    @property
    def words(self) -> str:
        """The words of the text that say when: "Monday", "Thursday … Feb. 17, 2022"."""
        return f"{self.moment.words} … {self.whole}" if self.whole else self.moment.words


@dataclass(frozen=True, slots=True)
class When:
    """The days on which something was said, and the words of the text that say so; days None: not certain."""

    days: Days | None = None
    words: str | None = None


class Telling:
    """One text with the day of its publication (None: not known), asked who spoke when."""

    def __init__(self, text: TextScenes, *, language: str | None, published: date | None, gazetteer: Gazetteer) -> None:
        self.text, self.published, self._language = text, published, language
        self._names = gazetteer.names()
        self._words = time_language(language)
        self._found_at: dict[int, list[Attribution]] = {}

    # -- who --------------------------------------------------------------------------------------------------------
    def voice(self, speaker: str | None, at: int) -> str | None:
        """A key under which a speaker is known again: the last word of a name; for "the president" whom it means."""
        if not speaker:
            return None
        if named := self._name_key(speaker):
            return named
        meant = self._meant(at)
        return meant[1] if meant else " ".join(speaker.casefold().split())

    def _meant(self, at: int) -> tuple[int, str, str] | None:
        """The person named last before `at` as speaking, else with a title: whom "he" or "the president" means."""
        for named in (self._named_voices, self._titled):
            earlier = [found for found in named if found[0] < at and self._is_person(found[2])]
            if earlier:
                return earlier[-1]
        return None

    def _is_person(self, name: str) -> bool:
        """A name without a word for a body after it ("the news agency") and not written like one ("BelTA")."""
        last = name.rsplit(maxsplit=1)[-1]
        return last[:1].isupper() and last[1:].islower() and not self._is_title(last)

    def speaker(self, speaker: str | None, start: int, before: int) -> str | None:
        """The speaker as read, mended by the sentence at `start`: "X held talks and said" is X, "X thanked Y for" is X.

        before: where the words of the statement begin.
        """
        opening = self._opening_name(start, before)
        if speaker is None:
            known = opening is not None and self._name_key(opening) in {voice for _, voice, _ in self._named_voices}
            return opening if known and not self.text.is_quoted(before) else None
        words = self.text.engine.language.words
        last = speaker.split()[-1]
        return opening or speaker if self.text.engine.language.key(last) in words["np_and"] else speaker

    def shown(self, speaker: str, at: int) -> str:
        """The name without titles and peoples before it; for "the president" the name of whom that means at `at`."""
        meant = None if self._name_key(speaker) else self._meant(at)
        named = meant[2] if meant else speaker
        parts = named.split()
        titles = [k for k, word in enumerate(parts) if self._is_title(word)]
        name = parts[titles[-1] + 1 :] if titles else parts
        return " ".join(name) if name and all(word[:1].isupper() for word in name) else named

    def _is_title(self, word: str) -> bool:
        key = self.text.engine.language.key(word)
        language = self.text.engine.language
        forms = (word, *language.key.nominatives(word)) if word[:1].isupper() else ()
        hits = [hit for form in forms if (hit := self._names.lookup(form)) is not None]
        is_people = bool(hits) and hits[0].kind in ("demonym", "country")
        words = language.words
        return is_people or any(key in words[name] for name in ("speaker_title", "determiner", "sentence_opener"))

    def _name_key(self, speaker: str) -> str | None:
        name: str | None = None
        for word in _WORD.findall(speaker):
            bare = re.sub(r"['’]s?$", "", word)
            if bare[:1].isupper() and not self._is_title(bare):
                name = latin(self.text.engine.language.key(bare))
        return name

    def _opening_name(self, start: int, before: int) -> str | None:
        run: list[str] = []
        for match in _WORD.finditer(self.text.text, start, before):
            if not match[0][0].isupper():
                break
            run.append(match[0])
        return " ".join(run) if run and self._name_key(" ".join(run)) else None

    @cached_property
    def _named_voices(self) -> list[tuple[int, str, str]]:
        """(place, key, words) of every speaker named in the text, in order."""
        return [
            (found.first, key, found.words)
            for index in range(min(len(self.text.sentences), _MOST_SAYINGS))
            for found in self._attributions(index)
            if (key := self._name_key(found.words)) is not None
        ]

    @cached_property
    def _titled(self) -> list[tuple[int, str, str]]:
        """(place, key, words) of every name after a title in capitals, outside quotations."""
        out = []
        for match in _NAME.finditer(self.text.text, 0, _LONGEST_LOOK):
            parts = match[0].split()
            titles = [k for k, word in enumerate(parts) if self._is_title(word)]
            key = self._name_key(match[0])
            if titles and titles[-1] < len(parts) - 1 and key is not None and not self.text.is_quoted(match.start()):
                out.append((match.start(), key, " ".join(parts[titles[-1] + 1 :])))
        return out

    def _attributions(self, index: int) -> list[Attribution]:
        if index not in self._found_at:
            speakers = self.text.engine.speakers
            self._found_at[index] = speakers.attributions(self.text.scene(index), self.text.is_quoted)
        return self._found_at[index]

    # -- when -------------------------------------------------------------------------------------------------------
    def when(self, voice: str | None, start: int, end: int) -> When:
        """When that voice said what stands at [start, end); the outlet itself (None) speaks when it is published."""
        if voice is None:
            return When(Days(self.published, self.published), None) if self.published else When()
        own = [s for s in self.sayings if s.voice == voice and start - 1 <= s.at < end]
        if own:
            found = min(own, key=lambda saying: saying.days is None)
            return When(found.days, found.words)
        usual = [s for s in self.sayings if s.voice == voice and (s.days is None or self._is_news(s.days))]
        before = [s for s in usual if s.at < start]
        after = [s for s in usual if s.at >= end]
        if not before and not after:
            return When()
        saying = before[-1] if before else after[0]
        return When(saying.days, saying.words)

    def _is_news(self, days: Days) -> bool:
        return days.is_day and (self.published is None or self.published - days.first <= _NEWS)

    @cached_property
    def sayings(self) -> list[Saying]:
        """All dated acts of speaking, in the order of the text."""
        found = list(self._found())
        if self.published is not None:
            return found
        anchors = {(s.voice, s.days.first): s.words for s in reversed(found) if s.days is not None and s.days.is_day}
        return [self._anchored(saying, anchors) for saying in found]

    def unplaced(self) -> list[str]:
        """Words for a time that would tell when, were the day of publication known."""
        return list(dict.fromkeys(saying.moment.words for saying in self.sayings if saying.days is None))

    def _found(self) -> Iterator[Saying]:
        for index, sentence in enumerate(self.text.sentences[:_MOST_SAYINGS]):
            if self._words.copyright.search(self.text.text, sentence.start, sentence.end):
                continue
            moments = [
                moment
                for moment in time_words(self.text.text, sentence.start, sentence.end, self._language)
                if not moment.is_ahead and not self.text.is_quoted(moment.start)
            ]
            if moments:
                yield from self._in_sentence(index, moments)

    def _in_sentence(self, index: int, moments: list[TimeWords]) -> Iterator[Saying]:
        sentence = self.text.sentences[index]
        attributions = self._attributions(index)
        for found in attributions:
            moment = next((m for m in moments if self._dates(m, found, sentence.start)), None)
            voice = self.voice(found.words, found.first) if moment else None
            if moment is not None and voice is not None:
                yield Saying(found.at, voice, moment, self._days(moment))
        days = {self._days(moment) for moment in moments}
        if attributions or len(days) != 1 or not self._speaks(sentence.start, sentence.end):
            return
        said = {
            latin(self.text.engine.language.key(w))
            for w in _WORD.findall(self.text.text[sentence.start : sentence.end])
        }
        for voice in sorted({voice for _, voice, _ in self._named_voices} & said):
            yield Saying(moments[0].start, voice, moments[0], self._days(moments[0]))

    def _speaks(self, start: int, end: int) -> bool:
        found = self._words.speaking.finditer(self.text.text, start, end)
        return any(not self.text.is_quoted(match.start()) for match in found)

    def _dates(self, moment: TimeWords, found: Attribution, start: int) -> bool:
        """Whether the words for a time belong to the speaking and not to what is spoken of."""
        text = self.text.text
        verb_end = found.at + len(found.verb)
        if moment.start >= verb_end:
            between = text[verb_end : moment.start]
            near = len(between.split()) <= 3 and not re.search(r"[,;“\"«]", between)
            trailing = _TRAILING.search(text[start : min(found.first, found.at)]) is not None
            return near or trailing
        if moment.end <= found.at and moment.start >= min(found.first, found.at):
            return len(text[moment.end : found.at].split()) <= 2
        opening = len(text[start : moment.start].split()) <= 6
        return opening and text[moment.end : moment.end + 1] == "," and not re.search(r"[“\"«]", text[start : found.at])

    def _days(self, moment: TimeWords) -> Days | None:
        days = resolved(moment, self.published)
        is_later = days is not None and self.published is not None and days.first > self.published
        return None if is_later else days

    @staticmethod
    def _anchored(saying: Saying, anchors: dict[tuple[str, date], str]) -> Saying:
        """A weekday or a day without a year, where the text gives one whole date of the same speaker that fits it."""
        fits = {day for voice, day in anchors if voice == saying.voice and _fits(saying.moment, day)}
        if saying.days is not None or len(fits) != 1 or len({d for v, d in anchors if v == saying.voice}) != 1:
            return saying
        day = fits.pop()
        return Saying(saying.at, saying.voice, saying.moment, Days(day, day), anchors[saying.voice, day])


def _fits(moment: TimeWords, day: date) -> bool:
    if moment.kind == "weekday":
        return moment.weekday == day.weekday()
    return moment.kind == "day-month" and (moment.month, moment.day) == (day.month, day.day)
