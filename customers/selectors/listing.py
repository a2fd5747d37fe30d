"""The list of customers: one page, its counts, its saved views. Six queries, whatever the number of rows."""

import operator
from collections import defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from functools import reduce
from typing import Any

from django.db.models import DateTimeField, F, IntegerField, QuerySet, Subquery, Value
from django.http import QueryDict
from django.utils import timezone
from django.utils.translation import gettext as _

from accounts.models import User
from accounts.scoping import Scope, owners_of, pool_is_open, scope_of
from core.domain.work_calendar import WorkCalendar
from core.keyset import Page, page_of
from core.models import SavedView
from core.ui.countries import country_name
from core.work_days import current_calendar
from customers import due_words, filters
from customers.domain.due_state import DueState, due_state_of
from customers.filters import ListQuery
from customers.models import Contact, Customer, CustomerQuerySet, Interest, Tag
from customers.permissions import can_grade_customer
from customers.selectors.sharing import sharers_of
from customers.timeline_words import channel_label

PAGE = "customers"
PAGE_SIZE = 50
COUNTED_UP_TO = 10_000
TAB_COUNTED_UP_TO = 999
FOUND_AT_ONCE = 2_000
COLUMNS_READ = (
    "name", "local_name", "called", "country", "city", "grade", "stage", "source", "horizon", "our_rank", "owner__name", "owner__english_name",
    "owner__team__manager", "merged_into",
    "next_due_on", "missed_on", "due_why", "last_contact_at", "last_contact_channel", "last_contact_text",
    "open_inquiries", "do_not_contact", "created_at", "name_sort",
)  # fmt: skip


class CountUpTo(Subquery):
    """The number of rows of a queryset, counted no further than its slice."""

    template = "(SELECT COUNT(*) FROM (%(subquery)s) AS counted)"
    output_field = IntegerField()


@dataclass(frozen=True)
class Tab:
    """A saved view: built in (`pk` None) or one's own. `count` is None above the cap."""

    label: str
    query: str
    pk: int | None = None
    count: int | str | None = None
    is_current: bool = False

    @property
    def url(self) -> str:
        return f"?{self.query}"


@dataclass(frozen=True)
class Row:
    """A customer of the page with what its cells show."""

    customer: Customer
    country: str
    due: DueState
    due_why: str
    contact: str
    asks: str
    tags: str
    last_channel: str
    may_grade: bool
    shared_by: str


@dataclass(frozen=True)
class Listing:
    """Everything the list shows. `total` is at most COUNTED_UP_TO; `is_capped`: there are more."""

    rows: list[Row]
    page: Page[Customer]
    tabs: list[Tab]
    total: int
    is_capped: bool
    names: Mapping[str, Mapping[str, str]]


def read_list(
    user: User, query: ListQuery, *, at: datetime, after: str = "", before: str = "", with_names: bool = False
) -> Listing:
    """Return one page of the customers that `user` sees, as `query` asks for them.

    The names of people and tags are read where a filter shows them, or for the menu of all filters (`with_names`).
    """
    scoped = Customer.objects.visible_to(user).current()
    found = filters.apply_filters(scoped, query, at=at, user=user)
    ids = _search_once(found) if query.text and not scope_of(user, at).sees_all else None
    if ids is not None:
        found = scoped.filter(pk__in=ids)
    wanted = found.select_related("owner__team").only(*COLUMNS_READ)
    page = page_of(wanted, filters.SORTS[query.sort], after=after, before=before, size=PAGE_SIZE)
    tabs, total = _count(user, scoped, query, at, known_total=None if ids is None else len(ids))
    today = timezone.localdate(at)
    extras = _extras_of(page.rows, query)
    shared = scope_of(user, at).shared & {customer.pk for customer in page.rows}
    sharers = {pk: by.short_name for pk, by in sharers_of(user, shared, today).items()}
    rows = _rows_of(user, page.rows, today, extras, sharers)
    has_names = with_names or query.chosen.keys() & {"owner", "tag"}
    names = names_of(user, *query.chosen.get("owner", ())) if has_names else {}
    return Listing(rows, page, tabs, min(total, COUNTED_UP_TO), total > COUNTED_UP_TO, names)


def _search_once(found: CustomerQuerySet) -> list[int] | None:
    """Return the ids of what a search of words finds, for its page and its number alike; None of too many.

    Of some people's customers the index of words leads soonest to the page. Of everybody's, or of so many, the list's
    own order does: the page is full after a few rows.
    """
    ids = list(found.order_by().values_list("pk", flat=True)[: FOUND_AT_ONCE + 1])
    return ids if len(ids) <= FOUND_AT_ONCE else None


def _extras_of(customers: Sequence[Customer], query: ListQuery) -> dict[tuple[str, int], list[str]]:
    """Return primary contacts, products asked for (newest first) and tags of the page, in one query."""
    never = Value(None, output_field=DateTimeField())
    ids = [customer.pk for customer in customers]
    tagged = Customer.tags.through.objects.filter(customer_id__in=ids)
    parts: dict[str, QuerySet[Any]] = {
        "asks": Interest.objects.filter(customer_id__in=ids).values_list(
            Value("asks"), "customer_id", "words", F("last_asked_at")
        ),
        "contact": Contact.objects.filter(customer_id__in=ids, is_primary=True).values_list(
            Value("contact"), "customer_id", "name", never
        ),
        "tags": tagged.values_list(Value("tags"), "customer_id", "tag__name", never),
    }
    chosen = [rows.order_by() for name, rows in parts.items() if name in query.columns]
    if not chosen or not customers:
        return {}
    found = defaultdict(list)
    rows = chosen[0].union(*chosen[1:], all=True) if len(chosen) > 1 else chosen[0]
    for kind, pk, text, _at in sorted(
        rows, key=lambda row: (row[3] is None, row[3] and -row[3].timestamp(), row[2])
    ):
        found[kind, pk].append(text)
    return found


