"""Orders: what a buyer ordered, on which terms, how far it is and what was paid (rules.md §8, issue 5)."""

from datetime import date
from decimal import Decimal
from typing import Any, Self

from django.conf import settings
from django.db import models
from django.db.models import Case, Exists, F, OuterRef, Q, Value, When
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from accounts.scoping import ScopedQuerySet
from catalogue.models import Product
from core.labels import Labelled
from core.ui.addresses import address_of_each
from customers.models import Contact, Customer
from inquiries.models import Inquiry
from sales.domain import orders as rules
from sales.models.quotes import INCOTERM_CHOICES, QuoteVersion

USER = settings.AUTH_USER_MODEL
MONEY: dict[str, Any] = {"max_digits": 18, "decimal_places": 4}


class OrderKind(models.TextChoices):
    """Marked by a person (sample) or derived: the first with goods, every later one (S95)."""

    SAMPLE = rules.SAMPLE, _("Sample order")
    TRIAL = rules.TRIAL, _("Trial order")
    REPEAT = rules.REPEAT, _("Repeat order")


class OrderState(models.TextChoices):
    """How far it is; `sales.domain.orders` holds the steps."""

    DRAFT = rules.DRAFT, pgettext_lazy("order", "Draft")
    CONFIRMED = rules.CONFIRMED, pgettext_lazy("order", "Confirmed")
    IN_PRODUCTION = rules.IN_PRODUCTION, _("In production")
    READY = rules.READY, pgettext_lazy("order", "Ready")
    SHIPPED = rules.SHIPPED, _("Shipped")
    COMPLETED = rules.COMPLETED, pgettext_lazy("order", "Completed")
    CANCELLED = rules.CANCELLED, pgettext_lazy("order", "Cancelled")


class OrderStep(models.TextChoices):
    """The milestones of an order."""

    CONFIRMED = rules.CONFIRMED, pgettext_lazy("order", "Confirmed")
    IN_PRODUCTION = rules.IN_PRODUCTION, _("In production")
    READY = rules.READY, pgettext_lazy("order", "Ready")
    SHIPPED = rules.SHIPPED, _("Shipped")
    COMPLETED = rules.COMPLETED, pgettext_lazy("order", "Completed")


class BalanceDue(models.TextChoices):
    """When the rest is due."""

    BEFORE = rules.BalanceTerms.BEFORE.value, _("Before shipment")
    COPY = rules.BalanceTerms.COPY.value, _("Against copy of B/L")
    AFTER = rules.BalanceTerms.AFTER.value, _("Days after B/L")
    CREDIT = rules.BalanceTerms.CREDIT.value, _("By letter of credit")


class OrderQuerySet(ScopedQuerySet["Order"]):
    """Orders belong to whom their customer belongs: they go with it."""

    owner_path = "customer__owner"
    customer_path = "customer"

    def running(self) -> Self:
        """Confirmed and not finished."""
        return self.filter(state__in=rules.RUNNING)

    def counting(self) -> Self:
        """Confirmed, finished or not: what was really ordered."""
        return self.filter(state__in=rules.STEPS)

    def trials_first(self) -> Self:
        """Running trial orders on top whatever their amount (S92), then the newest."""
        pinned = Case(When(kind=OrderKind.TRIAL, state__in=rules.RUNNING, then=Value(0)), default=Value(1))
        return self.order_by(pinned, "-ordered_on", "-pk")

    def unpaid(self) -> Self:
        """Of which something is still to come in."""
        return self.filter(received__lt=F("total"))

    def due_by(self, day: date) -> Self:
        """Running ones of which a planned step, the money, or a letter of credit wants something until `day`."""
        planned = OrderMilestone.objects.filter(order=OuterRef("pk"), reached_on=None, planned_on__lte=day)
        return self.running().filter(
            Exists(planned) | Q(money_due_on__lte=day, received__lt=F("total")) | Q(credit_due_on__lte=day)
        )


