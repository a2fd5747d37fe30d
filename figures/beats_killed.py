"""No beat for a while, and two beside each other (K5): what falls due in a report's day is done exactly once all the same.

Real processes, on PostgreSQL. The company's calendar and hours are set so that the day of the run is a report's day whose
hours lie in the next minutes: the forms go out, who is late is reminded and the daily reports are asked for while two beats
tick beside each other; cut-off and digest fall into the time without any; the department's report comes after it. FIGURE_MINUTES
(default 3) is how long the two tick, FIGURE_AWAY (default 3) how long there is none; trust.md's full size is 10 and 180.
"""

import os
import time
from collections import Counter
from datetime import datetime, timedelta
from typing import Any

from figures.processes import Result, in_a_process, minutes, set_up_django, site, wait_until_done

TEAMS, SELLERS = 2, 3
MINUTE = timedelta(minutes=1)
CAUGHT_UP = 150  # seconds after which the last beat has done what was left


def away() -> float:
    """Return for how many minutes there is no beat."""
    return float(os.environ.get("FIGURE_AWAY", "3"))


def beat_killed_and_doubled() -> Result:
    """K5."""
    return in_a_process("_beat_killed_and_doubled", __name__)


def _beat_killed_and_doubled() -> Result:
    with site() as place:
        place.start_redis()
        set_up_django(place)
        _hire()
        begun = _set_hours()
        place.start_worker()
        place.start_beat("beat-1")
        place.start_beat("beat-2")
        time.sleep(minutes() * 60)
        place.kill("beat-1")
        place.kill("beat-2")
        time.sleep(away() * 60)
        place.start_beat("beat-3")
        time.sleep(CAUGHT_UP)
        wait_until_done()
        return _judge(begun)


def _hire() -> None:
    """Two departments of three, and a boss."""
    from accounts.models import Role
    from tests.factories import TeamFactory, UserFactory

    joined = datetime.now().astimezone() - timedelta(days=60)
    UserFactory(roles=(Role.BOSS,), joined_at=joined)
    for _team in range(TEAMS):
        team = TeamFactory(manager=UserFactory(roles=(Role.MANAGER,), joined_at=joined))
        for _seller in range(SELLERS):
            UserFactory(roles=(Role.SALESPERSON,), team=team, joined_at=joined)


def _set_hours() -> datetime:
    """Make today the last working day of its week, with its hours in the next minutes; return the first of them.

    Raises RuntimeError close to midnight: the day would end before its work.
    """
    from django.utils import timezone

    from core.models import PolicySetting
    from core.work_days import SECTION
    from reports.policies import DAYS, TIMETABLE

    now = timezone.localtime()
    first = now.replace(second=0, microsecond=0) + 2 * MINUTE
    gone = first + minutes() * MINUTE
    department = gone + away() * MINUTE
    if department.date() != now.date():
        raise RuntimeError("Too close to midnight on the company's clock.")
    later = (now.date() + timedelta(days=number) for number in range(1, 7 - now.weekday()))
    sections: dict[str, dict[str, Any]] = {
        SECTION: {"own_days": {now.date().isoformat(): True, **{day.isoformat(): False for day in later}}},
        TIMETABLE: {
            "issued_at": _clock(first), "reminded_at": _clock(first + MINUTE), "due_at": _clock(gone + MINUTE), "department_at": _clock(department),
        },
        DAYS: {"asked_at": _clock(first), "reminded_at": _clock(first + MINUTE), "digest_at": _clock(gone + MINUTE)},
    }  # fmt: skip
    for section, values in sections.items():
        PolicySetting.objects.create(section=section, values=values, changed_at=now)
    return first


def _clock(moment: datetime) -> str:
    return f"{moment:%H:%M}"


def _judge(begun: datetime) -> Result:
    """Each step of the day once, whoever ticked; no job twice, none left."""
    from core.models import AuditEntry, Job, Notification
    from reports.models import DailyReport, DayDigest, DepartmentReport, ReportPeriod, WeeklyReport

    day = begun.date()
    verbs = Counter(AuditEntry.objects.filter(verb__startswith="reports.").values_list("verb", flat=True))
    steps = {
        verb: verbs[f"reports.{verb}"] for verb in ("issued", "closed", "department_sent", "digests_sent")
    }  # fmt: skip
    rows = {
        "periods": ReportPeriod.objects.filter(day=day).count(), "weekly": WeeklyReport.objects.filter(period__day=day).count(),
        "departments": DepartmentReport.objects.filter(period__day=day, state="sent").count(),
        "daily": DailyReport.objects.filter(day__day=day).count(), "digests": DayDigest.objects.filter(day__day=day, sent_at__isnull=False).count(),
        "reminders": Notification.objects.filter(key__startswith="report-due:").count(),
        "day_reminders": Notification.objects.filter(key__startswith="day-due:").count(),
    }  # fmt: skip
    jobs = list(Job.objects.values_list("kind", "key", "state", "attempts"))
    value = {
        "steps": steps, "rows": rows, "kinds": len({kind for kind, *_more in jobs}), "jobs": len(jobs), "distinct": len({key for _kind, key, *_more in jobs}),
        "not_done": sum(state != Job.State.DONE for *_names, state, _attempts in jobs), "more_than_once": sum(attempts > 1 for *_names, attempts in jobs),
        "sealed": sum(kind == "core.seal_audit" for kind, *_more in jobs),
    }  # fmt: skip
    sellers = TEAMS * SELLERS
    expected_steps = {"issued": 1, "closed": 1, "department_sent": TEAMS, "digests_sent": 1}
    expected_rows = {
        "periods": 1,
        "weekly": sellers,
        "departments": TEAMS,
        "daily": sellers,
        "digests": TEAMS,
        "reminders": sellers,
        "day_reminders": sellers,
    }
    is_once = value["jobs"] == value["distinct"] and not value["not_done"] and not value["more_than_once"]
    is_there = steps == expected_steps and rows == expected_rows
    return value, is_once and is_there and value["sealed"] >= int(minutes())
