"""The second factor: set up, asked for at sign-in, renewed, and taken off who has lost the device (trust.md L5)."""

import base64
import secrets
from datetime import datetime, timedelta
from math import ceil
from typing import Any
from urllib.parse import quote, urlencode

from django.core.exceptions import PermissionDenied
from django.db import transaction
from django.urls import reverse
from django.utils.translation import gettext_noop
from django_otp.oath import TOTP

from accounts.domain import fold_code
from accounts.models import RecoveryCode, SecondFactor, User, UserSession
from accounts.permissions import can_reset_second_factor
from accounts.services.people import _end_everything, _lock, tell_of_access
from accounts.services.sign_in import MustWait, end_sessions
from core import audit
from core.encryption import Unreadable, decrypt, encrypt
from core.notices import notify
from core.secret_links import digest_of

PURPOSE = "accounts.second_factor"
SECRET_BYTES = 20  # what RFC 4226 asks for
STEP_SECONDS, DIGITS = 30, 6
TOLERANCE = 1  # steps before and after: clocks differ, and people type
FREE_FAILURES = 5
LOCKED_FOR = timedelta(minutes=15)
RECOVERY_CODES = 10
# 16 signs of 32 are 80 random bits: too many to be guessed from a digest. No 0, 1, l and o: they are typed by hand.
ALPHABET, LENGTH, GROUP = "abcdefghijkmnpqrstuvwxyz23456789", 16, 4


class WrongCode(Exception):
    """Neither the code of the app nor a recovery code, or used before. `left`: tries before the lock."""

    def __init__(self, left: int) -> None:
        super().__init__(left)
        self.left = left


def new_key() -> str:
    """Return a secret for an app that makes codes, in the base32 in which it is typed into one."""
    return base64.b32encode(secrets.token_bytes(SECRET_BYTES)).decode()


def seal_key(key: str, person: User) -> str:
    """Return the key as a form carries it until the first code proves that the app has it: read by nobody, this person's."""
    return encrypt(key, purpose=f"{PURPOSE}:new:{person.pk}")


def unseal_key(sealed: str, person: User) -> str:
    """Return the key of `seal_key`; "" when it is not this person's, or none."""
    try:
        return decrypt(sealed, purpose=f"{PURPOSE}:new:{person.pk}")
    except Unreadable:
        return ""


def find_step(key: str, code: str, *, at: datetime, after: int = -1) -> int | None:
    """Return the step of time whose code this is at `at`, later than `after`; None: it is no code of now."""
    digits = fold_code(code)
    if len(digits) != DIGITS or not (digits.isascii() and digits.isdecimal()):
        return None
    totp = TOTP(base64.b32decode(key), step=STEP_SECONDS, digits=DIGITS)
    totp.time = at.timestamp()
    return totp.t() if totp.verify(int(digits), TOLERANCE, after + 1) else None


def check_code(*, user: User, code: str, at: datetime) -> None:
    """Take a code of the person's app, or one of the recovery codes; each works once.

    Wrong ones are counted one after the other before they are looked at; five lock for 15 minutes. Raises WrongCode or
    MustWait.
    """
    left = _try_code(user, code, at=at)
    if left is not None:
        raise WrongCode(left)


@transaction.atomic
def _try_code(user: User, code: str, *, at: datetime) -> int | None:
    """Return None for a code that is right, else how many tries are left; what is counted stays counted."""
    factor = SecondFactor.objects.select_for_update().filter(user=user).first()
    if factor is None:
        return 0
    if factor.locked_until and factor.locked_until > at:
        raise MustWait(ceil((factor.locked_until - at).total_seconds() / 60))
    if _takes(factor, code, at=at):
        factor.failures, factor.locked_until = 0, None
        factor.save()
        return None
    factor.failures += 1
    left = FREE_FAILURES - factor.failures
    if not left:
        factor.failures, factor.locked_until = 0, at + LOCKED_FOR
        _tell_of_lock(user, at=at)
    factor.save()
    audit.record("accounts.code_refused", actor=user, at=at, target=user, is_refused=True)
    return left


def _takes(factor: SecondFactor, code: str, *, at: datetime) -> bool:
    """Whether the code is right; then it is used up."""
    try:
        step = find_step(decrypt(factor.secret, purpose=PURPOSE), code, at=at, after=factor.last_step)
    except Unreadable:  # SECRET_KEY was changed: what is left are the recovery codes
        step = None
    if step is not None:
        factor.last_step = step
        return True
    unused = RecoveryCode.objects.filter(factor=factor, used_at=None)
    if not unused.filter(digest=digest_of(fold_code(code))).update(used_at=at):
        return False
    _tell_of_recovery(factor.user, left=unused.count(), at=at)
    return True


