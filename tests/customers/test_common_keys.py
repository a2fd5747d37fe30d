"""What very many customers have in common is not read to find out that it tells nothing (trust.md Q5)."""

import json
import random
from datetime import datetime
from types import SimpleNamespace

import pytest
from django.db import connection
from hypothesis import given
from hypothesis import strategies as st

from core import jobs
from customers.domain.nominate import COMMON_FROM, COMMON_ROWS, ROWS_PER_KEY, worth_reading
from customers.domain.subjects import Key
from customers.lookup import holders_sql
from customers.models import CommonKey, LookupKey
from customers.services.common_keys import count_common_keys
from tests.factories import CustomerFactory

COUNTS = st.dictionaries(
    st.builds(Key, st.sampled_from("pqw"), st.text("abc", min_size=1, max_size=4)),
    st.integers(COMMON_FROM, 3 * ROWS_PER_KEY),
    max_size=40,
)


@given(COUNTS)
def test_rarest_are_read_up_to_the_rows(common: dict[Key, int]) -> None:
    chosen = worth_reading(common)
    assert sum(common[key] for key in chosen) <= COMMON_ROWS
    assert all(common[key] < ROWS_PER_KEY for key in chosen)
    left = [key for key in common if key not in chosen and common[key] < ROWS_PER_KEY]
    if left:
        rarest = min(common[key] for key in left)
        assert sum(common[key] for key in chosen) + rarest > COMMON_ROWS
        assert all(common[key] <= rarest for key in chosen)


@pytest.mark.django_db
def test_statement_reads_what_the_rule_says(cast: SimpleNamespace) -> None:
    draw = random.Random(5)
    customer = CustomerFactory(owner=cast.owner)
    for _turn in range(5):
        LookupKey.objects.all().delete()
        CommonKey.objects.all().delete()
        keys = [Key(draw.choice("pqw"), f"{number}") for number in range(60)]
        LookupKey.objects.bulk_create(
            LookupKey(customer=customer, kind=key.kind, value=key.value) for key in keys
        )
        common = {key: draw.randrange(COMMON_FROM, 300) for key in keys[::2]}
        CommonKey.objects.bulk_create(
            CommonKey(kind=key.kind, value=key.value, holders=number) for key, number in common.items()
        )
        asked: dict[str, list[str]] = {
            kind: [key.value for key in keys if key.kind == kind] for kind in "pqw"
        }
        with connection.cursor() as cursor:
            cursor.execute(holders_sql(), [json.dumps(asked)])
            read = {Key(kind, value) for kind, value, _ids in cursor.fetchall()}
        assert read == {key for key in keys if key not in common} | worth_reading(common)


@pytest.mark.django_db
def test_common_keys_are_counted_anew(cast: SimpleNamespace) -> None:
    rows = CustomerFactory.create_batch(COMMON_FROM, owner=cast.owner)
    LookupKey.objects.bulk_create(LookupKey(customer=row, kind="t", value="zentriva") for row in rows)
    LookupKey.objects.bulk_create(LookupKey(customer=row, kind="t", value="rare") for row in rows[1:])
    CommonKey.objects.create(kind="t", value="common no more", holders=99)
    assert count_common_keys() == 1
    assert list(CommonKey.objects.values_list("kind", "value", "holders")) == [("t", "zentriva", COMMON_FROM)]
    assert count_common_keys() == 1
    assert CommonKey.objects.count() == 1


@pytest.mark.django_db
def test_common_keys_are_counted_each_night(at: datetime) -> None:
    [nightly] = [kind for kind in jobs.kinds() if kind.name == "customers.count_common_keys"]
    assert nightly.work(at=at) == {"keys": 0}
