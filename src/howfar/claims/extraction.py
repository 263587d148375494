"""The reader: document -> claims of reach.

text -> sentences -> (only those where a rule may match) scene -> rules' hits -> anchors -> systems, places, flags,
speaker -> claims.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, field, replace
from typing import TYPE_CHECKING, overload

from howfar.claims import quantities
from howfar.claims.anchors import Anchor, anchors
from howfar.claims.answers import answer_anchors
from howfar.claims.assembly import Assembler
from howfar.claims.background import Background, context_pairs
from howfar.claims.declined import Declined
from howfar.claims.gapping import gapped
from howfar.claims.grammar import grammar
from howfar.claims.language import Language, exists, load
from howfar.claims.mention import Mention
from howfar.claims.model import Claim, Document, SlotReason
from howfar.claims.multiples import may_be_measured, may_multiply, with_multiples
from howfar.claims.names import Namer
from howfar.claims.pages.lexicon import foreign_words, language_of, script_language
from howfar.claims.quantities import Quantity
from howfar.claims.quotations import quote_spans
from howfar.claims.resolve import Resolver
from howfar.claims.scene import Scene, marks_of, plain_tokens, scene
from howfar.claims.slots import PlaceReader
from howfar.claims.speakers import SpeakerReader
from howfar.claims.tables import row_anchors
from howfar.claims.tokens import Sentence, Token, sentences

if TYPE_CHECKING:
    from howfar.claims.lexicon import Lexicon

_MARKS = ".,;:!?'\"()”“’"
_WORD = re.compile(r"[^\W\d_]+(?:['’][^\W\d_]+)*")
_CYRILLIC = re.compile("[\u0400-\u04ff]")
_OPENING_CHARS = 2_000  # enough to see whether a text may be in another language of the same letters
_DIGIT = "\x1d"  # white space that no text holds: words end there as at a space
_SPACED = {k: _DIGIT if chr(k).isdigit() else " " for k in range(128) if not chr(k).isalpha()}
_CAPITAL = re.compile(f"[ {_DIGIT}][A-Z]")
LOOK_BACK = 12  # sentences before a claim that may name its system
_MOST_VALUES = 3  # lines that may share the label above them
_LONGEST_VALUE = 60  # characters of a line that is a label, or a value under one
LOOK_AHEAD = 6  # sentences after it that may


class _Engine:
    """Everything of one language, compiled once."""

    def __init__(self, lexicon: Lexicon, language: Language) -> None:
        self.language = language
        lexicon = Declined(lexicon, language.key) if language.key.changes else lexicon
        self.namer = Namer(lexicon, language)
        self.places = PlaceReader(lexicon, language)
        self.resolver = Resolver(lexicon, language)
        self.speakers = SpeakerReader(language, lexicon)
        self.grammar = grammar(language)
        self.assembler = Assembler(self.places, self.resolver, self.speakers, language)
        words = language.words
        self.place_words = words["place_noun"] | words["person_target"] | words["whole"] | words["vague_figure"]
        lengths = [w for w, u in language.units.items() if u.measure == "length" and " " not in w]
        self.lengths = frozenset(w for w in lengths if len(w) > 1)
        glued = "|".join(sorted(map(re.escape, lengths), key=len, reverse=True))
        units = "|".join(sorted(map(re.escape, language.words["trigger_units"]), key=len, reverse=True))
        self.figure = re.compile(rf"\d(?:\S{{0,3}}[\s-]?(?:{units})|[\s-]?(?:{glued})\b)", re.IGNORECASE)

    def may_claim(self, text: str, sentence: Sentence) -> bool:
        """Whether the sentence holds what every claim needs: a figure, a name, or a word for a place or people."""
        if sentence.kind == "row":
            return True
        parts = self.language.parts
        said = _raw_words(text, sentence) if parts is None else parts.split(_words_of(text, sentence))
        listed = said.lower().split() if isinstance(said, str) else list(map(self.language.key, said))
        words = set(listed)
        has_length = (
            not words.isdisjoint(self.lengths)
            or may_be_measured(words, self.language)
            or (
                (not isinstance(said, str) or _DIGIT in said)
                and self.figure.search(text, sentence.start, sentence.end) is not None
            )
        )
        if not self.grammar.may_match(words, listed, has_length=has_length):
            return False
        if has_length or not self.place_words.isdisjoint(words) or self.grammar.may_be_bare(words):
            return True
        raw = said.split() if isinstance(said, str) else said
        if _CAPITAL.search(said.lstrip()) if isinstance(said, str) else any(word[0].isupper() for word in raw[1:]):
            return True
        return self.language.key.changes and bool(raw) and raw[0][0].isupper()  # adjectives of countries are small

    def may_hit(self, tokens: list[Token], found: list[Quantity], sentence: Sentence) -> bool:
        """Whether some rule finds all it needs among tokens and quantities, or the row of a table holds a length.

        Asked before systems are looked for: these are taken to be wherever a word may name one.
        """
        marks = marks_of(found)
        if sentence.kind == "row" and ("L" in marks or any(token.kind == "number" for token in tokens)):
            return True
        words = {token.key for token in tokens} | marks
        words.add("N")
        if may_multiply(words, self.language):
            words.add("L")
        if self.namer.may_be_in(tokens):
            words.add("S")
        return self.grammar.may_hit(words)


def _words_of(text: str, sentence: Sentence) -> list[str]:
    """The words of a sentence."""
    return _WORD.findall(text[sentence.start : sentence.end])


def _raw_words(text: str, sentence: Sentence) -> str | list[str]:
    """The words of a sentence; plain ASCII, the quick way, as one string with spaces between them."""
    said = text[sentence.start : sentence.end]
    return said.translate(_SPACED) if said.isascii() and "'" not in said else _WORD.findall(said)


@dataclass(slots=True)
class _Text:
    """One document being read: its sentences, and scenes made when they are first asked for."""

    text: str
    sentences: list[Sentence]
    scenes: dict[int, Scene]
    engine: _Engine
    naming: dict[int, bool] = field(default_factory=dict)
    systems: dict[int, bool] = field(default_factory=dict)
    split: dict[int, list[str]] = field(default_factory=dict)

    def may_mention(self, index: int) -> bool:
        """Whether that sentence may name a system or an owner."""
        if index not in self.naming:
            self.naming[index] = self.engine.namer.may_mention(self._said(index))
        return self.naming[index]

    def may_name(self, index: int) -> bool:
        """Whether that sentence may name a system."""
        if index not in self.systems:
            self.systems[index] = self.engine.namer.may_name(self._said(index))
        return self.systems[index]

    def asked_by(self, index: int) -> int:
        """The question, or the label above ("Detection range"), that this sentence's length answers, or -1."""
        sentence, before = self.sentences[index], index - 1
        if before < 0:
            return -1
        asked = self.text[self.sentences[before].end - 1] == "?"
        if not asked and (before := self._label_of(index)) < 0:
            return -1
        return before if self.engine.figure.search(self.text, sentence.start, sentence.end) is not None else -1

    def _label_of(self, index: int) -> int:
        """The short line without a figure just above a short line, past others with one, or -1."""
        for k in range(index, max(-1, index - 1 - _MOST_VALUES), -1):
            start, end, _, kind = self.sentences[k]
            if kind != "heading" or end - start > _LONGEST_VALUE:
                return -1
            if not any(c.isdigit() for c in self.text[start:end]):
                return k if k < index else -1
        return -1

    def _said(self, index: int) -> list[str]:
        """The raw words of that sentence, those that hold several taken apart."""
        words, parts = self.words(index), self.engine.language.parts
        return words if parts is None else parts.split(word.strip(_MARKS) for word in words)

    def words(self, index: int) -> list[str]:
        """The raw words of that sentence."""
        words = self.split.get(index)
        if words is None:
            words = self.split[index] = self.text[self.sentences[index].start : self.sentences[index].end].split()
        return words

    def scene(self, index: int, tokens: list[Token] | None = None, found: list[Quantity] | None = None) -> Scene:
        """The sentence of that number, taken apart."""
        if index not in self.scenes:
            namer, language = self.engine.namer, self.engine.language
            self.scenes[index] = scene(self.text, self.sentences[index], index, namer, language, tokens, found)
        return self.scenes[index]


