"""Double clicks: a form carries a token, and its first save decides the result of all (trust.md C5)."""

import uuid
from datetime import datetime
from typing import Any

from django.db import IntegrityError, transaction

from core.models import SubmittedForm


class AlreadySubmitted(Exception):
    """The form was saved before; `url` is where its first save led."""

    def __init__(self, url: str) -> None:
        super().__init__(url)
        self.url = url


def claim_form(token: str, *, user: Any, at: datetime) -> SubmittedForm:
    """Claim `token` inside the service's transaction, before anything else is written.

    A concurrent claim waits for the first one's commit and then raises AlreadySubmitted with its URL.
    A token that is no UUID, or another person's, is treated as a new one: it can protect nobody else's form.
    """
    try:
        key = uuid.uuid4() if not token else uuid.uuid5(uuid.UUID(token), str(user.pk))
    except ValueError:
        key = uuid.uuid4()
    try:
        with transaction.atomic():
            return SubmittedForm.objects.create(token=key, user=user, at=at)
    except IntegrityError:
        first = SubmittedForm.objects.get(token=key)
        raise AlreadySubmitted(first.url) from None


def finish_form(claim: SubmittedForm, url: str) -> None:
    """Keep where the save led, for the clicks that come second."""
    claim.url = url
    claim.save(update_fields=["url"])
