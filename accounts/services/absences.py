"""Leave and trips: asked for, decided, taken back, ended sooner (S35, S124, rules.md §6)."""

from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from django.core.exceptions import PermissionDenied
from django.db import transaction
from django.utils.translation import gettext_noop

from accounts import permissions
from accounts.domain.absences import Span, State, Step, approved_span, check_span, coming_back, revoking
from accounts.events import CameBackEarly
from accounts.models import Absence, User
from accounts.selectors.absences import approvers_of, overlapping, owes_stand_in, stand_ins_for
from core import audit, notices
from core.events import publish
from core.forms_once import claim_form, finish_form
from core.request_context import forget
from core.work_days import current_calendar


class AbsenceRefused(Exception):
    """Why a request is not taken, at which `field` of its form ("": of the whole).

    `code`: `ends_early`, `in_past`, `too_far`, `too_long`, `overlaps`, `no_stand_in`, `unfit_stand_in`, `over`, `changed` (somebody
    decided or took it back meanwhile).
    """

    def __init__(self, code: str, field: str = "") -> None:
        super().__init__(code)
        self.code, self.field = code, field


@dataclass(frozen=True)
class AbsenceValues:
    """What a person asks for. `stand_in` is a suggestion: who decides may name somebody else."""

    kind: str
    span: Span
    reason: str
    stand_in: User | None = None


@transaction.atomic
def ask_absence(*, actor: User, values: AbsenceValues, at: datetime, form_token: str = "") -> Absence:
    """Ask for leave, a trip or sick leave; where nobody else could decide, it holds at once (rules.md §7).

    A trip names its stand-in at once, the others when they are decided. Raises AbsenceRefused, AlreadySubmitted for the
    second of two clicks.
    """
    claim = claim_form(form_token, user=actor, at=at)
    person = _lock_person(actor)
    if not person.can(permissions.Can.LEAVE):
        raise PermissionDenied
    holds_at_once = not approvers_of(person)
    _check_days(person, values.span, at)
    is_needed = holds_at_once or values.kind == Absence.Kind.TRIP
    _check_stand_in(person, values.stand_in, is_needed=is_needed)
    absence = Absence.objects.create(
        user=person, kind=values.kind, starts_on=values.span.first, ends_on=values.span.last, reason=values.reason,
        stand_in=values.stand_in, state=Absence.State.REQUESTED, asked_at=at,
    )  # fmt: skip
    audit.record(
        "accounts.absence_requested", actor=actor, at=at, target=absence, changes=_described(absence)
    )
    if holds_at_once:
        _approve(absence, stand_in=values.stand_in, reason="", decided_by=None, actor=actor, at=at)
    else:
        _tell_of_request(absence, at=at)
    finish_form(claim, absence.get_absolute_url())
    return absence


@transaction.atomic
def decide_absence(
    *,
    actor: User,
    absence: Absence,
    is_approved: bool,
    reason: str,
    stand_in: User | None = None,
    at: datetime,
) -> Absence:
    """Approve or refuse a request, with a reason. An approval names the stand-in and holds from today at the earliest.

    Raises AbsenceRefused, PermissionDenied for somebody who does not decide on it (any more).
    """
    absence = _lock(absence, actor)
    if absence.state != Absence.State.REQUESTED:
        raise AbsenceRefused("changed")
    if not permissions.can_decide_absence(actor, absence):
        raise PermissionDenied
    if is_approved:
        if not absence.allows(Step.APPROVE, current_calendar().day_of(at)):
            raise AbsenceRefused("over")
        _check_stand_in(absence.user, stand_in, is_needed=True)
        _approve(absence, stand_in=stand_in, reason=reason, decided_by=actor, actor=actor, at=at)
        return absence
    _write(
        absence, "accounts.absence_refused", actor=actor, at=at,
        state=State.REFUSED, decided_by=actor, decided_at=at, decision=reason,
    )  # fmt: skip
    _tell(
        absence,
        [absence.user_id],
        "refused",
        gettext_noop("Not approved: %(first)s to %(last)s. %(reason)s"),
        at=at,
    )
    return absence


@transaction.atomic
def comment_absence(*, actor: User, absence: Absence, comment: str, at: datetime) -> Absence:
    """Write the manager's word on a request, for who decides. Raises AbsenceRefused("changed") when it is decided."""
    absence = _lock(absence, actor)
    if absence.state != Absence.State.REQUESTED:
        raise AbsenceRefused("changed")
    if not permissions.can_comment_absence(actor, absence):
        raise PermissionDenied
    if comment != absence.comment:
        _write(absence, "accounts.absence_commented", actor=actor, at=at, comment=comment, commented_by=actor)
    return absence


