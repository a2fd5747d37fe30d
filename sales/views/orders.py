"""Orders: the list, the page, writing one down and changing it."""

from dataclasses import dataclass
from typing import Any

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, pgettext_lazy

from accounts.access import Request, get_visible_or_404, require
from core.access import allow
from core.capabilities import Can
from core.domain.steps import StepRefused
from core.forms_once import AlreadySubmitted
from core.panels import render_slot
from core.ui.addresses import with_changes
from customers.models import Customer
from customers.views.answers import go_to
from inquiries.models import Inquiry, State
from inquiries.permissions import can_act
from inquiries.services import close_inquiry
from sales.forms.orders import (
    PREFIX,
    OrderFilter,
    OrderForm,
    OrderLineFormSet,
    initial_of_quote,
    lines_initial,
    lines_of,
    lines_of_inquiry,
    posted_lines,
    versions_for,
)
from sales.models import Order, OrderState
from sales.order_words import next_words, stage_after, terms_words, warning_words
from sales.papers.order_papers import PAPERS
from sales.permissions.orders import (
    can_amend,
    can_discard,
    can_judge_result,
    can_sell_to,
    can_work_on,
)
from sales.selectors import orders as lists
from sales.selectors.order_record import read_order_record
from sales.services.order_errors import OrderRefused, StaleOrder
from sales.services.orders import change_order, create_order, discard_order
from sales.views.order_access import add_refusal, get_order, get_own_order, to_order

TABS = {
    lists.OPEN: pgettext_lazy("orders", "Running"),
    lists.DRAFTS: pgettext_lazy("orders", "Drafts"),
    lists.DONE: pgettext_lazy("orders", "Over"),
    lists.ALL: gettext_lazy("All"),
}
EMPTY_LINES = 3
CHOSEN_FROM = 20
# What a buyer's next order usually has in common with the last.
KEPT = (
    "currency", "incoterm", "named_place", "loading_port", "destination", "deposit_percent", "balance_due", "balance_days", "marks",
)  # fmt: skip


@allow(Can.WORK_WITH_CUSTOMERS, "GET")
def order_list(request: Request) -> HttpResponse:
    """`?tab=open|drafts|done|all` with kind, state, owner and text, 50 a page from `?from=` on; running trials on top."""
    form = OrderFilter(request.GET, user=request.user)
    wanted, start = form.wanted(), request.GET.get("from", "")
    skip = int(start) if start.isdecimal() and len(start) < 6 else 0
    page = lists.read_order_page(request.user, wanted, skip, timezone.localdate())
    context = {
        "page": page, "form": form, "wanted": wanted, "today": timezone.localdate(),
        "tabs": [
            {"label": label, "url": with_changes(request.GET, tab=tab, state=""), "is_current": tab == wanted.tab, "count": page.counts.get(tab)}
            for tab, label in TABS.items()
        ],
        "is_filtered": bool(wanted.kind or wanted.state or wanted.owner or wanted.text or wanted.since or wanted.until),
        "next_url": with_changes(request.GET, **{"from": str(page.next)}) if page.next else "",
        "previous_url": with_changes(request.GET, **{"from": str(page.previous)}) if page.previous is not None else "",
    }  # fmt: skip
    return render(request, "orders/list.html", context)


