"""The rules of this app on the settings pages: the open pool, and the lookup."""

import pytest

from core import policy
from core.models import PolicySetting
from customers.policies import LOOKUP, POOL, LookupPolicy, PoolPolicy

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
