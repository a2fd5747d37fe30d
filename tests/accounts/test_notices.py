"""One's own choice among notices, and what a browser shows: once, and not in quiet hours."""

import ast
from collections.abc import Callable, Iterator
from datetime import datetime, time, timedelta
from pathlib import Path
from types import SimpleNamespace
from typing import Any

import pytest
from django.conf import settings
from django.test import Client
from django.utils import timezone

from accounts.models import NoticeChoice, User
from accounts.policies import NOTICES
from accounts.services.notices import ChoiceValues, choose_notices, show_notices, switch_browser
from core import policy
from core.models import AuditEntry, Notification
from core.notice_kinds import NoticeKind, is_registered, kind_of
from core.notices import notify
from tests.budgets import STRANGE_KEYS
from tests.customers.test_races import at_once
from tests.factories import AT
from tests.followups.helpers import shanghai

NIGHT = shanghai(11, 16, 23)
ClientOf = Callable[[User], Client]
BASE = Path(settings.BASE_DIR)


def tell(person: User, key: str, at: datetime = AT, **more: Any) -> None:
    notify(
        [person.pk],
        key=key,
        message="About %(customer)s",
        values={"customer": "Acme"},
        at=at,
        url="/tasks/",
        **more,
    )


def shown_to(person: User, at: datetime = AT) -> list[tuple[str, int]]:
    return [(one.kind, one.count) for one in show_notices(actor=person, at=at).cards]


# ── kinds ───────────────────────────────────────────────────────────────────
def keys_in_source() -> Iterator[tuple[str, str]]:
    """Every key that can be read out of the source, with its place: how it begins."""
    for app in settings.LOCAL_APPS:
        for path in sorted((BASE / app).rglob("*.py")):
            for call in ast.walk(ast.parse(path.read_text())):
                if isinstance(call, ast.Call) and _name_of(call) in {"notify", "Notice"}:
                    key = (
                        next((word.value for word in call.keywords if word.arg == "key"), None)
                        or call.args[1]
                    )
                    if begins := _beginning_of(key):
                        yield f"{path.relative_to(BASE)}:{call.lineno}", begins


def _name_of(call: ast.Call) -> str:
    return getattr(call.func, "attr", "") or getattr(call.func, "id", "")


def _beginning_of(key: ast.expr) -> str:
    match key:
        case ast.Constant(value=str(text)) | ast.JoinedStr(values=[ast.Constant(value=str(text)), *_]):
            return text
        case ast.Subscript(value=inner):
            return _beginning_of(inner)
    return ""


def test_every_key_has_a_kind() -> None:
    found = list(keys_in_source())
    assert len(found) > 30
    assert [(place, key) for place, key in found if not is_registered(key)] == []


def test_the_longest_beginning_decides() -> None:
    assert [kind_of("suggestion-ruled:1"), kind_of("export-asked:1"), kind_of("export:1"), kind_of("?")] == [
        NoticeKind.PEOPLE, NoticeKind.APPROVALS, NoticeKind.SYSTEM, NoticeKind.SYSTEM,
    ]  # fmt: skip


@pytest.mark.django_db
def test_a_notice_keeps_its_kind_and_the_page_narrows_to_it(
    cast: SimpleNamespace, client_of: ClientOf
) -> None:
    tell(cast.owner, "past-limit-1")
    tell(cast.owner, "task:1")
    assert list(Notification.objects.order_by("pk").values_list("kind", flat=True)) == [
        "inquiries",
        "follow_ups",
    ]
    page = client_of(cast.owner).get("/notices/?kind=inquiries")
    assert [one.row.key for one in page.context["notices"]] == ["past-limit-1"]
    assert len(client_of(cast.owner).get("/notices/?kind=nonsense").context["notices"]) == 2


@pytest.mark.django_db
def test_older_notices_stand_on_further_pages(cast: SimpleNamespace, client_of: ClientOf) -> None:
    for number in range(60):
        tell(cast.owner, f"task:{number}")
    tell(cast.owner, "past-limit-1")
    client = client_of(cast.owner)
    first = client.get("/notices/?kind=follow_ups")
    second = client.get(f"/notices/{first.context['next_url']}")
    back = client.get(f"/notices/{second.context['previous_url']}")
    keys = [[one.row.key for one in page.context["notices"]] for page in (first, second, back)]
    assert [len(one) for one in keys] == [50, 10, 50]
    assert keys[0] + keys[1] == [f"task:{number}" for number in reversed(range(60))]
    assert keys[2] == keys[0]
    assert [second.context["next_url"], back.context["previous_url"]] == ["", ""]
    for key in STRANGE_KEYS:
        for side in ("after", "before"):
            assert client.get("/notices/", {side: key}).status_code == 200


# ── the choice ──────────────────────────────────────────────────────────────
@pytest.mark.django_db
def test_the_choice_is_kept_and_in_the_trail(cast: SimpleNamespace, client_of: ClientOf) -> None:
    data = {
        "digest": "hourly",
        "mail_kinds": ["reports"],
        "browser_kinds": NoticeKind.values,
        "not_before": "10:00",
    }
    assert client_of(cast.owner).post("/me/notices/", data).status_code == 302
    row = NoticeChoice.objects.get(user=cast.owner)
    muted = [kind for kind in NoticeKind.values if kind != "reports"]
    assert [row.digest, row.muted_mail, row.muted_browser, row.not_before] == ["hourly", muted, [], time(10)]
    entry = AuditEntry.objects.get(verb="accounts.notices_chosen")
    assert [entry.actor, entry.fields] == [cast.owner, "digest,muted_mail,not_before"]


