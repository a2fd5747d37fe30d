"""Company names folded to what tells one firm from another (rules.md §5, requirements.md D4)."""

import re
import unicodedata
from dataclasses import dataclass
from functools import lru_cache

from pypinyin import lazy_pinyin

from core.domain.scripts import fold_letters, has_han, is_han, is_scriptio_continua, simplify
from customers.domain import name_words as words

MAX_NAME = 300
MAX_TOKENS = 12
FIXPOINT_ROUNDS = 6
KOREAN_LEGAL = re.compile(r"주식회사|유한회사|유한책임회사|합자회사|\((?:주|유|株|有|합)\)")
ARABIC_LEGAL = re.compile(
    r"ذ\s*\.?\s*م\s*\.?\s*م|ش\s*\.\s*م\s*\.\s*[مك]|(?<!\w)(?:شركة|مؤسسة|المحدودة|محدودة)(?!\w)"
)
THAI_LEGAL = re.compile(r"บริษัท|ห้างหุ้นส่วน|จำกัด|มหาชน")
HEBREW_LEGAL = re.compile(r"בע[\"״']?מ")
HAN_LEGAL = re.compile("|".join(sorted(words.HAN_LEGAL[:-4], key=len, reverse=True)))
HAN_FACTORY = re.compile(r"(?<=[\u4e00-\u9fff]{2})总?厂(?![\u4e00-\u9fff])")
HAN_DISTRICT = re.compile(r"([\u4e00-\u9fff]{2})[区县镇]")
NATIVE_LEGAL = re.compile(
    "|".join(
        p.pattern for p in (KOREAN_LEGAL, ARABIC_LEGAL, THAI_LEGAL, HEBREW_LEGAL, HAN_LEGAL, HAN_FACTORY)
    )
)
MESSRS = re.compile(r"\A\s*(?:m\s*[/\\.]\s*/?\s*s\b|messrs\b)[\s.:,/-]*", re.IGNORECASE)
DOTTED = re.compile(r"(?<![^\W_])(?:[^\W\d_]\.\s?){2,}(?:[^\W\d_](?![^\W_]))?")
SPELT_UMLAUT = re.compile(r"(?<=[^aeiouq])([aou])e(?=[a-z])|(?<![a-z])([aou])e(?=[a-z]{3})|(a)a(?=[a-z]{2})")
SEPARATOR = re.compile(r"(?:[^\w\u0300-\u036f\u0900-\u0eff\u1000-\u109f\u1780-\u17ff]|_)+")
TITLES = frozenset("mr mrs ms miss dr prof ing herr frau sr sra mme 先生 女士".split())
ELISION = re.compile(r"\b([dl])['’](?=\w{3})", re.IGNORECASE)

_PHRASES = {
    tuple(phrase.split()): name
    for name, phrases in words.LEGAL_CLASSES.items()
    for phrase in (p.strip() for p in phrases.split(","))
}
# Forms of one word stand in front in some countries only; those of several are forms wherever they stand.
_PREFIXES = {tuple(phrase.split()) for phrase in words.LEGAL_PREFIXES} | {
    phrase for phrase in _PHRASES if len(phrase) > 1 and any(len(word) > 1 for word in phrase)
}
_LONGEST_PHRASE = 5
_HAN_GENERICS = sorted(words.HAN_GENERICS, key=len, reverse=True)
_HAN_PLACES = sorted(words.HAN_PLACES, key=len, reverse=True)


@dataclass(frozen=True)
class FoldedName:
    """A folded company name.

    `key` is the tokens in order, joined by blanks; `tokens` tell the firm apart; `legal` are the classes of
    the legal forms taken off; `latin` are the tokens in Latin letters (pinyin and English for Chinese, else
    the tokens); `glued` is `latin` without blanks and `written` the whole name, legal form and all, without blanks.
    """

    key: str
    tokens: tuple[str, ...]
    legal: tuple[str, ...]
    latin: tuple[str, ...]
    glued: str
    written: str

    @property
    def is_han(self) -> bool:
        """Whether the tokens hold Chinese characters."""
        return self.tokens != self.latin


