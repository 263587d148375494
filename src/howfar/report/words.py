"""View values: how numbers, labels, figures and assumptions are put for people. Every view says them the same way."""

from __future__ import annotations

import math
import re
import unicodedata
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, Final

if TYPE_CHECKING:
    from howfar.check.model import Finding, Label, Verdict
    from howfar.places.model import Place
    from howfar.systems.model import Figure, Source

MARKS: Final[Mapping[str, str]] = {
    "consistent": "✓", "inconsistent": "✗", "consistent only if": "◐", "not checkable": "?",
}  # fmt: skip
"""A sign beside the word of every label, so that colour never carries it alone."""

MEANING: Final = (
    "A verdict speaks of physics only: whether the words agree with published figures, geometry and refraction. "
    "It says nothing about truth, intent or character."
)
BORDERS: Final = (
    "Borders are drawn as Natural Earth has them: who holds the ground (de facto), not whose claim is right."
)
CREDITS: Final = "Shapes: Natural Earth (public domain). Places: GeoNames (CC BY 4.0)."

_QUANTITIES: Final = {
    "surveillance_range_km": "detection range", "instrumented_range_km": "instrumented range",
    "engagement_range_km": "engagement range", "missile_range_km": "missile range", "min_range_km": "least range",
    "engagement_max_altitude_km": "highest engagement", "engagement_min_altitude_m": "lowest engagement",
    "detection_max_altitude_km": "highest detection", "max_target_speed_m_s": "fastest target",
    "average_speed_m_s": "average speed", "antenna_height_m": "antenna height", "site_elevation_m": "site elevation",
    "simultaneous_targets": "targets at once", "in_service_year": "in service", "frequency_band": "frequency band",
    "rcs_reference_m2": "reference target size",
}  # fmt: skip
_PLAIN: Final = re.compile(r"[\n\t\x20-\x7e]*")
_SUFFIXES: Final = (
    ("_agl_m", " m above ground"), ("_amsl_m", " m above sea level"), ("_hae_m", " m above the ellipsoid"),
    ("_amsl_km", " km above sea level"), ("_agl_km", " km above ground"), ("_km", " km"), ("_deg", "°"),
    ("_m_s", " m/s"), ("_s", " s"), ("_m", " m"), ("_m2", " m²"), ("_km2", " km²"),
)  # fmt: skip
RANGES_OF_VERBS: Final[Mapping[str, tuple[str, ...]]] = {
    "sees": ("surveillance_range_km", "instrumented_range_km"),
    "engages": ("engagement_range_km", "missile_range_km"),
    "strikes": ("missile_range_km",),
    "covers": ("surveillance_range_km", "instrumented_range_km", "engagement_range_km", "missile_range_km"),
}
RANGE_QUANTITIES: Final = frozenset(RANGES_OF_VERBS["covers"])


def clean(text: object) -> str:
    """Text without control and direction-changing characters: nothing an article holds may steer a terminal.

    The joiners of Arabic and Indic scripts stay (U+200C, U+200D).
    """
    given = str(text)
    return given if _PLAIN.fullmatch(given) else "".join(_harmless(char) for char in given)


def _harmless(char: str) -> str:
    if char in "\n\t\u200c\u200d":
        return char
    category = unicodedata.category(char)
    return " " if category == "Cc" else "" if category in ("Cf", "Cs", "Co", "Cn") else char


def one_line(text: object) -> str:
    """`clean` with all white space made single spaces."""
    return " ".join(clean(text).split())


def mark(label: Label) -> str:
    """The label with its sign: "✗ inconsistent"."""
    return f"{MARKS[label]} {label}"


def number(value: float) -> str:
    """A number for people: three significant figures, whole from 100 on, thousands with a comma."""
    if not math.isfinite(value):
        return "unknown"
    size = abs(value)
    if size >= 100 or abs(value - round(value)) < 0.005:
        text = f"{value:,.0f}"
    elif size >= 10:
        text = f"{value:.1f}"
    else:
        text = f"{value:.2f}".rstrip("0").rstrip(".")
    return ("0" if text in ("-0", "") else text).replace("-", "−")


