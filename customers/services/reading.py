"""Who reads how much: one that opens very many customers' pages is told to the manager (trust.md X4)."""

from datetime import datetime, timedelta

from django.db import connection
from django.db.models import Sum
from django.utils.translation import gettext_noop

from accounts.models import User
from accounts.scoping import leaders_of
from core import audit, policy
from core.models import AuditEntry
from core.notices import notify
from customers.models import PagesRead
from customers.policies import EXPORT, ExportPolicy

WINDOW = timedelta(hours=1)
VERB = "customers.read_very_many"
COUNT = (
    "INSERT INTO {table} (user_id, minute, count) VALUES (%s, %s, 1) "
    "ON CONFLICT (user_id, minute) DO UPDATE SET count = {table}.count + 1"
)


def count_page(*, user: User, at: datetime) -> None:
    """Count that `user` opens a page with a customer's particulars, one's own too.

    To read or edit it or a contact, its history, to merge it, a card. One statement, which locks the person's own row only.
    """
    table = connection.ops.quote_name(PagesRead._meta.db_table)
    minute = at.replace(second=0, microsecond=0)
    with connection.cursor() as cursor:
        cursor.execute(COUNT.format(table=table), [user.pk, connection.ops.adapt_datetimefield_value(minute)])


def watch_reading(*, at: datetime) -> int:
    """Tell the leaders of who opened more pages within the hour than the policy says, once an hour. Returns how many.

    What is older than the hour is deleted. Twice or late it tells nobody twice.
    """
    PagesRead.objects.filter(minute__lt=at - WINDOW).delete()
    most = policy.get(EXPORT, ExportPolicy).pages_per_hour
    read = PagesRead.objects.values("user").annotate(pages=Sum("count")).filter(pages__gt=most)
    pages = dict(read.values_list("user", "pages"))
    told = AuditEntry.objects.filter(verb=VERB, actor__in=pages, at__gt=at - WINDOW)
    readers = User.objects.filter(pk__in=pages).exclude(pk__in=told.values("actor"))
    people = list(readers.select_related("team__manager"))
    leaders = leaders_of(people, at=at) if people else {}
    for person in people:
        _tell(person, pages[person.pk], leaders[person.pk], at)
    return len(people)


def _tell(person: User, pages: int, leaders: frozenset[int], at: datetime) -> None:
    hour = f"{at:%Y-%m-%dT%H}"
    audit.record(VERB, actor=person, at=at, target=person, changes={"pages": (None, pages)})
    notify(
        leaders,
        key=f"reads-many:{person.pk}:{hour}",
        message=gettext_noop("%(name)s opened %(pages)d customers' pages within an hour."),
        values={"name": person.full_name, "pages": pages},
        at=at,
        is_urgent=True,
    )
