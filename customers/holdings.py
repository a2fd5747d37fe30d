"""What customers knows of a person's holdings, and what comes after freezing somebody."""

from datetime import datetime
from typing import Any

from django.db.models import QuerySet
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext_lazy as _
from django.utils.translation import ngettext

from accounts.models import User
from core.holdings import Fate, Holding, NextStep, register, register_next_step
from customers.models import Customer, CustomerExport, CustomerImport, Grade
from customers.permissions import can_hand_over


def _customers(person: User, at: datetime) -> "QuerySet[Any]":
    return Customer.objects.current().filter(owner=person)


def _due(person: User, at: datetime) -> "QuerySet[Any]":
    """Due today or overdue."""
    return Customer.objects.current().filter(owner=person, next_due_on__lte=timezone.localdate(at))


def _exports(person: User, at: datetime) -> "QuerySet[Any]":
    states = CustomerExport.State
    return CustomerExport.objects.filter(
        owner=person, state__in=(states.ASKED, states.WAITING, states.RUNNING)
    )


def _imports(person: User, at: datetime) -> "QuerySet[Any]":
    """Workbooks whose customers are to become the person's, and that are not finished."""
    ended = (CustomerImport.State.DONE, CustomerImport.State.REFUSED, CustomerImport.State.UNDONE)
    return CustomerImport.objects.filter(owner=person).exclude(state__in=ended)


def next_step(actor: Any, person: User, at: datetime) -> NextStep | None:
    """Who freezes somebody with customers goes on to hand them over."""
    count = _customers(person, at).count()
    if not count or not can_hand_over(actor, person):
        return None
    words = ngettext(
        "Frozen. Now hand over %(count)s customer.", "Frozen. Now hand over %(count)s customers.", count
    )
    return NextStep(reverse("handovers:new", args=[person.pk]), words % {"count": count})


register(
    Holding(
        "customers",
        _("Customers"),
        ("customers.Customer.owner",),
        _customers,
        Fate.WITH_CUSTOMERS,
        part="grade",
        parts={grade: grade for grade in Grade.values},
    )
)
register(Holding("due", _("Customers due or overdue"), (), _due, Fate.WITH_CUSTOMERS))
register(
    Holding("exports", _("Exports not made yet"), ("customers.CustomerExport.owner",), _exports, Fate.ENDS)
)
register(
    Holding("imports", _("Imports not finished"), ("customers.CustomerImport.owner",), _imports, Fate.ENDS)
)
register_next_step(next_step)
