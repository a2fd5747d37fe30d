"""Help requests: who is asked, who answers, what goes on to the boss, and what is left behind by a refusal."""

from datetime import timedelta

import pytest
from django.core.exceptions import PermissionDenied

from accounts.models import Role
from core import policy
from core.models import AuditEntry, Notification
from customers.models import TimelineEntry
from customers.services import change_owner
from followups.models import HelpMessage, HelpRequest, HelpState
from followups.schedules import escalate_help_requests
from followups.services import (
    HelpSubject,
    Refused,
    ask_for_help,
    close_help,
    escalate_help,
    write_help,
)
from tests.factories import AbsenceFactory, InquiryFactory, UserFactory
from tests.followups.helpers import make_customer, nov, shanghai

MONDAY = shanghai(11, 16, 10)
TUESDAY = shanghai(11, 17, 10, 1)
TEXT = "伊拉克客户要求D/P,首单1.2万美元,能否接受?"
RULING = "首单仍按30%定金+70%见提单副本;第二单再谈。"


def ask(actor, at=MONDAY, **record):
    return ask_for_help(actor=actor, text=TEXT, subject=HelpSubject(**record), at=at)


def told():
    """Who was told what, newest last."""
    return [
        (n.user, n.message % n.values) for n in Notification.objects.order_by("pk").select_related("user")
    ]


def verbs():
    return list(AuditEntry.objects.order_by("pk").values_list("verb", flat=True))


def test_manager_is_asked_and_the_boss_not_yet(cast):
    request = ask(cast.owner)
    assert (request.manager, request.boss_since, request.state) == (cast.manager, None, HelpState.WAITING)
    assert told() == [(cast.manager, f"{cast.owner.full_name} asks for help: {TEXT}")]
    entry = AuditEntry.objects.select_related("detail").get()
    assert (entry.verb, entry.actor, entry.detail.changes) == (
        "followups.help_asked", cast.owner, {"manager": [None, cast.manager.pk]},
    )  # fmt: skip
    assert TEXT[:5] not in entry.detail.label


@pytest.mark.parametrize("name", ["manager", "assistant", "admin"])
def test_who_has_no_manager_asks_the_boss(cast, name):
    request = ask(getattr(cast, name))
    assert (request.manager, request.boss_since) == (None, MONDAY)
    assert [user for user, _words in told()] == [cast.boss]


def test_manager_who_is_the_boss_is_asked_as_the_boss(cast):
    cast.team.manager = cast.boss
    cast.team.save()
    cast.boss.is_manager = True
    cast.boss.save()
    request = ask(cast.owner)
    assert (request.manager, request.boss_since) == (None, MONDAY)


def test_boss_is_asked_beside_a_manager_who_is_away(cast):
    AbsenceFactory(user=cast.manager, starts_on=nov(16), ends_on=nov(18))
    request = ask(cast.owner)
    assert (request.manager, request.boss_since) == (cast.manager, MONDAY)
    assert {user for user, _words in told()} == {cast.manager, cast.boss}


def test_boss_is_asked_instead_of_a_frozen_manager(cast):
    cast.manager.frozen_at = MONDAY
    cast.manager.save()
    assert ask(cast.owner).manager is None


def test_boss_asks_the_other_boss(cast):
    other = UserFactory(roles=(Role.BOSS,))
    ask(cast.boss)
    assert [user for user, _words in told()] == [other]


def test_boss_alone_has_nobody_to_ask_and_nothing_is_left(cast):
    with pytest.raises(Refused, match="nobody_to_ask"):
        ask(cast.boss)
    assert (HelpRequest.objects.count(), Notification.objects.count(), AuditEntry.objects.count()) == (
        0,
        0,
        0,
    )


@pytest.mark.parametrize("name", ["production", "adviser", "frozen"])
def test_who_may_not_ask_leaves_nothing_behind(cast, name):
    with pytest.raises(PermissionDenied):
        ask(getattr(cast, name))
    assert HelpRequest.objects.count() == 0


