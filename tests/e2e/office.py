"""A sales office in the middle of a Wednesday: enough of everything that each page has something to show.

Made by the services as people would have made it, at the times when they would have, so that clocks, due dates and
timelines are the real ones. `now` is the moment at which the test looks.
"""

from dataclasses import dataclass, field, replace
from datetime import datetime, time, timedelta
from decimal import Decimal
from typing import Any

from django.core.files.uploadedfile import SimpleUploadedFile
from django.utils import timezone

from accounts.domain.absences import Span
from accounts.models import Absence, OnboardingItem, Role, User
from accounts.services import freeze_account, give_thing, save_item, sign_off_step
from accounts.services.absences import AbsenceValues, ask_absence, decide_absence
from accounts.services.onboarding import copy_list
from briefings.models import Briefing, Part, Ruling
from briefings.selectors.lists import next_to_compile
from briefings.selectors.subjects import Subject, find_subject
from briefings.services import PointValues, RulingValues, add_point, give_ruling, keep_briefings
from catalogue import services as catalogue
from catalogue.models import ESample, MarketRegion, Product, ProductCost, ProductImport
from core import jobs, policy
from core.domain.rates import Rate
from core.models import GroupRobot, Job, SavedView
from core.rates import set_rates
from core.robots import RobotValues, add_robot
from core.work_days import current_calendar
from customers.filters import ListQuery
from customers.models import Customer, CustomerExport, CustomerImport, CustomerMerge, Handover
from customers.policies import POOL
from customers.services import (
    ContactValues,
    CustomerValues,
    confirm_columns,
    create_customer,
    hand_over,
    link_customers,
    merge_customers,
    note_interests,
    release_customers,
    share_customer,
    start_export,
    start_import,
    tag_customers,
)
from customers.services import attach_file as attach_to_customer
from customers.services.merging import stamp_of
from followups.models import HelpRequest, Suggestion
from followups.services import (
    FollowUpValues,
    HelpSubject,
    add_task,
    ask_for_help,
    escalate_help,
    recompute_due,
    record_follow_up,
    renew_feed,
    rule_suggestion,
    set_due_by_hand,
    suggest,
    write_help,
)
from inquiries.models import Inquiry, LetterTemplate
from inquiries.services import (
    Buyer,
    InquiryValues,
    LineValues,
    MessageValues,
    add_message,
    close_inquiry,
    explain_delay,
    log_inquiry,
    record_reply,
)
from managing.domain.frames import Stretch, add_months
from managing.models import Measure
from managing.services import TargetValues, measure_day, set_target, start_plan
from oversight.models import Advice, ReadingOn
from oversight.services import (
    adopt_advice,
    give_advice,
    report_result,
    write_coaching_note,
    write_reading_remark,
    write_remark,
)
from reports.domain.days import Kind, a_list_of, stretch_of, workday_of
from reports.domain.timetable import last_day_before
from reports.models import (
    AList,
    AListPart,
    DailyReport,
    DayDigest,
    DepartmentReport,
    PersonRecord,
    WeeklyReport,
)
from reports.policies import days_policy
from reports.services import (
    KeyWords,
    ReportValues,
    keep_a_lists,
    keep_days,
    keep_records,
    keep_timetable,
    submit_report,
)
from sales.models import CompetitorPrice, Complaint, Negotiation, Order, OrderPayment, Quote
from sales.services.competitor_prices import RivalValues, note_competitor_price
from sales.services.complaints import ComplaintValues, raise_complaint
from sales.services.market_notes import MarketNoteValues, note_market
from sales.services.negotiations import (
    NegotiationValues,
    begin_negotiation,
    change_negotiation,
    note_concession,
)
from sales.services.order_payments import PaymentValues, record_payment
from sales.services.order_steps import plan_steps, reach_step
from sales.services.orders import OrderLineValues, OrderValues, confirm_order, create_order
from sales.services.quote_costs import ask_cost
from sales.services.quote_opening import open_quote
from sales.services.quote_saving import save_quote
from sales.services.quote_sending import Sending, send_quote
from sales.services.quote_steps import confirm_quote, renew_quote
from sales.services.quote_values import HEAD_FIELDS, HeadValues
from sales.services.quote_values import LineValues as LineOf
from tests.e2e.sampling import Sampling, ask_for_samples
from tests.factories import (
    LetterTemplateFactory,
    PriceTierFactory,
    ProductFactory,
    TeamFactory,
    UserFactory,
    picture_bytes,
    with_second_factor,
)
from tests.pricelists import picture, upload

DAY = timedelta(days=1)
LETTER = "Dear {contact_name},\n\nthank you for your inquiry {inquiry_number}. We are a maker of hand tools.\n\nBest regards\n{my_name}"


