"""The pages: who may, what they answer, how many queries they cost, and what they refuse."""

import re
from datetime import UTC, datetime, timedelta

import pytest
import time_machine
from django.urls import reverse

from accounts.models import Role, User
from core.models import AuditEntry
from customers.models import Customer
from customers.services import change_owner
from customers.text import search_words, sort_name
from followups.models import CalendarFeed, Correction, DateByHand, FollowUp, Task
from followups.permissions import can_judge
from followups.services import renew_feed, set_due_by_hand
from followups.services.help_requests import ask_for_help
from followups.services.suggestions import suggest
from inquiries.models import BuyerMessage, Inquiry
from tests import budgets
from tests.conftest import sign_in
from tests.factories import (
    AbsenceFactory,
    BuyerMessageFactory,
    ContactFactory,
    FollowUpFactory,
    InquiryFactory,
    TaskFactory,
    TeamFactory,
    UserFactory,
)
from tests.followups.helpers import had_contact, make_customer, nov, recompute, shanghai

AT = shanghai(11, 16)
HOSTILE = ["", "x", "0", "-1", "9" * 25, "1e3", "\x00", "١", "1; DROP"]


@pytest.fixture(autouse=True)
def _monday_morning():
    with time_machine.travel(AT, tick=False):
        yield


@pytest.fixture
def customer(cast):
    row = had_contact(
        make_customer(cast.owner, "C", name="Nordwerk GmbH", search_text="nordwerk gmbh"), shanghai(10, 30)
    )
    recompute(row, AT)
    return Customer.objects.get(pk=row.pk)


def log_values(customer, **values):
    return {"customer": customer.pk, "channel": "phone", "text": "spoke about the price"} | values


# ── recording ────────────────────────────────────────────────────────────────


@pytest.mark.parametrize(
    ("who", "status"),
    [
        ("owner", 302), ("manager", 302), ("teammate", 404), ("outsider", 404), ("other_manager", 404), ("boss", 403),
        ("assistant", 403), ("production", 403), ("admin", 403), ("adviser", 403), ("frozen", 302),
    ],
)  # fmt: skip
def test_create_ladder(cast, customer, client_of, who, status):
    answer = client_of(getattr(cast, who)).post(reverse("followups:create"), log_values(customer))
    assert answer.status_code == status
    assert FollowUp.objects.count() == (2 if who in {"owner", "manager"} else 1)


def test_create_by_the_stand_in_of_the_day(cast, customer, client_of):
    AbsenceFactory(user=cast.owner, stand_in=cast.stand_in)
    client_of(cast.stand_in).post(reverse("followups:create"), log_values(customer))
    assert FollowUp.objects.get(by=cast.stand_in).stood_in_for == cast.owner


def test_create_twice_with_one_token_records_once(cast, customer, client_of):
    token = "7f0c1a52-6f0e-4a4e-8f43-6c2a9e2f7a10"
    client = client_of(cast.owner)
    answers = [
        client.post(reverse("followups:create"), log_values(customer, form_token=token)) for _ in range(2)
    ]
    assert [answer.status_code for answer in answers] == [302, 302]
    assert FollowUp.objects.count() == 2


def test_create_in_a_row_answers_with_the_message_and_its_undo(cast, customer, client_of):
    client = client_of(cast.owner)
    values = log_values(customer, place="row")
    answer = client.post(reverse("followups:create"), values, headers={"HX-Request": "true"})
    follow_up = FollowUp.objects.latest("pk")
    assert answer.status_code == 200
    assert reverse("followups:undo", args=[follow_up.pk]) in answer.content.decode()
    assert "<li" not in answer.content.decode()


@pytest.mark.parametrize(
    "values",
    [
        {"text": ""}, {"text": " "}, {"text": "a\x00b"}, {"text": "x" * 20_001}, {"channel": "pigeon"}, {"channel": ""},
        {"at": "2026-11-16T10:01"}, {"at": "yesterday"}, {"result": "bribed"}, {"next_due_on": "2026-11-15"},
        {"next_due_on": "2026-13-45"}, {"next_due_on": "2026-12-20"}, {"next_due_on": "9999-12-31"}, {"at": "0001-01-01T00:00"}, {"contact": "999999"}, {"inquiry": "999999"},
        {"next_step": "x" * 301},
    ],
)  # fmt: skip
def test_create_invalid_changes_nothing(cast, customer, client_of, values):
    answer = client_of(cast.owner).post(
        reverse("followups:create"), log_values(customer, place="composer", **values)
    )
    assert answer.status_code == 422
    assert (FollowUp.objects.count(), DateByHand.objects.count()) == (1, 0)


def test_create_with_a_date_too_far_says_so_at_the_date(cast, customer, client_of):
    values = log_values(customer, next_due_on="9999-12-31", reason="far")
    answer = client_of(cast.owner).post(reverse("followups:create"), values)
    assert (answer.status_code, answer.context["form"].errors["next_due_on"]) == (
        422,
        ["At most two years ahead."],
    )


