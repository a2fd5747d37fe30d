"""The platform's statistics: read from a file by column names, kept by person and week, shown beside own work (S105)."""

from collections.abc import Callable
from datetime import date
from decimal import Decimal
from types import SimpleNamespace
from typing import Any

import pytest
from django.core.exceptions import PermissionDenied
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from hypothesis import given
from hypothesis import strategies as st

from accounts.models import User
from core.models import AuditEntry
from core.ui.formats import table_date
from oversight.charts import platform_charts
from oversight.domain.platform_table import Week, monday_of, read_table
from oversight.models import PlatformWeek
from oversight.selectors.platform import read_platform
from oversight.services.platform import take_in_weeks
from tests.factories import AT, InquiryFactory, ReplyFactory

ClientOf = Callable[[User], Client]
TODAY = date(2026, 11, 16)
HEADS = ["业务员", "统计日期", "曝光量", "点击次数", "询盘数", "回复率", "更新产品数"]
PEOPLE = {"linda": 1, "zoe": 2}


def read(*rows: list[Any]) -> Any:
    return read_table(list(enumerate(rows, start=1)), people=PEOPLE, today=TODAY)


def test_columns_are_found_by_their_names_below_a_title() -> None:
    found = read(["国际站周报"], HEADS, ["Linda", "2026-11-04", "1,204", 86, 7, "92.5%", None])
    assert found.weeks == [
        Week(
            1,
            date(2026, 11, 2),
            {"exposure": 1204, "clicks": 86, "inquiries": 7, "reply_rate": Decimal("92.5")},
        )
    ]
    assert [found.problems, found.is_headed] == [[], True]


@pytest.mark.parametrize(
    ("row", "code"),
    [
        (["Nobody", "2026-11-04", 1], "no_person"), (["Linda", "last week", 1], "no_week"), (["Linda", "2026-11-30", 1], "in_future"),
        (["Linda", "2026-11-04", -1], "no_number"), (["Linda", "2026-11-04", "many"], "no_number"), (["Linda", "2026-11-04", 1.5], "no_number"),
        (["Linda", "2026-11-04"], "nothing"), (["Linda", "2026-11-04", 1, 1, 1, "140%"], "no_number"),
    ],
)  # fmt: skip
def test_a_row_that_cannot_be_read_is_named(row: list[Any], code: str) -> None:
    found = read(HEADS, row, ["Zoe", "2026-11-04", 5])
    assert [(one.number, one.code) for one in found.problems] == [(2, code)]
    assert [week.person_id for week in found.weeks] == [2], "the others are taken"


def test_a_table_by_day_is_none_by_week() -> None:
    """The days of Linda's week are named and none is taken for it; the same day twice is a correction."""
    found = read(
        HEADS, ["Linda", "2026-11-03", 5], ["Linda", "2026-11-04", 6], ["Zoe", "2026-11-04", 7], ["Zoe", "2026-11-04", 8]
    )  # fmt: skip
    assert [(one.number, one.code) for one in found.problems] == [(2, "by_day"), (3, "by_day")]
    assert [(week.person_id, week.values["exposure"]) for week in found.weeks] == [(2, 8)]


def test_without_headings_nothing_is_guessed() -> None:
    assert read(["Linda", "2026-11-04", 12]) == read(["x"])
    assert not read(["x"]).is_headed


def test_a_share_is_a_percentage() -> None:
    shares = [
        read(HEADS, ["Linda", "2026-11-04", None, None, None, value]).weeks[0].values
        for value in (0.925, "92.5", "1%")
    ]
    assert [one["reply_rate"] for one in shares] == [Decimal("92.5"), Decimal("92.5"), Decimal("1.0")]


@given(
    st.lists(
        st.lists(st.one_of(st.none(), st.text(), st.integers(), st.floats(), st.booleans()), max_size=8),
        max_size=6,
    )
)
def test_any_table_is_read_or_its_rows_are_named(rows: list[list[Any]]) -> None:
    found = read(HEADS, *rows)
    assert len(found.weeks) + len(found.problems) <= len(rows)


@given(st.dates(date(2026, 1, 1), date(2027, 12, 31)))
def test_weeks_begin_on_monday(day: date) -> None:
    assert (monday_of(day).weekday(), 0 <= (day - monday_of(day)).days < 7) == (0, True)


