"""Help requests as pages show them: how long they wait, and of the record only what the reader may see."""

import uuid
from dataclasses import dataclass, field
from datetime import datetime, time
from typing import Any

from django.db.models import Exists, F, OuterRef, Q, QuerySet, Subquery
from django.db.models.functions import Coalesce
from django.urls import reverse
from django.utils.translation import gettext as _

from accounts.models import User
from accounts.permissions import Can, can
from core.domain.work_calendar import WorkCalendar
from core.ui.formats import duration, short_day, working_days
from core.work_days import current_calendar
from customers.models import Customer
from followups.models import HelpMessage, HelpRequest, HelpState, Task
from followups.permissions import can_answer_help, can_close_help, can_write_help
from followups.selectors.counting import number_of
from followups.selectors.suggestions_to_boss import waiting_suggestions
from inquiries.models import Inquiry

PAGE = 50
SHOWN = 5
RELATED = ("author", "manager", "customer", "inquiry__customer", "follow_up", "task")


@dataclass(frozen=True)
class Subject:
    """The record that a request hangs on, as far as the reader may see it; `url` "" leads nowhere."""

    words: str
    url: str = ""


@dataclass(frozen=True)
class HelpRow:
    """A request in a list. Its `age` is working time in words, since it was raised or, while it waits, since it was asked.

    `last` is the newest message of the thread, "" where nobody has written yet; `form_token` is its answer box's.
    """

    request: HelpRequest
    subject: Subject | None
    age: str
    is_overdue: bool
    last: str
    may_answer: bool
    may_close: bool
    may_write: bool
    form_token: str = field(default_factory=lambda: str(uuid.uuid4()))


@dataclass(frozen=True)
class HelpPage:
    """A page of requests; `next` and `previous` are where the pages beside it start, None where there is none."""

    show: str
    rows: list[HelpRow]
    counts: dict[str, int]
    previous: int | None
    next: int | None


@dataclass(frozen=True)
class HelpBoard:
    """What Today shows: the oldest that wait for the reader, how many in all, and the reader's own that are not closed.

    `suggestions`: how many wait for the boss.
    """

    to_answer: list[HelpRow]
    total: int
    own: list[HelpRow]
    suggestions: int = 0


def read_help_page(user: Any, show: str, skip: int, at: datetime, author: User | None = None) -> HelpPage:
    """Read one's own open ones (`mine`), those one is asked (`answer`, oldest first), others' open ones (`team`), or what is `closed`.

    Of an `author` only, if one is given; the counts are of all.
    """
    lists = _lists(user)
    show = show if show in lists else ("answer" if lists["answer"].exists() else "mine")
    found = lists[show] if author is None else lists[show].filter(author=author)
    rows = rows_of(found[skip : skip + PAGE + 1], user, at)
    counts = {name: lists[name].count() for name in ("mine", "answer")}
    previous = max(0, skip - PAGE) if skip else None
    return HelpPage(show, rows[:PAGE], counts, previous, skip + PAGE if len(rows) > PAGE else None)


def _lists(user: Any) -> dict[str, "QuerySet[HelpRequest]"]:
    seen = HelpRequest.objects.visible_to(user)
    return {
        "mine": seen.unclosed().filter(author=user),
        "answer": seen.to_answer_by(user).order_by("asked_at", "pk"),
        "team": seen.unclosed().exclude(author=user).order_by("state", "asked_at", "pk"),
        "closed": seen.filter(state=HelpState.CLOSED).order_by("-closed_at", "-pk"),
    }


def read_help_board(user: Any, at: datetime) -> HelpBoard | None:
    """Read what belongs on Today of `user`; None for who neither asks nor answers. One query, two for a boss whom nobody asks."""
    if not can(user, Can.ASK_FOR_HELP):
        return None
    seen = HelpRequest.objects.visible_to(user)
    own = seen.unclosed().filter(author=user).order_by("state", "-raised_at", "-pk")  # answered ones first
    asked = seen.to_answer_by(user).order_by("asked_at", "pk")
    shown = Q(pk__in=own[:SHOWN].values("pk"))
    if user.is_boss or user.is_manager:
        shown |= Q(pk__in=asked[:SHOWN].values("pk"))
    waits = waiting_suggestions(user)
    found = seen.filter(shown).annotate(
        total=Coalesce(Subquery(number_of(asked)), 0), suggestions=Coalesce(Subquery(number_of(waits)), 0)
    )
    rows = rows_of(found.order_by("state", "-raised_at", "-pk"), user, at)
    to_answer = [row for row in rows if row.request.author_id != user.pk]
    return HelpBoard(
        to_answer=sorted(to_answer, key=lambda row: (row.request.asked_at, row.request.pk)),
        total=to_answer[0].request.total if to_answer else 0,  # type: ignore[attr-defined]  # annotated
        own=[row for row in rows if row.request.author_id == user.pk],
        suggestions=rows[0].request.suggestions if rows else waits.count(),  # type: ignore[attr-defined]  # annotated
    )


