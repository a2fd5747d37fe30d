"""The inquiry's page, its actions, the list, letters, files: the ladder for each."""

import re
import uuid
from datetime import UTC, datetime, timedelta
from urllib.parse import quote

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.utils import timezone

from core.models import AuditEntry
from core.ui.formats import company_moment
from customers.models import Channel
from customers.services import CustomerValues, create_customer
from inquiries.models import BuyerMessage, Inquiry, LetterTemplate, Reply
from inquiries.panels import open_inquiries
from inquiries.selectors.clocks import chip_of_new
from inquiries.selectors.finding import find_inquiries
from inquiries.selectors.lists import InquiryFilter, list_inquiries
from inquiries.selectors.records import history_of
from inquiries.services import assign_inquiry, pass_to_owner
from inquiries.services.editing import edit_inquiry
from inquiries.services.values import EditValues, LineValues
from tests import budgets
from tests.factories import (
    AbsenceFactory,
    BuyerMessageFactory,
    ContactFactory,
    CustomerFactory,
    InquiryFactory,
    InquiryLineFactory,
    LetterTemplateFactory,
    ReplyFactory,
)  # fmt: skip
from tests.inquiries.conftest import inquiry_values


@pytest.fixture
def inquiry(cast):
    """The owner's inquiry with one running clock that has long run out by now."""
    found = InquiryFactory(customer=CustomerFactory(owner=cast.owner), grade="")
    message = BuyerMessageFactory(inquiry=found)
    for name in ("target_at", "due_soon_at", "limit_at", "announced_at"):
        setattr(found, name, getattr(message, name))
    found.save()
    return found


def changed_by(inquiry):
    """Everything that an action could change, to compare before and after a refusal."""
    inquiry.refresh_from_db()
    messages = list(inquiry.messages.values())
    return inquiry.state, inquiry.owner_id, inquiry.grade, inquiry.subject, messages, Reply.objects.count()


ACTIONS = {
    "": ("GET", {}),
    "letters/": ("POST", {}),
    "edit/": ("POST", {"subject": "New", "source": "email", "validity": "valid", "version": "1",
                       "lines-TOTAL_FORMS": "0", "lines-INITIAL_FORMS": "0"}),
    "messages/": ("POST", {"text": "Still waiting", "channel": "email"}),
    "reply/": ("POST", {"channel": "email", "text": "Here it is"}),
    "mail/": ("POST", {"channel": "email", "text": "Here it is"}),
    "close/": ("POST", {"state": "invalid", "invalid_reason": "spam"}),
    "reopen/": ("POST", {}),
    "grade/": ("POST", {"grade": "A"}),
    "assign/": ("POST", {"to": "{owner}", "reason": "region"}),
    "messages/{message}/exception/": ("POST", {"reason": "power cut"}),
    "messages/{message}/judge/": ("POST", {"accept": "yes"}),
    "messages/{message}/received/": ("POST", {"received_at": "2026-11-16 09:00", "reason": "nine"}),
    "replies/{reply}/replied/": ("POST", {"replied_at": "2026-11-16 10:30", "reason": "half past ten"}),
    "files/": ("POST", {}),
}  # fmt: skip
# owner, stand-in and manager act; the boss reads, assigns and judges; others do not see it, or may not come in at all
REFUSED = {
    "outsider": 404,
    "teammate": 404,
    "other_manager": 404,
    "assistant": 403,
    "production": 403,
    "admin": 403,
    "adviser": 403,
}


def url_of(inquiry, path):
    reply = inquiry.replies.first() or ReplyFactory(inquiry=inquiry) if "{reply}" in path else None
    return inquiry.get_absolute_url() + path.format(
        message=inquiry.messages.first().pk, reply=reply and reply.pk
    )


def call(client, inquiry, path, cast):
    method, data = ACTIONS[path]
    url = url_of(inquiry, path)
    values = {key: value.format(owner=cast.teammate.pk) for key, value in data.items()}
    return client.get(url, values) if method == "GET" else client.post(url, values)


def wanted_status(who, path):
    if who in {"outsider", "teammate"} and path in {"assign/", "messages/{message}/judge/"}:
        return 403  # no capability for it at all
    if (who, path) == ("assistant", "assign/"):
        return 404  # somebody holds it
    return REFUSED[who]


@pytest.mark.parametrize("path", ACTIONS)
def test_outsiders_are_refused_and_change_nothing(client_of, cast, inquiry, path):
    url_of(inquiry, path)
    before = changed_by(inquiry)
    found = {who: call(client_of(getattr(cast, who)), inquiry, path, cast).status_code for who in REFUSED}
    assert found == {who: wanted_status(who, path) for who in REFUSED}
    assert changed_by(inquiry) == before


@pytest.mark.parametrize("path", ACTIONS)
def test_boss_reads_assigns_and_judges(client_of, cast, inquiry, path):
    status = call(client_of(cast.boss), inquiry, path, cast).status_code
    assert status == {"": 200, "assign/": 302, "messages/{message}/judge/": 302}.get(path, 403)


@pytest.mark.parametrize("path", ACTIONS)
def test_anonymous_goes_to_sign_in(client, cast, inquiry, path):
    assert call(client, inquiry, path, cast).status_code == 302
    assert client.get(inquiry.get_absolute_url()).url.startswith("/sign-in/")


