"""Everything one inquiry's page shows, and the manager's list of what is out of the ordinary."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from django.db.models import Q
from django.utils.dateparse import parse_datetime

from accounts.models import User
from core.models import AuditEntry
from inquiries import permissions
from inquiries.models import BuyerMessage, Inquiry, Reply, State
from inquiries.selectors.clocks import ClockChip, chip_of_message
from inquiries.selectors.words import HANDS, verb_words

# What needs no decision: of a week, of a month if asked for.
SHOWN_FOR, LONGER, SHOWN = timedelta(days=7), timedelta(days=31), 100


@dataclass(frozen=True)
class ThreadItem:
    """A message of the buyer with its clock and what the reader may say of a delay, or a reply of ours."""

    at: datetime
    message: BuyerMessage | None = None
    chip: ClockChip | None = None
    reply: Reply | None = None
    may_explain: bool = False
    may_judge: bool = False


def thread_of(inquiry: Inquiry, *, user: Any, at: datetime) -> list[ThreadItem]:
    """Return messages and replies as `user` may handle them, newest first (2 queries)."""
    messages = inquiry.messages.select_related("contact", "responsible", "entered_by", "exception_judged_by")
    items = [
        ThreadItem(
            row.received_at, message=row, chip=chip_of_message(row, at),
            may_explain=permissions.can_explain(user, row), may_judge=permissions.can_judge(user, row),
        )
        for row in messages
    ]  # fmt: skip
    items += [
        ThreadItem(row.replied_at, reply=row)
        for row in inquiry.replies.select_related("by", "contact", "stood_in_for")
    ]
    return sorted(items, key=lambda item: (item.at, item.reply is not None), reverse=True)


def newest_count(thread: list[ThreadItem]) -> int:
    """Return how many items stand above the composer: down to the oldest unanswered message, else the buyer's last."""
    waiting = [row for row, item in enumerate(thread, 1) if item.message and item.message.answered_at is None]
    written = [row for row, item in enumerate(thread, 1) if item.message]
    return max(waiting, default=min(written, default=len(thread)))


def history_of(inquiry: Inquiry, limit: int = 30) -> list[AuditEntry]:
    """Return who did what to this inquiry, newest first, each with its `words`."""
    rows = AuditEntry.objects.filter(
        target_type="inquiries.inquiry", target_id=str(inquiry.pk), is_refused=False
    ).exclude(verb="inquiries.read")
    found = list(rows.select_related("actor", "detail").order_by("-pk")[:limit])
    hands = {entry.pk: _hands_of(entry) for entry in found}
    people = User.objects.in_bulk({after for _before, after in hands.values() if after})
    for entry in found:
        before, after = hands[entry.pk]
        entry.words = verb_words(entry.verb, is_first=not before, person=people.get(after))  # type: ignore[attr-defined]  # read by the template
    return found


def _hands_of(entry: AuditEntry) -> tuple[int | None, int | None]:
    """Return who held it before and after a change of hands; nobody for anything else, or when the values are erased."""
    changes = _changes_in(entry) if entry.verb in HANDS else {}
    before, after = changes.get("owner") or changes.get("to") or (None, None)
    return before, after


@dataclass(frozen=True)
class Retimed:
    """A message or reply whose time was changed, so many `times`: by whom and why last, and the time `before` all of them.

    `by` None, `before` None, `why` "": what the trail knew of it is erased.
    """

    row: Any
    by: User | None
    before: datetime | None
    why: str
    times: int = 1


@dataclass(frozen=True)
class Exceptions:
    """What a manager looks through: reasons to judge, exits without a reply, changed times (S45, S49, N6)."""

    to_judge: list[BuyerMessage]
    invalid: list[Inquiry]
    changed_arrivals: list[Retimed]
    changed_replies: list[Retimed]


def list_exceptions(
    *, user: Any, at: datetime, shown_for: timedelta = SHOWN_FOR, person: User | None = None
) -> Exceptions:
    """Return the exceptions of the people that `user` leads, or of a `person`; of `shown_for` where they need no decision.

    Reasons for delays are those that `user` may judge. A delay is whose the answer was, the others the inquiry's owner's.
    """
    led = Inquiry.objects.visible_to(user).led_by(user)
    owned = {} if person is None else {"inquiry__owner": person}
    messages = BuyerMessage.objects.filter(inquiry__in=led).select_related(
        "inquiry__customer", "inquiry__owner__team", "responsible", "entered_by"
    )
    replies = Reply.objects.filter(inquiry__in=led).select_related(
        "inquiry__customer", "inquiry__owner", "by"
    )
    invalid = led.filter(state=State.INVALID, closed_at__gte=at - shown_for).select_related(
        "customer", "owner"
    )
    to_judge = messages.filter(~Q(exception_reason=""), exception_accepted=None)
    if person is not None:
        invalid, to_judge = invalid.filter(owner=person), to_judge.filter(responsible=person)
    arrivals = messages.filter(received_changed_at__gte=at - shown_for, **owned)
    changed_replies = replies.filter(replied_changed_at__gte=at - shown_for, **owned)
    return Exceptions(
        [row for row in to_judge.order_by("-received_at")[:100] if permissions.can_judge(user, row)],
        list(invalid.order_by("-closed_at")[:SHOWN]),
        _retimed(arrivals.order_by("-received_changed_at")[:SHOWN], "received_at"),
        _retimed(changed_replies.order_by("-replied_changed_at")[:SHOWN], "replied_at"),
    )


def _retimed(rows: Iterable[Any], name: str) -> list[Retimed]:
    """Say of each row what the trail knows of its changes. One query more."""
    found = {str(row.pk): row for row in rows}
    label = next(iter(found.values()))._meta.label_lower if found else ""
    # scope: of rows that came through the door
    entries = AuditEntry.objects.filter(
        target_type=label, target_id__in=found, verb=f"inquiries.{name}_changed", is_refused=False
    )
    changes: dict[str, list[AuditEntry]] = {pk: [] for pk in found}
    for entry in entries.select_related("actor", "detail").order_by("pk"):
        changes[entry.target_id].append(entry)
    return [_retimed_by(row, changes[pk], name) for pk, row in found.items()]


def _retimed_by(row: Any, entries: list[AuditEntry], name: str) -> Retimed:
    if not entries:
        return Retimed(row, None, None, "")
    before = _changes_in(entries[0]).get(name, [None])[0]
    why = _changes_in(entries[-1]).get("reason", ["", ""])[1]
    began = parse_datetime(before) if before else None
    return Retimed(row, entries[-1].actor, began, why or "", len(entries))


def _changes_in(entry: AuditEntry) -> dict[str, Any]:
    """What an entry changed; nothing once it is erased."""
    detail = getattr(entry, "detail", None)
    return detail.changes if detail is not None else {}