@pytest.mark.parametrize("at", ["0001-01-01T00:00", "1999-12-31T23:59", "9999-12-31T23:59"])
def test_correct_with_an_impossible_time_changes_nothing(cast, customer, client_of, at):
    follow_up = FollowUpFactory(customer=customer)
    answer = client_of(cast.owner).post(
        reverse("followups:correct", args=[follow_up.pk]), {"channel": "phone", "text": "x", "at": at}
    )
    assert (answer.status_code, FollowUp.objects.get(pk=follow_up.pk).at) == (422, follow_up.at)


def test_create_with_anothers_contact_or_inquiry_is_refused(cast, customer, client_of):
    foreign = ContactFactory(customer=make_customer(cast.owner))
    inquiry = InquiryFactory(customer=foreign.customer, owner=cast.owner)
    client = client_of(cast.owner)
    for values in ({"contact": foreign.pk}, {"inquiry": inquiry.pk}):
        assert client.post(reverse("followups:create"), log_values(customer, **values)).status_code == 422
    assert FollowUp.objects.count() == 1


def test_create_with_the_suggested_date_sets_no_date_by_hand(cast, customer, client_of):
    values = log_values(customer, next_due_on="2026-12-20", suggested_due_on="2026-12-20", not_reached="on")
    client_of(cast.owner).post(reverse("followups:create"), values)
    assert DateByHand.objects.count() == 0


@pytest.mark.parametrize("before", [1, 3])
def test_create_costs_the_same_with_more_history(
    cast, customer, client_of, django_assert_num_queries, before
):
    for number in range(before):
        had_contact(customer, shanghai(11, 10 + number))
    client = client_of(cast.owner)
    with django_assert_num_queries(17):
        client.post(reverse("followups:create"), log_values(customer))


def test_create_answers_an_inquiry(cast, customer, client_of):
    message = BuyerMessageFactory(inquiry=InquiryFactory(customer=customer, owner=cast.owner), received_at=AT)
    client_of(cast.owner).post(reverse("followups:create"), log_values(customer, inquiry=message.inquiry.pk))
    assert BuyerMessage.objects.get().answered_at == AT


def _waiting(customer, owner):
    message = BuyerMessageFactory(inquiry=InquiryFactory(customer=customer, owner=owner), received_at=AT)
    Inquiry.objects.filter(pk=message.inquiry_id).update(target_at=AT + timedelta(hours=2))
    return message.inquiry


@pytest.mark.parametrize("place", ["row", "composer", "dialog"])
def test_log_form_answers_no_inquiry_unless_one_comes_from_its_page(cast, customer, client_of, place):
    inquiry, url = _waiting(customer, cast.owner), reverse("followups:log")
    client, asked = client_of(cast.owner), {"customer": customer.pk, "place": place}
    plain, from_it = (client.get(url, asked | more) for more in ({}, {"inquiry": inquiry.pk}))
    chosen = f'<option value="{inquiry.pk}" selected>'
    assert [chosen in page.content.decode() for page in (plain, from_it)] == [False, True]
    assert f'<option value="{inquiry.pk}">' in plain.content.decode()
    link = f"customer={customer.pk}&amp;inquiry={inquiry.pk}&amp;next="
    assert link in client.get(inquiry.get_absolute_url()).content.decode()


@pytest.mark.parametrize(
    ("values", "told"),
    [
        ({}, "Follow-up logged, stopped 1 clock, next Tue 1 Dec"),
        ({"not_reached": "on"}, "Follow-up logged, next Sat 14 Nov"),
        ({"is_inbound": "on"}, "Follow-up logged, next Tue 1 Dec"),
    ],
)
def test_create_says_whether_a_clock_was_stopped(cast, customer, client_of, values, told):
    values = log_values(customer, inquiry=_waiting(customer, cast.owner).pk, **values)
    page = client_of(cast.owner).post(reverse("followups:create"), values, follow=True)
    assert [str(message) for message in page.context["messages"]] == [told]
    assert (BuyerMessage.objects.get().answered_at is None) == ("stopped" not in told)


def test_log_form_gives_the_composers_other_fields_when_they_are_opened(cast, customer, client_of):
    person = ContactFactory(customer=customer, is_primary=True)
    asked = {"customer": customer.pk, "place": "more"}
    page = client_of(cast.owner).get(reverse("followups:log"), asked).content.decode()
    names = ("contact", "at", "result", "other_channel", "next_step", "surprise", "not_reached", "is_inbound")
    assert [name for name in names if f'name="{name}"' not in page] == []
    assert (f'<option value="{person.pk}" selected>' in page, "<form" in page, 'name="text"' in page) == (
        True,
        False,
        False,
    )
    assert client_of(cast.outsider).get(reverse("followups:log"), asked).status_code == 404


def _keep(client, customer, **typed):
    values = log_values(
        customer, place="composer", suggested_due_on="2026-12-01", next_due_on="2026-12-01", **typed
    )
    return client.post(reverse("core:draft", args=[f"follow-up-{customer.pk}"]), values).status_code


def _composer(client, customer):
    return (
        client.get(customer.get_absolute_url()).content.decode().split('id="composer"')[1].split("</form>")[0]
    )