class Order(Labelled, models.Model):
    """An order of a buyer. Its owner is the customer's; what it adds to whose result says its split.

    `kind`, `total`, `received`, `money_due_on` (the earliest unpaid part) and `credit_due_on` (the next day that the letter
    of credit sets) are kept by the services. Amounts are in `currency`. `ordered_on` is the buyer's day, `version` rises
    with each change of the contract. Only drafts are ever deleted.
    """

    number = models.CharField(max_length=30, unique=True)
    customer = models.ForeignKey(Customer, on_delete=models.PROTECT, related_name="orders")
    contact = models.ForeignKey(
        Contact,
        on_delete=models.SET_NULL,
        null=True,
        blank=True,
        related_name="+",
        verbose_name=_("Contact person"),
    )
    inquiry = models.ForeignKey(
        Inquiry,
        on_delete=models.PROTECT,
        null=True,
        blank=True,
        related_name="orders",
        verbose_name=_("From inquiry"),
    )
    quote_version = models.ForeignKey(
        QuoteVersion,
        on_delete=models.PROTECT,
        null=True,
        blank=True,
        related_name="orders",
        verbose_name=_("From quote"),
    )
    is_sample = models.BooleanField(
        _("Sample order"), default=False, help_text=_("Trial and repeat orders are told apart by themselves.")
    )
    kind = models.CharField(_("Kind"), max_length=10, choices=OrderKind)
    state = models.CharField(_("State"), max_length=16, choices=OrderState, default=OrderState.DRAFT)
    ordered_on = models.DateField(_("Ordered on"))
    buyer_reference = models.CharField(_("Buyer's order number"), max_length=60, blank=True)
    currency = models.CharField(_("Currency"), max_length=3)
    incoterm = models.CharField(_("Incoterm"), max_length=3, choices=INCOTERM_CHOICES, blank=True)
    named_place = models.CharField(_("Named place"), max_length=80, blank=True)
    loading_port = models.CharField(_("Port of loading"), max_length=80, blank=True)
    destination = models.CharField(_("Destination"), max_length=80, blank=True)
    deposit_percent = models.DecimalField(
        _("Deposit %"), max_digits=5, decimal_places=2, null=True, blank=True
    )
    balance_due = models.CharField(_("Balance"), max_length=10, choices=BalanceDue, default=BalanceDue.COPY)
    balance_days = models.PositiveSmallIntegerField(_("Days after B/L"), default=0)
    payment_note = models.CharField(_("Payment terms in words"), max_length=200, blank=True)
    credit_number = models.CharField(_("L/C number"), max_length=60, blank=True)
    credit_expires_on = models.DateField(_("L/C expires on"), null=True, blank=True)
    credit_ship_by = models.DateField(_("Latest shipment"), null=True, blank=True)
    bl_number = models.CharField(_("B/L number"), max_length=60, blank=True)
    bl_on = models.DateField(_("B/L date"), null=True, blank=True)
    marks = models.TextField(_("Shipping marks"), blank=True)
    terms = models.TextField(_("Further terms"), blank=True, help_text=_("Stand on the contract."))
    note = models.TextField(_("Note"), blank=True, help_text=_("For us; on no document."))
    total = models.DecimalField(**MONEY, default=Decimal(0))
    received = models.DecimalField(**MONEY, default=Decimal(0))
    money_due_on = models.DateField(null=True, blank=True)
    credit_due_on = models.DateField(null=True, blank=True)
    cancelled_at = models.DateTimeField(null=True, blank=True)
    cancel_reason = models.CharField(_("Reason"), max_length=200, blank=True)
    version = models.PositiveIntegerField(default=1)
    created_at = models.DateTimeField()
    created_by = models.ForeignKey(USER, on_delete=models.PROTECT, related_name="+")

    objects = OrderQuerySet.as_manager()

    class Meta:
        constraints = (
            models.CheckConstraint(
                condition=Q(deposit_percent=None) | Q(deposit_percent__gte=0, deposit_percent__lte=100),
                name="order_deposit_is_a_share",
            ),
            models.CheckConstraint(condition=Q(total__gte=0), name="order_total_not_negative"),
        )
        indexes = (
            models.Index(fields=("customer", "-ordered_on", "-id"), name="order_of_customer"),
            models.Index(fields=("state", "-ordered_on", "-id"), name="order_state"),
            models.Index(fields=("-ordered_on", "-id"), name="order_newest"),
        )

    def __str__(self) -> str:
        return self.number

    def get_absolute_url(self) -> str:
        return address_of_each("orders:detail")(self.pk)

    @property
    def owner_id(self) -> int | None:
        """The customer's owner: the order is loaded with its customer."""
        return self.customer.owner_id

    @property
    def outstanding(self) -> Decimal:
        """What is still to come in, 0 when nothing is."""
        return max(self.total - self.received, Decimal(0))

    @property
    def is_running(self) -> bool:
        """Confirmed and not finished."""
        return self.state in rules.RUNNING

    @property
    def is_pinned(self) -> bool:
        """A running trial order stays on top, whatever its amount (S92)."""
        return self.kind == OrderKind.TRIAL and self.is_running

    def payment_terms(self) -> rules.Terms:
        """Return how the price is paid, for the rules."""
        return rules.Terms(self.currency, self.deposit_percent, self.balance_due, self.balance_days)

    def letter_of_credit(self) -> rules.Credit | None:
        """Return the letter of credit, None where the balance is paid otherwise."""
        if self.balance_due != BalanceDue.CREDIT:
            return None
        return rules.Credit(self.credit_expires_on, self.credit_ship_by)


