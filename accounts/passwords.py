"""A password is not made of words that everybody in the company knows (trust.md L4)."""

import re
import unicodedata
from typing import Any

from django.core.exceptions import ValidationError
from django.utils.translation import gettext as _

from core.company import CompanyProfile, current_company

SHORTEST_WORD = 3
# Characters that are left when the company's words, digits and signs are taken out: fewer are no secret.
OWN_CHARACTERS = 5
_SIGNS = re.compile(r"[\W\d_]+")


class CompanyWordsValidator:
    """Refuses a password that is the company's name, its mail domain or the person's name with some digits and signs."""

    def validate(self, password: str, user: Any = None) -> None:
        """Raise ValidationError when hardly anything is left beside the words that colleagues know."""
        left, is_found = _fold(password), False
        for word in sorted(company_words(current_company(), user), key=len, reverse=True):
            is_found = is_found or word in left
            left = left.replace(word, " ")
        if is_found and len(_SIGNS.sub("", left)) < OWN_CHARACTERS:
            message = _(
                "The password is made of the company's or your own name. Take words that nobody guesses."
            )
            raise ValidationError(message, code="company_words")

    def get_help_text(self) -> str:
        """Return the rule in words."""
        return _("Neither the company's nor your own name.")


def company_words(company: CompanyProfile, user: Any = None) -> frozenset[str]:
    """Return what a password must not be made of: words of the company's names, sites and mailboxes, and of the person's name."""
    texts = [company.name, company.name_en, company.short_name, company.website, company.own_domains]
    if user is not None:
        texts += [user.email, user.name, user.english_name]
    words = {word for text in texts for word in (*_SIGNS.split(_fold(text)), _SIGNS.sub("", _fold(text)))}
    return frozenset(word for word in words if len(word) >= _shortest(word))


def _shortest(word: str) -> int:
    """Two Chinese characters are a word already."""
    return SHORTEST_WORD if word.isascii() else 2


def _fold(text: str) -> str:
    return unicodedata.normalize("NFKC", text).casefold()
