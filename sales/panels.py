"""Panels of this app on the pages of the apps below, and what of it waits on Today."""

from collections.abc import Collection, Iterable, Mapping, Sequence
from datetime import date
from typing import Any

from django.http import HttpRequest
from django.template.loader import render_to_string
from django.utils import timezone
from django.utils.safestring import SafeString
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from catalogue.models import Unit
from core.capabilities import Can
from core.panels import panel
from core.request_context import once
from core.ui.addresses import address_of_each
from core.ui.formats import money, month, short_day
from core.waiting import WaitingRow, waiting_row, waits
from customers.lookup import Told, tells
from customers.models import Stage, TimelineEntry
from customers.permissions import can_edit_customer
from customers.timeline_words import Behind, register_behind, register_headline
from inquiries.models import LostReason, State
from sales.domain.quotes import written_price
from sales.domain.suggesting import Reason, StageSuggestion
from sales.forms.quote_steps import OpenForm
from sales.models import Complaint, FactoryVisit, Order, Proof, Quote, Sample, Verdict, VisitKind
from sales.order_words import due_row, event_words
from sales.permissions.insight import can_begin_negotiation, can_tell_price_of
from sales.permissions.orders import can_sell_to
from sales.permissions.quotes import can_quote
from sales.permissions.samples import can_ask_for_sample
from sales.selectors import asked_products  # noqa: F401 - what the catalogue ranks by registers itself
from sales.selectors.competitor_prices import markets_of
from sales.selectors.customer_page import read_small
from sales.selectors.market_notes import newest_market_notes
from sales.selectors.negotiations import mark_of
from sales.selectors.orders import read_due_orders, read_orders_of
from sales.selectors.proofs import proofs_of
from sales.selectors.quote_lists import find_quotes, quotes_of_customer, quotes_of_inquiry
from sales.selectors.quoted_prices import TOLD_EACH, QuotedPrice, last_quoted
from sales.selectors.samples import samples_of
from sales.selectors.suggesting import grade_for, stage_for
from sales.selectors.waiting import samples_waiting, work_waiting

# ── what the history speaks for ─────────────────────────────────────────────
_REASONS = {
    Reason.QUOTED: lambda: _("Quote %(number)s went out %(day)s"),
    Reason.QUOTED_AGAIN: lambda: _(
        "Quote %(number)s went out %(day)s: not the first offer, the buyer bargains"
    ),
    Reason.SAMPLE_ORDERED: lambda: _("Sample order %(number)s confirmed %(day)s"),
    Reason.SAMPLE_SENT: lambda: _("Sample %(number)s was sent %(day)s"),
    Reason.SAMPLE_SUITS: lambda: _("The buyer is content with sample %(number)s, %(day)s"),
    Reason.TRIAL_ORDERED: lambda: _("Trial order %(number)s confirmed %(day)s"),
    Reason.REPEAT_ORDERED: lambda: _("Repeat order %(number)s confirmed %(day)s"),
}


@panel("customer", "right", order=1)
def suggested(request: HttpRequest, customer: Any) -> SafeString | None:
    """The stage and the grade that what happened speaks for, each with its reason, for who may give them."""
    user: Any = request.user
    found = stage_for(customer) if can_edit_customer(user, customer) else None
    stage = found and {"value": found.stage, "label": Stage(found.stage).label, "why": _word_reason(found)}
    samples = ((one, grade_for(user, customer, one)) for one in _samples_of(user, customer))
    sample, grade = next(((one, grade) for one, grade in samples if grade), (None, ""))
    if not (stage or grade):
        return None
    why = _("Offers to pay the freight of sample %(number)s") % {"number": sample.number} if sample else ""
    context = {"customer": customer, "stage": stage, "grade": {"value": grade, "why": why} if grade else None}
    return render_to_string("orders/suggested.html", context, request)


def _word_reason(found: StageSuggestion) -> str:
    return _REASONS[found.reason]() % {"number": found.number, "day": short_day(found.at)}


# ── orders ──────────────────────────────────────────────────────────────────
@panel("customer", "right", order=5)
def orders_of_customer(request: HttpRequest, customer: Any) -> SafeString:
    """The customer's orders and open complaints, and the way to a new one."""
    context = {
        "customer": customer, "rows": read_orders_of(request.user, customer), "today": timezone.localdate(),
        "complaints": read_small(request.user, customer).complaints, "may_sell": can_sell_to(request.user, customer),
    }  # fmt: skip
    return render_to_string("orders/panel.html", context, request)


