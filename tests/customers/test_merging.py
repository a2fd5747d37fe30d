"""Two records of one buyer become one, and two again (rules.md §5)."""

import random
from collections.abc import Callable
from datetime import datetime, timedelta
from types import SimpleNamespace
from typing import Any

import pytest
from django.core.exceptions import PermissionDenied, ValidationError
from django.core.files.uploadedfile import SimpleUploadedFile

from core.forms_once import AlreadySubmitted
from core.models import AuditEntry, Notification
from customers import services
from customers.domain.lookup import Subject
from customers.domain.merging import joined
from customers.lookup import find_matches
from customers.models import (
    Contact,
    Customer,
    CustomerFile,
    CustomerLink,
    CustomerMerge,
    GradeChange,
    ImportRow,
    Interest,
    LookupKey,
    MergeStep,
    OwnerPeriod,
    TimelineEntry,
    TwinPair,
)
from customers.selectors.finding import find_customers
from customers.selectors.links import read_links
from customers.selectors.merging import merges_behind, recent_merges
from customers.services import ContactValues, DuplicateBuyer, MergeRefused, OwnerRefused, StaleMerge
from customers.services.merging import stamp_of
from followups.models import DateByHand, FollowUp, Task
from followups.services import FollowUpValues, add_task, recompute_due, record_follow_up, set_due_by_hand
from inquiries.models import Inquiry
from inquiries.services import Buyer, InquiryValues, close_inquiry, log_inquiry
from inquiries.services.clocks import count_open_inquiries
from tests.conftest import result_of
from tests.customers.conftest import Enter
from tests.factories import BuyerMessageFactory, CustomerFactory, InquiryFactory, TaskFactory

HOUR = timedelta(hours=1)
THROUGH: Any = Customer.tags.through
TABLES: tuple[Any, ...] = (
    Customer, Contact, LookupKey, OwnerPeriod, GradeChange, Interest, CustomerFile, TimelineEntry, THROUGH, ImportRow,
    TwinPair, CustomerLink, Inquiry, FollowUp, DateByHand, Task,
)  # fmt: skip
CHILDREN = tuple(table for table in TABLES if table is not Customer)


@pytest.fixture
def two(enter: Enter) -> tuple[Customer, Customer]:
    """One buyer entered twice by one salesperson."""
    first = enter(
        name="Northfield Hardware Supply", email="carol@northfield.example", person="Carol Jensen",
        city="Austin", note="Pays late",
    )  # fmt: skip
    second = enter(
        name="Nothfield Hardware", email="c.jensen@mailbox.example", person="Carol J.",
        website="northfield-tools.example", fax="+1 512 555 0199", phone="+1 512 555 0100", city="Dallas", note="Wants samples",
    )  # fmt: skip
    return first, second


def merge(
    actor: Any, kept: Customer, gone: Customer, at: datetime, picks: Any = (), **more: Any
) -> CustomerMerge:
    stamps = {row.pk: stamp_of(Customer.objects.get(pk=row.pk)) for row in (kept, gone)}
    return services.merge_customers(
        actor=actor, kept=kept, gone=gone, picks=dict(picks), at=at, **{"stamps": stamps, **more}
    )


def rows_of(*tables: Any) -> dict[str, list[dict[str, Any]]]:
    """Every byte of these tables; of customers without the count of edits, which only rises."""
    return {
        table._meta.label: [
            {name: value for name, value in row.items() if (table, name) != (Customer, "version")}
            for row in table.objects.order_by("pk").values()
        ]
        for table in tables
    }


def differences(before: dict[str, Any], after: dict[str, Any]) -> list[Any]:
    """What is not the same, column by column."""
    found: list[Any] = []
    for label, rows in before.items():
        found += [(label, "rows", len(rows), len(after[label]))] * (len(rows) != len(after[label]))
        for one, other in zip(rows, after[label], strict=False):
            found += [
                (label, one["id"], name, one[name], other[name]) for name in one if one[name] != other[name]
            ]
    return found


