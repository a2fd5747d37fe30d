"""The company's profile: nine particulars in two languages, and what letters make of them (S51)."""

from collections.abc import Callable
from datetime import datetime
from types import SimpleNamespace
from typing import Any

import pytest
from django.test import Client

from core import policy
from core.company import NINE, SECTION, CompanyProfile, current_company
from core.models import Job
from customers.models import LookupKey
from inquiries.selectors.letters import values_for
from tests.factories import CustomerFactory, InquiryFactory

ClientOf = Callable[[Any], Client]
PAGE = f"/settings/policy/{SECTION}/"
ENGLISH = {
    "name_en": "Demo Tools Ltd.", "founded_in": "2009", "total_assets": "RMB 38 million", "annual_sales": "USD 9 million",
    "awards": "ISO 9001", "contact_name": "Helen", "phone": "+86 570 5550 1100", "fax": "+86 570 5550 1101", "address": "No. 1",
}  # fmt: skip


def test_nine_particulars_are_those_of_the_handbook() -> None:
    assert len(NINE) == len(set(NINE)) == 9


def test_profile_is_complete_in_each_language_by_itself() -> None:
    english = CompanyProfile(**ENGLISH)
    assert (english.missing_in("en"), english.missing) == ([], [])
    assert english.missing_in("zh") == [
        "name",
        "total_assets",
        "annual_sales",
        "awards",
        "contact_name",
        "address",
    ]
    assert CompanyProfile().missing == list(NINE)


@pytest.mark.parametrize(("language", "expected"), [("zh-hans", "宁波"), ("en", "No. 1"), ("es", "No. 1")])
def test_letter_takes_the_particular_of_its_language(language: str, expected: str) -> None:
    assert CompanyProfile(**ENGLISH, address_zh="宁波").written_in(language, "address") == expected


def test_chinese_letter_prints_the_english_where_no_chinese_is_given() -> None:
    assert CompanyProfile(**ENGLISH).written_in("zh-hans", "address") == "No. 1"
    assert CompanyProfile(address_zh="宁波").written_in("en", "address") == ""


def test_letter_of_an_inquiry_names_the_company_in_its_language(cast: SimpleNamespace, at: datetime) -> None:
    policy.change(SECTION, {**ENGLISH, "name": "演示工具"}, actor=cast.boss, at=at)
    inquiry = InquiryFactory(owner=cast.owner)
    names = [
        values_for(inquiry, writer=cast.owner, language=language, at=at)["company_name"]
        for language in ("en", "zh-hans")
    ]
    assert names == ["Demo Tools Ltd.", "演示工具"]


def test_page_tells_how_complete_it_is(client_of: ClientOf, cast: SimpleNamespace) -> None:
    client = client_of(cast.manager)
    assert client.post(PAGE, {**ENGLISH, "fax": ""}).status_code == 302
    page = client.get(PAGE)
    assert page.context["completeness"][0] == ("English", 8, "Fax")
    assert page.context["completeness"][1][1] == 2
    assert current_company().name_en == "Demo Tools Ltd."


def test_own_domain_is_folded_out_of_the_keys(cast: SimpleNamespace, at: datetime) -> None:
    policy.change(SECTION, {"own_domains": "demo.example"}, actor=cast.boss, at=at)
    assert Job.objects.filter(kind="customers.refold").count() == 0  # nobody to fold yet
    CustomerFactory(owner=cast.owner)
    policy.change(SECTION, {"phone": "1"}, actor=cast.boss, at=at)
    assert Job.objects.filter(kind="customers.refold").count() == 0
    policy.change(SECTION, {"own_domains": "demo.example, other.example"}, actor=cast.boss, at=at)
    assert Job.objects.filter(kind="customers.refold").count() == 1


def test_domain_that_becomes_our_own_is_no_buyers_key_any_more(cast: SimpleNamespace, at: datetime) -> None:
    from customers.services.keys import refold
    from customers.services.refolding import refold_all
    from tests.conftest import result_of

    customer = CustomerFactory(owner=cast.owner, website="www.demo-branch.example")
    refold([customer])
    assert LookupKey.objects.filter(value__contains="demo-branch").exists()
    policy.change(SECTION, {"own_domains": "demo-branch.example"}, actor=cast.boss, at=at)
    result_of(refold_all())
    assert not LookupKey.objects.filter(value__contains="demo-branch").exists()