def _tell_of_lock(user: User, *, at: datetime) -> None:
    audit.record("accounts.second_factor_locked", actor=None, at=at, target=user)
    message = gettext_noop(
        "Five wrong codes after your password: locked for 15 minutes. If it was not you, change the password."
    )
    notify([user.pk], key=f"second-factor-locked:{at.timestamp()}", message=message, at=at, is_urgent=True,
           url=reverse("accounts:password"))  # fmt: skip


def _tell_of_recovery(user: User, *, left: int, at: datetime) -> None:
    audit.record(
        "accounts.recovery_code_used", actor=user, at=at, target=user, changes={"left": (left + 1, left)}
    )
    message = gettext_noop("A recovery code was used. Left: %(left)s.")
    notify([user.pk], key=f"recovery-code:{at.timestamp()}", message=message, values={"left": left}, at=at,
           url=reverse("accounts:me"))  # fmt: skip


def count_recovery_codes(user: User) -> int:
    """Return how many of the person's recovery codes were not used yet."""
    return RecoveryCode.objects.filter(factor__user=user, used_at=None).count()


@transaction.atomic
def set_up_second_factor(*, actor: User, key: str, code: str, session_key: str, at: datetime) -> list[str]:
    """Make the app with `key` one's own second factor, in place of the one before; return the recovery codes, shown once.

    Who has one already has shown its code before (`check_code`). Every other session is over; the caller keeps this one
    (`session_key`). Raises WrongCode when `code` is not of this key.
    """
    step = find_step(key, code, at=at)
    if step is None:
        raise WrongCode(FREE_FAILURES)
    user = _lock(actor, actor)
    factor, _is_new = SecondFactor.objects.update_or_create(
        user=user,
        defaults={
            "secret": encrypt(key, purpose=PURPOSE),
            "last_step": step,
            "failures": 0,
            "locked_until": None,
        },
    )
    user.second_factor_at = actor.second_factor_at = at
    user.save(update_fields=["second_factor_at"])
    others = UserSession.objects.filter(user=user).exclude(session_key=session_key)
    if others:
        end_sessions(actor=actor, sessions=others, at=at)
    audit.record("accounts.second_factor_set_up", actor=actor, at=at, target=user)
    return _write_codes(factor)


@transaction.atomic
def renew_recovery_codes(*, actor: User, at: datetime) -> list[str]:
    """Give ten new recovery codes, shown once; those before are dead. Raises PermissionDenied without a second factor."""
    user = _lock(actor, actor)
    factor = SecondFactor.objects.select_for_update().filter(user=user).first()
    if factor is None:
        raise PermissionDenied
    audit.record("accounts.recovery_codes_renewed", actor=actor, at=at, target=user)
    return _write_codes(factor)


def _write_codes(factor: SecondFactor) -> list[str]:
    codes = [_new_code() for _number in range(RECOVERY_CODES)]
    factor.recovery_codes.all().delete()
    RecoveryCode.objects.bulk_create(
        RecoveryCode(factor=factor, digest=digest_of(fold_code(code))) for code in codes
    )
    return codes


def _new_code() -> str:
    signs = "".join(secrets.choice(ALPHABET) for _sign in range(LENGTH))
    return "-".join(signs[start : start + GROUP] for start in range(0, LENGTH, GROUP))


@transaction.atomic
def reset_second_factor(*, actor: User | None, user: User, at: datetime) -> User:
    """Take the second factor off an account whose device is lost: signed out everywhere, links and feeds dead (S146).

    The person and the boss are told. `actor` None: from the command line. Of an account without one: nothing. Raises
    PermissionDenied for one's own, and when `actor` is no admin any more.
    """
    user = _lock(user, actor or user)
    if user.second_factor_at is None:
        return user
    if actor is not None and not can_reset_second_factor(User.objects.get(pk=actor.pk), user):
        raise PermissionDenied
    SecondFactor.objects.filter(user=user).delete()
    user.second_factor_at = None
    user.session_epoch += 1
    user.save(update_fields=["second_factor_at", "session_epoch"])
    _end_everything(user)
    audit.record("accounts.second_factor_reset", actor=actor, at=at, target=user)
    if actor is not None:
        tell_of_access(
            user,
            actor=actor,
            key="second-factor-reset",
            to_person=gettext_noop("%(actor)s took the second factor off your account. If you did not ask for it, tell the boss."),
            to_boss=gettext_noop("%(actor)s took the second factor off the account of %(person)s."),
            at=at,
        )  # fmt: skip
    return user


def provisioning_uri(key: str, *, user: User, issuer: str) -> str:
    """Return what the QR code says to the app: whose code it is, and its key."""
    name = issuer.replace(":", " ")
    words: dict[str, Any] = {"secret": key, "issuer": name, "period": STEP_SECONDS, "digits": DIGITS}
    return f"otpauth://totp/{quote(f'{name}:{user.email}')}?{urlencode(words, quote_via=quote)}"
