"""Mentions of systems in a sentence: by known name, by designation, or by a word for a kind of system."""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from functools import lru_cache
from typing import TYPE_CHECKING, Final, NamedTuple

if TYPE_CHECKING:
    from howfar.claims.language import Language
    from howfar.claims.lexicon import Lexicon, SystemName
    from howfar.claims.tokens import Token

_DESIGNATION: Final = re.compile(
    r"(?:[A-Z][a-z]{2,11}-\d{1,3}[A-Z]{0,2}|[^\W\d_]{1,5}-?\d{1,4}[^\W\d_]{0,3}\d?|\d{1,2}[^\W\d_]{1,2}\d{1,3}\w{0,2}|[A-Z]{2,4}(?:-[A-Z0-9]{1,3}){1,2}|[A-Z][a-z]{2,}-[A-Z]{1,2}\d?)"
)
_SQUEEZE: Final = re.compile(r"[\W_]+")
# Cyrillic in ids: the BGN/PCGN letters without apostrophes, so that an id reads and sorts in Latin.
_LETTERS: Final[dict[str, str]] = {
    **dict(zip("абвгдезийклмнопрстуфыэіґ", "abvgdeziyklmnoprstufyeig", strict=True)),
    "ж": "zh",
    "х": "kh",
    "ц": "ts",
    "ч": "ch",
    "ш": "sh",
    "щ": "shch",
    "ъ": "",
    "ь": "",
    "ю": "yu",
    "я": "ya",
    "ё": "yo",
    "ї": "yi",
    "є": "ye",
}
_LATIN: Final[dict[int, str]] = {ord(letter): latin for letter, latin in _LETTERS.items()}
_OPENING: Final = frozenset("'‘“\"")
_CLOSING: Final = frozenset("'’”\"")
_PUNCTUATION: Final = ".,;:!?()[]\"'“”‘’«»|*#—–"
_CUTS: Final = frozenset(",;:?!|")  # no name runs across these
_LONGEST_NAME: Final = 6
_LONGEST_BRACKET: Final = 14
_REMEMBERED: Final = 10_000  # words of a text: enough for the usual ones, and memory stays flat
SENSORS: Final = frozenset({"radar", "oth-radar", "early-warning-radar", "airborne-radar"})
DEFENCES: Final = frozenset({"air-defence", "missile-defence"})
PLATFORM: Final = "platform"
UNKNOWN: Final = "unknown"


class Mention(NamedTuple):
    """A system named in a sentence. first, last: token indices (last exclusive); head: index of the word that decides.

    system_id: the id of a named one, None for a kind ("its ballistic missiles"). part_of: the system whose radar or
    missile it is ("the system's radar"). owner: country slug where the words themselves say it.
    """

    first: int
    last: int
    head: int
    system_class: str
    system_id: str | None = None
    short: str | None = None
    plural: bool = False
    definite: bool = False
    anaphoric: bool = False
    owner: str | None = None
    possessor: str | None = None  # the key of a possessive pronoun or the id of the system that owns this part
    slug_words: tuple[str, ...] = ()
    known: bool = False
    whole_id: str | None = None  # "the S-400's radar": the id of the system it is a part of
    whole_class: str = UNKNOWN


replace: Final = Mention._replace  # a tuple with names: made and changed several times in every sentence


@lru_cache(maxsize=_REMEMBERED)
def squeeze(name: str) -> str:
    """A name without case, hyphens and spaces: "S 400", "S-400" and "s400" are one."""
    return _SQUEEZE.sub("", name.casefold())


@lru_cache(maxsize=_REMEMBERED)
def _has_designation_shape(text: str) -> bool:
    """Capitals and digits or a hyphen, as in "DF-21D"."""
    if not (any(c.isdigit() for c in text) or "-" in text) or not any(c.isupper() for c in text):
        return False
    return bool(_DESIGNATION.fullmatch(text))


