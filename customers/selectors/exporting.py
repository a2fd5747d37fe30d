"""What goes into an export: whose customers, in which order, which columns (trust.md X)."""

from collections import defaultdict
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from itertools import islice
from typing import Any

from django.db.models import F, Prefetch, Q
from django.http import QueryDict
from django.utils.functional import Promise
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from accounts.models import User
from core.sheets.writing import Column, Kind
from core.ui.countries import country_name
from customers import filters
from customers.filters import ListQuery
from customers.models import Contact, Customer, CustomerExport, CustomerQuerySet, Interest
from customers.permissions import can_decide_export, can_read_private, export_scope
from customers.selectors import listing
from customers.timeline_words import channel_label

SHOWN = 50


@dataclass(frozen=True)
class Line:
    """A customer with what its cells need; `contacts` begin with the primary one, if there is one."""

    customer: Customer
    contacts: Sequence[Contact]
    asks: str
    tags: str
    may_read_private: bool

    @property
    def primary(self) -> Contact | None:
        return self.contacts[0] if self.contacts and self.contacts[0].is_primary else None


@dataclass(frozen=True)
class Field:
    """A column of the file; `label` None: as the customer's or the contact's field is called."""

    value: Callable[[Line], Any]
    kind: Kind = "text"
    width: int = 16
    label: Promise | None = None


def _own(name: str, width: int = 16, kind: Kind = "text") -> Field:
    return Field(lambda line: getattr(line.customer, name), kind, width)


def _choice(name: str, width: int = 14) -> Field:
    return Field(lambda line: getattr(line.customer, f"get_{name}_display")(), width=width)


def _mark(name: str) -> Field:
    return Field(lambda line: _("yes") if getattr(line.customer, name) else "", width=10)


def _private(name: str) -> Field:
    return Field(lambda line: getattr(line.customer, name) if line.may_read_private else "", width=30)


def _person(name: str, width: int = 18) -> Field:
    return Field(lambda line: _value_of(line.primary, name) if line.primary else "", width=width)


def _value_of(contact: Contact, name: str) -> Any:
    shown = getattr(contact, f"get_{name}_display", None)
    value = shown() if shown else getattr(contact, name)
    return (_("yes") if value else "") if isinstance(value, bool) else value


CONTACT = "contact_"
FIELDS: dict[str, Field] = {
    "grade": _own("grade", 7),
    "customer": Field(lambda line: str(line.customer), width=34, label=gettext_lazy("Customer")),
    "name": _own("name", 34),
    "local_name": _own("local_name", 26),
    "owner": Field(lambda line: line.customer.owner, label=gettext_lazy("Owner")),
    "stage": _choice("stage"),
    "country": Field(lambda line: country_name(str(line.customer.country))),
    "city": _own("city"),
    "contact_name": _person("name", 22),
    "contact_form_of_address": _person("form_of_address", 10),
    "contact_job_title": _person("job_title", 22),
    "contact_email": _person("email", 32),
    "contact_phone": _person("phone", 20),
    "contact_whatsapp": _person("whatsapp", 20),
    "contact_wechat": _person("wechat", 20),
    "contact_language": _person("language", 10),
    "phone": _own("phone", 20),
    "fax": _own("fax", 20),
    "website": _own("website", 30),
    "address": _own("address", 40),
    "delivery_address": _own("delivery_address", 40),
    "time_zone": _own("time_zone", 20),
    "source": _choice("source"),
    "business_type": _choice("business_type"),
    "asks": Field(lambda line: line.asks, width=36, label=gettext_lazy("Asks for")),
    "tags": Field(lambda line: line.tags, width=22, label=gettext_lazy("Tags")),
    "annual_purchase": _own("annual_purchase", 18),
    "horizon": _choice("horizon"),
    "our_rank": _choice("our_rank"),
    "payment_habit": _own("payment_habit", 24),
    "credit": _choice("credit"),
    "credit_note": _own("credit_note", 24),
    "is_key": _mark("is_key"),
    "is_seed": _mark("is_seed"),
    "do_not_contact": _mark("do_not_contact"),
    "due": Field(lambda line: line.customer.next_due_on, "date", 12, gettext_lazy("Next contact")),
    "last": Field(lambda line: line.customer.last_contact_at, "moment", 17, gettext_lazy("Last contact")),
    "last_channel": Field(
        lambda line: channel_label(line.customer.last_contact_channel), width=12, label=gettext_lazy("Last contact by")
    ),
    "last_text": Field(lambda line: line.customer.last_contact_text, width=40, label=gettext_lazy("Last said")),
    "inquiries": Field(lambda line: line.customer.open_inquiries, "number", 10, gettext_lazy("Open inquiries")),
    "created": Field(lambda line: line.customer.created_at, "moment", 17, gettext_lazy("Entered")),
    "habits": _own("habits", 30),
    "motive": _private("motive"),
    "bottom_line": _private("bottom_line"),
    "note": _own("note", 40),
}  # fmt: skip
ALL_FIELDS = tuple(name for name in FIELDS if name != "customer")
# What the list's columns become; the others keep their names.
FIELDS_OF_COLUMN: Mapping[str, tuple[str, ...]] = {
    "contact": ("contact_name", "contact_email", "contact_phone"),
    "last": ("last", "last_channel"),
}
CONTACT_FIELDS = (
    "name", "form_of_address", "job_title", "email", "phone", "whatsapp", "wechat", "language", "is_primary",
    "is_decision_maker", "left_on", "note",
)  # fmt: skip


