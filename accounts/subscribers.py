"""What accounts hears from below."""

from django.urls import reverse
from django.utils.translation import gettext_noop

from accounts.models import User
from core.events import TrailBroken, subscribe
from core.notices import notify


@subscribe(TrailBroken)
def tell_the_boss(event: TrailBroken) -> None:
    """Tell the boss, once for each entry; where there is none, the managers."""
    people = User.objects.active()
    bosses = people.filter(is_boss=True).values_list("pk", flat=True)
    notify(
        list(bosses) or list(people.filter(is_manager=True).values_list("pk", flat=True)),
        key=f"trail-broken:{event.entry_id or f'check-{event.check_id}'}",
        message=gettext_noop(
            "The audit trail does not hold: entry %(entry)d was changed behind the program's back."
        ),
        values={"entry": event.entry_id},
        url=reverse("accounts:audit"),
        at=event.at,
        is_urgent=True,
    )
