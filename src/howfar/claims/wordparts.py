"""Words that hold several: "l'Iskander", "Iskander-Raketen", "Raketenabwehrsystem", "zweihundertfünfzig".

They are taken apart into the words that the language's data knows, so that rules and names need no forms of their own
for them. The data: `elided` and `unelided` of words.toml, `[compound]` of classes.toml, the words of numbers.toml.
"""

from __future__ import annotations

import re
from functools import lru_cache
from typing import TYPE_CHECKING, Any, Final

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping

_REMEMBERED: Final = 20_000
_LONGEST: Final = 48  # letters of the longest word that is taken apart
_SHORTEST_FREE: Final = 3


class WordParts:
    """Takes words apart. Built once for a language."""

    def __init__(self, words: Mapping[str, Any], classes: Mapping[str, Any], numbers: Mapping[str, Any]) -> None:
        """words, classes, numbers: the data of the files of these names."""
        compound = classes.get("compound", {})
        self._elided = tuple(words.get("elided", ()))
        kinds = [kind for entry in classes["kind"] for kind in (*entry.get("one", ()), *entry.get("many", ()))]
        names = [name.split()[0] for name in classes.get("names", {})]
        self._whole = frozenset((*words.get("unelided", ()), *kinds, *names))
        first, last, free = (compound.get(name, ()) for name in ("first", "last", "free"))
        self._last = frozenset((*last, *free))
        self._joined = self._last | frozenset((*compound.get("joined", ()), *(kinds if compound else ())))
        figures = [*numbers["value"], *numbers["scale"], *numbers["link"]] if compound else []
        ends = _any(self._last)
        self._compound = re.compile(rf"((?:{_any(first)})-?)+?({ends})") if compound else None
        self._free = re.compile(rf"([^\W\d_]{{{_SHORTEST_FREE},}}?)({_any(free)})") if free else None
        self._step = re.compile(_any((*first, *self._last))) if compound else None
        self._figure = re.compile(rf"(?:{_any(figures)}){{2,}}") if figures else None
        self._figure_step = re.compile(_any(figures)) if figures else None
        self.known = bool(self._elided or compound)
        self.spans = lru_cache(maxsize=_REMEMBERED)(self._spans)

    def split(self, words: Iterable[str]) -> list[str]:
        """The words, those that hold several as their parts."""
        out: list[str] = []
        for word in words:
            spans = self.spans(word)
            out.extend([word[a:b] for a, b in spans] if spans else [word])
        return out

    def _spans(self, word: str) -> tuple[tuple[int, int], ...]:
        """Where the parts of a word stand in it; empty for a word that is one."""
        plain = word.lower().replace("’", "'").replace("‑", "-")
        if len(plain) != len(word) or len(word) > _LONGEST:
            return ()
        if self._elided and "'" in plain:
            cut = plain.index("'") + 1
            known = plain[:cut] in self._elided and cut < len(plain) and plain not in self._whole
            return ((0, cut), (cut, len(word))) if known else ()
        return self._of_compound(plain) if self._compound is not None else ()

    def _of_compound(self, plain: str) -> tuple[tuple[int, int], ...]:
        head, hyphen, tail = plain.rpartition("-")
        if hyphen and head and (tail in self._joined or self._of_compound(tail)):
            at = len(head) + 1
            parts = self._of_compound(tail) or ((0, len(tail)),)
            return ((0, len(head)), *((at + a, at + b) for a, b in parts))
        if hyphen and not head.startswith("-"):
            found = self._compound.fullmatch(plain) if self._compound else None
            return self._steps(plain, self._step) if found else ()
        if plain in self._last or plain in self._whole:
            return ()
        if self._compound is not None and self._compound.fullmatch(plain):
            return self._steps(plain, self._step)
        if self._figure is not None and self._figure.fullmatch(plain):
            return self._steps(plain, self._figure_step)
        free = self._free.fullmatch(plain) if self._free is not None else None
        return (free.span(1), free.span(2)) if free else ()

    @staticmethod
    def _steps(plain: str, step: re.Pattern[str] | None) -> tuple[tuple[int, int], ...]:
        """The parts from left to right, each the longest that is known; empty where letters are left over."""
        out: list[tuple[int, int]] = []
        at = 0
        while at < len(plain):
            found = step.match(plain, at) if step else None
            if found is None or found.end() == at:
                return ()
            out.append((at, at + len(found[0].rstrip("-"))))
            at = found.end() + (plain[found.end() : found.end() + 1] == "-")
        return tuple(out) if len(out) > 1 else ()


def _any(words: Iterable[str]) -> str:
    return "|".join(re.escape(word) for word in sorted(words, key=lambda w: (-len(w), w))) or r"(?!)"
