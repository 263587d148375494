"""Storylines: order, the same statement in several outlets, changes, contradictions, dates that are known and not."""

from __future__ import annotations

import hashlib
from datetime import date
from itertools import permutations
from pathlib import Path

import pytest

from howfar.check.reading import reader
from howfar.check.said import names_agree
from howfar.check.timeline import Entry, Storyline, Timeline, timed, timeline
from howfar.claims.document import read_file
from howfar.claims.model import Document
from howfar.claims.moments import Days, resolved, time_words
from howfar.claims.status import STAGES, status_data, statuses

AGENCY = """Harecki: Belarus may purchase S-400 systems

Deputy Minister Pavel Harecki said on Thursday that Belarus may purchase S-400 systems. "From Minsk the S-400
will see all the way to Berlin," Harecki told reporters."""
NEWSPAPER = """Minsk looks at new radars

Belarus might buy the S-400, Deputy Minister Pavel Harecki said on Thursday. "From Minsk the S-400 would see
all the way to Berlin," he said."""
LATER = """New batteries have come

Defence Minister Pavel Harecki said on Monday that Belarus has deployed the S-400 systems near Brest."""


def document(text: str, day: str | None = None, publisher: str | None = None, language: str = "en") -> Document:
    digest = hashlib.sha256(text.encode()).hexdigest()
    return Document(text=text, sha256=digest, date=day, publisher=publisher, language=language)


def line_of(found: Timeline, system_id: str) -> Storyline:
    return next(line for line in found.storylines if line.system_id == system_id)


def told(*documents: Document) -> Timeline:
    return timeline([timed(f"file{k}.txt", d) for k, d in enumerate(documents)])


def stages(line: Storyline) -> list[str | None]:
    return [entry.main.stage for entry in line.entries if entry.main.status]


# ---- status ----
def _rules() -> list[tuple[str, dict[str, str]]]:
    return [(code, rule) for code in ("en", "ru", "uk") for rule in (status_data(code) or {"rule": []})["rule"]]


@pytest.mark.parametrize(
    ("code", "rule"), _rules(), ids=lambda value: value["name"] if isinstance(value, dict) else value
)
def test_every_status_rule_takes_its_sentence_and_leaves_the_other(code: str, rule: dict[str, str]) -> None:
    read = reader()
    before = "" if "pronoun" not in rule.get("options", ()) else "The S-400 systems are new. "
    hit = [s.stage for s in statuses(document(before + rule["match"], language=code), read)]
    missed = [s.stage for s in statuses(document(before + rule["no_match"], language=code), read)]
    assert rule["kind"] in hit
    assert rule["kind"] not in missed
    assert rule["kind"] in STAGES


def test_a_status_quotes_its_sentence() -> None:
    text = "It rained. Minsk wanted to buy the S-400 and the Iskander. Nothing else was said."
    found = statuses(document(text), reader())
    assert [s.system_id for s in found] == ["iskander-m", "s-400"]
    for status in found:
        assert text[status.start : status.end] == status.quote
        assert text[status.words_start :].startswith("wanted to buy")


@pytest.mark.parametrize(
    "text",
    [
        "Minsk is to ask Moscow for a training centre for the S-400.",
        "Where will we deploy the S-400?",
        "The S-400 entered production in 2007.",
        "We bought bread near the S-400.",
    ],
)
def test_what_is_no_status(text: str) -> None:
    assert statuses(document(text), reader()) == ()


def test_a_condition_makes_a_plan_a_thought() -> None:
    (found,) = statuses(document("If necessary, we will deploy the S-400."), reader())
    assert found.stage == "considered"
    assert found.is_conditional


