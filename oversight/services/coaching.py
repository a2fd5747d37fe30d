"""Coaching notes (S108)."""

from datetime import datetime

from django.core.exceptions import PermissionDenied
from django.db import transaction
from django.utils.translation import gettext_noop

from accounts.models import User
from core import audit
from core.forms_once import claim_form, finish_form
from core.notices import notify
from oversight.models import CoachingNote
from oversight.permissions import can_coach


@transaction.atomic
def write_coaching_note(
    *, actor: User, person: User, text: str, at: datetime, form_token: str = "", url: str = ""
) -> CoachingNote:
    """Note something for a person, who is told of it; what it says stands in no notice and in no trail.

    `url`: where the form leads. Raises PermissionDenied, AlreadySubmitted.
    """
    claim = claim_form(form_token, user=actor, at=at)
    if not can_coach(actor, User.objects.select_related("team").get(pk=person.pk)):
        raise PermissionDenied
    row = CoachingNote.objects.create(person=person, text=text.strip(), by=actor, at=at)
    audit.record("oversight.coached", actor=actor, at=at, target=person)
    notify(
        [person.pk], key=f"coaching:{row.pk}", message=gettext_noop("%(person)s wrote you a coaching note"),
        values={"person": actor.full_name}, url=row.get_absolute_url(), about=row, at=at,
    )  # fmt: skip
    finish_form(claim, url)
    return row
