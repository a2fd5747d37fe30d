"""Exchange rates: what a table says, what is kept, and who keeps it."""

from collections.abc import Callable
from datetime import date, timedelta
from decimal import Decimal
from types import SimpleNamespace
from typing import Any

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from django.urls import reverse

from accounts.models import User
from core.domain.rates import Rate
from core.domain.rates_table import read_table
from core.models import AuditEntry, ExchangeRate
from core.rates import newest_rates, rate_on, rates_on, set_rates
from tests.factories import AT

D = Decimal
TODAY = date(2026, 11, 16)
Clients = Callable[[User], Client]


def read(*rows: list[Any]) -> tuple[dict[tuple[str, str], Decimal], list[tuple[int, str]]]:
    found = read_table(enumerate(rows, start=1), day=TODAY, today=TODAY)
    rates = {(rate.currency, rate.day.isoformat()): rate.per_unit for rate in found.rates}
    return rates, [(one.number, one.code) for one in found.problems]


def test_a_table_is_read_by_its_headings() -> None:
    rates, problems = read(
        ["外汇牌价", None], ["日期", "币种", "单位", "中间价"], [{"day": "2026-11-13"}, "美元", 100, 712.4],
        ["2026/11/12", "EUR", 100, "781.05"], ["", "jpy", 100, 4.6321],
    )  # fmt: skip
    assert rates == {
        ("USD", "2026-11-13"): D("7.124"), ("EUR", "2026-11-12"): D("7.8105"), ("JPY", "2026-11-16"): D("0.046321"),
    }  # fmt: skip
    assert problems == [(1, "no_currency")]


def test_a_table_without_headings_is_currency_rate_day_per() -> None:
    assert read(["USD", "7.12"], ["EUR", "781", "2026-11-01", "100"]) == (
        {("USD", "2026-11-16"): D("7.12"), ("EUR", "2026-11-01"): D("7.81")}, [],
    )  # fmt: skip


@pytest.mark.parametrize(
    ("row", "code"),
    [
        (["XXQ", 7], "no_currency"), ([None, 7], "no_currency"), (["CNY", 1], "is_base"), (["USD", "seven"], "no_rate"),
        (["USD", None], "no_rate"), (["USD", 0], "no_rate"), (["USD", -7], "no_rate"), (["USD", "NaN"], "no_rate"),
        (["USD", "1e30"], "no_rate"), (["USD", True], "no_rate"), (["USD", 7, "soon"], "no_day"),
        (["USD", 7, "2026-11-17"], "in_future"), (["USD", 7, "", 0], "no_rate"), (["USD", 1, "", 999_999_999], "no_rate"),
    ],
)  # fmt: skip
def test_a_row_that_is_no_rate_is_named(row: list[Any], code: str) -> None:
    assert read(["USD", "7.12", "2026-11-01"], row) == ({("USD", "2026-11-01"): D("7.12")}, [(2, code)])


def test_an_endless_table_ends() -> None:
    found = read_table(((n, ["USD", 7]) for n in range(10**9)), day=TODAY, today=TODAY)
    assert [(one.number, one.code) for one in found.problems] == [(2000, "too_many")]


@pytest.mark.django_db
def test_the_newest_rate_not_later_is_found(cast: SimpleNamespace, django_assert_num_queries: Any) -> None:
    old, new = TODAY - timedelta(days=30), TODAY - timedelta(days=3)
    rates = [Rate("USD", old, D("7.1")), Rate("USD", new, D("7.2")), Rate("EUR", new, D("7.8"))]
    assert set_rates(actor=cast.assistant, rates=rates, source="PBC", at=AT) == 3
    with django_assert_num_queries(1):
        found = rates_on({"USD", "EUR", "KWD", "CNY"}, TODAY)
    assert {code: rate.per_unit for code, rate in found.items()} == {
        "USD": D("7.2"),
        "EUR": D("7.8"),
        "CNY": D(1),
    }
    assert [rate_on("USD", new - timedelta(days=1)), rate_on("EUR", old)] == [rates[0], None]
    assert [(row.currency, row.day) for row in newest_rates(TODAY)] == [("EUR", new), ("USD", new)]