@allow(Can.WORK_WITH_CUSTOMERS, "GET")
def order_detail(request: Request, pk: int) -> HttpResponse:
    """The order: what is to be done next, the way of the goods, lines, money, documents, complaints, result."""
    order, today = get_order(request, pk), timezone.localdate()
    record = read_order_record(request.user, order, today)
    may_work, inquiry = can_work_on(request.user, order), order.inquiry
    may_win = (
        may_work
        and inquiry is not None
        and inquiry.state == State.OPEN
        and order.state not in (OrderState.DRAFT, OrderState.CANCELLED)
    )
    context = {
        "order": order, "record": record, "today": today, "stage": stage_after(order) if may_work else None,
        "next": next_words(record, today), "warnings": [warning_words(one) for one in record.credit], "terms": terms_words(order),
        "papers": PAPERS, "may_work": may_work, "may_amend": can_amend(request.user, order), "may_discard": can_discard(request.user, order),
        "may_cancel": may_work and order.state in (OrderState.CONFIRMED, OrderState.IN_PRODUCTION, OrderState.READY),
        "may_pay": may_work and order.state != OrderState.DRAFT, "may_judge": can_judge_result(request.user, order),
        "may_win": may_win and inquiry is not None and can_act(request.user, inquiry),
    }  # fmt: skip
    context["side"] = render_slot("order", "side", request, order)
    return render(request, "orders/detail.html", context)


@allow(Can.WORK_WITH_CUSTOMERS, "GET", "POST")
def order_new(request: Request) -> HttpResponse:
    """Write down an order of `?customer=`, perhaps of `?inquiry=` or a quote's `?version=`; without one, choose it first."""
    named = request.POST.get("customer") or request.GET.get("customer", "")
    if not named:
        return _choose(request)
    rows = Customer.objects.current().select_related("owner__team")
    customer = get_visible_or_404(rows, request.user, named)
    require(request.user, can_sell_to, customer)
    if request.method != "POST":
        return _show(request, _Paper(customer, *_blank(request, customer)))
    return _posted(request, customer, None)


def _choose(request: Request) -> HttpResponse:
    text = " ".join(request.GET.get("q", "").replace("\0", "").split())[:80]
    rows = Customer.objects.none()
    if text:
        rows = Customer.objects.visible_to(request.user).current().filter(name__icontains=text)
    context = {"q": text, "rows": rows.select_related("owner").order_by("name_sort", "pk")[:CHOSEN_FROM]}
    return render(request, "orders/choose.html", context)


def _blank(request: Request, customer: Customer) -> tuple[OrderForm, Any]:
    """The form to begin with: of `?quote=` all of it, of `?inquiry=` the products, else the terms of the buyer's last order."""
    version = _named(
        versions_for(request.user, customer).select_related("quote"), request.GET.get("version", "")
    )
    asked = Inquiry.objects.visible_to(request.user).filter(customer=customer)
    inquiry = _named(asked, request.GET.get("inquiry", ""))
    if version is not None:
        initial, lines = initial_of_quote(version)
    else:
        initial, lines = _initial_of_last(request.user, customer), lines_of_inquiry(inquiry)
        initial["inquiry"] = inquiry.pk if inquiry else None
    form = OrderForm(
        user=request.user, customer=customer, initial={"ordered_on": timezone.localdate(), **initial}
    )
    return form, OrderLineFormSet(prefix=PREFIX, initial=lines + [{}] * max(1, EMPTY_LINES - len(lines)))


def _named(rows: Any, text: str) -> Any:
    """The row that the address names, if it is one of `rows`."""
    return rows.filter(pk=text).first() if text.isdecimal() and len(text) < 19 else None


def _initial_of_last(user: Any, customer: Customer) -> dict[str, Any]:
    last = Order.objects.visible_to(user).filter(customer=customer).order_by("-ordered_on", "-pk").first()
    if last is None:
        return {"currency": "USD"}
    initial = OrderForm.initial_of(last)
    return {name: initial[name] for name in KEPT}


@allow(Can.WORK_WITH_CUSTOMERS, "GET", "POST")
def order_edit(request: Request, pk: int) -> HttpResponse:
    """Change the contract, until the goods have left."""
    order = get_order(request, pk)
    require(request.user, can_amend, order)
    if request.method == "POST":
        return _posted(request, order.customer, order)
    form = OrderForm(
        user=request.user, customer=order.customer, order=order, initial=OrderForm.initial_of(order)
    )
    lines = OrderLineFormSet(prefix=PREFIX, initial=[*lines_initial(order), {}])
    return _show(request, _Paper(order.customer, form, lines, order))


