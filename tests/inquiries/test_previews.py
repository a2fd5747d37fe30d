"""What other reply limits would mean for buyers' messages, told before they are saved; and the rules in examples."""

from datetime import datetime, timedelta
from types import SimpleNamespace

import pytest

from core import policy
from core.policy_previews import preview_change
from core.work_days import SECTION as CALENDAR
from core.work_days import CompanyCalendar, load
from inquiries.domain.reply_clock import ReplyPolicy
from inquiries.models import BuyerMessage
from inquiries.policies import REPLY
from inquiries.selectors.examples import limits_by_example
from tests.factories import BuyerMessageFactory, InquiryFactory

HOUR = timedelta(hours=1)


@pytest.fixture
def messages(cast: SimpleNamespace, at: datetime) -> list[BuyerMessage]:
    """Monday 10:00: one asked on Friday 16:00 and not answered, one answered on Saturday within an hour, one after four."""
    inquiry = InquiryFactory(owner=cast.owner)
    friday, saturday = at - timedelta(days=2, hours=18), at - timedelta(days=2, hours=1)
    return [
        BuyerMessageFactory(inquiry=inquiry, received_at=received, answered_at=answered)
        for received, answered in (
            (friday, None),
            (saturday, saturday + HOUR),
            (saturday, saturday + 6 * HOUR),
        )
    ]


def test_preview_of_limits_weighs_what_waits_and_what_was_answered(
    messages: list[BuyerMessage], at: datetime
) -> None:
    before = list(BuyerMessage.objects.order_by("pk").values())
    lines = preview_change(
        REPLY, ReplyPolicy(), ReplyPolicy(target_minutes=30, limit_hours=4, fax_limit_hours=4), at=at
    )
    assert lines == [
        "Running clocks keep their limits: 1 messages wait for an answer.",
        "By the new rule 0 of them would be past target and 1 past limit now.",
        "Of 2 messages answered in the last four weeks, by the new rule 0 would have been in target (now 1) and 1 late (now 0).",
    ]
    assert list(BuyerMessage.objects.order_by("pk").values()) == before


def test_preview_of_working_hours_weighs_them_too(messages: list[BuyerMessage], at: datetime) -> None:
    after = load({"windows": [["08:00", "11:30"], ["12:30", "18:00"]]})
    lines = preview_change(CALENDAR, CompanyCalendar(), after, at=at)
    assert [line[:15] for line in lines if line.startswith(("Running", "By the new rule", "Of 2"))] == [
        "Running clocks ", "By the new rule", "Of 2 messages a",
    ]  # fmt: skip


def test_preview_without_messages_says_nothing(db: None, at: datetime) -> None:
    assert preview_change(REPLY, ReplyPolicy(), ReplyPolicy(limit_hours=4), at=at) == []


def test_examples_are_those_of_the_handbook(db: None, at: datetime) -> None:
    from core.ui.formats import weekday_moment

    said = [
        (
            one.is_fax,
            *(
                weekday_moment(moment)
                for moment in (one.clock.received_at, one.clock.target_at, one.clock.limit_at)
            ),
        )
        for one in limits_by_example(at=at)
    ]
    assert said == [
        (True, "Sat 16:40", "Mon 4:40", "Mon 4:40"),
        (False, "Sat 19:30", "Mon 11:00", "Mon 19:30"),
        (False, "Sun 10:00", "Mon 11:00", "Mon 24:00"),
        (False, "Mon 11:20", "Mon 15:20", "Tue 11:20"),
    ]


def test_examples_follow_the_policy(cast: SimpleNamespace, at: datetime) -> None:
    policy.change(CALENDAR, {"evening_counts": True}, actor=cast.boss, at=at)
    assert limits_by_example(at=at)[0].clock.target_at == at + timedelta(days=5, hours=9, minutes=40)


@pytest.mark.parametrize("section", [CALENDAR, REPLY])
def test_examples_stand_on_the_pages(client_of, cast, section):
    html = client_of(cast.assistant).get(f"/settings/policy/{section}/").content.decode()
    assert "A fax of Sat 16:40" in html
