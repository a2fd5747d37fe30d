"""What inquiries knows of a person's holdings: inquiries and clocks, and the rules that lead to the person."""

from datetime import datetime
from typing import Any

from django.db.models import QuerySet
from django.utils.dateparse import parse_datetime
from django.utils.translation import gettext_lazy as _

from accounts.models import User
from core.holdings import Fate, Holding, register
from inquiries.models import AssignmentRule, BuyerMessage, Inquiry, RotationSeat, State
from inquiries.services.assigning import note_handed_over


def _open(person: User, at: datetime) -> "QuerySet[Any]":
    return Inquiry.objects.open().filter(owner=person)


def _unanswered(person: User, at: datetime) -> "QuerySet[Any]":
    return BuyerMessage.objects.filter(inquiry__owner=person, outcome="", inquiry__state=State.OPEN)


def _loose(person: User, at: datetime) -> "QuerySet[Any]":
    """Inquiries without a customer: they go with nobody."""
    return _loose_of(person)


def _loose_of(person: User) -> Any:
    return Inquiry.objects.filter(owner=person, customer=None)


def _give_loose(*, person: User, to: User, actor: User, at: datetime) -> dict[str, Any]:
    rows = list(_loose_of(person).select_for_update(of=("self",)).order_by("pk"))
    note_handed_over(
        [row for row in rows if row.state == State.OPEN],
        {row.pk: to.pk for row in rows},
        by_id=actor.pk,
        at=at,
    )
    Inquiry.objects.filter(pk__in=[row.pk for row in rows]).update(owner=to)
    return {"ids": [row.pk for row in rows]} if rows else {}


def _take_loose_back(
    moved: dict[str, Any], *, person: User, to: User, back_to: User, actor: User, at: datetime
) -> None:
    rows = list(Inquiry.objects.filter(pk__in=moved["ids"], owner=to, customer=None).order_by("pk"))
    note_handed_over(
        [row for row in rows if row.state == State.OPEN],
        {row.pk: back_to.pk for row in rows},
        by_id=actor.pk,
        at=at,
    )
    Inquiry.objects.filter(pk__in=[row.pk for row in rows]).update(owner=back_to)


def _rules(person: User, at: datetime) -> "QuerySet[Any]":
    return AssignmentRule.objects.filter(user=person)


def _give_rules(*, person: User, to: User, actor: User, at: datetime) -> dict[str, Any]:
    """The rules lead to the other person; a rule that leads there already is not doubled, and stays."""
    theirs = set(AssignmentRule.objects.filter(user=to).values_list("kind", "value"))
    rows = AssignmentRule.objects.filter(user=person).values_list("pk", "kind", "value")
    ids = [pk for pk, kind, value in rows if (kind, value) not in theirs]
    AssignmentRule.objects.filter(pk__in=ids).update(user=to)
    return {"ids": ids} if ids else {}


def _take_rules_back(
    moved: dict[str, Any], *, person: User, to: User, back_to: User, actor: User, at: datetime
) -> None:
    there = set(AssignmentRule.objects.filter(user=back_to).values_list("kind", "value"))
    rows = AssignmentRule.objects.filter(pk__in=moved["ids"], user=to).values_list("pk", "kind", "value")
    ids = [pk for pk, kind, value in rows if (kind, value) not in there]
    AssignmentRule.objects.filter(pk__in=ids).update(user=back_to)


def _seat(person: User, at: datetime) -> "QuerySet[Any]":
    return RotationSeat.objects.filter(user=person)


def _leave_seat(*, person: User, to: User, actor: User, at: datetime) -> dict[str, Any]:
    """Whoever leaves the rotation gives the seat to nobody: the others share what comes."""
    seat = RotationSeat.objects.filter(user=person).first()
    if seat is None:
        return {}
    seat.delete()
    return {"last_assigned_at": seat.last_assigned_at.isoformat() if seat.last_assigned_at else ""}


def _take_seat_again(
    moved: dict[str, Any], *, person: User, to: User, back_to: User, actor: User, at: datetime
) -> None:
    """The seat is the person's own: nobody else gets it."""
    if back_to.pk == person.pk:
        last = parse_datetime(moved["last_assigned_at"]) if moved["last_assigned_at"] else None
        RotationSeat.objects.get_or_create(user=person, defaults={"last_assigned_at": last})


register(Holding("inquiries", _("Open inquiries"), ("inquiries.Inquiry.owner",), _open, Fate.WITH_CUSTOMERS))
register(Holding("messages", _("Messages not answered"), (), _unanswered, Fate.WITH_CUSTOMERS))
register(
    Holding(
        "loose", _("Inquiries without a customer"), (), _loose, Fate.TO_ONE, _give_loose, _take_loose_back
    )
)
register(
    Holding(
        "rules", _("Rules by which inquiries come"), ("inquiries.AssignmentRule.user",), _rules, Fate.TO_ONE,
        _give_rules, _take_rules_back,
    )
)  # fmt: skip
register(
    Holding("seat", _("Seat in the rotation"), ("inquiries.RotationSeat.user",), _seat, Fate.ENDS, _leave_seat, _take_seat_again)
)  # fmt: skip
