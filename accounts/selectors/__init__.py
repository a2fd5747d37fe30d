"""Reads of the people pages: who there is, and what happened to an account."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from django.utils.translation import gettext as _
from django.utils.translation import pgettext

from accounts.audit_words import EVENTS
from accounts.models import Role, User, UserSession
from core.audit_words import verb_label
from core.models import AuditEntry

EVENTS_SHOWN = 50
VERBS = (*EVENTS, "accounts.signed_in", "accounts.signed_out", "accounts.sessions_ended")


@dataclass(frozen=True)
class PersonRow:
    """A person in the list. `state`: active, invited (no password yet) or frozen."""

    person: User
    roles: str
    state: str


@dataclass(frozen=True)
class AccountEvent:
    """Something that happened to an account. `words` of what changed are empty where nothing is to be said."""

    entry: AuditEntry
    label: str
    words: str


@dataclass(frozen=True)
class PersonPage:
    """A person's page: the row, where they are signed in, and what happened, newest first."""

    row: PersonRow
    sessions: Sequence[UserSession]
    events: list[AccountEvent]


def read_people(user: User) -> list[PersonRow]:
    """Return the accounts that `user` looks after, the frozen last. One query."""
    people = User.objects.visible_to(user).select_related("team")
    rows = [_row_of(person) for person in people.order_by("name", "pk")]
    return sorted(rows, key=lambda row: row.person.is_frozen)


def read_person(person: User) -> PersonPage:
    """Return the page of `person`, who is visible. Two queries."""
    sessions = UserSession.objects.filter(user=person).order_by("-signed_in_at")
    entries = AuditEntry.objects.filter(
        target_type="accounts.user", target_id=str(person.pk), verb__in=VERBS, is_refused=False
    ).select_related("actor", "detail")
    return PersonPage(
        _row_of(person),
        list(sessions),
        [_event_of(entry) for entry in entries.order_by("-id")[:EVENTS_SHOWN]],
    )


def _row_of(person: User) -> PersonRow:
    state = "frozen" if person.is_frozen else "active" if person.has_usable_password() else "invited"
    return PersonRow(
        person, pgettext("list", ", ").join(str(role.label) for role in Role if role in person.roles), state
    )


def _event_of(entry: AuditEntry) -> AccountEvent:
    changes: dict[str, Any] = entry.detail.changes
    words = ""
    if entry.verb == "accounts.frozen":
        words = str(changes["reason"][1])
    elif "thing" in changes:
        words = str(changes["thing"][1])
    elif "roles" in changes:
        words = _role_change(*changes["roles"])
    return AccountEvent(entry, verb_label(entry.verb), words)


def _role_change(before: str, after: str) -> str:
    """What somebody is now, and was before, if anything."""
    if not before:
        return _role_words(after)
    return _("%(before)s → %(after)s") % {"before": _role_words(before), "after": _role_words(after)}


def _role_words(names: str) -> str:
    return pgettext("list", ", ").join(str(Role(name).label) for name in names.split(", ") if name)
