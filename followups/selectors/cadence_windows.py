"""What the windows of the cadence that have ended came to, as the nights wrote it down (N17)."""

from collections import defaultdict
from collections.abc import Iterable
from datetime import date
from typing import Any

from django.db.models import Sum

from followups.domain.compliance import Tally
from followups.models import CadenceWindow


def read_kept(people: Iterable[Any], first_on: date, last_on: date) -> dict[int, dict[str, Tally]]:
    """Return asked and kept in the windows that ended from `first_on` to `last_on` (both included), by person and grade.

    One statement. A window that ended but was not written down yet, because the night has not come, is left out. Of who was never asked there is an empty answer; a grade without a window is
    none of the keys.
    """
    ids = [person.pk for person in people]
    rows = CadenceWindow.objects.filter(user__in=ids, last_on__range=(first_on, last_on)).order_by()
    found: dict[int, dict[str, Tally]] = {pk: {} for pk in ids}
    sums = rows.values("user_id", "grade").annotate(all_asked=Sum("asked"), all_kept=Sum("kept"))
    for row in sums.order_by("user_id", "grade"):
        found[row["user_id"]][row["grade"]] = Tally(row["all_asked"], row["all_kept"])
    return found


def read_windows(people: Iterable[Any], first_on: date, last_on: date) -> dict[tuple[int, str, date], Tally]:
    """Return the same window by window: by person, grade and last day. One statement."""
    rows = CadenceWindow.objects.filter(
        user__in=[person.pk for person in people], last_on__range=(first_on, last_on)
    )
    found: dict[tuple[int, str, date], Tally] = defaultdict(Tally)
    for user_id, grade, ended_on, asked, kept in rows.values_list(
        "user_id", "grade", "last_on", "asked", "kept"
    ):
        found[user_id, grade, ended_on] = Tally(asked, kept)
    return found