class OrderLine(models.Model):
    """A line: words as they stand on paper, with the product behind them if there is one; packing of the whole line."""

    order = models.ForeignKey(Order, on_delete=models.CASCADE, related_name="lines")
    position = models.PositiveSmallIntegerField()
    product = models.ForeignKey(Product, on_delete=models.PROTECT, null=True, blank=True, related_name="+")
    model_number = models.CharField(_("Model number"), max_length=40, blank=True)
    words = models.CharField(_("Goods"), max_length=300)
    quantity = models.DecimalField(_("Quantity"), max_digits=14, decimal_places=2)
    unit = models.CharField(_("Unit"), max_length=20, blank=True)
    price = models.DecimalField(_("Price"), **MONEY)
    cartons = models.PositiveIntegerField(_("Cartons"), null=True, blank=True)
    net_kg = models.DecimalField(_("Net kg"), max_digits=12, decimal_places=2, null=True, blank=True)
    gross_kg = models.DecimalField(_("Gross kg"), max_digits=12, decimal_places=2, null=True, blank=True)
    cbm = models.DecimalField(_("CBM"), max_digits=10, decimal_places=3, null=True, blank=True)

    class Meta:
        ordering = ("position", "id")
        constraints = (
            models.CheckConstraint(condition=Q(quantity__gt=0, price__gte=0), name="order_line_is_sane"),
        )

    def __str__(self) -> str:
        return self.words


class OrderMilestone(Labelled, models.Model):
    """A step of an order with its planned and its actual day; a row for each step that has one of them."""

    order = models.ForeignKey(Order, on_delete=models.CASCADE, related_name="milestones")
    step = models.CharField(max_length=16, choices=OrderStep)
    planned_on = models.DateField(null=True, blank=True)
    reached_on = models.DateField(null=True, blank=True)
    reached_by = models.ForeignKey(USER, on_delete=models.PROTECT, null=True, related_name="+")

    class Meta:
        constraints = (models.UniqueConstraint(fields=("order", "step"), name="order_step_once"),)
        indexes = (
            models.Index(fields=("planned_on",), condition=Q(reached_on=None), name="order_step_planned"),
        )

    def __str__(self) -> str:
        return f"{self.order} {self.step}"


class PaymentMethod(models.TextChoices):
    """How the money came."""

    TT = "tt", _("T/T")
    CREDIT = "lc", _("L/C")
    COLLECTION = "dp", _("D/P")
    WESTERN_UNION = "wu", _("Western Union")
    PLATFORM = "platform", _("Platform")
    OTHER = "other", _("Other")


class OrderPaymentQuerySet(ScopedQuerySet["OrderPayment"]):
    """Payments are as visible as their order."""

    owner_path = "order__customer__owner"
    customer_path = "order__customer"


class OrderPayment(Labelled, models.Model):
    """Money that came in, or went back (`is_refund`). Never deleted: what was entered wrongly is void, with a reason."""

    order = models.ForeignKey(Order, on_delete=models.PROTECT, related_name="payments")
    is_refund = models.BooleanField(_("Paid back to the buyer"), default=False)
    amount = models.DecimalField(_("Amount"), **MONEY)
    paid_on = models.DateField(_("Received on"))
    method = models.CharField(_("By"), max_length=10, choices=PaymentMethod, default=PaymentMethod.TT)
    reference = models.CharField(_("Bank's reference"), max_length=80, blank=True)
    entered_by = models.ForeignKey(USER, on_delete=models.PROTECT, related_name="+")
    entered_at = models.DateTimeField()
    voided_at = models.DateTimeField(null=True, blank=True)
    voided_by = models.ForeignKey(USER, on_delete=models.PROTECT, null=True, related_name="+")
    void_reason = models.CharField(max_length=200, blank=True)

    objects = OrderPaymentQuerySet.as_manager()

    class Meta:
        ordering = ("paid_on", "id")
        constraints = (models.CheckConstraint(condition=Q(amount__gt=0), name="order_payment_is_positive"),)

    def __str__(self) -> str:
        return f"{self.order} {self.paid_on:%Y-%m-%d}"


class OrderShare(models.Model):
    """A person's part of an order's result, in percent; the parts of an order add up to 100."""

    order = models.ForeignKey(Order, on_delete=models.CASCADE, related_name="shares")
    person = models.ForeignKey(USER, on_delete=models.PROTECT, related_name="+")
    percent = models.DecimalField(max_digits=5, decimal_places=2)

    class Meta:
        ordering = ("-percent", "id")
        constraints = (
            models.UniqueConstraint(fields=("order", "person"), name="order_share_once"),
            models.CheckConstraint(
                condition=Q(percent__gt=0, percent__lte=100), name="order_share_is_a_share"
            ),
        )

    def __str__(self) -> str:
        return f"{self.order} {self.percent}"


class OrderReward(models.Model):
    """The reward for an order (S93): what manager or boss say it is; the documents give no amount."""

    order = models.OneToOneField(Order, on_delete=models.PROTECT, related_name="reward")
    words = models.CharField(_("Reward"), max_length=200)
    amount = models.DecimalField(_("Amount"), **MONEY, null=True, blank=True)
    currency = models.CharField(_("Currency"), max_length=3, blank=True)
    by = models.ForeignKey(USER, on_delete=models.PROTECT, related_name="+")
    at = models.DateTimeField()

    class Meta:
        constraints = (
            models.CheckConstraint(
                condition=Q(amount=None) | Q(amount__gt=0), name="order_reward_is_positive"
            ),
        )

    def __str__(self) -> str:
        return f"{self.order} {self.words}"