@dataclass
class Office:
    """The people and what they have; `inquiries` by what is to see on them."""

    zoe: User
    linda: User
    manager: User
    boss: User
    assistant: User
    admin: User
    customers: list[Customer]
    inquiries: dict[str, Inquiry]
    letter: LetterTemplate
    feed: str = ""
    batch: CustomerImport | None = None
    price_list: ProductImport | None = None
    merge: CustomerMerge | None = None
    asked: CustomerExport | None = None
    absence: Absence | None = None
    handover: Handover | None = None
    help: HelpRequest | None = None
    suggestion: Suggestion | None = None
    line: OnboardingItem | None = None
    order: Order | None = None
    payment: OrderPayment | None = None
    complaint: Complaint | None = None
    robot: GroupRobot | None = None
    advice: Advice | None = None
    product: Product | None = None
    region: MarketRegion | None = None
    esample: ESample | None = None
    leaflet: str = ""
    quotes: dict[str, Quote] = field(default_factory=dict)
    sampling: Sampling | None = None
    sheet: Negotiation | None = None
    rival: CompetitorPrice | None = None
    report_pages: dict[str, list[list[Any]]] = field(default_factory=dict)
    reports: list[WeeklyReport] = field(default_factory=list)
    department: DepartmentReport | None = None
    briefing: Briefing | None = None
    ruling: Ruling | None = None

    @property
    def production(self) -> User:
        return self.sampling.production

    @property
    def adviser(self) -> User:
        return User.objects.get(is_adviser=True)

    @property
    def northfield(self) -> Customer:
        return self.customers[0]


def build_office(now: datetime) -> Office:
    """Hire the people and let them work until `now`."""
    office = _hire()
    policy.change(
        "core.company",
        {
            "name": "浙江启程五金工具有限公司（演示）",
            "short_name": "启程五金",
            "own_domains": "qicheng-tools.example",
        },
        actor=office.boss,
        at=now - 90 * DAY,
    )
    _add_customers(office, now)
    _add_inquiries(office, now)
    _work(office, now)
    recompute_due(customers=Customer.objects.all(), at=now)
    office.feed = renew_feed(actor=office.zoe, at=now)
    _fill_catalogue(office, now)
    office.price_list = _bring_price_list(office, now)
    office.batch = _bring_workbook(office, now)
    office.merge = _merge_a_double(office, now)
    office.asked = _ask_for_an_export(office, now)
    _share_and_pool(office, now)
    office.absence = _send_on_trip(office, now)
    office.handover = _take_over_from_a_leaver(office, now)
    office.help, office.suggestion = _ask_the_leaders(office, now)
    office.line = _begin_onboarding(office, now)
    _take_an_order(office, now)
    _quote(office, now)
    office.sampling = ask_for_samples(office, now)
    _learn_of_others(office, now)
    office.reports, office.department = _report(office, now)
    office.report_pages = _report_days_and_months(office, now)
    office.briefing, office.ruling = _brief(office, now)
    with_second_factor(office.linda, at=now - DAY)
    for customer in office.customers:
        customer.refresh_from_db()
    _manage(office, now)
    return office


def _report_days_and_months(office: Office, now: datetime) -> dict[str, list[list[Any]]]:
    """A working day, last month's A list and this month's records, with the addresses of their pages by name."""
    calendar, policy = current_calendar(), days_policy()
    last_day = calendar.previous_working_day(calendar.day_of(now))
    hours = workday_of(last_day, policy, calendar)
    for at in (calendar.instant_of(last_day, time(8)), hours.asked_at, hours.span.ends_at):
        keep_days(at=at)
    times = a_list_of(stretch_of(Kind.MONTH, calendar.day_of(now)).before.first_on, policy, calendar)
    keep_a_lists(at=times.drafted_at)
    keep_records(at=now)
    daily = DailyReport.objects.get(person=office.zoe)
    digest = DayDigest.objects.get(manager=office.manager)
    month = PersonRecord.objects.get(person=office.zoe, period__kind="month")
    part, _made = AListPart.objects.get_or_create(a_list=AList.objects.get(), person=office.zoe)
    if not part.entries.exists():
        part.entries.create(customer=office.northfield, name=office.northfield.name, words="要 3000 套的价格")
    return {
        "reports:daily_report": [[daily.pk]],
        "reports:day": [[last_day.isoformat()]],
        "reports:digest": [[digest.pk]],
        "reports:a_list": [[f"{part.a_list.month:%Y-%m}"]],
        "reports:a_list_part": [[part.pk]],
        "reports:inquiry_record": [[month.pk]],
        "reports:customer_record": [[month.pk]],
        "reports:missed": [[office.zoe.pk, "A"]],
    }


def _oversee(office: Office, now: datetime) -> Advice:
    """A comment that waits for its answer, a coaching note, advice that was adopted."""
    write_remark(
        actor=office.manager, record=office.northfield, text="样品到了吗?今天打个电话。", at=now - DAY
    )
    said = office.northfield.follow_ups.earliest("pk")
    write_remark(actor=office.manager, record=said, text="报价里要写交期。", at=now - DAY)
    write_coaching_note(actor=office.manager, person=office.zoe, text="报价前先问清楚用途。", at=now - DAY)
    adviser = UserFactory(roles=(Role.ADVISER,), name="阿里客户经理", english_name="")
    given = give_advice(actor=adviser, subject="更换主图", text="每周更新十个产品的主图。", at=now - DAY)
    adopted = adopt_advice(
        actor=office.manager, advice=given, reason="成本低,先试四周。", version=1, at=now - DAY
    )
    return report_result(actor=office.manager, advice=adopted, result="点击增加三成。", version=2, at=now)


