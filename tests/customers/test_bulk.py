"""Many rows written in one statement: what stands there afterwards is what each row's own save would have written."""

from datetime import UTC, date, datetime
from typing import Any

import pytest

from core.bulk import write_columns
from customers.models import Customer, ImportRow
from customers.services.import_adding import WRITTEN
from tests.factories import CustomerFactory

pytestmark = pytest.mark.django_db
VALUES: dict[str, Any] = {
    "name": 'Söhne "& <Co>" \\ 宁波', "country": "DE", "note": "one\ntwo\ttabs 'quoted' %s", "version": 7,
    "last_contact_at": datetime(2026, 11, 16, 2, 0, 30, 123456, tzinfo=UTC), "next_due_on": date(2026, 12, 1),
    "due_why": {"rule": "a\"b", "list": [1, None, True]}, "is_key": True, "missed_on": None,
}  # fmt: skip


def test_columns_are_written_as_saving_writes_them() -> None:
    rows = CustomerFactory.create_batch(3)
    other = CustomerFactory(name="Somebody else")
    for number, row in enumerate(rows):
        for name, value in VALUES.items():
            setattr(row, name, value)
        row.phone, row.city = f"+49 40 {number}", "not written"
    write_columns(rows, [*VALUES, "phone"])
    for number, row in enumerate(Customer.objects.filter(pk__in=[row.pk for row in rows]).order_by("pk")):
        assert {name: getattr(row, name) for name in VALUES} == VALUES
        assert [row.phone, row.city == "not written"] == [f"+49 40 {number}", False]
    assert Customer.objects.get(pk=other.pk).name == "Somebody else"


def test_all_columns_of_an_import_can_be_written_and_none_is_lost() -> None:
    row = CustomerFactory()
    before = Customer.objects.values().get(pk=row.pk)
    write_columns([Customer.objects.get(pk=row.pk)], WRITTEN)
    assert Customer.objects.values().get(pk=row.pk) == before


def test_nothing_is_written_of_nothing(django_assert_num_queries: Any) -> None:
    with django_assert_num_queries(0):
        write_columns([], ["state"])
        write_columns([ImportRow()], [])
