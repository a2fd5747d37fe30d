"""A customer's history on paper: contacts only for whom the company lets export, marked, and in the trail (S140)."""

from collections.abc import Callable
from datetime import timedelta
from io import BytesIO
from types import SimpleNamespace

import pytest
from django.test import Client
from pypdf import PdfReader

from accounts.models import User
from core.models import AuditEntry
from customers import timeline
from customers.models import PagesRead
from oversight.papers import paper_of_customer
from tests.factories import AT, ContactFactory, CustomerFactory, TimelineEntryFactory

ClientOf = Callable[[User], Client]
pytestmark = pytest.mark.django_db


def text_of(content: bytes) -> str:
    return " ".join(" ".join(page.extract_text() for page in PdfReader(BytesIO(content)).pages).split())


def test_it_tells_who_they_are_and_what_happened(cast: SimpleNamespace, client_of: ClientOf) -> None:
    customer = CustomerFactory(owner=cast.owner, name="Nordic Tools AB", grade="A", phone="+46 8 123 456")
    ContactFactory(customer=customer, name="Ingrid Berg", email="ingrid@nordic.example")
    TimelineEntryFactory(customer=customer, text="Asked for the trial price", actor=cast.owner)
    url = f"/customer/{customer.pk}/history.pdf"
    by_manager = text_of(b"".join(client_of(cast.manager).get(url).streaming_content))
    by_owner = text_of(b"".join(client_of(cast.owner).get(url).streaming_content))
    for text in (by_manager, by_owner):
        assert [
            words
            for words in ("Nordic Tools AB", "Asked for the trial price", "Taken by")
            if words not in text
        ] == []
    names = ("Ingrid Berg", "ingrid@nordic.example", "+46 8 123 456")
    assert [[name in text for name in names] for text in (by_manager, by_owner)] == [[True] * 3, [False] * 3]
    assert cast.manager.full_name in by_manager
    entries = AuditEntry.objects.filter(verb="oversight.history_printed").order_by("pk")
    assert [entry.actor for entry in entries] == [cast.manager, cast.owner]
    assert PagesRead.objects.count() > 0
    assert url in client_of(cast.owner).get(customer.get_absolute_url()).content.decode()


def test_who_does_not_see_the_customer_gets_none(cast: SimpleNamespace, client_of: ClientOf) -> None:
    customer = CustomerFactory(owner=cast.owner)
    people = ("outsider", "other_manager", "assistant", "admin", "adviser")
    answers = [
        client_of(getattr(cast, name)).get(f"/customer/{customer.pk}/history.pdf").status_code
        for name in people
    ]
    assert answers == [404, 404, 403, 403, 403]


def test_the_whole_history_stands_on_it(cast: SimpleNamespace, monkeypatch: pytest.MonkeyPatch) -> None:
    """Many lines as well as few; what does not stand there any more is said."""
    customer = CustomerFactory(owner=cast.owner)
    for number in range(120):
        timeline.add_entry(
            customer=customer, kind="follow_up", at=AT - timedelta(days=number), actor=cast.owner, text="Said"
        )
    table = paper_of_customer(customer, cast.owner, AT).tables[-1]
    assert (table.title, len(table.rows)) == ("What happened, newest first", 120)
    assert table.rows[0][0] == AT  # a moment, which paper writes in words
    monkeypatch.setattr("oversight.papers.MOST_LINES", 50)
    table = paper_of_customer(customer, cast.owner, AT).tables[-1]
    assert (table.title, len(table.rows)) == ("The newest 50 lines of what happened", 50)
