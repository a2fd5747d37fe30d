"""The writes of this app: each one transaction of lock, check, write, audit, publish."""

from inquiries.services.assigning import NotAssignable, assign_inquiry, choose_owner
from inquiries.services.assignment_rules import add_rule, remove_rule, set_seats
from inquiries.services.closing import close_inquiry, reopen_inquiry
from inquiries.services.editing import attach_file, edit_inquiry
from inquiries.services.errors import (
    ChannelReasonNeeded,
    EmptyReply,
    ReasonNeeded,
    ReceivedInFuture,
    StaleEdit,
)
from inquiries.services.exceptions import NotLate, explain_delay, judge_delay
from inquiries.services.grading import grade_inquiry
from inquiries.services.letters import NameTaken, UnknownPlaces, save_template
from inquiries.services.logging import Buyer, log_inquiry, pass_to_owner
from inquiries.services.messages import add_message, change_received_at, change_replied_at
from inquiries.services.replies import correct_reply, record_reply
from inquiries.services.sweeps import escalate_past_limits, remind_ungraded
from inquiries.services.values import EditValues, InquiryValues, LineValues, MessageValues

__all__ = [
    "Buyer",
    "ChannelReasonNeeded",
    "EditValues",
    "EmptyReply",
    "InquiryValues",
    "LineValues",
    "MessageValues",
    "NameTaken",
    "NotAssignable",
    "NotLate",
    "ReasonNeeded",
    "ReceivedInFuture",
    "StaleEdit",
    "UnknownPlaces",
    "add_message",
    "add_rule",
    "assign_inquiry",
    "attach_file",
    "change_received_at",
    "change_replied_at",
    "choose_owner",
    "close_inquiry",
    "correct_reply",
    "edit_inquiry",
    "escalate_past_limits",
    "explain_delay",
    "grade_inquiry",
    "judge_delay",
    "log_inquiry",
    "pass_to_owner",
    "record_reply",
    "remind_ungraded",
    "remove_rule",
    "reopen_inquiry",
    "save_template",
    "set_seats",
]