@transaction.atomic
def withdraw_absence(*, actor: User, absence: Absence, at: datetime) -> Absence:
    """Take one's own request back, or an approved one before its first day. Raises AbsenceRefused("changed")."""
    absence = _lock(absence, actor)
    if absence.user_id != actor.pk:
        raise PermissionDenied
    if not absence.allows(Step.WITHDRAW, current_calendar().day_of(at)):
        raise AbsenceRefused("changed")
    told = _concerned(absence)
    _write(absence, "accounts.absence_withdrawn", actor=actor, at=at, state=State.WITHDRAWN)
    _tell(absence, told, "withdrawn", gettext_noop("%(person)s stays: not away %(first)s to %(last)s"), at=at)
    return absence


@transaction.atomic
def come_back(*, actor: User, absence: Absence, at: datetime) -> Absence:
    """End one's own trip or leave sooner: today is one's own again, the stand-in's access ends at once.

    On the first day it is withdrawn, for one was never away. Publishes CameBackEarly when there was a day. Raises
    AbsenceRefused("changed") when it does not last.
    """
    absence = _lock(absence, actor)
    if absence.user_id != actor.pk:
        raise PermissionDenied
    today = current_calendar().day_of(at)
    if not absence.allows(Step.COME_BACK, today):
        raise AbsenceRefused("changed")
    told, planned = _concerned(absence), absence.ends_on
    ending = _ending(absence, *coming_back(absence.span, today))
    _write(absence, "accounts.absence_ended", actor=actor, at=at, **ending)
    message = gettext_noop("%(person)s is back already, planned was until %(last)s")
    _tell(absence, told, "back", message, values={"last": planned.isoformat()}, at=at)
    _say_ended(absence, at)
    return absence


@transaction.atomic
def revoke_absence(*, actor: User, absence: Absence, reason: str, at: datetime) -> Absence:
    """Take the approval back, with a reason: before the days, or during them from today on (S124).

    The person, the stand-in and the manager are told at once; the stand-in's access ends with it. Publishes
    CameBackEarly when there was a day. Raises AbsenceRefused("changed") when it no longer holds, PermissionDenied for
    who does not decide on it.
    """
    absence = _lock(absence, actor)
    today = current_calendar().day_of(at)
    if not absence.allows(Step.REVOKE, today):
        raise AbsenceRefused("changed")
    if not permissions.can_revoke_absence(actor, absence, today):
        raise PermissionDenied
    told, planned = _concerned(absence) - {actor.pk}, absence.ends_on
    _write(
        absence, "accounts.absence_revoked", actor=actor, at=at, decided_by=actor, decided_at=at, decision=reason,
        **_ending(absence, *revoking(absence.span, today)),
    )  # fmt: skip
    values = {"first": max(absence.starts_on, today).isoformat(), "last": planned.isoformat()}
    message = gettext_noop("Your leave is revoked: you are not away %(first)s to %(last)s. %(reason)s")
    _tell(absence, [absence.user_id], "revoked", message, values=values, is_urgent=True, at=at)
    message = gettext_noop("Revoked: %(person)s is not away %(first)s to %(last)s")
    _tell(absence, told, "revoked", message, values=values, is_urgent=True, at=at)
    _say_ended(absence, at)
    return absence


def _ending(absence: Absence, state: State, last: date) -> dict[str, Any]:
    """Return what is written of an absence that held and ends so; where there was a day of it, until when it was planned."""
    planned = {"planned_until": absence.ends_on} if state is State.ENDED else {}
    return {"state": state, "ends_on": last, **planned}


def _say_ended(absence: Absence, at: datetime) -> None:
    if absence.state == Absence.State.ENDED:
        publish(CameBackEarly(absence.pk, at))


def _lock_person(person: User) -> User:
    """Lock who is away: what they ask for comes one after the other. Raises PermissionDenied for a frozen one."""
    found: User = (
        User.objects.select_for_update(of=("self",)).select_related("team__manager").get(pk=person.pk)
    )
    if found.is_frozen or not found.is_active:
        raise PermissionDenied
    return found


def _lock(absence: Absence, actor: User) -> Absence:
    """Lock the absence behind its person. Raises PermissionDenied when `actor` was frozen meanwhile."""
    person = (
        User.objects.select_for_update(of=("self",)).select_related("team__manager").get(pk=absence.user_id)
    )
    if not User.objects.active().filter(pk=actor.pk).exists():
        raise PermissionDenied
    found: Absence = (
        Absence.objects.select_for_update(of=("self",)).select_related("stand_in").get(pk=absence.pk)
    )
    found.user = person
    return found


def _check_days(person: User, span: Span, at: datetime) -> None:
    refusal = check_span(span, current_calendar().day_of(at))
    if refusal:
        raise AbsenceRefused(refusal, "starts_on" if refusal in {"in_past", "too_far"} else "ends_on")
    if overlapping(person, span) is not None:
        raise AbsenceRefused("overlaps", "starts_on")


