"""Follow-ups, dates by hand, tasks, mail checks, help requests, suggestions, the feed, the weekly figures of the cadence."""

from followups.models.cadence_week import CadenceWeek, CadenceWindow
from followups.models.date_by_hand import DateByHand, DateByHandQuerySet
from followups.models.explanation import Explanation
from followups.models.feed import CalendarFeed
from followups.models.follow_up import Correction, FollowUp, FollowUpQuerySet, Result, Surprise
from followups.models.help_request import HelpMessage, HelpQuerySet, HelpRequest, HelpState
from followups.models.mail_check import MailCheck
from followups.models.suggestion import Suggestion, SuggestionQuerySet, SuggestionState
from followups.models.task import Task, TaskQuerySet

__all__ = [
    "CadenceWeek",
    "CadenceWindow",
    "CalendarFeed",
    "Correction",
    "DateByHand",
    "DateByHandQuerySet",
    "Explanation",
    "FollowUp",
    "FollowUpQuerySet",
    "HelpMessage",
    "HelpQuerySet",
    "HelpRequest",
    "HelpState",
    "MailCheck",
    "Result",
    "Suggestion",
    "SuggestionQuerySet",
    "SuggestionState",
    "Surprise",
    "Task",
    "TaskQuerySet",
]
