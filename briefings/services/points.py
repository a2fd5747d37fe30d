"""What a manager puts into a briefing (S110)."""

from dataclasses import dataclass
from datetime import datetime

from django.core.exceptions import PermissionDenied
from django.db import transaction

from accounts.models import User
from briefings.models import Briefing, Part, Point
from briefings.permissions import can_compile, can_withdraw
from briefings.services.refusals import BriefingRefused
from core import audit
from core.locks import retries_deadlocks
from customers.models import Customer
from customers.services import lock_current

MOST_SIGNS = 2_000
MOST_POINTS = 12


@dataclass(frozen=True)
class PointValues:
    """What is said in which section, about which customer, and whether it asks for a ruling."""

    part: Part
    text: str
    customer: Customer | None = None
    asks: bool = False


@retries_deadlocks
def add_point(*, actor: User, briefing: Briefing, values: PointValues, at: datetime) -> Point:
    """Put a point into a briefing that is to come.

    Raises PermissionDenied, and BriefingRefused("no_text", "too_long", "too_many").
    """
    customer = lock_current(values.customer) if values.customer else None
    row = Briefing.objects.select_for_update(no_key=True).get(pk=briefing.pk)
    if not can_compile(actor, row):
        raise PermissionDenied
    text = checked(values.text, MOST_SIGNS)
    if Point.objects.visible_to(actor).standing().filter(briefing=row).count() >= MOST_POINTS:
        raise BriefingRefused("", "too_many")
    point = Point.objects.create(
        briefing=row, part=values.part, text=text, customer=customer, asks=values.asks, raised_by=actor, raised_at=at
    )  # fmt: skip
    audit.record(
        "briefings.point_added", actor=actor, at=at, target=point, changes={"part": ("", values.part)}
    )
    return point


@transaction.atomic
def withdraw_point(*, actor: User, point: Point, at: datetime) -> Point:
    """Take one's own point out again; what was ruled on stays. A second time changes nothing. Raises PermissionDenied."""
    row = Point.objects.select_for_update(of=("self",)).select_related("briefing").get(pk=point.pk)
    if row.withdrawn_at is not None and row.raised_by_id == actor.pk:
        return row
    if not can_withdraw(actor, row):
        raise PermissionDenied
    if row.rulings.exists():
        raise BriefingRefused("", "not_from_here")
    row.withdrawn_at = at
    row.save(update_fields=["withdrawn_at"])
    audit.record("briefings.point_withdrawn", actor=actor, at=at, target=row)
    return row


def checked(text: str, most: int, field: str = "text") -> str:
    """Return the text without white space around it. Raises BriefingRefused("no_text", "too_long")."""
    if not text.strip():
        raise BriefingRefused(field, "no_text")
    if len(text) > most:
        raise BriefingRefused(field, "too_long")
    return text.strip()
