"""Coaching notes as their readers see them."""

from django.db.models import QuerySet

from accounts.models import User
from oversight.models import CoachingNote

SHOWN = 100


def read_notes(user: User, person: User) -> "QuerySet[CoachingNote]":
    """Return the newest notes to `person` that `user` may read."""
    return CoachingNote.objects.visible_to(user).filter(person=person).select_related("by")[:SHOWN]
