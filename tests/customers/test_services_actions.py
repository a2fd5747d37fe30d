"""Grade, owner, stage, contacts, tags, interests, files: effects, audit, timeline; refusals leave nothing behind."""

from datetime import datetime, timedelta
from types import SimpleNamespace

import pytest
from django.core.exceptions import PermissionDenied, ValidationError
from django.core.files.uploadedfile import SimpleUploadedFile
from django.utils import timezone

from accounts.models import Team, User
from core.files import FileRefused
from core.models import AuditDetail, AuditEntry, Notification, StoredFile
from customers.models import Contact, Customer, CustomerFile, GradeChange, OwnerPeriod, Stage, TimelineEntry
from customers.services import (
    ContactValues,
    DuplicateBuyer,
    OwnerRefused,
    StageRefused,
    StaleEdit,
    add_contact,
    attach_file,
    change_grade,
    change_owner,
    change_stage,
    make_primary,
    note_interests,
    tag_customers,
    update_contact,
)
from tests.customers.conftest import Enter
from tests.factories import AbsenceFactory, CustomerFactory


def newest(customer: Customer) -> tuple[str, str, dict]:
    entry = customer.timeline.order_by("-pk")[0]
    return entry.kind, entry.text, entry.values


def test_change_grade_keeps_history_and_tells_of_a_fallen_a(cast: SimpleNamespace, at: datetime) -> None:
    row = CustomerFactory(owner=cast.owner, grade="A")
    change_grade(actor=cast.owner, customer=row, grade="C", reason="no money", at=at)
    change = GradeChange.objects.get()
    assert (change.before, change.after, change.reason, change.by) == ("A", "C", "no money", cast.owner)
    assert newest(row) == ("grade", "no money", {"before": "A", "after": "C"})
    assert AuditDetail.objects.get().changes == {"grade": ["A", "C"], "reason": ["", "no money"]}
    assert [notice.user for notice in Notification.objects.all()] == [cast.manager]


def test_change_grade_same_grade_confirms_it(cast: SimpleNamespace, at: datetime) -> None:
    row = CustomerFactory(owner=cast.owner, grade="B")
    change_grade(actor=cast.owner, customer=row, grade="B", reason="", at=at)
    row.refresh_from_db()
    assert (row.graded_at, GradeChange.objects.count(), row.timeline.count()) == (at, 0, 0)


@pytest.mark.parametrize(("grade", "reason"), [("Z", "x"), ("A", ""), ("A", "x" * 201)])
def test_change_grade_refuses_nonsense(cast: SimpleNamespace, at: datetime, grade: str, reason: str) -> None:
    row = CustomerFactory(owner=cast.owner)
    with pytest.raises(ValidationError):
        change_grade(actor=cast.owner, customer=row, grade=grade, reason=reason, at=at)
    row.refresh_from_db()
    assert (row.grade, AuditEntry.objects.count(), GradeChange.objects.count()) == ("C", 0, 0)


def test_change_grade_is_not_the_stand_ins(cast: SimpleNamespace) -> None:
    now = timezone.now()
    row = CustomerFactory(owner=cast.owner)
    day = timezone.localdate(now)
    AbsenceFactory(user=cast.owner, stand_in=cast.stand_in, starts_on=day, ends_on=day)
    with pytest.raises(PermissionDenied):
        change_grade(actor=cast.stand_in, customer=row, grade="A", reason="x", at=now)
    assert change_stage(actor=cast.stand_in, customer=row, stage="quoted", at=now).stage == "quoted"


def test_change_owner_ends_one_period_and_begins_the_next(cast: SimpleNamespace, at: datetime) -> None:
    row = CustomerFactory(owner=cast.owner)
    change_owner(actor=cast.manager, customer=row, owner=cast.teammate, reason="region", at=at)
    periods = OwnerPeriod.objects.order_by("pk").values_list("owner", "ended_at", "reason")
    assert list(periods) == [(cast.owner.pk, at, ""), (cast.teammate.pk, None, "region")]
    assert newest(row) == (
        "owner",
        "region",
        {"before": cast.owner.full_name, "after": cast.teammate.full_name},
    )
    assert [notice.user for notice in Notification.objects.all()] == [cast.teammate]
    change_owner(
        actor=cast.manager, customer=row, owner=None, reason="to the pool", at=at + timedelta(hours=1)
    )
    assert OwnerPeriod.objects.filter(ended_at=None).count() == 0


@pytest.mark.parametrize(
    ("actor", "owner", "reason", "error"),
    [
        ("owner", "teammate", "x", PermissionDenied),
        ("other_manager", "outsider", "x", PermissionDenied),
        ("manager", "frozen", "x", OwnerRefused),
        ("manager", "assistant", "x", OwnerRefused),
        ("manager", "teammate", " ", ValidationError),
    ],
)
def test_change_owner_refusals_change_nothing(
    cast: SimpleNamespace, at: datetime, actor: str, owner: str, reason: str, error: type[Exception]
) -> None:
    row = CustomerFactory(owner=cast.owner)
    with pytest.raises(error):
        change_owner(
            actor=getattr(cast, actor), customer=row, owner=getattr(cast, owner), reason=reason, at=at
        )
    row.refresh_from_db()
    assert (row.owner, OwnerPeriod.objects.filter(ended_at=None).count(), row.timeline.count()) == (
        cast.owner,
        1,
        0,
    )


