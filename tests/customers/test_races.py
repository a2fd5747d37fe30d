"""Two people at once (trust.md C1, C5, C6): real threads, real HTTP, PostgreSQL's locks and SQLite's."""

import threading
from collections import Counter
from collections.abc import Callable
from functools import partial
from types import SimpleNamespace
from typing import Any

import pytest
from django.db import connections
from django.test import Client

from customers.models import Customer, LookupKey, OwnerPeriod
from customers.services import CustomerValues, create_customer, update_customer
from tests.customers.conftest import Enter
from tests.factories import AT

ROUNDS = 20


def at_once(calls: list[Callable[[], Any]]) -> list[Any]:
    """Run all calls from one barrier, each with a connection of its own; return their results in order."""
    barrier, results = threading.Barrier(len(calls)), [None] * len(calls)

    def run(place: int, call: Callable[[], Any]) -> None:
        try:
            barrier.wait()
            results[place] = call()
        finally:
            connections.close_all()

    threads = [threading.Thread(target=run, args=pair) for pair in enumerate(calls)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    return results


SAME = [
    ({"name": "Alpha {n} Trading", "contact_email": "buyer@firm{n}.example"}, {"name": "Beta {n} Works", "contact_email": "BUYER@firm{n}.example"}),
    ({"name": "Alpha {n} Trading", "website": "firm{n}.example"}, {"name": "Beta {n} Works", "website": "https://www.firm{n}.example/"}),
    ({"name": "Gamma Tools {n} Ltd"}, {"name": "GAMMA TOOLS {n} LIMITED"}),
]  # fmt: skip


@pytest.mark.postgres
@pytest.mark.django_db(transaction=True)
@pytest.mark.parametrize("pair", SAME, ids=["email", "domain", "name"])
def test_two_people_cannot_both_enter_the_same_buyer(
    cast: SimpleNamespace, client_of: Callable[..., Client], pair: tuple[dict, dict]
) -> None:
    clients = [client_of(cast.owner), client_of(cast.outsider)]
    answers: Counter[tuple[int, ...]] = Counter()
    for number in range(ROUNDS):
        forms = [{key: text.format(n=f"{number:03d}x") for key, text in form.items()} for form in pair]
        calls = [
            lambda client=client, form=form: client.post(
                "/customers/new/", {"country": "GB", "grade": "D", **form}
            )
            for client, form in zip(clients, forms, strict=True)
        ]
        answers[tuple(sorted(answer.status_code for answer in at_once(calls)))] += 1
    assert answers == {(302, 409): ROUNDS}
    counts = (Customer.objects.count(), OwnerPeriod.objects.filter(ended_at=None).count())
    assert (counts, LookupKey.objects.exclude(customer__in=Customer.objects.all()).count()) == (
        (ROUNDS, ROUNDS),
        0,
    )


@pytest.mark.postgres
@pytest.mark.django_db(transaction=True)
def test_five_clicks_on_save_make_one_customer(
    cast: SimpleNamespace, client_of: Callable[..., Client]
) -> None:
    clients = [client_of(cast.owner) for _ in range(5)]
    for number in range(ROUNDS // 2):
        token = f"5e0f9a52-6a4b-4c0e-9f5e-0a1b2c3d{number:04d}"
        form = {"name": f"Delta{number:03d} Garden", "country": "GB", "grade": "D", "form_token": token}
        answers = at_once(
            [lambda client=client, form=form: client.post("/customers/new/", form) for client in clients]
        )
        assert ({answer.status_code for answer in answers}, len({answer.url for answer in answers})) == (
            {302},
            1,
        )
    assert Customer.objects.count() == ROUNDS // 2


@pytest.mark.postgres
@pytest.mark.django_db(transaction=True)
def test_two_tabs_never_overwrite_silently(
    cast: SimpleNamespace, client_of: Callable[..., Client], enter: Enter
) -> None:
    row = enter(name="Northfield")
    clients = [client_of(cast.owner), client_of(cast.manager)]
    for version in range(1, ROUNDS + 1):
        forms = [
            {"name": "Northfield", "country": "US", "city": f"{who}{version}", "version": str(version)}
            for who in "AB"
        ]
        url = f"/customers/{row.pk}/edit/"
        answers = at_once(
            [lambda c=c, f=f, url=url: c.post(url, f) for c, f in zip(clients, forms, strict=True)]
        )
        assert sorted(answer.status_code for answer in answers) == [302, 409]
    row.refresh_from_db()
    assert row.version == ROUNDS + 1


def second_office(actor: Any, name: str, website: str) -> Customer:
    return create_customer(
        actor=actor,
        values=CustomerValues(name=name, country="US", website=website),
        contact=None,
        owner=None,
        at=AT,
        allow_duplicate_reason="another office",
    )


def drop_site(actor: Any, row: Customer) -> Customer:
    return update_customer(actor=actor, customer=row, values={"website": ""}, version=row.version, at=AT)


def exclusive_holders(domain: str) -> list[int]:
    keys = LookupKey.objects.filter(kind="domain", value=domain, is_exclusive=True)
    return list(keys.values_list("customer_id", flat=True))


@pytest.mark.postgres
@pytest.mark.django_db(transaction=True)
def test_a_shared_key_has_one_exclusive_holder_whoever_gives_it_up_or_joins(
    cast: SimpleNamespace, enter: Enter
) -> None:
    for number in range(ROUNDS):
        site = f"shared{number:03d}.example"
        first = enter(name=f"Omega {number:03d} Metals", website=site)
        second, third = (
            second_office(cast.manager, f"{name} {number:03d} Branch", site) for name in ("Sigma", "Tau")
        )
        fourth = f"Upsilon {number:03d} Depot"
        at_once(
            [
                partial(drop_site, cast.manager, first),
                partial(drop_site, cast.manager, second),
                partial(second_office, cast.manager, fourth, site),
            ]
        )
        assert exclusive_holders(site) == [third.pk]
        drop_site(cast.manager, third)
        assert exclusive_holders(site) == [Customer.objects.get(name=fourth).pk]
        other = f"pair{number:03d}.example"
        fifth = enter(name=f"Chi {number:03d} Forge", website=other)
        at_once(
            [
                partial(drop_site, cast.manager, fifth),
                partial(second_office, cast.manager, f"Psi {number:03d} Yard", other),
            ]
        )
        assert exclusive_holders(other) == [Customer.objects.get(name=f"Psi {number:03d} Yard").pk]
