"""Answers: "How far does it see? - About 250 miles." The figure is a reach because the question before asks for one.

So does a line that is nothing but a label: "Detection range" above "1,000 km".
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from howfar.claims.anchors import Anchor
from howfar.claims.grammar import Hit
from howfar.claims.quantities import Quantity

if TYPE_CHECKING:
    from howfar.claims.grammar import Grammar
    from howfar.claims.scene import Scene


def answer_anchors(answer: Scene, question: Scene, grammar: Grammar) -> list[Anchor]:
    """The first length of the answer as a reach; empty where the question asks for something else."""
    if question.string.endswith("? "):
        rule = next((r for r in grammar.answers if r.regex.search(question.string)), None)
    else:
        rule = grammar.label(question.string)
    if rule is None:
        return []
    for item, found in enumerate(answer.items):
        what = found.what
        if isinstance(what, Quantity) and what.measure == "length" and what.value is not None:
            if rule.kind == "altitude":
                return [Anchor(Hit(rule, item, item + 1, {"a": item}), item, item + 1, altitude=item)]
            return [Anchor(Hit(rule, item, item + 1, {"d": item}), item, item + 1, figure=item)]
    return []
