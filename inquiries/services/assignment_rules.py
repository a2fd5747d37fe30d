"""The company's rules of who gets an inquiry: countries, product words, seats in the rotation. All audited."""

from collections.abc import Iterable
from datetime import datetime
from typing import Any

from django.db import transaction

from accounts.models import User
from core import audit
from inquiries.models import AssignmentRule, RotationSeat
from inquiries.services.assigning import NotAssignable


@transaction.atomic
def add_rule(*, actor: Any, kind: str, value: str, user: User, at: datetime) -> AssignmentRule:
    """Let inquiries of a country (ISO alpha-2) or with a product word go to `user`; the same rule twice is one.

    Raises NotAssignable for somebody who cannot own customers.
    """
    _check_selling([user])
    rule = AssignmentRule.objects.filter(kind=kind, value__iexact=value, user=user).first()
    if rule is not None:
        return rule
    rule, is_new = AssignmentRule.objects.get_or_create(
        kind=AssignmentRule.Kind(kind), value=value, user=user
    )
    if is_new:
        changes = {kind: ("", value), "user": ("", user.name)}
        audit.record("inquiries.rule_added", actor=actor, at=at, target=rule, changes=changes)
    return rule


@transaction.atomic
def remove_rule(*, actor: Any, rule: AssignmentRule, at: datetime) -> None:
    """Take a rule away; what it has given out stays where it is. Taken away already: nothing."""
    row = (
        AssignmentRule.objects.select_for_update(of=("self",))
        .select_related("user")
        .filter(pk=rule.pk)
        .first()
    )
    if row is None:
        return
    changes = {row.kind: (row.value, ""), "user": (row.user.name, "")}
    audit.record("inquiries.rule_removed", actor=actor, at=at, target=row, changes=changes)
    row.delete()


@transaction.atomic
def set_seats(*, actor: Any, people: Iterable[User], at: datetime) -> None:
    """Let exactly `people` take part in the rotation; who stays keeps their turn.

    Raises NotAssignable for somebody who cannot own customers.
    """
    wanted = {user.pk: user for user in people}
    _check_selling(wanted.values())
    seats = RotationSeat.objects.select_for_update(of=("self",)).select_related("user").order_by("user_id")
    before = {seat.user_id: seat.user for seat in seats}
    if before.keys() == wanted.keys():
        return
    RotationSeat.objects.filter(user_id__in=before.keys() - wanted.keys()).delete()
    for pk in sorted(wanted.keys() - before.keys()):
        RotationSeat.objects.get_or_create(user_id=pk)
    changes = {"people": (_names(before.values()), _names(wanted.values()))}
    audit.record("inquiries.rotation_changed", actor=actor, at=at, changes=changes)


def _check_selling(people: Iterable[User]) -> None:
    wanted = {user.pk for user in people}
    if User.objects.salespeople().filter(pk__in=wanted).count() != len(wanted):
        raise NotAssignable


def _names(people: Iterable[User]) -> list[str]:
    return sorted(user.name for user in people)
