"""A stand-in has exactly the absent person's access, for exactly the days of the absence (S35, issue 4).

The table: each day around an absence × everything that a stand-in might reach. The owner is away Tuesday 17 to Thursday
19 November 2026; days are the company's, so the boundary is midnight in Shanghai, 16:00 UTC.
"""

from collections.abc import Callable
from datetime import UTC, date, datetime, timedelta
from types import SimpleNamespace
from typing import Any

import pytest
import time_machine
from django.core.exceptions import PermissionDenied
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import transaction
from django.test import Client
from django.urls import reverse

from accounts.models import Absence
from accounts.services import freeze_account, thaw_account
from accounts.services.absences import come_back, withdraw_absence
from core import policy
from core.models import Notification
from customers.models import CustomerExport, CustomerFile
from customers.services import change_grade
from customers.services.files import attach_file
from followups.services import renew_feed
from tests.conftest import sign_in
from tests.factories import (
    AbsenceFactory,
    BuyerMessageFactory,
    ContactFactory,
    CustomerFactory,
    InquiryFactory,
)

FIRST, LAST = date(2026, 11, 17), date(2026, 11, 19)
NAME = "Nordwind Eisenwaren"
TEXT = "Please quote 300 pliers"


def nov(day: int, hour: int = 10, minute: int = 0, second: int = 0) -> datetime:
    """A moment of Shanghai's clock."""
    return datetime(2026, 11, day, hour, minute, second, tzinfo=UTC) - timedelta(hours=8)


@pytest.fixture
def absent(cast: SimpleNamespace) -> Absence:
    """Owner is away and stand_in answers; made some days before."""
    return AbsenceFactory(user=cast.owner, stand_in=cast.stand_in, kind="trip", starts_on=FIRST, ends_on=LAST)


@pytest.fixture
def buyer(cast: SimpleNamespace, absent: Absence) -> SimpleNamespace:
    """A customer of the owner's with an open inquiry, a contact, a file, and a feed of the stand-in's."""
    customer = CustomerFactory(
        owner=cast.owner, name=NAME, search_text=NAME.casefold(), name_sort=NAME.casefold(), grade="B",
        next_due_on=FIRST, last_contact_at=nov(9),
    )  # fmt: skip
    ContactFactory(customer=customer, is_primary=True)
    late = {name: nov(20) for name in ("due_soon_at", "target_at", "limit_at", "announced_at")}
    inquiry = InquiryFactory(
        customer=customer, owner=cast.owner, received_at=nov(14), first_text=TEXT, **late
    )
    BuyerMessageFactory(inquiry=inquiry, received_at=nov(14), text=TEXT, **late)
    attach_file(
        actor=cast.owner,
        customer=customer,
        upload=SimpleUploadedFile("drawing.pdf", b"%PDF-1.4 x"),
        at=nov(14),
    )
    policy.change("customers.export", {"salespeople": True}, actor=cast.boss, at=nov(9))
    Notification.objects.create(
        user=cast.stand_in, key="canary", message="%(name)s", values={"name": NAME}, url=customer.get_absolute_url(),
        about_type="customers.customer", about_id=customer.pk, created_at=nov(9),
    )  # fmt: skip
    return SimpleNamespace(
        customer=customer, inquiry=inquiry, file=CustomerFile.objects.get(),
        secret=renew_feed(actor=cast.stand_in, at=nov(9)),
    )  # fmt: skip


Reach = Callable[[Client, SimpleNamespace, SimpleNamespace], bool]


def ok(response: Any) -> bool:
    """Reached, or refused as if it did not exist: nothing else may come of it."""
    assert response.status_code in {200, 302, 404}, response.status_code
    return bool(response.status_code != 404)


def page(client: Client, _cast: SimpleNamespace, buyer: SimpleNamespace) -> bool:
    return ok(client.get(buyer.customer.get_absolute_url()))


def inquiry(client: Client, _cast: SimpleNamespace, buyer: SimpleNamespace) -> bool:
    return ok(client.get(buyer.inquiry.get_absolute_url()))


def reply(client: Client, _cast: SimpleNamespace, buyer: SimpleNamespace) -> bool:
    data = {"text": "Our offer.", "channel": "email"}
    return ok(client.post(reverse("inquiries:reply", args=[buyer.inquiry.pk]), data))


def follow_up(client: Client, _cast: SimpleNamespace, buyer: SimpleNamespace) -> bool:
    data = {"customer": buyer.customer.pk, "text": "Rang", "channel": "phone", "result": "reached"}
    return ok(client.post(reverse("followups:create"), data))


def edit(client: Client, _cast: SimpleNamespace, buyer: SimpleNamespace) -> bool:
    data = {"name": NAME, "country": "DE", "version": buyer.customer.version}
    return ok(client.post(reverse("customers:edit", args=[buyer.customer.pk]), data))


