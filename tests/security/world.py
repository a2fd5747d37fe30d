"""One of each record in every relation to the cast, with a canary in every text.

The relations are named from the point of view of `cast.owner`. A canary is a word such as
`qz0other0customer0note0zq`: whose record, which model, which field. It survives folding to lower case, and tells by
itself what leaked.
"""

import re
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from datetime import date, timedelta
from decimal import Decimal
from types import SimpleNamespace
from typing import Any

from django.contrib.auth.hashers import make_password
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import models
from django.utils import timezone

from accounts.models import CompanyThing, Invitation, OnboardingItem, OnboardingStep, UserSession
from briefings.domain.page import Page, Section, to_stored
from briefings.domain.page import Row as PageRow
from briefings.models import Briefing, Point, Ruling, ShownPage
from catalogue.models import (
    Certificate,
    ESample,
    ESampleItem,
    MarketRegion,
    PriceTier,
    Product,
    ProductCost,
    ProductDocument,
    ProductImport,
    ProductImportPicture,
    ProductImportRow,
    SampleStock,
    ValueLine,
)
from core import audit
from core.encryption import encrypt
from core.files import store_file
from core.models import Draft, GroupRobot, Notification, PlannedPolicy, PolicySetting, SavedView
from core.secret_links import digest_of
from customers.models import (
    Contact,
    Customer,
    CustomerExport,
    CustomerFile,
    CustomerImport,
    CustomerLink,
    CustomerMerge,
    CustomerShare,
    GradeChange,
    HandedCustomer,
    Handover,
    ImportRow,
    MergeStep,
    OwnerPeriod,
    TwinPair,
)
from customers.services import change_owner
from customers.services.keys import claim_keys
from followups.models import Correction, DateByHand, Explanation, HelpMessage, HelpRequest, Suggestion
from followups.models.task import EXPLAIN
from followups.services import renew_feed
from inquiries.models import AssignmentRule, BuyerMessage, Inquiry, InquiryFile, Reply
from managing.models import Target
from oversight.models import Advice, CoachingNote, ReadingOn, ReadingRemark, Remark, RemarkOn
from reports.domain import keeping
from reports.models import (
    AList,
    AListEntry,
    AListPart,
    DailyReport,
    DayDigest,
    DepartmentReport,
    KeyCustomer,
    PersonRecord,
    RecordPeriod,
    ReportDay,
    ReportPeriod,
    WeeklyReport,
)
from sales.models import (
    CompetitorPrice,
    Complaint,
    Concession,
    CostRequest,
    DepartmentRequest,
    FactoryVisit,
    MarketNote,
    Negotiation,
    NegotiationVersion,
    Order,
    OrderLine,
    OrderMilestone,
    OrderPayment,
    OrderReward,
    OrderShare,
    Proof,
    QuoteLine,
    QuoteVersion,
    RequestMessage,
    Sample,
    SentESample,
    VisitFile,
)
from tests import factories
from tests.factories import AT, PASSWORD

