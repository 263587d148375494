"""The noun phrase around the deciding words of a mention: what belongs to it on either side."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING, Final

from howfar.claims.cores import Cores
from howfar.claims.language import by_first_word
from howfar.claims.mention import SENSORS, UNKNOWN, Mention, replace, slug
from howfar.claims.namelist import NameList

if TYPE_CHECKING:
    from howfar.claims.language import Language
    from howfar.claims.lexicon import Lexicon
    from howfar.claims.tokens import Token

_OPENING: Final = frozenset("'‘“\"")
_CLOSING: Final = frozenset("'’”\"")
_SHORT_WORD: Final = 4  # letters of words that a headline may leave small ("with", "from")
_FEWEST_IN_TITLE: Final = 3
_LONGEST_BRACKET: Final = 14
_LONGEST_NAMING: Final = 7  # tokens of ", which they call the"
_LONGEST_NAME: Final = 4
_LONGEST_COUNTRY: Final = 3


class Phrases:
    """Grows mentions. Built once; holds no state of a text."""

    def __init__(self, cores: Cores, names: NameList, lexicon: Lexicon, language: Language) -> None:
        self._cores, self._names, self.lexicon, self.language = cores, names, lexicon, language
        self._after = by_first_word(language.words["system_after"])
        self._opening = tuple(language.class_rules.get("opening_endings", ("\0",)))
        self._verb_endings = tuple(language.class_rules["verb_endings"])
        self._adverb_endings = tuple(language.class_rules.get("adverb_endings", ("\0",)))

    def right(self, tokens: Sequence[Token], core: Mention, blocked: list[bool]) -> Mention:
        words = self.language.system_words
        last, mention = core.last, core
        while last < len(tokens) and not blocked[last]:
            token = tokens[last]
            kind = token.key if token.key in words else token.key.rpartition("-")[2]
            if token.kind == "word" and kind in words:
                mention = self._with_kind(mention, kind, last)  # "Palianytsia drone-missile"
                last += 1
            elif token.kind == "word" and self._goes_on(mention, token) and self._kind_follows(tokens, last, mention):
                last += 1
            elif self._after and (n_after := self._qualified(tokens, last)):
                last += n_after
            elif token.text == "+" and mention.known:
                last += 1  # "Hisar-O +"
            elif token.text in {"(", "["} and (stop := self._bracket(tokens, last, blocked)):
                mention = self._renamed(tokens, mention, last, stop)
                last = stop
            elif n := self._name_after(tokens, last, mention, blocked):
                mention = self._more_names(mention, n)
                last = n.last
            elif token.end - token.start > len(token.text) and not mention.system_id and token.text[0].isupper():
                last += 1  # ракета «Молот»: an unknown name in quotation marks
            elif token.text in _CLOSING and self._is_quoted_name(tokens, mention, last):
                last += 1  # “Tayfun” rocket
            elif token.text in _OPENING and mention.system_id and (stop := self._nickname(tokens, last, blocked)):
                last = stop
            else:
                break
        mention = replace(mention, last=last) if last != mention.last else mention
        if mention.system_id is None and "owner-after" in self.language.traits:
            mention = self._owned(tokens, mention)
        return self._called(tokens, mention, blocked)

    def _qualified(self, tokens: Sequence[Token], at: int) -> int:
        """How many tokens follow a kind that belong to it: "de croisière", "iraniens"."""
        for parts in self._after.get(tokens[at].key, ()):
            if [t.key for t in tokens[at : at + len(parts)]] == parts:
                return len(parts)
        is_word = tokens[at].kind == "word" and tokens[at].text.islower()
        owner = self.lexicon.demonym(tokens[at].text) or tokens[at].key in self.language.class_rules["owners"]
        return int(is_word and bool(owner))

    def _owned(self, tokens: Sequence[Token], mention: Mention) -> Mention:
        """ "Raketen Nordkoreas", "missiles de la Corée du Nord": whose a nameless one is, said behind it."""
        words, at = self.language.words, mention.last
        linked = at < len(tokens) and tokens[at].key in words["owner_link"]
        at += linked
        at += linked and at < len(tokens) and tokens[at].key in words["the"]
        for width in range(_LONGEST_COUNTRY, 0, -1):
            name = " ".join(t.text for t in tokens[at : at + width])
            if len(tokens) < at + width or not name[0].isupper() or not (linked or name.endswith("s")):
                continue
            place = self.lexicon.place(name)
            if place is not None and place.kind == "country" and place.country:
                return replace(mention, owner=place.country)
        return mention

    def _called(self, tokens: Sequence[Token], mention: Mention, blocked: list[bool]) -> Mention:
        """ "The laser turret called the Low Altitude Guard 1", "a missile which they term the Foo": a name that nobody
        knows is the mention's own.
        """
        words, k, strong = self.language.words, mention.last, False
        if mention.system_id is not None or mention.plural or k >= len(tokens):
            return mention
        passed = words["naming"] | words["relative"] | words["owner_pronoun"] | words["the"]
        while k < min(len(tokens), mention.last + _LONGEST_NAMING) and not blocked[k]:
            is_adverb = tokens[k].key.endswith(self._adverb_endings)
            if not (tokens[k].key in passed or is_adverb or tokens[k].text in _OPENING or tokens[k].text in {",", "("}):
                break
            strong = strong or tokens[k].key in words["surely_naming"]
            k += 1
        last = k
        while (
            last < min(len(tokens), k + _LONGEST_NAME)
            and (tokens[last].text[0].isupper() or last > k)
            and (tokens[last].text[0].isupper() or tokens[last].text.isdigit())
        ):
            last += 1
        if strong and (known := self._known_small(tokens, k)):
            return replace(mention, last=known[0], system_id=known[1], definite=True, known=True)
        if not strong or last == k or is_title_case(tokens) or self._cores.named(tokens, k, blocked):
            return mention
        name = " ".join(t.text for t in tokens[k:last])
        if self.lexicon.demonym(name) or self.lexicon.demonym(tokens[k].text) or tokens[k].key in words["determiner"]:
            return mention
        return replace(mention, last=last, system_id=slug([name]), definite=True)

    def _known_small(self, tokens: Sequence[Token], at: int) -> tuple[int, str] | None:
        """ "Called martyr Qassem Soleimani": a known name that begins small, where it ends and its id."""
        if at >= len(tokens) or not tokens[at].text.islower():
            return None
        for width in (4, 3, 2):
            said = [t.text for t in tokens[at : at + width]]
            if any(word[0].isupper() for word in said) and (name := self._names.find(said)):
                return at + width, name.system_id
        return None

    def _name_after(self, tokens: Sequence[Token], last: int, mention: Mention, blocked: list[bool]) -> Mention | None:
        """A name that goes on ("RSM-56 Bulava"), perhaps behind a hyphen or a slash ("Hatf VI - Shaheen II")."""
        token = tokens[last]
        if token.kind == "word" and token.text[0].isupper():
            return self._cores.named(tokens, last, blocked)
        if token.text in {"-", "–", "/"} and mention.system_id and last + 1 < len(tokens):
            return self._cores.named(tokens, last + 1, blocked)
        return None

    def _nickname(self, tokens: Sequence[Token], at: int, blocked: list[bool]) -> int | None:
        """Index after a short nickname in quotation marks: AASM 'Hammer', DF-21D "carrier killer" missile."""
        for j in range(at + 2, min(at + 5, len(tokens))):
            if blocked[j] or tokens[at + 1].start != tokens[at].end:
                return None
            if tokens[j].text in _CLOSING and tokens[j].start == tokens[j - 1].end:
                return j + 1
        return None

    def _is_quoted_name(self, tokens: Sequence[Token], mention: Mention, last: int) -> bool:
        """Whether a closing mark parts a name in quotation marks from a word for its kind."""
        opened = mention.first > 0 and tokens[mention.first - 1].text in _OPENING
        if not opened or mention.system_id is None or last + 1 >= len(tokens):
            return False
        following = tokens[last + 1]
        return following.kind == "word" and following.text.islower() and following.key in self.language.system_words

    def _goes_on(self, mention: Mention, token: Token) -> bool:
        """Whether a word may stand between a mention's words and the word for its kind: after a name any adjective
        that says what systems are ("Poseidon nuclear drone", "BrahMos supersonic cruise missile").
        """
        words = self.language.words
        if token.key in words["system_infix"]:
            return True
        if mention.system_id is None or not token.text[0].islower():
            return False
        return token.key in words["system_modifier"] or "-" in token.key

    def _kind_follows(self, tokens: Sequence[Token], at: int, mention: Mention) -> bool:
        """Whether a word for a kind comes within three words ("surface-to-air missile", "air defence system")."""
        for token in tokens[at + 1 : at + 4]:
            if token.kind != "word":
                return False
            if token.key in self.language.system_words:
                return True
            if not self._goes_on(mention, token):
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
            mention, system_id=named.system_id, system_class=keep, known=named.known, head=named.head, definite=True,
            operators=named.operators,
        )  # fmt: skip

    def _with_kind(self, mention: Mention, key: str, at: int) -> Mention:
        kind = self.language.system_words[key]
        weak = kind.weak or (mention.known and kind.system_class != "radar")
        if mention.known and kind.system_class == "radar" and mention.system_class not in SENSORS:
            part = f"{mention.system_id}-radar"
            return replace(mention, system_id=part, system_class="radar", head=at, plural=kind.plural)
        if (weak or mention.short) and mention.system_class != UNKNOWN:  # "ICBM rocket"
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
            if blocked[j] or tokens[j].key in self.language.words["modal"]:
                return None  # "(capable of hitting Tokyo)"
            if tokens[j].text in {")", "]"}:
                inside = [t.text[0] for t in tokens[at + 1 : j]]
                return j + 1 if any(c.isupper() or not c.isascii() for c in inside) else None
        return None

    def _renamed(self, tokens: Sequence[Token], mention: Mention, at: int, stop: int) -> Mention:
        """A bracket may hold the short name: "Joint Standoff Weapon (JSOW)"."""
        inside = tokens[at + 1 : stop - 1]
        for width in (3, 2, 1):
            for k in range(len(inside) - width + 1):
                if (name := self._names.known("".join(t.text for t in inside[k : k + width]))) and not mention.known:
                    return replace(
                        mention, system_id=name.system_id, system_class=name.system_class, known=True, definite=True,
                        operators=name.operators,
                    )  # fmt: skip
        names = len(inside) == 1 and inside[0].text.isupper() and inside[0].key not in self.language.system_words
        if names and not mention.known:
            return replace(mention, system_id=slug([inside[0].text]), definite=True)
        return mention

    def left(self, tokens: Sequence[Token], mention: Mention, floor: int, blocked: list[bool]) -> Mention:  # noqa: PLR0911, PLR0912  each return is one way for a phrase to begin
        """Modifiers, possessor and determiner. Unknown lower-case words only where a determiner stands before them."""
        words = self.language.words
        first, strangers, sure = mention.first, 0, mention.first
        while first > floor and not blocked[first - 1] and mention.first - first < 8:
            token = tokens[first - 1]
            if token.kind == "word" and token.key in words["conjunction_too"] and (mention.plural or mention.system_id):
                return replace(mention, first=sure)  # "said that missiles"
            if token.key in words["np_of"] and first - 2 >= floor and tokens[first - 2].key in words["sort_noun"]:
                first = sure = first - 2  # "this type of radar"
                continue
            if token.kind == "word" and token.key in words["determiner"]:
                such = first - 2 >= floor and tokens[first - 2].key in words["such"] and not blocked[first - 2]
                return replace(mention, first=first - 2 if such else first - 1)
            acts = token.key in words["hit_verb"] | words["intercept_verb"] | words["basing"]
            if acts and first - 1 > floor and tokens[first - 2].key in words["verb_before"]:
                break  # "to attack carriers"
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
            if token.key.endswith(self._opening) and (first == 1 or tokens[first - 2].kind == "mark"):
                break  # "Regarding cruise missiles"
            if quoted := self._quoted(tokens, first, floor):
                return replace(mention, first=quoted)
            if bore := self._bore(tokens, first, floor):
                first = sure = bore
                continue
            if token.text == "," and self._is_adjective_list(tokens, first, floor):
                first -= 1  # "Taiwan's new, longer-range missile"
                continue
            if (
                token.text[0].isupper()
                and token.key not in words["system_modifier"]
                and self._is_plain_in_title(tokens, first - 1)
            ):
                break  # "Iran to Launch New Radar System"
            if self._is_modifier(tokens, first - 1):
                first -= 1
                sure = first if not strangers else sure
                continue
            if (
                token.kind != "word"
                or (token.key in words["stop"] and not self._is_made(tokens, first - 1))
                or (token.key in words["not_a_system_before"] and tokens[first - 2].key not in words["determiner"])
                or strangers == 3
            ):
                break
            if (
                token.key.endswith(self._verb_endings)
                and first - 1 > floor
                and tokens[first - 2].key not in words["determiner"]
                and not self._is_made(tokens, first - 1)
            ):
                break
            strangers, first = strangers + 1, first - 1
        return replace(mention, first=sure) if sure != mention.first else mention

    def _is_made(self, tokens: Sequence[Token], at: int) -> bool:
        """ "The first locally developed missile": a participle after its adverb."""
        made = self.language.words["made"]
        is_participle = at > 0 and (tokens[at].key.endswith(self._verb_endings) or tokens[at].key in made)
        return is_participle and tokens[at - 1].key.endswith(self._adverb_endings)

    def _is_adjective_list(self, tokens: Sequence[Token], first: int, floor: int) -> bool:
        """Whether the comma before token `first` parts two adjectives of one phrase: the earlier follows an owner or
        a determiner.
        """
        modifiers, at = self.language.words["system_modifier"], first - 2
        if at - 1 <= floor or first >= len(tokens) or tokens[first].key not in modifiers | {"and"}:
            return False
        before = tokens[at - 1]
        return tokens[at].key in modifiers and (
            before.text in {"'s", "’s"} or before.key in self.language.words["determiner"]
        )

    def _quoted(self, tokens: Sequence[Token], first: int, floor: int) -> int | None:
        """Where the “Yasseer” of “Yasseer” drone begins, with the determiner before it."""
        if tokens[first - 1].text not in _CLOSING or first - 3 < floor or tokens[first - 3].text not in _OPENING:
            return None
        name = tokens[first - 2]
        if name.kind != "word" or not name.text[0].isupper() or name.start != tokens[first - 3].end:
            return None
        is_led = first - 4 >= floor and tokens[first - 4].key in self.language.words["determiner"]
        return first - 4 if is_led else first - 3

    def _is_plain_in_title(self, tokens: Sequence[Token], at: int) -> bool:
        """Whether a capitalised word stands in a headline all in capitals of words, and is no country or owner."""
        token = tokens[at]
        is_owner = self.lexicon.demonym(token.text) or self.lexicon.place(token.text)
        return not is_owner and token.key not in self.language.class_rules["owners"] and is_title_case(tokens)

    def _bore(self, tokens: Sequence[Token], first: int, floor: int) -> int | None:
        """Where "155 mm" or "155-millimetre" begins that ends before token `first`; None where none does."""
        if tokens[first - 1].key not in self.language.words["calibre"]:
            return None
        at = first - 2
        if at > floor and tokens[at].text == "-":
            at -= 1
        return at if at >= floor and tokens[at].kind == "number" else None

    def _possessor(self, tokens: Sequence[Token], at: int, floor: int, blocked: list[bool]) -> int:
        """The start of "the system" in "the system's radar", of "North Korea" in "North Korea's missile"."""
        begin, words = at, self.language.words
        if at > floor and tokens[at].kind == "word" and tokens[at - 1].key in words["determiner"]:
            return at if tokens[at - 1].key in words["conjunction_too"] else at - 1  # "said that Russia's missile"
        while begin > floor and not blocked[begin - 1] and at - begin < 4:
            token = tokens[begin - 1]
            if token.kind == "word" and token.key in words["determiner"]:
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


def is_title_case(tokens: Sequence[Token]) -> bool:
    """ "Iran to Launch New Radar System in September": a headline's capitals name nothing either."""
    long = [t.text for t in tokens if t.kind == "word" and len(t.text) > _SHORT_WORD]
    return len(long) >= _FEWEST_IN_TITLE and sum(w[0].isupper() for w in long) >= 0.9 * len(long)
