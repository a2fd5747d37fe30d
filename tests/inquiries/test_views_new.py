"""The new-inquiry page."""

import re
import uuid
from datetime import timedelta

import pytest
from django.utils import timezone

from core import policy
from core.models import Draft, Notification
from customers.models import Customer, Interest
from customers.policies import POOL
from customers.services import ContactValues, CustomerValues, create_customer
from inquiries.models import BuyerMessage, Inquiry
from inquiries.selectors.reading import message_of, read_offer
from tests.factories import CustomerFactory
from tests.inquiries.conftest import MAIL

NEW, READ = "/inquiries/new/", "/inquiries/new/read/"
LINES = {"lines-TOTAL_FORMS": "0", "lines-INITIAL_FORMS": "0"}


def filled(**changes):
    """The smallest form for a new buyer: three fields."""
    values = {
        "text": "Please quote 3,000 socket sets.", "company": "Zeta Quark Ltd", "email": "anna@zetaquark.example",
        "source": "email", "channel": "email", "match": "new", **LINES,
    }  # fmt: skip
    return {**values, **changes}


def known(
    owner,
    at,
    name="Northfield Hardware Supply, Inc.",
    email="c.jensen@northfield-hardware.example",
    phone="+1 312 555 0199",
    **values,
):
    """A buyer entered by the service, so that the lookup knows it."""
    contact = ContactValues(name="Carol Jensen", email=email, phone=phone)
    return create_customer(
        actor=owner,
        values=CustomerValues(name=name, country="US", **values),
        contact=contact,
        owner=owner,
        at=at,
    )


def fragment(client, target="reading", **values):
    return client.post(READ, {**LINES, **values}, headers={"HX-Request": "true", "HX-Target": target})


def value_of(html: str, name: str) -> str:
    found = re.search(rf'name="{name}"[^>]*value="([^"]*)"|value="([^"]*)"[^>]*name="{name}"', html)
    return next((group for group in found.groups() if group is not None), "") if found else ""


@pytest.mark.parametrize(
    ("who", "status"),
    [
        ("owner", 200),
        ("manager", 200),
        ("boss", 200),
        ("assistant", 403),
        ("production", 403),
        ("admin", 403),
        ("adviser", 403),
    ],
)
def test_new_is_for_those_who_sell(client_of, cast, who, status):
    assert client_of(getattr(cast, who)).get(NEW).status_code == status
    assert client_of(getattr(cast, who)).post(READ, {"text": MAIL, **LINES}).status_code == status


def test_new_anonymous_goes_to_sign_in(client, db):
    assert client.get(NEW).status_code == 302
    assert client.put(NEW).status_code == 302


def test_read_answers_405_to_get(client_of, cast):
    assert client_of(cast.owner).get(READ).status_code == 405


def test_read_fills_certain_fields_and_saves_nothing(client_of, cast):
    html = fragment(client_of(cast.owner), text=MAIL).content.decode()
    assert value_of(html, "email") == "c.jensen@northfield-hardware.example"
    assert value_of(html, "company") == "Northfield Hardware Supply, Inc."
    assert value_of(html, "lines-0-quantity") == "3000"
    assert (Inquiry.objects.count(), Customer.objects.count()) == (0, 0)


def test_read_keeps_what_a_person_typed(client_of, cast):
    first = fragment(client_of(cast.owner), text=MAIL).content.decode()
    filled_in = value_of(first, "filled").replace("&quot;", '"')
    second = fragment(
        client_of(cast.owner), text=MAIL.replace("Northfield Hardware", "Other"), company="Typed Ltd",
        email="c.jensen@northfield-hardware.example", filled=filled_in,
    ).content.decode()  # fmt: skip
    assert value_of(second, "company") == "Typed Ltd"


def test_read_works_as_a_whole_page_without_scripts(client_of, cast):
    response = client_of(cast.owner).post(READ, {"text": MAIL, **LINES})
    assert response.status_code == 200
    assert b"<html" in response.content
    assert value_of(response.content.decode(), "email") == "c.jensen@northfield-hardware.example"


