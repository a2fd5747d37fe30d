"""Background jobs of this app."""

from datetime import datetime

from django.utils.translation import gettext_lazy as _

from accounts.services.alarms import watch_refusals
from core import jobs


@jobs.periodic("accounts.watch_refusals", jobs.Every(minutes=1), label=_("Notice who is refused very often"))
def watch_who_is_refused(*, at: datetime) -> dict[str, int]:
    """Who was refused more often within the hour than the policy says (trust.md A3)."""
    return {"told": watch_refusals(at=at)}
