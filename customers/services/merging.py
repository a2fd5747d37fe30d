"""Two records of one buyer become one, and two again (合并客户, rules.md §5, trust.md C7)."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from functools import partial
from typing import Any

from django.core.exceptions import PermissionDenied
from django.db import transaction
from django.db.models import Exists, OuterRef, Q, QuerySet
from django.utils.translation import gettext as _
from django.utils.translation import gettext_noop

from accounts.models import User
from core import audit, notices
from core.events import publish
from core.forms_once import claim_form, finish_form
from core.models import Notification
from customers import lookup, timeline
from customers.domain.merging import BOTH, GONE, KEPT, LONG_TEXTS, joined, propose
from customers.events import CustomersMerged, CustomersUnmerged
from customers.models import (
    Contact,
    Customer,
    CustomerFile,
    CustomerLink,
    CustomerMerge,
    GradeChange,
    ImportRow,
    Interest,
    LookupKey,
    MergeStep,
    OwnerPeriod,
    TimelineEntry,
    TwinPair,
)
from customers.permissions import can_merge
from customers.services.customers import check_owner, clean_customer
from customers.services.grades import tell_of_fallen
from customers.services.keys import KeysTaken, claim_keys, tells_duplicates
from customers.services.locking import lock_customers
from customers.services.merge_steps import (
    KeyLost,
    change_rows,
    columns_of,
    note_changes,
    note_fields,
    note_made,
    steps_of,
    take_back_fields,
    take_back_rows,
)

# What is chosen between when the two differ, in the order in which one looks at a customer.
CHOSEN = (
    "name", "local_name", "owner_id", "grade", "stage", "country", "city", "time_zone", "source", "website", "phone", "fax",
    "address", "delivery_address", "business_type", "annual_purchase", "horizon", "our_rank", "credit", "credit_note",
    "payment_habit", "habits", "note", "motive", "bottom_line", "do_not_contact", "is_seed", "is_key",
)  # fmt: skip
# Of these an empty value is never taken for one that there is.
NEEDED = frozenset({"name", "owner_id"})


class MergeRefused(Exception):
    """It cannot be done; `code` says why: `same`, `gone` (merged away meanwhile), `undone`, `merged_on`."""

    def __init__(self, code: str) -> None:
        super().__init__(code)
        self.code = code


class StaleMerge(Exception):
    """One of the two changed since the page was shown (ux.md 6)."""


@dataclass(frozen=True)
class Undone:
    """A merge that was taken back; `kept` are the columns of the one that stayed which somebody changed since."""

    merge: CustomerMerge
    kept: tuple[str, ...]


def stamp_of(customer: Customer) -> str:
    """Return what changes whenever something does that the page of a merge shows of `customer`."""
    return f"{customer.version}.{customer.grade}.{customer.stage}.{customer.owner_id or 0}"


def differing(kept: Customer, gone: Customer) -> list[str]:
    """Return the columns among CHOSEN in which the two differ."""
    mine, theirs = columns_of(kept), columns_of(gone)
    return [name for name in CHOSEN if mine[name] != theirs[name]]


def proposals(kept: Customer, gone: Customer) -> dict[str, str]:
    """Return whose value is proposed for each column in which the two differ; an owner who can own goes before one who cannot."""
    mine, theirs = vars(kept), vars(gone)
    found = {name: propose(name, mine, theirs) for name in differing(kept, gone)}
    if "owner_id" in found:
        found["owner_id"] = GONE if _is_leaver(kept) and not _is_leaver(gone) else KEPT
    return found


def _is_leaver(customer: Customer) -> bool:
    owner = customer.owner
    return owner is None or owner.is_frozen or not owner.is_active or not owner.is_salesperson


@transaction.atomic
def merge_customers(
    *,
    actor: User,
    kept: Customer,
    gone: Customer,
    picks: Mapping[str, str],
    stamps: Mapping[int, str],
    at: datetime,
    form_token: str = "",
) -> CustomerMerge:
    """Make `gone` part of `kept`: what hangs on it moves over, the values of `picks` are taken, nothing is lost.

    `picks`: by column of CHOSEN, KEPT, GONE or BOTH (long texts); what is not named is as `proposals` says. `stamps`:
    `stamp_of` both by number, as the person saw them. Of two at once one wins (C7).

    Raises MergeRefused, StaleMerge, PermissionDenied, OwnerRefused, ValidationError by field for two texts that are too
    long together, AlreadySubmitted for the same form a second time.
    """
    claim = claim_form(form_token, user=actor, at=at)
    kept, gone = _lock_pair(kept, gone)
    if kept.merged_into_id or gone.merged_into_id:
        raise MergeRefused("gone")
    if not can_merge(actor, kept, gone):
        raise PermissionDenied
    if any(stamps.get(row.pk) != stamp_of(row) for row in (kept, gone)):
        raise StaleMerge
    values = _chosen(kept, gone, picks)
    before = {row.pk: columns_of(row) for row in (kept, gone)}
    merge = CustomerMerge.objects.create(survivor=kept, merged=gone, by=actor, at=at)
    _move_what_hangs_on(merge, values)
    graded = _write_values(merge, values)
    former = before[kept.pk]
    publish(
        CustomersMerged(merge.pk, kept.pk, gone.pk, owner_before_id=former["owner_id"], grade_before=former["grade"], at=at)
    )  # fmt: skip
    for row in (kept, gone):
        row.refresh_from_db()
    note_fields(merge.pk, {row: before[row.pk] for row in (kept, gone)})
    _tell(merge, values, former, graded)
    finish_form(claim, kept.get_absolute_url())
    return merge


def _lock_pair(kept: Customer, gone: Customer) -> tuple[Customer, Customer]:
    if kept.pk == gone.pk:
        raise MergeRefused("same")
    rows = {row.pk: row for row in lock_customers([kept, gone])}
    return rows[kept.pk], rows[gone.pk]


def _chosen(kept: Customer, gone: Customer, picks: Mapping[str, str]) -> dict[str, Any]:
    """Return the columns of the one that stays that change, with what they become."""
    values = {}
    for name, proposed in proposals(kept, gone).items():
        pick, mine, theirs = picks.get(name, proposed), getattr(kept, name), getattr(gone, name)
        if name in NEEDED and not (mine and theirs):
            pick = proposed
        if pick == BOTH and name in LONG_TEXTS:
            values[name] = joined(mine, theirs)
        elif pick == GONE:
            values[name] = theirs
    if values.get("owner_id"):
        check_owner(gone.owner)
    clean_customer({name: str(value) for name, value in values.items() if name in LONG_TEXTS})
    return values


# ── what hangs on a customer ────────────────────────────────────────────────
def _move_what_hangs_on(merge: CustomerMerge, values: Mapping[str, Any]) -> None:
    """Move every row of this app; the apps above move theirs when they hear of it.

    The steps of the other's grade stay where they are, for the figures ask which grade the survivor had on a day; they are
    read in the timeline.
    """
    kept, gone = merge.survivor_id, merge.merged_id
    over = partial(change_rows, merge.pk)
    has_primary = Contact.objects.filter(customer=kept, is_primary=True).exists()
    if has_primary:
        over(Contact.objects.filter(customer=gone, is_primary=True), is_primary=False)
    _move_owner_periods(merge, values)
    _move_keys(merge)
    _move_interests(merge)
    tags: Any = Customer.tags.through
    moving: tuple[tuple[QuerySet[Any], str], ...] = (
        (Contact.objects.filter(customer=gone), "customer_id"),
        (CustomerFile.objects.filter(customer=gone), "customer_id"),
        (TimelineEntry.objects.filter(customer=gone), "customer_id"),
        (_without(tags.objects.filter(customer=gone), tags.objects.filter(customer=kept), "tag"), "customer_id"),
        (ImportRow.objects.filter(customer=gone), "customer_id"),
        (ImportRow.objects.filter(matched=gone), "matched_id"),
        (Customer.objects.filter(merged_into=gone), "merged_into_id"),
        (_new_links(gone, kept, "source", "target"), "source_id"),
        (_new_links(gone, kept, "target", "source"), "target_id"),
        (Notification.objects.filter(about_type=Customer._meta.label_lower, about_id=gone), "about_id"),
    )  # fmt: skip
    for rows, column in moving:
        over(rows, **{column: kept})
    pair = TwinPair.objects.filter(first=min(kept, gone), second=max(kept, gone))
    over(pair, decided_as=str(TwinPair.Decision.SAME), decided_by_id=merge.by_id, decided_at=merge.at)
    _carry_judgements(merge)


def _carry_judgements(merge: CustomerMerge) -> None:
    """Who was judged to be another buyer than the one that goes is another one than the one that stays, if that was not judged."""
    different = TwinPair.objects.filter(decided_as=TwinPair.Decision.DIFFERENT).of(merge.merged)
    judged = {_other_in(row, merge.merged_id): row for row in different}
    judged.pop(merge.survivor_id, None)
    pairs = TwinPair.objects.select_for_update(of=("self",)).of(merge.survivor)
    pairs = pairs.filter(Q(first__in=judged) | Q(second__in=judged))
    there = set(pairs.values_list("pk", flat=True))
    copies = [
        TwinPair(
            first_id=min(merge.survivor_id, other), second_id=max(merge.survivor_id, other), certainty=row.certainty,
            reasons=row.reasons, found_at=row.found_at,
        )
        for other, row in judged.items()
    ]  # fmt: skip
    TwinPair.objects.bulk_create(copies, ignore_conflicts=True)
    opened = list(pairs.filter(decided_as=""))
    before = {row: columns_of(row) for row in opened}
    for row in opened:
        said = judged[_other_in(row, merge.survivor_id)]
        row.decided_as, row.decided_by_id, row.decided_at = (
            said.decided_as,
            said.decided_by_id,
            said.decided_at,
        )
    TwinPair.objects.bulk_update(opened, ["decided_as", "decided_by", "decided_at"])
    note_fields(merge.pk, {row: before[row] for row in opened if row.pk in there})
    note_made(merge.pk, [row for row in opened if row.pk not in there])


def _other_in(pair: TwinPair, customer: int) -> int:
    return pair.second_id if pair.first_id == customer else pair.first_id


def _without(rows: "QuerySet[Any]", there: "QuerySet[Any]", column: str) -> "QuerySet[Any]":
    """Narrow to rows with whose `column` the one that stays has none yet; the others stay where they are, and say no more."""
    return rows.exclude(**{f"{column}__in": there.values(column)})


def _new_links(gone: int, kept: int, side: str, other: str) -> "QuerySet[CustomerLink]":
    """The links of `gone` on this side with whom `kept` has none on either side."""
    rows = CustomerLink.objects.filter(**{side: gone}).exclude(**{other: kept})
    for mine, theirs in ((side, other), (other, side)):
        rows = rows.exclude(**{f"{other}__in": CustomerLink.objects.filter(**{mine: kept}).values(theirs)})
    return rows


def _move_owner_periods(merge: CustomerMerge, values: Mapping[str, Any]) -> None:
    """Both histories; the open period that stays is the chosen owner's, the other one ends."""
    ending = merge.survivor_id if "owner_id" in values else merge.merged_id
    over = partial(change_rows, merge.pk)
    over(OwnerPeriod.objects.filter(customer=ending, ended_at=None), ended_at=merge.at)
    over(OwnerPeriod.objects.filter(customer=merge.merged_id), customer_id=merge.survivor_id)


