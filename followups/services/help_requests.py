"""Help requests: raised, answered, closed, and what went on to the boss (S7)."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime

from django.core.exceptions import PermissionDenied
from django.db import transaction
from django.utils.text import Truncator
from django.utils.translation import gettext_noop

from accounts.models import User
from accounts.permissions import Can, can
from accounts.scoping import leaders_of
from core import audit, robots
from core.notices import Notice, notify_each
from core.work_days import current_calendar
from customers.models import Customer, TimelineEntry
from customers.services import lock_current
from customers.timeline import add_entry
from followups.domain.help_requests import STEPS, Step, answer_due
from followups.models import FollowUp, HelpMessage, HelpRequest, HelpState, Task
from followups.permissions import can_close_help, can_write_help
from followups.policies import help_policy
from followups.robot_topics import HELP
from followups.services.refusals import Refused
from inquiries.models import Inquiry

AT_ONCE = 500
WORDS_TOLD = 80


@dataclass(frozen=True)
class HelpSubject:
    """The record that a request hangs on; at most one is given, the customer is read from it."""

    customer: Customer | None = None
    inquiry: Inquiry | None = None
    follow_up: FollowUp | None = None
    task: Task | None = None

    @property
    def buyer(self) -> Customer | None:
        """The customer whose page shows the request."""
        record = self.inquiry or self.follow_up or self.task
        return self.customer or (record.customer if record else None)


@dataclass(frozen=True)
class _Receivers:
    """Who answers: `manager` None goes straight to the `bosses`; `told` get the notice."""

    manager: int | None
    bosses: frozenset[int]
    told: frozenset[int]


@transaction.atomic
def ask_for_help(*, actor: User, text: str, subject: HelpSubject | None = None, at: datetime) -> HelpRequest:
    """Raise a request with the manager of the actor's team, else with the boss, who are told.

    Raises PermissionDenied for an account that was frozen meanwhile, and Refused for an empty text and where nobody else
    is there to ask.
    """
    actor = User.objects.select_related("team").get(pk=actor.pk)
    if not can(actor, Can.ASK_FOR_HELP):
        raise PermissionDenied
    to, subject, words = _receivers_of(actor, at), subject or HelpSubject(), _checked(text)
    if not to.told:
        raise Refused("text", "nobody_to_ask")
    buyer = lock_current(subject.buyer) if subject.buyer else None
    request = HelpRequest.objects.create(
        author=actor, text=words, customer=buyer, inquiry=subject.inquiry, follow_up=subject.follow_up, task=subject.task,
        manager_id=to.manager, boss_since=at if to.manager is None or to.told & to.bosses else None,
        raised_at=at, asked_at=at, answer_by=_answer_by(at),
    )  # fmt: skip
    audit.record(
        "followups.help_asked", actor=actor, at=at, target=request, changes={"manager": (None, to.manager)}
    )
    _note(request, actor, "asked", at)
    _tell(request, to.told, f"help:{request.pk}", ASKED, actor, words, at)
    robots.announce(HELP, at=at)
    return request


@transaction.atomic
def write_help(*, actor: User, request: HelpRequest, text: str, at: datetime) -> HelpRequest:
    """Add a message: the author's asks on, a leader's answers; either opens what was closed. The other side is told.

    Raises PermissionDenied for who may not, Refused for an empty text.
    """
    row, words = _lock(request), _checked(text)
    if not can_write_help(actor, row):
        raise PermissionDenied
    is_answer = row.author_id != actor.pk
    before = row.state
    row.state = STEPS.after(before, Step.ANSWER if is_answer else Step.ASK)
    row.closed_at = row.closed_by = None
    if row.state == HelpState.WAITING and before != HelpState.WAITING:
        row.asked_at, row.answer_by = at, _answer_by(at)
    row.save(update_fields=["state", "asked_at", "answer_by", "closed_at", "closed_by"])
    message = HelpMessage.objects.create(request=row, text=words, by=actor, at=at, is_answer=is_answer)
    audit.record(
        "followups.help_answered" if is_answer else "followups.help_asked_on",
        actor=actor,
        at=at,
        target=row,
        changes={"state": (before, row.state)},
    )
    if is_answer:
        _note(row, actor, "answered", at)
    people = {row.author_id} if is_answer else _leaders_now(row)
    _tell(row, people, f"help:{row.pk}:{message.pk}", ANSWERED if is_answer else ASKED_ON, actor, words, at)
    return row


@transaction.atomic
def close_help(*, actor: User, request: HelpRequest, at: datetime) -> HelpRequest:
    """Close it; a second time changes nothing. Raises PermissionDenied: who leads closes only what was answered."""
    row = _lock(request)
    if row.state == HelpState.CLOSED and can_write_help(actor, row):
        return row
    if not can_close_help(actor, row):
        raise PermissionDenied
    before, step = row.state, Step.WITHDRAW if row.author_id == actor.pk else Step.SETTLE
    row.state, row.closed_at, row.closed_by = STEPS.after(before, step), at, actor
    row.save(update_fields=["state", "closed_at", "closed_by"])
    audit.record(
        "followups.help_closed", actor=actor, at=at, target=row, changes={"state": (before, row.state)}
    )
    return row


@transaction.atomic
def escalate_help(*, at: datetime) -> int:
    """Give the boss what nobody answered in time, once, inside the windows (S7, rules.md §7, N8). Returns how many.

    Outside the windows nothing goes out: the next run inside finds the same. The boss and the author are told; the
    number of statements does not grow with the rows.
    """
    if not current_calendar().is_open(at):
        return 0
    bosses = _bosses()
    if not bosses:
        return 0
    late = HelpRequest.objects.select_for_update(of=("self",)).overdue(at).filter(boss_since=None)
    rows = [
        row
        for row in late.select_related("author").order_by("answer_by")[:AT_ONCE]
        if bosses - {row.author_id}
    ]
    if not rows:
        return 0
    HelpRequest.objects.filter(pk__in=[row.pk for row in rows]).update(boss_since=at)
    audit.record_each(
        "followups.help_escalated",
        actor=None,
        at=at,
        changed=[(row, {"boss_since": (None, at)}) for row in rows],
    )
    notify_each((notice for row in rows for notice in _escalated(row, bosses)), at=at)
    return len(rows)


ASKED = gettext_noop("%(person)s asks for help: %(text)s")
ASKED_ON = gettext_noop("%(person)s writes about the help request: %(text)s")
ANSWERED = gettext_noop("%(person)s answered your help request: %(text)s")


def _escalated(row: HelpRequest, bosses: frozenset[int]) -> Iterable[Notice]:
    words = _short(row.text)
    url, key = row.get_absolute_url(), f"help-late:{row.pk}"
    yield Notice(
        bosses - {row.author_id}, key, gettext_noop("Not answered in time: %(person)s asks for help: %(text)s"),
        {"person": row.author.full_name, "text": words}, url, is_urgent=True, about=row,
    )  # fmt: skip
    yield Notice(
        [row.author_id], key, gettext_noop("Your help request went on to the boss: %(text)s"), {"text": words}, url,
        about=row,
    )  # fmt: skip


def _receivers_of(author: User, at: datetime) -> _Receivers:
    """The manager of the author's team; the boss where there is none, beside a manager who is away; never the author."""
    bosses = _bosses() - {author.pk}
    if author.is_boss:
        return _Receivers(None, bosses, bosses)
    led_by = leaders_of([author], at=at)[author.pk]
    managers = led_by - bosses
    return _Receivers(next(iter(managers), None), bosses, led_by)


