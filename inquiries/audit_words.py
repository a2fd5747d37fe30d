"""How the audit trail words what happens to inquiries."""

from typing import Any

from django.utils.translation import gettext_lazy as _

from core.audit_words import Field, Kind, Record, register, register_fields, register_record
from customers.models import Channel
from customers.permissions import can_export

register(
    Kind.INQUIRIES,
    {
        "inquiries.received": _("Inquiry logged"),
        "inquiries.passed_to_owner": _("Inquiry passed to the owner"),
        "inquiries.assigned": _("Inquiry assigned"),
        "inquiries.edited": _("Inquiry changed"),
        "inquiries.graded": _("Inquiry graded"),
        "inquiries.closed": _("Inquiry closed"),
        "inquiries.reopened": _("Inquiry opened again"),
        "inquiries.message_added": _("Buyer's message added"),
        "inquiries.received_at_changed": _("Time of arrival changed"),
        "inquiries.answered": _("Reply recorded"),
        "inquiries.replied_at_changed": _("Time of reply changed"),
        "inquiries.reply_corrected": _("Reply corrected"),
        "inquiries.delay_explained": _("Delay explained"),
        "inquiries.delay_judged": _("Reason for a delay judged"),
        "inquiries.file_attached": _("File attached to an inquiry"),
        "inquiries.rule_added": _("Rule of assignment added"),
        "inquiries.rule_removed": _("Rule of assignment removed"),
        "inquiries.rotation_changed": _("Rotation changed"),
        "inquiries.template_saved": _("Letter template saved"),
    },
)
register(Kind.READS, {"inquiries.read": _("Inquiry opened")})
register(Kind.EXPORTS, {"inquiries.file_read": _("Inquiry's file downloaded")})


def _page_of_inquiry(row: Any) -> str:
    return str(row.inquiry.get_absolute_url())


register_record("inquiries.inquiry", Record(_("Inquiry"), may_take_out=can_export))
register_record("inquiries.lettertemplate", Record(_("Letter template"), is_open=True))
register_record("inquiries.assignmentrule", Record(_("Rule of assignment"), is_open=True))
for of_thread, label in (("inquiries.buyermessage", _("Buyer's message")), ("inquiries.reply", _("Reply"))):
    register_record(
        of_thread,
        Record(
            label, related=("inquiry",), url_of=_page_of_inquiry, through="inquiry", may_take_out=can_export
        ),
    )
register_fields(
    {
        "state": _("State"),
        "subject": _("Subject"),
        "source": _("Source"),
        "validity": _("Validity"),
        "lines": _("Products"),
        "channel": Field(_("Channel"), choices=dict(Channel.choices)),
        "received_at": _("Arrived"),
        "replied_at": _("Replied"),
        "exception_reason": _("Reason for the delay"),
        "exception_accepted": _("Accepted"),
        "country": _("Country"),
        "product": _("Product"),
        "body": _("Text"),
        "language": _("Language"),
        "is_published": _("Published"),
    }
)
