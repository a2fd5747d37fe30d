"""The tables of briefings and rulings."""

from briefings.models.briefing import Attendance, Briefing, BriefingState, ShownPage, TurnedRed
from briefings.models.point import Kind, Part, Point
from briefings.models.ruling import Ruling, RulingState

__all__ = [
    "Attendance",
    "Briefing",
    "BriefingState",
    "Kind",
    "Part",
    "Point",
    "Ruling",
    "RulingState",
    "ShownPage",
    "TurnedRed",
]
