"""How much work the work is: inquiries and follow-ups, counted in clicks, keys and pastes."""

import re
from collections.abc import Callable
from datetime import datetime
from typing import Any

import pytest

from customers.models import Customer
from followups.models import FollowUp
from inquiries.models import Inquiry
from tests.e2e.browsing import Window
from tests.e2e.office import Office, build_office

pytestmark = [pytest.mark.browser, pytest.mark.postgres, pytest.mark.slow]
SAVED = re.compile(r"/inquiries/\d+/$")
KNOWN = """From: Carol Jensen <carol@northfield.example>
To: sales@qicheng-tools.example
Date: Wed, 18 Nov 2026 05:58:00 +0000
Subject: Tape measures

Dear Zoe,

could you also quote 5,000 pcs of the tape measure 5 m x 25 mm?

Best regards
Carol Jensen
Northfield Hardware Supply, Inc."""
NEW = "Hello, do you make hex keys? We would need about 2,000 sets for our shops."


@pytest.fixture
def office(transactional_db: None, clock: Any, now: datetime) -> Office:
    return build_office(now)


@pytest.fixture
def zoe(window: Callable[..., Window], office: Office) -> Window:
    return window(office.zoe)


def test_inquiry_of_a_known_buyer_takes_at_most_five_actions(zoe: Window, office: Office) -> None:
    before = office.northfield.inquiries.count()
    zoe.goto("/")
    zoe.actions = 0
    zoe.press("n")
    zoe.page.locator("[name=text]").wait_for()
    zoe.paste(KNOWN)
    zoe.page.locator("#lookup .match-sure input:checked").wait_for()
    zoe.page.locator("#bar b", has_text="Northfield").wait_for()
    grade = zoe.page.locator("label", has=zoe.page.locator("[name=grade][value=B]"))
    zoe.click(grade)
    zoe.press("Control+Enter")
    zoe.page.wait_for_url(SAVED)
    found = Inquiry.objects.order_by("-pk")[0]
    assert [found.customer, found.grade, office.northfield.inquiries.count()] == [
        office.northfield,
        "B",
        before + 1,
    ]
    assert zoe.actions <= 5


@pytest.mark.parametrize(("language", "size"), [("zh-hans", "desktop"), ("en", "phone")])
def test_inquiry_of_a_new_buyer_needs_three_fields(
    window: Callable[..., Window], office: Office, language: str, size: str
) -> None:
    zoe = window(office.zoe, language, size)
    zoe.goto("/inquiries/new/")
    zoe.actions = 0
    zoe.fill("[name=text]", NEW)
    zoe.fill("[name=company]", "Outillage du Rhône SARL")
    zoe.fill("[name=email]", "achats@rhone.example")
    fields = zoe.actions
    zoe.click("[data-submit-main]")
    zoe.page.wait_for_url(SAVED)
    customer = Customer.objects.get(name="Outillage du Rhône SARL")
    assert [fields, customer.owner, customer.contacts.get().email] == [3, office.zoe, "achats@rhone.example"]


def test_inquiry_without_what_it_needs_says_so_and_loses_nothing(zoe: Window, office: Office) -> None:
    before = Inquiry.objects.count()
    zoe.goto("/inquiries/new/")
    zoe.fill("[name=text]", NEW)
    with zoe.answering(422):
        zoe.press("Control+Enter")
        zoe.page.locator(".field-error").first.wait_for()
    zoe.check("inquiry-errors")
    assert [zoe.page.locator("[name=text]").input_value(), Inquiry.objects.count()] == [NEW, before]


def test_follow_up_from_today_is_two_keys_and_the_text(zoe: Window, office: Office) -> None:
    before = FollowUp.objects.count()
    zoe.goto("/")
    rows = zoe.page.locator("[data-log-row]")
    first, second = rows.nth(0).get_attribute("id"), rows.nth(1).get_attribute("id")
    zoe.actions = 0
    zoe.press("f")
    zoe.page.locator("[name=text]:focus").wait_for()
    zoe.type("电话没人接，改发了邮件")
    zoe.shoot("today-log-open", is_whole=False)
    zoe.press("Enter")
    zoe.page.locator(f"#{first}").wait_for(state="detached")
    assert [zoe.actions, FollowUp.objects.count()] == [2, before + 1]
    zoe.page.locator(f"#{second} :focus").wait_for()


def test_follow_up_is_taken_back_where_it_was_saved(zoe: Window, office: Office) -> None:
    before = FollowUp.objects.count()
    zoe.goto("/")
    row = zoe.page.locator("[data-log-row]", has_text="Casa das Ferramentas")
    zoe.click(row.locator("[data-log-opens]"))
    zoe.page.locator("[name=text]:focus").wait_for()
    zoe.type("写错人了")
    zoe.press("Enter")
    row.wait_for(state="detached")
    zoe.click("[data-toast] form button")
    row.wait_for()
    assert FollowUp.objects.count() == before


