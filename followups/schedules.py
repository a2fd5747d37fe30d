"""Background work of this app."""

from datetime import datetime

from core import jobs
from followups.services import recompute_after_rule_change, refresh_weeks, sweep_due


@jobs.periodic("followups.sweep_due", jobs.Daily(hour=0, minute=10))
def sweep_due_dates(*, at: datetime) -> dict[str, int]:
    """Due dates whose inputs changed with the day, and the weekly figures of the cadence."""
    return {"dates": sweep_due(at=at), "weeks": refresh_weeks(at=at)}


@jobs.job("followups.recompute_all")
def recompute_all(*, at: datetime) -> dict[str, int]:
    """Everyone's due date, after the policy or the calendar changed."""
    return {"dates": recompute_after_rule_change(at=at)}
