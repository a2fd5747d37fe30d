"""Quotes: a number for a buyer, versions that never change once they were sent, and lines that stand by themselves."""

from datetime import date
from typing import Any, Self

from django.conf import settings
from django.core.validators import MaxValueValidator, MinValueValidator
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from accounts.models import User
from accounts.scoping import ScopedQuerySet
from catalogue.models import Product
from core.capabilities import Can
from core.labels import Labelled
from core.ui.addresses import address_of_each
from customers.models import Channel, Contact, Customer
from inquiries.models import Inquiry, Reply
from sales.domain.quotes import INCOTERMS

USER = settings.AUTH_USER_MODEL
INCOTERM_CHOICES = [(term, term) for term in INCOTERMS]


class QuoteState(models.TextChoices):
    """How far it got (rules.md §9); `sales.domain.quote_states` holds the steps."""

    DRAFT = "draft", pgettext_lazy("quote", "Draft")
    COSTING = "costing", pgettext_lazy("quote", "Being costed")
    CONFIRMED = "confirmed", pgettext_lazy("quote", "Confirmed")
    SENT = "sent", pgettext_lazy("quote", "Sent")
    ACCEPTED = "accepted", pgettext_lazy("quote", "Accepted")
    DECLINED = "declined", pgettext_lazy("quote", "Declined")
    EXPIRED = "expired", pgettext_lazy("quote", "Expired")


class DeclineReason(models.TextChoices):
    """Why the buyer said no."""

    PRICE = "price", _("Price")
    COMPETITOR = "competitor", _("Competitor")
    DELIVERY = "delivery", _("Delivery time")
    QUALITY = "quality", _("Quality or certificate")
    MOQ = "moq", _("Minimum quantity")
    PAYMENT = "payment", _("Payment terms")
    NO_ANSWER = "no_answer", _("Buyer fell silent")
    OTHER = "other", _("Other")


class QuoteQuerySet(ScopedQuerySet["Quote"]):
    """Quotes belong to whom their customer belongs, and are shared with it."""

    owner_path = "owner"
    customer_path = "customer"

    def sent(self) -> Self:
        """Out with the buyer, no answer yet."""
        return self.filter(state=QuoteState.SENT)

    def ending_by(self, day: date) -> Self:
        """Of those the ones that are valid no longer than `day`."""
        return self.sent().filter(current__valid_until__lte=day)


class Quote(Labelled, models.Model):
    """A quote under its number, such as QT-2026-0418-2: the company's second of that day. `owner` is the customer's.

    Numbers have gaps: one that was shown once is never given again, also when its quote was dropped. `current`: the newest version, whose state `state` repeats for lists. `version` rises with each edit, so that a stale
    form is noticed (ux.md 6); it is not the version that the buyer sees.
    """

    number = models.CharField(max_length=30, unique=True)
    customer = models.ForeignKey(Customer, on_delete=models.PROTECT, related_name="quotes")
    contact = models.ForeignKey(Contact, on_delete=models.SET_NULL, null=True, blank=True, related_name="+")
    inquiry = models.ForeignKey(
        Inquiry, on_delete=models.PROTECT, null=True, blank=True, related_name="quotes"
    )
    owner = models.ForeignKey(USER, on_delete=models.PROTECT, null=True, blank=True, related_name="quotes")
    state = models.CharField(max_length=10, choices=QuoteState, default=QuoteState.DRAFT)
    current = models.OneToOneField("QuoteVersion", on_delete=models.SET_NULL, null=True, related_name="+")
    version = models.PositiveIntegerField(default=1)
    created_at = models.DateTimeField()
    created_by = models.ForeignKey(USER, on_delete=models.PROTECT, related_name="+")

    objects = QuoteQuerySet.as_manager()

    class Meta:
        indexes = (
            models.Index(fields=("owner", "state", "-created_at", "-id"), name="quote_owner_state"),
            models.Index(fields=("state", "-created_at", "-id"), name="quote_state"),
            models.Index(fields=("-created_at", "-id"), name="quote_newest"),
            models.Index(fields=("customer", "-created_at"), name="quote_customer"),
        )

    def __str__(self) -> str:
        return self.number

    def get_absolute_url(self) -> str:
        return address_of_each("quotes:detail")(self.pk)


