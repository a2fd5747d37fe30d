"""Text that comes from outside: what is taken out of it, how it is folded for search and for sorting."""

import unicodedata
from collections.abc import Iterable, Mapping, Sequence
from itertools import groupby
from typing import Any

from django.core.exceptions import ValidationError
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext as _
from pypinyin import Style, lazy_pinyin

from core.domain.scripts import fold_letters, has_han, is_han, is_plain, simplify

LONG_TEXT = 4_000
NAME_SORT_LENGTH = 220
QUERY_LENGTH, QUERY_WORDS = 200, 8
# They turn the order of the letters that follow, and so can hide what a name really is.
DIRECTION_SIGNS = frozenset("\u202a\u202b\u202c\u202d\u202e\u2066\u2067\u2068\u2069")
SHORTEST_FRAGMENT = 3
PIECE, WORD_BREAKS = "|", ("\n", " ")


def clean_line(text: str) -> str:
    """One line without NULs, control and direction signs; white space becomes single spaces; "" when nothing shows."""
    if is_plain(text):
        return " ".join(text.split())
    kept = (" " if sign.isspace() else sign for sign in text if sign.isspace() or _is_kept(sign))
    line = " ".join("".join(kept).split())
    return line if any(unicodedata.category(sign) != "Cf" for sign in line) else ""


def clean_text(text: str) -> str:
    """Several lines without NULs, control and direction signs, every line ended the same way."""
    if is_plain(text):
        return text.strip()
    plain = text.replace("\r\n", "\n").replace("\r", "\n")
    return "".join(sign for sign in plain if sign in "\n\t" or _is_kept(sign)).strip()


def _is_kept(sign: str) -> bool:
    return unicodedata.category(sign) not in ("Cc", "Cs") and sign not in DIRECTION_SIGNS


def clean_values(model: type[models.Model], values: Mapping[str, Any]) -> dict[str, Any]:
    """Return `values` with every text of `model` cleaned. Raises ValidationError, by field, for one that is too long."""
    cleaned, errors = {}, {}
    for name, value in values.items():
        field = model._meta.get_field(name)
        if not isinstance(value, str) or not isinstance(field, models.CharField | models.TextField):
            cleaned[name] = value
            continue
        limit = field.max_length or LONG_TEXT
        cleaned[name] = clean_line(value) if isinstance(field, models.CharField) else clean_text(value)
        if len(cleaned[name]) > limit:
            errors[name] = too_long(limit, len(cleaned[name]))
    if errors:
        raise ValidationError(errors)
    return cleaned


def too_long(limit: int, length: int) -> str:
    """Return the message for a text above its limit."""
    return _("At most %(limit)d characters; this has %(length)d.") % {"limit": limit, "length": length}


def sort_name(name: str) -> str:
    """Return what a name sorts by: case and accents folded, Chinese by its pinyin."""
    spelt = " ".join(lazy_pinyin(name)) if has_han(name) else name
    return fold_letters(spelt)[:NAME_SORT_LENGTH]


def searched_text(texts: Sequence[str], further: Iterable[str] = ()) -> str:
    """Return the text that a search looks into: folded names, pinyin with its initials, then what is `further` there.

    Chinese stands there in both characters, and in pieces of two: see `holds`.
    """
    parts: list[str] = []
    for text in filter(None, texts):
        parts += [fold_letters(text), *_pinyin_of(text)]
    parts += han_pieces("\n".join(filter(None, texts)))
    return "\n".join(dict.fromkeys(filter(None, [*parts, *further])))


def _pinyin_of(text: str) -> list[str]:
    if not has_han(text):
        return []
    han = "".join(sign for sign in text if is_han(sign))  # one text: 重庆 is chongqing, 重 alone zhong
    return [
        "".join(lazy_pinyin(han)),
        "".join(lazy_pinyin(han, style=Style.FIRST_LETTER)),
        simplify(fold_letters(text)),
    ]


def han_pieces(text: str) -> list[str]:
    """Return, as one line, each two Chinese characters side by side: `|海宇|宇进|进|`; none for a text without any."""
    if not has_han(text):
        return []
    runs = ("".join(run) for is_one, run in groupby(simplify(text), key=is_han) if is_one)
    pieces = dict.fromkeys(run[at : at + 2] for run in runs for at in range(len(run)))
    return [PIECE + PIECE.join(pieces) + PIECE] if pieces else []


def holds(term: str, column: str = "search_text") -> Q:
    """Return the condition that a folded word of `query_words` stands in the text that `searched_text` made.

    A fragment of three letters and more is found anywhere. Shorter ones, of which a trigram index knows nothing, are
    found where a word begins; of Chinese, one or two characters anywhere, by the pieces.
    """
    if len(term) >= SHORTEST_FRAGMENT:
        found = Q(**{f"{column}__contains": term})
        return found if term == (other := simplify(term)) else found | Q(**{f"{column}__contains": other})
    if has_han(term):
        return Q(**{f"{column}__contains": PIECE + simplify(term) + (PIECE if len(term) > 1 else "")})
    begun = Q(**{f"{column}__startswith": term})
    for before in WORD_BREAKS:
        begun |= Q(**{f"{column}__contains": before + term})
    return begun


def query_words(query: str) -> list[str]:
    """Return the folded words of a query that all have to be found."""
    words = fold_letters(clean_line(query)[:QUERY_LENGTH]).split()[:QUERY_WORDS]
    return [
        word for word in words if any(map(str.isalnum, word))
    ] or words  # the & of "Smith & Co" finds nothing
