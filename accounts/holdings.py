"""What accounts knows of a person's holdings: the company's things, stand-ins, teams that are led."""

from datetime import datetime
from typing import Any

from django.db.models import QuerySet
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from accounts.models import Absence, CompanyThing, Team, User
from core.holdings import Fate, Holding, register


def _things(person: User, at: datetime) -> "QuerySet[Any]":
    """What is not given back yet, by kind (S147)."""
    return CompanyThing.objects.filter(person=person, returned_at=None)


def _stand_ins(person: User, at: datetime) -> "QuerySet[Any]":
    """Absences of others, now or to come, in which the person stands in: they fall to the manager (N9)."""
    return Absence.objects.holding().filter(stand_in=person, ends_on__gte=timezone.localdate(at))


def _teams(person: User, at: datetime) -> "QuerySet[Any]":
    return Team.objects.filter(manager=person)


register(
    Holding(
        "things",
        _("Company's things to give back"),
        ("accounts.CompanyThing.person",),
        _things,
        Fate.BACK,
        part="kind",
        parts=dict(CompanyThing.Kind.choices),
    )
)
register(
    Holding("stand_ins", _("Stands in for others"), ("accounts.Absence.stand_in",), _stand_ins, Fate.STAYS)
)
register(Holding("teams", _("Teams led"), ("accounts.Team.manager",), _teams, Fate.STAYS))
