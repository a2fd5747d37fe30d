"""What another age of grades would ask of people, told before it is saved."""

from datetime import datetime, timedelta

from django.utils.translation import gettext as _

from core.policy_previews import preview
from core.work_days import current_calendar
from customers.models import Customer, Stage
from customers.policies import GRADING, GradingPolicy


@preview(GRADING)
def count_old_grades(before: GradingPolicy, after: GradingPolicy, at: datetime) -> list[str]:
    """How many grades would ask to be confirmed."""
    now, then = (_count(policy, at) for policy in (before, after))
    return [_("%(then)s grades would ask to be confirmed; now %(now)s do.") % {"then": then, "now": now}]


def _count(rule: GradingPolicy, at: datetime) -> int:
    calendar = current_calendar()
    oldest_on = calendar.day_of(at) - timedelta(days=rule.confirm_after_days)
    rows = Customer.objects.filter(merged_into=None, graded_at__lt=calendar.start_of(oldest_on))
    return rows.exclude(stage=Stage.LOST).exclude(owner=None).count()
