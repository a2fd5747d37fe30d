"""Writes of accounts: people, their sign-ins and sessions."""

from accounts.services.people import (
    FreezeRefused,
    InvitationOver,
    accept_invitation,
    change_account,
    find_invitation,
    freeze_account,
    invite_person,
    open_account,
    renew_invitation,
    thaw_account,
)
from accounts.services.sign_in import (
    MustWait,
    SignInRefused,
    change_password,
    change_profile,
    check_may_try,
    check_sign_in,
    confirm_password,
    end_sessions,
    note_new_key,
    note_sign_in,
    note_sign_out,
    wait_until,
)
from accounts.services.things import give_thing, return_thing

__all__ = [
    "FreezeRefused", "InvitationOver", "MustWait", "SignInRefused", "accept_invitation", "change_account", "change_password",
    "change_profile", "check_may_try", "check_sign_in", "confirm_password", "end_sessions", "find_invitation",
    "freeze_account", "give_thing", "invite_person", "note_new_key", "note_sign_in", "note_sign_out", "open_account", "renew_invitation", "return_thing", "thaw_account",
    "wait_until",
]  # fmt: skip
