"""How the audit trail words targets and the plan."""

from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from core.audit_words import Kind, Record, register, register_fields, register_record

register(
    Kind.REPORTS,
    {
        "managing.target_set": _("Target set"),
        "managing.target_withdrawn": _("Target taken back"),
        "managing.plan_started": _("Beginning of the three-year plan set"),
        "managing.milestone_noted": _("Milestone of the plan noted"),
        "managing.milestone_reached": _("Milestone of the plan reached"),
        "managing.milestone_reopened": _("Milestone of the plan open again"),
    },
)
register_record("managing.target", Record(_("Target"), url_of=lambda _row: reverse("managing:targets")))
register_record("managing.plan", Record(_("Three-year plan"), url_of=lambda _row: reverse("managing:plan")))
register_record("managing.milestone", Record(_("Milestone"), url_of=lambda _row: reverse("managing:plan")))
register_fields(
    {
        "goal": _("Goal"), "starts_on": _("Beginning"), "reached_on": _("Reached on"), "evidence": _("Evidence"),
        "measure": _("What"), "whose": _("Whose"), "value": _("Figure"),
    }
)  # fmt: skip
