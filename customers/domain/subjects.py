"""Whom the lookup compares: a subject, and the keys by which subjects are found (rules.md §5)."""

import hashlib
import re
from collections.abc import Iterable, Set
from dataclasses import dataclass
from functools import cached_property, lru_cache
from itertools import combinations
from typing import NamedTuple

from rapidfuzz import process
from rapidfuzz.distance import OSA

from core.domain.scripts import fold_letters, has_han, is_han
from customers.domain import folding
from customers.domain import name_words as words
from customers.domain.names import FoldedName, fold_name, fold_person
from customers.domain.pieces import cut_pieces, seek_pieces

EMAIL, PHONE, DOMAIN, NAME = "email", "phone", "domain", "name"
PIECE, PIECE_BESIDE = "p", "r"
MAX_KEY = 40
MAX_VALUES = 20
PAIRED_TOKENS = 4
GRAM, GRAMS_KEPT = 4, 7
SHORT_NAME, ACRONYM, SHORT_TOKEN = 13, 6, 4
LONG_WORD = 6
NUMBER_TOKEN = re.compile(r"\d")


class Key(NamedTuple):
    """One row of the key table: what kind of key, and its value (at most 40 characters)."""

    kind: str
    value: str


@dataclass(frozen=True)
class Subject:
    """A buyer as far as known, in plain words: what was typed, mailed or stored. Every field may be empty.

    `country` is ISO 3166 alpha-2; `sites` are URLs or hosts; `addresses` are postal addresses, a line each.
    """

    name: str = ""
    country: str | None = None
    emails: tuple[str, ...] = ()
    phones: tuple[str, ...] = ()
    sites: tuple[str, ...] = ()
    addresses: tuple[str, ...] = ()
    city: str = ""
    persons: tuple[str, ...] = ()

    @cached_property
    def folded_name(self) -> FoldedName:
        """The folded company name."""
        return fold_name(self.name)

    @cached_property
    def folded_country(self) -> str:
        """The country in upper case, or ''."""
        return (self.country or "").strip().upper()

    @cached_property
    def folded_emails(self) -> frozenset[str]:
        """Mail addresses in folded form."""
        return frozenset(e for text in self.emails[:MAX_VALUES] if (e := folding.fold_email(text)))

    @cached_property
    def folded_phones(self) -> frozenset[str]:
        """Telephone numbers in E.164."""
        country = self.folded_country or None
        return frozenset(p for text in self.phones[:MAX_VALUES] if (p := folding.fold_phone(text, country)))

    @cached_property
    def phone_tails(self) -> frozenset[str]:
        """The last eight digits of each number, with and without a known country."""
        return frozenset(t for text in self.phones[:MAX_VALUES] if (t := folding.phone_tail(text)))

    @cached_property
    def domains(self) -> frozenset[str]:
        """Registrable domains of sites and mail addresses, shared ones too (see `folding.is_key_site`)."""
        texts = (*self.sites[:MAX_VALUES], *self.folded_emails)
        return frozenset(d for text in texts if (d := folding.fold_site(text)))

    @cached_property
    def address_tokens(self) -> tuple[str, ...]:
        """The words and numbers of the addresses and the city, each once."""
        line = " ".join((*self.addresses, self.city))[:500]
        tokens = re.sub(r"[\W_]+", " ", fold_letters(line)).split()
        return tuple(dict.fromkeys(ADDRESS_WORDS.get(t, t) for t in tokens))

    @cached_property
    def folded_persons(self) -> frozenset[tuple[str, ...]]:
        """Names of persons as sorted tokens."""
        return frozenset(p for text in self.persons[:MAX_VALUES] if (p := fold_person(text)))


ADDRESS_WORDS = dict(
    pair.split("=")
    for pair in """
    str=street st=street strasse=street rd=road ave=avenue av=avenue avda=avenue avenida=avenue blvd=boulevard
    dr=drive ln=lane ct=court pl=place sq=square hwy=highway bldg=building fl=floor flr=floor apt=apartment
    ste=suite rm=room no=number nr=number num=number ind=industrial indl=industrial est=estate p=po terr=terrace
    cres=crescent cr=crescent cl=close pde=parade tce=terrace gr=grove ctr=center centre=center n=north s=south
    e=east w=west
    """.split()
)


GENERIC_ADDRESS_WORDS = frozenset(ADDRESS_WORDS.values())


def hard_keys(subject: Subject, own_domains: frozenset[str] = frozenset()) -> frozenset[Key]:
    """The exact keys that stop a second entry: mail, telephone, own domain of the buyer, name with country.

    Platforms, public providers and `own_domains` (registrable, ours) never make a key (rules.md §5).
    """
    keys = {Key(EMAIL, e) for e in subject.folded_emails if folding.is_key_email(e, own_domains)}
    keys |= {Key(PHONE, p) for p in subject.folded_phones}
    keys |= {Key(DOMAIN, d) for d in subject.domains if folding.is_key_site(d, own_domains)}
    if subject.folded_name.key and subject.folded_country:
        keys.add(Key(NAME, f"{subject.folded_country} {subject.folded_name.key.replace(' ', '')}"))
    return _shortened(keys)