# Who sees the rows of each relation: the literal truth that every page is measured against (permissions.md).
SEES: dict[str, frozenset[str]] = {
    "own": frozenset({"owner", "stand_in", "manager", "boss"}),
    "team": frozenset({"teammate", "manager", "boss"}),
    "other": frozenset({"outsider", "other_manager", "boss"}),
    "pool": frozenset({"manager", "other_manager", "boss"}),
    "merged": frozenset({"owner", "stand_in", "manager", "boss"}),
    "moved": frozenset({"outsider", "other_manager", "boss"}),
    "loose": frozenset({"manager", "other_manager", "boss"}),
    # Another team's, shared with `owner`: to read, and to act on.
    "lent": frozenset({"owner", "outsider", "other_manager", "boss"}),
    "joint": frozenset({"owner", "outsider", "other_manager", "boss"}),
}
SHARED = {"lent": "read", "joint": "act"}
OWNERS = {
    "own": "owner",
    "team": "teammate",
    "other": "outsider",
    "pool": None,
    "merged": "owner",
    "moved": "outsider",
    "loose": None,
    "lent": "outsider",
    "joint": "outsider",
}
CALLERS = (
    "anonymous", "owner", "teammate", "stand_in", "outsider", "manager", "other_manager", "boss", "assistant",
    "production", "admin", "adviser", "frozen",
)  # fmt: skip
# Motive and bottom line: not for a stand-in or collaborator, not for whoever only reads a lookup (permissions.md).
PRIVATE = {"motive", "bottomline"}
# Negotiation sheets as a whole, likewise.
SHEETS = {"negotiation", "negotiationversion", "concession"}
# What others ask is known to everybody who sells; whose buyer told it is not.
KNOWN_TO_SELLERS = {("competitorprice", "competitor"), ("competitorprice", "words"), ("marketnote", "text")}
SELLING = frozenset({"owner", "teammate", "stand_in", "outsider", "manager", "other_manager", "boss"})
# An assistant reads sender and subject of what nobody holds.
ASSISTANTS = {"sender", "subject"}
PASSWORD_HASH = make_password(PASSWORD)
CANARY = re.compile(r"qz0([a-z]+)0([a-z]+)0([a-z]+)0zq", re.IGNORECASE)
# Tasks are seen by the person, their stand-in and their leaders.
TASKS_SEEN: dict[str, tuple[str, ...]] = {
    "manager": ("owner", "teammate", "stand_in", "frozen"), "other_manager": ("outsider",), "stand_in": ("owner",),
    "boss": CALLERS,
}  # fmt: skip
# What somebody wrote as the reason of a leave is for who leads them: a stand-in sees the days, not the reason.
REASONS_SEEN = {**TASKS_SEEN, "stand_in": ()}
# Whose account, with the devices that they are signed in on, somebody looks after.
ACCOUNTS_SEEN = {**TASKS_SEEN, "stand_in": (), "admin": CALLERS}
# A help request is between its author, who led them when they asked, and the boss: no stand-in, no new owner.
HELP = {"helprequest", "helpmessage"}
HELP_SEEN = {**TASKS_SEEN, "stand_in": ()}
HELP_ON: dict[str, frozenset[str]] = {
    "own": frozenset({"owner", "manager", "boss"}),
    "team": frozenset({"teammate", "manager", "boss"}),
    "other": frozenset({"outsider", "other_manager", "boss"}),
    "pool": frozenset({"manager", "boss"}),
    "merged": frozenset({"owner", "manager", "boss"}),
    "moved": frozenset({"owner", "manager", "boss"}),
}
HELP_ON |= {"lent": HELP_ON["other"], "joint": HELP_ON["other"]}
# Suggestions are read by the boss and by who signed them.
# A request to another department as well by whom it is addressed to.
REQUESTS = {"departmentrequest", "requestmessage"}
# What production reads of what it makes, whosever it is: never for whom (S11).
FOR_PRODUCTION = {
    ("sample", "forproduction"), ("sample", "checknote"), ("sampleline", "words"),
    *(("proof", name) for name in ("words", "text", "verdict")),
}  # fmt: skip
SUGGESTIONS_SEEN: dict[str, tuple[str, ...]] = {"boss": CALLERS}
# A target is a figure: read by who leads, and by who reads all figures.
TARGETS_SEEN = {**TASKS_SEEN, "stand_in": (), "assistant": CALLERS, "adviser": CALLERS}
# The catalogue is the company's; what a product costs us is for managers and the boss.
CATALOGUE = {
    "product",
    "pricetier",
    "certificate",
    "productdocument",
    "samplestock",
    "marketregion",
    "valueline",
    "productparameter",
}
KEEPERS_OF_CATALOGUE = frozenset({"manager", "other_manager", "boss", "assistant"})
OF_PRODUCT = frozenset(CALLERS) - {"anonymous", "frozen", "admin", "adviser"}
COST_SEEN = frozenset({"manager", "other_manager", "boss"})
# Whose personal rows of a kind somebody sees besides their own.
PERSONAL_SEEN: dict[str, dict[str, tuple[str, ...]]] = {
    "task": TASKS_SEEN,
    "usersession": ACCOUNTS_SEEN,
    "companything": ACCOUNTS_SEEN,
    "onboardingstep": ACCOUNTS_SEEN,
    "absence": REASONS_SEEN,
    "suggestion": SUGGESTIONS_SEEN,
    "advice": {"manager": ("adviser",), "other_manager": ("adviser",), "boss": CALLERS},
    "adoptedadvice": {**dict.fromkeys(SELLING, ("adviser",)), "boss": CALLERS},
    "target": TARGETS_SEEN,
    **dict.fromkeys(HELP, HELP_SEEN),
    **dict.fromkeys(("dailyreport", "daydigest", "alistentry"), HELP_SEEN),
    **dict.fromkeys(
        ("weeklyreport", "keycustomer", "readingremark", "departmentreport", "ruling"), HELP_SEEN
    ),
    "point": {"boss": CALLERS},
    **dict.fromkeys(
        ("weeklyreport", "keycustomer", "readingremark", "departmentreport", "coachingnote"), HELP_SEEN
    ),
}
SHORTEST = 40
SKIPPED = {
    "time_zone",
    "search_text",
    "name_sort",
    "called",
    "due_why",
    "last_contact_channel",
    "outcome",
    "channel",
}


def canary(code: str, model: str, name: str) -> str:
    """Return the canary of a field."""
    return f"qz0{code}0{model}0{name.replace('_', '')}0zq"


def may_see(caller: str, code: str, model: str, name: str) -> bool:
    """Whether `caller` may meet this canary anywhere."""
    if code.startswith("my"):
        person = code.removeprefix("my")
        shown = PERSONAL_SEEN.get(model, {}).get(caller, ())
        is_led = person in {name.replace("_", "") for name in shown}
        return caller.replace("_", "") == person or is_led
    if (of_model := _may_see_model(caller, code, model)) is not None:
        return of_model
    if caller == "assistant" and model == "inquiry" and name in ASSISTANTS:
        return code in {"loose", "pool"}
    if (model, name) in KNOWN_TO_SELLERS:
        return caller in SELLING
    if caller not in SEES[code]:
        return caller == "production" and (model, name) in FOR_PRODUCTION
    is_helper = caller == "stand_in" or (caller == "owner" and code in SHARED)
    return not is_helper or (name not in PRIVATE and model not in SHEETS)


def _may_see_model(caller: str, code: str, model: str) -> bool | None:
    """Whether `caller` may meet what does not go by the customer; None where it does."""
    if model in HELP | REQUESTS:
        return caller in HELP_ON[code] or (caller == "production" and model in REQUESTS)
    if model == "productimport":
        return caller in KEEPERS_OF_CATALOGUE
    if model == "productcost" or model in CATALOGUE:
        return caller in (COST_SEEN if model == "productcost" else OF_PRODUCT)
    if model == "suggestion":  # anonymous, on its way: nobody's to read
        return False
    return True if model == "costrequest" and caller == "production" else None  # without the customer


def find_leaks(
    text: str, caller: str, allowed: Callable[[str, str, str], bool] = lambda *_: False
) -> set[str]:
    """Return the canaries in `text` that `caller` may not see and that `allowed(code, model, name)` does not excuse."""
    return {
        found.group().lower()
        for found in CANARY.finditer(text)
        if not may_see(caller, *map(str.lower, found.groups()))
        and not allowed(*map(str.lower, found.groups()))
    }


def texts_of(model: type[models.Model], code: str, label: str = "") -> dict[str, str]:
    """Return a canary for every free text field of `model`."""
    label = label or model._meta.model_name or ""
    return {
        column.name: _shaped(canary(code, label, column.name), column.name)
        for column in model._meta.concrete_fields
        if isinstance(column, models.CharField | models.TextField) and not column.choices and column.name not in SKIPPED
        and (column.max_length or 1000) >= SHORTEST and not column.unique
    }  # fmt: skip


