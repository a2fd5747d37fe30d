"""Quote, e-sample and company profile as one contact, and what it means for samples (S21, S30, S51, S86)."""

import re
from collections.abc import Callable
from datetime import date, timedelta
from types import SimpleNamespace
from typing import Any

import pytest
import time_machine
from django.core.exceptions import PermissionDenied
from django.db import transaction
from django.test import Client
from django.urls import reverse

from catalogue.models import ESample
from catalogue.selectors.esamples import find_esample
from catalogue.services import make_esample, revoke_esample
from core import policy
from core.company import SECTION
from core.domain.widths import width_of
from core.forms_once import AlreadySubmitted
from core.models import AuditEntry
from customers.models import Customer, TimelineEntry
from customers.services import merge_customers, undo_merge
from customers.services.merging import stamp_of
from followups.models import FollowUp
from inquiries.services.messages import change_replied_at
from sales.models import Quote, QuoteVersion, Sample, SentESample
from sales.papers.bundle import text_as_sent
from sales.papers.text import text_of
from sales.selectors.e_samples import e_sample_since
from sales.selectors.quote_papers import paper_of
from sales.selectors.samples import read_sample_page
from sales.services.bundles import LinkRefused, send_bundle
from sales.services.e_samples import send_e_sample
from sales.services.quote_sending import Sending
from sales.services.quote_steps import confirm_quote
from sales.services.quote_values import QuoteRefused
from tests import factories
from tests.factories import AT

LATER = AT + timedelta(minutes=5)
TODAY = date(2026, 11, 16)
BY_MAIL = Sending("email")
COMPANY = {
    "name": "宁波演示工具有限公司", "name_en": "Ningbo Demo Tools Co., Ltd.", "founded_in": "1998", "total_assets": "USD 12 million",
    "annual_sales": "USD 30 million", "annual_sales_zh": "2 亿元", "awards": "Supplier of the year 2024, " * 6, "contact_name": "Li Na",
    "phone": "+86 574 8700 0000", "fax": "+86 574 8700 0001",
}  # fmt: skip
NINE_IN_ENGLISH = (
    "Ningbo Demo Tools Co., Ltd.", "Founded in: 1998", "Total assets: USD 12 million", "Annual sales: USD 30 million",
    "Awards: Supplier of the year 2024", "Contact: Li Na", "Telephone: +86 574 8700 0000", "Fax: +86 574 8700 0001", "Address: No. 1",
)  # fmt: skip


@pytest.fixture
def goods(cast: SimpleNamespace) -> SimpleNamespace:
    policy.change(SECTION, {**COMPANY, "address": "No. 1"}, actor=cast.boss, at=AT)
    return SimpleNamespace(
        s46=factories.ProductFactory(model_number="QC-S46", version=3), t525=factories.ProductFactory(model_number="QC-T525"),
        old=factories.ProductFactory(model_number="QC-OLD", withdrawn_at=AT),
    )  # fmt: skip


@pytest.fixture
def ready(asked: Any, goods: SimpleNamespace, cast: SimpleNamespace) -> Quote:
    """A confirmed quote for an inquiry: two products of the catalogue, one that was withdrawn, one in free words."""
    customer = asked.customer
    quote = factories.QuoteFactory(customer=customer, contact=asked.contact, inquiry=asked)
    for product in (goods.s46, goods.t525, goods.old):
        factories.QuoteLineFactory(version=quote.current, product=product, model=product.model_number)
    factories.QuoteLineFactory(version=quote.current, model="", words="A hammer")
    return confirm_quote(actor=cast.owner, quote=quote, at=AT)


def test_bundle_is_one_contact_with_its_e_sample_logged(
    ready: Quote, asked: Any, goods: SimpleNamespace, cast: SimpleNamespace
) -> None:
    lines_before = TimelineEntry.objects.count()
    version, secret = send_bundle(actor=cast.owner, quote=ready, sending=BY_MAIL, at=LATER)
    asked.refresh_from_db()
    assert (asked.target_at, asked.messages.get().answered_at) == (None, LATER)
    assert FollowUp.objects.get().reply == asked.replies.get()
    entries = TimelineEntry.objects.order_by("pk")[lines_before:]
    told = [(entry.kind, entry.values.get("event")) for entry in entries if entry.kind != "stage"]
    assert told == [("quote", "sent_bundle")]
    # What it showed is kept with the versions; what the link is, is not.
    sent = SentESample.objects.get()
    assert [(item.model, item.product_version) for item in sent.items.all()] == [
        ("QC-S46", 3),
        ("QC-T525", 1),
    ]
    assert (sent.customer, sent.version, sent.sent_at, sent.sent_by) == (
        ready.customer,
        version,
        LATER,
        cast.owner,
    )
    assert sent.esample == find_esample(secret, at=LATER)
    reply = asked.replies.get().text
    assert FollowUp.objects.get().text == reply.strip()
    assert reply == text_as_sent(version)
    assert secret not in reply + sent.words
    changes = AuditEntry.objects.get(verb="sales.quote_sent").detail.changes
    assert changes["e_sample"] == ["", "QC-S46, QC-T525"]
    # A sample of these products waits for no e-sample from that day on; of others it does.
    since = [
        e_sample_since(ready.customer, pks)
        for pks in ({goods.s46.pk}, {goods.s46.pk, goods.t525.pk}, {goods.s46.pk, goods.old.pk}, set())
    ]
    assert since == [TODAY, TODAY, None, TODAY]
    assert e_sample_since(factories.CustomerFactory(), {goods.s46.pk}) is None


