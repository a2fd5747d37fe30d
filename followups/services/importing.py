"""What an import brings for the cadence: follow-ups with their real author and day, and every date worked out (N12)."""

from collections.abc import Collection, Iterable
from datetime import datetime

from core.work_days import current_calendar
from customers.models import Channel, ImportRow, TimelineEntry
from customers.services import noon_of
from customers.timeline import add_entries
from followups.models import FollowUp
from followups.services.due_dates import recompute_due_of


def note_imported(*, customer_ids: Collection[int], row_ids: Collection[int], at: datetime) -> None:
    """Write the follow-ups that rows of a workbook tell of, and the dates of their customers."""
    rows = ImportRow.objects.filter(pk__in=row_ids).select_related("batch__created_by", "customer")
    told = [row for row in rows.order_by("number") if row.read.get("follow_up", {}).get("follow_up_text")]
    made = FollowUp.objects.bulk_create([_follow_up_of(row, at) for row in told])
    _tell(made)
    recompute_due_of(customer_ids, at=at)


def forget_imported(*, customer_ids: Collection[int]) -> None:
    """Delete the follow-ups of customers that an undone import takes back."""
    FollowUp.objects.filter(customer_id__in=customer_ids).delete()


def _follow_up_of(row: ImportRow, at: datetime) -> FollowUp:
    """A contact when its day is known; a text without a day is kept, and counts for nothing."""
    said, customer = row.read["follow_up"], row.read["customer"]
    day = said.get("follow_up_on") or customer.get("last_contact_on")
    moment = min(noon_of(day), at) if day else at
    return FollowUp(
        customer=row.customer,
        channel=said.get("follow_up_channel") or Channel.OTHER,
        text=said["follow_up_text"],
        at=moment,
        on_day=current_calendar().day_of(moment),
        entered_at=at,
        by_id=said.get("follow_up_by") or row.batch.created_by_id,
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
