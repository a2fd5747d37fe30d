"""Samples, proofs, a request and a visit of the office: something of each state, made by the services."""

from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from accounts.models import Role, User
from core.work_days import current_calendar
from sales.models import DepartmentRequest, FactoryVisit, Proof, Sample
from sales.services.proofs import ProofValues, escalate_proofs, finish_proof, promise_proof, request_proof
from sales.services.requests import RequestValues, ask_department, write_request
from sales.services.sample_steps import check_sample, finish_sample, note_e_sample, send_sample, start_sample
from sales.services.samples import ArticleValues, SampleValues, approve_sample, refuse_sample, request_sample
from sales.services.visits import VisitValues, record_visit
from tests.factories import UserFactory

DAY = timedelta(days=1)


@dataclass
class Sampling:
    """Who makes them, and one of each that a page needs."""

    production: User
    ready: Sample
    made: Sample
    proof: Proof
    undated: Proof
    request: DepartmentRequest
    visit: FactoryVisit

    @property
    def steps(self) -> dict[str, list[dict[str, object]]]:
        """Which steps have a page to look at, by the name of the address."""
        promise = [{"pk": self.undated.pk, "step": "promise"}]
        return {
            "samples:step": [{"pk": self.ready.pk, "step": step} for step in ("check", "send", "cancel")],
            "samples:make_sample": [{"pk": self.made.pk, "step": "finish"}],
            "samples:proof_step": promise,
            "samples:make_proof": promise,
        }


def ask_for_samples(office: Any, now: datetime) -> Sampling:
    """Zoe's samples in every state, proofs promised, late and without a date, a question that is answered, a visit."""
    maker = UserFactory(roles=(Role.PRODUCTION,), name="老周", english_name="")
    first, second, third, fourth = office.customers[:4]
    early = now - 5 * DAY
    _ask(office, fourth, ["Claw hammer 16 oz"], now - DAY)
    refused = _ask(office, third, ["Pliers 8 inch, chrome"], early)
    refuse_sample(actor=office.manager, sample=refused, reason="今年第三次要样，先看电子样本", at=early)
    made = _approved(
        office,
        second,
        ["46-pc socket set"],
        early,
        SampleValues(is_from_production=True, for_production="蓝色手柄，哑光"),
    )
    start_sample(actor=maker, sample=made, at=early)
    values = SampleValues(offers_freight=True, freight="account", courier_account="DHL 961 555 014")
    ready = _approved(office, first, ["46-pc socket set", "Tape measure 5 m"], early, values)
    note_e_sample(actor=office.zoe, sample=ready, sent_on=early.date(), at=early)
    finish_sample(actor=office.zoe, sample=ready, at=early)
    sent = _approved(office, second, ["Tape measure 5 m"], early, SampleValues(freight="prepaid"))
    finish_sample(actor=office.zoe, sample=sent, at=early)
    check_sample(actor=office.zoe, sample=sent, has_passed=True, note="", at=early)
    send_sample(
        actor=office.zoe, sample=sent, carrier="DHL", tracking="4418 2206 31", sent_on=early.date(), expected_on=now.date(), at=early
    )  # fmt: skip
    check_sample(actor=office.zoe, sample=ready, has_passed=True, note="", at=now - DAY)
    late, undated = _ask_for_proofs(office, maker, now)
    calendar = current_calendar()
    values_of_request = RequestValues(
        maker,
        "cost",
        "不锈钢手柄每套加多少成本？",
        calendar.next_working_day(calendar.day_of(now)),
        "46件套筒",
        first,
    )
    request = ask_department(actor=office.zoe, values=values_of_request, at=now - DAY)
    write_request(actor=maker, request=request, text="每套加0.35美元，3000套起。", at=now - DAY)
    ask_department(actor=office.zoe, values=values_of_request, at=now)
    visit = record_visit(
        actor=office.zoe, customer=first, at=now - DAY,
        values=VisitValues("visit", (now - 30 * DAY).date(), 3, office.zoe, "Carol Jensen, two engineers", "看了锻造车间，称赞检验流程。"),
    )  # fmt: skip
    return Sampling(maker, ready, made, late, undated, request, visit)


def _ask_for_proofs(office: Any, maker: User, now: datetime) -> tuple[Proof, Proof]:
    early = now - 6 * DAY
    late = request_proof(
        actor=office.zoe,
        customer=office.customers[0],
        values=ProofValues("Pliers 8 inch", "红黑双色手柄，激光打标"),
        at=early,
    )
    promise_proof(actor=maker, proof=late, promised_on=(now - 2 * DAY).date(), at=early)
    ready = request_proof(
        actor=office.zoe,
        customer=office.customers[1],
        values=ProofValues("Tape measure 5 m", "外壳印GS标"),
        at=early,
    )
    finish_proof(actor=maker, proof=ready, at=now - DAY)
    undated = request_proof(
        actor=office.zoe,
        customer=office.customers[2],
        values=ProofValues("Claw hammer 16 oz", "玻纤柄，黄色"),
        at=now - 4 * DAY,
    )
    escalate_proofs(at=now - DAY)
    return late, undated


def _ask(
    office: Any, customer: Any, words: list[str], at: datetime, values: SampleValues | None = None
) -> Sample:
    lines = [ArticleValues(one) for one in words]
    return request_sample(
        actor=office.zoe, customer=customer, values=values or SampleValues(), lines=lines, at=at
    )


def _approved(office: Any, customer: Any, words: list[str], at: datetime, values: SampleValues) -> Sample:
    return approve_sample(actor=office.manager, sample=_ask(office, customer, words, at, values), at=at)
