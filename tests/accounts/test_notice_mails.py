"""The digest by mail: each notice once, counts and links only, quiet hours kept; against a real mail server."""

from collections.abc import Callable, Iterator
from datetime import datetime, timedelta
from importlib import import_module
from types import SimpleNamespace
from typing import Any

import pytest
from django.apps import apps
from django.db import connection, transaction
from django.test import Client

from accounts.models import Absence, NoticeChoice, User
from accounts.policies import NOTICES
from accounts.services.notice_mails import MOST_TRIES, collect_mails, send_mails
from accounts.services.notices import show_notices
from core import jobs, policy
from core.models import Job, NoticeMail, Notification
from core.notices import mark_read, notify
from tests.customers.test_races import at_once
from tests.factories import AT, CustomerFactory
from tests.followups.helpers import shanghai
from tests.mailserver import MailServer, mail_server

MORNING, NIGHT, SUNDAY = shanghai(11, 16, 9), shanghai(11, 16, 23), shanghai(11, 22, 10)
BEFORE = shanghai(11, 15, 20)
ClientOf = Callable[[User], Client]
pytestmark = pytest.mark.django_db


@pytest.fixture
def mails(settings: SimpleNamespace) -> Iterator[MailServer]:
    """The company's mail server, and the settings that name it."""
    with mail_server() as server:
        settings.MAIL_IS_SET_UP, settings.SITE_URL = True, "https://crm.example/"
        settings.MAIL_FROM = "TradeCRM <crm@qicheng.example>"
        settings.EMAIL_BACKEND = "django.core.mail.backends.smtp.EmailBackend"
        settings.EMAIL_HOST, settings.EMAIL_PORT = "127.0.0.1", server.port
        yield server


def tell(person: User, key: str, at: datetime = BEFORE, **more: Any) -> None:
    values = {"customer": "Acme Hammers Ltd"}
    notify(
        [person.pk], key=key, message="About %(customer)s", values=values, at=at, url="/customers/1/", **more
    )


def send(at: datetime) -> int:
    """What the job does: each part's result is written before the next is begun."""
    parts = send_mails(at=at)
    while True:
        try:
            part = next(parts)
        except StopIteration as end:
            return int(end.value["sent"])
        with transaction.atomic():
            part.write()  # type: ignore[misc]  # each part of it writes


def states() -> list[str]:
    return list(NoticeMail.objects.order_by("pk").values_list("state", flat=True))


def test_a_morning_mail_counts_and_links_and_names_nobody(cast: SimpleNamespace, mails: MailServer) -> None:
    customer = CustomerFactory(owner=cast.owner)
    tell(cast.owner, "past-limit-1", is_urgent=True, about=customer)
    tell(cast.owner, "past-limit-2")
    tell(cast.owner, "task:1")
    assert [collect_mails(at=MORNING), send(MORNING)] == [1, 1]
    (mail,) = mails.mails
    assert [mail["To"], mail["From"]] == [cast.owner.email, "TradeCRM <crm@qicheng.example>"]
    assert [mail["Auto-Submitted"], mail.get_content_type()] == ["auto-generated", "text/plain"]
    assert "3 notices you have not read" in mail["Subject"]
    text = mail.get_content().replace("\r\n", "\n")
    assert "Inquiries and replies: 2 (1 urgent)\nhttps://crm.example/notices/?kind=inquiries\n" in text
    assert "Follow-ups and tasks: 1\nhttps://crm.example/notices/?kind=follow_ups\n" in text
    assert "https://crm.example/me/notices/" in text
    assert "Acme" not in mail.as_string()


def test_the_mail_speaks_the_persons_language(cast: SimpleNamespace, mails: MailServer) -> None:
    User.objects.filter(pk=cast.owner.pk).update(language="zh-hans")
    tell(cast.owner, "past-limit-1")
    collect_mails(at=MORNING)
    send(MORNING)
    assert "1 条未读通知" in mails.mails[0]["Subject"]


