"""The monthly list of all A customers: who they are, what the records say of them, how its parts stand (S58)."""

from collections import defaultdict
from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass, replace
from datetime import date, datetime
from typing import Any

from django.core.paginator import Page, Paginator
from django.db.models import Case, Count, F, OuterRef, Subquery, When, Window
from django.db.models.functions import Coalesce, RowNumber
from django.utils.translation import gettext as _
from django_countries.fields import Country

from core.ui.formats import short_day
from core.work_days import current_calendar
from customers.models import Customer, Grade, Interest
from followups.models import FollowUp
from reports.domain.keeping import Kept
from reports.models import AList, AListEntry, AListPart
from reports.selectors.then import grade_then, owner_then
from reports.selectors.weekly import KeyRow, read_named

PAGE = 100
LAST_WORDS = 3
LONGEST_WORDS = 300
INTERESTS = 5


@dataclass(frozen=True)
class Listed:
    """A customer to be listed: its key, its company's name, who owned it at the moment of the list (None: nobody)."""

    pk: int
    name: str
    owner_id: int | None


def read_a_customers(as_of: datetime) -> list[Listed]:
    """Return all A customers at a moment, also one that has passed. One query."""
    rows = Customer.objects.current().filter(created_at__lte=as_of)
    told: Any = rows.annotate(then=grade_then("pk", as_of, "grade"), held_by=owner_then("pk", as_of))
    found = told.filter(then=Grade.A).order_by("name_sort", "pk")
    columns = ("pk", "name", "local_name", "held_by")
    return [
        Listed(pk, name or local_name, owner) for pk, name, local_name, owner in found.values_list(*columns)
    ]


def read_kept(owners: Mapping[int, str], as_of: datetime) -> dict[int, Kept]:
    """Return what the list of a moment keeps of its customers, whose owners' names are given. Two queries.

    The last contact is the one that was known at the moment, products are those asked for by then; what has no history is
    as it is now.
    """
    made = FollowUp.objects.filter(
        customer=OuterRef("pk"), is_contact=True, at__lte=as_of, entered_at__lte=as_of
    )
    known = Case(When(last_contact_at__lte=as_of, then="last_contact_at"))  # of an import, without a record
    last = Coalesce(Subquery(made.order_by("-at").values("at")[:1]), known)
    rows: Any = Customer.objects.filter(pk__in=owners).annotate(last=last)  # scope: of everybody
    asked: dict[int, list[str]] = defaultdict(list)
    interests = Interest.objects.filter(customer__in=owners, last_asked_at__lte=as_of).values_list(
        "customer_id", "words"
    )
    for pk, words in interests.order_by("-last_asked_at", "-pk"):
        asked[pk].append(words)
    columns = ("pk", "country", "address", "last", "name", "local_name")
    return {
        pk: Kept(
            pk, str(country), address if name or local_name else "", tuple(asked[pk][:INTERESTS]),
            current_calendar().day_of(last) if last else None, owners[pk],
        )
        for pk, country, address, last, name, local_name in rows.values_list(*columns)
    }  # fmt: skip


def draft_words(customers: Collection[int], month: date, as_of: datetime) -> Mapping[int, str]:
    """Return what the records of the month say of customers: the last contacts, the oldest first. One query."""
    place = Window(RowNumber(), partition_by=F("customer"), order_by=(F("at").desc(), F("pk").desc()))
    made = FollowUp.objects.filter(
        customer__in=customers, is_contact=True, on_day__gte=month, at__lte=as_of, entered_at__lte=as_of
    )
    rows = made.annotate(place=place).filter(place__lte=LAST_WORDS).order_by("customer_id", "at", "pk")
    lines: dict[int, list[str]] = defaultdict(list)
    for row in rows:
        said = " ".join(row.text.split())[:LONGEST_WORDS]
        lines[row.customer_id].append(f"{short_day(row.on_day)} {row.get_channel_display()}: {said}")
    return defaultdict(str, {pk: "\n".join(said) for pk, said in lines.items()})


@dataclass(frozen=True)
class PartRow:
    """A part as its list shows it: how many customers, and whether the reader may read it."""

    part: AListPart
    count: int
    is_readable: bool


def read_parts(a_list: AList, user: Any) -> list[PartRow]:
    """Return the parts and how they stand: all for who chases, else those that `user` reads. Two queries."""
    readable = set(AListPart.objects.visible_to(user).filter(a_list=a_list).values_list("pk", flat=True))
    parts = a_list.parts.select_related("person__team", "manager").annotate(count=Count("entries"))
    rows = [
        PartRow(part, part.count, part.pk in readable)  # type: ignore[attr-defined]  # counted above
        for part in parts.order_by("person__name", "pk")
    ]
    return rows if user.is_assistant or user.is_boss else [row for row in rows if row.is_readable]


