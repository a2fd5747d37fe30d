"""Two people at once in the catalogue (trust.md C3, C5, C6): real threads, PostgreSQL's locks."""

from collections import Counter
from types import SimpleNamespace

import pytest

from catalogue import services
from catalogue.models import MarketRegion, Product, RegionCountry, SampleStock
from catalogue.services import StaleEdit, Taken
from tests.customers.test_races import at_once
from tests.factories import AT, CategoryFactory, ProductFactory

ROUNDS = 10
pytestmark = [pytest.mark.postgres, pytest.mark.django_db(transaction=True)]


def outcome(call):
    """Run it; an expected refusal is its result."""
    try:
        call()
    except (StaleEdit, Taken) as refused:
        return type(refused).__name__
    return "saved"


def test_two_people_cannot_both_enter_the_same_model(cast: SimpleNamespace) -> None:
    category = CategoryFactory()
    values = {"name_en": "Set", "name_zh": "组套", "category": category, "unit": "set"}
    found: Counter[tuple[str, ...]] = Counter()
    for number in range(ROUNDS):
        pairs = ((cast.assistant, f"QC-{number}"), (cast.boss, f"qc-{number}"))
        calls = [
            lambda who=who, model=model: outcome(
                lambda: services.create_product(actor=who, values={"model_number": model, **values}, at=AT)
            )
            for who, model in pairs
        ]
        found[tuple(sorted(at_once(calls)))] += 1
    assert (found, Product.objects.count()) == ({("Taken", "saved"): ROUNDS}, ROUNDS)


def test_two_who_change_one_product_do_not_overwrite_each_other(cast: SimpleNamespace) -> None:
    product = ProductFactory()
    for number in range(ROUNDS):
        calls = [
            lambda who=who, moq=moq, version=number + 1: outcome(
                lambda: services.update_product(
                    actor=who, product=product, values={"moq": moq}, version=version, at=AT
                )
            )
            for who, moq in ((cast.assistant, 100 + number), (cast.boss, 200 + number))
        ]
        assert sorted(at_once(calls)) == ["StaleEdit", "saved"]
    assert Product.objects.get().version == ROUNDS + 1


def test_samples_taken_at_once_are_all_counted(cast: SimpleNamespace) -> None:
    product = ProductFactory()
    counted = {"quantity": 50, "is_approved": True, "location": "", "low_limit": None}
    services.set_stock(actor=cast.assistant, product=product, values=counted, version=0, at=AT)
    for _round in range(ROUNDS):
        at_once(
            [
                lambda who=who: services.take_samples(actor=who, product=product, quantity=2, at=AT)
                for who in (cast.owner, cast.outsider)
            ]
        )
    assert SampleStock.objects.get().quantity == 50 - ROUNDS * 4


def test_markets_that_take_each_others_countries_do_not_block_each_other(cast: SimpleNamespace) -> None:
    def save(who, region, codes):
        values = {"name_zh": region.name_zh, "name_en": region.name_en}
        return outcome(
            lambda: services.save_region(
                actor=who, region=region, values=values, countries=codes, version=region.version, at=AT
            )
        )

    one, two = (MarketRegion.objects.create(name_zh=name, name_en=name) for name in ("A", "B"))
    for number in range(ROUNDS):
        for region in (one, two):
            region.refresh_from_db()
        codes = ["US", "CA", "MX"] if number % 2 else ["MX", "CA", "US"]
        calls = [
            lambda pair=pair: save(*pair)
            for pair in ((cast.manager, one, codes), (cast.boss, two, codes[::-1]))
        ]
        assert at_once(calls) == ["saved", "saved"]
    assert RegionCountry.objects.count() == 3
