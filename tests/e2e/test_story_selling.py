"""The demo story from the quote to the repeat order (requirements D9), as the people in it would do it.

Wednesday 18 November 2026: the buyer's question is answered with a quote; a proof stalls, the manager settles it; the
sample goes out freight collect, the trial order is won and rewarded; the salesperson leaves, and her successor takes
the repeat order.
"""

from collections.abc import Callable
from datetime import datetime, timedelta
from types import SimpleNamespace
from typing import Any

import pytest
from django.utils import timezone

from customers.models import Customer, TimelineEntry
from customers.services import change_owner
from sales.models import Order, Proof, Quote, Sample
from sales.services.proofs import escalate_proofs
from tests.e2e.browsing import Window
from tests.e2e.office import Office, build_office

pytestmark = [pytest.mark.browser, pytest.mark.postgres, pytest.mark.slow]
LOOKS = [("zh-hans", "desktop"), ("en", "desktop"), ("zh-hans", "phone")]


@pytest.fixture
def office(transactional_db: None, clock: Any, now: datetime) -> Office:
    return build_office(now)


@pytest.mark.parametrize(("language", "size"), LOOKS, ids=["-".join(look) for look in LOOKS])
def test_quote_to_repeat_order(
    window: Callable[..., Window], office: Office, clock: Any, now: datetime, language: str, size: str
) -> None:
    story = SimpleNamespace(zoe=window(office.zoe, language, size), inquiry=office.inquiries["past target"])
    customer = story.inquiry.customer
    _quote(story)
    _ask_for_a_proof(story, customer)
    clock.move_to(now + timedelta(days=1, hours=2))
    escalate_proofs(at=timezone.now())
    story.zoe, story.manager = (window(person, language, size) for person in (office.zoe, office.manager))
    _manager_settles(story, customer)
    _send_a_sample(story, customer)
    _win_the_trial_order(story, customer)
    change_owner(
        actor=office.manager, customer=customer, owner=office.linda, reason="周敏离职", at=timezone.now()
    )
    _repeat_order(window(office.linda, language, size), customer)
    told = set(TimelineEntry.objects.filter(customer=customer).values_list("kind", flat=True))
    assert told >= {"quote", "proof", "sample", "order", "owner"}


def _submit(page: Window, ends_at: str) -> None:
    """Send the form in front, wherever the cursor is."""
    page.press("Control+Enter")
    page.page.wait_for_url(ends_at)


def _in_dialog(page: Window, link: str, **fields: str) -> None:
    """Open a step's dialog, fill it in and send it."""
    page.click(link)
    dialog = page.page.locator("dialog[open]")
    dialog.locator("button[type=submit]").first.wait_for()
    for name, value in fields.items():
        dialog.locator(f"[name={name}]").fill(value)
    with page.page.expect_navigation():
        dialog.locator("button[type=submit]").last.click()


def _quote(story: SimpleNamespace) -> None:
    """Text quote with the catalogue's words; sending it stops the clock."""
    zoe = story.zoe
    zoe.goto(story.inquiry.get_absolute_url())
    zoe.click(zoe.page.locator("form[action*='/quotes/new/'] button:visible").first)
    zoe.page.wait_for_url("**/quotes/*/")
    for name, value in {
        "model": "QC-T525",
        "words": "Tape measure",
        "quantity": "3000",
        "price": "1.32",
    }.items():
        zoe.page.locator(f"#id_lines-0-{name}").fill(value)
    with zoe.page.expect_navigation():
        zoe.press("Control+Enter")
    with zoe.page.expect_navigation():
        zoe.click("form[action$='/confirm/'] button")
    zoe.click("[data-opens=send-quote]")
    zoe.page.locator("#send-quote[open]").wait_for()
    with zoe.page.expect_navigation():
        zoe.press("Control+Enter")
    zoe.check("story-quote-sent")
    assert Quote.objects.get(inquiry=story.inquiry).state == "sent"
    story.inquiry.refresh_from_db()
    assert story.inquiry.target_at is None