def test_composer_keeps_what_was_typed_until_it_is_logged(cast, customer, client_of):
    client, other = client_of(cast.owner), client_of(cast.manager)
    _keep(client, customer, text="they want a sample", channel="whatsapp")
    composer = _composer(client, customer)
    assert (
        "they want a sample</textarea>" in composer,
        "Your draft of" in composer,
        "<details open" in composer,
    ) == (True, True, False)
    assert 'value="whatsapp" ' in composer.split("checked")[0].rpartition("<input")[2]
    assert "they want a sample" not in _composer(other, customer)
    for place, is_kept in (("row", True), ("composer", False)):
        client.post(reverse("followups:create"), log_values(customer, place=place))
        assert ("they want a sample" in _composer(client, customer)) == is_kept


def test_composer_opens_its_other_fields_when_something_stands_there(cast, customer, client_of):
    client = client_of(cast.owner)
    _keep(client, customer, text="they want a sample", next_step="send it", at="2026-11-15T09:00")
    composer = _composer(client, customer)
    assert (
        "<details open" in composer,
        'value="send it"' in composer,
        'value="2026-11-15T09:00"' in composer,
    ) == (True, True, True)


def test_composer_takes_the_date_of_today_unless_another_was_chosen(cast, customer, client_of):
    client = client_of(cast.owner)
    _keep(client, customer, text="call again")
    with time_machine.travel(AT + timedelta(days=1), tick=False):
        assert 'name="next_due_on" value="2026-12-02"' in _composer(client_of(cast.owner), customer)
    client.post(
        reverse("core:draft", args=[f"follow-up-{customer.pk}"]),
        log_values(customer, suggested_due_on="2026-12-01", next_due_on="2026-11-20"),
    )
    assert 'name="next_due_on" value="2026-11-20"' in _composer(client, customer)


def test_composer_without_words_has_no_draft(cast, customer, client_of):
    client = client_of(cast.owner)
    _keep(client, customer, text=" ", channel="whatsapp")
    assert "Your draft of" not in _composer(client, customer)


@pytest.mark.parametrize(
    ("query", "left"), [("", 1), ("?person={0}#contact", 1), ("?person=x", None), ("?person=99", None)]
)
def test_create_in_a_row_tells_how_many_are_left(cast, customer, client_of, query, left):
    recompute(had_contact(make_customer(cast.owner, "C"), shanghai(10, 29)), AT)
    headers = {"HX-Request": "true", "HX-Current-URL": f"http://testserver/{query.format(cast.owner.pk)}"}
    values = log_values(customer, place="row")
    answer = client_of(cast.owner).post(reverse("followups:create"), values, headers=headers)
    page = answer.content.decode()
    assert (f'id="count-contact" hx-swap-oob="true">{left}<' in page) == (left is not None)
    assert (answer.status_code, "Follow-up logged" in page) == (200, True)


@pytest.mark.parametrize(("language", "label"), [("en", "Contacts made"), ("zh-hans", "联系")])
def test_create_in_a_row_brings_the_weeks_figures(cast, customer, client_of, language, label):
    cast.owner.language = language
    cast.owner.save()
    client, headers = client_of(cast.owner), {"HX-Request": "true", "HX-Current-URL": "http://testserver/"}
    before = client.get("/").context["figures"].contacts.count
    answer = client.post(reverse("followups:create"), log_values(customer, place="row"), headers=headers)
    assert (before, answer.context["figures"].contacts.count) == (0, 1)
    strip = answer.content.decode().partition('id="figures" hx-swap-oob="true"')[2]
    assert label in strip.partition("</ul>")[0]


@pytest.mark.parametrize("place", ["http://[", "http://testserver/follow-ups/", ""])
def test_create_in_a_row_elsewhere_brings_no_figures(cast, customer, client_of, place):
    headers = {"HX-Request": "true", "HX-Current-URL": place}
    answer = client_of(cast.owner).post(
        reverse("followups:create"), log_values(customer, place="row"), headers=headers
    )
    assert (answer.status_code, 'id="figures"' in answer.content.decode()) == (200, False)


def test_create_in_a_row_that_answers_brings_the_page_anew(cast, customer, client_of):
    values = log_values(customer, place="row", inquiry=_waiting(customer, cast.owner).pk)
    answer = client_of(cast.owner).post(reverse("followups:create"), values, headers={"HX-Request": "true"})
    assert (answer.status_code, answer.headers["HX-Refresh"]) == (204, "true")


@pytest.mark.parametrize("asked", HOSTILE[1:])
def test_log_form_for_a_strange_customer_is_not_found(cast, client_of, asked):
    assert client_of(cast.owner).get(reverse("followups:log"), {"customer": asked}).status_code == 404


@pytest.mark.parametrize("place", ["row", "composer", "dialog", "nowhere"])
def test_log_form_fills_in_all_but_the_text(cast, customer, client_of, place):
    answer = client_of(cast.owner).get(reverse("followups:log"), {"customer": customer.pk, "place": place})
    assert answer.status_code == 200
    assert 'value="2026-12-01"' in answer.content.decode()  # 15 days from today


def test_log_without_a_customer_folds_letters_as_the_search_does(cast, client_of):
    row = make_customer(cast.owner, name="Łódź Narzędzia", name_sort=sort_name("Łódź Narzędzia"))
    row.search_text = search_words([row.name], [], "PL")
    row.save()
    make_customer(cast.owner, name="Other", search_text="other")
    for words in ("Łódź", "lodz", "narzedzia LODZ"):
        answer = client_of(cast.owner).get(reverse("followups:log"), {"q": words})
        assert (answer.status_code, answer.headers["Location"]) == (
            302,
            f"{reverse('followups:log')}?customer={row.pk}",
        )


