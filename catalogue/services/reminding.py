"""Reminding of what was not looked through for long: products and the company's profile are its face (S31)."""

from datetime import datetime

from django.db.models import Q
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext_noop

from accounts.models import User
from catalogue.selectors.listing import count_stale
from core import notices


def remind_of_stale(*, at: datetime) -> int:
    """Tell assistants and managers once a week how many products wait to be looked through. Returns how many products.

    Done each day, told at the week's first that has any: running it twice, late or on two workers tells nobody twice.
    """
    day = timezone.localdate(at)
    count = count_stale(day)
    if count:
        year, week, _weekday = day.isocalendar()
        keepers = User.objects.active().filter(Q(is_assistant=True) | Q(is_manager=True))
        notices.notify(
            keepers.values_list("pk", flat=True), key=f"stale-products:{year}-{week}", at=at,
            message=gettext_noop("Products that want to be looked through again: %(count)s"), values={"count": count},
            url=f"{reverse('catalogue:list')}?show=stale&order=reviewed",
        )  # fmt: skip
    return count
