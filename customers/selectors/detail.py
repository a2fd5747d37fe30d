"""The customer's page: panels and the one timeline."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date, datetime
from itertools import groupby
from typing import Any

from django.db.models import Count, DateTimeField, Value, prefetch_related_objects
from django.utils import timezone
from django.utils.translation import gettext as _

from accounts.models import User
from core.keyset import Sort, page_of
from customers.models import Contact, Customer, CustomerFile, GradeChange, Interest, TimelineEntry
from customers.permissions import can_read_private
from customers.timeline_words import Behind, headline, icon_of, in_sight, note_of, records_behind

TIMELINE_SIZE = 30
TIMELINE_COUNTED = 999
FILES_SHOWN = 50
LINE_COLUMNS = (
    "customer", "at", "kind", "channel", "is_inbound", "text", "values", "ref_type", "ref_id",
    "actor__name", "actor__english_name", "contact__name",
)  # fmt: skip
NEWEST = Sort("newest", "at", datetime, is_descending=True)
Kind = TimelineEntry.Kind

GROUPS: dict[str, tuple[str, ...]] = {
    "inquiries": (Kind.INQUIRY, Kind.MESSAGE, Kind.REPLY),
    "follow_ups": (Kind.FOLLOW_UP, Kind.HELP),
    "changes": (Kind.GRADE, Kind.OWNER, Kind.STAGE, Kind.DATA, Kind.DUE, Kind.SHARE),
    "sales": (Kind.QUOTE, Kind.SAMPLE, Kind.PROOF, Kind.ORDER, Kind.VISIT),
    "files": (Kind.FILE,),
}


@dataclass(frozen=True)
class Line:
    """One entry of the timeline in words."""

    entry: TimelineEntry
    title: str
    note: str
    icon: str
    is_last: bool
    behind: Behind


@dataclass(frozen=True)
class Day:
    """The company's day with its entries, newest first."""

    day: date
    lines: list[Line]


@dataclass(frozen=True)
class TimelinePage:
    """A page of the timeline; `older` is the key of what comes before, "" at the end."""

    days: list[Day]
    group: str
    older: str = ""
    counts: Mapping[str, str] = field(default_factory=dict)


@dataclass(frozen=True)
class Asked:
    """A product the buyer asked about, how often, when last."""

    words: str
    times: int
    at: datetime


@dataclass(frozen=True)
class Graded:
    """A step of the grade's history."""

    before: str
    after: str
    reason: str
    at: datetime


@dataclass(frozen=True)
class Kept:
    """A file of the customer."""

    pk: int
    name: str
    size: int
    at: datetime
    by: str


@dataclass(frozen=True)
class CustomerPage:
    """The panels of a customer's page."""

    customer: Customer
    contacts: list[Contact]
    interests: list[Asked]
    tags: list[tuple[int, str]]
    files: list[Kept]
    grade_changes: list[Graded]
    may_read_private: bool


def read_customer_page(user: User, customer: Customer) -> CustomerPage:
    """Return the panels of a customer that `user` may see."""
    prefetch_related_objects([customer], "contacts")  # the panels of other apps ask for them, too
    marks = _marks_of(customer)
    return CustomerPage(
        customer,
        contacts=sorted(
            customer.contacts.all(), key=lambda person: (person.left_on is not None, not person.is_primary)
        ),
        interests=[Asked(words, times, at) for words, _b, _a, times, at, _s in marks["asked"]][:12],
        tags=[(pk, name) for name, _b, _a, pk, _at, _s in marks["tag"]],
        files=[
            Kept(pk, name, size, at, User(name=by, english_name=by_english).short_name)
            for name, by, by_english, pk, at, size in marks["file"]
        ][:FILES_SHOWN],
        grade_changes=[Graded(before, after, why, at) for why, before, after, _n, at, _s in marks["grade"]][
            :5
        ],
        may_read_private=can_read_private(user, customer),
    )


