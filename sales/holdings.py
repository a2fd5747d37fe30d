"""What sales knows of a person's holdings."""

from datetime import datetime

from django.utils.translation import gettext_lazy as _

from accounts.models import User
from core.holdings import Fate, Held, Holding, register
from sales.domain.quote_states import OPEN
from sales.models import Quote


# ── quotes ──────────────────────────────────────────────────────────────────
def _quotes(person: User, at: datetime) -> Held:
    return Held(Quote.objects.filter(owner=person, state__in=OPEN).count())


register(Holding("quotes", _("Open quotes"), ("sales.Quote.owner",), _quotes, Fate.WITH_CUSTOMERS))
