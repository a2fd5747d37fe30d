"""Clicks that come twice (C5): every form that makes something is posted five times at once, as in `races`, and makes one thing."""

import uuid
from collections.abc import Callable, Iterable
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Any

from tests.security.races import (
    UPLOAD,
    Tally,
    buyers,
    customer_post,
    inquiry_post,
    make_leaders,
    make_people,
    poster,
    run_together,
    word_of,
)

CLICKS = 5
ORDER = {
    "ordered_on": "2026-11-10", "currency": "USD", "balance_due": "copy", "lines-TOTAL_FORMS": "1", "lines-INITIAL_FORMS": "0",
    "lines-0-words": "Tool set", "lines-0-quantity": "500", "lines-0-price": "6.45", "lines-0-unit": "set",
}  # fmt: skip
SAMPLE = {
    "currency": "USD", "freight": "collect", "lines-TOTAL_FORMS": "1", "lines-INITIAL_FORMS": "0", "lines-0-words": "Tool set",
    "lines-0-quantity": "2",
}  # fmt: skip
RIVAL = {
    "competitor": "Ralex", "price": "6.10", "currency": "USD", "words": "Socket set", "unit": "set", "country": "DE",
    "seen_on": "2026-11-10", "source": "buyer",
}  # fmt: skip
LONG_VALID = date(2034, 12, 31)


@dataclass(frozen=True)
class Clicked:
    """A form: who clicks, where and with what it is posted, and what counts the things that it has made."""

    name: str
    user: Any
    url: str
    data: dict[str, Any]
    count: Callable[[], int]


def race_double_click(rounds: int, *, start: int = 0) -> Tally:
    """C5: five clicks on one form make one thing, and all lead to the same page."""
    tally = Tally()
    for number in range(start, start + rounds):
        for form in _forms(number):
            before, data = form.count(), {**form.data, "form_token": str(uuid.uuid4())}
            answers = run_together([poster(form.user, form.url, data) for _ in range(CLICKS)])
            tally.check(f"{form.name} {number} answers", sorted({status for status, _ in answers}), [302])
            tally.check(f"{form.name} {number} pages", len({location for _, location in answers}), 1)
            tally.check(f"{form.name} {number} made", form.count() - before, 1)
            tally.requests += CLICKS
        tally.rounds += 1
    return tally


def _forms(number: int) -> Iterable[Clicked]:
    """Yield the forms of a round, each when the one before has been clicked: a target is copied after it was set."""
    manager, boss, seller = make_leaders()
    yield from _of_customers(seller, number)
    yield from _of_sales(seller, number)
    yield from _of_files(seller, number)
    yield from _of_leaders(manager, boss, seller, number)


def _customer_of(user: Any, number: int) -> Any:
    from tests.factories import CustomerFactory

    return CustomerFactory(owner=user, name=f"{word_of(number + 20_000)} {uuid.uuid4().hex[:6]}")


def _inquiry_of(customer: Any) -> Any:
    from tests.factories import BuyerMessageFactory, InquiryFactory

    inquiry = InquiryFactory(customer=customer, owner=customer.owner, number=f"INQ-{uuid.uuid4().hex[:12]}")
    BuyerMessageFactory(inquiry=inquiry)
    return inquiry


def _of_customers(user: Any, number: int) -> list[Clicked]:
    """Customers, inquiries and what is written on them."""
    from customers.models import Contact, Customer, CustomerFile, CustomerShare
    from followups.models import FollowUp, Task
    from inquiries.models import BuyerMessage, Inquiry, InquiryFile, LetterTemplate, Reply

    customer = _customer_of(user, number)
    inquiry = _inquiry_of(customer)
    new_buyer, new_lead = buyers("email", number + 90_000)[0], buyers("email", number + 91_000)[0]
    text = {"text": "Sent the offer.", "channel": "email"}
    log = {"customer": customer.pk, "result": "reached", **text}
    person = {"name": "Yann Le Goff", "email": f"y@{word_of(number + 92_000)}.example"}
    part = {"person": make_people()[0].pk, "access": "read", "reason": "Speaks Spanish"}
    letter = {"name": word_of(number), "language": "en", "body": "Dear sirs", "position": 0}
    of_customer, of_inquiry = f"/customers/{customer.pk}", f"/inquiries/{inquiry.pk}"
    return [
        Clicked("customer", user, *customer_post(new_buyer), Customer.objects.count),
        Clicked("inquiry", user, *inquiry_post(new_lead), Inquiry.objects.count),
        Clicked("follow-up", user, "/follow-ups/create/", log, FollowUp.objects.count),
        Clicked("message", user, f"{of_inquiry}/messages/", text, BuyerMessage.objects.count),
        Clicked("reply", user, f"{of_inquiry}/reply/", text, Reply.objects.count),
        Clicked(
            "task", user, "/tasks/add/", {"title": "Send it", "due_on": "2026-12-24"}, Task.objects.count
        ),
        Clicked("contact", user, f"{of_customer}/contacts/", person, Contact.objects.count),
        Clicked("share", user, f"{of_customer}/share/", part, CustomerShare.objects.count),
        Clicked("file", user, f"{of_customer}/files/", {"file": UPLOAD}, CustomerFile.objects.count),
        Clicked("inquiry's file", user, f"{of_inquiry}/files/", {"file": UPLOAD}, InquiryFile.objects.count),
        Clicked("letter", user, "/inquiries/templates/new/", letter, LetterTemplate.objects.count),
    ]


