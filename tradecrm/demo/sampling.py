"""Samples in every state, proofs late and without a date, visits and a question to production (requirements D1: samples)."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta

from accounts.models import User
from core.work_days import current_calendar
from customers.models import Customer
from sales.models import Sample, SampleState
from sales.services import proofs, sample_steps, samples
from sales.services.proofs import ProofValues
from sales.services.requests import RequestValues, ask_department, write_request
from sales.services.samples import ArticleValues, SampleValues
from sales.services.visits import VisitValues, record_visit

DAY = timedelta(days=1)
SELLERS = ("linda", "grace", "kevin", "omar", "coco")
MAKER, LEADER = "gao", "helen"
# How far each is, what, days ago, and whether the buyer offered the freight.
SAMPLES = (
    ("requested", "46-pc socket set", 1, True), ("requested", "Claw hammer 16 oz", 2, False),
    ("refused", "Pliers 8 inch, chrome", 20, False), ("approved", "Tape measure 5 m", 2, False),
    ("in_production", "108-pc socket set", 5, False), ("ready", "Pliers 8 inch", 6, True),
    ("ready", "Level 600 mm", 7, False), ("sent", "46-pc socket set", 9, True), ("sent", "Hex key set", 12, False),
    ("received", "Tape measure 5 m, GS", 18, False), ("feedback", "Claw hammer 16 oz", 40, True),
    ("cancelled", "Tool bag", 30, False),
)  # fmt: skip
# What is asked of production, days ago; what became of it.
PROOFS = (
    ("Pliers 8 inch", "红黑双色手柄，激光打标", 8, "late"), ("Tape measure 5 m", "黑色外壳，丝印GS", 3, "escalated"),
    ("Socket set 46 pc", "吹塑盒改灰色，卡纸彩印", 4, "promised"), ("Claw hammer 16 oz", "玻纤柄，黄色，防滑纹", 15, "ready"),
    ("Level 600 mm", "铝型材加厚0.2毫米，三气泡", 45, "sealed"),
)  # fmt: skip
VISITS = (
    ("visit", 33, 3, "看了锻造和装配车间，称赞检验台，要求补一份盐雾报告。"),
    ("audit", 75, 2, "BSCI复审，缺消防演练记录，一周内补。"),
    ("visit", -12, 2, ""),
)


@dataclass(frozen=True)
class Demo:
    """Who takes part, and when it is seen."""

    users: Mapping[str, User]
    at: datetime

    def ago(self, days: int) -> datetime:
        """Return a moment in working hours so many days ago."""
        calendar = current_calendar()
        day = calendar.last_working_day_on_or_before(calendar.day_of(self.at - days * DAY))
        return calendar.add_working_minutes(calendar.start_of(day), 60)


def make_samples(users: Mapping[str, User], *, at: datetime) -> None:
    """Let the demo's people ask for samples, and production make them. A second time nothing is asked for."""
    if Sample.objects.filter(state=SampleState.REQUESTED).exists():  # scope: the demo's own
        return
    demo, buyers = Demo(users, at), _buyers(users)
    if not buyers:
        return
    for number, plan in enumerate(SAMPLES):
        _make_sample(demo, buyers[number % len(buyers)], plan)
    for number, (words, text, days, fate) in enumerate(PROOFS):
        _make_proof(demo, buyers[(number + 3) % len(buyers)], ProofValues(words, text), days, fate)
    proofs.escalate_proofs(at=demo.ago(1))
    for number, (kind, days, heads, result) in enumerate(VISITS):
        buyer = buyers[(number + 5) % len(buyers)]
        day = current_calendar().day_of(at - days * DAY)
        values = VisitValues(kind, day, heads, _owner_of(buyer), result=result)
        record_visit(actor=_owner_of(buyer), customer=buyer, values=values, at=demo.ago(max(days, 1)))
    _ask_production(demo, buyers[0])


def _buyers(users: Mapping[str, User]) -> list[Customer]:
    """Three good customers of each of some salespeople, taken in turns."""
    found = []
    for mailbox in SELLERS:
        if mailbox in users:
            owned = Customer.objects.current().filter(
                owner=users[mailbox], grade__in="AB"
            )  # scope: the demo's own
            found.append(list(owned.select_related("owner").order_by("pk")[:3]))
    return [row[place] for place in range(3) for row in found if place < len(row)]