def _check_stand_in(person: User, stand_in: User | None, *, is_needed: bool) -> None:
    if stand_in is None:
        if is_needed and owes_stand_in(person):
            raise AbsenceRefused("no_stand_in", "stand_in")
    elif not stand_ins_for(person).filter(pk=stand_in.pk).exists():
        raise AbsenceRefused("unfit_stand_in", "stand_in")


def _approve(
    absence: Absence,
    *,
    stand_in: User | None,
    reason: str,
    decided_by: User | None,
    actor: User,
    at: datetime,
) -> None:
    span = approved_span(absence.span, current_calendar().day_of(at))
    _write(
        absence, "accounts.absence_approved", actor=actor, at=at, state=State.APPROVED, starts_on=span.first,
        stand_in=stand_in, decided_by=decided_by, decided_at=at, decision=reason,
    )  # fmt: skip
    if decided_by is not None:
        message = gettext_noop("Approved: away %(first)s to %(last)s, stand-in %(stand_in)s. %(reason)s")
        _tell(absence, [absence.user_id], "approved", message, at=at)
    if stand_in is not None:
        message = gettext_noop("You stand in for %(person)s from %(first)s to %(last)s")
        _tell(absence, [stand_in.pk], "stand-in", message, is_urgent=True, at=at)
    message = gettext_noop("%(person)s is away %(first)s to %(last)s, stand-in %(stand_in)s")
    told = _managers_of(absence) - {stand_in.pk if stand_in else None, decided_by.pk if decided_by else None}
    _tell(absence, told, "away", message, at=at)


def _write(absence: Absence, verb: str, *, actor: User, at: datetime, **changed: Any) -> None:
    """Write what changed to the locked row, and who did it. From here on everything asks anew who is away."""
    before = {name: _plain(getattr(absence, name)) for name in changed}
    for name, value in changed.items():
        setattr(absence, name, value.value if isinstance(value, State) else value)
    absence.save(update_fields=tuple(changed))
    after = {name: _plain(getattr(absence, name)) for name in changed if name != "decided_at"}
    audit.record(verb, actor=actor, at=at, target=absence, changes=audit.changes_between(before, after))
    forget()


def _plain(value: Any) -> Any:
    """As the audit trail keeps it: people by name, days by date."""
    if isinstance(value, User):
        return value.full_name
    return value.isoformat() if isinstance(value, date) else value


def _described(absence: Absence) -> dict[str, tuple[Any, Any]]:
    names = ("kind", "starts_on", "ends_on", "reason", "stand_in")
    return {name: ("", _plain(getattr(absence, name)) or "") for name in names}


def _managers_of(absence: Absence) -> set[int | None]:
    manager_id = absence.user.team.manager_id if absence.user.team else None
    return {manager_id} - {None, absence.user_id}


def _concerned(absence: Absence) -> set[int | None]:
    """Whom it concerns that the person stays or is back: who would decide, who stands in, the manager."""
    deciding = approvers_of(absence.user) if absence.state == Absence.State.REQUESTED else frozenset()
    return {absence.stand_in_id, *deciding, *_managers_of(absence)} - {None, absence.user_id}


def _tell_of_request(absence: Absence, *, at: datetime) -> None:
    deciding = approvers_of(absence.user)
    message = gettext_noop("%(person)s asks to be away %(first)s to %(last)s: please decide")
    is_urgent = absence.starts_on == current_calendar().day_of(at)
    _tell(absence, deciding, "asked", message, is_urgent=is_urgent, at=at)
    message = gettext_noop("%(person)s asks to be away %(first)s to %(last)s")
    _tell(absence, _managers_of(absence) - deciding, "comment", message, at=at)
    if absence.stand_in_id is not None:
        message = gettext_noop(
            "%(person)s suggests you as stand-in %(first)s to %(last)s; it is not decided yet"
        )
        _tell(absence, {absence.stand_in_id} - deciding, "suggested", message, at=at)


def _tell(
    absence: Absence, user_ids: Any, what: str, message: str, *, at: datetime, is_urgent: bool = False,
    values: dict[str, str] | None = None,
) -> None:  # fmt: skip
    notices.notify(
        sorted(pk for pk in user_ids if pk is not None),
        key=f"absence-{absence.pk}-{what}",
        message=message,
        values={
            "person": absence.user.full_name, "first": absence.starts_on.isoformat(), "last": absence.ends_on.isoformat(),
            "stand_in": absence.stand_in.full_name if absence.stand_in else "–", "reason": absence.decision, **(values or {}),
        },
        url=absence.get_absolute_url(),
        is_urgent=is_urgent,
        about=absence,
        at=at,
    )  # fmt: skip
