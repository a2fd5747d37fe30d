"""One quote's page: the editor while it is at work, the paper once it went out."""

from datetime import date
from typing import Any

from django.contrib import messages
from django.http import HttpResponse, JsonResponse
from django.shortcuts import render
from django.utils import timezone
from django.utils.translation import gettext as _

from accounts.access import Request
from catalogue.models import Product
from catalogue.selectors.finding import find_products
from core.access import allow
from core.capabilities import Can
from core.domain.currencies import read_currency
from core.drafts import drop_draft, load_draft
from core.panels import render_slot
from core.ui.conflicts import conflicts_between
from sales.domain import quote_states
from sales.domain.pasted_rows import read_rows
from sales.domain.quote_states import Step, may_take
from sales.forms.quote_editor import (
    PREFIX,
    ROW_CELLS,
    HeadForm,
    LineFormSet,
    formset_of,
    head_initial,
    line_initial,
    typed_rows,
)
from sales.forms.quote_steps import DeclineForm, SendBackForm
from sales.models import Quote, QuoteLine, QuoteVersion
from sales.models.quotes import DeclineReason
from sales.papers.words import languages
from sales.permissions.quotes import can_approve_prices, can_work_on_quote
from sales.selectors.negotiations import sheet_beside
from sales.selectors.quote_filling import fill_rows, lines_of, offer_for
from sales.selectors.quote_pages import changes_of, hint_for, view_of
from sales.selectors.quote_pricing import Buyer, buyer_of
from sales.services.quote_saving import save_quote
from sales.services.quote_values import (
    HEAD_FIELDS,
    QuoteRefused,
    StaleQuote,
    rows_of,
)
from sales.views.quote_access import done, get_own_quote, get_quote, get_version
from sales.views.quote_sending import send_form
from sales.views.quote_words import word_changes, word_refusal

PAGE, GRID, SIDE = "quotes/detail.html", "quotes/_grid.html", "quotes/_side.html"
ACTIONS = {"more", "fill", "paste"}


@allow(Can.WORK_WITH_CUSTOMERS, "GET")
def detail(request: Request, pk: int) -> HttpResponse:
    """The quote as it stands: `?v=2` shows one of its versions."""
    quote = get_quote(request, pk)
    asked = request.GET.get("v", "")
    number = int(asked) if asked.isascii() and asked.isdigit() and len(asked) < 5 else _current(quote).number
    version = get_version(request, quote, number)
    context = page_of(request, quote, version)
    if context["is_editing"]:
        context |= _draft_of(request, quote, version)
    return render(request, PAGE, context)


def _draft_key(quote: Quote) -> str:
    return f"quote-{quote.pk}"


def _draft_of(request: Request, quote: Quote, version: QuoteVersion) -> dict[str, Any]:
    """Return the editor with what was typed and not saved; beside what was saved since, where it is older than that (ux.md 6)."""
    draft = load_draft(request.user, _draft_key(quote))
    if draft is None:
        return {}
    data, kept_at = draft
    head, rows = HeadForm(data, quote=quote), typed_rows(data)
    stored = [line_initial(line) for line in version.lines.all()]
    is_same = rows == [{name: str(row[name]) for name in ROW_CELLS} for row in stored]
    if is_same and not conflicts_between(head, head_initial(version)):
        return {}
    initial = {name: data.get(name, "") for name in HeadForm.base_fields}
    is_old = data.get("version") != str(quote.version)
    return {
        "head_form": HeadForm(initial={**initial, "version": quote.version}, quote=quote), "lines": formset_of(rows),
        "kept_at": kept_at, "pasted": data.get("pasted", ""),
        "conflict": _conflict(request, version, head, LineFormSet(data, prefix=PREFIX)) if is_old else None,
    }  # fmt: skip


def _conflict(request: Request, version: QuoteVersion, head: HeadForm, lines: Any) -> dict[str, Any]:
    """What stands now beside what was typed, as paper and field by field (C6)."""
    lines.is_valid()
    typed = lines_of(_readable(lines), user=request.user, buyer=_buyer(request, version.quote))
    stored, mine = list(version.lines.all()), rows_of(version, typed)
    return {
        "head": conflicts_between(head, head_initial(version)),
        "theirs": view_of(request.user, version.quote, version, stored).text.splitlines(),
        "mine": view_of(request.user, version.quote, version, mine).text.splitlines(),
    }