def test_corrected_time_of_the_reply_moves_the_line_and_the_log(
    ready: Quote, asked: Any, cast: SimpleNamespace
) -> None:
    send_bundle(actor=cast.owner, quote=ready, sending=BY_MAIL, at=LATER)
    earlier = AT - timedelta(minutes=30)
    change_replied_at(
        actor=cast.owner, reply=asked.replies.get(), replied_at=earlier, reason="from home", at=LATER
    )
    assert TimelineEntry.objects.get(kind="quote").at == earlier
    assert SentESample.objects.get().sent_at == FollowUp.objects.get().at == earlier


@pytest.mark.parametrize("language", ["en", "es", "zh"])
def test_text_holds_quote_link_and_the_nine_particulars(
    ready: Quote, cast: SimpleNamespace, language: str
) -> None:
    QuoteVersion.objects.filter(quote=ready).update(language=language)
    version, _secret = send_bundle(actor=cast.owner, quote=ready, sending=BY_MAIL, at=LATER)
    version = QuoteVersion.objects.select_related("quote").get(pk=version.pk)
    link = f"https://crm.example/e-samples/{'x' * 60}"
    text = text_as_sent(version, link)
    assert text.startswith(text_of(paper_of(version)))
    assert f"\n{link}\n" in text
    assert max(width_of(line) for line in text.splitlines() if line != link) <= 79
    below = text.partition(link)[2]
    assert max(width_of(line) for line in below.splitlines()) <= 78
    said = {
        "en": NINE_IN_ENGLISH,
        "es": ("Año de fundación: 1998", "Dirección: No. 1"),
        "zh": ("宁波演示工具有限公司", "年销售额：2 亿元"),
    }
    assert [one for one in said[language] if one not in below] == []


def test_existing_link_goes_along_when_it_is_ones_own_and_shows_everything(
    ready: Quote, goods: SimpleNamespace, cast: SimpleNamespace
) -> None:
    def link(actor: Any, *products: Any) -> tuple[ESample, str]:
        return make_esample(actor=actor, name="Fair", products=products, at=AT)

    dead, of_dead = link(cast.owner, goods.s46, goods.t525)
    revoke_esample(actor=cast.owner, esample=dead, at=AT)
    refused = [
        ("no-such", ()),
        (of_dead, ()),
        (link(cast.teammate, goods.s46, goods.t525)[1], ()),
        (link(cast.owner, goods.s46)[1], ("QC-T525",)),
    ]
    for secret, lacking in refused:
        with pytest.raises(LinkRefused) as caught, transaction.atomic():
            send_bundle(actor=cast.owner, quote=ready, sending=BY_MAIL, secret=secret, at=LATER)
        assert caught.value.lacking == lacking
    ready.refresh_from_db()
    assert (ready.state, SentESample.objects.count(), FollowUp.objects.count()) == ("confirmed", 0, 0)
    more = factories.ProductFactory(model_number="QC-MORE")
    row, secret = link(cast.owner, goods.s46, more, goods.old, goods.t525)
    links = ESample.objects.count()
    assert send_bundle(actor=cast.owner, quote=ready, sending=BY_MAIL, secret=secret, at=LATER)[1] == secret
    sent = SentESample.objects.get()
    assert (sent.esample, ESample.objects.count()) == (row, links)
    assert [item.model for item in sent.items.all()] == ["QC-S46", "QC-MORE", "QC-T525"]


def test_refusals_leave_nothing_behind(ready: Quote, cast: SimpleNamespace) -> None:
    with pytest.raises(PermissionDenied), transaction.atomic():
        send_bundle(actor=cast.outsider, quote=ready, sending=BY_MAIL, at=LATER)
    token = "6f1c7c0e-1d38-4d86-b5d1-9f4a3c3c5a13"
    send_bundle(actor=cast.owner, quote=ready, sending=BY_MAIL, form_token=token, at=LATER)
    with pytest.raises(AlreadySubmitted), transaction.atomic():
        send_bundle(actor=cast.owner, quote=ready, sending=BY_MAIL, form_token=token, at=LATER)
    with pytest.raises(QuoteRefused, match="state"), transaction.atomic():
        send_bundle(actor=cast.owner, quote=ready, sending=BY_MAIL, at=LATER)
    free = factories.QuoteFactory(customer=ready.customer)
    factories.QuoteLineFactory(version=free.current, words="A hammer")
    confirm_quote(actor=cast.owner, quote=free, at=AT)
    with pytest.raises(QuoteRefused, match="no_products"), transaction.atomic():
        send_bundle(actor=cast.owner, quote=free, sending=BY_MAIL, at=LATER)
    assert (ESample.objects.count(), SentESample.objects.count(), FollowUp.objects.count()) == (1, 1, 1)