def test_survivor_has_the_chosen_values_and_the_contacts_of_both(
    cast: SimpleNamespace, two: tuple[Customer, Customer], at: datetime
) -> None:
    kept, gone = two
    merge(cast.manager, kept, gone, at, {"city": "gone"})
    kept.refresh_from_db()
    assert (kept.name, kept.city, kept.website, kept.fax, kept.note) == (
        "Northfield Hardware Supply", "Dallas", "northfield-tools.example", "+1 512 555 0199", "Pays late\nWants samples",
    )  # fmt: skip
    assert sorted(kept.contacts.values_list("email", "is_primary")) == [
        ("c.jensen@mailbox.example", False), ("carol@northfield.example", True),
    ]  # fmt: skip
    gone.refresh_from_db()
    assert (gone.merged_into, gone.next_due_on) == (kept, None)


def test_nobody_can_enter_the_buyer_again_under_an_old_key(
    cast: SimpleNamespace, two: tuple[Customer, Customer], enter: Enter, at: datetime
) -> None:
    merge(cast.manager, *two, at, {"name": "gone", "website": "kept"})
    for again in (
        {"name": "Northfield Hardware Supply"}, {"name": "Nothfield Hardware Inc."},
        {"name": "A", "email": "c.jensen@mailbox.example"}, {"name": "B", "website": "northfield-tools.example"},
        {"name": "C", "phone": "+15125550100"},
    ):  # fmt: skip
        with pytest.raises(DuplicateBuyer) as told:
            enter(**again)
        assert [match.customer.pk for match in told.value.candidates] == [two[0].pk]


def test_old_keys_stay_when_the_survivor_is_edited(
    cast: SimpleNamespace, two: tuple[Customer, Customer], enter: Enter, at: datetime
) -> None:
    kept, gone = two
    merge(cast.manager, kept, gone, at)
    kept.refresh_from_db()
    services.update_customer(
        actor=cast.owner,
        customer=kept,
        values={"name": "Northfield Group", "phone": ""},
        version=kept.version,
        at=at,
    )
    with pytest.raises(DuplicateBuyer):
        enter(name="Nothfield Hardware")


def test_survivor_is_found_under_the_other_name(
    cast: SimpleNamespace, two: tuple[Customer, Customer], at: datetime
) -> None:
    kept, gone = two
    merge(cast.manager, kept, gone, at)
    assert [hit.customer for hit in find_customers(cast.owner, "nothfield")] == [kept]
    found = find_matches(user=cast.owner, subject=Subject(name="Nothfield Hardware", country="US"), at=at)
    assert [(match.customer, match.band) for match in found] == [(kept, "sure")]


def test_work_of_both_is_the_survivors(
    cast: SimpleNamespace, two: tuple[Customer, Customer], at: datetime
) -> None:
    kept, gone = two
    for customer, ago in ((kept, 3), (gone, 1)):
        values = FollowUpValues(text=f"Called {customer}", channel="phone", at=at - ago * HOUR)
        record_follow_up(actor=cast.owner, customer=customer, values=values, at=at)
        add_task(
            actor=cast.owner, assignee=cast.owner, title="Samples", due_on=at.date(), customer=customer, at=at
        )
        InquiryFactory(customer=customer, owner=cast.owner)
    before = TimelineEntry.objects.count()
    merge(cast.manager, kept, gone, at)
    kept.refresh_from_db()
    assert [
        getattr(kept, name).count() for name in ("follow_ups", "tasks", "inquiries", "owner_periods")
    ] == [2, 2, 2, 2]  # fmt: skip
    assert (kept.last_contact_at, kept.month_contacts, kept.open_inquiries) == (at - HOUR, 1, 2)
    assert kept.timeline.count() == before + 1
    assert not any(getattr(gone, name).exists() for name in ("follow_ups", "tasks", "inquiries", "timeline"))
    assert OwnerPeriod.objects.filter(customer=kept, ended_at=None).count() == 1


def test_products_asked_about_are_counted_together(
    cast: SimpleNamespace, two: tuple[Customer, Customer], at: datetime
) -> None:
    kept, gone = two
    services.note_interests(customer=kept, words=["hex keys", "pliers"], at=at)
    services.note_interests(customer=gone, words=["hex keys", "sockets"], at=at + HOUR)
    found = merge(cast.manager, kept, gone, at)
    assert sorted(kept.interests.values_list("words", "times")) == [
        ("hex keys", 2),
        ("pliers", 1),
        ("sockets", 1),
    ]
    services.note_interests(customer=kept, words=["hex keys"], at=at + HOUR)
    services.undo_merge(actor=cast.manager, merge=found, at=at + HOUR)
    assert sorted(kept.interests.values_list("words", "times")) == [("hex keys", 2), ("pliers", 1)]


