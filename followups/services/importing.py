"""What an import brings for the cadence: follow-ups with their real author and day, and every date worked out (N12)."""

from collections.abc import Collection, Iterable, Mapping
from datetime import date, datetime

from django.db.models import Q

from accounts.models import User
from core.bulk import write_columns
from core.domain.work_calendar import WorkCalendar
from core.events import publish
from core.work_days import current_calendar
from customers.models import Channel, ImportRow, TimelineEntry
from customers.services import noon_of
from customers.timeline import add_entries
from followups.events import FollowUpsUndone
from followups.models import FollowUp
from followups.services.due_dates import recompute_due_of
from followups.services.month_contacts import count_months


def note_imported(*, customer_ids: Collection[int], row_ids: Collection[int], at: datetime) -> None:
    """Write the follow-ups that rows of a workbook tell of, and the dates of their customers.

    One that is there already, with the same words on the same day, is not written again. Each row keeps which it made.
    """
    rows = ImportRow.objects.filter(pk__in=row_ids, read__follow_up__has_key="follow_up_text")
    told = list(rows.select_related("batch", "customer").order_by("number"))  # of the others nothing is read
    calendar, people = current_calendar(), _people_of(told)
    new = _without_known([(row, _follow_up_of(row, calendar, people, at)) for row in told])
    made = FollowUp.objects.bulk_create([follow_up for _row, follow_up in new])
    for (row, _unsaved), follow_up in zip(new, made, strict=True):
        row.made["follow_up"] = follow_up.pk
    write_columns([row for row, _follow_up in new], ("made",))
    _tell(made)
    count_months(customer_ids)
    recompute_due_of(customer_ids, at=at)


def _people_of(rows: Iterable[ImportRow]) -> Mapping[int, User]:
    """Who wrote what the rows tell of, by id: loaded once."""
    ids = {row.read["follow_up"].get("follow_up_by") or row.batch.created_by_id for row in rows}
    people: Mapping[int, User] = User.objects.in_bulk(ids)
    return people


Pairs = list[tuple[ImportRow, FollowUp]]


def _without_known(told: Pairs) -> Pairs:
    customers = {row.customer_id for row, _follow_up in told}
    texts = {follow_up.text for _row, follow_up in told}
    rows = FollowUp.objects.filter(customer__in=customers, text__in=texts)
    known = {_identity(row) for row in rows.only("customer_id", "text", "on_day", "is_back_dated")}
    new = []
    for row, follow_up in told:
        if _identity(follow_up) not in known:
            known.add(_identity(follow_up))
            new.append((row, follow_up))
    return new


def _identity(row: FollowUp) -> tuple[int, str, date | None]:
    """What makes two records the same: one without a day in the workbook has that of its import, which counts for nothing."""
    return row.customer_id, row.text, row.on_day if row.is_back_dated else None


def forget_imported(*, customer_ids: Collection[int]) -> None:
    """Delete the follow-ups of customers that an undone import takes back."""
    FollowUp.objects.filter(customer_id__in=customer_ids).delete()


def forget_added(*, row_ids: Collection[int], customer_ids: Collection[int], at: datetime) -> None:
    """Delete the follow-ups that rows of an undone import, or those that went on with them, brought to customers that stay.

    One that was corrected since has become somebody's own: it stays.
    """
    rows = ImportRow.objects.filter(Q(pk__in=row_ids) | Q(leader__in=row_ids))
    brought = [pk for pk in rows.values_list("made__follow_up", flat=True) if pk]
    going = FollowUp.objects.filter(pk__in=brought, customer__in=customer_ids, corrections=None)
    gone = tuple(going.order_by("pk").values_list("pk", flat=True))
    TimelineEntry.objects.filter(
        kind=TimelineEntry.Kind.FOLLOW_UP, ref_type=FollowUp._meta.label_lower, ref_id__in=gone
    ).delete()
    publish(FollowUpsUndone(gone, at))
    FollowUp.objects.filter(pk__in=gone).delete()
    count_months(customer_ids)
    recompute_due_of(customer_ids, at=at)


def _follow_up_of(
    row: ImportRow, calendar: WorkCalendar, people: Mapping[int, User], at: datetime
) -> FollowUp:
    """A contact when its day is known; a text without a day is kept, and counts for nothing."""
    said, customer = row.read["follow_up"], row.read["customer"]
    day = said.get("follow_up_on") or customer.get("last_contact_on")
    moment = min(noon_of(day), at) if day else at
    return FollowUp(
        customer=row.customer,
        channel=said.get("follow_up_channel") or Channel.OTHER,
        text=said["follow_up_text"],
        at=moment,
        on_day=calendar.day_of(moment),
        entered_at=at,
        by=people[said.get("follow_up_by") or row.batch.created_by_id],
        is_contact=bool(day) and noon_of(day) <= at,
        is_back_dated=bool(day),
    )


def _tell(made: Iterable[FollowUp]) -> None:
    add_entries(
        {
            "customer": row.customer, "kind": TimelineEntry.Kind.FOLLOW_UP, "at": row.at, "actor": row.by,
            "channel": row.channel, "text": row.text, "ref": row,
            "values": {"result": row.result, "is_back_dated": row.is_back_dated, "is_imported": True},
        }
        for row in made
    )  # fmt: skip