def _shaped(word: str, name: str) -> str:
    shapes = {"email": f"{word}@{word}.example", "website": f"https://{word}.example"}
    return shapes.get(name, word)


@dataclass
class World:
    """The cast, and per relation the records by kind: `world["own"].customer`."""

    cast: SimpleNamespace
    records: dict[str, SimpleNamespace] = field(default_factory=dict)

    def __getitem__(self, relation: str) -> SimpleNamespace:
        return self.records[relation]

    def user(self, caller: str) -> Any:
        """The cast's member; None for anonymous."""
        return getattr(self.cast, caller, None)

    def members(self) -> Iterator[tuple[str, Any]]:
        """Everybody with an account, by name."""
        return ((name, self.user(name)) for name in CALLERS if name != "anonymous")


def build_world(cast: SimpleNamespace) -> World:
    """Build everything once."""
    world = World(cast)
    for _name, user in world.members():
        user.password = PASSWORD_HASH
        user.save(update_fields=["password"])
    away = factories.AbsenceFactory(
        user=cast.owner, stand_in=cast.stand_in, reason=canary("myowner", "absence", "reason"),
        decision=canary("myowner", "absence", "decision"),
    )  # fmt: skip
    for code in ("own", "team", "other", "pool"):
        world.records[code] = _records(world, code, owner=world.user(OWNERS[code] or ""))
    for code, access in SHARED.items():
        world.records[code] = _records(world, code, owner=cast.outsider)
        _share(world, world[code], access)
    _share(world, world["own"], "read", person=cast.other_manager, is_over=True)
    for code in ("own", "team", "other"):
        _add_handover(world, world[code], code)
    world.records["merged"] = _records(world, "merged", owner=cast.owner)
    Customer.objects.filter(pk=world["merged"].customer.pk).update(merged_into=world["own"].customer)
    world.records["moved"] = _moved(world)
    world.records["loose"] = _loose(world)
    for code in ("own", "team", "other", "pool", "merged", "moved", *SHARED):
        _add_twin(world[code], world.cast.manager)
        _add_merge(world[code], world.cast.manager)
        _add_link(world[code], world.cast.manager)
        _add_trail(world, code)
    for name, user in world.members():
        _personal(world, name, user)
    _add_reports(world)
    _add_days(world)
    _add_briefings(world)
    _add_oversight(world)
    world["me_owner"].away = away
    Suggestion.objects.create(text=canary("loose", "suggestion", "text"))
    world.records["goods"] = _goods(world)
    QuoteLine.objects.filter(version__quote__state="confirmed").update(
        product=world["goods"].product, price=9999
    )
    for name, user in world.members():
        _add_esample(world, name, user)
    factories.with_second_factor(cast.assistant, at=AT - timedelta(days=9))
    world.records["shared"] = SimpleNamespace(
        suggestion=Suggestion.objects.create(
            text="Public",
            arrived_on=DAY,
            ruling="Yes",
            ruled_by=cast.boss,
            ruled_at=AT,
            is_public=True,
            state="ruled",
        ),
        line=OnboardingItem.objects.create(text_zh="参观工厂", text_en="Tour of the factory"),
        team=cast.other_team,
        letter=factories.LetterTemplateFactory(),
        rule=AssignmentRule.objects.create(kind="country", value="FR", user=cast.owner),
    )
    return world


def _goods(world: World) -> SimpleNamespace:
    """A product with all that belongs to it, kept by the assistant."""
    cast, code = world.cast, "goods"
    found = SimpleNamespace(relation=code)
    found.region = MarketRegion.objects.create(policy="value_first", **texts_of(MarketRegion, code))
    found.region.countries.create(country="US")
    found.line = ValueLine.objects.create(region=found.region, percent=3, **texts_of(ValueLine, code))
    found.product = factories.ProductFactory(
        created_by=cast.assistant,
        reviewed_by=cast.assistant,
        responsible=cast.owner,
        **_texts_of_product(code),
    )
    found.category = found.product.category
    writer = {"changed_at": AT, "changed_by": cast.manager}
    found.cost = ProductCost.objects.create(
        product=found.product, cost="7331.77", floor_price="8442.88", **writer
    )
    found.tier = factories.PriceTierFactory(
        product=found.product, region=found.region, **texts_of(PriceTier, code)
    )
    found.certificate = Certificate.objects.create(
        product=found.product, file=_file(code, "certificate", cast.assistant), **texts_of(Certificate, code)
    )
    found.document = ProductDocument.objects.create(
        product=found.product,
        file=_file(code, "productdocument", cast.assistant),
        **texts_of(ProductDocument, code),
    )
    found.picture = factories.ProductPictureFactory(product=found.product)
    CompetitorPrice.objects.update(product=found.product)
    found.market_note = MarketNote.objects.create(
        region=found.region, product=found.product, question="suits", by=cast.owner, at=AT, **texts_of(MarketNote, code)
    )  # fmt: skip
    SampleStock.objects.create(product=found.product, quantity=4, **writer, **texts_of(SampleStock, code))
    _add_price_list(found, code, cast.assistant)
    return found


def _add_price_list(found: SimpleNamespace, code: str, user: Any) -> None:
    """A price list that waits to be looked through, with a row and the picture on it."""
    found.price_list = ProductImport.objects.create(
        file=_file(code, "productimport", user), state=ProductImport.State.REVIEW, sheets=["A"], sheet=0, header_row=1,
        columns=[{"heading": canary(code, "productimport", "heading"), "field": "model_number", "currency": ""}],
        valid_from=DAY, created_at=AT, created_by=user, worked_by=user,
    )  # fmt: skip
    words = canary(code, "productimport", "cells")
    row = ProductImportRow.objects.create(
        batch=found.price_list, number=2, model_number="QC-X2", fate="refused", cells={"0": [words, words]},
        told={"values": {"model_number": "QC-X2", "name_zh": words}}, problems=[[0, "no_name"]],
    )  # fmt: skip
    found.price_picture = ProductImportPicture.objects.create(
        row=row,
        file=factories.stored_picture(user),
        thumbnail=factories.stored_picture(user),
        width=8,
        height=6,
    )