class QuoteVersion(Labelled, models.Model):
    """What a buyer was offered at one time: the head of the paper; `lines` in their order are the rest of it.

    Unchanged from `sent_at` on: the services refuse it, and a trigger of the database (only a person's name in `attention`
    can be erased, and the outcome is written). `total`: the sum of the lines that have a quantity, None without one.
    `approved_*`: who let prices below the floor pass, forgotten with the next change.
    """

    quote = models.ForeignKey(Quote, on_delete=models.CASCADE, related_name="versions")
    number = models.PositiveSmallIntegerField(default=1)
    state = models.CharField(max_length=10, choices=QuoteState, default=QuoteState.DRAFT)
    dated_on = models.DateField()
    valid_until = models.DateField(_("Valid until"), null=True, blank=True)
    buyer = models.CharField(_("To"), max_length=200, blank=True)
    attention = models.CharField(_("Attention"), max_length=120, blank=True)
    language = models.CharField(_("Language"), max_length=10, default="en")
    currency = models.CharField(_("Currency"), max_length=3, default="USD")
    incoterm = models.CharField(_("Incoterm"), max_length=3, choices=INCOTERM_CHOICES, default="FOB")
    place = models.CharField(_("Named place"), max_length=80, blank=True)
    payment = models.CharField(_("Payment"), max_length=200, blank=True)
    lead_days = models.PositiveSmallIntegerField(
        _("Lead time (days)"), null=True, blank=True, validators=(MaxValueValidator(730),)
    )
    notes = models.JSONField(default=list, blank=True)
    remarks = models.TextField(_("Remarks"), blank=True)
    total = models.DecimalField(max_digits=24, decimal_places=4, null=True)
    approved_by = models.ForeignKey(USER, on_delete=models.PROTECT, null=True, related_name="+")
    approved_at = models.DateTimeField(null=True)
    approval_asked_at = models.DateTimeField(null=True)
    confirmed_by = models.ForeignKey(USER, on_delete=models.PROTECT, null=True, related_name="+")
    sent_at = models.DateTimeField(null=True)
    sent_by = models.ForeignKey(USER, on_delete=models.PROTECT, null=True, related_name="+")
    sent_channel = models.CharField(max_length=20, choices=Channel, blank=True)
    reply = models.ForeignKey(Reply, on_delete=models.SET_NULL, null=True, related_name="+")
    answered_at = models.DateTimeField(null=True)
    decline_reason = models.CharField(max_length=12, choices=DeclineReason, blank=True)
    decline_note = models.CharField(max_length=300, blank=True)

    class Meta:
        ordering = ("quote", "number")
        constraints = (
            models.UniqueConstraint(fields=("quote", "number"), name="quote_version_once"),
            models.UniqueConstraint(
                fields=("quote",), condition=Q(sent_at=None), name="quote_one_version_at_work"
            ),
            models.CheckConstraint(
                condition=Q(state__in=("draft", "costing", "confirmed"), sent_at=None)
                | Q(state__in=("sent", "accepted", "declined", "expired"), sent_at__isnull=False),
                name="quote_version_sent_or_not",
            ),
        )
        indexes = (
            models.Index(fields=("sent_at",), name="quote_version_sent", condition=Q(sent_at__isnull=False)),
        )

    def __str__(self) -> str:
        return self.quote.number if self.number == 1 else f"{self.quote.number} V{self.number}"


