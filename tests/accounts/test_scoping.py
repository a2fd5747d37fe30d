from datetime import timedelta
from types import SimpleNamespace

import pytest
from django.utils import timezone

from accounts.domain import answering_for
from accounts.models import Role, User
from accounts.scoping import responsible_for, scope_of
from customers.models import Customer
from customers.permissions import can_edit_customer
from followups.permissions import can_log
from inquiries.permissions import can_act
from tests.factories import AT, AbsenceFactory, CustomerFactory, InquiryFactory, UserFactory


def test_scope_owner_sees_own_rows_only(cast: SimpleNamespace) -> None:
    mine, _other = CustomerFactory(owner=cast.owner), CustomerFactory(owner=cast.teammate)
    assert list(Customer.objects.visible_to(cast.owner)) == [mine]


def test_scope_manager_sees_the_team_and_the_pool(cast: SimpleNamespace) -> None:
    mine, _foreign = CustomerFactory(owner=cast.owner), CustomerFactory(owner=cast.outsider)
    pool = CustomerFactory(owner=None)
    assert set(Customer.objects.visible_to(cast.manager)) == {mine, pool}


def test_scope_boss_sees_all_and_others_nothing(cast: SimpleNamespace) -> None:
    CustomerFactory(owner=cast.owner)
    seen = {
        name: Customer.objects.visible_to(getattr(cast, name)).count()
        for name in vars(cast)
        if "team" not in name
    }
    assert {name for name, count in seen.items() if count} == {"owner", "manager", "boss"}


def test_scope_stand_in_sees_rows_for_whole_days_of_the_absence(cast: SimpleNamespace) -> None:
    AbsenceFactory(user=cast.owner, stand_in=cast.stand_in, starts_on=AT.date(), ends_on=AT.date())
    days = [AT - timedelta(days=1), AT, AT + timedelta(days=1)]
    assert [cast.owner.pk in scope_of(cast.stand_in, day).people for day in days] == [False, True, False]


def test_responsible_passes_from_owner_to_stand_in_to_manager(cast: SimpleNamespace) -> None:
    day = AT.date()
    assert responsible_for(cast.owner, day) == cast.owner
    AbsenceFactory(user=cast.owner, stand_in=cast.stand_in, starts_on=day, ends_on=day)
    assert responsible_for(cast.owner, day) == cast.stand_in
    AbsenceFactory(user=cast.stand_in, starts_on=day, ends_on=day)
    assert responsible_for(cast.owner, day) == cast.manager
    assert responsible_for(cast.frozen, day) == cast.manager


OWNER, STAND_IN, MANAGER = 1, 2, 3


@pytest.mark.parametrize(
    ("absences", "gone", "manager", "expected"),
    [
        ({}, (), MANAGER, OWNER),
        ({OWNER: STAND_IN}, (), MANAGER, STAND_IN),
        ({OWNER: None}, (), MANAGER, MANAGER),
        ({OWNER: STAND_IN, STAND_IN: OWNER}, (), MANAGER, MANAGER),
        ({OWNER: STAND_IN}, (STAND_IN,), MANAGER, MANAGER),
        ({}, (OWNER,), MANAGER, MANAGER),
        ({OWNER: STAND_IN}, (OWNER,), MANAGER, MANAGER),
        ({OWNER: None}, (), None, OWNER),
        ({OWNER: STAND_IN}, (OWNER,), None, None),
        ({OWNER: None}, (MANAGER,), MANAGER, OWNER),
        ({OWNER: None}, (OWNER, MANAGER), MANAGER, None),
        ({OWNER: None}, (), OWNER, OWNER),
    ],
)
def test_answering_is_as_n9_says(
    absences: dict[int, int | None], gone: tuple[int, ...], manager: int | None, expected: int | None
) -> None:
    assert answering_for(OWNER, manager=manager, absences=absences, gone=gone) == expected


def test_responsible_for_a_frozen_absent_owner_is_the_manager(cast: SimpleNamespace) -> None:
    AbsenceFactory(user=cast.frozen, stand_in=cast.stand_in, starts_on=AT.date(), ends_on=AT.date())
    assert responsible_for(cast.frozen, AT.date()) == cast.manager
    assert cast.frozen.pk not in scope_of(cast.stand_in, AT).people


@pytest.mark.parametrize(
    ("name", "roles"), [("manager", {"is_manager": False, "is_salesperson": True}), ("stand_in", {"is_salesperson": False, "is_assistant": True})]
)  # fmt: skip
def test_who_no_longer_leads_or_sells_answers_for_nobody_from_now_on(
    cast: SimpleNamespace, name: str, roles: dict[str, bool]
) -> None:
    """Their role was taken, their name still stands at the team or the absence; what they answered for stays theirs."""
    day, person = timezone.localdate(), getattr(cast, name)
    past = day - timedelta(days=7)
    stand_in = cast.stand_in if name == "stand_in" else None
    for on in (past, day):
        AbsenceFactory(user=cast.owner, stand_in=stand_in, starts_on=on, ends_on=on)
    User.objects.filter(pk=person.pk).update(**roles)
    seen = [
        User.objects.get(pk=person.pk),
        User.objects.select_related("team__manager").get(pk=cast.owner.pk),
    ]
    assert cast.owner.pk not in scope_of(seen[0]).people
    assert responsible_for(seen[1], day) == (cast.owner if name == "manager" else cast.manager)
    assert responsible_for(seen[1], past) == person


def test_scope_stand_in_who_is_away_too_sees_nothing_of_the_absent(cast: SimpleNamespace) -> None:
    for user, stand_in in ((cast.owner, cast.stand_in), (cast.stand_in, cast.teammate)):
        AbsenceFactory(user=user, stand_in=stand_in, starts_on=AT.date(), ends_on=AT.date())
    seen = [scope_of(person, AT).people for person in (cast.stand_in, cast.teammate)]
    assert seen == [{cast.stand_in.pk}, {cast.teammate.pk, cast.stand_in.pk}]


def test_boss_who_also_sells_acts_as_stand_in(cast: SimpleNamespace) -> None:
    boss = UserFactory(roles=(Role.BOSS, Role.SALESPERSON))
    today = timezone.localdate()
    AbsenceFactory(user=cast.owner, stand_in=boss, starts_on=today, ends_on=today)
    rows = [CustomerFactory(owner=owner) for owner in (cast.owner, cast.teammate, boss)]
    inquiries = [InquiryFactory(customer=row, owner=row.owner) for row in rows]
    assert [can_edit_customer(boss, row) for row in rows] == [True, False, True]
    assert [can_log(boss, row) for row in rows] == [True, False, True]
    assert [can_act(boss, row) for row in inquiries] == [True, False, True]
    assert [can_act(cast.boss, row) for row in inquiries] == [False, False, False]
    assert Customer.objects.visible_to(boss).count() == 3


def test_boss_acts_on_what_nobody_holds_only_as_a_manager_too(cast: SimpleNamespace) -> None:
    both = UserFactory(roles=(Role.BOSS, Role.MANAGER))
    nobodys = InquiryFactory(customer=None, owner=None)
    people = (cast.boss, both, cast.manager, cast.owner)
    assert [can_act(person, nobodys) for person in people] == [False, True, True, False]
