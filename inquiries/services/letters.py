"""Letter templates: the company's own words (S50-S52)."""

from datetime import datetime
from typing import Any

from django.db import IntegrityError, transaction
from django.urls import reverse

from core import audit
from core.forms_once import claim_form, finish_form
from inquiries.domain.letters import unknown_places
from inquiries.models import LetterTemplate
from inquiries.services.errors import StaleEdit

FIELDS = ("name", "language", "purpose", "occasion", "subject", "body", "is_published", "position")


class UnknownPlaces(ValueError):
    """The letter names places that are not on the list; `names` says which."""

    def __init__(self, names: tuple[str, ...]) -> None:
        super().__init__(", ".join(names))
        self.names = names


class NameTaken(ValueError):
    """Another letter has this name in this language."""


@transaction.atomic
def save_template(
    *,
    actor: Any,
    template: LetterTemplate | None,
    values: dict[str, Any],
    at: datetime,
    version: int = 0,
    form_token: str = "",
) -> LetterTemplate:
    """Create or change a letter template; `values` are its fields by name.

    Raises UnknownPlaces (trust.md M5), NameTaken, StaleEdit when `version` of one there is is no longer the current one
    (C6), AlreadySubmitted for a second click (C5).
    """
    claim = claim_form(form_token, user=actor, at=at)
    unknown = unknown_places(f"{values.get('subject', '')} {values.get('body', '')}")
    if unknown:
        raise UnknownPlaces(unknown)
    template = _locked(template, version) if template else LetterTemplate(version=0)
    before = {name: getattr(template, name) for name in FIELDS} if template.pk else {}
    for name in FIELDS:
        setattr(template, name, values.get(name, getattr(template, name)))
    template.version += 1
    try:
        with transaction.atomic():
            template.save()
    except IntegrityError:
        raise NameTaken from None
    changes = audit.changes_between(before, {name: getattr(template, name) for name in FIELDS})
    audit.record("inquiries.template_saved", actor=actor, at=at, target=template, changes=changes)
    finish_form(claim, reverse("inquiries:templates"))
    return template


def _locked(template: LetterTemplate, version: int) -> LetterTemplate:
    row = LetterTemplate.objects.select_for_update().get(pk=template.pk)
    if row.version != version:
        raise StaleEdit(row)
    return row
