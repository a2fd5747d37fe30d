"""The company's exchange rates: a dated table of yuan for one unit of a currency, typed or read from a file (rules.md §9).

They stand in core because catalogue (margins of prices in other currencies), quotes and orders all count with them, and
nothing in them belongs to a customer or a product.
"""

import tempfile
from collections.abc import Collection, Iterable
from datetime import date, datetime
from decimal import Decimal
from typing import Any

from django.core.files.uploadedfile import UploadedFile
from django.db import transaction
from django.db.models import OuterRef, QuerySet, Subquery

from core import audit
from core.domain.rates import BASE, Rate
from core.domain.rates_table import RateTable, read_table
from core.locks import lock_name
from core.models import ExchangeRate
from core.sheets.reading import read_file

LOCK = "core.rates"


def rates_on(currencies: Collection[str], day: date) -> dict[str, Rate]:
    """Return, by currency, the newest rate that is not later than `day`; what has none is not in it. At most one query."""
    wanted = sorted(set(currencies) - {BASE})
    found = (
        {row.currency: row.as_rate() for row in _newest(day).filter(currency__in=wanted)} if wanted else {}
    )
    return found | ({BASE: Rate(BASE, day, Decimal(1))} if BASE in currencies else {})


def rate_on(currency: str, day: date) -> Rate | None:
    """Return the newest rate of one currency that is not later than `day`, None where there is none."""
    return rates_on({currency}, day).get(currency)


def _newest(day: date) -> "QuerySet[ExchangeRate]":
    last = (
        ExchangeRate.objects.filter(currency=OuterRef("currency"), day__lte=day)
        .order_by("-day")
        .values("day")
    )
    return ExchangeRate.objects.filter(day=Subquery(last[:1]))


def newest_rates(day: date) -> "QuerySet[ExchangeRate]":
    """Return the newest rate of each currency on `day`, with who set it."""
    return _newest(day).select_related("by").order_by("currency")


@transaction.atomic
def set_rates(*, actor: Any, rates: Iterable[Rate], source: str, at: datetime) -> int:
    """Set rates by currency and day: what stands there already is replaced, and the trail keeps what it was.

    `rates` are checked (`core.domain.rates_table`); each (currency, day) is there once. Returns how many changed anything.
    A handful of statements, however many there are.
    """
    lock_name(LOCK)
    wanted = {(rate.currency, rate.day): rate for rate in rates}
    rows = ExchangeRate.objects.filter(day__in={day for _currency, day in wanted})
    there = {(row.currency, row.day): row for row in rows}
    new, changed = list[ExchangeRate](), list[ExchangeRate]()
    told = list[tuple[ExchangeRate, audit.Changes]]()
    for key, rate in sorted(wanted.items()):
        row = there.get(key)
        if row is not None and row.per_unit == rate.per_unit:
            continue
        before = row.per_unit if row is not None else None
        row = row or ExchangeRate(currency=rate.currency, day=rate.day)
        (changed if row.pk else new).append(row)
        row.per_unit, row.source, row.by, row.at = rate.per_unit, source, actor, at
        told.append((row, {"per_unit": (before, rate.per_unit), "day": (None, rate.day)}))
    ExchangeRate.objects.bulk_create(new)
    ExchangeRate.objects.bulk_update(changed, ["per_unit", "source", "by", "at"])
    audit.record_each("core.rate_set", actor=actor, at=at, changed=told)
    return len(told)


def read_rates(upload: "UploadedFile[Any]", *, day: date, today: date) -> RateTable:
    """Read an uploaded .csv or workbook: its first sheet with rows. Raises SheetRefused for what is no table."""
    with tempfile.NamedTemporaryFile(prefix="tradecrm-rates-") as file:
        for chunk in upload.chunks():
            file.write(chunk)
        file.flush()
        with read_file(file.name) as book:
            first = next(book.rows(), None)
            rows = book.rows(first.sheet) if first is not None else iter(())
            return read_table(((row.number, row.cells) for row in rows), day=day, today=today)