def _rows_of(
    user: User,
    customers: Sequence[Customer],
    today: date,
    extras: Mapping[tuple[str, int], list[str]],
    sharers: Mapping[int, str],
) -> list[Row]:
    calendar, comma = current_calendar(), _(", ")
    return [
        _row_of(user, customer, today, extras, calendar, comma, sharers.get(customer.pk, ""))
        for customer in customers
    ]


def _row_of(
    user: User,
    customer: Customer,
    today: date,
    extras: Mapping[tuple[str, int], list[str]],
    calendar: WorkCalendar,
    comma: str,
    shared_by: str,
) -> Row:
    return Row(
        customer,
        country_name(str(customer.country)),
        due_state_of(customer, today, calendar),
        due_words.words_for(customer.due_why),
        contact=next(iter(extras.get(("contact", customer.pk), ())), ""),
        asks=comma.join(extras.get(("asks", customer.pk), ())[:3]),
        tags=comma.join(extras.get(("tags", customer.pk), ())),
        last_channel=channel_label(customer.last_contact_channel),
        may_grade=can_grade_customer(user, customer),
        shared_by=shared_by,
    )


def is_alone(user: User, scope: Scope) -> bool:
    """Whether `user` sees nobody's customers but their own."""
    return not scope.sees_all and scope.people <= {user.pk} and not user.is_manager and not scope.shared


def built_in_views(user: User, scope: Scope) -> list[tuple[str, str]]:
    """Return (label, query) of the views that everybody has."""
    first = [(_("Mine"), "")] if is_alone(user, scope) else [(_("All"), ""), (_("Mine"), f"owner={user.pk}")]
    views = [
        *first,
        (_("A list"), "grade=A"),
        (_("Due this week"), "due=week"),
        (_("Overdue"), "due=overdue"),
        (filters.flag_label("idle"), "idle=1"),
        (filters.flag_label("new"), "new=1"),
    ]
    if scope.shared:
        views.append((filters.flag_label("shared"), "shared=1"))
    return [*views, (filters.flag_label("pool"), "pool=1")] if pool_is_open() else views


def flags_for(user: User) -> list[str]:
    """Return the filters without values that the menu offers: those that can find something."""
    hidden = {"pool"} | (set() if pool_is_open() else {"leaving"})
    hidden |= set() if scope_of(user).shared else {"shared"}
    return [key for key in filters.FLAGS if key not in hidden]


def _count(
    user: User, scoped: CustomerQuerySet, query: ListQuery, at: datetime, *, known_total: int | None
) -> tuple[list[Tab], int]:
    """Count the page's list, unless it is known, and every tab in one statement, each up to its cap."""
    own = SavedView.objects.filter(user=user, page=PAGE)
    views: list[tuple[str, str, int | None]] = [
        (*view, None) for view in built_in_views(user, scope_of(user, at))
    ]
    views += [(view.name, view.query, view.pk) for view in own]
    asked = [filters.read_query(QueryDict(text)) for _label, text, _pk in views]
    current = next((n for n, one in enumerate(asked) if one.chosen == query.without("q").chosen), -1)
    is_tab = current >= 0 and not query.text  # then the list's own number is the tab's
    others = [one for place, one in enumerate(asked) if not (is_tab and place == current)]
    counted = [
        _up_to(filters.apply_filters(scoped, one, at=at, user=user), TAB_COUNTED_UP_TO) for one in others
    ]
    people = User.objects.filter(pk=user.pk)
    own_count = _total_of(user, query, at) if known_total is None else Value(known_total)
    total, *numbers = people.values_list(own_count, *counted)[0]
    if is_tab:
        numbers.insert(current, total)
    tabs = [
        Tab(label, text, pk, _capped(numbers[place]), place == current)
        for place, (label, text, pk) in enumerate(views)
    ]
    return tabs, total


def _total_of(user: User, query: ListQuery, at: datetime) -> Any:
    """How many rows the list has: those of people and nobody's are counted apart, each by its index.

    Words are searched once for all: there their index leads, and is the dearer one.
    """
    scope = scope_of(user, at)
    parts = [scope] if query.text else scope.parts()
    counted = (Customer.objects.in_scope(part).current() for part in parts)
    counts = [_up_to(filters.apply_filters(rows, query, at=at, user=user), COUNTED_UP_TO) for rows in counted]
    return reduce(operator.add, counts)


def _up_to(rows: QuerySet[Customer], limit: int) -> CountUpTo:
    return CountUpTo(rows.order_by().values(one=Value(1))[: limit + 1])


def _capped(number: int) -> int | str:
    return f"{TAB_COUNTED_UP_TO}+" if number > TAB_COUNTED_UP_TO else number


def names_of(user: User, *asked: str) -> dict[str, dict[str, str]]:
    """Return the names of the people one sees, the frozen among those `asked` for too, and of all tags, in one query."""
    people = owners_of(user, *asked).order_by().values_list(Value("owner"), "pk", "name")
    tags = Tag.objects.order_by().values_list(Value("tag"), "pk", "name")
    names: dict[str, dict[str, str]] = {"owner": {}, "tag": {}}
    for kind, pk, name in sorted(people.union(tags, all=True), key=lambda row: row[2]):
        names[kind][str(pk)] = name
    return names


def clean_view_query(text: str) -> str:
    """Return a saved view's query string in its one form: known filters, order and columns only."""
    query = filters.read_query(QueryDict(text))
    return query.to_query()
