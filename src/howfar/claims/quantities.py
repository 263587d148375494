"""Quantities in a text: number, unit, bounds, spans, and the same length said again in another unit.

A quantity without a figure ("several hundred miles") keeps its words and has no value. Nothing is ever assumed about a
missing unit. Lengths are in metres here, areas in square metres, times in seconds.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import TYPE_CHECKING, Final, NamedTuple

from howfar.claims.language import OPENS

if TYPE_CHECKING:
    from howfar.claims.language import Language, Unit
    from howfar.claims.tokens import Token

SAME_WITHIN: Final = 0.06  # two figures this close are one length in two units, rounded as newspapers round
_HYPHENS: Final = frozenset("-–—‑~")
_CURRENCY: Final = frozenset("$€£₽₹¥₴")
_LONGEST_PHRASE: Final = 5
M_PER_FLIGHT_LEVEL: Final = 30.48


class Quantity(NamedTuple):
    """first, last: token indices (last exclusive), with bound words and the restated unit; core: where the number
    starts.

    value is the first-written figure (of a span the larger, with the smaller in value_min), None where vague.
    """

    first: int
    core: int
    last: int
    measure: str
    value: float | None
    value_min: float | None = None
    restated: float | None = None
    is_upper: bool = False
    is_lower: bool = False
    hyphenated: bool = False
    listed: bool = False


class _Number(NamedTuple):
    start: int
    stop: int
    value: float | None  # None: vague


def find(tokens: Sequence[Token], language: Language) -> list[Quantity]:
    """All quantities with a unit in the tokens, left to right, none overlapping."""
    out: list[Quantity] = []
    i = floor = 0
    for start in _openings(tokens, language):
        if start < i or not (found := _at(tokens, start, language)):
            continue
        for quantity in _spanned(tokens, _restated(tokens, found, language), language):
            bounded = bounds(tokens, quantity, floor, language)
            out.append(bounded)
            floor = i = bounded.last
    return out


def _spanned(tokens: Sequence[Token], found: list[Quantity], language: Language) -> list[Quantity]:
    """Joins "from 1,000 km (620 miles)" with a following "to 2,500 km (1,550 miles)"."""
    low, words = found[-1], language.words
    j = low.last
    if len(found) != 1 or low.restated is None or low.value is None or low.value_min is not None or j + 2 > len(tokens):
        return found
    first = low.first
    while first > 1 and tokens[first - 1].key in words["bound_word"]:
        first -= 1  # "from a maximum of 70 km (43 miles) to"
    opener = tokens[first - 1].key if first else ""
    if opener not in words["span_open"] or tokens[j].key not in words["span_join"] | words["span_and"]:
        return found
    k = j + 1
    while k < len(tokens) - 1 and tokens[k].key in words["span_filler"]:
        k += 1
    other = _at(tokens, k, language)
    if len(other) != 1 or other[0].measure != low.measure or other[0].value is None:
        return found
    high = _restated(tokens, other, language)[0]
    if any(t.key in words["change"] for t in tokens[max(0, low.first - 14) : low.first]):
        return [high._replace(first=low.first, core=low.core)]
    ends = sorted((low.value, other[0].value))
    return [high._replace(first=low.first, core=low.core, value=ends[1], value_min=ends[0])]


def _openings(tokens: Sequence[Token], language: Language) -> list[int]:
    """Where a quantity may start; none where no word of a unit and no flight level stands."""
    openings = [i for i, token in enumerate(tokens) if token.traits & OPENS]
    if not openings or language.unit_words.isdisjoint([t.key for t in tokens]):
        return openings if has_flight_level([tokens[i] for i in openings], language) else []
    return openings


def has_flight_level(tokens: Sequence[Token], language: Language) -> bool:
    """Whether a token is a flight level ("FL300")."""
    level = language.numbers["flight_level"]
    return any(t.key.startswith(level) and _flight_level(t, language) for t in tokens)


def parse_number(written: str, language: Language) -> float | None:
    """A number as written with digits: grouping signs and decimal signs by the language's habit, then by shape."""
    text = written.replace("\u00a0", "").replace("\u2009", "").replace("\u202f", "").replace(" ", "").replace("’", "'")
    text = text.replace("'", "")
    decimal = language.numbers["decimal"]
    group = "," if decimal == "." else "."
    head, mark, tail = text.rpartition(group)
    if mark and (len(tail) != 3 or head in {"0", ""}) and group not in head and decimal not in text:
        text = head + "." + tail  # "2,5": not a group of three
    elif decimal == "." and text.count(".") > 1:
        text = text.replace(".", "")
    else:
        text = text.replace(group, "").replace(decimal, ".")
    try:
        return float(text)
    except ValueError:
        return None