def test_each_notice_is_mailed_once_however_often_the_jobs_run(
    cast: SimpleNamespace, mails: MailServer
) -> None:
    tell(cast.owner, "past-limit-1")
    later = MORNING + timedelta(hours=2)
    found = [
        collect_mails(at=MORNING),
        collect_mails(at=later),
        send(later),
        send(later),
        collect_mails(at=later),
    ]
    tell(cast.owner, "past-limit-2", at=MORNING + timedelta(minutes=5))
    assert [*found, collect_mails(at=later)] == [1, 0, 1, 0, 0, 0], "what came in later waits for tomorrow"
    tomorrow = MORNING + timedelta(days=1)
    assert [collect_mails(at=tomorrow), send(tomorrow), len(mails.mails)] == [1, 1, 2]
    assert "Inquiries and replies: 1" in mails.mails[1].get_content()


def test_hourly_is_as_often_as_something_is_new(cast: SimpleNamespace, mails: MailServer) -> None:
    NoticeChoice.objects.create(user=cast.owner, digest="hourly")
    tell(cast.owner, "task:1", at=MORNING)
    tell(cast.owner, "task:2", at=MORNING + timedelta(minutes=30))
    moments = [
        MORNING,
        MORNING + timedelta(minutes=59),
        MORNING + timedelta(hours=1),
        MORNING + timedelta(hours=2),
    ]
    assert [collect_mails(at=at) for at in moments] == [1, 0, 1, 0]


def test_nothing_goes_in_quiet_hours_on_leave_to_the_frozen_or_when_it_is_off(
    cast: SimpleNamespace, mails: MailServer
) -> None:
    NoticeChoice.objects.create(user=cast.teammate, digest="off")
    Absence.objects.create(user=cast.stand_in, starts_on=MORNING.date(), ends_on=MORNING.date())
    for person in (cast.owner, cast.teammate, cast.stand_in, cast.frozen):
        tell(person, "task:1")
    assert [collect_mails(at=at) for at in (NIGHT, SUNDAY)] == [0, 0]
    collect_mails(at=MORNING)
    assert list(NoticeMail.objects.values_list("user_id", flat=True)) == [cast.owner.pk]
    assert [send(NIGHT), states()] == [0, ["waiting"]], "a server that was down until the evening"
    assert send(MORNING + timedelta(days=1)) == 1


def test_muted_kinds_are_not_counted(cast: SimpleNamespace, mails: MailServer) -> None:
    NoticeChoice.objects.create(user=cast.owner, muted_mail=["inquiries"])
    tell(cast.owner, "past-limit-1")
    assert collect_mails(at=MORNING) == 0
    tell(cast.owner, "task:1")
    collect_mails(at=MORNING)
    send(MORNING)
    assert "Inquiries" not in mails.mails[0].get_content()


def test_what_was_read_or_whose_reader_was_frozen_meanwhile_is_dropped(
    cast: SimpleNamespace, mails: MailServer
) -> None:
    for person in (cast.owner, cast.teammate):
        tell(person, "task:1")
    collect_mails(at=MORNING)
    mark_read(cast.owner, at=MORNING)
    User.objects.filter(pk=cast.teammate.pk).update(frozen_at=MORNING)
    assert [send(MORNING), states(), mails.mails] == [0, ["dropped", "dropped"], []]


def test_a_refused_mail_waits_holds_up_no_other_and_is_given_up(
    cast: SimpleNamespace, mails: MailServer
) -> None:
    mails.refused.add(cast.owner.email)
    for person in (cast.owner, cast.teammate):
        tell(person, "task:1")
    collect_mails(at=MORNING)
    assert [send(MORNING), states()] == [1, ["waiting", "sent"]]
    row = NoticeMail.objects.get(user=cast.owner)
    assert [row.tries, row.next_try_at] == [1, MORNING + timedelta(minutes=2)]
    assert "550" in row.problem
    NoticeMail.objects.filter(pk=row.pk).update(tries=MOST_TRIES - 1)
    send(MORNING + timedelta(minutes=2))
    assert states() == ["failed", "sent"]