def _move_keys(merge: CustomerMerge) -> None:
    """All keys of both lead to the one that stays: nobody can enter the buyer again under an old one."""
    over = partial(change_rows, merge.pk)
    mine = LookupKey.objects.filter(customer=merge.survivor_id)
    theirs = LookupKey.objects.filter(customer=merge.merged_id)
    lookup.lock_holders(lookup.Key(*pair) for pair in theirs.values_list("kind", "value"))
    same = {"kind": OuterRef("kind"), "value": OuterRef("value")}
    promoted = list(
        mine.filter(Exists(theirs.filter(**same, is_exclusive=True))).values_list("pk", flat=True)
    )
    over(theirs.filter(Exists(mine.filter(**same)), is_exclusive=True), is_exclusive=False)
    over(LookupKey.objects.filter(pk__in=promoted), is_exclusive=True)
    over(theirs.exclude(Exists(mine.filter(**same))), customer_id=merge.survivor_id)


def _move_interests(merge: CustomerMerge) -> None:
    """A product that both asked about is counted together."""
    mine = Interest.objects.filter(customer=merge.survivor_id)
    theirs = Interest.objects.filter(customer=merge.merged_id)
    change_rows(merge.pk, _without(theirs, mine, "words"), customer_id=merge.survivor_id)
    counted = {
        words: (times, at) for words, times, at in theirs.values_list("words", "times", "last_asked_at")
    }
    both = list(mine.filter(words__in=counted))
    for row in both:
        times, at = counted[row.words]
        note_changes(merge.pk, Interest, "times", row.times + times, {row.times: [row.pk]})
        note_changes(
            merge.pk, Interest, "last_asked_at", max(row.last_asked_at, at), {row.last_asked_at: [row.pk]}
        )
        row.times, row.last_asked_at = row.times + times, max(row.last_asked_at, at)
    Interest.objects.bulk_update(both, ["times", "last_asked_at"])


