"""The sentences of an order: what is to be done next, what the letter of credit asks, how it is paid."""

from collections.abc import Mapping
from datetime import date
from decimal import Decimal
from typing import Any

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from core.ui.formats import money, short_day
from customers.models import Stage
from sales.domain import orders as rules
from sales.models import BalanceDue, Order, OrderKind, OrderStep

STEP_VERBS: dict[str, Any] = {
    rules.CONFIRMED: gettext_lazy("Confirm the order"),
    rules.IN_PRODUCTION: gettext_lazy("Into production"),
    rules.READY: gettext_lazy("Goods are ready"),
    rules.SHIPPED: gettext_lazy("Shipped with documents"),
    rules.COMPLETED: gettext_lazy("Complete the order"),
}
PART_WORDS: dict[str, Any] = {rules.DEPOSIT: gettext_lazy("Deposit"), rules.BALANCE: gettext_lazy("Balance")}


def next_words(record: Any, today: date) -> list[str]:
    """Return what is to be done now, the most urgent first; nothing for an order that is over."""
    order: Order = record.order
    if order.state == rules.DRAFT:
        return [_("Confirm it once the buyer has ordered: signed the contract, sent the order, or paid.")]
    if not order.is_running:
        return []
    said = [_word_part(part, order, today) for part in record.parts if part.is_open and part.due.due_on]
    late = [row for row in record.steps if row.state == "late"]
    said += [
        _("%(step)s was planned for %(day)s.") % {"step": row.label, "day": short_day(row.planned_on)}
        for row in late
    ]
    return said or [_("Next: %(step)s") % {"step": OrderStep(rules.next_steps(order.state)[0]).label}]


def _word_part(part: rules.Settled, order: Order, today: date) -> str:
    values = {
        "what": PART_WORDS[part.due.what], "amount": money(part.missing, order.currency), "day": short_day(part.due.due_on),
    }  # fmt: skip
    if part.due.due_on is not None and part.due.due_on < today:
        return _("%(what)s %(amount)s was due %(day)s.") % values
    return _("%(what)s %(amount)s is due %(day)s.") % values


def warning_words(warning: rules.CreditWarning) -> tuple[str, bool]:
    """Return a letter of credit's warning in words, and whether it is late."""
    day = short_day(warning.on)
    words = {
        rules.CreditWord.NO_EXPIRY: _("Letter of credit: write down when it expires."),
        rules.CreditWord.PLANNED_TOO_LATE: _("The shipment is planned after the last day of the letter of credit, %(day)s: have it amended."),
        rules.CreditWord.SHIP_BY_PASSED: _("The letter of credit asked for shipment until %(day)s: have it amended before the goods leave."),
        rules.CreditWord.SHIPPED_TOO_LATE: _("Shipped after the letter of credit's last day, %(day)s: the bank may refuse."),
        rules.CreditWord.EXPIRED: _("The letter of credit expired %(day)s."),
        rules.CreditWord.PRESENT_BY: _("Documents to the bank until %(day)s (21 days after shipment, and before the credit expires)."),
        rules.CreditWord.PRESENT_PASSED: _("Documents should have been at the bank %(day)s."),
    }[warning.word]  # fmt: skip
    return words % {"day": day}, warning.is_late


def terms_words(order: Order) -> str:
    """Return how the price is paid, in the active language."""
    if order.payment_note:
        return order.payment_note
    percent = f"{order.deposit_percent.normalize():f}" if order.deposit_percent else ""
    rest = {
        BalanceDue.BEFORE: _("balance before shipment"),
        BalanceDue.COPY: _("balance against copy of B/L"),
        BalanceDue.AFTER: _("balance %(days)s days after B/L") % {"days": order.balance_days},
        BalanceDue.CREDIT: _("balance by letter of credit"),
    }[BalanceDue(order.balance_due)]
    return _("%(percent)s%% deposit, %(rest)s") % {"percent": percent, "rest": rest} if percent else rest


def due_row(order: Any) -> tuple[date, str]:
    """Return the day and the words of what an order on Today wants first: money, the bank, or a step."""
    money_on = order.money_due_on if order.outstanding else None
    wanted = ((money_on, "money"), (order.credit_due_on, "credit"), (order.next_on, "step"))
    day, what = min((day, what) for day, what in wanted if day is not None)
    if what == "money":
        return day, _("%(amount)s to come in") % {"amount": money(_missing_now(order), order.currency)}
    if what == "credit":
        is_gone = order.state == rules.SHIPPED
        return day, _("Documents to the bank") if is_gone else _("Last day of the letter of credit")
    return day, str(OrderStep(order.next_step).label)


def _missing_now(order: Order) -> Decimal:
    """What is missing of the part that is due: of the deposit first, then of the balance."""
    parts = rules.settle(rules.dues_of(order.total, order.payment_terms(), {}, None), order.received)
    return next(part.missing for part in parts if part.is_open)


EVENTS: dict[str, Any] = {
    "confirmed": gettext_lazy("%(kind)s %(number)s confirmed: %(amount)s"),
    "changed": gettext_lazy("Order %(number)s changed: %(amount)s"),
    "cancelled": gettext_lazy("Order %(number)s cancelled"),
    "in_production": gettext_lazy("Order %(number)s in production"),
    "ready": gettext_lazy("Order %(number)s ready"),
    "shipped": gettext_lazy("Order %(number)s shipped"),
    "completed": gettext_lazy("Order %(number)s completed"),
    "taken_back": gettext_lazy("Order %(number)s: a step taken back"),
    "paid": gettext_lazy("Payment for order %(number)s: %(amount)s"),
    "refunded": gettext_lazy("Paid back for order %(number)s: %(amount)s"),
    "voided": gettext_lazy("Payment for order %(number)s struck out: %(amount)s"),
    "complaint": gettext_lazy("Complaint"),
    "complaint_closed": gettext_lazy("Complaint closed"),
    "complaint_reopened": gettext_lazy("Complaint opened again"),
}


STAGES = {OrderKind.TRIAL: Stage.TRIAL_ORDER, OrderKind.REPEAT: Stage.REPEAT}


def stage_after(order: Order) -> Stage | None:
    """Return the stage that a confirmed order suggests for its customer; None where it is there, or further (S42)."""
    stage = STAGES.get(OrderKind(order.kind)) if order.state in rules.STEPS else None
    return None if stage is None or order.customer.stage in {stage, Stage.REPEAT} else stage


def event_words(values: Mapping[str, Any]) -> str:
    """Return the head line of an order's event in a customer's history."""
    amount = values.get("amount") or values.get("total")
    told = {
        "number": values.get("number", ""), "kind": OrderKind(values["kind"]).label if values.get("kind") else "",
        "amount": money(Decimal(amount), values.get("currency", "")) if amount else "",
    }  # fmt: skip
    return str(EVENTS.get(values.get("event", ""), "")) % told
