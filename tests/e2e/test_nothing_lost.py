"""Drafts, two people at once, clocks of computers that are wrong, and notices of a real worker."""

import time
from collections.abc import Callable
from datetime import datetime
from typing import Any

import pytest
from django.utils import timezone

from core import jobs
from core.models import Job, Notification
from customers.models import Customer
from customers.services import update_customer
from tests.e2e.browsing import Window
from tests.e2e.office import Office, build_office
from tests.e2e.server import running_worker

pytestmark = [pytest.mark.browser, pytest.mark.postgres, pytest.mark.slow]
SHIFTED = """
const right = Date.now, Old = Date;
Date.now = () => right() + %d;
globalThis.Date = class extends Old { constructor(...given) { given.length ? super(...given) : super(Old.now()); } };
"""


@pytest.fixture
def office(transactional_db: None, clock: Any, now: datetime) -> Office:
    return build_office(now)


@pytest.mark.parametrize(("path", "field"), [("/inquiries/new/", "text"), ("/customers/new/", "name")])
def test_draft_survives_a_reload(
    window: Callable[..., Window], office: Office, path: str, field: str
) -> None:
    zoe = window(office.zoe)
    zoe.page.on("dialog", lambda dialog: dialog.accept())
    zoe.goto(path)
    zoe.page.locator(f"[name={field}]").click()
    with zoe.page.expect_response("**/drafts/**", timeout=10_000):
        zoe.type("Nordwerk GmbH")
    zoe.page.reload()
    assert zoe.page.locator(f"[name={field}]").input_value() == "Nordwerk GmbH"
    zoe.check()


@pytest.mark.parametrize(("language", "size"), [("zh-hans", "desktop"), ("en", "phone")])
def test_stale_edit_shows_both_versions(
    window: Callable[..., Window], office: Office, language: str, size: str
) -> None:
    zoe, customer = window(office.zoe, language, size), office.northfield
    zoe.goto(f"{customer.get_absolute_url()}edit/")
    values = {"city": "Milwaukee"}
    update_customer(
        actor=office.manager, customer=customer, values=values, version=customer.version, at=timezone.now()
    )
    zoe.fill("[name=city]", "Springfield")
    with zoe.answering(409):
        zoe.click("[data-submit-main]")
        zoe.page.locator("td", has_text="Milwaukee").wait_for()
    zoe.check("customer-stale")
    assert zoe.page.locator("[name=city]").input_value() == "Springfield"
    zoe.click(zoe.page.locator(".notice ~ .row-flex button.btn-primary"))
    zoe.page.wait_for_url(f"**{customer.get_absolute_url()}")
    assert Customer.objects.get(pk=customer.pk).city == "Springfield"


@pytest.mark.parametrize("hours", [-31, 0, 200])
def test_countdown_is_the_servers_whatever_the_computer_thinks(
    window: Callable[..., Window], office: Office, clock: Any, hours: int
) -> None:
    zoe = window(office.zoe, "en")
    zoe.page.add_init_script(SHIFTED % (hours * 3_600_000))
    zoe.goto("/")
    chips = [text.strip() for text in zoe.page.locator(".job-answer [data-clock-words]").all_inner_texts()]
    assert chips == ["24:00 past limit", "1:00 past target", "1:19 left"]


def test_limit_that_passes_reaches_the_managers_bell(
    window: Callable[..., Window], office: Office, worker_id: str
) -> None:
    """Beat's tick, Redis, a worker of Celery, the sweep, the notice."""
    Notification.objects.all().delete()
    with running_worker(worker_id):
        jobs.tick(at=timezone.now())
        _wait_for_jobs()
    manager = window(office.manager)
    manager.goto("/")
    assert manager.page.locator(".unread-count").inner_text() == str(
        Notification.objects.filter(user=office.manager).count()
    )
    manager.click(".unread")
    manager.page.locator("main", has_text=office.inquiries["past limit"].number).wait_for()
    manager.check("notices")


def _wait_for_jobs(seconds: float = 30) -> None:
    end = time.monotonic() + seconds
    while Job.objects.exclude(state=Job.State.DONE).exists():
        assert time.monotonic() < end, list(Job.objects.values("kind", "state", "error"))
        time.sleep(0.1)


@pytest.fixture
def worker_id(request: pytest.FixtureRequest) -> str:
    """The name of this process among those of xdist."""
    return getattr(request.config, "workerinput", {}).get("workerid", "only")
