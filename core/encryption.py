"""Secrets that have to be read again (the key of a second factor): encrypted at rest, the key outside the database (trust.md H7).

The key is derived from SECRET_KEY; what a former key of SECRET_KEY_FALLBACKS encrypted is still read.
"""

import base64

from cryptography.fernet import Fernet, InvalidToken, MultiFernet
from django.conf import settings
from django.utils.crypto import salted_hmac


class Unreadable(Exception):
    """It was encrypted with a key that is no longer there, or for another purpose, or was changed."""


def encrypt(text: str, *, purpose: str) -> str:
    """Return `text` encrypted; the same `purpose` reads it again."""
    return _keys(purpose).encrypt(text.encode()).decode()


def decrypt(token: str, *, purpose: str) -> str:
    """Return what was encrypted for `purpose`. Raises Unreadable."""
    try:
        return _keys(purpose).decrypt(token.encode()).decode()
    except InvalidToken:
        raise Unreadable(purpose) from None


def _keys(purpose: str) -> MultiFernet:
    secrets = (settings.SECRET_KEY, *settings.SECRET_KEY_FALLBACKS)
    return MultiFernet([Fernet(_derive(secret, purpose)) for secret in secrets])


def _derive(secret: str, purpose: str) -> bytes:
    digest = salted_hmac(f"core.encryption:{purpose}", "key", secret=secret, algorithm="sha256").digest()
    return base64.urlsafe_b64encode(digest)