def _manage(office: Office, now: datetime) -> None:
    """A plan under way, targets of a person and of the company, and what the last night measured."""
    day = current_calendar().day_of(now)
    start_plan(actor=office.boss, starts_on=add_months(day.replace(day=1), -5), at=now - DAY)
    for measure, goal, person in (
        (Measure.IN_TARGET, 60, None),
        (Measure.CONTACTS, 900, office.zoe),
        (Measure.ORDERS, 1, office.zoe),
    ):
        values = TargetValues(measure, Stretch.MONTH, day, goal, person=person)
        set_target(actor=office.boss, values=values, form_token="", at=now)
    for days in (14, 7, 0):
        measure_day(at=now - days * DAY)


def _report(office: Office, now: datetime) -> tuple[list[WeeklyReport], DepartmentReport]:
    """Two weeks of reports: one submitted in time, commented on and answered, one late, which waits to be written."""
    calendar = current_calendar()
    last = last_day_before(calendar.day_of(now), calendar)
    for day in (last_day_before(last, calendar), last):
        for hour in (time(9), time(13, 30), time(17)):
            keep_timetable(at=calendar.instant_of(day, hour))
            report = WeeklyReport.objects.filter(person=office.zoe).order_by("period__day").first()
            if hour == time(9) and report is not None and not report.is_submitted:
                submit_report(
                    actor=office.zoe, report=report, at=calendar.instant_of(day, time(11)), version=1,
                    values=ReportValues(review="新开发墨西哥客户两家。", support_wanted="样品间缺 8 寸钳", mood=4),
                    key_customers=[KeyWords(office.northfield, "要 3000 套的价格")],
                )  # fmt: skip
    reports = list(WeeklyReport.objects.filter(person=office.zoe).order_by("period__day"))
    for person, text in ((office.manager, "墨西哥继续跟紧。"), (office.zoe, "明天再打一次电话。")):
        write_reading_remark(actor=person, on=ReadingOn.REPORT, reading=reports[0], text=text, at=now - DAY)
    return reports, DepartmentReport.objects.filter(manager=office.manager).earliest("period__day")


def _brief(office: Office, now: datetime) -> tuple[Briefing, Ruling]:
    """The next briefing with a manager's point that asks and words to it; a ruling for the salesperson."""
    keep_briefings(at=now)
    briefing = next_to_compile(office.manager, now)
    assert briefing is not None
    ask = PointValues(Part.KEY, "客户要独家代理，签不签？", office.northfield, asks=True)
    for values in (ask, PointValues(Part.NEW, "中东询盘多，问价的多。")):
        add_point(actor=office.manager, briefing=briefing, values=values, at=now)
    ruling = give_ruling(
        actor=office.boss, subject=find_subject(office.boss, f"customer-{office.northfield.pk}") or Subject(), at=now,
        values=RulingValues("首单按30%定金做，周六前回复客户。", office.zoe, current_calendar().next_working_day(current_calendar().day_of(now))),
    )  # fmt: skip
    return briefing, ruling


RANGE = (
    ("QC-S46", '46-pc 1/4" socket set', "46件套筒组", "set", 1000, 20, "6.45", "5.60"),
    ("QC-T525", "Tape measure 5 m x 25 mm", "5米卷尺", "pc", 3000, 120, "1.32", "1.10"),
    ("QC-P8", 'Combination pliers 8"', "8寸钳", "pc", 2000, 60, "1.62", "1.40"),
)


def _quote(office: Office, now: datetime) -> None:
    """A draft for Northfield's inquiry with a price below the floor; one that is out in its second version at work."""
    lines = []
    for model, name, chinese, unit, moq, carton, price, floor in RANGE:
        is_there = office.product is not None and office.product.model_number == model
        product = office.product if is_there else ProductFactory(
            model_number=model, name_en=name, name_zh=chinese, unit=unit, moq=moq, pieces_per_carton=carton,
            carton_length_cm=50, carton_width_cm=40, carton_height_cm=21, gross_kg=14,
        )  # fmt: skip
        PriceTierFactory(product=product, price=price, min_quantity=1)
        ProductCost.objects.update_or_create(
            product=product,
            defaults={"cost": "1.00", "floor_price": floor, "changed_at": now, "changed_by": office.manager},
        )
        quantity, packed = Decimal(moq), {"per_carton": Decimal(carton), "carton_volume": Decimal("0.042")}
        lines.append(LineOf(model, name, product.pk, unit, quantity, Decimal(price), **packed))
    policy.change(
        "sales.quotes",
        {"place": "Ningbo", "payment": "30% T/T deposit, 70% against B/L copy", "lead_days": 35},
        actor=office.boss,
        at=now,
    )
    draft = open_quote(
        actor=office.zoe,
        customer=office.northfield,
        inquiry=office.inquiries["soon"],
        at=now - timedelta(minutes=9),
    )
    save_quote(
        actor=office.zoe,
        quote=draft,
        head=_head(draft),
        lines=[replace(lines[0], price=Decimal("5.20")), *lines[1:]],
        version=1,
        at=now,
    )
    sent = open_quote(actor=office.zoe, customer=office.customers[4], at=now - 3 * DAY)
    save_quote(actor=office.zoe, quote=sent, head=_head(sent), lines=lines, version=1, at=now - 3 * DAY)
    confirm_quote(actor=office.zoe, quote=sent, at=now - 3 * DAY)
    send_quote(actor=office.zoe, quote=sent, sending=Sending("email"), at=now - 3 * DAY)
    costed = renew_quote(actor=office.zoe, quote=sent, at=now)
    save_quote(
        actor=office.zoe, quote=costed, head=_head(costed), lines=[lines[0], LineOf("", "Gift box, printed", quantity=Decimal(500))],
        version=costed.version, at=now,
    )  # fmt: skip
    ask_cost(actor=office.zoe, quote=costed, at=now)
    out = open_quote(actor=office.zoe, customer=office.customers[1], at=now - 20 * DAY)
    head = replace(_head(out), valid_until=current_calendar().day_of(now) + 2 * DAY)
    save_quote(actor=office.zoe, quote=out, head=head, lines=lines, version=1, at=now - 20 * DAY)
    confirm_quote(actor=office.zoe, quote=out, at=now - 20 * DAY)
    send_quote(actor=office.zoe, quote=out, sending=Sending("email"), at=now - 20 * DAY)
    ready = open_quote(actor=office.zoe, customer=office.customers[2], at=now - 2 * DAY)
    save_quote(actor=office.zoe, quote=ready, head=_head(ready), lines=lines, version=1, at=now - 2 * DAY)
    confirm_quote(actor=office.zoe, quote=ready, at=now - 2 * DAY)
    office.quotes = {"draft": draft, "costing": costed, "sent": out, "ready": ready}


