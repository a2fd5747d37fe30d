"""The permission table: URL × caller × relation of the record × method → status (docs/permissions.md).

Read a row as: what the address names (`of`), whose records are tried (`whose`), what GET and POST answer. Everything
that is not written is refused: another method 405, an anonymous or frozen caller goes to sign-in.
"""

import os
from collections.abc import Callable, Collection, Iterator
from dataclasses import dataclass
from datetime import timedelta
from http import HTTPStatus
from itertools import product
from types import NoneType
from typing import Any
from uuid import UUID
from zlib import crc32

from django.core.files.uploadedfile import SimpleUploadedFile
from django.urls import reverse
from django.utils import timezone
from django.utils.module_loading import import_string

from accounts.services.second_factor import new_key, seal_key
from core import policy
from core.work_days import current_calendar
from customers.forms.handovers import Agreed, sign_agreed
from customers.models import Contact
from customers.services.merging import stamp_of
from tests.factories import AT, PASSWORD, code_at, picture_bytes
from tests.security.walking import METHODS
from tests.security.world import CALLERS, HELP_ON, OWNERS, SEES, World

Status = Callable[[str, str], int]
Data = Callable[[World, str, str], dict[str, Any]]

# ── who ─────────────────────────────────────────────────────────────────────
OUTSIDE = frozenset({"anonymous", "frozen"})
EVERYBODY = frozenset(CALLERS) - OUTSIDE
MANAGERS = frozenset({"manager", "other_manager"})
LEADERS = MANAGERS | {"boss"}
SELLERS = LEADERS | {"owner", "teammate", "stand_in", "outsider"}
LETTER_WRITERS = POLICY_READERS = ASSIGNERS = LEADERS | {"assistant"}
LOOKERS_AFTER = LEADERS | {"admin"}
HEALTH_READERS = ROBOT_KEEPERS = LEADERS | {"admin"}
SETTING_UP = LEADERS | {"admin"}
IMPORTERS = SELLERS | {"assistant"}
RATE_KEEPERS = LEADERS | {"assistant"}
RATE_READERS = SELLERS | {"assistant", "production"}

# ── whose ───────────────────────────────────────────────────────────────────
ALL = ("own", "team", "other", "pool", "merged", "moved", "lent", "joint")
WITH_LOOSE = (*ALL, "loose")
PERSONAL = ("me_owner", "me_assistant")
ASKERS = ("me_owner", "me_manager", "me_boss")
# Whose account somebody looks after: a manager their team's, admin and boss everybody's.
LOOKED_AFTER = {
    "me_owner": {"manager", "boss", "admin"}, "me_assistant": {"boss", "admin"}, "me_frozen": {"manager", "boss", "admin"},
}  # fmt: skip
# Whose customers somebody hands over: an admin those of the frozen.
HANDS_OVER = {
    "me_owner": {"manager", "boss"},
    "me_assistant": {"boss"},
    "me_frozen": {"manager", "boss", "admin"},
}
KEEPS_THINGS = {"me_owner": {"manager", "boss", "admin"}, "me_assistant": {"boss", "admin"}}
ADMINS = {relation: {"admin"} for relation in PERSONAL}
SELLERS_LINK = {"me_owner": {"manager", "admin"}, "me_assistant": {"admin"}}
IMPORTS = {"me_owner": {"owner"}, "me_assistant": {"assistant"}}

# Write to a customer: owner, stand-in, the team's manager, with whom it is shared to act on; the boss reads. A merged one
# is nobody's to change.
ACTS = {relation: SEES[relation] - {"boss"} for relation in SEES} | {"merged": frozenset()}
ACTS["lent"] -= {"owner"}
# Inquiries of a merged customer go on.
ACTS_ON_INQUIRY = ACTS | {"merged": SEES["merged"] - {"boss"}}
# Who may see a customer, and who did: not for a stand-in.
ACCESSES = {relation: SEES[relation] - {"stand_in"} for relation in SEES}
ACCESSES |= {"lent": ACCESSES["other"], "joint": ACCESSES["other"]}
# An entry of the trail: who wrote it, the manager of who wrote it or of the customer's owner, the boss.
READS_ENTRY = ACCESSES | {"moved": {"owner", "manager", "other_manager", "boss"}}
# Grades stay with the owner and the manager.
GRADES = {relation: ACTS[relation] - {"stand_in"} for relation in SEES}
GRADES["joint"] -= {"owner"}
# Sharing, giving back: the owner, the team's manager, the boss.
SHARES = {relation: (SEES[relation] - {"stand_in"}) for relation in SEES} | {
    "pool": frozenset(),
    "merged": frozenset(),
}
SHARES |= {"lent": SHARES["other"], "joint": SHARES["other"]}
ENDS_SHARE = SHARES | {"lent": SEES["lent"], "joint": SEES["joint"]}
# How two belong together: both are one's to write to, or to give away.
LINKS = SEES | {"lent": SEES["other"]}
# The other one of a pair is not shared.
BOTH = SEES | {"merged": frozenset(), "lent": SEES["other"], "joint": SEES["other"]}
# A record is corrected by its author or the author's manager.
CORRECTS = {
    "own": {"owner", "manager"}, "team": {"teammate", "manager"}, "other": {"outsider", "other_manager"},
    "pool": {"manager"}, "merged": {"owner", "manager"}, "moved": set(),
    "lent": {"outsider", "other_manager"}, "joint": {"outsider", "other_manager"},
}  # fmt: skip
UNDOES = {relation: CORRECTS[relation] & {OWNERS[relation] or "manager"} for relation in CORRECTS}
# A later date's reason is judged by leaders, never by who gave it.
JUDGES_DATE = dict.fromkeys(ALL, LEADERS) | {"pool": LEADERS - {"manager"}}
FINISHES = {
    "own": {"owner", "manager"}, "team": {"teammate", "manager"}, "other": {"outsider", "other_manager"},
    "pool": {"manager"}, "merged": {"owner", "manager"},
}  # fmt: skip
# Help requests: who asks, and who closes what nobody answered.
HELPERS = EVERYBODY - {"production", "adviser"}
ASKED = {
    "own": {"owner"}, "team": {"teammate"}, "other": {"outsider"}, "pool": {"manager"}, "merged": {"owner"}, "moved": {"owner"},
    "lent": {"outsider"}, "joint": {"outsider"},
}  # fmt: skip
OWN_HELP = {"me_assistant": {"assistant"}, "me_admin": {"admin"}}
SUGGESTED = {"me_owner": {"owner", "boss"}, "me_assistant": {"assistant", "boss"}}
# Whose result an order is, and its reward: who leads the owner, and the boss.
JUDGES_RESULT = {relation: SHARES[relation] & LEADERS for relation in SHARES} | {
    "pool": LEADERS, "merged": frozenset({"manager", "boss"}),
}  # fmt: skip
# Nobody's inquiries: leaders, and the assistant, who sees sender and subject.
ASSIGNS = {
    relation: SEES[relation] | ({"assistant"} if relation in {"pool", "loose"} else set())
    for relation in SEES
}


# ── rules ───────────────────────────────────────────────────────────────────
def anyone(status: int, *, signed_in: int | None = None) -> Status:
    """A public page; `signed_in`: another answer for who is."""
    return lambda caller, _relation: status if caller in OUTSIDE or signed_in is None else signed_in


def only(people: Collection[str], status: int = 200) -> Status:
    """These people; others 403."""
    return lambda caller, _relation: status if caller in people else 403


def own_only(status: int = 200) -> Status:
    """A thing of one person: for everybody else it does not exist."""
    return lambda caller, relation: status if relation == f"me_{caller}" else 404


def own_export(caller: str, relation: str) -> int:
    """An export's file: its owner's, as long as the policy lets them export; 404 for everybody else."""
    if caller not in SELLERS:
        return 403
    if relation != f"me_{caller}":
        return 404
    return 200 if caller in LEADERS else 403


def decides_export(status: int) -> Status:
    """An export above the day's rows: another person who leads who asked; 404 for everybody else."""
    by = {"me_owner": {"manager", "boss"}, "me_manager": {"boss"}, "me_boss": MANAGERS}
    return rows(status, by=by)


def seen(status: int = 200, people: Collection[str] = SELLERS, by: Any = SEES) -> Status:
    """Who sees the record; for the others it does not exist. Without the role at all: 403."""
    return rows(status, people=people, by=by)


def rows(status: int, *, people: Collection[str] = SELLERS, by: Any = SEES, may: Any = None) -> Status:
    """403 without the role, 404 for who does not see the record (`by`), 403 for who may not do this to it (`may`)."""

    def answer(caller: str, relation: str) -> int:
        if caller not in people:
            return 403
        if caller not in by[relation]:
            return 404
        return status if may is None or caller in may[relation] else 403

    return answer


def current(status: int, people: Collection[str] = SELLERS, may: Any = None) -> Status:
    """Like `rows`, where a merged customer does not exist any more."""
    return rows(status, people=people, by=SEES | {"merged": frozenset()}, may=may)


def leads_on(status: int, people: Collection[str] = LEADERS) -> Status:
    """Like `rows`, where the address of a merged customer leads on to the one that it is part of."""
    rule = rows(status, people=people)

    def answer(caller: str, relation: str) -> int:
        found = rule(caller, relation)
        return 302 if relation == "merged" and found == status else found

    return answer


# ── rows ────────────────────────────────────────────────────────────────────
def nothing(_world: World, _relation: str, _caller: str) -> dict[str, Any]:
    """An empty form."""
    return {}


@dataclass(frozen=True)
class Row:
    """One way to call a URL. `query` may name a record's id as `{customer}`, `{user}` …"""

    get: Status | None = None
    post: Status | None = None
    of: tuple[str, ...] = ()
    args: tuple[Any, ...] = ()
    # What stands in the address behind the ids.
    rest: tuple[Any, ...] = ()
    whose: tuple[str, ...] = ("",)
    query: str = ""
    data: Data = nothing
    is_public: bool = False
    # D1: a lookup may show a colleague's company name.
    shows_names: bool = False
    # H4: what reading writes besides sessions and the audit trail.
    get_writes: frozenset[str] = frozenset()
    # The link is the key: whoever holds it reads as its owner.
    reads_as: str = ""

    def expected(self, caller: str, relation: str, method: str) -> int:
        """Return the status of a cell; 302 to sign-in for who is outside."""
        if caller in OUTSIDE and not self.is_public:
            return 302
        rule = self.get if method in {"GET", "HEAD"} else self.post if method == "POST" else None
        return 405 if rule is None else rule(caller, relation)

    def url(self, name: str, world: World, relation: str) -> str:
        """Return the address for the record of `relation`."""
        records = world[relation] if relation else None
        args = [*self.args, *(_key(getattr(records, kind)) for kind in self.of), *self.rest]
        query = self.query.format(**ids_of(world, relation)) if relation else self.query
        return reverse(name, args=args) + (f"?{query}" if query else "")


def _key(record: Any) -> Any:
    if isinstance(record, str):
        return record
    kept = getattr(record, "file_id", None) if record._meta.model_name == "inquiryfile" else None
    return kept if isinstance(kept, UUID) else record.pk


def ids_of(world: World, relation: str) -> dict[str, Any]:
    """Return the ids of the relation's records by kind, and `user`, its owner."""
    kinds = {name: getattr(record, "pk", "") for name, record in vars(world[relation]).items()}
    owner = world.user(OWNERS.get(relation) or relation.removeprefix("me_"))
    return kinds | {"user": owner.pk if owner else "", "relation": relation}


def pk_of(kind: str, name: str = "", **more: Any) -> Data:
    """Post the record's id under `name`, with `more`."""
    return lambda world, relation, _caller: {name or kind: getattr(world[relation], kind).pk, **more}


def form(**values: Any) -> Data:
    """Post these values."""
    return lambda _world, _relation, _caller: dict(values)


def upload(_world: World, _relation: str, _caller: str) -> dict[str, Any]:
    return {"file": SimpleUploadedFile("price-list.txt", b"12 pieces")}


CHOICE = {
    "manager": "teammate",
    "other_manager": "outsider",
    "boss": "teammate",
    "assistant": "teammate",
    "anonymous": "owner",
}


def colleague(name: str, **more: Any) -> Data:
    """Post somebody whom the caller may choose."""
    return lambda world, _relation, caller: {name: world.user(CHOICE.get(caller, caller)).pk, **more}


def to_owner(name: str, **more: Any) -> Data:
    """Post somebody who sells, with `more`."""
    return lambda world, _relation, _caller: {name: world.cast.owner.pk, **more}


def edited_inquiry(world: World, relation: str, _caller: str) -> dict[str, Any]:
    lines = {"lines-TOTAL_FORMS": 0, "lines-INITIAL_FORMS": 0}
    version = world[relation].inquiry.version
    return {"subject": "New subject", "source": "email", "validity": "valid", "version": version, **lines}


def edited_customer(world: World, relation: str, _caller: str) -> dict[str, Any]:
    return {"name": "Another name GmbH", "country": "DE", "version": world[relation].customer.version}