def _ask_for_a_proof(story: SimpleNamespace, customer: Customer) -> None:
    zoe = story.zoe
    zoe.goto(f"/samples/proofs/new/?customer={customer.pk}")
    for name, value in {"words": "5米卷尺", "quantity": "2", "text": "外壳黄色，丝印客户色"}.items():
        zoe.page.locator(f"[name={name}]").fill(value)
    _submit(zoe, "**/samples/proofs/*/")


def _manager_settles(story: SimpleNamespace, customer: Customer) -> None:
    """Production named no date within a working day: the manager finds it on Today and settles it."""
    manager, proof = story.manager, Proof.objects.filter(customer=customer).latest("pk")
    manager.goto("/")
    manager.click(manager.page.locator(f"a[href='{proof.get_absolute_url()}']").first)
    manager.page.wait_for_url(f"**{proof.get_absolute_url()}")
    promised = (timezone.localdate() + timedelta(days=5)).isoformat()
    _in_dialog(manager, "a[href$='/promise/']", promised_on=promised)
    proof.refresh_from_db()
    assert (proof.state, proof.promised_on.isoformat()) == ("promised", promised)


def _send_a_sample(story: SimpleNamespace, customer: Customer) -> None:
    """The buyer offers to pay the freight: a sign of intent."""
    zoe, manager = story.zoe, story.manager
    zoe.goto(f"/samples/new/?customer={customer.pk}")
    zoe.page.locator("[name=lines-0-words]").fill("5米卷尺")
    zoe.page.locator("[name=offers_freight]").check()
    _submit(zoe, "**/samples/*/")
    sample = Sample.objects.filter(customer=customer).latest("pk")
    manager.goto(sample.get_absolute_url())
    _in_dialog(manager, "a[href$='/approve/']")
    zoe.goto(sample.get_absolute_url())
    for step in ("finish", "check"):
        _in_dialog(zoe, f"a.btn-primary[href$='/{step}/']")
    _in_dialog(
        zoe,
        "a.btn-primary[href$='/send/']",
        carrier="DHL",
        tracking="DEMO3312",
        expected_on=(timezone.localdate() + timedelta(days=8)).isoformat(),
    )
    zoe.check("story-sample-sent")
    sample.refresh_from_db()
    assert (sample.state, sample.freight) == ("sent", "collect")


def _win_the_trial_order(story: SimpleNamespace, customer: Customer) -> None:
    """From the quote, which is accepted by it; the manager records a reward."""
    zoe, manager = story.zoe, story.manager
    quote = Quote.objects.get(inquiry=story.inquiry)
    zoe.goto(quote.get_absolute_url())
    zoe.click("a[href*='/orders/new/']")
    zoe.page.wait_for_url("**/orders/new/**")
    assert zoe.page.locator("[name=lines-0-price]").input_value() == "1.32"
    _submit(zoe, "**/orders/*/")
    _in_dialog(zoe, "a.btn-primary[href$='/step/confirmed/']")
    zoe.check("story-trial-order")
    order = Order.objects.filter(customer=customer).latest("pk")
    quote.refresh_from_db()
    assert (order.kind, order.state, quote.state) == ("trial", "confirmed", "accepted")
    manager.goto(f"{order.get_absolute_url()}reward/")
    manager.page.locator("[name=words]").fill("请全组吃饭")
    _submit(manager, f"**{order.get_absolute_url()}")
    assert order.reward.words == "请全组吃饭"


def _repeat_order(linda: Window, customer: Customer) -> None:
    """Her successor finds the whole story, and the second order with goods is a repeat order."""
    linda.goto(customer.get_absolute_url())
    linda.check("story-successor")
    linda.goto(f"/orders/new/?customer={customer.pk}")
    values = {
        "lines-0-words": "Tape measure",
        "lines-0-quantity": "6000",
        "lines-0-price": "1.30",
        "currency": "USD",
    }
    for name, value in values.items():
        linda.page.locator(f"[name={name}]").fill(value)
    _submit(linda, "**/orders/*/")
    _in_dialog(linda, "a.btn-primary[href$='/step/confirmed/']")
    confirmed = Order.objects.counting().filter(customer=customer).order_by("pk")
    assert list(confirmed.values_list("kind", flat=True)) == ["trial", "repeat"]
