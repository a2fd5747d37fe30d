"""How the audit trail words reports: that they were written, read, sent; never what stands in them."""

from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from core.audit_words import Kind, Record, register, register_fields, register_record

register(
    Kind.REPORTS,
    {
        "reports.issued": _("Weekly report forms issued"),
        "reports.reminded": _("Reminded of weekly reports"),
        "reports.closed": _("Cut-off of the weekly reports"),
        "reports.written": _("Weekly report written"),
        "reports.submitted": pgettext_lazy("of the audit trail", "Weekly report submitted"),
        "reports.reopened": _("Weekly report given back"),
        "reports.commented": _("Weekly report commented on"),
        "reports.paper_made": _("Report taken as a file"),
        "reports.department_written": _("Comments on the department's report written"),
        "reports.department_sent": _("Department's report sent to the boss"),
    },
)
register(
    Kind.READS,
    {
        "reports.read": _("Weekly report read"),
        "reports.department_read": _("Department's report read"),
    },
)
register_record("reports.weeklyreport", Record(_("Weekly report"), url_of=lambda row: row.get_absolute_url()))
register_record(
    "reports.departmentreport", Record(_("Department's report"), url_of=lambda row: row.get_absolute_url())
)
register_record(
    "reports.reportperiod", Record(_("Week of reports"), url_of=lambda row: row.get_absolute_url())
)
register_fields({"day": _("Day"), "edition": _("Edition"), "due_at": _("Due by")})
