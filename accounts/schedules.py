"""Background jobs of this app."""

from datetime import datetime

from django.utils.translation import gettext_lazy as _

from accounts.services.alarms import watch_refusals
from accounts.services.notice_mails import collect_mails, send_mails
from core import jobs


@jobs.periodic("accounts.watch_refusals", jobs.Every(minutes=1), label=_("Notice who is refused very often"))
def watch_who_is_refused(*, at: datetime) -> dict[str, int]:
    """Who was refused more often within the hour than the policy says (trust.md A3)."""
    return {"told": watch_refusals(at=at)}


@jobs.periodic(
    "accounts.collect_notice_mails", jobs.Every(minutes=1), label=_("Gather unread notices for the mail")
)
def collect_what_is_unread(*, at: datetime) -> dict[str, int]:
    """The mails whose moment has come, each once."""
    return {"mails": collect_mails(at=at)}


@jobs.periodic(
    "accounts.send_notice_mails",
    jobs.Every(minutes=1),
    label=_("Send notices by mail"),
    computes_outside=True,
)
def send_what_waits(*, at: datetime, cursor: int | None = None) -> jobs.Parts:
    """Hand the waiting mails to the company's mail server."""
    return send_mails(at=at, cursor=cursor)
