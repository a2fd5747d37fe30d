from collections.abc import Callable
from contextlib import suppress
from datetime import datetime, timedelta
from types import SimpleNamespace
from typing import Any

import pytest
import time_machine
from django.contrib.sessions.models import Session
from django.core.exceptions import PermissionDenied, ValidationError
from django.test import Client
from django.urls import reverse

from accounts import services
from accounts.models import Invitation, Role, User, UserSession
from core import jobs
from core.models import AuditEntry, Job
from tests.factories import AT, PASSWORD, UserFactory
from tests.security.races import run_together

ClientOf = Callable[[User], Client]
NEW = "new-horse-battery"


@pytest.fixture(autouse=True)
def _now() -> object:
    with time_machine.travel(AT, tick=False):
        yield


def freeze(cast: SimpleNamespace, user: User, actor: User | None = None) -> User:
    return services.freeze_account(actor=actor or cast.admin, user=user, reason="Left the company", at=AT)


def verbs_about(user: User) -> list[str]:
    found = AuditEntry.objects.filter(target_type="accounts.user", target_id=str(user.pk), is_refused=False)
    return list(found.order_by("pk").values_list("verb", flat=True))


def invited(cast: SimpleNamespace) -> tuple[User, str]:
    return services.invite_person(
        actor=cast.manager, email="Wu@Qicheng-Tools.example", name="吴凯", roles=[Role.SALESPERSON],
        team_name=cast.team.name, at=AT,
    )  # fmt: skip


# ── freezing ────────────────────────────────────────────────────────────────
def test_frozen_person_is_out_on_the_next_request_and_thawing_revives_nothing(
    cast: SimpleNamespace, client_of: ClientOf
) -> None:
    """S1, S2: two devices, an invitation; then the old cookies stay dead for good."""
    devices = [client_of(cast.owner), client_of(cast.owner)]
    secret = services.renew_invitation(actor=cast.admin, user=cast.owner, at=AT)
    assert [device.get("/").status_code for device in devices] == [200, 200]
    freeze(cast, cast.owner)
    assert [device.get("/").status_code for device in devices] == [302, 302]
    services.thaw_account(actor=cast.admin, user=cast.owner, at=AT)
    assert [device.get("/").status_code for device in devices] == [302, 302]
    with pytest.raises(services.InvitationOver):
        services.find_invitation(secret=secret, at=AT)
    assert verbs_about(cast.owner)[-2:] == ["accounts.frozen", "accounts.thawed"]


def test_thawed_person_signs_in_with_the_old_password(cast: SimpleNamespace, client: Client) -> None:
    cast.owner.set_password(PASSWORD)
    cast.owner.save()
    data = {"username": cast.owner.email, "password": PASSWORD}
    freeze(cast, cast.owner)
    assert client.post("/sign-in/", data).status_code == 422
    services.thaw_account(actor=cast.boss, user=cast.owner, at=AT)
    assert client.post("/sign-in/", data).status_code == 302


@pytest.mark.parametrize(("who", "code"), [("admin", "self"), ("frozen", "already")])
def test_freezing_is_refused(cast: SimpleNamespace, who: str, code: str) -> None:
    with pytest.raises(services.FreezeRefused, match=code):
        freeze(cast, getattr(cast, who))


def test_last_active_admin_is_neither_frozen_nor_made_less(cast: SimpleNamespace) -> None:
    other = UserFactory(roles=(Role.ADMIN,), frozen_at=AT)
    with pytest.raises(services.FreezeRefused, match="last_admin"):
        freeze(cast, cast.admin, actor=cast.boss)
    with pytest.raises(services.FreezeRefused, match="last_admin"):
        services.change_account(actor=cast.boss, user=cast.admin, values={}, roles=[Role.BOSS], at=AT)
    services.thaw_account(actor=cast.boss, user=other, at=AT)
    assert freeze(cast, cast.admin, actor=cast.boss).is_frozen


def test_who_was_frozen_meanwhile_freezes_and_thaws_nobody(cast: SimpleNamespace) -> None:
    freeze(cast, cast.manager)
    for call in (services.thaw_account, services.renew_invitation):
        with pytest.raises(PermissionDenied):
            call(actor=cast.manager, user=cast.manager, at=AT)
    with pytest.raises(PermissionDenied):
        freeze(cast, cast.owner, actor=cast.manager)


