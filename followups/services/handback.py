"""The hand-back: who was away is told on the first working day after, or at once when they come back sooner (S35)."""

from collections.abc import Iterable
from datetime import datetime

from django.db import transaction
from django.urls import reverse
from django.utils.translation import gettext_noop

from accounts.models import Absence
from core import notices
from core.notices import Notice
from core.work_days import current_calendar
from followups.selectors.handback import read_over


@transaction.atomic
def tell_returned(*, at: datetime) -> int:
    """Tell each person whose absence is over where its summary stands; once, inside the windows (N8).

    Returns how many absences it found; who was told already is not told again.
    """
    if not current_calendar().is_open(at):
        return 0
    over = read_over(at)
    tell_handback(over, at=at)
    return len(over)


def tell_handback(absences: Iterable[Absence], *, at: datetime) -> None:
    """Tell who was away, once, where the summary stands."""
    notices.notify_each(
        [
            Notice(
                [row.user_id], f"handback-{row.pk}", gettext_noop("Welcome back. What happened meanwhile: %(first)s to %(last)s"),
                {"first": row.starts_on.isoformat(), "last": row.ends_on.isoformat()},
                reverse("followups:handback", args=[row.pk]), about=row,
            )
            for row in absences
        ],
        at=at,
    )  # fmt: skip