def slug(words: Iterable[str]) -> str:
    """Words as an id: lower case, joined by hyphens."""
    plain = " ".join(words).casefold().replace("'", "").translate(_LATIN)
    return re.sub(r"[\W_]+", "-", plain).strip("-")


class Namer:
    """Finds mentions. Built once for a lexicon and a language; holds no state of a text."""

    def __init__(self, lexicon: Lexicon, language: Language) -> None:
        self.lexicon, self.language = lexicon, language
        self._known: dict[str, SystemName] = {}
        self._starts: dict[str, int] = {}  # first word of a name, squeezed -> most tokens that such a name may take
        for name in lexicon.system_names():
            whole = squeeze(name.alias)
            if not whole:
                continue
            self._known.setdefault(whole, name)
            pieces = re.split(r"[\s]+", name.alias)
            width = min(len(re.findall(r"[^\W_]+", name.alias)) + name.alias.count("-"), _LONGEST_NAME)
            for start in (squeeze(pieces[0]), squeeze(re.split(r"[\W_]+", name.alias.strip("«»\"'“”"))[0]), whole):
                self._starts[start] = max(self._starts.get(start, 1), width)
        self._starts.pop("", None)
        rules = language.class_rules
        self._modifiers = [(tuple(f" {w} " for w in rule["words"]), rule) for rule in rules["modifier"]]
        self._modifier_starts = frozenset(w.split()[0] for rule in rules["modifier"] for w in rule["words"])
        self._verb_endings = tuple(rules["verb_endings"])
        self._anaphoric_starts = frozenset(p.split()[0] for p in language.words["anaphoric_after"])
        self._longest = lru_cache(maxsize=_REMEMBERED)(self._longest_of)
        self._names = lru_cache(maxsize=_REMEMBERED)(self._may_name)
        self._opens_owner = lru_cache(maxsize=_REMEMBERED)(lambda word: self._owns(word.strip(_PUNCTUATION)))

    def may_mention(self, words: Sequence[str]) -> bool:
        """Whether raw words may name a system, or open with its owner: a cheap test before taking a sentence apart."""
        return any(map(self._names, words)) or any(map(self._opens_owner, words[:3]))

    def _may_name(self, word: str) -> bool:
        """Whether one raw word may be of a system's name or a kind of system."""
        kinds = self.language.system_words
        bare = word.strip(_PUNCTUATION)
        if not bare:
            return False
        if not (bare[0].isupper() or bare[0].isdigit()):
            return (
                bare.rsplit("-", 1)[-1] in kinds
                or bare in kinds
                or self.language.key(bare.split("’")[0].split("'")[0]) in kinds
            )
        if self._longest(bare) or self.language.key(bare) in kinds:
            return True
        return "-" in bare or (any(c.isdigit() for c in bare) and not bare.isdigit())

    def _longest_of(self, word: str) -> int | None:
        """The most tokens of a known name that may begin with the word, also in another case; None where none does."""
        start = squeeze(word)
        return self._starts.get(start) or self._starts.get(self._lemma(start)) or self._declined_start(word)

    def _owns(self, word: str) -> bool:
        """Whether a word is a country or of one."""
        word = word.removesuffix("'s").removesuffix("’s")
        if not word or not word[0].isupper():
            return False
        place = self.lexicon.place(word)
        return (
            place is not None
            or self.lexicon.demonym(word) is not None
            or self.language.key(word) in self.language.class_rules["owners"]
        )

    def known(self, name: str) -> SystemName | None:
        """The system that goes by exactly this name."""
        return self._known.get(squeeze(name))

    def mentions(self, tokens: Sequence[Token], taken: Sequence[tuple[int, int]]) -> list[Mention]:
        """All mentions, left to right, none overlapping; `taken` are token spans of quantities."""
        words = self.language.system_words
        blocked = [False] * (len(tokens) + 1)
        for first, last in taken:
            blocked[first:last] = [True] * (last - first)
        out: list[Mention] = []
        i = floor = 0
        while i < len(tokens):
            token = tokens[i]
            plain = token.kind == "mark" or (token.text.islower() and token.key not in words and "-" not in token.key)
            found = None if plain or blocked[i] else self._core(tokens, i, blocked)
            if found is None:
                i += 1
                continue
            whole = self._grown(tokens, found, floor, blocked)
            if whole is None:
                i += 1
                continue
            whole = self._with_part(tokens, whole, blocked)
            out.append(whole)
            i = floor = whole.last
        return out

    def _with_part(self, tokens: Sequence[Token], whole: Mention, blocked: list[bool]) -> Mention:
        """ "the system's radar", "THAAD's new radar": the part, with what it is a part of."""
        at = whole.last
        if at >= len(tokens) or tokens[at].text not in {"'s", "’s"}:
            return whole
        nameless = whole.system_class == PLATFORM and whole.system_id is None
        if nameless and not whole.definite:
            return whole
        k = at + 1
        while (
            k < len(tokens)
            and k - at < 4
            and not blocked[k]
            and (
                tokens[k].key in self.language.words["system_modifier"] | self.language.words["system_infix"]
                or "-" in tokens[k].key
            )
        ):
            if tokens[k].key in self.language.system_words:
                break
            k += 1
        if k >= len(tokens) or blocked[k] or tokens[k].key not in self.language.system_words:
            return whole
        core = self._core(tokens, k, blocked)
        part = core and self._described(tokens, self._grow_right(tokens, core, blocked))
        if (
            part is None
            or part.system_id is not None
            or (whole.system_class == PLATFORM and part.system_class not in SENSORS)
        ):
            return whole
        possessor = tokens[whole.head].key
        return replace(
            part,
            first=whole.first,
            possessor=possessor,
            whole_id=whole.system_id,
            whole_class=whole.system_class,
            definite=True,
        )

    def _core(self, tokens: Sequence[Token], i: int, blocked: list[bool]) -> Mention | None:
        """The mention's deciding words starting at token i: a known name, a designation, or a word for a kind."""
        token = tokens[i]
        opens = token.text[0].isupper() or token.text[0].isdigit() or ("-" in token.text and not token.text.islower())
        if opens and (named := self._named(tokens, i, blocked)):
            return named
        if token.key in self.language.words["verb_too"] and self._is_verb(tokens, i):
            return None  # "can shell Seoul"
        if token.kind == "word" and token.key in self.language.system_words:
            kind = self.language.system_words[token.key]
            return Mention(i, i + 1, i, kind.system_class, short=kind.short, plural=kind.plural)
        if (
            token.kind == "word"
            and "-" in token.key
            and (kind2 := self.language.system_words.get(token.key.rsplit("-", 1)[1]))
        ):
            return Mention(i, i + 1, i, kind2.system_class, short=kind2.short, plural=kind2.plural)
        return None

    def _is_verb(self, tokens: Sequence[Token], i: int) -> bool:
        """Whether "can", "to" or the like stands before the word, with one adverb between at most."""
        words = self.language.words
        at = i - 2 if i > 1 and tokens[i - 1].key in words["adverb"] else i - 1
        return at >= 0 and tokens[at].key in words["verb_before"]

    def _named(self, tokens: Sequence[Token], i: int, blocked: list[bool]) -> Mention | None:
        token = tokens[i]
        if longest := self._longest(token.text):
            for width in range(min(longest, len(tokens) - i), 0, -1):
                span = tokens[i : i + width]
                if any(blocked[i : i + width]) or not span[-1].text[0].isalnum() or any(t.text in _CUTS for t in span):
                    continue
                joined = squeeze("".join(t.text for t in tokens[i : i + width]))
                name = self._known.get(joined) or self._known.get(self._lemma(joined))
                name = name or self._declined([t.text for t in tokens[i : i + width]])
                if name and self._name_stands(tokens, i, width, name):
                    closed = _closed(tokens, i, i + width)
                    return Mention(
                        i, closed, i + width - 1, name.system_class, name.system_id, known=True, definite=True
                    )
        if token.kind == "word" and self._is_designation(tokens, i):
            width = 2 if _is_type_number(tokens, i, self.language) else 1
            cls = PLATFORM if token.text.startswith(tuple(self.language.class_rules["platform_start"])) else UNKNOWN
            return Mention(i, i + width, i, cls, slug(t.text for t in tokens[i : i + width]), definite=True)
        return None

    def _declined_start(self, word: str) -> int | None:
        """The most tokens of a name that begins with the word in another case; None where none does."""
        if not self.language.key.changes:
            return None
        base, hyphen, rest = word.partition("-")
        starts = [squeeze(n + hyphen + rest) for n in self.language.key.nominatives(base)]
        return next((self._starts[s] for s in starts if s in self._starts), None)

    def _declined(self, words: list[str]) -> SystemName | None:
        """The system of a name in another case ("Искандеров", "Точки-У", "Железного купола")."""
        if not self.language.key.changes:
            return None
        base, hyphen, rest = " ".join(words).partition("-")
        readings = (squeeze(n + hyphen + rest) for n in self.language.key.nominatives(base))
        return next((self._known[r] for r in readings if r in self._known), None)

    def _lemma(self, squeezed: str) -> str:
        """The name without a plural ending, for names only (the language's data says which endings)."""
        for ending in self.language.class_rules["name_endings"]:
            if len(squeezed) > len(ending) + 1 and squeezed.endswith(ending):
                return squeezed[: -len(ending)]
        return squeezed

    def _name_stands(self, tokens: Sequence[Token], i: int, width: int, name: SystemName) -> bool:
        """Names that are common words too ("Tor", "Patriot") need their own shape: not a person, not another word."""
        if width > 1 or any(c.isdigit() for c in tokens[i].text):
            return True
        following = tokens[i + 1].key if i + 1 < len(tokens) else ""
        if following in self.language.words["not_a_system_after_name"]:
            return False
        return "names-in-quotes" not in self.language.traits or self._is_marked(tokens, i)

    def _is_marked(self, tokens: Sequence[Token], i: int) -> bool:
        """Whether quotation marks, a kind of system before it or a capital inside a sentence make a word a name."""
        token = tokens[i]
        if token.end - token.start > len(token.text) or (i and tokens[i - 1].key in self.language.system_words):
            return True
        if self.lexicon.place(token.text):
            return False
        opens = i == 0 or tokens[i - 1].kind == "mark"
        return not (opens and self.language.key.is_common(token.text))

    def _is_designation(self, tokens: Sequence[Token], i: int) -> bool:
        token = tokens[i]
        if _is_type_number(tokens, i, self.language):
            return True
        text = token.text.replace("‑", "-").replace("–", "-")
        return (
            _has_designation_shape(text)
            and token.key not in self.language.words["not_a_designation"]
            and not token.key.startswith(tuple(self.language.words["not_a_designation_start"]))
        )

    def _grown(self, tokens: Sequence[Token], core: Mention, floor: int, blocked: list[bool]) -> Mention | None:
        """The whole noun phrase around the deciding words, and what its other words say."""
        grown = self._grow_right(tokens, core, blocked)
        if (
            grown.system_id is None
            and grown.last < len(tokens)
            and tokens[grown.last].key in self.language.words["not_a_system_before"]
        ):
            return None
        grown = self._grow_left(tokens, grown, floor, blocked)
        return self._described(tokens, grown)

    def _grow_right(self, tokens: Sequence[Token], core: Mention, blocked: list[bool]) -> Mention:
        words, rules = self.language.system_words, self.language.words
        last, mention = core.last, core
        while last < len(tokens) and not blocked[last]:
            token = tokens[last]
            kind = token.key if token.key in words else token.key.rpartition("-")[2]
            if token.kind == "word" and kind in words:
                mention = self._with_kind(mention, kind, last)  # "Palianytsia drone-missile"
                last += 1
            elif token.kind == "word" and token.key in rules["system_infix"] and self._kind_follows(tokens, last):
                last += 1
            elif token.text == "(" and (stop := self._bracket(tokens, last, blocked)):
                mention = self._renamed(tokens, mention, last, stop)
                last = stop
            elif (token.kind == "word" and token.text[0].isupper() and (n := self._named(tokens, last, blocked))) or (
                token.text in {"-", "–", "/"}
                and last + 1 < len(tokens)
                and (n := self._named(tokens, last + 1, blocked))
                and mention.system_id
            ):
                mention = self._more_names(mention, n)
                last = n.last
            elif token.end - token.start > len(token.text) and not mention.system_id and token.text[0].isupper():
                last += 1  # ракета «Молот»: an unknown name in quotation marks
            elif token.text in _OPENING and mention.system_id and (stop := self._nickname(tokens, last, blocked)):
                last = stop
            else:
                break
        return replace(mention, last=last) if last != mention.last else mention

    def _nickname(self, tokens: Sequence[Token], at: int, blocked: list[bool]) -> int | None:
        """Index after a short nickname in quotation marks: AASM 'Hammer', DF-21D "carrier killer" missile."""
        for j in range(at + 2, min(at + 5, len(tokens))):
            if blocked[j] or tokens[at + 1].start != tokens[at].end:
                return None
            if tokens[j].text in _CLOSING and tokens[j].start == tokens[j - 1].end:
                return j + 1
        return None

    def _kind_follows(self, tokens: Sequence[Token], at: int) -> bool:
        """Whether a word for a kind comes within three words ("surface-to-air missile", "air defence system")."""
        for token in tokens[at + 1 : at + 4]:
            if token.kind != "word":
                return False
            if token.key in self.language.system_words:
                return True
            if token.key not in self.language.words["system_infix"]:
                return False
        return False

    def _more_names(self, mention: Mention, named: Mention) -> Mention:
        """ "RSM-56 Bulava", "Hatf VI - Shaheen II": a known name wins; of two unknown ones the last."""
        if mention.known and (not named.known or mention.system_id == named.system_id):
            return mention
        keep = named.system_class if named.system_class != UNKNOWN else mention.system_class
        if mention.system_id and not named.known and not mention.known:
            return mention
        return replace(
            mention, system_id=named.system_id, system_class=keep, known=named.known, head=named.head, definite=True
        )

    def _with_kind(self, mention: Mention, key: str, at: int) -> Mention:
        kind = self.language.system_words[key]
        weak = kind.weak or (mention.known and kind.system_class != "radar")
        if mention.known and kind.system_class == "radar" and mention.system_class not in SENSORS:
            part = f"{mention.system_id}-radar"
            return replace(mention, system_id=part, system_class="radar", head=at, plural=kind.plural)
        if weak and mention.system_class != UNKNOWN:
            return replace(mention, plural=kind.plural, head=at if not mention.system_id else mention.head)
        return replace(
            mention,
            system_class=kind.system_class,
            short=kind.short or mention.short,
            plural=kind.plural,
            head=at if not mention.system_id else mention.head,
        )

    def _bracket(self, tokens: Sequence[Token], at: int, blocked: list[bool]) -> int | None:
        """Index after a short bracket that holds names only, no quantity."""
        for j in range(at + 1, min(at + _LONGEST_BRACKET, len(tokens))):
            if blocked[j]:
                return None
            if tokens[j].text == ")":
                return j + 1 if any(t.text[0].isupper() for t in tokens[at + 1 : j]) else None
        return None

    def _renamed(self, tokens: Sequence[Token], mention: Mention, at: int, stop: int) -> Mention:
        """A bracket may hold the short name: "Joint Standoff Weapon (JSOW)"."""
        inside = tokens[at + 1 : stop - 1]
        for width in (3, 2, 1):
            for k in range(len(inside) - width + 1):
                if (name := self.known("".join(t.text for t in inside[k : k + width]))) and not mention.known:
                    return replace(
                        mention, system_id=name.system_id, system_class=name.system_class, known=True, definite=True
                    )
        if not mention.known and len(inside) == 1 and inside[0].text.isupper():
            return replace(mention, system_id=slug([inside[0].text]), definite=True)
        return mention

    def _grow_left(self, tokens: Sequence[Token], mention: Mention, floor: int, blocked: list[bool]) -> Mention:
        """Modifiers, possessor and determiner. Unknown lower-case words only where a determiner stands before them."""
        words = self.language.words
        first, strangers, sure = mention.first, 0, mention.first
        while first > floor and not blocked[first - 1] and mention.first - first < 8:
            token = tokens[first - 1]
            if token.kind == "word" and token.key in words["conjunction_too"] and (mention.plural or mention.system_id):
                return replace(mention, first=sure)  # "said that missiles"
            if token.kind == "word" and token.key in words["determiner"]:
                return replace(mention, first=first - 1)
            if token.key in words["treaty"] or token.key in words["protects_verb"] or token.key in words["sees_verb"]:
                break
            if token.text in {"'s", "’s"} and first > 1 and tokens[first - 2].key in words["dated"]:
                return replace(mention, first=first - 2)
            if token.text in {"'s", "’s"} or (
                token.text in {"'", "’"}
                and first > 1
                and tokens[first - 2].key.endswith(tuple(self.language.class_rules["name_endings"]))
            ):
                if first - 1 == floor:
                    return replace(mention, first=first)
                begin = self._possessor(tokens, first - 2, floor, blocked)
                return replace(mention, first=begin)
            if self._is_modifier(tokens, first - 1):
                first -= 1
                sure = first if not strangers else sure
                continue
            if (
                token.kind != "word"
                or token.key in words["stop"]
                or token.key in words["not_a_system_before"]
                or token.key in words["treaty"]
                or strangers == 3
            ):
                break
            if (
                token.key.endswith(self._verb_endings)
                and first - 1 > floor
                and tokens[first - 2].key not in words["determiner"]
            ):
                break
            strangers, first = strangers + 1, first - 1
        return replace(mention, first=sure) if sure != mention.first else mention

    def _possessor(self, tokens: Sequence[Token], at: int, floor: int, blocked: list[bool]) -> int:
        """The start of "the system" in "the system's radar", of "North Korea" in "North Korea's missile"."""
        begin = at
        if at > floor and tokens[at].kind == "word" and tokens[at - 1].key in self.language.words["determiner"]:
            return at - 1
        while begin > floor and not blocked[begin - 1] and at - begin < 4:
            token = tokens[begin - 1]
            if token.kind == "word" and token.key in self.language.words["determiner"]:
                return begin - 1
            if not (token.kind == "word" and token.text[0].isupper() and tokens[begin].text[0].isupper()):
                break
            begin -= 1
        return max(begin, floor)

    def _is_modifier(self, tokens: Sequence[Token], at: int) -> bool:
        token, words = tokens[at], self.language.words
        if token.kind != "word" or token.key in words["stop"]:
            return False
        if (
            token.key in words["system_modifier"]
            or token.key in self.language.system_words
            or token.key in words["system_infix"]
        ):
            return True
        if "-" in token.key and not token.text[0].isupper():
            return True
        if self.lexicon.demonym(token.text):
            return True
        if "small-adjectives" in self.language.traits:
            return False  # "под Минском С-400": what has a capital is a name of its own, not an adjective
        return token.text[0].isupper() and token.key not in words["sentence_opener"] and (at > 0 or len(token.text) > 2)

    def _described(self, tokens: Sequence[Token], mention: Mention) -> Mention | None:
        """Reads class, owner, possessor and slug off the phrase's words."""
        language, words = self.language, self.language.words
        phrase = tokens[mention.first : mention.last]
        keys = [t.key for t in phrase]
        joined = " " + " ".join(keys) + " "
        kept, short = mention.system_class, mention.short
        if not mention.known and not self._modifier_starts.isdisjoint(joined.split()):
            for padded, rule in self._modifiers:
                if any(w in joined for w in padded) and (not rule.get("only") or kept in rule["only"]):
                    kept, short = rule.get("class", kept), rule.get("short", short)
                    break
        definite = (bool(keys) and keys[0] in words["definite"]) or mention.definite
        anaphoric = bool(keys) and keys[0] in words["anaphoric"]
        if "no-articles" in language.traits and len(keys) == 1 and mention.system_id is None:
            following = tokens[mention.last].key if mention.last < len(tokens) else ""
            anaphoric = anaphoric or following not in words["introducing"]
        if mention.last < len(tokens) and tokens[mention.last].key in self._anaphoric_starts:
            after = [" ".join(t.key for t in tokens[mention.last : mention.last + n]) for n in (2, 3)]
            if any(a in words["anaphoric_after"] for a in after):
                anaphoric = definite = True
        owner = next((c for t in phrase if t.kind == "word" and (c := self._country(t))), None)
        owner = owner or self._country_phrase(phrase)
        mention = replace(mention, system_class=kept, short=short, definite=definite, anaphoric=anaphoric, owner=owner)
        mention = self._owned_part(tokens, mention, keys)
        if mention.system_id is None:
            mention = self._self_named(tokens, mention)
        return mention

    def _country(self, token: Token) -> str | None:
        word = token.text
        if not word[0].isupper() and "small-adjectives" not in self.language.traits:
            return None
        if group := self._group_owner(token):
            return group
        if "-" in word:
            word = word.split("-", 1)[0]
        return self.lexicon.demonym(word)

    def _group_owner(self, token: Token) -> str | None:
        """Armed groups and capitals that stand for an owner ("Hezbollah rockets", "Pyongyang's missiles")."""
        owners = self.language.class_rules["owners"]
        return owners.get(token.key.split("-")[0]) if token.text[0].isupper() else None

    def _country_phrase(self, phrase: Sequence[Token]) -> str | None:
        """A country of one or two words in the phrase ("North Korea's missile", "Iran's")."""
        for width in (2, 1):
            for k in range(len(phrase) - width + 1):
                if not phrase[k].text[0].isupper():
                    continue
                name = " ".join(t.text for t in phrase[k : k + width])
                if slugged := self.lexicon.demonym(name):
                    return slugged
                place = self.lexicon.place(name)
                if place and place.kind == "country":
                    return place.country
        return None

    def _owned_part(self, tokens: Sequence[Token], mention: Mention, keys: list[str]) -> Mention:
        """ "its radar", "the system's radar": the part of a system that is known only in the context."""
        if mention.system_id:
            return mention
        if keys and keys[0] in self.language.words["possessive"]:
            return replace(mention, possessor=keys[0], definite=True)
        for at in range(mention.first + 1, mention.head):
            if tokens[at].text in {"'s", "’s"} and tokens[at - 1].key in self.language.system_words:
                return replace(mention, possessor=tokens[at - 1].key, definite=True)
        return mention

    def _self_named(self, tokens: Sequence[Token], mention: Mention) -> Mention:
        """ "the Saegheh missile": capitalised words that are no country and no opener make a name."""
        words, language = self.language.words, self.language
        names: list[str] = []
        for at in range(mention.first, mention.last):
            token = tokens[at]
            if token.text == "(":
                break
            if token.kind != "word" or not token.text[0].isupper() or token.key in words["determiner"]:
                continue
            if (
                token.key in words["sentence_opener"]
                or token.key in words["system_modifier"]
                or token.key in language.system_words
            ):
                continue
            if (
                token.key in words["not_a_name"]
                or token.key in words["system_infix"]
                or self._country(token)
                or (at == mention.first and self._opens(tokens, at))
            ):
                continue
            if at + 1 < len(tokens) and tokens[at + 1].text in {"'s", "’s"}:
                names.clear()
                continue
            place = self.lexicon.place(token.text)
            if place and place.kind in {"country", "continent", "sea"}:
                continue
            if self._in_country_phrase(tokens, at):
                continue
            names.append(token.text)
        if names and not _shouted(tokens) and not _shouted_phrase(tokens[mention.first : mention.last]):
            return replace(mention, system_id=slug(names), definite=True)
        return replace(mention, slug_words=self._slug_words(tokens, mention))

    def _in_country_phrase(self, tokens: Sequence[Token], at: int) -> bool:
        for begin in (at - 1, at):
            if begin >= 0 and begin + 2 <= len(tokens):
                pair = f"{tokens[begin].text} {tokens[begin + 1].text}"
                if self.lexicon.demonym(pair) or ((p := self.lexicon.place(pair)) and p.kind == "country"):
                    return True
        return False

    def _opens(self, tokens: Sequence[Token], at: int) -> bool:
        """A capital that a sentence's start explains ("Hypersonic missiles"), unless the word has capitals or digits
        inside.
        """
        text = tokens[at].text
        if at > 0 and tokens[at - 1].text not in "\"“‘'«(:•*-—|":
            return False
        return (
            text[1:].islower()
            and text.casefold() == tokens[at].key
            and self.language.words["system_modifier"].__contains__(tokens[at].key)
        )

    def _slug_words(self, tokens: Sequence[Token], mention: Mention) -> tuple[str, ...]:
        words = self.language.words
        out = []
        for token in tokens[mention.first : mention.last]:
            if token.text == "(":
                break
            if token.kind != "word" or token.key in words["determiner"] or token.key in words["slug_drop"]:
                continue
            if token.key in words["possessive"] or self._country(token) or token.key in words["dated"]:
                continue
            if token.text[0].isupper() and (
                self._in_country_phrase(tokens, tokens.index(token))
                or ((p := self.lexicon.place(token.text)) and p.kind == "country")
            ):
                continue
            out.append(token.key)
        english = self.language.class_rules.get("english", {})
        return tuple(english.get(key, key) for key in out)


