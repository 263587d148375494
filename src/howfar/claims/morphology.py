"""From a word as written to the key under which a language's data knows it.

English keeps every form (its data lists forms where tense matters). Languages with case endings give lemmas, by
pymorphy3 and its dictionaries (extra `howfar[languages]`); where that is not installed, stems that are cut by a list of
endings, and a warning that says so. A language folder names its morphology in language.toml; the reader knows only
`Morphology`.
"""

from __future__ import annotations

import warnings
from collections.abc import Callable
from functools import lru_cache
from itertools import islice, product
from typing import Any, Final, Protocol

from howfar.errors import UsageError

_MOST_FOLDED: Final = 20_000
_REMEMBERED: Final = 50_000
_LONGEST_WORD: Final = 40  # a longer "word" is no word of any language: its form is not looked up
_MOST_READINGS: Final = 48
_APOSTROPHES: Final = str.maketrans({"’": "'", "ʼ": "'", "‑": "-", "ё": "е"})
_CLOSING: Final = frozenset({"VERB", "INFN", "GRND", "PRED", "CONJ", "NPRO", "INTJ", "PRTS", "ADVB"})
_COMMON: Final = {
    pos: n for n, pos in enumerate(("PREP", "CONJ", "PRCL", "NPRO", "NUMR", "VERB", "INFN", "ADVB", "NOUN"))
}
_PERSONAL: Final = frozenset({"Name", "Surn", "Patr"})
_PROPER: Final = frozenset({"Name", "Surn", "Patr", "Geox", "Orgn", "Trad", "Abbr"})
_FULL_INFINITIVE: Final = ("ти", "тися", "тись")
_INSTALL: Final = (
    "pymorphy3 is not installed, so words of language {code!r} are cut to stems and some claims and places in it are"
    ' missed; install it with: pip install "howfar[languages]"'
)


class Morphology(Protocol):
    """What the reader asks about the forms of words."""

    changes: bool  # whether a key may differ from the word: then the data's own words are turned into keys too

    def __call__(self, word: str) -> str:
        """The key of a word."""

    def nominatives(self, name: str) -> tuple[str, ...]:
        """What a name as written may be in the nominative ("Калининградской области"), likeliest first; not itself."""

    def is_common(self, word: str) -> bool:
        """Whether a word is known to be an everyday one, so that a capital at a sentence's start says nothing."""

    def may_be_person(self, word: str) -> bool:
        """Whether a capitalised word may be a person's name, rather than a body's or a country's."""

    def closes(self, key: str) -> bool:
        """Whether a word of this key ends a noun phrase by its part of speech (a verb, a conjunction)."""


@lru_cache(maxsize=_MOST_FOLDED)
def _fold(word: str) -> str:
    """The word itself."""
    return word.casefold().replace("’", "'").replace("‑", "-")


class Surface:
    """Every form is its own key: casefolded, with typographic apostrophes and hyphens made plain."""

    changes = False

    __call__ = staticmethod(_fold)

    def nominatives(self, name: str) -> tuple[str, ...]:
        """No case endings: none."""
        return ()

    def is_common(self, word: str) -> bool:
        """Unknown: the language's lists say it all."""
        return False

    def may_be_person(self, word: str) -> bool:
        """Nothing says otherwise."""
        return True

    def closes(self, key: str) -> bool:
        """The language's lists say it all."""
        return False


def _plain(word: str) -> str:
    return word.casefold().translate(_APOSTROPHES)


def _is_slavic(word: str) -> bool:
    """Whether a word has Cyrillic letters only, perhaps with hyphens: designations ("С-400") keep their form."""
    return len(word) <= _LONGEST_WORD and all("\u0400" <= c <= "\u04ff" or c in "-'" for c in word)