@pytest.mark.parametrize("path", [path for path in ACTIONS if path])
def test_wrong_method_is_405(client_of, cast, inquiry, path):
    url = url_of(inquiry, path)
    assert client_of(cast.manager).put(url).status_code == 405


def test_reply_stops_the_clock(client_of, cast, inquiry):
    response = call(client_of(cast.owner), inquiry, "reply/", cast)
    message = inquiry.messages.get()
    assert (response.status_code, message.outcome, message.responsible) == (302, "late", cast.owner)
    assert Reply.objects.get().by == cast.owner


def test_reply_by_htmx_leads_to_the_page(client_of, cast, inquiry):
    url = inquiry.get_absolute_url() + "reply/"
    response = client_of(cast.owner).post(
        url, {"channel": "email", "text": "x"}, headers={"HX-Request": "true"}
    )
    assert (response.status_code, response.headers["HX-Redirect"]) == (200, inquiry.get_absolute_url())


def test_reply_sent_twice_is_one(client_of, cast, inquiry):
    data = {"channel": "email", "text": "x", "form_token": str(uuid.uuid4())}
    url, client = inquiry.get_absolute_url() + "reply/", client_of(cast.owner)
    assert [client.post(url, data).status_code for _ in range(2)] == [302, 302]
    assert Reply.objects.count() == 1


def test_reply_to_a_fax_by_mail_asks_why(client_of, cast, inquiry):
    inquiry.messages.update(channel=Channel.FAX)
    url = inquiry.get_absolute_url() + "reply/"
    response = client_of(cast.owner).post(url, {"channel": "email", "text": "Long answer kept"})
    assert response.status_code == 422
    assert "Long answer kept" in response.content.decode()
    data = {"channel": "email", "text": "x", "other_channel_reason": "their fax is broken"}
    assert client_of(cast.owner).post(url, data).status_code == 302


@pytest.mark.parametrize(
    "replied_at", ["2026-11-16 09:59", "2999-01-01 10:00", "yesterday", "0001-01-01 00:00"]
)
def test_reply_at_an_impossible_time_is_refused(client_of, cast, inquiry, replied_at):
    url = inquiry.get_absolute_url() + "reply/"
    response = client_of(cast.owner).post(
        url, {"channel": "email", "text": "kept text", "replied_at": replied_at}
    )
    assert (response.status_code, Reply.objects.count()) == (422, 0)
    assert "kept text" in response.content.decode()


def test_contact_of_another_customer_is_no_choice(client_of, cast, inquiry):
    foreign = ContactFactory(customer=CustomerFactory(owner=cast.owner))
    for path in ("reply/", "messages/"):
        url = inquiry.get_absolute_url() + path
        data = {"channel": "email", "text": "x", "contact": str(foreign.pk)}
        assert client_of(cast.owner).post(url, data).status_code == 422
    assert (Reply.objects.count(), BuyerMessage.objects.count()) == (0, 1)


def test_message_of_another_inquiry_is_404(client_of, cast, inquiry):
    other = BuyerMessageFactory(inquiry=InquiryFactory(customer=inquiry.customer, number="INQ-2611-900"))
    url = f"{inquiry.get_absolute_url()}messages/{other.pk}/exception/"
    assert client_of(cast.owner).post(url, {"reason": "x"}).status_code == 404
    assert refusals(cast.owner) == [f"inquiries.buyermessage:{other.pk}"]


def refusals(user):
    """What this person asked for and was told does not exist (trust.md A3)."""
    entries = AuditEntry.objects.filter(verb="core.not_found", actor=user).select_related("detail")
    return [entry.detail.changes["asked"][1] for entry in entries]


def test_reply_of_another_inquiry_is_404_and_on_record(client_of, cast, inquiry):
    other = ReplyFactory(inquiry=InquiryFactory(customer=inquiry.customer, number="INQ-2611-900"))
    url = f"{inquiry.get_absolute_url()}replies/{other.pk}/replied/"
    assert client_of(cast.owner).get(url).status_code == 404
    assert refusals(cast.owner) == [f"inquiries.reply:{other.pk}"]


def test_file_that_is_none_is_404_and_on_record(client_of, cast, inquiry):
    pk = uuid.uuid4()
    assert client_of(cast.owner).get(f"{inquiry.get_absolute_url()}files/{pk}/").status_code == 404
    assert refusals(cast.owner) == [f"inquiries.inquiryfile:{pk}"]


def test_unanswered_one_cannot_be_closed_as_won(client_of, cast, inquiry):
    response = client_of(cast.owner).post(inquiry.get_absolute_url() + "close/", {"state": "won"})
    assert response.status_code == 422
    assert changed_by(inquiry)[0] == "open"


def test_invalid_one_stands_on_the_managers_list(client_of, cast, inquiry):
    assert call(client_of(cast.owner), inquiry, "close/", cast).status_code == 302
    inquiry.refresh_from_db()
    assert (inquiry.state, inquiry.validity, inquiry.target_at) == ("invalid", "spam", None)
    assert inquiry.number in client_of(cast.manager).get("/inquiries/exceptions/").content.decode()
    assert inquiry.number not in client_of(cast.other_manager).get("/inquiries/exceptions/").content.decode()