def count_to_answer(user: Any) -> int:
    """Return how many wait for the reader's answer."""
    return HelpRequest.objects.visible_to(user).to_answer_by(user).count()


def read_help_of(user: Any, at: datetime, **record: Any) -> list[HelpRow]:
    """Return the requests about a customer or an inquiry that `user` may see, open ones first, for the record's page."""
    found = HelpRequest.objects.visible_to(user).filter(**record)
    return rows_of(
        found.order_by(F("closed_at").desc(nulls_first=True), "-raised_at", "-pk")[:SHOWN], user, at
    )


def rows_of(requests: "QuerySet[HelpRequest]", user: Any, at: datetime) -> list[HelpRow]:
    """Return requests as rows, in one query: what may be seen of each record is asked with them."""
    newest = HelpMessage.objects.filter(request=OuterRef("pk")).order_by("-at", "-pk").values("text")[:1]
    rows = requests.select_related(*RELATED).annotate(
        last=Subquery(newest),
        sees_customer=Exists(Customer.objects.visible_to(user).filter(pk=OuterRef("customer"))),
        sees_inquiry=Exists(Inquiry.objects.visible_to(user).filter(pk=OuterRef("inquiry"))),
        sees_task=Exists(Task.objects.visible_to(user).filter(pk=OuterRef("task"))),
    )
    calendar = current_calendar()
    return [_row(row, user, at, calendar) for row in rows]


def _row(row: Any, user: Any, at: datetime, calendar: WorkCalendar) -> HelpRow:
    since = row.asked_at if row.state == HelpState.WAITING else row.raised_at
    minutes = calendar.working_minutes_between(since, row.closed_at or at)
    return HelpRow(
        request=row, subject=_subject(row), age=_word_age(minutes, calendar),
        is_overdue=row.state == HelpState.WAITING and row.answer_by < at, last=row.last or "",
        may_answer=can_answer_help(user, row), may_close=can_close_help(user, row), may_write=can_write_help(user, row),
    )  # fmt: skip


def _word_age(minutes: int, calendar: WorkCalendar) -> str:
    """Hours and minutes of working time, from one working day on whole days."""
    windows = calendar.policy.counted_windows
    a_day = sum(_minutes_of(window.closes) - _minutes_of(window.opens) for window in windows)
    return working_days(minutes // a_day) if minutes >= a_day else duration(minutes)


def _minutes_of(clock: time) -> int:
    return clock.hour * 60 + clock.minute


def _subject(row: Any) -> Subject | None:
    """The most telling of the records that the reader may see; where there is one that they may not, only that."""
    if row.inquiry_id and row.sees_inquiry:
        buyer = row.inquiry.customer or row.inquiry.sender
        return Subject(
            _("%(number)s, %(buyer)s") % {"number": row.inquiry.number, "buyer": buyer},
            row.inquiry.get_absolute_url(),
        )
    if row.task_id and row.sees_task:
        url = (
            row.customer.get_absolute_url()
            if row.customer_id and row.sees_customer
            else reverse("followups:tasks")
        )
        return Subject(_("Task: %(title)s") % {"title": row.task.title}, url)
    if row.customer_id and row.sees_customer:
        words, url = str(row.customer), row.customer.get_absolute_url()
        if row.follow_up_id:
            words = _("Follow-up of %(day)s, %(customer)s") % {
                "day": short_day(row.follow_up.at),
                "customer": words,
            }
        return Subject(words, url)
    has_record = row.customer_id or row.inquiry_id or row.task_id
    return Subject(_("A record that is not with you")) if has_record else None


def read_thread(request: HelpRequest) -> "QuerySet[HelpMessage]":
    """Return the messages of a request that the reader may see, in their order."""
    return request.messages.select_related("by")