@pytest.mark.parametrize(
    ("q", "found"), [("nord", True), ("NORDWERK", True), ("south", False), ("%", False), ("\x00", True)]
)
def test_log_without_a_customer_finds_ones_own(cast, customer, client_of, q, found):
    page = client_of(cast.owner).get(reverse("followups:log"), {"q": q}, follow=True).content.decode()
    assert ("Nordwerk GmbH" in page) == found
    assert (
        "Nordwerk GmbH"
        not in client_of(cast.outsider).get(reverse("followups:log"), {"q": q}).content.decode()
    )


@pytest.mark.parametrize(
    ("who", "status"),
    [("owner", 302), ("manager", 302), ("boss", 403), ("teammate", 404), ("assistant", 403)],
)
def test_correct_ladder(cast, customer, client_of, who, status):
    follow_up = FollowUpFactory(customer=customer, at=AT - timedelta(days=3))
    answer = client_of(getattr(cast, who)).post(
        reverse("followups:correct", args=[follow_up.pk]), {"channel": "phone", "text": "corrected"}
    )
    follow_up.refresh_from_db()
    assert answer.status_code == status
    assert (follow_up.text == "corrected", Correction.objects.count()) == (
        (True, 1) if status == 302 else (False, 0)
    )


def test_correct_invalid_changes_nothing(cast, customer, client_of):
    follow_up = FollowUpFactory(customer=customer)
    answer = client_of(cast.owner).post(
        reverse("followups:correct", args=[follow_up.pk]), {"channel": "phone", "text": ""}
    )
    assert (answer.status_code, FollowUp.objects.filter(text="Sent the offer.").count()) == (422, 2)


@pytest.mark.parametrize(
    ("who", "status"), [("owner", 302), ("manager", 403), ("boss", 403), ("outsider", 404)]
)
def test_undo_ladder(cast, customer, client_of, who, status):
    client_of(cast.owner).post(reverse("followups:create"), log_values(customer))
    follow_up = FollowUp.objects.latest("pk")
    answer = client_of(getattr(cast, who)).post(reverse("followups:undo", args=[follow_up.pk]))
    assert answer.status_code == status
    assert FollowUp.objects.filter(pk=follow_up.pk).exists() == (status != 302)


# ── dates by hand ────────────────────────────────────────────────────────────


@pytest.mark.parametrize(
    ("who", "status"),
    [("owner", 302), ("manager", 302), ("boss", 403), ("teammate", 404), ("outsider", 404), ("admin", 403)],
)
def test_due_ladder(cast, customer, client_of, who, status):
    answer = client_of(getattr(cast, who)).post(
        reverse("followups:due", args=[customer.pk]), {"due_on": "2026-11-20", "reason": "fair"}
    )
    assert answer.status_code == status
    assert DateByHand.objects.count() == (1 if status == 302 else 0)


@pytest.mark.parametrize(
    "values",
    [
        {},
        {"due_on": "x"},
        {"due_on": "2026-11-15"},
        {"due_on": "2026-11-20"},
        {"due_on": "0001-01-01"},
        {"due_on": "9999-12-31", "reason": "far"},
    ],
)
def test_due_invalid_changes_nothing(cast, customer, client_of, values):
    answer = client_of(cast.owner).post(reverse("followups:due", args=[customer.pk]), values)
    assert (answer.status_code, DateByHand.objects.count()) == (422, 0)


@pytest.mark.parametrize(
    ("who", "status"),
    [("manager", 302), ("boss", 302), ("owner", 403), ("other_manager", 404), ("assistant", 403)],
)
def test_judge_due_ladder(cast, customer, client_of, who, status):
    set_due_by_hand(actor=cast.owner, customer=customer, due_on=nov(25), reason="fair", at=AT)
    row = DateByHand.objects.get()
    answer = client_of(getattr(cast, who)).post(
        reverse("followups:judge_due", args=[row.pk]), {"is_accepted": "yes"}
    )
    row.refresh_from_db()
    assert (answer.status_code, row.is_accepted) == (status, True if status == 302 else None)


def test_one_is_not_offered_ones_own_reason_to_judge(cast, customer, client_of):
    for setter, due_on in ((cast.owner, nov(25)), (cast.manager, nov(26)), (cast.boss, nov(27))):
        set_due_by_hand(actor=cast.owner, customer=customer, due_on=due_on, reason="fair", at=AT)
        DateByHand.objects.filter(due_on=due_on).update(set_by=setter)
    offered = {
        person: [row.set_by for row in client_of(person).get("/").context["page"].waiting.dates]
        for person in (cast.manager, cast.boss)
    }
    assert offered == {
        cast.manager: [cast.owner, cast.boss],
        cast.boss: [cast.owner, cast.manager, cast.boss],
    }
    for person, rows in offered.items():
        for row in DateByHand.objects.filter(set_by__in=rows):
            assert can_judge(person, row)


# ── Today ────────────────────────────────────────────────────────────────────