def _head(quote: Quote) -> HeadValues:
    found = {name: getattr(quote.current, name) for name in HEAD_FIELDS}
    return HeadValues(contact=quote.contact, **found, notes=("the set is priced with your retail packing.",))


def _begin_onboarding(office: Office, now: datetime) -> OnboardingItem:
    """Two lines; of the salesperson's copy one is signed off."""
    words = (
        ("参观工厂", "Tour of the factory"),
        ("介绍给其他部门同事", "Introduced to the other departments"),
    )
    items = [
        save_item(
            actor=office.manager, item=None, values={"text_zh": zh, "text_en": en, "position": number}, at=now
        )
        for number, (zh, en) in enumerate(words, 1)
    ]
    copy_list(office.zoe)
    sign_off_step(actor=office.manager, step=office.zoe.onboarding.all()[0], is_done=True, at=now - DAY)
    return items[0]


def _learn_of_others(office: Office, now: datetime) -> None:
    """A sheet about the draft quote that was changed once; what two others ask, one of them long ago."""
    zoe, day = office.zoe, timezone.localdate(now)
    values = NegotiationValues(
        subject="试单价格", opening_price=Decimal("6.80"), target_price=Decimal("6.45"), walk_away="不低于成本加 8%",
        decision_note="老板拍板，采购只看交期", quote=office.quotes["draft"],
    )  # fmt: skip
    sheet = begin_negotiation(actor=zoe, customer=office.northfield, values=values, at=now - 3 * DAY)
    values = replace(values, target_price=Decimal("6.40"))
    office.sheet = change_negotiation(actor=zoe, sheet=sheet, values=values, version=1, at=now - DAY)
    note_concession(
        actor=zoe, sheet=sheet, what="免样品费", in_return="30% 定金", given_on=day - DAY, at=now - DAY
    )
    seen = RivalValues(
        "Ralex Tools",
        Decimal("6.10"),
        day - 5 * DAY,
        product=office.product,
        country="US",
        unit="set",
        incoterm="FOB",
    )
    office.rival = note_competitor_price(actor=zoe, customer=office.northfield, values=seen, at=now - 5 * DAY)
    old = replace(
        seen, competitor="永康某厂", seen_on=day - 300 * DAY, source="fair", country="DE", note="只有样品"
    )
    note_competitor_price(actor=office.linda, customer=None, values=old, at=now)
    for question, text, product in (
        ("suits", "连锁超市只要带挂孔的彩盒。", office.product), ("supply", "节前货柜扎堆到港，别压库存。", None)
    ):  # fmt: skip
        learned = MarketNoteValues(office.region, question, text, product)
        note_market(actor=zoe, values=learned, at=now - 3 * DAY)


