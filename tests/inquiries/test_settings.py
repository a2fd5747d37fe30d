"""The rules of this app on the settings pages: reply limits, and who gets an inquiry."""

from datetime import time

import pytest
from django.db import models

from core.models import AuditEntry, PolicySetting
from inquiries.domain.assignment import AssignmentPolicy, Decision
from inquiries.domain.reply_clock import ReplyPolicy
from inquiries.models import AssignmentRule, RotationSeat
from inquiries.policies import assignment_policy, reply_policy
from inquiries.services import NotAssignable, add_rule, choose_owner, remove_rule, set_seats

PAGE = "/inquiries/assignment/"
REPLY_PAGE, ASSIGNMENT_PAGE = "/settings/policy/inquiries.reply/", "/settings/policy/inquiries.assignment/"
LIMITS = {
    "target_minutes": "90", "due_soon_minutes": "20", "limit_hours": "20", "fax_limit_hours": "10", "rescue_minutes": "45",
    "grading_cut_off": "16:30", "grading_closes": "19:00", "last_call_minutes": "40", "boss_after_days": "2",
}  # fmt: skip


def test_settings_list_the_sections(client_of, cast):
    html = client_of(cast.manager).get("/settings/").content.decode()
    for url in (REPLY_PAGE, ASSIGNMENT_PAGE, PAGE):
        assert f'href="{url}"' in html


def test_reply_limits_are_set(client_of, cast):
    assert client_of(cast.manager).post(REPLY_PAGE, LIMITS).status_code == 302
    assert reply_policy() == ReplyPolicy(
        90, 20, 10, 20, 45, time(16, 30), time(19), last_call_minutes=40, boss_after_days=2
    )
    shown = client_of(cast.manager).get(REPLY_PAGE).content.decode()
    assert 'value="16:30"' in shown


@pytest.mark.parametrize(
    ("changes", "field", "message"),
    [
        ({"target_minutes": "0"}, "target_minutes", "Ensure this value is greater than or equal to 1."),
        ({"target_minutes": "soon"}, "target_minutes", "Enter a whole number."),
        ({"due_soon_minutes": "91"}, "due_soon_minutes", "Not more than the target's minutes."),
        (
            {"grading_closes": "16:00"},
            "grading_closes",
            "Not before the time until which it counts for the day.",
        ),
        ({"grading_cut_off": "25:00"}, "grading_cut_off", "Enter a valid time."),
    ],
)
def test_impossible_limits_are_refused_at_their_field(client_of, cast, changes, field, message):
    page = client_of(cast.manager).post(REPLY_PAGE, LIMITS | changes)
    assert (page.status_code, page.context["form"].errors) == (422, {field: [message]})
    assert PolicySetting.objects.count() == 0


def test_rotation_is_switched_off(client_of, cast):
    assert client_of(cast.boss).post(ASSIGNMENT_PAGE, {"logger_keeps": "on"}).status_code == 302
    assert assignment_policy() == AssignmentPolicy(logger_keeps=True, rotation_is_on=False)


def rules() -> list[tuple[str, str, models.Model]]:
    return [(rule.kind, rule.value, rule.user) for rule in AssignmentRule.objects.order_by("pk")]


def test_rules_are_added_shown_and_removed(client_of, cast):
    client = client_of(cast.manager)
    add = f"{PAGE}rules/"
    assert client.post(add, {"kind": "country", "value": "DE", "user": cast.owner.pk}).status_code == 302
    client.post(add, {"kind": "product", "value": " socket  set ", "user": cast.teammate.pk})
    client.post(add, {"kind": "product", "value": "Socket Set", "user": cast.teammate.pk})
    assert rules() == [("country", "DE", cast.owner), ("product", "socket set", cast.teammate)]
    html = client.get(PAGE).content.decode()
    assert ("Germany" in html, "socket set" in html) == (True, True)
    assert client.post(f"{add}{AssignmentRule.objects.first().pk}/remove/").status_code == 302
    assert rules() == [("product", "socket set", cast.teammate)]
    verbs = (
        AuditEntry.objects.filter(verb__startswith="inquiries.rule")
        .order_by("pk")
        .values_list("verb", flat=True)
    )
    assert list(verbs) == ["inquiries.rule_added", "inquiries.rule_added", "inquiries.rule_removed"]


@pytest.mark.parametrize(
    ("data", "field"),
    [
        ({"kind": "country", "value": "XX"}, "value"),
        ({"kind": "product", "value": " "}, "value"),
        ({"kind": "country", "value": "DE", "user": "{manager}"}, "user"),
        ({"kind": "country", "value": "DE", "user": "{frozen}"}, "user"),
    ],
)
def test_rules_that_lead_nowhere_are_refused(client_of, cast, data, field):
    people = {"manager": cast.manager.pk, "frozen": cast.frozen.pk}
    data = {"user": str(cast.owner.pk)} | {name: value.format(**people) for name, value in data.items()}
    page = client_of(cast.manager).post(f"{PAGE}rules/", data)
    bound = next(form for form in page.context["add_forms"] if form.is_bound)
    assert (page.status_code, list(bound.errors), rules()) == (422, [field], [])


def test_seats_are_set_and_audited(client_of, cast, at):
    set_seats(actor=cast.manager, people=[cast.owner], at=at)
    RotationSeat.objects.update(last_assigned_at=at)
    data = {"people": [cast.owner.pk, cast.teammate.pk]}
    assert client_of(cast.manager).post(f"{PAGE}seats/", data).status_code == 302
    seats = RotationSeat.objects.order_by("user_id").values_list("user", "last_assigned_at")
    assert list(seats) == [(cast.owner.pk, at), (cast.teammate.pk, None)]
    entry = AuditEntry.objects.filter(verb="inquiries.rotation_changed").latest("pk")
    assert entry.detail.changes == {
        "people": [[cast.owner.name], sorted([cast.owner.name, cast.teammate.name])]
    }
    client_of(cast.manager).post(f"{PAGE}seats/", data)
    assert AuditEntry.objects.filter(verb="inquiries.rotation_changed").count() == 2


def test_rules_decide_who_gets_the_next(cast, at):
    rule = add_rule(actor=cast.manager, kind="country", value="DE", user=cast.owner, at=at)
    set_seats(actor=cast.manager, people=[cast.teammate], at=at)
    assert choose_owner(country="DE", words=(), at=at) == Decision(cast.owner.pk, "region", "DE")
    remove_rule(actor=cast.manager, rule=rule, at=at)
    remove_rule(actor=cast.manager, rule=rule, at=at)
    assert choose_owner(country="DE", words=(), at=at) == Decision(cast.teammate.pk, "rotation")


def test_nobody_else_takes_part(cast, at):
    with pytest.raises(NotAssignable):
        set_seats(actor=cast.manager, people=[cast.production], at=at)
    with pytest.raises(NotAssignable):
        add_rule(actor=cast.manager, kind="country", value="DE", user=cast.frozen, at=at)
    assert (RotationSeat.objects.count(), AssignmentRule.objects.count()) == (0, 0)


@pytest.mark.parametrize(
    ("who", "reads", "writes"),
    [("manager", 200, 302), ("boss", 200, 302), ("assistant", 200, 403), ("owner", 403, 403)],
)
def test_rules_are_read_and_written_by_who_may(client_of, cast, who, reads, writes):
    client = client_of(getattr(cast, who))
    assert client.get(PAGE).status_code == reads
    assert client.post(f"{PAGE}seats/", {"people": [cast.owner.pk]}).status_code == writes
    assert RotationSeat.objects.count() == int(writes == 302)
