"""What who leads says to what was handed in, and what its author answers (S5)."""

import uuid
from collections.abc import Callable
from datetime import timedelta
from io import BytesIO
from types import SimpleNamespace
from typing import Any

import pytest
from django.core.exceptions import PermissionDenied
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from pypdf import PdfReader

from accounts.models import Role, User
from core.models import AuditEntry, Notification
from oversight.models import ReadingOn, ReadingRemark
from oversight.readings import address_of_reading
from oversight.services import write_reading_remark
from reports.models import (
    AListPart,
    DailyReport,
    DayDigest,
    DepartmentReport,
    PersonRecord,
    ReportPeriod,
    WeeklyReport,
)
from reports.services import (
    ReportValues,
    keep_a_lists,
    keep_days,
    keep_records,
    keep_timetable,
    reopen_report,
    submit_report,
)
from tests.factories import AT, AbsenceFactory, UserFactory
from tests.followups.helpers import make_customer, shanghai
from tests.reports.conftest import DEPARTMENT, DUE, ISSUE, report_of, sheets_of
from tests.reports.test_a_list import DRAFT, SEND

ClientOf = Callable[[User], Client]
pytestmark = pytest.mark.django_db
LED = {ReadingOn.DEPARTMENT, ReadingOn.DIGEST}


def submitted(person: User) -> WeeklyReport:
    report = report_of(person)
    values = ReportValues(review="Three new buyers")
    return submit_report(
        actor=person, report=report, values=values, version=report.version, at=ISSUE + timedelta(minutes=9)
    )


def reading_of(on: ReadingOn, cast: SimpleNamespace) -> Any:
    """What the owner, or of a department their manager, handed in."""
    match on:
        case ReadingOn.REPORT | ReadingOn.DEPARTMENT:
            keep_timetable(at=ISSUE)
            report = submitted(cast.owner)
            keep_timetable(at=DUE)
            keep_timetable(at=DEPARTMENT)
            return report if on == ReadingOn.REPORT else DepartmentReport.objects.get(manager=cast.manager)
        case ReadingOn.DAY | ReadingOn.DIGEST:
            keep_days(at=shanghai(11, 27, 16, 30))
            keep_days(at=shanghai(11, 27, 20))
            rows: Any = DailyReport.objects.filter(person=cast.owner)
            return (rows if on == ReadingOn.DAY else DayDigest.objects.filter(manager=cast.manager)).get()
        case ReadingOn.A_LIST_PART:
            make_customer(cast.owner, "A")
            keep_a_lists(at=DRAFT)
            keep_a_lists(at=SEND)
            return AListPart.objects.get(person=cast.owner)
        case _:
            keep_records(at=shanghai(12, 1, 9))
            return PersonRecord.objects.get(person=cast.owner, period__kind="month")


@pytest.fixture
def report(cast: SimpleNamespace) -> WeeklyReport:
    return reading_of(ReadingOn.REPORT, cast)


def say(actor: User, reading: Any, text: str = "Call them today", on: ReadingOn = ReadingOn.REPORT, **more: Any) -> ReadingRemark:  # fmt: skip
    return write_reading_remark(actor=actor, on=on, reading=reading, text=text, at=AT, **more)


def told(person: User) -> list[str]:
    rows = Notification.objects.filter(user=person, key__startswith="reading-remark:").order_by("pk")
    return [row.message % row.values for row in rows]