def _take_an_order(office: Office, now: datetime) -> None:
    """A confirmed order with its deposit and dates, a draft in another currency, a complaint; and rates."""
    zoe, day = office.zoe, timezone.localdate(now)
    line = OrderLineValues(
        "46-pc tool set", Decimal(500), Decimal("6.45"), "TS-46", "set", 50, Decimal(600), Decimal(650)
    )
    values = OrderValues(
        ordered_on=day - 9 * DAY,
        currency="USD",
        incoterm="FOB",
        named_place="Ningbo",
        deposit_percent=Decimal(30),
    )
    order = create_order(actor=zoe, customer=office.northfield, values=values, lines=[line], at=now - 9 * DAY)
    office.order = confirm_order(actor=zoe, order=order, on=day - 8 * DAY, at=now - 8 * DAY)
    reach_step(actor=zoe, order=order, step="in_production", on=day - 5 * DAY, at=now - 5 * DAY)
    plan_steps(
        actor=zoe, order=order, planned={"ready": day - DAY, "shipped": day + 4 * DAY}, at=now - 5 * DAY
    )
    paid = PaymentValues(Decimal(900), day - 7 * DAY, reference="TT2026-118")
    office.payment = record_payment(actor=zoe, order=order, values=paid, at=now - 7 * DAY)
    draft = OrderValues(ordered_on=day, currency="EUR")
    create_order(actor=zoe, customer=office.customers[1], values=draft, lines=[line], at=now)
    said = ComplaintValues(
        "Rust on the pliers", day - 2 * DAY, order=order, plan="Check the oil of the batch."
    )
    office.complaint = raise_complaint(actor=zoe, customer=office.northfield, values=said, at=now - DAY)
    rates = [Rate("USD", day - 3 * DAY, Decimal("7.124")), Rate("EUR", day - 3 * DAY, Decimal("8.261"))]
    set_rates(actor=office.assistant, rates=rates, source="BOC", at=now - 3 * DAY)
    robot = RobotValues(
        "外贸部",
        "wecom",
        ("inquiries.past_limit",),
        "https://qyapi.weixin.qq.com/cgi-bin/webhook/send?key=k",
        is_on=False,
    )
    office.advice = _oversee(office, now)
    office.robot = add_robot(actor=office.manager, values=robot, site="https://crm.example", at=now - DAY)


def _hire() -> Office:
    manager = UserFactory(roles=(Role.MANAGER,), name="张经理", english_name="")
    team = TeamFactory(name="欧美组", manager=manager)
    sells = {"roles": (Role.SALESPERSON,), "team": team}
    return Office(
        zoe=UserFactory(**sells, name="周敏", english_name="Zoe"),
        linda=UserFactory(**sells, name="陈琳", english_name="Linda"),
        manager=manager,
        boss=UserFactory(roles=(Role.BOSS,), name="王总", english_name=""),
        assistant=UserFactory(roles=(Role.ASSISTANT,), name="小何", english_name=""),
        admin=UserFactory(roles=(Role.ADMIN,), name="系统管理员", english_name=""),
        customers=[], inquiries={}, letter=LetterTemplateFactory(name="首次回复", body=LETTER),
    )  # fmt: skip


def _ask_the_leaders(office: Office, now: datetime) -> tuple[HelpRequest, Suggestion]:
    """A request that went on to the boss, with a thread; one that is answered; a suggestion shown to everybody."""
    subject, early = HelpSubject(customer=office.northfield), now - 3 * DAY
    asked = ask_for_help(
        actor=office.zoe, text="客户要求D/P，首单1.2万美元，能否接受？", subject=subject, at=early
    )
    write_help(actor=office.zoe, request=asked, text="客户今天又催了。", at=early)
    escalate_help(at=now)
    answered = ask_for_help(actor=office.zoe, text="能不能给独家？", subject=HelpSubject(), at=early)
    write_help(actor=office.manager, request=answered, text="不给独家，可以保护渠道。", at=now - DAY)
    row = suggest(actor=office.zoe, text="样品房每月盘一次库存。", at=now - DAY)
    return asked, rule_suggestion(
        actor=office.boss, suggestion=row, ruling="每月5日盘点。", is_public=True, at=now
    )


def _ask_for_an_export(office: Office, now: datetime) -> CustomerExport:
    """More than the day's rows: the manager has to allow it."""
    policy.change("customers.export", {"salespeople": True, "rows_per_day": 1}, actor=office.boss, at=now)
    asked = start_export(
        actor=office.zoe, query=ListQuery(), fields=["grade", "customer"], has_contacts=True, at=now
    )
    policy.change("customers.export", {"rows_per_day": 5_000}, actor=office.boss, at=now)
    return asked


def _send_on_trip(office: Office, now: datetime) -> Absence:
    """Linda is on a trip since yesterday and Zoe stands in; Zoe asks for leave, which is not decided yet."""
    today = current_calendar().day_of(now)
    trip = AbsenceValues("trip", Span(today - DAY, today + DAY), "广交会", office.zoe)
    asked = ask_absence(actor=office.linda, values=trip, at=now - DAY)
    found = decide_absence(
        actor=office.boss, absence=asked, is_approved=True, reason="同意", stand_in=office.zoe, at=now - DAY
    )
    leave = AbsenceValues("leave", Span(today + 5 * DAY, today + 6 * DAY), "家里有事")
    ask_absence(actor=office.zoe, values=leave, at=now)
    return found


# name, country, city, grade, contact, domain, telephone, days ago
_BUYERS = (
    (
        "Northfield Hardware Supply, Inc.",
        "US",
        "Chicago",
        "A",
        "Carol Jensen",
        "northfield",
        "+1 312 555 0142",
        40,
    ),
    ("Hagemann Werkzeughandel GmbH", "DE", "Hamburg", "A", "Jens Hagemann", "hagemann", "", 60),
    ("Al Noor Building Materials Trading LLC", "AE", "Dubai", "B", "Omar Haddad", "alnoor", "", 25),
    ("Casa das Ferramentas Ltda.", "BR", "Santos", "B", "Ana Lima", "casadas", "", 31),
    ("Pennine Trade Tools Ltd", "GB", "Leeds", "C", "Ruth Calder", "pennine", "+44 20 7946 0123", 20),
    ("Kitamura Kōgu Kabushiki Kaisha", "JP", "Osaka", "C", "Yuki Kitamura", "kitamura", "", 15),
    ("Emeka & Sons Ventures Ltd", "NG", "Lagos", "D", "Emeka Obi", "emeka", "", 12),
    ("Herramientas del Bajío S.A. de C.V.", "MX", "León", "C", "Luis Ortega", "bajio", "", 9),
    ("PT Sumber Teknik Jaya", "ID", "Jakarta", "D", "Dewi Anggraini", "sumber", "", 2),
)