def test_delay_is_explained_by_the_owner_and_judged_by_the_manager(client_of, cast, inquiry):
    assert call(client_of(cast.owner), inquiry, "messages/{message}/exception/", cast).status_code == 302
    assert "power cut" in client_of(cast.manager).get("/inquiries/exceptions/").content.decode()
    assert call(client_of(cast.owner), inquiry, "messages/{message}/judge/", cast).status_code == 403
    assert call(client_of(cast.manager), inquiry, "messages/{message}/judge/", cast).status_code == 302
    message = inquiry.messages.get()
    assert (message.exception_accepted, message.exception_judged_by) == (True, cast.manager)


def test_stale_edit_shows_both_and_overwrites_nothing(client_of, cast, inquiry):
    client, url = client_of(cast.owner), inquiry.get_absolute_url() + "edit/"
    data = ACTIONS["edit/"][1]
    assert client.post(url, data | {"subject": "First"}).status_code == 302
    response = client.post(url, data | {"subject": "Second"})
    assert response.status_code == 409
    html = response.content.decode()
    assert ("First" in html, "Second" in html) == (True, True)
    inquiry.refresh_from_db()
    assert inquiry.subject == "First"


def test_form_that_could_not_be_saved_stands_open_with_its_text(client_of, cast, inquiry):
    client, url = client_of(cast.owner), inquiry.get_absolute_url()
    bad = {
        "messages/": {"text": "Kept words", "channel": "x"},
        "close/": {"state": "lost", "note": "Kept words"},
    }
    for path, data in bad.items():
        response = client.post(url + path, data)
        html = response.content.decode()
        before_dialogs = html.split('id="dialog"')[0].split("<dialog")[0]
        assert (response.status_code, "Kept words" in before_dialogs) == (422, True)


@pytest.mark.parametrize("text", ["", " \r\n"])
@pytest.mark.parametrize("is_answered", [False, True])
def test_reply_without_a_word_is_refused_and_stops_nothing(client_of, cast, inquiry, text, is_answered):
    client, url = client_of(cast.owner), f"{inquiry.get_absolute_url()}reply/"
    if is_answered:
        client.post(url, {"channel": "email", "text": "Here it is"})
    before = changed_by(inquiry)
    page = client.post(url, {"channel": "email", "text": text})
    assert (page.status_code, "text" in page.context["reply_form"].errors) == (422, True)
    assert changed_by(inquiry) == before


def test_reply_sent_from_elsewhere_needs_only_its_tick(client_of, cast, inquiry):
    url = f"{inquiry.get_absolute_url()}reply/"
    assert client_of(cast.owner).post(url, {"channel": "email", "is_sent": "on"}).status_code == 302
    assert inquiry.messages.get().answered_at is not None


def test_reply_says_how_many_clocks_it_stopped(client_of, cast, inquiry):
    BuyerMessageFactory(inquiry=inquiry)
    client, told = client_of(cast.owner), []
    for _ in range(2):
        data = {"channel": "email", "text": "Here it is"}
        page = client.post(f"{inquiry.get_absolute_url()}reply/", data, follow=True)
        told += map(str, page.context["messages"])
    assert told == ["Recorded as the reply; 2 clocks stopped", "Recorded as the reply; no clock was running"]


def test_grade_goes_over_to_the_customer_when_confirmed(client_of, cast, inquiry):
    url = inquiry.get_absolute_url() + "grade/"
    client_of(cast.owner).post(url, {"grade": "A"})
    inquiry.customer.refresh_from_db()
    assert inquiry.customer.grade == "C"
    client_of(cast.owner).post(url, {"grade": "A", "with_customer": "on"})
    inquiry.customer.refresh_from_db()
    assert inquiry.customer.grade == "A"
    assert client_of(cast.owner).post(url, {"grade": "E"}).status_code == 422


def test_manager_gives_inquiry_and_customer_to_somebody(client_of, cast, inquiry):
    response = call(client_of(cast.manager), inquiry, "assign/", cast)
    inquiry.refresh_from_db()
    assert (response.status_code, inquiry.owner, inquiry.customer.owner) == (
        302,
        cast.teammate,
        cast.teammate,
    )
    assert not Inquiry.objects.visible_to(cast.owner).exists()


def test_manager_cannot_give_it_to_another_team(client_of, cast, inquiry):
    url = inquiry.get_absolute_url() + "assign/"
    assert client_of(cast.manager).post(url, {"to": str(cast.outsider.pk)}).status_code == 422


def test_assistant_sees_sender_and_subject_of_what_nobody_holds_and_assigns(client_of, cast):
    held = InquiryFactory(
        customer=CustomerFactory(owner=None, name="CANARY BUYER"), first_text="CANARY TEXT", number="INQ-1"
    )
    client = client_of(cast.assistant)
    html = client.get("/inquiries/").content.decode()
    assert ("Carol Jensen" in html, "Socket sets" in html, "CANARY" in html) == (True, True, False)
    assert client.get(held.get_absolute_url()).status_code == 403
    page = client.get(f"{held.get_absolute_url()}assign/").content.decode()
    assert ("Socket sets" in page, "CANARY" in page) == (True, False)
    assert client.post(f"{held.get_absolute_url()}assign/", {"to": str(cast.outsider.pk)}).status_code == 302
    held.refresh_from_db()
    assert (held.owner, held.customer.owner) == (cast.outsider, cast.outsider)