def _readable(lines: Any) -> list[Any]:
    """The rows that were looked at; a cell that was refused counts as empty."""
    return [form for form in lines if hasattr(form, "cleaned_data")]


def _current(quote: Quote) -> QuoteVersion:
    version = quote.current
    assert version is not None  # noqa: S101 - a quote always has one
    return version


def page_of(request: Request, quote: Quote, version: QuoteVersion, **forms: Any) -> dict[str, Any]:
    """Return the page's context; bound forms given by name stand in for those of the record."""
    lines = list(version.lines.all())
    versions = list(quote.versions.order_by("number"))
    is_current = version.pk == quote.current_id
    may_work = can_work_on_quote(request.user, quote)
    before = next((one for one in reversed(versions) if one.number < version.number), None)
    if before is not None:
        before.quote = quote
    is_editing = may_work and is_current and may_take(Step.SAVE, quote.state)
    return {
        "quote": quote, "version": version, "versions": versions, "is_current": is_current, "is_editing": is_editing,
        "view": view_of(request.user, quote, version, lines), "may_work": may_work,
        "steps": {step.value for step in Step if is_current and may_take(step, quote.state)},
        "is_ordered_from": may_work and is_current and quote.state in {quote_states.SENT, quote_states.ACCEPTED},
        "may_approve": is_current and can_approve_prices(request.user, quote),
        "waits_for_approval": waits_for_approval(version), "is_free": is_free(version),
        "changes": word_changes(changes_of(version, before)), "before": before,
        "hint": hint_for(quote, version.language) if is_editing else None,
        "negotiation": sheet_beside(request.user, quote) if is_current else None,
        "lost_by_price": may_work and is_current and version.decline_reason in {DeclineReason.PRICE, DeclineReason.COMPETITOR},
        "requests": quote.cost_requests.order_by("pk") if is_current else (),
        "head_form": HeadForm(initial=head_initial(version), quote=quote) if is_editing else None,
        "lines": formset_of(line_initial(line) for line in lines) if is_editing else None,
        "side": render_slot("quote", "side", request, quote), "draft_key": _draft_key(quote), "send_form": send_form(quote), "decline_form": DeclineForm(), "back_form": SendBackForm(), "prefix": PREFIX,
    } | forms  # fmt: skip


def waits_for_approval(version: QuoteVersion) -> bool:
    """Whether it was confirmed with a price below the floor, which nobody approved yet."""
    return version.approval_asked_at is not None and version.approved_at is None


def is_free(version: QuoteVersion) -> bool:
    """Whether it may leave the house: confirmed, and approved where it has to be; or sent."""
    is_confirmed = version.state not in {quote_states.DRAFT, quote_states.COSTING}
    return is_confirmed and not (version.sent_at is None and waits_for_approval(version))


@allow(Can.WORK_WITH_CUSTOMERS, "POST")
def save(request: Request, pk: int) -> HttpResponse:
    """Save the whole editor; or show it again with more rows, with pasted ones, or filled from the catalogue."""
    quote = get_own_quote(request, pk)
    if "drop_draft" in request.POST:
        drop_draft(request.user, _draft_key(quote))
        return done(request, quote)
    if ACTIONS & request.POST.keys():
        return _with_rows(request, quote)
    head = HeadForm(request.POST, quote=quote)
    lines = LineFormSet(request.POST, prefix=PREFIX)
    if not (head.is_valid() and lines.is_valid()):
        return _again(request, quote, head, lines, status=422)
    values = head.head()
    buyer = _buyer(request, quote)
    try:
        save_quote(
            actor=request.user, quote=quote, head=values, lines=lines_of(lines, user=request.user, buyer=buyer),
            version=head.cleaned_data["version"], at=timezone.now(),
        )  # fmt: skip
    except StaleQuote as error:
        return _stale(request, error.current, head, lines)
    except QuoteRefused as error:
        messages.error(request, word_refusal(error.code))
    else:
        drop_draft(request.user, _draft_key(quote))
        messages.success(request, _("Saved"))
    return done(request, quote)


def _again(
    request: Request, quote: Quote, head: Any, lines: Any, *, status: int = 200, **more: Any
) -> HttpResponse:
    version = get_version(request, quote, _current(quote).number)
    context = page_of(request, quote, version, head_form=head, lines=lines, is_editing=True, **more)
    return render(request, PAGE, context, status=status)


