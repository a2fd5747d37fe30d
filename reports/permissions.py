"""May this person do this to this report? On loaded objects (permissions.md)."""

from typing import Any

from accounts.models import User
from accounts.permissions import Can, can
from reports.domain.steps import DEPARTMENT_STEPS, STEPS, DepartmentStep, Step
from reports.models import AListPart, DailyReport, DayDigest, DepartmentReport, WeeklyReport


def can_write_report(user: Any, report: WeeklyReport) -> bool:
    """One's own, until it is submitted, and again once it is reopened."""
    is_own = report.person_id == user.pk and can(user, Can.REPORT)
    return is_own and STEPS.allows(report.state, Step.WRITE)


def was_handed_in_to(user: Any, reading: Any) -> bool:
    """Whether it went to `user`: the boss, and of what a person handed in who led them then; nobody after their own (§7).

    What nobody handed in (of those without a manager, customers without an owner) went to nobody.
    """
    is_leading = user.is_boss or (user.is_manager and reading.manager_id == user.pk)
    return bool(is_leading) and reading.owner_id not in {None, user.pk}


def can_judge_report(user: Any, report: WeeklyReport) -> bool:
    """Give it back, and read how its author feels: whom it was handed in to."""
    return was_handed_in_to(user, report) and can(user, Can.READ_REPORTS)


def can_reopen_report(user: Any, report: WeeklyReport) -> bool:
    """Give a submitted one back to its author, with a reason."""
    return can_judge_report(user, report) and STEPS.allows(report.state, Step.REOPEN)


def can_read_mood(user: Any, report: WeeklyReport) -> bool:
    """How somebody feels is theirs, their manager's and the boss's (S134)."""
    return report.person_id == user.pk or can_judge_report(user, report)


def can_send_department(user: Any, report: DepartmentReport) -> bool:
    """Comment on it and send it to the boss: the manager whose teams' it is. An only boss has nobody to write to (§7)."""
    is_own = bool(user.is_manager) and report.manager_id == user.pk and not report.stays_with_boss
    return (
        is_own
        and _has_another_boss(user)
        and can(user, Can.CHASE_REPORTS)
        and DEPARTMENT_STEPS.allows(report.state, DepartmentStep.SEND)
    )


def _has_another_boss(user: Any) -> bool:
    """Whether what somebody sends to the boss goes to anybody but themselves; asked of a boss only."""
    return not user.is_boss or User.objects.active().filter(is_boss=True).exclude(pk=user.pk).exists()


def can_confirm_day(user: Any, report: DailyReport) -> bool:
    """One's own that is owed: once at any time, and the remark until the digest goes (loaded with `day`)."""
    is_own = report.person_id == user.pk and can(user, Can.REPORT) and report.is_owed
    return is_own and (not report.is_confirmed or report.day.sent_at is None)


def can_write_digest(user: Any, digest: DayDigest) -> bool:
    """Add remarks: the manager whose people they are. Who is the boss, too, has nobody to write to (§7)."""
    is_own = bool(user.is_manager) and digest.manager_id == user.pk and not user.is_boss
    return is_own and can(user, Can.CHASE_REPORTS)


def can_write_part(user: Any, part: AListPart) -> bool:
    """Word and confirm one's own A customers, until the list has gone to the boss (loaded with `a_list`); a boss has nobody to."""
    is_own = part.person_id == user.pk and not user.is_boss and can(user, Can.WORK_WITH_CUSTOMERS)
    return is_own and not part.a_list.is_sent