def test_other_owners_customer_goes_to_the_chosen_owner_with_inquiries_and_tasks(
    cast: SimpleNamespace, enter: Enter, at: datetime
) -> None:
    kept, gone = enter(name="Alpha Tools"), enter(name="Alfa Tools Works", owner=cast.teammate)
    InquiryFactory(customer=kept, owner=cast.owner)
    TaskFactory(assignee=cast.owner, customer=kept)
    merge(cast.manager, kept, gone, at, {"owner_id": "gone"})
    kept.refresh_from_db()
    assert kept.owner == cast.teammate
    assert {kept.inquiries.get().owner, kept.tasks.get().assignee} == {cast.teammate}
    periods = kept.owner_periods.order_by("pk").values_list("owner", "ended_at")
    assert list(periods) == [(cast.owner.pk, at), (cast.teammate.pk, None)]
    told = Notification.objects.get(key__startswith="merge:")
    assert (told.user, told.about_id) == (cast.teammate, kept.pk)


def test_owner_who_left_is_not_proposed_and_not_taken(
    cast: SimpleNamespace, enter: Enter, at: datetime
) -> None:
    kept, gone = enter(name="Alpha Tools"), enter(name="Alfa Tools Works", owner=cast.teammate)
    cast.teammate.frozen_at = at
    cast.teammate.save(update_fields=["frozen_at"])
    with pytest.raises(OwnerRefused):
        merge(cast.manager, kept, gone, at, {"owner_id": "gone"})
    merge(cast.manager, gone, kept, at)
    gone.refresh_from_db()
    assert gone.owner == cast.owner


def test_grade_that_changes_is_a_step_of_the_history_and_its_fall_is_told(
    cast: SimpleNamespace, enter: Enter, at: datetime
) -> None:
    kept, gone = enter(name="Alpha Tools", grade="A"), enter(name="Alfa Tools Works", grade="C")
    merge(cast.boss, kept, gone, at, {"grade": "gone"})
    kept.refresh_from_db()
    step = kept.grade_changes.get(before="A")
    assert (kept.grade, step.after, step.by, step.at) == ("C", "C", cast.boss, at)
    assert Notification.objects.filter(user=cast.manager, key=f"downgrade:{step.pk}").exists()


def test_merge_is_recorded_once_with_before_and_after(
    cast: SimpleNamespace, two: tuple[Customer, Customer], at: datetime
) -> None:
    kept, gone = two
    before = AuditEntry.objects.count()
    found = merge(cast.manager, kept, gone, at, {"city": "gone"})
    assert AuditEntry.objects.count() == before + 1
    entry = AuditEntry.objects.get(verb="customers.merged")
    assert (entry.actor_id, entry.target_id) == (cast.manager.pk, str(kept.pk))
    assert {"merged": [None, gone.pk], "city": ["Austin", "Dallas"]}.items() <= entry.detail.changes.items()
    services.undo_merge(actor=cast.manager, merge=found, at=at)
    assert AuditEntry.objects.filter(verb="customers.merge_undone").count() == 1


def test_links_of_both_are_the_survivors_without_one_to_itself(
    cast: SimpleNamespace, two: tuple[Customer, Customer], enter: Enter, at: datetime
) -> None:
    (kept, gone), third, fourth = two, enter(name="Granite State Fasteners"), enter(name="Bramwick Quill")
    for one, other, relation in (
        (kept, gone, "group"), (kept, third, "branch"), (gone, third, "head_office"), (gone, fourth, "branch"),
    ):  # fmt: skip
        services.link_customers(actor=cast.owner, customer=one, other=other, relation=relation, at=at)
    merge(cast.manager, kept, gone, at)
    assert [one.name for one in read_links(cast.owner, kept)] == [str(fourth), str(third)]
    assert [one.name for one in read_links(cast.owner, third)] == [str(kept)]


