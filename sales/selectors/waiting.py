"""What of quotes, samples, proofs, requests and complaints waits for somebody on Today (ux.md, "Waiting for us")."""

from collections.abc import Iterable
from datetime import date, timedelta
from typing import Any

from django.db.models import CharField, DateField, F, Q, Value
from django.utils.translation import gettext as _

from accounts.scoping import away_on
from core.capabilities import Can
from core.ui.addresses import address_of, address_of_each
from core.waiting import SHOWN, WaitingRow, waiting_row
from customers.models import Customer
from sales.models import (
    Complaint,
    ComplaintState,
    CostRequest,
    DepartmentRequest,
    Proof,
    ProofState,
    Quote,
    RequestState,
    Sample,
    SampleState,
)
from sales.policies import quote_policy

AHEAD = timedelta(days=7)
NAMES = ("customer__name", "customer__local_name", "customer__called")


def samples_waiting(viewer: Any, person: Any, today: date) -> list[WaitingRow]:
    """Return what `person` is to do, one query: quotes to renew, samples, late or ready proofs, requests, complaints."""
    owners = away_on(today).answered_by(person.pk)
    nothing = (Value("", output_field=CharField()),) * 3
    samples = Sample.objects.visible_to(viewer).filter(customer__owner__in=owners, state=SampleState.READY)
    proofs = Proof.objects.visible_to(viewer).filter(
        Q(state=ProofState.READY) | Q(state=ProofState.PROMISED, promised_on__lt=today),
        customer__owner__in=owners,
    )
    asked = DepartmentRequest.objects.visible_to(viewer)
    to_answer = asked.filter(to=person, state=RequestState.OPEN)
    answered = asked.filter(author=person, state=RequestState.ANSWERED)
    complaints = (
        Complaint.objects.visible_to(viewer)
        .filter(customer__owner__in=owners, due_on__lte=today + AHEAD)
        .exclude(state=ComplaintState.CLOSED)
    )
    quotes = Quote.objects.visible_to(viewer).ending_by(today + timedelta(days=quote_policy().renew_days))
    parts = (
        quotes.filter(owner__in=owners).values_list(
            Value("quote"), "pk", "number", "current__valid_until", *NAMES
        ),
        samples.values_list(Value("sample"), "pk", "number", "wanted_on", *NAMES),
        proofs.values_list(F("state"), "pk", "number", "promised_on", *NAMES),
        to_answer.values_list(Value("asked"), "pk", "number", "due_on", *nothing),
        answered.values_list(Value("answered"), "pk", "number", "due_on", *nothing),
        complaints.values_list(Value("complaint"), "pk", "subject", "due_on", *NAMES),
    )
    first, *rest = (part.order_by() for part in parts)
    rows = sorted(first.union(*rest, all=True), key=lambda row: (row[3] or today, row[2]))
    return [_row(row, today) for row in rows[:SHOWN]]


def _row(row: tuple[Any, ...], today: date) -> WaitingRow:
    kind, pk, number, day, name, local_name, called = row
    words, page = _WORDS[kind]
    due_on = day if kind in {"quote", "sample", "asked", "complaint", ProofState.PROMISED} else None
    buyer = (
        str(Customer(name=name, local_name=local_name, called=called)) if name or local_name or called else ""
    )
    return waiting_row(
        words() % {"number": number, "subject": number},
        address_of_each(page)(pk),
        note=buyer,
        due_on=due_on,
        today=today,
    )


_WORDS: dict[str, tuple[Any, str]] = {
    "quote": (lambda: _("Quote %(number)s ends: renew it"), "quotes:detail"),
    "sample": (lambda: _("Send sample %(number)s"), "samples:detail"),
    ProofState.PROMISED: (lambda: _("Late: proof %(number)s"), "samples:proof"),
    ProofState.READY: (lambda: _("Ready: show the buyer proof %(number)s"), "samples:proof"),
    "asked": (lambda: _("Answer request %(number)s"), "samples:request"),
    "answered": (lambda: _("Answered: request %(number)s"), "samples:request"),
    "complaint": (lambda: _("Complaint: %(subject)s"), "orders:complaint"),
}


def work_waiting(viewer: Any, person: Any, today: date) -> Iterable[WaitingRow]:
    """Return what production has to make, on its own people's page: one query for them, none for others."""
    if viewer.pk != person.pk or not person.can(Can.PRODUCE):
        return []
    proofs = Proof.to_make.visible_to(person).order_by()
    samples = Sample.to_make.visible_to(person).filter(checked_at=None).order_by()
    costs = CostRequest.objects.visible_to(person).open().order_by()
    found = proofs.values_list(F("state"), "number", "promised_on").union(
        samples.values_list(Value("sample"), "number", "wanted_on"),
        costs.values_list(Value("cost"), "words", Value(None, output_field=DateField())),
        all=True,
    )
    rows = sorted(found, key=lambda row: (row[0] != ProofState.REQUESTED, row[2] or today, row[1]))
    return [
        waiting_row(
            _MAKE[kind][0]() % {"number": number}, address_of(_MAKE[kind][1]), due_on=day, today=today
        )
        for kind, number, day in rows[:SHOWN]
    ]


_MAKE: dict[str, tuple[Any, str]] = {
    ProofState.REQUESTED: (lambda: _("Name a date: proof %(number)s"), "samples:production"),
    ProofState.PROMISED: (lambda: _("Make proof %(number)s"), "samples:production"),
    "sample": (lambda: _("Make sample %(number)s"), "samples:production"),
    "cost": (lambda: _("Say what it costs: %(number)s"), "quotes:costs"),
}
