"""Text into blocks, sentences and tokens, each with its place in the text. No word of any language here."""

from __future__ import annotations

import re
from collections.abc import Iterator
from itertools import accumulate, chain
from typing import TYPE_CHECKING, Final, Literal, NamedTuple

from howfar.claims.language import GLUED, PARTED, SPELT
from howfar.claims.shapes import PIECE

if TYPE_CHECKING:
    from howfar.claims.language import Language

BlockKind = Literal["text", "heading", "item", "row"]
MAX_SENTENCE_CHARS: Final = 1200  # a longer "sentence" is cut at a space: work stays linear on hostile text

_LINE: Final = re.compile(r"[^\r\n]+")
_ITEM: Final = re.compile(r"\s*(?:[-*•·–▪◦]\s+|\(?\d{1,2}[.)]\s+|\(?[a-z]\)\s+)")
_LEADING_NUMBER: Final = re.compile(r"\d+(?:[.,]\d+)*")
_HYPHENS: Final = frozenset("-–‑")
_LONGEST_HEADING: Final = 120
_LONGEST_ORDINAL: Final = 2  # digits of a day or of a number in a row ("am 5. November", "der 3. Test")
_HEADING_MARK: Final = re.compile(r"\s*#{1,6}\s+")
_CLOSERS: Final = "\"'”’»)]“"
_END: Final = re.compile(  # what it begins with is a set of characters, which a search skips to
    rf"[.!?…](?:[.!?…]*[{re.escape(_CLOSERS)}]*(?=\s)|(?<=[a-z][a-z]\.)(?=[A-Z][a-z]+ [a-z]))"
)
_OPENERS: Final = "\"'“‘«(['„"
_AROUND: Final = _OPENERS + _CLOSERS


class Token:
    """A word, a number or a mark. key: the word as the language's data knows it. traits: bits of `language.Form`."""

    __slots__ = ("end", "key", "kind", "start", "text", "traits")

    def __init__(  # noqa: PLR0917  as many as a token has
        self, kind: str, text: str, key: str, start: int, end: int, traits: int = 0
    ) -> None:
        self.kind, self.text, self.key = kind, text, key
        self.start, self.end, self.traits = start, end, traits

    def placed(self, start: int, end: int) -> Token:
        """The same at another place in the text: with the quotation marks of a name, say."""
        return Token(self.kind, self.text, self.key, start, end, self.traits)


class Sentence(NamedTuple):
    """A sentence, list item, heading or table row. block: number of the paragraph. label: a transcript turn's name."""

    start: int
    end: int
    block: int
    kind: BlockKind


def tokenize(text: str, start: int, end: int, language: Language) -> list[Token]:
    """Tokens of text[start:end]; a unit glued to a word by a hyphen ("kilometre-range") is split off."""
    pieces: list[tuple[str, str]] = PIECE.findall(text, start, end)
    out: list[Token] = []
    at, traits = start, 0
    for gap, written in pieces:
        if not written:  # the end counts as a token
            break
        at += len(gap)
        form, last = language.form(written), at + len(written)
        out.append(Token(form.kind, written, form.key, at, last, form.traits))
        at, traits = last, traits | form.traits
    if traits & SPELT:
        out = list(chain.from_iterable([_unspelt(token, language) for token in out]))
    if traits & GLUED:
        out = _unglued(out, language)
    if language.parts is not None and traits & PARTED:
        out = _parted(out, language)
    return _unquoted_names(out, language) if language.quotes_names else out


def _unspelt(token: Token, language: Language) -> list[Token]:
    """ "two", "-" and "kilometre" of "two-kilometre"; with "-" and "range" of "two-kilometre-range"."""
    cut = language.spelt_unit(token.key) if token.traits & SPELT else 0
    if not cut:
        return [token]
    pieces = re.split("(-)", token.text[cut:])
    starts = list(accumulate(map(len, pieces), initial=token.start + cut))
    number = [_made(token.text[: cut - 1], token.start, language), _made("-", token.start + cut - 1, language)]
    return number + [_made(piece, start, language) for piece, start in zip(pieces, starts, strict=False)]