def _texts_of_product(code: str) -> dict[str, str]:
    texts = texts_of(Product, code)
    return {**texts, "search_text": " ".join(texts.values()).lower(), "name_sort": "qz"}


def _add_esample(world: World, name: str, user: Any) -> None:
    """A link of somebody's, whether they may have one or not."""
    code = f"my{name.replace('_', '')}"
    found = world.records[f"me_{name}"]
    found.leaflet = f"leaflet-{name}"
    found.esample = ESample.objects.create(
        user=user, digest=digest_of(found.leaflet), epoch=user.session_epoch, made_at=AT, expires_at=AT + timedelta(days=9),
        **texts_of(ESample, code),
    )  # fmt: skip
    ESampleItem.objects.create(esample=found.esample, product=world["goods"].product)
    found.leaflet_picture = world["goods"].picture


def _records(world: World, code: str, owner: Any) -> SimpleNamespace:
    writer = owner or world.cast.manager
    customer = _customer(code, owner, writer)
    contact = factories.ContactFactory(customer=customer, is_primary=True, **texts_of(Contact, code))
    claim_keys(customer)
    found = SimpleNamespace(customer=customer, contact=contact, relation=code)
    factories.InterestFactory(customer=customer, words=canary(code, "interest", "words"))
    factories.TimelineEntryFactory(
        customer=customer, actor=writer, text=canary(code, "timelineentry", "text")
    )
    GradeChange.objects.create(
        customer=customer,
        before="D",
        after="C",
        by=writer,
        at=AT - timedelta(days=9),
        **texts_of(GradeChange, code),
    )
    OwnerPeriod.objects.filter(customer=customer).update(**texts_of(OwnerPeriod, code))
    found.customer_file = CustomerFile.objects.create(
        customer=customer, file=_file(code, "customerfile", writer)
    )
    _add_inquiry(found, code, customer, contact, owner, writer)
    _add_follow_ups(found, code, writer)
    _add_orders(found, code, writer)
    _add_quotes(found, code, owner, writer)
    _add_insight(found, code, writer)
    found.help = _help(
        code, writer, customer=found.customer, inquiry=found.inquiry, follow_up=found.follow_up
    )
    factories.TimelineEntryFactory(
        customer=customer, actor=writer, text=canary(code, "helprequest", "entry"), kind="help",
        ref_type="followups.helprequest", ref_id=found.help.pk,
    )  # fmt: skip
    _add_samples(world, found, code, writer)
    return found


def _add_orders(found: SimpleNamespace, code: str, writer: Any) -> None:
    """A confirmed order that was paid and rewarded, a draft, and a complaint with all four steps."""
    customer, shared = found.customer, {"created_by": writer, "line": canary(code, "orderline", "words")}
    found.order = factories.OrderFactory(
        customer=customer, contact=found.contact, inquiry=found.inquiry, state="confirmed", money_due_on=AT.date(),
        received=Decimal(5), number=f"OR-{code}", **shared, **texts_of(Order, code),
    )  # fmt: skip
    found.draft = factories.OrderFactory(
        customer=customer, number=f"OR-{code}-2", **shared, **texts_of(Order, code)
    )
    OrderLine.objects.filter(order=found.order).update(**texts_of(OrderLine, code))
    OrderMilestone.objects.create(
        order=found.order, step="confirmed", reached_on=date(2026, 11, 10), reached_by=writer
    )
    OrderMilestone.objects.create(order=found.order, step="ready", planned_on=AT.date())
    found.payment = OrderPayment.objects.create(
        order=found.order,
        amount=5,
        paid_on=date(2026, 11, 11),
        entered_by=writer,
        entered_at=AT,
        **texts_of(OrderPayment, code),
    )
    OrderShare.objects.create(order=found.order, person=writer, percent=100)
    OrderReward.objects.create(order=found.order, by=writer, at=AT, **texts_of(OrderReward, code))
    found.complaint = Complaint.objects.create(
        customer=customer, order=found.order, raised_on=date(2026, 11, 12), state="improved", created_at=AT, created_by=writer,
        **texts_of(Complaint, code),
    )  # fmt: skip


def _add_quotes(found: SimpleNamespace, code: str, owner: Any, writer: Any) -> None:
    """A quote of which version 1 is out and version 2 at work, with a question of cost; and one that is ready to be sent."""
    of = {"customer": found.customer, "contact": found.contact, "owner": owner, "created_by": writer}
    found.quote = factories.QuoteFactory(**of)
    found.ready = factories.QuoteFactory(
        **of, state="confirmed", version__payment=canary(code, "quoteversion", "payment")
    )
    words = texts_of(QuoteLine, code) | {"model": f"M-{code}"}
    first, ready = found.quote.current, found.ready.current
    for version in (first, ready):
        factories.QuoteLineFactory(version=version, **words)
    sent = {"state": "sent", "sent_at": AT - timedelta(days=4), "sent_by": writer, "sent_channel": "email"}
    QuoteVersion.objects.filter(pk=first.pk).update(**texts_of(QuoteVersion, code), **sent)
    second = QuoteVersion.objects.create(
        quote=found.quote,
        number=2,
        dated_on=DAY,
        valid_until=DAY + timedelta(days=3000),
        **texts_of(QuoteVersion, code),
    )
    QuoteVersion.objects.filter(pk=ready.pk).update(valid_until=DAY + timedelta(days=3000))
    factories.QuoteLineFactory(version=second, **words)
    found.quote.current, found.quote.state = second, "costing"
    found.quote.save()
    QuoteVersion.objects.filter(pk=second.pk).update(state="costing")
    found.cost = CostRequest.objects.create(
        quote=found.quote,
        asked_by=writer,
        asked_at=AT,
        quantity=10,
        **texts_of(CostRequest, code) | {"model": f"M-{code}"},
    )
    found.paper_number, found.paper_kind = "1", "txt"