def merged_customers(world: World, relation: str, _caller: str) -> dict[str, Any]:
    one, other = world[relation].customer, world[relation].double
    return {"stays": one.pk, "stamp_one": stamp_of(one), "stamp_other": stamp_of(other)}


def edited_contact(world: World, relation: str, _caller: str) -> dict[str, Any]:
    return {"name": "Carol Jensen", "version": Contact.objects.get(customer=world[relation].customer).version}


def shared_customer(world: World, relation: str, _caller: str) -> dict[str, Any]:
    stranger = world.user("outsider" if OWNERS[relation] in {"owner", "teammate"} else "teammate")
    return {"person": stranger.pk, "access": "act", "reason": "Speaks Spanish"}


def new_customer(world: World, _relation: str, caller: str) -> dict[str, Any]:
    owner = world.user(CHOICE.get(caller, caller)).pk
    return {"name": "Breiz Outillage SARL", "country": "FR", "grade": "D", "stage": "new", "owner": owner}


NEW_INQUIRY = {
    "text": "Please quote 300 combination pliers.", "sender_name": "Yann Le Goff", "email": "y.legoff@breiz-outillage.example",
    "source": "email", "channel": "email", "match": "new", "lines-TOTAL_FORMS": 0, "lines-INITIAL_FORMS": 0,
}  # fmt: skip
SIGHTINGS = frozenset({"customers_lookupsighting", "core_notification"})  # D3 counts what a lookup shows
# A page with the particulars of a customer is counted (X4).
COUNTED = frozenset({"customers_pagesread"})
# For the boss to open it is to have seen it (S12).
SEEN = frozenset({"oversight_seenmark"})
LOG = {"text": "Sent the offer.", "channel": "email", "result": "reached"}
# Every section of the policy that has a form: saved as it is.
POLICIES = [section for section in policy.sections().values() if section.form]


def policy_row(section: policy.Section) -> Row:
    """A page of the policy: its readers, its writers."""
    form_class = import_string(section.form)
    initial = {
        name: typed(value)
        for name, value in form_class.initial_of(section.schema()).items()
        if value is not False
    }
    return Row(get=only(POLICY_READERS), post=only(LEADERS, 302), args=(section.name,), data=form(**initial))


def typed(value: Any) -> Any:
    """Return a value as a browser sends it."""
    if isinstance(value, dict | NoneType):
        return ""
    return value if isinstance(value, list) else f"{value:%H:%M}" if hasattr(value, "hour") else str(value)


def own_day(_world: World, _relation: str, _caller: str) -> dict[str, Any]:
    """A day of the company's own: it has to be one to come."""
    day = timezone.localdate() + timedelta(days=30)
    return {"day": day.isoformat(), "works": "off", "why": "Factory holiday"}


def both(status: int, post: int = 302, **rule: Any) -> dict[str, Status]:
    """The form and its saving, under one rule."""
    return {"get": rows(status, **rule), "post": rows(post, **rule)}


def of_customer(**rest: Any) -> Row:
    return Row(of=("customer",), whose=ALL, **rest)


def of_import(**rest: Any) -> Row:
    return Row(of=("batch",), whose=PERSONAL, **rest)


def own_import(status: int) -> Status:
    """An import is its maker's alone."""
    return rows(status, people=IMPORTERS, by=IMPORTS)


def import_columns(world: World, _relation: str, caller: str) -> dict[str, Any]:
    owner = world.user(caller if caller == "owner" else "teammate").pk
    return {"column_0": "name:1", "grade": "D", "source": "import", "owner": owner}


def of_person(status: int, may: Any = None) -> Status:
    """The account of somebody whom one looks after."""
    return rows(status, people=LOOKERS_AFTER, by=LOOKED_AFTER, may=may)


def opened_account(world: World, _relation: str, caller: str) -> dict[str, Any]:
    team = {"manager": world.cast.team, "other_manager": world.cast.other_team}.get(caller)
    return {
        "email": "new@qicheng-tools.example", "name": "新人", "language": "zh-hans", "roles": ["salesperson"],
        "team": team.pk if team else "",
    }  # fmt: skip


# Leave is seen by who asks, by the team's manager, and by the boss, who decides (S124).
LEAVE_SEEN = {
    "me_owner": {"owner", "manager", "boss"}, "me_manager": {"manager", "boss"}, "me_outsider": {"outsider", "other_manager", "boss"},
    "me_boss": {"boss"}, "me_assistant": {"boss"},
}  # fmt: skip
LEAVE_OF = tuple(LEAVE_SEEN)
LEAVE_DECIDED = dict.fromkeys(LEAVE_OF, frozenset({"boss"})) | {"me_boss": frozenset()}


def of_leave(status: int, may: Any = None) -> Status:
    """A request for leave."""
    return rows(status, by=LEAVE_SEEN, may=may)


def asked_leave(world: World, _relation: str, caller: str) -> dict[str, Any]:
    stand_in = world.user("teammate" if caller != "teammate" else "outsider").pk
    return {
        "kind": "trip", "starts_on": "2026-12-21", "ends_on": "2026-12-23", "reason": "Fair in Cologne", "stand_in": stand_in,
    }  # fmt: skip


def of_help(**rest: Any) -> Row:
    """A request about a customer's record; of the customer who `moved` its author is the former owner."""
    return Row(of=("help",), whose=ALL, **rest)


def of_own_help(**rest: Any) -> Row:
    return Row(of=("help",), whose=tuple(OWN_HELP), **rest)


def of_asked(status: int, may: Any = None) -> Status:
    """Its author, who led them then, and the boss."""
    return rows(status, people=HELPERS, by=HELP_ON, may=may)


def own_help(status: int, may: Any = None) -> Status:
    """Of who is in no team: they and the boss."""
    return rows(status, people=HELPERS, by={name: {*who, "boss"} for name, who in OWN_HELP.items()}, may=may)


NEW_LINE = {"text_zh": "参观工厂", "text_en": "Tour of the factory", "position": "6"}


def by_factor(with_one: dict[str, int], others: int) -> Status:
    """Another answer for who has a second factor."""
    return lambda caller, _relation: with_one.get(caller, others)


def set_up_factor(world: World, _relation: str, caller: str) -> dict[str, Any]:
    """The first code of a new key; who has a second factor proves it."""
    user, key = world.user(caller), new_key()
    sealed = {"sealed": seal_key(key, user)} if user else {}
    return {**sealed, "new_code": code_at(key, AT), **prove_factor(world, "", caller)}


def prove_factor(world: World, _relation: str, caller: str) -> dict[str, Any]:
    codes = getattr(world.user(caller), "codes", [""])
    return {"code": codes[0], "password": PASSWORD}


def robot(address: str) -> Data:
    """A group of WeCom, told of inquiries."""
    return form(name="Sales", kind="wecom", address=address, topics="inquiries.past_limit", is_on="on")


def rates_file(_world: World, _relation: str, _caller: str) -> dict[str, Any]:
    return {"file": SimpleUploadedFile("rates.csv", b"currency,rate,date\nEUR,7.8,2026-11-13\n")}


def of_order(kind: str = "order", **rest: Any) -> Row:
    return Row(of=(kind,), whose=ALL, **rest)


def own_order(status: int = 302, may: Any = None) -> dict[str, Status]:
    """The form and its saving at an order: of who may write to the customer."""
    may = ACTS if may is None else may
    return {"get": rows(200, may=may), "post": rows(status, may=may)}


ORDER_LINE = {
    "lines-TOTAL_FORMS": 1, "lines-INITIAL_FORMS": 0, "lines-0-words": "Tool set", "lines-0-quantity": "500", "lines-0-price": "6.45",
}  # fmt: skip
ORDER = {"ordered_on": "2026-11-10", "currency": "USD", "balance_due": "copy", **ORDER_LINE}
COMPLAINT = {"subject": "Rust on the pliers", "raised_on": "2026-11-10"}


def of_inquiry(**rest: Any) -> Row:
    return Row(of=("inquiry",), whose=WITH_LOOSE, **rest)


def of_message(**rest: Any) -> Row:
    return Row(of=("inquiry", "message"), whose=WITH_LOOSE, **rest)


def current_both(**rule: Any) -> dict[str, Status]:
    """The form and its saving at a customer that was not merged away."""
    return {"get": current(200, **rule), "post": current(302, **rule)}


def planned(world: World, _relation: str, _caller: str) -> dict[str, Any]:
    """A distribution that can be previewed."""
    teammate = world.cast.teammate.pk
    return {"kind": "leaving", "rest": "evenly", "people": [teammate], "others_to": teammate}


def agreed_to(world: World, relation: str, caller: str) -> dict[str, Any]:
    """The last step of a handover of what belongs to no customer."""
    agreed = Agreed("leaving", {}, world.cast.teammate.pk)
    user = world.user(caller) or world.cast.owner
    return {"reason": "Left", "agreed": sign_agreed(agreed, user=user, person=world[relation].person)}


# The catalogue: who reads it, keeps it, sees cost and keeps markets, sends e-samples.
CATALOGUE_READERS = SELLERS | {"assistant", "production"}
CATALOGUE_KEEPERS = LEADERS | {"assistant"}
ESAMPLES_OF = {"me_owner": {"owner"}, "me_manager": {"manager"}, "me_assistant": set()}
NEW_PRODUCT = {
    "model_number": "QC-X1",
    "name_en": "Mixed set",
    "name_zh": "组套",
    "unit": "set",
    "moq": "500",
}
NEW_TIER = {"min_quantity": "500", "currency": "USD", "price": "5.80", "valid_from": "2026-11-16"}
VALUE_LINE = {
    "label": "Retail box", "percent": "3.5", "currency": "USD", "sentence_en": "Priced with your retail box.",
    "sentence_es": "Con su caja.", "sentence_zh": "含彩盒。",
}  # fmt: skip
OPENED = frozenset({"catalogue_esample"})


def of_goods(*parts: str, **rest: Any) -> Row:
    """A product, or a part of it."""
    return Row(of=("product", *parts), whose=("goods",), **rest)


def kept_goods(*parts: str, data: Data = nothing, post: int = 302) -> Row:
    """A form of a product's."""
    return of_goods(*parts, get=only(CATALOGUE_KEEPERS), post=only(CATALOGUE_KEEPERS, post), data=data)


def changed_goods(*parts: str) -> tuple[Row, ...]:
    """A button of a product's."""
    return (of_goods(*parts, post=only(CATALOGUE_KEEPERS, 302)),)


def product_values(world: World, _relation: str, _caller: str) -> dict[str, Any]:
    category = world["goods"].category.pk
    return {**NEW_PRODUCT, "category": category, "version": world["goods"].product.version}


def picture_upload(_world: World, _relation: str, _caller: str) -> dict[str, Any]:
    return {"file": SimpleUploadedFile("set.png", picture_bytes("PNG"))}


def price_list_upload(world: World, _relation: str, _caller: str) -> dict[str, Any]:
    return {
        "file": SimpleUploadedFile("list.csv", b"Model,Name"),
        "valid_from": "2026-11-16",
        "currency": "USD",
    }


def of_price_list(*parts: str, **rest: Any) -> Row:
    return Row(of=("price_list", *parts), whose=("goods",), **rest)


def sent_product(world: World, _relation: str, _caller: str) -> dict[str, Any]:
    return {"name": "Fair", "products": [world["goods"].product.pk]}


def own_esample(status: int) -> Status:
    """A link is its maker's alone."""
    return rows(status, by=ESAMPLES_OF)


def of_esample(**rest: Any) -> Row:
    return Row(of=("esample",), whose=tuple(ESAMPLES_OF), **rest)


def behind_link(*parts: str, writes: frozenset[str] = frozenset()) -> tuple[Row, ...]:
    """Whoever holds the link reads it; a leaver's is dead."""
    return (
        Row(get=anyone(200), of=("leaflet", *parts), whose=("me_owner",), is_public=True, reads_as="owner", get_writes=writes),
        Row(get=anyone(404), of=("leaflet", *parts), whose=("me_frozen",), is_public=True),
        Row(get=anyone(404), args=("no-such-secret",), of=parts, whose=("me_owner",), is_public=True),
    )  # fmt: skip


