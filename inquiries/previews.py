"""What other reply limits or working hours would mean for buyers' messages, told before they are saved."""

from collections import Counter
from collections.abc import Iterable
from datetime import datetime, timedelta
from typing import NamedTuple

from django.utils.translation import gettext as _

from core.domain.work_calendar import WorkCalendar
from core.policy_previews import preview
from core.work_days import SECTION as CALENDAR
from core.work_days import CompanyCalendar, calendar_of, current_calendar
from inquiries.domain.reply_clock import ClockState, ReplyClock, ReplyPolicy, clock_state, start_clock
from inquiries.models import BuyerMessage, Channel, State
from inquiries.policies import REPLY, reply_policy

WEEKS_BACK = timedelta(days=28)
LOOKED_AT = 2_000


class _Message(NamedTuple):
    received_at: datetime
    channel: str
    answered_at: datetime | None


class _Clocks:
    """Clocks by rules; equal moments (to the minute) share one, so that many messages cost little."""

    def __init__(self, policy: ReplyPolicy, calendar: WorkCalendar) -> None:
        self._policy, self._calendar = policy, calendar
        self._known: dict[tuple[datetime, bool], ReplyClock] = {}

    def state(self, message: _Message, at: datetime) -> ClockState:
        """Return how the message would stand."""
        key = (message.received_at.replace(second=0, microsecond=0), message.channel == Channel.FAX)
        if key not in self._known:
            self._known[key] = start_clock(
                key[0], is_fax=key[1], policy=self._policy, calendar=self._calendar
            )
        return clock_state(self._known[key], at=at, answered_at=message.answered_at)


@preview(REPLY)
def weigh_limits(before: ReplyPolicy, after: ReplyPolicy, at: datetime) -> list[str]:
    """How the messages of the last four weeks would stand by other limits."""
    calendar = current_calendar()
    return _compare(_Clocks(before, calendar), _Clocks(after, calendar), at)


@preview(CALENDAR)
def weigh_hours(before: CompanyCalendar, after: CompanyCalendar, at: datetime) -> list[str]:
    """The same for other working hours and days."""
    policy = reply_policy()
    return _compare(_Clocks(policy, calendar_of(before)), _Clocks(policy, calendar_of(after)), at)


def _compare(before: _Clocks, after: _Clocks, at: datetime) -> list[str]:
    """Say what the other rules would make of what is open and of what was answered lately; running clocks keep theirs."""
    rows = BuyerMessage.objects.filter(inquiry__state=State.OPEN, answered_at=None)
    running = _read(rows.order_by("-received_at"))
    since = at - WEEKS_BACK
    done = _read(
        BuyerMessage.objects.filter(received_at__gte=since).exclude(answered_at=None).order_by("-received_at")
    )
    return [*_word_running(running, after, at), *_word_done(done, before, after, at)]


def _read(rows: Iterable[BuyerMessage]) -> list[_Message]:
    found = rows.values_list("received_at", "channel", "answered_at")[:LOOKED_AT]  # type: ignore[attr-defined]  # a queryset
    return [_Message(*row) for row in found]


def _word_running(running: list[_Message], after: _Clocks, at: datetime) -> list[str]:
    if not running:
        return []
    states = Counter(after.state(message, at) for message in running)
    kept = _("Running clocks keep their limits: %(count)s messages wait for an answer.") % {
        "count": len(running)
    }
    said = _("By the new rule %(target)s of them would be past target and %(limit)s past limit now.")
    return [kept, said % {"target": states[ClockState.PAST_TARGET], "limit": states[ClockState.PAST_LIMIT]}]


def _word_done(done: list[_Message], before: _Clocks, after: _Clocks, at: datetime) -> list[str]:
    if not done:
        return []
    was, would = (Counter(clocks.state(message, at) for message in done) for clocks in (before, after))
    said = _(
        "Of %(count)s messages answered in the last four weeks, by the new rule %(target)s would have been in target"
        " (now %(old_target)s) and %(late)s late (now %(old_late)s)."
    )
    return [
        said % {
            "count": len(done), "target": would[ClockState.IN_TARGET], "old_target": was[ClockState.IN_TARGET],
            "late": would[ClockState.LATE], "old_late": was[ClockState.LATE],
        }
    ]  # fmt: skip