def test_today_shows_own_due_customers_and_clocks(cast, customer, client_of):
    BuyerMessageFactory(inquiry=_running_inquiry(customer, cast.owner))
    page = client_of(cast.owner).get("/")
    today = page.context["page"]
    assert [row.customer for row in today.contact] == [customer]
    assert [inquiry.customer for inquiry in today.answer] == [customer]
    assert (today.contact[0].due.state, today.contact[0].due.count) == ("overdue", 1)
    assert client_of(cast.teammate).get("/").context["page"].contact == []


def _running_inquiry(customer, owner):
    clock = {"target_at": AT + timedelta(hours=4), "due_soon_at": AT + timedelta(hours=2)}
    limit = {"limit_at": AT + timedelta(hours=24), "announced_at": AT + timedelta(hours=24)}
    return InquiryFactory(customer=customer, owner=owner, **clock, **limit)


def test_today_moves_to_the_stand_in_for_the_days_of_absence(cast, customer, client_of):
    _running_inquiry(customer, cast.owner)
    AbsenceFactory(user=cast.owner, stand_in=cast.stand_in)
    owners, stand_ins = (client_of(person).get("/").context["page"] for person in (cast.owner, cast.stand_in))
    assert ([len(owners.contact), len(owners.answer)], [len(stand_ins.contact), len(stand_ins.answer)]) == (
        [0, 0],
        [1, 1],
    )


def test_today_of_the_frozen_is_the_managers(cast, client_of):
    customer = had_contact(make_customer(cast.frozen, "C"), shanghai(10, 30))
    recompute(customer, AT)
    assert [row.customer for row in client_of(cast.manager).get("/").context["page"].contact] == [customer]


@pytest.mark.parametrize(
    ("who", "status"),
    [
        ("manager", 200),
        ("boss", 200),
        ("owner", 200),
        ("teammate", 404),
        ("other_manager", 404),
        ("assistant", 200),
    ],
)
def test_today_of_another_person_within_ones_scope(cast, customer, client_of, who, status):
    answer = client_of(getattr(cast, who)).get("/", {"person": cast.owner.pk})
    assert answer.status_code == status
    if who in {"manager", "boss", "owner"}:
        assert [row.customer for row in answer.context["page"].contact] == [customer]


@pytest.mark.parametrize("name", ["person", "answer", "contact"])
@pytest.mark.parametrize("value", HOSTILE)
def test_today_with_strange_parameters_never_fails(cast, client_of, name, value):
    assert client_of(cast.manager).get("/", {name: value}).status_code in {200, 404}


def test_today_shows_fifteen_and_then_more(cast, client_of):
    for _ in range(17):
        had_contact(make_customer(cast.owner, "C", next_due_on=nov(13), missed_on=nov(28)), shanghai(10, 30))
    client = client_of(cast.owner)
    short, long = client.get("/").context["page"], client.get("/", {"contact": "65"}).context["page"]
    assert (len(short.contact), short.counts["contact"], len(long.contact)) == (15, 17, 17)


@pytest.mark.parametrize(("who", "queries"), [("owner", 17), ("manager", 20)])
@pytest.mark.parametrize("rows", budgets.ROWS)
def test_today_costs_the_same_for_one_row_and_for_three(
    cast, client_of, django_assert_num_queries, rows, who, queries
):
    for _ in range(rows):
        person = getattr(cast, who)
        person.is_salesperson = True
        person.save()
        customer = had_contact(
            make_customer(person, "A", next_due_on=nov(13), missed_on=nov(28)), shanghai(10, 30)
        )
        ContactFactory(customer=customer, is_primary=True)
        BuyerMessageFactory(inquiry=_running_inquiry(customer, person))
        TaskFactory(assignee=person, customer=customer)
        set_due_by_hand(
            actor=cast.owner, customer=make_customer(cast.owner), due_on=nov(28), reason="fair", at=AT
        )
    client = client_of(getattr(cast, who))
    with django_assert_num_queries(queries):
        client.get("/")


@pytest.mark.parametrize(("who", "queries"), [("owner", 18), ("manager", 20), ("boss", 18)])
@pytest.mark.parametrize("rows", budgets.ROWS)
def test_fullest_today_stays_within_its_statements(
    cast, client_of, django_assert_num_queries, rows, who, queries
):
    """Somebody of every role who sells too, with leave to decide, people away, help, suggestions and leavers (P5)."""
    person = getattr(cast, who)
    person.is_salesperson = True
    person.save()
    team = TeamFactory(manager=cast.manager)
    for number in range(rows):
        colleague, gone = (
            UserFactory(team=team, roles=(Role.SALESPERSON,)),
            UserFactory(team=team, roles=(Role.SALESPERSON,)),
        )
        AbsenceFactory(user=colleague, stand_in=person)
        AbsenceFactory(
            user=cast.owner if who != "owner" else cast.teammate, state="requested", ends_on=nov(20)
        )
        customer = had_contact(
            make_customer(person, "A", next_due_on=nov(13), missed_on=nov(28)), shanghai(10, 30)
        )
        ContactFactory(customer=customer, is_primary=True)
        BuyerMessageFactory(inquiry=_running_inquiry(customer, person))
        TaskFactory(assignee=person, customer=customer)
        ask_for_help(actor=person if who != "boss" else cast.manager, text="?", at=AT)
        ask_for_help(actor=cast.teammate if who == "owner" else cast.owner, text="?", at=AT)
        suggest(actor=cast.teammate, text=f"{number}", at=AT)
        make_customer(gone)
        User.objects.filter(pk=gone.pk).update(frozen_at=AT)
    client = client_of(person)
    with django_assert_num_queries(queries):
        page = client.get("/").context
    assert len(page["absences"].standing_in) == rows
    assert len(page["board"].own) == (0 if who == "boss" else rows)
    assert len(page["leavers"]) == (0 if who == "owner" else rows)


