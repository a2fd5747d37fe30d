"""What the demo's people cannot solve alone, and what they suggest to the boss (S7, S141; texts of D8)."""

import uuid
from collections.abc import Mapping
from datetime import datetime

from accounts.models import User
from core.work_days import current_calendar
from customers.models import Customer
from followups.models import HelpRequest, Suggestion
from followups.services import HelpSubject, ask_for_help, escalate_help, write_help
from tradecrm.demo.chance import stream

# Who, about a customer in which country, working minutes ago, what, and what the manager answered.
REQUESTS = (
    ("grace", "US", 900, "美国客户要做独家代理，口头说年量10万套，能不能答应？", "不给独家。可以签一年保护：年量达到3万套后保护他的连锁渠道，先写进报价备注。"),
    ("omar", "IQ", 560, "伊拉克客户要求D/P，首单1.2万美元，能否接受？", ""),
    ("coco", "", 45, "样品房没有8寸钳现货，客户催样品，能不能先从车间调两把？", ""),
)  # fmt: skip
SIGNED = ("kevin", "样品房每月5日盘一次库存，缺货的提前报生产部，寄样就不会拖。")
ANONYMOUS = "晚班轮到带孩子的同事时，能不能换成在家回邮件？"
RULING = "可以，提前一天跟张经理说一声，询盘照样按时限回复。"


def ask_and_suggest(users: Mapping[str, User], *, at: datetime, seed: int) -> None:
    """Let three ask for help, one long enough ago for the boss; and two suggest something. Nothing while that is open."""
    if not HelpRequest.objects.unclosed().exists():  # scope: the demo's own
        for mailbox, country, minutes, text, answer in REQUESTS:
            _ask(
                users,
                mailbox,
                country,
                current_calendar().subtract_working_minutes(at, minutes),
                text,
                answer,
            )
        escalate_help(at=at)
    if not Suggestion.objects.exists():  # scope: the demo's own
        _suggest(users, at, seed)


def _ask(
    users: Mapping[str, User], mailbox: str, country: str, asked_at: datetime, text: str, answer: str
) -> None:
    author = users.get(mailbox)
    if author is None or author.is_frozen:
        return
    owned = Customer.objects.current().filter(owner=author, country=country)  # scope: the demo's own
    subject = HelpSubject(customer=owned.order_by("pk").first())
    request = ask_for_help(actor=author, text=text, subject=subject, at=asked_at)
    if answer:
        answered_at = current_calendar().add_working_minutes(asked_at, 70)
        write_help(actor=users["helen"], request=request, text=answer, at=answered_at)


def _suggest(users: Mapping[str, User], at: datetime, seed: int) -> None:
    """Rows with keys of the seed: the services would give random ones."""
    calendar, chance = current_calendar(), stream(seed, "suggestions")
    mailbox, text = SIGNED
    yesterday = calendar.previous_working_day(calendar.day_of(at))
    written_at = calendar.add_working_minutes(calendar.start_of(yesterday), 200)
    ruled_at = calendar.add_working_minutes(written_at, 60)
    keys = [uuid.UUID(int=chance.getrandbits(128), version=4) for _ in range(2)]
    Suggestion.objects.create(
        pk=keys[0], author=users[mailbox], text=text, written_at=written_at, arrived_on=yesterday
    )
    Suggestion.objects.create(
        pk=keys[1], text=ANONYMOUS, arrived_on=yesterday, state="ruled", ruling=RULING, ruled_by=users["chen"],
        ruled_at=min(ruled_at, at), is_public=True,
    )  # fmt: skip