def quantity_words(quantity: str) -> str:
    """The name of a catalogue quantity for people: "surveillance_range_km" is "detection range"."""
    return _QUANTITIES.get(quantity, quantity.replace("_", " "))


def between(nearest: float | None, farthest: float | None, unit: str = "km") -> str | None:
    """ "957 km", "187 to 667 km" or None."""
    ends = [end for end in (nearest, farthest) if end is not None]
    if not ends:
        return None
    low, high = number(min(ends)), number(max(ends))
    return (f"{low} {unit}" if low == high else f"{low} to {high} {unit}").strip()


def margin_words(margin_km: float) -> str:
    """ "357 km short", "166 km to spare"."""
    return f"{number(abs(margin_km))} km {'to spare' if margin_km >= 0 else 'short'}"


@dataclass(frozen=True)
class FigureGroup:
    """Published figures of one quantity and value that agree, with the numbers of their sources in the list."""

    quantity: str
    value: float
    value_min: float | None
    unit: str
    kinds: tuple[str, ...]
    variants: tuple[str, ...]
    conditions: tuple[str, ...]
    sources: tuple[int, ...]
    is_lower_bound: bool
    is_outlier: bool

    @property
    def value_text(self) -> str:
        """ "600 km", "50 to 500 km", "more than 300 km"."""
        value = f"{number(self.value)} {self.unit}"
        if self.value_min is not None and self.value_min != self.value:
            value = f"{number(self.value_min)} to {value}"
        return f"more than {value}" if self.is_lower_bound else value

    @property
    def words(self) -> str:
        """ "detection range, official", with variant and doubt."""
        parts = [quantity_words(self.quantity), *([", ".join(self.variants)] if self.variants else [])]
        parts += [" and ".join(self.kinds)] + (["outlier, shown but not used"] if self.is_outlier else [])
        return ", ".join(parts)


def source_numbers(verdict: Verdict) -> dict[str, int]:
    """Source id to its number in the list of sources, from 1."""
    return {source.id: index for index, source in enumerate(verdict.sources, start=1)}


def figure_groups(figures: Iterable[Figure], numbers: Mapping[str, int], *, verb: str) -> list[FigureGroup]:
    """Figures with a number, those that agree together: what `verb` is about first, largest first, outliers last."""
    found: dict[tuple[Any, ...], list[Figure]] = {}
    for figure in figures:
        if figure.value is not None and math.isfinite(figure.value):
            flags = figure.is_lower_bound, figure.is_outlier
            found.setdefault((figure.quantity, figure.value, figure.value_min, figure.unit, *flags), []).append(figure)
    groups = [_group(members, numbers) for members in found.values()]
    wanted = RANGES_OF_VERBS.get(verb, ())
    return sorted(groups, key=lambda group: (group.is_outlier, _rank(group.quantity, wanted), -group.value))


def _rank(quantity: str, wanted: Sequence[str]) -> tuple[bool, bool, str]:
    return quantity not in wanted, quantity not in RANGE_QUANTITIES, quantity


def _group(members: Sequence[Figure], numbers: Mapping[str, int]) -> FigureGroup:
    first = members[0]
    assert first.value is not None  # figure_groups lets no figure without a number pass
    return FigureGroup(
        first.quantity, first.value, first.value_min, first.unit.replace("_", " "),
        kinds=_distinct(member.kind for member in members),
        variants=_distinct(member.variant for member in members),
        conditions=_distinct(member.conditions for member in members),
        sources=tuple(sorted({numbers[member.source_id] for member in members if member.source_id in numbers})),
        is_lower_bound=first.is_lower_bound, is_outlier=first.is_outlier,
    )  # fmt: skip


def _distinct(words: Iterable[str | None]) -> tuple[str, ...]:
    return tuple(dict.fromkeys(word for word in words if word))


def references(numbers: Sequence[int]) -> str:
    """ "[1][3–5]"."""
    runs: list[list[int]] = []
    for index in sorted(set(numbers)):
        if runs and index == runs[-1][-1] + 1:
            runs[-1].append(index)
        else:
            runs.append([index])
    return "".join(f"[{run[0]}–{run[-1]}]" if len(run) > 2 else "".join(f"[{n}]" for n in run) for run in runs)