class Lemmas:
    """Keys by pymorphy3: the dictionary form, but for words whose form carries meaning.

    Past tenses become their masculine singular ("поразила" -> "поразил"), futures their third person ("накроют" ->
    "накроет"), participles their own nominative; pronouns and comparatives stay as they are. "ё" is written "е".
    """

    changes = True

    def __init__(self, code: str) -> None:
        """Loads the dictionary of "ru" or "uk"; raises ImportError where pymorphy3 or its dictionary is missing."""
        import pymorphy3

        self._analyzer = pymorphy3.MorphAnalyzer(lang=code)
        self._key = lru_cache(maxsize=_REMEMBERED)(self._find_key)
        self.nominatives = lru_cache(maxsize=_REMEMBERED)(self._nominatives)  # type: ignore[method-assign]
        self.closes = lru_cache(maxsize=_REMEMBERED)(self._closes)  # type: ignore[method-assign]

    def __call__(self, word: str) -> str:
        """The key of a word."""
        return self._key(word)

    def nominatives(self, name: str) -> tuple[str, ...]:
        """Readings of a name in the nominative; number and gender of each word are kept."""
        return self._nominatives(name)

    def closes(self, key: str) -> bool:
        """Verbs, gerunds, conjunctions and pronouns end a noun phrase."""
        return self._closes(key)

    def _find_key(self, word: str) -> str:
        plain = _plain(word)
        if not _is_slavic(plain) or len(plain) < 2:
            return plain
        parse = self._parse(word)
        grammemes = parse.tag.grammemes
        if parse.tag.POS == "NPRO" or "COMP" in grammemes:
            return plain
        key = _plain(_form_with_meaning(parse, grammemes) or parse.normal_form)
        return key[:-1] + "я" if key.endswith("всь") else key

    def _parse(self, word: str) -> Any:
        """The likeliest reading; of equally likely ones (Ukrainian has no odds) the commonest kind of word."""
        parses = self._analyzer.parse(word.casefold().replace("’", "'").replace("ʼ", "'"))
        best = parses[0].score
        equal = [p for p in parses if p.score == best and "impr" not in p.tag.grammemes]
        named = word[0].isupper()

        def rank(parse: Any) -> tuple[bool, int, bool]:
            short = "infn" in parse.tag.grammemes and not word.endswith(_FULL_INFINITIVE)
            return named and parse.tag.POS != "NOUN", _COMMON.get(parse.tag.POS, len(_COMMON)), short

        return min(equal or parses[:1], key=rank)

    def _nominatives(self, name: str) -> tuple[str, ...]:
        words = name.split()
        if not words or len(words) > 5 or not all(_is_slavic(_plain(w)) for w in words):
            return ()
        readings = product(*(self._cases(word) for word in words))
        found = dict.fromkeys(" ".join(map(_with_capital, r, words)) for r in islice(readings, _MOST_READINGS))
        return tuple(reading for reading in found if reading != name)

    def _cases(self, word: str) -> list[str]:
        """What one word may be in the nominative, itself last."""
        out: dict[str, None] = {}
        if word.isupper() and len(word) > 1:
            return [word]  # "США"
        for parse in self._analyzer.parse(word.casefold().replace("’", "'").replace("ʼ", "'")):
            if parse.tag.POS in {"NOUN", "ADJF", "PRTF"} and (nominative := parse.inflect({"nomn"})):
                out[nominative.word] = None
                if "plur" in parse.tag.grammemes and parse.tag.POS == "NOUN":
                    out[parse.normal_form] = None
        out[word.casefold()] = None
        return list(out)

    def is_common(self, word: str) -> bool:
        """In the dictionary, and no name of a person or place there."""
        plain = word.casefold()
        if not self._analyzer.word_is_known(plain):
            return False
        return not any(_PROPER & set(p.tag.grammemes) for p in self._analyzer.parse(plain))

    def may_be_person(self, word: str) -> bool:
        """A first name, surname or patronymic of the dictionary, or a word that it does not hold."""
        plain = word.casefold()
        if not self._analyzer.word_is_known(plain):
            return True
        return any(_PERSONAL & set(p.tag.grammemes) for p in self._analyzer.parse(plain))

    def _closes(self, key: str) -> bool:
        plain = _plain(key)
        if not _is_slavic(plain) or len(plain) < 2:
            return False
        parses = self._analyzer.parse(plain)
        return parses[0].tag.POS in _CLOSING and not any(p.tag.POS in {"ADJF", "NOUN"} for p in parses)


def _with_capital(word: str, written: str) -> str:
    """The word with a capital where the word as written has one, also after a hyphen ("Нью-Йорк")."""
    if not written[0].isupper() or word == written:
        return word
    parts, own = word.split("-"), written.split("-")
    if len(parts) != len(own):
        return word[:1].upper() + word[1:]
    return "-".join(p[:1].upper() + p[1:] if o[:1].isupper() else p for p, o in zip(parts, own, strict=True))