def test_pair_is_judged_and_notices_lead_to_the_survivor(
    cast: SimpleNamespace, two: tuple[Customer, Customer], at: datetime
) -> None:
    kept, gone = two
    pair = TwinPair.objects.create(first=kept, second=gone, certainty=0.8, found_at=at)
    notice = Notification.objects.create(
        user=cast.owner,
        key="x",
        message="x",
        about_type="customers.customer",
        about_id=gone.pk,
        created_at=at,
    )
    merge(cast.manager, gone, kept, at)
    pair.refresh_from_db()
    notice.refresh_from_db()
    assert (pair.decided_as, pair.decided_by, notice.about_id) == ("same", cast.manager, gone.pk)


def make_pair(one: Customer, other: Customer, at: datetime, decision: str = "", by: Any = None) -> TwinPair:
    first, second = sorted((one, other), key=lambda row: row.pk)
    decided = {"decided_as": decision, "decided_by": by, "decided_at": at} if decision else {}
    return TwinPair.objects.create(first=first, second=second, certainty=0.8, found_at=at, **decided)


def judgements(customer: Customer) -> dict[str, tuple[str, str]]:
    """What was said of a customer and each other one, and by whom."""
    pairs = TwinPair.objects.of(customer).select_related("first", "second", "decided_by")
    return {
        pair.other_than(customer).name: (pair.decided_as, pair.decided_by.name if pair.decided_by else "")
        for pair in pairs
    }


def test_who_is_another_buyer_stays_another_buyer(
    cast: SimpleNamespace, two: tuple[Customer, Customer], enter: Enter, at: datetime
) -> None:
    """Judged of the one that goes, it holds for the one that stays, unless that was judged itself; undone, all is as before."""
    kept, gone = two
    first, second, third, fourth = (
        enter(name=name) for name in ("Unknown Bolts", "Open Bolts", "Judged Bolts", "Undecided Bolts")
    )
    for other in (first, second, third):
        make_pair(gone, other, at - HOUR, "different", cast.boss)
    make_pair(gone, fourth, at)
    make_pair(kept, second, at)
    make_pair(kept, third, at - 2 * HOUR, "same", cast.manager)
    make_pair(kept, gone, at)
    before = rows_of(TwinPair)
    found = merge(cast.manager, kept, gone, at)
    boss, manager = cast.boss.name, cast.manager.name
    assert judgements(kept) == {
        gone.name: ("same", manager), "Unknown Bolts": ("different", boss), "Open Bolts": ("different", boss),
        "Judged Bolts": ("same", manager),
    }  # fmt: skip
    assert set(
        TwinPair.objects.of(kept).filter(decided_by=cast.boss).values_list("decided_at", flat=True)
    ) == {at - HOUR}
    assert list(TwinPair.objects.open()) == []
    services.undo_merge(actor=cast.manager, merge=found, at=at)
    assert differences(before, rows_of(TwinPair)) == []


def test_scan_does_not_ask_again_what_was_judged_of_the_merged_one(
    cast: SimpleNamespace, enter: Enter, at: datetime
) -> None:
    kept, gone, other = (
        enter(name=name)
        for name in ("Northfield Hardware Supply", "Nothfield Hardware Supply", "Northfield Hardwear Supply")
    )
    result_of(services.scan_twins(at=at))
    pair = TwinPair.objects.of(gone).of(other).get()
    services.decide_twin(actor=cast.manager, pair=pair, decision=TwinPair.Decision.DIFFERENT, at=at)
    found = merge(cast.manager, kept, gone, at)
    result_of(services.scan_twins(at=at + HOUR))
    assert not TwinPair.objects.open().exists()
    services.undo_merge(actor=cast.manager, merge=found, at=at)
    result_of(services.scan_twins(at=at + HOUR))
    assert TwinPair.objects.open().of(kept).of(other).exists()


