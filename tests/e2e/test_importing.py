"""A stranger's workbook, brought, corrected, taken in and undone in a real browser, with a real file (issue: Import)."""

from collections.abc import Callable
from datetime import datetime
from pathlib import Path
from typing import Any

import pytest
from django.utils import timezone
from openpyxl import Workbook

from core import jobs
from core.models import Job
from customers.models import Customer, CustomerImport
from tests.e2e.browsing import Window
from tests.e2e.office import Office, build_office

pytestmark = [pytest.mark.browser, pytest.mark.postgres, pytest.mark.slow]


@pytest.fixture
def office(transactional_db: None, clock: Any, now: datetime) -> Office:
    return build_office(now)


@pytest.fixture
def workbook(tmp_path: Path) -> Path:
    """Titles above the headings, a continued row, a doubtful country and mailbox, and a buyer that is there."""
    book = Workbook()
    for row in (
        ("2026 年客户资料",), (), ("公司名称", "国家", "联系人", "邮箱", "级别", "最近联系时间"),
        ("Breiz Outillage SARL", "Narnia", "Yann Le Goff", "yann at breiz", "B", "2026-10-01"),
        (None, None, "Anne Le Goff", "anne@breiz-outillage.example", None, None),
        ("Northfield Hardware Supply, Inc.", "USA", "Carol Jensen", "carol@northfield.example", "A", None),
    ):  # fmt: skip
        book.active.append(row)
    path = tmp_path / "客户.xlsx"
    book.save(path)
    return path


def work() -> None:
    """What a worker does when it is told."""
    for row in Job.objects.filter(state=Job.State.QUEUED, kind__startswith="customers.import").order_by("pk"):
        assert jobs.run(row.pk, at=timezone.now()), row.key


@pytest.mark.parametrize(
    ("language", "size"), [("zh-hans", "desktop"), ("en", "desktop"), ("zh-hans", "phone")]
)
def test_a_workbook_is_brought_corrected_taken_in_and_undone(
    window: Callable[..., Window], office: Office, workbook: Path, language: str, size: str
) -> None:
    before = set(Customer.objects.values_list("name", flat=True))
    zoe = window(office.zoe, language=language, size=size)
    zoe.goto("/customers/import/")
    zoe.page.locator("input[type=file]").set_input_files(workbook)
    zoe.page.locator("[data-submit-main]").click()
    zoe.page.locator("[role=status][hx-get]").wait_for()
    work()
    zoe.page.locator("[name=column_0]").wait_for()
    assert zoe.page.locator("[name=column_3]").input_value() == "email:1"
    zoe.press("Control+Enter")
    zoe.page.locator("[role=status][hx-get]").wait_for()
    work()
    zoe.page.locator("#decide").wait_for()
    batch = CustomerImport.objects.order_by("-pk")[0]
    for place, text in ((1, "France"), (3, "yann@breiz-outillage.example")):
        cell = zoe.page.locator(f"tr form:has([name=place][value='{place}'])")
        cell.locator("[name=text]").fill(text)
        cell.locator("[name=text]").press("Enter")
        cell.wait_for(state="detached")
    zoe.page.locator("[data-submit-main]").click()
    zoe.page.locator("[role=status][hx-get]").wait_for()
    work()
    zoe.page.locator(".figures").wait_for()
    breiz = Customer.objects.get(name="Breiz Outillage SARL")
    assert (breiz.country.code, breiz.contacts.count()) == ("FR", 2)
    assert set(Customer.objects.values_list("name", flat=True)) == before | {breiz.name}
    zoe.page.locator(f"form[action='{batch.get_absolute_url()}undo/'] button").click()
    zoe.page.locator("[role=status][hx-get]").wait_for()
    work()
    zoe.page.locator(".figures").wait_for()
    assert set(Customer.objects.values_list("name", flat=True)) == before
