"""Who tries very often what is not theirs: told to the manager and the boss (trust.md A3)."""

from datetime import datetime, timedelta

from django.db.models import Count
from django.urls import reverse
from django.utils.translation import gettext_noop

from accounts.audit_words import TRIED_OFTEN
from accounts.models import User
from accounts.policies import ALARMS, AlarmPolicy
from accounts.scoping import leaders_of
from core import audit, policy
from core.models import AuditEntry
from core.notices import Notice, notify_each

WINDOW = timedelta(hours=1)


def watch_refusals(*, at: datetime) -> int:
    """Tell the leaders and the boss of who was refused more often within the hour than the policy says. Returns how many.

    Once an hour per person; twice or late it tells nobody twice. What nobody in particular was refused (a sign-in under
    an unknown name) is counted by the sign-in itself.
    """
    most = policy.get(ALARMS, AlarmPolicy).refusals_per_hour
    within = AuditEntry.objects.filter(at__gt=at - WINDOW, at__lte=at, actor__isnull=False)
    told = within.filter(verb=TRIED_OFTEN).values("actor")
    often = (
        within.filter(is_refused=True)
        .values("actor")
        .annotate(attempts=Count("pk"))
        .filter(attempts__gt=most)
    )
    attempts = dict(often.exclude(actor__in=told).values_list("actor", "attempts"))
    people = list(User.objects.filter(pk__in=attempts).select_related("team__manager")) if attempts else []
    if not people:
        return 0
    changed = [(person, {"attempts": (None, attempts[person.pk])}) for person in people]
    for person, changes in changed:
        audit.record(TRIED_OFTEN, actor=person, at=at, target=person, changes=changes)
    leaders = leaders_of(people, at=at)
    bosses = frozenset(User.objects.active().filter(is_boss=True).values_list("pk", flat=True))
    notify_each(
        [
            Notice(
                (leaders[person.pk] | bosses) - {person.pk},
                key=f"refused-often:{person.pk}:{at:%Y-%m-%dT%H}",
                message=gettext_noop("%(name)s was refused %(attempts)d times within an hour."),
                values={"name": person.full_name, "attempts": attempts[person.pk]},
                url=reverse("accounts:alarms"),
                is_urgent=True,
            )
            for person in people
        ],
        at=at,
    )
    return len(people)
