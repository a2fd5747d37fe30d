"""Asking for help and writing to the boss, in the browser."""

import uuid
from datetime import timedelta
from html import unescape

import pytest
import time_machine
from django.apps import apps
from django.urls import reverse

from accounts.trail.scope import entries_of
from core.models import AuditEntry, SubmittedForm
from customers.services import change_owner
from followups.models import HelpMessage, HelpRequest, Suggestion
from followups.services import (
    HelpSubject,
    add_task,
    ask_for_help,
    deliver_suggestions,
    rule_suggestion,
    suggest,
    write_help,
)
from tests.budgets import ROWS
from tests.factories import FollowUpFactory, InquiryFactory
from tests.followups.helpers import make_customer, nov, shanghai

NOW = shanghai(11, 16, 10)
ASK, LIST, SUGGEST = "/help/ask/", "/help/", "/suggestions/new/"


@pytest.fixture(autouse=True)
def _now():
    with time_machine.travel(NOW, tick=False):
        yield


@pytest.fixture
def customer(cast):
    return make_customer(cast.owner, name="Basra Trading")


@pytest.fixture
def asked(cast, customer):
    return ask_for_help(
        actor=cast.owner, text="May we accept D/P?", subject=HelpSubject(customer=customer), at=NOW
    )


def page(answer):
    return unescape(answer.content.decode())


# ── asking ──────────────────────────────────────────────────────────────────
def test_ask_about_each_record_names_it_and_keeps_it(cast, customer, client_of):
    records = {
        "customer": customer,
        "inquiry": InquiryFactory(customer=customer),
        "follow_up": FollowUpFactory(customer=customer),
        "task": add_task(
            actor=cast.owner, assignee=cast.owner, title="Sample", due_on=nov(18), customer=customer, at=NOW
        ),
    }
    client = client_of(cast.owner)
    for name, record in records.items():
        shown = client.get(f"{ASK}?{name}={record.pk}")
        assert f'name="{name}" value="{record.pk}"' in page(shown)
        answer = client.post(ASK, {"text": name, name: record.pk})
        row = HelpRequest.objects.get(text=name)
        assert (answer.status_code, answer.url) == (302, row.get_absolute_url())
        assert (getattr(row, name), row.customer) == (record, customer)


@pytest.mark.parametrize("name", ["customer", "inquiry", "follow_up", "task"])
def test_ask_about_a_foreign_record_shows_nothing_of_it_and_saves_nothing(cast, customer, client_of, name):
    add_task(actor=cast.owner, assignee=cast.owner, title="Sample", due_on=nov(18), customer=customer, at=NOW)
    records = {
        "customer": customer, "inquiry": InquiryFactory(customer=customer), "follow_up": FollowUpFactory(customer=customer),
        "task": cast.owner.tasks.get(),
    }  # fmt: skip
    client, pk = client_of(cast.outsider), records[name].pk
    assert "Basra" not in page(client.get(f"{ASK}?{name}={pk}"))
    assert client.post(ASK, {"text": "x", name: pk}).status_code == 422
    assert HelpRequest.objects.count() == 0


def test_double_click_asks_once(cast, client_of):
    client, data = client_of(cast.owner), {"text": "D/P?", "form_token": str(uuid.uuid4())}
    answers = [client.post(ASK, data) for _ in range(2)]
    assert [a.url for a in answers] == [HelpRequest.objects.get().get_absolute_url()] * 2


def test_empty_text_is_shown_again_with_what_was_named(cast, customer, client_of):
    answer = client_of(cast.owner).post(ASK, {"text": " ", "customer": customer.pk})
    assert answer.status_code == 422
    assert f'name="customer" value="{customer.pk}"' in page(answer)
    assert (HelpRequest.objects.count(), SubmittedForm.objects.count()) == (0, 0)


def test_boss_alone_is_told_that_nobody_is_there(cast, client_of):
    answer = client_of(cast.boss).post(ASK, {"text": "x"})
    assert (answer.status_code, "There is nobody else here" in page(answer)) == (422, True)
    assert SubmittedForm.objects.count() == 0


def test_dialog_leads_on_by_htmx_to_where_one_came_from(cast, customer, client_of):
    data = {"text": "x", "next": customer.get_absolute_url()}
    answer = client_of(cast.owner).post(ASK, data, headers={"HX-Request": "true"})
    assert answer.headers["HX-Redirect"] == customer.get_absolute_url()


@pytest.mark.parametrize("method", ["put", "delete"])
def test_other_methods_are_not_allowed(cast, asked, client_of, method):
    client = client_of(cast.owner)
    urls = (
        ASK,
        LIST,
        asked.get_absolute_url(),
        f"{asked.get_absolute_url()}write/",
        SUGGEST,
        "/suggestions/",
    )
    assert [getattr(client, method)(url).status_code for url in urls] == [405] * len(urls)


