"""Two customers side by side: what is known of both, what differs, what was merged lately."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Any

from django.db.models import Count
from django.urls import reverse
from django.utils.translation import gettext as _

from accounts.models import User
from core.capabilities import Can
from customers.domain.folding import fold_email
from customers.models import Contact, Customer, CustomerMerge, MergeStep, TimelineEntry
from customers.services.merge_steps import columns_of
from customers.services.merging import CHOSEN, differing
from customers.timeline_words import Behind, register_behind

MERGES_SHOWN = 10
COUNTED = {TimelineEntry.Kind.INQUIRY: "inquiries", TimelineEntry.Kind.FOLLOW_UP: "follow_ups"}


@dataclass(frozen=True)
class Facts:
    """How much there is of a customer."""

    inquiries: int = 0
    follow_ups: int = 0


@dataclass(frozen=True)
class Person:
    """A contact of one of the two; `is_double`: the other one has somebody with this address."""

    contact: Contact
    is_double: bool


def count_work(customers: Iterable[Customer]) -> dict[int, Facts]:
    """Return how many inquiries and follow-ups each has, by its number. One query."""
    ids = {customer.pk for customer in customers}
    rows = TimelineEntry.objects.filter(customer__in=ids, kind__in=COUNTED, ref_id__isnull=False)
    counted = rows.order_by().values_list("customer", "kind").annotate(count=Count("ref_id", distinct=True))
    found: dict[int, dict[str, int]] = {pk: {} for pk in ids}
    for pk, kind, count in counted:
        found[pk][COUNTED[kind]] = count
    return {pk: Facts(**counts) for pk, counts in found.items()}


def label_of(column: str) -> str:
    """Return the name of a column as forms have it."""
    field: Any = Customer._meta.get_field(column)
    return _("Owner") if column == "owner_id" else str(field.verbose_name)


def word_of(customer: Customer, column: str) -> str:
    """Return a value as a person reads it; "" where there is none."""
    value = getattr(customer, column)
    if column == "owner_id":
        return str(customer.owner or "")
    if column == "country":
        return str(value.name)
    if isinstance(value, bool):
        return _("yes") if value else _("no")
    display = getattr(customer, f"get_{column}_display", None)
    return str(display() if display else value)


def alike(one: Customer, other: Customer) -> list[tuple[str, str]]:
    """Return what the two have in common, with its labels, without what neither has."""
    different = differing(one, other)
    same = (name for name in CHOSEN if name not in different and getattr(one, name))
    return [(label_of(name), word_of(one, name)) for name in same]


def people_of(one: Customer, other: Customer) -> dict[int, list[Person]]:
    """Return the contacts of both by customer; who has the same address in both is marked. One query."""
    rows = list(Contact.objects.filter(customer__in=(one, other)))
    held: dict[str, set[int]] = {}
    for row in rows:
        if folded := fold_email(row.email):
            held.setdefault(str(folded), set()).add(row.customer_id)
    doubles = {address for address, holders in held.items() if len(holders) > 1}
    found: dict[int, list[Person]] = {one.pk: [], other.pk: []}
    for row in rows:
        found[row.customer_id].append(Person(row, str(fold_email(row.email) or "") in doubles))
    return found


def recent_merges(user: User) -> list[CustomerMerge]:
    """Return the merges that stand and that `user` may take back, newest first."""
    rows = CustomerMerge.objects.visible_to(user).led_by(user).standing()
    return list(rows.select_related("survivor__owner", "merged", "by").order_by("-at", "-pk")[:MERGES_SHOWN])


def taken_values(merge: CustomerMerge) -> list[tuple[str, str, str]]:
    """Return the values that changed at the one that stayed: label, before, after."""
    rows = MergeStep.objects.filter(merge=merge, table=Customer._meta.label_lower, column__in=CHOSEN)
    steps = {row.column: row for row in rows if row.ids == [merge.survivor_id]}
    names = _owner_names(steps.get("owner_id"))
    return [
        (label_of(name), _word(name, steps[name].before, names), _word(name, steps[name].after, names))
        for name in CHOSEN
        if name in steps
    ]


def changed_since(merge: CustomerMerge) -> list[str]:
    """Return the labels of what somebody changed since at the one that stayed: an undo keeps it."""
    now = columns_of(merge.survivor)
    rows = MergeStep.objects.filter(merge=merge, table=Customer._meta.label_lower, column__in=CHOSEN)
    kept = {
        row.column
        for row in rows
        if row.ids == [merge.survivor_id] and now[row.column] not in (row.before, row.after)
    }
    return [label_of(name) for name in CHOSEN if name in kept]


def _owner_names(step: MergeStep | None) -> dict[int, str]:
    ids = {step.before, step.after} - {None} if step else set()
    return {person.pk: str(person) for person in User.objects.filter(pk__in=ids)} if ids else {}


def _word(column: str, value: Any, names: Mapping[int, str]) -> str:
    if column == "owner_id":
        return names.get(value, "")
    return word_of(Customer(**{column: value}), column)


@register_behind("customers.customermerge")
def merges_behind(user: Any, pks: set[int]) -> Mapping[int, Behind]:
    """For who leads: where it says what was merged, and where it is undone."""
    if not user.can(Can.REASSIGN):
        return {}
    rows = CustomerMerge.objects.visible_to(user).led_by(user).filter(pk__in=pks).values_list("pk", flat=True)
    return {pk: Behind(url=reverse("customers:merge_record", args=[pk])) for pk in rows}
