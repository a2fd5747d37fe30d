"""The pages of a merge: finding the other record, choosing side by side, what was merged and its undoing."""

from collections.abc import Callable
from datetime import datetime, timedelta
from types import SimpleNamespace

import pytest
from django.test import Client
from django.urls import reverse

from accounts.models import User
from customers.models import Customer, CustomerMerge, LookupKey, TwinPair
from customers.services import change_grade
from customers.services.merging import stamp_of
from tests.customers.conftest import Enter
from tests.factories import ContactFactory, CustomerFactory, TimelineEntryFactory

ClientOf = Callable[[User], Client]


@pytest.fixture
def two(enter: Enter) -> tuple[Customer, Customer]:
    first = enter(
        name="Northfield Hardware Supply", email="carol@northfield.example", city="Austin", note="Pays late"
    )
    second = enter(
        name="Nothfield Hardware", email="c.jensen@mailbox.example", city="Dallas", note="Wants samples"
    )
    return first, second


def url_of(one: Customer, other: Customer) -> str:
    return reverse("customers:merge_with", args=[one.pk, other.pk])


def form_of(one: Customer, other: Customer, **more: object) -> dict[str, object]:
    return {"stays": one.pk, "stamp_one": stamp_of(one), "stamp_other": stamp_of(other), **more}


LADDER = {
    "manager": (200, 200, 302), "boss": (200, 200, 302), "other_manager": (404, 404, 404), "owner": (403, 403, 403),
    "stand_in": (403, 403, 403), "outsider": (403, 403, 403), "assistant": (403, 403, 403), "production": (403, 403, 403),
    "admin": (403, 403, 403), "adviser": (403, 403, 403),
}  # fmt: skip


@pytest.mark.parametrize("person", LADDER)
def test_pages_of_a_merge_answer_as_the_table_says(
    cast: SimpleNamespace, client_of: ClientOf, two: tuple[Customer, Customer], person: str
) -> None:
    client = client_of(getattr(cast, person))
    statuses = (
        client.get(reverse("customers:merge", args=[two[0].pk])).status_code,
        client.get(url_of(*two)).status_code,
        client.post(url_of(*two), form_of(*two)).status_code,
    )
    assert statuses == LADDER[person]
    assert CustomerMerge.objects.count() == (statuses[2] == 302)


def test_pages_of_a_merge_send_the_anonymous_to_sign_in(two: tuple[Customer, Customer]) -> None:
    for url in (
        reverse("customers:merge", args=[two[0].pk]),
        url_of(*two),
        reverse("customers:merge_record", args=[1]),
    ):
        assert Client().get(url).url.startswith("/sign-in/")


def test_other_record_is_found_among_those_that_one_leads(
    cast: SimpleNamespace, client_of: ClientOf, two: tuple[Customer, Customer], enter: Enter, at: datetime
) -> None:
    enter(name="Northfield of the others", owner=cast.outsider)
    merged = CustomerFactory(
        owner=cast.owner, name="Northfield gone", search_text="northfield", merged_into=two[0]
    )
    TwinPair.objects.create(first=two[0], second=two[1], certainty=0.8, found_at=at)
    page = reverse("customers:merge", args=[two[1].pk])
    client = client_of(cast.manager)
    assert [hit.customer for hit in client.get(page, {"q": "northfield"}).context["found"]] == [two[0]]
    assert client.get(page).context["alike"] == [two[0]]
    assert client.get(url_of(two[1], merged)).url == merged.get_absolute_url()


def test_record_entered_first_is_proposed_and_the_filled_values(
    cast: SimpleNamespace, client_of: ClientOf, two: tuple[Customer, Customer]
) -> None:
    form = client_of(cast.manager).get(url_of(two[1], two[0])).context["form"]
    first, second = (str(row.pk) for row in two)
    Customer.objects.filter(pk=two[1].pk).update(website="nothfield.example")
    assert form["stays"].value() == first
    assert {bound.name: bound.value() for bound in form.picks_fields} == {
        "pick_name": first, "pick_city": first, "pick_note": "both",
    }  # fmt: skip
    form = client_of(cast.manager).get(url_of(*two)).context["form"]
    assert form["pick_website"].value() == second


