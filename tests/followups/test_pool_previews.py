"""What a change of the pool's rules would do tomorrow, told before it is saved: what the sweep then does."""

from collections.abc import Callable
from dataclasses import replace
from datetime import timedelta
from types import SimpleNamespace
from typing import Any

import pytest

from core import policy
from core.policy_previews import preview_change
from customers.models import Customer, PoolWarning, Stage
from customers.policies import POOL, RECYCLING, PoolPolicy, RecyclePolicy
from followups import previews
from followups.services import sweep_pool
from tests import budgets
from tests.conftest import result_of
from tests.followups.helpers import contact, shanghai
from tests.followups.services.test_recycling import silent

NOW = shanghai(11, 16, 10)
DAY = timedelta(days=1)
TONIGHT = shanghai(11, 17, 0, 30)
OPEN, STAGES = {"is_on": True, "claims_per_week": 5}, (Stage.NEW.value, Stage.CONTACTED.value)


def rule(**figures: Any) -> RecyclePolicy:
    return RecyclePolicy(stages=STAGES, **figures)


@pytest.fixture
def pool(cast: SimpleNamespace) -> None:
    policy.change(POOL, OPEN, actor=cast.boss, at=NOW - 90 * DAY)


def set_rule(cast: SimpleNamespace, **figures: Any) -> None:
    policy.change(RECYCLING, {"stages": list(STAGES), **figures}, actor=cast.boss, at=NOW)


@pytest.mark.usefixtures("pool")
def test_preview_tells_whom_the_sweep_then_warns_and_writes_nothing(cast: SimpleNamespace) -> None:
    for days in (40, 35, 3):
        silent(cast.owner, days)
    silent(cast.owner, 40, is_key=True)
    lines = preview_change(RECYCLING, rule(), rule(idle_c=30), at=NOW)
    assert lines == [
        "The owners of 2 customers would be warned tomorrow; without a contact the first would go on Tue 24 Nov."
    ]
    assert not PoolWarning.objects.exists()
    set_rule(cast, idle_c=30)
    result_of(sweep_pool(at=TONIGHT))
    assert sorted(row.goes_on.day for row in PoolWarning.objects.all()) == [24, 24]


@pytest.mark.usefixtures("pool")
def test_preview_tells_what_goes_and_which_warnings_are_taken_back(cast: SimpleNamespace) -> None:
    gone, kept = silent(cast.owner), silent(cast.owner, grade="B")
    set_rule(cast, idle_c=30, idle_b=30)
    for night in range(7):
        result_of(sweep_pool(at=TONIGHT + night * DAY))
    at = NOW + 7 * DAY
    before = rule(idle_c=30, idle_b=30)
    assert preview_change(RECYCLING, before, rule(idle_c=30), at=at) == [
        "1 customer would go to the pool tomorrow; its owner was warned.", "1 warning would be taken back.",
    ]  # fmt: skip
    assert preview_change(RECYCLING, before, rule(idle_d=30), at=at) == ["2 warnings would be taken back."]
    set_rule(cast, idle_c=30, idle_b=None)
    result_of(sweep_pool(at=TONIGHT + 7 * DAY))
    assert [Customer.objects.get(pk=row.pk).owner for row in (gone, kept)] == [None, cast.owner]
    assert not PoolWarning.objects.exists()


@pytest.mark.usefixtures("pool")
def test_preview_of_the_pool_itself(cast: SimpleNamespace) -> None:
    silent(cast.owner)
    set_rule(cast, idle_c=30)
    is_on = PoolPolicy(**OPEN)
    assert preview_change(POOL, PoolPolicy(), is_on, at=NOW)[0].startswith("The owner of 1 customer would be")
    assert preview_change(POOL, is_on, replace(is_on, claims_per_week=9), at=NOW) == []
    assert preview_change(POOL, is_on, PoolPolicy(), at=NOW) == [
        "Nobody would be warned tomorrow, and no customer would go."
    ]


def test_preview_while_the_pool_is_off_says_so(cast: SimpleNamespace) -> None:
    silent(cast.owner)
    assert preview_change(RECYCLING, rule(), rule(idle_c=30), at=NOW) == [
        "The open pool is off: nobody is warned, and nothing goes."
    ]


@pytest.mark.usefixtures("pool")
def test_preview_of_very_many_is_a_sample(cast: SimpleNamespace, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(previews, "LOOKED_AT", 2)
    for _ in range(4):
        silent(cast.owner)
    warned, sample = preview_change(RECYCLING, rule(), rule(idle_c=30), at=NOW)
    assert warned.startswith("The owners of 4 customers")
    assert sample == "Estimated from a sample: every 2. customer, 2 in all."


@pytest.mark.usefixtures("pool")
@pytest.mark.parametrize("rows", budgets.ROWS)
def test_preview_costs_the_same_for_few_and_many(
    cast: SimpleNamespace, django_assert_num_queries: Callable[..., Any], rows: int
) -> None:
    for _ in range(rows):
        contact(silent(cast.owner), NOW - 45 * DAY)
    with django_assert_num_queries(11):
        preview_change(RECYCLING, rule(), rule(idle_c=30), at=NOW)