def _of_sales(user: Any, number: int) -> list[Clicked]:
    """Quotes, their sending, orders (one of a quote), samples, prices, notes."""
    from catalogue.models import MarketRegion
    from followups.models import FollowUp
    from sales.models import CompetitorPrice, MarketNote, Order, Quote, QuoteVersion, Sample

    customer = _customer_of(user, number)
    gulf, _made = MarketRegion.objects.get_or_create(name_en="Gulf", defaults={"name_zh": "海湾"})
    learned = {"region": gulf.pk, "question": "suits", "text": "Hang hole"}
    ready, sent = _quote_of(customer, "confirmed"), _quote_of(customer, "sent")
    of_quote = {"customer": customer.pk, "quote_version": sent.current_id, **ORDER}
    orders_of_quote = Order.objects.filter(quote_version=sent.current_id)
    sendings = QuoteVersion.objects.filter(quote=ready, sent_at__isnull=False)
    contacts = FollowUp.objects.filter(customer=customer)
    return [
        Clicked("quote", user, f"/quotes/new/{customer.pk}/", {"inquiry": _inquiry_of(customer).pk}, Quote.objects.count),
        # Sent once, and one contact for it.
        Clicked("sending", user, f"/quotes/{ready.pk}/send/", {"channel": "email"}, lambda: max(sendings.count(), contacts.count())),
        Clicked("order", user, "/orders/new/", {"customer": customer.pk, **ORDER}, Order.objects.count),
        Clicked("order of a quote", user, "/orders/new/", of_quote, orders_of_quote.count),
        Clicked("sample", user, f"/samples/new/?customer={customer.pk}", SAMPLE, Sample.objects.count),
        Clicked("competitor's price", user, "/competitor-prices/new/", RIVAL, CompetitorPrice.objects.count),
        Clicked("note on a market", user, "/market-notes/new/", learned, MarketNote.objects.count),
    ]  # fmt: skip


def _quote_of(customer: Any, state: str) -> Any:
    """A quote of one line: confirmed, or sent. What was sent takes no more lines."""
    from sales.models import Quote, QuoteVersion
    from tests.factories import AT, QuoteFactory, QuoteLineFactory

    number = f"QT-{uuid.uuid4().hex[:12]}"
    quote = QuoteFactory(customer=customer, state="confirmed", number=number, version__valid_until=LONG_VALID)
    QuoteLineFactory(version=quote.current)
    if state == "sent":
        Quote.objects.filter(pk=quote.pk).update(state=state)
        QuoteVersion.objects.filter(quote=quote).update(state=state, sent_at=AT, sent_by=customer.owner)
    return quote


def _of_files(user: Any, number: int) -> list[Clicked]:
    """Workbooks and price lists: brought, and taken in by the job that the clicks begin."""
    from catalogue.models import Product, ProductImport
    from customers.models import Customer, CustomerImport

    book = {"file": ("buyers.csv", b"Company,Country\nNord GmbH,DE\n")}
    prices = {"file": ("prices.csv", b"Model,Price\nX1,1.2\n"), "valid_from": "2026-11-16", "currency": "USD"}
    batch, price_list = _workbook_of(user, number), _price_list_of(user)
    return [
        Clicked("workbook", user, "/customers/import/", book, CustomerImport.objects.count),
        Clicked("price list", user, "/catalogue/import/", prices, ProductImport.objects.count),
        Clicked("import", user, f"{batch.get_absolute_url()}take-in/", {}, _made_by("customers.import_take_in", Customer)),
        Clicked("products", user, f"{price_list.get_absolute_url()}take-in/", {}, _made_by("catalogue.import_take_in", Product)),
    ]  # fmt: skip


def _made_by(kind: str, model: Any) -> Callable[[], int]:
    """Return what does the jobs of that kind which wait, and then counts the rows of `model`."""

    def count() -> int:
        from django.utils import timezone

        from core import jobs
        from core.models import Job

        for row in Job.objects.filter(kind=kind, state=Job.State.QUEUED).order_by("pk"):
            jobs.run(row.pk, at=timezone.now())
        return int(model.objects.count())

    return count


