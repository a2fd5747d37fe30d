"""Requests to other departments: who is asked, until when, and what they answer (S13)."""

from typing import Any, Self

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from accounts.models import User
from accounts.scoping import ScopedQuerySet
from core.labels import Labelled
from core.ui.addresses import address_of_each
from customers.models import Customer
from inquiries.models import Inquiry
from sales.domain import requests as rules

USER = settings.AUTH_USER_MODEL


class RequestKind(models.TextChoices):
    """What is asked of another department."""

    COST = "cost", _("Cost")
    TECHNICAL = "technical", _("Technical question")
    DELIVERY = "delivery", _("Delivery date")
    DESIGN = "design", _("Design, packing")
    OTHER = "other", _("Other")


class RequestState(models.TextChoices):
    """Whose turn it is; `sales.domain.requests` holds the allowed steps."""

    OPEN = rules.State.OPEN, _("Not answered")
    ANSWERED = rules.State.ANSWERED, _("Answered")
    CLOSED = rules.State.CLOSED, _("Closed")


class RequestQuerySet(ScopedQuerySet["DepartmentRequest"]):
    """Requests, with the author as their owner."""

    owner_path = "author"

    def visible_to(self, user: Any) -> Self:
        """One's own, those that are addressed to one, those of the people one leads; all for the boss.

        Standing in for the author opens none, as with help requests.
        """
        if not isinstance(user, User) or user.is_frozen or not user.is_active:
            return self.none()
        if user.is_boss:
            return self.all()
        seen = Q(author=user) | Q(to=user)
        return self.filter(seen | Q(author__team__manager=user) if user.is_manager else seen)

    def open(self) -> Self:
        return self.filter(state=RequestState.OPEN)

    def unclosed(self) -> Self:
        return self.exclude(state=RequestState.CLOSED)


class DepartmentRequest(Labelled, models.Model):
    """What a colleague of another department is asked. They read `words`, `text` and the thread: no buyer stands in them.

    `customer` and `inquiry` say what it is for, and are shown to who sees them anyway.
    """

    number = models.CharField(max_length=30, unique=True)
    kind = models.CharField(_("About"), max_length=20, choices=RequestKind, default=RequestKind.COST)
    author = models.ForeignKey(USER, on_delete=models.PROTECT, related_name="+")
    to = models.ForeignKey(USER, on_delete=models.PROTECT, related_name="+")
    words = models.CharField(_("Product"), max_length=120, blank=True)
    text = models.TextField(_("What do you ask"))
    due_on = models.DateField(_("Answer until"))
    customer = models.ForeignKey(Customer, on_delete=models.PROTECT, null=True, blank=True, related_name="+")
    inquiry = models.ForeignKey(Inquiry, on_delete=models.SET_NULL, null=True, blank=True, related_name="+")
    state = models.CharField(max_length=10, choices=RequestState, default=RequestState.OPEN)
    asked_at = models.DateTimeField()
    answered_at = models.DateTimeField(null=True, blank=True)
    closed_at = models.DateTimeField(null=True, blank=True)

    objects = RequestQuerySet.as_manager()

    class Meta:
        ordering = ("due_on", "id")
        indexes = (
            models.Index(fields=("to", "state", "due_on"), name="request_to"),
            models.Index(fields=("author", "state", "due_on"), name="request_author"),
        )

    def __str__(self) -> str:
        return self.number

    def get_absolute_url(self) -> str:
        return address_of_each("samples:request")(self.pk)


class RequestMessage(models.Model):
    """A message of the thread: the author's, or the department's answer."""

    request = models.ForeignKey(DepartmentRequest, on_delete=models.CASCADE, related_name="messages")
    text = models.TextField()
    by = models.ForeignKey(USER, on_delete=models.PROTECT, related_name="+")
    at = models.DateTimeField()
    is_answer = models.BooleanField(default=False)

    class Meta:
        ordering = ("at", "id")

    def __str__(self) -> str:
        return f"{self.request} {self.at:%Y-%m-%d}"
