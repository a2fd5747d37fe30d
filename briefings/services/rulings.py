"""Rulings: given, their outcome told, closed (S111, S112).

What the boss says to a help request, a wish of a weekly report or a suggestion stands with it, too, where who raised it
reads it: one form writes both.
"""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, datetime, timedelta

from django.core.exceptions import PermissionDenied
from django.db import transaction
from django.utils.text import Truncator
from django.utils.translation import gettext_noop

from accounts.models import User
from accounts.permissions import can
from briefings.domain.steps import RULING_STEPS, RulingStep
from briefings.models import Briefing, Kind, Point, Ruling, RulingState
from briefings.permissions import can_close_ruling, can_let_go_on, can_tell_outcome
from briefings.selectors.subjects import Subject
from briefings.services.points import checked
from briefings.services.refusals import BriefingRefused
from core import audit
from core.capabilities import Can
from core.locks import lock_name, retries_deadlocks
from core.notices import Notice, notify, notify_each
from core.work_days import current_calendar
from customers.models import Customer
from customers.services import lock_current
from followups.services import rule_suggestion, write_help
from oversight.models import ReadingOn
from oversight.services import write_reading_remark
from sales.services.sample_refusals import SampleRefused
from sales.services.sample_words import check_no_buyer

MOST_SIGNS = 2_000
FURTHEST = timedelta(days=366)
WORDS_TOLD = 80


@dataclass(frozen=True)
class RulingValues:
    """What is decided, who does it, until when. `is_settled`: nothing is to be done, it is only said, and needs no day."""

    text: str
    person: User
    due_on: date | None = None
    is_settled: bool = False


@retries_deadlocks
def give_ruling(*, actor: User, subject: Subject, values: RulingValues, at: datetime) -> Ruling:
    """Rule on something: the person and who raised it are told, and what was asked is answered where it was asked.

    It belongs to the briefing of the day, after its hours to the next one. A point and a wish are ruled on once. Raises
    PermissionDenied, and BriefingRefused("no_text", "too_long", "no_day", "due_in_past", "too_far", "names_buyer", "not_from_here").
    """
    actor = User.objects.get(pk=actor.pk)
    if not can(actor, Can.RULE):
        raise PermissionDenied
    text = checked(values.text, MOST_SIGNS)
    if not values.is_settled:
        _check_day(values.due_on, at)
    _check_person(values.person, text, subject)
    _check_unruled(subject)
    # What was asked comes before its customer, as where it is asked and answered (followups.services).
    _answer(actor, subject, text, at)
    customer = lock_current(subject.customer) if subject.customer else None
    _check_standing(subject)
    ruling = Ruling.objects.create(
        kind=subject.kind, subject=subject.id, point=subject.record if subject.kind == Kind.POINT else None,
        customer=customer, about=subject.words[:MOST_SIGNS], text=text, person=values.person,
        due_on=None if values.is_settled else values.due_on, briefing=_briefing_of(at), given_by=actor, given_at=at,
        **({"state": RulingState.CLOSED, "closed_at": at, "closed_by": actor} if values.is_settled else {}),
    )  # fmt: skip
    changes = {"person": (None, values.person.pk), "due_on": (None, ruling.due_on)}
    audit.record("briefings.ruled", actor=actor, at=at, target=ruling, changes=changes)
    _tell([values.person.pk], ruling, GIVEN, "given", actor, at)
    if ruling.point is not None:
        _tell([ruling.point.raised_by_id], ruling, ANSWERED, "answered", actor, at, but={values.person.pk})
    return ruling


GIVEN = gettext_noop("%(person)s ruled, and it is yours to do: %(text)s")
ANSWERED = gettext_noop("%(person)s ruled on your point: %(text)s")
OUTCOME = gettext_noop("%(person)s tells what came of the ruling: %(text)s")
CLOSED = gettext_noop("%(person)s closed the ruling: %(text)s")
GOES_ON = gettext_noop("%(person)s: the ruling is not settled yet: %(text)s")
GIVEN_ON = gettext_noop("%(person)s has given the ruling to somebody else: %(text)s")
LATE = gettext_noop("The day of the ruling has passed, tell what came of it: %(text)s")
LATE_OF = gettext_noop("%(person)s has told nothing of the ruling whose day has passed: %(text)s")


