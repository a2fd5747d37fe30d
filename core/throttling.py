"""How often a page that needs no sign-in is opened from one address, so that nobody wears it out."""

from datetime import datetime

from django.core.cache import cache

MINUTE = 60


def is_too_often(what: str, address: str, *, most: int, at: datetime) -> bool:
    """Count one opening of `what` from `address`, and say whether it is above `most` within the minute of `at`.

    Each web worker counts for itself: the limit keeps a program from wearing the page out; that no link can be guessed
    is the secret's own doing.
    """
    key = f"throttle:{what}:{address}:{int(at.timestamp()) // MINUTE}"
    cache.add(key, 0, timeout=2 * MINUTE)
    try:
        return cache.incr(key) > most
    except ValueError:  # dropped meanwhile: the cache is full of others
        return False
