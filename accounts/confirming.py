"""The password once more before what is sensitive (trust.md S7)."""

from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from accounts import services
from accounts.access import Request
from accounts.forms import PasswordForm
from core.middleware import address_of


def confirm_person(request: Request, form: PasswordForm) -> bool:
    """Whether the form has the person's own password; if not, it says why. The session goes on under a new key (S5).

    Wrong ones count as failures to sign in, and after too many the right one waits as well (L1).
    """
    if not form.is_valid():
        return False
    at, address = timezone.now(), address_of(request)
    try:
        services.confirm_password(
            actor=request.user, password=form.cleaned_data["password"], address=address, at=at
        )
    except services.SignInRefused as error:
        form.add_error("password", _refused_text(error.left))
        return False
    except services.MustWait as error:
        form.add_error("password", wait_text(error.minutes))
        return False
    before = request.session.session_key or ""
    request.session.cycle_key()
    services.note_new_key(before=before, session_key=request.session.session_key or "")
    return True


def _refused_text(left: int) -> str:
    if not left:
        return _("The password is wrong. Wait a moment before the next try.")
    return ngettext(
        "The password is wrong. One more failure and you have to wait.",
        "The password is wrong. After %(left)s more failures you have to wait.",
        left,
    ) % {"left": left}


def wait_text(minutes: int) -> str:
    """Say how long a person waits who has failed too often."""
    return ngettext(
        "Too many failures. Try again in one minute.",
        "Too many failures. Try again in %(minutes)s minutes.",
        minutes,
    ) % {"minutes": minutes}