def test_read_takes_a_candidate(client_of, cast):
    html = fragment(client_of(cast.owner), text="hello", pick="company=Zeta Quark").content.decode()
    assert value_of(html, "company") == "Zeta Quark"


def test_read_attaches_a_certain_match_by_itself(client_of, cast, at):
    customer = known(cast.owner, at)
    html = fragment(client_of(cast.owner), text=MAIL).content.decode()
    assert re.search(rf'value="customer:{customer.pk}" checked', html)


CANARIES = ("canary-grade-note", "CANARY CITY", "canary-product", "canary said this", "0199", "canary-site")


def test_read_shows_of_a_colleagues_buyer_name_owner_and_last_contact_only(client_of, cast, at):
    customer = known(
        cast.outsider, at, city="CANARY CITY", note="canary-grade-note", website="https://canary-site.example"
    )
    Customer.objects.filter(pk=customer.pk).update(last_contact_at=at, last_contact_text="canary said this")
    customer.interests.create(words="canary-product", last_asked_at=at)
    html = fragment(client_of(cast.owner), text=MAIL).content.decode()
    assert f'value="hand:{customer.pk}" checked' in html
    assert [word for word in CANARIES if word in html] == []
    assert str(cast.outsider) in html
    assert f"/customers/{customer.pk}/" not in html


def test_save_of_a_new_buyer_takes_three_fields(client_of, cast):
    response = client_of(cast.owner).post(NEW, filled())
    inquiry = Inquiry.objects.get()
    assert (response.status_code, response.url) == (302, inquiry.get_absolute_url())
    assert (inquiry.owner, inquiry.customer.name, inquiry.contact.email) == (
        cast.owner, "Zeta Quark Ltd", "anna@zetaquark.example",
    )  # fmt: skip


@pytest.mark.parametrize("count", [1, 3])
def test_save_of_a_new_buyer_reads_nothing_back(client_of, cast, at, count, django_assert_num_queries):
    for number in range(count):
        known(cast.owner, at, name=f"Buyer {number}", email=f"n{number}@n{number}x.example", phone="")
    client = client_of(cast.owner)
    with django_assert_num_queries(37):
        client.post(NEW, filled())


def test_save_and_log_another_returns_to_an_empty_page(client_of, cast):
    response = client_of(cast.owner).post(NEW, filled(another="1"))
    assert (response.status_code, response.url) == (302, NEW)


@pytest.mark.parametrize("left_out", ["text", "company", "email"])
def test_save_without_one_of_the_three_is_refused_and_changes_nothing(client_of, cast, left_out):
    response = client_of(cast.owner).post(NEW, filled(**{left_out: ""}))
    assert response.status_code == 422
    assert (Inquiry.objects.count(), Customer.objects.count()) == (0, 0)
    kept = filled()["company" if left_out != "company" else "email"]
    assert kept in response.content.decode()


def test_save_to_a_known_buyer(client_of, cast, at):
    customer = known(cast.owner, at)
    client_of(cast.owner).post(NEW, filled(text=MAIL, match=f"customer:{customer.pk}", company="", email=""))
    assert Inquiry.objects.get().customer == customer
    assert Customer.objects.count() == 1


def test_save_into_an_open_inquiry_keeps_both_clocks(client_of, cast, logged):
    client_of(cast.owner).post(NEW, filled(match=f"inquiry:{logged.pk}"))
    assert (
        Inquiry.objects.count(),
        BuyerMessage.objects.filter(inquiry=logged, answered_at=None).count(),
    ) == (1, 2)


def test_hand_over_to_a_colleague(client_of, cast, at):
    customer = known(cast.outsider, at)
    data = filled(
        company=customer.name, email="c.jensen@northfield-hardware.example", match=f"hand:{customer.pk}"
    )
    response = client_of(cast.owner).post(NEW, data)
    inquiry = Inquiry.objects.get()
    assert (response.status_code, response.url) == (302, NEW)
    assert (inquiry.owner, inquiry.customer) == (cast.outsider, customer)
    assert Notification.objects.filter(user=cast.outsider).exists()


