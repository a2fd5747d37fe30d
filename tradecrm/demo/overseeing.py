"""What leaders of the demo said and saw: comments on records and on a digest, marks, coaching notes, the adviser's advice, platform weeks (S5, S9, S66, S105, S108)."""

from collections.abc import Mapping
from datetime import datetime, timedelta
from decimal import Decimal

from accounts.models import User
from customers.models import Customer
from oversight.domain.platform_table import Week, monday_of
from oversight.models import ReadingOn, Remark, SeenThing
from oversight.selectors.platform import people_of
from oversight.services import (
    adopt_advice,
    give_advice,
    mark_seen,
    report_result,
    write_coaching_note,
    write_reading_remark,
    write_remark,
)
from oversight.services.platform import take_in_weeks
from reports.models import DayDigest
from tradecrm.demo.chance import stream

REMARK, ANSWER = (
    "目标价差得不多，把电子样本和认证一起发过去，周五前再打一次电话。",
    "已发，采购说下周二给答复。",
)
ON_FOLLOW_UP = "这次只说了价格，下次记得问清楚月用量和现在的供应商。"
ON_DIGEST, OF_DIGEST = (
    "这几家打电话了还是只发了邮件？A 级客户先打电话。",
    "两家打了电话，其余明天上午补打。",
)
COACHING = "报价前先问数量和港口，少走一轮邮件；电话比上月多，继续保持。"
ADVICE = (
    ("更换主图和关键词", "询盘多的十个产品换成白底主图，标题前置 socket set、CRV。", "成本低，先做四周看曝光。", "曝光增加约两成，点击还在看。"),
    ("及时回复率要稳住", "子账号周末没人看消息，建议排一个值班。", "", ""),
)  # fmt: skip
WEEKS = 6


def oversee(users: Mapping[str, User], *, at: datetime, seed: int) -> None:
    """Let manager, boss and adviser have been at work during the last days, once."""
    if Remark.objects.exists():  # scope: is there anything at all
        return
    helen, chen, linda, adviser = (users[name] for name in ("helen", "chen", "linda", "adviser"))
    day = timedelta(days=1)
    customers = (
        Customer.objects.current().filter(owner=linda, grade__in="AB").order_by("grade", "pk")
    )  # scope: the demo's own
    for place, customer in enumerate(customers.select_related("owner__team")[:3]):
        mark_seen(actor=chen, thing=SeenThing.CUSTOMER, record=customer, at=at - day * (place + 1))
        if place == 0:
            write_remark(actor=helen, record=customer, text=REMARK, at=at - 2 * day)
            write_remark(actor=linda, record=customer, text=ANSWER, at=at - day)
            for said in customer.follow_ups.select_related("customer__owner__team")[:1]:
                write_remark(actor=helen, record=said, text=ON_FOLLOW_UP, at=at)
    _speak_of_digest(chen, helen, at)
    write_coaching_note(actor=helen, person=linda, text=COACHING, at=at - 3 * day)
    for place, (subject, text, reason, result) in enumerate(ADVICE):
        given = give_advice(actor=adviser, subject=subject, text=text, at=at - 9 * day + 5 * day * place)
        if reason:
            adopted = adopt_advice(actor=helen, advice=given, reason=reason, version=1, at=at - 8 * day)
            report_result(actor=chen, advice=adopted, result=result, version=2, at=at - day)
    take_in_weeks(actor=chen, weeks=_weeks(chen, at, seed), at=at - day)


def _speak_of_digest(boss: User, manager: User, at: datetime) -> None:
    """The boss asks about a digest of the last days, its manager answers a day later."""
    day = timedelta(days=1)
    sent = DayDigest.objects.filter(manager=manager, sent_at__lt=at - 2 * day)  # scope: the demo's own
    digest = sent.first()
    if digest is None:
        return
    for person, text, said_at in ((boss, ON_DIGEST, at - 2 * day), (manager, OF_DIGEST, at - day)):
        write_reading_remark(actor=person, on=ReadingOn.DIGEST, reading=digest, text=text, at=said_at)


def _weeks(boss: User, at: datetime, seed: int) -> list[Week]:
    monday = monday_of(at.date()) - timedelta(weeks=1)
    found = []
    for person in people_of(boss).order_by("pk"):
        chance = stream(seed, "platform", person.pk)
        for number in range(WEEKS):
            exposure = chance.randint(1_800, 5_200)
            clicks = exposure * chance.randint(2, 5) // 100
            values: dict[str, int | Decimal] = {
                "exposure": exposure, "clicks": clicks, "visitors": clicks * 7 // 10, "inquiries": chance.randint(2, 11),
                "reply_rate": Decimal(chance.randint(820, 995)) / 10, "products_updated": chance.randint(0, 14),
            }  # fmt: skip
            found.append(Week(person.pk, monday - timedelta(weeks=number), values))
    return found