def test_change_stage_walks_the_table(cast: SimpleNamespace, at: datetime) -> None:
    row = CustomerFactory(owner=cast.owner)
    change_stage(actor=cast.owner, customer=row, stage=Stage.QUOTED, at=at)
    assert newest(row) == ("stage", "", {"before": "new", "after": "quoted"})
    for stage, reason in (("new", ""), ("lost", ""), ("nowhere", "x")):
        with pytest.raises(StageRefused):
            change_stage(actor=cast.owner, customer=row, stage=stage, reason=reason, at=at)
    assert change_stage(actor=None, customer=row, stage="lost", reason="silent", at=at).stage == "lost"
    assert AuditEntry.objects.filter(verb="customers.stage_changed").count() == 2


def test_contacts_first_is_primary_and_primary_moves(
    cast: SimpleNamespace, enter: Enter, at: datetime
) -> None:
    row = enter(name="Northfield")
    first = add_contact(
        actor=cast.owner, customer=row, values=ContactValues(name="Carol", email="c@n.example"), at=at
    )
    second = add_contact(actor=cast.owner, customer=row, values=ContactValues(name="Doug"), at=at)
    make_primary(actor=cast.owner, contact=second, at=at)
    assert list(row.contacts.values_list("name", "is_primary")) == [("Doug", True), ("Carol", False)]
    row.refresh_from_db()
    assert ("c@n.example" in row.search_text, row.lookup_keys.filter(kind="email").count()) == (True, 1)
    update_contact(actor=cast.owner, contact=first, values={"email": "carol@n.example"}, version=1, at=at)
    assert row.lookup_keys.get(kind="email").value == "carol@n.example"
    update_contact(actor=cast.owner, contact=second, values={"left_on": at.date()}, version=1, at=at)
    assert Contact.objects.get(pk=second.pk).is_primary is False
    assert AuditEntry.objects.filter(verb__startswith="customers.contact").count() == 5


def test_contact_changed_meanwhile_is_refused_and_stays(
    cast: SimpleNamespace, enter: Enter, at: datetime
) -> None:
    contact = add_contact(
        actor=cast.owner, customer=enter(name="Northfield"), values=ContactValues(name="Carol"), at=at
    )
    update_contact(actor=cast.owner, contact=contact, values={"job_title": "Buyer"}, version=1, at=at)
    with pytest.raises(StaleEdit) as stale:
        update_contact(actor=cast.manager, contact=contact, values={"job_title": ""}, version=1, at=at)
    assert (stale.value.current.job_title, stale.value.current.version) == ("Buyer", 2)
    assert Contact.objects.values_list("job_title", "version").get(pk=contact.pk) == ("Buyer", 2)


def test_contact_with_anothers_address_is_refused(cast: SimpleNamespace, enter: Enter, at: datetime) -> None:
    enter(owner=cast.teammate, name="Granite", email="ray@granite.example")
    row = enter(name="Northfield")
    with pytest.raises(DuplicateBuyer) as refused:
        add_contact(
            actor=cast.owner, customer=row, values=ContactValues(name="R", email="ray@granite.example"), at=at
        )
    assert [match.customer.name for match in refused.value.candidates] == ["Granite"]
    assert (row.contacts.count(), row.timeline.count()) == (0, 1)


def test_tag_customers_is_all_or_nothing(cast: SimpleNamespace, at: datetime) -> None:
    mine, foreign = CustomerFactory(owner=cast.owner), CustomerFactory(owner=cast.outsider)
    with pytest.raises(PermissionDenied):
        tag_customers(actor=cast.owner, customers=[mine, foreign], add=["a"], at=at)
    assert mine.tags.count() == 0
    assert tag_customers(actor=cast.owner, customers=[mine], add=["a", " a "], at=at) == 1
    assert tag_customers(actor=cast.owner, customers=[mine], add=["a"], at=at) == 0
    assert AuditEntry.objects.filter(verb="customers.tagged").count() == 1


def test_note_interests_counts_each_product_once_an_inquiry(at: datetime, db: None) -> None:
    row = CustomerFactory()
    note_interests(customer=row, words=["socket set", "", "socket set"], at=at)
    note_interests(customer=row, words=["socket set"], at=at - timedelta(days=3))
    assert list(row.interests.values_list("words", "times", "last_asked_at")) == [("socket set", 2, at)]


def test_attach_file_keeps_it_and_refuses_too_much(
    cast: SimpleNamespace, at: datetime, settings: SimpleNamespace
) -> None:
    row = CustomerFactory(owner=cast.owner)
    attach_file(actor=cast.owner, customer=row, upload=SimpleUploadedFile("a.pdf", b"%PDF"), at=at)
    assert newest(row) == ("file", "", {"title": "a.pdf"})
    settings.FILE_SIZE_LIMIT = 3
    with pytest.raises(FileRefused):
        attach_file(actor=cast.owner, customer=row, upload=SimpleUploadedFile("b.pdf", b"%PDF"), at=at)
    with pytest.raises(PermissionDenied):
        attach_file(actor=cast.outsider, customer=row, upload=SimpleUploadedFile("c.pdf", b"1"), at=at)
    counts = [model.objects.count() for model in (StoredFile, CustomerFile, TimelineEntry)]
    assert counts == [1, 1, 1]


@pytest.mark.parametrize("lack", ["team", "manager"])
def test_fallen_a_customer_is_told_to_the_boss_where_there_is_no_manager(
    cast: SimpleNamespace, at: datetime, lack: str
) -> None:
    """rules.md §2: somebody is always told."""
    customer = CustomerFactory(owner=cast.owner, grade="A")
    if lack == "team":
        User.objects.filter(pk=cast.owner.pk).update(team=None)
    else:
        Team.objects.filter(pk=cast.team.pk).update(manager=None)
    change_grade(actor=cast.owner, customer=customer, grade="B", reason="fell silent", at=at)
    told = Notification.objects.filter(key__startswith="downgrade:").values_list("user_id", flat=True)
    assert list(told) == [cast.boss.pk]
