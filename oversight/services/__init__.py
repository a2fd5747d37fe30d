"""Writes of oversight."""

from oversight.services.advice import AdviceRefused, adopt_advice, decline_advice, give_advice, report_result
from oversight.services.coaching import write_coaching_note
from oversight.services.reading_remarks import write_reading_remark
from oversight.services.remarks import write_remark
from oversight.services.seen import mark_seen, note_opened

__all__ = [
    "AdviceRefused", "adopt_advice", "decline_advice", "give_advice", "mark_seen", "note_opened", "report_result", "write_coaching_note",
    "write_reading_remark", "write_remark",
]  # fmt: skip