def _at(tokens: Sequence[Token], i: int, language: Language) -> list[Quantity]:
    """The quantity, or the list of quantities sharing one unit, that starts with token i; empty if none does."""
    if level := _flight_level(tokens[i], language):
        return [Quantity(i, i, i + 1, "length", level)]
    number = _number(tokens, i, language)
    if number is None:
        return []
    numbers, joins, j = [number], [], number.stop
    unit, after = _unit(tokens, j, language)
    own_unit = unit is not None
    while len(numbers) < 5:
        step = _next_number(tokens, after if own_unit else j, language)
        if step is None:
            break
        join, following = step
        next_unit, next_after = _unit(tokens, following.stop, language)
        if own_unit and (next_unit is None or not _spans(tokens, i, join, language)):
            break
        if own_unit and unit is not None and next_unit is not None and next_unit != unit:
            if next_unit.measure != unit.measure:
                break
            numbers = [_rescaled(n, unit.si / next_unit.si) for n in numbers]  # "from 50 ft to 22 km"
        numbers.append(following)
        joins.append(join)
        j = following.stop
        if next_unit is not None:
            unit, after = next_unit, next_after
            break
        if own_unit:
            return []
    if unit is None:
        return []
    measure = _measure(tokens, i, after, unit, language)
    hyphen = tokens[j].key in _HYPHENS if j < len(tokens) else False
    return _assemble(tokens, numbers, joins, unit, measure, after, hyphen, language)


def _rescaled(number: _Number, factor: float) -> _Number:
    return number if number.value is None else number._replace(value=number.value * factor)


def _assemble(  # noqa: PLR0917  one value per slot of a claim
    tokens: Sequence[Token], numbers: list[_Number], joins: list[str], unit: Unit, measure: str, after: int,
    hyphen: bool, language: Language,
) -> list[Quantity]:  # fmt: skip
    first = numbers[0].start
    values = [None if n.value is None else n.value * unit.si for n in numbers]
    if len(numbers) == 1:
        return [Quantity(first, first, after, measure, values[0], hyphenated=hyphen)]
    if len(numbers) == 2 and _spans(tokens, first, joins[0], language):
        known = [v for v in values if v is not None]
        low = min(known) if len(known) == 2 and known[0] != known[1] else None
        if any(t.key in language.words["change"] for t in tokens[max(0, first - 14) : first]):
            return [Quantity(first, first, after, measure, values[1], hyphenated=hyphen)]  # "raised from 290 to 450 km"
        return [Quantity(first, first, after, measure, max(known, default=None), value_min=low, hyphenated=hyphen)]
    out = [Quantity(n.start, n.start, n.stop, measure, v, listed=True) for n, v in zip(numbers, values, strict=True)]
    out[-1] = out[-1]._replace(last=after)
    return out


def _spans(tokens: Sequence[Token], first: int, join: str, language: Language) -> bool:
    """Whether two numbers joined so are the ends of a span ("80-250", "80 to 250", "between 80 and 250")."""
    if join in _HYPHENS or join in language.words["span_join"]:
        return True
    before = tokens[first - 1].key if first else ""
    if before in language.words["the"] and first > 1:
        before = tokens[first - 2].key  # "between the four and 70 km range"
    return join in language.words["span_and"] and before in language.words["span_open"]


def _next_number(tokens: Sequence[Token], j: int, language: Language) -> tuple[str, _Number] | None:
    if j >= len(tokens):
        return None
    join = tokens[j].key
    known = join in _HYPHENS or join in language.words["span_join"] or join in language.words["span_and"] or join == ","
    if not known:
        return None
    k = j + 1
    if join == "," and k < len(tokens) and tokens[k].key in language.words["span_and"]:
        join, k = tokens[k].key, k + 1
    while k < len(tokens) and tokens[k].key in language.words["span_filler"]:
        k += 1
    number = _number(tokens, k, language) if k < len(tokens) else None
    return (join, number) if number else None