# ── answering ───────────────────────────────────────────────────────────────
@pytest.mark.parametrize(
    ("name", "status"),
    [
        ("manager", 302), ("boss", 302), ("owner", 302), ("teammate", 404), ("outsider", 404), ("other_manager", 404),
        ("admin", 404), ("assistant", 404), ("production", 403), ("adviser", 403),
    ],
)  # fmt: skip
def test_write_climbs_the_ladder(cast, asked, client_of, name, status):
    answer = client_of(getattr(cast, name)).post(f"{asked.get_absolute_url()}write/", {"text": "30% deposit"})
    assert (answer.status_code, HelpMessage.objects.count()) == (status, int(status == 302))


@pytest.mark.parametrize(
    ("name", "status"), [("manager", 403), ("owner", 302), ("teammate", 404), ("production", 403)]
)
def test_close_climbs_the_ladder(cast, asked, client_of, name, status):
    answer = client_of(getattr(cast, name)).post(f"{asked.get_absolute_url()}close/")
    asked.refresh_from_db()
    assert (answer.status_code, asked.state) == (status, "closed" if status == 302 else "waiting")


def test_empty_answer_changes_nothing(cast, asked, client_of):
    client, url = client_of(cast.manager), f"{asked.get_absolute_url()}write/"
    assert client.post(url, {"text": ""}).status_code == 422
    row = client.post(url, {"text": ""}, headers={"HX-Request": "true"})
    assert (row.status_code, row.headers["HX-Reswap"]) == (422, "none")
    assert HelpMessage.objects.count() == 0


def test_answer_on_today_takes_the_row_away_and_counts_anew(cast, asked, client_of):
    ask_for_help(actor=cast.teammate, text="And this?", at=NOW)
    client = client_of(cast.manager)
    shown = page(client.get("/"))
    assert ("May we accept D/P?" in shown, 'id="count-help">2<' in shown) == (True, True)
    answer = client.post(f"{asked.get_absolute_url()}write/", {"text": "No"}, headers={"HX-Request": "true"})
    assert 'id="count-help" hx-swap-oob="true">1<' in page(answer)
    assert "May we accept D/P?" not in page(client.get("/"))


def test_double_click_answers_once(cast, asked, client_of):
    client, data = client_of(cast.manager), {"text": "No", "form_token": str(uuid.uuid4())}
    for _ in range(2):
        assert client.post(f"{asked.get_absolute_url()}write/", data).status_code == 302
    assert HelpMessage.objects.count() == 1


def test_lists_show_whose_turn_it_is(cast, asked, client_of):
    assert "waits 0 min" in page(client_of(cast.owner).get(f"{LIST}?show=mine"))
    with time_machine.travel(shanghai(11, 17, 10, 1), tick=False):
        assert "waits 1 working day" in page(client_of(cast.manager).get(LIST))
    write_help(actor=cast.manager, request=asked, text="No", at=NOW)
    assert "Nobody waits for your answer" in page(client_of(cast.manager).get(f"{LIST}?show=answer"))
    assert "Answered" in page(client_of(cast.owner).get(f"{LIST}?show=mine"))
    teams = [
        asked.text in page(client_of(who).get(f"{LIST}?show=team"))
        for who in (cast.manager, cast.boss, cast.other_manager)
    ]
    assert teams == [True, True, False]


def test_closed_ones_move_to_their_own_list(cast, asked, client_of):
    client = client_of(cast.owner)
    client.post(f"{asked.get_absolute_url()}close/")
    found = [asked.text in page(client.get(f"{LIST}?show={show}")) for show in ("mine", "closed")]
    assert found == [False, True]


# ── the record behind ───────────────────────────────────────────────────────
def test_customers_page_shows_it_to_who_sees_both(cast, asked, customer, client_of):
    url, text = customer.get_absolute_url(), asked.text
    assert [page(client_of(who).get(url)).count(text) for who in (cast.owner, cast.manager, cast.boss)] == [
        2
    ] * 3
    change_owner(
        actor=cast.boss, customer=customer, owner=cast.outsider, reason="x", at=NOW + timedelta(hours=1)
    )
    found = {}
    for name in ("outsider", "boss"):
        shown = page(client_of(getattr(cast, name)).get(url))
        found[name] = (text in shown, asked.get_absolute_url() in shown)
    assert found == {"outsider": (False, False), "boss": (True, True)}


def test_stand_in_sees_the_customer_and_not_the_request(cast, asked, customer, client_of):
    from tests.factories import AbsenceFactory

    AbsenceFactory(user=cast.owner, stand_in=cast.stand_in)
    answer = client_of(cast.stand_in).get(customer.get_absolute_url())
    assert (answer.status_code, asked.text in page(answer)) == (200, False)