# ── week, list, tasks ────────────────────────────────────────────────────────


@pytest.mark.parametrize("rows", budgets.ROWS)
@pytest.mark.parametrize(("name", "queries"), [("week", 10), ("list", 7), ("tasks", 8)])
def test_lists_cost_the_same_for_one_row_and_for_three(
    cast, client_of, django_assert_num_queries, rows, name, queries
):
    for _ in range(rows):
        customer = had_contact(
            make_customer(cast.owner, "A", next_due_on=nov(18), missed_on=nov(28)), shanghai(11, 12)
        )
        TaskFactory(assignee=cast.owner, customer=customer, created_by=cast.manager)
    client = client_of(cast.owner)
    with django_assert_num_queries(queries):
        client.get(reverse(f"followups:{name}"))


def test_week_shows_contacts_and_tasks_on_their_days(cast, customer, client_of):
    set_due_by_hand(actor=cast.owner, customer=customer, due_on=nov(18), reason="fair", at=AT)
    TaskFactory(assignee=cast.owner, due_on=nov(19))
    days = client_of(cast.owner).get(reverse("followups:week"), {"week": "2026-W47"}).context["week"].days
    assert [(day.on.day, day.count, len(day.contacts), len(day.tasks)) for day in days if day.count or day.tasks] == [
        (18, 1, 1, 0), (19, 0, 0, 1),
    ]  # fmt: skip


def test_week_of_who_stands_in_shows_a_leader_only_what_is_theirs(cast, client_of):
    AbsenceFactory(user=cast.outsider, stand_in=cast.owner, starts_on=nov(16), ends_on=nov(20))
    foreign = make_customer(cast.outsider, "A", name="Foreign Tools", next_due_on=nov(18))
    url = reverse("followups:week")
    for who, is_seen in (("owner", True), ("manager", False), ("boss", True)):
        asked = {"week": "2026-W47", "person": cast.owner.pk}
        page = client_of(getattr(cast, who)).get(url, asked).content.decode()
        assert (foreign.name in page) == is_seen, who


@pytest.mark.parametrize(("who", "is_told_to_choose"), [("owner", False), ("manager", True)])
def test_week_without_anything_says_so(cast, client_of, who, is_told_to_choose):
    page = client_of(getattr(cast, who)).get(reverse("followups:week")).content.decode()
    assert "Nothing is due in this week." in page
    assert ("Choose above whose week" in page) == is_told_to_choose


@pytest.mark.parametrize("value", [*HOSTILE, "2026-W99", "0000-W01", "9999-W52"])
def test_week_with_a_strange_week_is_this_week(cast, client_of, value):
    week = client_of(cast.owner).get(reverse("followups:week"), {"week": value}).context["week"]
    assert week.monday == nov(16)


def test_week_caps_a_day_and_says_how_many_more(cast, client_of):
    for _ in range(14):
        make_customer(cast.owner, "C", next_due_on=nov(18), missed_on=nov(28))
    day = client_of(cast.owner).get(reverse("followups:week")).context["week"].days[2]
    assert (len(day.contacts), day.count, day.hidden) == (12, 14, 2)


def test_list_pages_by_key_there_and_back(cast, client_of):
    customer = make_customer(cast.owner)
    for number in range(101):
        FollowUpFactory(customer=customer, at=AT - timedelta(hours=number), text=f"row {number}")
    client, url = client_of(cast.owner), reverse("followups:list")
    first = client.get(url)
    second = client.get(url + first.context["next_url"])
    third = client.get(url + second.context["next_url"])
    back = client.get(url + third.context["previous_url"])
    texts = [[row.text for row in page.context["page"].rows] for page in (first, second, third, back)]
    assert [len(rows) for rows in texts] == [50, 50, 1, 50]
    assert (texts[2], texts[3]) == (["row 100"], texts[1])


@pytest.mark.parametrize(
    "name", ["person", "channel", "result", "since", "until", "customer", "after", "before"]
)
@pytest.mark.parametrize("value", [*HOSTILE, *budgets.STRANGE_KEYS])
def test_list_with_strange_filters_never_fails(cast, customer, client_of, name, value):
    assert client_of(cast.owner).get(reverse("followups:list"), {name: value}).status_code == 200


def test_list_hides_others_records(cast, customer, client_of):
    assert client_of(cast.outsider).get(reverse("followups:list")).context["page"].rows == []
    foreign = client_of(cast.outsider).get(reverse("followups:list"), {"customer": customer.pk})
    assert foreign.context["page"].rows == []


@pytest.mark.parametrize(
    ("who", "status"),
    [
        ("owner", 302),
        ("manager", 302),
        ("assistant", 404),
        ("teammate", 404),
        ("boss", 403),
        ("other_manager", 404),
    ],
)
def test_task_done_ladder(cast, client_of, who, status):
    task = TaskFactory(assignee=cast.owner)
    answer = client_of(getattr(cast, who)).post(reverse("followups:task_done", args=[task.pk]))
    task.refresh_from_db()
    assert (answer.status_code, task.done_at is not None) == (status, status == 302)