def test_without_an_inquiry_the_follow_up_holds_the_whole_text(ready: Quote, cast: SimpleNamespace) -> None:
    Quote.objects.filter(pk=ready.pk).update(inquiry=None)
    version, _secret = send_bundle(actor=cast.owner, quote=ready, sending=BY_MAIL, at=LATER)
    text = FollowUp.objects.get().text
    assert text == text_as_sent(version).strip()
    assert "Fax: +86 574 8700 0001" in text


def test_sent_e_samples_follow_a_merge_and_come_back(goods: SimpleNamespace, cast: SimpleNamespace) -> None:
    kept, merged = (factories.CustomerFactory(owner=cast.owner) for _ in range(2))
    send_e_sample(actor=cast.owner, customer=merged, name="x", products=[goods.s46], at=AT)
    stamps = {row.pk: stamp_of(Customer.objects.get(pk=row.pk)) for row in (kept, merged)}
    merge = merge_customers(actor=cast.manager, kept=kept, gone=merged, picks={}, at=LATER, stamps=stamps)
    assert e_sample_since(kept, {goods.s46.pk}) == TODAY
    undo_merge(actor=cast.manager, merge=merge, at=LATER)
    assert (e_sample_since(kept, {goods.s46.pk}), e_sample_since(merged, {goods.s46.pk})) == (None, TODAY)


@time_machine.travel(LATER)
def test_page_shows_the_text_before_and_after(
    ready: Quote, client_of: Callable[..., Any], cast: SimpleNamespace
) -> None:
    policy.change(SECTION, {**COMPANY, "address": "", "fax": ""}, actor=cast.boss, at=AT)
    owner, page = client_of(cast.owner), reverse("quotes:bundle", args=[ready.pk])
    before = owner.get(page).content.decode()
    assert "once this is recorded" in before
    assert "Nothing known for: Fax, Address" in before
    assert before.count("withdrawn from the catalogue") == 2  # before sending, and in what the e-sample lacks
    answer = owner.post(page, {"channel": "email", "link": "http://[none"})
    assert (answer.status_code, "No live link of yours has this address" in answer.content.decode()) == (
        422,
        True,
    )
    assert owner.post(page, {"channel": "email"})["Location"] == page
    after = owner.get(page)
    found = re.search(r"http://testserver(/\S+)", after.context["text"])
    assert found is not None
    assert Client().get(found[1]).status_code == 200
    file = owner.get(reverse("quotes:bundle_text", args=[ready.pk]))
    text = b"".join(file.streaming_content).decode()
    assert text == after.context["text"].replace("\n", "\r\n")
    # A colleague, or oneself another day, sees what went; the link itself is nobody's any more.
    for other in (client_of(cast.owner), client_of(cast.manager)):
        assert "http" not in other.get(page).context["text"].partition("About us")[0]
    assert client_of(cast.outsider).get(page).status_code == 404


@time_machine.travel(LATER)
def test_e_sample_for_a_customer_satisfies_its_samples(
    goods: SimpleNamespace, client_of: Callable[..., Any], cast: SimpleNamespace
) -> None:
    customer = factories.CustomerFactory(owner=cast.owner)
    sample = factories.SampleFactory(customer=customer)
    sample.lines.update(product=goods.s46)
    page = read_sample_page(cast.owner, _loaded(sample))
    assert (page.warns_of_e_sample, page.e_sample_on) == (True, None)
    address = f"{reverse('samples:e_sample')}?customer={customer.pk}&product={goods.s46.pk}"
    owner = client_of(cast.owner)
    assert "checked" in owner.get(address).content.decode()
    answer = owner.post(address, {"name": "For them", "products": [goods.t525.pk]}, follow=True)
    assert "testserver/e/" in answer.context["link"]
    assert read_sample_page(cast.owner, _loaded(sample)).warns_of_e_sample is True  # of another product
    owner.post(address, {"name": "For them", "products": [goods.s46.pk]})
    page = read_sample_page(cast.owner, _loaded(sample))
    assert (page.warns_of_e_sample, page.e_sample_on) == (False, TODAY)
    entry = TimelineEntry.objects.filter(kind="sample").latest("pk")
    assert (entry.values["event"], entry.text) == ("e_sample", "QC-S46")
    assert "E-sample sent" in owner.get(customer.get_absolute_url()).content.decode()
    assert client_of(cast.outsider).get(address).status_code == 404


def _loaded(sample: Sample) -> Sample:
    return Sample.objects.select_related("customer__owner__team").get(pk=sample.pk)
