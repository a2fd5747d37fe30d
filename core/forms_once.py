"""Double clicks: a form carries a token, and its first save decides the result of all (trust.md C5)."""

import uuid
from datetime import datetime
from typing import Any

from django import forms
from django.db import IntegrityError

from core.models import SubmittedForm


class AlreadySubmitted(Exception):
    """The form was saved before; `url` is where its first save led, read when the second is taken back."""

    def __init__(self, key: uuid.UUID) -> None:
        super().__init__(str(key))
        self._key = key

    @property
    def url(self) -> str:
        return SubmittedForm.objects.values_list("url", flat=True).get(token=self._key)


class FormTokenField(forms.CharField):
    """The hidden token of a creating form: new with each form that is shown, the posted one when it is shown again."""

    widget = forms.HiddenInput

    def __init__(self, **kwargs: Any) -> None:
        super().__init__(**{"required": False, "initial": lambda: str(uuid.uuid4()), **kwargs})

    def to_python(self, value: Any) -> str:
        """Take what came: a token that is none makes a new form (`claim_form`), and never a mistake in one."""
        return str(value or "").replace("\0", "")


def claim_form(token: str, *, user: Any, at: datetime) -> SubmittedForm:
    """Claim `token` inside the service's transaction, before anything else is written.

    A concurrent claim waits for the first one's commit and then raises AlreadySubmitted, which ends the transaction.
    A token that is no UUID, or another person's, is treated as a new one: it can protect nobody else's form.
    """
    try:
        key = uuid.uuid4() if not token else uuid.uuid5(uuid.UUID(token), str(user.pk))
    except ValueError:
        key = uuid.uuid4()
    try:
        return SubmittedForm.objects.create(token=key, user=user, at=at)
    except IntegrityError:
        raise AlreadySubmitted(key) from None


def finish_form(claim: SubmittedForm, url: str) -> None:
    """Keep where the save led, for the clicks that come second."""
    claim.url = url
    claim.save(update_fields=["url"])
