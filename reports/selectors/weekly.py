"""A weekly report as its page shows it: figures, key customers with their particulars, what may be done with it."""

from collections import defaultdict
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.db.models import Max, Prefetch
from django.utils.translation import gettext as _
from django.utils.translation import pgettext

from core.ui.formats import short_day
from customers.models import Contact, Customer
from followups.models import FollowUp
from reports.domain.figures import Figures
from reports.models import ReportPeriod, WeeklyReport, WeeklyState
from reports.selectors.figures import read_totals, total_of
from reports.selectors.roll import read_roll

SUGGESTED = 12
CHOSEN_BY_ITSELF = 5
LAST_WORDS = 3
HIGH = ("A", "B")


@dataclass(frozen=True)
class Particulars:
    """The five of S133, read from the customer; `missing` names those that nobody has entered."""

    company: str
    address: str
    contact: str
    phone: str
    email: str

    @property
    def missing(self) -> list[str]:
        labels = {
            "company": _("Company"), "address": _("Address"), "contact": _("Contact person"),
            "phone": _("Telephone"), "email": pgettext("address", "E-mail"),
        }  # fmt: skip
        return [label for name, label in labels.items() if not getattr(self, name)]

    @property
    def known(self) -> list[str]:
        """Everything but the company, what there is."""
        return [value for value in (self.address, self.contact, self.phone, self.email) if value]


@dataclass(frozen=True)
class KeyRow:
    """A key customer as its reader may see it: without particulars and link where the customer is out of their sight."""

    name: str
    words: str
    customer: Customer | None = None
    particulars: Particulars | None = None


@dataclass(frozen=True)
class Suggestion:
    """A customer to put into the report: its particulars, and what the records of the period say."""

    customer: Customer
    particulars: Particulars
    words: str
    is_chosen: bool


def read_report_figures(report: WeeklyReport, at: datetime) -> Figures:
    """Return the frozen figures; until they freeze, as they stand now."""
    frozen = report.frozen_figures
    if frozen is not None:
        return frozen
    span = report.period.span
    return total_of(read_totals(read_roll(span, [report.person]), span, as_of=at).values())


def read_key_rows(reports: Iterable[WeeklyReport], user: Any) -> dict[int, list[KeyRow]]:
    """Return the key customers of reports, by report. Three queries however many they are."""
    found = {report.pk: list(report.key_customers.all()) for report in reports}
    told = read_named([one for keys in found.values() for one in keys], user)
    return {pk: [told[one.pk] for one in keys] for pk, keys in found.items()}


def read_named(rows: Iterable[Any], user: Any) -> dict[int, KeyRow]:
    """Return, by row, the customers that rows name (`customer_id`, `name`, `words`), as `user` may see them. Two queries."""
    named = list(rows)
    ids = {one.customer_id for one in named}
    customers = {row.pk: row for row in _with_contact(Customer.objects.visible_to(user).filter(pk__in=ids))}
    return {one.pk: _key_row(one, customers.get(one.customer_id)) for one in named}


def _key_row(one: Any, customer: Customer | None) -> KeyRow:
    if customer is None:
        return KeyRow(one.name or _("A customer that is no longer in your sight"), one.words)
    return KeyRow(str(customer), one.words, customer, particulars_of(customer))


def _with_contact(customers: Any) -> Any:
    return customers.prefetch_related(Prefetch("contacts", Contact.objects.filter(left_on=None)))


def particulars_of(customer: Customer) -> Particulars:
    """Return the five particulars of a customer loaded with its contacts."""
    contact = next(iter(customer.contacts.all()), None)
    return Particulars(
        company=customer.name or customer.local_name,
        address=customer.address,
        contact=contact.name if contact and not contact.is_erased else "",
        phone=(contact.phone if contact else "") or customer.phone,
        email=contact.email if contact else "",
    )


