"""What a form's body may not do: name foreign records (Z3), set what the form does not offer (Z4)."""

from typing import Any

import pytest
from django import forms
from django.db import models
from django.db.models import ForeignKey

from accounts.models import Absence, User
from customers.models import Contact, Customer, Grade
from followups.models import DateByHand, FollowUp, HelpRequest, Suggestion, Task
from inquiries.models import BuyerMessage, Inquiry, LetterTemplate, Reply
from tests.security.posts import FILTERS, POSTS, Post, all_forms, names_of
from tests.security.walking import ALWAYS_WRITTEN, Walker, undone
from tests.security.world import World

# What a refused form leaves behind: the sighting that a lookup counts, nothing of the business.
HARMLESS = ALWAYS_WRITTEN | {"customers_lookupsighting"}
FOREIGN = [(post, name, ids) for post in POSTS for name, choices in post.foreign for ids in choices]
POSTS_BY_URL = {post.url: post for post in reversed(POSTS)}


def test_every_form_is_posted_somewhere() -> None:
    posted = {cls for post in POSTS for cls in post.form.__mro__} | FILTERS
    assert {cls.__name__ for cls in all_forms() - posted} == set()


def test_every_choice_of_a_record_gets_a_foreign_id() -> None:
    chosen = {
        (post.form, name)
        for post in POSTS
        for name, field in post.form.base_fields.items()
        if isinstance(field, forms.ModelChoiceField)
    }
    tried = {(post.form, name) for post in POSTS for name, _ids in post.foreign}
    assert {(cls.__name__, name) for cls, name in chosen - tried} == set()


@pytest.mark.parametrize(
    ("post", "name", "ids"), FOREIGN, ids=lambda part: names_of(part) if isinstance(part, Post) else ""
)
def test_foreign_id_is_not_accepted(post: Post, name: str, ids: Any, walker: Walker) -> None:
    data = post.data(walker.world) | {f"{post.prefix}{name}": ids(walker.world)}
    answer = walker.call(post.caller, "POST", post.address(walker.world), data)
    if post.url == "inquiries:mail":  # writes nothing; the foreign address must not come out
        assert [answer.status, "qz0other0contact0email" in answer.text] == [200, False]
    else:
        assert [answer.status in {404, 422}, answer.writes - HARMLESS] == [True, frozenset()], answer.status


def test_owner_is_not_a_field_of_who_has_no_choice(walker: Walker) -> None:
    data = POSTS_BY_URL["customers:create"].data(walker.world) | {"owner": walker.world.cast.outsider.pk}
    walker.client("owner").post("/customers/new/", data)
    assert Customer.objects.get(name=data["name"]).owner == walker.world.cast.owner


@pytest.mark.parametrize("foreign", ["other", "team", "merged", "moved", "pool"])
@pytest.mark.parametrize(
    "action", [{"action": "tag", "tags": "fair"}, {"action": "grade", "grade": "A", "reason": "x"}]
)
def test_bulk_list_with_a_foreign_row_changes_nothing(
    foreign: str, action: dict[str, str], walker: Walker
) -> None:
    ids = [walker.world[relation].customer.pk for relation in ("own", foreign)]
    answer = walker.call("owner", "POST", "/customers/bulk/", {"customer": ids, **action})
    assert [answer.status, answer.writes - HARMLESS] == [404, frozenset()]


def test_bulk_list_of_readable_rows_changes_nothing_for_who_may_only_read(walker: Walker) -> None:
    ids = [walker.world[relation].customer.pk for relation in ("own", "team")]
    data = {"customer": ids, "action": "tag", "tags": "fair"}
    answer = walker.call("boss", "POST", "/customers/bulk/", data)
    assert [answer.status, answer.writes - HARMLESS] == [403, frozenset()]


def test_message_of_another_inquiry_is_not_reached_through_ones_own(walker: Walker) -> None:
    own, other = walker.world["own"].inquiry.pk, walker.world["other"].message.pk
    answers = [
        walker.call(
            "owner",
            "POST",
            f"/inquiries/{own}/messages/{other}/{what}/",
            {"reason": "x", "received_at": "2026-11-13 10:00"},
        )
        for what in ("exception", "received")
    ]
    assert [(a.status, a.writes - HARMLESS) for a in answers] == [(404, frozenset())] * 2


def test_reply_of_another_inquiry_is_not_reached_through_ones_own(walker: Walker) -> None:
    own, other = walker.world["own"].inquiry.pk, walker.world["other"].reply.pk
    data = {"replied_at": "2026-11-16 10:00", "reason": "x"}
    answer = walker.call("owner", "POST", f"/inquiries/{own}/replies/{other}/replied/", data)
    assert [answer.status, answer.writes - HARMLESS] == [404, frozenset()]


def test_file_of_another_record_is_not_reached_through_ones_own(walker: Walker) -> None:
    own, other = walker.world["own"], walker.world["other"]
    urls = (
        f"/inquiries/{own.inquiry.pk}/files/{other.inquiry_file.file_id}/",
        f"/customers/{own.customer.pk}/files/{other.customer_file.pk}/",
    )
    assert [walker.call("owner", "GET", url).status for url in urls] == [404, 404]