@pytest.mark.django_db
def test_hours_that_leave_nothing_are_refused_at_their_field(
    cast: SimpleNamespace, client_of: ClientOf
) -> None:
    data = {"digest": "", "not_before": "17:00", "not_after": "09:00"}
    page = client_of(cast.owner).post("/me/notices/", data)
    assert [page.status_code, NoticeChoice.objects.count()] == [422, 0]
    assert page.context["form"].errors["not_after"] == ["The day has to begin before it ends."]


@pytest.mark.django_db
@pytest.mark.parametrize(("first", "last"), [("11:30", "13:30"), ("17:00", ""), ("", "09:00")])
def test_hours_without_a_working_hour_are_refused(
    cast: SimpleNamespace, client_of: ClientOf, first: str, last: str
) -> None:
    page = client_of(cast.owner).post("/me/notices/", {"digest": "", "not_before": first, "not_after": last})
    assert [page.status_code, NoticeChoice.objects.count()] == [422, 0]
    assert page.context["form"].errors["not_after"] == ["No working hours lie between these."]


@pytest.mark.django_db
def test_the_same_choice_again_changes_nothing(cast: SimpleNamespace) -> None:
    for _ in range(2):
        choose_notices(actor=cast.owner, values=ChoiceValues("off", (), ()), at=AT)
    assert AuditEntry.objects.filter(verb="accounts.notices_chosen").count() == 1


@pytest.mark.django_db
def test_the_policy_says_what_is_usual(cast: SimpleNamespace, client_of: ClientOf) -> None:
    policy.change(NOTICES, {"digest": "off"}, actor=cast.boss, at=AT)
    assert "As the company does: No mail" in client_of(cast.owner).get("/me/notices/").content.decode()


# ── the browser ─────────────────────────────────────────────────────────────
@pytest.mark.django_db
def test_the_browser_shows_each_once_and_nothing_from_before(cast: SimpleNamespace) -> None:
    tell(cast.owner, "task:0")
    assert not show_notices(actor=cast.owner, at=AT).is_on
    switch_browser(actor=cast.owner, is_on=True, at=AT)
    tell(cast.owner, "task:1")
    assert [shown_to(cast.owner), shown_to(cast.owner)] == [[("follow_ups", 1)], []]
    assert Notification.objects.filter(user=cast.owner, read_at=None).count() == 2, "seen is not read"


@pytest.mark.django_db
def test_the_browser_keeps_quiet_hours_and_kinds(cast: SimpleNamespace) -> None:
    NoticeChoice.objects.create(
        user=cast.owner, is_browser_on=True, muted_browser=["inquiries"], not_before=time(10)
    )
    tell(cast.owner, "task:1", at=NIGHT)
    tell(cast.owner, "past-limit-1", at=NIGHT, is_urgent=True)
    morning = shanghai(11, 17, 9, 30)
    assert [shown_to(cast.owner, NIGHT), shown_to(cast.owner, morning)] == [[], []]
    assert shown_to(cast.owner, morning + timedelta(hours=1)) == [("follow_ups", 1)]


@pytest.mark.django_db
def test_urgent_ones_are_shown_at_night_where_the_policy_says_so(cast: SimpleNamespace) -> None:
    NoticeChoice.objects.create(user=cast.owner, is_browser_on=True)
    policy.change(NOTICES, {"urgent_at_once": True}, actor=cast.boss, at=AT)
    tell(cast.owner, "task:1", at=NIGHT)
    tell(cast.owner, "past-limit-1", at=NIGHT, is_urgent=True)
    assert shown_to(cast.owner, NIGHT) == [("inquiries", 1)]


@pytest.mark.django_db
def test_a_card_names_kind_and_count_and_nobody(cast: SimpleNamespace, client_of: ClientOf) -> None:
    NoticeChoice.objects.create(user=cast.owner, is_browser_on=True)
    at = timezone.now()
    for key in ("task:1", "past-limit-1", "past-limit-2"):
        tell(cast.owner, key, at=at - timedelta(minutes=1), is_urgent=True)
    policy.change(NOTICES, {"urgent_at_once": True}, actor=cast.boss, at=AT)
    found = client_of(cast.owner).post("/me/notices/show/").json()["notices"]
    newest, task = (Notification.objects.get(key=key).pk for key in ("past-limit-2", "task:1"))
    assert [(one["text"], one["key"], one["url"], one["isOne"]) for one in found] == [
        ("Inquiries and replies: 2", str(newest), "/notices/?kind=inquiries", False),
        ("Follow-ups and tasks: 1", str(task), f"/notices/{task}/", True),
    ]


@pytest.mark.django_db
def test_what_the_page_asks_is_not_a_use_of_the_session(cast: SimpleNamespace, client_of: ClientOf) -> None:
    client = client_of(cast.owner)
    answer = client.post("/me/notices/show/", headers={"X-Background": "1"})
    assert [answer.json(), "seen" in client.cookies] == [{"on": False, "notices": []}, False]
    client.post("/me/notices/browser/", {"is_on": "on"})
    assert client.post("/me/notices/show/").json()["on"]


@pytest.mark.postgres
@pytest.mark.django_db(transaction=True)
def test_of_two_tabs_one_shows_it(cast: SimpleNamespace) -> None:
    NoticeChoice.objects.create(user=cast.owner, is_browser_on=True)
    tell(cast.owner, "task:1")
    found = at_once([lambda: shown_to(cast.owner)] * 2)
    assert sorted(found) == [[], [("follow_ups", 1)]]
