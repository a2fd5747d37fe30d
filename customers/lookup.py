"""Has this buyer been here before? The database's side of the lookup (查重, S38, rules.md §5, trust.md D).

One statement reads the key rows, two read the few customers worth scoring; `customers.domain.lookup` judges them.
Whatever comes out of here is what the asking person may see: a colleague's customer is its name, its owner and the
date of the last contact, and more than the policy's number of these within an hour are withheld.
"""

import json
from collections import defaultdict
from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date, datetime, timedelta
from types import SimpleNamespace
from typing import Any, NamedTuple

from django.db import connection, transaction
from django.db.models import Q
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_noop

from accounts.models import User
from accounts.scoping import leaders_of, scope_of
from core import audit, notices, policy
from core.company import current_company
from customers.domain import folding
from customers.domain.lookup import Match, Reason, Subject, block_keys, hard_keys, rank, sought_keys, surest
from customers.domain.nominate import COMMON_ROWS, ROWS_PER_KEY, VOTES, nominate
from customers.domain.subjects import PIECE, PIECE_BESIDE, Key, sought_pieces
from customers.models import ERASED_NAME, CommonKey, Customer, Interest, LookupKey, LookupSighting
from customers.policies import LOOKUP, LookupPolicy
from customers.selectors.links import groups_of
from customers.selectors.match_words import BANDS as BAND_WORDS
from customers.selectors.match_words import words_of

MATCHES_SHOWN = 8
KEYS_READ = 500
NOMINATED_OF_MANY = 12
WINDOW = timedelta(hours=1)
HARD_KINDS = frozenset({"email", "phone", "domain", "name"})
# A colleague's customer shows the band only: its own certainty would tell whether a guessed address is right (D2).
MASKED_CERTAINTY = {"sure": 0.9, "likely": 0.6}
NAME_REASONS = frozenset({"same_name", "similar_name"})
COMPARED = ("pk", "owner_id", "name", "local_name", "country", "city", "phone", "fax", "website", "address")
COMPARED_PERSON = ("name", "email", "phone", "whatsapp")
BANDS = {"sure": 0, "likely": 1, "weak": 2}


@dataclass(frozen=True)
class MaskedCustomer:
    """All that there is of a colleague's customer: its name, and its number to hand an inquiry on."""

    pk: int
    name: str

    def __str__(self) -> str:
        return self.name


@dataclass(frozen=True)
class Story:
    """How far it got: products asked about with how often, the last contact in one line, what is open."""

    interests: tuple[tuple[str, int], ...]
    last_contact_channel: str
    last_contact_text: str
    open_inquiries: int
    grade: str
    stage: str


@dataclass(frozen=True)
class BuyerMatch:
    """A candidate as the asking person may see it; `story` is None for a colleague's. Dates are the company's.

    `group`: what belongs to it, as far as the person may see that: relation and name.
    """

    customer: Customer | MaskedCustomer
    is_visible: bool
    certainty: float
    band: str
    reasons: tuple[Reason, ...]
    owner: User | None
    last_contact_on: date | None
    story: Story | None = None
    group: tuple[tuple[str, str], ...] = ()

    @property
    def title(self) -> str:
        """How sure it is, in words."""
        return str(BAND_WORDS[self.band])

    @property
    def worded_reasons(self) -> list[tuple[str, bool]]:
        """Why it matched: each reason in words, and whether it speaks for the match."""
        return words_of(self.reasons)


@dataclass(frozen=True)
class Lookup:
    """The matches, surest first. `withheld`: the hour's number of colleagues' customers is used up (trust.md D3).

    It says nothing of whether there is one that is not shown: the answer is the same where there is none.
    """

    matches: list[BuyerMatch]
    withheld: bool = False


def find_matches(
    *, user: User, subject: Subject, limit: int = MATCHES_SHOWN, at: datetime | None = None
) -> list[BuyerMatch]:
    """Return who this buyer may be, surest first, as `user` may see it. `at`: now, for D3's hour."""
    return look_up(user=user, subject=subject, limit=limit, at=at).matches