def _stale(request: Request, quote: Quote, head: HeadForm, lines: Any) -> HttpResponse:
    """Show what the other person saved beside what was typed; saving again takes the typed one (C6)."""
    quote = get_quote(request, quote.pk, is_noted=False)
    version = get_version(request, quote, _current(quote).number)
    conflict = _conflict(request, version, head, lines)
    data = request.POST.copy()
    data["version"] = str(quote.version)
    return _again(request, quote, HeadForm(data, quote=quote), lines, status=409, conflict=conflict)


def _with_rows(request: Request, quote: Quote) -> HttpResponse:
    """Show what was typed, not judged yet, with the rows that were asked for."""
    rows: list[dict[str, Any]] = typed_rows(request.POST)
    if "paste" in request.POST:
        pasted = read_rows(request.POST.get("pasted", "").replace("\0", ""))
        rows += [vars(row) for row in pasted]
    if "more" not in request.POST:
        rows = fill_rows(rows, user=request.user, buyer=_buyer(request, quote))
    lines = formset_of(rows)
    if request.htmx:
        return render(request, GRID, {"lines": lines, "quote": quote, "prefix": PREFIX})
    head = HeadForm(
        initial={name: request.POST.get(name, "").replace("\0", "") for name in HeadForm.base_fields},
        quote=quote,
    )
    return _again(request, quote, head, lines)


def _buyer(request: Request, quote: Quote) -> Buyer:
    """For whom prices are looked for, with the currency and the language that stand in the form."""
    data = request.POST if request.method == "POST" else request.GET
    version = _current(quote)
    currency = read_currency(data.get("currency", "")) or version.currency
    language = data.get("language", version.language)
    return buyer_of(
        quote.customer, currency=currency,
        language=language if language in languages() else version.language, day=version.dated_on,
    )  # fmt: skip


@allow(Can.WORK_WITH_CUSTOMERS, "POST")
def preview(request: Request, pk: int) -> HttpResponse:
    """Total, containers, warnings and text of what stands in the editor; nothing is saved. Cells that are wrong are left out."""
    quote = get_own_quote(request, pk)
    version = get_version(request, quote, _current(quote).number)
    head, forms = HeadForm(request.POST, quote=quote), LineFormSet(request.POST, prefix=PREFIX)
    head.is_valid()
    forms.is_valid()
    _put_head(version, head.cleaned_data)
    rows = rows_of(
        version,
        lines_of(
            _readable(forms),
            user=request.user,
            buyer=_buyer(request, quote),
        ),
    )
    _put_products(request, rows)
    return render(
        request,
        SIDE,
        {
            "quote": quote,
            "version": version,
            "view": view_of(request.user, quote, version, rows),
            "is_preview": True,
        },
    )


def _put_products(request: Request, rows: list[QuoteLine]) -> None:
    """Load the products of rows that are not stored, in one query."""
    products = Product.objects.visible_to(request.user).in_bulk(
        [row.product_id for row in rows if row.product_id]
    )
    for row in rows:
        row.product = products.get(row.product_id or 0)


def _put_head(version: QuoteVersion, data: dict[str, Any]) -> None:
    for name in HEAD_FIELDS:
        value = data.get(name)
        if value is not None and value != "":
            setattr(version, name, value)
        elif name in data and isinstance(getattr(version, name), str):
            setattr(version, name, "")
        elif name in data and isinstance(getattr(version, name), int | date):
            setattr(version, name, None)
    if "notes" in data:
        version.notes = list(data["notes"])


@allow(Can.WORK_WITH_CUSTOMERS, "GET")
def suggest(request: Request, pk: int) -> HttpResponse:
    """Products that hold what was typed into a cell, best first."""
    get_own_quote(request, pk)
    found = find_products(request.user, request.GET.get("q", "")[:100].replace("\0", ""), limit=8)
    return render(request, "quotes/_suggestions.html", {"products": found})


@allow(Can.WORK_WITH_CUSTOMERS, "GET")
def offer(request: Request, pk: int) -> HttpResponse:
    """What a row with this model would hold, as its cells show it, with the reason of its price; empty for an unknown one."""
    quote = get_own_quote(request, pk)
    asked = {name: request.GET.get(name, "")[:60].replace("\0", "") for name in ("model", "quantity")}
    buyer = _buyer(request, quote)
    return JsonResponse(offer_for(asked["model"], asked["quantity"], user=request.user, buyer=buyer))