@panel("inquiry", "menu", order=20)
def order_from_inquiry(request: HttpRequest, inquiry: Any) -> SafeString | None:
    """Write down the order that an inquiry led to."""
    if inquiry.customer is None or not can_sell_to(request.user, inquiry.customer):
        return None
    return render_to_string("orders/inquiry_menu.html", {"inquiry": inquiry}, request)


@waits(order=30)
def orders_waiting(viewer: Any, person: Any, today: date) -> Iterable[WaitingRow]:
    """Money, documents and steps of the person's running orders that are due within a week."""
    for order in read_due_orders(viewer, person, today):
        day, what = due_row(order)
        words = _("%(number)s %(what)s") % {"number": order.number, "what": what}
        yield waiting_row(words, order.get_absolute_url(), today=today, note=str(order.customer), due_on=day)


@register_headline(TimelineEntry.Kind.ORDER)
def order_headline(entry: TimelineEntry) -> str:
    """What happened to the order, or to a complaint."""
    return event_words(entry.values)


@register_behind("sales.order")
def orders_behind(user: Any, pks: set[int]) -> Mapping[int, Behind]:
    """Orders that the reader may see: the page, and what they come to."""
    rows = Order.objects.visible_to(user).filter(pk__in=pks).values_list("pk", "total", "currency")
    page = address_of_each("orders:detail")
    return {pk: Behind(page(pk), money(total, currency)) for pk, total, currency in rows}


@register_behind("sales.complaint")
def complaints_behind(user: Any, pks: set[int]) -> Mapping[int, Behind]:
    """Complaints that the reader may see."""
    rows = Complaint.objects.visible_to(user).filter(pk__in=pks).values_list("pk", flat=True)
    page = address_of_each("orders:complaint")
    return {pk: Behind(page(pk)) for pk in rows}


# ── what is known of the buyer and of others ────────────────────────────────
@panel("customer", "left", order=10)
def insight_of_customer(request: HttpRequest, customer: Any) -> SafeString | None:
    """The open negotiation sheets, for who may know of them, and what others ask this buyer."""
    small = read_small(request.user, customer)
    context = {
        "customer": customer,
        "small": small,
        "sheets": [(row, mark_of(row, "target"), mark_of(row, "walk_away")) for row in small.sheets or ()],
        "rivals": [
            (row, written_price(row.target_price, row.currency)) for row in small.rivals if row.target_price
        ],
        "may_begin": can_begin_negotiation(request.user, customer),
        "may_tell": can_tell_price_of(request.user, customer),
    }
    return render_to_string("insight/panel_customer.html", context, request)


@panel("product", "right", order=10)
def rivals_of_product(request: HttpRequest, product: Any) -> SafeString | None:
    """What others ask for the product, for who sells."""
    if not request.user.can(Can.WORK_WITH_CUSTOMERS):  # type: ignore[union-attr]  # signed in
        return None
    context = {
        "product": product,
        "markets": markets_of(request.user, product, timezone.localdate()),
        "notes": newest_market_notes(request.user, product=product),
        "query": f"product={product.pk}",
    }
    return render_to_string("insight/panel_product.html", context, request)


@panel("markets", "actions", order=10)
def notes_of_markets(request: HttpRequest, _record: Any) -> SafeString | None:
    """The way from the markets to what colleagues learned of them."""
    if not request.user.can(Can.WORK_WITH_CUSTOMERS):  # type: ignore[union-attr]  # signed in
        return None
    return render_to_string("insight/link_notes.html", {}, request)


@panel("inquiry", "side", order=5)
def rival_of_lost_inquiry(request: HttpRequest, inquiry: Any) -> SafeString | None:
    """Where an inquiry was lost because of the price, the way to note what the other one asked."""
    is_by_price = inquiry.state == State.LOST and inquiry.close_reason in {
        LostReason.PRICE,
        LostReason.COMPETITOR,
    }
    if not is_by_price or inquiry.customer is None or not can_tell_price_of(request.user, inquiry.customer):
        return None
    return render_to_string("insight/lost.html", {"name": "inquiry", "pk": inquiry.pk}, request)