def test_a_full_server_gets_the_same_message_again(cast: SimpleNamespace, mails: MailServer) -> None:
    tell(cast.owner, "task:1")
    collect_mails(at=MORNING)
    mails.is_full = True
    assert [send(MORNING), mails.mails] == [0, []]
    mails.is_full = False
    assert send(MORNING + timedelta(minutes=2)) == 1
    row = NoticeMail.objects.get()
    assert mails.mails[0]["Message-ID"].startswith(f"<notices-{row.pk}-")
    assert mails.mails[0]["Message-ID"].endswith("@qicheng.example>")


def test_a_worker_that_died_while_sending_is_followed_by_another(
    cast: SimpleNamespace, mails: MailServer
) -> None:
    tell(cast.owner, "task:1")
    collect_mails(at=MORNING)
    next(send_mails(at=MORNING))  # sent, and the worker dies before it is noted
    assert [send(MORNING + timedelta(minutes=5)), send(MORNING + timedelta(minutes=10))] == [0, 1]
    first, second = mails.mails
    assert first["Message-ID"] == second["Message-ID"], "at least once; the reader's mailbox may tell"


def test_urgent_ones_break_the_quiet_only_where_the_policy_says_so(
    cast: SimpleNamespace, mails: MailServer
) -> None:
    tell(cast.owner, "past-limit-1", at=NIGHT, is_urgent=True)
    tell(cast.owner, "past-limit-2", at=NIGHT)
    assert collect_mails(at=NIGHT) == 0
    policy.change(NOTICES, {"urgent_at_once": True}, actor=cast.boss, at=AT)
    assert [collect_mails(at=NIGHT), send(NIGHT), collect_mails(at=NIGHT + timedelta(minutes=1))] == [1, 1, 0]
    assert "1 notice" in mails.mails[0]["Subject"]


def test_urgent_ones_that_nobody_reads_are_mailed_in_working_hours(
    cast: SimpleNamespace, mails: MailServer
) -> None:
    """Five minutes to read it at the desk; one such mail in a quarter of an hour; never in quiet hours (rules.md §3)."""
    tell(cast.owner, "past-limit-1", at=MORNING + timedelta(minutes=30), is_urgent=True)
    tell(cast.owner, "past-limit-2", at=MORNING + timedelta(minutes=33), is_urgent=True)
    tell(cast.owner, "task:1", at=MORNING + timedelta(minutes=30))
    tell(cast.teammate, "past-limit-1", at=MORNING + timedelta(minutes=30), is_urgent=True)
    NoticeChoice.objects.create(user=cast.teammate, digest="off")
    found = {minute: collect_mails(at=MORNING + timedelta(minutes=minute)) for minute in (34, 35, 40, 44, 45)}
    assert found == {34: 0, 35: 1, 40: 0, 44: 0, 45: 1}
    assert list(Notification.objects.exclude(mail=None).values_list("key", flat=True).order_by("pk")) == [
        "past-limit-1",
        "past-limit-2",
    ]
    assert [send(NIGHT), states()] == [0, ["waiting", "waiting"]], "a server that was down until the night"
    tomorrow = MORNING + timedelta(days=1)
    assert [collect_mails(at=tomorrow), send(tomorrow)] == [1, 3]


def test_what_was_read_at_the_desk_is_not_mailed(cast: SimpleNamespace, mails: MailServer) -> None:
    at = MORNING + timedelta(minutes=30)
    tell(cast.owner, "past-limit-1", at=at, is_urgent=True)
    mark_read(cast.owner, at=at + timedelta(minutes=4))
    assert collect_mails(at=at + timedelta(minutes=5)) == 0


def test_without_a_mail_server_nothing_is_gathered_and_the_page_says_so(
    cast: SimpleNamespace, client_of: ClientOf
) -> None:
    tell(cast.owner, "task:1")
    assert [collect_mails(at=MORNING), list(send_mails(at=MORNING))] == [0, []]
    assert "No mail goes out yet" in client_of(cast.owner).get("/me/notices/").content.decode()


