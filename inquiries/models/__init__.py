"""Inquiries, the buyer's messages with their reply clocks, assignment, letters."""

from customers.models import Channel
from inquiries.models.assignment import Assignment, AssignmentRule, RotationSeat
from inquiries.models.inquiry import (
    Inquiry,
    InquiryFile,
    InquiryLine,
    InquiryQuerySet,
    InvalidReason,
    LostReason,
    State,
    Validity,
)
from inquiries.models.letter import LetterTemplate, Occasion
from inquiries.models.message import BuyerMessage, Outcome, Reply

__all__ = [
    "Assignment",
    "AssignmentRule",
    "BuyerMessage",
    "Channel",
    "Inquiry",
    "InquiryFile",
    "InquiryLine",
    "InquiryQuerySet",
    "InvalidReason",
    "LetterTemplate",
    "LostReason",
    "Occasion",
    "Outcome",
    "Reply",
    "RotationSeat",
    "State",
    "Validity",
]
