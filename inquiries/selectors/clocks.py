"""Reply clocks as a page shows them: state, minutes, why."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.db.models import Case, F, OuterRef, Q, QuerySet, Subquery, When
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from core.domain.work_calendar import WorkCalendar
from core.ui.formats import company_moment
from core.work_days import current_calendar
from customers.models import Channel
from inquiries import policies
from inquiries.domain.reply_clock import ClockState, ReplyClock, clock_state, start_clock
from inquiries.models import BuyerMessage, Inquiry, Reply, State

SPINES = {
    ClockState.DUE_SOON: "spine-soon",
    ClockState.PAST_TARGET: "spine-late",
    ClockState.PAST_LIMIT: "spine-late",
}


# When a clock was met, else when it ran out.
ENDED_AT = Case(When(answered_at__lte=F("limit_at"), then="answered_at"), default="limit_at")


def decided(messages: "QuerySet[BuyerMessage]", at: datetime) -> "QuerySet[BuyerMessage]":
    """Narrow to what counts as answered in time or not: answered, or past the limit at `at` (rules.md §3).

    A delay with an accepted reason is left out (S49).
    """
    over = messages.filter(Q(answered_at__isnull=False) | Q(limit_at__lt=at))
    return over.exclude(exception_accepted=True)


def as_known(messages: "QuerySet[BuyerMessage]", at: datetime) -> list[BuyerMessage]:
    """Return messages as they stood at `at`, without what was typed in, judged or closed later: a late job reads the same.

    The rows are not to be saved. `responsible` is None where it was settled by what was not known yet. One query.
    """
    replies = Reply.objects.filter(
        inquiry=OuterRef("inquiry"), replied_at__gte=OuterRef("received_at"), entered_at__lte=at
    ).order_by("replied_at", "pk")
    by_fax = Subquery(replies.filter(channel=Channel.FAX).values("replied_at")[:1])
    is_plain_fax = Q(channel=Channel.FAX, other_channel_reason="")
    known = Case(When(is_plain_fax, then=by_fax), default=Subquery(replies.values("replied_at")[:1]))
    rows = messages.filter(entered_at__lte=at).annotate(known_answer_at=known).select_related("inquiry")
    return [_as_known(row, at) for row in rows]


def _as_known(row: Any, at: datetime) -> BuyerMessage:
    if row.known_answer_at != row.answered_at:
        is_settled_alike = row.known_answer_at is None and row.answered_at > row.limit_at
        row.answered_at, row.outcome = row.known_answer_at, ""
        row.responsible_id = row.responsible_id if is_settled_alike else None
    if row.answered_at is None and row.limit_at > at:
        row.responsible_id = None
    if row.answered_at is not None:
        row.outcome = clock_state(row.clock, at=at, answered_at=row.answered_at).value
    if row.exception_judged_at is not None and row.exception_judged_at > at:
        row.exception_accepted = None
    if row.inquiry.closed_at is not None and row.inquiry.closed_at > at:
        row.inquiry.state, row.inquiry.closed_at = State.OPEN, None
    message: BuyerMessage = row
    return message


@dataclass(frozen=True)
class ClockChip:
    """What the component `clock` takes. `minutes` as it wants them; `total` is the target's working minutes."""

    state: ClockState
    minutes: int
    target_at: datetime
    limit_at: datetime
    announced_at: datetime
    total: int
    why: str
    resumes_at: datetime | None = None  # outside the windows: when the target's clock goes on

    @property
    def spine(self) -> str:
        """The mark at the left of a row that needs someone."""
        return SPINES.get(self.state, "")


def chip_of_message(message: BuyerMessage, at: datetime) -> ClockChip:
    """Return the chip of one message's own clock."""
    return chip_of(message.clock, at=at, answered_at=message.answered_at, is_fax=message.is_fax)


