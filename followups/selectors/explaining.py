"""The letter that explains a new contact person, and how far the explaining is (S99)."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.db.models import Count, Q

from accounts.models import User
from customers.models import Contact, Customer, Handover
from followups.models import Explanation
from followups.models.task import EXPLAIN, EXPLAIN_BACK
from inquiries.models import Occasion
from inquiries.models.letter import LANGUAGES
from inquiries.selectors.letters import Letter, fill, letter_for, values_for_buyer


@dataclass(frozen=True)
class DraftLetter:
    """A letter to begin with. `language`: that it is in; `wanted`: the buyer's, "" when it is not known.

    `letter` None: the company has none for this occasion.
    """

    letter: Letter | None
    contact: Contact | None
    language: str
    wanted: str
    is_other: bool


def draft_letter(explanation: Explanation, *, writer: Any, at: datetime) -> DraftLetter:
    """Return the company's letter for this customer, in the buyer's language, else in English and said so."""
    customer: Customer = explanation.task.customer  # type: ignore[assignment]  # such a task has one
    contact = customer.contacts.filter(left_on=None).first()
    wanted = contact.language if contact else ""
    template = letter_for(Occasion.HANDOVER, wanted)
    if template is None:
        return DraftLetter(None, contact, "", _language(wanted), is_other=False)
    values = values_for_buyer(customer, contact, writer=writer, language=template.language, at=at)
    former = former_of(explanation)
    letter = fill(template, values | {"former_contact": former.english_name or former.name})
    is_other = bool(wanted) and template.language != _short(wanted)
    return DraftLetter(letter, contact, template.language_name, _language(wanted), is_other)


def former_of(explanation: Explanation) -> User:
    """Return whom the buyer knows: whose customers were handed over, or after an undo who had got them. At most one query."""
    handover = explanation.handover
    if explanation.task.rule != EXPLAIN_BACK:
        return handover.person
    given = handover.customers.filter(customer=explanation.task.customer).select_related("to").first()
    return given.to if given else handover.person


def _short(language: str) -> str:
    return language.replace("_", "-").split("-", maxsplit=1)[0].lower()


def _language(code: str) -> str:
    """The language in words, else its code."""
    return str(dict(LANGUAGES).get(_short(code), code))


@dataclass(frozen=True)
class Explained:
    """How far somebody is: to explain in all, explained by mail, by another way, not yet, no longer needed."""

    person: User
    count: int
    by_mail: int
    otherwise: int
    waiting: int
    cancelled: int

    @property
    def done(self) -> int:
        return self.by_mail + self.otherwise


def read_explained(handover: Handover) -> Sequence[Explained]:
    """Return the progress of each receiver of a handover, by whom the task is now. Two queries."""
    return _read_progress(handover, EXPLAIN)


def read_returned(handover: Handover) -> Sequence[Explained]:
    """Return, as `read_explained`, how far the undoing is explained to those who had been told."""
    return _read_progress(handover, EXPLAIN_BACK)


def _read_progress(handover: Handover, rule: str) -> Sequence[Explained]:
    by_mail = Q(follow_up__channel="email")
    is_done = Q(task__done_at__isnull=False, is_cancelled=False)
    rows = Explanation.objects.filter(handover=handover, task__rule=rule).order_by().values("task__assignee")
    rows = rows.annotate(
        count=Count("pk"), by_mail=Count("pk", filter=by_mail), done=Count("pk", filter=is_done),
        waiting=Count("pk", filter=Q(task__done_at=None)), cancelled=Count("pk", filter=Q(is_cancelled=True)),
    )  # fmt: skip
    counts = {row["task__assignee"]: row for row in rows}
    people = User.objects.filter(pk__in=counts).order_by("name", "pk")
    return [_explained(person, counts[person.pk]) for person in people]


def _explained(person: User, row: Mapping[str, Any]) -> Explained:
    return Explained(
        person, row["count"], row["by_mail"], row["done"] - row["by_mail"], row["waiting"], row["cancelled"]
    )