def block_keys(subject: Subject, own_domains: frozenset[str] = frozenset()) -> frozenset[Key]:
    """All keys under which a customer is stored and looked for; the more are shared, the likelier a match.

    Besides the hard keys: `s` tokens in any order, `g` glued forms, `t` telling tokens, `w` pairs of token
    halves (one typo leaves one half whole), `q` telling letter groups, `p` and `r` pieces of telling words (two typos
    leave one whole), `h` and `x` pieces of short names and short words, `tail` of telephones, `at` street with number, `who` persons.
    """
    keys = set(hard_keys(subject, own_domains))
    keys |= _name_keys(subject.folded_name)
    keys |= {Key("tail", tail) for tail in subject.phone_tails}
    keys |= {Key("who", " ".join(person)) for person in subject.folded_persons if len(person) > 1}
    keys |= _address_keys(subject.address_tokens)
    return _shortened(keys)


def sought_keys(subject: Subject, own_domains: frozenset[str] = frozenset()) -> frozenset[Key]:
    """The keys to look for: those of `block_keys`, and the pieces of words that a mistyped one may have been."""
    return block_keys(subject, own_domains) | sought_pieces(subject).keys()


class Pieces(NamedTuple):
    """Pieces of a name's two most telling words (`first`, `other`); `beside`: the letter with which the other begins."""

    first: Set[str]
    other: Set[str]
    beside: str

    def among(self, held: Set[str]) -> "Pieces":
        """Those that are among the values `held`."""
        return Pieces(self.first & held, self.other & held, self.beside)

    def keys(self) -> set[Key]:
        """The key of each piece; those of the first word also beside the other's letter, which fewer names share.

        Whoever holds one of these holds the piece alone, too. None is too long: see `pieces.LONGEST`.
        """
        alone = {Key(PIECE, piece) for piece in self.first | self.other}
        return alone | {Key(PIECE_BESIDE, f"{self.beside} {piece}") for piece in self.first}


def sought_pieces(subject: Subject) -> Pieces:
    """The pieces of words that the two most telling ones may have been before they were mistyped."""
    first, other = _telling_pair(subject.folded_name)
    return Pieces(seek_pieces(first, typos=2), _seek_pieces_of_other(other), other[:1])


@lru_cache(maxsize=256)
def _seek_pieces_of_other(word: str) -> frozenset[str]:
    """The second word is mostly what the firm does: the same in many names."""
    return frozenset(seek_pieces(word, typos=1))


def _shortened(keys: Iterable[Key]) -> frozenset[Key]:
    return frozenset(key if len(key.value) <= MAX_KEY else Key(key.kind, shorten(key.value)) for key in keys)


def shorten(value: str) -> str:
    """The value itself, or, when longer than 40 characters, its beginning and a digest."""
    if len(value) <= MAX_KEY:
        return value
    return value[:20] + hashlib.blake2s(value.encode(errors="replace"), digest_size=10).hexdigest()


def _name_keys(name: FoldedName) -> set[Key]:
    if not name.key:
        return set()
    keys = {Key("s", " ".join(sorted(name.latin)))}
    keys |= {Key("g", glued) for glued in glued_forms(name)}
    telling = [t for t in (*name.latin, *name.tokens) if is_telling(t)]
    keys |= {Key("t", token) for token in telling}
    keys |= {Key("w", pair) for pair in _half_pairs(name.latin)}
    keys |= {Key("x", remains) for remains in _shortened_tokens(name.latin)}
    first, other = _telling_pair(name)
    keys |= Pieces(cut_pieces(first), cut_pieces(other), other[:1]).keys()
    keys |= {Key("h", piece) for piece in _short_pieces(core_glued(name))}
    if name.is_han:
        keys.add(Key("s", "".join(sorted(name.key.replace(" ", "")))))  # characters that changed places
    keys |= {Key("q", pair) for pair in _han_pairs(name.key.replace(" ", ""))}
    return keys | {Key("q", gram) for gram in _telling_grams(core_glued(name))}


def _han_pairs(key: str) -> set[str]:
    """Chinese characters side by side, without those that only name a place or a trade."""
    if not has_han(key):
        return set()
    pairs = {key[i : i + 2] for i in range(len(key) - 1) if is_han(key[i]) and is_han(key[i + 1])}
    return {pair for pair in pairs if not any(pair in known for known in HAN_COMMON)}


def _short_pieces(glued: str) -> set[str]:
    """For a name of one short word: its letter threes, and for an acronym what is left without one letter."""
    if len(glued) >= SHORT_NAME:
        return set()
    framed = f"<{glued}>"
    pieces = {framed[i : i + 3] for i in range(len(framed) - 2)}
    if 3 <= len(glued) <= ACRONYM:
        pieces |= {f"-{glued[:i]}{glued[i + 1 :]}" for i in range(len(glued))}
    return pieces