def test_judgement_follows_through_two_merges_and_back(
    cast: SimpleNamespace, two: tuple[Customer, Customer], enter: Enter, at: datetime
) -> None:
    """A is not C; A goes into B, and C into D: B is not D."""
    (kept, gone), other, into = two, enter(name="Granite State Fasteners"), enter(name="Bramwick Quill")
    make_pair(gone, other, at, "different", cast.manager)
    before = rows_of(TwinPair)
    merges = [merge(cast.manager, kept, gone, at), merge(cast.manager, into, other, at)]
    assert TwinPair.objects.of(kept).of(into).get().decided_as == "different"
    for one in merges:
        services.undo_merge(actor=cast.manager, merge=one, at=at)
    assert differences(before, rows_of(TwinPair)) == []


def test_what_comes_for_the_merged_one_meanwhile_reaches_the_survivor(
    cast: SimpleNamespace, two: tuple[Customer, Customer], at: datetime
) -> None:
    kept, gone = two
    stale = Customer.objects.get(pk=gone.pk)
    merge(cast.manager, kept, gone, at)
    values = InquiryValues(text="Please quote.", received_at=at, source="email", channel="email")
    inquiry = log_inquiry(actor=cast.owner, values=values, buyer=Buyer(customer=stale), at=at)
    task = add_task(actor=cast.owner, assignee=cast.owner, title="x", due_on=at.date(), customer=stale, at=at)
    assert {inquiry.customer, task.customer} == {kept}
    with pytest.raises(PermissionDenied):
        record_follow_up(actor=cast.owner, customer=stale, values=FollowUpValues(text="x"), at=at)


@pytest.mark.parametrize("person", ["owner", "stand_in", "other_manager", "assistant", "admin"])
def test_who_may_not_give_both_away_merges_nothing(
    cast: SimpleNamespace, two: tuple[Customer, Customer], at: datetime, person: str
) -> None:
    with pytest.raises(PermissionDenied):
        merge(getattr(cast, person), *two, at)
    assert not CustomerMerge.objects.exists()


def test_customers_of_two_teams_are_the_bosss_to_merge(
    cast: SimpleNamespace, enter: Enter, at: datetime
) -> None:
    kept, gone = enter(name="Alpha Tools"), enter(name="Alfa Tools Works", owner=cast.outsider)
    for person in (cast.manager, cast.other_manager):
        with pytest.raises(PermissionDenied):
            merge(person, kept, gone, at)
    assert merge(cast.boss, kept, gone, at).survivor == kept


def test_merge_across_teams_is_listed_for_who_may_take_it_back(
    cast: SimpleNamespace, enter: Enter, at: datetime
) -> None:
    kept, gone = enter(name="Alpha Tools"), enter(name="Alfa Tools Works", owner=cast.outsider)
    found = merge(cast.boss, kept, gone, at)
    assert [recent_merges(person) for person in (cast.boss, cast.manager)] == [[found], []]
    assert not merges_behind(cast.manager, {found.pk})


def test_a_customer_is_not_merged_with_itself_nor_into_or_from_one_that_is_gone(
    cast: SimpleNamespace, two: tuple[Customer, Customer], enter: Enter, at: datetime
) -> None:
    (kept, gone), third = two, enter(name="Granite State Fasteners")
    with pytest.raises(MergeRefused, match="same"):
        merge(cast.manager, kept, kept, at)
    merge(cast.manager, kept, gone, at)
    for pair in ((gone, kept), (kept, gone), (gone, third), (third, gone)):
        with pytest.raises(MergeRefused, match="gone"):
            merge(cast.manager, *pair, at)


@pytest.mark.parametrize("change", ["edit", "grade", "owner"])
def test_merge_of_what_changed_since_it_was_shown_is_refused(
    cast: SimpleNamespace, two: tuple[Customer, Customer], at: datetime, change: str
) -> None:
    kept, gone = two
    stamps = {row.pk: stamp_of(row) for row in two}
    if change == "edit":
        services.update_customer(actor=cast.owner, customer=gone, values={"city": "Waco"}, version=1, at=at)
    elif change == "grade":
        services.change_grade(actor=cast.owner, customer=gone, grade="A", reason="Order", at=at)
    else:
        services.change_owner(actor=cast.manager, customer=gone, owner=cast.teammate, reason="x", at=at)
    with pytest.raises(StaleMerge):
        merge(cast.manager, kept, gone, at, stamps=stamps)
    assert not CustomerMerge.objects.exists()