def test_files_go_in_and_out_as_attachments(client_of, cast, inquiry):
    client = client_of(cast.owner)
    upload = SimpleUploadedFile(
        "../\u202eevil<b>报价.svg", b"<svg onload=alert(1)>", content_type="image/svg+xml"
    )
    assert client.post(f"{inquiry.get_absolute_url()}files/", {"file": upload}).status_code == 302
    kept = inquiry.files.get()
    response = client.get(f"{inquiry.get_absolute_url()}files/{kept.file_id}/")
    assert b"".join(response.streaming_content) == b"<svg onload=alert(1)>"
    assert response["Content-Disposition"].startswith("attachment;")
    assert (response["Content-Type"], response["X-Content-Type-Options"]) == (
        "application/octet-stream",
        "nosniff",
    )
    assert "sandbox" in response["Content-Security-Policy"]
    assert kept.file.file.name.startswith("files/")
    url = f"{inquiry.get_absolute_url()}files/{kept.file_id}/"
    assert client_of(cast.outsider).get(url).status_code == 404
    response.close()


@pytest.fixture
def template(inquiry):
    """A letter that names what this inquiry knows, and a place that stays empty."""
    InquiryLineFactory(inquiry=inquiry, quantity=3000, unit="sets")
    return LetterTemplateFactory(
        subject="Re: {subject}", body="{salutation}\n{products} {{7*7}} {company_fax}"
    )


PUT = "Dear Sir or Madam,\n46-pc socket set, 3,000 sets {{7*7}} "


def composer(client, inquiry, template=None, **typed):
    """What stands in the composer after a letter was chosen: subject, text, and whether it asks where it goes."""
    data = {"template": template.pk if template else "", "channel": "email", **typed}
    response = client.post(f"{inquiry.get_absolute_url()}letters/", data, headers={"HX-Request": "true"})
    form = response.context["reply_form"]
    return form["subject"].value(), form["text"].value(), bool(response.context.get("is_asked"))


def test_letter_fills_an_empty_composer(client_of, cast, inquiry, template):
    client = client_of(cast.owner)
    assert composer(client, inquiry, template, text=" \r\n") == ("Re: Socket sets", PUT, False)
    html = client.post(f"{inquiry.get_absolute_url()}letters/", {"template": template.pk}).content.decode()
    assert "Nothing known for: company_fax." in html
    assert "<html" in html  # without scripts the whole page answers


def test_letter_asks_before_it_touches_typed_words(client_of, cast, inquiry, template):
    client = client_of(cast.owner)
    typed = {"text": "My own words", "subject": "Our offer"}
    assert composer(client, inquiry, template, **typed) == ("Our offer", "My own words", True)
    below = composer(client, inquiry, template, **typed, how="below")
    assert below == ("Our offer", f"My own words\n\n{PUT}", False)
    assert composer(client, inquiry, template, **typed, how="replace") == ("Re: Socket sets", PUT, False)
    assert composer(client, inquiry, **typed) == ("Our offer", "My own words", False)


def test_untouched_letter_makes_room_for_another(client_of, cast, inquiry, template):
    other = LetterTemplateFactory(subject="Samples", body="Gladly.")
    client = client_of(cast.owner)
    put = {"before": template.pk, "text": PUT.replace("\n", "\r\n"), "subject": "Re: Socket sets"}
    assert composer(client, inquiry, other, **put) == ("Samples", "Gladly.", False)
    put["text"] += " and more"
    assert composer(client, inquiry, other, **put)[2] is True


def test_words_in_the_composer_are_there_again(client_of, cast, inquiry, template):
    client = client_of(cast.owner)
    composer(client, inquiry, template, text="My own words")
    page = client.get(inquiry.get_absolute_url())
    assert page.context["reply_form"]["text"].value() == "My own words"
    assert "Your draft of" in page.content.decode()
    client.post(f"{inquiry.get_absolute_url()}reply/", {"channel": "email", "text": "sent"})
    assert client.get(inquiry.get_absolute_url()).context["reply_form"]["text"].value() is None


def test_fields_of_the_page_have_ids_of_their_own(client_of, cast, inquiry):
    html = client_of(cast.owner).get(inquiry.get_absolute_url()).content.decode()
    ids = re.findall(r' id="([^"]+)"', html)
    assert sorted(ids) == sorted(set(ids))


def test_mail_without_scripts_keeps_the_page(client_of, cast, inquiry):
    data = {"channel": "email", "subject": "A", "text": "My words"}
    page = client_of(cast.owner).post(f"{inquiry.get_absolute_url()}mail/", data)
    assert page.context["reply_form"]["text"].value() == "My words"
    assert "mailto:?subject=A&amp;body=My%20words" in page.content.decode()


def test_composer_text_can_be_copied(client_of, cast, inquiry):
    html = client_of(cast.owner).get(inquiry.get_absolute_url()).content.decode()
    assert 'data-copy="" data-copy-from="id_text" hidden' in html


@pytest.mark.parametrize(("who", "entries"), [("owner", 0), ("manager", 1), ("boss", 1)])
def test_reading_of_others_inquiries_is_in_the_trail(client_of, cast, inquiry, who, entries):
    page = client_of(getattr(cast, who)).get(inquiry.get_absolute_url())
    assert AuditEntry.objects.filter(verb="inquiries.read", target_id=str(inquiry.pk)).count() == entries
    assert [entry.verb for entry in page.context["history"]] == []