def _workbook_of(user: Any, number: int) -> Any:
    """A workbook of one new buyer that waits to be taken in."""
    from customers.models import CustomerImport, ImportRow
    from tests.factories import AT

    batch = CustomerImport.objects.create(
        file=_stored("buyers.csv", user), state=CustomerImport.State.REVIEW, sheets=["A"], sheet=0, header_row=1, owner=user,
        columns=[{"heading": "Company", "field": "name", "number": 1, "because": "heading"}], created_at=AT, created_by=user,
    )  # fmt: skip
    name = f"{word_of(number + 93_000).title()} GmbH"
    read = {"customer": {"name": name}, "contacts": [], "follow_up": {}}
    ImportRow.objects.create(batch=batch, number=2, cells=[name], read=read)
    return batch


def _price_list_of(user: Any) -> Any:
    """A price list of one new product that waits to be taken in."""
    from catalogue.models import ProductImport, ProductImportRow
    from tests.factories import AT, CategoryFactory

    category, model = (
        CategoryFactory(name_en=uuid.uuid4().hex, name_zh=uuid.uuid4().hex),
        uuid.uuid4().hex[:12].upper(),
    )
    batch = ProductImport.objects.create(
        file=_stored("prices.csv", user), state=ProductImport.State.REVIEW, sheets=["A"], sheet=0, header_row=1,
        columns=[{"heading": "Model", "field": "model_number", "currency": ""}], category=category, valid_from=AT.date(),
        created_at=AT, created_by=user, worked_by=user,
    )  # fmt: skip
    told = {"values": {"model_number": model, "name_zh": "套筒", "category": category.pk}}
    ProductImportRow.objects.create(batch=batch, number=2, model_number=model, fate="new", told=told)
    return batch


def _stored(name: str, user: Any) -> Any:
    from django.core.files.uploadedfile import SimpleUploadedFile

    from core.files import store_file
    from tests.factories import AT

    return store_file(SimpleUploadedFile(name, uuid.uuid4().hex.encode()), actor=user, at=AT)


def _of_leaders(manager: Any, boss: Any, seller: Any, number: int) -> list[Clicked]:
    """What leaders say, point out, decide and aim at; an adviser's advice."""
    from django.urls import reverse
    from django.utils import timezone

    from accounts.models import Role
    from briefings.models import Point, Ruling
    from managing.models import Target
    from oversight.models import Advice, CoachingNote, ReadingRemark, Remark
    from tests.factories import UserFactory

    _plan_briefing()
    adviser = UserFactory(roles=(Role.ADVISER,), email=f"{uuid.uuid4().hex}@qicheng-tools.example")
    words, month = {"text": "Call them today"}, timezone.localdate().replace(day=1)
    on_customer = reverse("oversight:remark_customer", args=[_customer_of(seller, number).pk])
    on_report = reverse("oversight:remark_report", args=[_report_of(seller, manager).pk])
    coaching = reverse("oversight:coaching", args=[seller.pk])
    ruling = {"person": seller.pk, "text": "Buy a new camera", "is_settled": "on"}
    target = {
        "whose": f"p{seller.pk}", "measure": "orders", "stretch": "month", "starts_on": f"{month}", "goal": "3",
    }  # fmt: skip
    copied = {"of": "month", "to": "next", "raise_by": "10"}
    advice = {"subject": "Pictures", "text": "New ones"}
    return [
        Clicked("ruling", boss, reverse("briefings:rule"), ruling, Ruling.objects.count),
        Clicked(
            "point", manager, reverse("briefings:point_new"), {"part": "hard", **words}, Point.objects.count
        ),
        Clicked("remark on a customer", manager, on_customer, words, Remark.objects.count),
        Clicked("remark on a report", manager, on_report, words, ReadingRemark.objects.count),
        Clicked("coaching note", manager, coaching, words, CoachingNote.objects.count),
        Clicked("target", manager, reverse("managing:target_set"), target, Target.objects.count),
        Clicked("copied target", manager, reverse("managing:target_copy"), copied, Target.objects.count),
        Clicked("advice", adviser, reverse("oversight:advice_list"), advice, Advice.objects.count),
    ]


def _plan_briefing() -> None:
    """One that is to come, for the points."""
    from django.utils import timezone

    from briefings.models import Briefing

    now, today = timezone.now(), timezone.localdate()
    hours = {"starts_at": now, "ends_at": now + timedelta(hours=9), "since_at": now - timedelta(days=7)}
    Briefing.objects.get_or_create(slot=today, defaults={"day": today, "state": "planned", **hours})


def _report_of(person: Any, manager: Any) -> Any:
    """A weekly report that was handed in."""
    from reports.models import ReportPeriod, WeeklyReport
    from tests.factories import AT

    steps = (
        "due_at",
        "issued_at",
        "issue_at",
        "remind_at",
        "department_at",
        "reminded_at",
        "closed_at",
        "compiled_at",
    )
    period, _made = ReportPeriod.objects.get_or_create(
        day=AT.date(), defaults={"starts_at": AT - timedelta(days=7), **dict.fromkeys(steps, AT)}
    )
    return WeeklyReport.objects.create(
        period=period,
        person=person,
        manager=manager,
        state="submitted",
        submitted_at=AT,
        first_submitted_at=AT,
    )