@pytest.mark.parametrize("place", ["customer", "inquiry"])
def test_follow_up_from_a_record_is_two_keys_and_the_text(zoe: Window, office: Office, place: str) -> None:
    before = FollowUp.objects.count()
    record = office.northfield if place == "customer" else office.inquiries["answered"]
    zoe.goto(record.get_absolute_url())
    zoe.actions = 0
    zoe.press("f")
    zoe.page.locator("[name=text]:focus").wait_for()
    zoe.type("样品收到了，下周测试")
    zoe.press("Control+Enter")
    zoe.page.locator("[data-toast]").wait_for()
    assert [zoe.actions, FollowUp.objects.count()] == [2, before + 1]


def test_follow_up_from_elsewhere_asks_for_the_customer_first(zoe: Window, office: Office) -> None:
    before = FollowUp.objects.count()
    zoe.goto("/tasks/")
    zoe.actions = 0
    zoe.press("f")
    zoe.page.locator("main [name=q]:focus, dialog [name=q]:focus").wait_for()
    zoe.type("northf")
    zoe.page.locator("#log-found a", has_text="Northfield").wait_for()
    zoe.press("Enter")
    zoe.page.locator("[name=text]:focus").wait_for()
    zoe.type("样品收到了，下周测试")
    zoe.press("Control+Enter")
    zoe.page.wait_for_url(re.compile(r"/customers/\d+/$"))
    assert [zoe.actions, FollowUp.objects.count()] == [3, before + 1]


def test_double_click_saves_once(zoe: Window, office: Office) -> None:
    before = FollowUp.objects.count()
    zoe.goto(office.northfield.get_absolute_url())
    zoe.fill("#composer [name=text]", "说好周五再谈")
    zoe.page.locator("#composer [data-submit-main]").dblclick()
    zoe.page.locator("[data-toast]").wait_for()
    zoe.page.wait_for_load_state("networkidle")
    assert FollowUp.objects.count() == before + 1


def test_double_click_on_a_new_inquiry_makes_one(zoe: Window, office: Office) -> None:
    before = Inquiry.objects.count()
    zoe.goto("/inquiries/new/")
    zoe.paste(KNOWN)
    zoe.page.locator("#lookup .match-sure input:checked").wait_for()
    zoe.page.locator("[data-submit-main]").dblclick()
    zoe.page.wait_for_url(SAVED)
    assert Inquiry.objects.count() == before + 1


def test_other_fields_of_the_composer_keep_the_text_and_are_saved(zoe: Window, office: Office) -> None:
    zoe.goto(office.northfield.get_absolute_url())
    zoe.press("f")
    zoe.type("样品收到了，下周测试")
    zoe.click("#composer details summary")
    zoe.page.locator("#composer [name=next_step]").wait_for()
    zoe.check("customer-composer-open")
    zoe.fill("#composer [name=next_step]", "周五打电话")
    zoe.page.locator("#composer [name=result]").select_option("interested")
    zoe.page.locator("#composer [name=text]").focus()
    zoe.press("Control+Enter")
    zoe.page.locator("[data-toast]").wait_for()
    found = FollowUp.objects.order_by("-pk")[0]
    assert [found.text, found.next_step, found.result] == ["样品收到了，下周测试", "周五打电话", "interested"]


def test_other_fields_of_the_composer_are_a_page_without_scripts(
    window: Callable[..., Window], office: Office
) -> None:
    zoe = window(office.zoe, java_script_enabled=False)
    zoe.goto(office.northfield.get_absolute_url())
    zoe.click("#composer details summary")
    zoe.click("#composer details a")
    zoe.page.locator("main [name=next_step]").wait_for()
    zoe.fill("main [name=text]", "样品收到了")
    zoe.fill("main [name=next_step]", "周五打电话")
    zoe.click("main [data-submit-main]")
    zoe.page.locator("[data-toast]").wait_for()
    assert FollowUp.objects.order_by("-pk")[0].next_step == "周五打电话"


def test_words_of_the_composer_are_there_again_until_they_are_logged(zoe: Window, office: Office) -> None:
    zoe.page.on("dialog", lambda dialog: dialog.accept())
    zoe.goto(office.northfield.get_absolute_url())
    zoe.press("f")
    with zoe.page.expect_response("**/drafts/**", timeout=10_000):
        zoe.type("客户要补两件样品")
    zoe.page.reload()
    text = zoe.page.locator("#composer [name=text]")
    assert text.input_value() == "客户要补两件样品"
    zoe.check("customer-composer-draft")
    text.press("End")
    zoe.type("，周五寄")
    with zoe.page.expect_navigation():
        zoe.press("Control+Enter")
    zoe.page.wait_for_timeout(2500)
    zoe.page.reload()
    assert [text.input_value(), FollowUp.objects.order_by("-pk")[0].text] == ["", "客户要补两件样品，周五寄"]


def test_counts_of_today_follow_what_was_logged(zoe: Window, office: Office) -> None:
    zoe.goto("/")
    counts = zoe.page.locator("#count-contact, #count-week-due")
    before = [int(text) for text in counts.all_inner_texts()]
    zoe.press("f")
    zoe.page.locator("[name=text]:focus").wait_for()
    zoe.type("电话没人接，改发了邮件")
    zoe.press("Enter")
    zoe.page.locator("[data-toast]").wait_for()
    after = [int(text) for text in counts.all_inner_texts()]
    assert (after[0], after[1] <= before[1]) == (before[0] - 1, True)