def _add_customers(office: Office, now: datetime) -> None:
    for name, country, city, grade, contact, domain, phone, days in _BUYERS:
        values = CustomerValues(
            name=name,
            country=country,
            city=city,
            grade=grade,
            phone=phone,
            source="trade_show",
            website=f"https://{domain}.example",
        )
        person = ContactValues(
            name=contact, email=f"{contact.split()[0].lower()}@{domain}.example", phone=phone
        )
        customer = create_customer(
            actor=office.zoe, values=values, contact=person, owner=office.zoe, at=now - days * DAY
        )
        office.customers.append(customer)
    note_interests(customer=office.northfield, words=["socket set", "tape measure"], at=now - 5 * DAY)
    tag_customers(actor=office.zoe, customers=office.customers[:3], add=("零售连锁",), remove=(), at=now)
    upload = SimpleUploadedFile("catalogue.pdf", b"%PDF-1.4 drawing", content_type="application/pdf")
    attach_to_customer(actor=office.zoe, customer=office.northfield, upload=upload, at=now - 3 * DAY)
    SavedView.objects.create(user=office.zoe, page="customers", name="欧洲客户", query="country=DE")


def _add_inquiries(office: Office, now: datetime) -> None:
    first, second, third = office.customers[:3]
    us_words = "We supply 120 hardware stores in the Midwest. Please quote your 46-pc socket set, 3,000 sets, to Chicago."
    office.inquiries["soon"] = _ask(
        office, first, us_words, now - timedelta(minutes=40), subject="46-pc socket set", grade="A"
    )
    office.inquiries["past target"] = _ask(
        office,
        second,
        "Could you confirm GS and REACH for your tape measures?",
        now - timedelta(hours=5),
        subject="Tape measures",
        grade="B",
    )
    office.inquiries["past limit"] = _ask(
        office,
        third,
        "Need best price pliers 8 inch 10,000 pcs CIF Jebel Ali.",
        now - 2 * DAY,
        subject="Pliers",
    )
    answered = _ask(
        office,
        office.customers[4],
        "Please send 1 pc each of item 3, 5, 8.",
        now - 6 * DAY,
        subject="Samples",
        grade="C",
    )
    office.inquiries["answered"] = _answer(office, answered, "Dear Ruth, the samples leave tomorrow.")
    lost = _ask(
        office,
        office.customers[6],
        "Please quote claw hammer 16 oz.",
        now - 9 * DAY,
        subject="Claw hammer",
        grade="D",
    )
    _answer(office, lost, "Dear Emeka, USD 2.10 FOB Ningbo.")
    office.inquiries["closed"] = close_inquiry(
        actor=office.zoe, inquiry=lost, state="lost", reason="price", note="", at=now - 8 * DAY
    )
    values = MessageValues(now - timedelta(minutes=20), "email", "And which warranty do you give?")
    add_message(
        actor=office.zoe, inquiry=office.inquiries["soon"], values=values, at=now - timedelta(minutes=20)
    )
    late = office.inquiries["past limit"].messages.get()
    explain_delay(actor=office.zoe, message=late, reason="在展会上，代管没接手", at=now - timedelta(hours=1))
    office.inquiries["unassigned"] = log_inquiry(
        actor=office.assistant, values=replace(_values("Bom dia, precisamos de catálogo e preços FOB.", now - timedelta(hours=1), "Catálogo", ""), sender="Paulo Reis"),
        buyer=Buyer(), at=now - timedelta(hours=1), by_rules=True,
    )  # fmt: skip


def _values(text: str, at: datetime, subject: str, grade: str) -> InquiryValues:
    return InquiryValues(
        received_at=at,
        channel="email",
        source="email",
        text=text,
        original=text,
        subject=subject,
        grade=grade,
        lines=(LineValues(words="46-pc socket set"),),
    )


def _ask(
    office: Office, customer: Customer, text: str, at: datetime, *, subject: str, grade: str = ""
) -> Inquiry:
    values = replace(_values(text, at, subject, grade), sender=str(customer))
    contact = customer.contacts.get()
    return log_inquiry(
        actor=office.zoe, values=values, buyer=Buyer(customer=customer, contact=contact), at=at
    )


def _answer(office: Office, inquiry: Inquiry, text: str) -> Inquiry:
    at = inquiry.received_at + timedelta(hours=1)
    record_reply(actor=office.zoe, inquiry=inquiry, channel="email", text=text, replied_at=at, at=at)
    return inquiry


