"""How the audit trail words what happens to accounts."""

from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from core.audit_words import Field, Kind, Record, register, register_alarm, register_fields, register_record

SIGN_INS = {
    "accounts.signed_in": _("Signed in"),
    "accounts.signed_out": _("Signed out"),
    "accounts.sign_in_failed": _("Sign-in failed"),
    "accounts.sessions_ended": _("Sessions ended"),
}
EVENTS = {
    "accounts.created": _("Account opened"),
    "accounts.invited": _("Invitation made"),
    "accounts.password_set": _("Password set"),
    "accounts.changed": _("Account changed"),
    "accounts.profile_changed": _("Particulars changed"),
    "accounts.frozen": _("Frozen"),
    "accounts.thawed": _("Thawed"),
}
TRIED_OFTEN = "accounts.refused_very_often"

register(Kind.SIGN_INS, SIGN_INS)
register(Kind.ACCOUNTS, EVENTS)
register_alarm(TRIED_OFTEN, _("Very many refused attempts within an hour"), behind=Kind.ATTEMPTS)
register_record("accounts.user", Record(_("Account"), is_open=True))
register_record("accounts.team", Record(_("Team"), is_open=True))
register_fields(
    {
        "roles": _("Roles"),
        "team": _("Team"),
        "attempts": _("Refused attempts"),
        "owner": Field(_("Owner"), "accounts.user"),
        "assignee": Field(_("Person"), "accounts.user"),
        "user": Field(_("Person"), "accounts.user"),
        "to": Field(pgettext_lazy("person", "To"), "accounts.user"),
        "people": Field(_("People"), "accounts.user"),
    }
)