def _number(tokens: Sequence[Token], i: int, language: Language) -> _Number | None:
    """A number in digits (with a scale word perhaps) or in words; vague ones have no value."""
    token, names, scales = tokens[i], language.numbers["value"], language.numbers["scale"]
    if token.kind == "number":
        value, j = parse_number(token.text, language), i + 1
        if value is None:
            return None
        if j < len(tokens) and tokens[j].key == "+":
            j += 1
        if j + 1 < len(tokens) and tokens[j].key in _HYPHENS and tokens[j + 1].key in language.words["plus"]:
            j += 2
        if j < len(tokens) and tokens[j].key in scales:
            value, j = value * scales[tokens[j].key], j + 1
            if j + 1 < len(tokens) and tokens[j].text == "." and tokens[j + 1].key in language.units:
                j += 1  # "5 тыс. км"
        return _Number(i, j, value)
    if token.kind != "word":
        return None
    if token.key in language.numbers["vague"]:
        return _vague(tokens, i, language)
    if token.key not in names and token.key not in scales and token.key.split("-")[0] not in names:
        return None
    return _in_words(tokens, i, language)


def _vague(tokens: Sequence[Token], i: int, language: Language) -> _Number | None:
    scales = language.numbers["scale"]
    j = i + 1
    while j < len(tokens) and tokens[j].key in language.numbers["vague_link"]:
        j += 1
    while j < len(tokens) and (tokens[j].key in scales or tokens[j].key in language.numbers["vague"]):
        j += 1
    return _Number(i, j, None)


def _in_words(tokens: Sequence[Token], i: int, language: Language) -> _Number | None:
    names, scales, link = language.numbers["value"], language.numbers["scale"], language.numbers["link"]
    total, part, j, seen = 0.0, 0.0, i, False
    while j < len(tokens):
        pieces = [tokens[j].key] if tokens[j].key in names else tokens[j].key.split("-")
        if not all(p in names or p in scales or p in link for p in pieces):
            is_link = tokens[j].key in link or (tokens[j].key in _HYPHENS and seen)
            following = tokens[j + 1].key if j + 1 < len(tokens) else ""
            if not (seen and is_link and (following in names or following in scales)):
                break
            j += 1
            continue
        if pieces[0] in link and not (j + 1 < len(tokens) and tokens[j + 1].key.split("-")[0] in names and seen):
            break
        for piece in pieces:
            ahead = names.get(tokens[j + 1].key, 1) if j + 1 < len(tokens) else 1
            if piece in language.numbers["article"] and seen and (part < 1 or ahead < 1):
                continue  # "half a mile", "two and a half thousand"
            if piece in language.numbers["article"] and names[piece] == 1 and not seen and _is_named(tokens, j, names):
                continue  # "an eight-kilometre radius", "a half mile"
            if piece in names:
                part += names[piece]
            elif piece in scales:
                scale = scales[piece]
                part = max(part, 1.0) * scale
                if scale >= 1000:
                    total, part = total + part, 0.0
        seen = True
        j += 1
    article_only = j == i + 1 and tokens[i].key in language.numbers["article"]
    return _Number(i, j, total + part) if seen and not article_only else _article_unit(tokens, i, j, language)


def _is_named(tokens: Sequence[Token], j: int, names: Mapping[str, float]) -> bool:
    """Whether a number in words follows token j, which is then no number of its own."""
    return j + 1 < len(tokens) and tokens[j + 1].key.split("-")[0] in names


def _article_unit(tokens: Sequence[Token], i: int, j: int, language: Language) -> _Number | None:
    """ "a kilometre": an article is a number only right before a unit, and never of what is not a length."""
    if j < len(tokens) and (unit := language.units.get(tokens[j].key)) and unit.measure == "length":
        return _Number(i, j, 1.0)
    return None


def _unit(tokens: Sequence[Token], j: int, language: Language) -> tuple[Unit | None, int]:
    """The unit at token j, past a hyphen if there is one, and the index after it."""
    if j < len(tokens) and tokens[j].key in _HYPHENS and j + 1 < len(tokens) and tokens[j + 1].start == tokens[j].end:
        j += 1
    if j >= len(tokens):
        return None, j
    for width in (3, 2, 1):
        if j + width > len(tokens):
            continue
        if not tokens[j + width - 1].key[0].isalnum():
            continue
        name = " ".join(t.key for t in tokens[j : j + width] if t.key not in _HYPHENS and t.key != ".")
        if unit := language.units.get(name):
            return unit, j + width
    return None, j