@pytest.mark.django_db
def test_setting_again_replaces_and_the_trail_keeps_what_it_was(cast: SimpleNamespace) -> None:
    set_rates(actor=cast.manager, rates=[Rate("USD", TODAY, D("7.1"))], source="", at=AT)
    assert set_rates(actor=cast.manager, rates=[Rate("USD", TODAY, D("7.1"))], source="", at=AT) == 0
    set_rates(actor=cast.boss, rates=[Rate("USD", TODAY, D("7.3"))], source="typed", at=AT)
    assert ExchangeRate.objects.get().per_unit == D("7.3")
    entries = AuditEntry.objects.order_by("pk")
    assert [entry.detail.changes["per_unit"] for entry in entries] == [[None, "7.1"], ["7.10000000", "7.3"]]


@pytest.mark.django_db
def test_a_typed_rate_is_for_100_units_if_so_said(cast: SimpleNamespace, client_of: Clients) -> None:
    data = {"currency": "usd", "per_unit": "712.4", "per": "100", "day": "2026-11-13", "source": "BOC"}
    answer = client_of(cast.assistant).post(reverse("core:rate_add"), data)
    row = ExchangeRate.objects.get()
    assert (answer.status_code, row.currency, row.per_unit, row.by) == (
        302,
        "USD",
        D("7.124"),
        cast.assistant,
    )


@pytest.mark.django_db
@pytest.mark.parametrize(
    "wrong",
    [{"currency": "CNY"}, {"currency": "US dollars"}, {"per_unit": "0"}, {"per_unit": "-1"}, {"per_unit": "seven"}, {"day": "2999-01-01"},
     {"per": "7"}, {"per_unit": "0.00000001"}],
)  # fmt: skip
def test_a_typed_rate_that_is_none_changes_nothing(
    cast: SimpleNamespace, client_of: Clients, wrong: dict[str, str]
) -> None:
    data = {"currency": "USD", "per_unit": "712.4", "per": "100", "day": "2026-11-13"} | wrong
    answer = client_of(cast.manager).post(reverse("core:rate_add"), data)
    assert (answer.status_code, ExchangeRate.objects.count()) == (422, 0)


@pytest.mark.django_db
@pytest.mark.parametrize(
    ("content", "status", "count"),
    [
        (b"currency,rate\nUSD,7.12\nEUR,7.8\n", 302, 2),
        (b"currency,rate\nUSD,7.12\nXYZQ,7.8\n", 200, 1),
        (b"hello\n", 422, 0),
        (b"\x89PNG\r\n\x1a\n" + b"\0" * 50, 422, 0),
    ],
    ids=["good", "partly", "no rates", "a picture"],
)
def test_a_file_is_taken_as_far_as_it_can_be_read(
    cast: SimpleNamespace, client_of: Clients, content: bytes, status: int, count: int
) -> None:
    upload = SimpleUploadedFile("rates.csv", content)
    answer = client_of(cast.manager).post(reverse("core:rates_import"), {"file": upload})
    assert (answer.status_code, ExchangeRate.objects.count()) == (status, count)


@pytest.mark.django_db
def test_rates_are_read_by_who_sells_and_set_by_who_keeps_them(
    cast: SimpleNamespace, client_of: Clients
) -> None:
    def asked(caller: str) -> tuple[int, int]:
        client = client_of(getattr(cast, caller))
        return client.get(reverse("core:rates")).status_code, client.post(
            reverse("core:rate_add"), {}
        ).status_code

    assert {caller: asked(caller) for caller in ("owner", "manager", "boss", "assistant", "production", "admin", "adviser")} == {
        "owner": (200, 403), "manager": (200, 422), "boss": (200, 422), "assistant": (200, 422), "production": (200, 403),
        "admin": (403, 403), "adviser": (403, 403),
    }  # fmt: skip
