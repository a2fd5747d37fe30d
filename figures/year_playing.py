"""Plays a plain world (`figures.plain_year`) into the product, event by event, each through its service at its moment.

Plain times are the company's own, naive; the product's are UTC. What a service would refuse was not made by the world's
maker; what it refuses all the same ends the run. Written as rows, because no service of the year makes them in one step:
people, absences, customers of the import, and the quotes and samples that were sent.
"""

from collections import defaultdict
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field, replace
from datetime import UTC, date, datetime, timedelta
from functools import partial
from hashlib import sha256
from typing import Any

from accounts.models import Absence, Role, Team, User
from accounts.services import freeze_account
from accounts.services.teams import change_team
from core.request_context import RequestContext, request_context
from customers import timeline
from customers.models import Channel, Customer, GradeChange, OwnerPeriod, Stage, TimelineEntry
from customers.services import (
    CustomerValues,
    change_grade,
    change_owner,
    change_stage,
    create_customer,
    hand_over,
)
from figures.plain_year import people as plain_people
from figures.plain_year.world import BuyerMessage as PlainMessage
from figures.plain_year.world import Contact as PlainContact
from figures.plain_year.world import Customer as PlainCustomer
from figures.plain_year.world import OrderConfirmed, Person, World
from followups.models import FollowUp, Result
from followups.services import FollowUpValues, recompute_due_of, record_follow_up, tick_mail
from inquiries.models import BuyerMessage, Inquiry, State
from inquiries.services import (
    Buyer,
    InquiryValues,
    MessageValues,
    add_message,
    close_inquiry,
    explain_delay,
    judge_delay,
    log_inquiry,
)
from reports.models import WeeklyReport
from reports.services import ReportValues, issue_now, submit_report
from sales.services.orders import confirm_order
from tests import factories

AHEAD = timedelta(hours=8)
CHANNELS = {
    "mail": Channel.EMAIL, "telephone": Channel.PHONE, "chat": Channel.WHATSAPP, "meeting": Channel.MEETING, "fax": Channel.FAX,
}  # fmt: skip
CLOSING_REASONS = {"lost": "price", "invalid": "spam"}
# Of what happens in one minute: who is there, whose it is, what came, what was done, what was said of it.
PEOPLE, BELONGING, ARRIVING, DOING, ENDING, REPORTING = range(6)


def instant(moment: datetime) -> datetime:
    """Return a plain moment as the product stores it."""
    return moment.replace(tzinfo=UTC) - AHEAD


def plain(moment: datetime) -> datetime:
    """Return a stored moment on the company's clock."""
    return moment.replace(tzinfo=None) + AHEAD


@contextmanager
def on_the_day(moment: datetime) -> Iterator[None]:
    """What runs inside is a request or job of that day."""
    with request_context(RequestContext(memo={"today": moment.date()})):
        yield


@dataclass(order=True)
class Event:
    """Something that happens at a plain moment; of those of one moment the lower `rank` first."""

    at: datetime
    rank: int
    number: int
    play: Callable[[datetime], object] = field(compare=False)