def _form_with_meaning(parse: Any, grammemes: frozenset[str]) -> str | None:
    """The form that stands for all of a tense or of a participle; None where the dictionary form does."""
    pos = parse.tag.POS
    if pos == "VERB" and "past" in grammemes:
        wanted = {"past", "masc", "sing"} if "sing" not in grammemes or "masc" not in grammemes else None
        other = parse.inflect({"masc"}) or parse.inflect({"past", "masc"}) if wanted else parse
        return str(other.word) if other else str(parse.word)
    if pos == "VERB" and "futr" in grammemes:
        other = parse.inflect({"sing", "3per"})
        return str(other.word) if other else str(parse.word)
    if pos in {"PRTF", "PRTS"}:
        other = parse.inflect({"PRTF", "masc", "sing", "nomn"}) or parse.inflect({"masc", "sing", "nomn"})
        return str(other.word) if other else str(parse.word)
    return None


class Stems:
    """Keys by cutting endings off: what is left to do without a dictionary. `endings` are tried longest first."""

    changes = True

    def __init__(self, endings: str) -> None:
        self._endings = tuple(sorted(endings.split(), key=len, reverse=True))
        self._key = lru_cache(maxsize=_REMEMBERED)(self._stem)

    def __call__(self, word: str) -> str:
        """The stem of a word."""
        return self._key(word)

    def _stem(self, word: str) -> str:
        plain = _plain(word)
        if not _is_slavic(plain):
            return plain
        for ending in self._endings:
            if plain.endswith(ending) and len(plain) - len(ending) >= 4:
                return plain[: -len(ending)]
        return plain

    def nominatives(self, name: str) -> tuple[str, ...]:
        """The stem of a single word with the usual endings of the nominative."""
        stem = self._stem(name)
        if " " in name or (stem == _plain(name) and not stem.isalpha()):
            return ()
        return tuple(stem + ending for ending in ("", "а", "я", "ь", "ия", "ія", "о", "е"))

    def is_common(self, word: str) -> bool:
        """Unknown without a dictionary."""
        return False

    def may_be_person(self, word: str) -> bool:
        """Nothing says otherwise."""
        return True

    def closes(self, key: str) -> bool:
        """Unknown without a dictionary."""
        return False


_ENDINGS: Final = (
    "иями ями ами ого его ому ему ыми ими ией ей ой ый ий ая яя ое ее ые ие ых их ую юю ом ем ам ям ах ях "
    "ов ев ью ия ии ию а я о е у ю ы и ь й ється ють уть ять ать ить еть ет ит ют ут ат ят ть ти ла ло ли "
    "л є ї і ів їв ою ею ої ій ями ает ают аем ал ала али ало яет яют ял яла яли ять ил ила или ить ует "
    "уют овать ує ують увати ає ають ав ати ить ив ити "
)


def _slavic(code: str) -> Morphology:
    try:
        return Lemmas(code)
    except (ImportError, ValueError):  # ValueError: pymorphy3 without this language's dictionary
        warnings.warn(_INSTALL.format(code=code), stacklevel=2)
        return Stems(_ENDINGS)


surface: Final = Surface()
_KNOWN: Final[dict[str, Callable[[], Morphology]]] = {
    "surface": lambda: surface,
    "pymorphy-ru": lambda: _slavic("ru"),
    "pymorphy-uk": lambda: _slavic("uk"),
}


@lru_cache(maxsize=8)
def morphology(name: str) -> Morphology:
    """The morphology that a language folder asks for, built once; raises UsageError for an unknown name."""
    if name not in _KNOWN:
        raise UsageError(f"morphology {name!r} is unknown; language.toml may ask for {', '.join(sorted(_KNOWN))}")
    return _KNOWN[name]()


def nominatives(name: str) -> tuple[str, ...]:
    """What a Cyrillic name as written in a text may be in the nominative; empty for any other script.

    Ukrainian is asked first where a letter is Ukrainian only, else Russian; both are asked."""
    folded = name.casefold()
    if not any("\u0400" <= c <= "\u04ff" for c in folded):
        return ()
    order = ("uk", "ru") if set(folded) & set("іїєґ'’") else ("ru", "uk")
    return tuple(dict.fromkeys(n for code in order for n in morphology(f"pymorphy-{code}").nominatives(name)))