@transaction.atomic
def tell_outcome(*, actor: User, ruling: Ruling, text: str, at: datetime) -> Ruling:
    """Tell what came of it; told anew, the words are replaced. Boss and manager are told.

    Raises PermissionDenied, and BriefingRefused("no_text", "too_long").
    """
    row = _lock(ruling)
    if not can_tell_outcome(actor, row):
        raise PermissionDenied
    words = checked(text, MOST_SIGNS, "outcome")
    before = row.state
    row.state = RULING_STEPS.after(row.state, RulingStep.TELL).value
    row.outcome, row.told_at = words, at
    row.save(update_fields=["state", "outcome", "told_at"])
    changes = {"state": (before, row.state)}
    audit.record("briefings.outcome_told", actor=actor, at=at, target=row, changes=changes)
    _tell(_who_follow(row), row, OUTCOME, f"outcome:{at.isoformat()}", actor, at, words=words)
    return row


@dataclass(frozen=True)
class GoOn:
    """Until when it goes on, by whom, and what is still to be done ("": as it was said)."""

    due_on: date | None
    person: User
    text: str = ""


@transaction.atomic
def let_go_on(*, actor: User, ruling: Ruling, values: GoOn, at: datetime) -> Ruling:
    """Say that it is not settled yet, or give it another day or person: it is open again, and waits for whoever does it.

    They are told, and so is who no longer has it; the same said twice changes nothing. Raises PermissionDenied, and BriefingRefused("too_long", "no_text" where an
    outcome was told, "no_day", "due_in_past", "too_far", "not_from_here", "names_buyer").
    """
    row = _lock(ruling)
    if not can_let_go_on(actor, row):
        raise PermissionDenied
    words = checked(values.text, MOST_SIGNS) if values.text.strip() or row.state == RulingState.TOLD else ""
    _check_day(values.due_on, at)
    customer = Customer.objects.filter(pk=row.customer_id or 0).first()  # scope: the boss sees all
    _check_person(values.person, f"{row.text} {words}", Subject(customer=customer))
    if (row.state, row.person_id, row.due_on, row.more) == (
        RulingState.OPEN,
        values.person.pk,
        values.due_on,
        words,
    ):
        return row
    changes = {
        "state": (row.state, RulingState.OPEN.value), "person": (row.person_id, values.person.pk), "due_on": (row.due_on, values.due_on),
    }  # fmt: skip
    before, row.state = row.person_id, RULING_STEPS.after(row.state, RulingStep.GO_ON).value
    row.person, row.due_on, row.late_told_at = values.person, values.due_on, None
    row.more, row.more_at = words, at
    row.save(update_fields=["state", "person", "due_on", "late_told_at", "more", "more_at"])
    audit.record("briefings.ruling_goes_on", actor=actor, at=at, target=row, changes=changes)
    _tell([row.person_id], row, GOES_ON, f"goes_on:{at.isoformat()}", actor, at, words=words)
    _tell([before], row, GIVEN_ON, f"given_on:{at.isoformat()}", actor, at, but={row.person_id})
    return row


@transaction.atomic
def close_ruling(*, actor: User, ruling: Ruling, at: datetime) -> Ruling:
    """Close it, its outcome told or not; the person is told. A second time changes nothing. Raises PermissionDenied."""
    row = _lock(ruling)
    if row.state == RulingState.CLOSED and actor.can(Can.READ_BRIEFINGS):
        return row
    if not can_close_ruling(actor, row):
        raise PermissionDenied
    before = row.state
    row.state = RULING_STEPS.after(row.state, RulingStep.CLOSE).value
    row.closed_at, row.closed_by = at, actor
    row.save(update_fields=["state", "closed_at", "closed_by"])
    changes = {"state": (before, row.state)}
    audit.record("briefings.ruling_closed", actor=actor, at=at, target=row, changes=changes)
    _tell([row.person_id], row, CLOSED, "closed", actor, at)
    return row


@transaction.atomic
def tell_late(*, at: datetime) -> int:
    """Tell who does it, and their manager, that the day of a ruling has passed: once, inside the windows (§7, S111).

    The boss reads it in the next briefing. Returns of how many it was told.
    """
    calendar = current_calendar()
    if not calendar.is_open(at):
        return 0
    rows = Ruling.objects.filter(
        state=RulingState.OPEN, due_on__lt=calendar.day_of(at), late_told_at=None
    )  # scope: of everybody
    found = list(rows.select_for_update(of=("self",), skip_locked=True).select_related("person__team"))
    notify_each((notice for row in found for notice in _late_notices(row)), at=at)
    Ruling.objects.filter(pk__in=[row.pk for row in found]).update(late_told_at=at)
    return len(found)