def _measure(tokens: Sequence[Token], i: int, after: int, unit: Unit, language: Language) -> str:
    """What is measured: "km" followed by "per hour" is a speed, "m" after a currency sign is money."""
    if i and tokens[i - 1].text in _CURRENCY:
        return "other"
    if after + 1 < len(tokens):
        joined = tokens[after].key in language.words["per"] or tokens[after].key in "/-"
        width = 1 if tokens[after + 1].key not in language.words["per"] else 2
        following = tokens[after + width].key if after + width < len(tokens) else ""
        if joined and (u := language.units.get(following)) and u.measure == "time" and unit.measure == "length":
            return "other"
    if after < len(tokens) and tokens[after].key in language.words["not_reach_after_unit"]:
        return "other"
    return unit.measure


def _flight_level(token: Token, language: Language) -> float | None:
    prefix = language.numbers["flight_level"]
    if not token.key.startswith(prefix):
        return None
    digits = token.key.removeprefix(prefix)
    if token.kind == "word" and digits != token.key and digits.isascii() and digits.isdigit() and len(digits) in {2, 3}:
        return int(digits) * M_PER_FLIGHT_LEVEL
    return None


def _restated(tokens: Sequence[Token], found: list[Quantity], language: Language) -> list[Quantity]:
    """Joins "600 km" with a following "(373 miles)", "/373 mi" or ", or 373 miles," of the same size."""
    last = found[-1]
    j = last.last
    if last.value is None or j >= len(tokens):
        return found
    bracket = tokens[j].key in "(["
    if bracket and j + 2 < len(tokens) and tokens[j + 1].key in language.units and tokens[j + 2].key in ")]":
        return [*found[:-1], last._replace(last=j + 3)]  # "240 kilometers (km)"
    k = j + 1 if bracket or tokens[j].key in "/," or tokens[j].key in language.words["span_or"] else j
    if k == j:
        return found
    if tokens[j].key == "," and not (k < len(tokens) and tokens[k].key in language.words["span_or"]):
        return found
    while (
        k < len(tokens) and k - j < 4 and not (tokens[k].kind == "number" or tokens[k].key in language.numbers["value"])
    ):
        k += 1
    other = _at(tokens, k, language) if k < len(tokens) else []
    if len(other) != 1 or other[0].measure != last.measure or not _same(other[0].value, last.value):
        return found
    stop = other[0].last
    if bracket:
        while stop < len(tokens) and stop - k < 14 and tokens[stop].key not in ")]":
            stop += 1
        stop = min(stop + 1, len(tokens))
    return [*found[:-1], last._replace(last=stop, restated=other[0].value)]


def _same(a: float | None, b: float | None) -> bool:
    return a is not None and b is not None and abs(a - b) <= SAME_WITHIN * max(abs(a), abs(b))


def bounds(tokens: Sequence[Token], quantity: Quantity, floor: int, language: Language) -> Quantity:
    """Takes in the bound and approximation words on both sides; `floor` is where the quantity before ended."""
    upper = lower = False
    first, words = quantity.first, language.words
    for _ in range(3):
        if first > floor and tokens[first - 1].key not in language.bound_ends:
            break
        for width in range(min(_LONGEST_PHRASE, first - floor), 0, -1):
            phrase = " ".join(t.key for t in tokens[first - width : first])
            if phrase in words["bound_upper"] or phrase in words["bound_lower"] or phrase in words["approximate"]:
                upper |= phrase in words["bound_upper"]
                lower |= phrase in words["bound_lower"]
                first -= width
                break
        else:
            break
    core = quantity.core
    if any(
        t.text == "+" or t.key in words["plus"]
        for t in tokens[core : core + 4]
        if t.end <= tokens[quantity.last - 1].end
    ):
        lower = True
    last = quantity.last
    bounded = last < len(tokens) and tokens[last].key in language.bound_starts
    for width in (3, 2, 1) if bounded else ():
        phrase = " ".join(t.key for t in tokens[last : last + width])
        if last + width < len(tokens) and tokens[last + width].kind == "number":
            continue  # "240 km and over 1,500 km"
        if phrase in words["bound_upper_after"] or phrase in words["bound_lower_after"]:
            upper |= phrase in words["bound_upper_after"]
            lower |= phrase in words["bound_lower_after"]
            last += width
            break
    return quantity._replace(first=first, last=last, is_upper=upper and not lower, is_lower=lower)
