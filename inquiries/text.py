"""The text that a search for an inquiry looks into."""

import re
from collections.abc import Iterable
from typing import TYPE_CHECKING

from core.domain.scripts import fold_letters
from customers.text import han_pieces, search_words

if TYPE_CHECKING:
    from inquiries.models import Inquiry


def inquiry_words(inquiry: "Inquiry", products: Iterable[str]) -> str:
    """Return an inquiry's `search_text`: its number and digits, sender, subject and products folded, its first words."""
    words = search_words((inquiry.number, inquiry.sender, inquiry.subject, *products), (), "")
    said = (fold_letters(inquiry.first_text), *han_pieces(inquiry.first_text))
    return "\n".join((words, re.sub(r"\D", "", inquiry.number), *said))
