"""The reader on the seed articles and on the contract of its values."""

from __future__ import annotations

import hashlib
from pathlib import Path

import pytest

from howfar.check.reading import read, reader
from howfar.claims.extraction import Reader
from howfar.claims.lexicon import PlaceName, StaticLexicon, SystemName
from howfar.claims.model import Claim, Document

SEEDS = Path(__file__).resolve().parents[2] / "../shared/seeds"


def _document(text: str, **known: str) -> Document:
    return Document(text=text, sha256=hashlib.sha256(text.encode()).hexdigest(), **known)


def _seed(number: int) -> tuple[Claim, ...]:
    paths = sorted(SEEDS.glob(f"{number:03d}_*.txt"))
    if not paths:
        pytest.skip("../shared/seeds is not here")
    return read(_document(paths[0].read_text("utf-8")))


def test_seed_on_the_purchase() -> None:
    claims = _seed(0)
    assert {c.system_id for c in claims} == {"s-400"}
    quoted = [c for c in claims if c.distance_km == 600]
    assert quoted
    assert all(c.speaker == "Lukashenko" for c in quoted)
    assert {c.verb_kind for c in quoted} >= {"sees"}
    assert {"Kyiv", "the west of Warsaw"} <= {c.target for c in claims if c.verb_kind == "sees"}
    (engages,) = [c for c in claims if c.verb_kind == "engages"]
    assert (engages.distance_km, engages.altitude_km, engages.is_upper_bound) == (400, 30, False)


def test_seed_on_monitoring() -> None:
    berlin = [c for c in _seed(1) if c.target == "Berlin"]
    assert [(c.verb_kind, c.system_id, c.speaker) for c in berlin] == [("sees", "s-400", "Aleksandr Lukashenko")]


def test_seed_on_the_deployment_has_no_figure() -> None:
    claims = _seed(2)
    assert len(claims) <= 1
    assert all(c.verb_kind == "covers" and c.distance_km is None for c in claims)


def test_seed_on_the_weapons() -> None:
    claims = _seed(3)
    (sees,) = [c for c in claims if c.verb_kind == "sees"]
    assert (sees.system_id, sees.origin, sees.target, sees.speaker) == ("s-400", "Minsk", "Berlin", "Lukashenko")
    covered = {c.target: c.target_is_whole_region for c in claims if c.verb_kind == "covers"}
    assert covered["the entire territory of Poland"] is True
    assert {"the Baltic Sea", "the Baltic Sea countries", "Ukraine beyond Kiev"} <= set(covered)


def test_seed_on_the_deal_has_none() -> None:
    assert _seed(4) == ()


def test_a_reader_of_ones_own_lists() -> None:
    lexicon = StaticLexicon(
        systems=(SystemName("Longbow", "longbow", "cruise-missile"),),
        places={"elbonia": PlaceName("Elbonia", "country", "elbonia")},
    )
    (claim,) = Reader(lexicon, ("en",)).read(_document("The Longbow can reach all of Elbonia."))
    assert (claim.system_id, claim.target, claim.target_is_whole_region) == ("longbow", "all of Elbonia", True)


def test_every_slot_says_where_it_comes_from() -> None:
    text = "The Kalibr has a range of 2,500 km, enough to reach Berlin."
    (claim,) = read(_document(text))
    assert {r.slot for r in claim.reasons} >= {"claim", "system", "distance", "target"}
    assert all(text[r.start : r.end] == r.words for r in claim.reasons)


def test_a_question_claims_nothing() -> None:
    assert read(_document("Can the Kalibr reach Berlin?")) == ()


def test_the_reader_is_built_once() -> None:
    assert reader() is reader()
