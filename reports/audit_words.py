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
        "reports.paper_made": _("Report taken as a file"),
        "reports.department_written": _("Comments on the department's report written"),
        "reports.department_sent": _("Department's report sent to the boss"),
        "reports.day_reminded": _("Reminded of daily reports"),
        "reports.day_confirmed": _("Daily report confirmed"),
        "reports.digests_sent": _("Digests of the day sent to the boss"),
        "reports.digests_taken_back": _(
            "Digests of the day to be sent again: a clock that ran ahead had sent them"
        ),
        "reports.digest_written": _("Remarks on the day's digest written"),
        "reports.a_list_drafted": _("A list drafted"),
        "reports.a_list_written": _("A list: words written"),
        "reports.a_list_confirmed": _("A list: own customers confirmed"),
        "reports.a_list_sent": _("A list sent to the boss"),
        "reports.records_issued": _("Records of a month or quarter issued"),
    },
)
register(
    Kind.READS,
    {
        "reports.read": _("Weekly report read"),
        "reports.department_read": _("Department's report read"),
        "reports.day_read": _("Daily report read"),
        "reports.digest_read": _("Digest of the day read"),
        "reports.a_list_read": _("A list read"),
        "reports.record_read": _("Record of a month or quarter read"),
    },
)
register_record("reports.weeklyreport", Record(_("Weekly report"), url_of=lambda row: row.get_absolute_url()))
register_record(
    "reports.departmentreport", Record(_("Department's report"), url_of=lambda row: row.get_absolute_url())
)
register_record(
    "reports.reportperiod", Record(_("Week of reports"), url_of=lambda row: row.get_absolute_url())
)
register_record(
    "reports.dailyreport",
    Record(_("Daily report"), url_of=lambda row: row.get_absolute_url()),
)
register_record("reports.reportday", Record(_("Working day"), url_of=lambda row: row.get_absolute_url()))
register_record(
    "reports.daydigest", Record(_("Digest of the day"), url_of=lambda row: row.get_absolute_url())
)
register_record(
    "reports.alist", Record(pgettext_lazy("report", "A list"), url_of=lambda row: row.get_absolute_url())
)
register_record(
    "reports.alistpart", Record(_("Part of an A list"), url_of=lambda row: row.get_absolute_url())
)
register_record(
    "reports.recordperiod", Record(_("Month or quarter"), url_of=lambda row: row.get_absolute_url())
)
register_record(
    "reports.personrecord", Record(_("Record of a person"), url_of=lambda row: row.get_absolute_url())
)
register_fields({"day": _("Day"), "edition": _("Edition"), "due_at": _("Due by")})
