"""How alike two names or two addresses are, by the weight of the words they share (trust.md Q1-Q3)."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from functools import lru_cache
from math import log
from types import MappingProxyType

from pypinyin import lazy_pinyin
from rapidfuzz import process
from rapidfuzz.distance import OSA

from core.domain.scripts import is_han
from customers.domain import name_words as words
from customers.domain.names import FoldedName
from customers.domain.subjects import core_glued, glued_forms, is_telling

PRIOR_NAMES = 2_000
PLACE_SHARE = 0.02
WEIGHT_POWER = 1.3
LEAST_WEIGHT = 0.06
MISSING_PLACE = 0.5
LONGEST_SHORT_FORM = 6
HAN_LOSS, HAN_LOSS_BESIDE, GLUED_LOSS = 2.2, 1.3, 2.0
SHORTEST_GLUED = 6
LEAST_CUT, SAME_LETTERS, SAME_SOUND = 0.7, 0.99, 0.95
SHORTEST_FORM, LONG_FORM = 4, 8
NO_COUNTS: Mapping[str, int] = MappingProxyType({})


@dataclass(frozen=True)
class TokenWeights:
    """How telling a token is, from 0 (in every name) to 1 (never seen), by how many names hold it.

    `counts` are document frequencies of `FoldedName.latin` tokens over `total` names; tokens left out count
    as unseen. Without counts, what is generally known about words of company names decides.
    """

    total: int = 0
    counts: Mapping[str, int] = field(default_factory=lambda: NO_COUNTS)

    def weight_of(self, token: str) -> float:
        """The weight of one token in 0..1."""
        return _weight(token, self.counts.get(token, 0), self.total)

    @classmethod
    def from_names(cls, names: Iterable[FoldedName]) -> "TokenWeights":
        """Weights counted over some names."""
        counts: dict[str, int] = {}
        total = 0
        for name in names:
            total += 1
            for token in {*name.latin, *name.tokens}:
                counts[token] = counts.get(token, 0) + 1
        return cls(total, counts)


@lru_cache(maxsize=8192)
def _weight(token: str, count: int, total: int) -> float:
    share = words.COMMON_WORDS.get(token) or (0.0 if is_telling(token) else PLACE_SHARE)
    names = total + PRIOR_NAMES
    held_by = count + share * PRIOR_NAMES + 0.5
    weight: float = (max(0.0, log(names / held_by)) / log(names / 0.5)) ** WEIGHT_POWER
    return max(LEAST_WEIGHT, weight * _length_share(token))


STATIC_WEIGHTS = TokenWeights()
FORMS_OF: dict[str, tuple[str, ...]] = {}
for _form, _kept in words.EXPANSIONS.items():
    if len(_form) >= SHORTEST_FORM:
        FORMS_OF[_kept] = (*FORMS_OF.get(_kept, ()), _form)


def _length_share(token: str) -> float:
    if not token.isascii():
        return 1.0
    return (0.0, 0.35, 0.6, 0.8, 0.95)[len(token)] if len(token) < 5 else 1.0


@dataclass(frozen=True)
class NameLikeness:
    """How alike two names are (0..1), and how much telling weight they share (about 1 a rare word)."""

    ratio: float
    shared: float


def compare_names(query: FoldedName, candidate: FoldedName, weights: TokenWeights) -> NameLikeness:
    """The likeness of two company names, whatever the order of their words."""
    one, other = _comparable_tokens(query, candidate)
    pairs, left, right = _align(one, other)
    shared = sum(min(weights.weight_of(a), weights.weight_of(b)) * likeness for a, b, likeness in pairs)
    lost = sum(min(weights.weight_of(a), weights.weight_of(b)) * (1 - likeness) for a, b, likeness in pairs)
    missing = sum(
        weights.weight_of(t) * (MISSING_PLACE if t in words.PLACES else 1.0) for t in (*left, *right)
    )
    ratio = shared / (shared + lost + missing) if shared else 0.0
    glued = _compare_written(query, candidate)
    if glued > ratio:
        return NameLikeness(glued, max(shared, sum(map(weights.weight_of, other)) * glued))
    return NameLikeness(ratio, shared)


def _comparable_tokens(query: FoldedName, candidate: FoldedName) -> tuple[tuple[str, ...], tuple[str, ...]]:
    """Chinese is compared with Chinese, and by pinyin with Latin letters."""
    if query.is_han and candidate.is_han:
        return query.tokens, candidate.tokens
    if len(query.latin) == 1 < len(candidate.latin) and len(query.glued) >= SHORTEST_GLUED:
        return _cut_glued(core_glued(query), candidate.latin), candidate.latin
    if len(candidate.latin) == 1 < len(query.latin) and len(candidate.glued) >= SHORTEST_GLUED:
        return query.latin, _cut_glued(core_glued(candidate), query.latin)
    return query.latin, candidate.latin


def _compare_written(query: FoldedName, candidate: FoldedName) -> float:
    """Likeness letter by letter, for names whose words are cut differently; 0 below nine in ten."""
    one, other = query.key.replace(" ", ""), candidate.key.replace(" ", "")
    are_han = query.is_han and candidate.is_han
    is_sound = are_han and one != other  # the same letters only in pinyin
    if query.written and query.written == candidate.written:
        return SAME_SOUND if is_sound else 1.0
    if query.glued and glued_forms(query) & glued_forms(candidate):
        return SAME_SOUND if is_sound else SAME_LETTERS
    if are_han:
        alike = max(
            OSA.normalized_similarity(one, other),
            OSA.normalized_similarity(spell(one), spell(other)) * SAME_SOUND,
        )
        return max(0.0, 1 - (1 - alike) * (HAN_LOSS if _is_other_brand(one, candidate) else HAN_LOSS_BESIDE))
    if len(query.latin) == len(candidate.latin):
        return 0.0
    best = max(
        OSA.normalized_similarity(core_glued(query), core_glued(candidate), score_cutoff=0.9),
        OSA.normalized_similarity(query.written, candidate.written, score_cutoff=0.9),
    )
    return max(0.0, 1 - (1 - best) * GLUED_LOSS) if best else 0.0


def _is_other_brand(key: str, candidate: FoldedName) -> bool:
    """Whether a Chinese name lacks the other's brand: then the letters that differ are not beside it."""
    return not any(token in key for token in candidate.tokens if is_telling(token) and len(token) > 1)


