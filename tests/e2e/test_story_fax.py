"""The demo story up to the call in the evening shift (requirements D9), as the people in it would do it.

Saturday 21 November 2026, 16:40: a fax comes in, twenty minutes before the weekend. Its twelve hours run over Sunday.
"""

from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from types import SimpleNamespace
from typing import Any

import pytest
from django.utils import timezone

from accounts.models import Role
from customers.models import Customer
from customers.services import ContactValues, CustomerValues, create_customer
from followups.models import FollowUp
from inquiries.models import BuyerMessage, Inquiry
from tests.e2e.browsing import Window
from tests.factories import TeamFactory, UserFactory

pytestmark = [pytest.mark.browser, pytest.mark.postgres, pytest.mark.slow]
LOOKS = [("zh-hans", "desktop"), ("zh-hans", "phone"), ("en", "desktop"), ("en", "phone")]
FAX_ARRIVES = datetime(2026, 11, 21, 8, 40, tzinfo=UTC)
# Wednesday 25 November, 18:30 in the office and 10:30 in Leeds: the evening shift.
EVENING_SHIFT = datetime(2026, 11, 25, 10, 30, tzinfo=UTC)
FAX = """TO: Export Dept.
FROM: Ruth Calder, Pennine Trade Tools Ltd
TEL: +44 20 7946 0123
FAX: +44 20 7946 0124

PLS QUOTE CLAW HAMMER 16OZ 5000 PCS CIF FELIXSTOWE BY RETURN FAX."""
Story = tuple[SimpleNamespace, Callable[..., Window]]


@pytest.fixture
def now() -> datetime:
    return FAX_ARRIVES


@pytest.fixture
def people(transactional_db: None, clock: Any) -> SimpleNamespace:
    """Linda met the buyer at the fair in spring; Zoe sits at the fax machine."""
    manager = UserFactory(roles=(Role.MANAGER,), name="张经理", english_name="")
    team = TeamFactory(name="欧洲组", manager=manager)
    zoe = UserFactory(roles=(Role.SALESPERSON,), name="周敏", english_name="Zoe", team=team)
    linda = UserFactory(roles=(Role.SALESPERSON,), name="陈琳", english_name="Linda", team=team)
    create_customer(
        actor=linda,
        values=CustomerValues(
            name="Pennine Trade Tools Ltd", country="GB", city="Leeds", source="trade_show", grade="D"
        ),
        contact=ContactValues(name="Ruth Calder", email="ruth@pennine.example", phone="+44 20 7946 0123"),
        owner=linda,
        at=timezone.now() - timedelta(days=200),
    )
    return SimpleNamespace(zoe=zoe, linda=linda, manager=manager)


@pytest.mark.parametrize(("language", "size"), LOOKS, ids=["-".join(look) for look in LOOKS])
def test_fax_to_the_call_in_the_evening_shift(
    window: Callable[..., Window], people: SimpleNamespace, clock: Any, language: str, size: str
) -> None:
    zoe = window(people.zoe, language, size)
    _type_the_fax(zoe)
    _manager_decides(window(people.manager, language, size), people.zoe.pk)
    _answer_by_fax(zoe)
    _grade_a(zoe)
    clock.move_to(EVENING_SHIFT)
    _call(window(people.zoe, language, size), size)


def _type_the_fax(zoe: Window) -> None:
    """Lookup says: a colleague's; hand it to her."""
    zoe.goto("/inquiries/new/")
    zoe.paste(FAX)
    match = zoe.page.locator("#lookup .match", has_text="Pennine Trade Tools Ltd")
    match.wait_for()
    shown = match.inner_text()
    assert ["Linda" in shown, "ruth@pennine.example" in shown] == [True, False]
    read = [zoe.page.locator(f"[name={name}]").input_value() for name in ("channel", "source", "country")]
    assert read == ["fax", "fax", "GB"]
    zoe.fill("[name=received_at]", "2026-11-21T16:40")
    zoe.check("story-fax-lookup")
    zoe.click(match.locator("input[type=radio]").first)
    zoe.press("Control+Enter")
    zoe.page.locator("[data-toast]", has_text="Linda").wait_for()
    message = BuyerMessage.objects.get()
    assert message.limit_at == datetime(2026, 11, 22, 20, 40, tzinfo=UTC), (
        "Monday 4:40: Sunday is not counted"
    )
    assert message.announced_at == datetime(2026, 11, 21, 9, 0, tzinfo=UTC), "answer before 17:00 today"


def _manager_decides(manager: Window, zoe: int) -> None:
    """Zoe keeps the buyer, who comes along with the inquiry."""
    inquiry = Inquiry.objects.get()
    manager.goto(inquiry.get_absolute_url())
    manager.click(".record-head details.menu summary")
    manager.click(f"a[href$='/inquiries/{inquiry.pk}/assign/']")
    manager.page.locator("[name=to]").select_option(str(zoe))
    manager.fill("[name=reason]", "传真是她接的")
    manager.press("Control+Enter")
    manager.page.locator("[data-toast]").wait_for()
    assert Customer.objects.get().owner_id == zoe


def _answer_by_fax(zoe: Window) -> None:
    """Today shows it first; the answer stops the clock."""
    zoe.goto("/")
    row = zoe.page.locator(".job-answer", has_text="Pennine")
    zoe.check("story-fax-today")
    zoe.click(row.locator(".acts a"))
    zoe.page.locator("#reply-form").wait_for()
    assert zoe.page.locator("#reply-form [name=channel]").input_value() == "fax"
    zoe.fill(
        "#reply-form [name=text]", "TO: Ruth Calder. CLAW HAMMER 16OZ: USD 2.35/PC CIF FELIXSTOWE, 5000 PCS."
    )
    zoe.press("Control+Enter")
    zoe.page.locator("[data-toast]").wait_for()
    message = BuyerMessage.objects.get()
    assert [message.outcome, message.other_channel_reason] == ["in_target", ""]


def _grade_a(zoe: Window) -> None:
    """The inquiry and its buyer."""
    form = zoe.page.locator("form[action$='/grade/']:visible").first
    form.locator("label", has=zoe.page.locator("input[name=grade][value=A]")).click()
    form.locator("[name=with_customer]").check()
    zoe.click(form.locator("button[type=submit]"))
    zoe.page.locator(".record-head .grade-a").wait_for()
    assert [Inquiry.objects.get().grade, Customer.objects.get().grade] == ["A", "A"]


def _call(zoe: Window, size: str) -> None:
    """Wednesday evening, due today, 10:30 and open in Leeds: two keys and the text."""
    zoe.goto("/")
    row = zoe.page.locator(".job-wrap", has_text="Pennine")
    there = row.locator(".there").inner_text()
    assert "10:30" in there
    assert row.locator(".there-open").count() == 1, there
    if size == "phone":
        zoe.click(row.locator("[data-log-opens]"))
    else:
        zoe.press("f")
    row.locator("[name=text]").wait_for()
    row.locator("label", has=zoe.page.locator("input[value=phone]")).click()
    zoe.click(row.locator("[name=text]"))
    zoe.type("Ruth 觉得价格可以，要纸盒样品")
    zoe.check("story-fax-call")
    zoe.press("Enter")
    row.wait_for(state="detached")
    found = FollowUp.objects.order_by("-at").first()
    assert found is not None
    assert [found.channel, found.at >= EVENING_SHIFT, FollowUp.objects.count()] == ["phone", True, 2]
