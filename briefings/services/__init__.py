"""The writes of briefings: atomic, audited, told to whom they concern."""

from briefings.services.points import PointValues, add_point, withdraw_point
from briefings.services.preparing import move_briefing, note_attendance, note_boss_read
from briefings.services.refusals import BriefingRefused
from briefings.services.rulings import GoOn, RulingValues, close_ruling, give_ruling, let_go_on, tell_outcome
from briefings.services.timetable import keep_briefings, plan_briefings

__all__ = [
    "BriefingRefused",
    "GoOn",
    "PointValues",
    "RulingValues",
    "add_point",
    "close_ruling",
    "give_ruling",
    "keep_briefings",
    "let_go_on",
    "move_briefing",
    "note_attendance",
    "note_boss_read",
    "plan_briefings",
    "tell_outcome",
    "withdraw_point",
]
