"""The writes of briefings: atomic, audited, told to whom they concern."""

from briefings.services.points import PointValues, add_point, withdraw_point
from briefings.services.preparing import move_briefing, note_attendance, note_boss_read
from briefings.services.refusals import BriefingRefused
from briefings.services.rulings import RulingValues, close_ruling, give_ruling, tell_outcome
from briefings.services.timetable import keep_briefings, plan_briefings

__all__ = [
    "BriefingRefused",
    "PointValues",
    "RulingValues",
    "add_point",
    "close_ruling",
    "give_ruling",
    "keep_briefings",
    "move_briefing",
    "note_attendance",
    "note_boss_read",
    "plan_briefings",
    "tell_outcome",
    "withdraw_point",
]
