"""Who gets an inquiry, as the page of the rules shows it."""

from dataclasses import dataclass

from django.db.models import Count, Exists, OuterRef, Q, QuerySet
from django_countries import countries

from accounts.models import Absence, User
from core.request_context import today
from inquiries.models import AssignmentRule, RotationSeat, State


@dataclass(frozen=True)
class RuleRow:
    """A rule and its country or word as it reads."""

    rule: AssignmentRule
    words: str


def list_rules() -> list[RuleRow]:
    """Return every rule: countries by name, then product words; of one value in the order in which they are tried."""
    rows = AssignmentRule.objects.select_related("user").order_by("pk")
    found = [RuleRow(row, _words(row)) for row in rows]
    return sorted(found, key=lambda row: (row.rule.kind, row.words.casefold()))


def _words(rule: AssignmentRule) -> str:
    is_country = rule.kind == AssignmentRule.Kind.COUNTRY
    return str(countries.name(rule.value) or rule.value) if is_country else rule.value


def with_load(people: "QuerySet[User]") -> "QuerySet[User]":
    """Put on each person `held`, their open inquiries, and `is_absent` on the company's today."""
    held = Count("inquiries", filter=Q(inquiries__state=State.OPEN))
    return people.annotate(
        held=held, is_absent=Exists(Absence.objects.on(today()).filter(user=OuterRef("pk")))
    )


def seated_people() -> list[int]:
    """Return the ids of those who take part in the rotation."""
    return list(RotationSeat.objects.values_list("user_id", flat=True))
