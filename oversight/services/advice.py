"""Advice of an adviser from outside: given, adopted or not with a reason, and what came of it (S9, S127)."""

from collections.abc import Callable, Iterable
from datetime import datetime
from typing import Any

from django.core.exceptions import PermissionDenied
from django.db import transaction
from django.db.models import Q
from django.utils.translation import gettext_noop

from accounts.models import User
from accounts.permissions import Can, can
from core import audit
from core.forms_once import claim_form, finish_form
from core.notices import notify
from oversight.domain.advice import STEPS, State, Step
from oversight.models import Advice
from oversight.permissions import can_adopt, can_decline, can_report_on

ANSWERED = gettext_noop("Your advice “%(subject)s” was answered")


class AdviceRefused(Exception):
    """Somebody changed it meanwhile; `code` is `changed`."""

    code = "changed"


@transaction.atomic
def give_advice(*, actor: User, subject: str, text: str, at: datetime, form_token: str = "") -> Advice:
    """Advise the company: managers and the boss are told. Raises PermissionDenied, AlreadySubmitted."""
    claim = claim_form(form_token, user=actor, at=at)
    if not can(actor, Can.ADVISE):
        raise PermissionDenied
    row = Advice.objects.create(author=actor, subject=subject.strip(), text=text.strip(), at=at)
    audit.record("oversight.advice_given", actor=actor, at=at, target=row)
    people = User.objects.active().filter(Q(is_manager=True) | Q(is_boss=True)).values_list("pk", flat=True)
    message = gettext_noop("%(person)s gives advice: %(subject)s")
    _tell(row, people, message, f"advice:{row.pk}", {"person": actor.full_name}, at)
    finish_form(claim, row.get_absolute_url())
    return row


@transaction.atomic
def adopt_advice(*, actor: User, advice: Advice, reason: str, version: int, at: datetime) -> Advice:
    """Adopt it. Raises PermissionDenied, AdviceRefused."""
    row = _lock(actor, advice, can_adopt, version)
    return _decide(row, actor, Step.ADOPT, reason, at)


@transaction.atomic
def decline_advice(*, actor: User, advice: Advice, reason: str, version: int, at: datetime) -> Advice:
    """Do not adopt it, and say why. Raises PermissionDenied, AdviceRefused."""
    row = _lock(actor, advice, can_decline, version)
    return _decide(row, actor, Step.DECLINE, reason, at)


@transaction.atomic
def report_result(*, actor: User, advice: Advice, result: str, version: int, at: datetime) -> Advice:
    """Write what came of it; a later word replaces it, the trail keeps both. Raises PermissionDenied, AdviceRefused."""
    row = _lock(actor, advice, can_report_on, version)
    before, row.result, row.result_by, row.result_at = row.result, result.strip(), actor, at
    _save(row, "result", "result_by", "result_at")
    audit.record(
        "oversight.advice_result", actor=actor, at=at, target=row, changes={"result": (before, row.result)}
    )
    _tell(row, [row.author_id], ANSWERED, f"advice-answer:{row.pk}:{row.version}", {}, at)
    return row


def _lock(actor: User, advice: Advice, may: Callable[[Any, Advice], bool], version: int) -> Advice:
    row = Advice.objects.select_for_update().get(pk=advice.pk)
    if row.version != version:
        raise AdviceRefused
    if not may(actor, row):
        raise PermissionDenied
    return row


def _decide(row: Advice, actor: User, step: Step, reason: str, at: datetime) -> Advice:
    before, row.state = row.state, STEPS.after(State(row.state), step)
    row.reason, row.decided_by, row.decided_at = reason.strip(), actor, at
    _save(row, "state", "reason", "decided_by", "decided_at")
    changes = {"state": (before, row.state), "reason": ("", row.reason)}
    audit.record("oversight.advice_decided", actor=actor, at=at, target=row, changes=changes)
    _tell(row, [row.author_id], ANSWERED, f"advice-answer:{row.pk}:{row.version}", {}, at)
    return row


def _save(row: Advice, *names: str) -> None:
    row.version += 1
    row.save(update_fields=[*names, "version"])


def _tell(
    row: Advice, people: Iterable[int], message: str, key: str, values: dict[str, str], at: datetime
) -> None:
    values = {**values, "subject": row.subject}
    notify(people, key=key, message=message, values=values, url=row.get_absolute_url(), about=row, at=at)