def _add_insight(found: SimpleNamespace, code: str, writer: Any) -> None:
    """A sheet about the quote, that was changed once, with a concession; a price that the customer told."""
    by, texts = {"created_by": writer, "created_at": AT}, texts_of(Negotiation, code)
    found.negotiation = Negotiation.objects.create(
        customer=found.customer, quote=found.quote, version=2, changed_at=AT, changed_by=writer, **by, **texts
    )
    NegotiationVersion.objects.create(
        sheet=found.negotiation, number=1, at=AT, by=writer, **texts_of(NegotiationVersion, code)
    )
    found.concession = Concession.objects.create(
        sheet=found.negotiation, given_on=DAY, at=AT, by=writer, **texts_of(Concession, code)
    )
    found.rival = CompetitorPrice.objects.create(
        customer=found.customer, price=Decimal("6.1"), seen_on=DAY, country="DE", **by, **texts_of(CompetitorPrice, code)
    )  # fmt: skip


def _add_samples(world: World, found: SimpleNamespace, code: str, writer: Any) -> None:
    """A sample to decide about, one that lies ready, one that production makes; a proof, a request, a visit."""
    customer, by = found.customer, {"requested_by": writer}
    words = {
        "customer": customer,
        "articles": canary(code, "sampleline", "words"),
        **by,
        **texts_of(Sample, code),
    }
    found.sample = factories.SampleFactory(**words, state="requested", decided_at=None, decided_by=None)
    found.ready_sample = factories.SampleFactory(**words, state="ready", checked_at=AT, checked_by=writer)
    found.made_sample = factories.SampleFactory(**words, is_from_production=True)
    SentESample.objects.create(customer=customer, sent_at=AT, sent_by=writer, **texts_of(SentESample, code))
    found.proof = factories.ProofFactory(customer=customer, **by, **texts_of(Proof, code))
    found.request = factories.DepartmentRequestFactory(
        author=writer, to=world.cast.production, customer=customer, inquiry=found.inquiry, **texts_of(DepartmentRequest, code)
    )  # fmt: skip
    RequestMessage.objects.create(request=found.request, by=writer, at=AT, **texts_of(RequestMessage, code))
    found.visit = factories.VisitFactory(
        customer=customer, host=writer, created_by=writer, **texts_of(FactoryVisit, code)
    )
    found.visit_file = VisitFile.objects.create(visit=found.visit, file=_file(code, "visitfile", writer))


def _help(code: str, author: Any, **record: Any) -> HelpRequest:
    """A request with a thread, from before whatever happened since."""
    manager = author.team.manager if author.team else None
    days = [AT - timedelta(days=number) for number in (5, 4)]
    request: HelpRequest = HelpRequest.objects.create(
        author=author, text=canary(code, "helprequest", "text"), manager=manager, raised_at=days[0], asked_at=days[0],
        boss_since=None if manager else days[0], answer_by=days[1], **record,
    )  # fmt: skip
    HelpMessage.objects.create(
        request=request, by=author, at=days[1], text=canary(code, "helpmessage", "text")
    )
    return request


def _customer(code: str, owner: Any, writer: Any) -> Customer:
    texts = texts_of(Customer, code)
    customer: Customer = factories.CustomerFactory(
        owner=owner, created_by=writer, name_sort=texts["name"], search_text=" ".join(texts.values()),
        next_due_on=AT.date(), last_contact_at=AT - timedelta(days=20), open_inquiries=1, **texts,
    )  # fmt: skip
    return customer


def _file(code: str, model: str, writer: Any) -> Any:
    content = f"%PDF-1.4 {canary(code, model, 'content')}".encode()
    return store_file(
        SimpleUploadedFile(f"{canary(code, model, 'filename')}.pdf", content), actor=writer, at=AT
    )


def _add_inquiry(
    found: SimpleNamespace, code: str, customer: Any, contact: Any, owner: Any, writer: Any
) -> None:
    late = AT - timedelta(days=3)
    clock = {
        "due_soon_at": late - timedelta(hours=6), "target_at": late - timedelta(hours=4), "limit_at": late, "announced_at": late,
    }  # fmt: skip
    found.inquiry = factories.InquiryFactory(
        customer=customer, contact=contact, owner=owner, created_by=writer, **clock, **texts_of(Inquiry, code)
    )
    factories.InquiryLineFactory(inquiry=found.inquiry, words=canary(code, "inquiryline", "words"))
    found.message = factories.BuyerMessageFactory(
        inquiry=found.inquiry,
        contact=contact,
        entered_by=writer,
        received_at=late - timedelta(days=1),
        **clock,
        **texts_of(BuyerMessage, code),
    )
    found.reply = factories.ReplyFactory(
        inquiry=found.inquiry,
        contact=contact,
        by=writer,
        replied_at=AT - timedelta(days=6),
        **texts_of(Reply, code),
    )
    found.inquiry_file = InquiryFile.objects.create(
        inquiry=found.inquiry, file=_file(code, "inquiryfile", writer)
    )


def _add_follow_ups(found: SimpleNamespace, code: str, writer: Any) -> None:
    texts = {name: canary(code, "followup", name) for name in ("text", "next_step")}
    moment = AT - timedelta(minutes=2)
    found.follow_up = factories.FollowUpFactory(
        customer=found.customer, contact=found.contact, by=writer, at=moment, entered_at=moment, **texts
    )
    older = {"at": AT - timedelta(days=6), "entered_at": AT - timedelta(days=6)}
    found.corrected = factories.FollowUpFactory(customer=found.customer, by=writer, **older)
    change = {
        "before": {"text": canary(code, "correction", "before")},
        "after": {"text": canary(code, "correction", "after")},
    }
    Correction.objects.create(follow_up=found.corrected, by=writer, at=AT, **change)
    found.date_by_hand = DateByHand.objects.create(
        customer=found.customer, due_on=AT.date() + timedelta(days=9), computed_on=AT.date(), is_later=True,
        set_by=writer, set_at=AT, reason=canary(code, "datebyhand", "reason"),
    )  # fmt: skip
    found.task = factories.TaskFactory(
        assignee=writer, created_by=writer, customer=found.customer, inquiry=found.inquiry,
        title=canary(code, "task", "title"), why=canary(code, "task", "why"), key=f"{code}-{found.customer.pk}",
    )  # fmt: skip