def test_who_lost_the_right_meanwhile_does_nothing_to_an_account(cast: SimpleNamespace) -> None:
    """The page asked before: behind the lock roles and teams are asked as they are by then."""
    User.objects.filter(pk=cast.admin.pk).update(is_admin=False)
    User.objects.filter(pk=cast.owner.pk).update(team=cast.other_team)
    entries, sessions = AuditEntry.objects.count(), UserSession.objects.filter(user=cast.owner)
    calls: list[Callable[[], Any]] = [
        lambda: services.change_account(actor=cast.admin, user=cast.admin, values={}, roles=[Role.BOSS], at=AT),
        lambda: services.renew_invitation(actor=cast.admin, user=cast.boss, at=AT),
        lambda: services.thaw_account(actor=cast.admin, user=cast.frozen, at=AT),
        lambda: freeze(cast, cast.boss),
        lambda: freeze(cast, cast.owner, actor=cast.manager),
        lambda: services.end_sessions(actor=cast.manager, sessions=sessions, at=AT, of=cast.owner),
    ]  # fmt: skip
    for call in calls:
        with pytest.raises(PermissionDenied):
            call()
    assert AuditEntry.objects.count() == entries
    assert User.objects.get(pk=cast.admin.pk).roles == frozenset()


@pytest.mark.postgres
@pytest.mark.slow
@pytest.mark.django_db(transaction=True)
def test_two_admins_who_freeze_each_other_leave_one() -> None:
    first, second = UserFactory(roles=(Role.ADMIN,)), UserFactory(roles=(Role.ADMIN,))

    def strike(actor: User, user: User) -> None:
        with suppress(services.FreezeRefused, PermissionDenied):
            services.freeze_account(actor=actor, user=user, reason="x", at=AT)

    run_together([lambda: strike(first, second), lambda: strike(second, first)])
    assert User.objects.active().filter(is_admin=True).count() == 1


def test_freezing_cancels_what_waits_for_a_worker(cast: SimpleNamespace) -> None:
    """S8: what is queued in the person's name stops, what is done stays."""
    rows = {
        state: Job.objects.create(
            kind=jobs.kinds()[0].name,
            key=f"x:{state}",
            state=state,
            due_at=AT,
            created_at=AT,
            owner=cast.owner,
        )
        for state in (Job.State.QUEUED, Job.State.DONE)
    }
    freeze(cast, cast.owner)
    for row in rows.values():
        row.refresh_from_db()
    assert [rows[Job.State.QUEUED].state, rows[Job.State.QUEUED].error] == ["cancelled", "owner frozen"]
    assert rows[Job.State.DONE].state == "done"


# ── invitations ─────────────────────────────────────────────────────────────
def test_invited_person_chooses_a_password_and_signs_in(cast: SimpleNamespace, client: Client) -> None:
    person, secret = invited(cast)
    url = reverse("accounts:join", args=[secret])
    assert [person.email, person.team, person.has_usable_password()] == [
        "wu@qicheng-tools.example",
        cast.team,
        False,
    ]
    assert client.get(url).status_code == 200
    assert client.post(url, {"new_password": NEW, "again": NEW}).status_code == 302
    assert client.get(url).status_code == 410
    assert client.post("/sign-in/", {"username": person.email, "password": NEW}).status_code == 302
    assert secret not in str(list(Invitation.objects.values())) + str(verbs_about(person))


@pytest.mark.parametrize(
    ("new", "again"),
    [
        ("short", "short"),
        ("password123", "password123"),
        (NEW, NEW + "!"),
        ("wu@qicheng-tools", "wu@qicheng-tools"),
    ],
    ids=["short", "common", "differ", "own mailbox"],
)
def test_weak_password_is_refused_and_the_link_holds(
    cast: SimpleNamespace, client: Client, new: str, again: str
) -> None:
    _person, secret = invited(cast)
    url = reverse("accounts:join", args=[secret])
    assert client.post(url, {"new_password": new, "again": again}).status_code == 422
    assert client.get(url).status_code == 200