def look_up(
    *, user: User, subject: Subject, limit: int = MATCHES_SHOWN, at: datetime | None = None
) -> Lookup:
    """Like `find_matches`, and say whether the hour's number is used up."""
    own = current_company().domains
    found = _load(nominate(_read_holders(sought_keys(subject, own))))
    return _show(user, _judge(subject, found, own), limit, at or timezone.now())


def match_each(subjects: Sequence[Subject]) -> list[tuple[int, int | None, Match] | None]:
    """Return of each subject the surest customer that it likely is: its id, its owner's, the match; None without one.

    For many at once (an import): three statements however many there are. What the asking person may see of it is the
    caller's business; nothing of this is shown as it is.
    """
    own = current_company().domains
    nominated = [nominate(holders, NOMINATED_OF_MANY) for holders in _read_holders_of_each(subjects, own)]
    loaded = {
        known.pk: (known, both) for known, both in _load(sorted({pk for pks in nominated for pk in pks}))
    }
    found = []
    for subject, pks in zip(subjects, nominated, strict=True):
        candidates = [
            (known, one) for pk in pks if pk in loaded for known, both in [loaded[pk]] for one in both
        ]
        match = surest(subject, [one for _known, one in candidates], own_domains=own)
        known = candidates[match.index][0] if match else None
        found.append((known.pk, known.owner_id, match) if known and match else None)
    return found


def _read_holders_of_each(subjects: Sequence[Subject], own: frozenset[str]) -> list[dict[Key, list[int]]]:
    """Read who holds each subject's keys, in two statements.

    Of the pieces of words first those that stand alone: few of them are anybody's, and only of these the others need
    to be asked for (see `Pieces.keys`), which are half of all keys.
    """
    pieces = [sought_pieces(subject) for subject in subjects]
    asked: defaultdict[str, set[str]] = defaultdict(set)
    keys_of_each = [block_keys(subject, own) for subject in subjects]
    for key in frozenset().union(*keys_of_each):
        asked[key.kind].add(key.value)
    asked[PIECE].update(*(some for one in pieces for some in (one.first, one.other)))
    asked.pop(PIECE_BESIDE, None)
    rows = COMMON_ROWS * len(subjects)
    holders = _read_holders_by_kind(asked, rows)
    held = {key.value for key in holders if key.kind == PIECE}
    found = [one.among(held).keys() for one in pieces]
    beside = {key.value for keys in found for key in keys if key.kind == PIECE_BESIDE}
    holders |= _read_holders_by_kind({PIECE_BESIDE: beside}, rows)
    return [
        {key: holders[key] for key in sorted((keys | more) & holders.keys())}
        for keys, more in zip(keys_of_each, found, strict=True)
    ]


def _judge(
    subject: Subject, found: "list[tuple[Known, list[Subject]]]", own: frozenset[str]
) -> "list[tuple[Known, Match]]":
    """Return the candidates with their best match, surest first."""
    subjects = [known for _known, both in found for known in both]
    holders = [known for known, both in found for _subject in both]
    best: dict[int, tuple[Known, Match]] = {}
    for match in rank(subject, subjects, own_domains=own, limit=len(subjects)):
        holder = holders[match.index]
        best.setdefault(holder.pk, (holder, match))
    return list(best.values())


def show_conflicts(*, user: User, customers: Sequence[Customer], subject: Subject, at: datetime) -> Lookup:
    """Return customers that hold a key of `subject`, as `user` may see them: all are certain."""
    match = Match(certainty=1.0, band="sure", reasons=())
    own = current_company().domains
    judged = []
    for known, subjects in _load([customer.pk for customer in customers]):
        scored = rank(subject, subjects, own_domains=own, limit=1, cut_off=0.0)
        judged.append((known, replace(match, reasons=scored[0].reasons if scored else ())))
    return _show(user, judged, len(judged), at)


