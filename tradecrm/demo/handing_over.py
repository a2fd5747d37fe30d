"""Work that changed hands: a newcomer got customers from somebody who has many; and what a leaver has to give back."""

from collections.abc import Mapping
from datetime import datetime

from accounts.models import CompanyThing, User
from accounts.services import give_thing
from customers.models import Customer, HandoverKind
from customers.services import hand_over
from tradecrm.demo.people import LEAVING, NEWCOMER

FROM, COUNT = "jason", 4
REASON = "新人起步，分几个客户练手"
THINGS = (
    (CompanyThing.Kind.CHAT, "WhatsApp +86 570 5550 1142", True),
    (CompanyThing.Kind.CHAT, "LinkedIn: tony-xu-tools", False),
    (CompanyThing.Kind.LAPTOP, "ThinkPad E14，资产号 0231", False),
    (CompanyThing.Kind.KEYS, "样品间钥匙", False),
)


def hand_some_over(users: Mapping[str, User], at: datetime) -> None:
    """Quiet customers of one person go to the newcomer, who has yet to tell the buyers; the leaver's things are noted."""
    for kind, what, is_registered in THINGS:
        give_thing(
            actor=users["admin"], person=users[LEAVING], kind=kind, what=what, is_registered=is_registered, at=at
        )  # fmt: skip
    giver, newcomer = users[FROM], users[NEWCOMER]
    quiet = Customer.objects.current().filter(
        owner=giver, open_inquiries=0, grade="C"
    )  # scope: the demo's own
    ids = list(quiet.order_by("pk").values_list("pk", flat=True)[:COUNT])
    if ids:
        hand_over(
            actor=users["helen"], person=giver, shares=dict.fromkeys(ids, newcomer.pk), kind=HandoverKind.BALANCE,
            reason=REASON, at=at,
        )  # fmt: skip
