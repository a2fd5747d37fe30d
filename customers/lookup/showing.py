"""Candidates as the asking person may see them: a colleague's customer is its name, its owner and the last contact's date."""

from collections import defaultdict
from dataclasses import replace
from datetime import datetime
from typing import NamedTuple

from django.utils import timezone
from django.utils.translation import gettext as _

from accounts.models import User
from accounts.scoping import scope_of
from customers.domain.lookup import Match
from customers.lookup.candidates import Known
from customers.lookup.probing import Asked, withhold
from customers.lookup.results import BuyerMatch, Lookup, MaskedCustomer, Story
from customers.lookup.telling import Told, told_of
from customers.models import Customer, Interest
from customers.selectors.links import groups_of

NAME_REASONS = frozenset({"same_name", "similar_name"})
# A colleague's customer shows the band only: its own certainty would tell whether a guessed address is right (D2).
MASKED_CERTAINTY = {"sure": 0.9, "likely": 0.6}
BANDS = {"sure": 0, "likely": 1, "weak": 2}


def show_to(user: User, judged: list[tuple[Known, Match]], limit: int, at: datetime) -> Lookup:
    """Return at most `limit` of the judged, as `user` may see them, and count the colleagues' among them (D3)."""
    scope = scope_of(user, at)
    # A colleague's that is probably another buyer is nobody's business.
    kept = [
        Place(BANDS[match.band], not is_visible, -match.certainty if is_visible else 0.0, known.pk, match)
        for known, match in judged
        if (is_visible := scope.covers(known.owner_id, known.pk)) or match.band in MASKED_CERTAINTY
    ]
    kept = sorted(kept, key=lambda place: place[:-1])
    allowed, withheld = withhold(user, [Asked(place.pk, place.is_masked) for place in kept], limit, at)
    shown = [place for place in kept if place.pk in allowed]
    rows = (
        Customer.objects.filter(pk__in=[place.pk for place in shown]).select_related("owner").in_bulk()
        if shown
        else {}
    )
    matches = [_match_for(rows[place.pk], place) for place in shown if place.pk in rows]
    groups = groups_of({match.customer.pk for match in matches}, scope)
    matches = [replace(match, group=tuple(groups[match.customer.pk])) for match in matches]
    return Lookup(_with_stories(user, matches), withheld)


class Place(NamedTuple):
    """Where a match stands in the list: its own certainty does not move a colleague's customer (D2)."""

    band: int
    is_masked: bool
    uncertainty: float
    pk: int
    match: Match


def _match_for(customer: Customer, place: Place) -> BuyerMatch:
    match = place.match
    shown = BuyerMatch(
        customer,
        is_visible=True,
        certainty=match.certainty,
        band=match.band,
        reasons=match.reasons,
        owner=customer.owner,
        last_contact_on=timezone.localdate(customer.last_contact_at) if customer.last_contact_at else None,
    )
    if not place.is_masked:
        return shown
    return replace(
        shown,
        customer=MaskedCustomer(
            customer.pk, customer.name or customer.local_name or _("a buyer without a company")
        ),
        is_visible=False,
        certainty=MASKED_CERTAINTY[match.band],
        reasons=tuple(reason for reason in match.reasons if reason.code in NAME_REASONS),
    )


def _with_stories(user: User, matches: list[BuyerMatch]) -> list[BuyerMatch]:
    visible = [match.customer.pk for match in matches if match.is_visible]
    asked: dict[int, list[tuple[str, int]]] = defaultdict(list)
    if visible:
        rows = Interest.objects.filter(customer_id__in=visible).values_list("customer_id", "words", "times")
        for pk, words, times in rows:
            asked[pk].append((words, times))
    told = told_of(user, visible)
    return [
        _with_story(match, asked[match.customer.pk], told.get(match.customer.pk, ()))
        if match.is_visible
        else match
        for match in matches
    ]


def _with_story(match: BuyerMatch, interests: list[tuple[str, int]], told: tuple[Told, ...]) -> BuyerMatch:
    customer = match.customer
    if isinstance(customer, MaskedCustomer):
        return match
    story = Story(
        interests=tuple(interests[:5]),
        last_contact_channel=customer.last_contact_channel,
        last_contact_text=customer.last_contact_text,
        open_inquiries=customer.open_inquiries,
        grade=customer.grade,
        stage=customer.stage,
        told=told,
    )
    return replace(match, story=story)