# ── the thread ──────────────────────────────────────────────────────────────
@pytest.mark.parametrize("on", ReadingOn)
def test_it_is_said_told_and_answered(cast: SimpleNamespace, client_of: ClientOf, on: ReadingOn) -> None:
    reading = reading_of(on, cast)
    leader, author = (cast.boss, cast.manager) if on in LED else (cast.manager, cast.owner)
    address, url = address_of_reading(on, reading), reverse(f"oversight:remark_{on}", args=[reading.pk])
    shown = [url in client_of(person).get(address).content.decode() for person in (leader, author)]
    assert shown == [True, False]
    answer = client_of(leader).post(url, {"text": "Call them today"})
    assert (answer.status_code, answer["Location"]) == (302, f"{address}#remarks")
    page = client_of(author).get(address).content.decode()
    assert ["Call them today" in page, url in page] == [True, True]
    assert client_of(author).post(url, {"text": "Done"}).status_code == 302
    assert "Done" in client_of(leader).get(address).content.decode()
    rows = ReadingRemark.objects.values_list("on", "record_id", "text", "by_leader")
    assert list(rows) == [
        (on.value, reading.pk, "Call them today", True),
        (on.value, reading.pk, "Done", False),
    ]
    assert [len(told(author)), len(told(leader))] == [1, 1]
    assert told(author)[0].startswith(f"{leader.full_name} commented on your ")
    assert told(leader)[0].startswith(f"{author.full_name} answered your comment on the ")
    notice = Notification.objects.get(user=leader, key__startswith="reading-remark:")
    assert (notice.url, notice.kind) == (f"{address}#remarks", "people")
    entries = AuditEntry.objects.filter(verb="reports.commented", target_id=reading.pk).order_by("pk")
    assert [entry.actor for entry in entries] == [leader, author]
    assert "Call them" not in str(list(entries.values_list("detail", flat=True)))


@pytest.mark.parametrize("on", ReadingOn)
def test_who_may_say_something(cast: SimpleNamespace, client_of: ClientOf, on: ReadingOn) -> None:
    """First while nothing stands there: its author has nothing to answer yet."""
    reading = reading_of(on, cast)
    url = reverse(f"oversight:remark_{on}", args=[reading.pk])
    people = (
        "owner", "manager", "boss", "stand_in", "other_manager", "outsider", "assistant", "admin", "adviser",
    )  # fmt: skip

    def answers(*names: str) -> list[int]:
        return [client_of(getattr(cast, name)).post(url, {"text": "x"}).status_code for name in names]

    first = {"owner": 404, "manager": 403} if on in LED else {"owner": 403, "manager": 302}
    others = [302, 404, 404, 404, 403, 403, 403]
    assert answers(*people) == [first["owner"], first["manager"], *others]
    assert answers("owner", "manager") == [404, 302] if on in LED else [302, 302]


def test_the_two_records_of_a_row_have_a_thread_each(cast: SimpleNamespace, client_of: ClientOf) -> None:
    record = reading_of(ReadingOn.REPLIES, cast)
    say(cast.manager, record, "Faster", ReadingOn.REPLIES)
    client = client_of(cast.owner)
    seen = [
        "Faster" in client.get(address_of_reading(on, record)).content.decode()
        for on in (ReadingOn.REPLIES, ReadingOn.PORTFOLIO)
    ]
    assert seen == [True, False]


def test_nobody_speaks_to_their_own(cast: SimpleNamespace, client_of: ClientOf) -> None:
    """Also who is manager and boss in one; of what is nobody's there is nobody to say it to (§7)."""
    report = reading_of(ReadingOn.DEPARTMENT, cast)
    User.objects.filter(pk=cast.manager.pk).update(is_boss=True)
    manager = User.objects.get(pk=cast.manager.pk)
    with pytest.raises(PermissionDenied):
        say(manager, report, on=ReadingOn.DEPARTMENT)
    DepartmentReport.objects.filter(pk=report.pk).update(manager=None)
    with pytest.raises(PermissionDenied):
        say(cast.boss, report, on=ReadingOn.DEPARTMENT)
    page = client_of(cast.boss).get(report.get_absolute_url()).content.decode()
    assert [ReadingRemark.objects.count(), "/remark/" in page] == [0, False]


