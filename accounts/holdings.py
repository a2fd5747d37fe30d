"""What accounts knows of a person's holdings: the company's things, stand-ins, teams that are led."""

from datetime import datetime

from django.db.models import Count
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from accounts.models import Absence, CompanyThing, Team, User
from core.holdings import Fate, Held, Holding, register


def _things(person: User, at: datetime) -> Held:
    """What is not given back yet, by kind (S147)."""
    rows = CompanyThing.objects.filter(person=person, returned_at=None).order_by().values_list("kind")
    counts = dict(rows.annotate(count=Count("pk")))
    parts = tuple((str(kind.label), counts[kind]) for kind in CompanyThing.Kind if kind in counts)
    return Held(sum(counts.values()), parts)


def _stand_ins(person: User, at: datetime) -> Held:
    """Absences of others, now or to come, in which the person stands in: they fall to the manager (N9)."""
    rows = Absence.objects.holding().filter(stand_in=person, ends_on__gte=timezone.localdate(at))
    return Held(rows.count())


def _teams(person: User, at: datetime) -> Held:
    return Held(Team.objects.filter(manager=person).count())


register(
    Holding(
        "things", _("Company's things to give back"), ("accounts.CompanyThing.person",), _things, Fate.BACK
    )
)
register(
    Holding("stand_ins", _("Stands in for others"), ("accounts.Absence.stand_in",), _stand_ins, Fate.STAYS)
)
register(Holding("teams", _("Teams led"), ("accounts.Team.manager",), _teams, Fate.STAYS))
