"""What happened, as plain events (no rule is judged here).

Every moment is a naive local datetime (UTC+8).  A span is ``(who or what, from, until)``: it holds
from ``from`` (included) to ``until`` (excluded); ``until`` is None for the one that still holds.
A reply that is a contact is listed twice: as ``replied_at`` of its message and as a ``Contact``.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime
from decimal import Decimal
from functools import cached_property

Span = tuple[str, datetime, datetime | None]
OwnerSpan = tuple[str | None, datetime, datetime | None]

GRADES = ("A", "B", "C", "D")
MAIL_WINDOWS = ("morning", "midday", "end_of_day")


@dataclass(frozen=True)
class Team:
    """A team and its manager (permissions.md)."""

    id: str
    manager_id: str


@dataclass(frozen=True)
class Absence:
    """Whole days, both included, with the stand-in named for them (§6, N9)."""

    first_day: date
    last_day: date
    stand_in_id: str | None


@dataclass(frozen=True)
class Person:
    """A person with an account.  ``team_id`` is the team on joining."""

    id: str
    team_id: str
    joined_at: datetime
    frozen_at: datetime | None = None
    team_moves: tuple[tuple[datetime, str], ...] = ()
    absences: tuple[Absence, ...] = ()
    is_salesperson: bool = True


@dataclass(frozen=True)
class Customer:
    """A customer with the histories of its owner and grade (§2, §6)."""

    id: str
    created_at: datetime
    is_imported: bool
    owner_spans: tuple[OwnerSpan, ...]
    grade_spans: tuple[Span, ...]
    lost_at: datetime | None = None
    merged_at: datetime | None = None
    imported_due: date | None = None
    """The day that the even spread of an import without a last contact gave it (N12)."""


@dataclass(frozen=True)
class BuyerMessage:
    """A message of the buyer that asks something: it starts a clock of its own (§3)."""

    id: str
    inquiry_id: str
    customer_id: str
    received_at: datetime
    entered_at: datetime
    is_fax: bool = False
    replied_at: datetime | None = None
    reply_entered_at: datetime | None = None
    """When the reply was typed in; None means at once."""
    invalid_at: datetime | None = None
    exception_accepted: bool = False


@dataclass(frozen=True)
class InquiryClosed:
    """An inquiry closed as won, lost or invalid; a later message opens it again (N10)."""

    inquiry_id: str
    at: datetime
    result: str


@dataclass(frozen=True)
class Contact:
    """A follow-up record (§4).  ``channel``: mail, telephone, fax, chat, meeting, ..."""

    id: str
    customer_id: str
    by: str
    at: datetime
    entered_at: datetime
    reached: bool = True
    channel: str = "telephone"
    inquiry_id: str | None = None
    """The inquiry that it answers, if it is a reply."""
    is_mass_mailing: bool = False


@dataclass(frozen=True)
class QuoteSent:
    """A quote sent."""

    id: str
    customer_id: str
    at: datetime


@dataclass(frozen=True)
class SampleSent:
    """A sample sent."""

    id: str
    customer_id: str
    at: datetime


@dataclass(frozen=True)
class OrderConfirmed:
    """An order confirmed, its amount in its own currency (§9)."""

    id: str
    customer_id: str
    at: datetime
    amount: Decimal
    currency: str


@dataclass(frozen=True)
class MailCheck:
    """One click: the mail was checked in that window of that day (§3, S34)."""

    person_id: str
    day: date
    window: str
    at: datetime


@dataclass(frozen=True)
class Submission:
    """A weekly report handed in; ``period_day`` is the report's day."""

    person_id: str
    period_day: date
    at: datetime


@dataclass(frozen=True)
class HelpRequest:
    """A request for help (§7: difficulties met)."""

    id: str
    person_id: str
    raised_at: datetime
    answered_at: datetime | None = None


@dataclass(frozen=True)
class Point:
    """A point of a briefing that waits for the boss's ruling (§7)."""

    id: str
    raised_at: datetime
    ruled_at: datetime | None = None
    closed_at: datetime | None = None


@dataclass(frozen=True, eq=False)
class World:
    """Everything that happened."""

    boss_id: str
    teams: tuple[Team, ...]
    people: tuple[Person, ...]
    customers: tuple[Customer, ...] = ()
    messages: tuple[BuyerMessage, ...] = ()
    closings: tuple[InquiryClosed, ...] = ()
    contacts: tuple[Contact, ...] = ()
    quotes: tuple[QuoteSent, ...] = ()
    samples: tuple[SampleSent, ...] = ()
    orders: tuple[OrderConfirmed, ...] = ()
    mail_checks: tuple[MailCheck, ...] = ()
    submissions: tuple[Submission, ...] = ()
    help_requests: tuple[HelpRequest, ...] = ()
    points: tuple[Point, ...] = ()

    # --- look-ups by id, built once ----------------------------------------------------------

    @cached_property
    def team_of_id(self) -> dict[str, Team]:
        """Teams by id."""
        return {team.id: team for team in self.teams}

    @cached_property
    def person_of_id(self) -> dict[str, Person]:
        """People by id."""
        return {person.id: person for person in self.people}

    @cached_property
    def customer_of_id(self) -> dict[str, Customer]:
        """Customers by id."""
        return {customer.id: customer for customer in self.customers}

    @cached_property
    def contacts_with(self) -> dict[str, list[Contact]]:
        """Contacts by customer, in the order of their own time (N14)."""
        found: dict[str, list[Contact]] = {customer.id: [] for customer in self.customers}
        for contact in sorted(self.contacts, key=lambda each: each.at):
            found[contact.customer_id].append(contact)
        return found

    @cached_property
    def contacts_by(self) -> dict[str, list[Contact]]:
        """Contacts by the person who made them, in the order of their own time."""
        found: dict[str, list[Contact]] = {person.id: [] for person in self.people}
        for contact in sorted(self.contacts, key=lambda each: each.at):
            found[contact.by].append(contact)
        return found

    @cached_property
    def messages_of(self) -> dict[str, list[BuyerMessage]]:
        """Messages by customer, in the order of their receipt."""
        found: dict[str, list[BuyerMessage]] = {customer.id: [] for customer in self.customers}
        for message in sorted(self.messages, key=lambda each: each.received_at):
            found[message.customer_id].append(message)
        return found

    @cached_property
    def closings_of(self) -> dict[str, list[InquiryClosed]]:
        """Closings by inquiry, in the order of their time."""
        found: dict[str, list[InquiryClosed]] = {}
        for closing in sorted(self.closings, key=lambda each: each.at):
            found.setdefault(closing.inquiry_id, []).append(closing)
        return found

    @cached_property
    def mail_checks_by(self) -> dict[str, list[MailCheck]]:
        """Mail checks by person."""
        found: dict[str, list[MailCheck]] = {person.id: [] for person in self.people}
        for check in self.mail_checks:
            found[check.person_id].append(check)
        return found

    @cached_property
    def submissions_of(self) -> dict[tuple[str, date], list[Submission]]:
        """Submissions by person and report day, in the order of their time."""
        found: dict[tuple[str, date], list[Submission]] = {}
        for submission in sorted(self.submissions, key=lambda each: each.at):
            found.setdefault((submission.person_id, submission.period_day), []).append(submission)
        return found