@pytest.mark.parametrize("text", ["", "  \n "])
def test_empty_text_is_refused(cast, text):
    with pytest.raises(Refused, match="no_help_text"):
        ask_for_help(actor=cast.owner, text=text, at=MONDAY)
    request = ask(cast.owner)
    with pytest.raises(Refused, match="no_help_text"):
        write_help(actor=cast.manager, request=request, text=text, at=MONDAY)
    assert HelpMessage.objects.count() == 0


def test_request_about_an_inquiry_hangs_on_its_customer_and_stands_in_the_history(cast):
    customer = make_customer(cast.owner)
    inquiry = InquiryFactory(customer=customer)
    request = ask(cast.owner, inquiry=inquiry)
    assert request.customer == customer
    line = TimelineEntry.objects.get()
    assert (line.kind, line.ref_id, line.text, line.values) == ("help", request.pk, "", {"event": "asked"})


def test_answer_goes_to_the_author_and_the_next_question_back(cast):
    request = ask(cast.owner)
    answered = write_help(actor=cast.manager, request=request, text=RULING, at=TUESDAY)
    assert answered.state == HelpState.ANSWERED
    again = write_help(actor=cast.owner, request=request, text="And D/A?", at=TUESDAY + timedelta(hours=1))
    assert (again.state, again.asked_at) == (HelpState.WAITING, TUESDAY + timedelta(hours=1))
    assert again.answer_by == shanghai(11, 18, 11, 1)
    assert told()[1:] == [
        (cast.owner, f"{cast.manager.full_name} answered your help request: {RULING}"),
        (cast.manager, f"{cast.owner.full_name} writes about the help request: And D/A?"),
    ]
    assert list(HelpMessage.objects.values_list("by", "is_answer")) == [
        (cast.manager.pk, True), (cast.owner.pk, False),
    ]  # fmt: skip
    assert verbs() == ["followups.help_asked", "followups.help_answered", "followups.help_asked_on"]


def test_further_words_while_it_waits_do_not_move_the_time(cast):
    request = ask(cast.owner)
    before = request.answer_by
    assert write_help(actor=cast.owner, request=request, text="Urgent", at=TUESDAY).answer_by == before


@pytest.mark.parametrize("name", ["teammate", "stand_in", "outsider", "other_manager", "admin", "assistant"])
def test_others_neither_write_nor_close(cast, name):
    AbsenceFactory(user=cast.owner, stand_in=cast.stand_in)
    request, other = ask(cast.owner), getattr(cast, name)
    for refused in (
        lambda: write_help(actor=other, request=request, text="x", at=MONDAY),
        lambda: close_help(actor=other, request=request, at=MONDAY),
    ):
        with pytest.raises(PermissionDenied):
            refused()
    assert (HelpMessage.objects.count(), HelpRequest.objects.get().state) == (0, HelpState.WAITING)


def test_who_stands_in_for_the_manager_does_not_answer(cast):
    AbsenceFactory(user=cast.manager, stand_in=cast.teammate)
    with pytest.raises(PermissionDenied):
        write_help(actor=cast.teammate, request=ask(cast.owner), text="Yes", at=MONDAY)


def test_new_manager_of_the_team_does_not_inherit_what_was_asked(cast):
    request = ask(cast.owner)
    cast.team.manager = cast.other_manager
    cast.team.save()
    assert list(HelpRequest.objects.visible_to(cast.other_manager)) == []
    assert list(HelpRequest.objects.visible_to(cast.manager)) == [request]


def test_author_closes_at_any_time_leaders_only_what_was_answered(cast):
    request = ask(cast.owner)
    with pytest.raises(PermissionDenied):
        close_help(actor=cast.manager, request=request, at=MONDAY)
    write_help(actor=cast.boss, request=request, text=RULING, at=MONDAY)
    closed = close_help(actor=cast.manager, request=request, at=TUESDAY)
    assert (closed.state, closed.closed_by, closed.closed_at) == (HelpState.CLOSED, cast.manager, TUESDAY)
    assert close_help(actor=cast.owner, request=request, at=TUESDAY).closed_by == cast.manager
    assert verbs().count("followups.help_closed") == 1
    opened = write_help(actor=cast.owner, request=request, text="Again", at=TUESDAY)
    assert (opened.state, opened.closed_at, opened.closed_by) == (HelpState.WAITING, None, None)
    assert close_help(actor=cast.owner, request=request, at=TUESDAY).state == HelpState.CLOSED