@pytest.mark.parametrize(
    ("language", "said"),
    [
        ("en", "The buyer did not become yours: your claims of this week are used up."),
        ("zh-hans", "该客户没有归到你名下：你本周的领取次数已用完。"),
    ],
)
def test_pool_buyer_past_the_claims_of_the_week_says_why(client_of, cast, at, language, said):
    policy.change(POOL, {"is_on": True, "missed_rounds": 3, "claims_per_week": 1}, actor=cast.boss, at=at)
    cast.owner.language = language
    cast.owner.save()
    pages = []
    for number in range(2):
        customer = CustomerFactory(owner=None, name=f"Firm {number}0{number}")
        data = filled(company=customer.name, match=f"customer:{customer.pk}")
        pages.append(client_of(cast.owner).post(NEW, data, follow=True).content.decode())
    assert [said in page for page in pages] == [False, True]
    assert list(Inquiry.objects.order_by("pk").values_list("owner", flat=True)) == [cast.owner.pk, None]


def test_save_of_a_buyer_that_is_there_tells_and_keeps_everything(client_of, cast, at):
    known(cast.outsider, at)
    data = filled(company="Other Words GmbH", email="c.jensen@northfield-hardware.example")
    response = client_of(cast.owner).post(NEW, data)
    assert response.status_code == 422
    assert Inquiry.objects.count() == 0
    html = response.content.decode()
    assert "Other Words GmbH" in html
    assert str(cast.outsider) in html


@pytest.mark.parametrize("kind", ["customer", "inquiry", "hand"])
def test_foreign_ids_are_not_accepted(client_of, cast, at, kind, logged):
    foreign = CustomerFactory(owner=cast.outsider)
    pk = {"customer": foreign.pk, "hand": foreign.pk, "inquiry": logged.pk}[kind]
    response = client_of(cast.teammate).post(NEW, filled(match=f"{kind}:{pk}"))
    assert response.status_code == 422
    assert Inquiry.objects.count() == 1


@pytest.mark.parametrize(
    "value", ["customer:", "customer:x", "hand:9999999999999999999999", "inquiry:-1", "customer:٣", "foo:1"]
)
def test_match_that_is_none_is_refused(client_of, cast, value):
    assert client_of(cast.owner).post(NEW, filled(match=value)).status_code == 422


def test_owner_cannot_be_chosen_by_a_salesperson(client_of, cast):
    client_of(cast.owner).post(NEW, filled(to=str(cast.teammate.pk)))
    assert Inquiry.objects.get().owner == cast.owner


def test_manager_gives_it_to_their_own_people_only(client_of, cast):
    assert client_of(cast.manager).post(NEW, filled(to=str(cast.outsider.pk))).status_code == 422
    client_of(cast.manager).post(NEW, filled(to=str(cast.teammate.pk)))
    assert Inquiry.objects.get().owner == cast.teammate


def test_double_click_is_one_inquiry_and_one_address(client_of, cast):
    client, data = client_of(cast.owner), filled(form_token=str(uuid.uuid4()))
    first, second = client.post(NEW, data), client.post(NEW, data)
    assert (second.status_code, second.url) == (302, first.url)
    assert Inquiry.objects.count() == 1


def test_arrival_in_the_future_is_refused(client_of, cast):
    later = timezone.localtime(timezone.now() + timedelta(days=1))
    response = client_of(cast.owner).post(NEW, filled(received_at=f"{later:%Y-%m-%dT%H:%M}"))
    assert response.status_code == 422
    assert Inquiry.objects.count() == 0


HOSTILE = [
    "a\x00b", "\u202eevil\u202c", "x" * 5000, "{{7*7}}{% debug %}", "<script>alert(1)</script>", "'; DROP TABLE x;--",
    "😀" * 300, "\ufeff\u200b", "%(x)s %s %d", "٣٤٥", "\r\nBcc: a@b.example", "السلام عليكم", "\\x00\\u0000",
]  # fmt: skip
FIELDS = [
    "text", "sender_name", "job_title", "form_of_address", "company", "email", "phone", "fax", "website", "country",
    "city", "time_zone", "language", "subject", "source", "channel", "received_at", "grade", "validity", "match",
    "filled", "form_token", "pick", "automatic", "lines-0-words", "lines-0-quantity", "lines-0-currency",
    "lines-TOTAL_FORMS",
]  # fmt: skip


