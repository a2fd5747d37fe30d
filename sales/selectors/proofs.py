"""Proofs as pages show them: late and without a date first."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from django.db.models import Count, Q, QuerySet
from django.utils import timezone

from core.domain.work_calendar import WorkCalendar
from core.keyset import Page, Sort, page_of
from core.ui.way import WayStep
from core.work_days import current_calendar
from customers.models import Customer
from sales.domain import proofs as rules
from sales.models import Proof, ProofState, SampleState
from sales.permissions.samples import can_act_on_proof

PAGE = 50
SHOWN = 5
NEWEST = Sort("newest", "requested_at", datetime, is_descending=True)
RELATED = ("customer__owner__team", "inquiry", "product", "requested_by", "promised_by")
OPEN, UNPROMISED, LATE, READY, DONE, ALL = "open", "undated", "late", "ready", "done", "all"
TABS = (OPEN, UNPROMISED, LATE, READY, DONE, ALL)
COUNTED = (OPEN, UNPROMISED, LATE, READY)


@dataclass(frozen=True)
class ProofFilter:
    """What narrows the list."""

    tab: str = OPEN
    owner_id: int | None = None
    words: str = ""


@dataclass(frozen=True)
class Standing:
    """How a proof stands: `days_late` working days past the promised one; `level` has to see to a date, "" for none."""

    days_late: int = 0
    level: str = ""


def in_tab(tab: str, today: date) -> Q:
    """Return what a tab holds on the company's day."""
    found: Mapping[str, Q] = {
        OPEN: ~Q(state__in=rules.ENDED),
        UNPROMISED: Q(state=ProofState.REQUESTED),
        LATE: Q(state=ProofState.PROMISED, promised_on__lt=today),
        READY: Q(state=ProofState.READY),
        DONE: Q(state__in=rules.ENDED),
        ALL: Q(),
    }
    return found[tab]


def read_proofs(
    user: Any, wanted: ProofFilter, at: datetime, *, after: str = "", before: str = ""
) -> tuple[Page[Proof], dict[str, int]]:
    """Return a page of proofs that `user` sees, newest first, each with its `standing`, and how many each tab holds."""
    today = timezone.localdate(at)
    seen = _narrow(Proof.objects.visible_to(user), wanted)
    counts = seen.aggregate(**{name: Count("pk", filter=in_tab(name, today)) for name in COUNTED})
    rows = seen.filter(in_tab(wanted.tab, today)).select_related("customer__owner", "product")
    page = page_of(rows, NEWEST, after=after, before=before, size=PAGE)
    return Page(with_standing(page.rows, at), page.before, page.after), counts


def _narrow(rows: "QuerySet[Proof]", wanted: ProofFilter) -> "QuerySet[Proof]":
    if wanted.owner_id is not None:
        rows = rows.filter(customer__owner=wanted.owner_id)
    for word in wanted.words.casefold().split()[:5]:
        rows = rows.filter(
            Q(number__icontains=word) | Q(words__icontains=word) | Q(customer__search_text__contains=word)
        )
    return rows


def with_standing(proofs: list[Proof], at: datetime) -> list[Any]:
    """Put `standing` on each proof."""
    calendar = current_calendar()
    for proof in proofs:
        proof.standing = standing_of(proof, at, calendar)  # type: ignore[attr-defined]  # read by templates
    return proofs


def standing_of(proof: Proof, at: datetime, calendar: WorkCalendar) -> Standing:
    """Return how `proof` stands at `at`."""
    today = calendar.day_of(at)
    if proof.state == ProofState.REQUESTED:
        return Standing(level=rules.level_at(at, proof.due))
    if proof.promised_on and rules.is_late(proof.state, proof.promised_on, today):
        return Standing(days_late=max(1, calendar.working_days_between(proof.promised_on, today)))
    return Standing()


def way_of(proof: Proof) -> list[WayStep]:
    """Return the steps of a proof with their days."""
    days = {
        rules.State.REQUESTED: timezone.localdate(proof.asked_at),
        rules.State.PROMISED: proof.promised_on,
        rules.State.READY: _day(proof.finished_at),
        rules.State.SEALED: _day(proof.sealed_at),
    }
    if proof.state == ProofState.CANCELLED:
        done = [WayStep(_label(state), "done", day) for state, day in days.items() if day]
        return [*done, WayStep(_label(rules.State.CANCELLED), "now", _day(proof.cancelled_at))]
    here = rules.PATH.index(rules.State(proof.state))
    return [
        WayStep(
            _label(state),
            "now" if number == here else "later" if number > here else "done" if days[state] else "skipped",
            days[state],
        )
        for number, state in enumerate(rules.PATH)
    ]


def next_of(user: Any, proof: Proof) -> str:
    """Return the one action in front for who may do it; "" at an end."""
    following = {
        ProofState.REQUESTED: rules.Step.PROMISE,
        ProofState.PROMISED: rules.Step.FINISH,
        ProofState.READY: rules.Step.SEAL,
    }
    step = following.get(ProofState(proof.state))
    return str(step) if step and can_act_on_proof(user, proof) else ""


def proofs_of(user: Any, customer: Customer, at: datetime) -> list[Any]:
    """Return a customer's proofs for its page, those in work first."""
    rows = Proof.objects.visible_to(user).filter(customer=customer)
    ended = Q(state__in=rules.ENDED)
    return with_standing(
        list(rows.annotate(has_ended=ended).order_by("has_ended", "-requested_at", "-pk")[:SHOWN]), at
    )


def _label(state: str) -> str:
    """The first step is the request, whatever it waits for."""
    return str(SampleState.REQUESTED.label if state == rules.State.REQUESTED else ProofState(state).label)


def _day(moment: datetime | None) -> date | None:
    return timezone.localdate(moment) if moment else None