def _share(
    world: World, found: SimpleNamespace, access: str, *, person: Any = None, is_over: bool = False
) -> None:
    """The customer is shared with `owner`, or was with somebody who sees it no more."""
    person, customer = person or world.cast.owner, found.customer
    found.share = CustomerShare.objects.create(
        customer=customer, person=person, access=access, reason=canary(found.relation, "customershare", "reason"),
        by=customer.owner, at=AT - timedelta(days=3), until=AT.date() - timedelta(days=1) if is_over else None,
    )  # fmt: skip
    person.has_shares = True
    person.save(update_fields=["has_shares"])


def _add_handover(world: World, found: SimpleNamespace, code: str) -> None:
    """A handover by which the owner has the customer; the change is not explained yet."""
    cast, owner = world.cast, found.customer.owner
    by = cast.other_manager if code == "other" else cast.manager
    found.handover = Handover.objects.create(
        person=owner, kind="balance", by=by, at=timezone.now(), **texts_of(Handover, code)
    )
    HandedCustomer.objects.create(handover=found.handover, customer=found.customer, to=owner, grade="C")
    found.explain = factories.TaskFactory(
        assignee=owner, customer=found.customer, rule=EXPLAIN, key=f"{EXPLAIN}:{code}"
    )
    Explanation.objects.create(task=found.explain, handover=found.handover)


def _moved(world: World) -> SimpleNamespace:
    """Owner's until yesterday, when it was given to the other team by the service that does so."""
    cast = world.cast
    found = _records(world, "moved", owner=cast.owner)
    yesterday = AT - timedelta(days=1)
    change_owner(
        actor=cast.boss,
        customer=found.customer,
        owner=cast.outsider,
        reason=canary("moved", "owner", "reason"),
        at=yesterday,
    )
    for record in vars(found).values():
        if isinstance(record, models.Model):
            record.refresh_from_db()
    return found


def _loose(world: World) -> SimpleNamespace:
    found = SimpleNamespace(relation="loose")
    _add_inquiry(found, "loose", None, None, None, world.cast.manager)
    return found


def _add_trail(world: World, code: str) -> None:
    """What the trail tells of the customer, written by who owned it then; its stand-in wrote down what is not theirs to read."""
    found, cast = world[code], world.cast
    actor = cast.owner if code == "moved" else found.customer.owner or cast.manager
    private = {name: ("", canary(code, "customer", name)) for name in ("motive", "bottom_line")}
    changes = {"name": ("", found.customer.name), **private, "note": ("", canary(code, "customer", "note"))}
    at = AT - timedelta(days=2)
    found.entry = audit.record(
        "customers.changed", actor=actor, at=at, target=found.customer, changes=changes
    )
    found.contact_entry = audit.record(
        "customers.contact_changed",
        actor=actor,
        at=at,
        target=found.contact,
        changes={"name": ("", found.contact.name)},
    )
    found.inquiry_entry = audit.record(
        "inquiries.received", actor=actor, at=at, target=found.inquiry,
        changes={"customer": (None, found.customer.pk), "contact": (None, found.contact.pk)},
    )  # fmt: skip
    if code == "own":
        audit.record("customers.changed", actor=cast.stand_in, at=at, target=found.customer, changes=private)


def _add_twin(found: SimpleNamespace, writer: Any) -> None:
    """A pair of the customer and one that looks like it, of the same owner."""
    owner = found.customer.owner
    other = factories.CustomerFactory(owner=owner, created_by=owner or writer, name="Twin")
    found.twin = TwinPair.objects.create(first=found.customer, second=other, certainty=0.8, found_at=AT)
    found.double = other


def _add_link(found: SimpleNamespace, writer: Any) -> None:
    """A branch of the customer, of the same owner."""
    owner = found.customer.owner
    branch = factories.CustomerFactory(owner=owner, created_by=owner or writer, name="Branch")
    found.link = CustomerLink.objects.create(
        source=found.customer, target=branch, kind="branch", by=writer, at=AT
    )


def _add_merge(found: SimpleNamespace, writer: Any) -> None:
    """A record of the same owner that was merged into the customer."""
    owner = found.customer.owner
    gone = factories.CustomerFactory(
        owner=owner, created_by=owner or writer, name="Gone", merged_into=found.customer
    )
    found.merge = CustomerMerge.objects.create(survivor=found.customer, merged=gone, by=writer, at=AT)
    MergeStep.objects.create(
        merge=found.merge,
        table="customers.customer",
        column="merged_into_id",
        after=found.customer.pk,
        ids=[gone.pk],
    )