def core_glued(name: FoldedName) -> str:
    """The glued name without a legal form glued to its end."""
    return _without_glued_legal(name.glued) if len(name.latin) == 1 else name.glued


def glued_forms(name: FoldedName) -> set[str]:
    """The name without blanks: as written, folded, and without a glued legal form."""
    return {name.written, name.glued, core_glued(name), _without_glued_legal(name.written)}


@lru_cache(maxsize=8192)
def _without_glued_legal(glued: str) -> str:
    """`acmetoolsgmbh` is `acmetools`; at least five letters stay."""
    for legal in words.GLUED_LEGAL:
        if glued.endswith(legal) and len(glued) - len(legal) >= 5:
            return glued[: -len(legal)]
    return glued


@lru_cache(maxsize=8192)
def is_telling(token: str) -> bool:
    """Whether a token may tell a firm: not a common word of names or one mistyped, not a place, not one letter."""
    if token in words.COMMON_WORDS or token in words.PLACES or (len(token) == 1 and not is_han(token)):
        return False
    if len(token) < LONG_WORD or not token.isascii():
        return True
    typos = 2 if len(token) >= LONG_WORD + 3 else 1
    return process.extractOne(token, LONG_COMMON_WORDS, scorer=OSA.distance, score_cutoff=typos) is None


@lru_cache(maxsize=64)
def _rank_tokens(tokens: tuple[str, ...]) -> tuple[str, ...]:
    """The words, most telling first; asked four times for the keys of one name."""
    return tuple(sorted(dict.fromkeys(tokens), key=lambda t: (not is_telling(t), -len(t), t)))


def _telling_pair(name: FoldedName) -> tuple[str, str]:
    """The two most telling words; "" for one that is not there."""
    first, other = (*_rank_tokens(name.latin)[:2], "", "")[:2]
    return first, other


def _shortened_tokens(tokens: tuple[str, ...]) -> set[str]:
    """The two most telling tokens, when short, whole and less one letter, with the first letter of a partner."""
    ranked = _rank_tokens(tokens)[:2]
    found = set()
    for token in [t for t in ranked if 3 <= len(t) <= SHORT_TOKEN]:
        remains = {token, *(token[:i] + token[i + 1 :] for i in range(len(token)))}
        partners = {t[0] for t in ranked if t != token} or {"-"}
        found |= {f"{partner}+{rest}" for partner in partners for rest in remains}
    return found


def _half_pairs(tokens: tuple[str, ...]) -> set[str]:
    """Halves of two tokens: four letters from the start of one and from the start or end of the other."""
    ranked = _rank_tokens(tokens)[:PAIRED_TOKENS]
    halves = {token: (f"<{token[:4]}", f"{token[-4:]}>") for token in ranked}
    pairs = set()
    for one, other in combinations(ranked, 2):
        for half in halves[one]:
            pairs |= {" ".join(sorted((half, other_half))) for other_half in halves[other]}
    return pairs


def _telling_grams(glued: str) -> set[str]:
    """The six letter groups of the name least found in common words, by a fixed shuffle."""
    grams = {glued[i : i + GRAM] for i in range(max(1, len(glued) - GRAM + 1))}
    return set(sorted(grams, key=lambda gram: (gram in COMMON_GRAMS, _shuffle(gram)))[:GRAMS_KEPT])


@lru_cache(maxsize=8192)
def _shuffle(gram: str) -> bytes:
    return hashlib.blake2s(gram.encode(errors="replace"), digest_size=4).digest()


def _grams_of_common_words() -> frozenset[str]:
    known = [w for w in (*words.COMMON_WORDS, *words.PLACES) if len(w) >= GRAM]
    return frozenset(w[i : i + GRAM] for w in known for i in range(len(w) - GRAM + 1))


LONG_COMMON_WORDS = tuple(
    w for w in {**words.COMMON_WORDS, **words.EXPANSIONS} if len(w) >= LONG_WORD and w.isascii()
)
HAN_COMMON = (*words.HAN_GENERICS, *words.HAN_PLACES)
COMMON_GRAMS = _grams_of_common_words()


def _address_keys(tokens: tuple[str, ...]) -> set[Key]:
    """Each number beside each of the longest words: two that agree are an address."""
    numbers = [t for t in tokens if NUMBER_TOKEN.search(t)][:4]
    words_told = (t for t in tokens if t.isalpha() and t not in GENERIC_ADDRESS_WORDS)
    long_words = sorted(words_told, key=lambda t: (-len(t), t))[:4]
    keys = {Key("at", f"{number} {word[:6]}") for number in numbers for word in long_words}
    return keys | {Key("at", f"{one} {other}") for one, other in combinations(sorted(numbers), 2)}
