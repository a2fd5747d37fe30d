"""A cell of a sheet as text, whatever it holds."""

import unicodedata
from typing import Any

from core.domain.scripts import is_plain


def as_text(raw: Any) -> str:
    """Return a cell's text: numbers without an exponent, days as ISO, no NULs and control signs, trimmed."""
    match raw:
        case None:
            return ""
        case bool():
            return "1" if raw else "0"
        case int():
            return str(raw)
        case float():
            return f"{raw:.10f}".rstrip("0").rstrip(".")
        case dict():
            return str(next(iter(raw.values()), ""))
    text = str(raw)
    if not is_plain(text):
        text = "".join(
            sign for sign in text if sign in "\n\t" or unicodedata.category(sign) not in ("Cc", "Cs")
        )
    return text.strip().removeprefix("'")
