"""What was true of a customer at a moment of the past, as expressions of a statement."""

from datetime import datetime
from typing import Any

from django.db.models import CharField, F, OuterRef, Q, Subquery
from django.db.models.fields.json import KT
from django.db.models.functions import Coalesce

from customers.models import GradeChange, OwnerPeriod, TimelineEntry
from reports.domain.timetable import Span


def within(field: str, span: Span) -> Q:
    """Return the condition that a moment lies in the span."""
    return Q(**{f"{field}__gte": span.starts_at, f"{field}__lt": span.ends_at})


def owner_then(customer: str, at: str | datetime) -> Subquery:
    """Who owned the customer at a moment (a field's name, or the moment itself): what N9 says of quotes and orders."""
    moment = _moment(at)
    held = OwnerPeriod.objects.filter(customer=OuterRef(customer), started_at__lte=moment)
    held = held.filter(Q(ended_at=None) | Q(ended_at__gt=moment))
    return Subquery(held.order_by("-started_at", "-pk").values("owner")[:1])


def grade_then(customer: str, at: str | datetime, now: str) -> Coalesce:
    """The customer's grade at a moment (a field's name, or the moment itself); `now` names the field of today's."""
    later = GradeChange.objects.filter(customer=OuterRef(customer), at__gt=_moment(at)).exclude(before="")
    return Coalesce(Subquery(later.order_by("at", "pk").values("before")[:1]), now)


def stage_then(customer: str, at: datetime, now: str) -> Coalesce:
    """The customer's stage at a moment; `now` names the field of today's."""
    later = TimelineEntry.objects.filter(
        customer=OuterRef(customer), kind=TimelineEntry.Kind.STAGE, at__gt=at
    )
    before = later.order_by("at", "pk").annotate(stage_before=KT("values__before")).values("stage_before")
    return Coalesce(Subquery(before[:1]), F(now), output_field=CharField())


def _moment(at: str | datetime) -> Any:
    return OuterRef(at) if isinstance(at, str) else at
