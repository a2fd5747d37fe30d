"""How the audit trail words follow-ups, dates by hand and tasks."""

from typing import Any

from django.urls import reverse
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from core.audit_words import Kind, Record, keep_past_leaders, register, register_fields, register_record
from customers.permissions import can_export

register(
    Kind.FOLLOW_UPS,
    {
        "followups.recorded": pgettext_lazy("of the audit trail", "Follow-up logged"),
        "followups.corrected": _("Follow-up corrected"),
        "followups.undone": _("Follow-up undone"),
        "followups.due_set_by_hand": _("Due date set by hand"),
        "followups.due_by_hand_judged": _("Later date judged"),
        "followups.task_added": pgettext_lazy("of the audit trail", "Task added"),
        "followups.task_done": _("Task done"),
        "followups.task_reopened": _("Task opened again"),
        "followups.task_handed_over": _("Task handed over"),
        "followups.change_explained": _("New contact person explained to the buyer"),
        "followups.mail_ticked": _("Mail looked through"),
    },
)
register(
    Kind.HELP,
    {
        "followups.help_asked": _("Asked for help"),
        "followups.help_asked_on": _("Asked again"),
        "followups.help_answered": pgettext_lazy("of the audit trail", "Help request answered"),
        "followups.help_escalated": _("Help request put to the boss"),
        "followups.help_closed": _("Help request closed"),
        "followups.suggestion_written": _("Suggestion written"),
        "followups.suggestions_arrived": pgettext_lazy("of the audit trail", "Anonymous suggestions arrived"),
        "followups.suggestion_ruled": _("Suggestion answered"),
        "followups.suggestion_closed": _("Suggestion closed"),
    },
)
# Who signs one would tell who wrote the others, and whose words the boss made public without a name (S141).
keep_past_leaders("followups.suggestion_written")
register_record("followups.helprequest", Record(_("Help request")))
register_record("followups.suggestion", Record(_("Suggestion")))
register(
    Kind.ACCOUNTS,
    {"followups.feed_renewed": _("Calendar link made"), "followups.feed_revoked": _("Calendar link ended")},
)


def _page_of_customer(row: Any) -> str:
    return reverse("customers:detail", args=[row.customer_id])


register_record(
    "followups.followup", Record(_("Follow-up"), url_of=_page_of_customer, may_take_out=can_export)
)
register_record(
    "followups.task",
    Record(_("Task"), url_of=lambda _row: reverse("followups:tasks"), may_take_out=can_export),
)
register_fields(
    {
        "at": _("Time"),
        "text": _("What was said"),
        "next_step": _("Next step"),
        "result": _("Result"),
        "is_inbound": _("Came from the buyer"),
        "next_due_on": _("Next due"),
        "accepted": _("Accepted"),
        "is_public": _("Shown to everybody"),
        "boss_since": _("With the boss since"),
    }
)