def test_mail_link_is_encoded_and_records_nothing(client_of, cast, inquiry):
    inquiry.contact = ContactFactory(customer=inquiry.customer, email="carol@n.example")
    inquiry.save()
    data = {"channel": "email", "subject": "A & B", "text": "Hi?\nx", "contact": str(inquiry.contact_id)}
    html = client_of(cast.owner).post(f"{inquiry.get_absolute_url()}mail/", data).content.decode()
    assert "mailto:carol@n.example?subject=A%20%26%20B&amp;body=Hi%3F%0D%0Ax" in html
    assert Reply.objects.count() == 0


@pytest.mark.parametrize(
    ("who", "status"), [("manager", 200), ("boss", 200), ("assistant", 200), ("owner", 403), ("admin", 403)]
)
def test_templates_are_for_those_who_manage_them(client_of, cast, who, status):
    template = LetterTemplateFactory()
    for url in ("/inquiries/templates/", "/inquiries/templates/new/", f"/inquiries/templates/{template.pk}/"):
        assert client_of(getattr(cast, who)).get(url).status_code == status


def test_template_with_unknown_places_is_refused_with_the_list(client_of, cast):
    data = {"name": "X", "language": "en", "subject": "s", "body": "{password} {salutation}", "position": "0"}
    response = client_of(cast.assistant).post("/inquiries/templates/new/", data)
    assert response.status_code == 422
    html = response.content.decode()
    assert ("{password}" in html, "{my_name}" in html) == (True, True)
    assert LetterTemplate.objects.count() == 0
    assert (
        client_of(cast.assistant)
        .post("/inquiries/templates/new/", data | {"body": "{salutation}"})
        .status_code
        == 302
    )
    assert AuditEntry.objects.filter(verb="inquiries.template_saved").count() == 1


@pytest.mark.parametrize(
    ("language", "said"),
    [("en", "There is a letter of this name in this language."), ("zh-hans", "该语言已有同名模板。")],
)
def test_second_letter_of_a_name_is_refused_in_words(client_of, cast, language, said):
    there = LetterTemplateFactory(name="Thanks", language="en")
    cast.assistant.language = language
    cast.assistant.save()
    data = {"name": there.name, "language": "en", "body": "Dear", "position": "0"}
    response = client_of(cast.assistant).post("/inquiries/templates/new/", data)
    assert (response.status_code, said in response.content.decode()) == (422, True)
    assert LetterTemplate.objects.count() == 1


def test_letter_saved_again_by_its_form_leads_to_the_first(client_of, cast):
    client = client_of(cast.assistant)
    data = {"name": "X", "language": "en", "body": "b", "position": "0", "form_token": str(uuid.uuid4())}
    first, again = (client.post("/inquiries/templates/new/", data) for _ in range(2))
    assert (again.status_code, again.url) == (302, first.url)
    assert LetterTemplate.objects.count() == 1


@pytest.mark.parametrize("count", budgets.ROWS)
def test_list_costs_the_same_with_more_rows(client_of, cast, count, django_assert_num_queries):
    for _ in range(count):
        InquiryFactory(customer=CustomerFactory(owner=cast.owner))
    client = client_of(cast.owner)
    with django_assert_num_queries(LIST_QUERIES):
        response = client.get("/inquiries/?tab=all&grade=B")
    assert len(re.findall("data-keys-row", response.content.decode())) == min(count, 50)


LIST_QUERIES = 8


@pytest.mark.parametrize("count", budgets.ROWS)
def test_detail_costs_the_same_with_more_of_everything(
    client_of, cast, inquiry, count, django_assert_num_queries
):
    for _ in range(count):
        BuyerMessageFactory(inquiry=inquiry)
        ReplyFactory(inquiry=inquiry)
        InquiryLineFactory(inquiry=inquiry)
        LetterTemplateFactory()
        InquiryFactory(customer=inquiry.customer)
    client = client_of(cast.owner)
    with django_assert_num_queries(DETAIL_QUERIES):
        assert client.get(inquiry.get_absolute_url()).status_code == 200


DETAIL_QUERIES = 17


def test_a_fax_that_waits_is_seen_in_the_thread(client_of, cast, inquiry):
    """What the page asks of the composer is what the reply is asked for."""
    page = client_of(cast.owner).get(inquiry.get_absolute_url())
    assert "other_channel_reason" not in page.context["reply_form"].fields
    BuyerMessageFactory(inquiry=inquiry, channel="fax")
    form = client_of(cast.owner).get(inquiry.get_absolute_url()).context["reply_form"]
    assert "other_channel_reason" in form.fields
    assert form.initial["channel"] == "fax"


def test_list_shows_nobody_elses(client_of, cast, inquiry):
    for who, sees in {
        "owner": True,
        "manager": True,
        "boss": True,
        "teammate": False,
        "outsider": False,
    }.items():
        for tab in ("answer", "all", "open", "late"):
            html = client_of(getattr(cast, who)).get(f"/inquiries/?tab={tab}").content.decode()
            assert (inquiry.get_absolute_url() in html) is sees