def _personal(world: World, name: str, user: Any) -> None:
    code = f"my{name.replace('_', '')}"
    found = SimpleNamespace(relation=code)
    found.notice = Notification.objects.create(
        user=user, key=f"canary-{code}", message="%(what)s", values={"what": canary(code, "notification", "values")},
        url=f"/me/?{canary(code, 'notification', 'url')}", created_at=AT,
    )  # fmt: skip
    found.draft = Draft.objects.create(
        user=user, key="inquiry-new", values={"subject": [canary(code, "draft", "values")]}, saved_at=AT
    )
    found.view = SavedView.objects.create(
        user=user,
        page="customers",
        name=canary(code, "savedview", "name"),
        query=f"q={canary(code, 'savedview', 'query')}",
    )
    found.session = UserSession.objects.create(
        user=user, session_key=code, signed_in_at=AT, agent=canary(code, "usersession", "agent")
    )
    found.person = user
    found.step = OnboardingStep.objects.create(user=user, **texts_of(OnboardingStep, code))
    found.invitation = f"invitation-{name}"
    Invitation.objects.create(
        user=user,
        digest=digest_of(found.invitation),
        epoch=user.session_epoch,
        expires_at=AT + timedelta(hours=9),
    )
    found.help = _help(code, user)
    found.suggestion = Suggestion.objects.create(
        author=user, text=canary(code, "suggestion", "text"), ruling=canary(code, "suggestion", "ruling"), ruled_at=AT,
        written_at=AT - timedelta(days=2), arrived_on=DAY,
    )  # fmt: skip
    found.task = factories.TaskFactory(assignee=user, title=canary(code, "task", "title"))
    found.secret = renew_feed(actor=user, at=AT)
    found.thing = CompanyThing.objects.create(
        person=user, kind="chat", what=canary(code, "companything", "what"), given_at=AT, given_by=user
    )
    found.export = CustomerExport.objects.create(
        owner=user, query=f"q={canary(code, 'customerexport', 'query')}", fields=["name"], state="ready", rows=1,
        file=_file(code, "customerexport", user), created_at=AT, expires_at=AT + timedelta(hours=24),
    )  # fmt: skip
    # Who leads them reads the filter of what they ask for: no canary in it.
    found.asked = CustomerExport.objects.create(
        owner=user, query="grade=A", fields=["name"], state="asked", rows=1, created_at=AT
    )
    found.leave = factories.AbsenceFactory(
        user=user, state="requested", starts_on=AT.date() + timedelta(days=28), ends_on=AT.date() + timedelta(days=29),
        reason=canary(code, "absence", "reason"), comment=canary(code, "absence", "comment"), commented_by=user,
    )  # fmt: skip
    _add_import(found, code, user)
    if name == "manager":
        _add_rules(found, user)
    world.records[f"me_{name}"] = found


def _add_reports(world: World) -> None:
    """Two weeks of reports: one submitted and sent to the boss, one to be written. Managers are those of the teams."""
    old, new = (
        ReportPeriod.objects.create(
            day=DAY - timedelta(days=days), starts_at=due_at - timedelta(days=7), due_at=due_at, issued_at=due_at, issue_at=due_at,
            remind_at=due_at, department_at=due_at, reminded_at=due_at, closed_at=due_at, compiled_at=due_at,
        )
        for days, due_at in ((9, AT - timedelta(days=9)), (2, AT - timedelta(days=2)))
    )  # fmt: skip
    for name, user in world.members():
        found, code = world[f"me_{name}"], f"my{name.replace('_', '')}"
        whose = {"person": user, "manager": user.team.manager if user.team else None}
        found.report = WeeklyReport.objects.create(
            period=old,
            state="submitted",
            submitted_at=AT,
            first_submitted_at=AT,
            **whose,
            **texts_of(WeeklyReport, code),
        )
        found.open_report = WeeklyReport.objects.create(
            period=new, state="reopened", reopened_by=world.cast.boss, **whose, **texts_of(WeeklyReport, code)
        )
        customer = world["own"].customer
        for report in (found.report, found.open_report):
            KeyCustomer.objects.create(report=report, customer=customer, **texts_of(KeyCustomer, code))
        found.week = str(old.day)
        found.target = Target.objects.create(
            measure="orders", stretch="month", starts_on=DAY.replace(day=1), person=user, scope_key=f"p{user.pk}", goal=2,
            set_by=(user.team.manager if user.team else None) or world.cast.boss, set_at=AT, **texts_of(Target, code),
        )  # fmt: skip
        if user.is_manager:
            found.department = DepartmentReport.objects.create(
                period=old, manager=user, state="sent", sent_at=AT, figures_at=AT, edition=1,
                figures={"version": 1, "people": []}, **texts_of(DepartmentReport, code),
            )  # fmt: skip


def _add_days(world: World) -> None:
    """A working day whose digest has not gone yet and one whose has, the A lists of two months, and the month's records."""
    day = ReportDay.objects.create(
        day=DAY,
        starts_at=AT - timedelta(days=2),
        ask_at=AT,
        remind_at=AT + timedelta(hours=9),
        digest_at=AT + timedelta(hours=10),
        asked_at=AT,
    )
    a_list = AList.objects.create(
        month=DAY.replace(day=1), draft_at=AT, remind_at=AT + timedelta(days=1), send_at=AT + timedelta(days=2),
        drafted_at=AT,
    )  # fmt: skip
    past_day = ReportDay.objects.create(
        day=DAY - timedelta(days=3), starts_at=AT - timedelta(days=4), ask_at=AT, remind_at=AT, digest_at=AT - timedelta(days=3),
        asked_at=AT, sent_at=AT,
    )  # fmt: skip
    past_list = AList.objects.create(
        month=(DAY.replace(day=1) - timedelta(days=1)).replace(day=1), draft_at=AT - timedelta(days=30),
        remind_at=AT - timedelta(days=29), send_at=AT - timedelta(days=28), drafted_at=AT, sent_at=AT,
    )  # fmt: skip
    month = RecordPeriod.objects.create(
        kind="month", first_on=DAY.replace(day=1), last_on=DAY.replace(day=30)
    )
    customer = world["own"].customer
    for name, user in world.members():
        found, code = world[f"me_{name}"], f"my{name.replace('_', '')}"
        whose = {"person": user, "manager": user.team.manager if user.team else None}
        found.a_list = a_list
        found.day, found.a_month = str(day.day), f"{a_list.month:%Y-%m}"
        found.daily = DailyReport.objects.create(day=day, **whose, **texts_of(DailyReport, code))
        found.past_daily = DailyReport.objects.create(day=past_day, **whose, **texts_of(DailyReport, code))
        found.part = AListPart.objects.create(a_list=a_list, **whose)
        kept = keeping.Kept(
            customer.pk,
            "ES",
            canary(code, "alistentry", "address"),
            (canary(code, "alistentry", "interests"),),
        )
        AListEntry.objects.create(
            part=found.part, customer=customer, kept=keeping.to_stored(kept), **texts_of(AListEntry, code)
        )
        found.past_part = AListPart.objects.create(a_list=past_list, **whose)
        found.record = PersonRecord.objects.create(period=month, **whose)
        if user.is_manager:
            found.digest = DayDigest.objects.create(day=day, manager=user, **texts_of(DayDigest, code))
            found.past_digest = DayDigest.objects.create(
                day=past_day, manager=user, sent_at=AT, people={"version": 1, "people": []}, **texts_of(DayDigest, code)
            )  # fmt: skip