def test_secret_of_the_link_stands_nowhere_in_the_database(
    cast: SimpleNamespace, client_of: ClientOf
) -> None:
    """Only its digest is kept, in the session too, which holds it until the page shows it (trust.md A4)."""
    client = client_of(cast.admin)
    page = client.post(reverse("accounts:renew", args=[cast.owner.pk]))
    kept = Session.objects.get(session_key=client.session.session_key).get_decoded()
    link = client.get(page.url).context["link"]
    assert services.find_invitation(secret=link.rstrip("/").rpartition("/")[2], at=AT).user == cast.owner
    assert link not in str(kept)
    assert client.get(page.url).context["link"] == ""


def test_link_is_over_after_72_hours_and_when_replaced(cast: SimpleNamespace) -> None:
    person, secret = invited(cast)
    with pytest.raises(services.InvitationOver):
        services.find_invitation(secret=secret, at=AT + timedelta(hours=72))
    newer = services.renew_invitation(actor=cast.admin, user=person, at=AT)
    with pytest.raises(services.InvitationOver):
        services.find_invitation(secret=secret, at=AT)
    assert services.find_invitation(secret=newer, at=AT + timedelta(hours=71)).user == person


def test_new_password_by_a_link_ends_every_session(cast: SimpleNamespace, client_of: ClientOf) -> None:
    device = client_of(cast.owner)
    secret = services.renew_invitation(actor=cast.admin, user=cast.owner, at=AT)
    assert device.get("/").status_code == 200
    services.accept_invitation(secret=secret, password=NEW, at=AT)
    assert device.get("/").status_code == 302


def test_frozen_person_gets_no_link(cast: SimpleNamespace) -> None:
    with pytest.raises(services.InvitationOver):
        services.renew_invitation(actor=cast.admin, user=cast.frozen, at=AT)


def test_invitation_refuses_a_taken_mailbox_and_leaves_nothing(cast: SimpleNamespace) -> None:
    before = User.objects.count()
    with pytest.raises(ValidationError):
        services.invite_person(actor=cast.admin, email=cast.owner.email, name="x", roles=[Role.BOSS], at=AT)
    assert [User.objects.count(), Invitation.objects.count()] == [before, 0]


# ── pages ───────────────────────────────────────────────────────────────────
def test_opened_account_shows_its_link_once(cast: SimpleNamespace, client_of: ClientOf) -> None:
    client = client_of(cast.manager)
    data = {
        "email": "Wu@qicheng-tools.example", "name": "吴凯", "language": "zh-hans", "roles": ["salesperson"],
        "team": cast.team.pk,
    }  # fmt: skip
    first = client.post(reverse("accounts:open"), data, follow=True)
    person = User.objects.get(email="wu@qicheng-tools.example")
    assert first.redirect_chain[0][0] == person.get_absolute_url()
    assert first.context["link"].startswith("http://testserver/join/")
    assert client.get(person.get_absolute_url()).context["link"] == ""


def test_manager_opens_salespeople_of_own_teams_only(cast: SimpleNamespace, client_of: ClientOf) -> None:
    data = {"email": "wu@qicheng-tools.example", "name": "吴凯", "language": "en", "roles": ["salesperson"]}
    client, url = client_of(cast.manager), reverse("accounts:open")
    wrong = ({"team": cast.other_team.pk}, {"team": ""}, {"team": cast.team.pk, "roles": ["admin"]})
    assert [client.post(url, data | more).status_code for more in wrong] == [422, 422, 422]


def test_second_click_opens_one_account(cast: SimpleNamespace, client_of: ClientOf) -> None:
    client, url = client_of(cast.admin), reverse("accounts:open")
    token = client.get(url).context["form"]["form_token"].value()
    data = {
        "email": "wu@qicheng-tools.example", "name": "吴凯", "language": "en", "roles": ["boss"], "form_token": token,
    }  # fmt: skip
    answers = [client.post(url, data) for _click in range(2)]
    assert [answer.status_code for answer in answers] == [302, 302]
    assert User.objects.filter(email=data["email"]).count() == 1


