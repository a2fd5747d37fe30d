"""Panels of this app on the pages of the apps below, its lines in the history, and what waits on Today."""

from collections.abc import Mapping
from datetime import date
from typing import Any

from django.http import HttpRequest
from django.template.loader import render_to_string
from django.utils import timezone
from django.utils.safestring import SafeString
from django.utils.translation import gettext as _

from core.panels import panel
from core.ui.addresses import address_of_each
from core.ui.formats import short_day
from core.waiting import waits
from customers.models import TimelineEntry
from customers.timeline_words import Behind, register_behind, register_headline
from sales.models import FactoryVisit, Proof, Sample, Verdict, VisitKind
from sales.permissions.samples import can_ask_for_sample
from sales.selectors.proofs import proofs_of
from sales.selectors.samples import samples_of
from sales.selectors.waiting import samples_waiting, work_waiting

# ── samples and proofs ──────────────────────────────────────────────────────

waits(order=20)(samples_waiting)
waits(order=30)(work_waiting)


@panel("customer", "right", order=30)
def samples_of_customer(request: HttpRequest, customer: Any) -> SafeString | None:
    """Its samples and proofs, and where to begin one."""
    user: Any = request.user
    context = {
        "customer": customer,
        "samples": samples_of(user, customer),
        "proofs": proofs_of(user, customer, timezone.now()),
        "may_ask": can_ask_for_sample(user, customer),
    }
    return render_to_string("samples/panel_customer.html", context, request)


@panel("customer", "menu", order=20)
def begin_with_customer(request: HttpRequest, customer: Any) -> SafeString | None:
    """A proof, a visit, a question to another department."""
    if not can_ask_for_sample(request.user, customer):
        return None
    return render_to_string("samples/menu.html", {"name": "customer", "pk": customer.pk}, request)


@panel("inquiry", "menu", order=20)
def begin_with_inquiry(request: HttpRequest, inquiry: Any) -> SafeString | None:
    """A sample, a proof, a question to another department, from an inquiry."""
    customer = inquiry.customer
    if customer is None or customer.merged_into_id or not can_ask_for_sample(request.user, customer):
        return None
    return render_to_string("samples/menu.html", {"name": "inquiry", "pk": inquiry.pk}, request)


@register_headline(TimelineEntry.Kind.SAMPLE)
def sample_headline(entry: TimelineEntry) -> str:
    """What happened to a sample."""
    words = {
        "requested": _("Sample %(number)s asked for"),
        "approved": _("Sample %(number)s approved"),
        "refused": _("Sample %(number)s refused"),
        "sent": _("Sample %(number)s sent"),
        "received": _("Sample %(number)s is with the buyer"),
        "cancelled": _("Sample %(number)s cancelled"),
        Verdict.GOOD: _("Sample %(number)s suits"),
        Verdict.CHANGES: _("Sample %(number)s suits with changes"),
        Verdict.BAD: _("Sample %(number)s does not suit"),
    }
    return words[entry.values["event"]] % {"number": entry.values["number"]}


@register_headline(TimelineEntry.Kind.PROOF)
def proof_headline(entry: TimelineEntry) -> str:
    """What happened to a proof."""
    words = {
        "requested": _("Proof %(number)s asked for"),
        "promised": _("Proof %(number)s promised for %(day)s"),
        "ready": _("Proof %(number)s ready"),
        "sealed": _("Proof %(number)s approved by the buyer"),
        "reworked": _("Proof %(number)s to be made otherwise"),
        "cancelled": _("Proof %(number)s cancelled"),
    }
    return words[entry.values["event"]] % {"number": entry.values["number"], "day": _day_of(entry)}


@register_headline(TimelineEntry.Kind.VISIT)
def visit_headline(entry: TimelineEntry) -> str:
    """Who comes when, or what came of it."""
    values = {"what": VisitKind(entry.values["kind"]).label, "day": _day_of(entry)}
    if entry.values["event"] == "result":
        return _("%(what)s of %(day)s: result") % values
    return _("%(what)s on %(day)s") % values


def _day_of(entry: TimelineEntry) -> str:
    day = entry.values.get("day", "")
    return short_day(date.fromisoformat(day)) if day else ""


@register_behind("sales.sample")
def samples_behind(user: Any, pks: set[int]) -> Mapping[int, Behind]:
    """Samples that the reader may see."""
    return _pages(Sample.objects.visible_to(user).filter(pk__in=pks), "samples:detail")


@register_behind("sales.proof")
def proofs_behind(user: Any, pks: set[int]) -> Mapping[int, Behind]:
    """Proofs that the reader may see."""
    return _pages(Proof.objects.visible_to(user).filter(pk__in=pks), "samples:proof")


@register_behind("sales.factoryvisit")
def visits_behind(user: Any, pks: set[int]) -> Mapping[int, Behind]:
    """Visits that the reader may see."""
    return _pages(FactoryVisit.objects.visible_to(user).filter(pk__in=pks), "samples:visit")


def _pages(rows: Any, name: str) -> dict[int, Behind]:
    page = address_of_each(name)
    return {pk: Behind(page(pk)) for pk in rows.values_list("pk", flat=True)}
