"""The audit trail misses nothing and tells who, what, before, after, from where (A1, A3, A4)."""

from typing import Any

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from django.urls import reverse

from accounts.models import User
from core.models import AuditEntry
from tests.factories import PASSWORD
from tests.security.posts import POSTS, Post
from tests.security.table import OUTSIDE, TABLE, Row
from tests.security.walking import ALWAYS_WRITTEN, Walker, noting_writes, undone

# Not business: one's own unsaved text, views, read marks; the token of a form; what a lookup counts.
PERSONAL = {
    "core_draft", "core_submittedform", "core_savedview", "core_notification", "customers_lookupsighting", "core_numberseries",
    "core_job",
}  # fmt: skip
WRITING = [(name, row) for name, rows in TABLE.items() for row in rows if row.post is not None]


@pytest.mark.parametrize(("name", "row"), WRITING, ids=lambda part: part if isinstance(part, str) else "")
def test_every_change_is_in_the_trail(name: str, row: Row, walker: Walker) -> None:
    """Every row of the table that changes the business is recorded with its actor, time and request."""
    world = walker.world
    for relation in row.whose:
        callers = [
            caller
            for caller in ("owner", "manager", "boss", "assistant")
            if row.expected(caller, relation, "POST") in {200, 204, 302}
        ]
        for caller in callers[:1]:
            written: set[str] = set()
            with undone(), noting_writes(written):
                last = newest()
                walker.client(caller).post(row.url(name, world, relation), row.data(world, relation, caller))
                entries = list(AuditEntry.objects.filter(pk__gt=last, is_refused=False))
                if written - ALWAYS_WRITTEN - PERSONAL:
                    assert entries != [], f"{caller} changed {sorted(written)} of {relation}: not recorded"
                actors = {world.user(caller).pk, None}  # None: what a rule did because of it
                assert [
                    e.verb for e in entries if not (e.request_number and e.address and e.actor_id in actors)
                ] == []
                assert not entries or any(e.actor_id for e in entries)


def newest() -> int:
    return AuditEntry.objects.order_by("-pk").values_list("pk", flat=True).first() or 0


CHANGES = (
    ("customers:owner", "manager", "customers.owner_changed", "owner"),
    ("customers:grade", "owner", "customers.graded", "grade"),
    ("customers:stage", "owner", "customers.stage_changed", "stage"),
    ("customers:share", "owner", "customers.shared", "access"),
    ("customers:edit", "owner", "customers.changed", "name"),
    ("customers:contact_edit", "owner", "customers.contact_changed", "name"),
    ("customers:merge_with", "manager", "customers.merged", "merged"),
    ("inquiries:grade", "owner", "inquiries.graded", "grade"),
    ("inquiries:close", "owner", "inquiries.closed", "state"),
    ("inquiries:assign", "manager", "inquiries.assigned", "owner"),
    ("core:policy", "manager", "core.policy_changed", "name"),
    ("accounts:me", "owner", "accounts.profile_changed", "name"),
)


@pytest.mark.parametrize(("name", "caller", "verb", "field"), CHANGES)
def test_change_leaves_one_entry_with_before_and_after(
    name: str, caller: str, verb: str, field: str, walker: Walker
) -> None:
    """Exactly one entry holds the field, and it tells both values."""
    posts = [one for one in POSTS if one.url == name and one.caller == caller]
    post: Post = next((one for one in posts if field in one.form.base_fields), posts[0])
    changed = {field: "启程工具"} if name == "core:policy" else {}
    last = newest()
    walker.client(caller).post(post.address(walker.world), post.data(walker.world) | changed)
    entries = AuditEntry.objects.filter(pk__gt=last, is_refused=False).select_related("detail")
    found = [entry for entry in entries if field in entry.detail.changes and entry.verb == verb]
    assert len(found) == 1, [(e.verb, e.detail.changes) for e in entries]
    before, after = found[0].detail.changes[field]
    assert [before != after, found[0].actor_id] == [True, walker.world.user(caller).pk]


READS = (
    ("customers:detail", "manager"), ("customers:file", "owner"), ("customers:file", "manager"), ("inquiries:file", "owner"),
    ("inquiries:detail", "manager"),
)  # fmt: skip


@pytest.mark.parametrize(("name", "caller"), READS)
def test_reading_a_page_of_others_and_every_download_is_in_the_trail(
    name: str, caller: str, walker: Walker
) -> None:
    last = newest()
    answer = walker.client(caller).get(TABLE[name][0].url(name, walker.world, "own"))
    answer.getvalue()  # a file is closed when it was read to its end
    assert answer.status_code == 200
    actors = list(AuditEntry.objects.filter(pk__gt=last, is_refused=False).values_list("actor", flat=True))
    assert actors == [walker.world.user(caller).pk]


