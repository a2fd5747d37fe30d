"""What is done to an order: steps, plan, payments, cancelling, result and reward. Each form is a dialog, or a page."""

from typing import Any

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import render
from django.utils import timezone
from django.utils.translation import gettext as _

from accounts.access import Request, get_visible_or_404, hide, require
from core.access import allow
from core.capabilities import Can
from core.forms_once import AlreadySubmitted
from sales.domain import orders as rules
from sales.forms.orders import (
    CancelForm,
    PaymentForm,
    PlanForm,
    RewardForm,
    ShareFormSet,
    StepForm,
    VoidForm,
    parts_of,
    sharers_of,
)
from sales.models import Order, OrderPayment
from sales.order_words import STEP_VERBS
from sales.permissions.orders import can_judge_result, can_work_on
from sales.services.order_errors import OrderRefused
from sales.services.order_payments import record_payment, void_payment
from sales.services.order_results import give_reward, split_result
from sales.services.order_steps import plan_steps, reach_step, take_step_back
from sales.services.orders import cancel_order, confirm_order
from sales.views.order_access import add_refusal, get_order, get_own_order, to_order, word_refusal


def _form(
    request: Request, order: Order, form: Any, *, heading: str, button: str, note: str = "", **more: Any
) -> HttpResponse:
    context = {
        "order": order, "form": form, "heading_words": heading, "button": button, "note_words": note, "here": request.path,
        **more,
    }  # fmt: skip
    return render(request, "orders/action.html", context, status=422 if form.errors else 200)


@allow(Can.WORK_WITH_CUSTOMERS, "GET", "POST")
def step(request: Request, pk: int, name: str) -> HttpResponse:
    """Take the order to a step: confirmed, in production, ready, shipped, completed."""
    order = get_own_order(request, pk)
    if name not in rules.STEPS:
        hide(request.user, f"sales.step:{name}")
    form = StepForm(request.POST or None, order=order, step=name)
    if form.is_bound and form.is_valid():
        try:
            _take_step(request, order, name, form)
            return to_order(request, order)
        except OrderRefused as refusal:
            add_refusal(form, refusal)
    return _form(request, order, form, heading=str(STEP_VERBS[name]), button=str(STEP_VERBS[name]))


def _take_step(request: Request, order: Order, name: str, form: StepForm) -> None:
    at, on = timezone.now(), form.cleaned_data["on"]
    if name == rules.CONFIRMED:
        confirm_order(actor=request.user, order=order, on=on, at=at)
        messages.success(request, _("Confirmed"))
        return
    reach_step(
        actor=request.user, order=order, step=name, on=on, at=at, shipping=form.shipping(),
        despite_open_money=form.cleaned_data.get("despite_open_money", False),
    )  # fmt: skip
    messages.success(request, _("Saved"))


@allow(Can.WORK_WITH_CUSTOMERS, "POST")
def step_back(request: Request, pk: int) -> HttpResponse:
    """Take the last step back."""
    order = get_own_order(request, pk)
    try:
        take_step_back(actor=request.user, order=order, at=timezone.now())
        messages.success(request, _("Taken back"))
    except OrderRefused as refusal:
        messages.error(request, word_refusal(refusal))
    return to_order(request, order)


@allow(Can.WORK_WITH_CUSTOMERS, "GET", "POST")
def plan(request: Request, pk: int) -> HttpResponse:
    """Plan the days of the steps still to come."""
    order = get_own_order(request, pk)
    form = PlanForm(request.POST or None, order=order)
    if form.is_bound and form.is_valid():
        try:
            plan_steps(actor=request.user, order=order, planned=form.cleaned_data, at=timezone.now())
            messages.success(request, _("Saved"))
            return to_order(request, order)
        except OrderRefused as refusal:
            add_refusal(form, refusal)
    note = _("What is planned comes up on Today when it is due.")
    return _form(request, order, form, heading=_("Plan the dates"), button=_("Save"), note=note)


@allow(Can.WORK_WITH_CUSTOMERS, "GET", "POST")
def cancel(request: Request, pk: int) -> HttpResponse:
    """Cancel a confirmed order, with the reason."""
    order = get_own_order(request, pk)
    form = CancelForm(request.POST or None)
    if form.is_bound and form.is_valid():
        try:
            cancel_order(
                actor=request.user, order=order, reason=form.cleaned_data["reason"], at=timezone.now()
            )
            messages.success(request, _("Cancelled"))
            return to_order(request, order)
        except OrderRefused as refusal:
            add_refusal(form, refusal)
    note = _("It stays to be seen, with its reason, and counts no more.")
    return _form(
        request,
        order,
        form,
        heading=_("Cancel the order"),
        button=_("Cancel the order"),
        note=note,
        is_late=True,
    )