def _bosses() -> frozenset[int]:
    return frozenset(User.objects.active().filter(is_boss=True).values_list("pk", flat=True))


def _leaders_now(row: HelpRequest) -> frozenset[int]:
    """Who is asked by a further message: the manager who was given it, while they lead, and the boss once it is theirs."""
    managers = User.objects.active().filter(pk=row.manager_id, is_manager=True)
    found = frozenset(managers.values_list("pk", flat=True))
    return (found | _bosses() if row.boss_since or not found else found) - {row.author_id}


def _lock(request: HelpRequest) -> HelpRequest:
    rows = HelpRequest.objects.select_for_update(of=("self",)).select_related("author", "customer")
    return rows.get(pk=request.pk)


def _note(request: HelpRequest, actor: User, event: str, at: datetime) -> None:
    """A line in the customer's history, for who sees both; what was written stays with the request."""
    if request.customer is not None:
        add_entry(
            customer=request.customer, kind=TimelineEntry.Kind.HELP, at=at, actor=actor, values={"event": event}, ref=request
        )  # fmt: skip


def _checked(text: str) -> str:
    if not text.strip():
        raise Refused("text", "no_help_text")
    return text.strip()


def _answer_by(at: datetime) -> datetime:
    return answer_due(at, help_policy(), current_calendar())


def _short(text: str) -> str:
    return Truncator(" ".join(text.split())).chars(WORDS_TOLD)


def _tell(
    request: HelpRequest, people: Iterable[int], key: str, message: str, actor: User, words: str, at: datetime
) -> None:
    values = {"person": actor.full_name, "text": _short(words)}
    notify_each([Notice(people, key, message, values, request.get_absolute_url(), about=request)], at=at)
