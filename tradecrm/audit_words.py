"""How the audit trail words what the demo does."""

from django.utils.translation import gettext_lazy as _

from core.audit_words import Kind, register, register_fields

register(
    Kind.HOUSE, {"demo.seeded": _("Demo data written"), "demo.refreshed": _("Demo data brought up to today")}
)
register_fields(
    {
        "customers": _("Customers"),
        "inquiries": _("Inquiries"),
        "messages": _("Messages"),
        "replies": _("Replies"),
        "follow_ups": _("Follow-ups"),
    }
)