CATALOGUE: dict[str, tuple[Row, ...]] = {
    "catalogue:list": (
        Row(get=only(CATALOGUE_READERS)),
        *(
            Row(get=only(CATALOGUE_READERS), query=query)
            for query in ("q=qz0goods0", "show=incomplete&view=tiles", "show=low&order=reviewed", "category=x&page=9")
        ),
    ),
    "catalogue:ranking": (
        Row(get=only(SELLERS | {"assistant"})),
        Row(get=only(SELLERS | {"assistant"}), query="by=newest&days=365&region=x"),
    ),
    "catalogue:ticked": (
        Row(whose=("goods",), post=only(SELLERS, 302), data=pk_of("product", name="product", do="esample")),
        Row(whose=("goods",), post=only(CATALOGUE_KEEPERS, 302), data=pk_of("product", name="product", do="reviewed")),
    ),
    "catalogue:create": (
        Row(get=only(CATALOGUE_KEEPERS), post=only(CATALOGUE_KEEPERS, 302), whose=("goods",), data=product_values),
    ),
    "catalogue:product": (
        of_goods(get=only(CATALOGUE_READERS)),
        of_goods(get=only(CATALOGUE_READERS), query="country=US&customer_type=&quantity=2000&currency=USD"),
    ),
    "catalogue:edit": (kept_goods(data=product_values),),
    "catalogue:reviewed": changed_goods(),
    "catalogue:withdraw": changed_goods(),
    "catalogue:bring_back": changed_goods(),
    "catalogue:parameters": (kept_goods(),),
    "catalogue:stock": (kept_goods(data=form(quantity="4", version="1")),),
    "catalogue:cost": (
        of_goods(get=only(LEADERS), post=only(LEADERS, 302), data=form(currency="USD", cost="4.2", floor_price="5", version="1")),
    ),
    "catalogue:tier_add": (kept_goods(data=form(**NEW_TIER)),),
    "catalogue:tier_edit": (kept_goods("tier", data=form(**NEW_TIER)),),
    "catalogue:tier_remove": changed_goods("tier"),
    "catalogue:picture_add": (kept_goods(data=picture_upload),),
    "catalogue:picture": (of_goods("picture", get=only(CATALOGUE_READERS)),),
    "catalogue:picture_small": (of_goods("picture", get=only(CATALOGUE_READERS)),),
    "catalogue:picture_first": changed_goods("picture"),
    "catalogue:picture_remove": changed_goods("picture"),
    "catalogue:certificate_add": (kept_goods(data=form(name="CE", number="CE-1")),),
    "catalogue:certificate_edit": (kept_goods("certificate", data=form(name="CE", number="CE-1")),),
    "catalogue:certificate_file": (of_goods("certificate", get=only(CATALOGUE_READERS)),),
    "catalogue:certificate_remove": changed_goods("certificate"),
    "catalogue:document_add": (kept_goods(data=upload),),
    "catalogue:document": (of_goods("document", get=only(CATALOGUE_READERS)),),
    "catalogue:document_remove": changed_goods("document"),
    "catalogue:categories": (Row(get=only(CATALOGUE_KEEPERS)),),
    "catalogue:category_new": (
        Row(get=only(CATALOGUE_KEEPERS), post=only(CATALOGUE_KEEPERS, 302),
            data=form(name_zh="锤子", name_en="Hammers", position="1", parameters="锤头 | Head | g")),
    ),
    "catalogue:category_edit": (
        Row(of=("category",), whose=("goods",), get=only(CATALOGUE_KEEPERS), post=only(CATALOGUE_KEEPERS, 302),
            data=form(name_zh="锤子", name_en="Hammers", position="1")),
    ),
    "catalogue:markets": (Row(get=only(CATALOGUE_READERS)),),
    "catalogue:market_new": (
        Row(get=only(LEADERS), post=only(LEADERS, 302),
            data=form(name_zh="非洲", name_en="Africa", policy="standard", position="1", countries=["NG"])),
    ),
    "catalogue:market_edit": (
        Row(of=("region",), whose=("goods",), get=only(LEADERS), post=only(LEADERS, 302),
            data=form(name_zh="美国", name_en="USA", policy="standard", position="1", countries=["US"], version="1")),
    ),
    "catalogue:line_add": (
        Row(of=("region",), whose=("goods",), get=only(LEADERS), post=only(LEADERS, 302), data=form(**VALUE_LINE)),
    ),
    "catalogue:line_edit": (
        Row(of=("region", "line"), whose=("goods",), get=only(LEADERS), post=only(LEADERS, 302), data=form(**VALUE_LINE)),
    ),
    "catalogue:line_remove": (Row(of=("region", "line"), whose=("goods",), post=only(LEADERS, 302)),),
    "catalogue:imports": (
        Row(get=only(CATALOGUE_KEEPERS), post=only(CATALOGUE_KEEPERS, 302), data=price_list_upload),
    ),
    "catalogue:import_template": (Row(get=only(CATALOGUE_KEEPERS)),),
    "catalogue:import": (
        of_price_list(get=only(CATALOGUE_KEEPERS)),
        of_price_list(get=only(CATALOGUE_KEEPERS), query="show=refused&after=1"),
    ),
    "catalogue:import_read": (
        of_price_list(
            post=only(CATALOGUE_KEEPERS, 302),
            data=form(sheet="0", column_0="model_number", valid_from="2026-11-16", currency="USD"),
        ),
    ),
    "catalogue:import_take_in": (of_price_list(post=only(CATALOGUE_KEEPERS, 302)),),
    "catalogue:import_again": (of_price_list(post=only(CATALOGUE_KEEPERS, 302)),),
    "catalogue:import_undo": (of_price_list(post=only(CATALOGUE_KEEPERS, 302)),),
    "catalogue:import_throw_away": (of_price_list(post=only(CATALOGUE_KEEPERS, 302)),),
    "catalogue:import_picture": (of_price_list("price_picture", get=only(CATALOGUE_KEEPERS)),),
    "catalogue:esamples": (Row(get=only(SELLERS)),),
    "catalogue:esample_new": (
        Row(get=only(SELLERS), post=only(SELLERS, 302), whose=("goods",), data=sent_product),
        Row(get=only(SELLERS), whose=("goods",), query="product={product}"),
    ),
    "catalogue:esample": (of_esample(get=own_esample(200)),),
    "catalogue:esample_renew": (of_esample(post=own_esample(302)),),
    "catalogue:esample_revoke": (of_esample(post=own_esample(302)),),
    "catalogue:esample_pdf": (of_esample(get=own_esample(200)),),
    "esamples:show": behind_link(writes=OPENED),
    "esamples:pdf": behind_link(),
    "esamples:picture": behind_link("leaflet_picture"),
}  # fmt: skip

ACCOUNTS: dict[str, tuple[Row, ...]] = {
    "accounts:sign_in": (
        Row(get=anyone(200, signed_in=302), post=anyone(422, signed_in=302), is_public=True,
            data=form(username="nobody@qicheng-tools.example", password="wrong")),
    ),
    "accounts:sign_out": (Row(post=only(EVERYBODY, 302)),),
    "accounts:code": (Row(get=anyone(302), post=anyone(302), is_public=True, data=form(code="000000")),),
    "accounts:set_up_second_factor": (
        Row(get=only(EVERYBODY), post=by_factor({"assistant": 302}, 302), data=set_up_factor),
    ),
    "accounts:recovery_codes": (
        Row(get=by_factor({"assistant": 200}, 302), post=by_factor({"assistant": 302}, 302), data=prove_factor),
    ),
    "accounts:reset_second_factor": (
        Row(of=("person",), whose=("me_assistant",), get=of_person(200, ADMINS), post=of_person(302, ADMINS),
            data=form(password=PASSWORD)),
        Row(of=("person",), whose=("me_owner",), get=of_person(200, {"me_owner": ()}), post=of_person(302, {"me_owner": ()})),
    ),
    "accounts:colleagues": (Row(get=only(EVERYBODY)),),
    "accounts:sign_off": (
        Row(of=("person", "step"), whose=PERSONAL, post=of_person(302), data=form(done="1")),
        Row(of=("person", "step"), whose=("me_frozen",), post=of_person(302, {"me_frozen": ()}), data=form(done="1")),
    ),
    "accounts:onboarding": (Row(get=only(LOOKERS_AFTER)),),
    "accounts:onboarding_new": (
        Row(get=only(LOOKERS_AFTER), post=only(LOOKERS_AFTER, 302), data=form(**NEW_LINE)),
    ),
    "accounts:onboarding_edit": (
        Row(of=("line",), whose=("shared",), get=only(LOOKERS_AFTER), post=only(LOOKERS_AFTER, 302), data=form(**NEW_LINE)),
    ),
    "accounts:onboarding_remove": (Row(of=("line",), whose=("shared",), post=only(LOOKERS_AFTER, 302)),),
    "accounts:teams": (Row(get=only({"admin"})),),
    "accounts:team_new": (
        Row(get=only({"admin"}), post=only({"admin"}, 302), data=form(name="Africa", password=PASSWORD)),
    ),
    "accounts:team_edit": (
        Row(of=("team",), whose=("shared",), get=only({"admin"}), post=only({"admin"}, 302),
            data=form(name="Africa", password=PASSWORD)),
    ),
    "accounts:set_language": (Row(post=anyone(302), is_public=True, data=form(language="en")),),
    "accounts:me": (
        Row(get=only(EVERYBODY), post=only(EVERYBODY, 302), data=form(name="张三", language="en")),
    ),
    "accounts:notices": (
        Row(get=only(EVERYBODY), post=only(EVERYBODY, 302), data=form(digest="hourly", mail_kinds=["reports"], not_before="10:00")),
    ),
    "accounts:notices_browser": (Row(post=only(EVERYBODY, 302), data=form(is_on="on")),),
    "accounts:notices_show": (Row(post=only(EVERYBODY)),),
    "accounts:password": (
        Row(get=only(EVERYBODY), post=only(EVERYBODY, 302),
            data=form(password=PASSWORD, new_password="new-horse-battery", again="new-horse-battery")),
    ),
    "accounts:join": (
        Row(of=("invitation",), whose=("me_owner",), get=anyone(200), post=anyone(302), is_public=True,
            data=form(new_password="new-horse-battery", again="new-horse-battery")),
        Row(of=("invitation",), whose=("me_frozen",), get=anyone(410), post=anyone(410), is_public=True),
    ),
    "accounts:audit": (
        Row(get=only(EVERYBODY)),
        Row(get=only(EVERYBODY), query="refused=on&since=2026-11-01"),
        Row(get=only(EVERYBODY), query="record=customers.customer:{customer}", whose=("own", "moved")),
    ),
    "accounts:audit_entry": (
        *(
            Row(of=(entry,), whose=ALL, get=rows(200, people=EVERYBODY, by=READS_ENTRY))
            for entry in ("entry", "contact_entry", "inquiry_entry")
        ),
    ),
    "accounts:alarms": (Row(get=only(LEADERS)),),
    "accounts:audit_seal": (Row(get=only(LEADERS), post=only(LEADERS, 302)),),
    "accounts:audit_file": (Row(get=only(LEADERS | {"admin"})),),
    "accounts:people": (Row(get=only(LOOKERS_AFTER)),),
    "accounts:open": (
        Row(get=only(MANAGERS | {"admin"}), post=only(MANAGERS | {"admin"}, 302), data=opened_account),
    ),
    "accounts:person": (Row(of=("person",), whose=tuple(LOOKED_AFTER), get=of_person(200)),),
    "accounts:change": (
        Row(of=("person",), whose=PERSONAL, get=of_person(200, ADMINS), post=of_person(302, ADMINS),
            data=form(name="张三", roles=["salesperson"], password=PASSWORD)),
    ),
    "accounts:renew": (Row(of=("person",), whose=PERSONAL, post=of_person(302, SELLERS_LINK)),),
    "accounts:end_persons_sessions": (Row(of=("person",), whose=PERSONAL, post=of_person(302, SELLERS_LINK)),),
    "accounts:freeze": (
        Row(of=("person",), whose=PERSONAL, get=of_person(200), post=of_person(302), data=form(reason="Left")),
        Row(of=("person",), whose=("me_frozen",), get=of_person(200, {"me_frozen": ()}), post=of_person(302, {"me_frozen": ()})),
    ),
    "accounts:thaw": (
        Row(of=("person",), whose=("me_frozen",), post=of_person(302, {"me_frozen": {"boss", "admin"}})),
        Row(of=("person",), whose=PERSONAL, post=of_person(302, dict.fromkeys(PERSONAL, ()))),
    ),
    "accounts:thing_add": (
        Row(of=("person",), whose=PERSONAL, get=of_person(200, KEEPS_THINGS), post=of_person(302, KEEPS_THINGS),
            data=form(kind="phone", what="Telephone 12")),
    ),
    "accounts:thing_returned": (Row(of=("person", "thing"), whose=PERSONAL, post=of_person(302, KEEPS_THINGS)),),
    "accounts:end_session": (Row(post=only(EVERYBODY, 302), of=("session",), whose=PERSONAL),),
    "accounts:end_other_sessions": (Row(post=only(EVERYBODY, 302)),),
    "accounts:absences": (Row(get=only(SELLERS)), Row(get=only(SELLERS), query="from=2026-12-14")),
    "accounts:ask_absence": (
        Row(get=only(SELLERS), post=only(SELLERS, 302), data=asked_leave),
        Row(get=rows(200, by={"me_owner": {"owner"}, "me_assistant": ()}), of=(), whose=PERSONAL, query="extends={leave}"),
    ),
    "accounts:absence": (
        Row(of=("leave",), whose=LEAVE_OF, get=of_leave(200)),
        Row(of=("away",), whose=("me_owner",), get=rows(200, by={"me_owner": SEES["own"]})),
    ),
    "accounts:decide_absence": (
        Row(of=("leave",), whose=LEAVE_OF, post=of_leave(302, may=LEAVE_DECIDED),
            data=colleague("stand_in", answer="approve", reason="Agreed")),
        Row(of=("leave",), whose=LEAVE_OF, post=of_leave(302, may=LEAVE_DECIDED),
            data=form(answer="refuse", reason="Too many away")),
        Row(of=("away",), whose=("me_owner",), post=rows(302, by={"me_owner": SEES["own"]}, may={"me_owner": ()})),
    ),
    "accounts:revoke_absence": (
        Row(of=("leave",), whose=LEAVE_OF, post=of_leave(302, may=LEAVE_DECIDED), data=form(reason="A fair came up")),
        Row(of=("away",), whose=("me_owner",), post=rows(302, by={"me_owner": SEES["own"]}, may={"me_owner": {"boss"}}),
            data=form(reason="A fair came up")),
    ),
    "accounts:comment_absence": (
        Row(of=("leave",), whose=LEAVE_OF, post=of_leave(302, may={**dict.fromkeys(LEAVE_OF, ()), "me_owner": {"manager"}, "me_outsider": {"other_manager"}}),
            data=form(comment="A quiet week")),
    ),
    "accounts:withdraw_absence": (
        Row(of=("leave",), whose=LEAVE_OF, post=of_leave(302, may={whose: {whose.removeprefix("me_")} for whose in LEAVE_OF})),
    ),
    "accounts:come_back": (
        Row(of=("away",), whose=("me_owner",), post=rows(302, by={"me_owner": SEES["own"]}, may={"me_owner": {"owner"}})),
    ),
}  # fmt: skip

