"""Teams in the browser (the admin's): names, managers, people."""

from collections.abc import Callable
from types import SimpleNamespace

import pytest
import time_machine
from django.core.exceptions import PermissionDenied
from django.test import Client
from django.urls import reverse

from accounts import services
from accounts.models import Role, Team, User
from core.models import AuditEntry
from customers.models import Customer
from tests.factories import AT, PASSWORD, CustomerFactory, TeamFactory, UserFactory

ClientOf = Callable[[User], Client]


@pytest.fixture(autouse=True)
def _now() -> object:
    with time_machine.travel(AT, tick=False):
        yield


@pytest.fixture
def admin(cast: SimpleNamespace) -> User:
    cast.admin.set_password(PASSWORD)
    cast.admin.save()
    return cast.admin


def edited(team: Team, **changes: object) -> dict[str, object]:
    """The form as the page shows it, with `changes`."""
    people = list(team.members.values_list("pk", flat=True))
    whole = {
        "name": team.name, "manager": team.manager_id or "", "people": people, "seen": ",".join(map(str, people)),
        "password": PASSWORD,
    }  # fmt: skip
    return whole | changes


def entries(verb: str) -> list[dict[str, list[str]]]:
    found = AuditEntry.objects.filter(verb=verb, is_refused=False).select_related("detail").order_by("pk")
    return [entry.detail.changes for entry in found]


def test_new_manager_sees_the_customers_on_the_next_request_and_the_former_no_longer(
    cast: SimpleNamespace, admin: User, client_of: ClientOf
) -> None:
    """S3."""
    page = CustomerFactory(owner=cast.owner).get_absolute_url()
    former, new = client_of(cast.manager), client_of(cast.other_manager)
    assert [former.get(page).status_code, new.get(page).status_code] == [200, 404]
    data = edited(cast.team, manager=cast.other_manager.pk)
    assert client_of(admin).post(reverse("accounts:team_edit", args=[cast.team.pk]), data).status_code == 302
    assert [former.get(page).status_code, new.get(page).status_code] == [404, 200]
    assert entries("accounts.team_changed") == [
        {"manager": [cast.manager.full_name, cast.other_manager.full_name]}
    ]


def test_people_are_moved_and_each_account_tells_it(
    cast: SimpleNamespace, admin: User, client_of: ClientOf
) -> None:
    people = [cast.owner.pk, cast.stand_in.pk, cast.frozen.pk, cast.outsider.pk]  # without the team-mate
    url = reverse("accounts:team_edit", args=[cast.team.pk])
    assert client_of(admin).post(url, edited(cast.team, people=people, name="Europa")).status_code == 302
    cast.team.refresh_from_db()
    assert [cast.team.name, set(cast.team.members.values_list("pk", flat=True))] == ["Europa", set(people)]
    moved = {entry["team"][0]: entry["team"][1] for entry in entries("accounts.changed")}
    assert moved == {"America": "Europa", "Europa": ""}
    assert set(Customer.objects.visible_to(cast.manager)) == set()


def test_who_came_or_left_meanwhile_is_left_alone(
    cast: SimpleNamespace, admin: User, client_of: ClientOf
) -> None:
    """A stale page: the newcomer is not thrown out, who left is not brought back."""
    stale = edited(cast.team, name="Europa")
    newcomer = UserFactory(roles=(Role.SALESPERSON,), team=cast.team)
    User.objects.filter(pk=cast.teammate.pk).update(team=cast.other_team)
    url = reverse("accounts:team_edit", args=[cast.team.pk])
    assert client_of(admin).post(url, stale).status_code == 302
    newcomer.refresh_from_db()
    cast.teammate.refresh_from_db()
    assert [newcomer.team, cast.teammate.team] == [cast.team, cast.other_team]