def test_chosen_values_are_taken_and_the_toast_undoes_it(
    cast: SimpleNamespace, client_of: ClientOf, two: tuple[Customer, Customer]
) -> None:
    first, second = two
    client = client_of(cast.manager)
    answer = client.post(
        url_of(*two), form_of(*two, stays=second.pk, pick_city=first.pk, pick_note=second.pk), follow=True
    )
    second.refresh_from_db()
    found = CustomerMerge.objects.get()
    undo = reverse("customers:merge_record", args=[found.pk])
    assert (answer.redirect_chain[-1][0], found.survivor) == (second.get_absolute_url(), second)
    assert (second.name, second.city, second.note) == ("Nothfield Hardware", "Austin", "Wants samples")
    assert f'action="{undo}"' in answer.content.decode()
    client.post(undo)
    second.refresh_from_db()
    found.refresh_from_db()
    assert (second.city, found.undone_by) == ("Dallas", cast.manager)
    assert client.post(undo, follow=True).status_code == 200


def test_old_address_leads_to_the_survivor_for_who_sees_it(
    cast: SimpleNamespace, client_of: ClientOf, enter: Enter
) -> None:
    kept, gone = enter(name="Alpha Tools", owner=cast.teammate), enter(name="Alfa Tools Works")
    client_of(cast.manager).post(url_of(kept, gone), form_of(kept, gone))
    for person, answer in (("teammate", 302), ("manager", 302), ("owner", 404), ("outsider", 404)):
        response = client_of(getattr(cast, person)).get(gone.get_absolute_url())
        assert (response.status_code, response.headers.get("Location", kept.get_absolute_url())) == (
            answer, kept.get_absolute_url(),
        )  # fmt: skip
    client = client_of(cast.manager)
    assert client.get(reverse("customers:edit", args=[gone.pk])).status_code == 404
    listed = client.get("/customers/", {"q": "alfa"}).content.decode()
    assert (kept.get_absolute_url() in listed, gone.get_absolute_url() in listed) == (True, False)


def test_what_changed_meanwhile_is_shown_before_it_is_merged(
    cast: SimpleNamespace, client_of: ClientOf, two: tuple[Customer, Customer], at: datetime
) -> None:
    data = form_of(*two, pick_city=two[1].pk)
    change_grade(actor=cast.owner, customer=two[1], grade="A", reason="Order", at=at + timedelta(hours=1))
    client = client_of(cast.manager)
    answer = client.post(url_of(*two), data)
    form = answer.context["form"]
    assert (answer.status_code, CustomerMerge.objects.count()) == (409, 0)
    assert (form["pick_city"].value(), form["pick_grade"].value()) == (str(two[1].pk), str(two[1].pk))
    again = {name: form[name].value() for name in form.fields if form[name].value()}
    assert client.post(url_of(*two), again).status_code == 302


@pytest.mark.parametrize(
    "wrong",
    [{"stays": ""}, {"stays": 1_000_000}, {"pick_city": 5}, {"pick_city": "both"}, {"pick_name": "x"}],
)
def test_what_cannot_be_chosen_is_told_and_changes_nothing(
    cast: SimpleNamespace, client_of: ClientOf, two: tuple[Customer, Customer], wrong: dict[str, object]
) -> None:
    answer = client_of(cast.manager).post(url_of(*two), form_of(*two, **wrong))
    assert (answer.status_code, CustomerMerge.objects.count()) == (422, 0)


def test_owner_who_left_is_refused_in_place(
    cast: SimpleNamespace, client_of: ClientOf, enter: Enter, at: datetime
) -> None:
    kept, gone = enter(name="Alpha Tools"), enter(name="Alfa Tools Works", owner=cast.teammate)
    User.objects.filter(pk=cast.teammate.pk).update(frozen_at=at)
    answer = client_of(cast.manager).post(url_of(kept, gone), form_of(kept, gone, pick_owner_id=gone.pk))
    assert (answer.status_code, list(answer.context["form"].errors)) == (422, ["pick_owner_id"])


def test_customer_of_another_team_does_not_exist_for_the_manager(
    cast: SimpleNamespace, client_of: ClientOf, two: tuple[Customer, Customer], enter: Enter
) -> None:
    other = enter(name="Granite State Fasteners", owner=cast.outsider)
    client = client_of(cast.manager)
    for pair in ((two[0], other), (other, two[0])):
        assert [
            client.get(url_of(*pair)).status_code,
            client.post(url_of(*pair), form_of(*pair)).status_code,
        ] == [404, 404]