# ── quotes ──────────────────────────────────────────────────────────────────
_HEADLINES = {
    "sent": lambda: _("Quote %(number)s sent"),
    "sent_bundle": lambda: _("Quote %(number)s sent with e-sample and company profile"),
    "accepted": lambda: _("Quote %(number)s accepted"),
    "declined": lambda: _("Quote %(number)s declined"),
    "expired": lambda: _("Quote %(number)s ran out"),
}


@panel("customer", "right", order=15)
def quotes_on_customer(request: HttpRequest, customer: Any) -> SafeString:
    """The customer's newest quotes, and a new one."""
    rows = quotes_of_customer(request.user, customer)
    may_quote = can_quote(request.user, customer)  # type: ignore[arg-type]  # signed in
    context = {"rows": rows, "customer": customer, "form": OpenForm(), "may_quote": may_quote}
    return render_to_string("quotes/panel.html", context, request=request)


@panel("inquiry", "side", order=15)
def quotes_on_inquiry(request: HttpRequest, inquiry: Any) -> SafeString | None:
    """The quotes that answer it, and one from here; nothing while it has no customer."""
    if inquiry.customer is None:
        return None
    rows = quotes_of_inquiry(request.user, inquiry)
    may_quote = can_quote(request.user, inquiry.customer)  # type: ignore[arg-type]  # signed in
    context = {
        "rows": rows,
        "customer": inquiry.customer,
        "inquiry": inquiry,
        "form": OpenForm(),
        "may_quote": may_quote,
    }
    return render_to_string("quotes/panel.html", context, request=request)


@panel("find", "results", order=15)
def found_quotes(request: HttpRequest, query: Any) -> SafeString | None:
    """Quotes by their number."""
    if not request.user.can(Can.WORK_WITH_CUSTOMERS):  # type: ignore[union-attr]  # signed in
        return None
    rows = find_quotes(request.user, str(query))
    return render_to_string("quotes/_found.html", {"rows": rows}, request=request) if rows else None


@register_headline(TimelineEntry.Kind.QUOTE)
def quote_headline(entry: TimelineEntry) -> str:
    """What happened to a quote."""
    words = _HEADLINES.get(entry.values.get("event", ""), _HEADLINES["sent"])
    return words() % {"number": entry.values.get("number", "")}


@register_behind("sales.quote")
def quotes_behind(user: Any, pks: set[int]) -> Mapping[int, Behind]:
    """Quotes that the reader may see: the page."""
    page = address_of_each("quotes:detail")
    rows = Quote.objects.visible_to(user).filter(pk__in=pks).values_list("pk", flat=True)
    return {pk: Behind(page(pk), "") for pk in rows}


@tells(order=10)
def quoted(_user: Any, customer_ids: Collection[int]) -> Mapping[int, Told]:
    """The last price of each product that was quoted, with its month."""
    return {pk: Told(_("Last quoted"), word_prices(rows)) for pk, rows in last_quoted(customer_ids).items()}


def word_prices(rows: Sequence[QuotedPrice]) -> tuple[str, ...]:
    """Return the newest as `QC-S46 USD 6.45 / set, March`, and how many more there are."""
    told = [
        _("%(what)s %(price)s, %(month)s")
        % {"what": row.what, "price": _word_price(row), "month": month(row.on)}
        for row in rows[:TOLD_EACH]
    ]
    more = len(rows) - len(told)
    return (
        (*told, ngettext("%(count)d more", "%(count)d more", more) % {"count": more}) if more else tuple(told)
    )


def _word_price(row: QuotedPrice) -> str:
    price = written_price(row.price, row.currency)
    unit = dict(Unit.choices).get(row.unit, row.unit)
    return f"{price} / {unit}" if unit else price


# ── samples and proofs ──────────────────────────────────────────────────────

waits(order=20)(samples_waiting)
waits(order=30)(work_waiting)


@panel("customer", "right", order=30)
def samples_of_customer(request: HttpRequest, customer: Any) -> SafeString | None:
    """Its samples and proofs, and where to begin one."""
    user: Any = request.user
    context = {
        "customer": customer,
        "samples": _samples_of(user, customer),
        "proofs": proofs_of(user, customer, timezone.now()),
        "may_ask": can_ask_for_sample(user, customer),
    }
    return render_to_string("samples/panel_customer.html", context, request)


def _samples_of(user: Any, customer: Any) -> list[Sample]:
    """Two panels of one page ask for them."""
    return once(("samples_of", user.pk, customer.pk), lambda: samples_of(user, customer))


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
    if entry.values["event"] == "e_sample":
        return _("E-sample sent")
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