def fields_of_list(query: ListQuery) -> tuple[str, ...]:
    """Return the fields that stand for the list's columns, with grade and customer before them."""
    chosen = (name for column in query.columns for name in FIELDS_OF_COLUMN.get(column, (column,)))
    return tuple(dict.fromkeys(("grade", "customer", *chosen)))


def columns_of(names: Iterable[str]) -> list[Column]:
    """Return the columns of the sheet of customers, headed in the active language."""
    return [Column(label_of_field(name), FIELDS[name].kind, FIELDS[name].width) for name in names]


def label_of_field(name: str) -> str:
    """Return what a field is called in the active language."""
    own = FIELDS[name].label
    if own is not None:
        return str(own)
    if name.startswith(CONTACT):
        return _("Contact: %(field)s") % {"field": _verbose(Contact, name.removeprefix(CONTACT))}
    return _verbose(Customer, name)


def contact_columns() -> list[Column]:
    """Return the columns of the sheet of all contacts."""
    widths = {"name": 22, "job_title": 22, "email": 32, "phone": 20, "note": 40}
    kinds: dict[str, Kind] = {"left_on": "date"}
    return [Column(_("Customer"), width=34)] + [
        Column(_verbose(Contact, name), kinds.get(name, "text"), widths.get(name, 14)) for name in CONTACT_FIELDS
    ]  # fmt: skip


def _verbose(model: Any, name: str) -> str:
    return str(model._meta.get_field(name).verbose_name)


def exportable_to(user: User) -> CustomerQuerySet:
    """Return the customers that `user` sees and may take out as a file."""
    return Customer.objects.visible_to(user).current().in_scope(export_scope(user))


def count_asked(user: User, query: ListQuery, *, at: datetime) -> int:
    """Return how many customers an export of the list would hold."""
    return filters.apply_filters(exportable_to(user), query, at=at, user=user).count()


def read_ids(user: User, query: ListQuery, *, at: datetime) -> list[int]:
    """Return the ids of the customers that the list asks for, in the list's order."""
    sort = filters.SORTS[query.sort]
    column = F(sort.column)
    first = column.desc(nulls_first=True) if sort.is_descending else column.asc(nulls_last=True)
    rows = filters.apply_filters(exportable_to(user), query, at=at, user=user)
    return list(rows.order_by(first, "-pk" if sort.is_descending else "pk").values_list("pk", flat=True))