@pytest.mark.parametrize("text", HOSTILE)
def test_hostile_text_in_every_field_is_never_an_error(client_of, cast, text):
    client = client_of(cast.owner)
    everywhere = dict.fromkeys(FIELDS, text)
    for data in (
        {**filled(), **everywhere},
        {**filled(), "company": text, "sender_name": text, "subject": text, "text": text},
    ):
        assert client.post(READ, data).status_code == 200
        assert client.post(NEW, data).status_code in {302, 422}
    for row in Inquiry.objects.all():
        assert client.get(row.get_absolute_url()).status_code == 200


def test_pasted_megabytes_are_told(client_of, cast):
    client = client_of(cast.owner)
    text = "Please quote socket sets. " * 50_000
    assert client.post(READ, {"text": text, **LINES}).status_code == 200
    response = client.post(NEW, filled(text=text))
    assert response.status_code == 422
    assert "Too long: at most 1000000 characters" in response.content.decode()


def test_long_text_is_kept_whole_and_the_cut_is_told(client_of, cast):
    text = "Please quote socket sets. " * 10_000
    html = client_of(cast.owner).post(READ, {"text": text, **LINES}).content.decode()
    assert "only the beginning was read" in html
    client_of(cast.owner).post(NEW, filled(text=text))
    assert BuyerMessage.objects.get().original == text


def test_draft_comes_back_and_goes_with_the_save(client_of, cast):
    Draft.objects.create(
        user=cast.owner,
        key="inquiry-new",
        values={"text": ["half a mail"], "company": ["Typed"]},
        saved_at=timezone.now(),
    )
    html = client_of(cast.owner).get(NEW).content.decode()
    assert "half a mail" in html
    assert "autofocus" not in html, "a paste would go in front of the old words"
    assert "data-goes-on" in html
    assert value_of(html, "company") == "Typed"
    client_of(cast.owner).post(NEW, filled())
    assert Draft.objects.count() == 0


@pytest.mark.parametrize("text", ["", "  \n"])
def test_empty_words_are_asked_for(client_of, cast, text):
    response = client_of(cast.owner).post(NEW, filled(text=text))
    assert response.status_code == 422
    assert "Paste or type what the buyer wrote." in response.content.decode()


def test_folded_fields_open_for_what_is_to_be_decided(client_of, cast):
    text = "Dear Sirs, please quote socket sets.\n\nCarol Jensen\nNorthfield Hardware Supply, Inc., USA\nwww.northfield-tools.example\nwww.nf-shop.example\nc.jensen@northfield-hardware.example"
    html = fragment(client_of(cast.owner), text=text).content.decode()
    assert re.findall(r'<a class="soon strong" href="#(\w+)">([^<]+)<', html) == [
        ("id_website", "2 are yours to choose")
    ]
    assert "<details open>" in html


@pytest.mark.parametrize("count", [1, 3])
def test_read_costs_the_same_with_more_matches(client_of, cast, at, count, django_assert_num_queries):
    for number in range(count):
        name = ("Northfield Hardware Supply", "Northfeld Hardware Supply", "Northfield Hardware Suply")[
            number
        ]
        known(cast.owner, at, name=name, email=f"n{number}@n{number}x.example", phone="")
    client = client_of(cast.owner)
    with django_assert_num_queries(13):  # the last prices quoted are one
        response = fragment(client, text=MAIL)
    assert response.content.decode().count('name="match" value="customer:') == count