CORE: dict[str, tuple[Row, ...]] = {
    "core:notices": (Row(get=only(EVERYBODY)),),
    "core:read_notices": (Row(post=only(EVERYBODY, 302)),),
    "core:open_notice": (Row(post=own_only(302), of=("notice",), whose=PERSONAL),),
    "core:draft": (Row(post=only(EVERYBODY, 204), args=("inquiry-new",), data=form(text="Dear Sirs")),),
    "core:settings": (Row(get=only(POLICY_READERS)),),
    "core:policy": tuple(policy_row(section) for section in POLICIES),
    "core:confirm_company": (Row(post=only(LEADERS, 302)),),
    "core:cancel_plan": (Row(post=only(LEADERS, 302), of=("planned",), whose=("me_manager",)),),
    "core:own_day_add": (Row(post=only(LEADERS, 302), data=own_day),),
    "core:own_day_drop": (Row(post=only(LEADERS, 302), of=("own_day",), whose=("me_manager",)),),
    "core:setup": (Row(get=only(SETTING_UP)),),
    "core:setup_decide": (Row(post=only(LEADERS, 302), args=("calendar",), data=form(decision="keep")),
                          Row(post=only({"admin"}, 302), args=("people",), data=form(decision="later"))),
    "core:setup_dismiss": (Row(post=only({"boss"}, 302)),),
    "core:health": (Row(get=only(HEALTH_READERS)),),
    "core:robots": (Row(get=only(ROBOT_KEEPERS)),),
    "core:robot_new": (Row(get=only(ROBOT_KEEPERS), post=only(ROBOT_KEEPERS, 302), data=robot("https://qyapi.weixin.qq.com/cgi-bin/webhook/send?key=k")),),
    "core:robot": (Row(get=only(ROBOT_KEEPERS), post=only(ROBOT_KEEPERS, 302), of=("robot",), whose=("me_manager",), data=robot("")),),
    "core:robot_try": (Row(post=only(ROBOT_KEEPERS, 302), of=("robot",), whose=("me_manager",)),),
    "core:robot_drop": (Row(post=only(ROBOT_KEEPERS, 302), of=("robot",), whose=("me_manager",)),),
    "core:rates": (Row(get=only(RATE_READERS)), Row(get=only(RATE_READERS), query="currency=USD")),
    "core:rate_add": (Row(post=only(RATE_KEEPERS, 302), data=form(currency="USD", per_unit="712.4", per="100", day="2026-11-13")),),
    "core:rates_import": (Row(post=only(RATE_KEEPERS, 302), data=rates_file),),
}  # fmt: skip

CUSTOMERS: dict[str, tuple[Row, ...]] = {
    "customers:list": (
        Row(get=only(SELLERS)),
        Row(get=only(SELLERS), query="owner={user}&columns=contact&columns=asks&columns=tags", whose=("own", "team", "other")),
        *(Row(get=only(SELLERS), query=query) for query in ("pool=1", "q=qz0", "sort=-name", "due=overdue", "grade=C", "new=1")),
    ),
    "customers:create": (Row(get=only(SELLERS), post=only(SELLERS, 302), data=new_customer, shows_names=True),),
    "customers:lookup": (
        Row(get=only(SELLERS), query="company=qz0{relation}0customer0name0zq&country=US", whose=ALL, shows_names=True,
            get_writes=SIGHTINGS),
        Row(get=only(SELLERS), query="q=qz0{relation}0contact0email0zq@qz0{relation}0contact0email0zq.example", whose=ALL,
            shows_names=True, get_writes=SIGHTINGS),
    ),
    "customers:find": (Row(get=only(EVERYBODY)), Row(get=only(EVERYBODY), query="q=qz0{relation}0", whose=ALL)),
    "customers:bulk": (
        Row(post=current(302, may=ACTS), whose=ALL, data=pk_of("customer", action="tag", tags="fair 2026")),
        Row(post=current(302, may=GRADES), whose=ALL, data=pk_of("customer", action="grade", grade="B", reason="Asked again")),
    ),
    # Salespeople do not export until the policy says so.
    "customers:export": (
        Row(get=only(LEADERS), post=only(LEADERS, 302), data=form(columns="all", has_contacts="on")),
        Row(get=only(LEADERS), query="owner={user}&cols=contact", whose=("own", "team", "other")),
    ),
    "customers:exports": (Row(get=only(SELLERS)),),
    "customers:export_decide": (
        *(
            Row(get=decides_export(200), post=decides_export(status), of=("asked",), whose=ASKERS, data=data)
            for status, data in ((302, form(answer="refuse")), (422, form(answer="allow", password="not-mine")))
        ),
    ),
    "customers:export_file": (Row(get=own_export, of=("export",), whose=ASKERS),),
    "customers:views_save": (Row(post=only(SELLERS, 302), data=form(name="A in Texas", query="grade=A")),),
    "customers:views_delete": (
        Row(post=rows(302, by={"me_owner": {"owner"}, "me_outsider": {"outsider"}}), of=("view",), whose=("me_owner", "me_outsider")),
    ),
    "customers:imports": (
        Row(get=only(IMPORTERS), post=only(IMPORTERS, 302), data=upload),
    ),
    "customers:import": (of_import(get=own_import(200)), of_import(get=own_import(200), query="columns=1")),
    "customers:import_sheet": (of_import(post=own_import(302), data=form(sheet="0")),),
    "customers:import_columns": (of_import(post=own_import(302), data=import_columns),),
    "customers:import_cell": (
        Row(of=("batch", "batch_row"), whose=PERSONAL, post=own_import(302), data=form(place="0", text="Nord GmbH")),
    ),
    "customers:import_match": (
        Row(of=("batch", "batch_row"), whose=PERSONAL, get=own_import(200), post=own_import(302), data=form(customer=""), get_writes=SIGHTINGS),
    ),
    "customers:import_decide": (of_import(post=own_import(302), data=pk_of("batch_row", name="row", decision="skip")),),
    "customers:import_take_in": (of_import(post=own_import(302)),),
    "customers:import_again": (of_import(post=own_import(302)),),
    "customers:import_undo": (of_import(post=own_import(302)),),
    "customers:import_refused": (of_import(get=own_import(200)),),
    "customers:twins": (
        Row(get=only(LEADERS)), Row(get=only(LEADERS), query="owner={user}&certainty=likely", whose=("own", "team", "other")),
    ),
    "customers:engine": (
        Row(get=only(LEADERS)),
        Row(get=only(LEADERS), query="one-name=qz0{relation}0&other-name=qz0{relation}0customer", whose=ALL),
    ),
    "customers:twin_decide": (Row(of=("twin",), whose=ALL, post=current(302, people=LEADERS)),),
    # The pool is off in this world: its page says so, nothing goes in, and what is in it is its leaders' to give out.
    "customers:pool": (Row(get=only(SELLERS)), Row(get=only(SELLERS), query="q=qz0{relation}0&grade=C", whose=ALL)),
    "customers:claim": (of_customer(post=current(302, may=SEES | {"pool": frozenset()})),),
    "customers:release": (
        of_customer(get=current(200, may=SHARES), post=current(422, may=SHARES), data=form(reason="No answer for a year")),
    ),
    "customers:share": (of_customer(**current_both(may=SHARES), data=shared_customer),),
    "customers:share_end": (
        Row(of=("share",), whose=("own", "lent", "joint"), post=rows(302, may=ENDS_SHARE)),
    ),
    "customers:contact_edit": (
        Row(of=("contact",), whose=ALL, **current_both(may=ACTS), data=edited_contact, get_writes=COUNTED),
    ),
    "customers:contact_erase": (
        Row(of=("contact",), whose=ALL, **current_both(people=LEADERS), data=form(reason="By mail of 16 November", password=PASSWORD)),
    ),
    "customers:contact_primary": (Row(of=("contact",), whose=ALL, post=current(302, may=ACTS)),),
    "customers:contact_vcard": (Row(of=("contact",), whose=ALL, get=current(200), get_writes=COUNTED),),
    "customers:link": (of_customer(get=current(200, may=LINKS)), of_customer(get=current(200, may=LINKS), query="q=qz0{relation}0")),
    "customers:link_with": (Row(of=("customer", "double"), whose=ALL, **both(200, by=BOTH), data=form(relation="branch")),),
    "customers:link_remove": (Row(of=("link",), whose=ALL, post=rows(302, may=BOTH | {"merged": LEADERS})),),
    "customers:merge": (
        of_customer(get=current(200, people=LEADERS)), of_customer(get=current(200, people=LEADERS), query="q=qz0{relation}0"),
    ),
    "customers:merge_with": (
        Row(of=("customer", "double"), whose=ALL, get=leads_on(200), post=leads_on(302), data=merged_customers, get_writes=COUNTED),
    ),
    "customers:merge_record": (
        Row(of=("merge",), whose=ALL, get=seen(200, people=LEADERS), post=seen(302, people=LEADERS)),
    ),
    "customers:detail": (of_customer(get=leads_on(200, people=SELLERS), get_writes=COUNTED | SEEN),),
    "customers:access": (of_customer(get=current(200, may=ACCESSES)),),
    "customers:edit": (of_customer(**current_both(may=ACTS), data=edited_customer, get_writes=COUNTED),),
    "customers:grade": (of_customer(**current_both(may=GRADES), data=form(grade="B", reason="Asked for a sample")),),
    "customers:stage": (of_customer(**current_both(may=ACTS), data=form(stage="contacted")),),
    "customers:owner": (of_customer(**current_both(people=LEADERS), data=colleague("owner", reason="Speaks French")),),
    "customers:timeline": (of_customer(get=current(200), get_writes=COUNTED),),
    "customers:contact_add": (of_customer(**current_both(may=ACTS), data=form(name="Yann Le Goff")),),
    "customers:file_add": (of_customer(**current_both(may=ACTS), data=upload),),
    "customers:file": (Row(of=("customer", "customer_file"), whose=ALL, get=current(200)),),
}  # fmt: skip

LEADS = {relation: SEES[relation] & LEADERS for relation in ("own", "team", "other")}


def of_handover(status: int) -> Status:
    """Handovers are read by who leads the person from whom; the admin's own are tried in tests of the views."""
    return rows(status, people=LOOKERS_AFTER, by=LEADS)


HANDOVERS: dict[str, tuple[Row, ...]] = {
    "handovers:list": (Row(get=only(LOOKERS_AFTER)),),
    "handovers:show": (Row(of=("handover",), whose=tuple(LEADS), get=of_handover(200)),),
    "handovers:document": (Row(of=("handover",), whose=tuple(LEADS), get=of_handover(200)),),
    "handovers:undo": (Row(of=("handover",), whose=tuple(LEADS), post=of_handover(302)),),
    "handovers:held": (Row(of=("person",), whose=tuple(LOOKED_AFTER), get=of_person(200, HANDS_OVER)),),
    "handovers:new": (
        Row(of=("person",), whose=tuple(LOOKED_AFTER), get=of_person(200, HANDS_OVER), post=of_person(200, HANDS_OVER), data=planned),
    ),
    "handovers:confirm": (Row(of=("person",), whose=tuple(LOOKED_AFTER), post=of_person(302, HANDS_OVER), data=agreed_to),),
}  # fmt: skip