def _marks_of(customer: Customer) -> dict[str, list[tuple[Any, ...]]]:
    """Return products asked about, steps of the grade, tags and files, newest first, in one query."""
    nothing, never, none = Value(""), Value(None, output_field=DateTimeField()), Value(0)
    asked = Interest.objects.filter(customer=customer).values_list(
        Value("asked"), "words", nothing, nothing, "times", "last_asked_at", none
    )
    graded = (
        GradeChange.objects.filter(customer=customer)
        .exclude(before="")
        .values_list(Value("grade"), "reason", "before", "after", none, "at", none)
    )
    tags = Customer.tags.through.objects.filter(customer=customer).values_list(
        Value("tag"), "tag__name", nothing, nothing, "tag_id", never, none
    )
    files = CustomerFile.objects.filter(customer=customer).values_list(
        Value("file"), "file__name", "file__uploaded_by__name", "file__uploaded_by__english_name", "pk", "file__uploaded_at",
        "file__size",
    )  # fmt: skip
    marks: dict[str, list[tuple[Any, ...]]] = {"asked": [], "grade": [], "tag": [], "file": []}
    rows = asked.order_by().union(graded.order_by(), tags.order_by(), files.order_by(), all=True)
    for kind, *rest in sorted(rows, key=lambda row: (-row[5].timestamp() if row[5] else 0, row[1])):
        marks[kind].append(tuple(rest))
    return marks


def read_timeline(
    user: Any,
    customer: Customer,
    *,
    group: str = "",
    before: str = "",
    with_counts: bool = True,
    size: int = TIMELINE_SIZE,
) -> TimelinePage:
    """Return a page of the customer's history as `user` reads it, newest first, of one group of kinds or of all."""
    group = group if group in GROUPS else ""
    entries = customer.timeline.filter(in_sight(user)).select_related("actor", "contact").only(*LINE_COLUMNS)
    if group:
        entries = entries.filter(kind__in=GROUPS[group])
    page = page_of(entries, NEWEST, after=before, size=size)
    counts = _count_groups(user, customer) if with_counts else {}
    return TimelinePage(_days_of(page.rows, records_behind(user, page.rows)), group, page.after, counts)


def _days_of(entries: list[TimelineEntry], behind: Mapping[tuple[str, int], Behind]) -> list[Day]:
    days = []
    for day, grouped in groupby(entries, key=lambda entry: timezone.localdate(entry.at)):
        lines = list(grouped)
        days.append(Day(day, [_line_of(entry, behind, is_last=entry is lines[-1]) for entry in lines]))
    return days


def _line_of(entry: TimelineEntry, behind: Mapping[tuple[str, int], Behind], *, is_last: bool) -> Line:
    record = behind.get((entry.ref_type, entry.ref_id or 0), Behind())
    return Line(entry, headline(entry), note_of(entry), icon_of(entry), is_last, record)


def _count_groups(user: Any, customer: Customer) -> dict[str, str]:
    """Count the newest entries by group, up to the cap."""
    newest = (
        customer.timeline.filter(in_sight(user)).order_by("-at", "-pk").values("pk")[: TIMELINE_COUNTED + 1]
    )
    rows = (
        TimelineEntry.objects.filter(pk__in=newest).order_by().values_list("kind").annotate(count=Count("pk"))
    )
    by_kind: dict[str, int] = dict(rows)
    counts = {name: sum(by_kind.get(kind, 0) for kind in kinds) for name, kinds in GROUPS.items()}
    counts[""] = sum(by_kind.values())
    return {
        name: f"{TIMELINE_COUNTED}+" if count > TIMELINE_COUNTED else str(count)
        for name, count in counts.items()
    }


def group_labels() -> list[tuple[str, str]]:
    """Return the filters of the timeline with their names."""
    return [
        ("", _("All")),
        ("inquiries", _("Inquiries")),
        ("follow_ups", _("Follow-ups")),
        ("changes", _("Changes")),
        ("sales", _("Selling")),
        ("files", _("Files")),
    ]


def facts_of(page: CustomerPage) -> list[tuple[str, Any]]:
    """Return the particulars that are known, with their labels, in the order in which one looks for them."""
    customer = page.customer
    names = (
        "local_name", "source", "business_type", "city", "address", "delivery_address", "website", "phone", "fax",
        "annual_purchase", "horizon", "our_rank", "payment_habit", "credit", "credit_note", "habits", "note",
        *(("motive", "bottom_line") if page.may_read_private else ()),
    )  # fmt: skip
    facts = []
    for name in names:
        column: Any = Customer._meta.get_field(name)
        value = (
            getattr(customer, f"get_{name}_display")()
            if getattr(column, "choices", None)
            else getattr(customer, name)
        )
        if value:
            facts.append((str(column.verbose_name), value))
    return facts
