"""The boss's ten minutes, in Chinese on a telephone: read, rule twice, close one; what comes of it stands in the next one."""

from collections.abc import Callable
from datetime import timedelta
from typing import Any

import pytest
from django.utils import timezone

from briefings.models import Briefing, Ruling
from briefings.services import keep_briefings
from tests.briefings.conftest import END, START
from tests.e2e.browsing import Window
from tests.e2e.office import Office, build_office
from tests.followups.helpers import nov, shanghai

pytestmark = [pytest.mark.browser, pytest.mark.postgres, pytest.mark.slow]
THUMB = 44  # CSS pixels
RULING, SECOND, OUTCOME = "首单仍按30%定金，第二单再谈。", "独家先不签，报价照常。", "客户同意30%定金。"
# What a thumb presses inside the page: buttons, fields and links that stand alone; links inside of text are text.
TOO_SMALL = """(least) => [...document.querySelectorAll(
    "main .btn, main button, main .form-select, main .form-control, main a.reach, main label.reach, main .jumpbar a"
)].filter((one) => one.checkVisibility() && !one.closest(".menu-list"))
  .map((one) => [one.textContent.trim().slice(0, 20), Math.round(one.getBoundingClientRect().height)])
  .filter(([, height]) => height < least)"""


@pytest.fixture
def office(transactional_db: None, clock: Any) -> Office:
    clock.move_to(START - timedelta(minutes=20))
    return build_office(timezone.now())


@pytest.mark.parametrize("theme", ["light", "dark"])
def test_ten_minutes(theme: str, window: Callable[..., Window], office: Office, clock: Any) -> None:
    clock.move_to(START + timedelta(minutes=2))
    keep_briefings(at=timezone.now())
    boss = window(office.boss, size="phone", theme=theme)
    _read_and_rule(boss, office)
    _tell(window(office.zoe, size="phone", theme=theme))
    clock.move_to(END + timedelta(minutes=1))
    keep_briefings(at=timezone.now())
    clock.move_to(shanghai(11, 21, 13, 31))
    keep_briefings(at=timezone.now())
    _read_the_next(window(office.boss, size="phone", theme=theme))


def _read_and_rule(boss: Window, office: Office) -> None:
    boss.goto("/notices/")
    boss.click(boss.page.get_by_text("汇报会已备好").first)
    boss.page.wait_for_url("**/briefings/*/")
    headings = [words.split()[0] for words in boss.page.locator("main h2").all_inner_texts()]
    assert [one for one in headings if one != "本次批复"] == [
        "自上次以来", "一、新客户开发", "二、重点客户跟进", "三、困难与求助", "超时与例外", "未办结的批复",
    ]  # fmt: skip
    assert boss.page.evaluate(
        "document.activeElement === document.body"
    )  # no keyboard over the page that is read
    assert boss.page.evaluate(TOO_SMALL, THUMB) == []
    boss.check("briefing-boss")
    # The box of what has waited longest is open; the other one opens in its place.
    first = boss.page.locator("form.ruling").first
    first.locator("textarea").fill(RULING)
    first.locator("select").select_option(label=office.zoe.name)
    first.locator("[type=date]").fill("2026-11-21")
    boss.click(first.locator("button[type=submit]"))
    boss.page.get_by_text("已批复，已通知承办人。").wait_for()
    ruling = Ruling.objects.get(text=RULING)
    assert (ruling.person, ruling.due_on) == (office.zoe, nov(21))
    other = boss.page.locator(".point", has_text="独家").last
    if not other.locator("form.ruling").count():
        boss.click(other.get_by_role("link", name="批复"))
    box = other.locator("form.ruling")
    box.locator("textarea").fill(SECOND)
    assert boss.page.evaluate(TOO_SMALL, THUMB) == []
    boss.check("briefing-box")
    boss.click(box.locator("button[type=submit]"))
    boss.page.locator("main", has_text=SECOND).wait_for()
    assert Ruling.objects.get(text=SECOND).due_on == nov(21)  # the next briefing
    closing = boss.page.locator("#rulings .point", has_text="周六前回复客户").get_by_role(
        "button", name="办结"
    )
    boss.click(closing)
    boss.page.get_by_text("已结束").or_(boss.page.get_by_text("已办结")).first.wait_for()
    assert office.ruling is not None
    office.ruling.refresh_from_db()
    assert office.ruling.state == "closed"


def _tell(zoe: Window) -> None:
    """On Today under what waits for us; with the outcome told it is gone from there."""
    zoe.goto("/")
    zoe.click(zoe.page.locator('section[aria-labelledby="waiting"] a', has_text="首单仍按30%定金"))
    zoe.page.wait_for_url("**/briefings/rulings/*/")
    zoe.check("briefing-ruling")
    zoe.fill("[name=outcome]", OUTCOME)
    zoe.click(zoe.page.get_by_role("button", name="报告结果"))
    zoe.page.get_by_text("已报告，下次汇报会列出。").wait_for()
    zoe.goto("/")
    assert zoe.page.get_by_text("首单仍按30%定金").count() == 0


def _read_the_next(boss: Window) -> None:
    saturday = Briefing.objects.get(day=nov(21))
    boss.goto(saturday.get_absolute_url())
    news = boss.page.locator('section[aria-labelledby="since"]')
    assert OUTCOME in news.inner_text()
    assert SECOND in boss.page.locator("#rulings").inner_text()
    boss.check("briefing-next")
    wednesday = Briefing.objects.get(day=nov(18))
    boss.goto(wednesday.get_absolute_url())
    assert "已存档" in boss.page.locator("main").inner_text()
    assert boss.page.locator("form.ruling").count() == 0
    boss.check("briefing-past")