def test_the_jobs_send_it(cast: SimpleNamespace, mails: MailServer) -> None:
    tell(cast.owner, "task:1")
    for kind in ("accounts.collect_notice_mails", "accounts.send_notice_mails"):
        row = Job.objects.create(kind=kind, key=f"{kind}:t", due_at=MORNING, created_at=MORNING)
        assert jobs.run(row.pk, at=MORNING)
    assert [states(), len(mails.mails)] == [["sent"], 1]


@pytest.mark.parametrize("people", [1, 3])
def test_gathering_takes_as_many_statements_for_many(
    cast: SimpleNamespace, mails: MailServer, django_assert_num_queries: Any, people: int
) -> None:
    for person in (cast.owner, cast.teammate, cast.outsider)[:people]:
        tell(person, "task:1")
    with django_assert_num_queries(12 if connection.vendor == "postgresql" else 11):
        assert collect_mails(at=MORNING) == people


def test_what_came_before_the_mails_gets_its_kind_and_is_in_none(
    cast: SimpleNamespace, mails: MailServer
) -> None:
    for key in ("past-limit-1", "export:1", "export-asked:1", "sample:1", "sample-1", "unheard-of"):
        tell(cast.owner, key)
    tell(cast.teammate, "task:1")
    Notification.objects.filter(user=cast.teammate).update(read_at=AT)
    Notification.objects.update(kind="system")
    import_module("core.migrations.0010_kinds_of_old_notices").give_kinds(
        apps, SimpleNamespace(connection=connection)
    )
    assert list(Notification.objects.order_by("pk").values_list("kind", flat=True)) == [
        "inquiries", "system", "approvals", "approvals", "sales", "system", "follow_ups",
    ]  # fmt: skip
    assert [collect_mails(at=MORNING), states()] == [0, ["dropped"]]
    NoticeChoice.objects.create(user=cast.owner, is_browser_on=True)
    assert show_notices(actor=cast.owner, at=MORNING).cards == []
    tell(cast.owner, "task:2", at=MORNING)
    assert collect_mails(at=MORNING) == 1


@pytest.mark.postgres
@pytest.mark.django_db(transaction=True)
def test_two_workers_write_one_mail_and_send_it_once(cast: SimpleNamespace, mails: MailServer) -> None:
    for number in range(3):
        tell(cast.owner, f"task:{number}")
    at_once([lambda: collect_mails(at=MORNING)] * 2)
    assert NoticeMail.objects.count() == 1
    assert set(Notification.objects.values_list("mail_id", flat=True)) == {NoticeMail.objects.get().pk}
    at_once([lambda: send(MORNING)] * 2)
    assert len(mails.mails) == 1


@pytest.mark.postgres
@pytest.mark.django_db(transaction=True)
def test_only_what_is_written_is_locked(cast: SimpleNamespace, mails: MailServer) -> None:
    """At night an urgent one goes out while somebody reads the others: the job waits for none of those."""
    policy.change(NOTICES, {"urgent_at_once": True}, actor=cast.boss, at=AT)
    NoticeChoice.objects.create(user=cast.owner, muted_mail=["sales"])
    tell(cast.owner, "past-limit-1", at=NIGHT, is_urgent=True)
    tell(cast.owner, "task:1", at=NIGHT)
    tell(cast.owner, "floor-answer:1", at=NIGHT, is_urgent=True)
    tell(cast.owner, "task:2", at=NIGHT + timedelta(minutes=1), is_urgent=True)
    Notification.objects.filter(key="floor-answer:1").update(kind="sales")
    reader = connection.copy()
    try:
        with reader.cursor() as cursor, connection.cursor() as own:
            cursor.execute("BEGIN")
            cursor.execute("SELECT 1 FROM core_notification WHERE key != 'past-limit-1' FOR UPDATE")
            own.execute("SET lock_timeout = '3s'")
            assert collect_mails(at=NIGHT) == 1
            own.execute("SET lock_timeout = 0")
    finally:
        reader.close()
    assert list(Notification.objects.exclude(mail=None).values_list("key", flat=True)) == ["past-limit-1"]