# ── taken in ────────────────────────────────────────────────────────────────
@pytest.mark.django_db
def test_a_later_file_replaces_and_only_of_those_led(cast: SimpleNamespace) -> None:
    def week(person: User, exposure: int) -> Week:
        return Week(person.pk, date(2026, 11, 2), {"exposure": exposure})

    assert take_in_weeks(actor=cast.manager, weeks=[week(cast.owner, 5), week(cast.teammate, 6)], at=AT) == 2
    take_in_weeks(actor=cast.boss, weeks=[week(cast.owner, 9)], at=AT)
    assert list(PlatformWeek.objects.order_by("exposure").values_list("exposure", flat=True)) == [6, 9]
    for actor, person in (
        (cast.manager, cast.outsider),
        (cast.owner, cast.owner),
        (cast.assistant, cast.owner),
    ):
        with pytest.raises(PermissionDenied):
            take_in_weeks(actor=actor, weeks=[week(person, 1)], at=AT)
    assert AuditEntry.objects.filter(verb="oversight.platform_taken_in").count() == 2


def upload(text: str) -> SimpleUploadedFile:
    return SimpleUploadedFile("week.csv", text.encode())


@pytest.mark.django_db
def test_the_page_takes_a_file_and_names_what_it_cannot_read(
    cast: SimpleNamespace, client_of: ClientOf
) -> None:
    client = client_of(cast.manager)
    text = f"业务员,日期,曝光\n{cast.owner.email},2026-11-04,1204\n{cast.outsider.email},2026-11-04,7\n"
    page = client.post("/platform/", {"file": upload(text)}).content.decode()
    assert ["nobody of yours has this name" in page, "1204" in page] == [
        True,
        PlatformWeek.objects.filter(exposure=1204).exists(),
    ]
    assert PlatformWeek.objects.get().person == cast.owner
    answers = [client.post("/platform/", {"file": upload(text)}).status_code for text in ("a,b\n1,2\n", "")]
    assert [*answers, client_of(cast.boss).get("/platform/").status_code, client_of(cast.owner).get("/platform/").status_code] == [
        422, 422, 200, 403,
    ]  # fmt: skip


@pytest.mark.django_db
def test_own_work_stands_beside_it(cast: SimpleNamespace) -> None:
    inquiry = InquiryFactory(owner=cast.owner)
    ReplyFactory(inquiry=inquiry, by=cast.owner, replied_at=AT)
    lines = dict(read_platform(cast.manager, TODAY))[cast.owner]
    assert [lines[0].monday, lines[0].replies, lines[1].replies, len(lines)] == [TODAY, 1, 0, 8]


@pytest.mark.django_db
def test_the_weeks_of_all_are_drawn_together(cast: SimpleNamespace, client_of: ClientOf) -> None:
    """Sums from the oldest week on; a week that the platform told nothing of is a gap, not a zero (S105)."""
    assert client_of(cast.manager).get("/platform/").context["charts"] == []
    weeks = [
        Week(person.pk, date(2026, 11, 9), {"exposure": exposure, "clicks": 10})
        for person, exposure in ((cast.owner, 300), (cast.teammate, 200))
    ]
    take_in_weeks(actor=cast.manager, weeks=weeks, at=AT)
    shown, clicks, work = platform_charts(read_platform(cast.manager, TODAY))
    assert shown.labels[-2:] == [table_date(date(2026, 11, 9)), table_date(TODAY)]
    assert [list(one.series[0].values)[-2:] for one in (shown, clicks)] == [[500, None], [20, None]]
    assert list(work.series[1].values) == [0] * len(work.labels)
    assert platform_charts([]) == []


@pytest.mark.django_db
@pytest.mark.parametrize("rows", [1, 3])
def test_it_costs_the_same_for_many(cast: SimpleNamespace, django_assert_num_queries: Any, rows: int) -> None:
    for person in (cast.owner, cast.teammate, cast.stand_in)[:rows]:
        PlatformWeek.objects.create(
            person=person, monday=TODAY, exposure=1, brought_by=cast.boss, brought_at=AT
        )
    with django_assert_num_queries(6):
        read_platform(cast.manager, TODAY)