def test_customer_is_not_merged_with_itself(
    cast: SimpleNamespace, client_of: ClientOf, two: tuple[Customer, Customer]
) -> None:
    answer = client_of(cast.manager).get(url_of(two[0], two[0]))
    assert (answer.status_code, answer.url) == (302, two[0].get_absolute_url())


def test_second_click_leads_where_the_first_one_led(
    cast: SimpleNamespace, client_of: ClientOf, two: tuple[Customer, Customer]
) -> None:
    client, data = client_of(cast.manager), form_of(*two)
    data["form_token"] = client.get(url_of(*two)).context["form"]["form_token"].value()
    answers = [client.post(url_of(*two), data).url for _ in range(2)]
    assert (answers, CustomerMerge.objects.count()) == ([two[0].get_absolute_url()] * 2, 1)


def test_undo_that_a_third_customer_stands_against_says_which(
    cast: SimpleNamespace, client_of: ClientOf, two: tuple[Customer, Customer], enter: Enter
) -> None:
    third, client = enter(name="Granite State Fasteners"), client_of(cast.manager)
    client.post(url_of(*two), form_of(*two))
    LookupKey.objects.filter(kind="domain", value="mailbox.example").update(customer=third)
    found = CustomerMerge.objects.get()
    answer = client.post(reverse("customers:merge_record", args=[found.pk]))
    found.refresh_from_db()
    assert (answer.status_code, [match.customer for match in answer.context["matches"]]) == (409, [third])
    assert found.undone_at is None


def test_lists_show_what_was_merged_lately_and_the_timeline_leads_to_it(
    cast: SimpleNamespace, client_of: ClientOf, two: tuple[Customer, Customer]
) -> None:
    client = client_of(cast.manager)
    client.post(url_of(*two), form_of(*two))
    found = CustomerMerge.objects.get()
    record = reverse("customers:merge_record", args=[found.pk])
    assert client.get(reverse("customers:twins")).context["merges"] == [found]
    assert record in client.get(two[0].get_absolute_url()).content.decode()
    assert record not in client_of(cast.owner).get(two[0].get_absolute_url()).content.decode()
    page = client.get(record)
    assert page.context["taken"] == [("Note", "Pays late", "Pays late\nWants samples")]
    Customer.objects.filter(pk=two[0].pk).update(note="Always pays")
    assert client.get(record).context["changed"] == ["Note"]
    client.post(record)
    assert client.get(reverse("customers:twins")).context["merges"] == []
    assert client_of(cast.other_manager).get(record).status_code == 404


@pytest.mark.parametrize("rows", [1, 3])
def test_page_of_a_merge_costs_the_same_with_more_rows(
    cast: SimpleNamespace, client_of: ClientOf, django_assert_max_num_queries: Callable, rows: int
) -> None:
    pair = CustomerFactory(owner=cast.owner), CustomerFactory(owner=cast.teammate)
    for customer in pair:
        for number in range(rows):
            ContactFactory(customer=customer)
            TimelineEntryFactory(
                customer=customer, ref_type="followups.followup", ref_id=customer.pk * 100 + number
            )
    client = client_of(cast.manager)
    client.get(url_of(*pair))
    with django_assert_max_num_queries(15):
        assert client.get(url_of(*pair)).context["sides"][0]["facts"].follow_ups == rows


@pytest.mark.parametrize("rows", [1, 3])
def test_pages_of_merges_cost_the_same_with_more_of_them(
    cast: SimpleNamespace,
    client_of: ClientOf,
    django_assert_max_num_queries: Callable,
    enter: Enter,
    rows: int,
) -> None:
    kept, client = enter(name="Alpha Tools"), client_of(cast.manager)
    for number in range(rows):
        gone = enter(name=f"Zentriva {number} Works")
        kept.refresh_from_db()
        client.post(url_of(kept, gone), form_of(kept, gone))
    client.get(reverse("customers:twins"))
    with django_assert_max_num_queries(10):
        assert len(client.get(reverse("customers:twins")).context["merges"]) == rows
    with django_assert_max_num_queries(14):
        client.get(reverse("customers:merge_record", args=[CustomerMerge.objects.latest("pk").pk]))