EMPTY_NAME = FoldedName("", (), (), (), "", "")


@lru_cache(maxsize=8192)
def fold_name(text: str) -> FoldedName:
    """The folded form of a company name; `EMPTY_NAME` only when it holds no letter and no digit."""
    wide = fold_wide(text)
    bare, native_legal = _strip_native_legal(wide)
    spelt = _split_tokens(bare) or _split_tokens(wide)
    tokens, legal = _fold_tokens(spelt)
    latin = _latin_tokens(tokens)
    return FoldedName(
        key=" ".join(tokens),
        tokens=tokens,
        legal=tuple(dict.fromkeys((*native_legal, *legal))),
        latin=latin,
        glued="".join(latin),
        written="".join(_latin_tokens(tuple(SEPARATOR.sub(" ", fold_letters(wide)).split()))),
    )


def fold_wide(text: str) -> str:
    """Letters folded, Chinese simplified, "M/S" taken off; punctuation and native legal forms still there."""
    plain = unicodedata.normalize("NFKC", text[:MAX_NAME].replace("\x00", " "))
    return MESSRS.sub("", ELISION.sub(r"\1 ", simplify(plain)), count=1)


@lru_cache(maxsize=8192)
def fold_person(text: str) -> tuple[str, ...]:
    """The sorted tokens of a person's name, without titles."""
    tokens = SEPARATOR.sub(" ", fold_letters(fold_wide(text))).split()
    return tuple(sorted(t for t in tokens if t not in TITLES))[:MAX_TOKENS]


def _strip_native_legal(wide: str) -> tuple[str, list[str]]:
    """Legal forms of scripts that glue them to the name, taken out."""
    if wide.isascii():
        return wide, []
    found = [m.group() for m in NATIVE_LEGAL.finditer(wide)]
    return NATIVE_LEGAL.sub(" ", wide), ["ltd" if "有限" in f or "유한" in f else "co" for f in found]


def _split_tokens(wide: str) -> list[str]:
    joined = DOTTED.sub(lambda found: " " + re.sub(r"[.\s]", "", found.group()) + " ", fold_letters(wide))
    plain = joined.replace("&", " and ").replace("+", " and ").replace("'", "")
    return [part for token in SEPARATOR.sub(" ", plain).split() for part in _split_scripts(token)]


def _split_scripts(token: str) -> list[str]:
    """Chinese and Latin parts apart: `tcl集团` is `tcl`, `集团`; a Chinese part into place, name and trade."""
    if not has_han(token):
        return [token]
    parts = re.findall(r"[\u3007\u3400-\u9fff]+|[^\u3007\u3400-\u9fff]+", token)
    return [piece for part in parts for piece in (_split_han(part) if is_han(part[0]) else [part])]


def _split_han(run: str) -> list[str]:
    """深圳市华强贸易 is 深圳, 华强, 贸易."""
    places: list[str] = []
    while place := next((p for p in _HAN_PLACES if run.startswith(p)), None):
        rest = run[len(place) :]
        rest = rest[1:] if rest[:1] and rest[0] in "省市区县" else rest
        places.append(place)
        run = rest
    if places and (district := HAN_DISTRICT.match(run)) and len(run) > district.end():
        places.append(district.group(1))
        run = run[district.end() :]
    return places + _split_generics(run)


def _split_generics(run: str) -> list[str]:
    """The name and the words of its trade; a name of fewer than two characters is not cut off."""
    pieces: list[str] = []
    name = ""
    position = 0
    while position < len(run):
        generic = next((g for g in _HAN_GENERICS if run.startswith(g, position)), None)
        if generic is None or len(name) == 1:
            name += run[position]
            position += 1
            continue
        pieces += [name, generic] if name else [generic]
        name = ""
        position += len(generic)
    return [*pieces, name] if name else pieces