def _shouted_phrase(tokens: Sequence[Token]) -> bool:
    """ "DOOMSDAY TORPEDO": capitals all through, the word for the kind as well, so they name nothing."""
    words = [t.text for t in tokens if t.kind == "word"]
    return len(words) > 1 and all(w.isupper() and w.isalpha() for w in words) and len(words[-1]) > len("MLRS")


def _shouted(tokens: Sequence[Token]) -> bool:
    """A headline in capitals: its capitals name nothing."""
    letters = "".join(t.text for t in tokens if t.kind == "word")
    return len(letters) > 12 and sum(c.isupper() for c in letters) > 0.7 * len(letters)


def _closed(tokens: Sequence[Token], first: int, last: int) -> int:
    """The end of a name that holds an opening bracket, with the closing one: "SS-N-22 (Sunburn" + ")"."""
    opened = any(t.text == "(" for t in tokens[first:last]) and last < len(tokens) and tokens[last].text == ")"
    return last + 1 if opened else last


def _is_type_number(tokens: Sequence[Token], i: int, language: Language) -> bool:
    """ "Type 055": a word that makes the number after it a name."""
    if i + 1 >= len(tokens) or tokens[i].key not in language.words["type_word"]:
        return False
    return tokens[i].text[0].isupper() and tokens[i + 1].text[0].isdigit()
