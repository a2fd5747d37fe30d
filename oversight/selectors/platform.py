"""What the platform says of people's weeks, beside what they did here (S105)."""

from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, datetime, timedelta

from django.db.models import Count, QuerySet
from django.db.models.functions import TruncWeek

from accounts.models import User
from core.domain.work_calendar import WorkCalendar
from core.models import AuditEntry
from core.work_days import current_calendar
from inquiries.models import Reply
from oversight.domain.platform_table import fold_name
from oversight.models import PlatformWeek
from sales.models import QuoteVersion

WEEKS = 8


@dataclass(frozen=True)
class WeekLine:
    """A person's week: the platform's figures (None: not told), and sign-ins, replies and quotes here."""

    monday: date
    platform: PlatformWeek | None
    sign_ins: int
    replies: int
    quotes: int


def people_of(user: User) -> "QuerySet[User]":
    """Return the salespeople whose statistics `user` keeps: of the own teams; all for the boss."""
    rows: QuerySet[User] = User.objects.salespeople()
    return rows if user.is_boss else rows.filter(team__manager=user)


def names_of(user: User) -> dict[str, int]:
    """Return the names and mailboxes of these people, folded, with their ids; a name of two is nobody's."""
    rows = list(people_of(user).values_list("pk", "name", "english_name", "email"))
    words = [
        (fold_name(word), pk)
        for pk, name, english, email in rows
        for word in {name, english, email, email.partition("@")[0], f"{name}{english}"}
        if word
    ]
    counts = Counter(word for word, _pk in words)
    return {word: pk for word, pk in words if counts[word] == 1}


def read_platform(user: User, today: date) -> list[tuple[User, list[WeekLine]]]:
    """Return each person with the last weeks, newest first. Five queries, however many people and weeks."""
    people = list(people_of(user))
    last = today - timedelta(days=today.weekday())
    mondays = [last - timedelta(weeks=number) for number in range(WEEKS)]
    calendar = current_calendar()
    since = calendar.start_of(mondays[-1])
    ids = [person.pk for person in people]
    told = PlatformWeek.objects.visible_to(user).filter(person_id__in=ids, monday__gte=mondays[-1])
    platform = {(row.person_id, row.monday): row for row in told}
    signed_in = AuditEntry.objects.filter(verb="accounts.signed_in", actor__in=ids, at__gte=since)
    sign_ins = _by_week(signed_in, "actor_id", "at", calendar)
    # scope: sums of people whom the reader leads, without a word of any record
    replies = _by_week(
        Reply.objects.filter(by__in=ids, replied_at__gte=since), "by_id", "replied_at", calendar
    )
    quotes = _by_week(
        QuoteVersion.objects.filter(sent_by__in=ids, sent_at__gte=since), "sent_by_id", "sent_at", calendar
    )
    return [
        (person, [
            WeekLine(monday, platform.get((person.pk, monday)), *(sums[person.pk, monday] for sums in (sign_ins, replies, quotes)))
            for monday in mondays
        ])
        for person in people
    ]  # fmt: skip


def _by_week(rows: "QuerySet[AuditEntry] | QuerySet[Reply] | QuerySet[QuoteVersion]", person: str, at: str, calendar: WorkCalendar) -> Counter[tuple[int, date]]:  # fmt: skip
    found: Iterable[tuple[int, datetime, int]] = (
        rows.order_by().annotate(week=TruncWeek(at)).values_list(person, "week").annotate(count=Count("pk"))
    )
    return Counter({(pk, calendar.day_of(week)): count for pk, week, count in found})
