"""How the audit trail words what happens to accounts."""

from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from core.audit_words import Field, Kind, Record, register, register_alarm, register_fields, register_record

SIGN_INS = {
    "accounts.signed_in": _("Signed in"),
    "accounts.signed_out": _("Signed out"),
    "accounts.sign_in_failed": _("Sign-in failed"),
    "accounts.sessions_ended": _("Sessions ended"),
    "accounts.code_refused": _("Wrong code"),
}
EVENTS = {
    "accounts.created": _("Account opened"),
    "accounts.invited": _("Invitation made"),
    "accounts.password_set": _("Password set"),
    "accounts.changed": _("Account changed"),
    "accounts.profile_changed": _("Particulars changed"),
    "accounts.frozen": _("Frozen"),
    "accounts.thawed": _("Thawed"),
    "accounts.mailbox_held_back": _("Company mailbox to be given back"),
    "accounts.thing_given": _("Got something of the company's"),
    "accounts.thing_returned": _("Gave back something of the company's"),
    "accounts.thing_not_returned": _("Not given back after all"),
    "accounts.second_factor_set_up": _("Second factor set up"),
    "accounts.second_factor_reset": _("Second factor taken off"),
    "accounts.second_factor_locked": _("Locked after wrong codes"),
    "accounts.recovery_codes_renewed": _("New recovery codes"),
    "accounts.recovery_code_used": _("Recovery code used"),
    "accounts.onboarding_signed_off": _("Signed off"),
    "accounts.onboarding_taken_back": _("Sign-off taken back"),
    "accounts.onboarding_item_saved": _("List for newcomers changed"),
    "accounts.onboarding_item_removed": _("Line taken out of the list for newcomers"),
    "accounts.notices_chosen": _("Own notices chosen"),
    "accounts.team_created": _("Team made"),
    "accounts.team_changed": _("Team changed"),
}
LEAVE = {
    "accounts.absence_requested": _("Leave asked for"),
    "accounts.absence_approved": _("Leave approved"),
    "accounts.absence_refused": _("Leave refused"),
    "accounts.absence_commented": _("Leave commented"),
    "accounts.absence_withdrawn": _("Leave withdrawn"),
    "accounts.absence_ended": _("Came back early"),
    "accounts.absence_revoked": _("Leave revoked"),
}
TRIED_OFTEN = "accounts.refused_very_often"

register(Kind.SIGN_INS, SIGN_INS)
register(Kind.ACCOUNTS, EVENTS)
register(Kind.LEAVE, LEAVE)
register_alarm(TRIED_OFTEN, _("Very many refused attempts within an hour"), behind=Kind.ATTEMPTS)
register_record("accounts.user", Record(_("Account"), is_open=True))
register_record("accounts.team", Record(_("Team"), is_open=True))
register_record("accounts.absence", Record(_("Leave")))
register_record("accounts.onboardingitem", Record(_("Line of the list for newcomers"), is_open=True))
register_fields(
    {
        "roles": _("Roles"),
        "digest": _("By mail"),
        "muted_mail": _("Not by mail"),
        "muted_browser": _("Not by the browser"),
        "is_browser_on": _("Shown by the browser"),
        "not_before": _("Not before"),
        "not_after": _("Not after"),
        "step": _("Step"),
        "thing": _("Company's thing"),
        "starts_on": _("First day"),
        "ends_on": _("Last day"),
        "planned_until": _("Last day as approved"),
        "decision": _("Word of who decided"),
        "decided_by": Field(_("Decided by"), "accounts.user"),
        "stand_in": Field(_("Stand-in"), "accounts.user"),
        "manager": Field(_("Manager"), "accounts.user"),
        "person": Field(_("Person"), "accounts.user"),
        "others_to": Field(_("The rest to"), "accounts.user"),
        "team": _("Team"),
        "attempts": _("Refused attempts"),
        "owner": Field(_("Owner"), "accounts.user"),
        "assignee": Field(_("Person"), "accounts.user"),
        "user": Field(_("Person"), "accounts.user"),
        "to": Field(pgettext_lazy("person", "To"), "accounts.user"),
        "people": Field(_("People"), "accounts.user"),
    }
)
