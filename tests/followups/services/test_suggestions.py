"""Suggestions: what is kept of them, and above all what is not."""

import uuid
from datetime import timedelta

import pytest
from django.apps import apps
from django.core.exceptions import PermissionDenied
from django.db import IntegrityError, transaction

from core import policy
from core.models import AuditEntry, Notification
from followups.models import Suggestion, SuggestionState
from followups.schedules import deliver_anonymous_suggestions
from followups.services import (
    Refused,
    close_suggestion,
    deliver_suggestions,
    rule_suggestion,
    suggest,
    suggest_anonymously,
)
from tests.followups.helpers import nov, shanghai

MONDAY = shanghai(11, 16, 10)
TUESDAY = shanghai(11, 17, 9)
TEXT = "样品房缺8寸钳现货，能否每月盘一次？"


def state_of_the_database():
    """Every row of every table, by table."""
    return {
        model._meta.label: list(model._base_manager.order_by("pk").values()) for model in apps.get_models()
    }


def test_signed_one_reaches_the_boss_at_once(cast):
    row = suggest(actor=cast.owner, text=f" {TEXT} ", at=MONDAY)
    assert (row.author, row.text, row.written_at, row.arrived_on) == (cast.owner, TEXT, MONDAY, nov(16))
    notice = Notification.objects.get()
    assert (notice.user, TEXT in str(notice.values)) == (cast.boss, False)
    entry = AuditEntry.objects.select_related("detail").get()
    assert (entry.verb, entry.actor, TEXT in entry.detail.label) == (
        "followups.suggestion_written", cast.owner, False,
    )  # fmt: skip


def test_anonymous_one_writes_its_text_and_nothing_else(cast):
    before = state_of_the_database()
    suggest_anonymously(key=uuid.uuid4(), text=TEXT)
    after = state_of_the_database()
    (row,) = after.pop(Suggestion._meta.label)
    before.pop(Suggestion._meta.label)
    assert after == before
    row.pop("id")
    assert row == {
        "author_id": None, "text": TEXT, "written_at": None, "arrived_on": None, "state": "waiting", "ruling": "",
        "ruled_by_id": None, "ruled_at": None, "is_public": False,
    }  # fmt: skip


def test_database_refuses_a_time_without_an_author_and_an_author_without_a_time(cast):
    for values in ({"written_at": MONDAY}, {"author": cast.owner}):
        with pytest.raises(IntegrityError), transaction.atomic():
            Suggestion.objects.create(text=TEXT, **values)


def test_anonymous_one_is_nobodys_to_read_until_it_arrives(cast):
    suggest_anonymously(key=uuid.uuid4(), text=TEXT)
    people = (cast.owner, cast.manager, cast.boss, cast.admin)
    assert [row for person in people for row in Suggestion.objects.visible_to(person)] == []
    assert deliver_suggestions(at=TUESDAY) == 1
    assert [person for person in people if Suggestion.objects.visible_to(person)] == [cast.boss]


def test_anonymous_ones_arrive_together_with_new_keys_and_tell_the_boss_once(cast):
    keys = [uuid.uuid4() for _ in range(4)]
    for number, key in enumerate(keys):
        suggest_anonymously(key=key, text=f"{TEXT}{number}")
    assert [deliver_anonymous_suggestions(at=TUESDAY), deliver_anonymous_suggestions(at=TUESDAY)] == [
        {"delivered": 4}, {"delivered": 0},
    ]  # fmt: skip
    rows = Suggestion.objects.all()
    assert {row.pk for row in rows} & set(keys) == set()
    assert {(row.arrived_on, row.written_at, row.author) for row in rows} == {(nov(17), None, None)}
    notice = Notification.objects.get()
    assert (notice.user, notice.values) == (cast.boss, {"count": 4})
    entry = AuditEntry.objects.get()
    assert (entry.verb, entry.actor, entry.target_id) == ("followups.suggestions_arrived", None, "")


def test_order_of_arrival_says_nothing_of_the_order_of_writing(cast):
    policy.change("followups.suggestions", {"anonymous_a_day": 40}, actor=cast.boss, at=MONDAY)
    for number in range(40):
        suggest_anonymously(key=uuid.uuid4(), text=f"{number}")
    deliver_suggestions(at=TUESDAY)
    kept = [int(text) for text in Suggestion.objects.values_list("text", flat=True)]
    assert (sorted(kept), kept != sorted(kept)) == (list(range(40)), True)


def test_nothing_arrives_on_a_day_off(cast):
    suggest_anonymously(key=uuid.uuid4(), text=TEXT)
    assert [deliver_suggestions(at=shanghai(11, 22, 9)), deliver_suggestions(at=shanghai(11, 23, 9))] == [
        0,
        1,
    ]


