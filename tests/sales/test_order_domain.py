"""The rules of orders: kinds, amounts, steps, letters of credit, splits (rules.md §8, S92, S95)."""

from datetime import date, timedelta
from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from core.domain.money import line_amount, round_amount, share_out, smallest_unit, total_of
from core.domain.rates import Rate, RateMissing, in_base, rate_among
from core.domain.steps import StepRefused
from sales.domain import complaints
from sales.domain import orders as rules

D = Decimal
DAY = date(2026, 11, 16)
CURRENCIES = st.sampled_from(["USD", "EUR", "JPY", "KWD", "CNY"])
QUANTITIES = st.decimals(min_value=D("0.01"), max_value=D("99999"), places=2)
PRICES = st.decimals(min_value=D(0), max_value=D("99999"), places=4)
AMOUNTS = st.decimals(min_value=D(0), max_value=D("9999999"), places=2)


def placed(pk: int, day: int, *, is_sample: bool = False, counts: bool = True) -> rules.Placed:
    return rules.Placed(pk, date(2026, 11, day), is_sample, counts)


@pytest.mark.parametrize(
    ("orders", "kinds"),
    [
        ([placed(1, 1), placed(2, 2), placed(3, 3)], ["trial", "repeat", "repeat"]),
        ([placed(1, 1, is_sample=True), placed(2, 2)], ["sample", "trial"]),
        ([placed(1, 1, counts=False), placed(2, 2)], ["trial", "trial"]),
        ([placed(1, 3), placed(2, 2)], ["repeat", "trial"]),
        ([placed(1, 2), placed(2, 2)], ["trial", "repeat"]),
        ([placed(1, 1), placed(2, 2, counts=False)], ["trial", "repeat"]),
    ],
    ids=[
        "first is the trial",
        "samples are none",
        "cancelled leaves the place",
        "by day",
        "by number",
        "draft repeats",
    ],
)
def test_kinds_of_a_buyers_orders(orders: list[rules.Placed], kinds: list[str]) -> None:
    assert [rules.kinds_of(orders)[order.pk] for order in orders] == kinds


@given(st.lists(st.tuples(st.integers(1, 28), st.booleans(), st.booleans()), max_size=12))
def test_of_orders_that_count_exactly_the_first_with_goods_is_the_trial(
    rows: list[tuple[int, bool, bool]],
) -> None:
    orders = [placed(pk, day, is_sample=s, counts=c) for pk, (day, s, c) in enumerate(rows)]
    kinds = rules.kinds_of(orders)
    goods = [order for order in orders if order.counts and not order.is_sample]
    assert [kinds[order.pk] for order in goods].count(rules.TRIAL) == min(1, len(goods))
    assert {kinds[order.pk] for order in orders if order.is_sample} <= {rules.SAMPLE}


@given(st.lists(st.tuples(QUANTITIES, PRICES), max_size=30), CURRENCIES)
def test_a_total_is_the_sum_of_its_printed_lines(lines: list[tuple[Decimal, Decimal]], currency: str) -> None:
    total = total_of(lines, currency)
    assert total == sum((line_amount(*line, currency) for line in lines), start=D(0))
    assert total == round_amount(total, currency)


@pytest.mark.parametrize(("currency", "amount"), [("USD", "10.13"), ("JPY", "10"), ("KWD", "10.125")])
def test_amounts_are_rounded_as_their_currency_is(currency: str, amount: str) -> None:
    assert line_amount(D(1), D("10.125"), currency) == D(amount)


@given(AMOUNTS, st.decimals(min_value=0, max_value=100, places=2), CURRENCIES)
def test_deposit_and_balance_add_up(total: Decimal, percent: Decimal, currency: str) -> None:
    total = round_amount(total, currency)
    dues = rules.dues_of(total, rules.Terms(currency, percent, rules.BalanceTerms.COPY), {}, None)
    assert sum((due.amount for due in dues), start=D(0)) == total
    assert all(due.amount > 0 for due in dues)