def _cut_glued(glued: str, tokens: tuple[str, ...]) -> tuple[str, ...]:
    """A glued name cut where the other's words are found in it; as it is when none is."""
    cut: list[str] = []
    if len(glued) < LEAST_CUT * sum(map(len, tokens)):
        return (glued,)
    for token in sorted(tokens, key=lambda t: -len(t)):
        at = glued.find(token)
        if at >= 0 and len(token) >= 3:
            cut.append(token)
            glued = glued[:at] + glued[at + len(token) :]
    return (*cut, glued) if glued else tuple(cut)


Pairing = tuple[list[tuple[str, str, float]], list[str], list[str]]


def _align(one: tuple[str, ...], other: tuple[str, ...]) -> Pairing:
    """Tokens paired best first: (pairs with likeness, left over of the one, left over of the other)."""
    left, right = list(one), list(other)
    pairs: list[tuple[str, str, float]] = []
    for token in one:
        if token in right:
            right.remove(token)
            left.remove(token)
            pairs.append((token, token, 1.0))
    pairs += _pair_joined(left, right) + [(b, a, s) for a, b, s in _pair_joined(right, left)]
    likely = [(compare_tokens(a, b), a, b) for a in left for b in right]
    for likeness, a, b in sorted((p for p in likely if p[0] > 0), key=lambda p: -p[0]):
        if a in left and b in right:
            left.remove(a)
            right.remove(b)
            pairs.append((a, b, likeness))
    return pairs, left, right


def _pair_joined(left: list[str], right: list[str]) -> list[tuple[str, str, float]]:
    """Two or three neighbours of the right that make one word of the left: `blue ridge` and `blueridge`."""
    pairs = []
    for token in [t for t in left if len(t) >= 5]:
        for size in (2, 3):
            at = next((i for i in range(len(right) - size + 1) if _is_join(right[i : i + size], token)), None)
            if at is not None and token in left:
                del right[at : at + size]
                left.remove(token)
                pairs.append((token, token, 0.98))
    return pairs


def _is_join(parts: list[str], token: str) -> bool:
    joined = "".join(parts)
    if joined == token:
        return True
    return (
        abs(len(joined) - len(token)) <= 1
        and len(token) >= 8
        and OSA.distance(joined, token, score_cutoff=1) <= 1
    )


