"""What briefings know of a person's holdings: the rulings that are theirs to carry out."""

from datetime import datetime
from typing import Any

from django.db.models import QuerySet
from django.utils.translation import gettext_lazy as _

from accounts.models import User
from briefings.models import Ruling
from core import audit
from core.holdings import Fate, Holding, register


def _open_of(person: User, at: datetime) -> "QuerySet[Any]":
    return Ruling.objects.unclosed().filter(person=person)


def _give_on(*, person: User, to: User, actor: User, at: datetime) -> dict[str, Any]:
    return _give(_open_of(person, at), person, to, actor, at)


def _take_back(
    moved: dict[str, Any], *, person: User, to: User, back_to: User, actor: User, at: datetime
) -> None:
    rows = Ruling.objects.unclosed().filter(pk__in=moved["ids"], person=to)
    _give(rows, to, back_to, actor, at)


def _give(rows: "QuerySet[Any]", before: User, to: User, actor: User, at: datetime) -> dict[str, Any]:
    """Behind the locks: one that is closed meanwhile stays with whoever carried it out."""
    rulings = list(rows.select_for_update(of=("self",)).order_by("pk"))
    ids = [ruling.pk for ruling in rulings]
    Ruling.objects.filter(pk__in=ids).update(
        person=to, late_told_at=None
    )  # who has it now is told of a late one, too
    changed = [(ruling, {"person": (before.pk, to.pk)}) for ruling in rulings]
    audit.record_each("briefings.ruling_handed_over", actor=actor, at=at, changed=changed)
    return {"ids": ids} if ids else {}


register(
    Holding(
        "rulings",
        _("Rulings to carry out"),
        ("briefings.Ruling.person",),
        _open_of,
        Fate.TO_ONE,
        _give_on,
        _take_back,
    )
)