def count_shown(*, user: User, found: Lookup, at: datetime) -> Lookup:
    """Count what a refusal is about to show, and withhold what is above the hour's number (trust.md D3).

    For views that answer DuplicateBuyer: the refused transaction took its own count back with it.
    """
    asked = [Asked(match.customer.pk, not match.is_visible) for match in found.matches]
    shown, withheld = _withhold(user, asked, len(asked), at)
    return Lookup([match for match in found.matches if match.customer.pk in shown], withheld)


def allow_masked(*, user: User, ids: Iterable[int], at: datetime) -> set[int]:
    """Count colleagues' customers that are about to be shown, by name or owner; return those that may be (trust.md D3)."""
    asked = [Asked(pk, is_masked=True) for pk in sorted(set(ids))]
    return _withhold(user, asked, len(asked), at)[0]


def subjects_of(customer: Any, contacts: Iterable[Any]) -> list[Subject]:
    """Return what the lookup knows of a customer: one subject, a second for the name in the buyer's script."""
    people = list(contacts)
    phones = (
        customer.phone,
        customer.fax,
        *(p for person in people for p in (person.phone, person.whatsapp)),
    )
    subject = Subject(
        name=customer.name or customer.local_name,
        country=str(customer.country) or None,
        emails=tuple(person.email for person in people if person.email),
        phones=tuple(filter(None, phones)),
        sites=(customer.website,) if customer.website else (),
        addresses=tuple(filter(None, (customer.address,))),
        city=customer.city,
        persons=tuple(person.name for person in people if person.name not in ("", ERASED_NAME)),
    )
    has_two = customer.name and customer.local_name
    return [subject, replace(subject, name=customer.local_name)] if has_two else [subject]


def subjects_by_id(ids: Iterable[int]) -> dict[int, list[Subject]]:
    """Return the subjects of these customers without those merged away. One statement."""
    return {known.pk: subjects for known, subjects in _load(sorted(ids))}


def hard_conflicts(subject: Subject, exclude: Customer | None = None) -> list[Customer]:
    """Return the customers that hold a key of `subject` exclusively: the same buyer, entered before."""
    return holders_of(
        hard_keys(subject, current_company().domains), exclude.pk if exclude is not None else None
    )


def holders_of(keys: Iterable[Key], exclude_id: int | None = None) -> list[Customer]:
    """Return the customers that hold one of the exact `keys` exclusively, without `exclude_id`."""
    held = LookupKey.objects.filter(any_of(keys), is_exclusive=True).values_list("customer_id", flat=True)
    ids = set(held) - {exclude_id}
    return list(Customer.objects.filter(pk__in=ids).order_by("pk")) if ids else []


def holders_by_key(keys: Iterable[Key]) -> dict[Key, int]:
    """Return who holds each of the exact `keys` exclusively. One statement."""
    held = LookupKey.objects.filter(any_of(keys), is_exclusive=True)
    return {Key(kind, value): pk for kind, value, pk in held.values_list("kind", "value", "customer_id")}


def keys_of(subjects: Iterable[Subject], own: frozenset[str] | None = None) -> frozenset[Key]:
    """Return all keys of a buyer, exact and near, our `own` domains left out (read, unless given)."""
    own = current_company().domains if own is None else own
    return frozenset(key for subject in subjects for key in block_keys(subject, own))


def exact(keys: Iterable[Key]) -> frozenset[Key]:
    """Return those of `keys` that stop a second entry."""
    return frozenset(key for key in keys if key.kind in HARD_KINDS)


def stored_keys(customer: Customer) -> frozenset[Key]:
    """Return the keys under which `customer` stands."""
    return frozenset(stored_keys_of([customer.pk])[customer.pk])


