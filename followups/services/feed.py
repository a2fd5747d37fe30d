"""The calendar feed's secret link: shown once, kept as a digest, replaced or revoked at will."""

from datetime import datetime
from typing import Any

from django.db import transaction

from core import audit
from core.secret_links import digest_of, new_secret
from followups.models import CalendarFeed


@transaction.atomic
def renew_feed(*, actor: Any, at: datetime) -> str:
    """Make a new link and return its secret, the only time it is known; the old link is dead at once."""
    secret = new_secret()
    CalendarFeed.objects.update_or_create(
        user=actor, defaults={"digest": digest_of(secret), "epoch": actor.session_epoch, "created_at": at}
    )
    audit.record("followups.feed_renewed", actor=actor, at=at, target=actor)
    return secret


@transaction.atomic
def revoke_feed(*, actor: Any, at: datetime) -> None:
    """Kill the link; without one nothing happens."""
    if CalendarFeed.objects.filter(user=actor).delete()[0]:
        audit.record("followups.feed_revoked", actor=actor, at=at, target=actor)
