"""What stands in the list's URL: filters that compose, the order, the columns. Nonsense is left out, never an error."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field, replace
from datetime import date, datetime, time, timedelta
from typing import Any
from urllib.parse import urlencode

from django.db.models import Q
from django.db.models.lookups import LessThan
from django.http import QueryDict
from django.utils import timezone
from django.utils.functional import Promise
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django_countries import countries

from core import policy
from core.domain.work_calendar import FIRST_YEAR, LAST_YEAR, ONE_DAY
from core.keyset import Sort
from core.ui.formats import table_date
from core.work_days import current_calendar
from customers.models import (
    HEARD_OF_AT,
    BusinessType,
    Credit,
    Customer,
    CustomerQuerySet,
    CustomerShare,
    Grade,
    Horizon,
    PoolWarning,
    Rank,
    Source,
    Stage,
)
from customers.policies import GRADING, GradingPolicy
from customers.text import clean_line, holds, query_terms

TEXT_LENGTH = 100
VALUES_KEPT = 30
IDLE_DAYS = 30

SORTS = {
    sort.name: sort
    for sort in (
        Sort("due", "next_due_on", date, may_be_empty=True),
        Sort("-due", "next_due_on", date, is_descending=True, may_be_empty=True),
        Sort("name", "name_sort"),
        Sort("-name", "name_sort", is_descending=True),
        Sort("last", "last_contact_at", datetime, may_be_empty=True),
        Sort("-last", "last_contact_at", datetime, is_descending=True, may_be_empty=True),
        Sort("created", "created_at", datetime),
        Sort("-created", "created_at", datetime, is_descending=True),
    )
}
DEFAULT_SORT = "due"

COLUMNS: dict[str, Promise] = {
    "country": gettext_lazy("Country"),
    "contact": gettext_lazy("Contact person"),
    "asks": gettext_lazy("Asks for"),
    "due": gettext_lazy("Next contact"),
    "last": gettext_lazy("Last contact"),
    "inquiries": gettext_lazy("Inquiries"),
    "owner": gettext_lazy("Owner"),
    "stage": gettext_lazy("Stage"),
    "horizon": gettext_lazy("Buying horizon"),
    "our_rank": gettext_lazy("Our rank at the buyer"),
    "source": gettext_lazy("Source"),
    "city": gettext_lazy("City"),
    "tags": gettext_lazy("Tags"),
    "created": gettext_lazy("Entered"),
}
DEFAULT_COLUMNS = ("country", "contact", "asks", "due", "last", "inquiries")
TEAM_COLUMNS = ("owner", *DEFAULT_COLUMNS)

DUE_CHOICES: dict[str, Promise] = {
    "today": gettext_lazy("due today"),
    "overdue": gettext_lazy("overdue"),
    "missed": gettext_lazy("missed"),
    "week": gettext_lazy("due this week"),
    "none": gettext_lazy("without a date"),
}


class CountryNames(Mapping[str, str]):
    """The countries by code, each named in the language that is active when it is asked."""

    def __getitem__(self, code: str) -> str:
        if code not in countries.countries:
            raise KeyError(code)
        return str(countries.name(code))

    def __iter__(self) -> Iterator[str]:
        return iter(countries.countries)

    def __len__(self) -> int:
        return len(countries.countries)


# Filters of several values, and what each value may be.
CODES: dict[str, Mapping[str, Any]] = {
    "grade": dict(Grade.choices),
    "country": CountryNames(),
    "stage": dict(Stage.choices),
    "source": dict(Source.choices),
    "business_type": dict(BusinessType.choices),
    "horizon": dict(Horizon.choices),
    "our_rank": dict(Rank.choices),
    "credit": dict(Credit.choices),
    "due": DUE_CHOICES,
}
FLAG_LABELS = {
    "idle": gettext_lazy("No contact for %(days)d days"),
    "new": gettext_lazy("New this month"),
    "regrade": gettext_lazy("Grade to be confirmed"),
    "dnc": gettext_lazy("Do not contact"),
    "seed": gettext_lazy("Seed customers"),
    "key": gettext_lazy("Key accounts"),
    "inquiry": gettext_lazy("With an open inquiry"),
    "pool": gettext_lazy("Open pool"),
    "leaving": gettext_lazy("Goes to the pool soon"),
    "shared": gettext_lazy("Shared with me"),
}
FLAGS = tuple(FLAG_LABELS)
# On which day a customer was entered, both ends included.
DAYS = {"since": gettext_lazy("Entered since %(day)s"), "until": gettext_lazy("Entered until %(day)s")}
KEYS = ("q", *CODES, "owner", "tag", *DAYS, *FLAGS)


@dataclass(frozen=True)
class ListQuery:
    """The list as its URL asks for it. `chosen` holds the filters, by key, as clean strings."""

    chosen: Mapping[str, tuple[str, ...]] = field(default_factory=dict)
    sort: str = DEFAULT_SORT
    columns: tuple[str, ...] = DEFAULT_COLUMNS

    @property
    def text(self) -> str:
        return self.chosen.get("q", ("",))[0]

    @property
    def has_own_columns(self) -> bool:
        return self.columns not in (DEFAULT_COLUMNS, TEAM_COLUMNS)

    def without(self, key: str) -> "ListQuery":
        """Return the same list without one filter."""
        return replace(self, chosen={name: values for name, values in self.chosen.items() if name != key})

    def to_query(self, **extra: str) -> str:
        """Return the query string; the same list always has the same one."""
        pairs = [(key, value) for key in KEYS for value in self.chosen.get(key, ())]
        if self.sort != DEFAULT_SORT:
            pairs.append(("sort", self.sort))
        if self.has_own_columns:
            pairs.append(("cols", ",".join(self.columns)))
        return urlencode([*pairs, *((key, value) for key, value in extra.items() if value)])


def read_query(data: QueryDict, *, is_team: bool = False) -> ListQuery:
    """Read a list's URL; who sees more than their own also gets the owner's column (`is_team`)."""
    chosen = {key: values for key in KEYS if (values := _read_values(data, key))}
    sort = data.get("sort", DEFAULT_SORT)
    columns = tuple(
        dict.fromkeys(name for part in data.getlist("cols") for name in part.split(",") if name in COLUMNS)
    )
    return ListQuery(
        chosen,
        sort if sort in SORTS else DEFAULT_SORT,
        columns or (TEAM_COLUMNS if is_team else DEFAULT_COLUMNS),
    )


def _read_values(data: QueryDict, key: str) -> tuple[str, ...]:
    values = [clean_line(value)[:TEXT_LENGTH] for value in data.getlist(key)[:VALUES_KEPT]]
    if key == "q":
        return tuple(value for value in values[:1] if value)
    if key in FLAGS:
        return ("1",) if values[:1] == ["1"] else ()
    if key in CODES:
        return tuple(dict.fromkeys(value for value in values if value in CODES[key]))
    if key in DAYS:
        return tuple(value for value in values[:1] if _is_day(value))
    return tuple(dict.fromkeys(value for value in values if value.isdecimal() and len(value) < 12))


def _is_day(text: str) -> bool:
    try:
        return FIRST_YEAR <= date.fromisoformat(text).year < LAST_YEAR
    except ValueError:
        return False


def apply_filters(
    customers: CustomerQuerySet, query: ListQuery, *, at: datetime, user: Any = None
) -> CustomerQuerySet:
    """Narrow customers, already scoped, to what the list asks for; `user` is whom "with me" means."""
    today = timezone.localdate(at)
    for key, values in query.chosen.items():
        is_mine = key == "shared"
        customers = customers.filter(_shared_with(user, today) if is_mine else _condition(key, values, today))
    return customers


def _shared_with(user: Any, today: date) -> Q:
    return Q(pk__in=CustomerShare.objects.of(user).standing_on(today).values("customer"))


def _condition(key: str, values: tuple[str, ...], today: date) -> Q | LessThan:
    if key == "q":
        found = Q()
        for term in query_terms(values[0]):
            found &= holds(term)
        return found
    if key == "owner":
        return Q(owner__in=[int(value) for value in values])
    if key == "tag":
        tagged = Customer.tags.through.objects.filter(tag_id__in=[int(value) for value in values])
        return Q(pk__in=tagged.values("customer_id"))
    if key == "due":
        return _any(*(_due_condition(value, today) for value in values))
    if key in CODES:
        return Q(**{f"{key}__in": values})
    if key in DAYS:
        day = date.fromisoformat(values[0])
        return Q(created_at__gte=_start(day)) if key == "since" else Q(created_at__lt=_start(day + ONE_DAY))
    return _flag_condition(key, today)


def _any(*conditions: Q) -> Q:
    found = conditions[0]
    for condition in conditions[1:]:
        found |= condition
    return found


def _due_condition(value: str, today: date) -> Q:
    sunday = today + timedelta(days=6 - today.weekday())
    calendar = current_calendar()
    # On a day off nothing has become overdue since the last working day (N15, as `due_state_of` says it).
    since = today if calendar.is_working_day(today) else calendar.previous_working_day(today)
    conditions = {
        "today": Q(next_due_on__gte=since, next_due_on__lte=today),
        "overdue": Q(next_due_on__lt=since),
        "missed": Q(missed_on__lte=today),
        "week": Q(next_due_on__lte=sunday),
        "none": Q(next_due_on=None),
    }
    return conditions[value]


def _flag_condition(key: str, today: date) -> Q | LessThan:
    conditions: dict[str, Q | LessThan] = {
        "idle": LessThan(HEARD_OF_AT, _start(today - timedelta(days=IDLE_DAYS))),
        "new": Q(created_at__gte=_start(today.replace(day=1))),
        "regrade": Q(graded_at__lt=_start(today - timedelta(days=_confirm_after()))) & ~Q(stage=Stage.LOST),
        "dnc": Q(do_not_contact=True),
        "seed": Q(is_seed=True),
        "key": Q(is_key=True),
        "inquiry": Q(open_inquiries__gt=0),
        "pool": Q(owner=None),
        "leaving": Q(pk__in=PoolWarning.objects.standing().values("customer")),
    }
    return conditions[key]


def _confirm_after() -> int:
    return policy.get(GRADING, GradingPolicy).confirm_after_days


def _start(day: date) -> datetime:
    return timezone.make_aware(datetime.combine(day, time.min))


def defaults_for_new(query: ListQuery) -> str:
    """Return the filters that become defaults of a new customer, as a query string."""
    kept = ("grade", "country", "source", "stage", "business_type", "horizon", "owner", "tag")
    pairs = [(key, values[0]) for key in kept if len(values := query.chosen.get(key, ())) == 1]
    return urlencode(pairs)


def flag_label(key: str) -> str:
    """Return what a filter without values is called."""
    return str(FLAG_LABELS[key]) % {"days": IDLE_DAYS}


def label_of(key: str, values: tuple[str, ...], names: Mapping[str, Mapping[str, str]]) -> str:
    """Return a filter's chip in words. `names` holds the names of owners and tags that the person may know."""
    if key in FLAGS:
        return flag_label(key)
    if key == "q":
        return _("“%(text)s”") % {"text": values[0]}
    if key in DAYS:
        return str(DAYS[key]) % {"day": table_date(date.fromisoformat(values[0]))}
    known: Mapping[str, Any] = CODES.get(key) or names.get(key, {})
    words = [value if key == "grade" else str(known.get(value, "?")) for value in values]
    shown = _(", ").join(words[:4]) + ("…" if len(words) > 4 else "")
    return _("%(filter)s: %(values)s") % {"filter": field_label(key), "values": shown}


def field_label(key: str) -> str:
    """Return what a filter is called."""
    own = {"due": _("Next contact"), "tag": _("Tag"), "owner": _("Owner")}
    if key in own:
        return own[key]
    column: Any = Customer._meta.get_field(key)
    return str(column.verbose_name)