@dataclass(frozen=True)
class EntryRow:
    """An entry as the reader may see it: of a customer out of their sight neither name nor words of the records.

    `then`: what the list that has gone keeps of the customer; None where the reader does not see it, or what is told is
    that of now: before the list goes, of lists from before anything was kept, and of a customer that others were merged into.
    """

    entry: AListEntry
    row: KeyRow
    then: Kept | None = None

    @property
    def owner(self) -> str:
        """Whose customer it was, as they were called then; "" for nobody's."""
        kept = self.entry.kept_then
        return kept.owner if kept else str(self.entry.part.person or "")

    @property
    def country(self) -> str:
        """The country's name in the reader's language, "" where none is known."""
        if self.then is not None:
            return str(Country(self.then.country).name)
        return str(Country(str(self.row.customer.country)).name) if self.row.customer else ""

    @property
    def last_contact_on(self) -> date | None:
        """The company's day of the last contact."""
        if self.then is not None:
            return self.then.last_contact_on
        last = self.row.customer.last_contact_at if self.row.customer else None
        return current_calendar().day_of(last) if last else None

    @property
    def interests(self) -> str:
        """The products that were asked about last; known of what is kept only."""
        return ", ".join(self.then.interests) if self.then else ""


def read_entries(a_list: AList, user: Any, number: str) -> tuple[Page[Any], list[EntryRow]]:
    """Return a page of the customers that `user` reads of the list, by person and name."""
    page = Paginator(_entries(a_list, user), PAGE).get_page(number)
    return page, with_customers(page.object_list, user)


def read_all_entries(a_list: AList, user: Any) -> list[EntryRow]:
    """Return every customer that `user` reads of the list, by person and name. Three queries."""
    return with_customers(_entries(a_list, user), user)


def _entries(a_list: AList, user: Any) -> Any:
    seen = AListPart.objects.visible_to(user).filter(a_list=a_list)
    rows = AListEntry.objects.filter(part__in=seen).select_related("part__person")
    return rows.order_by("part__person__name", "part_id", "name", "pk")


def with_customers(entries: Iterable[AListEntry], user: Any) -> list[EntryRow]:
    """Return entries with their customers as `user` may see them. Two queries beside that of the entries."""
    rows = list(entries)
    told = read_named(rows, user)
    return [_entry_row(entry, told[entry.pk], user) for entry in rows]


def _entry_row(entry: AListEntry, row: KeyRow, user: Any) -> EntryRow:
    then = entry.kept_then
    if row.customer is None or row.particulars is None:
        return EntryRow(entry, _hidden(entry, user))
    if then is None:
        return EntryRow(entry, row)
    known = row.particulars
    if entry.name:  # else it is called by its contact, and the address is a person's
        known = replace(known, company=entry.name, address=then.address)
    return EntryRow(entry, replace(row, name=entry.name or row.name, particulars=known), then)


def keeps_particulars(entries: Iterable[EntryRow]) -> bool:
    """Whether what is told of any of these customers is as of the list's hour."""
    return any(one.then is not None for one in entries)


def _hidden(entry: AListEntry, user: Any) -> KeyRow:
    """What somebody typed or confirmed themself stays theirs to read."""
    is_own = entry.part.person_id == user.pk and not entry.is_drafted
    return KeyRow(_("A customer that is no longer in your sight"), entry.words if is_own else "")


def read_a_lists(user: Any, *, limit: int) -> list[AList]:
    """Return the newest lists; `parts_seen` and `parts_confirmed` count the parts that `user` sees. Two queries."""
    rows = list(AList.objects.order_by("-month")[:limit])
    seen = AListPart.objects.filter(a_list__in=rows)
    if not user.is_assistant:
        seen = seen.visible_to(user)
    counts: dict[int, list[int]] = defaultdict(lambda: [0, 0])
    for a_list_id, confirmed_at in seen.owed().values_list("a_list_id", "confirmed_at"):
        counts[a_list_id][0] += 1
        counts[a_list_id][1] += confirmed_at is not None
    for row in rows:
        row.parts_seen, row.parts_confirmed = counts[row.pk]  # type: ignore[attr-defined]  # for the list
    return rows


def find_list(text: str) -> AList | None:
    """Return the list of the month `2026-11`; None where there is none, or the text is no month."""
    try:
        return AList.objects.filter(month=date.fromisoformat(f"{text}-01")).first()
    except ValueError:
        return None


def due_words(a_list: AList) -> str:
    """Return when the list goes up, as notices say it."""
    return f"{current_calendar().local(a_list.send_at):%m-%d %H:%M}"