# ---- days ----
@pytest.mark.parametrize(
    ("words", "language", "published", "first", "last"),
    [
        ("on Thursday", "en", "2022-02-18", "2022-02-17", "2022-02-17"),  # a Friday's paper: the day before
        ("on Thursday", "en", "2022-02-17", "2022-02-17", "2022-02-17"),
        ("yesterday", "en", "2022-03-01", "2022-02-28", "2022-02-28"),
        ("on February 17", "en", "2022-02-20", "2022-02-17", "2022-02-17"),
        ("on December 30", "en", "2022-01-02", "2021-12-30", "2021-12-30"),
        ("last November", "en", "2022-05-11", "2021-11-01", "2021-11-30"),
        ("in August 2018", "en", None, "2018-08-01", "2018-08-31"),
        ("17 February 2022", "en", None, "2022-02-17", "2022-02-17"),
        ("on Feb. 17, 2022", "en", None, "2022-02-17", "2022-02-17"),
        ("last week", "en", "2022-02-17", "2022-02-07", "2022-02-13"),
        ("в четверг", "ru", "2022-02-18", "2022-02-17", "2022-02-17"),
        ("17 февраля 2022 года", "ru", None, "2022-02-17", "2022-02-17"),
        ("в ноябре", "ru", "2022-05-11", "2021-11-01", "2021-11-30"),
        ("у п’ятницю", "uk", "2022-02-20", "2022-02-18", "2022-02-18"),
    ],
)
def test_words_for_a_time(words: str, language: str, published: str | None, first: str, last: str) -> None:
    text = f"X. {words}, Y."
    (moment,) = time_words(text, 0, len(text), language)
    day = date.fromisoformat(published) if published else None
    assert resolved(moment, day) == Days(date.fromisoformat(first), date.fromisoformat(last))


@pytest.mark.parametrize("words", ["on Thursday", "yesterday", "on February 17", "last November", "this week"])
def test_without_a_date_of_the_text_nothing_is_resolved(words: str) -> None:
    (moment,) = time_words(words, 0, len(words), "en")
    assert resolved(moment, None) is None


@pytest.mark.parametrize("text", ["It may 400 times", "© 2021 All rights reserved", "in 2019", "on February 31, 2022"])
def test_no_day_is_made_up(text: str) -> None:
    found = time_words(text, 0, len(text), "en")
    assert all(resolved(moment, date(2022, 5, 11)) is None for moment in found)


def test_the_day_of_an_event_is_not_the_day_of_the_statement() -> None:
    text = "Pavel Harecki said the S-400 was delivered to Belarus on February 3."
    line = line_of(told(document(text, "2022-02-18")), "s-400")
    assert line.entries[0].is_reported_day
    assert line.entries[0].days == Days(date(2022, 2, 18), date(2022, 2, 18))


def test_a_copyright_year_dates_nothing() -> None:
    found = told(document(LATER + "\n\n© Copyright 12 May 2021 Example News. All rights reserved."))
    assert found.documents[0].published is None
    assert found.documents[0].why_undated is not None
    assert "Monday" in found.documents[0].why_undated
    assert line_of(found, "s-400").entries == ()
    assert [entry.main.stage for entry in line_of(found, "s-400").undated] == ["deployed"]


def test_a_weekday_finds_its_day_in_a_whole_date_of_the_same_speaker() -> None:
    text = (
        "Pavel Harecki speaks to the press in Minsk on Feb. 17, 2022.\n\n"
        'Pavel Harecki said on Thursday that Belarus may purchase the S-400. "We will buy the Iskander," Harecki said.'
    )
    for other, certain in ((text, True), (text.replace("Thursday", "Friday"), False)):
        line = line_of(told(document(other)), "s-400")
        assert bool(line.entries) is certain
        assert bool(line.undated) is not certain
    (entry,) = line_of(told(document(text)), "s-400").entries
    assert entry.days == Days(date(2022, 2, 17), date(2022, 2, 17))
    assert entry.said_words == "Thursday … Feb. 17, 2022"


def test_other_words_for_a_time_are_another_time_even_where_neither_is_known() -> None:
    text = (
        "Pavel Harecki said on May 10 that Belarus wanted to buy the S-400.\n\n"
        "Last November, Pavel Harecki said that Belarus wanted to buy the S-400."
    )
    assert len(line_of(told(document(text)), "s-400").undated) == 2
    assert [str(e.days.last) for e in line_of(told(document(text, "2022-05-11")), "s-400").entries if e.days] == [
        "2021-11-30",
        "2022-05-10",
    ]


