"""Writes of this app: follow-ups, due dates, tasks, help requests, suggestions, the calendar feed."""

from followups.services.dates_by_hand import judge_due_by_hand, set_due_by_hand
from followups.services.due_dates import (
    raise_floor,
    recompute_after_rule_change,
    recompute_due,
    recompute_due_of,
    sweep_due,
)
from followups.services.explaining import (
    ask_to_explain,
    explain_change,
    explain_return,
    hand_over_many_tasks,
)
from followups.services.feed import renew_feed, revoke_feed
from followups.services.handback import tell_handback, tell_returned
from followups.services.help_requests import (
    HelpSubject,
    ask_for_help,
    close_help,
    escalate_help,
    write_help,
)
from followups.services.importing import forget_added, forget_imported, note_imported
from followups.services.mail_checks import settle_mail, tick_mail
from followups.services.merging import move_follow_ups, settle_follow_ups
from followups.services.recording import (
    FollowUpValues,
    correct_follow_up,
    move_reply,
    note_quote,
    note_reply,
    record_follow_up,
    undo_follow_up,
)
from followups.services.recycling import sweep_pool
from followups.services.refusals import LaterNeedsReason, Refused
from followups.services.samples import (
    ask_to_settle,
    ask_whether_arrived,
    stop_asking_for_arrival,
    stop_settling,
)
from followups.services.suggestions import (
    close_suggestion,
    deliver_suggestions,
    rule_suggestion,
    suggest,
    suggest_anonymously,
)
from followups.services.tasks import (
    add_rule_task,
    add_task,
    finish_task,
    hand_over_tasks,
    hand_over_tasks_of_pooled,
    reopen_task,
)
from followups.services.weeks import refresh_weeks
from followups.services.windows import fix_ended, keep_windows

__all__ = [
    "FollowUpValues",
    "HelpSubject",
    "LaterNeedsReason",
    "Refused",
    "add_rule_task",
    "add_task",
    "ask_for_help",
    "ask_to_explain",
    "ask_to_settle",
    "ask_whether_arrived",
    "close_help",
    "close_suggestion",
    "correct_follow_up",
    "deliver_suggestions",
    "escalate_help",
    "explain_change",
    "explain_return",
    "finish_task",
    "fix_ended",
    "forget_added",
    "forget_imported",
    "hand_over_many_tasks",
    "hand_over_tasks",
    "hand_over_tasks_of_pooled",
    "judge_due_by_hand",
    "keep_windows",
    "move_follow_ups",
    "move_reply",
    "note_imported",
    "note_quote",
    "note_reply",
    "raise_floor",
    "recompute_after_rule_change",
    "recompute_due",
    "recompute_due_of",
    "record_follow_up",
    "refresh_weeks",
    "renew_feed",
    "reopen_task",
    "revoke_feed",
    "rule_suggestion",
    "set_due_by_hand",
    "settle_follow_ups",
    "settle_mail",
    "stop_asking_for_arrival",
    "stop_settling",
    "suggest",
    "suggest_anonymously",
    "sweep_due",
    "sweep_pool",
    "tell_handback",
    "tell_returned",
    "tick_mail",
    "undo_follow_up",
    "write_help",
]