@pytest.mark.parametrize(
    "query",
    ["tab=x", *(f"tab={tab}&{side}={quote(key)}" for tab in ("all", "answer") for side in ("after", "before") for key in budgets.STRANGE_KEYS), "owner=abc", "since=32.13.2026", "q=%00'%22", "grade=Z",
     "country=ZZ", "state=', 1", "q=" + "a+" * 99, "tab=closed&tab=open"],
)  # fmt: skip
def test_list_survives_every_query(client_of, cast, inquiry, query):
    assert client_of(cast.owner).get(f"/inquiries/?{query}").status_code == 200


def test_list_pages_by_key_there_and_back(cast, at):
    customer = CustomerFactory(owner=cast.owner)
    newest_first = [InquiryFactory(customer=customer).pk for _ in range(5)][::-1]
    asked = {"user": cast.owner, "wanted": InquiryFilter(tab="all"), "at": at, "size": 2}
    first = list_inquiries(**asked).page
    second = list_inquiries(**asked, after=first.after).page
    third = list_inquiries(**asked, after=second.after).page
    back = list_inquiries(**asked, before=third.before).page
    assert [[row.pk for row in page.rows] for page in (first, second, third, back)] == [
        newest_first[:2], newest_first[2:4], newest_first[4:], newest_first[2:4],
    ]  # fmt: skip
    assert (first.before, third.after) == ("", "")


def test_panel_on_the_customers_page(rf, cast, inquiry):
    request = rf.get("/")
    request.user = cast.owner
    assert inquiry.number in open_inquiries(request, inquiry.customer)
    request.user = cast.outsider
    assert inquiry.number not in open_inquiries(request, inquiry.customer)


def test_now_of_the_server_stands_at_every_clock(client_of, cast, inquiry):
    html = client_of(cast.owner).get("/inquiries/").content.decode()
    assert f'data-limit="{inquiry.limit_at.isoformat()}"' in html
    assert f'data-at="{timezone.now():%Y-%m-%d}' in html


ROWS = {
    "subject": "Typed", "source": "email", "validity": "valid", "version": "1", "lines-TOTAL_FORMS": "1",
    "lines-INITIAL_FORMS": "0", "lines-0-words": "drill bits", "lines-0-quantity": "many", "add_line": "1",
}  # fmt: skip


@pytest.mark.parametrize("headers", [{}, {"HX-Request": "true"}])
def test_product_row_is_added_and_nothing_typed_is_lost(client_of, cast, inquiry, headers):
    page = client_of(cast.owner).post(f"{inquiry.get_absolute_url()}edit/", ROWS, headers=headers)
    assert page.status_code == 200
    assert ("<html" in page.content.decode()) is not bool(headers)
    rows = [(row["words"].value(), row["quantity"].value()) for row in page.context["lines"]]
    assert rows == [("drill bits", "many"), (None, None)]
    assert page.context["edit_form"]["subject"].value() == "Typed"
    inquiry.refresh_from_db()
    assert inquiry.subject == "Socket sets"


# ── who may say what of a delay ─────────────────────────────────────────────
JUDGE, EXPLAIN = "messages/{message}/judge/", "messages/{message}/exception/"


@pytest.fixture
def excused(cast, inquiry):
    """A late reply whose reason waits for a judgement; the other team's manager stands in for the owner."""
    today = timezone.localdate()
    AbsenceFactory(user=cast.owner, stand_in=cast.other_manager, starts_on=today, ends_on=today)
    inquiry.messages.update(exception_reason="power cut", responsible=cast.owner)
    return inquiry


def test_manager_who_stands_in_reads_and_acts_but_neither_judges_nor_gives_away(client_of, cast, excused):
    client = client_of(cast.other_manager)
    page = client.get(excused.get_absolute_url())
    html = page.content.decode()
    assert ("/reply/" in html, "/judge/" in html, "/assign/" in html) == (True, False, False)
    assert excused.number not in client.get("/inquiries/exceptions/").content.decode()
    found = [call(client, excused, path, cast).status_code for path in (JUDGE, "assign/")]
    found.append(client.get(f"/customers/{excused.customer_id}/owner/").status_code)
    assert found == [403, 403, 403]
    assert "/owner/" not in client.get(f"/customers/{excused.customer_id}/").content.decode()


def test_nobody_judges_their_own_delay(client_of, cast, excused):
    """The manager stood in, let it run out and gave the reason: the boss judges."""
    excused.messages.update(responsible=cast.manager)
    client = client_of(cast.manager)
    assert call(client, excused, JUDGE, cast).status_code == 403
    assert "/judge/" not in client.get(excused.get_absolute_url()).content.decode()
    assert excused.number not in client.get("/inquiries/exceptions/").content.decode()
    boss = client_of(cast.boss)
    assert "/judge/" in boss.get(excused.get_absolute_url()).content.decode()
    assert excused.number in boss.get("/inquiries/exceptions/").content.decode()
    assert call(boss, excused, JUDGE, cast).status_code == 302


def test_reason_for_a_delay_is_asked_of_who_is_responsible_only(client_of, cast, inquiry):
    inquiry.messages.update(responsible=cast.owner)
    shown = {
        who: "/exception/" in client_of(getattr(cast, who)).get(inquiry.get_absolute_url()).content.decode()
        for who in ("owner", "manager", "boss")
    }
    assert shown == {"owner": True, "manager": False, "boss": False}


