"""Text of customers: what `core.text` does, and the telephone numbers that are searched for."""

import re
from collections.abc import Iterable, Iterator, Sequence

from core.text import (
    LONG_TEXT,
    QUERY_LENGTH,
    clean_line,
    clean_text,
    clean_values,
    han_pieces,
    holds,
    query_words,
    searched_text,
    sort_name,
    too_long,
)
from customers.domain import folding

SHORTEST_NUMBER = 6
PHONE_LIKE = re.compile(r"[\d\s+().\-/]{4,}")


def search_words(texts: Sequence[str], phones: Iterable[str], country: str) -> str:
    """Return the text that a search looks into: of names see `core.text.searched_text`, and digits of telephones."""
    return searched_text(texts, _digits_of(phones, country))


def _digits_of(phones: Iterable[str], country: str) -> Iterator[str]:
    for phone in filter(None, phones):
        yield re.sub(r"\D", "", phone)
        yield (folding.fold_phone(phone, country or None) or "").lstrip("+")


def query_terms(query: str) -> list[str]:
    """Return the folded words that all have to be found; what looks like a telephone number becomes its digits."""
    line = clean_line(query)[:QUERY_LENGTH]
    if PHONE_LIKE.fullmatch(line) and len(digits := re.sub(r"\D", "", line)) >= 4:
        bare = digits.lstrip("0")  # 0574 8765 is kept as +86 574 8765…
        return [bare if len(bare) >= SHORTEST_NUMBER else digits]
    return query_words(line)


__all__ = [
    "LONG_TEXT", "clean_line", "clean_text", "clean_values", "han_pieces", "holds", "query_terms", "search_words", "sort_name",
    "too_long",
]  # fmt: skip