def _unglued(tokens: list[Token], language: Language) -> list[Token]:
    """Splits "kilometre-range" after a number or a hyphen, so that "300km-range" reads as "300-km-range" does."""
    out: list[Token] = []
    for token in tokens:
        if token.traits & GLUED and out and (out[-1].kind == "number" or out[-1].text in _HYPHENS):
            cut = token.start + token.text.index("-")
            unit, rest = token.text.split("-", maxsplit=1)
            out.append(_made(unit, token.start, language))
            out.append(_made("-", cut, language))
            out.extend(_after_unit(rest, cut + 1, language))
        elif len(out) > 1 and _goes_on(out[-2], out[-1], token):
            whole = out[-2].text + out[-1].text + token.text
            out[-2:] = [_made(whole, out[-2].start, language)]
        else:
            out.append(token)
    return out


def _parted(tokens: list[Token], language: Language) -> list[Token]:
    """Takes apart words that hold several; what joins them ("l'", a hyphen) is no token."""
    out: list[Token] = []
    for token in tokens:
        spans = language.parts.spans(token.text) if token.traits & PARTED and language.parts is not None else ()
        out.extend([_made(token.text[a:b], token.start + a, language) for a, b in spans] or [token])
    return out


def _after_unit(rest: str, start: int, language: Language) -> list[Token]:
    """ "range" of "km-range"; "30" of "m-30", "60" and "km" of "km-60km": spans whose ends have a unit each."""
    found = _LEADING_NUMBER.match(rest)
    digits = found.end() if found else 0
    unit = rest[digits:]
    if not digits or (unit and language.key(unit) not in language.units):
        return [_made(rest, start, language, kind="word")]
    number = _made(rest[:digits], start, language)
    return [number, _made(unit, start + digits, language)] if unit else [number]


def _goes_on(number: Token, mark: Token, digits: Token) -> bool:
    """ "30", "," and "000" that were parted by the unit before them."""
    joined = number.end == mark.start and mark.end == digits.start
    return joined and number.kind == digits.kind == "number" and mark.text in {",", "."}


def _made(written: str, start: int, language: Language, kind: str | None = None) -> Token:
    form = language.form(written)
    return Token(kind or form.kind, written, form.key, start, start + len(written), form.traits)


_LONGEST_QUOTED_NAME: Final = 4


def _unquoted_names(tokens: list[Token], language: Language) -> list[Token]:
    """The quotation marks of names («Искандер-М») become part of the name's place, not tokens of their own."""
    out: list[Token] = []
    pairs = dict(language.quotes)
    i = 0
    while i < len(tokens):
        close = _closing_of_name(tokens, i, pairs.get(tokens[i].text))
        if close is None:
            out.append(tokens[i])
            i += 1
            continue
        inner = list(tokens[i + 1 : close])
        inner[0] = inner[0].placed(tokens[i].start, inner[0].end)
        inner[-1] = inner[-1].placed(inner[-1].start, tokens[close].end)
        out.extend(inner)
        i = close + 1 + _is_joint(tokens, close + 1)
    return out


def _is_joint(tokens: list[Token], at: int) -> bool:
    """ "„Iskander“-Raketen": whether a hyphen joins a name in quotation marks to a word for its kind."""
    if at + 1 >= len(tokens) or tokens[at].text not in _HYPHENS or tokens[at + 1].kind != "word":
        return False
    return tokens[at - 1].end == tokens[at].start and tokens[at].end == tokens[at + 1].start


def _closing_of_name(tokens: list[Token], at: int, closing: str | None) -> int | None:
    """Index of the mark that closes a name opened at `at`: a few words, the first with a capital or a digit."""
    if closing is None or at + 1 >= len(tokens):
        return None
    if not (tokens[at + 1].text[0].isupper() or tokens[at + 1].text[0].isdigit()):
        return None
    for k in range(at + 1, min(at + 2 + _LONGEST_QUOTED_NAME, len(tokens))):
        if tokens[k].text == closing:
            return k
        if tokens[k].kind == "mark" and tokens[k].text != "-":
            return None
    return None


def sentences(text: str, language: Language) -> list[Sentence]:
    """All sentences in order. Lines are paragraphs unless one plainly runs on into the next (hard-wrapped text)."""
    out: list[Sentence] = []
    for block, (start, end, kind) in enumerate(_blocks(text, language)):
        begin = start
        for match in _END.finditer(text, start, end):
            if not _is_boundary(text, begin, match, end, language):
                continue
            out.extend(_capped(begin, match.end(), block, kind, text))
            begin = match.end()
            while begin < end and text[begin].isspace():
                begin += 1
        if begin < end:
            out.extend(_capped(begin, end, block, kind, text))
    return out