# ── what is still being written ─────────────────────────────────────────────
def test_a_draft_is_nobodys_to_judge(cast: SimpleNamespace, client_of: ClientOf) -> None:
    keep_timetable(at=ISSUE)
    report = report_of(cast.owner)
    with pytest.raises(PermissionDenied):
        say(cast.manager, report)
    client = client_of(cast.manager)
    assert f"/report/{report.pk}/remark/" not in client.get(report.get_absolute_url()).content.decode()
    assert client.post(f"/report/{report.pk}/remark/", {"text": "x"}).status_code == 403
    make_customer(cast.owner, "A")
    keep_a_lists(at=DRAFT)
    with pytest.raises(PermissionDenied):
        say(cast.manager, AListPart.objects.get(person=cast.owner), on=ReadingOn.A_LIST_PART)
    keep_days(at=shanghai(11, 27, 16, 30))
    with pytest.raises(PermissionDenied):
        say(cast.boss, DayDigest.objects.get(manager=cast.manager), on=ReadingOn.DIGEST)
    keep_timetable(at=DUE)
    with pytest.raises(PermissionDenied):
        say(cast.boss, DepartmentReport.objects.get(manager=cast.manager), on=ReadingOn.DEPARTMENT)
    assert ReadingRemark.objects.count() == 0


def test_one_that_was_given_back_goes_on_being_spoken_of(
    cast: SimpleNamespace, client_of: ClientOf, report: WeeklyReport
) -> None:
    """The author reads, while rewriting it, what is to be changed, and may ask."""
    say(cast.manager, report, "Which buyers?")
    reopen_report(actor=cast.manager, report=report, reason="Name them", at=DEPARTMENT)
    page = client_of(cast.owner).get(report.get_absolute_url()).content.decode()
    assert ["Which buyers?" in page, f"/report/{report.pk}/remark/" in page, "/write/" in page] == [True] * 3
    assert say(cast.owner, report, "The Polish ones?").by_leader is False


# ── refusals ────────────────────────────────────────────────────────────────
def test_an_empty_one_and_one_that_is_too_long_come_back(
    cast: SimpleNamespace, client_of: ClientOf, report: WeeklyReport
) -> None:
    client, url = client_of(cast.manager), f"/report/{report.pk}/remark/"
    assert client.post(url, {"text": " "}).status_code == 422
    answer = client.post(url, {"text": "Long " * 500})
    page = answer.content.decode()
    assert [answer.status_code, page.count("Long ") >= 500] == [422, True]
    assert f"Weekly report: {cast.owner}" in page
    assert ReadingRemark.objects.count() == 0


def test_a_second_click_says_it_once(
    cast: SimpleNamespace, client_of: ClientOf, report: WeeklyReport
) -> None:
    form = {"text": "Well done", "form_token": str(uuid.uuid4())}
    client, url = client_of(cast.manager), f"/report/{report.pk}/remark/"
    answers = [client.post(url, form) for _click in range(2)]
    assert {answer["Location"] for answer in answers} == {f"{report.get_absolute_url()}#remarks"}
    assert [ReadingRemark.objects.count(), len(told(cast.owner))] == [1, 1]


def test_what_went_to_another_leader_meanwhile_is_refused(
    cast: SimpleNamespace, report: WeeklyReport
) -> None:
    WeeklyReport.objects.filter(pk=report.pk).update(manager=cast.other_manager)
    with pytest.raises(PermissionDenied):
        say(cast.manager, report)
    assert ReadingRemark.objects.count() == AuditEntry.objects.filter(verb="reports.commented").count() == 0


# ── who is told ─────────────────────────────────────────────────────────────
def test_nobody_is_told_in_place_of_an_author_who_is_away_or_frozen(
    cast: SimpleNamespace, report: WeeklyReport
) -> None:
    """A report is between its author and who leads them: no stand-in reads it."""
    AbsenceFactory(user=cast.owner, stand_in=cast.stand_in)
    say(cast.manager, report)
    assert [len(told(person)) for person in (cast.owner, cast.stand_in)] == [1, 0]
    User.objects.filter(pk=cast.owner.pk).update(frozen_at=AT)
    say(cast.manager, report)
    assert [len(told(person)) for person in (cast.owner, cast.stand_in)] == [1, 0]


def test_an_answer_reaches_the_leaders_who_spoke_and_still_read_it(
    cast: SimpleNamespace, report: WeeklyReport
) -> None:
    second = UserFactory(roles=(Role.BOSS,), language="en")
    say(cast.manager, report)
    say(cast.boss, report)
    say(cast.owner, report, "Yes")
    assert [len(told(person)) for person in (cast.manager, cast.boss, second)] == [1, 1, 0]
    User.objects.filter(pk=cast.manager.pk).update(is_manager=False)
    User.objects.filter(pk=cast.boss.pk).update(frozen_at=AT)
    say(cast.owner, report, "Done")
    assert [len(told(person)) for person in (cast.manager, cast.boss, cast.owner)] == [1, 1, 2]