class QuoteLine(models.Model):
    """A line of a version, complete in itself: a later change of the product changes nothing of it.

    `model`, `words`, `unit`, the packing and `includes` are copies that may be edited; `product` says only where they came
    from (None: a free line). `price` is for one `unit` in the version's currency, None while it is not priced; `quantity`
    None: an offer without an amount. `why`: the price tier's reason as `catalogue` gave it. An order takes over `product`,
    `model`, `words`, `unit`, `quantity`, `price` and the carton.
    """

    version = models.ForeignKey(QuoteVersion, on_delete=models.CASCADE, related_name="lines")
    position = models.PositiveSmallIntegerField()
    product = models.ForeignKey(Product, on_delete=models.PROTECT, null=True, related_name="+")
    model = models.CharField(_("Model"), max_length=40, blank=True)
    words = models.CharField(_("Description"), max_length=300, blank=True)
    unit = models.CharField(_("Unit"), max_length=20, blank=True)
    quantity = models.DecimalField(
        _("Quantity"), max_digits=14, decimal_places=2, null=True, validators=(MinValueValidator(0),)
    )
    price = models.DecimalField(
        _("Price"), max_digits=18, decimal_places=4, null=True, validators=(MinValueValidator(0),)
    )
    moq = models.DecimalField(_("MOQ"), max_digits=14, decimal_places=2, null=True)
    per_carton = models.DecimalField(_("Per carton"), max_digits=10, decimal_places=2, null=True)
    carton_volume = models.DecimalField(_("Carton (m³)"), max_digits=12, decimal_places=6, null=True)
    carton_weight = models.DecimalField(_("Carton (kg)"), max_digits=10, decimal_places=3, null=True)
    includes = models.CharField(_("Includes"), max_length=300, blank=True)
    note = models.CharField(_("Note"), max_length=1, blank=True)
    why = models.JSONField(default=dict, blank=True)

    class Meta:
        ordering = ("version", "position")
        constraints = (
            models.UniqueConstraint(fields=("version", "position"), name="quote_line_place"),
            models.CheckConstraint(
                condition=Q(price=None) | Q(price__gte=0), name="quote_line_price_not_negative"
            ),
            models.CheckConstraint(
                condition=Q(quantity=None) | Q(quantity__gte=0), name="quote_line_quantity_not_negative"
            ),
        )

    def __str__(self) -> str:
        return self.model or self.words


class CostRequestQuerySet(models.QuerySet["CostRequest"]):
    """Requests to production as a department: whoever works there answers, so that none waits for one who is away.

    Where nobody does, who leads answers for the quotes that they see.
    """

    def visible_to(self, user: Any) -> Self:
        if not isinstance(user, User) or not user.can(Can.ANSWER_COSTS):
            return self.none()
        return self.all() if user.is_production else self.filter(quote__in=Quote.objects.visible_to(user))

    def open(self) -> Self:
        """Not answered yet, and still wanted."""
        return self.filter(answered_at=None)


class CostRequest(models.Model):
    """A question to production what something costs (S16). It names no customer: production sees none (S11).

    `quote` is for us; the request's page shows only what stands here. Answered with `cost` for one `unit`, in `currency`.
    """

    quote = models.ForeignKey(Quote, on_delete=models.CASCADE, related_name="cost_requests")
    asked_by = models.ForeignKey(USER, on_delete=models.PROTECT, related_name="+")
    asked_at = models.DateTimeField()
    model = models.CharField(max_length=40, blank=True)
    words = models.CharField(max_length=300, blank=True)
    quantity = models.DecimalField(max_digits=14, decimal_places=2, null=True)
    unit = models.CharField(max_length=20, blank=True)
    packing = models.CharField(max_length=300, blank=True)
    cost = models.DecimalField(
        _("Cost"), max_digits=18, decimal_places=4, null=True, validators=(MinValueValidator(0),)
    )
    currency = models.CharField(_("Currency"), max_length=3, blank=True)
    remark = models.CharField(_("Remark"), max_length=300, blank=True)
    answered_at = models.DateTimeField(null=True)
    answered_by = models.ForeignKey(USER, on_delete=models.PROTECT, null=True, related_name="+")

    objects = CostRequestQuerySet.as_manager()

    class Meta:
        indexes = (models.Index(fields=("answered_at", "-asked_at"), name="cost_request_newest"),)

    def __str__(self) -> str:
        return self.model or self.words