@allow(Can.WORK_WITH_CUSTOMERS, "GET", "POST")
def payment_add(request: Request, pk: int) -> HttpResponse:
    """Record money that came in, or went back."""
    order = get_own_order(request, pk)
    initial = {"paid_on": timezone.localdate(), "method": "tt"}
    form = PaymentForm(request.POST or None, initial=initial)
    if form.is_bound and form.is_valid():
        try:
            record_payment(
                actor=request.user, order=order, values=form.values(), at=timezone.now(), form_token=form.cleaned_data["form_token"]
            )  # fmt: skip
            messages.success(request, _("Payment recorded"))
            return to_order(request, order)
        except AlreadySubmitted:
            return to_order(request, order)
        except OrderRefused as refusal:
            add_refusal(form, refusal)
    return _form(request, order, form, heading=_("Record a payment"), button=_("Record"), shows_open=True)


@allow(Can.WORK_WITH_CUSTOMERS, "GET", "POST")
def payment_void(request: Request, pk: int) -> HttpResponse:
    """Strike out a payment that was entered wrongly."""
    rows = OrderPayment.objects.select_related("order__customer__owner__team")
    payment = get_visible_or_404(rows, request.user, pk)
    require(request.user, can_work_on, payment.order)
    form = VoidForm(request.POST or None)
    if form.is_bound and form.is_valid():
        try:
            void_payment(
                actor=request.user, payment=payment, reason=form.cleaned_data["reason"], at=timezone.now()
            )
            messages.success(request, _("Struck out"))
            return to_order(request, payment.order)
        except OrderRefused as refusal:
            add_refusal(form, refusal)
    note = _("It stays to be seen, and counts no more.")
    return _form(
        request,
        payment.order,
        form,
        heading=_("Strike out a payment"),
        button=_("Strike out"),
        note=note,
        payment=payment,
        is_late=True,
    )


@allow(Can.WORK_WITH_CUSTOMERS, "GET", "POST")
def split(request: Request, pk: int) -> HttpResponse:
    """Split the result between people: for who leads the owner, and the boss."""
    order = get_order(request, pk)
    require(request.user, can_judge_result, order)
    people = sharers_of(request.user, order)
    known = [{"person": share.person_id, "percent": share.percent} for share in order.shares.all()]
    # What is posted is judged by itself: a row that equals what was shown is a row, too.
    is_posted = request.method == "POST"
    formset = ShareFormSet(
        request.POST if is_posted else None, prefix="shares", initial=None if is_posted else [*known, {}, {}],
        form_kwargs={"people": people},
    )  # fmt: skip
    refused = ""
    if formset.is_bound and formset.is_valid():
        try:
            split_result(actor=request.user, order=order, parts=parts_of(formset), at=timezone.now())
            messages.success(request, _("Saved"))
            return to_order(request, order)
        except OrderRefused as refusal:
            refused = word_refusal(refusal)
    status = 422 if formset.is_bound else 200
    return render(
        request, "orders/split.html", {"order": order, "shares": formset, "refused": refused}, status=status
    )


@allow(Can.WORK_WITH_CUSTOMERS, "GET", "POST")
def reward(request: Request, pk: int) -> HttpResponse:
    """Record the reward for an order: for who leads the owner, and the boss."""
    order = get_order(request, pk)
    require(request.user, can_judge_result, order)
    given = getattr(order, "reward", None)
    initial = (
        {"words": given.words, "amount": given.amount, "currency": given.currency or "CNY"} if given else None
    )
    form = RewardForm(request.POST or None, initial=initial)
    if form.is_bound and form.is_valid():
        data = form.cleaned_data
        try:
            give_reward(
                actor=request.user, order=order, words=data["words"], amount=data["amount"], currency=data["currency"], at=timezone.now()
            )  # fmt: skip
            messages.success(request, _("Recorded; the people of this order are told"))
            return to_order(request, order)
        except OrderRefused as refusal:
            add_refusal(form, refusal)
    note = _("What the company gives for this order. The people of its result are told.")
    return _form(request, order, form, heading=_("Reward"), button=_("Record"), note=note)