def stored_keys_of(ids: Collection[int]) -> Mapping[int, set[Key]]:
    """Return under which keys each of these customers stands. One statement."""
    stored: dict[int, set[Key]] = defaultdict(set)
    rows = LookupKey.objects.filter(customer__in=ids)
    for pk, kind, value in rows.values_list("customer_id", "kind", "value"):
        stored[pk].add(Key(kind, value))
    return stored


def store_keys(
    customer: Customer, wanted: frozenset[Key], stored: frozenset[Key], *, may_share: bool = False
) -> None:
    """Let `customer` stand under the keys `wanted` instead of `stored`, inside the transaction that wrote it.

    A new hard key is exclusive; one that another customer holds raises IntegrityError (the constraint decides between
    two at once), or is stored as shared when `may_share`: a second office that a manager allowed. An exclusive key
    that is given up passes to the one who has shared it longest. What a merge keeps (`is_kept`) is never given up.
    """
    release_keys({customer.pk: stored - wanted})
    new = sorted(wanted - stored)  # one order for all writers: no deadlock
    held = _held_keys(new, customer.pk) if may_share else set()
    rows = [
        LookupKey(
            customer=customer,
            kind=key.kind,
            value=key.value,
            is_exclusive=key.kind in HARD_KINDS and key not in held,
        )
        for key in new
    ]
    with transaction.atomic():
        LookupKey.objects.bulk_create(rows)


def release_keys(dropped: Mapping[int, Collection[Key]]) -> None:
    """Take these keys from these customers, but what a merge keeps (`is_kept`); an exclusive one passes on.

    The oldest other holder holds it exclusively from now on. Statements do not grow with the number of customers.
    """
    dropped = {pk: keys for pk, keys in dropped.items() if keys}
    if not dropped:
        return
    lock_holders(key for keys in dropped.values() for key in keys)
    held = LookupKey.objects.filter(customer__in=dropped, is_kept=False)
    leaving = {
        pk: (Key(kind, value), is_exclusive)
        for pk, owner, kind, value, is_exclusive in held.values_list(
            "pk", "customer_id", "kind", "value", "is_exclusive"
        )
        if Key(kind, value) in dropped[owner]
    }
    LookupKey.objects.filter(pk__in=leaving).delete()
    freed = [key for key, is_exclusive in leaving.values() if is_exclusive]
    if not freed:
        return
    heirs: dict[Key, int] = {}
    sharing = LookupKey.objects.filter(any_of(freed), customer__merged_into=None)
    for row in sharing.order_by("pk"):  # read again: one may have come meanwhile
        heirs.setdefault(Key(row.kind, row.value), row.pk)
    LookupKey.objects.filter(pk__in=heirs.values()).update(is_exclusive=True)


def lock_holders(keys: Iterable[Key]) -> list[LookupKey]:
    """Lock all rows of these hard keys in one order: whoever gives up or shares one at the same time waits here."""
    hard = any_of(key for key in keys if key.kind in HARD_KINDS)
    return list(LookupKey.objects.filter(hard).order_by("pk").select_for_update())


def any_of(keys: Iterable[Key]) -> Q:
    """Return the condition for rows of LookupKey with one of `keys`."""
    by_kind: dict[str, list[str]] = defaultdict(list)
    for key in keys:
        by_kind[key.kind].append(key.value)
    condition = Q(pk=None)
    for kind, values in by_kind.items():
        condition |= Q(kind=kind, value__in=values)
    return condition


def _held_keys(keys: Iterable[Key], customer_id: int) -> set[Key]:
    locked = [row.pk for row in lock_holders(keys) if row.customer_id != customer_id]
    held = LookupKey.objects.filter(
        pk__in=locked, is_exclusive=True
    )  # read again: one may have passed on meanwhile
    return {Key(kind, value) for kind, value in held.values_list("kind", "value")}