def _is_boundary(text: str, begin: int, match: re.Match[str], end: int, language: Language) -> bool:
    """A stop ends a sentence unless it belongs to an abbreviation or initial, or the next word is in lower case."""
    after = match.end()
    while after < end and (text[after].isspace() or text[after] in _OPENERS):
        after += 1
    if after < end and text[after].islower():
        return False
    if match.group()[0] != "." or len(match.group()) > 1:
        return True
    before = text[max(begin, match.start() - 20) : match.start()]
    word = before.split()[-1].strip(_AROUND) if before and not before[-1].isspace() else ""
    if len(word) == 1 and word.isupper():
        return False
    if "ordinal-stops" in language.traits and word.isdigit() and len(word) <= _LONGEST_ORDINAL:
        return False
    key = language.key(word)
    if key in language.words["abbreviation_weak"]:
        return after < end and _opens_sentence(text, after, end, language)
    return key not in language.words["abbreviation"]


def _opens_sentence(text: str, at: int, end: int, language: Language) -> bool:
    """Whether the capital after "U.S." starts a sentence: a usual opener, or a kind of system with lower case after
    it.
    """
    word = _word_at(text, at, end)
    following = at + len(word) + 1
    if language.key(word) in language.words["sentence_opener"]:
        return True
    return language.key(word) in language.system_words and following < end and text[following].islower()


def _word_at(text: str, start: int, end: int) -> str:
    stop = start
    while stop < end and stop - start < 20 and text[stop].isalpha():
        stop += 1
    return text[start:stop]


def _capped(start: int, end: int, block: int, kind: BlockKind, text: str) -> Iterator[Sentence]:
    """The sentence, cut into pieces where it is longer than any sentence that was meant to be read."""
    while end - start > MAX_SENTENCE_CHARS:
        cut = text.rfind(" ", start + MAX_SENTENCE_CHARS // 2, start + MAX_SENTENCE_CHARS)
        cut = cut if cut > 0 else start + MAX_SENTENCE_CHARS
        yield Sentence(start, cut, block, kind)
        start = cut
    yield Sentence(start, end, block, kind)


def _blocks(text: str, language: Language) -> Iterator[tuple[int, int, BlockKind]]:
    """Paragraphs: a line each, joined with the next where it ends mid-sentence and the next starts in lower case."""
    pending: tuple[int, int] | None = None
    for line in _LINE.finditer(text):
        start, end = line.start(), line.end()
        while start < end and text[start].isspace():
            start += 1
        while end > start and text[end - 1].isspace():
            end -= 1
        if start == end:
            if pending:
                yield (*pending, _kind(text, *pending))
            pending = None
            continue
        if pending and _runs_on(text, pending, start, language):
            pending = (pending[0], end)
            continue
        if pending:
            yield (*pending, _kind(text, *pending))
        pending = (start, end)
    if pending:
        yield (*pending, _kind(text, *pending))


def _runs_on(text: str, pending: tuple[int, int], start: int, language: Language) -> bool:
    between = text[pending[1] : start]
    if between.count("\n") > 1 or _ITEM.match(text, start) or "|" in text[pending[0] : pending[0] + 200]:
        return False
    if text[pending[1] - 1] == ":" and text[start].isdigit() and pending[1] - pending[0] < 60:
        return True
    if text[pending[1] - 1] in ".!?:;|":
        return False
    last_word = language.key(text[max(pending[0], pending[1] - 20) : pending[1]].rpartition(" ")[2])
    return text[start].islower() or last_word in language.words["stop"]


def _kind(text: str, start: int, end: int) -> BlockKind:
    if text.count("|", start, min(end, start + 2000)) > 0 or "\t" in text[start : min(end, start + 400)]:
        return "row"
    if _ITEM.match(text, start):
        return "item"
    if end - start < _LONGEST_HEADING and text[start:end].isupper():
        return "heading"
    if _HEADING_MARK.match(text, start) or (end - start < 90 and text[end - 1] not in ".!?…\"”'’»"):
        return "heading"
    return "text"