# ---- one entry, several sources ----
def test_the_same_statements_in_two_outlets_are_one_entry_each() -> None:
    found = told(document(AGENCY, "2022-02-17", "Agency"), document(NEWSPAPER, "2022-02-18", "Newspaper"))
    line = line_of(found, "s-400")
    assert len(line.entries) == 2
    for entry in line.entries:
        assert {found.documents[s.source].document.publisher for s in entry.statements} == {"Agency", "Newspaper"}
        assert entry.days == Days(date(2022, 2, 17), date(2022, 2, 17))
        assert entry.speaker == "Pavel Harecki"
    (status,) = [entry for entry in line.entries if entry.main.status]
    assert set(status.status_words) == {"may purchase", "might buy"}


@pytest.mark.parametrize(
    ("old", "new"),
    [
        ("Pavel Harecki", "Ihar Zhdan"),  # another speaker
        ("on Thursday", "on Monday"),  # another day
        ("Berlin", "Vienna"),  # another place
    ],
)
def test_what_differs_is_not_one_entry(old: str, new: str) -> None:
    other = NEWSPAPER.replace(old, new)
    line = line_of(told(document(AGENCY, "2022-02-17"), document(other, "2022-02-18")), "s-400")
    claims = [entry for entry in line.entries if entry.main.claim]
    assert len(claims) == 2
    assert all(len({s.source for s in entry.statements}) == 1 for entry in claims)


def test_another_figure_is_another_entry_and_pointed_out() -> None:
    one = "The S-400 can engage aircraft at a range of 400 km, Pavel Harecki said on Thursday."
    other = "The S-400 can engage aircraft at a range of 600 km, Ihar Zhdan said on Thursday."
    line = line_of(told(document(one, "2022-02-17"), document(other, "2022-02-17")), "s-400")
    assert len(line.entries) == 2
    (found,) = line.contradictions
    assert found.kind == "figures"
    assert set(found.entries) == {entry.number for entry in line.entries}
    assert "400 km" in found.sentence
    assert "600 km" in found.sentence


@pytest.mark.parametrize(
    ("one", "other"), [("400 km", "405 km"), ("more than 300 km", "400 km"), ("400 km", "249 miles")]
)
def test_figures_that_can_agree_are_no_contradiction(one: str, other: str) -> None:
    texts = [
        f"The S-400 can engage aircraft at a range of {one}, Pavel Harecki said on Thursday.",
        f"The S-400 can engage aircraft at a range of {other}, Ihar Zhdan said on Thursday.",
    ]
    line = line_of(told(*(document(text, "2022-02-17") for text in texts)), "s-400")
    assert len(line.entries) == 2
    assert line.contradictions == ()


def test_an_undated_copy_stands_with_the_dated_statement() -> None:
    copy = 'He spoke at length. "From Minsk the S-400 will see all the way to Berlin," Pavel Harecki told reporters.'
    line = line_of(told(document(AGENCY, "2022-02-17", "Agency"), document(copy, None, "Blog")), "s-400")
    assert line.undated == ()
    (claim,) = [entry for entry in line.entries if entry.main.claim]
    assert len(claim.statements) == 2


def test_outlets_that_differ_on_the_day_are_one_entry_with_a_remark() -> None:
    words = '"From Minsk the S-400 will see all the way to Berlin and nobody can hide from it."'
    text = "Pavel Harecki said on February {}: " + words
    line = line_of(told(document(text.format(16), "2022-02-17"), document(text.format(17), "2022-02-17")), "s-400")
    (entry,) = line.entries
    assert len(entry.statements) == 2
    assert [c.kind for c in line.contradictions] == ["date"]


# ---- what changed ----
def test_status_goes_from_thought_to_there() -> None:
    line = line_of(told(document(LATER, "2022-12-19"), document(AGENCY, "2022-02-17")), "s-400")
    assert stages(line) == ["considered", "deployed"]
    (change,) = line.entries[-1].changes
    assert (change.kind, change.before, change.after) == ("status", "may purchase", "deployed")
    assert line.contradictions == ()