# ── the values ──────────────────────────────────────────────────────────────
def _write_values(merge: CustomerMerge, values: Mapping[str, Any]) -> list[GradeChange]:
    """Write the chosen values; a grade that changes is a step of its history. Returns such a step."""
    kept, gone, at = merge.survivor, merge.merged, merge.at
    changes = []
    if "grade" in values:
        changes.append(
            GradeChange.objects.create(
                customer=kept, before=kept.grade, after=values["grade"], by=merge.by, at=at,
                reason=_("Merged with %(name)s") % {"name": str(gone)[:150]},
            )
        )  # fmt: skip
        note_made(merge.pk, changes)
        kept.graded_at = at
    if "stage" in values:
        steps = {"before": kept.stage, "after": values["stage"]}
        entry = timeline.add_entry(
            customer=kept, kind=TimelineEntry.Kind.STAGE, at=at, actor=merge.by, values=steps
        )
        note_made(merge.pk, [entry])
    for name, value in values.items():
        setattr(kept, name, value)
    kept.version += 1
    kept.save(update_fields=[*values, "graded_at", "version"])
    gone.merged_into = kept
    gone.save(update_fields=["merged_into"])
    _settle_keys(merge)
    return changes


def _settle_keys(merge: CustomerMerge) -> None:
    """The keys of words that are no longer the buyer's stay for good; those that the chosen words add are taken."""
    kept = Customer.objects.get(pk=merge.survivor_id)
    wanted = lookup.keys_of(lookup.subjects_of(kept, kept.contacts.all()))
    mine = LookupKey.objects.filter(customer=kept)
    change_rows(merge.pk, mine.exclude(lookup.any_of(wanted)), is_kept=True)
    there = list(mine.values_list("pk", flat=True))
    claim_keys(kept, may_share=True)
    note_made(merge.pk, mine.exclude(pk__in=there))


