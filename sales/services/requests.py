"""Requests to other departments: asked, answered, closed, addressed anew (S13)."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from typing import Any

from django.core.exceptions import PermissionDenied
from django.db import transaction
from django.db.models import Q
from django.utils.text import Truncator
from django.utils.translation import gettext_noop

from accounts.models import User, UserQuerySet
from core import audit
from core.domain.steps import StepRefused
from core.notices import Notice, notify_each
from core.numbers import next_number
from core.work_days import current_calendar
from customers.models import Customer
from customers.services import lock_current
from inquiries.models import Inquiry
from sales.domain.requests import STEPS, Step
from sales.models import DepartmentRequest, RequestMessage, RequestState
from sales.permissions.samples import (
    can_answer_request,
    can_ask_for_sample,
    can_manage_request,
    can_write_request,
)
from sales.services.sample_refusals import SampleRefused
from sales.services.sample_words import check_no_buyer

FURTHEST = timedelta(days=365)
WORDS_TOLD = 80


@dataclass(frozen=True)
class RequestValues:
    """What is asked of whom, until when. The department reads `words` and `text`: no buyer stands in them."""

    to: User
    kind: str
    text: str
    due_on: date
    words: str = ""
    customer: Customer | None = None
    inquiry: Inquiry | None = None

    @property
    def buyer(self) -> Customer | None:
        """The customer for whom it is asked."""
        return self.customer or (self.inquiry.customer if self.inquiry else None)


def departments() -> UserQuerySet:
    """Return whom one can ask: colleagues with an account who do not sell (design, production, accounts)."""
    others = Q(is_production=True) | Q(is_assistant=True) | Q(is_admin=True)
    people: UserQuerySet = User.objects.active().filter(others)
    return people.filter(is_salesperson=False, is_manager=False, is_boss=False)


@transaction.atomic
def ask_department(*, actor: User, values: RequestValues, at: datetime) -> DepartmentRequest:
    """Ask a colleague of another department, who is told. Raises PermissionDenied, SampleRefused."""
    if not values.text.strip():
        raise SampleRefused("text", "no_text")
    _check_receiver(values.to)
    _check_day(values.due_on, at)
    buyer = lock_current(values.buyer) if values.buyer else None
    if buyer is not None and not can_ask_for_sample(actor, buyer):
        raise PermissionDenied
    check_no_buyer({"text": values.text, "words": values.words}, buyer)
    request = DepartmentRequest.objects.create(
        number=next_number("REQ", at=at), kind=values.kind, author=actor, to=values.to, words=values.words.strip(),
        text=values.text.strip(), due_on=values.due_on, customer=buyer, inquiry=values.inquiry, asked_at=at,
    )  # fmt: skip
    audit.record(
        "sales.request_asked", actor=actor, at=at, target=request, changes={"to": (None, values.to.pk)}
    )
    _tell(request, [values.to.pk], "asked", ASKED, actor, request.text, at)
    return request


@transaction.atomic
def write_request(*, actor: User, request: DepartmentRequest, text: str, at: datetime) -> DepartmentRequest:
    """Add a message: the author asks on, whom it is addressed to answers. The other side is told.

    Raises PermissionDenied, SampleRefused for an empty text, or one by which the department would know the buyer.
    """
    if not text.strip():
        raise SampleRefused("text", "no_text")
    row = _lock(request)
    if not can_write_request(actor, row):
        raise PermissionDenied
    is_answer = can_answer_request(actor, row)
    if not is_answer:
        check_no_buyer({"text": text}, row.customer)
    before = row.state
    row.state = _after(row, Step.ANSWER if is_answer else Step.ASK)
    row.answered_at, row.closed_at = at if is_answer else None, None
    row.save(update_fields=["state", "answered_at", "closed_at"])
    message = RequestMessage.objects.create(
        request=row, text=text.strip(), by=actor, at=at, is_answer=is_answer
    )
    audit.record(
        "sales.request_answered" if is_answer else "sales.request_asked_on",
        actor=actor,
        at=at,
        target=row,
        changes={"state": (before, row.state)},
    )
    person = row.author_id if is_answer else row.to_id
    _tell(row, [person], f"m{message.pk}", ANSWERED if is_answer else ASKED_ON, actor, message.text, at)
    return row


@transaction.atomic
def close_request(*, actor: User, request: DepartmentRequest, at: datetime) -> DepartmentRequest:
    """It is done with; a second time changes nothing. Raises PermissionDenied."""
    row = _lock(request)
    if not can_manage_request(actor, row):
        raise PermissionDenied
    if row.state == RequestState.CLOSED:
        return row
    before, row.state, row.closed_at = row.state, _after(row, Step.CLOSE), at
    row.save(update_fields=["state", "closed_at"])
    audit.record(
        "sales.request_closed", actor=actor, at=at, target=row, changes={"state": (before, row.state)}
    )
    return row


@transaction.atomic
def readdress_request(
    *, actor: User, request: DepartmentRequest, to: User, due_on: date, at: datetime
) -> DepartmentRequest:
    """Ask somebody else, or until another day; what was written stays. Raises PermissionDenied, SampleRefused."""
    row = _lock(request)
    if not can_manage_request(actor, row):
        raise PermissionDenied
    if row.state == RequestState.CLOSED:
        raise SampleRefused("", "not_from_here")
    _check_receiver(to)
    if due_on != row.due_on:
        _check_day(due_on, at)
    changes: Any = audit.changes_between(
        {"to": row.to_id, "due_on": row.due_on}, {"to": to.pk, "due_on": due_on}
    )
    if not changes:
        return row
    is_other = row.to_id != to.pk
    row.to, row.due_on = to, due_on
    row.save(update_fields=["to", "due_on"])
    audit.record("sales.request_readdressed", actor=actor, at=at, target=row, changes=changes)
    if is_other:
        _tell(row, [to.pk], f"to:{to.pk}:{at.isoformat()}", ASKED, row.author, row.text, at)
    return row


ASKED = gettext_noop("%(person)s asks you: %(text)s")
ASKED_ON = gettext_noop("%(person)s writes about the request %(number)s: %(text)s")
ANSWERED = gettext_noop("%(person)s answered your request %(number)s: %(text)s")


def _lock(request: DepartmentRequest) -> DepartmentRequest:
    rows = DepartmentRequest.objects.select_for_update(of=("self",)).select_related(
        "author__team", "to", "customer"
    )
    return rows.get(pk=request.pk)


def _after(row: DepartmentRequest, step: Step) -> str:
    try:
        return STEPS.after(row.state, step)
    except StepRefused as refused:
        raise SampleRefused("", refused.code) from None


def _check_receiver(person: User) -> None:
    if not departments().filter(pk=person.pk).exists():
        raise SampleRefused("to", "no_such_person")


def _check_day(day: date, at: datetime) -> None:
    today = current_calendar().day_of(at)
    if day < today:
        raise SampleRefused("due_on", "date_passed")
    if day > today + FURTHEST:
        raise SampleRefused("due_on", "too_far")


def _tell(
    request: DepartmentRequest,
    people: Iterable[int],
    key: str,
    message: str,
    actor: User,
    text: str,
    at: datetime,
) -> None:
    words = Truncator(" ".join(text.split())).chars(WORDS_TOLD)
    values = {"person": actor.full_name, "number": request.number, "text": words}
    url = request.get_absolute_url()
    others = set(people) - {actor.pk}
    notify_each([Notice(others, f"request:{request.pk}:{key}", message, values, url, about=request)], at=at)