INQUIRIES: dict[str, tuple[Row, ...]] = {
    "inquiries:list": (
        Row(get=only(SELLERS | {"assistant"})),
        Row(get=only(SELLERS | {"assistant"}), query="tab=all&owner={user}", whose=("own", "other")),
        *(Row(get=only(SELLERS | {"assistant"}), query=f"tab={tab}") for tab in ("open", "unassigned", "late", "closed", "all")),
    ),
    "inquiries:new": (
        Row(get=only(SELLERS), post=only(SELLERS, 302), data=form(**NEW_INQUIRY), shows_names=True),
        Row(get=only(SELLERS), query="customer={customer}", whose=ALL, shows_names=True, get_writes=SIGHTINGS),
    ),
    "inquiries:read": (
        Row(post=only(SELLERS), data=form(**NEW_INQUIRY), shows_names=True),
        Row(post=only(SELLERS), whose=ALL, shows_names=True, data=lambda _world, relation, _caller: {
            "text": "Please quote.", "company": f"qz0{relation}0customer0name0zq", "country": "US",
            "email": f"qz0{relation}0contact0email0zq@qz0{relation}0contact0email0zq.example",
        }),
    ),
    "inquiries:drop": (Row(post=only(SELLERS, 302)),),
    "inquiries:exceptions": (Row(get=only(LEADERS)),),
    "inquiries:assignment": (Row(get=only(POLICY_READERS)),),
    "inquiries:rule_add": (
        Row(post=only(LEADERS, 302), data=to_owner("user", kind="country", value="DE")),
        Row(post=only(LEADERS, 302), data=to_owner("user", kind="product", value="socket set")),
    ),
    "inquiries:rule_remove": (Row(post=only(LEADERS, 302), of=("rule",), whose=("shared",)),),
    "inquiries:seats": (Row(post=only(LEADERS, 302), data=to_owner("people")),),
    "inquiries:templates": (Row(get=only(LETTER_WRITERS)),),
    "inquiries:template_new": (
        Row(get=only(LETTER_WRITERS), post=only(LETTER_WRITERS, 302),
            data=form(name="Thanks", language="en", body="Dear {contact_name},", position=0)),
    ),
    "inquiries:template_edit": (
        Row(get=only(LETTER_WRITERS), post=only(LETTER_WRITERS, 302), of=("letter",), whose=("shared",),
            data=form(name="Thanks", language="en", body="Dear {contact_name},", position=0, version=1)),
    ),
    "inquiries:detail": (of_inquiry(get=seen()),),
    "inquiries:edit": (of_inquiry(post=rows(302, may=ACTS_ON_INQUIRY), data=edited_inquiry),),
    "inquiries:message_add": (
        of_inquiry(post=rows(302, may=ACTS_ON_INQUIRY), data=form(text="Any news?", channel="email")),
    ),
    "inquiries:reply": (of_inquiry(post=rows(302, may=ACTS_ON_INQUIRY), data=form(text="Our offer.", channel="email")),),
    "inquiries:close": (of_inquiry(post=rows(302, may=ACTS_ON_INQUIRY), data=form(state="invalid", invalid_reason="spam")),),
    "inquiries:reopen": (of_inquiry(post=rows(302, may=ACTS_ON_INQUIRY)),),
    "inquiries:grade": (of_inquiry(post=rows(302, may=ACTS_ON_INQUIRY), data=form(grade="A")),),
    "inquiries:assign": (of_inquiry(**both(200, people=ASSIGNERS, by=ASSIGNS), data=colleague("to", reason="Speaks French")),),
    "inquiries:exception": (of_message(post=rows(302, may=ACTS_ON_INQUIRY), data=form(reason="Fair in Cologne")),),
    "inquiries:judge": (of_message(post=rows(302, people=LEADERS), data=form(accept="yes")),),
    "inquiries:received": (
        of_message(**both(200, may=ACTS_ON_INQUIRY), data=form(received_at="2026-11-13 10:00", reason="Typed wrong")),
    ),
    "inquiries:replied": (
        Row(of=("inquiry", "reply"), whose=WITH_LOOSE, **both(200, may=ACTS_ON_INQUIRY),
            data=form(replied_at="2026-11-16 10:00", reason="Typed wrong")),
    ),
    "inquiries:file_add": (of_inquiry(post=rows(302, may=ACTS_ON_INQUIRY), data=upload),),
    "inquiries:file": (Row(of=("inquiry", "inquiry_file"), whose=WITH_LOOSE, get=seen()),),
    "inquiries:letters": (of_inquiry(post=rows(200, may=ACTS_ON_INQUIRY), data=form(text="Our offer.", channel="email")),),
    "inquiries:mail": (of_inquiry(post=rows(200, may=ACTS_ON_INQUIRY), data=form(text="Our offer.", channel="email")),),
}  # fmt: skip

PERSON_PAGES = {"own": SEES["own"], "team": SEES["team"], "other": SEES["other"]}


def person_page(caller: str, relation: str) -> int:
    """A colleague's Today or week: within one's scope."""
    if caller not in SELLERS:
        return 403
    return 200 if caller in PERSON_PAGES[relation] else 404


def today_of(caller: str, relation: str) -> int:
    """People who do not sell have their tasks only, whoever they ask for."""
    return person_page(caller, relation) if caller in SELLERS else 200


FOLLOWUPS: dict[str, tuple[Row, ...]] = {
    "followups:today": (
        Row(get=only(EVERYBODY)),
        Row(get=today_of, query="person={user}&answer=200&contact=200", whose=("own", "team", "other")),
    ),
    "followups:week": (
        Row(get=only(SELLERS)),
        Row(get=person_page, query="person={user}", whose=("own", "team", "other")),
    ),
    "followups:list": (
        Row(get=only(SELLERS)),
        Row(get=only(SELLERS), query="customer={customer}", whose=ALL),
        Row(get=only(SELLERS), query="person={user}", whose=("own", "team", "other")),
    ),
    "followups:log": (
        Row(get=only(SELLERS)),
        Row(get=only(SELLERS), query="q=nobody"),
        Row(get=rows(200, may=ACTS), query="customer={customer}&inquiry={inquiry}", whose=ALL),
    ),
    "followups:create": (Row(post=rows(302, may=ACTS), whose=ALL, data=pk_of("customer", **LOG)),),
    "followups:follow_up": (Row(of=("follow_up",), whose=ALL, get=rows(200)),),
    "followups:correct": (Row(of=("follow_up",), whose=ALL, **both(200, may=CORRECTS), data=form(**LOG)),),
    "followups:undo": (Row(of=("follow_up",), whose=ALL, post=rows(302, may=UNDOES)),),
    "followups:due": (of_customer(**both(200, may=ACTS), data=form(due_on="2026-11-17", reason="Fair")),),
    "followups:judge_due": (
        Row(of=("date_by_hand",), whose=ALL, post=rows(302, people=LEADERS, may=JUDGES_DATE), data=form(is_accepted="yes")),
    ),
    "followups:tasks": (
        Row(get=only(EVERYBODY)),
        *(Row(get=only(EVERYBODY), query=f"show={show}") for show in ("given", "team", "done")),
        Row(get=only(EVERYBODY), query="customer={customer}", whose=ALL),
    ),
    "followups:task_add": (Row(post=only(EVERYBODY, 302), data=form(title="Send the catalogue", due_on="2026-11-17")),),
    "followups:task_done": (
        Row(of=("task",), whose=tuple(FINISHES), post=rows(302, people=EVERYBODY, by={
            **SEES, "pool": frozenset({"manager", "boss"}),
        }, may=FINISHES)),
        Row(of=("task",), whose=("me_assistant", "me_admin"), post=rows(302, people=EVERYBODY, by={
            "me_assistant": {"assistant", "boss"}, "me_admin": {"admin", "boss"},
        }, may={"me_assistant": {"assistant"}, "me_admin": {"admin"}})),
    ),
    "followups:handback": (
        Row(of=("away",), whose=("me_owner",), get=rows(200, by={"me_owner": SEES["own"]})),
        Row(of=("leave",), whose=("me_owner", "me_outsider"), get=rows(200, by=dict.fromkeys(("me_owner", "me_outsider"), ()))),
    ),
    "followups:mail_checks": (
        Row(get=only(SELLERS)), Row(get=only(SELLERS), query="week=2026-11-09"), Row(get=only(SELLERS), query="since=2026-10-01&until=2026-12-31"),
        Row(get=only(SELLERS, 404), query="since=2026-10-01&until=2027-01-01"), Row(get=only(SELLERS, 404), query="person=0"),
    ),
    "followups:mail_tick": (Row(post=only(SELLERS, 302)),),
    "followups:explain": (
        Row(of=("explain",), whose=tuple(LEADS), **both(200, may=ACTS), data=form(text="From today I look after you.")),
    ),
    "followups:explained": (
        Row(of=("explain",), whose=tuple(LEADS), post=rows(302, may=ACTS), data=form(channel="phone", text="Told them.")),
    ),
    "followups:help_requests": (
        Row(get=only(HELPERS)), *(Row(get=only(HELPERS), query=f"show={show}") for show in ("mine", "answer", "team", "closed")),
    ),
    # The boss of a company with one boss has nobody to ask.
    "followups:help_ask": (
        Row(get=only(HELPERS), post=lambda caller, _: 403 if caller not in HELPERS else 422 if caller == "boss" else 302,
            data=form(text="May we accept D/P?")),
        *(Row(get=only(HELPERS), query=f"{name}={{{name}}}", whose=ALL) for name in ("customer", "inquiry", "follow_up", "task")),
    ),
    "followups:help_request": (of_help(get=of_asked(200)), of_own_help(get=own_help(200))),
    "followups:help_write": (
        of_help(post=of_asked(302), data=form(text="30% deposit")), of_own_help(post=own_help(302), data=form(text="More")),
    ),
    "followups:help_close": (of_help(post=of_asked(302, may=ASKED)), of_own_help(post=own_help(302, may=OWN_HELP))),
    "followups:suggestions": (
        Row(get=only(EVERYBODY)), *(Row(get=only(EVERYBODY), query=f"show={show}") for show in ("ruled", "closed")),
    ),
    "followups:suggest": (Row(post=only(EVERYBODY - {"boss"}, 302), data=form(text="Tea in the sample room")),),
    "followups:suggestion_sent": (Row(get=only(EVERYBODY)),),
    "followups:suggestion": (
        Row(of=("suggestion",), whose=PERSONAL, get=rows(200, people=EVERYBODY, by=SUGGESTED)),
        Row(of=("suggestion",), whose=("shared",), get=only(EVERYBODY)),
    ),
    "followups:suggestion_rule": (
        Row(of=("suggestion",), whose=PERSONAL, post=rows(302, people={"boss"}, by=SUGGESTED), data=form(ruling="From Monday on")),
    ),
    "followups:suggestion_close": (
        Row(of=("suggestion",), whose=PERSONAL, post=rows(302, people={"boss"}, by=SUGGESTED)),
    ),
    "followups:feed_settings": (Row(get=only(SELLERS), post=only(SELLERS)),),
    "followups:feed": (
        Row(get=anyone(200), of=("secret",), whose=("me_owner",), is_public=True, reads_as="owner"),
        Row(get=anyone(404), of=("secret",), whose=("me_frozen",), is_public=True),
        Row(get=anyone(404), args=("no-such-secret",), is_public=True),
    ),
}  # fmt: skip

ORDERS: dict[str, tuple[Row, ...]] = {
    "orders:list": (
        Row(get=only(SELLERS)), *(Row(get=only(SELLERS), query=query) for query in ("tab=drafts", "tab=all&q=qz0", "tab=done", "kind=trial")),
        Row(get=only(SELLERS), query="tab=all&owner={user}", whose=("own", "team", "other")),
    ),
    "orders:new": (
        Row(get=only(SELLERS), post=only(SELLERS)),
        Row(get=current(200, may=ACTS), query="customer={customer}&inquiry={inquiry}", whose=ALL),
        Row(get=only(SELLERS), post=current(302, may=ACTS), whose=ALL, data=pk_of("customer", **ORDER)),
        Row(get=only(SELLERS), query="q=qz0"),
    ),
    "orders:detail": (of_order(get=rows(200)), of_order("draft", get=rows(200))),
    "orders:edit": (
        of_order("draft", **own_order(), data=lambda world, relation, _caller: {**ORDER, "version": world[relation].draft.version}),
    ),
    "orders:discard": (of_order("draft", post=rows(302, may=ACTS)), of_order(post=rows(403))),
    "orders:win": (of_order(post=rows(302, may=ACTS)),),
    "orders:step": (
        of_order(rest=("ready",), **own_order(), data=form(on="2026-11-16")),
        of_order("draft", rest=("confirmed",), **own_order(), data=form(on="2026-11-16")),
        of_order(rest=("painted",), get=rows(404, may=ACTS), post=rows(404, may=ACTS)),
    ),
    "orders:step_back": (of_order(post=rows(302, may=ACTS)),),
    "orders:plan": (of_order(**own_order(), data=form(ready="2026-12-01", shipped="2026-12-05")),),
    "orders:cancel": (of_order(**own_order(), data=form(reason="The buyer withdrew")),),
    "orders:payment_add": (of_order(**own_order(), data=form(amount="100", paid_on="2026-11-16", method="tt")),),
    "orders:payment_void": (of_order("payment", **own_order(), data=form(reason="Another buyer's")),),
    "orders:split": (
        of_order(**own_order(may=JUDGES_RESULT), data=lambda world, relation, _caller: {
            "shares-TOTAL_FORMS": 1, "shares-INITIAL_FORMS": 0, "shares-0-percent": "100",
            "shares-0-person": world[relation].order.shares.get().person_id,
        }),
    ),
    "orders:reward": (of_order(**own_order(may=JUDGES_RESULT), data=form(words="Dinner for two")),),
    "orders:paper": (of_order(rest=("packing-list", "xlsx"), get=rows(200)), of_order(rest=("letter", "pdf"), get=rows(404))),
    "orders:complaints": (Row(get=only(SELLERS)), Row(get=only(SELLERS), query="show=closed")),
    "orders:complaint_new": (
        Row(get=only(SELLERS, 404), post=only(SELLERS, 404)),
        Row(get=current(200, may=ACTS), query="customer={customer}&order={order}", whose=ALL),
        Row(get=only(SELLERS, 404), post=current(302, may=ACTS), whose=ALL, data=pk_of("customer", **COMPLAINT)),
    ),
    "orders:complaint": (
        of_order("complaint", get=rows(200), post=rows(302, may=ACTS),
                 data=lambda world, relation, _caller: {**COMPLAINT, "version": world[relation].complaint.version}),
    ),
    "orders:complaint_close": (of_order("complaint", post=rows(302, may=ACTS)),),
    "orders:complaint_reopen": (of_order("complaint", post=rows(302, may=ACTS)),),
}  # fmt: skip