class Player:
    """Holds who and what of the plain world is which row."""

    def __init__(self, world: World) -> None:
        self.world = world
        self.people: dict[str, User] = {}
        self.teams: dict[str, Team] = {}
        self.customers: dict[str, int] = {}
        self.inquiries: dict[str, int] = {}
        self.messages: dict[str, int] = {}
        self._events: list[Event] = []

    # ── the company before the year ─────────────────────────────────────────
    def set_up(self) -> None:
        """Write people, teams, absences and the imported customers with their last contacts."""
        self.admin = factories.UserFactory(
            roles=(Role.ADMIN,), email="admin@year.example", joined_at=instant(datetime(2025, 1, 1))
        )
        self.assistant = factories.UserFactory(
            roles=(Role.ASSISTANT,), email="assistant@year.example", joined_at=self.admin.joined_at
        )
        for team in self.world.teams:
            self.teams[team.id] = Team.objects.create(name=team.id)
        first = min(person.joined_at for person in self.world.people)
        for person in self.world.people:
            if person.joined_at == first:
                self._enter_person(person)
        self._write_imports()

    def _enter_person(self, person: Person, _at: datetime | None = None) -> None:
        user = User(
            email=f"{person.id.lower()}@year.example", name=person.id, english_name=person.id, language="en", password="!",
            team=self.teams[person.team_id], joined_at=instant(person.joined_at), is_salesperson=person.is_salesperson,
            is_boss=person.id == self.world.boss_id,
            is_manager=any(team.manager_id == person.id for team in self.world.teams),
        )  # fmt: skip
        user.save()
        self.people[person.id] = user
        for team in self.world.teams:
            if team.manager_id == person.id:
                self.teams[team.id].manager = user
                self.teams[team.id].save()
        if person.joined_at == min(one.joined_at for one in self.world.people):
            return
        self._write_absences(person)

    def _write_absences(self, person: Person) -> None:
        Absence.objects.bulk_create(
            Absence(
                user=self.people[person.id], stand_in=self.people[one.stand_in_id] if one.stand_in_id else None,
                starts_on=one.first_day, ends_on=one.last_day,
            )
            for one in person.absences
        )  # fmt: skip

    def _write_imports(self) -> None:
        for person in self.world.people:
            if person.id in self.people:
                self._write_absences(person)
        imports = [one for one in self.world.customers if one.is_imported]
        rows = Customer.objects.bulk_create(self._imported(one) for one in imports)
        self.customers |= {one.id: row.pk for one, row in zip(imports, rows, strict=True)}
        OwnerPeriod.objects.bulk_create(
            OwnerPeriod(customer=row, owner=row.owner, started_at=row.created_at) for row in rows
        )
        GradeChange.objects.bulk_create(
            GradeChange(customer=row, before="", after=row.grade, by=row.owner, at=row.created_at)
            for row in rows
        )
        by_id = dict(zip((one.id for one in imports), rows, strict=True))
        brought = [
            one
            for one in self.world.contacts
            if one.customer_id in by_id and one.entered_at == plain(by_id[one.customer_id].created_at)
        ]
        FollowUp.objects.bulk_create(self._brought(one) for one in brought)
        recompute_due_of(self.customers.values(), at=instant(imports[0].created_at))
        self.brought = {one.id for one in brought}

    def _imported(self, one: PlainCustomer) -> Customer:
        owner = self.people[one.owner_spans[0][0] or ""]
        at = instant(one.created_at)
        last = [
            contact for contact in self.world.contacts_with[one.id] if contact.entered_at == one.created_at
        ]
        name = self._name_of(one)
        return Customer(
            name=name, name_sort=name.casefold(), search_text=name.casefold(), country="US", owner=owner, created_by=owner,
            grade=one.grade_spans[0][0], graded_at=at, created_at=at, is_imported=True, stage=Stage.CONTACTED,
            last_contact_at=instant(last[-1].at) if last else None,
        )  # fmt: skip

    def _name_of(self, one: PlainCustomer) -> str:
        return f"{sha256(one.id.encode()).hexdigest()[:12]} Trading"

    def _brought(self, contact: PlainContact) -> FollowUp:
        return FollowUp(
            customer_id=self.customers[contact.customer_id], by=self.people[contact.by], at=instant(contact.at),
            on_day=contact.at.date(), entered_at=instant(contact.entered_at), channel=CHANNELS[contact.channel],
            text="Said before the import", is_back_dated=True,
        )  # fmt: skip

    def with_spread_dates(self) -> World:
        """Return the world with the days that the spread of the import gave: which day of the spread is whose, no rule says."""
        due = dict(Customer.objects.values_list("pk", "next_due_on"))
        customers = tuple(
            replace(one, imported_due=due[self.customers[one.id]]) if one.imported_due is not None else one
            for one in self.world.customers
        )
        self.world = replace(self.world, customers=customers)
        return self.world

    # ── the year ────────────────────────────────────────────────────────────
    def events(self) -> list[Event]:
        """Return everything that happens, in order."""
        self._events = []
        for person in self.world.people:
            self._add_person(person)
        for customer in self.world.customers:
            self._add_customer(customer)
        self._add_handovers()
        for message in self.world.messages:
            self._add(message.entered_at, ARRIVING, self._receive, message)
        for contact in self.world.contacts:
            if contact.id not in self.brought:
                self._add(contact.entered_at, DOING, self._contact, contact)
        for closing in self.world.closings:
            self._add(closing.at, ENDING, self._close, closing.inquiry_id, closing.result)
        for quote in self.world.quotes:
            self._add(quote.at, DOING, self._send_quote, quote.customer_id)
        for sample in self.world.samples:
            self._add(sample.at, DOING, self._send_sample, sample.customer_id)
        for order in self.world.orders:
            self._add(order.at, DOING, self._order, order)
        for check in self.world.mail_checks:
            self._add(check.at, DOING, self._check_mail, check.person_id)
        for submission in self.world.submissions:
            self._add(submission.at, REPORTING, self._submit, submission.person_id, submission.period_day)
        return sorted(self._events)

    def _add(self, at: datetime, rank: int, play: Callable[..., object], *arguments: Any) -> None:
        self._events.append(Event(at, rank, len(self._events), partial(play, *arguments)))

    def _add_person(self, person: Person) -> None:
        if person.id not in self.people:
            self._add(person.joined_at, PEOPLE, self._enter_person, person)
        for moved_at, team_id in person.team_moves:
            self._add(moved_at, PEOPLE, self._move, person.id, team_id)
        if person.frozen_at is not None:
            self._add(person.frozen_at, PEOPLE, self._freeze, person.id)

    def _add_customer(self, customer: PlainCustomer) -> None:
        if not customer.is_imported:
            self._add(customer.created_at, BELONGING, self._enter, customer)
        for grade, since, _until in customer.grade_spans[1:]:
            self._add(since, BELONGING, self._grade, customer.id, grade)
        if customer.lost_at is not None:
            self._add(customer.lost_at, ENDING, self._lose, customer.id)
        for owner_id, since, _until in customer.owner_spans[1:]:
            before = plain_people.owner_at(customer, since - timedelta(microseconds=1))
            if before and self.world.person_of_id[before].frozen_at is None:
                self._add(since, BELONGING, self._give, customer.id, owner_id)

    def _add_handovers(self) -> None:
        """What a frozen person held is handed over at once, customer by customer."""
        shares: dict[tuple[str, datetime], dict[str, str]] = defaultdict(dict)
        for customer in self.world.customers:
            for owner_id, since, _until in customer.owner_spans[1:]:
                before = plain_people.owner_at(customer, since - timedelta(microseconds=1))
                if before and owner_id and self.world.person_of_id[before].frozen_at is not None:
                    shares[before, since][customer.id] = owner_id
        for (person_id, at), given in shares.items():
            self._add(at, BELONGING, self._hand_over, person_id, given)

    # ── people and belonging ────────────────────────────────────────────────
    def _move(self, person_id: str, team_id: str, at: datetime) -> None:
        team = Team.objects.select_related("manager").get(pk=self.teams[team_id].pk)
        change_team(
            actor=self.admin, team=team, name=team.name, manager=team.manager, added=[self._person(person_id)], at=instant(at),
        )  # fmt: skip

    def _freeze(self, person_id: str, at: datetime) -> None:
        freeze_account(actor=self.admin, user=self._person(person_id), reason="Leaves", at=instant(at))

    def _hand_over(self, person_id: str, given: dict[str, str], at: datetime) -> None:
        shares = {self.customers[customer]: self.people[to].pk for customer, to in given.items()}
        to = self._person(next(iter(given.values())))
        hand_over(
            actor=self._person(self.world.boss_id), person=self._person(person_id), shares=shares, kind="leaving",
            reason="Left", others_to=to, at=instant(at),
        )  # fmt: skip

    def _person(self, person_id: str) -> User:
        return User.objects.select_related("team__manager").get(pk=self.people[person_id].pk)

    def _customer(self, customer_id: str) -> Customer:
        return Customer.objects.select_related("owner__team__manager").get(pk=self.customers[customer_id])

    def _manager_of(self, customer: Customer) -> User:
        assert customer.owner is not None
        assert customer.owner.team is not None
        manager = customer.owner.team.manager
        assert manager is not None
        return manager

    def _enter(self, one: PlainCustomer, at: datetime) -> None:
        owner = self._person(one.owner_spans[0][0] or "")
        values = CustomerValues(name=self._name_of(one), country="US", grade=one.grade_spans[0][0])
        row = create_customer(actor=owner, values=values, contact=None, owner=owner, at=instant(at))
        self.customers[one.id] = row.pk

    def _grade(self, customer_id: str, grade: str, at: datetime) -> None:
        row = self._customer(customer_id)
        change_grade(
            actor=self._manager_of(row), customer=row, grade=grade, reason="Judged anew", at=instant(at)
        )

    def _give(self, customer_id: str, owner_id: str, at: datetime) -> None:
        change_owner(
            actor=self._person(self.world.boss_id), customer=self._customer(customer_id), owner=self._person(owner_id),
            reason="Shared out anew", at=instant(at),
        )  # fmt: skip

    def _lose(self, customer_id: str, at: datetime) -> None:
        change_stage(
            actor=None,
            customer=self._customer(customer_id),
            stage=Stage.LOST,
            reason="Gave up",
            at=instant(at),
        )

    # ── inquiries and contacts ──────────────────────────────────────────────
    def _receive(self, message: PlainMessage, at: datetime) -> None:
        customer, channel = self._customer(message.customer_id), "fax" if message.is_fax else "email"
        received_at = instant(message.received_at)
        inquiry_id = self.inquiries.get(message.inquiry_id)
        if inquiry_id is None:
            values = InquiryValues(
                received_at=received_at, channel=channel, source="email", text="Please quote", grade="C"
            )
            actor = (
                customer.owner
                if customer.owner and not customer.owner.is_frozen
                else self._manager_of(customer)
            )
            inquiry = log_inquiry(actor=actor, values=values, buyer=Buyer(customer=customer), at=instant(at))
            self.inquiries[message.inquiry_id] = inquiry.pk
            self.messages[message.id] = inquiry.messages.get().pk
            return
        inquiry = Inquiry.objects.select_related("customer", "owner__team__manager").get(pk=inquiry_id)
        row = add_message(
            actor=self._manager_of(customer), inquiry=inquiry, values=MessageValues(received_at, channel, "Any news?"),
            at=instant(at),
        )  # fmt: skip
        self.messages[message.id] = row.pk

    def _contact(self, contact: PlainContact, at: datetime) -> None:
        inquiry = None
        if contact.inquiry_id is not None:
            rows = Inquiry.objects.select_related("customer", "owner__team__manager")
            inquiry = rows.get(pk=self.inquiries[contact.inquiry_id])
        values = FollowUpValues(
            text="Said something", channel=CHANNELS[contact.channel], at=instant(contact.at), inquiry=inquiry,
            result=Result.REACHED if contact.reached else Result.NOT_REACHED,
        )  # fmt: skip
        record_follow_up(
            actor=self._person(contact.by),
            customer=self._customer(contact.customer_id),
            values=values,
            at=instant(at),
        )
        if inquiry is not None:
            self._excuse(contact, at)

    def _excuse(self, reply: PlainContact, at: datetime) -> None:
        """The reasons of what was answered late are given and accepted with the answer."""
        for message in self.world.messages_of[reply.customer_id]:
            is_answered = message.inquiry_id == reply.inquiry_id and message.replied_at == reply.at
            if is_answered and message.exception_accepted:
                row = BuyerMessage.objects.get(pk=self.messages[message.id])
                explain_delay(
                    actor=self._person(reply.by), message=row, reason="The line was down", at=instant(at)
                )
                judge_delay(
                    actor=self._person(self.world.boss_id), message=row, is_accepted=True, at=instant(at)
                )

    def _close(self, inquiry_id: str, result: str, at: datetime) -> None:
        inquiry = Inquiry.objects.select_related(
            "customer__owner__team__manager", "owner__team__manager"
        ).get(pk=self.inquiries[inquiry_id])
        assert inquiry.customer is not None
        close_inquiry(
            actor=self._manager_of(inquiry.customer), inquiry=inquiry, state=State(result), reason=CLOSING_REASONS[result],
            at=instant(at),
        )  # fmt: skip

    # ── sales ───────────────────────────────────────────────────────────────
    def _send_quote(self, customer_id: str, at: datetime) -> None:
        quote = factories.QuoteFactory(customer=self._customer(customer_id), created_at=instant(at))
        quote.current.state, quote.current.sent_at = "sent", instant(at)
        quote.current.save()

    def _send_sample(self, customer_id: str, at: datetime) -> None:
        customer = self._customer(customer_id)
        sample = factories.SampleFactory(customer=customer, state="sent", requested_at=instant(at))
        timeline.add_entry(
            customer=customer, kind=TimelineEntry.Kind.SAMPLE, at=instant(at), actor=customer.owner, ref=sample,
            values={"event": "sent", "number": sample.number},
        )  # fmt: skip

    def _order(self, order: OrderConfirmed, at: datetime) -> None:
        customer = self._customer(order.customer_id)
        row = factories.OrderFactory(
            customer=customer,
            currency=order.currency,
            total=order.amount,
            ordered_on=at.date(),
            created_at=instant(at),
        )
        row.lines.update(quantity=1, price=order.amount)
        confirm_order(actor=customer.owner, order=row, on=at.date(), at=instant(at))

    # ── habits and reports ──────────────────────────────────────────────────
    def _check_mail(self, person_id: str, at: datetime) -> None:
        tick_mail(actor=self._person(person_id), at=instant(at))

    def _submit(self, person_id: str, day: date, at: datetime) -> None:
        """Hand a report in; where the beat has not issued it yet, the assistant did by hand."""
        rows = WeeklyReport.objects.filter(person=self.people[person_id], period__day=day)
        if not rows.exists():
            issue_now(actor=self.assistant, at=instant(at))
        report = rows.select_related("period").get()
        submit_report(
            actor=self._person(person_id), report=report, values=ReportValues(review="A good week"), version=report.version,
            at=instant(at),
        )  # fmt: skip
