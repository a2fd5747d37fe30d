"""Who is told of the monthly A list, each once: who has not confirmed, their managers, and that it went (S58, rules.md §7)."""

from collections import Counter
from collections.abc import Iterable, Mapping
from datetime import datetime
from types import MappingProxyType
from typing import Any

from django.db.models import Exists, OuterRef, Q
from django.utils.translation import gettext_noop

from accounts.models import Absence, User
from core.notices import Notice, notify_each
from core.work_days import current_calendar
from reports.models import AList, AListEntry
from reports.selectors.a_lists import due_words
from reports.services.telling import tell_writers


def remind_writers(row: AList, at: datetime) -> None:
    """Remind whoever has not confirmed; not who is away today, nor who has none of the customers of their part any more."""
    today = current_calendar().day_of(at)
    away = Absence.objects.holding().within(today, today).values("user")
    held = AListEntry.objects.filter(part=OuterRef("pk"), customer__owner=OuterRef("person"))
    parts = row.parts.unconfirmed().filter(
        Exists(held), person__in=User.objects.active()
    )  # scope: of everybody
    message = gettext_noop(
        "Your A customers of %(month)s are not confirmed: the list goes to the boss at %(time)s"
    )
    values = {"month": f"{row.month:%Y-%m}", "time": due_words(row)}
    tell_writers(parts.exclude(person__in=away), message, values, f"a-list-due:{row.pk}", at)


def tell_of_missing(row: AList, at: datetime) -> None:
    """Tell each manager how many of their people the list's page shows as not confirmed; of nobody's people the bosses are told."""
    missing: Counter[int | None] = Counter(row.parts.unconfirmed().values_list("manager_id", flat=True))
    bosses, managers = _leaders()
    led = {pk: count for pk, count in missing.items() if pk in managers - bosses}
    to_manager = gettext_noop(
        "A list of %(month)s: %(count)s of your people have not confirmed, it goes to the boss at %(time)s"
    )
    to_boss = gettext_noop("A list of %(month)s: %(count)s have not confirmed, you get it at %(time)s")
    values, key = {"time": due_words(row)}, "a-list-missing"
    notices = [_notice(row, {pk}, key, to_manager, count, values) for pk, count in led.items()]
    rest = missing.total() - sum(led.values())
    if rest:
        notices.append(_notice(row, bosses, key, to_boss, rest, values))
    notify_each(notices, at=at)


def tell_sent(row: AList, led: Counter[int | None], at: datetime) -> None:
    """Tell the bosses that the list is there, and the managers that it went; a boss who leads people is told once (§7)."""
    bosses, managers = _leaders()
    to_boss = gettext_noop("The A list of %(month)s is here: %(count)s customers")
    to_manager = gettext_noop(
        "The A list of %(month)s has gone to the boss: %(count)s customers of your people"
    )
    notify_each(
        [
            _notice(row, bosses, "a-list-sent", to_boss, led.total()),
            *(
                _notice(row, {pk}, "a-list-gone", to_manager, count)
                for pk, count in led.items()
                if pk in managers - bosses
            ),
        ],
        at=at,
    )


def _leaders() -> tuple[set[int | None], set[int | None]]:
    """Return the bosses and the managers who are there. One query."""
    rows = User.objects.active().filter(Q(is_boss=True) | Q(is_manager=True))
    found = list(rows.values_list("pk", "is_boss", "is_manager"))
    return {pk for pk, is_boss, _lead in found if is_boss}, {pk for pk, _boss, leads in found if leads}


def _notice(
    row: AList,
    people: Iterable[Any],
    key: str,
    message: str,
    count: int,
    values: Mapping[str, object] = MappingProxyType({}),
) -> Notice:
    """A count that is theirs; it leads to the list."""
    told = {"month": f"{row.month:%Y-%m}", "count": count, **values}
    return Notice(people, f"{key}:{row.pk}", message, told, row.get_absolute_url())