def _work(office: Office, now: datetime) -> None:
    said = (
        (0, 12, "email", "报价发了，客户嫌贵约 6%，解释零售包装和两年配件服务"),
        (0, 5, "phone", "周四内部开会，周五上午（当地）再打"),
        (1, 9, "email", "GS 报告已确认，等样品"),
        (2, 8, "whatsapp", "样品已签收，测试约 10 天"),
        (3, 3, "email", "发了葡语目录"),
    )
    for place, days, channel, text in said:
        at = now - days * DAY
        record_follow_up(
            actor=office.zoe,
            customer=office.customers[place],
            values=FollowUpValues(text=text, channel=channel),
            at=at,
        )
    today = now.date()
    set_due_by_hand(
        actor=office.zoe,
        customer=office.customers[5],
        due_on=today + 40 * DAY,
        reason="客户盘点到月底",
        at=now - DAY,
    )
    add_task(
        actor=office.manager,
        assignee=office.zoe,
        title="给 Northfield 补寄 8 寸钳样品",
        due_on=today,
        customer=office.northfield,
        why="样品房缺货，拖了 4 天",
        at=now - DAY,
    )
    add_task(
        actor=office.zoe, assignee=office.zoe, title="更新葡语目录", due_on=today - 2 * DAY, at=now - 4 * DAY
    )


WORKBOOK = """公司名称,国家,联系人,邮箱,级别,最近联系时间,备注
Outillage du Rhône SARL,Narnia,Paul Blanc,paul at rhone,优秀,3/4/2026,要 CE
Nordwerk GmbH,德国,Hans Nord,hans@nordwerk.example,A,2026-10-01,
,,Eva Nord,eva@nordwerk.example,,,
"""


def _fill_catalogue(office: Office, now: datetime) -> None:
    """A market, a product with all that belongs to it, another with nothing, and a link to both."""
    boss = {"actor": office.boss, "at": now - 9 * DAY}
    usa = {"name_zh": "美国", "name_en": "USA", "policy": "value_first"}
    office.region = catalogue.save_region(region=None, values=usa, countries=["US"], **boss)
    sentences = dict.fromkeys(("sentence_en", "sentence_es", "sentence_zh"), "Priced with your retail box.")
    catalogue.save_value_line(
        region=office.region,
        line=None,
        values={"label": "Retail box", "percent": Decimal("3.5"), **sentences},
        **boss,
    )
    category = catalogue.save_category(
        category=None, name_zh="组套", name_en="Tool sets", position=0, parameters=[catalogue.Parameter("齿数", "Teeth")], **boss
    )  # fmt: skip
    values = {
        "name_en": '46-pc 1/4" socket set',
        "name_zh": "46件套筒组套",
        "category": category,
        "unit": "set",
    }
    packed = {
        "pieces_per_carton": 20, "carton_length_cm": Decimal(40), "carton_width_cm": Decimal(35), "carton_height_cm": Decimal(30),
        "gross_kg": Decimal(21), "net_kg": Decimal(20), "moq": 1000, "keywords": "socket set", "hs_code": "8204.20",
    }  # fmt: skip
    product = catalogue.create_product(values={"model_number": "QC-S46", **values, **packed}, **boss)
    bare = catalogue.create_product(values={"model_number": "QC-S9", **values}, **boss)
    for region, price in ((None, "6.08"), (office.region, "6.45")):
        tier = {
            "region": region,
            "price": Decimal(price),
            "min_quantity": 1000,
            "valid_from": (now - 9 * DAY).date(),
        }
        catalogue.save_tier(product=product, tier=None, values=tier, **boss)
    catalogue.set_parameters(product=product, values={category.attributes.get().pk: "72"}, **boss)
    image = SimpleUploadedFile("set.jpg", picture_bytes(size=(320, 240)))
    catalogue.add_picture(product=product, upload=image, **boss)
    catalogue.save_certificate(
        product=product, certificate=None, name="GS", number="S60", expires_on=(now + 9 * DAY).date(),
        upload=SimpleUploadedFile("gs.pdf", b"%PDF"), **boss,
    )  # fmt: skip
    counted = {"quantity": 2, "is_approved": True, "location": "A-03", "low_limit": 5}
    catalogue.set_stock(product=product, values=counted, version=0, **boss)
    catalogue.set_cost(
        product=product, currency="USD", cost=Decimal("4.74"), floor_price=Decimal("5.47"), version=0, **boss
    )
    office.product = product
    office.esample, office.leaflet = catalogue.make_esample(
        actor=office.zoe, name="Fair in Cologne", products=[product, bare], at=now
    )


def _bring_price_list(office: Office, now: datetime) -> ProductImport:
    """A price list with pictures that waits to be looked through: rows that are new, changed, the same and wrong."""
    rows = (
        ("启程工具 2026 年价格表",),
        ("型号", "图片", "中文品名", "英文品名", "起订量", "单位", "FOB单价(USD)", "装箱数", "外箱尺寸(cm)", "毛重", "净重", "认证", "关键词"),
        ("QC-S46", None, "46件套套筒组套", '46-pc 1/4" socket set', 1000, "套", 6.2, 20, "40*35*30", 21, 20, "GS", "socket set, 套筒"),
        ("QC-P8", None, "8寸钢丝钳", '8" combination pliers', 2000, "把", "$2.35", 60, "42*28*22", 19.5, 18.5, "GS/VPA", "pliers"),
        ("QC-S9", None, "46件套筒组套", None, None, "套", None, None, None, None, None, None, None),
        ("QC-H5", None, "羊角锤", "Claw hammer", -200, "把", 3.1, 24, "40*30", 17, 18, None, None),
        (None, None, "无型号", None, 100, "个", 1, None, None, None, None, None, None),
    )  # fmt: skip
    look = {
        "pictures": {"B3": picture("#b5651d", (900, 700)), "B4": picture("#2f6f8f", (320, 240))},
        "heights": {3: 600, 4: 200},
    }
    batch = catalogue.start_import(
        actor=office.boss, upload=upload(*rows, **look), at=now,
        terms={"valid_from": now.date(), "region": office.region, "category": office.product.category},
    )  # fmt: skip
    _run_jobs(now)
    return batch


