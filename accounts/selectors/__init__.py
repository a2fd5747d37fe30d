"""Reads of the people pages: who there is, and what happened to an account."""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from typing import Any

from django.db.models import Count, Q
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import pgettext

from accounts.audit_words import EVENTS
from accounts.domain.mailboxes import why_unfit
from accounts.models import OnboardingStep, Role, Team, User, UserSession
from core.audit_words import verb_label
from core.company import current_company
from core.models import AuditEntry

EVENTS_SHOWN = 50
VERBS = (*EVENTS, "accounts.signed_in", "accounts.signed_out", "accounts.sessions_ended")


@dataclass(frozen=True)
class PersonRow:
    """A person in the list. `state`: active, invited (no password yet) or frozen; `done` of `steps` are signed off."""

    person: User
    roles: str
    state: str
    steps: int = 0
    done: int = 0


@dataclass(frozen=True)
class AccountEvent:
    """Something that happened to an account. `words` of what changed are empty where nothing is to be said."""

    entry: AuditEntry
    label: str
    words: str


@dataclass(frozen=True)
class PersonPage:
    """A person's page: the row, where they are signed in, what a newcomer goes through, and what happened, newest first."""

    row: PersonRow
    sessions: Sequence[UserSession]
    steps: Sequence[OnboardingStep]
    events: list[AccountEvent]

    @property
    def is_foreign_mailbox(self) -> bool:
        """Whether the address was taken before the company said which are its own (S144)."""
        return why_unfit(self.row.person.email, current_company().domains) is not None

    @property
    def account_days(self) -> int | None:
        """Days from joining the company to the account; negative when it was there before (S96). None: not known."""
        person = self.row.person
        if person.joined_on is None or person.joined_at is None:
            return None
        return (timezone.localdate(person.joined_at) - person.joined_on).days


def read_people(user: User) -> list[PersonRow]:
    """Return the accounts that `user` looks after, the frozen last. One query."""
    signed = Count("onboarding", filter=Q(onboarding__done_at__isnull=False))
    people = User.objects.visible_to(user).select_related("team")
    counted = people.annotate(steps=Count("onboarding"), done=signed)
    rows = [
        replace(_row_of(person), steps=person.steps, done=person.done)
        for person in counted.order_by("name", "pk")
    ]
    return sorted(rows, key=lambda row: row.person.is_frozen)


def read_person(person: User) -> PersonPage:
    """Return the page of `person`, who is visible. Three queries."""
    sessions = UserSession.objects.filter(user=person).order_by("-signed_in_at")
    entries = AuditEntry.objects.filter(
        target_type="accounts.user", target_id=str(person.pk), verb__in=VERBS, is_refused=False
    ).select_related("actor", "detail")
    return PersonPage(
        _row_of(person),
        list(sessions),
        read_steps(person),
        [_event_of(entry) for entry in entries.order_by("-id")[:EVENTS_SHOWN]],
    )


def read_steps(person: User) -> Sequence[OnboardingStep]:
    """Return what a newcomer goes through, with who signed it off. One query."""
    return list(OnboardingStep.objects.filter(user=person).select_related("done_by"))


@dataclass(frozen=True)
class TeamRow:
    """A team in the list. `is_led`: whether its manager is one who may sign in and has the role."""

    team: Team
    people: int
    is_led: bool


def read_teams() -> list[TeamRow]:
    """Return every team with how many people are in it. One query."""
    active = Count("members", filter=Q(members__is_active=True, members__frozen_at=None))
    teams = Team.objects.select_related("manager").annotate(people=active).order_by("name")
    return [TeamRow(team, team.people, _is_led(team.manager)) for team in teams]


def _is_led(manager: User | None) -> bool:
    return manager is not None and manager.is_manager and manager.is_active and not manager.is_frozen


@dataclass(frozen=True)
class Colleague:
    """A person in the directory: their team, or what they are where they are in none."""

    person: User
    department: str


def read_colleagues() -> list[Colleague]:
    """Return everybody with an account, by department and name (S101). One query."""
    people = User.objects.active().select_related("team")
    rows = [
        Colleague(person, person.team.name if person.team else _roles_in(person))
        for person in people.order_by("name", "pk")
    ]
    return sorted(rows, key=lambda row: row.department)


def _roles_in(person: User) -> str:
    return pgettext("list", ", ").join(str(role.label) for role in Role if role in person.roles)


def _row_of(person: User) -> PersonRow:
    state = "frozen" if person.is_frozen else "active" if person.has_usable_password() else "invited"
    return PersonRow(person, _roles_in(person), state)


def _event_of(entry: AuditEntry) -> AccountEvent:
    changes: dict[str, Any] = entry.detail.changes
    words = ""
    if entry.verb == "accounts.frozen":
        words = str(changes["reason"][1])
    elif "thing" in changes:
        words = str(changes["thing"][1])
    elif "roles" in changes:
        words = _role_change(*changes["roles"])
    elif entry.verb == "accounts.changed" and "team" in changes:
        words = _("%(before)s → %(after)s") % dict(zip(("before", "after"), changes["team"], strict=True))
    elif "step" in changes:
        words = str(changes["step"][1])
    return AccountEvent(entry, verb_label(entry.verb), words)


def _role_change(before: str, after: str) -> str:
    """What somebody is now, and was before, if anything."""
    if not before:
        return _role_words(after)
    return _("%(before)s → %(after)s") % {"before": _role_words(before), "after": _role_words(after)}


def _role_words(names: str) -> str:
    return pgettext("list", ", ").join(str(Role(name).label) for name in names.split(", ") if name)