class _Scenes(Sequence[Scene]):
    """Neighbouring sentences, taken apart only when something asks for them."""

    def __init__(self, read: _Text, span: Sequence[int], wanted: Callable[[int], bool] | None = None) -> None:
        """`wanted`: only those sentences; which they are is found when first asked."""
        self._read, self._all, self._wanted = read, span, wanted

    @property
    def _span(self) -> Sequence[int]:
        if self._wanted is not None:
            self._all, self._wanted = list(filter(self._wanted, self._all)), None
        return self._all

    def __reversed__(self) -> Iterator[Scene]:
        """The nearest first; those further off are not looked at until they are asked for."""
        return map(self._read.scene, filter(self._wanted, reversed(self._all)) if self._wanted else reversed(self._all))

    def __len__(self) -> int:
        return len(self._span)

    @overload
    def __getitem__(self, at: int) -> Scene: ...
    @overload
    def __getitem__(self, at: slice) -> Sequence[Scene]: ...
    def __getitem__(self, at: int | slice) -> Scene | Sequence[Scene]:
        return _Scenes(self._read, self._span[at]) if isinstance(at, slice) else self._read.scene(self._span[at])


class Reader:
    """Reads claims of reach. Holds no state of a document: the same document gives the same claims, in any order."""

    def __init__(self, lexicon: Lexicon, languages: Sequence[str] = ("en",)) -> None:
        """`languages`: codes of language folders; the first is used for documents that do not say their language.

        Raises UsageError for a code without a folder. A language is compiled when the first text in it comes.
        """
        for code in languages:
            exists(code)
        self._lexicon, self._languages = lexicon, tuple(languages)
        self._engines: dict[str, _Engine] = {}

    def engine(self, code: str) -> _Engine:
        """The compiled rules of one of its languages, for printing and testing them."""
        if code not in self._engines:
            self._engines[code] = _Engine(self._lexicon, load(code))
        return self._engines[code]

    def _language(self, document: Document) -> str:
        """The document's language where it is known here; a text with Cyrillic letters is asked itself."""
        code = document.language
        if code is None and len(self._languages) > 1:
            if _CYRILLIC.search(document.text):
                code = language_of(document.text) or script_language(document.text)
            elif not foreign_words().isdisjoint(document.text[:_OPENING_CHARS].split()):
                code = language_of(document.text)
        return code if code in self._languages else self._languages[0]

    def read(self, document: Document) -> tuple[Claim, ...]:
        """All claims in the document, in the order of their places in the text."""
        engine = self.engine(self._language(document))
        text = document.text
        read = _Text(text, sentences(text, engine.language), {}, engine)
        found: list[Claim] = []
        background: Background | None = None
        quotes: list[tuple[int, int]] | None = None
        for index, sentence in enumerate(read.sentences):
            asked = read.asked_by(index)
            if asked < 0 and not engine.may_claim(text, sentence):
                continue
            tokens = plain_tokens(text, sentence, engine.language)
            measured = quantities.find(tokens, engine.language)
            if asked < 0 and not engine.may_hit(tokens, measured, sentence):
                continue
            current = read.scene(index, tokens, measured)
            if (found or measured) and may_multiply(current.places.keys(), engine.language):
                current = read.scenes[index] = with_multiples(current, found, engine.language)
            hits = anchors(current, engine.grammar, engine.places, engine.language)
            hits += gapped(current, hits, engine.language)
            if sentence.kind == "row" and not hits:
                hits = row_anchors(current, read, engine.grammar, engine.language)
            if asked >= 0 and not hits:
                hits = answer_anchors(current, read.scene(asked), engine.grammar)
            if not hits:
                continue
            if background is None:
                background = self._outside(document, engine)
                quotes = quote_spans(text, engine.language)
            around = Background(
                context=background.context,
                title=background.title,
                renamed=background.renamed,
                before=_Scenes(read, range(max(0, index - LOOK_BACK), index), read.may_mention),
                systems=_Scenes(read, range(max(0, index - LOOK_BACK), index), read.may_name),
                after=_Scenes(read, range(index + 1, min(index + 4, len(read.sentences))))
                if self._is_headline(read, index)
                else (),
                here=current,
                following=_Scenes(
                    read, range(index + 1, min(index + 1 + LOOK_AHEAD, len(read.sentences))), read.may_name
                ),
                goals=tuple(current.words(t.first, t.last) for a in hits for t in a.targets),
            )
            claims = engine.assembler.claims(current, hits, around, quotes or [], read)
            found.extend(claims)
            found.extend(self._continued(claims, read, index))
        return tuple(sorted(_distinct(found), key=lambda c: (c.start, c.end)))

    @staticmethod
    def _continued(claims: list[Claim], read: _Text, index: int) -> list[Claim]:
        """Fragments after a claim on a place add places ("And practically Ukraine beyond Kiev.")."""
        last = next((c for c in reversed(claims) if c.target is not None), None)
        out: list[Claim] = []
        for k in range(index + 1, min(index + 4, len(read.sentences)) if last else 0):
            if (
                read.engine.language.key(read.words(k)[0].strip(_MARKS))
                not in read.engine.language.words["fragment_opener"]
            ):
                break
            spot = read.scene(k)
            first = read.engine.places.fragment(spot)
            if first is None or last is None:
                break
            for target in read.engine.places.targets(spot, first):
                start, end = spot.start(target.first), spot.end(target.last - 1)
                said = spot.text[start:end]
                out.append(
                    replace(last, quote=said, start=start, end=end, target=said, target_is_whole_region=target.is_whole,
                            reasons=(SlotReason("claim", "fragment", said, start, end),))
                )  # fmt: skip
        return out

    @staticmethod
    def _is_headline(read: _Text, index: int) -> bool:
        """A line set off from the text that follows it."""
        return read.sentences[index].kind == "heading" and index + 1 < len(read.sentences)

    @staticmethod
    def _outside(document: Document, engine: _Engine) -> Background:
        """Scenes of the context and the title."""

        def scenes(text: str | None) -> list[Scene]:
            if not text:
                return []
            return [scene(text, s, -1, engine.namer, engine.language) for s in sentences(text, engine.language)]

        return Background(
            context=scenes(document.context), title=scenes(document.title), renamed=context_pairs(document.context)
        )


def _distinct(claims: list[Claim]) -> list[Claim]:
    """Claims that differ in something a reader sees."""
    seen: set[tuple[object, ...]] = set()
    out = []
    for claim in claims:
        mark = (
            claim.system_id,
            claim.verb_kind,
            claim.distance_km,
            claim.altitude_km,
            claim.target,
            claim.start // 1,
            claim.end,
        )
        if mark not in seen:
            seen.add(mark)
            out.append(claim)
    return out


__all__ = ["Anchor", "Mention", "Reader"]
