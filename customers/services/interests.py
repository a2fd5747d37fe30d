"""Products that a buyer has asked about (S43)."""

from collections.abc import Iterable
from datetime import datetime

from django.db import transaction
from django.db.models import F

from customers.models import Customer, Interest
from customers.text import clean_line

WORDS_LENGTH = 120


@transaction.atomic
def note_interests(*, customer: Customer, words: Iterable[str], at: datetime) -> None:
    """Count products that the buyer asked about at `at`; each once, however often the words stand in one inquiry.

    Part of the service that logged the question, which has the audit entry and the timeline's line.
    """
    asked = list(dict.fromkeys(filter(None, (clean_line(word)[:WORDS_LENGTH] for word in words))))
    known = Interest.objects.select_for_update().filter(customer=customer, words__in=asked)
    names = set(known.values_list("words", flat=True))
    known.update(times=F("times") + 1)
    known.filter(last_asked_at__lt=at).update(last_asked_at=at)
    Interest.objects.bulk_create(
        [Interest(customer=customer, words=word, last_asked_at=at) for word in asked if word not in names]
    )