def _add_briefings(world: World) -> None:
    """A briefing of today and one that is over, a point of each manager, and a ruling for everybody."""
    now = timezone.now()
    today, past = (
        Briefing.objects.create(
            slot=timezone.localdate(at), day=timezone.localdate(at), starts_at=at - timedelta(hours=1), ends_at=at + timedelta(hours=9),
            since_at=at - timedelta(days=7), state=state, closed_at=closed_at,
        )
        for at, state, closed_at in ((now, "planned", None), (now - timedelta(days=3), "missed", now))
    )  # fmt: skip
    world["me_owner"].briefing, world["me_owner"].past_briefing = today, past
    customer, boss = world["own"].customer, world.cast.boss
    for name, user in world.members():
        found, code = world[f"me_{name}"], f"my{name.replace('_', '')}"
        whose = {
            "customer": customer,
            "given_by": boss,
            "given_at": AT,
            "briefing": past,
            "kind": "customer",
            "subject": str(customer.pk),
        }
        found.ruling = Ruling.objects.create(person=user, **texts_of(Ruling, code) | whose)
        if user.is_manager or user.is_boss:
            reader = None if user.is_boss else user
            row = PageRow(
                "customer", str(customer.pk), canary("own", "customer", "name"), customer=customer.pk
            )
            kept = Page(
                "2026-11-14T05:30:00+00:00",
                "2026-11-18T05:30:00+00:00",
                "2026-11-18T09:00:00+00:00",
                new=Section((row,), 1),
            )
            ShownPage.objects.create(briefing=past, manager=reader, page=to_stored(kept))
        if user.is_manager:
            found.point = Point.objects.create(
                briefing=today, part="hard", customer=customer, asks=True, raised_by=user, raised_at=AT, **texts_of(Point, code)
            )  # fmt: skip


HANDED_IN = {
    ReadingOn.REPORT: "report", ReadingOn.DEPARTMENT: "department", ReadingOn.DAY: "past_daily", ReadingOn.DIGEST: "past_digest",
    ReadingOn.A_LIST_PART: "past_part", ReadingOn.REPLIES: "record", ReadingOn.PORTFOLIO: "record",
}  # fmt: skip


def _add_oversight(world: World) -> None:
    """A remark on each customer and on what each person handed in, a coaching note to each person, and advice, one piece of it adopted."""
    cast = world.cast
    for code in ("own", "team", "other", "pool", *SHARED):
        for on in RemarkOn:
            record = getattr(world[code], on)
            Remark.objects.create(
                on=on,
                record_id=record.pk,
                customer=world[code].customer,
                by=cast.boss,
                by_leader=True,
                at=AT,
                **texts_of(Remark, code),
            )
    for name, user in world.members():
        code = f"my{name.replace('_', '')}"
        ReadingRemark.objects.bulk_create(
            ReadingRemark(on=on, record_id=reading.pk, by=cast.boss, by_leader=True, at=AT, **texts_of(ReadingRemark, code))
            for on, kind in HANDED_IN.items()
            if (reading := getattr(world[f"me_{name}"], kind, None)) is not None
        )  # fmt: skip
        CoachingNote.objects.create(person=user, by=cast.boss, at=AT, **texts_of(CoachingNote, code))
    found, given = world["me_adviser"], {"author": cast.adviser, "at": AT}
    found.advice = Advice.objects.create(
        **given | texts_of(Advice, "myadviser") | {"reason": "", "result": ""}
    )
    found.adopted = Advice.objects.create(
        state="adopted", decided_by=cast.boss, decided_at=AT, result_at=AT, result_by=cast.boss,
        **given, **texts_of(Advice, "myadviser", "adoptedadvice"),
    )  # fmt: skip


def _add_rules(found: SimpleNamespace, user: Any) -> None:
    """A change of a rule to come, and a day of the company's own."""
    # Its address answers nobody: the trial of the table's cells goes nowhere.
    found.robot = GroupRobot.objects.create(
        name="Group", kind="wecom", address=encrypt("http://127.0.0.1:1/cgi-bin/webhook/send?key=k", purpose="core.robots"),
        topics=["inquiries.past_limit"], site="http://testserver", added_by=user, added_at=AT,
    )  # fmt: skip
    found.planned = PlannedPolicy.objects.create(
        section="inquiries.reply", values={"limit_hours": 20}, effective_at=timezone.now() + timedelta(days=90),
        planned_by=user, planned_at=AT,
    )  # fmt: skip
    found.own_day = str(timezone.localdate() + timedelta(days=60))
    PolicySetting.objects.create(
        section="core.calendar", values={"own_days": {found.own_day: False}}, changed_at=AT, changed_by=user
    )


def _add_import(found: SimpleNamespace, code: str, user: Any) -> None:
    """A workbook that waits to be looked through, with one row."""
    stored = store_file(
        SimpleUploadedFile(f"{canary(code, 'import', 'file')}.csv", b"Company"), actor=user, at=AT
    )
    column = {
        "heading": canary(code, "import", "heading"),
        "field": "name",
        "number": 1,
        "because": "heading",
    }
    found.batch = CustomerImport.objects.create(
        file=stored, state=CustomerImport.State.REVIEW, sheets=["A"], sheet=0, header_row=1, columns=[column],
        owner=user if user.is_salesperson else None, created_at=AT, created_by=user,
    )  # fmt: skip
    words = canary(code, "import", "cells")
    read = {"customer": {"name": words}, "contacts": [], "follow_up": {}}
    found.batch_row = ImportRow.objects.create(batch=found.batch, number=2, cells=[words], read=read)


DAY = date(2026, 11, 16)