def _bring_workbook(office: Office, now: datetime) -> CustomerImport:
    """A workbook that waits to be looked through."""
    upload = SimpleUploadedFile("客户.csv", WORKBOOK.encode())
    batch = start_import(actor=office.zoe, upload=upload, at=now)
    _run_jobs(now)
    batch.refresh_from_db()
    fields = [(column["field"], column["number"]) for column in batch.columns]
    confirm_columns(
        actor=office.zoe, batch=batch, fields=fields, grade="D", source="import", owner=office.zoe, at=now
    )
    _run_jobs(now)
    return batch


def _share_and_pool(office: Office, now: datetime) -> None:
    """A customer that two work on, and one that nobody owns any more."""
    share_customer(
        actor=office.zoe, customer=office.northfield, person=office.linda, access="act", reason="展会一起接待过",
        until=None, at=now - 2 * DAY,
    )  # fmt: skip
    policy.change(
        POOL, {"is_on": True, "claims_per_week": 3, "cooling_off_days": 30}, actor=office.boss, at=now - 9 * DAY
    )  # fmt: skip
    values = CustomerValues(name="Harbour Fixings Pty", country="AU", city="Fremantle", grade="C")
    person = ContactValues(name="Jack Nolan", email="jack@harbour-fixings.example")
    forgotten = create_customer(
        actor=office.linda, values=values, contact=person, owner=office.linda, at=now - 40 * DAY
    )
    release_customers(actor=office.linda, customers=[forgotten], reason="三次报价没有回音", at=now - DAY)


def _run_jobs(now: datetime) -> None:
    for row in Job.objects.filter(state=Job.State.QUEUED, kind__contains=".import_").order_by("pk"):
        jobs.run(row.pk, at=now)


def enter_double(office: Office, customer: Customer, name: str, at: datetime) -> Customer:
    """The same buyer once more, under another spelling, by a colleague: what the nightly scan finds."""
    values = CustomerValues(
        name=name, country=str(customer.country), city=customer.city, note="Asked at the fair."
    )
    person = ContactValues(name="Purchasing", email=f"{name.split(maxsplit=1)[0].lower()}.buying@gmail.com")
    return create_customer(actor=office.linda, values=values, contact=person, owner=office.linda, at=at)


def _take_over_from_a_leaver(office: Office, now: datetime) -> Handover:
    """Somebody of the other desk left: the customers are Linda's now, one more frozen person waits."""
    leaver, waiting = (
        UserFactory(roles=(Role.SALESPERSON,), team=office.zoe.team, name=name, english_name=english)
        for name, english in (("许志远", "Tony"), ("孙伟", "Sam"))
    )
    rows = []
    for name, country, owner in (
        ("Sierra Herramientas SA", "MX", leaver),
        ("Andes Tools Ltda", "CL", leaver),
        ("Pampa Ferretera SA", "AR", waiting),
    ):
        values = CustomerValues(name=name, country=country, grade="B")
        person = ContactValues(name="Ana Ruiz", email=f"ana@{name.split()[0].lower()}.example", language="es")
        rows.append(
            create_customer(actor=owner, values=values, contact=person, owner=owner, at=now - 40 * DAY)
        )
    give_thing(
        actor=office.manager,
        person=leaver,
        kind="chat",
        what="WhatsApp +86 138 0000 0007",
        is_registered=True,
        at=now - 40 * DAY,
    )
    for person in (leaver, waiting):
        freeze_account(actor=office.manager, user=person, reason="离职", at=now - DAY)
    return hand_over(
        actor=office.manager, person=leaver, shares={row.pk: office.linda.pk for row in rows[:2]}, kind="leaving",
        reason="许志远离职", others_to=office.linda, at=now - DAY,
    ).handover  # fmt: skip


def _merge_a_double(office: Office, now: datetime) -> CustomerMerge:
    """A merge of yesterday, and two customers that belong together."""
    kept, head_office = office.customers[4], office.customers[1]
    gone = enter_double(office, kept, "Penine Trade Tools", now - 3 * DAY)
    kept, gone = (Customer.objects.get(pk=row.pk) for row in (kept, gone))
    link_customers(
        actor=office.manager, customer=kept, other=head_office, relation="head_office", at=now - DAY
    )
    return merge_customers(
        actor=office.manager, kept=kept, gone=gone, picks={}, stamps={row.pk: stamp_of(row) for row in (kept, gone)},
        at=now - DAY,
    )  # fmt: skip
