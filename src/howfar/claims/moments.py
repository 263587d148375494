"""Words for a time in a text ("on Thursday", "17 February 2022", "last November") and the days that they mean.

Only what is certain is resolved: a year of its own is no date, a date without a year needs the day on which the text
was published, and so do "today" and a weekday. The words are data: languages/<code>/time.toml.
"""

from __future__ import annotations

import calendar
import re
import tomllib
from dataclasses import dataclass
from datetime import date, timedelta
from functools import lru_cache
from importlib import resources
from typing import TYPE_CHECKING, Any, Final, Literal

from howfar.claims.pages.lexicon import lexicons

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping

MomentKind = Literal["day", "day-month", "month", "weekday", "days-ago", "this-week", "last-week"]
_DEFAULT: Final = "en"
_NEVER: Final = r"(?!)"


@dataclass(frozen=True, slots=True)
class TimeWords:
    """Words for a time at [start, end). is_ahead: they stand after "by", "until" and the like, and date no speech.

    year, month, day, weekday (Monday 0) and days_ago hold what the words say; None what they do not.
    """

    kind: MomentKind
    words: str
    start: int
    end: int
    year: int | None = None
    month: int | None = None
    day: int | None = None
    weekday: int | None = None
    days_ago: int | None = None
    is_ahead: bool = False


@dataclass(frozen=True, slots=True)
class Days:
    """A span of days, both ends included."""

    first: date
    last: date

    @property
    def is_day(self) -> bool:
        """True where it is one day."""
        return self.first == self.last

    def overlaps(self, other: Days) -> bool:
        """Whether they share a day."""
        return self.first <= other.last and other.first <= self.last


@dataclass(frozen=True)
class TimeLanguage:
    """The time words of one language, compiled."""

    months: Mapping[str, int]
    months_in: Mapping[str, int]
    weekdays: Mapping[str, int]
    pattern: re.Pattern[str]
    ahead: re.Pattern[str]
    speaking: re.Pattern[str]
    copyright: re.Pattern[str]
    months_capital: bool
    phrases: Mapping[str, tuple[MomentKind, int]]


def time_words(text: str, start: int, end: int, language: str | None) -> list[TimeWords]:
    """All words for a time in text[start:end], in order; the language's own, English where it has none."""
    words = time_language(language)
    found = (_read(match, words, text) for match in words.pattern.finditer(text, start, end))
    return [moment for moment in found if moment is not None]


def resolved(moment: TimeWords, published: date | None) -> Days | None:
    """The days that the words mean in a text published on that day (None: not known); None where that is not certain.

    Words look back: a weekday or a date without a year is the last one on or before the day of publication.
    """
    if moment.kind == "day":
        found = _date(moment.year, moment.month, moment.day)
        return Days(found, found) if found else None
    if moment.kind == "month" and moment.year is not None and moment.month is not None:
        return _month(moment.year, moment.month)
    return None if published is None else _looking_back(moment, published)


def _looking_back(moment: TimeWords, published: date) -> Days | None:  # noqa: PLR0911 - one return a kind
    monday = published - timedelta(days=published.weekday())
    match moment.kind:
        case "day-month":
            found = _date(published.year, moment.month, moment.day)
            if found is None or found > published:
                found = _date(published.year - 1, moment.month, moment.day)
            return Days(found, found) if found else None
        case "month" if moment.month is not None:
            year = published.year if moment.month <= published.month else published.year - 1
            month = _month(year, moment.month)
            return Days(month.first, min(month.last, published))
        case "weekday" if moment.weekday is not None:
            found = published - timedelta(days=(published.weekday() - moment.weekday) % 7)
            return Days(found, found)
        case "days-ago" if moment.days_ago is not None:
            found = published - timedelta(days=moment.days_ago)
            return Days(found, found)
        case "this-week":
            return Days(monday, published)
        case "last-week":
            return Days(monday - timedelta(days=7), monday - timedelta(days=1))
    return None


def _month(year: int, month: int) -> Days:
    return Days(date(year, month, 1), date(year, month, calendar.monthrange(year, month)[1]))


def _date(year: int | None, month: int | None, day: int | None) -> date | None:
    if year is None or month is None or day is None or not 1900 <= year <= 2100:
        return None
    try:
        return date(year, month, day)
    except ValueError:
        return None