def test_reason_that_is_too_long_stands_on_the_page_with_what_is_wrong(client_of, cast, inquiry):
    reason = "p" * 201
    url = url_of(inquiry, EXPLAIN)
    response = client_of(cast.owner).post(url, {"reason": reason})
    html = response.content.decode()
    assert (response.status_code, f'value="{reason}"' in html, "at most 200" in html) == (422, True, True)
    assert inquiry.messages.get().exception_reason == ""


def test_what_the_trail_has_forgotten_is_not_told(client_of, cast, inquiry):
    """Whose values were erased stands on the list with its new time."""
    kept = ReplyFactory(inquiry=inquiry)
    type(kept).objects.filter(pk=kept.pk).update(replied_changed_at=timezone.now())
    (changed,) = client_of(cast.manager).get("/inquiries/exceptions/").context["found"].changed_replies
    assert (changed.row, changed.by, changed.before, changed.why) == (kept, None, None, "")


# ── a corrected time of a reply (N6) ────────────────────────────────────────
REPLIED = "replies/{reply}/replied/"


def test_corrected_reply_stands_on_the_managers_list(client_of, cast, inquiry):
    kept = ReplyFactory(inquiry=inquiry)
    client, before = client_of(cast.owner), kept.replied_at
    assert url_of(inquiry, REPLIED) in client.get(inquiry.get_absolute_url()).content.decode()
    assert client.get(url_of(inquiry, REPLIED)).status_code == 200
    assert call(client, inquiry, REPLIED, cast).status_code == 302
    kept.refresh_from_db()
    assert f"{timezone.localtime(kept.replied_at):%Y-%m-%d %H:%M}" == "2026-11-16 10:30"
    assert "time changed" in client.get(inquiry.get_absolute_url()).content.decode()
    answers = {
        who: client_of(getattr(cast, who)).get("/inquiries/exceptions/")
        for who in ("manager", "boss", "other_manager")
    }
    listed = {
        who: [one.row for one in answer.context["found"].changed_replies] for who, answer in answers.items()
    }
    assert listed == {"manager": [kept], "boss": [kept], "other_manager": []}
    (changed,) = answers["manager"].context["found"].changed_replies
    assert (changed.by, changed.before, changed.why) == (cast.owner, before, ACTIONS[REPLIED][1]["reason"])
    assert changed.times == 1
    words = answers["manager"].content.decode()
    assert f"{company_moment(before)} →" in words
    again = ACTIONS[REPLIED][1] | {"replied_at": "2026-11-16 10:35", "reason": "Again"}
    assert client.post(url_of(inquiry, REPLIED), again).status_code == 302
    (changed,) = client_of(cast.manager).get("/inquiries/exceptions/").context["found"].changed_replies
    assert (changed.before, changed.why, changed.times) == (
        before,
        "Again",
        2,
    )  # what saved the clock stays in sight
    assert f"{cast.owner.short_name} changed it" in words


@pytest.mark.parametrize(
    "changes", [{"reason": ""}, {"replied_at": "2026-11-16 09:59"}, {"replied_at": "2999-01-01 10:00"}]
)
def test_impossible_time_of_a_reply_is_refused_and_changes_nothing(client_of, cast, inquiry, changes):
    kept = ReplyFactory(inquiry=inquiry)
    response = client_of(cast.owner).post(url_of(inquiry, REPLIED), ACTIONS[REPLIED][1] | changes)
    before = kept.replied_at
    kept.refresh_from_db()
    assert (response.status_code, kept.replied_at, kept.replied_changed_at) == (422, before, None)


# ── drafts, letters, search ─────────────────────────────────────────────────
def test_words_of_a_further_message_are_there_again(client_of, cast, inquiry):
    client, key = client_of(cast.owner), f"inquiry-{inquiry.pk}-message"
    client.post(f"/drafts/{key}/", {"text": "Half a mail", "channel": "whatsapp"})
    page = client.get(inquiry.get_absolute_url())
    form = page.context["message_form"]
    assert (form["text"].value(), form["channel"].value()) == ("Half a mail", "whatsapp")
    assert "Your draft of" in page.content.decode()
    client.post(f"{inquiry.get_absolute_url()}messages/", {"text": "Whole mail", "channel": "email"})
    assert client.get(inquiry.get_absolute_url()).context["message_form"]["text"].value() is None


def test_letter_that_was_saved_meanwhile_shows_both_and_overwrites_nothing(client_of, cast):
    template = LetterTemplateFactory(name="Thanks")
    client, url = client_of(cast.assistant), f"/inquiries/templates/{template.pk}/"
    typed = {"name": "Thanks", "language": "en", "position": "0", "version": "1"}
    assert client.post(url, typed | {"body": "First words"}).status_code == 302
    response = client.post(url, typed | {"body": "Second words"})
    html = response.content.decode()
    assert (response.status_code, "First words" in html, "Second words" in html) == (409, True, True)
    template.refresh_from_db()
    assert (template.body, template.version) == ("First words", 2)
    again = response.context["form"]["version"].value()
    assert client.post(url, typed | {"body": "Second words", "version": again}).status_code == 302
    template.refresh_from_db()
    assert (template.body, template.version) == ("Second words", 3)


