"""Letters of other scripts, written the way their owners write them in Latin letters."""

import unicodedata
from functools import lru_cache

from opencc import OpenCC

CYRILLIC = dict(
    zip(
        "абвгдезийклмнопрстуфыэіїєґђјљњћџўёқғңүұөһ",
        "a b v g d e z i i k l m n o p r s t u f y e i i e g dj j lj nj c dz u e k g n u u o h".split(),
        strict=True,
    )
) | {
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
}
GREEK = dict(zip("αβγδεζηικλμνξοπρσςτυφω", "avgdeziiklmnxoprsstyfo", strict=True)) | {
    "θ": "th",
    "χ": "ch",
    "ψ": "ps",
}
LATIN = {
    "ß": "ss", "æ": "a", "œ": "o", "ø": "o", "ł": "l", "đ": "d", "ð": "d", "þ": "th", "ı": "i", "ŋ": "n", "ħ": "h",
    "ə": "a", "ʻ": "", "ʼ": "", "'": "", "’": "", "‘": "", "`": "", "´": "", "ʹ": "",
}  # fmt: skip
ARABIC = {
    "أ": "ا",
    "إ": "ا",
    "آ": "ا",
    "ٱ": "ا",
    "ى": "ي",
    "ة": "ه",
    "ؤ": "و",
    "ئ": "ي",
    "ـ": "",
    "ی": "ي",
    "ک": "ك",
}
LETTERS = CYRILLIC | GREEK | LATIN | ARABIC
LEADS = "g kk n d tt r m b pp s ss - j jj ch k t p h".replace("-", "_").split()
VOWELS = "a ae ya yae eo e yeo ye o wa wae oe yo u wo we wi yu eu ui i".split()
TAILS = "_ k k k n n n t l k m p l l p l m p p t t ng t t k t p t".split()
HANGUL_START, HANGUL_END = 0xAC00, 0xD7A3

_to_simplified = OpenCC("t2s")


def simplify(text: str) -> str:
    """Traditional Chinese characters written as simplified ones; any other text as it is."""
    return text if text.isascii() else str(_to_simplified.convert(text))


def is_han(letter: str) -> bool:
    """Whether a character is a Chinese one (also as used in Japanese)."""
    return "\u4e00" <= letter <= "\u9fff" or "\u3400" <= letter <= "\u4dbf" or letter == "\u3007"


def has_han(text: str) -> bool:
    """Whether a Chinese character stands in `text`."""
    return not text.isascii() and any(map(is_han, text))


def is_plain(text: str) -> bool:
    """Whether `text` is of printable ASCII signs only: nothing in it has to be folded, widened or taken out."""
    return text.isascii() and text.isprintable()


def is_scriptio_continua(letter: str) -> bool:
    """Whether a character belongs to a script written without spaces: Chinese, Japanese, Thai, Khmer, Lao."""
    return is_han(letter) or "\u3040" <= letter <= "\u30ff" or "\u0e00" <= letter <= "\u0eff"


def romanise_letter(letter: str) -> str:
    """One lower-case letter in plain Latin letters where that is customary, else itself."""
    known = LETTERS.get(letter)
    if known is not None:
        return known
    if HANGUL_START <= ord(letter) <= HANGUL_END:
        return _romanise_hangul(ord(letter) - HANGUL_START)
    return letter


def _romanise_hangul(index: int) -> str:
    lead, vowel, tail = index // 588, index % 588 // 28, index % 28
    return (LEADS[lead] + VOWELS[vowel] + TAILS[tail]).replace("_", "")


def fold_letters(text: str) -> str:
    """Case, width, accents and scripts folded: `ŁÓDŹ Straße ΑΘΗΝΑ Ромашка` is `lodz strasse athina romashka`."""
    if text.isascii():
        return text.casefold().translate(_folded_ascii())
    return _fold_signs(text)


@lru_cache(maxsize=1)
def _folded_ascii() -> dict[int, str]:
    """What becomes of each ASCII sign: they stand each for itself, so that a table says what the long way does."""
    return {code: _fold_signs(chr(code)) for code in range(128)}


def _fold_signs(text: str) -> str:
    wide = unicodedata.normalize("NFKC", text).casefold()
    kept = "".join(romanise_letter(c) for c in wide)
    marked = unicodedata.normalize("NFKD", kept)
    plain = "".join(romanise_letter(c) for c in marked if not _is_dropped_mark(c))
    return unicodedata.normalize("NFKC", plain)


def _is_dropped_mark(letter: str) -> bool:
    """Accents go; the vowel signs of Indian and south-east Asian scripts, and kana's voicing, stay."""
    category = unicodedata.category(letter)
    if category == "Mn":
        return ord(letter) < 0x0900 or 0x1AB0 <= ord(letter) <= 0x20FF
    return category in ("Cc", "Cf", "Cs")