def test_sign_in_failure_and_sign_out_are_in_the_trail(walker: Walker) -> None:
    owner: User = walker.world.cast.owner
    owner.set_password(PASSWORD)
    owner.save()
    client, last = Client(), newest()
    for password in ("wrong-canary-9182", PASSWORD):
        client.post("/sign-in/", {"username": owner.email, "password": password})
    client.post("/sign-out/")
    entries = AuditEntry.objects.filter(pk__gt=last).order_by("pk").select_related("detail")
    assert [(e.verb, e.is_refused) for e in entries] == [
        ("accounts.sign_in_failed", True), ("accounts.signed_in", False), ("accounts.signed_out", False),
    ]  # fmt: skip
    assert not any("canary-9182" in str(e.detail.changes) for e in entries)


REFUSED = [
    (name, row) for name, rows in TABLE.items() for row in rows if row.of and ("other" in row.whose or "me_owner" in row.whose)
    and not row.is_public
]  # fmt: skip


@pytest.mark.parametrize(("name", "row"), REFUSED, ids=lambda part: part if isinstance(part, str) else "")
def test_every_refused_attempt_at_a_record_is_in_the_trail(name: str, row: Row, walker: Walker) -> None:
    """A3: each 403 and 404 on a foreign record leaves an entry with who asked."""
    missing = []
    for relation, caller, method in cells_refused(row):
        with undone():
            last = newest()
            url, data = row.url(name, walker.world, relation), row.data(walker.world, relation, caller)
            status = getattr(walker.client(caller), method)(
                url, data if method == "post" else None
            ).status_code
            entries = AuditEntry.objects.filter(
                pk__gt=last, is_refused=True, actor=walker.world.user(caller)
            ).count()
            if status in {403, 404} and entries != 1:
                missing.append((relation, caller, method, status, entries))
    assert missing == []


def cells_refused(row: Row) -> list[tuple[str, str, str]]:
    """The cells of signed-in people that the table refuses."""
    callers = [
        caller for caller in ("owner", "outsider", "assistant", "boss", "admin") if caller not in OUTSIDE
    ]
    return [
        (relation, caller, method)
        for relation in row.whose
        for caller in callers
        for method in ("get", "post")
        if row.expected(caller, relation, method.upper()) in {403, 404}
    ]


def test_passwords_of_forms_are_nowhere(walker: Walker, caplog: pytest.LogCaptureFixture) -> None:
    """A4: what is typed into the password field is in no table and in no line of the log."""
    word = "canary-password-5527"
    Client().post("/sign-in/", {"username": "nobody@qicheng-tools.example", "password": word})
    Client().post("/sign-in/", {"username": walker.world.cast.owner.email, "password": word})
    kept = list(AuditEntry.objects.values_list("detail__changes", "detail__label", "fields"))
    assert word not in str(kept) + caplog.text


def test_task_arguments_are_job_ids_only(walker: Walker) -> None:
    """A4: Celery carries the id of a row, never a text."""
    import inspect

    from core import tasks

    arguments: dict[str, Any] = {
        name: list(inspect.signature(task.run).parameters) for name, task in celery_tasks(tasks).items()
    }
    assert arguments == {"run_job": ["job_id"], "tick": []}


def celery_tasks(module: Any) -> dict[str, Any]:
    return {name: one for name, one in vars(module).items() if hasattr(one, "apply_async")}


def test_upload_name_cannot_forge_the_trail(walker: Walker) -> None:
    upload = SimpleUploadedFile("a\r\nb.txt", b"x")
    walker.client("owner").post(
        reverse("customers:file_add", args=[walker.world["own"].customer.pk]), {"file": upload}
    )
    labels = AuditEntry.objects.filter(verb="customers.file_added").values_list("detail__changes", flat=True)
    assert [any(sign in str(list(labels)) for sign in ("\r", "\n", "\\r", "\\n"))] == [False]


@pytest.mark.parametrize(
    ("address", "asked"),
    [
        ("/?person=999999", "accounts.user:999999"),
        ("/?person=x", "accounts.user:x"),
        ("/settings/policy/core.nothing/", "core.policysetting:core.nothing"),
    ],
)
def test_what_is_hidden_or_absent_is_in_the_trail(address: str, asked: str, walker: Walker) -> None:
    assert walker.client("manager").get(address).status_code == 404
    entry = AuditEntry.objects.order_by("-pk").select_related("detail").first()
    assert (entry.verb, entry.actor_id) == ("core.not_found", walker.world.user("manager").pk)
    assert (entry.is_refused, entry.detail.changes) == (True, {"asked": ["", asked]})