@pytest.mark.parametrize(
    ("mine", "theirs", "both"),
    [("Pays late", "Pays", "Pays late"), ("Pays", "Pays late", "Pays late"), ("Pays", "Asks", "Pays\nAsks")],
)
def test_both_texts_say_nothing_twice(mine: str, theirs: str, both: str) -> None:
    assert joined(mine, theirs) == both


def test_two_texts_that_are_too_long_together_are_refused(
    cast: SimpleNamespace, enter: Enter, at: datetime
) -> None:
    kept, gone = enter(name="Alpha Tools", note="a" * 3_000), enter(name="Alfa Tools Works", note="b" * 3_000)
    with pytest.raises(ValidationError) as refused:
        merge(cast.manager, kept, gone, at)
    assert list(refused.value.message_dict) == ["note"]
    assert merge(cast.manager, kept, gone, at, {"note": "gone"}).pk


def test_same_form_a_second_time_changes_nothing(
    cast: SimpleNamespace, two: tuple[Customer, Customer], at: datetime
) -> None:
    token = "7f3c8a52-0c7e-4c39-9d0e-6d7b4f1c2a11"
    merge(cast.manager, *two, at, form_token=token)
    with pytest.raises(AlreadySubmitted) as second:
        merge(cast.manager, *two, at, form_token=token)
    assert second.value


# ── taking it back ──────────────────────────────────────────────────────────
def populate(
    chance: random.Random, cast: SimpleNamespace, customer: Customer, other: Customer, at: datetime
) -> None:
    """Give a customer what customers have, at random, through the services."""
    owner = customer.owner
    for number in range(chance.randrange(3)):
        mail = f"p{number}.{customer.pk}@mailbox{customer.pk}.example"
        person = ContactValues(name=f"Person {number}", email=mail)
        services.add_contact(actor=owner, customer=customer, values=person, at=at)
    for _ in range(chance.randrange(3)):
        inquiry = InquiryFactory(customer=customer, owner=owner, received_at=at - chance.randrange(90) * HOUR)
        BuyerMessageFactory(inquiry=inquiry)
    count_open_inquiries(customer)
    for _ in range(chance.randrange(4)):
        moment = at - timedelta(hours=chance.randrange(1, 200), microseconds=chance.randrange(999_999))
        values = FollowUpValues(text=f"Said {moment}", channel="phone", at=moment)
        record_follow_up(actor=owner, customer=customer, values=values, at=at)
    words = chance.sample(["hex keys", "pliers", "sockets", "tape measures"], chance.randrange(4))
    services.note_interests(customer=customer, words=words, at=at - chance.randrange(90) * HOUR)
    tags = chance.sample(["fair", "eu", "wholesale"], chance.randrange(3))
    services.tag_customers(actor=owner, customers=[customer], add=tags, at=at)
    add_what_may_be_there(chance, owner, customer, other, at)


def add_what_may_be_there(
    chance: random.Random, owner: Any, customer: Customer, other: Customer, at: datetime
) -> None:
    """Each of these with one half of the customers."""
    day = at.date() + timedelta(days=chance.randrange(1, 9))
    upload = SimpleUploadedFile("a.txt", b"Dear sirs")
    first, second = sorted((customer, other), key=lambda row: row.pk)
    for add in (
        lambda: add_task(actor=owner, assignee=owner, title="Send it", due_on=day, customer=customer, at=at),
        lambda: set_due_by_hand(actor=owner, customer=customer, due_on=day, reason="Fair", at=at),
        lambda: services.change_grade(
            actor=owner, customer=customer, grade=chance.choice("ABCD"), reason="Asked", at=at - HOUR
        ),
        lambda: services.attach_file(actor=owner, customer=customer, upload=upload, at=at),
        lambda: services.link_customers(
            actor=owner, customer=customer, other=CustomerFactory(owner=owner), relation="branch", at=at
        ),
        lambda: TwinPair.objects.get_or_create(first=first, second=second, certainty=0.8, found_at=at),
        lambda: make_pair(customer, CustomerFactory(owner=owner), at, "different", owner),
    ):
        if chance.random() < 0.5:
            add()