def _owner_of(buyer: Customer) -> User:
    if buyer.owner is None:
        raise ValueError("The demo's buyers have owners.")
    return buyer.owner


def _make_sample(demo: Demo, buyer: Customer, plan: tuple[str, str, int, bool]) -> None:
    """Ask for one and take it as far as planned: state, what, days ago, whether the freight was offered."""
    state, words, days, offers = plan
    owner, leader, start = _owner_of(buyer), demo.users[LEADER], demo.ago(days)
    is_made = state == "in_production"
    values = SampleValues(
        is_from_production=is_made, for_production="外箱不印标，盒内放说明书" if is_made else "", offers_freight=offers,
        e_sample_on=current_calendar().day_of(start) if offers else None,
    )  # fmt: skip
    sample = samples.request_sample(
        actor=owner, customer=buyer, values=values, lines=[ArticleValues(words, 2)], at=start
    )
    if state == "requested":
        return
    if state == "refused":
        samples.refuse_sample(
            actor=leader, sample=sample, reason="一年要了三次样，一直没有下文，先发电子样本", at=start
        )
        return
    samples.approve_sample(actor=leader, sample=sample, at=start)
    if state == "cancelled":
        sample_steps.cancel_sample(actor=owner, sample=sample, reason="客户项目取消", at=demo.ago(days - 2))
    elif state == "in_production":
        sample_steps.start_sample(actor=demo.users[MAKER], sample=sample, at=demo.ago(days - 1))
    elif state != "approved":
        _dispatch(demo, sample, owner, state, days)


def _dispatch(demo: Demo, sample: Sample, owner: User, state: str, days: int) -> None:
    sample_steps.finish_sample(actor=owner, sample=sample, at=demo.ago(days - 1))
    if state == "ready":
        return
    sent_at = demo.ago(days - 2)
    day = current_calendar().day_of(sent_at)
    sample_steps.check_sample(actor=owner, sample=sample, has_passed=True, note="", at=sent_at)
    sample_steps.send_sample(
        actor=owner, sample=sample, carrier="DHL", tracking=f"4418220{sample.number[-3:]}", sent_on=day, expected_on=day + 9 * DAY, at=sent_at
    )  # fmt: skip
    if state == "received":
        sample_steps.receive_sample(
            actor=owner, sample=sample, received_on=day + 6 * DAY, at=demo.ago(days - 9)
        )
    elif state == "feedback":
        sample_steps.judge_sample(
            actor=owner, sample=sample, verdict="changes", feedback="Good weight, please make the handle 10 mm longer.",
            at=demo.ago(days - 20),
        )  # fmt: skip


def _make_proof(demo: Demo, buyer: Customer, values: ProofValues, days: int, fate: str) -> None:
    """Ask for one; `fate`: what production made of it."""
    owner, maker = _owner_of(buyer), demo.users[MAKER]
    proof = proofs.request_proof(actor=owner, customer=buyer, values=values, at=demo.ago(days))
    if fate == "escalated":
        return
    soon = current_calendar().day_of(demo.at) + (6 if fate == "promised" else -2) * DAY
    promised_at = demo.ago(days - 1)
    first = (
        max(soon, current_calendar().day_of(promised_at))
        if fate in {"promised", "late"}
        else current_calendar().day_of(promised_at) + 3 * DAY
    )
    proofs.promise_proof(actor=maker, proof=proof, promised_on=first, at=promised_at)
    if fate in {"ready", "sealed"}:
        proofs.finish_proof(actor=maker, proof=proof, at=demo.ago(days - 5))
    if fate == "sealed":
        proofs.seal_proof(actor=owner, proof=proof, verdict="As agreed, go ahead.", at=demo.ago(days - 15))


def _ask_production(demo: Demo, buyer: Customer) -> None:
    owner, maker = _owner_of(buyer), demo.users[MAKER]
    today = current_calendar().day_of(demo.at)
    for days, text, answer in (
        (2, "46件套盒子改不锈钢扣，每套加多少成本？", "每套加人民币2.4元，3000套起做。"),
        (1, "8寸钳手柄能不能做双色？", ""),
    ):
        values = RequestValues(maker, "cost", text, today + DAY, customer=buyer)
        request = ask_department(actor=owner, values=values, at=demo.ago(days))
        if answer:
            write_request(actor=maker, request=request, text=answer, at=demo.ago(days - 1))