def test_second_click_is_the_same_suggestion(cast):
    key = uuid.uuid4()
    for _ in range(2):
        suggest_anonymously(key=key, text=TEXT)
    assert Suggestion.objects.count() == 1


def test_signed_ones_are_counted_by_person_and_day(cast):
    for number in range(5):
        suggest(actor=cast.owner, text=f"{number}", at=MONDAY)
    with pytest.raises(Refused, match="too_many_today"):
        suggest(actor=cast.owner, text=TEXT, at=MONDAY)
    suggest(actor=cast.teammate, text=TEXT, at=MONDAY)
    suggest(actor=cast.owner, text=TEXT, at=MONDAY + timedelta(days=1))
    assert Suggestion.objects.count() == 7


def test_anonymous_ones_are_counted_for_the_whole_company(cast):
    for _ in range(10):
        suggest_anonymously(key=uuid.uuid4(), text=TEXT)
    with pytest.raises(Refused, match="too_many_today"):
        suggest_anonymously(key=uuid.uuid4(), text=TEXT)
    deliver_suggestions(at=TUESDAY)
    suggest_anonymously(key=uuid.uuid4(), text=TEXT)


def test_empty_ones_are_refused(cast):
    with pytest.raises(Refused, match="no_suggestion"):
        suggest(actor=cast.owner, text=" ", at=MONDAY)
    with pytest.raises(Refused, match="no_suggestion"):
        suggest_anonymously(key=uuid.uuid4(), text=" ")
    assert (Suggestion.objects.count(), AuditEntry.objects.count()) == (0, 0)


def test_nobody_writes_to_a_boss_who_is_not_there(cast):
    cast.boss.frozen_at = MONDAY
    cast.boss.save()
    with pytest.raises(Refused, match="nobody_reads"):
        suggest_anonymously(key=uuid.uuid4(), text=TEXT)


def test_ruling_reaches_the_writer_and_is_kept_without_its_words_in_the_trail(cast):
    row = suggest(actor=cast.owner, text=TEXT, at=MONDAY)
    ruled = rule_suggestion(
        actor=cast.boss, suggestion=row, ruling="每月5日盘点", is_public=False, at=TUESDAY
    )
    assert (ruled.state, ruled.ruled_by, ruled.ruled_at) == (SuggestionState.RULED, cast.boss, TUESDAY)
    assert Notification.objects.filter(user=cast.owner).count() == 1
    entry = AuditEntry.objects.select_related("detail").get(verb="followups.suggestion_ruled")
    assert (entry.actor, entry.detail.changes) == (cast.boss, {"state": ["waiting", "ruled"]})
    assert list(Suggestion.objects.visible_to(cast.teammate)) == []


def test_what_is_shown_to_everybody_is_seen_by_everybody_until_it_is_taken_back(cast):
    suggest_anonymously(key=uuid.uuid4(), text=TEXT)
    deliver_suggestions(at=TUESDAY)
    row = Suggestion.objects.get()
    rule_suggestion(actor=cast.boss, suggestion=row, ruling="Yes", is_public=True, at=TUESDAY)
    everybody = (cast.owner, cast.outsider, cast.production, cast.adviser)
    assert all(Suggestion.objects.visible_to(person) for person in everybody)
    assert Notification.objects.exclude(user=cast.boss).count() == 0
    rule_suggestion(actor=cast.boss, suggestion=row, ruling="Yes", is_public=False, at=TUESDAY)
    assert not any(Suggestion.objects.visible_to(person) for person in everybody)


@pytest.mark.parametrize("name", ["owner", "manager", "admin", "assistant"])
def test_only_the_boss_rules_and_closes(cast, name):
    row, other = suggest(actor=cast.owner, text=TEXT, at=MONDAY), getattr(cast, name)
    with pytest.raises(PermissionDenied):
        rule_suggestion(actor=other, suggestion=row, ruling="x", is_public=True, at=MONDAY)
    with pytest.raises(PermissionDenied):
        close_suggestion(actor=other, suggestion=row, at=MONDAY)
    row.refresh_from_db()
    assert (row.state, row.ruling) == (SuggestionState.WAITING, "")


def test_empty_ruling_is_refused_and_closing_twice_changes_nothing(cast):
    row = suggest(actor=cast.owner, text=TEXT, at=MONDAY)
    with pytest.raises(Refused, match="no_ruling"):
        rule_suggestion(actor=cast.boss, suggestion=row, ruling=" ", is_public=True, at=MONDAY)
    for _ in range(2):
        assert close_suggestion(actor=cast.boss, suggestion=row, at=MONDAY).state == SuggestionState.CLOSED
    assert AuditEntry.objects.filter(verb="followups.suggestion_closed").count() == 1