# ── on to the boss ──────────────────────────────────────────────────────────
def test_what_nobody_answered_in_a_working_day_goes_to_the_boss_once(cast):
    request = ask(cast.owner)
    assert escalate_help(at=MONDAY + timedelta(hours=6)) == 0
    assert [escalate_help(at=TUESDAY), escalate_help(at=TUESDAY)] == [1, 0]
    request.refresh_from_db()
    assert request.boss_since == TUESDAY
    assert told()[1:] == [
        (cast.boss, f"Not answered in time: {cast.owner.full_name} asks for help: {TEXT}"),
        (cast.owner, f"Your help request went on to the boss: {TEXT}"),
    ]
    assert Notification.objects.filter(is_urgent=True).get().user == cast.boss
    entry = AuditEntry.objects.get(verb="followups.help_escalated")
    assert (entry.actor, entry.target_id) == (None, str(request.pk))


@pytest.mark.parametrize(
    "at",
    [shanghai(11, 17, 12), shanghai(11, 17, 20), shanghai(11, 22, 10)],
    ids=["noon", "evening", "Sunday"],
)
def test_outside_the_windows_nothing_goes_out_and_the_next_run_tells(cast, at):
    ask(cast.owner)
    assert escalate_help(at=at) == 0
    assert escalate_help(at=shanghai(11, 23, 9)) == 1


def test_answered_and_closed_ones_stay_where_they_are(cast):
    write_help(actor=cast.manager, request=ask(cast.owner), text=RULING, at=MONDAY)
    close_help(actor=cast.owner, request=ask(cast.owner), at=MONDAY)
    assert escalate_help(at=TUESDAY) == 0


def test_company_decides_how_long_it_waits(cast):
    policy.change("followups.help", {"answer_within_days": 3}, actor=cast.boss, at=MONDAY)
    assert ask(cast.owner).answer_by == shanghai(11, 19, 10)


def test_without_a_boss_it_stays_with_the_manager(cast):
    request = ask(cast.owner)
    cast.boss.frozen_at = MONDAY
    cast.boss.save()
    assert escalate_help(at=TUESDAY) == 0
    request.refresh_from_db()
    assert request.boss_since is None


def test_once_with_the_boss_further_words_reach_both(cast):
    request = ask(cast.owner)
    escalate_help(at=TUESDAY)
    Notification.objects.all().delete()
    write_help(actor=cast.owner, request=request, text="Please", at=TUESDAY)
    assert {user for user, _words in told()} == {cast.manager, cast.boss}


@pytest.mark.parametrize("rows", [1, 3])
def test_escalating_costs_the_same_for_one_and_for_three(cast, rows, django_assert_num_queries):
    for _ in range(rows):
        ask(cast.owner)
    with django_assert_num_queries(11):
        assert escalate_help_requests(at=TUESDAY) == {"told": rows}


# ── what is shown to whom ───────────────────────────────────────────────────
def test_request_stays_with_its_author_when_the_customer_goes(cast):
    customer = make_customer(cast.owner)
    request = ask(cast.owner, customer=customer)
    change_owner(actor=cast.boss, customer=customer, owner=cast.outsider, reason="x", at=TUESDAY)
    seen = {
        name: list(HelpRequest.objects.visible_to(getattr(cast, name)))
        for name in ("owner", "manager", "boss")
    }
    assert seen == {name: [request] for name in seen}
    assert [
        *HelpRequest.objects.visible_to(cast.outsider),
        *HelpRequest.objects.visible_to(cast.other_manager),
    ] == []


def test_manager_who_leads_no_more_reads_only_their_own(cast):
    ask(cast.owner)
    cast.manager.is_manager, cast.manager.is_salesperson = False, True
    cast.manager.save()
    assert list(HelpRequest.objects.visible_to(cast.manager)) == []