def test_roles_change_with_ones_own_password_and_hold_at_once(
    cast: SimpleNamespace, client_of: ClientOf
) -> None:
    """S3, S7."""
    cast.admin.set_password(PASSWORD)
    cast.admin.save()
    client, other = client_of(cast.admin), client_of(cast.owner)
    data = {"name": "李", "english_name": "", "team": cast.team.pk, "roles": ["salesperson", "manager"]}
    url = reverse("accounts:change", args=[cast.owner.pk])
    assert other.get(reverse("accounts:people")).status_code == 403
    assert client.post(url, data | {"password": "wrong"}).status_code == 422
    assert other.get(reverse("accounts:people")).status_code == 403
    assert client.post(url, data | {"password": PASSWORD}).status_code == 302
    assert other.get(reverse("accounts:people")).status_code == 200
    assert "accounts.changed" in verbs_about(cast.owner)


def test_own_password_is_changed_here_and_ends_the_others(cast: SimpleNamespace, client_of: ClientOf) -> None:
    """S4."""
    cast.owner.set_password(PASSWORD)
    cast.owner.save()
    here, elsewhere = Client(), Client()
    for client in (here, elsewhere):
        client.post("/sign-in/", {"username": cast.owner.email, "password": PASSWORD})
    services.renew_invitation(actor=cast.admin, user=cast.owner, at=AT)
    data = {"password": PASSWORD, "new_password": NEW, "again": NEW}
    assert here.post(reverse("accounts:password"), data | {"password": "wrong"}).status_code == 422
    assert here.post(reverse("accounts:password"), data).status_code == 302
    assert [here.get("/me/").status_code, elsewhere.get("/me/").status_code] == [200, 302]
    session = UserSession.objects.get(user=cast.owner)
    assert [session.session_key, Invitation.objects.count()] == [here.session.session_key, 0]


def test_sessions_of_a_person_are_ended(cast: SimpleNamespace, client_of: ClientOf) -> None:
    device = client_of(cast.owner)
    UserSession.objects.create(user=cast.owner, session_key=device.session.session_key, signed_in_at=AT)
    client_of(cast.manager).post(reverse("accounts:end_persons_sessions", args=[cast.owner.pk]))
    assert [device.get("/").status_code, UserSession.objects.count()] == [302, 0]


@pytest.mark.parametrize("people", [1, 3])
def test_people_cost_the_same_with_more_rows(
    cast: SimpleNamespace, client_of: ClientOf, django_assert_num_queries: Callable, people: int
) -> None:
    UserFactory.create_batch(people, roles=(Role.SALESPERSON,), team=cast.team)
    client = client_of(cast.manager)
    with django_assert_num_queries(5):
        rows = client.get(reverse("accounts:people")).context["rows"]
    assert len(rows) == people + 5  # owner, teammate, stand-in, frozen, and the manager


@pytest.mark.parametrize("events", [1, 3])
def test_person_costs_the_same_with_more_events(
    cast: SimpleNamespace, client_of: ClientOf, django_assert_num_queries: Callable, events: int, at: datetime
) -> None:
    for number in range(events):
        services.change_account(
            actor=cast.admin, user=cast.owner, values={"name": f"李{number}"}, roles=[Role.SALESPERSON], at=at
        )
        UserSession.objects.create(user=cast.owner, session_key=f"k{number}", signed_in_at=at)
    client = client_of(cast.manager)
    with django_assert_num_queries(10):  # coaching notes are one
        page = client.get(cast.owner.get_absolute_url()).context["page"]
    assert [len(page.events), len(page.sessions)] == [events, events]


def test_admin_names_a_new_team_or_picks_one_of_the_list(client_of: ClientOf, cast: SimpleNamespace) -> None:
    client, url = client_of(cast.admin), "/people/open/"
    data = {
        "email": "mei@demo.example",
        "name": "梅",
        "roles": ["manager"],
        "language": "en",
        "new_team": "Africa",
    }
    both = client.post(url, {**data, "team": str(cast.team.pk)})
    assert (both.status_code, list(both.context["form"].errors)) == (422, ["new_team"])
    assert client.post(url, data).status_code == 302
    mei = User.objects.get(email="mei@demo.example")
    assert (mei.team.name, mei.team.manager) == ("Africa", mei)
    assert "new_team" not in client_of(cast.manager).get(url).context["form"].fields