@pytest.mark.parametrize(
    ("terms", "days", "reached", "due"),
    [
        (rules.BalanceTerms.COPY, 0, {}, None),
        (rules.BalanceTerms.COPY, 0, {rules.SHIPPED: DAY}, DAY + timedelta(days=2)),
        (rules.BalanceTerms.AFTER, 30, {rules.SHIPPED: DAY}, DAY + timedelta(days=32)),
        (rules.BalanceTerms.BEFORE, 0, {rules.READY: DAY}, DAY),
        (rules.BalanceTerms.BEFORE, 0, {rules.CONFIRMED: DAY}, None),
        (rules.BalanceTerms.CREDIT, 9, {rules.SHIPPED: DAY}, DAY + timedelta(days=2)),
    ],
)
def test_balance_is_due_by_its_terms(
    terms: rules.BalanceTerms, days: int, reached: dict[str, date], due: date | None
) -> None:
    bl_on = DAY + timedelta(days=2) if rules.SHIPPED in reached else None
    found = rules.dues_of(D(100), rules.Terms("USD", None, terms, days), reached, bl_on)
    assert [(part.what, part.due_on) for part in found] == [(rules.BALANCE, due)]


@given(
    AMOUNTS,
    st.decimals(min_value=0, max_value=100, places=2),
    st.decimals(min_value=0, max_value=D("99999999"), places=2),
)
def test_payments_fill_the_parts_and_never_exceed_them_unsaid(
    total: Decimal, percent: Decimal, received: Decimal
) -> None:
    dues = rules.dues_of(total, rules.Terms("USD", percent, rules.BalanceTerms.COPY), {}, None)
    parts = rules.settle(dues, received)
    paid = sum((part.paid for part in parts), start=D(0))
    assert paid + rules.excess_of(total, received) == received if received >= total else paid == received
    assert all(D(0) <= part.paid <= part.due.amount for part in parts)


@given(
    st.lists(st.integers(1, 5000), min_size=1, max_size=8),
    st.decimals(min_value=0, max_value=D("9999999"), places=3),
    CURRENCIES,
)
def test_shares_add_up_and_none_is_a_unit_off(weights: list[int], total: Decimal, currency: str) -> None:
    total = round_amount(total, currency)
    percents = [D(weight * 100) / sum(weights) for weight in weights]
    percents[-1] = D(100) - sum(percents[:-1])
    parts = share_out(total, percents, currency)
    assert sum(parts) == total
    unit = smallest_unit(currency)
    assert all(
        abs(part - total * percent / 100) <= unit for part, percent in zip(parts, percents, strict=True)
    )


@pytest.mark.parametrize(
    ("parts", "code"),
    [
        ([], "empty"),
        ([(1, D(50)), (1, D(50))], "twice"),
        ([(1, D(0)), (2, D(100))], "not_positive"),
        ([(1, D("50")), (2, D("49.99"))], "not_hundred"),
        ([(1, D("150")), (2, D("-50"))], "not_positive"),
    ],
)
def test_a_split_that_is_none_is_refused(parts: list[tuple[int, Decimal]], code: str) -> None:
    with pytest.raises(rules.SplitRefused) as refused:
        rules.check_split(parts)
    assert refused.value.code == code


def test_goods_in_stock_skip_production_and_nothing_skips_the_ship() -> None:
    assert {state: rules.next_steps(state) for state in (rules.DRAFT, *rules.STEPS, rules.CANCELLED)} == {
        "draft": (),
        "confirmed": ("in_production", "ready", "shipped"),
        "in_production": ("ready", "shipped"),
        "ready": ("shipped",),
        "shipped": ("completed",),
        "completed": (),
        "cancelled": (),
    }


