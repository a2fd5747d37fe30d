"""The rules of this app on the settings pages: the open pool, and the lookup."""

from datetime import date, timedelta

import pytest
from django.utils import timezone

from core import policy
from core.models import AuditEntry, PolicySetting
from customers.domain.grading import asks_confirmation
from customers.models import GradeChange
from customers.policies import GRADING, LOOKUP, POOL, LookupPolicy, PoolPolicy
from tests.factories import CustomerFactory

POOL_PAGE, LOOKUP_PAGE = f"/settings/policy/{POOL}/", f"/settings/policy/{LOOKUP}/"


def test_settings_list_the_sections(client_of, cast):
    html = client_of(cast.manager).get("/settings/").content.decode()
    assert (f'href="{POOL_PAGE}"' in html, f'href="{LOOKUP_PAGE}"' in html) == (True, True)


def test_pool_is_switched_on_with_its_figures(client_of, cast):
    data = {"is_on": "on", "missed_rounds": "3", "claims_per_week": "2"}
    assert client_of(cast.boss).post(POOL_PAGE, data).status_code == 302
    assert policy.get(POOL, PoolPolicy) == PoolPolicy(is_on=True, missed_rounds=3, claims_per_week=2)
    client_of(cast.boss).post(POOL_PAGE, {"missed_rounds": "", "claims_per_week": ""})
    assert policy.get(POOL, PoolPolicy) == PoolPolicy()


def test_pool_without_figures_is_refused_at_each(client_of, cast):
    page = client_of(cast.boss).post(POOL_PAGE, {"is_on": "on", "missed_rounds": "0"})
    assert (page.status_code, page.context["form"].errors) == (
        422,
        {
            "missed_rounds": ["Ensure this value is greater than or equal to 1."],
            "claims_per_week": ["The pool needs this figure."],
        },
    )
    assert PolicySetting.objects.count() == 0


@pytest.mark.parametrize(
    ("figure", "status"), [("1", 302), ("1000", 302), ("0", 422), ("1001", 422), ("", 422)]
)
def test_lookup_figure_has_its_bounds(client_of, cast, figure, status):
    assert client_of(cast.manager).post(LOOKUP_PAGE, {"colleagues_per_hour": figure}).status_code == status
    expected = int(figure) if status == 302 else LookupPolicy().colleagues_per_hour
    assert policy.get(LOOKUP, LookupPolicy).colleagues_per_hour == expected


def test_grade_asks_to_be_confirmed_after_the_policys_days(client_of, cast):
    now = timezone.now()
    old, fresh, lost = (
        CustomerFactory(owner=cast.owner, grade="B", graded_at=now - timedelta(days=days), stage=stage)
        for days, stage in ((91, "quoted"), (90, "quoted"), (91, "lost"))
    )
    client = client_of(cast.owner)
    pages = [client.get(row.get_absolute_url()) for row in (old, fresh, lost)]
    assert ["Confirm the grade" in page.content.decode() for page in pages] == [True, False, False]
    listed = client.get("/customers/", {"regrade": "1"}).context["listing"].rows
    assert [row.customer for row in listed] == [old]
    assert "Confirm the grade" not in client_of(cast.boss).get(old.get_absolute_url()).content.decode()
    policy.change(GRADING, {"confirm_after_days": 89}, actor=cast.manager, at=now)
    assert "Confirm the grade" in client.get(fresh.get_absolute_url()).content.decode()


def test_grade_is_confirmed_with_one_button(client_of, cast):
    row = CustomerFactory(owner=cast.owner, grade="B", graded_at=timezone.now() - timedelta(days=91))
    client, url = client_of(cast.owner), f"/customers/{row.pk}/grade/"
    assert client.post(url, {"grade": "B"}).status_code == 302
    assert "Confirm the grade" not in client.get(row.get_absolute_url()).content.decode()
    assert (GradeChange.objects.count(), AuditEntry.objects.filter(verb="customers.graded").count()) == (0, 1)
    answer = client.post(url, {"grade": "A"})
    assert (answer.status_code, answer.context["form"].errors) == (
        422,
        {"reason": ["Write why the grade changes."]},
    )


@pytest.mark.parametrize(("days", "expected"), [(0, False), (90, False), (91, True), (400, True)])
def test_grade_asks_confirmation_when_older(days, expected):
    day = date(2026, 11, 16)
    assert asks_confirmation(day - timedelta(days=days), day, 90) is expected