# Who answers what production is asked: production all of it, leaders those of the quotes that they see.
COSTERS = LEADERS | {"production"}
COSTS_SEEN = {relation: SEES[relation] | {"production"} for relation in SEES}
# Taking a confirmation back: who works on the quote, and who may approve its prices.
SENDS_BACK = {relation: ACTS[relation] | (SEES[relation] & LEADERS) for relation in SEES}


def of_quote(**rest: Any) -> Row:
    return Row(of=("quote",), whose=ALL, **rest)


def edited_quote(world: World, relation: str, _caller: str) -> dict[str, Any]:
    lines = {
        "lines-TOTAL_FORMS": 1, "lines-INITIAL_FORMS": 0, "lines-0-model": "QC-X", "lines-0-words": "Socket set",
        "lines-0-quantity": "1000", "lines-0-price": "6.45",
    }  # fmt: skip
    return {
        "buyer": "Breiz Outillage SARL", "language": "en", "currency": "USD", "incoterm": "FOB", "place": "Ningbo",
        "version": world[relation].quote.version, **lines,
    }  # fmt: skip


QUOTES: dict[str, tuple[Row, ...]] = {
    "quotes:list": (
        Row(get=only(SELLERS)),
        Row(get=only(SELLERS), query="tab=all&owner={user}", whose=("own", "team", "other")),
        *(Row(get=only(SELLERS), query=query) for query in ("tab=ending", "tab=floor", "tab=closed", "tab=all&q=qz0")),
    ),
    "quotes:costs": (Row(get=only(COSTERS)),),
    "quotes:cost_answer": (
        Row(of=("cost",), whose=ALL, post=rows(302, people=COSTERS, by=COSTS_SEEN),
            data=lambda world, relation, _caller: {f"{world[relation].cost.pk}-cost": "5.20", f"{world[relation].cost.pk}-currency": "USD"}),
    ),
    "quotes:open": (of_customer(post=rows(302, may=ACTS)),),
    "quotes:detail": (of_quote(get=seen()), of_quote(get=seen(), query="v=1"), Row(of=("ready",), whose=ALL, get=seen())),
    "quotes:save": (of_quote(post=rows(302, may=ACTS), data=edited_quote),),
    "quotes:preview": (of_quote(post=rows(200, may=ACTS), data=edited_quote),),
    "quotes:suggest": (of_quote(get=rows(200, may=ACTS)), of_quote(get=rows(200, may=ACTS), query="q=qz0")),
    "quotes:offer": (of_quote(get=rows(200, may=ACTS)), of_quote(get=rows(200, may=ACTS), query="model=qz0&quantity=10")),
    "quotes:ask_cost": (of_quote(post=rows(302, may=ACTS)),),
    "quotes:confirm": (of_quote(post=rows(302, may=ACTS)),),
    "quotes:approve": (of_quote(post=rows(302, people=LEADERS)),),
    "quotes:change": (of_quote(post=rows(302, may=SENDS_BACK), data=form(reason="Too low")),),
    "quotes:send": (Row(of=("ready",), whose=ALL, post=rows(302, may=ACTS), data=form(channel="email")),),
    "quotes:bundle": (
        Row(of=("ready",), whose=ALL, **both(200, may=ACTS), data=form(channel="email")),
        of_quote(get=rows(302, may=ACTS), post=rows(302, may=ACTS)),
    ),
    "quotes:bundle_text": (of_quote(get=rows(302, may=ACTS)),),
    "quotes:accept": (of_quote(post=rows(302, may=ACTS)),),
    "quotes:decline": (of_quote(post=rows(302, may=ACTS), data=form(reason="price", note="6 % too dear")),),
    "quotes:renew": (of_quote(post=rows(302, may=ACTS)),),
    "quotes:drop": (of_quote(post=rows(302, may=ACTS)),),
    "quotes:paper": (Row(of=("quote", "paper_number", "paper_kind"), whose=ALL, get=seen()),),
}  # fmt: skip

# ── samples and proofs ──────────────────────────────────────────────────────
# Whether a buyer gets a sample says who leads the owner, and the boss.
DECIDES = {
    "own": {"manager", "boss"}, "team": {"manager", "boss"}, "other": {"other_manager", "boss"}, "pool": LEADERS,
    "merged": {"manager", "boss"}, "moved": {"other_manager", "boss"}, "lent": {"other_manager", "boss"},
    "joint": {"other_manager", "boss"},
}  # fmt: skip
# A request is between its author, whom it is addressed to, who leads the author, and the boss.
REQUEST_SEEN = {relation: people | {"production"} for relation, people in HELP_ON.items()}
REQUEST_WRITES = {relation: ASKED[relation] | {"production"} for relation in ASKED}
MAKERS = {"production"}
# Where the rule is one for all steps, fewer relations are tried with each.
FEW = ("own", "other", "lent")
IN_A_MONTH = (timezone.localdate() + timedelta(days=30)).isoformat()


def of_sample(kind: str, step: str = "", whose: tuple[str, ...] = ALL, **rest: Any) -> Row:
    return Row(of=(kind,), rest=(step,) if step else (), whose=whose, **rest)


def begun_for_customer(**rest: Any) -> Row:
    """What is begun from a customer's page."""
    return Row(query="customer={customer}", whose=ALL, **current_both(may=ACTS), **rest)


def asked_department(world: World, _relation: str, _caller: str) -> dict[str, Any]:
    return {"to": world.cast.production.pk, "kind": "cost", "text": "In stainless?", "due_on": IN_A_MONTH}


def readdressed(world: World, _relation: str, _caller: str) -> dict[str, Any]:
    return {"to": world.cast.assistant.pk, "due_on": IN_A_MONTH}


def visited(world: World, _relation: str, _caller: str) -> dict[str, Any]:
    return {
        "kind": "visit",
        "on_day": "2026-11-10",
        "head_count": "2",
        "host": world.cast.manager.pk,
        "version": "1",
    }


NEW_SAMPLE = {
    "freight": "collect", "currency": "USD", "version": "1", "lines-TOTAL_FORMS": "1", "lines-INITIAL_FORMS": "0",
    "lines-0-words": "Pliers", "lines-0-quantity": "1",
}  # fmt: skip
NEW_PROOF = {"words": "Pliers", "quantity": "1", "text": "Blue handle", "currency": "USD"}
SENT = {"carrier": "DHL", "tracking": "12", "sent_on": "2026-11-16", "expected_on": "2026-11-26"}
STEPS: tuple[tuple[str, dict[str, Any]], ...] = (
    ("start", {}), ("finish", {}), ("check", {"result": "passed"}), ("payment", {"paid_on": "2026-11-16"}),
    ("e-sample", {"e_sample_on": "2026-11-16"}), ("send", SENT), ("receive", {"received_on": "2026-11-16"}),
    ("judge", {"verdict": "good", "feedback": "Fine"}), ("cancel", {"reason": "No project"}),
)  # fmt: skip
PROOF_STEPS: tuple[tuple[str, dict[str, Any]], ...] = (
    ("promise", {"promised_on": IN_A_MONTH}), ("finish", {}), ("seal", {}), ("rework", {"verdict": "Longer"}),
    ("cancel", {"reason": "No project"}),
)  # fmt: skip

SAMPLES: dict[str, tuple[Row, ...]] = {
    "samples:list": (
        Row(get=only(SELLERS)),
        Row(get=only(SELLERS), query="tab=all&owner={user}&q=qz0{relation}0", whose=("own", "other")),
    ),
    "samples:new": (
        Row(get=only(SELLERS), post=only(SELLERS)),
        begun_for_customer(data=form(**NEW_SAMPLE)),
        Row(query="inquiry={inquiry}", whose=FEW, **both(200, may=ACTS), data=form(**NEW_SAMPLE)),
        Row(query="proof={proof}", whose=FEW, **both(200, may=ACTS), data=form(**NEW_SAMPLE)),
        Row(get=only(SELLERS), query="q=qz0{relation}0", whose=("own", "other")),
    ),
    "samples:e_sample": (
        Row(get=only(SELLERS), post=only(SELLERS)),
        begun_for_customer(data=sent_product),
        Row(query="inquiry={inquiry}", whose=FEW, **both(200, may=ACTS), data=sent_product),
    ),
    "samples:detail": (of_sample("sample", get=seen()),),
    "samples:edit": (of_sample("sample", **both(200, may=ACTS), data=form(**NEW_SAMPLE)),),
    "samples:step": (
        of_sample("sample", "approve", **both(200, may=DECIDES)),
        of_sample("sample", "refuse", **both(200, may=DECIDES), data=form(reason="The third one")),
        *(
            of_sample("ready_sample", step, FEW, **both(200, may=ACTS), data=form(**values)) for step, values in STEPS
        ),
        of_sample("sample", "nothing", ("own",), get=rows(404), post=rows(404)),
    ),
    "samples:proofs": (
        Row(get=only(SELLERS)),
        Row(get=only(SELLERS), query="tab=all&owner={user}&q=qz0{relation}0", whose=("own", "other")),
    ),
    "samples:proof_new": (Row(get=only(SELLERS), post=only(SELLERS)), begun_for_customer(data=form(**NEW_PROOF))),
    "samples:proof": (of_sample("proof", get=seen()),),
    "samples:proof_step": (
        *(of_sample("proof", step, FEW, **both(200, may=ACTS), data=form(**values)) for step, values in PROOF_STEPS),
        of_sample("proof", "nothing", ("own",), get=rows(404), post=rows(404)),
    ),
    "samples:production": (Row(get=only(MAKERS)),),
    "samples:make_sample": (
        *(
            of_sample("made_sample", step, FEW, get=only(MAKERS), post=only(MAKERS, 302), data=form(**values))
            for step, values in STEPS[:3]
        ),
        of_sample("made_sample", "send", ("own",), get=only(MAKERS, 404), post=only(MAKERS, 404), data=form(**SENT)),
        of_sample("sample", "finish", ("own",), get=only(MAKERS, 404), post=only(MAKERS, 404)),
    ),
    "samples:make_proof": (
        *(
            of_sample("proof", step, FEW, get=only(MAKERS), post=only(MAKERS, 302), data=form(**values))
            for step, values in PROOF_STEPS[:2]
        ),
        of_sample("proof", "cancel", ("own",), get=only(MAKERS, 404), post=only(MAKERS, 404), data=form(reason="No")),
    ),
    "samples:requests": (
        Row(get=only(EVERYBODY)),
        *(Row(get=only(EVERYBODY), query=f"show={show}") for show in ("asked", "mine", "team", "closed")),
    ),
    "samples:request_new": (
        Row(get=only(SELLERS), post=only(SELLERS, 302), data=asked_department),
        Row(query="customer={customer}", whose=ALL, get=current(200)),
    ),
    "samples:request": (of_sample("request", get=rows(200, people=EVERYBODY, by=REQUEST_SEEN)),),
    "samples:request_write": (
        of_sample("request", post=rows(302, people=EVERYBODY, by=REQUEST_SEEN, may=REQUEST_WRITES), data=form(text="USD 2.10")),
    ),
    "samples:request_close": (of_sample("request", post=rows(302, people=EVERYBODY, by=REQUEST_SEEN, may=HELP_ON)),),
    "samples:request_readdress": (
        of_sample("request", **both(200, people=EVERYBODY, by=REQUEST_SEEN, may=HELP_ON), data=readdressed),
    ),
    "samples:visits": (Row(get=only(SELLERS)),),
    "samples:visit_new": (Row(get=only(SELLERS), post=only(SELLERS)), begun_for_customer(data=visited)),
    "samples:visit": (of_sample("visit", get=seen()),),
    "samples:visit_edit": (of_sample("visit", **both(200, may=ACTS), data=visited),),
    "samples:visit_file_add": (of_sample("visit", post=rows(302, may=ACTS), data=upload),),
    "samples:visit_file": (Row(of=("visit", "visit_file"), whose=ALL, get=seen()),),
}  # fmt: skip

