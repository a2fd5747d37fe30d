"""Two people, or two clicks, at once: real threads on PostgreSQL."""

from datetime import timedelta
from types import SimpleNamespace
from typing import Any

import pytest
from django.core.exceptions import PermissionDenied

from accounts.domain.absences import Span
from accounts.models import Absence, Role, User
from accounts.services import freeze_account
from accounts.services.absences import (
    AbsenceRefused,
    AbsenceValues,
    ask_absence,
    come_back,
    decide_absence,
    revoke_absence,
    withdraw_absence,
)
from core.models import AuditEntry
from followups.models import MailCheck
from followups.services import tick_mail
from tests.customers.test_races import at_once
from tests.factories import AT, UserFactory

pytestmark = [pytest.mark.postgres, pytest.mark.django_db(transaction=True)]
ROUNDS = 8
DAY = timedelta(days=1)


def outcome(call: Any) -> str:
    """Say how a call ended."""
    try:
        call()
    except AbsenceRefused as refused:
        return refused.code
    except PermissionDenied:
        return "denied"
    return "done"


def race(*calls: Any) -> list[str]:
    return sorted(at_once([lambda call=call: outcome(call) for call in calls]))


def ask(person: User, first: int, last: int) -> Absence:
    span = Span(AT.date() + first * DAY, AT.date() + last * DAY)
    return ask_absence(actor=person, values=AbsenceValues("leave", span, "x"), at=AT)


def decide(cast: SimpleNamespace, absence: Absence, by: User, *, is_approved: bool) -> Absence:
    return decide_absence(
        actor=by, absence=absence, is_approved=is_approved, reason="x", stand_in=cast.stand_in, at=AT
    )


def test_two_bosses_decide_once(cast: SimpleNamespace) -> None:
    other = UserFactory(roles=(Role.BOSS,))
    for number in range(ROUNDS):
        absence = ask(cast.owner, 3 * number + 1, 3 * number + 2)
        found = race(
            lambda absence=absence: decide(cast, absence, cast.boss, is_approved=True),
            lambda absence=absence: decide(cast, absence, other, is_approved=False),
        )
        assert found == ["changed", "done"]
        written = AuditEntry.objects.filter(target_type="accounts.absence", target_id=str(absence.pk))
        assert written.filter(verb__in=("accounts.absence_approved", "accounts.absence_refused")).count() == 1


def test_two_requests_for_the_same_days_are_one(cast: SimpleNamespace) -> None:
    for number in range(ROUNDS):
        first = 5 * number + 1
        found = race(
            lambda first=first: ask(cast.owner, first, first + 2),
            lambda first=first: ask(cast.owner, first + 1, first + 3),
        )
        assert found == ["done", "overlaps"]
    assert Absence.objects.count() == ROUNDS


def test_withdrawing_and_approving_at_once_leaves_one_truth(cast: SimpleNamespace) -> None:
    for number in range(ROUNDS):
        absence = ask(cast.owner, 3 * number + 1, 3 * number + 2)
        found = race(
            lambda absence=absence: decide(cast, absence, cast.boss, is_approved=True),
            lambda absence=absence: withdraw_absence(actor=cast.owner, absence=absence, at=AT),
        )
        absence.refresh_from_db()
        # Approved first and withdrawn then, or withdrawn before it could be approved: never approved behind the person's back.
        assert (found, absence.state) in [(["done", "done"], "withdrawn"), (["changed", "done"], "withdrawn")]


def test_boss_who_is_frozen_meanwhile_decides_before_or_not_at_all(cast: SimpleNamespace) -> None:
    absence = ask(cast.owner, 1, 2)
    found = race(
        lambda: decide(cast, absence, cast.boss, is_approved=True),
        lambda: freeze_account(actor=cast.admin, user=cast.boss, reason="left", at=AT),
    )
    absence.refresh_from_db()
    assert (found, absence.state) in [(["done", "done"], "approved"), (["denied", "done"], "requested")]


def test_two_clicks_on_i_am_back_end_it_once(cast: SimpleNamespace) -> None:
    absence = decide(cast, ask(cast.owner, 0, 5), cast.boss, is_approved=True)
    later = AT + 2 * DAY
    found = race(*[lambda: come_back(actor=cast.owner, absence=absence, at=later) for _ in range(4)])
    assert found == ["changed", "changed", "changed", "done"]
    assert AuditEntry.objects.filter(verb="accounts.absence_ended").count() == 1


def test_five_clicks_on_a_mail_window_tick_it_once(cast: SimpleNamespace) -> None:
    found = race(*[lambda: tick_mail(actor=cast.owner, at=AT) for _ in range(5)])
    assert (found, MailCheck.objects.count()) == (["done"] * 5, 1)


def test_coming_back_and_being_called_back_at_once_end_it_once(cast: SimpleNamespace) -> None:
    for number in range(ROUNDS):
        absence = decide(cast, ask(cast.owner, 3 * number, 3 * number + 1), cast.boss, is_approved=True)
        at = AT + (3 * number + 1) * DAY
        outcomes = race(
            lambda absence=absence, at=at: come_back(actor=cast.owner, absence=absence, at=at),
            lambda absence=absence, at=at: revoke_absence(
                actor=cast.boss, absence=absence, reason="x", at=at
            ),
        )
        assert outcomes == ["changed", "done"]
        ended = AuditEntry.objects.filter(
            target_type="accounts.absence", target_id=str(absence.pk),
            verb__in=("accounts.absence_ended", "accounts.absence_revoked"),
        )  # fmt: skip
        assert ended.count() == 1