def test_task_of_an_assistant_is_theirs_to_finish_and_to_open_again(cast, client_of):
    task, client = TaskFactory(assignee=cast.assistant), client_of(cast.assistant)
    url = reverse("followups:task_done", args=[task.pk])
    client.post(url)
    client.post(f"{url}?undo=1")
    task.refresh_from_db()
    assert task.done_at is None


@pytest.mark.parametrize(
    ("who", "minutes", "status"), [("assistant", 4, 302), ("assistant", 6, 404), ("stranger", 1, 404)]
)
def test_done_task_that_names_a_customer_is_opened_again_by_its_assignee(
    cast, customer, client_of, who, minutes, status
):
    task = TaskFactory(assignee=cast.assistant, customer=customer, created_by=cast.owner)
    url = reverse("followups:task_done", args=[task.pk])
    assert client_of(cast.assistant).post(url).status_code == 302
    assert not Task.objects.visible_to(cast.assistant).exists()
    with time_machine.travel(AT + timedelta(minutes=minutes), tick=False):
        person = cast.assistant if who == "assistant" else cast.admin
        assert client_of(person).post(f"{url}?undo=1").status_code == status
    task.refresh_from_db()
    assert (task.done_at is None) == (status == 302)


def test_done_task_of_a_customer_handed_over_meanwhile_stays_done(cast, customer, client_of):
    task = TaskFactory(assignee=cast.owner, customer=customer)
    url, client = reverse("followups:task_done", args=[task.pk]), client_of(cast.owner)
    client.post(url)
    with time_machine.travel(AT + timedelta(minutes=1), tick=False):
        change_owner(
            actor=cast.manager,
            customer=customer,
            owner=cast.teammate,
            reason="leaves",
            at=AT + timedelta(minutes=1),
        )
        assert client.post(f"{url}?undo=1").status_code == 404


@pytest.mark.parametrize(
    "values",
    [
        {"title": ""},
        {"title": "x" * 201},
        {"due_on": "soon"},
        {"due_on": "9999-12-31"},
        {"due_on": "0001-01-01"},
        {"assignee": "999999"},
        {"customer": "999999"},
    ],
)
def test_task_add_invalid_changes_nothing(cast, client_of, values):
    answer = client_of(cast.owner).post(
        reverse("followups:task_add"), {"title": "Send", "due_on": "2026-11-18"} | values
    )
    assert (answer.status_code, Task.objects.count()) == (422, 0)


def test_task_add_for_someone_outside_ones_scope_is_refused(cast, customer, client_of):
    foreign = make_customer(cast.outsider)
    client = client_of(cast.owner)
    for values in ({"assignee": cast.outsider.pk}, {"assignee": cast.owner.pk, "customer": foreign.pk}):
        answer = client.post(
            reverse("followups:task_add"), {"title": "Send", "due_on": "2026-11-18"} | values
        )
        assert answer.status_code == 422
    assert Task.objects.count() == 0


# ── feed ─────────────────────────────────────────────────────────────────────


def test_feed_settings_shows_the_link_once(cast, client_of, client):
    owner = client_of(cast.owner)
    page = owner.post(reverse("followups:feed_settings"), {"do": "renew"})
    assert page.context["address"].startswith("http://testserver/calendar/")
    assert owner.get(reverse("followups:feed_settings")).context["address"] == ""
    assert client.get(page.context["address"]).status_code == 200


def test_feed_holds_names_and_days_and_nothing_else_of_the_buyer(cast, customer, client):
    ContactFactory(customer=customer, name="Carol Jensen", email="c.jensen@nordwerk.example", is_primary=True)
    TaskFactory(assignee=cast.owner, title="Send samples", due_on=nov(18))
    body = client.get(reverse("followups:feed", args=[renew_feed(actor=cast.owner, at=AT)])).content.decode()
    assert ["SUMMARY:Contact Nordwerk GmbH (C)" in body, "DTSTART;VALUE=DATE:20261116" in body] == [
        True,
        True,
    ]
    assert ["SUMMARY:Send samples" in body, "Carol" in body, "@nordwerk" in body] == [True, False, False]


def test_feed_is_dead_when_revoked_replaced_or_frozen(cast, client_of, client):
    old = renew_feed(actor=cast.owner, at=AT)
    new = renew_feed(actor=cast.owner, at=AT)
    addresses = [reverse("followups:feed", args=[secret]) for secret in (old, new, "guess")]
    assert [client.get(address).status_code for address in addresses] == [404, 200, 404]
    cast.owner.frozen_at = AT
    cast.owner.save()
    assert client.get(addresses[1]).status_code == 404
    cast.owner.frozen_at = None
    cast.owner.save()
    client_of(cast.owner).post(reverse("followups:feed_settings"), {"do": "revoke"})
    assert (client.get(addresses[1]).status_code, CalendarFeed.objects.count()) == (404, 0)


