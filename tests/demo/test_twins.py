"""The demo's deliberate doubles are what the nightly scan is for (requirements D2)."""

from collections.abc import Callable
from datetime import datetime

import pytest

from accounts.models import User
from customers.models import Customer, CustomerLink, TwinPair
from customers.services import scan_twins
from tests.conftest import result_of
from tests.factories import AT
from tradecrm.demo.world import Size

DOUBLES = 15
LEAST_FOUND = 13


@pytest.mark.slow
def test_scan_finds_the_demos_doubles(fill: Callable[..., dict[str, int]]) -> None:
    fill(AT, size=Size(customers=180, near_duplicates=DOUBLES))
    keys = list(Customer.objects.order_by("pk").values_list("pk", flat=True))
    originals, doubles = keys[:-DOUBLES], keys[-DOUBLES:]
    step = len(originals) // DOUBLES
    expected = {(originals[number * step], double) for number, double in enumerate(doubles)}
    result_of(scan_twins(at=AT))
    surest = TwinPair.objects.order_by("-certainty", "pk").values_list("first_id", "second_id")[:DOUBLES]
    assert len(expected & set(surest)) >= LEAST_FOUND


def test_manager_finds_pairs_to_judge_and_a_group(filled: datetime) -> None:
    managers = User.objects.filter(is_manager=True)
    judged = [TwinPair.objects.visible_to(user).led_by(user).open().count() for user in managers]
    assert max(judged) >= 2
    links = CustomerLink.objects.select_related("source", "target")
    assert {(link.kind, link.source.owner_id == link.target.owner_id) for link in links} == {
        ("end_client", True)
    }
    assert links.count() == 2