def test_there_before_to_come_is_pointed_out() -> None:
    line = line_of(told(document(LATER, "2021-12-20"), document(AGENCY, "2022-02-17")), "s-400")
    assert [c.kind for c in line.contradictions] == ["status"]
    assert "more of them may be meant" in line.contradictions[0].sentence


def test_two_countries_do_not_contradict_each_other() -> None:
    turkish = "Turkey has deployed the S-400, Defence Minister Hulusi Akar said on Monday."
    line = line_of(told(document(turkish, "2021-12-20"), document(AGENCY, "2022-02-17")), "s-400")
    assert {entry.main.party for entry in line.entries if entry.main.status} == {"TR", "BY"}
    assert [c for c in line.contradictions if c.kind == "status"] == []
    assert all(not entry.changes for entry in line.entries)


def test_a_longer_range_and_another_origin() -> None:
    first = "The S-400 near Minsk can detect aircraft at a range of 400 km, Pavel Harecki said on Thursday."
    second = "The S-400 near Brest can detect aircraft at a range of 600 km, Pavel Harecki said on Monday."
    line = line_of(told(document(first, "2022-02-17"), document(second, "2022-03-07")), "s-400")
    assert {change.kind for change in line.entries[-1].changes} >= {"range"}
    (longer,) = [change for change in line.entries[-1].changes if change.kind == "range"]
    assert longer.sentence == "longer: 400 km → 600 km"
    if line.entries[0].main.claim and line.entries[0].main.claim.origin:
        assert "origin" in {change.kind for change in line.entries[-1].changes}


def test_yes_and_no_are_pointed_out() -> None:
    yes = "The S-400 in Minsk can see Berlin, Pavel Harecki said on Thursday."
    no = "The S-400 in Minsk cannot see Berlin, Ihar Zhdan said on Friday."
    line = line_of(told(document(yes, "2022-02-17"), document(no, "2022-02-18")), "s-400")
    assert [c.kind for c in line.contradictions] == ["denial"]


def test_the_order_of_the_files_does_not_matter() -> None:
    documents = [document(AGENCY, "2022-02-17"), document(NEWSPAPER, "2022-02-18"), document(LATER, "2022-12-19")]
    seen = {
        repr([(e.number, e.main.quote, e.changes) for e in timeline([timed("x", d) for d in order]).entries])
        for order in permutations(documents)
    }
    assert len(seen) == 1


def test_nothing_to_say() -> None:
    found = told(document("The weather was fine. Nobody spoke of anything.", "2022-02-17"))
    assert found.storylines == ()
    assert timeline([]).storylines == ()


def test_a_russian_text_stands_beside_an_english_one() -> None:
    russian = "Заместитель министра Павел Гарецкий заявил в понедельник, что Беларусь развернула комплексы С-400."
    line = line_of(told(document(AGENCY, "2022-02-17"), document(russian, "2022-12-19", language="ru")), "s-400")
    assert stages(line) == ["considered", "deployed"]
    assert line.entries[-1].days == Days(date(2022, 12, 19), date(2022, 12, 19))


def test_one_statement_in_two_languages_is_one_entry() -> None:
    english = "Aleksandr Lukashenko said on Monday that Belarus has deployed the S-400 and can see Kiev with the S-400."
    russian = "Александр Лукашенко заявил в понедельник: «Мы развернули комплексы С-400»."
    line = line_of(told(document(english, "2022-12-19"), document(russian, "2022-12-20", language="ru")), "s-400")
    (status,) = [entry for entry in line.entries if entry.main.status]
    assert {s.source for s in status.statements} == {0, 1}


def test_two_names_of_one_place_are_one_target() -> None:
    text = "From Minsk the S-400 will see all the way to {}, Pavel Harecki said on Thursday."
    line = line_of(told(*(document(text.format(name), "2022-02-17") for name in ("Kiev", "Kyiv"))), "s-400")
    assert len(line.entries) == 1