@lru_cache(maxsize=8)
def time_language(language: str | None) -> TimeLanguage:
    """The time words of that language; those of English where the language has no time.toml."""
    root = resources.files("howfar.claims").joinpath("languages")
    code = language if language and language.isalpha() and root.joinpath(language, "time.toml").is_file() else _DEFAULT
    data: dict[str, Any] = tomllib.loads(root.joinpath(code, "time.toml").read_text("utf-8"))
    months = next(lexicon.months for lexicon in lexicons() if lexicon.language == code)
    months_in = {name: number for number, names in enumerate(data.get("months_in", ()), start=1) for name in names}
    weekdays = {name: number for number, names in enumerate(data["weekdays"]) for name in names}
    phrases: dict[str, tuple[MomentKind, int]] = {}
    for name, kind, days in (
        ("today", "days-ago", 0), ("yesterday", "days-ago", 1), ("this_week", "this-week", 0),
        ("last_week", "last-week", 0),
    ):  # fmt: skip
        phrases.update(dict.fromkeys(data[name], (kind, days)))
    return TimeLanguage(
        months=months,
        months_in=months_in or months,
        weekdays=weekdays,
        pattern=re.compile(_pattern(data, months, months_in or months, weekdays, phrases), re.IGNORECASE),
        ahead=re.compile(rf"\b(?:{_any(data['ahead'])})\s+$", re.IGNORECASE),
        speaking=re.compile(rf"\b(?:{_any(data['speaking'])})\b", re.IGNORECASE),
        copyright=re.compile(rf"©|\(c\)|\b(?:{_any(data['copyright'])})\b", re.IGNORECASE),
        months_capital=data["months_capital"],
        phrases=phrases,
    )


def _any(words: Iterable[str]) -> str:
    longest_first = sorted(words, key=lambda word: (-len(word), word))
    return "|".join(re.escape(word).replace(r"\ ", r"\s+") for word in longest_first) or _NEVER


def _pattern(
    data: Mapping[str, Any], months: Iterable[str], months_in: Iterable[str], weekdays: Iterable[str],
    phrases: Iterable[str],
) -> str:  # fmt: skip
    month, year, day = rf"(?:{_any(months)})\b\.?", r"(?:19|20)\d{2}", r"\d{1,2}"
    ordinal = rf"(?:{_any(data['ordinals'])})?"
    of = rf"(?:(?:{_any(data['of'])})\s+)?"
    return (
        r"(?<![\w./-])(?:"
        rf"(?P<iso>{year}-\d{{2}}-\d{{2}})(?![\w-])"
        rf"|(?P<dotted>{day}\.{day}\.{year})\b"
        rf"|(?P<dmy_d>{day}){ordinal}\s+{of}(?P<dmy_m>{month})(?:,?\s+(?P<dmy_y>{year})\b)?"
        rf"|(?P<mdy_m>{month})\s+(?P<mdy_d>{day}){ordinal}\b(?!:\d|\s*%)(?:,?\s+(?P<mdy_y>{year})\b)?"
        rf"|(?P<my_m>{month}|(?:{_any(months_in)})\b),?\s+(?P<my_y>{year})\b"
        rf"|(?P<opener>{_any(data['month_opener'])})\s+(?P<in_m>(?:{_any(months_in)})\b)(?:,?\s+(?P<in_y>{year})\b)?"
        rf"|(?P<weekday>{_any(weekdays)})\b"
        rf"|(?P<phrase>{_any(phrases)})\b"
        r")"
    )


def _read(match: re.Match[str], words: TimeLanguage, text: str) -> TimeWords | None:
    where: dict[str, Any] = {"words": match[0], "start": match.start(), "end": match.end()}
    ahead = words.ahead.search(text, max(0, match.start() - 20), match.start()) is not None
    if match["iso"]:
        year, month, day = (int(part) for part in match["iso"].split("-"))
        return TimeWords("day", **where, year=year, month=month, day=day, is_ahead=ahead)
    if match["dotted"]:
        day, month, year = (int(part) for part in match["dotted"].split("."))
        return TimeWords("day", **where, year=year, month=month, day=day, is_ahead=ahead)
    if match["weekday"]:
        return TimeWords("weekday", **where, weekday=words.weekdays[match["weekday"].lower()], is_ahead=ahead)
    if match["phrase"]:
        kind, days = words.phrases[" ".join(match["phrase"].lower().split())]
        return TimeWords(kind, **where, days_ago=days, is_ahead=ahead)
    return _calendar(match, words, where, ahead)


def _calendar(match: re.Match[str], words: TimeLanguage, where: dict[str, Any], ahead: bool) -> TimeWords | None:
    for form in ("dmy", "mdy"):
        if match[f"{form}_m"]:
            if (month := _month_number(match[f"{form}_m"], words)) is None:
                return None
            year = int(match[f"{form}_y"]) if match[f"{form}_y"] else None
            kind: MomentKind = "day" if year else "day-month"
            return TimeWords(kind, **where, year=year, month=month, day=int(match[f"{form}_d"]), is_ahead=ahead)
    named = match["my_m"] or match["in_m"]
    if (month := _month_number(named, words)) is None:
        return None
    written = match["my_y"] or match["in_y"]
    return TimeWords("month", **where, year=int(written) if written else None, month=month, is_ahead=ahead)


def _month_number(written: str, words: TimeLanguage) -> int | None:
    if words.months_capital and not written[0].isupper():
        return None
    name = written.lower().rstrip(".")
    return words.months.get(name) or words.months_in.get(name)