def read_lines(user: User, ids: Sequence[int], *, has_contacts: bool = True) -> list[Line]:
    """Return the customers of these ids that are still `user`'s to export, in the order of `ids`: five queries and the policy.

    Their owners are few: they are read once, not with each. Without `has_contacts` only the primary one is there.
    """
    owners = Prefetch("owner", User.objects.select_related("team"))
    rows = exportable_to(user).filter(pk__in=ids).prefetch_related(owners).in_bulk()
    contacts: dict[int, list[Contact]] = defaultdict(list)
    people = Contact.objects.filter(customer_id__in=rows, **({} if has_contacts else {"is_primary": True}))
    for contact in people.order_by("-is_primary", "pk"):
        contacts[contact.customer_id].append(contact)
    asks = _words_by_customer(
        Interest.objects.filter(customer_id__in=rows)
        .order_by("-last_asked_at", "-pk").values_list("customer_id", "words")
    )  # fmt: skip
    tagged = Customer.tags.through.objects.filter(customer_id__in=rows)
    tags = _words_by_customer(tagged.order_by("tag__name").values_list("customer_id", "tag__name"))
    return [
        Line(rows[pk], contacts[pk], asks[pk], tags[pk], can_read_private(user, rows[pk])) for pk in ids if pk in rows
    ]  # fmt: skip


def _words_by_customer(pairs: Iterable[tuple[int, str]]) -> dict[int, str]:
    found: dict[int, list[str]] = defaultdict(list)
    for pk, word in pairs:
        found[pk].append(word)
    comma = _(", ")
    return defaultdict(str, {pk: comma.join(words) for pk, words in found.items()})


def values_of(line: Line, names: Iterable[str]) -> list[Any]:
    """Return a row of the sheet of customers."""
    return [FIELDS[name].value(line) for name in names]


def contact_rows(line: Line) -> list[list[Any]]:
    """Return the rows of the sheet of contacts."""
    return [
        [str(line.customer), *(_value_of(contact, name) for name in CONTACT_FIELDS)] for contact in line.contacts
    ]  # fmt: skip


def query_of(text: str) -> ListQuery:
    """Read the query of an export."""
    return filters.read_query(QueryDict(text))


def words_of(user: User, queries: Sequence[ListQuery]) -> list[str]:
    """Return what each of the queries asks for, in words."""
    needs_names = any(query.chosen.keys() & {"owner", "tag"} for query in queries)
    asked = [key for query in queries for key in query.chosen.get("owner", ())]
    names = listing.names_of(user, *asked) if needs_names else {}
    return [
        " · ".join(filters.label_of(key, values, names) for key, values in query.chosen.items()) or _("All customers")
        for query in queries
    ]  # fmt: skip


def read_exports(user: User) -> list[tuple[CustomerExport, str]]:
    """Return the newest exports of `user`, each with its filters in words."""
    rows = list(CustomerExport.objects.visible_to(user).select_related("file", "job")[:SHOWN])
    return list(zip(rows, words_of(user, [query_of(row.query) for row in rows]), strict=True))


def to_decide(user: User) -> list[CustomerExport]:
    """Return the exports above the day's rows that wait for `user`'s word, the oldest first. One query."""
    rows = CustomerExport.objects.filter(state=CustomerExport.State.ASKED).select_related("owner__team")
    decided_here = (row for row in rows.order_by("created_at", "pk") if can_decide_export(user, row))
    return list(islice(decided_here, SHOWN))


def read_asked(user: User) -> list[tuple[CustomerExport, str]]:
    """Return the exports above the day's rows that wait for `user`'s word, the oldest first, with their filters in words."""
    asked = to_decide(user)
    return list(zip(asked, words_of(user, [query_of(row.query) for row in asked]), strict=True))


def find_to_decide(user: User, pk: int) -> CustomerExport | None:
    """Return an export that is `user`'s to allow or not, decided by now or not; None for any other."""
    was_asked = Q(state=CustomerExport.State.ASKED) | Q(decided_by__isnull=False)
    found = CustomerExport.objects.filter(was_asked, pk=pk).select_related("owner__team").first()
    return found if found is not None and can_decide_export(user, found) else None
