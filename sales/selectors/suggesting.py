"""What a customer's history speaks for: a stage, a grade (S42, S88). Shown with its reason; who may, decides."""

from collections.abc import Iterator
from typing import Any

from customers.models import Customer, TimelineEntry
from customers.permissions import can_grade_customer
from sales.domain.samples import ENDED, better_grade
from sales.domain.suggesting import Happened, StageSuggestion, suggest_stage
from sales.models import Sample

Kind = TimelineEntry.Kind
KINDS = (Kind.STAGE, Kind.QUOTE, Kind.SAMPLE, Kind.ORDER)
READ_BACK = 200


def stage_for(customer: Customer) -> StageSuggestion | None:
    """Return which stage what happened since a person last named one speaks for. One statement."""
    return suggest_stage(customer.stage, _since_last_said(customer))


def _since_last_said(customer: Customer) -> Iterator[Happened]:
    rows = TimelineEntry.objects.filter(customer=customer, kind__in=KINDS).order_by("-at", "-id")
    for kind, actor, at, values in rows.values_list("kind", "actor", "at", "values")[:READ_BACK]:
        if kind == Kind.STAGE:
            if actor is not None:
                return
        else:
            yield Happened(
                kind, values.get("event", ""), values.get("number", ""), at, values.get("kind", "")
            )


def grade_for(user: Any, customer: Customer, sample: Sample) -> str:
    """Return the grade that a sample on its way speaks for, for who may give it (S88); "" for none.

    Who gave or confirmed the grade after the sample was asked for has judged it already.
    """
    if (
        sample.state in ENDED
        or customer.graded_at >= sample.requested_at
        or not can_grade_customer(user, customer)
    ):
        return ""
    return better_grade(customer.grade, offers_freight=sample.offers_freight)