@pytest.mark.parametrize(
    ("query", "is_found"),
    [
        ("Łódź", True), ("lodz", True), ("ŁÓDŹ narzędzia", True), ("Lodz kombinerki", True), ("+48 42 631 28 31", True),
        ("Kraków", False),
    ],
)  # fmt: skip
def test_list_is_searched_as_customers_are(cast, at, query, is_found):
    customer = create_customer(
        actor=cast.owner, values=CustomerValues(name="Łódź Narzędzia", country="PL", phone="+48 42 631 28 31"),
        contact=None, owner=cast.owner, at=at,
    )  # fmt: skip
    inquiry = InquiryFactory(customer=customer, subject="Kombinerki")
    wanted = InquiryFilter(tab="all", q=query)
    rows = list_inquiries(user=cast.owner, wanted=wanted, at=at).page.rows
    assert list(rows) == [inquiry] * is_found


@pytest.mark.parametrize("query", ["combination pliers", "tangqian", "inq-2026-0417", "2026 0417", "Jensén"])
def test_an_inquiry_is_found_by_what_was_corrected_and_added(client_of, cast, at, query):
    """The text that is searched follows the number, the sender, the corrected subject and the products."""
    inquiry = InquiryFactory(
        owner=cast.owner, customer=None, number="INQ-2026-0417", subject="Socket sets", first_text=""
    )
    InquiryFactory(
        owner=cast.owner,
        customer=None,
        number="INQ-2026-0500",
        subject="Hex",
        sender="Wang Lei",
        first_text="",
    )
    lines = (LineValues(words="combination pliers"), LineValues(words="镗钳"))
    values = EditValues(subject="Pliers", source="email", validity="valid", lines=lines)
    edit_inquiry(actor=cast.owner, inquiry=inquiry, values=values, version=inquiry.version, at=at)
    found = {"user": cast.owner, "wanted": InquiryFilter(tab="all", q=query), "at": at}
    assert list(list_inquiries(**found).page.rows) == find_inquiries(cast.owner, query) == [inquiry]
    assert find_inquiries(cast.owner, "Socket") == find_inquiries(cast.outsider, query) == []


# ── the page ────────────────────────────────────────────────────────────────
def test_what_waits_for_an_answer_stands_above_the_composer_and_the_rest_below(client_of, cast, inquiry):
    answered_at = inquiry.messages.get().received_at
    inquiry.messages.update(text="The first question", answered_at=answered_at)
    ReplyFactory(inquiry=inquiry, text="Our first answer", replied_at=answered_at + timedelta(hours=1))
    BuyerMessageFactory(
        inquiry=inquiry, text="The second question", received_at=answered_at + timedelta(hours=2)
    )
    html = client_of(cast.owner).get(inquiry.get_absolute_url()).content.decode()
    places = [
        html.index(words)
        for words in ("The second question", 'id="reply-form"', "Our first answer", "The first question")
    ]
    assert places == sorted(places)


def test_head_offers_to_assign_what_nobody_holds(client_of, cast, inquiry):
    url = inquiry.get_absolute_url()
    client = client_of(cast.manager)
    link = f'class="btn btn-primary" href="{url}assign/"'
    assert link not in client.get(url).content.decode()
    Inquiry.objects.update(owner=None)
    assert link in client.get(url).content.decode()


def test_assigning_says_what_people_hold_and_who_is_away(client_of, cast, inquiry):
    AbsenceFactory(user=cast.teammate, starts_on=timezone.localdate(), ends_on=timezone.localdate())
    html = client_of(cast.manager).get(inquiry.get_absolute_url() + "assign/").content.decode()
    assert f"{cast.owner} · 1 open<" in html
    assert f"{cast.teammate} · 0 open · away<" in html


def test_history_says_assigned_given_and_to_whom(client_of, cast, inquiry, at):
    Inquiry.objects.update(owner=None)
    inquiry.refresh_from_db()
    assign_inquiry(actor=cast.manager, inquiry=inquiry, to=cast.owner, at=at)
    assign_inquiry(actor=cast.manager, inquiry=inquiry, to=cast.teammate, at=at)
    assert [entry.words for entry in history_of(inquiry)] == [
        f"gave it to {cast.teammate}", f"assigned it to {cast.owner}",
    ]  # fmt: skip


def test_passing_on_what_nobody_owns_is_called_unassigned(cast, at):
    customer = CustomerFactory(owner=None)
    passed = pass_to_owner(actor=cast.owner, values=inquiry_values(), customer=customer, at=at)
    assert [entry.words for entry in history_of(passed)] == ["handed it over, unassigned"]


def test_unanswered_one_offers_only_to_close_as_invalid(client_of, cast, inquiry):
    ways = r'name="state" value="(\w+)"'
    client, url = client_of(cast.owner), inquiry.get_absolute_url()
    assert re.findall(ways, client.get(url).content.decode()) == ["invalid"]
    Inquiry.objects.update(target_at=None, due_soon_at=None, limit_at=None, announced_at=None)
    assert re.findall(ways, client.get(url).content.decode()) == ["won", "lost", "invalid"]


def test_clock_stands_still_outside_the_windows(inquiry):
    sunday = datetime(2026, 11, 22, 3, 0, tzinfo=UTC)
    chip = chip_of_new(sunday, Channel.EMAIL, at=sunday)
    assert chip.resumes_at == datetime(2026, 11, 23, 1, 0, tzinfo=UTC)
    assert chip.why.startswith("The clock stands still until ")
    assert chip_of_new(chip.resumes_at, Channel.EMAIL, at=chip.resumes_at).resumes_at is None