def test_request_does_not_open_the_customer_to_its_author_again(cast, asked, customer, client_of):
    change_owner(actor=cast.boss, customer=customer, owner=cast.outsider, reason="x", at=NOW)
    for who in (cast.owner, cast.manager):
        for url in (asked.get_absolute_url(), f"{LIST}?show=mine", f"{LIST}?show=answer", "/"):
            shown = page(client_of(who).get(url))
            assert ("Basra" in shown, customer.get_absolute_url() in shown) == (False, False), (who, url)
    assert "A record that is not with you" in page(client_of(cast.owner).get(asked.get_absolute_url()))


def test_inquirys_page_offers_and_shows_it(cast, client_of):
    inquiry = InquiryFactory(owner=cast.owner, customer=make_customer(cast.owner))
    ask_for_help(actor=cast.owner, text="Which price?", subject=HelpSubject(inquiry=inquiry), at=NOW)
    shown = page(client_of(cast.owner).get(inquiry.get_absolute_url()))
    assert ("Which price?" in shown, f"{ASK}?inquiry={inquiry.pk}" in shown) == (True, True)


# ── what it costs ───────────────────────────────────────────────────────────
def about_everything(cast, rows):
    for number in range(rows):
        customer = make_customer(cast.owner)
        inquiry = InquiryFactory(customer=customer)
        for subject in (HelpSubject(inquiry=inquiry), HelpSubject(customer=customer)):
            row = ask_for_help(actor=cast.owner, text=f"{number}", subject=subject, at=NOW)
        write_help(actor=cast.owner, request=row, text="More", at=NOW)


@pytest.mark.parametrize("rows", ROWS)
@pytest.mark.parametrize(
    ("show", "who", "queries"), [("mine", "owner", 7), ("answer", "manager", 9), ("closed", "boss", 7)]
)
def test_list_costs_the_same_for_few_and_many(
    cast, client_of, rows, show, who, queries, django_assert_num_queries
):
    about_everything(cast, rows)
    if show == "closed":
        HelpRequest.objects.update(state="closed", closed_at=NOW, closed_by=cast.owner)
    client = client_of(getattr(cast, who))
    client.get(LIST)
    with django_assert_num_queries(queries):
        client.get(f"{LIST}?show={show}")


@pytest.mark.parametrize("rows", ROWS)
@pytest.mark.parametrize(("who", "queries"), [("owner", 6), ("boss", 6)])
def test_suggestions_cost_the_same_for_few_and_many(
    cast, client_of, rows, who, queries, django_assert_num_queries
):
    for number in range(rows):
        row = suggest(actor=cast.owner, text=f"{number}", at=NOW)
        suggest(actor=cast.teammate, text=f"{number}", at=NOW)
        rule_suggestion(actor=cast.boss, suggestion=row, ruling="Yes", is_public=True, at=NOW)
    client = client_of(getattr(cast, who))
    client.get("/suggestions/")
    with django_assert_num_queries(queries):
        client.get("/suggestions/?show=ruled")


# ── suggestions ─────────────────────────────────────────────────────────────
def every_row():
    return {
        model._meta.label: list(model._base_manager.order_by("pk").values()) for model in apps.get_models()
    }


@pytest.mark.parametrize("name", ["owner", "manager", "assistant", "production", "admin", "adviser"])
def test_anonymous_post_changes_no_row_but_its_own(cast, client_of, name):
    """Session, tokens, drafts, trail, notices, counters: everything else stands as it stood."""
    client = client_of(getattr(cast, name))
    client.get("/suggestions/")
    before = every_row()
    answer = client.post(
        SUGGEST,
        {
            "text": "Tea",
            "is_anonymous": "on",
            "anonymous_key": str(uuid.uuid4()),
            "form_token": str(uuid.uuid4()),
        },
    )
    client.get(answer.url)
    after = every_row()
    assert (answer.status_code, len(after.pop("followups.Suggestion"))) == (302, 1)
    assert before.pop("followups.Suggestion") == []
    assert after == before


def test_extra_values_are_not_assigned(cast, client_of):
    """Its key is random, so that the comparison of tests/security cannot line the rows up."""
    extra = {
        "author": cast.teammate.pk, "author_id": cast.teammate.pk, "is_public": "on", "state": "ruled", "ruling": "Yes",
        "ruled_by": cast.owner.pk, "arrived_on": "2020-02-02", "written_at": "2020-02-02", "id": str(uuid.uuid4()),
    }  # fmt: skip
    client_of(cast.owner).post(SUGGEST, {"text": "Tea", **extra})
    row = Suggestion.objects.get()
    assert (row.author, row.is_public, row.state, row.ruling, row.ruled_by) == (
        cast.owner,
        False,
        "waiting",
        "",
        None,
    )
    assert (row.arrived_on, row.written_at, str(row.pk) == extra["id"]) == (nov(16), NOW, False)


