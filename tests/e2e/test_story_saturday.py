"""One Saturday in Chinese: forms go out, the salesperson submits, the manager comments, the boss reads on a telephone."""

from collections.abc import Callable
from datetime import datetime, timedelta
from typing import Any

import pytest
from django.utils import timezone

from oversight.models import ReadingOn, ReadingRemark
from reports.models import DepartmentReport, WeeklyReport
from reports.services import keep_timetable
from tests.e2e.browsing import Window
from tests.e2e.office import Office, build_office
from tests.reports.conftest import DEPARTMENT, DUE, ISSUE

pytestmark = [pytest.mark.browser, pytest.mark.postgres, pytest.mark.slow]
REVIEW, SUPPORT, MOOD = "新开发波兰客户三家。", "请样品间备好 8 寸钳。", "忙，但有成交。"


@pytest.fixture
def now() -> datetime:
    """Saturday, 21 November 2026, a minute to nine."""
    return ISSUE - timedelta(minutes=1)


@pytest.fixture
def office(transactional_db: None, clock: Any, now: datetime) -> Office:
    return build_office(now)


def test_a_saturday(window: Callable[..., Window], office: Office, clock: Any) -> None:
    clock.move_to(ISSUE + timedelta(minutes=1))
    keep_timetable(at=timezone.now())
    report = WeeklyReport.objects.get(person=office.zoe, period__due_at=DUE)
    _write(window(office.zoe), report)
    _chase(window(office.assistant), report)
    clock.move_to(DUE + timedelta(minutes=1))
    keep_timetable(at=timezone.now())
    _comment(window(office.manager))
    clock.move_to(DEPARTMENT + timedelta(minutes=1))
    keep_timetable(at=timezone.now())
    _read(window(office.boss, size="phone"), report)


def _write(zoe: Window, report: WeeklyReport) -> None:
    """From Today to the form; it keeps itself, refuses what is empty, and freezes when it is submitted."""
    zoe.goto("/")
    zoe.click(f'section[aria-labelledby="week"] a[href="{report.get_absolute_url()}"]')
    zoe.page.wait_for_url("**/reports/*/")
    zoe.page.locator("[name=review]").click()
    zoe.type(REVIEW)
    zoe.page.locator("[data-draft-state]:not(:empty)").wait_for()
    zoe.goto(report.get_absolute_url())
    assert zoe.page.locator("[name=review]").input_value() == REVIEW
    zoe.fill("[name=support_wanted]", SUPPORT)
    zoe.fill("[name=mood_words]", MOOD)
    zoe.page.locator("[name=mood_words]").focus()
    zoe.press("Control+Enter")
    zoe.page.get_by_text("已提交").first.wait_for()
    zoe.check("saturday-submitted")
    assert zoe.page.locator("[name=review]").count() == 0


def _chase(assistant: Window, report: WeeklyReport) -> None:
    """Who has submitted, never what."""
    assistant.goto(report.period.get_absolute_url())
    assert assistant.page.get_by_text("周敏").count() > 0
    assert assistant.page.locator(f'a[href="{report.get_absolute_url()}"]').count() == 0
    assert REVIEW not in assistant.page.content()


def _comment(manager: Window) -> None:
    """The department's report, with the manager's words, goes up by hand before the hour."""
    department = DepartmentReport.objects.get(manager__name="张经理", period__due_at=DUE)
    manager.goto(department.get_absolute_url())
    assert REVIEW in manager.page.content()
    manager.fill("[name=words]", "波兰线索多，下周安排专人跟。")
    manager.press("Control+Enter")
    manager.page.get_by_text("再次上报").wait_for()
    department.refresh_from_db()
    assert (department.state, department.edition) == ("sent", 1)


def _read(boss: Window, report: WeeklyReport) -> None:
    """On a telephone: the notice, the department, the person, the mood."""
    boss.goto("/notices/")
    boss.click(boss.page.get_by_text("的部门周报已上报").first)
    boss.page.wait_for_url("**/reports/department/*/")
    for words in (REVIEW, SUPPORT, MOOD, "波兰线索多，下周安排专人跟。"):
        assert words in boss.page.content()
    boss.check("saturday-boss")
    boss.click(f'h2 a[href="{report.get_absolute_url()}"]')
    boss.page.locator("[name=text]").fill("很好，继续。")
    boss.page.get_by_role("button", name="发送").click()
    boss.page.get_by_text("点评已发出").wait_for()
    assert ReadingRemark.objects.get(on=ReadingOn.REPORT, record_id=report.pk).text == "很好，继续。"
