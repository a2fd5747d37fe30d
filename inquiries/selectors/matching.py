"""Who the buyer may be, as the new-inquiry page shows it: masks, and which one is chosen."""

from dataclasses import dataclass
from datetime import datetime
from typing import Any

from core.domain.scripts import fold_letters
from customers.domain.folding import fold_email, fold_phone
from customers.domain.lookup import Subject
from customers.lookup import BuyerMatch, look_up
from customers.models import Contact, Customer
from customers.services import ContactValues
from inquiries.models import Inquiry
from inquiries.selectors.clocks import with_chips

# What a person can decide about the buyer: a new one, one there is, an open inquiry of theirs, a colleague's.
NEW, ATTACH, ADD, HAND = "new", "customer", "inquiry", "hand"
MARKS = {"sure": "match-sure", "likely": "", "weak": "match-weak"}


@dataclass(frozen=True)
class MatchCard:
    """One candidate. `choice` is the value of its radio button; a masked one can only be handed to its owner."""

    match: BuyerMatch
    choice: str
    css: str
    open_inquiries: list[Inquiry]
    is_mine: bool

    @property
    def is_sure(self) -> bool:
        return self.match.band == "sure"


@dataclass(frozen=True)
class Matches:
    """The candidates, whether others would be withheld (trust.md D3), and which choice stands."""

    cards: list[MatchCard]
    chosen: str
    automatic: str
    withheld: bool = False

    @property
    def chosen_card(self) -> MatchCard | None:
        """The candidate that is chosen, by its customer or by one of its inquiries."""
        kind, _colon, pk = self.chosen.partition(":")
        for card in self.cards:
            if card.choice == self.chosen:
                return card
            if kind == ADD and any(str(inquiry.pk) == pk for inquiry in card.open_inquiries):
                return card
        return None

    @property
    def chosen_inquiry(self) -> Inquiry | None:
        """The open inquiry that the message is added to."""
        rows = (inquiry for card in self.cards for inquiry in card.open_inquiries)
        return next((row for row in rows if self.chosen == f"{ADD}:{row.pk}"), None)


def find_cards(*, user: Any, subject: Subject, chosen: str, automatic: str, at: datetime) -> Matches:
    """Look the buyer up. What the person chose stays while it is there; what was chosen for them is chosen anew."""
    found = look_up(user=user, subject=subject, at=at)
    open_rows = _open_inquiries(user, found.matches, at)
    cards = [_card(user, match, open_rows.get(match.customer.pk, [])) for match in found.matches]
    proposed = next((card.choice for card in cards if card.is_sure), NEW)
    known = {NEW, *(card.choice for card in cards)}
    known |= {f"{ADD}:{row.pk}" for card in cards for row in card.open_inquiries}
    keeps = chosen in known and chosen != automatic
    return Matches(cards, chosen if keeps else proposed, proposed, found.withheld)


def _card(user: Any, match: BuyerMatch, open_inquiries: list[Inquiry]) -> MatchCard:
    return MatchCard(
        match=match,
        choice=f"{ATTACH if match.is_visible else HAND}:{match.customer.pk}",
        css=MARKS[match.band] if match.is_visible else "",
        open_inquiries=open_inquiries,
        is_mine=match.owner is not None and match.owner.pk == user.pk,
    )


def _open_inquiries(user: Any, matches: list[BuyerMatch], at: datetime) -> dict[int, list[Inquiry]]:
    visible = [match.customer.pk for match in matches if match.is_visible]
    found: dict[int, list[Inquiry]] = {}
    if visible:
        rows = (
            Inquiry.objects.visible_to(user)
            .open()
            .filter(customer__in=visible)
            .order_by("-received_at", "-pk")
        )
        for inquiry in with_chips(rows[:40], at):
            found.setdefault(inquiry.customer_id or 0, []).append(inquiry)
    return {pk: rows[:3] for pk, rows in found.items()}


def find_contact(customer: Customer, person: ContactValues) -> Contact | None:
    """Return the customer's contact who `person` is: by mail address, else by telephone, else by name, all folded.

    A number may be the switchboard's: it joins only names that fit each other. A name joins only who has not another
    mail address. One who left comes last.
    """
    people = sorted(customer.contacts.all(), key=lambda known: (known.left_on is not None, known.pk))
    mail, name = fold_email(person.email), _name_of(person.name)
    numbers = _numbers_of(person, customer)
    for known in people:
        if mail and fold_email(known.email) == mail:
            return known
    for known in people:
        if numbers & _numbers_of(known, customer) and _fits(name, _name_of(known.name)):
            return known
    for known in people:
        if name and _name_of(known.name) == name and not (mail and fold_email(known.email)):
            return known
    return None


def _name_of(text: str) -> frozenset[str]:
    return frozenset(fold_letters(text).split())


def _fits(one: frozenset[str], other: frozenset[str]) -> bool:
    """Whether two names may be one person's: "Carol" and "Carol Jensen"; where one is missing, any."""
    return one <= other or other <= one


def _numbers_of(person: Contact | ContactValues, customer: Customer) -> set[str]:
    country = str(customer.country or "") or None
    found = (fold_phone(text, country) for text in (person.phone, person.whatsapp))
    return {number for number in found if number}