def test_feed_from_before_a_freeze_stays_dead_when_thawed(cast, client_of, client):
    secret = renew_feed(actor=cast.owner, at=AT)
    address = reverse("followups:feed", args=[secret])
    User.objects.filter(pk=cast.owner.pk).update(frozen_at=AT, session_epoch=1)
    assert client.get(address).status_code == 404
    User.objects.filter(pk=cast.owner.pk).update(frozen_at=None)
    assert client.get(address).status_code == 404
    cast.owner.refresh_from_db()
    owner = client_of(cast.owner)
    assert owner.get(reverse("followups:feed_settings")).context["feed"] is None
    page = owner.post(reverse("followups:feed_settings"), {"do": "renew"})
    assert client.get(page.context["address"]).status_code == 200


# ── every page ───────────────────────────────────────────────────────────────

PAGES = ["today", "week", "list", "log", "tasks", "feed_settings"]
POSTS = ["create", "task_add"]


@pytest.mark.parametrize("name", PAGES)
def test_pages_send_the_anonymous_to_sign_in_and_refuse_other_methods(cast, client, client_of, name):
    url = reverse(f"followups:{name}")
    assert client.get(url).status_code == 302
    assert client_of(cast.owner).put(url).status_code == 405


@pytest.mark.parametrize("name", POSTS)
def test_writes_refuse_reading(cast, client_of, name):
    assert client_of(cast.owner).get(reverse(f"followups:{name}")).status_code == 405


@pytest.mark.parametrize("who", ["assistant", "production", "admin", "adviser"])
@pytest.mark.parametrize(
    ("name", "status"), [("today", 200), ("tasks", 200), ("week", 403), ("list", 403), ("log", 403)]
)
def test_people_without_customers_have_their_tasks(cast, client_of, who, name, status):
    assert client_of(getattr(cast, who)).get(reverse(f"followups:{name}")).status_code == status


def test_refused_attempts_are_recorded(cast, customer, client_of):
    client_of(cast.outsider).post(reverse("followups:create"), log_values(customer))
    assert AuditEntry.objects.filter(is_refused=True, actor=cast.outsider).count() == 1


def test_sign_in_helper_is_used_with_the_frozen_clock(cast, client):
    assert (
        sign_in(client, cast.owner).get("/").context["page"].day == datetime(2026, 11, 16, tzinfo=UTC).date()
    )


DEPARTMENT = ("team_unassigned", "team_late", "team_answer", "team_ungraded")


def test_who_leads_and_owns_nothing_sees_the_department_and_no_empty_lists(cast, client_of):
    _running_inquiry(make_customer(cast.owner), cast.owner)
    Inquiry.objects.update(owner=None, grade="")
    page = client_of(cast.manager).get("/")
    counts = page.context["page"].counts
    assert [counts[name] for name in DEPARTMENT] == [1, 0, 1, 1]
    html = page.content.decode()
    assert 'id="department"' in html
    assert 'id="answer"' not in html
    assert 'id="contact"' not in html
    own = client_of(cast.owner).get("/").content.decode()
    assert 'id="department"' not in own
    assert 'id="answer"' in own


def test_week_marks_a_task_that_is_overdue(cast, client_of):
    TaskFactory(assignee=cast.owner, due_on=nov(9))
    html = client_of(cast.owner).get(reverse("followups:week"), {"week": "2026-W46"}).content.decode()
    assert '<li class="week-item spine-late">' in html


def test_correcting_returns_to_the_page_one_came_from(cast, customer, client_of):
    follow_up = FollowUpFactory(customer=customer, by=cast.owner, at=AT)
    client, url = client_of(cast.owner), reverse("followups:correct", args=[follow_up.pk])
    back = reverse("followups:list") + "?channel=phone"
    assert f'value="{back}"' in client.get(url, {"next": back}).content.decode()
    answer = client.post(url, {"channel": "phone", "text": "corrected", "next": back})
    assert answer.url == back


# ── extra services ──────────────────────────────────────────────────────────
def test_small_surprise_is_a_mark_on_a_record_and_stands_on_the_customers_page(cast, customer, client_of):
    """S84, S189: one log, one contact; the page says when the last surprise was."""
    cast.owner.language = "en"
    cast.owner.save()
    client, url = client_of(cast.owner), reverse("customers:detail", args=[customer.pk])
    assert "No surprise for this buyer yet" in client.get(url).content.decode()
    client.post(
        reverse("followups:create"), log_values(customer, text="Happy birthday!", surprise="birthday")
    )
    client.post(reverse("followups:create"), log_values(customer, text="The usual"))
    row = FollowUp.objects.get(surprise="birthday")
    assert (row.is_contact, customer.follow_ups.filter(text="The usual").count()) == (True, 1)
    page = client.get(url).content.decode()
    assert re.search(r"Last surprise: Birthday greeting, \d", page)
    assert "· Birthday greeting" in page
    listed = client.get(reverse("followups:list"), {"surprise": "birthday"}).context["page"].rows
    assert [one.pk for one in listed] == [row.pk]
    correct = {
        "channel": row.channel,
        "text": row.text,
        "at": "2026-11-16 09:00",
        "result": "reached",
        "surprise": "gift",
    }
    client.post(reverse("followups:correct", args=[row.pk]), correct)
    row.refresh_from_db()
    assert row.surprise == "gift"
    assert "Last surprise: Small gift" in client.get(url).content.decode()
