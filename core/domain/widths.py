"""How wide a text stands in signs of one width."""

import unicodedata


def width_of(text: str) -> int:
    """Return how many columns the text takes: wide signs two, combining and hidden ones none (UAX 11)."""
    return sum(sign_width(sign) for sign in text)


def sign_width(sign: str) -> int:
    """Return how many columns one sign takes: 0, 1 or 2."""
    if unicodedata.combining(sign) or unicodedata.category(sign) in {"Mn", "Me", "Cf"}:
        return 0
    return 2 if unicodedata.east_asian_width(sign) in {"W", "F"} else 1
