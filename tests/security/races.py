"""Two people at once (C1, C2, C6, C7; C5: `clicks`): real requests in threads that start together, on the database that is configured.

`python -m tests.security.races [ROUNDS]` runs them on a fresh database of its own and prints the counts as JSON: so
SQLite is tried as it is used, as a file.
"""

import json
import sys
import tempfile
import threading
import uuid
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from typing import Any, TypeVar

T = TypeVar("T")
UPLOAD = ("quote.txt", b"Dear sirs")


@dataclass
class Tally:
    """What the rounds gave: `problems` is empty when every round ended as it must."""

    rounds: int = 0
    requests: int = 0
    problems: list[str] = field(default_factory=list)

    def check(self, what: str, found: Any, wanted: Any) -> None:
        """Note a difference."""
        if found != wanted:
            self.problems.append(f"{what}: {found!r}, not {wanted!r}")


def run_together(calls: Sequence[Callable[[], T]]) -> list[T]:
    """Run the calls in a thread each, all released at the same moment; return their results in order."""
    from django.db import connections

    barrier, results = threading.Barrier(len(calls)), [None] * len(calls)

    def work(place: int, call: Callable[[], T]) -> None:
        barrier.wait()
        try:
            results[place] = call()  # type: ignore[call-overload]  # filled by place
        finally:
            connections.close_all()

    threads = [threading.Thread(target=work, args=(place, call)) for place, call in enumerate(calls)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    return results  # type: ignore[return-value]  # every place is filled


def poster(user: Any, url: str, data: dict[str, Any]) -> Callable[[], Any]:
    """Return a call that posts as `user` and gives (status, location)."""
    from django.core.files.uploadedfile import SimpleUploadedFile
    from django.test import Client

    from tests.conftest import sign_in

    client = sign_in(Client(raise_request_exception=False), user)

    def post() -> tuple[int, str]:
        files = {"file": SimpleUploadedFile(*data["file"])} if "file" in data else {}
        response = client.post(url, {**data, **files})
        return response.status_code, response.headers.get("Location", "")

    return post


# Ways in which two mails are the same buyer's: by address, by domain, by the folded name in one country.
SAME = ("email", "domain", "name")
LETTERS = "bcdfghjklmnprstvwz"


def word_of(number: int) -> str:
    """Return a name that is unlike those of the other rounds."""
    mixed = uuid.uuid5(uuid.NAMESPACE_DNS, str(number)).int
    signs = [(LETTERS if place % 2 == 0 else "aeiou") for place in range(10)]
    return "".join(letters[(mixed >> (4 * place)) % len(letters)] for place, letters in enumerate(signs))


def buyers(kind: str, number: int) -> tuple[dict[str, str], dict[str, str]]:
    """Return the same buyer as two people type it."""
    word = word_of(number)
    other = word_of(number + 50_000)
    first = {"company": f"{word.title()} Outillage SARL", "email": f"a.{word}@{word}.example"}
    second = {
        "email": {"company": f"{other.title()} GmbH", "email": f"A.{word}@{word}.example".upper()},
        "domain": {
            "company": f"{other.title()} GmbH",
            "email": f"sales@www.{word}.example".replace("www.", ""),
        },
        "name": {"company": f"{word.upper()}  OUTILLAGE", "email": f"x@{other}.example"},
    }[kind]
    return first, second


def race_same_buyer(people: Sequence[Any], rounds: int, *, start: int = 0) -> Tally:
    """C1: two sales log the same buyer: one customer, one owner; the other is told; nothing fails."""
    from customers.models import Customer, LookupKey, OwnerPeriod
    from inquiries.models import Inquiry

    tally = Tally()
    for number in range(start, start + rounds):
        kind = SAME[number % len(SAME)]
        before = [model.objects.count() for model in (Customer, OwnerPeriod, Inquiry)]
        calls = [
            poster(user, *(inquiry_post(buyer) if number % 2 else customer_post(buyer)))
            for user, buyer in zip(people, buyers(kind, number), strict=True)
        ]
        statuses = sorted(status for status, _location in run_together(calls))
        after = [model.objects.count() for model in (Customer, OwnerPeriod, Inquiry)]
        made = [new - old for new, old in zip(after, before, strict=True)]
        tally.check(
            f"round {number} ({kind}) statuses", [statuses[0], statuses[1] in {409, 422}], [302, True]
        )
        tally.check(f"round {number} ({kind}) made", made, [1, 1, number % 2])
        tally.check(f"round {number} keys", LookupKey.objects.filter(customer=None).count(), 0)
        tally.rounds, tally.requests = tally.rounds + 1, tally.requests + 2
    return tally


def inquiry_post(buyer: dict[str, str]) -> tuple[str, dict[str, Any]]:
    """Return address and body of a new inquiry."""
    lines = {"lines-TOTAL_FORMS": 0, "lines-INITIAL_FORMS": 0}
    fixed = {
        "text": "Please quote.",
        "country": "FR",
        "source": "email",
        "channel": "email",
        "match": "new",
        "sender_name": "A. B.",
    }
    return "/inquiries/new/", {**fixed, **lines, **buyer}


def customer_post(buyer: dict[str, str]) -> tuple[str, dict[str, Any]]:
    """Return address and body of a new customer."""
    fixed = {"country": "FR", "grade": "D", "stage": "new", "contact_name": "A. B."}
    return "/customers/new/", {**fixed, "name": buyer["company"], "contact_email": buyer["email"]}


def race_two_tabs(user: Any, rounds: int, *, start: int = 0) -> Tally:
    """C6: two tabs save one customer, or one inquiry: one wins, the other is shown the difference."""
    from tests.factories import CustomerFactory, InquiryFactory

    tally = Tally()
    for number in range(start, start + rounds):
        customer = CustomerFactory(owner=user, name=f"{word_of(number + 30_000)} {number}")
        inquiry = InquiryFactory(customer=customer, owner=user, number=f"INQ-{uuid.uuid4().hex[:12]}")
        lines = {"lines-TOTAL_FORMS": 0, "lines-INITIAL_FORMS": 0, "source": "email", "validity": "valid"}
        forms = (
            (customer, "note", f"/customers/{customer.pk}/edit/", {"name": customer.name, "country": "US"}),
            (inquiry, "subject", f"/inquiries/{inquiry.pk}/edit/", lines),
        )
        for record, field_name, url, data in forms:
            texts = ("left", "right")
            calls = [
                poster(user, url, {**data, "version": record.version, field_name: text}) for text in texts
            ]
            answers = [status for status, _ in run_together(calls)]
            tally.check(f"{url} {number}", sorted(answers), [302, 409])
            record.refresh_from_db()
            kept = (getattr(record, field_name), record.version)
            tally.check(
                f"{url} {number} kept", kept, (texts[answers.index(302)] if 302 in answers else "", 2)
            )
            tally.requests += 2
        tally.rounds += 1
    return tally


def race_crossed_merges(people: Sequence[Any], rounds: int, *, start: int = 0) -> Tally:
    """C7: A into B while another merges B into A and a salesperson logs with one: one survives, no child is lost."""
    from customers.models import Customer, CustomerMerge
    from customers.services.merging import stamp_of
    from tests.factories import CustomerFactory

    tally, (manager, boss, seller) = Tally(), people
    for number in range(start, start + rounds):
        pair = [
            CustomerFactory(owner=seller, stage="contacted", name=f"{word_of(number + place)} {number}")
            for place in (40_000, 60_000)
        ]
        for customer in pair:
            _add_children(customer)
        before = _count_children(pair)
        stamps = {"stamp_one": stamp_of(pair[0]), "stamp_other": stamp_of(pair[1])}
        url = f"/customers/{pair[0].pk}/merge/{pair[1].pk}/"
        log = {
            "customer": pair[number % 2].pk,
            "text": "Sent the offer.",
            "channel": "email",
            "result": "reached",
        }
        calls = [
            poster(manager, url, {"stays": pair[0].pk, **stamps}),
            poster(boss, url, {"stays": pair[1].pk, **stamps}),
            poster(seller, "/follow-ups/create/", log),
        ]
        answers = [status for status, _ in run_together(calls)]
        left = Customer.objects.filter(pk__in=[row.pk for row in pair], merged_into=None)
        merges = CustomerMerge.objects.filter(survivor__in=pair)
        tally.check(f"round {number} survivors", [left.count(), merges.count()], [1, 1])
        tally.check(f"round {number} errors", [status for status in answers if status >= 500], [])
        logged = int(answers[2] in {200, 204, 302})
        after = _count_children(left)
        tally.check(
            f"round {number} children", after, {**before, "follow_ups": before["follow_ups"] + logged}
        )
        tally.rounds, tally.requests = tally.rounds + 1, tally.requests + len(calls)
    return tally


def race_claims(rounds: int, *, start: int = 0) -> Tally:
    """C2: two take out the same three customers of the pool: one winner each, nobody above the week's number."""
    from core import policy
    from customers.models import Customer, OwnerPeriod
    from customers.policies import POOL
    from tests.factories import AT, CustomerFactory

    tally, limit = Tally(), 2
    policy.change(POOL, {"is_on": True, "claims_per_week": limit}, actor=make_leaders()[1], at=AT)
    for number in range(start, start + rounds):
        people = make_people()
        free = [
            CustomerFactory(owner=None, created_by=people[0], name=f"{word_of(number + place)} {number}")
            for place in (80_000, 81_000, 82_000)
        ]
        calls = [poster(user, f"/customers/{row.pk}/claim/", {}) for row in free for user in people]
        answers = [status for status, _ in run_together(calls)]
        owners = Customer.objects.filter(pk__in=[row.pk for row in free]).values_list("owner", flat=True)
        held = [owners.filter(owner=user).count() for user in people]
        periods = OwnerPeriod.objects.filter(customer__in=free)
        tally.check(f"round {number} errors", [status for status in answers if status not in {302, 404}], [])
        tally.check(f"round {number} winners", [sum(held), max(held) <= limit], [len(free), True])
        tally.check(
            f"round {number} periods",
            [periods.count(), periods.filter(ended_at=None).count()],
            [len(free)] * 2,
        )
        tally.rounds, tally.requests = tally.rounds + 1, tally.requests + len(calls)
    return tally


def _add_children(customer: Any) -> None:
    from customers.models import CustomerFile
    from tests import factories

    inquiry = factories.InquiryFactory(
        customer=customer, owner=customer.owner, number=f"INQ-{uuid.uuid4().hex[:12]}"
    )
    message = factories.BuyerMessageFactory(inquiry=inquiry)
    factories.ReplyFactory(inquiry=message.inquiry)
    for _ in range(2):
        factories.FollowUpFactory(customer=customer)
    factories.ContactFactory(customer=customer)
    factories.InterestFactory(customer=customer)
    factories.TaskFactory(customer=customer, assignee=customer.owner)
    CustomerFile.objects.create(customer=customer, file=_stored_file(customer.owner))


def _stored_file(user: Any) -> Any:
    from django.core.files.uploadedfile import SimpleUploadedFile

    from core.files import store_file
    from tests.factories import AT

    return store_file(SimpleUploadedFile(*UPLOAD), actor=user, at=AT)


def _count_children(customers: Any) -> dict[str, int]:
    """Count what hangs on these customers, by kind."""
    from customers.models import Contact, CustomerFile, Interest
    from followups.models import FollowUp, Task
    from inquiries.models import BuyerMessage, Inquiry, Reply

    tables = (Contact, CustomerFile, Interest, Inquiry, Task)
    counts = {table.__name__: table.objects.filter(customer__in=customers).count() for table in tables}
    counts |= {
        table.__name__: table.objects.filter(inquiry__customer__in=customers).count()
        for table in (BuyerMessage, Reply)
    }
    return {**counts, "follow_ups": FollowUp.objects.filter(customer__in=customers).count()}


def make_leaders() -> tuple[Any, Any, Any]:
    """Return a manager, the boss, and a salesperson of the manager's team."""
    from accounts.models import Role
    from tests.factories import UserFactory

    seller = make_people()[0]
    address = f"{uuid.uuid4().hex}@qicheng-tools.example"
    return seller.team.manager, UserFactory(roles=(Role.BOSS,), language="en", email=address), seller


def make_people() -> tuple[Any, Any]:
    """Return two salespeople of one team, who keep the letters, too."""
    from accounts.models import Role
    from tests.factories import TeamFactory, UserFactory

    manager = UserFactory(
        roles=(Role.MANAGER,), language="en", email=f"{uuid.uuid4().hex}@qicheng-tools.example"
    )
    team = TeamFactory(name=uuid.uuid4().hex, manager=manager)
    first, second = (
        UserFactory(
            roles=(Role.SALESPERSON, Role.ASSISTANT),
            team=team,
            language="en",
            email=f"{uuid.uuid4().hex}@qicheng-tools.example",
        )
        for _ in range(2)
    )
    return first, second


def sign_in_manager() -> Any:
    """Return a client of a new manager."""
    from django.test import Client

    from accounts.models import Role
    from tests.conftest import sign_in
    from tests.factories import UserFactory, ask_no_second_factor

    ask_no_second_factor()
    email = f"{uuid.uuid4().hex}@qicheng-tools.example"
    return sign_in(Client(raise_request_exception=False), UserFactory(roles=(Role.MANAGER,), email=email))


def run_all(rounds: int) -> dict[str, dict[str, Any]]:
    """Run the races."""
    from tests.security.clicks import race_double_click

    people = make_people()
    found = {
        "C1": race_same_buyer(people, rounds),
        "C2": race_claims(rounds),
        "C5": race_double_click(max(1, rounds // 8)),
        "C6": race_two_tabs(people[0], rounds),
        "C7": race_crossed_merges(make_leaders(), rounds),
    }
    return {
        name: {"rounds": t.rounds, "requests": t.requests, "problems": t.problems}
        for name, t in found.items()
    }


def main(rounds: int) -> int:
    """Run on a fresh database and print the counts."""
    import os

    import django

    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "tradecrm.settings")
    django.setup()
    from django.conf import settings
    from django.core.management import call_command

    from tests.factories import ask_no_second_factor

    ask_no_second_factor()
    settings.ALLOWED_HOSTS = ["testserver"]
    call_command("migrate", verbosity=0)
    with tempfile.TemporaryDirectory() as settings.MEDIA_ROOT:
        counts = run_all(rounds)
    print(json.dumps(counts))
    return 1 if any(one["problems"] for one in counts.values()) else 0


if __name__ == "__main__":
    sys.exit(main(int(sys.argv[1]) if len(sys.argv) > 1 else 20))
