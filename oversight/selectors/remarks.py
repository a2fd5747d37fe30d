"""The thread of remarks on a record, or on what was handed in."""

from typing import Any

from django.db.models import Count, IntegerField, OuterRef, QuerySet, Subquery
from django.db.models.functions import Coalesce

from oversight.models import ReadingOn, ReadingRemark, Remark, RemarkOn
from oversight.records import kind_of_record


def remarks_on(record: Any) -> "QuerySet[Remark]":
    """Return the thread of a record that was fetched as its reader may see it, oldest first."""
    on = kind_of_record(record)
    rows = Remark.objects.filter(on=on).select_related("by")  # scope: of a record that came through the door
    return rows.filter(customer=record.pk) if on == RemarkOn.CUSTOMER else rows.filter(record_id=record.pk)


def remarks_on_reading(on: ReadingOn, reading: Any) -> "QuerySet[ReadingRemark]":
    """Return the thread of a reading that was fetched as its reader may see it, oldest first."""
    return ReadingRemark.objects.filter(on=on, record_id=reading.pk).select_related("by")


def remark_count(on: RemarkOn) -> Coalesce:
    """Return how many remarks the record of a page has, as a column of the statement that loads it."""
    key = "customer" if on == RemarkOn.CUSTOMER else "record_id"
    rows = Remark.objects.filter(on=on, **{key: OuterRef("pk")}).order_by().values(key)
    return Coalesce(Subquery(rows.values(count=Count("pk")), output_field=IntegerField()), 0)
