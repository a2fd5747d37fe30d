"""Secret links: a random secret is shown once, only its digest is kept."""

import hashlib
import secrets


def new_secret() -> str:
    """Return 256 random bits for a link."""
    return secrets.token_urlsafe(32)


def digest_of(secret: str) -> str:
    """Return what is stored of a secret: its SHA-256; the secret has 256 random bits, so it needs no salt."""
    return hashlib.sha256(secret.encode()).hexdigest()
