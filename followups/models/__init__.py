"""Follow-ups, dates by hand, tasks, mail checks, the calendar feed, and the weekly figures of the cadence."""

from followups.models.cadence_week import CadenceWeek
from followups.models.date_by_hand import DateByHand, DateByHandQuerySet
from followups.models.explanation import Explanation
from followups.models.feed import CalendarFeed
from followups.models.follow_up import Correction, FollowUp, FollowUpQuerySet, Result
from followups.models.mail_check import MailCheck
from followups.models.task import Task, TaskQuerySet

__all__ = [
    "CadenceWeek",
    "CalendarFeed",
    "Correction",
    "DateByHand",
    "DateByHandQuerySet",
    "Explanation",
    "FollowUp",
    "FollowUpQuerySet",
    "MailCheck",
    "Result",
    "Task",
    "TaskQuerySet",
]