@pytest.mark.parametrize(
    ("step", "on", "code"),
    [
        (rules.COMPLETED, DAY, "not_from_here"),
        (rules.READY, DAY + timedelta(days=1), "in_future"),
        (rules.READY, DAY - timedelta(days=9), "before_last"),
    ],
)
def test_a_step_out_of_place_is_refused(step: str, on: date, code: str) -> None:
    reached = {rules.CONFIRMED: DAY - timedelta(days=5)}
    with pytest.raises(StepRefused) as refused:
        rules.check_step(rules.CONFIRMED, step, on=on, reached=reached, today=DAY)
    assert refused.value.code == code


CREDIT = rules.Credit(expires_on=DAY + timedelta(days=30), ship_by=DAY + timedelta(days=10))


@pytest.mark.parametrize(
    ("planned", "shipped", "today", "words"),
    [
        (10, None, 0, []),
        (11, None, 0, [("planned_too_late", 10, False)]),
        (None, None, 11, [("ship_by_passed", 10, True)]),
        (None, None, 31, [("expired", 30, True)]),
        (None, 5, 6, [("present_by", 26, False)]),
        (None, 5, 27, [("present_passed", 26, True)]),
        (None, 10, 10, [("present_by", 30, False)]),
        (None, 12, 12, [("shipped_too_late", 10, True), ("present_by", 30, False)]),
    ],
)
def test_letters_of_credit_warn(
    planned: int | None, shipped: int | None, today: int, words: list[tuple[str, int, bool]]
) -> None:
    """Days from today; documents within 21 days of the shipment and before the credit expires (UCP 600, article 14 c)."""

    def day(number: int | None) -> date | None:
        return None if number is None else DAY + timedelta(days=number)

    found = rules.warn_of_credit(
        CREDIT, planned=day(planned), shipped=day(shipped), today=DAY + timedelta(days=today)
    )
    assert [(one.word, one.on, one.is_late) for one in found] == [
        (word, day(on), late) for word, on, late in words
    ]


def test_a_credit_without_its_end_asks_for_it() -> None:
    found = rules.warn_of_credit(rules.Credit(None, None), planned=None, shipped=None, today=DAY)
    assert [one.word for one in found] == ["no_expiry"]


RATES = [
    Rate("USD", DAY - timedelta(days=9), D("7.1")),
    Rate("USD", DAY, D("7.2")),
    Rate("EUR", DAY, D("7.8")),
]


@pytest.mark.parametrize(
    ("day", "rate"),
    [
        (DAY, "7.2"),
        (DAY - timedelta(days=1), "7.1"),
        (DAY + timedelta(days=99), "7.2"),
        (DAY - timedelta(days=10), None),
    ],
)
def test_the_newest_rate_not_later_holds(day: date, rate: str | None) -> None:
    found = rate_among(RATES, "USD", day)
    assert (found and found.per_unit) == (rate and D(rate))


def test_amounts_across_currencies_need_every_rate() -> None:
    rates = {"USD": RATES[1]}
    assert in_base({"USD": D(100), "CNY": D("1.5"), "KWD": D(0)}, rates) == D("721.50")
    with pytest.raises(RateMissing) as missing:
        in_base({"USD": D(1), "KWD": D(1), "AED": D(1)}, rates)
    assert missing.value.currencies == ("AED", "KWD")


@pytest.mark.parametrize(
    ("texts", "is_closed", "state"),
    [
        (("", "", "", ""), False, "plan"),
        (("x", "", "", ""), False, "done"),
        (("x", "x", " ", ""), False, "checked"),
        (("x", "x", "x", ""), False, "improved"),
        (("", "x", "x", "x"), False, "plan"),
        (("x", "x", "x", "x"), False, "improved"),
        (("x", "x", "x", "x"), True, "closed"),
    ],
)
def test_complaints_walk_the_four_steps(
    texts: tuple[str, str, str, str], is_closed: bool, state: str
) -> None:
    values = dict(zip(("plan", "done", "checked", "improved"), texts, strict=True))
    assert complaints.state_of(**values, is_closed=is_closed) == state
    assert complaints.can_close(**values) is all(text.strip() for text in texts)