def chip_of_inquiry(inquiry: Inquiry, at: datetime) -> ClockChip | None:
    """Return the chip of the gravest running clock; None when everything is answered."""
    if (
        inquiry.target_at is None
        or inquiry.due_soon_at is None
        or inquiry.limit_at is None
        or inquiry.announced_at is None
    ):
        return None
    clock = ReplyClock(
        inquiry.received_at, inquiry.due_soon_at, inquiry.target_at, inquiry.limit_at, inquiry.announced_at
    )
    return chip_of(clock, at=at)


def chip_of(
    clock: ReplyClock, *, at: datetime, answered_at: datetime | None = None, is_fax: bool = False
) -> ClockChip:
    """Return the chip of a clock at `at`."""
    state = clock_state(clock, at=at, answered_at=answered_at)
    minutes = _minutes(clock, state, at, answered_at, current_calendar())
    why = _why(clock, is_fax=is_fax)
    total = policies.reply_policy().target_minutes
    resumes_at = _resumes_at(state, at, current_calendar())
    if resumes_at is not None:
        rest = _("The clock stands still until %(moment)s.") % {"moment": company_moment(resumes_at)}
        why = f"{rest} {why}"
    return ClockChip(
        state, minutes, clock.target_at, clock.limit_at, clock.announced_at, total, why, resumes_at
    )


def _resumes_at(state: ClockState, at: datetime, calendar: WorkCalendar) -> datetime | None:
    """Return the next opening for a clock that counts working minutes while nobody works; None for any other."""
    counts = state in {ClockState.OPEN, ClockState.DUE_SOON, ClockState.PAST_TARGET}
    return calendar.next_opening(at) if counts and not calendar.is_open(at) else None


def _minutes(
    clock: ReplyClock, state: ClockState, at: datetime, answered_at: datetime | None, calendar: WorkCalendar
) -> int:
    """Working minutes left to or past the target, clock minutes past the limit, working minutes taken."""
    if state in {ClockState.IN_TARGET, ClockState.IN_LIMIT}:
        return calendar.working_minutes_between(clock.received_at, answered_at or at)
    if state in {ClockState.PAST_LIMIT, ClockState.LATE}:
        return int(((answered_at or at) - clock.limit_at).total_seconds() // 60)
    if state == ClockState.PAST_TARGET:
        return calendar.working_minutes_between(clock.target_at, at)
    return calendar.working_minutes_between(at, clock.target_at)


def _why(clock: ReplyClock, *, is_fax: bool) -> str:
    words: dict[str, Any] = {
        "received": company_moment(clock.received_at),
        "limit": company_moment(clock.limit_at),
    }
    if clock.announced_at != clock.limit_at:
        words["announced"] = company_moment(clock.announced_at)
        return _("Arrived %(received)s: answer before %(announced)s (limit %(limit)s)") % words
    target = policies.reply_policy().target_minutes
    words |= {"target": company_moment(clock.target_at), "minutes": target}
    if is_fax:
        return _("Fax, arrived %(received)s: target %(target)s, limit %(limit)s") % words
    return (
        ngettext(
            "Arrived %(received)s: target %(target)s (%(minutes)s working minute), limit %(limit)s",
            "Arrived %(received)s: target %(target)s (%(minutes)s working minutes), limit %(limit)s",
            target,
        )
        % words
    )


def with_chips(inquiries: Iterable[Inquiry], at: datetime) -> list[Inquiry]:
    """Put `chip` (or None) on each row."""
    rows = list(inquiries)
    for inquiry in rows:
        inquiry.chip = chip_of_inquiry(inquiry, at)  # type: ignore[attr-defined]  # read by templates
    return rows


def chip_of_new(received_at: datetime, channel: str, *, at: datetime) -> ClockChip:
    """Return the chip of a message that is not logged yet."""
    is_fax = channel == Channel.FAX
    clock = start_clock(
        received_at, is_fax=is_fax, policy=policies.reply_policy(), calendar=current_calendar()
    )
    return chip_of(clock, at=at, is_fax=is_fax)


def count_stopped(reply: Reply) -> int:
    """Return how many clocks a reply stopped: 0 when nothing waited for it (N6)."""
    return BuyerMessage.objects.filter(inquiry=reply.inquiry_id, answered_at=reply.replied_at).count()
