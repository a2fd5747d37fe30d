"""Markets: which countries, how they are quoted to, and what an added value costs (S18, S19)."""

from collections.abc import Sequence
from datetime import datetime
from typing import Any

from django.db import transaction

from accounts.models import User
from catalogue.models import MarketRegion, RegionCountry, ValueLine
from catalogue.permissions import can_keep_markets
from catalogue.services.common import lock_version, require, set_values, unique_by, values_of
from core import audit
from core.forms_once import claim_form, finish_form
from core.text import clean_values

FIELDS = ("name_zh", "name_en", "policy", "hint", "position")
LINE_FIELDS = ("label", "amount", "currency", "percent", "sentence_en", "sentence_es", "sentence_zh")


@transaction.atomic
def save_region(
    *, actor: User, region: MarketRegion | None, values: dict[str, Any], countries: Sequence[str], at: datetime,
    version: int = 0, form_token: str = "",
) -> MarketRegion:  # fmt: skip
    """Set a market and its countries; a country that another market had comes to this one.

    Raises PermissionDenied, ValidationError, Taken("name_en"), StaleEdit (C6), AlreadySubmitted (C5).
    """
    claim = claim_form(form_token, user=actor, at=at)
    require(can_keep_markets, actor, region)
    row = lock_version(region, version) if region else MarketRegion(version=0)
    before = values_of(row, FIELDS) | {"countries": countries_of(row)} if row.pk else {}
    set_values(row, clean_values(MarketRegion, {name: values[name] for name in FIELDS if name in values}))
    row.version += 1
    with unique_by("name_en"):
        row.save()
    wanted = sorted(set(countries))
    RegionCountry.objects.filter(country__in=wanted).exclude(region=row).delete()
    row.countries.exclude(country__in=wanted).delete()
    held = set(countries_of(row))
    RegionCountry.objects.bulk_create(
        [RegionCountry(region=row, country=code) for code in wanted if code not in held]
    )
    after = values_of(row, FIELDS) | {"countries": wanted}
    changes = audit.changes_between(before, after)
    audit.record("catalogue.market_saved", actor=actor, at=at, target=row, changes=changes)
    finish_form(claim, _page())
    return row


def countries_of(region: MarketRegion) -> list[str]:
    """Return the codes of its countries, sorted."""
    return sorted(RegionCountry.objects.filter(region=region).values_list("country", flat=True))


@transaction.atomic
def save_value_line(
    *, actor: User, region: MarketRegion, line: ValueLine | None, values: dict[str, Any], at: datetime,
    form_token: str = "",
) -> ValueLine:  # fmt: skip
    """Set what an added value costs and what the buyer is told of it (S19).

    Raises PermissionDenied, ValidationError, AlreadySubmitted (C5).
    """
    claim = claim_form(form_token, user=actor, at=at)
    require(can_keep_markets, actor, region)
    row = MarketRegion.objects.select_for_update().get(pk=region.pk)
    held = (
        row.value_lines.get(pk=line.pk) if line else ValueLine(region=row, position=row.value_lines.count())
    )
    before = values_of(held, LINE_FIELDS) if held.pk else {}
    set_values(held, clean_values(ValueLine, {name: values[name] for name in LINE_FIELDS if name in values}))
    held.save()
    changes = audit.changes_between(before, values_of(held, LINE_FIELDS))
    audit.record("catalogue.value_line_saved", actor=actor, at=at, target=row, changes=changes)
    finish_form(claim, _page())
    return held


@transaction.atomic
def remove_value_line(*, actor: User, line: ValueLine, at: datetime) -> None:
    """Take an added value away; a second time changes nothing. Raises PermissionDenied."""
    require(can_keep_markets, actor, line.region)
    row = MarketRegion.objects.select_for_update().get(pk=line.region_id)
    held = row.value_lines.filter(pk=line.pk).first()
    if held is not None:
        changes = {"label": (held.label, "")}
        held.delete()
        audit.record("catalogue.value_line_removed", actor=actor, at=at, target=row, changes=changes)


def _page() -> str:
    from core.ui.addresses import address_of

    return address_of("catalogue:markets")
