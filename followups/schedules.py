"""Background work of this app."""

from datetime import datetime
from typing import Any

from django.utils.translation import gettext_lazy as _

from accounts.models import User
from core import jobs
from followups.services import (
    deliver_suggestions,
    escalate_help,
    keep_windows,
    recompute_after_rule_change,
    refresh_weeks,
    sweep_due,
    sweep_pool,
    tell_returned,
)


@jobs.periodic("followups.sweep_due", jobs.Daily(hour=0, minute=10), label=_("Work out the day's due dates"))
def sweep_due_dates(*, at: datetime, cursor: Any = None) -> jobs.Parts:
    """Due dates whose inputs changed with the day."""
    return sweep_due(at=at, cursor=cursor)


@jobs.periodic(
    "followups.sweep_pool",
    jobs.Daily(hour=0, minute=30),
    label=_("Warn of customers that go to the open pool, and move what is due"),
)
def sweep_open_pool(*, at: datetime, cursor: Any = None) -> jobs.Parts:
    """Customers whom nobody contacted: their owners are warned, and later they are nobody's."""
    return sweep_pool(at=at, cursor=cursor)


@jobs.periodic(
    "followups.refresh_weeks", jobs.Daily(hour=0, minute=15), label=_("Work out the weekly figures")
)
def refresh_all_weeks(*, at: datetime, cursor: int = 0) -> jobs.Parts:
    """The weekly figures of the cadence, a part per person."""
    people = list(User.objects.salespeople().order_by("pk"))
    for place, user in enumerate(people, start=1):
        if user.pk > cursor:
            refresh_weeks(at=at, users=[user])
            yield jobs.Part(user.pk, place, len(people))
    return {"people": len(people)}


@jobs.periodic(
    "followups.keep_windows",
    jobs.Daily(hour=0, minute=20),
    label=_("Write down how the cadence was kept"),
)
def keep_ended_windows(*, at: datetime, cursor: str = "") -> jobs.Parts:
    """The windows of the cadence that have ended, a part for each day on which some did."""
    return keep_windows(at=at, cursor=cursor)


@jobs.periodic(
    "followups.tell_returned", jobs.Every(minutes=15), label=_("Tell who comes back what happened")
)
def tell_who_returned(*, at: datetime) -> dict[str, int]:
    """The hand-back summary, on the first working day after an absence."""
    return {"over": tell_returned(at=at)}


@jobs.job("followups.recompute_all", label=_("Work out every due date anew"))
def recompute_all(*, at: datetime, cursor: Any = None) -> jobs.Parts:
    """Everyone's due date, after the policy or the calendar changed."""
    return recompute_after_rule_change(at=at, cursor=cursor)


@jobs.periodic(
    "followups.escalate_help",
    jobs.Every(minutes=1),
    label=_("Give the boss help requests not answered in time"),
)
def escalate_help_requests(*, at: datetime) -> dict[str, int]:
    """What no manager answered within the working day goes on to the boss."""
    return {"told": escalate_help(at=at)}


@jobs.periodic(
    "followups.deliver_suggestions", jobs.Daily(hour=9), label=_("Deliver the anonymous suggestions")
)
def deliver_anonymous_suggestions(*, at: datetime) -> dict[str, int]:
    """The anonymous suggestions of the day before, all at once."""
    return {"delivered": deliver_suggestions(at=at)}
