"""What who leads says and sees: remarks on records and on what is handed in, marks of what was seen, coaching notes, advice from outside."""

from oversight.models.advice import Advice, AdviceState
from oversight.models.coaching import CoachingNote
from oversight.models.platform import PlatformWeek
from oversight.models.remarks import ReadingOn, ReadingRemark, Remark, RemarkOn
from oversight.models.seen import SeenMark, SeenThing

__all__ = [
    "Advice",
    "AdviceState",
    "CoachingNote",
    "PlatformWeek",
    "ReadingOn",
    "ReadingRemark",
    "Remark",
    "RemarkOn",
    "SeenMark",
    "SeenThing",
]