def test_a_notice_of_a_reading_out_of_sight_loses_its_words(
    cast: SimpleNamespace, client_of: ClientOf, report: WeeklyReport
) -> None:
    say(cast.manager, report)
    say(cast.owner, report, "Secret words")
    client = client_of(cast.manager)
    assert "Secret words" in client.get("/notices/").content.decode()
    WeeklyReport.objects.filter(pk=report.pk).update(manager=cast.other_manager)
    User.objects.filter(pk=cast.owner.pk).update(team=cast.other_team)
    assert "Secret words" not in client.get("/notices/").content.decode()


# ── where it stands ─────────────────────────────────────────────────────────
def test_no_file_holds_it(cast: SimpleNamespace, client_of: ClientOf, report: WeeklyReport) -> None:
    say(cast.manager, report, "Zanzibar")
    client = client_of(cast.boss)
    pdf = client.get(reverse("reports:paper", args=[report.pk, "pdf"]))
    book = client.get(reverse("reports:paper", args=[report.pk, "xlsx"]))
    text = "".join(page.extract_text() for page in PdfReader(BytesIO(b"".join(pdf))).pages)
    assert "Three new buyers" in text
    assert "Zanzibar" not in text
    assert "Zanzibar" not in str(sheets_of(b"".join(book)))


@pytest.mark.parametrize("on", ReadingOn)
def test_the_thread_costs_one_statement(cast: SimpleNamespace, client_of: ClientOf, on: ReadingOn) -> None:
    reading = reading_of(on, cast)
    leader = cast.boss if on in LED else cast.manager
    client, url, counts = client_of(leader), address_of_reading(on, reading), []
    client.get(url)
    for rows in (0, 1, 3):
        for number in range(rows):
            say(leader, reading, f"Word {number}", on)
        with CaptureQueriesContext(connection) as queries:
            client.get(url)
        counts.append(len(queries))
        asked = [one for one in queries.captured_queries if "oversight_readingremark" in one["sql"]]
        assert len(asked) == 1
    assert len(set(counts)) == 1, counts


# ── the comments of before ──────────────────────────────────────────────────
@pytest.mark.slow
@pytest.mark.django_db(transaction=True)
def test_comments_of_before_move_and_move_back(cast: SimpleNamespace) -> None:
    from django.db.migrations.executor import MigrationExecutor

    period = ReportPeriod.objects.create(
        day=AT.date(), starts_at=AT - timedelta(days=7), due_at=AT, issue_at=AT, issued_at=AT, remind_at=AT, department_at=AT
    )  # fmt: skip
    report = WeeklyReport.objects.create(period=period, person=cast.owner, manager=cast.manager)
    before = [
        ("reports", "0003_entries_of_a_lists_are_confirmed"),
        ("oversight", "0004_readings_take_marks"),
    ]
    latest = MigrationExecutor(connection).loader.graph.leaf_nodes()
    try:
        executor = MigrationExecutor(connection)
        executor.migrate(before)
        comments = executor.loader.project_state(before).apps.get_model("reports", "Comment").objects
        comments.create(report_id=report.pk, text="Well done", by_id=cast.boss.pk, at=AT)
    finally:
        MigrationExecutor(connection).migrate(latest)
    said = ReadingRemark.objects.get()
    assert (said.on, said.record_id, said.text, said.by, said.by_leader, said.at) == (
        "report", report.pk, "Well done", cast.boss, True, AT,
    )  # fmt: skip
    try:
        executor = MigrationExecutor(connection)
        executor.migrate(before)
        comments = executor.loader.project_state(before).apps.get_model("reports", "Comment").objects
        assert list(comments.values_list("report", "text", "by", "at")) == [
            (report.pk, "Well done", cast.boss.pk, AT)
        ]
    finally:
        MigrationExecutor(connection).migrate(latest)
    assert ReadingRemark.objects.count() == 1