# ── what is known of buyers and of others ───────────────────────────────────
# Negotiation sheets: own, the team's, all; not for a stand-in or a collaborator. The boss reads.
NEGOTIATES = {relation: ACCESSES[relation] - {"boss"} for relation in ACCESSES} | {"merged": frozenset()}
SHEET = {"subject": "Price of the trial order", "currency": "USD", "target_price": "6.20", "outcome": "open"}
RIVAL = {
    "competitor": "Ralex", "price": "6.10", "currency": "USD", "words": "Socket set", "unit": "set", "country": "DE",
    "seen_on": "2026-11-10", "source": "buyer",
}  # fmt: skip


def of_sheet(*kinds: str, may: Any = None, **rest: Any) -> Row:
    """Of a negotiation sheet: 404 for who knows of none."""
    rules = {
        method: rows(status, by=ACCESSES, may=may)
        for method, status in rest.items()
        if method in {"get", "post"}
    }
    return Row(of=("negotiation", *kinds), whose=ALL, **rest | rules)


INSIGHT: dict[str, tuple[Row, ...]] = {
    "insight:negotiation_new": (
        Row(get=only(SELLERS), post=only(SELLERS)),
        Row(query="customer={customer}&quote={quote}", whose=ALL, get=current(200, may=NEGOTIATES),
            post=current(302, may=NEGOTIATES), data=form(**SHEET)),
    ),
    "insight:negotiation": (of_sheet(get=200),),
    "insight:negotiation_edit": (
        of_sheet(get=200, post=302, may=NEGOTIATES,
                 data=lambda world, relation, _caller: {**SHEET, "version": world[relation].negotiation.version}),
    ),
    "insight:concession_add": (
        of_sheet(post=302, may=NEGOTIATES, data=form(what="2 % off", in_return="30 % deposit", given_on="2026-11-10")),
    ),
    "insight:concession_strike": (of_sheet("concession", post=302, may=NEGOTIATES),),
    "insight:prices": (
        Row(get=only(SELLERS)), *(Row(get=only(SELLERS), query=query) for query in ("q=qz0", "country=DE&fresh=on")),
        Row(get=only(SELLERS), query="customer={customer}", whose=ALL),
    ),
    "insight:price_new": (
        Row(get=only(SELLERS), post=only(SELLERS, 302), data=form(**RIVAL)),
        Row(query="customer={customer}", whose=ALL, get=current(200, may=ACTS), post=current(302, may=ACTS), data=form(**RIVAL)),
        Row(query="quote={quote}", whose=ALL, get=rows(200, may=ACTS)),
        Row(query="inquiry={inquiry}", whose=ALL, get=rows(200, may=ACTS)),
    ),
    "insight:price_edit": (
        Row(of=("rival",), whose=ALL, get=rows(200, may=ACTS), post=rows(302, may=ACTS),
            data=lambda world, relation, _caller: {**RIVAL, "version": world[relation].rival.version}),
    ),
    "insight:market_notes": (Row(get=only(SELLERS)), Row(get=only(SELLERS), query="region=x&question=suits")),
    "insight:market_note_new": (
        Row(get=only(SELLERS), post=only(SELLERS, 302),
            data=lambda world, _relation, _caller: {"region": world["goods"].region.pk, "question": "going", "text": "Nobody asks for it"}),
    ),
    "insight:market_note_withdraw": (
        Row(of=("market_note",), whose=("goods",), post=only(LEADERS | {"owner"}, 302)),
    ),
}  # fmt: skip

# ── reports ─────────────────────────────────────────────────────────────────
REPORTERS = {"owner", "teammate", "stand_in", "outsider"}
REPORT_READERS = SELLERS | {"assistant"}
CHASERS = LEADERS | {"assistant"}
# A report is its author's, of who led them at the cut-off, and the boss's: no stand-in, and no word for the assistant.
REPORT_SEEN = {"me_owner": {"owner", "manager", "boss"}, "me_outsider": {"outsider", "other_manager", "boss"}}
REPORT_JUDGED = {relation: people & LEADERS for relation, people in REPORT_SEEN.items()}
REPORT_WRITTEN = {relation: people & REPORTERS for relation, people in REPORT_SEEN.items()}
DEPARTMENT_SEEN = {"me_manager": {"manager", "boss"}, "me_other_manager": {"other_manager", "boss"}}
DEPARTMENT_WRITTEN = {relation: people & MANAGERS for relation, people in DEPARTMENT_SEEN.items()}


def of_report(kind: str = "report", *rest: Any, **more: Any) -> Row:
    return Row(of=(kind,), rest=rest, whose=tuple(REPORT_SEEN), **more)


def of_department(*rest: Any, **more: Any) -> Row:
    return Row(of=("department",), rest=rest, whose=tuple(DEPARTMENT_SEEN), **more)


def of_digest(*rest: Any, **more: Any) -> Row:
    return Row(of=("digest",), rest=rest, whose=tuple(DEPARTMENT_SEEN), **more)


def record_rows(status: int, **rule: Any) -> Status:
    return rows(status, by=REPORT_SEEN, **rule)


def report_rows(status: int, **rule: Any) -> Status:
    return rows(status, people=REPORT_READERS, by=REPORT_SEEN, **rule)


def department_rows(status: int, **rule: Any) -> Status:
    return rows(status, people=CHASERS, by=DEPARTMENT_SEEN, **rule)


REPORTS: dict[str, tuple[Row, ...]] = {
    "reports:list": (Row(get=only(REPORT_READERS)),),
    "reports:report": (
        of_report(get=report_rows(200), get_writes=SEEN), of_report("open_report", get=report_rows(200), get_writes=SEEN),
    ),
    "reports:write": (
        of_report(
            "open_report", data=form(version="1", review="Two new buyers"),
            post=rows(302, people=REPORTERS, by=REPORT_SEEN, may=REPORT_WRITTEN),
        ),
        of_report("report", post=rows(409, people=REPORTERS, by=REPORT_SEEN, may=REPORT_WRITTEN), data=form(version="1", review="Later")),
    ),
    "reports:reopen": (of_report(post=report_rows(302, may=REPORT_JUDGED), data=form(reason="Which buyers?")),),
    "reports:paper": (
        of_report("report", "pdf", get=report_rows(200)),
        # Salespeople do not export until the policy says so.
        of_report("report", "xlsx", get=report_rows(200, may=REPORT_JUDGED)),
    ),
    "reports:add_customer": (of_customer(post=current(302, people=REPORTERS)),),
    "reports:issue": (Row(post=only(CHASERS, 302)),),
    "reports:week": (Row(of=("week",), whose=("me_owner",), get=only(CHASERS)),),
    "reports:remind": (Row(of=("week",), whose=("me_owner",), post=only(CHASERS, 302)),),
    "reports:department": (of_department(get=department_rows(200), get_writes=SEEN),),
    "reports:department_write": (
        of_department(post=department_rows(302, may=DEPARTMENT_WRITTEN), data=form(version="1", words="A good week")),
    ),
    "reports:department_paper": (of_department("pdf", get=department_rows(200)), of_department("xlsx", get=department_rows(200))),
    "reports:days": (Row(get=only(REPORT_READERS)),),
    "reports:daily_report": (of_report("daily", get=report_rows(200), get_writes=SEEN),),
    "reports:confirm": (
        of_report("daily", data=form(version="1", remark="Fair in March"),
                  post=rows(302, people=REPORTERS, by=REPORT_SEEN, may=REPORT_WRITTEN)),
    ),
    "reports:daily_paper": (
        of_report("daily", "pdf", get=report_rows(200)), of_report("daily", "xlsx", get=report_rows(200, may=REPORT_JUDGED)),
    ),
    "reports:day": (Row(of=("day",), whose=("me_owner",), get=only(CHASERS)),),
    "reports:remind_of_day": (Row(of=("day",), whose=("me_owner",), post=only(CHASERS, 302)),),
    "reports:digest": (of_digest(get=department_rows(200), get_writes=SEEN),),
    "reports:digest_write": (
        of_digest(post=department_rows(302, may=DEPARTMENT_WRITTEN), data=form(version="1", words="A good day")),
    ),
    "reports:digest_paper": (of_digest("pdf", get=department_rows(200)), of_digest("xlsx", get=department_rows(200))),
    "reports:a_lists": (Row(get=only(REPORT_READERS)),),
    "reports:a_list": (Row(of=("a_month",), whose=("me_owner",), get=only(REPORT_READERS), get_writes=SEEN),),
    "reports:a_list_paper": (
        Row(of=("a_month",), rest=("pdf",), whose=("me_owner",), get=only(SELLERS)),
        Row(of=("a_month",), rest=("xlsx",), whose=("me_owner",), get=only(LEADERS)),
    ),
    "reports:a_list_part": (of_report("part", get=record_rows(200)), of_report("past_part", get=record_rows(200))),
    "reports:part_write": (
        of_report("part", post=record_rows(302, may=REPORT_WRITTEN), data=form(version="1")),
    ),
    "reports:records": (Row(get=only(SELLERS)), Row(query="kind=quarter&day=2026-11-01", get=only(SELLERS))),
    "reports:inquiry_record": (of_report("record", get=record_rows(200), get_writes=SEEN),),
    "reports:customer_record": (of_report("record", get=record_rows(200), get_writes=SEEN),),
    "reports:inquiry_paper": (
        of_report("record", "pdf", get=record_rows(200)), of_report("record", "xlsx", get=record_rows(200, may=REPORT_JUDGED)),
    ),
    "reports:customer_paper": (
        of_report("record", "pdf", get=record_rows(200)), of_report("record", "xlsx", get=record_rows(200, may=REPORT_JUDGED)),
    ),
    "reports:compliance": (
        Row(get=only(SELLERS)), Row(query="by=month", get=only(SELLERS)), Row(query="before=2026-10-05", get=only(SELLERS)),
    ),
    "reports:compliance_paper": (
        Row(args=("pdf",), get=only(SELLERS)), Row(args=("xlsx",), query="by=month", get=only(LEADERS)),
    ),
    "reports:records_paper": (
        Row(args=("pdf",), query="day=2026-11-16", get=only(SELLERS)), Row(args=("xlsx",), query="day=2026-11-16", get=only(LEADERS)),
    ),
    "reports:missed": (
        Row(of=("person",), rest=("A",), whose=tuple(REPORT_SEEN), query="since=2026-11-09&until=2026-11-15", get=record_rows(200)),
    ),
}  # fmt: skip

# Figures only: of one's own business, one's team's, or all of it.
FIGURE_READERS = SELLERS | {"assistant", "adviser"}
ANALYSIS: dict[str, tuple[Row, ...]] = {
    **{
        f"analysis:{name}": (
            Row(get=only(FIGURE_READERS)),
            Row(get=only(FIGURE_READERS), query="days=365&region=x&by=price"),
        )
        for name in ("diagnosis", "sources", "customers", "lost")
    },
    "analysis:products": (Row(get=only(SELLERS | {"assistant"})), Row(get=only(SELLERS | {"assistant"}), query="days=365&region=x&by=price")),
    "analysis:product": (of_goods(get=only(SELLERS | {"assistant"})),),
}  # fmt: skip

# ── briefings ───────────────────────────────────────────────────────────────
PREPARERS = LEADERS | {"assistant"}
# Points are their manager's and the boss's; rulings of whom they were given to, of who leads them, and of the boss.
POINT_SEEN = {"me_manager": {"manager", "boss"}, "me_other_manager": {"other_manager", "boss"}}
RULING_SEEN = {"me_owner": {"owner", "manager", "boss"}, "me_assistant": {"assistant", "boss"}}


def of_briefing(kind: str = "briefing", **more: Any) -> Row:
    return Row(of=(kind,), whose=("me_owner",), **more)


def of_ruling(**more: Any) -> Row:
    return Row(of=("ruling",), whose=PERSONAL, **more)


def moved_briefing(_world: World, _relation: str, _caller: str) -> dict[str, Any]:
    day = current_calendar().next_working_day(timezone.localdate())
    return {"day": day.isoformat(), "starts_at": "10:00", "reason": "Trade show"}