@dataclass(frozen=True)
class _Paper:
    """The form with its lines: of a new order, or of the one that is changed. `stale`: it was changed meanwhile."""

    customer: Customer
    form: OrderForm
    lines: Any
    order: Order | None = None
    stale: Order | None = None


def _posted(request: Request, customer: Customer, order: Order | None) -> HttpResponse:
    if "add_line" in request.POST:
        form = OrderForm(initial=request.POST.dict(), user=request.user, customer=customer, order=order)
        lines = OrderLineFormSet(prefix=PREFIX, initial=[*posted_lines(request.POST), {}])
        return _show(request, _Paper(customer, form, lines, order))
    form = OrderForm(request.POST, user=request.user, customer=customer, order=order)
    lines = OrderLineFormSet(request.POST, prefix=PREFIX)
    stale = None
    if form.is_valid() & lines.is_valid():
        try:
            return _saved(request, customer, order, form, lines)
        except OrderRefused as refusal:
            add_refusal(form, refusal)
        except StaleOrder as error:
            stale = error.current
            form.add_error(
                None,
                _("Somebody changed the order meanwhile. Nothing was saved; what you typed stands below."),
            )
    status = 409 if stale else 422
    return _show(request, _Paper(customer, form, lines, order, stale), status=status)  # type: ignore[arg-type]  # it is an Order


def _saved(
    request: Request, customer: Customer, order: Order | None, form: OrderForm, lines: Any
) -> HttpResponse:
    at, values, rows = timezone.now(), form.values(), lines_of(lines)
    if order is not None:
        version = form.cleaned_data["version"] or 0
        order = change_order(
            actor=request.user, order=order, values=values, lines=rows, version=version, at=at
        )
        messages.success(request, _("Saved"))
        return to_order(request, order)
    try:
        made = create_order(
            actor=request.user, customer=customer, values=values, lines=rows, at=at, form_token=form.cleaned_data["form_token"]
        )  # fmt: skip
    except AlreadySubmitted as first:
        return go_to(request, first.url or reverse("orders:list"))
    messages.success(request, _("Written down as a draft. Confirm it once the buyer has ordered."))
    return to_order(request, made)


def _show(request: Request, paper: _Paper, status: int = 200) -> HttpResponse:
    here = reverse("orders:edit", args=[paper.order.pk]) if paper.order else reverse("orders:new")
    context = {"paper": paper, "here": here}
    return render(request, "orders/edit.html", context, status=status)


@allow(Can.WORK_WITH_CUSTOMERS, "POST")
def order_discard(request: Request, pk: int) -> HttpResponse:
    """Throw a draft away."""
    order = get_order(request, pk)
    require(request.user, can_discard, order)
    discard_order(actor=request.user, order=order, at=timezone.now())
    messages.success(request, _("Draft %(number)s thrown away") % {"number": order.number})
    return go_to(request, reverse("orders:list"))


@allow(Can.WORK_WITH_CUSTOMERS, "POST")
def order_win(request: Request, pk: int) -> HttpResponse:
    """Close the inquiry behind a confirmed order as won."""
    order = get_own_order(request, pk)
    inquiry = order.inquiry
    if inquiry is None or order.state in (OrderState.DRAFT, OrderState.CANCELLED):
        messages.error(request, _("There is no inquiry to close as won."))
        return to_order(request, order)
    require(request.user, can_act, inquiry)
    try:
        close_inquiry(
            actor=request.user, inquiry=inquiry, state=State.WON, at=timezone.now(), note=order.number
        )
        messages.success(request, _("Inquiry %(number)s closed as won") % {"number": inquiry.number})
    except StepRefused:
        messages.error(
            request,
            _(
                "The inquiry cannot be closed as won now: answer the buyer first, or look whether it is closed already."
            ),
        )
    return redirect(order)
