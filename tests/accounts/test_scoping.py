from datetime import timedelta
from types import SimpleNamespace

from accounts.scoping import responsible_for, scope_of
from customers.models import Customer
from tests.factories import AT, AbsenceFactory, CustomerFactory


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
