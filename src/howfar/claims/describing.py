"""What the words of a mention's phrase say: class, owner, whose part it is, a name of its own, a slug."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING, Final

from howfar.claims.mention import Mention, replace, slug
from howfar.claims.phrases import is_title_case

if TYPE_CHECKING:
    from howfar.claims.language import Language
    from howfar.claims.lexicon import Lexicon
    from howfar.claims.tokens import Token


_LETTERED: Final = 3  # tokens of "the B version"


class Describer:
    """Reads phrases. Built once; holds no state of a text."""

    def __init__(self, lexicon: Lexicon, language: Language) -> None:
        self.lexicon, self.language = lexicon, language
        rules = language.class_rules
        self._modifiers = [(tuple(f" {w} " for w in rule["words"]), rule) for rule in rules["modifier"]]
        self._modifier_starts = frozenset(w.split()[0] for rule in rules["modifier"] for w in rule["words"])
        self._adverb_endings = tuple(language.class_rules.get("adverb_endings", ("\0",)))
        self._anaphoric_starts = frozenset(p.split()[0] for p in language.words["anaphoric_after"])

    def described(self, tokens: Sequence[Token], mention: Mention) -> Mention | None:
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
        anaphoric = mention.anaphoric or (bool(keys) and keys[0] in words["anaphoric"])
        if "no-articles" in language.traits and len(keys) == 1 and mention.system_id is None:
            following = tokens[mention.last].key if mention.last < len(tokens) else ""
            anaphoric = anaphoric or following not in words["introducing"]
        if mention.last < len(tokens) and tokens[mention.last].key in self._anaphoric_starts:
            after = [" ".join(t.key for t in tokens[mention.last : mention.last + n]) for n in (2, 3)]
            if any(a in words["anaphoric_after"] for a in after):
                anaphoric = definite = True
        if mention.plural and not words["all_that_are"].isdisjoint(keys):
            anaphoric = False  # "the current ICBMs": all that there are
        if mention.plural and any(t.text in {"'s", "’s"} for t in phrase) and not self._owner_is_system(phrase):
            anaphoric = False  # "the North's missiles": all that it has
        owner = next((c for t in phrase if t.kind == "word" and (c := self._country(t))), None)
        owner = owner or self._country_phrase(phrase) or mention.owner
        mention = replace(mention, system_class=kept, short=short, definite=definite, anaphoric=anaphoric, owner=owner)
        mention = self._owned_part(tokens, mention, keys)
        if mention.system_id is None:
            mention = self._self_named(tokens, mention)
        return mention

    def _owner_is_system(self, phrase: Sequence[Token]) -> bool:
        """ "The system's missiles"."""
        at = next(k for k, t in enumerate(phrase) if t.text in {"'s", "’s"})
        return at > 0 and phrase[at - 1].key in self.language.system_words

    def _country(self, token: Token) -> str | None:
        word = token.text
        if not word[0].isupper() and "small-adjectives" not in self.language.traits:
            return None
        if group := self._group_owner(token):
            return group
        if "-" in word and "owner-after" in self.language.traits and (whole := self.lexicon.demonym(word)):
            return whole  # "nord-coréenne"
        if self._is_of_make(token):
            return None  # "Iranian-made rockets" may be another's by now
        if "-" in word:
            word = word.split("-", 1)[0]
        return self.lexicon.demonym(word)

    def _is_of_make(self, token: Token) -> bool:
        """ "Iranian-made": who made it."""
        base, hyphen, suffix = token.text.partition("-")
        return bool(hyphen) and suffix.casefold() in self.language.words["made"] and bool(self.lexicon.demonym(base))

    def _group_owner(self, token: Token) -> str | None:
        """Armed groups and capitals that stand for an owner ("Hezbollah rockets", "Pyongyang's missiles")."""
        owners = self.language.class_rules["owners"]
        said = token.text[0].isupper() or "owner-after" in self.language.traits
        return owners.get(token.key.split("-")[0]) if said else None

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
            if len(token.text) == 1 and mention.last - mention.first <= _LETTERED:
                continue  # "the B version"
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
                or self._is_of_make(token)
                or ("-" in token.key and token.key.rpartition("-")[2] in words["name_suffix_not"])
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
        if (
            names
            and not is_title_case(tokens)
            and not _shouted(tokens)
            and not _shouted_phrase(tokens[mention.first : mention.last])
        ):
            return replace(mention, system_id=slug(names), definite=True)
        return replace(mention, slug_words=self._slug_words(tokens, mention))

    @staticmethod
    def _is_glued(tokens: Sequence[Token], token: Token) -> bool:
        return any(t.kind == "number" and t.end == token.start for t in tokens)

    def _is_made(self, phrase: Sequence[Token], token: Token) -> bool:
        """ "Domestically produced": a participle after its adverb, which names nothing."""
        at = phrase.index(token)
        return at > 0 and phrase[at - 1].key.endswith(self._adverb_endings)

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
        phrase = tokens[mention.first : mention.last]
        owned = max((k + 1 for k, t in enumerate(phrase) if t.text in {"'s", "’s"}), default=0)
        for token in phrase[owned:]:
            if token.text == "(":
                break
            if token.kind == "number" and any(t.key in words["calibre"] for t in phrase):
                out.append(token.text)
                continue
            if out and token.key in words["calibre"] and out[-1][-1].isdigit() and self._is_glued(tokens, token):
                out[-1] += token.key  # "155mm"
                continue
            if token.key.endswith(self._adverb_endings) or self._is_made(phrase, token):
                continue
            if token.kind != "word" or token.key in words["determiner"] or token.key in words["slug_drop"]:
                continue
            if token.key in words["own"] or self._is_of_make(token):
                continue
            if token.key in words["possessive"] or self._country(token) or token.key in words["dated"]:
                continue
            if token.text[0].isupper() and (
                self._in_country_phrase(tokens, tokens.index(token))
                or ((p := self.lexicon.place(token.text)) and p.kind == "country")
            ):
                continue
            out.append(token.key)
        if words["system_after"]:
            out.reverse()  # "système de défense aérienne": as English has them, for one id in every language
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