# In one statement: who holds each key, when fewer than ROWS_PER_KEY do. Each key is one search in `lookup_key_find`.
# What is known as common (`CommonKey`) is not searched where it tells nothing, the rest of it rarest first and no more
# than `rows` of it: `worth_reading`, in SQL.
READ_HOLDERS = """
WITH asked (kind, value) AS ({asked}), counted (kind, value, holders) AS {materialized} (
    SELECT asked.kind, asked.value, COALESCE((
        SELECT common.holders FROM {common} AS common
        WHERE common.kind = asked.kind AND common.value = asked.value
    ), 0) FROM asked
), summed (kind, value, holders, running) AS (
    SELECT kind, value, holders, SUM(holders) OVER (ORDER BY holders, kind, value ROWS UNBOUNDED PRECEDING) FROM counted
), answered AS (
    SELECT summed.kind AS kind, summed.value AS value, (
        SELECT CASE WHEN COUNT(*) < {limit} THEN {joined} ELSE '' END FROM (
            SELECT customer_id FROM {table} AS held
            WHERE held.kind = summed.kind AND held.value = summed.value LIMIT {limit}
        ) AS found
    ) AS ids FROM summed WHERE holders < {limit} AND running <= {rows}
)
SELECT kind, value, ids FROM answered WHERE ids IS NOT NULL"""
ASKED = {
    "postgresql": "SELECT one.key, word FROM json_each(%s::json) AS one, json_array_elements_text(one.value) AS word",
    "sqlite": "SELECT one.key, word.value FROM json_each(%s) AS one, json_each(one.value) AS word",
}
JOINED = {"postgresql": "STRING_AGG(customer_id::text, ',')", "sqlite": "GROUP_CONCAT(customer_id)"}


def _read_holders(keys: Iterable[Key]) -> dict[Key, list[int]]:
    """Read who holds each key, those that say most first and at most KEYS_READ."""
    ranked = sorted(keys, key=lambda key: (-VOTES.get(key.kind, 0.0), key))[:KEYS_READ]
    asked: defaultdict[str, set[str]] = defaultdict(set)
    for key in ranked:
        asked[key.kind].add(key.value)
    holders = _read_holders_by_kind(asked)
    return {key: holders[key] for key in ranked if key in holders}


def _read_holders_by_kind(
    asked: Mapping[str, Collection[str]], rows: int = COMMON_ROWS
) -> dict[Key, list[int]]:
    """Read who holds each key that somebody holds, by the index alone; one of ROWS_PER_KEY or more leads to nobody.

    `asked` are the values by the kind of key; side by side in the index they are read fastest. Of keys known as common
    at most `rows` rows are read.
    """
    if not any(asked.values()):
        return {}
    with connection.cursor() as cursor:
        cursor.execute(holders_sql(rows), [json.dumps({kind: sorted(asked[kind]) for kind in sorted(asked)})])
        return {
            Key(kind, value): [int(pk) for pk in ids.split(",")] if ids else []
            for kind, value, ids in cursor.fetchall()
        }


def holders_sql(rows: int = COMMON_ROWS) -> str:
    """Return the statement of this database; its one parameter is a JSON object of lists of values by kind."""
    return READ_HOLDERS.format(
        asked=ASKED[connection.vendor],
        # PostgreSQL would ask anew for each place that a count stands in
        materialized="MATERIALIZED" if connection.vendor == "postgresql" else "",
        limit=ROWS_PER_KEY,
        rows=rows,
        joined=JOINED[connection.vendor],
        table=connection.ops.quote_name(LookupKey._meta.db_table),
        common=connection.ops.quote_name(CommonKey._meta.db_table),
    )


@dataclass(frozen=True)
class Known:
    """A candidate as far as scoring and masking need it."""

    pk: int
    owner_id: int | None


