"""Who speaks: the nearest source, through appositions, pronouns, nested attribution, quotations and turns."""

from __future__ import annotations

import hashlib

import pytest

from howfar.check.reading import read
from howfar.claims.model import Claim, Document


def _claims(text: str, context: str | None = None) -> tuple[Claim, ...]:
    return read(Document(text=text, sha256=hashlib.sha256(text.encode()).hexdigest(), context=context))


CASES = [
    # appositions, ranks, offices
    ("Ann Marr, a physicist and former inspector at the Institute for Arms Studies in Geneva, told the paper: "
     "“Guam is within range of the Hwasong-12.”", "Ann Marr"),
    ("The commander of the air force, Gen. Ivo Brandt, said the S-300 can hit targets 150 km away.", "Gen. Ivo Brandt"),
    ("“The Iskander can reach Warsaw,” said the base commander, Col. Oleg Petrov.", "Col. Oleg Petrov"),
    ("Mara Lind, director of the Baltic Centre (BC) in Riga said the Iskander reaches 500 km.", "Mara Lind"),
    ("The republic's ambassador to Russia said its Shahab-3 can reach Athens.", "The republic's ambassador to Russia"),
    ("The Iranian Armed Forces said the Shahab-3 has a range of 1,300 km.", "The Iranian Armed Forces"),
    # of two sources the inner; what somebody believes, another one has said
    ("The minister said the Iskander can reach Berlin, the Interfax agency reported.", "The minister"),
    ("Taipei claims the missile, named Yun Feng, has a range of 2,000 km, a magazine reported.", "Taipei"),
    ("Poland believes the Iskander can reach Berlin, according to two officials.", "two officials"),
    ("The paper cites a NATO study that says the Iskander can reach Berlin.", "a NATO study"),
    # relative clauses
    ("Experts who met in Oslo last week have concluded that the Al Samoud can fly 180 km.", "Experts"),
    ("The Iskander, which Lithuania says can reach Vilnius, is in Chkalovsk.", "Lithuania"),
    ("A source familiar with the plans told the agency that the Hyunmoo-2 flies 800 km.",
     "A source familiar with the plans"),
    # participles, nouns, "with", "went so far as to"
    ("Orlov praised the Burevestnik, adding that it has a range of 20,000 km.", "Orlov"),
    ("Moscow has dismissed the report, pointing out that no Iskander can reach Paris.", "Moscow"),
    ("The test alarmed Seoul, with analysts saying the missile, a KN-23, can reach Busan.", "analysts"),
    ("The claims were followed by a warning from the navy chief that the Bastion could hit Odesa.", "the navy chief"),
    ("Berlin is worried that the Taurus could reach Moscow.", "Berlin"),
    ("The government went so far as to say the Hwasong-15 could hit any place on the planet.", "The government"),
    ("Seoul tested the Hyunmoo-3 and claimed that it is able to hit Beijing.", "Seoul"),
    # pronouns
    ("President Anton Weiss opened the fair on Monday. He said the Taurus flies 500 km.", "President Anton Weiss"),
    ("Weiss praised the Taurus, which he said could reach Moscow.", "Weiss"),
    ("Iran showed its Shahab-3 on Friday. It says the missile can reach Tel Aviv.", "Iran"),
    ("The film praises Ida Holm, who leads the project. In an interview, she said the Taurus flies 500 km.",
     "Ida Holm"),
    ("“The Fajr-5 has a range of 75 km,” Karim Azar, who leads the brigade, was quoted by state radio as saying.",
     "Karim Azar"),
    ("Neither the Patriot, officials concede, can shoot down drones 200 km away.", "officials"),
    # marks of two styles
    ("He spoke on Friday. \"The Fajr-5 can reach Haifa. The Fajr-3 can reach Acre,” Karim Azar stated.", "Karim Azar"),
    # what is no source
    ("The JORN radar is new. It gives the air force the ability to see 3,000 km.", None),
    ("While Iran maintains Shahab-3 missiles capable of hitting Israel, it has no bombers.", None),
    ("The Shahab-3 has a range of 1,300 km, and officials believe it could be improved.", None),
    ("The Shahab-3 forms a “ring of fire” within 1,300 km. Col. Reza Amin said: “It is fast.”", None),
]  # fmt: skip


@pytest.mark.parametrize(("text", "speaker"), CASES, ids=[text[:40] for text, _ in CASES])
def test_who_speaks(text: str, speaker: str | None) -> None:
    claims = _claims(text)
    assert claims
    assert {c.speaker and c.speaker.split(". ")[-1] for c in claims} == {speaker and speaker.split(". ")[-1]}


def test_a_turn_in_capitals_goes_on_over_paragraphs() -> None:
    text = "COL. HARRIS: Thank you.\n\nThe Bastion there can hit ships 350 km away.\n\nMS. LOW: Thanks."
    assert [c.speaker for c in _claims(text)] == ["COL. HARRIS"]


def test_a_source_inside_a_quotation_is_nearer() -> None:
    text = "The digest writes: “The minister added that the Iskander can reach Berlin.”"
    assert [c.speaker for c in _claims(text)] == ["The minister"]


def test_he_may_be_whom_the_context_names() -> None:
    claims = _claims("“The Fajr-5 can reach Haifa,” he said.", "Rebel leader Karim Azar in a speech.")
    assert [c.speaker for c in claims] == ["Karim Azar"]
