"""Title, date and publisher from the head of a plain-text article: only where the text leaves no doubt.

Without markup, a news text still says who published it in its dateline ("MINSK, 24 February (BelTA) –") and when in
a line that holds nothing but a date. Everything else (a copyright year, a date inside a sentence, a photo credit, the
day on which a page was printed) is not the date of the article, and is left alone.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from datetime import date
from typing import TYPE_CHECKING, Final

from howfar.claims.pages.lexicon import lexicons

if TYPE_CHECKING:
    from collections.abc import Iterator

_HEAD_LINES: Final = 25
_PROSE_CHARS: Final = 240  # a line this long is a paragraph: the head of the article ends there
_TITLE_CHARS: Final = (12, 200)
_TOKEN: Final = re.compile(r"[^\W\d_]+(?:['’][^\W\d_]+)?|\d+")
_TIME: Final = re.compile(r"\b\d{1,2}:\d{2}(?::\d{2})?\s*(?:[AaPp]\.?[Mm]\.?)?\s*(?:\(?[A-Z]{2,4}\)?(?:[+-]\d{1,2})?)?")
_ISO: Final = re.compile(r"\b((?:19|20)\d{2})-(\d{2})-(\d{2})(?:T[\d:.]+(?:Z|[+-]\d{2}:?\d{2})?)?")
_DOTTED: Final = re.compile(r"\b(\d{1,2})\.(\d{1,2})\.((?:19|20)\d{2})\b")  # day.month.year; slashes are ambiguous
_DATELINE: Final = re.compile(
    r"^(?P<city>[^\W\d_a-zа-яіїєґё][^\d()/–—]{1,60}?)[,.]?\s*"
    r"(?P<date>(?:[^\W\d_]{3,12}\.?\s+\d{1,2}|\d{1,2}\s+[^\W\d_]{3,12}\.?))?(?:,?\s+(?P<year>(?:19|20)\d{2}))?[.,]?\s*"
    r"(?:\((?P<round>[A-Z][\w&.’' -]{1,40})\)\s*[-–—―]|/(?P<slash>[A-Z][\w&.’' -]{1,40})/)",
)
_BREADCRUMB: Final = re.compile(r"\s[/>»|›→]\s")
_MARKS: Final = str.maketrans("", "", "*_#\\")


@dataclass(frozen=True)
class Head:
    """What the head of a text says about it; None where it does not."""

    title: str | None = None
    date: str | None = None
    publisher: str | None = None


def head_of(text: str) -> Head:
    """Title, ISO date and publisher that the head of a plain-text article states, each None where in doubt."""
    lines = [line for line in _head_lines(text) if line]
    day_month, year, publisher = _dateline(lines)
    dates = {found for line in lines if (found := date_line(line)) is not None}
    if day_month is not None:
        agreeing = {found for found in dates if (found.day, found.month) == day_month}
        if not agreeing and year is not None:
            agreeing = {date(year, day_month[1], day_month[0])}
        dates = agreeing
    return Head(_title(lines), dates.pop().isoformat() if len(dates) == 1 else None, publisher)


def date_line(line: str) -> date | None:
    """The date that a line consists of ("24 February 2022, 13:36", "September 13, 2021", "2021-09-13"), or None.

    A weekday, a time and a word such as "Published" may stand beside it; any other word makes the line something else.
    """
    if len(line) > 80:
        return None
    bare = line.translate(_MARKS).strip(" .:|-–—[]()")
    for lexicon in lexicons():
        for words in lexicon.published:
            if bare.lower().startswith(words):
                bare = bare[len(words) :].lstrip(" :.-–—")
    if match := _ISO.fullmatch(bare) or _ISO.fullmatch(_TIME.sub("", bare).strip(" ,")):
        return _valid(int(match[1]), int(match[2]), int(match[3]))
    bare = _TIME.sub(" ", bare).strip(" ,.|-–—")
    if match := _DOTTED.fullmatch(bare):
        return _valid(int(match[3]), int(match[2]), int(match[1]))
    return _date_in_words(bare)


def _date_in_words(bare: str) -> date | None:
    tokens = [token.lower() for token in _TOKEN.findall(bare)]
    for lexicon in lexicons():
        rest = [token for token in tokens if token not in lexicon.weekdays | lexicon.year_words]
        if len(rest) != 3:
            continue
        if rest[1] in lexicon.months and rest[0].isdigit() and rest[2].isdigit():
            return _valid(int(rest[2]), lexicon.months[rest[1]], int(rest[0]))
        if rest[0] in lexicon.months and rest[1].isdigit() and rest[2].isdigit():
            return _valid(int(rest[2]), lexicon.months[rest[0]], int(rest[1]))
    return None


def _valid(year: int, month: int, day: int) -> date | None:
    if not 1900 <= year <= 2100:
        return None
    try:
        return date(year, month, day)
    except ValueError:
        return None


def _head_lines(text: str) -> Iterator[str]:
    """Lines up to and with the first paragraph of prose."""
    prose = 0
    for line in text[:20_000].splitlines()[: 4 * _HEAD_LINES]:
        stripped = line.strip()
        yield stripped
        prose += len(stripped) > _PROSE_CHARS
        if prose:
            return


def _dateline(lines: list[str]) -> tuple[tuple[int, int] | None, int | None, str | None]:
    """(day, month), year and agency of the first dateline, each None where it is not given."""
    for line in lines:
        match = _DATELINE.match(line[:200])
        if match is None or not _is_city(match["city"], dated=match["date"] is not None):
            continue
        day_month = _day_month(match["date"] or "")
        publisher = (match["round"] or match["slash"]).strip()
        return day_month, int(match["year"]) if match["year"] and day_month else None, publisher
    return None, None, None


def _is_city(words: str, *, dated: bool) -> bool:
    """Datelines are set in capitals ("MINSK"); a plain-cased name counts only with a date after it."""
    first = words.split(",", maxsplit=1)[0].strip()
    return first.isupper() or (dated and len(first.split()) <= 3 and first.istitle())


def _day_month(words: str) -> tuple[int, int] | None:
    tokens = [token.lower() for token in _TOKEN.findall(words)]
    for lexicon in lexicons():
        month = next((lexicon.months[token] for token in tokens if token in lexicon.months), None)
        day = next((int(token) for token in tokens if token.isdigit()), None)
        if month is not None and day is not None and 1 <= day <= 31:
            return day, month
    return None


def _title(lines: list[str]) -> str | None:
    """The first line that reads like a headline: some words, no full stop, no breadcrumb, no date, text after it."""
    for line in lines[:-1]:
        bare = line.strip("#*= \t").replace("\\$", "$")
        words = [token.lower() for token in _TOKEN.findall(bare) if not token.isdigit()]
        calendar = {word for lexicon in lexicons() for word in (*lexicon.months, *lexicon.weekdays)}
        telling = [word for word in words if word not in calendar]
        if len(telling) < 3 or not _TITLE_CHARS[0] <= len(bare) <= _TITLE_CHARS[1]:
            continue
        if _BREADCRUMB.search(bare) or bare.endswith((".", ":", ";", ",", "…")) or _DATELINE.match(bare):
            continue
        return bare
    return None
