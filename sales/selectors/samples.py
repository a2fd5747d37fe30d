"""Samples as pages show them: lists by status, the way that one has gone, what comes next."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from django.db.models import Count, Prefetch, Q, QuerySet
from django.utils import timezone

from core import policy
from core.keyset import Page, Sort, page_of
from core.ui.way import WayStep
from customers.models import Customer
from sales.domain import samples as rules
from sales.domain.samples import SamplePolicy, Step, is_uncompared, next_step
from sales.models import Sample, SampleLine, SampleState
from sales.permissions.samples import can_act_on_sample, can_decide_sample
from sales.policies import SAMPLES
from sales.selectors.e_samples import e_sample_since
from sales.selectors.suggesting import grade_for

PAGE = 50
SHOWN = 5
NEWEST = Sort("newest", "requested_at", datetime, is_descending=True)
RELATED = ("customer__owner__team", "contact", "inquiry", "proof", "requested_by", "decided_by", "checked_by")
LINES = Prefetch("lines", SampleLine.objects.select_related("product"))
OPEN, DECIDE, SEND, UNDER_WAY, DONE, ALL = "open", "decide", "send", "way", "done", "all"
# What each tab of the list holds, in the order in which they stand.
TABS: Mapping[str, Q] = {
    OPEN: ~Q(state__in=rules.ENDED),
    DECIDE: Q(state=SampleState.REQUESTED),
    SEND: Q(state=SampleState.READY),
    UNDER_WAY: Q(state__in=(SampleState.SENT, SampleState.RECEIVED)),
    DONE: Q(state__in=rules.ENDED),
    ALL: Q(),
}
COUNTED = (OPEN, DECIDE, SEND, UNDER_WAY)


@dataclass(frozen=True)
class SampleFilter:
    """What narrows the list; `since` and `until`: sent on one of these days."""

    tab: str = OPEN
    owner_id: int | None = None
    words: str = ""
    since: date | None = None
    until: date | None = None


@dataclass(frozen=True)
class SamplePage:
    """A sample with what its reader may do. `next` is the one action in front, a step or what dispatch waits for."""

    sample: Sample
    lines: list[SampleLine]
    way: list[WayStep]
    next: str
    may_act: bool
    may_decide: bool
    suggested_grade: str
    e_sample_on: date | None
    warns_of_e_sample: bool
    is_uncompared: bool


def read_samples(
    user: Any, wanted: SampleFilter, *, after: str = "", before: str = ""
) -> tuple[Page[Sample], dict[str, int]]:
    """Return a page of samples that `user` sees, newest first, and how many each tab holds."""
    seen = _narrow(Sample.objects.visible_to(user), wanted)
    counts = seen.aggregate(**{name: Count("pk", filter=TABS[name]) for name in COUNTED})
    rows = seen.filter(TABS[wanted.tab]).select_related("customer__owner").prefetch_related(LINES)
    return page_of(rows, NEWEST, after=after, before=before, size=PAGE), counts


def _narrow(rows: "QuerySet[Sample]", wanted: SampleFilter) -> "QuerySet[Sample]":
    if wanted.owner_id is not None:
        rows = rows.filter(customer__owner=wanted.owner_id)
    if wanted.since is not None:
        rows = rows.filter(sent_on__gte=wanted.since)
    if wanted.until is not None:
        rows = rows.filter(sent_on__lte=wanted.until)
    for word in wanted.words.casefold().split()[:5]:
        rows = rows.filter(
            Q(number__icontains=word) | Q(tracking__icontains=word) | Q(customer__search_text__contains=word)
        )
    return rows


def read_sample_page(user: Any, sample: Sample) -> SamplePage:
    """Return a sample that `user` sees, loaded with `RELATED`, as its page shows it."""
    may_act, may_decide = can_act_on_sample(user, sample), can_decide_sample(user, sample)
    is_before = sample.state in rules.BEFORE_DISPATCH
    lines = list(sample.lines.select_related("product"))
    e_sample_on = sample.e_sample_on or e_sample_since(
        sample.customer, {line.product_id for line in lines if line.product_id}
    )
    return SamplePage(
        sample=sample,
        lines=lines,
        way=way_of(sample),
        next=next_of(sample, may_act=may_act, may_decide=may_decide),
        may_act=may_act,
        may_decide=may_decide,
        suggested_grade=grade_for(user, sample.customer, sample),
        e_sample_on=e_sample_on,
        warns_of_e_sample=is_before and e_sample_on is None,
        is_uncompared=is_before
        and is_uncompared(policy.get(SAMPLES, SamplePolicy), value=sample.value, currency=sample.currency),
    )


def next_of(sample: Sample, *, may_act: bool, may_decide: bool) -> str:
    """Return the one action in front for who may do it; "" for nobody or at an end."""
    step = next_step(sample.state, is_from_production=sample.is_from_production, missing=sample.missing)
    may = may_decide if step is Step.APPROVE else may_act
    return str(step) if step and may else ""


def way_of(sample: Sample) -> list[WayStep]:
    """Return the seven steps with their days; of a sample that was refused or cancelled, how far it came."""
    days = _days_of(sample)
    here = rules.PATH.index(rules.State(sample.state)) if sample.state in rules.PATH else -1
    steps = []
    for number, state in enumerate(rules.PATH):
        day = days[state]
        is_done = number <= here or (here < 0 and day is not None)
        place = "now" if number == here else "done" if is_done and day else "skipped" if is_done else "later"
        steps.append(WayStep(str(SampleState(state).label), place, day))
    if here < 0:
        ended = sample.cancelled_at if sample.state == SampleState.CANCELLED else sample.decided_at
        kept = [step for step in steps if step.state == "done"]
        kept = kept if sample.state == SampleState.CANCELLED else kept[:1]
        return [*kept, WayStep(str(SampleState(sample.state).label), "now", _day(ended))]
    return steps


def _days_of(sample: Sample) -> dict[rules.State, date | None]:
    state = rules.State
    return {
        state.REQUESTED: _day(sample.requested_at),
        state.APPROVED: _day(sample.decided_at),
        state.IN_PRODUCTION: _day(sample.started_at),
        state.READY: _day(sample.finished_at),
        state.SENT: sample.sent_on,
        state.RECEIVED: sample.received_on,
        state.FEEDBACK: _day(sample.judged_at),
    }


def _day(moment: datetime | None) -> date | None:
    return timezone.localdate(moment) if moment else None


def samples_of(user: Any, customer: Customer) -> list[Sample]:
    """Return a customer's samples for its page: those on their way first, then the newest. Two queries."""
    rows = Sample.objects.visible_to(user).filter(customer=customer).prefetch_related(LINES)
    ended = Q(state__in=rules.ENDED)
    return list(rows.annotate(has_ended=ended).order_by("has_ended", "-requested_at", "-pk")[:SHOWN])


def last_e_sample_on(customer: Customer) -> date | None:
    """Return when the customer was last sent an electronic sample, as far as samples say."""
    rows = Sample.objects.filter(customer=customer).exclude(e_sample_on=None).order_by("-e_sample_on")
    return rows.values_list("e_sample_on", flat=True).first()