@pytest.mark.parametrize("seed", range(12))
def test_undone_merge_leaves_every_row_as_it_was(
    cast: SimpleNamespace, enter: Enter, at: datetime, seed: int, settings: Any, tmp_path: Any
) -> None:
    settings.MEDIA_ROOT = tmp_path
    chance = random.Random(seed)
    texts = {
        "city": ["", "Austin", "Dallas"],
        "note": ["", "Pays late", "Wants samples"],
        "fax": ["", "+1 512 555 0{}"],
    }
    pair = [
        enter(
            owner=chance.choice([cast.owner, cast.teammate]), name=f"{word} Hardware {seed}", email=f"{word}@{word}.example",
            person=word, grade=chance.choice("ABCD"),
            **{name: chance.choice(found).format(number + 100) for name, found in texts.items()},
        )
        for number, word in enumerate(("Northfield", "Nothfeild"))
    ]  # fmt: skip
    for one, other in (pair, pair[::-1]):
        populate(chance, cast, Customer.objects.get(pk=one.pk), other, at)
    recompute_due(customers=Customer.objects.all(), at=at)
    chance.shuffle(pair)
    picks = {
        name: chance.choice(["kept", "gone"]) for name in ("owner_id", "grade", "name", "city", "note", "fax")
    }
    before, counts = rows_of(*TABLES), {table: table.objects.count() for table in CHILDREN}
    found = merge(cast.manager, *pair, at, picks)
    lost = {
        table: counts[table] - table.objects.count()
        for table in CHILDREN
        if table.objects.count() < counts[table]
    }
    assert lost == {}
    assert rows_of(*TABLES) != before
    undone = services.undo_merge(actor=cast.manager, merge=found, at=at)
    after = rows_of(*TABLES)
    assert differences(before, after) == []
    assert (undone.kept, undone.merge.undone_by) == ((), cast.manager)


def test_what_was_added_since_stays_with_the_survivor_and_what_was_changed_is_listed(
    cast: SimpleNamespace, two: tuple[Customer, Customer], at: datetime
) -> None:
    kept, gone = two
    found = merge(cast.manager, kept, gone, at)
    kept.refresh_from_db()
    services.update_customer(
        actor=cast.owner,
        customer=kept,
        values={"website": "northfield.example", "address": "Main 1"},
        version=kept.version,
        at=at,
    )
    record_follow_up(
        actor=cast.owner, customer=kept, values=FollowUpValues(text="Called", channel="phone"), at=at + HOUR
    )
    undone = services.undo_merge(actor=cast.manager, merge=found, at=at + HOUR)
    kept.refresh_from_db()
    gone.refresh_from_db()
    assert undone.kept == ("website",)
    assert (kept.website, kept.address, kept.fax, kept.note) == (
        "northfield.example",
        "Main 1",
        "",
        "Pays late",
    )
    assert (kept.follow_ups.count(), kept.last_contact_at, gone.last_contact_at) == (1, at + HOUR, None)
    assert (gone.merged_into, gone.website, gone.contacts.count()) == (None, "northfield-tools.example", 1)
    keys = LookupKey.objects.filter(kind="domain", is_exclusive=True).values_list("customer", "value")
    assert set(keys) == {
        (kept.pk, "northfield.example"), (gone.pk, "northfield-tools.example"), (gone.pk, "mailbox.example"),
    }  # fmt: skip


def test_owner_and_primary_contact_changed_since_stay_one(
    cast: SimpleNamespace, enter: Enter, at: datetime
) -> None:
    kept, gone = enter(name="Alpha Tools", person="A", email="a@alpha.example"), enter(
        name="Alfa Tools Works", person="B", email="b@alfa.example", owner=cast.teammate
    )  # fmt: skip
    inquiry = InquiryFactory(customer=gone, owner=cast.teammate)
    services.add_contact(actor=cast.teammate, customer=gone, values=ContactValues(name="C"), at=at)
    found = merge(cast.manager, kept, gone, at, {"owner_id": "gone"})
    services.make_primary(actor=cast.manager, contact=Contact.objects.get(name="C"), at=at)
    services.change_owner(
        actor=cast.manager, customer=kept, owner=cast.owner, reason="Knows them", at=at + HOUR
    )
    undone = services.undo_merge(actor=cast.manager, merge=found, at=at + 2 * HOUR)
    kept.refresh_from_db()
    assert (undone.kept, kept.owner) == ((), cast.owner)  # it was given back to whom it was
    for row in (kept, gone):
        row.refresh_from_db()
        assert row.owner_periods.filter(ended_at=None).values_list("owner", flat=True).get() == row.owner_id
    inquiry.refresh_from_db()
    assert (inquiry.customer, inquiry.owner, gone.contacts.filter(is_primary=True).get().name) == (
        gone, cast.teammate, "C",
    )  # fmt: skip


