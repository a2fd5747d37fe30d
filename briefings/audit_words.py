"""How the audit trail words briefings and rulings: that they were, never what stands in them."""

from django.utils.translation import gettext_lazy as _

from briefings.models import Part
from core.audit_words import Field, Kind, Record, register, register_fields, register_record

register(
    Kind.REPORTS,
    {
        "briefings.moved": _("Briefing moved"),
        "briefings.joined": _("Two briefings on one day joined"),
        "briefings.cancelled": _("Briefing left out: no day for it"),
        "briefings.planned_again": _("Briefing planned again"),
        "briefings.attended": _("Noted who was at the briefing"),
        "briefings.closed": _("Briefing closed"),
        "briefings.reopened": _("Briefing opened again: a clock that ran ahead had closed it"),
        "briefings.point_added": _("Point put into the briefing"),
        "briefings.point_withdrawn": _("Point taken out of the briefing"),
        "briefings.ruled": _("Ruling given"),
        "briefings.outcome_told": _("Outcome of a ruling told"),
        "briefings.ruling_closed": _("Ruling closed"),
        "briefings.ruling_goes_on": _("Ruling goes on"),
        "briefings.ruling_handed_over": _("Ruling handed over"),
        "briefings.paper_made": _("Briefing taken as a file"),
    },
)
register_record("briefings.briefing", Record(_("Briefing"), url_of=lambda row: row.get_absolute_url()))
register_record("briefings.point", Record(_("Point of a briefing")))
register_record("briefings.ruling", Record(_("Ruling"), url_of=lambda row: row.get_absolute_url()))
register_fields(
    {
        "starts_at": _("Begins"),
        "attended": _("Were there"),
        "part": Field(_("Section"), choices=dict(Part.choices)),
    }
)