# ── mass assignment ─────────────────────────────────────────────────────────
# What each form makes or changes: compared with the same post without the extra values.
WRITTEN: dict[str, tuple[type[models.Model], ...]] = {
    "accounts:me": (User,),
    "accounts:ask_absence": (Absence,),
    "accounts:decide_absence": (Absence,),
    "customers:create": (Customer, Contact),
    "customers:edit": (Customer, Contact),
    "customers:contact_add": (Contact, Customer),
    "customers:contact_edit": (Contact, Customer),
    "customers:grade": (Customer,),
    "customers:stage": (Customer,),
    "customers:owner": (Customer,),
    "inquiries:new": (Inquiry, BuyerMessage, Customer),
    "inquiries:edit": (Inquiry,),
    "inquiries:reply": (Reply, Inquiry),
    "inquiries:message_add": (BuyerMessage, Inquiry),
    "inquiries:close": (Inquiry,),
    "inquiries:grade": (Inquiry, Customer),
    "inquiries:assign": (Inquiry,),
    "inquiries:received": (BuyerMessage,),
    "inquiries:replied": (Reply,),
    "inquiries:template_new": (LetterTemplate,),
    "followups:create": (FollowUp, Customer),
    "followups:correct": (FollowUp,),
    "followups:due": (DateByHand, Customer),
    "followups:task_add": (Task,),
    "followups:help_ask": (HelpRequest,),
}
MODELS = (
    User,
    Absence,
    Customer,
    Contact,
    Inquiry,
    BuyerMessage,
    Reply,
    FollowUp,
    Task,
    DateByHand,
    LetterTemplate,
    HelpRequest,
    Suggestion,
)
ASSIGNED = [post for post in POSTS if post.url in WRITTEN and not post.prefix]


def extras(world: World, post: Post) -> dict[str, Any]:
    """Return a value for every field of every model that the form does not offer."""
    offered = {*post.form.base_fields, *post.data(world)}
    if post.form.__name__ == "GradeForm" and post.url == "inquiries:grade":
        offered |= {"with_customer"}
    found = {}
    for model in MODELS:
        for column in model._meta.concrete_fields:
            for name in {column.name, column.attname} - offered:
                found[name] = _value(world, column)
    return found


def _value(world: World, column: "models.Field[Any, Any]") -> Any:
    if isinstance(column, ForeignKey):
        known = {User: world.cast.outsider, Customer: world["other"].customer, Contact: world["other"].contact,
                 Inquiry: world["other"].inquiry}  # fmt: skip
        row = known.get(column.related_model)
        return row.pk if row else "1"
    if isinstance(column, models.DateTimeField | models.DateField):
        return "2020-02-02"
    if column.name == "grade":
        return Grade.A.value
    return "1" if not column.choices else str(column.choices[0][0])


def snapshot(world: World, post: Post, data: dict[str, Any], walker: Walker) -> list[dict[str, Any]]:
    """Post and return what then stands in the database, without numbers that a sequence gives."""
    with undone():
        client = walker.client(post.caller)
        status = client.post(post.address(world), data).status_code
        assert status in {200, 302}, status
        return [_values(row) for model in WRITTEN[post.url] for row in model._default_manager.order_by("pk")]


def _values(row: models.Model) -> dict[str, Any]:
    own_rows = {"id", "contact_id", "customer_id", "inquiry_id", "set_with_id", "used_by_id", "reply_id"}
    kept = {c.attname: getattr(row, c.attname) for c in row._meta.concrete_fields}
    keys = {name: kept[name] for name in own_rows & set(kept)}
    return {name: value for name, value in kept.items() if name not in keys}


@pytest.mark.parametrize("post", ASSIGNED, ids=names_of)
def test_extra_values_are_not_assigned(post: Post, walker: Walker) -> None:
    world, data = walker.world, post.data(walker.world)
    assert snapshot(world, post, extras(world, post) | data, walker) == snapshot(world, post, data, walker)


# ── how much ────────────────────────────────────────────────────────────────
MEGABYTE = 1024 * 1024
MULTIPART = "multipart/form-data; boundary=x"


class Unread:
    """A body that must not be read."""

    def read(self, *_args: Any) -> bytes:
        raise AssertionError("read")

    readline = read


@pytest.mark.parametrize(
    ("caller", "url", "size"),
    [
        ("anonymous", "/sign-in/", 2 * MEGABYTE),
        ("anonymous", "/sign-in/", 400 * MEGABYTE),
        ("owner", "/inquiries/new/", 60 * MEGABYTE),
    ],
)
def test_more_than_any_form_needs_is_refused_unread(caller: str, url: str, size: int, walker: Walker) -> None:
    told = {"wsgi.input": Unread(), "CONTENT_LENGTH": str(size), "CONTENT_TYPE": MULTIPART}
    answer = walker.client(caller).request(PATH_INFO=url, REQUEST_METHOD="POST", **told)
    assert [answer.status_code, "<h1>" in answer.content.decode()] == [413, True]


def test_address_that_only_takes_forms_says_so_to_who_opens_it(walker: Walker) -> None:
    answer = walker.client("owner").get("/follow-ups/create/")
    assert [answer.status_code, answer.headers["Allow"], "<h1>" in answer.content.decode()] == [
        405,
        "POST",
        True,
    ]