def _tell(
    merge: CustomerMerge, values: Mapping[str, Any], former: Mapping[str, Any], graded: list[GradeChange]
) -> None:
    kept, gone, at = merge.survivor, merge.merged, merge.at
    entry = timeline.add_entry(
        customer=kept, kind=TimelineEntry.Kind.DATA, at=at, actor=merge.by, values={"what": "merged", "name": str(gone)},
        ref=merge,
    )  # fmt: skip
    note_made(merge.pk, [entry])
    now = columns_of(kept)
    changes = {name: (former[name], now[name]) for name in values}
    audit.record(
        "customers.merged", actor=merge.by, at=at, target=kept, changes={"merged": (None, gone.pk), **changes}
    )
    tell_of_fallen(graded, actor=merge.by, at=at)
    if kept.owner_id and kept.owner_id != merge.by_id:
        notices.notify(
            [kept.owner_id],
            key=f"merge:{merge.pk}",
            message=gettext_noop(
                "%(customer)s and %(other)s were the same buyer: they are one customer now."
            ),
            values={"customer": str(kept), "other": str(gone)},
            url=kept.get_absolute_url(),
            about=kept,
            at=at,
        )


# ── taking it back ──────────────────────────────────────────────────────────
@tells_duplicates
def undo_merge(*, actor: User, merge: CustomerMerge, at: datetime) -> Undone:
    """Make two of the merged again, each as it was; what was added since stays with the one that stayed.

    What came since to an inquiry or a person of the other goes back with it. A value that somebody changed since is kept,
    and listed in the answer. Raises MergeRefused (`undone` before, `merged_on` into a third: that merge goes first),
    PermissionDenied, and DuplicateBuyer when another customer holds a key of one of the two by now.
    """
    kept, gone = _lock_pair(merge.survivor, merge.merged)
    row = CustomerMerge.objects.select_for_update().get(pk=merge.pk)
    if row.undone_at:
        raise MergeRefused("undone")
    if kept.merged_into_id or gone.merged_into_id != kept.pk:
        raise MergeRefused("merged_on")
    if not can_merge(actor, kept, gone):
        raise PermissionDenied
    steps = steps_of(row)
    _take_back([step for step in steps if not _is_about(step, kept, gone)], kept)
    take_back_fields(gone, [step for step in steps if _is_about(step, gone)])
    former = columns_of(kept)
    changed_since = take_back_fields(kept, [step for step in steps if _is_about(step, kept)])
    kept.version += 1
    kept.save(update_fields=["version"])
    _settle(kept, gone, at)
    row.undone_at, row.undone_by = at, actor
    row.save(update_fields=["undone_at", "undone_by"])
    publish(CustomersUnmerged(row.pk, kept.pk, gone.pk, is_changed=bool(changed_since), at=at))
    other = {step.column for step in changed_since if former[step.column] != step.before}
    shown = tuple(name for name in CHOSEN if name in other)
    now = columns_of(kept)
    changes = {name: (former[name], now[name]) for name in CHOSEN if former[name] != now[name]}
    changes = {"merged": (gone.pk, None), **changes, "kept": ("", ", ".join(shown))}
    audit.record("customers.merge_undone", actor=actor, at=at, target=kept, changes=changes)
    return Undone(row, shown)


