"""Suggestions to the boss: signed or anonymous, ruled on, made public or not (S141).

What an anonymous one leaves behind is its text and, from the delivery on, a day: no author, no moment, no entry of the
audit trail of its own, no token of a form, no notice. The function that takes it is not even told who writes.
"""

import uuid
from datetime import datetime
from secrets import SystemRandom

from django.core.exceptions import PermissionDenied
from django.db import transaction
from django.urls import reverse
from django.utils.translation import gettext_noop

from accounts.models import User
from core import audit
from core.capabilities import Can
from core.locks import lock_name
from core.notices import notify
from core.work_days import current_calendar
from followups.domain.suggestions import STEPS, Step
from followups.models import Suggestion, SuggestionState
from followups.policies import suggestion_policy
from followups.services.refusals import Refused

LOCK = "followups.suggestions"


@transaction.atomic
def suggest(*, actor: User, text: str, at: datetime) -> Suggestion:
    """Send the boss a signed suggestion; the boss is told. Raises Refused for an empty text and above the day's number."""
    words, calendar = _checked(text), current_calendar()
    lock_name(LOCK)
    written = Suggestion.objects.filter(
        author=actor, written_at__gte=calendar.start_of(calendar.day_of(at))
    ).count()
    if written >= suggestion_policy().signed_a_day:
        raise Refused("text", "too_many_today")
    row = Suggestion.objects.create(author=actor, text=words, written_at=at, arrived_on=calendar.day_of(at))
    audit.record("followups.suggestion_written", actor=actor, at=at, target=row)
    notify(
        _readers(), key=f"suggestion:{row.pk}", message=gettext_noop("%(person)s wrote you a suggestion"),
        values={"person": actor.full_name}, url=row.get_absolute_url(), at=at,
    )  # fmt: skip
    return row


@transaction.atomic
def suggest_anonymously(*, key: uuid.UUID, text: str) -> None:
    """Keep a suggestion of nobody until the next delivery. `key` comes with the form: a second click is the same one.

    Raises Refused for an empty text, and when the company's number for one delivery is reached: who wrote them is
    counted nowhere. Nothing else may ever be written here.
    """
    words = _checked(text)
    lock_name(LOCK)
    if Suggestion.objects.filter(pk=key).exists():
        return
    if Suggestion.objects.anonymous().filter(arrived_on=None).count() >= suggestion_policy().anonymous_a_day:
        raise Refused("text", "too_many_today")
    Suggestion.objects.create(pk=key, text=words)


@transaction.atomic
def deliver_suggestions(*, at: datetime) -> int:
    """Let the anonymous ones arrive together, on a working day: written anew, with new keys, in no order.

    So neither a key, nor the order of rows, nor the number of a transaction is left from the moment of writing. Returns
    how many; a second time there is nothing left to deliver.
    """
    calendar = current_calendar()
    day = calendar.day_of(at)
    if not calendar.is_working_day(day):
        return 0
    lock_name(LOCK)
    waiting = Suggestion.objects.anonymous().filter(arrived_on=None)
    texts = list(waiting.select_for_update().values_list("text", flat=True))
    if not texts:
        return 0
    SystemRandom().shuffle(texts)
    waiting.delete()
    Suggestion.objects.bulk_create([Suggestion(text=text, arrived_on=day) for text in texts])
    audit.record("followups.suggestions_arrived", actor=None, at=at, changes={"count": (0, len(texts))})
    notify(
        _readers(), key=f"suggestions:{day}", message=gettext_noop("Anonymous suggestions arrived: %(count)s"),
        values={"count": len(texts)}, url=reverse("followups:suggestions"), at=at,
    )  # fmt: skip
    return len(texts)


@transaction.atomic
def rule_suggestion(
    *, actor: User, suggestion: Suggestion, ruling: str, is_public: bool, at: datetime
) -> Suggestion:
    """Answer it, for its writer or for everybody; a signed one's writer is told. Raises Refused for an empty ruling."""
    row = _lock(actor, suggestion)
    if not ruling.strip():
        raise Refused("ruling", "no_ruling")
    before = {"state": row.state, "is_public": row.is_public}
    row.state = STEPS.after(row.state, Step.RULE)
    row.ruling, row.is_public, row.ruled_by, row.ruled_at = ruling.strip(), is_public, actor, at
    row.save(update_fields=["state", "ruling", "is_public", "ruled_by", "ruled_at"])
    after = {"state": row.state, "is_public": row.is_public}
    changes = audit.changes_between(before, after)
    audit.record("followups.suggestion_ruled", actor=actor, at=at, target=row, changes=changes)
    if row.author_id is not None:
        notify(
            [row.author_id], key=f"suggestion-ruled:{row.pk}:{at.isoformat()}", at=at,
            message=gettext_noop("The boss answered your suggestion"), url=row.get_absolute_url(),
        )  # fmt: skip
    return row


@transaction.atomic
def close_suggestion(*, actor: User, suggestion: Suggestion, at: datetime) -> Suggestion:
    """Close it, answered or not; a second time changes nothing."""
    row = _lock(actor, suggestion)
    if row.state == SuggestionState.CLOSED:
        return row
    before, row.state = row.state, STEPS.after(row.state, Step.CLOSE)
    row.save(update_fields=["state"])
    audit.record(
        "followups.suggestion_closed", actor=actor, at=at, target=row, changes={"state": (before, row.state)}
    )
    return row


def _readers() -> list[int]:
    return list(User.objects.active().filter(is_boss=True).values_list("pk", flat=True))


def _lock(actor: User, suggestion: Suggestion) -> Suggestion:
    if not actor.can(Can.RULE):
        raise PermissionDenied
    return Suggestion.objects.select_for_update(of=("self",)).get(pk=suggestion.pk)


def _checked(text: str) -> str:
    if not text.strip():
        raise Refused("text", "no_suggestion")
    if not _readers():
        raise Refused("text", "nobody_reads")
    return text.strip()