def _fold_tokens(spelt: list[str]) -> tuple[tuple[str, ...], list[str]]:
    """Legal forms off, abbreviations written out, until nothing changes any more."""
    tokens, legal = spelt[: MAX_TOKENS * 2], []
    for _ in range(FIXPOINT_ROUNDS):
        kept, found = _strip_legal(_join_initials(tokens))
        folded = _drop_connectors([word for token in kept for word in _fold_word(token).split("-")])[
            :MAX_TOKENS
        ]
        legal += found
        if folded == tokens:
            break
        tokens = folded
    return tuple(tokens), legal


def _join_initials(tokens: list[str]) -> list[str]:
    """Letters standing alone side by side are one word: `a b c` is `abc`, `l l c` is `llc`."""
    joined: list[str] = []
    is_open = False
    for token in tokens:
        is_single = len(token) == 1 and token.isalpha() and not is_scriptio_continua(token)
        if is_single and is_open:
            joined[-1] += token
        else:
            joined.append(token)
        is_open = is_single
    return joined


def _strip_legal(tokens: list[str]) -> tuple[list[str], list[str]]:
    """Legal forms at the end, at the start, and the plain ones anywhere; never all of the name."""
    legal: list[str] = []
    end = _branch_start(tokens)
    rest, behind = tokens[:end], tokens[end:]
    while (size := _legal_tail(rest)) and _is_name(rest[:-size]):
        legal.append(_PHRASES[tuple(rest[-size:])])
        rest = rest[:-size]
    rest += behind
    while (
        (size := _legal_head(rest)) and _is_name(rest[size:]) and not _is_initials(rest[:size], rest[size:])
    ):
        legal.append("co")
        rest = rest[size:]
    inner = [t for t in rest if t not in words.ANYWHERE_LEGAL]
    if inner and len(inner) < len(rest):
        legal += [_PHRASES.get((t,), "co") for t in rest if t in words.ANYWHERE_LEGAL]
        rest = inner
    return rest, legal


def _branch_start(tokens: list[str]) -> int:
    """Where the words of an office begin that stand behind a legal form: `dubai branch` of `acme llc dubai branch`."""
    end = len(tokens)
    while end > 1 and (tokens[end - 1] in words.BRANCH_WORDS or tokens[end - 1] in words.PLACES):
        end -= 1
    has_office = any(token in words.BRANCH_WORDS for token in tokens[end:])
    return end if _legal_tail(tokens[:end]) >= (1 if has_office else 2) else len(tokens)


def _is_name(tokens: list[str]) -> bool:
    """Whether these may be a firm's name: of `de vos` the second is no legal form."""
    return any(token not in words.PARTICLES and token not in words.CONNECTORS for token in tokens)


def _is_initials(head: list[str], rest: list[str]) -> bool:
    """Whether two letters in front are the name and no legal form: of `as trading` nothing else would tell it."""
    return len(head) == 1 and head[0] in words.INITIALS and all(token in words.COMMON_WORDS for token in rest)


def _legal_tail(tokens: list[str]) -> int:
    sizes = range(min(_LONGEST_PHRASE, len(tokens)), 0, -1)
    return next((size for size in sizes if tuple(tokens[-size:]) in _PHRASES), 0)


def _legal_head(tokens: list[str]) -> int:
    sizes = range(min(_LONGEST_PHRASE, len(tokens)), 0, -1)
    return next((size for size in sizes if tuple(tokens[:size]) in _PREFIXES), 0)


def _fold_word(token: str) -> str:
    expanded = words.EXPANSIONS.get(token, token)
    if expanded in words.COMMON_WORDS or not expanded.isascii() or len(expanded) < 5:
        return expanded
    return SPELT_UMLAUT.sub(lambda m: m.group(1) or m.group(2) or m.group(3), expanded)


def _drop_connectors(tokens: list[str]) -> list[str]:
    return [t for t in tokens if t not in words.CONNECTORS] or tokens


def _latin_tokens(tokens: tuple[str, ...]) -> tuple[str, ...]:
    latin: list[str] = []
    for token in tokens:
        if has_han(token):
            generic = words.HAN_GENERICS.get(token)
            latin += generic.split("-") if generic else ["".join(lazy_pinyin(token))]
        else:
            latin.append(token)
    return tuple(latin)