def _load(ids: Sequence[int]) -> list[tuple[Known, list[Subject]]]:
    """Read what is compared of customers that were not merged away, in the order of `ids`. One statement.

    A customer is also what was merged into it: it is compared under its old names, too.
    """
    if not ids:
        return []
    rows = Customer.objects.filter(Q(pk__in=ids, merged_into=None) | Q(merged_into__in=ids))
    words: dict[int, SimpleNamespace] = {}
    people: dict[int, list[SimpleNamespace]] = defaultdict(list)
    merged: dict[int | None, list[int]] = defaultdict(list)
    for values in rows.values_list(
        *COMPARED, "merged_into_id", *(f"contacts__{name}" for name in COMPARED_PERSON)
    ):
        pk, into = values[0], values[len(COMPARED)]
        if pk not in words:
            words[pk] = SimpleNamespace(**dict(zip(COMPARED, values, strict=False)))
            merged[into].append(pk)
        person = values[len(COMPARED) + 1 :]
        if person[0] is not None:
            people[pk].append(SimpleNamespace(**dict(zip(COMPARED_PERSON, person, strict=True))))
    current = set(merged[None])
    return [
        (
            Known(pk, words[pk].owner_id),
            [subject for one in (pk, *merged[pk]) for subject in subjects_of(words[one], people[one])],
        )
        for pk in ids
        if pk in current
    ]


def _show(user: User, judged: list[tuple[Known, Match]], limit: int, at: datetime) -> Lookup:
    scope = scope_of(user, at)
    # A colleague's that is probably another buyer is nobody's business.
    kept = [
        Place(BANDS[match.band], not is_visible, -match.certainty if is_visible else 0.0, known.pk, match)
        for known, match in judged
        if (is_visible := scope.covers(known.owner_id, known.pk)) or match.band in MASKED_CERTAINTY
    ]
    kept = sorted(kept, key=lambda place: place[:-1])
    allowed, withheld = _withhold(user, [Asked(place.pk, place.is_masked) for place in kept], limit, at)
    shown = [place for place in kept if place.pk in allowed]
    rows = (
        Customer.objects.filter(pk__in=[place.pk for place in shown]).select_related("owner").in_bulk()
        if shown
        else {}
    )
    matches = [_match_for(rows[place.pk], place) for place in shown if place.pk in rows]
    groups = groups_of({match.customer.pk for match in matches}, scope)
    matches = [replace(match, group=tuple(groups[match.customer.pk])) for match in matches]
    return Lookup(_with_stories(matches), withheld)


class Place(NamedTuple):
    """Where a match stands in the list: its own certainty does not move a colleague's customer (D2)."""

    band: int
    is_masked: bool
    uncertainty: float
    pk: int
    match: Match


def _match_for(customer: Customer, place: Place) -> BuyerMatch:
    match = place.match
    shown = BuyerMatch(
        customer,
        is_visible=True,
        certainty=match.certainty,
        band=match.band,
        reasons=match.reasons,
        owner=customer.owner,
        last_contact_on=timezone.localdate(customer.last_contact_at) if customer.last_contact_at else None,
    )
    if not place.is_masked:
        return shown
    return replace(
        shown,
        customer=MaskedCustomer(
            customer.pk, customer.name or customer.local_name or _("a buyer without a company")
        ),
        is_visible=False,
        certainty=MASKED_CERTAINTY[match.band],
        reasons=tuple(reason for reason in match.reasons if reason.code in NAME_REASONS),
    )


def _with_stories(matches: list[BuyerMatch]) -> list[BuyerMatch]:
    visible = [match.customer.pk for match in matches if match.is_visible]
    asked: dict[int, list[tuple[str, int]]] = defaultdict(list)
    if visible:
        rows = Interest.objects.filter(customer_id__in=visible).values_list("customer_id", "words", "times")
        for pk, words, times in rows:
            asked[pk].append((words, times))
    return [_with_story(match, asked[match.customer.pk]) if match.is_visible else match for match in matches]