def _late_notices(row: Ruling) -> Iterable[Notice]:
    key, url = f"ruling:{row.pk}:late", row.get_absolute_url()
    text = Truncator(" ".join(row.text.split())).chars(WORDS_TOLD)
    yield Notice([row.person_id], key, LATE, {"text": text}, url, about=row)
    values = {"person": row.person.full_name, "text": text}
    yield Notice(_who_leads(row), key, LATE_OF, values, url, about=row)


# ── inside ──────────────────────────────────────────────────────────────────
def _check_day(day: date | None, at: datetime) -> None:
    """What is to be done has a day (§7)."""
    today = current_calendar().day_of(at)
    if day is None:
        raise BriefingRefused("due_on", "no_day")
    if day < today:
        raise BriefingRefused("due_on", "due_in_past")
    if day > today + FURTHEST:
        raise BriefingRefused("due_on", "too_far")


def _check_person(person: User, text: str, subject: Subject) -> None:
    """Who sees no customers is not told of one by its name (S11, permissions.md)."""
    if person.is_frozen or not person.is_active:
        raise BriefingRefused("person", "not_from_here")
    if can(person, Can.WORK_WITH_CUSTOMERS):
        return
    try:
        check_no_buyer({"text": text}, subject.customer)
    except SampleRefused:
        raise BriefingRefused("text", "names_buyer") from None


def _answer(actor: User, subject: Subject, text: str, at: datetime) -> None:
    """Say it where it was asked, too, so that who asked reads it there."""
    match subject.kind:
        case Kind.HELP if subject.record.author_id != actor.pk:
            write_help(actor=actor, request=subject.record, text=text, at=at)
        case Kind.WISH if subject.record.person_id != actor.pk:
            write_reading_remark(actor=actor, on=ReadingOn.REPORT, reading=subject.record, text=text, at=at)
        case Kind.SUGGESTION:
            row = subject.record
            rule_suggestion(actor=actor, suggestion=row, ruling=text, is_public=row.is_public, at=at)


def _check_unruled(subject: Subject) -> None:
    """One word on a point and on a wish, whoever of two bosses or two windows comes first."""
    if subject.kind not in {Kind.POINT, Kind.WISH}:
        return
    lock_name(f"briefings.ruling:{subject.name}")
    if Ruling.objects.filter(kind=subject.kind, subject=subject.id).exists():  # scope: the boss sees all
        raise BriefingRefused("", "not_from_here")


def _check_standing(subject: Subject) -> None:
    if subject.kind != Kind.POINT:
        return
    point = Point.objects.select_for_update(no_key=True).get(pk=subject.record.pk)
    if point.withdrawn_at is not None:
        raise BriefingRefused("", "not_from_here")


def _briefing_of(at: datetime) -> Briefing | None:
    """The briefing of today, before and in its hours; else the next one, in which it is read; else the last one."""
    rows = Briefing.objects.standing().order_by("starts_at")  # scope: the boss sees all
    return rows.filter(ends_at__gt=at).first() or rows.last()


def _who_follow(ruling: Ruling) -> set[int]:
    """Who hears of the outcome: the bosses, who raised the point, and the manager of the person, unless it was suggested."""
    bosses = User.objects.active().filter(is_boss=True).values_list("pk", flat=True)
    raised = {ruling.point.raised_by_id} if ruling.point is not None else set()
    return {*bosses, *_who_leads(ruling), *raised}


def _who_leads(ruling: Ruling) -> set[int]:
    """The manager of who does it, if there is another than they; of what was suggested nobody (S141)."""
    team = ruling.person.team if ruling.kind != Kind.SUGGESTION else None
    leader = team.manager_id if team is not None else None
    return {leader} - {ruling.person_id} if leader is not None else set()


def _lock(ruling: Ruling) -> Ruling:
    rows = Ruling.objects.select_for_update(of=("self",)).select_related("person__team", "point")
    return rows.get(pk=ruling.pk)


def _tell(
    people: Iterable[int], ruling: Ruling, message: str, key: str, actor: User, at: datetime, *, words: str = "",
    but: Iterable[int] = (),
) -> None:  # fmt: skip
    text = Truncator(" ".join((words or ruling.text).split())).chars(WORDS_TOLD)
    notify(
        set(people) - {actor.pk} - set(but), key=f"ruling:{ruling.pk}:{key}", message=message, at=at, about=ruling,
        values={"person": actor.full_name, "text": text}, url=ruling.get_absolute_url(),
    )  # fmt: skip
