"""The monthly A list at work: drafted on the working day before the last, worded by its owners, sent to the boss (S58).

It is a snapshot: who is in it and in whose part is what was so at its hour, also when the job comes later. After it was sent
nothing of it changes; what it keeps of a customer is no person's, whose particulars are read from the customers as far as the
reader may see them. A step that comes after the list was to go reminds nobody.
"""

from collections import Counter
from collections.abc import Collection, Iterable, Mapping
from datetime import datetime

from django.core.exceptions import PermissionDenied
from django.db import transaction
from django.db.models import QuerySet
from django.utils.translation import gettext_noop

from accounts.models import User
from core import audit
from core.locks import lock_name
from core.notices import Notice, notify_each
from core.work_days import current_calendar
from customers.models import Customer
from reports.domain.days import AListTimes, Kind, a_list_of, stretch_of
from reports.domain.keeping import to_stored
from reports.models import AList, AListEntry, AListPart
from reports.permissions import can_write_part
from reports.policies import days_policy
from reports.selectors.a_lists import (
    Listed,
    draft_words,
    due_words,
    read_a_customers,
    read_kept,
)
from reports.selectors.roll import managers_at
from reports.services.a_list_notices import remind_writers, tell_of_missing, tell_sent
from reports.services.digests import TOLD_WITHIN
from reports.services.refusals import ReportRefused, StaleReport
from reports.services.telling import to_tell, was_done

LOCK = "reports.a_lists"
LONGEST = 5_000


def keep_a_lists(*, at: datetime) -> dict[str, int]:
    """Draft the lists whose hour has come, remind of them, send them; returns how many.

    May run twice, late, or on two workers at once.
    """
    lists = AList.objects.all()
    return {
        "drafted": draft_due(at=at),
        "reminded": sum(_remind(pk, at) for pk in _in_order(to_tell(lists, "reminded_at", "remind_at", at))),
        "sent": sum(_send(pk, at) for pk in _in_order(lists.filter(sent_at=None, send_at__lte=at))),
    }


def _in_order(lists: QuerySet[AList]) -> list[int]:
    return list(lists.order_by("month").values_list("pk", flat=True))


# ── draft ───────────────────────────────────────────────────────────────────
@transaction.atomic
def draft_due(*, at: datetime) -> int:
    """Lay the lists that are due before the salespeople, month after month."""
    if not _outstanding(at):
        return 0
    lock_name(LOCK)
    lists = _outstanding(at)
    for times in lists:
        _draft(times, at)
    return len(lists)


def _outstanding(at: datetime) -> list[AListTimes]:
    """What should have been drafted by `at`; a new installation begins with a list that has not gone up yet.

    Switched off nothing is drafted; what lies before the salespeople already goes up.
    """
    calendar, policy = current_calendar(), days_policy()
    if not policy.a_list_is_on:
        return []
    newest = AList.objects.first()
    this = stretch_of(Kind.MONTH, calendar.day_of(at))
    if newest is None:
        found = a_list_of(this.first_on, policy, calendar)
        return [found] if found is not None and found.drafted_at <= at < found.sent_at else []
    found_all = []
    month = stretch_of(Kind.MONTH, newest.month).following
    while month.first_on <= this.first_on:
        times = a_list_of(month.first_on, policy, calendar)
        if times is not None and times.drafted_at <= at:
            found_all.append(times)
        month = month.following
    return found_all


def _draft(times: AListTimes, at: datetime) -> None:
    row = AList.objects.create(
        month=times.month,
        draft_at=times.drafted_at,
        remind_at=times.reminded_at,
        send_at=times.sent_at,
        drafted_at=at,
    )
    parts = _write_entries(row, times.drafted_at)
    message = gettext_noop("Your A customers of %(month)s: look through what stands there by %(time)s")
    values = {"month": f"{row.month:%Y-%m}", "time": due_words(row)}
    notify_each(
        (
            Notice(
                [part.person.pk],
                f"a-list-drafted:{part.pk}",
                message,
                values,
                part.get_absolute_url(),
                about=part,
            )
            for part in parts
            if part.person is not None and not part.person.is_boss and at < row.send_at
        ),
        at=at,
    )
    audit.record("reports.a_list_drafted", actor=None, at=at, target=row)


def _write_entries(row: AList, as_of: datetime) -> list[AListPart]:
    """Let the list hold exactly the A customers of the moment, each in the part of its owner; words that stand stay."""
    listed = {one.pk: one for one in read_a_customers(as_of)}
    there = AListEntry.objects.filter(part__a_list=row)
    kept = _once_each(there.order_by("pk"))
    parts = _parts_for(row, {one.owner_id for one in listed.values()}, as_of)
    there.exclude(pk__in=[entry.pk for pk, entry in kept.items() if pk in listed]).delete()
    words = draft_words([pk for pk in listed if _is_drafted(kept.get(pk))], row.month, as_of)
    AListEntry.objects.bulk_create(
        AListEntry(part=parts[one.owner_id], customer_id=pk, name=one.name, words=words[pk])
        for pk, one in listed.items()
        if pk not in kept
    )
    changed = [_refreshed(entry, listed[pk], parts, words) for pk, entry in kept.items() if pk in listed]
    AListEntry.objects.bulk_update(changed, ["part", "name", "words", "confirmed_at"])
    row.parts.exclude(entries__isnull=False).delete()
    return list(row.parts.select_related("person").order_by("pk"))


