"""What colleagues learn of a market: which product suits it, what goes and what comes there, how hot it is (S156, S160, S180)."""

from typing import Any, Self

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from accounts.models import User
from catalogue.models import MarketRegion, Product
from core.capabilities import Can
from core.labels import Labelled

USER = settings.AUTH_USER_MODEL


class MarketQuestion(models.TextChoices):
    """What a note answers: how the buyers of a market buy (S156), and the five questions of its trend (S180)."""

    BUYERS = "buyers", _("How buyers here buy")
    SUITS = "suits", _("Which product suits it")
    COMING = "coming", _("What is coming")
    GOING = "going", _("What is going out")
    RIVALS = "rivals", _("How hard the competition is")
    SUPPLY = "supply", _("Whether too much is on offer")


class MarketNoteQuerySet(models.QuerySet["MarketNote"]):
    """Notes are for everybody who works with customers: what one hears all are to know."""

    def visible_to(self, user: Any) -> Self:
        """All, for who works with customers; none for anybody else."""
        works = isinstance(user, User) and user.can(Can.WORK_WITH_CUSTOMERS)
        return self.all() if works else self.none()

    def standing(self) -> Self:
        """Those that nobody has taken back."""
        return self.filter(withdrawn_at=None)


class MarketNote(Labelled, models.Model):
    """What somebody learned of a market, of one product of ours there if it is named. Never changed; taken back when it is out of date."""

    region = models.ForeignKey(
        MarketRegion, on_delete=models.PROTECT, related_name="notes", verbose_name=_("Market")
    )
    question = models.CharField(_("About"), max_length=10, choices=MarketQuestion)
    product = models.ForeignKey(
        Product, on_delete=models.PROTECT, null=True, blank=True, related_name="market_notes"
    )
    text = models.TextField(_("What you learned"), max_length=2000)
    by = models.ForeignKey(USER, on_delete=models.PROTECT, related_name="+")
    at = models.DateTimeField()
    withdrawn_by = models.ForeignKey(USER, on_delete=models.PROTECT, null=True, related_name="+")
    withdrawn_at = models.DateTimeField(null=True)

    objects = MarketNoteQuerySet.as_manager()

    class Meta:
        ordering = ("-at", "-id")
        indexes = (
            models.Index(fields=("region", "-at"), condition=Q(withdrawn_at=None), name="market_note_region"),
            models.Index(
                fields=("product", "-at"), condition=Q(withdrawn_at=None), name="market_note_product"
            ),
            models.Index(fields=("-at", "-id"), condition=Q(withdrawn_at=None), name="market_note_newest"),
        )

    def __str__(self) -> str:
        return f"{self.region}: {self.get_question_display()}"
