"""The targets of a month or quarter that is over: what came of them is kept, and told once (S1)."""

from collections import defaultdict
from collections.abc import Iterable
from datetime import datetime

from django.db import transaction
from django.utils.translation import gettext_noop

from accounts.models import User
from core.locks import lock_name
from core.notices import Notice, notify_each
from core.ui.addresses import address_of
from core.work_days import current_calendar
from managing.domain import pace
from managing.domain.frames import ONE_DAY, Days, Stretch, stretch_of
from managing.models import Target, TargetResult
from managing.selectors.targets import Standing, facts_wanted, standings_of
from managing.selectors.team import read_spans, span_of
from managing.services.targets import LOCK
from reports.selectors.roll import read_roll

TOLD = gettext_noop("%(reached)s of %(count)s targets of %(period)s were reached")


@transaction.atomic
def keep_results(*, at: datetime) -> int:
    """Keep what came of the targets of the last month and quarter that ended; run twice or late it keeps each once.

    Returns how many were kept. Stocks (A customers) are those of the night.
    """
    lock_name(LOCK)
    today, kept = current_calendar().day_of(at), 0
    for stretch in Stretch:
        days = stretch_of(stretch, stretch_of(stretch, today).first - ONE_DAY)
        rows = Target.objects.filter(stretch=stretch, starts_on=days.first).newest()  # scope: of everybody
        open_ = list(
            rows.filter(goal__isnull=False, result=None).select_related(
                "person__team", "team__manager", "set_by"
            )
        )
        if open_:
            kept += _keep(open_, stretch, days, at)
    return kept


def _keep(rows: list[Target], stretch: Stretch, days: Days, at: datetime) -> int:
    span = span_of(days, at)
    found = read_spans(
        read_roll(span, with_managers=True), {stretch.value: span}, at, wanted=facts_wanted(rows)
    )
    standings = standings_of(rows, found, current_calendar().day_of(at))
    TargetResult.objects.bulk_create(
        [
            TargetResult(
                target=one.target,
                reached=one.reached,
                is_reached=one.pace.standing is pace.Standing.REACHED,
                at=at,
            )
            for one in standings
        ],
        ignore_conflicts=True,
    )
    notify_each(_notices(standings, stretch, days), at=at)
    return len(standings)


def _notices(standings: Iterable[Standing], stretch: Stretch, days: Days) -> Iterable[Notice]:
    """Each hears of the own ones: a team's its manager, the company's the bosses."""
    bosses = list(User.objects.active().filter(is_boss=True).values_list("pk", flat=True))
    of: dict[int, list[Standing]] = defaultdict(list)
    for one in standings:
        target = one.target
        manager = target.team.manager_id if target.team else None
        for pk in [target.person_id] if target.person_id else [manager] if target.team else bosses:
            if pk is not None:
                of[pk].append(one)
    period = f"{days.first:%Y-%m}" if stretch is Stretch.MONTH else f"{days.first:%Y-%m} – {days.last:%Y-%m}"
    people = {person.pk: person for person in User.objects.active().filter(pk__in=of)}
    for pk, person in people.items():
        own = of[pk]
        values = {
            "reached": sum(one.pace.standing is pace.Standing.REACHED for one in own),
            "count": len(own),
            "period": period,
        }
        url = address_of("managing:targets" if person.is_manager or person.is_boss else "managing:own")
        yield Notice([pk], f"target:results:{stretch}:{days.first}", TOLD, values, url)
