"""Writes of accounts: people, their sign-ins and sessions."""

from accounts.services.onboarding import remove_item, save_item, sign_off_step
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
from accounts.services.second_factor import (
    WrongCode,
    check_code,
    count_recovery_codes,
    find_step,
    new_key,
    provisioning_uri,
    renew_recovery_codes,
    reset_second_factor,
    set_up_second_factor,
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
from accounts.services.teams import TeamNameTaken, change_team, create_team
from accounts.services.things import give_thing, return_thing

__all__ = [
    "FreezeRefused", "InvitationOver", "MustWait", "SignInRefused", "TeamNameTaken", "WrongCode", "accept_invitation",
    "change_account", "change_password", "change_profile", "change_team", "check_code", "check_may_try", "check_sign_in",
    "confirm_password", "count_recovery_codes", "create_team", "end_sessions", "find_invitation", "find_step", "freeze_account",
    "give_thing", "invite_person", "new_key", "note_new_key", "note_sign_in", "note_sign_out", "open_account",
    "provisioning_uri", "remove_item", "renew_invitation", "renew_recovery_codes", "reset_second_factor", "return_thing",
    "save_item", "set_up_second_factor", "sign_off_step", "thaw_account", "wait_until",
]  # fmt: skip
