"""What a notice is about, as its reader chooses among notices: a small set of kinds, told from the key (`core.notices`).

Each app registers how its keys begin in its `notice_kinds.py`, loaded by its `apps.ready()`; the longest beginning decides.
"""

from django.db import models
from django.utils.translation import gettext_lazy as _


class NoticeKind(models.TextChoices):
    """The kinds of notices, in the order in which people read of them."""

    INQUIRIES = "inquiries", _("Inquiries and replies")
    FOLLOW_UPS = "follow_ups", _("Follow-ups and tasks")
    CUSTOMERS = "customers", _("Customers: owners, sharing, grades")
    SALES = "sales", _("Quotes, samples, orders")
    APPROVALS = "approvals", _("Waiting for my decision")
    REPORTS = "reports", _("Reports and briefings")
    PEOPLE = "people", _("Colleagues: leave, help, comments")
    SYSTEM = "system", _("Account, security, files that are ready")


_beginnings: dict[str, NoticeKind] = {}


def register_notice_kind(kind: NoticeKind, *beginnings: str) -> None:
    """Let notices whose key begins so be of `kind`."""
    _beginnings.update(dict.fromkeys(beginnings, kind))


def kind_of(key: str) -> NoticeKind:
    """Return the kind of the notice with this key; SYSTEM where nobody registered its beginning."""
    found = max((one for one in _beginnings if key.startswith(one)), key=len, default="")
    return _beginnings.get(found, NoticeKind.SYSTEM)


def is_registered(key: str) -> bool:
    """Whether somebody said of which kind such keys are."""
    return any(key.startswith(one) for one in _beginnings)


register_notice_kind(NoticeKind.SYSTEM, "policy-plan-")