def _once_each(entries: Iterable[AListEntry]) -> dict[int, AListEntry]:
    """The entry of each customer: of two whose customers were merged the one that somebody worded, else the first."""
    found: dict[int, AListEntry] = {}
    for entry in entries:
        other = found.get(entry.customer_id)
        if other is None or (other.is_drafted and not entry.is_drafted):
            found[entry.customer_id] = entry
    return found


def _is_drafted(entry: AListEntry | None) -> bool:
    """Whether the words are the records': not yet confirmed, nor changed by anybody."""
    return entry is None or entry.is_drafted


def _refreshed(
    entry: AListEntry, one: Listed, parts: Mapping[int | None, AListPart], words: Mapping[int, str]
) -> AListEntry:
    part = parts[one.owner_id]
    if entry.part_id != part.pk:
        entry.confirmed_at = None  # whose it is now has not seen it
    entry.part, entry.name = part, one.name
    if entry.is_drafted:
        entry.words = words[one.pk]
    return entry


def _parts_for(row: AList, owners: Collection[int | None], as_of: datetime) -> dict[int | None, AListPart]:
    people = User.objects.in_bulk([pk for pk in owners if pk is not None])
    leading = managers_at(people.values(), as_of)
    there = {part.person_id: part for part in row.parts.select_for_update(of=("self",)).order_by("pk")}
    for pk, part in there.items():
        if pk is not None and pk in people:
            part.manager = leading[pk]
    AListPart.objects.bulk_update(there.values(), ["manager"])
    AListPart.objects.bulk_create(
        AListPart(a_list=row, person_id=pk, manager=leading.get(pk or 0))
        for pk in sorted(owners, key=lambda pk: pk or 0)
        if pk not in there
    )
    return {part.person_id: part for part in row.parts.all()}


# ── remind ──────────────────────────────────────────────────────────────────
@transaction.atomic
def _remind(pk: int, at: datetime) -> int:
    """Who has not confirmed is reminded, and their managers told; nobody if the list was drafted so late that all were told only now."""
    row = AList.objects.select_for_update().get(pk=pk)
    if was_done(row.reminded_at, at):
        return 0
    if row.drafted_at < row.remind_at and at < row.send_at:
        remind_writers(row, at)
        tell_of_missing(row, at)
    row.reminded_at = at
    row.save(update_fields=["reminded_at"])
    return 1


# ── send ────────────────────────────────────────────────────────────────────
@transaction.atomic
def _send(pk: int, at: datetime) -> int:
    row = AList.objects.select_for_update().get(pk=pk)
    if row.sent_at is not None:
        return 0
    _write_entries(row, row.send_at)
    entries = AListEntry.objects.filter(part__a_list=row)
    _keep_particulars(entries, row.send_at)
    row.sent_at = at
    row.save(update_fields=["sent_at"])
    led: Counter[int | None] = Counter(entries.values_list("part__manager_id", flat=True))
    audit.record("reports.a_list_sent", actor=None, at=at, target=row, changes={"count": (0, led.total())})
    if at - row.send_at <= TOLD_WITHIN:
        tell_sent(row, led, at)
    return 1


def _keep_particulars(entries: QuerySet[AListEntry], as_of: datetime) -> None:
    """Keep with each entry what the list tells of the company, so that the archived one tells it for ever."""
    rows = list(entries.select_related("part__person"))
    found = read_kept(
        {entry.customer_id: entry.part.person.full_name if entry.part.person else "" for entry in rows}, as_of
    )
    for entry in rows:
        entry.kept = to_stored(found[entry.customer_id])
    AListEntry.objects.bulk_update(rows, ["kept"], batch_size=500)


# ── word ────────────────────────────────────────────────────────────────────
@transaction.atomic
def write_part(
    *,
    actor: User,
    part: AListPart,
    words: Mapping[int, str],
    is_confirmed: bool,
    version: int,
    at: datetime,
) -> AListPart:
    """Keep the words of one's own A customers (by entry), and confirm them; until the list goes up both can be done again.

    Raises PermissionDenied, StaleReport, ReportRefused("too_long").
    """
    if any(len(text) > LONGEST for text in words.values()):
        raise ReportRefused("", "too_long")
    a_list = AList.objects.select_for_update().get(pk=part.a_list_id)
    row = AListPart.objects.select_for_update(of=("self",)).select_related("person").get(pk=part.pk)
    row.a_list = a_list
    if not can_write_part(actor, row):
        raise PermissionDenied
    if row.version != version:
        raise StaleReport(row)
    changed = []
    seen = row.entries.filter(customer__in=Customer.objects.visible_to(actor))
    for entry in seen.filter(pk__in=words.keys()):
        text = words[entry.pk].replace("\r\n", "\n").strip()
        if text != entry.words:
            entry.words, entry.is_drafted = text, False
            changed.append(entry)
    AListEntry.objects.bulk_update(changed, ["words", "is_drafted"])
    if is_confirmed:
        seen.update(is_drafted=False, confirmed_at=at)
        row.confirmed_at = at
    row.version += 1
    row.save(update_fields=["confirmed_at", "version"])
    if is_confirmed:
        audit.record("reports.a_list_confirmed", actor=actor, at=at, target=row)
    else:
        audit.record("reports.a_list_written", actor=actor, at=at, target=row)
    return row