def finding_sources(finding: Finding, numbers: Mapping[str, int]) -> str:
    """The numbers of the sources of a finding."""
    return references(sorted({numbers[source] for source in finding.sources if source in numbers}))


def rule_words(finding: Finding, findings: Sequence[Finding]) -> str:
    """The rule's name; where a claim was judged under several readings, the reading with it: "Range: sees"."""
    name = finding.rule.capitalize()
    return f"{name}: {finding.verb}" if finding.verb is not None and has_readings(findings) else name


def has_readings(findings: Sequence[Finding]) -> bool:
    """True where a claim was judged under several readings of its verb."""
    return len({finding.verb for finding in findings if finding.verb is not None}) > 1


def assumption_rows(assumptions: Mapping[str, Any]) -> list[tuple[str, str]]:
    """What was assumed, as (name, value) for people; the unit is taken from the end of the key."""
    return [row for key, value in assumptions.items() for row in [_assumption(key, value)] if row[1]]


def _assumption(key: str, value: Any) -> tuple[str, str]:
    name, unit = key, ""
    for suffix, words in _SUFFIXES:
        if key.endswith(suffix):
            name, unit = key.removesuffix(suffix), words
            break
    title = re.sub(r"\bk factor\b", "Earth radius factor k", name.replace("_", " "))
    return title, _value_words(value, unit)


def _value_words(value: Any, unit: str) -> str:  # noqa: PLR0911 - one return for each kind of value
    if value is None:
        return ""
    if isinstance(value, bool):
        return "yes" if value else "no"
    if isinstance(value, int | float):
        return f"{number(float(value))}{unit}"
    low, nominal, high = (_end(value, *names) for names in (("low", "from"), ("nominal",), ("high", "to")))
    if low is not None and high is not None:
        if low == high:
            return f"{number(low)}{unit}"
        spread = f"{number(low)} to {number(high)}{unit}"
        return spread if nominal is None else f"{number(nominal)}{unit}, swept {spread}"
    if isinstance(value, Mapping):
        rows = (_assumption(str(key), item) for key, item in value.items())
        return "; ".join(f"{name} {text}" for name, text in rows if text)
    if isinstance(value, list | tuple):
        return ", ".join(_value_words(item, unit) for item in value)
    return one_line(value)


def _end(value: Any, *names: str) -> float | None:
    for name in names:
        end = value.get(name) if isinstance(value, Mapping) else getattr(value, name, None)
        if isinstance(end, int | float) and not isinstance(end, bool):
            return float(end)
    return None


def place_words(place: Place | None) -> str | None:
    """What the words for a place were taken to mean: "Minsk, BY (±25 km)"."""
    if place is None:
        return None
    name = one_line(place.name)
    if place.country_code and not place.is_region:
        name = f"{name}, {place.country_code}"
    radius_km = place.vagueness_m / 1000
    return f"{name} (±{max(1, round(radius_km))} km)" if radius_km >= 0.5 and not place.is_region else name


def addresses(url: str | None) -> list[str]:
    """The addresses of a source: the catalogue puts several with " ; " between them."""
    return [one_line(part) for part in (url or "").split(" ; ") if part.strip()]


def source_line(title: str, publisher: str, date: str | None) -> str:
    """ "Title. Publisher, date" with what is known."""
    tail = ", ".join(part for part in (one_line(publisher), one_line(date or "no date")) if part)
    return f"{one_line(title)}. {tail}"


def short_source(source: Source) -> str:
    """ "TASS 2022" : the publisher and the year, where the date begins with one."""
    year = re.match(r"\d{4}", source.date or "")
    publisher = one_line(source.publisher or source.title)
    return f"{publisher} {year[0]}" if year else publisher


def sentence(text: str) -> str:
    """With a capital first and a full stop last."""
    line = one_line(text)
    if not line:
        return ""
    return line[0].upper() + line[1:] + ("" if line[-1] in ".!?…" else ".")


def height(metres: float) -> str:
    """ "10 km", "100 m"."""
    return f"{number(metres / 1000)} km" if metres >= 1000 else f"{number(metres)} m"