def test_he_is_the_one_who_was_named() -> None:
    text = """Defence Minister Pavel Harecki does not rule out new radars.

"We will buy the S-400," he told reporters on Thursday, according to the BelTA news agency."""
    (entry,) = line_of(told(document(text, "2022-02-18")), "s-400").entries
    assert entry.speaker == "Pavel Harecki"
    assert entry.days == Days(date(2022, 2, 17), date(2022, 2, 17))


# ---- the five seeds ----
def _seeds(shared: Path, dates: dict[str, str]) -> Timeline:
    paths = sorted((shared / "seeds").glob("*.txt"))
    given = {name: date.fromisoformat(day) for name, day in dates.items()}
    return timeline(
        [timed(p.name, d, given.get(p.name[:3])) for p in paths for d in read_file(p) if isinstance(d, Document)]
    )


def _entry(line: Storyline, day: str, words: str) -> Entry:
    return next(e for e in line.entries if e.days and str(e.days.last) == day and words in " | ".join(e.status_words))


def test_seeds_show_both_systems_from_september_2021_to_december_2022(shared: Path) -> None:
    found = _seeds(shared, {"000": "2022-02-17", "002": "2022-12-19", "003": "2022-05-11"})
    s400, iskander = line_of(found, "s-400"), line_of(found, "iskander-m")
    for day, words in (
        ("2021-09-12", "wanted to buy"), ("2022-02-17", "may purchase"), ("2022-02-24", "deploy"),
        ("2022-05-10", "may retain"), ("2022-12-19", "deployed"),
    ):  # fmt: skip
        assert _entry(s400, day, words).speaker in ("Lukashenko", "Alexander Lukashenko", "Aleksandr Lukashenko")
    for day, words in (
        ("2021-11-30", "would like to get"), ("2022-02-17", "will buy"), ("2022-05-10", "going to buy"),
        ("2022-12-19", "deployed"), ("2022-12-19", "handed over"),
    ):  # fmt: skip
        assert _entry(iskander, day, words)
    berlin = [e.days for e in s400.entries if e.main.claim and e.main.claim.target == "Berlin"]
    assert [str(days.last) for days in berlin if days] == ["2022-02-24", "2022-05-10"]
    assert any(c.kind == "figures" for c in s400.contradictions)  # 600 km against 400 km
    assert s400.undated == iskander.undated == ()


def test_seeds_without_given_dates_are_not_dated_by_us(shared: Path) -> None:
    found = _seeds(shared, {})
    undated = {d.name[:3] for d in found.documents if d.published is None}
    assert undated == {"000", "002", "003"}
    for line in found.storylines:
        for entry in line.entries:  # only what the undated text itself dates in full ("on Feb. 17, 2022") is placed
            names = {found.documents[s.source].name[:3] for s in entry.statements}
            assert not names & {"002", "003"}
            assert "000" not in names or entry.days == Days(date(2022, 2, 17), date(2022, 2, 17))


@pytest.mark.parametrize(
    ("one", "other", "alike"),
    [
        ("Aliaksandr Lukashenko", "Alexander Lukashenko", True), ("A. Lukashenko", "Alexander Lukashenko", True),
        ("Lukashenko", "Viktor Lukashenko", True), ("Volodymyr Zelensky", "Vladimir Zelensky", True),
        ("Сергей Иванов", "Sergei Ivanov", True), ("Sergei Ivanov", "Viktor Ivanov", False),
        ("Viktor Ivanov", "Vladimir Ivanov", False), ("V. Ivanov", "Sergei Ivanov", False),
        (None, "Pavel Harecki", True),
    ],
)  # fmt: skip
def test_namesakes_are_told_apart_by_their_given_names(one: str | None, other: str | None, alike: bool) -> None:
    assert names_agree(one, other) is alike


def test_two_ministers_of_one_surname_are_two_speakers() -> None:
    said = "Minister {} Harecki said on Thursday that Belarus may purchase S-400 systems from its neighbour."
    one, other = (document(said.format(name), "2022-02-17") for name in ("Pavel", "Viktor"))
    assert len(line_of(told(one, other), "s-400").entries) == 2
    assert len(line_of(told(one, document(said.format("P."), "2022-02-17")), "s-400").entries) == 1