def test_save_into_an_open_inquiry_takes_products_grade_person_and_points_along(client_of, cast, logged):
    """S43: what a further message names is not lost."""
    lines = {
        "lines-TOTAL_FORMS": "2", "lines-0-words": "socket set", "lines-1-words": "tape measure", "lines-1-quantity": "500",
    }  # fmt: skip
    text = "We also need 500 tape measures, CIF Hamburg, by December 8."
    data = filled(
        match=f"inquiry:{logged.pk}", text=text, sender_name="Bob Miller", email="bob@northfield.example", grade="A",
        with_customer_grade="on", **lines,
    )  # fmt: skip
    assert client_of(cast.owner).post(NEW, data).status_code == 302
    before = logged.version
    logged.refresh_from_db()
    assert list(logged.lines.values_list("words", "quantity")) == [
        ("socket set", None),
        ("tape measure", 500),
    ]
    assert (logged.grade, logged.customer.grade, logged.version > before) == ("A", "A", True)
    assert logged.points == message_of(text, at=logged.received_at)[1] != []
    assert set(Interest.objects.values_list("words", flat=True)) == {"socket set", "tape measure"}
    message = logged.messages.last()
    assert (message.contact.name, message.contact.email) == ("Bob Miller", "bob@northfield.example")


def test_edit_begun_before_a_further_message_does_not_take_its_products_away(client_of, cast, logged):
    client, version = client_of(cast.owner), logged.version
    lines = {"lines-TOTAL_FORMS": "1", "lines-0-words": "tape measure"}
    client.post(NEW, filled(match=f"inquiry:{logged.pk}", **lines))
    data = {"subject": "New", "source": "email", "validity": "valid", "version": version, **LINES}
    assert client.post(f"{logged.get_absolute_url()}edit/", data).status_code == 409
    assert logged.lines.count() == 2


PEOPLE = [
    ({"sender_name": "Carol", "phone": "+1 (312) 555-0199"}, 1),
    ({"sender_name": "CAROL JENSEN", "email": ""}, 1),
    ({"sender_name": "Jensen, Cárol".replace(",", "")}, 1),
    ({"sender_name": "Bob Miller", "phone": "+1 312 555 0199"}, 2),
    ({"sender_name": "Carol Jensen", "email": "another.carol@northfield-hardware.example"}, 2),
]


@pytest.mark.parametrize(("typed", "count"), PEOPLE)
def test_person_who_is_known_at_the_buyer_is_not_entered_again(client_of, cast, at, typed, count):
    customer = known(cast.owner, at)
    data = filled(match=f"customer:{customer.pk}", company="", channel="whatsapp", **{"email": "", **typed})
    assert client_of(cast.owner).post(NEW, data).status_code == 302
    assert customer.contacts.count() == count
    assert Inquiry.objects.get().contact == customer.contacts.order_by("pk").last()


def test_two_chats_of_one_person_make_one_contact(client_of, cast, at):
    customer, client = known(cast.owner, at), client_of(cast.owner)
    for _ in range(2):
        data = filled(
            match=f"customer:{customer.pk}", company="", email="", sender_name="Ana", channel="whatsapp"
        )
        assert client.post(NEW, data).status_code == 302
    assert sorted(customer.contacts.values_list("name", flat=True)) == ["Ana", "Carol Jensen"]


@pytest.mark.django_db
@pytest.mark.parametrize(("text", "source"), [
    ("IndiaMART\nYou have a new enquiry from Ravi Kumar (India)\nE-mail: ravi@kumar-tools.example", "platform"),
    ("Alibaba.com\nNew inquiry from John Smith (United States)\nEmail: john@smith-tools.example", "alibaba"),
])  # fmt: skip
def test_platform_without_a_source_of_its_own_is_another_platform(text: str, source: str) -> None:
    assert read_offer(text, at=timezone.now()).values["source"] == source


@pytest.mark.parametrize(
    "filled", ['{"email": []}', '{"email": {"a": 1}}', "[1]", "null", "{", '{"email": null}']
)
def test_nonsense_about_what_was_filled_in_is_no_fault(cast, client_of, filled: str) -> None:
    data = {"text": "Dear Sirs, please quote.", "filled": filled, **LINES}
    assert client_of(cast.owner).post(READ, data).status_code == 200
