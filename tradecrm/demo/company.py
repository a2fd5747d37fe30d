"""The demo company's profile, its policies, and who gets which inquiry (requirements D1)."""

from collections.abc import Iterable, Mapping
from datetime import datetime

from accounts.models import User
from accounts.policies import SECOND_FACTOR
from core import company, policy, setting_up
from customers.models import Stage
from customers.policies import POOL, RECYCLING
from inquiries.letters_seed import seed_letters
from inquiries.models import AssignmentRule, RotationSeat
from tradecrm.demo.people import LEAVING, Person
from tradecrm.demo.sign_in import DOMAIN

PROFILE = {
    "name": "浙江启程五金工具有限公司（演示）",
    "name_en": "Zhejiang Qicheng Tools (Demo) Co., Ltd.",
    "short_name": "启程工具",
    "founded_in": "2009",
    "total_assets": "RMB 38 million",
    "annual_sales": "USD 9.6 million, 85 % exported",
    "awards": "ISO 9001, BSCI; GS on part of the range",
    "strengths": "160 workers, own CR-V forging and blow moulding; samples in 5-7 days, delivery in 30-45 days, FOB Ningbo",
    "contact_name": "Helen Zhang",
    "phone": "+86 570 5550 1100",
    "fax": "+86 570 5550 1101",
    "address": "No. 88 Qicheng Road, Demo Industrial Park, Zhejiang, China",
    "website": f"www.{DOMAIN}",
    "own_domains": DOMAIN,
    "total_assets_zh": "人民币3800万元",
    "annual_sales_zh": "960万美元，出口占85%",
    "awards_zh": "ISO 9001、BSCI；部分产品有GS认证",
    "strengths_zh": "员工160人，自有铬钒钢锻造和吹塑车间；打样5–7天，交期30–45天，宁波港离岸",
    "contact_name_zh": "张慧敏",
    "address_zh": "浙江省演示工业园启程路88号",
}
DEMO_POOL = {
    "is_on": True, "missed_rounds": 3, "claims_per_week": 5, "cooling_off_days": 30, "protected_days": 14,
}  # fmt: skip
DEMO_RECYCLING = {
    "stages": [Stage.NEW.value, Stage.CONTACTED.value, Stage.DORMANT.value], "idle_b": 26, "idle_c": 26, "idle_d": 34,
}  # fmt: skip
# What the handbook says fits the demo company as it is: its installation is set up.
KEPT = ["cadence", "calendar", "export", "reply"]
# Everybody is to try every role with the one password that is printed: no phone is asked for.
NO_SECOND_FACTOR = {"manager": False, "admin": False, "exporters": False}
PRODUCT_WORDS = {"led": "kevin", "vde": "linda"}


def set_up_company(users: Mapping[str, User], people: Iterable[Person], at: datetime) -> None:
    """Write the profile, the first letters, the rules of assignment; the open pool is on, the second factor off."""
    boss = users["chen"]
    policy.change(company.SECTION, PROFILE, actor=boss, at=at)
    policy.change(POOL, DEMO_POOL, actor=boss, at=at)
    policy.change(RECYCLING, DEMO_RECYCLING, actor=boss, at=at)
    policy.change(SECOND_FACTOR, NO_SECOND_FACTOR, actor=boss, at=at)
    policy.change(setting_up.SECTION, {"kept": KEPT}, actor=boss, at=at)
    seed_letters()
    sellers = [
        person for person in people if person.mailbox != LEAVING and users[person.mailbox].is_salesperson
    ]
    _write_assignment(users, sellers)


def _write_assignment(users: Mapping[str, User], sellers: list[Person]) -> None:
    """Countries lead to one person each; who joins the rotation gets what no rule decides."""
    taken: set[str] = set()
    for person in sellers:
        for country in person.countries:
            if country not in taken:
                taken.add(country)
                AssignmentRule.objects.create(kind="country", value=country, user=users[person.mailbox])
    for word, mailbox in PRODUCT_WORDS.items():
        AssignmentRule.objects.create(kind="product", value=word, user=users[mailbox])
    for person in sellers:
        RotationSeat.objects.create(user=users[person.mailbox])
