"""What can be done: set targets, begin the plan, note its milestones, measure."""

from managing.services.measuring import measure_day
from managing.services.plan import MilestoneValues, note_milestone, start_plan
from managing.services.refusals import ManagingRefused, StaleMilestone
from managing.services.targets import TargetValues, set_target, withdraw_target

__all__ = [
    "ManagingRefused", "MilestoneValues", "StaleMilestone", "TargetValues", "measure_day", "note_milestone", "set_target",
    "start_plan", "withdraw_target",
]  # fmt: skip