def file(client: Client, _cast: SimpleNamespace, buyer: SimpleNamespace) -> bool:
    response = client.get(reverse("customers:file", args=[buyer.customer.pk, buyer.file.pk]))
    response.getvalue()  # a file is closed when it was read to its end
    return ok(response)


def vcard(client: Client, _cast: SimpleNamespace, buyer: SimpleNamespace) -> bool:
    return ok(client.get(reverse("customers:contact_vcard", args=[buyer.customer.contacts.get().pk])))


def named_in(client: Client, url: str, **data: str) -> bool:
    response = client.get(url, data)
    assert response.status_code == 200
    return NAME in response.content.decode()


def search(client: Client, _cast: SimpleNamespace, _buyer: SimpleNamespace) -> bool:
    return named_in(client, reverse("customers:find"), q="nordwind eisen")


def listed(client: Client, _cast: SimpleNamespace, _buyer: SimpleNamespace) -> bool:
    return named_in(client, reverse("customers:list"))


def inquiries(client: Client, _cast: SimpleNamespace, _buyer: SimpleNamespace) -> bool:
    return named_in(client, reverse("inquiries:list"), tab="open")


def today(client: Client, _cast: SimpleNamespace, _buyer: SimpleNamespace) -> bool:
    return named_in(client, "/")


def week(client: Client, _cast: SimpleNamespace, _buyer: SimpleNamespace) -> bool:
    return named_in(client, reverse("followups:week"), week="2026-11-16")


def notices(client: Client, _cast: SimpleNamespace, _buyer: SimpleNamespace) -> bool:
    return named_in(client, reverse("core:notices"))


def feed(client: Client, _cast: SimpleNamespace, buyer: SimpleNamespace) -> bool:
    response = client.get(reverse("followups:feed", args=[buyer.secret]))
    assert response.status_code == 200
    return NAME in response.content.decode().replace("\r\n ", "")


REACHED: dict[str, Reach] = {
    found.__name__: found
    for found in (
        page, inquiry, reply, follow_up, edit, file, vcard, search, listed, inquiries, today, week, notices, feed,
    )
}  # fmt: skip


def grade(client: Client, _cast: SimpleNamespace, buyer: SimpleNamespace) -> int:
    data = {"grade": "A", "reason": "Asked for a sample"}
    return int(client.post(reverse("customers:grade", args=[buyer.customer.pk]), data).status_code)


def owner_change(client: Client, cast: SimpleNamespace, buyer: SimpleNamespace) -> int:
    data = {"owner": cast.stand_in.pk, "reason": "mine"}
    return int(client.post(reverse("customers:owner", args=[buyer.customer.pk]), data).status_code)


def tried(
    cast: SimpleNamespace, buyer: SimpleNamespace, at: datetime, names: Any = tuple(REACHED)
) -> dict[str, bool]:
    """Return what the stand-in reaches at `at`; whatever it wrote is taken back."""
    found = {}
    with time_machine.travel(at, tick=False):
        for name in names:
            with transaction.atomic():
                point = transaction.savepoint()
                found[name] = REACHED[name](sign_in(Client(), cast.stand_in), cast, buyer)
                transaction.savepoint_rollback(point)
    return found


def all_or_nothing(is_reached: bool) -> dict[str, bool]:
    return dict.fromkeys(REACHED, is_reached)


@pytest.mark.parametrize(
    ("at", "is_reached"),
    [
        (nov(16, 10), False),  # the day before
        (nov(16, 23, 59, 59), False),
        (nov(17, 0, 0, 0), True),  # the first day, from midnight on
        (nov(17, 10), True),
        (nov(18, 3), True),
        (nov(19, 10), True),  # the last day
        (nov(19, 23, 59, 59), True),
        (nov(20, 0, 0, 0), False),  # the day after
        (nov(20, 10), False),
    ],
)
def test_stand_in_reaches_everything_on_the_days_and_nothing_else(
    cast: SimpleNamespace, buyer: SimpleNamespace, at: datetime, is_reached: bool
) -> None:
    assert tried(cast, buyer, at) == all_or_nothing(is_reached)


@pytest.mark.parametrize(
    ("day", "expected"), [(16, (404, 403)), (17, (403, 403)), (19, (403, 403)), (20, (404, 403))]
)
def test_grade_and_owner_are_never_the_stand_ins(
    cast: SimpleNamespace, buyer: SimpleNamespace, day: int, expected: tuple[int, int]
) -> None:
    """Grades stay with the owner: seen but refused on the days, not there before and after. Owners are the manager's."""
    with time_machine.travel(nov(day), tick=False):
        client = sign_in(Client(), cast.stand_in)
        assert (grade(client, cast, buyer), owner_change(client, cast, buyer)) == expected
    buyer.customer.refresh_from_db()
    assert (buyer.customer.grade, buyer.customer.owner) == ("B", cast.owner)