def test_anonymous_post_logs_nothing(cast, client_of, caplog):
    client_of(cast.owner).post(SUGGEST, {"text": "Tea", "is_anonymous": "on"})
    assert caplog.text == ""


def test_refused_anonymous_post_gives_the_words_back_and_keeps_nothing(cast, client_of):
    client = client_of(cast.owner)
    for _ in range(10):
        client.post(SUGGEST, {"text": "Tea", "is_anonymous": "on", "anonymous_key": str(uuid.uuid4())})
    before = every_row()
    answer = client.post(SUGGEST, {"text": "One more word", "is_anonymous": "on"})
    assert (answer.status_code, "One more word" in page(answer), every_row() == before) == (422, True, True)


def test_same_form_first_signed_and_then_not_has_no_common_key(cast, client_of):
    """Back in the browser and sent again: the token that was claimed for the signed one is not the other one's key."""
    shown = page(client_of(cast.owner).get("/suggestions/"))
    found = {name: shown.split(f'name="{name}" value="')[1][:36] for name in ("form_token", "anonymous_key")}
    client = client_of(cast.owner)
    client.post(SUGGEST, {"text": "Tea", **found})
    client.post(SUGGEST, {"text": "Tea", "is_anonymous": "on", **found})
    kept = str(Suggestion.objects.get(author=None).pk)
    claimed = SubmittedForm.objects.get().token
    assert found["form_token"] != found["anonymous_key"] == kept
    assert claimed == uuid.uuid5(uuid.UUID(found["form_token"]), str(cast.owner.pk))
    assert all(claimed != uuid.uuid5(uuid.UUID(kept), str(who.pk)) for who in (cast.owner, cast.teammate))


def test_signed_one_is_read_by_the_boss_and_answered_for_everybody_without_a_name(cast, client_of):
    client_of(cast.owner).post(SUGGEST, {"text": "Tea in the sample room"})
    row = Suggestion.objects.get()
    boss = client_of(cast.boss)
    assert all(word in page(boss.get("/suggestions/")) for word in ("Tea in the", cast.owner.short_name))
    rule = reverse("followups:suggestion_rule", args=[row.pk])
    assert boss.post(rule, {"ruling": ""}).status_code == 422
    assert boss.post(rule, {"ruling": "From Monday on", "is_public": "on"}).status_code == 302
    for who in (cast.teammate, cast.manager):
        shown = page(client_of(who).get("/suggestions/"))
        assert ("From Monday on" in shown, cast.owner.name in shown, cast.owner.english_name in shown) == (
            True,
            False,
            False,
        )
        assert cast.owner.english_name not in page(client_of(who).get(row.get_absolute_url()))


@pytest.mark.parametrize(
    ("name", "sees"), [("manager", False), ("admin", False), ("owner", True), ("boss", True)]
)
def test_managers_trail_tells_of_no_suggestion_from_the_team(cast, client_of, name, sees):
    """Neither of an anonymous one, of which there is no entry, nor who signed one: that would tell the others (S141)."""
    suggest(actor=cast.owner, text="Tea", at=NOW)
    client_of(cast.owner).post(
        SUGGEST, {"text": "Coffee", "is_anonymous": "on", "anonymous_key": str(uuid.uuid4())}
    )
    deliver_suggestions(at=NOW)
    told = [entry.verb for entry in entries_of(getattr(cast, name)).filter(actor=cast.owner)]
    assert told.count("followups.suggestion_written") == sees
    assert not AuditEntry.objects.filter(verb="followups.suggestions_arrived", actor=cast.owner).exists()


@pytest.mark.parametrize(
    ("name", "status"), [("boss", 302), ("owner", 403), ("manager", 403), ("admin", 403)]
)
def test_ruling_climbs_the_ladder(cast, client_of, name, status):
    row = suggest(actor=cast.owner, text="Tea", at=NOW)
    for action in ("rule", "close"):
        answer = client_of(getattr(cast, name)).post(f"{row.get_absolute_url()}{action}/", {"ruling": "No"})
        assert answer.status_code == status
    row.refresh_from_db()
    assert row.state == ("closed" if status == 302 else "waiting")


def test_boss_does_not_write_to_the_boss(cast, client_of):
    assert client_of(cast.boss).post(SUGGEST, {"text": "Tea"}).status_code == 403


def test_boss_is_told_that_nobody_knows_who_wrote_it(cast, client_of):
    client_of(cast.owner).post(SUGGEST, {"text": "Tea", "is_anonymous": "on"})
    deliver_suggestions(at=NOW)
    shown = page(client_of(cast.boss).get(Suggestion.objects.get().get_absolute_url()))
    assert ("anonymous, arrived" in shown, cast.owner.name in shown) == (True, False)