def _is_about(step: MergeStep, *rows: Customer) -> bool:
    """Whether it is about one of `rows` itself, not about what hangs on it or was merged into it before."""
    return step.table == Customer._meta.label_lower and step.ids[0] in {row.pk for row in rows}


def _take_back(steps: list[MergeStep], kept: Customer) -> None:
    try:
        take_back_rows(steps)
    except KeyLost as lost:
        keys = LookupKey.objects.filter(pk__in=lost.step.ids).values_list("kind", "value")
        subject = lookup.subjects_of(kept, kept.contacts.all())[0]
        holders = lookup.holders_of([lookup.Key(*key) for key in keys], kept.pk)
        raise KeysTaken(holders, subject) from None


def _settle(kept: Customer, gone: Customer, at: datetime) -> None:
    """What was changed since must fit the two again: keys follow from the words, and each owner has an open period.

    An address that stands at both by now is shared by the two. The lines about a person stand where the person does.
    """
    told = TimelineEntry.objects.filter(customer=kept, kind=TimelineEntry.Kind.DATA, contact__customer=gone)
    told.update(customer=gone)
    _settle_primary(kept)
    for row, other in ((kept, gone), (gone, kept)):
        claim_keys(Customer.objects.get(pk=row.pk), sharing=other)
        open_periods = OwnerPeriod.objects.filter(customer=row, ended_at=None)
        open_periods.exclude(owner=row.owner_id).update(ended_at=at)
        if row.owner_id and not open_periods.exists():
            OwnerPeriod.objects.create(customer=row, owner_id=row.owner_id, started_at=at)


def _settle_primary(kept: Customer) -> None:
    """The primary contact that was chosen since may have gone back to the other: then the oldest one is it again."""
    there = Contact.objects.filter(customer=kept, left_on=None)
    if not Contact.objects.filter(customer=kept, is_primary=True).exists():
        Contact.objects.filter(pk__in=there.order_by("pk").values("pk")[:1]).update(is_primary=True)
