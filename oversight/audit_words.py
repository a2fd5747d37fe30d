"""How the audit trail words oversight: that somebody said something, never what."""

from django.utils.translation import gettext_lazy as _

from core.audit_words import Kind, Record, register, register_fields, register_record

register(Kind.CUSTOMERS, {"oversight.remarked": _("Commented on"), "oversight.seen": _("Marked as seen")})
# The verb is from the time when weekly reports alone took comments: entries of then read as those of now.
register(Kind.REPORTS, {"reports.commented": _("Report commented on")})
register(
    Kind.ACCOUNTS,
    {
        "oversight.coached": _("Coaching note written"),
        "oversight.advice_given": _("Advice given"),
        "oversight.advice_decided": _("Advice answered"),
        "oversight.platform_taken_in": _("Platform statistics taken in"),
        "oversight.advice_result": _("Result of advice written"),
    },
)
register(Kind.EXPORTS, {"oversight.history_printed": _("Customer history taken as a file")})
register_record("oversight.advice", Record(_("Advice"), url_of=lambda row: row.get_absolute_url()))
register_fields({"result": _("Result"), "weeks": _("Weeks")})
