"""What can be done: set targets, begin the plan, note its milestones, measure."""

from managing.services.copying import Copied, CopyOf, copy_targets, times_of
from managing.services.measuring import measure_day
from managing.services.plan import MilestoneValues, note_milestone, start_plan
from managing.services.refusals import ManagingRefused, StaleMilestone
from managing.services.results import keep_results
from managing.services.targets import TargetValues, set_target, withdraw_target

__all__ = [
    "Copied", "CopyOf", "ManagingRefused", "MilestoneValues", "StaleMilestone", "TargetValues", "copy_targets", "keep_results", "measure_day", "note_milestone",
    "set_target", "start_plan", "times_of", "withdraw_target",
]  # fmt: skip