def test_who_went_to_another_team_while_the_form_was_sent_stays_there(cast: SimpleNamespace) -> None:
    """The form has loaded the person before the lock, when they were still in the team."""
    loaded = User.objects.get(pk=cast.owner.pk)
    User.objects.filter(pk=cast.owner.pk).update(team=cast.other_team)
    services.change_team(
        actor=cast.admin, team=cast.team, name="Europe", manager=cast.manager, removed=[loaded], at=AT
    )
    assert User.objects.get(pk=cast.owner.pk).team == cast.other_team
    assert entries("accounts.changed") == []


def test_team_is_made_once_with_its_people(cast: SimpleNamespace, admin: User, client_of: ClientOf) -> None:
    client, url = client_of(admin), reverse("accounts:team_new")
    token = client.get(url).context["form"]["form_token"].value()
    data = {
        "name": "Africa",
        "manager": cast.other_manager.pk,
        "people": [cast.outsider.pk],
        "password": PASSWORD,
    }
    for _click in range(2):
        assert client.post(url, data | {"form_token": token}).headers["Location"] == reverse("accounts:teams")
    team = Team.objects.get(name="Africa")
    assert [team.manager, list(team.members.all())] == [cast.other_manager, [cast.outsider]]
    assert client.post(url, data).status_code == 422  # the name is taken
    assert Team.objects.filter(name="Africa").count() == 1


@pytest.mark.parametrize(
    "wrong",
    [{"password": "no"}, {"name": ""}, {"manager": "{owner}"}, {"people": ["987654"]}, {"name": "America"}],
)
def test_nothing_is_changed_by_an_invalid_form(
    cast: SimpleNamespace, admin: User, client_of: ClientOf, wrong: dict[str, object]
) -> None:
    given = {
        name: str(value).format(owner=cast.owner.pk) if name == "manager" else value
        for name, value in wrong.items()
    }
    url = reverse("accounts:team_edit", args=[cast.team.pk])
    answer = client_of(admin).post(url, edited(cast.team, people=[]) | given)
    assert answer.status_code == 422
    assert [Team.objects.get(pk=cast.team.pk).name, cast.team.members.count()] == ["Europe", 4]


@pytest.mark.parametrize("who", ["manager", "boss", "owner"])
def test_teams_are_the_admins(cast: SimpleNamespace, client_of: ClientOf, who: str) -> None:
    client, url = client_of(getattr(cast, who)), reverse("accounts:team_edit", args=[cast.team.pk])
    answers = [
        client.get(reverse("accounts:teams")),
        client.get(url),
        client.post(url, edited(cast.team, name="x")),
    ]
    assert [answer.status_code for answer in answers] == [403, 403, 403]
    with pytest.raises(PermissionDenied):
        services.change_team(actor=getattr(cast, who), team=cast.team, name="x", manager=None, at=AT)
    with pytest.raises(PermissionDenied):
        services.create_team(actor=getattr(cast, who), name="x", manager=None, people=[], at=AT)
    assert not Team.objects.filter(name="x").exists()


@pytest.mark.parametrize("state", ["none", "frozen", "no manager any more"])
def test_team_without_a_manager_is_flagged(cast: SimpleNamespace, client_of: ClientOf, state: str) -> None:
    match state:
        case "none":
            Team.objects.filter(pk=cast.team.pk).update(manager=None)
        case "frozen":
            User.objects.filter(pk=cast.manager.pk).update(frozen_at=AT)
        case _:
            User.objects.filter(pk=cast.manager.pk).update(is_manager=False)
    rows = client_of(cast.admin).get(reverse("accounts:teams")).context["rows"]
    assert {row.team.name: (row.is_led, row.people) for row in rows} == {
        "Europe": (False, 3),
        "America": (True, 1),
    }


@pytest.mark.parametrize("teams", [1, 3])
def test_teams_cost_the_same_with_more_rows(
    cast: SimpleNamespace, client_of: ClientOf, django_assert_num_queries: Callable, teams: int
) -> None:
    TeamFactory.create_batch(teams, manager=cast.manager)
    client = client_of(cast.admin)
    with django_assert_num_queries(5):
        assert len(client.get(reverse("accounts:teams")).context["rows"]) == teams + 2
