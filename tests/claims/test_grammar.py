"""Every rule of every language has a sentence that it matches and one that it must not."""

from __future__ import annotations

import pytest

from howfar.check.reading import reader
from howfar.claims.anchors import anchors
from howfar.claims.grammar import ASIDE, grammar
from howfar.claims.language import available, load
from howfar.claims.rules import Rule
from howfar.claims.scene import scene
from howfar.claims.tokens import sentences
from howfar.errors import UsageError

RULES = [(code, rule) for code in available() for rule in grammar(load(code)).rules]


def _names(code: str, rule: Rule, sentence: str) -> set[str]:
    """Names of the rules that find something in the sentence, when this one is asked first."""
    engine = reader(code).engine(code)
    first = sentences(sentence, engine.language)[0]
    row = scene(sentence, first, 0, engine.namer, engine.language)
    if not rule.options.isdisjoint(ASIDE):
        return {rule.name} if rule.regex.search(row.string) else set()
    needs_figure = "with-figure" in rule.options  # a place beside a figure that another rule must have read
    alone = engine.grammar if needs_figure else type(engine.grammar)((rule,))
    return {a.hit.rule.name for a in anchors(row, alone, engine.places, engine.language)}


@pytest.mark.parametrize(("code", "rule"), RULES, ids=[f"{c}-{r.name}" for c, r in RULES])
def test_rule_matches_its_sentence_and_not_the_other(code: str, rule: Rule) -> None:
    assert rule.name in _names(code, rule, rule.matches)
    assert rule.name not in _names(code, rule, rule.matches_not)


def test_rule_names_are_unique() -> None:
    for code in available():
        names = [rule.name for rule in grammar(load(code)).rules]
        assert len(names) == len(set(names))


def test_an_unknown_language_is_refused_with_those_that_exist() -> None:
    with pytest.raises(UsageError, match=r"language 'xx' is not known; the reader has: .*en"):
        load("xx")