def read_suggestions(report: WeeklyReport, user: Any) -> list[Suggestion]:
    """Return whom to put into the report: who is in it, then the customers contacted in the period, the best first.

    A report that was never saved begins with the A and B customers among them. Four queries.
    """
    kept = {one.customer_id: one for one in report.key_customers.all()}
    visible = Customer.objects.visible_to(user)
    span = report.period.span
    made = FollowUp.objects.filter(
        by=report.person, at__gte=span.starts_at, at__lt=span.ends_at, is_contact=True
    )
    best = visible.current().filter(follow_ups__in=made).annotate(last=Max("follow_ups__at"))
    found = list(_with_contact(best.order_by("-is_key", "grade", "-last", "pk")[:SUGGESTED]))
    others = visible.filter(pk__in=kept.keys() - {row.pk for row in found})
    rows = [*_with_contact(others), *found] if kept else found
    said = _said(made.filter(customer__in=rows))
    is_new = report.version == 1 and not kept
    high = [row.pk for row in rows if row.grade in HIGH or row.is_key][:CHOSEN_BY_ITSELF] if is_new else ()
    return [
        Suggestion(
            row, particulars_of(row), kept[row.pk].words if row.pk in kept else said[row.pk], row.pk in kept or row.pk in high
        )
        for row in sorted(rows, key=lambda row: kept[row.pk].position if row.pk in kept else len(kept))
    ]  # fmt: skip


def _said(made: Any) -> Mapping[int, str]:
    """The last records of the period, as the beginning of what happened."""
    lines: dict[int, list[str]] = defaultdict(list)
    for row in made.order_by("-at", "-pk").only("customer", "on_day", "channel", "text"):
        if len(lines[row.customer_id]) < LAST_WORDS:
            lines[row.customer_id].append(f"{short_day(row.on_day)} {row.get_channel_display()}: {row.text}")
    return defaultdict(str, {pk: "\n".join(reversed(said)) for pk, said in lines.items()})


def hidden_customers(report: WeeklyReport, user: Any) -> list[Any]:
    """Return the rows of customers that went to somebody else since: they stay in the report."""
    seen = set(
        Customer.objects.visible_to(user)
        .filter(pk__in=[one.customer_id for one in report.key_customers.all()])
        .values_list("pk", flat=True)
    )
    return [
        one for one in report.key_customers.select_related("customer").all() if one.customer_id not in seen
    ]


def read_neighbours(report: WeeklyReport, user: Any) -> tuple[int | None, int | None]:
    """Return the report before and after this one of the same person."""
    seen = WeeklyReport.objects.visible_to(user).filter(person=report.person_id)
    before = (
        seen.filter(period__day__lt=report.period.day).order_by("-period__day").values_list("pk", flat=True)
    )
    after = (
        seen.filter(period__day__gt=report.period.day).order_by("period__day").values_list("pk", flat=True)
    )
    return before.first(), after.first()


def read_own(person: Any, skip: int, limit: int) -> list[WeeklyReport]:
    """Return a person's reports, the newest first, without the first `skip`."""
    rows = WeeklyReport.objects.filter(person=person).select_related("period")
    return list(rows.order_by("-period__day")[skip : skip + limit])


def read_weeks_of_reports(skip: int, limit: int) -> list[ReportPeriod]:
    """Return periods, the newest first, without the first `skip`, with how many owe and have submitted: two queries."""
    rows = list(ReportPeriod.objects.order_by("-day")[skip : skip + limit])
    counts: dict[int, list[int]] = defaultdict(lambda: [0, 0])
    owed = WeeklyReport.objects.owed().filter(period__in=rows).values_list("period_id", "state")
    for period_id, state in owed:
        counts[period_id][0] += 1
        counts[period_id][1] += state == WeeklyState.SUBMITTED
    for row in rows:
        row.owed_count, row.submitted_count = counts[row.pk]  # type: ignore[attr-defined]  # for the list
    return rows