BRIEFINGS: dict[str, tuple[Row, ...]] = {
    "briefings:list": (Row(get=only(PREPARERS)),),
    # That the boss has looked is marked, once.
    "briefings:detail": (
        of_briefing(get=only(LEADERS), get_writes=frozenset({"briefings_briefing"})), of_briefing("past_briefing", get=only(LEADERS), get_writes=frozenset({"briefings_briefing"})),
    ),
    "briefings:paper": (of_briefing("past_briefing", get=only(LEADERS)),),
    "briefings:prepare": (of_briefing(get=only(PREPARERS)), of_briefing("past_briefing", get=only(PREPARERS))),
    "briefings:attend": (of_briefing(post=only(PREPARERS, 302), data=to_owner("people")),),
    "briefings:move": (of_briefing(post=only(LEADERS, 302), data=moved_briefing),),
    "briefings:point_new": (Row(get=only(MANAGERS), post=only(MANAGERS, 302), data=form(part="hard", text="No samples left")),),
    "briefings:point_withdraw": (
        Row(
            of=("point",), whose=tuple(POINT_SEEN),
            post=rows(302, people=LEADERS, by=POINT_SEEN, may={name: people - {"boss"} for name, people in POINT_SEEN.items()}),
        ),
    ),
    "briefings:rule": (
        Row(get=only({"boss"}), post=only({"boss"}, 302), data=to_owner("person", text="Buy a new camera", is_settled="on")),
        Row(whose=ALL, query="about=customer-{customer}", get=only({"boss"})),
    ),
    "briefings:rulings": (Row(get=only(EVERYBODY)),),
    "briefings:ruling": (of_ruling(get=rows(200, people=EVERYBODY, by=RULING_SEEN)),),
    "briefings:outcome": (
        of_ruling(
            data=form(outcome="The buyer agreed"),
            post=rows(302, people=EVERYBODY, by=RULING_SEEN, may={"me_owner": {"owner"}, "me_assistant": {"assistant"}}),
        ),
    ),
    "briefings:go_on": (
        of_ruling(data=to_owner("person", text="Ask for the deposit", due_on=IN_A_MONTH), post=rows(302, people={"boss"}, by=RULING_SEEN)),
    ),
    "briefings:close": (
        of_ruling(post=rows(302, people=LEADERS, by=RULING_SEEN, may={name: people & LEADERS for name, people in RULING_SEEN.items()})),
    ),
}  # fmt: skip

# ── oversight ───────────────────────────────────────────────────────────────
# Who leads the owner, and who answers: the owner, who stands in; the boss everybody's. What is nobody's is every manager's.
REMARKS = {
    "own": {"owner", "stand_in", "manager", "boss"}, "team": {"teammate", "manager", "boss"}, "other": {"outsider", "other_manager", "boss"},
    "pool": LEADERS, "merged": {"owner", "stand_in", "manager", "boss"}, "moved": {"outsider", "other_manager", "boss"},
    "lent": {"outsider", "other_manager", "boss"}, "joint": {"outsider", "other_manager", "boss"},
}  # fmt: skip
LEADS = {relation: people & LEADERS for relation, people in REMARKS.items()}
COACHED = {"me_owner": {"manager", "boss"}, "me_outsider": {"other_manager", "boss"}}
COACH_SEEN = {"me_owner": {"owner", "manager", "boss"}, "me_outsider": {"other_manager", "boss"}}
ADVICE_READERS, ADVISED = SELLERS | {"adviser"}, {"me_adviser": LEADERS | {"adviser"}}
ADOPTED = {"me_adviser": ADVICE_READERS}


def platform_file(world: World, _relation: str, caller: str) -> dict[str, Any]:
    person = world.user({"other_manager": "outsider"}.get(caller, "owner"))
    text = f"name,date,exposure\n{person.email if person else ''},2026-11-04,12\n"
    return {"file": SimpleUploadedFile("platform.csv", text.encode())}


OVERSIGHT: dict[str, tuple[Row, ...]] = {
    "oversight:remark_customer": (of_customer(post=current(302, may=REMARKS), data=form(text="Call them today")),),
    "oversight:remark_inquiry": (
        Row(of=("inquiry",), whose=("own", "team", "other", "lent", "joint"), post=rows(302, may=REMARKS), data=form(text="Call them today")),
    ),
    "oversight:remark_quote": (of_quote(post=rows(302, may=REMARKS), data=form(text="Call them today")),),
    "oversight:remark_sample": (of_sample("sample", post=rows(302, may=REMARKS), data=form(text="Call them today")),),
    "oversight:remark_order": (of_order(post=rows(302, may=REMARKS), data=form(text="Call them today")),),
    "oversight:remark_proof": (of_sample("proof", post=rows(302, may=REMARKS), data=form(text="Call them today")),),
    "oversight:remark_complaint": (of_order("complaint", post=rows(302, may=REMARKS), data=form(text="Call them today")),),
    "oversight:remark_visit": (of_sample("visit", post=rows(302, may=REMARKS), data=form(text="Call them today")),),
    "oversight:remark_follow_up": (
        Row(of=("follow_up",), whose=ALL, post=rows(302, may=REMARKS), data=form(text="Call them today")),
    ),
    # Of what was handed in the author answers as well; of what is still being written nobody says anything.
    "oversight:remark_report": (
        of_report(post=record_rows(302), data=form(text="Well done")), of_report("open_report", post=record_rows(403), data=form(text="Well done")),
    ),
    "oversight:remark_department": (of_department(post=rows(302, by=DEPARTMENT_SEEN), data=form(text="Well done")),),
    "oversight:remark_day": (
        of_report("daily", post=record_rows(403), data=form(text="Well done")), of_report("past_daily", post=record_rows(302), data=form(text="Well done")),
    ),
    "oversight:remark_digest": (
        of_digest(post=rows(403, by=DEPARTMENT_SEEN), data=form(text="Well done")),
        Row(of=("past_digest",), whose=tuple(DEPARTMENT_SEEN), post=rows(302, by=DEPARTMENT_SEEN), data=form(text="Well done")),
    ),
    "oversight:remark_a_list_part": (
        of_report("part", post=record_rows(403), data=form(text="Well done")), of_report("past_part", post=record_rows(302), data=form(text="Well done")),
    ),
    "oversight:remark_replies": (of_report("record", post=record_rows(302), data=form(text="Well done")),),
    "oversight:remark_portfolio": (of_report("record", post=record_rows(302), data=form(text="Well done")),),
    "oversight:seen_customer": (of_customer(post=current(302, may=LEADS)),),
    "oversight:seen_report": (of_report(post=rows(302, people=CHASERS, by=REPORT_SEEN, may=REPORT_JUDGED)),),
    "oversight:seen_department": (of_department(post=department_rows(302, may={key: {"boss"} for key in DEPARTMENT_SEEN})),),
    "oversight:seen_day": (of_report("daily", post=rows(302, people=CHASERS, by=REPORT_SEEN, may=REPORT_JUDGED)),),
    "oversight:seen_digest": (of_digest(post=department_rows(302, may={key: {"boss"} for key in DEPARTMENT_SEEN})),),
    "oversight:seen_a_list": (Row(of=("a_list",), whose=("me_owner",), post=rows(302, people=CHASERS, by={"me_owner": CHASERS}, may={"me_owner": {"boss"}})),),
    "oversight:seen_replies": (of_report("record", post=rows(302, people=CHASERS, by=REPORT_SEEN, may=REPORT_JUDGED)),),
    "oversight:seen_portfolio": (of_report("record", post=rows(302, people=CHASERS, by=REPORT_SEEN, may=REPORT_JUDGED)),),
    "oversight:customer_history": (of_customer(get=current(200), get_writes=COUNTED),),
    "oversight:holidays": (Row(get=only(SELLERS)),),
    "oversight:platform": (Row(get=only(LEADERS), post=only(LEADERS, 302), data=platform_file),),
    "oversight:my_coaching": (Row(get=only(EVERYBODY)),),
    "oversight:coaching": (
        Row(of=("person",), whose=tuple(COACHED), get=rows(200, people=LEADERS, by=COACHED), post=rows(302, people=LEADERS, by=COACHED),
            data=form(text="Ask more questions")),
    ),
    "oversight:advice_list": (
        Row(get=only(ADVICE_READERS), post=rows(302, people=ADVICE_READERS, by={"": ADVICE_READERS}, may={"": {"adviser"}}),
            data=form(subject="Pictures", text="New ones")),
    ),
    "oversight:advice": (
        Row(of=("advice",), whose=tuple(ADVISED), get=rows(200, people=ADVICE_READERS, by=ADVISED)),
        Row(of=("adopted",), whose=tuple(ADOPTED), get=rows(200, people=ADVICE_READERS, by=ADOPTED)),
    ),
    "oversight:decide_advice": (
        Row(of=("advice",), whose=tuple(ADVISED), post=rows(302, people=LEADERS, by=ADVISED), data=form(version=1, answer="adopt", reason="Cheap")),
    ),
    "oversight:advice_result": (
        Row(of=("adopted",), whose=tuple(ADVISED), post=rows(302, people=LEADERS, by=ADVISED), data=form(version=1, result="More clicks")),
    ),
}  # fmt: skip


# ── figures, targets, the plan ──────────────────────────────────────────────
TEAM_READERS = LEADERS | {"assistant", "adviser"}
COMPANY_READERS = {"boss", "assistant", "adviser"}
# A target is read by whom it is for, who leads them, and who reads all figures; leaders set it.
TARGET_SEEN = {"me_owner": {"manager", "boss"}, "me_outsider": {"other_manager", "boss"}}


def a_target(world: World, _relation: str, caller: str) -> dict[str, Any]:
    person = world.user("outsider" if caller == "other_manager" else "owner").pk
    whose, month = "all" if caller == "boss" else f"p{person}", timezone.localdate().replace(day=1)
    return {
        "whose": whose,
        "measure": "orders",
        "stretch": "month",
        "starts_on": month.isoformat(),
        "goal": "3",
    }


def no_milestone(caller: str, _relation: str) -> int:
    return 404 if caller in LEADERS else 403


MANAGING: dict[str, tuple[Row, ...]] = {
    "managing:team": (Row(get=only(TEAM_READERS)), Row(query="period=last_month", get=only(TEAM_READERS))),
    "managing:boss": (Row(get=only(COMPANY_READERS)),),
    "managing:own": (Row(get=only(REPORTERS)),),
    "managing:fairness": (Row(get=only(LEADERS)), Row(get=only(LEADERS), query="rule=claim"), Row(get=only(LEADERS), query="rule=region")),
    "managing:behind": (
        *(Row(args=(name,), get=only(SELLERS)) for name in ("received", "late", "contacts", "new", "quotes", "samples", "orders", "moves", "reports", "days")),
        Row(args=("nothing",), get=only(SELLERS, 404)),
    ),
    "managing:targets": (Row(get=only(LEADERS)),),
    "managing:target_set": (Row(post=only(LEADERS, 302), data=a_target),),
    "managing:target_copy": (Row(post=only(LEADERS, 302), data=form(of="month", to="next", raise_by="10")),),
    "managing:target_withdraw": (
        Row(of=("target",), whose=tuple(TARGET_SEEN), post=rows(302, people=LEADERS, by=TARGET_SEEN)),
    ),
    "managing:plan": (Row(get=only(TEAM_READERS)),),
    "managing:plan_start": (Row(post=only({"boss"}, 302), data=form(starts_on="2026-01-05")),),
    "managing:milestone": (
        Row(args=("products",), get=only(LEADERS), post=only(LEADERS, 302), data=form(version="0", evidence="A list")),
        Row(args=("nothing",), get=no_milestone, post=no_milestone),
    ),
}  # fmt: skip

TABLE: dict[str, tuple[Row, ...]] = {
    **ACCOUNTS, **CORE, **CATALOGUE, **CUSTOMERS, **HANDOVERS, **INQUIRIES, **FOLLOWUPS, **INSIGHT, **SAMPLES, **QUOTES, **ORDERS,
    **REPORTS, **ANALYSIS, **BRIEFINGS, **OVERSIGHT, **MANAGING,
}  # fmt: skip

# What the guard answers by the method alone. In the suite it is tried on the first relation of a row, for figure Z1 on all.
NEVER_TAKEN = ("PUT", "PATCH", "DELETE")
# The methods that each record is asked with, by whether its address takes GET and POST.
TAKES = {(True, True): ("GET", "POST"), (True, False): ("GET",), (False, True): ("POST",), (False, False): ()}
IS_WHOLE = os.environ.get("MATRIX") == "whole"


def cells(name: str) -> Iterator[tuple[Row, str, str, str]]:
    """Yield (row, relation, caller, method) of every cell of a URL; a query is tried with the methods that read it.

    Z1 tries them all. In the suite each caller tries GET and POST of every record, where the address takes them, and of
    the first record HEAD and one of the methods that no address takes: which one goes round.
    """
    for number, row in enumerate(TABLE[name]):
        methods = METHODS if not row.query else METHODS[:2] if row.post is None else METHODS[:3]
        for relation, (place, caller), method in product(row.whose, enumerate(CALLERS), methods):
            if IS_WHOLE or (method in TAKES[row.get is not None, row.post is not None]):
                yield row, relation, caller, method
            elif relation == row.whose[0]:
                turn = NEVER_TAKEN[(crc32(name.encode()) + number + place) % len(NEVER_TAKEN)]
                if method not in NEVER_TAKEN or method == turn:
                    yield row, relation, caller, method


def reads_fragment(row: Row, name: str, relation: str, caller: str) -> bool:
    """Whether a page is asked for as a fragment, too: in the suite by one of those who may read it, for Z1 by all."""
    readers = [who for who in CALLERS if row.expected(who, relation, "GET") == HTTPStatus.OK]
    return IS_WHOLE or (
        bool(readers) and caller == readers[crc32(f"{name} {relation}".encode()) % len(readers)]
    )