@lru_cache(maxsize=8192)
def spell(text: str) -> tuple[str, ...]:
    """How it sounds, a syllable each: an input method offers 海域 for 海宇."""
    return tuple(lazy_pinyin(text))


@lru_cache(maxsize=8192)
def compare_tokens(one: str, other: str) -> float:
    """Likeness of two words: a typo or two, or one the short form of the other; else 0."""
    if one == other:
        return 1.0
    if is_han(one[0]) or is_han(other[0]):
        if spell(one) == spell(other):
            return SAME_SOUND
        distance = OSA.distance(one, other)
        return max(0.0, 1 - 1.1 * distance / max(len(one), len(other)))
    short, long = sorted((one, other), key=len)
    if not (short.isalpha() and long.isalpha()) and len(short) < 6:
        return 0.0
    distance = OSA.distance(one, other, score_cutoff=3)
    typo = _typo_likeness(distance, len(short), len(long))
    return max(typo, _abbreviation_likeness(short, long), _likeness_of_forms(one, other))


def _likeness_of_forms(one: str, other: str) -> float:
    """A common word mistyped or cut short in another of its forms: `spply` is `supply`, which is kept as `supplies`."""
    forms = FORMS_OF.get(other) or FORMS_OF.get(one)
    if not forms or (one in words.COMMON_WORDS and other in words.COMMON_WORDS):
        return 0.0
    written = one if other in FORMS_OF else other
    if len(written) < SHORTEST_FORM:
        return 0.0
    found = process.extractOne(
        written, forms, scorer=OSA.distance, score_cutoff=1 if len(written) < LONG_FORM else 2
    )
    if found:
        return _typo_likeness(
            int(found[1]), min(len(written), len(found[0])), max(len(written), len(found[0]))
        )
    return max(
        (_abbreviation_likeness(written, form) for form in forms if len(form) > len(written)), default=0.0
    )


def _typo_likeness(distance: int, short: int, long: int) -> float:
    if distance == 1 and long >= 3:
        return 0.62 if short <= 2 else 0.72 if long == 3 else min(0.95, 0.76 + 0.02 * long)
    if distance == 2 and long >= 5:
        return min(0.88, 0.5 + 0.035 * long)
    if distance == 3 and long >= 9:
        return min(0.8, 0.4 + 0.03 * long)
    return 0.0


def _abbreviation_likeness(short: str, long: str) -> float:
    if not short or short[0] != long[0] or len(long) <= len(short):
        return 0.0
    is_common = long in words.COMMON_WORDS
    if long.startswith(short):
        return _prefix_likeness(len(short), is_common=is_common)
    letters = iter(long)
    is_drawn = all(letter in letters for letter in short)
    if not is_drawn or len(short) < 3 or len(long) < 6 or len(short) > 0.75 * len(long):
        return 0.0
    return 0.75 if is_common else 0.55


def _prefix_likeness(size: int, *, is_common: bool) -> float:
    """Common words are cut short, seldom names: `tradin.`, `mach.`, but `inter` is not `interlux`."""
    if size == 1:
        return 0.55
    if is_common:
        return 0.8 if size == 2 else 0.88
    return 0.78 if 4 <= size <= LONGEST_SHORT_FORM else 0.65


@lru_cache(maxsize=1024)
def compare_addresses(one: tuple[str, ...], other: tuple[str, ...]) -> float | None:
    """Likeness of two addresses (0..1), numbers counting more than words; None when either is empty."""
    if not one or not other:
        return None
    pairs, left, right = _align(one[:20], other[:20])
    shared = sum(_address_weight(a) * likeness for a, _, likeness in pairs)
    smaller = min(sum(map(_address_weight, one)), sum(map(_address_weight, other)))
    larger = shared + sum(map(_address_weight, left)) + sum(map(_address_weight, right))
    return 0.6 * min(1.0, shared / smaller) + 0.4 * min(1.0, shared / larger)


ADDRESS_COMMON = frozenset(
    "street road avenue boulevard drive lane court place square highway building floor apartment suite room number "
    "industrial estate box po north south east west of the de la del rua via calle zone area city".split()
)


@lru_cache(maxsize=8192)
def _address_weight(token: str) -> float:
    if token in ADDRESS_COMMON:
        return 0.25
    return 1.3 if any(c.isdigit() for c in token) else min(1.0, 0.3 + 0.12 * len(token))