def test_inquiry_closed_between_is_closed_where_it_belongs(
    cast: SimpleNamespace, two: tuple[Customer, Customer], at: datetime
) -> None:
    kept, gone = two
    inquiry = InquiryFactory(customer=gone, owner=cast.owner)
    Customer.objects.filter(pk=gone.pk).update(open_inquiries=1)
    found = merge(cast.manager, kept, gone, at)
    close_inquiry(actor=cast.owner, inquiry=inquiry, state="invalid", reason="spam", at=at)
    services.undo_merge(actor=cast.manager, merge=found, at=at)
    gone.refresh_from_db()
    assert (gone.inquiries.count(), gone.open_inquiries) == (1, 0)


def test_merges_are_undone_in_the_order_that_leaves_no_hole(
    cast: SimpleNamespace, two: tuple[Customer, Customer], enter: Enter, at: datetime
) -> None:
    (second, first), third = two, enter(name="Granite State Fasteners")
    before = rows_of(*TABLES)
    inner, outer = merge(cast.manager, second, first, at), merge(cast.manager, third, second, at)
    first.refresh_from_db()
    assert first.merged_into == third
    with pytest.raises(MergeRefused, match="merged_on"):
        services.undo_merge(actor=cast.manager, merge=inner, at=at)
    for found in (outer, inner):
        services.undo_merge(actor=cast.manager, merge=found, at=at)
    with pytest.raises(MergeRefused, match="undone"):
        services.undo_merge(actor=cast.manager, merge=inner, at=at)
    assert rows_of(*TABLES) == before


def test_undo_is_refused_when_a_key_is_anothers_by_now(
    cast: SimpleNamespace, two: tuple[Customer, Customer], enter: Enter, at: datetime
) -> None:
    kept, gone = two
    third = enter(name="Granite State Fasteners")
    found = merge(cast.manager, kept, gone, at)
    LookupKey.objects.filter(kind="domain", value="northfield-tools.example").update(customer=third)
    before = rows_of(*TABLES)
    with pytest.raises(DuplicateBuyer) as told:
        services.undo_merge(actor=cast.manager, merge=found, at=at)
    assert [match.customer for match in told.value.candidates] == [third]
    assert differences(before, rows_of(*TABLES)) == []


@pytest.mark.parametrize("person", ["owner", "other_manager", "assistant"])
def test_who_may_not_merge_undoes_nothing(
    cast: SimpleNamespace, two: tuple[Customer, Customer], at: datetime, person: str
) -> None:
    found = merge(cast.manager, *two, at)
    with pytest.raises(PermissionDenied):
        services.undo_merge(actor=getattr(cast, person), merge=found, at=at)
    found.refresh_from_db()
    assert found.undone_at is None


def test_merge_costs_the_same_with_more_children(
    cast: SimpleNamespace,
    two: tuple[Customer, Customer],
    at: datetime,
    django_assert_max_num_queries: Callable,
) -> None:
    kept, gone = two
    for number in range(6):
        services.add_contact(
            actor=cast.owner,
            customer=gone,
            values=ContactValues(name=f"P{number}", email=f"p{number}@gmail.com"),
            at=at,
        )
        InquiryFactory(customer=gone, owner=cast.owner)
        TaskFactory(customer=gone, assignee=cast.owner)
    with django_assert_max_num_queries(120):
        found = merge(cast.manager, kept, gone, at)
    assert MergeStep.objects.filter(merge=found).count() < 60
    with django_assert_max_num_queries(110):
        services.undo_merge(actor=cast.manager, merge=found, at=at)