@pytest.mark.parametrize("day", [16, 17, 19, 20])
def test_export_never_takes_the_absent_persons_customers_along(
    cast: SimpleNamespace, buyer: SimpleNamespace, day: int
) -> None:
    own = CustomerFactory(owner=cast.stand_in)
    with time_machine.travel(nov(day), tick=False):
        client = sign_in(Client(), cast.stand_in)
        assert client.post(reverse("customers:export"), {"columns": "all"}).status_code == 302
    assert CustomerExport.objects.get(owner=cast.stand_in).rows == 1, own


@pytest.mark.parametrize("state", ["requested", "refused", "withdrawn"])
def test_what_does_not_hold_opens_nothing(cast: SimpleNamespace, buyer: SimpleNamespace, state: str) -> None:
    Absence.objects.update(state=state)
    for day in (16, 17, 18, 19, 20):
        assert tried(cast, buyer, nov(day)) == all_or_nothing(False)


def test_withdrawing_before_it_begins_opens_nothing(
    cast: SimpleNamespace, buyer: SimpleNamespace, absent: Absence
) -> None:
    withdraw_absence(actor=cast.owner, absence=absent, at=nov(16, 23, 59, 59))
    for day in (17, 18, 19, 20):
        assert tried(cast, buyer, nov(day)) == all_or_nothing(False)


def test_coming_back_sooner_closes_everything_at_once(
    cast: SimpleNamespace, buyer: SimpleNamespace, absent: Absence
) -> None:
    assert tried(cast, buyer, nov(18, 9)) == all_or_nothing(True)
    come_back(actor=cast.owner, absence=absent, at=nov(18, 9, 30))
    for at in (nov(18, 9, 30), nov(18, 17), nov(19)):
        assert tried(cast, buyer, at) == all_or_nothing(False)


def test_frozen_stand_in_reaches_nothing_and_the_manager_answers(
    cast: SimpleNamespace, buyer: SimpleNamespace
) -> None:
    freeze_account(actor=cast.admin, user=cast.stand_in, reason="left", at=nov(18, 8))
    with time_machine.travel(nov(18, 9), tick=False):
        client = sign_in(Client(), cast.stand_in)
        urls = (buyer.customer.get_absolute_url(), buyer.inquiry.get_absolute_url(), "/", "/notices/")
        answers = [client.get(url) for url in urls]
        assert [(answer.status_code, answer.url.split("?")[0]) for answer in answers] == [
            (302, "/sign-in/")
        ] * 4
        assert client.get(reverse("followups:feed", args=[buyer.secret])).status_code == 404
        assert NAME in sign_in(Client(), cast.manager).get("/").content.decode()


def test_thawed_stand_in_has_the_access_again_but_not_the_old_links(
    cast: SimpleNamespace, buyer: SimpleNamespace
) -> None:
    freeze_account(actor=cast.admin, user=cast.stand_in, reason="mistake", at=nov(18, 8))
    thaw_account(actor=cast.admin, user=cast.stand_in, at=nov(18, 9))
    cast.stand_in.refresh_from_db()
    names = [name for name in REACHED if name != "feed"]
    assert tried(cast, buyer, nov(18), names) == dict.fromkeys(names, True)
    with time_machine.travel(nov(18), tick=False):
        assert Client().get(reverse("followups:feed", args=[buyer.secret])).status_code == 404


def test_stand_in_who_is_away_too_passes_to_the_manager(
    cast: SimpleNamespace, buyer: SimpleNamespace
) -> None:
    AbsenceFactory(user=cast.stand_in, stand_in=cast.teammate, starts_on=LAST, ends_on=LAST)
    reached = [tried(cast, buyer, nov(day), ("page", "reply", "today")) for day in (18, 19)]
    assert [set(found.values()) for found in reached] == [{True}, {False}]
    with time_machine.travel(nov(19), tick=False):
        assert NAME in sign_in(Client(), cast.manager).get("/").content.decode()
        assert sign_in(Client(), cast.teammate).get(buyer.customer.get_absolute_url()).status_code == 404


def test_owner_who_is_away_still_sees_and_acts(cast: SimpleNamespace, buyer: SimpleNamespace) -> None:
    with time_machine.travel(nov(18), tick=False):
        client = sign_in(Client(), cast.owner)
        assert client.get(buyer.customer.get_absolute_url()).status_code == 200
        assert grade(client, cast, buyer) == 302


def test_service_asks_again_behind_the_lock(cast: SimpleNamespace, buyer: SimpleNamespace) -> None:
    """A grade by the stand-in is refused wherever it comes from."""
    with time_machine.travel(nov(18), tick=False), pytest.raises(PermissionDenied):
        change_grade(actor=cast.stand_in, customer=buyer.customer, grade="A", reason="x", at=nov(18))
