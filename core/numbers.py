"""Numbers of records: unique under any number of writers, gaps allowed (trust.md C8)."""

from datetime import datetime

from django.db import transaction
from django.db.models import F
from django.utils import timezone

from core.models import NumberSeries


def next_number(prefix: str, *, at: datetime) -> str:
    """Take the next number of this month's series, e.g. `INQ-2604-118`. Must run inside a transaction.

    The month is the company's at `at`. The series' row stays locked until the transaction ends.
    """
    if not transaction.get_connection().in_atomic_block:
        raise RuntimeError("next_number needs a transaction: a number must not outlive its record's failure.")
    series = f"{prefix}-{timezone.localtime(at):%y%m}"
    if not NumberSeries.objects.filter(series=series).update(last=F("last") + 1):
        NumberSeries.objects.get_or_create(series=series)
        NumberSeries.objects.filter(series=series).update(last=F("last") + 1)
    last = NumberSeries.objects.values_list("last", flat=True).get(series=series)
    return f"{series}-{last:03d}"