def _with_story(match: BuyerMatch, interests: list[tuple[str, int]]) -> BuyerMatch:
    customer = match.customer
    if isinstance(customer, MaskedCustomer):
        return match
    story = Story(
        interests=tuple(interests[:5]),
        last_contact_channel=customer.last_contact_channel,
        last_contact_text=customer.last_contact_text,
        open_inquiries=customer.open_inquiries,
        grade=customer.grade,
        stage=customer.stage,
    )
    return replace(match, story=story)


class Asked(NamedTuple):
    """A customer that a lookup leads to; `is_masked`: a colleague's."""

    pk: int
    is_masked: bool


def _withhold(user: User, asked: Sequence[Asked], limit: int, at: datetime) -> tuple[set[int], bool]:
    """Choose at most `limit` of `asked` for `user` to see, in their order, and count the colleagues' among them (D3).

    Returns them, and whether the hour's number is used up. What is withheld leaves no gap: the answer does not tell it
    from what is not there.
    """
    per_hour = policy.get(LOOKUP, LookupPolicy).colleagues_per_hour
    masked = {one.pk for one in asked if one.is_masked}
    if not masked:
        return {one.pk for one in asked[:limit]}, len(_seen_by(user, at)) >= per_hour
    with transaction.atomic():
        User.objects.select_for_update().only("pk").get(pk=user.pk)
        seen = _seen_by(user, at)
        shown, refused = _choose(asked, limit, seen, per_hour - len(seen))
        LookupSighting.objects.bulk_create(
            [LookupSighting(user=user, customer_id=pk, seen_at=at) for pk in sorted(shown & masked)],
            update_conflicts=True, unique_fields=["user", "customer"], update_fields=["seen_at"],
        )  # fmt: skip
    if refused:
        _report_probing(user, per_hour, at)
    return shown, len(seen | (shown & masked)) >= per_hour


def _seen_by(user: User, at: datetime) -> set[int]:
    """Return the colleagues' customers that `user` was shown within the hour."""
    recent = LookupSighting.objects.filter(user=user, seen_at__gt=at - WINDOW)
    return set(recent.values_list("customer_id", flat=True))


def _choose(asked: Iterable[Asked], limit: int, seen: set[int], left: int) -> tuple[set[int], int]:
    """Return the first `limit` of `asked` without the masked ones above `left` new ones, and how many these are."""
    shown: set[int] = set()
    new = refused = 0
    for pk, is_masked in asked:
        is_new = is_masked and pk not in seen
        if len(shown) == limit:
            break
        if is_new and new >= left:
            refused += 1
        else:
            shown.add(pk)
            new += is_new
    return shown, refused


def _report_probing(user: User, limit: int, at: datetime) -> None:
    """Record the refusal, and tell the manager, else the boss, once an hour."""
    audit.record("customers.lookup_withheld", actor=user, at=at, target=user, is_refused=True)
    notices.notify(
        leaders_of([user], at=at)[user.pk],
        key=f"lookup-withheld:{user.pk}:{at:%Y-%m-%dT%H}",
        message=gettext_noop("%(name)s was shown more than %(limit)s colleagues' customers within an hour."),
        values={"name": user.full_name, "limit": limit},
        at=at,
        is_urgent=True,
    )


def is_email(text: str) -> bool:
    """Whether `text` is an e-mail address that can be looked up."""
    return folding.fold_email(text) is not None


__all__ = [
    "BuyerMatch",
    "Key",
    "Lookup",
    "MaskedCustomer",
    "Reason",
    "Story",
    "Subject",
    "allow_masked",
    "any_of",
    "count_shown",
    "exact",
    "find_matches",
    "hard_conflicts",
    "holders_by_key",
    "holders_of",
    "keys_of",
    "lock_holders",
    "look_up",
    "match_each",
    "release_keys",
    "show_conflicts",
    "store_keys",
    "stored_keys",
    "stored_keys_of",
    "subjects_by_id",
    "subjects_of",
]  # fmt: skip
