"""Products: what a buyer is told of them, what is on paper about them, and what they cost us (S26-S28, S31)."""

from decimal import Decimal
from typing import Any, Self

from django.conf import settings
from django.core.validators import MaxValueValidator, MinValueValidator, RegexValidator
from django.db import models
from django.db.models import F, Q
from django.db.models.functions import Upper
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from accounts.models import User
from catalogue.domain.packing import Carton, Loading, loading_of
from catalogue.models.category import Attribute, CatalogueQuerySet, Category
from core.capabilities import Can
from core.labels import Labelled
from core.models import StoredFile
from core.ui.addresses import address_of_each
from core.ui.formats import is_chinese

USER = settings.AUTH_USER_MODEL
CM: dict[str, Any] = {
    "max_digits": 6, "decimal_places": 1, "null": True, "blank": True,
    "validators": (MinValueValidator(Decimal("0.1")), MaxValueValidator(Decimal(500))),
}  # fmt: skip
KG: dict[str, Any] = {
    "max_digits": 8, "decimal_places": 3, "null": True, "blank": True,
    "validators": (MinValueValidator(Decimal("0.001")), MaxValueValidator(Decimal(5000))),
}  # fmt: skip


class Unit(models.TextChoices):
    """What is counted, priced and ordered."""

    PIECE = "pc", pgettext_lazy("unit", "pc")
    SET = "set", pgettext_lazy("unit", "set")
    PAIR = "pair", pgettext_lazy("unit", "pair")
    DOZEN = "dozen", pgettext_lazy("unit", "dozen")
    BOX = "box", pgettext_lazy("unit", "box")
    ROLL = "roll", pgettext_lazy("unit", "roll")
    METRE = "m", pgettext_lazy("unit", "m")
    KILOGRAM = "kg", pgettext_lazy("unit", "kg")


class PhotoStatus(models.TextChoices):
    """How good the pictures are (S27)."""

    NONE = "", _("No pictures yet")
    SCANNED = "scanned", _("Scanned")
    PROFESSIONAL = "professional", _("Professional")
    RESHOOT = "reshoot", _("To be taken again")


class ProductQuerySet(CatalogueQuerySet["Product"]):
    """Products."""

    def offered(self) -> Self:
        """Without the withdrawn ones."""
        return self.filter(withdrawn_at=None)


class Product(Labelled, models.Model):
    """A product under its model number (S26); what it costs us stands apart, in `ProductCost`.

    `difference` is what sets it apart from competitors, for our own replies (S184); that and `note` no buyer ever sees. One
    of the two names may be missing where a price list has but one: then the other is shown, and the record is incomplete. `reviewed_at`: when somebody last said
    that all of it is right (S31). `name_sort` and `search_text` are kept by the service that writes the names; `version`
    rises with each edit, so that a stale form is noticed.
    """

    model_number = models.CharField(_("Model number"), max_length=40)
    name_en = models.CharField(_("Name in English"), max_length=160)
    name_zh = models.CharField(_("Name in Chinese"), max_length=80)
    category = models.ForeignKey(
        Category, on_delete=models.PROTECT, related_name="products", verbose_name=_("Category")
    )
    specification_en = models.CharField(_("Specification in English"), max_length=300, blank=True)
    specification_zh = models.CharField(_("Specification in Chinese"), max_length=300, blank=True)
    moq = models.PositiveIntegerField(
        _("Smallest order (MOQ)"), null=True, blank=True, validators=(MinValueValidator(1), MaxValueValidator(100_000_000))
    )  # fmt: skip
    unit = models.CharField(_("Unit"), max_length=8, choices=Unit, default=Unit.PIECE)
    keywords = models.CharField(
        _("Keywords"), max_length=300, blank=True, help_text=_("What buyers and colleagues also call it")
    )
    responsible = models.ForeignKey(
        USER, on_delete=models.PROTECT, null=True, blank=True, related_name="+", verbose_name=_("Who knows it best")
    )  # fmt: skip
    selling_points_en = models.TextField(_("Selling points in English"), blank=True)
    selling_points_zh = models.TextField(_("Selling points in Chinese"), blank=True)
    difference = models.TextField(_("Difference to competitors"), blank=True)
    note = models.TextField(_("Note for ourselves"), blank=True)
    hs_code = models.CharField(
        _("HS code"), max_length=12, blank=True,
        validators=(RegexValidator(r"\A\d{4}\.?\d{2}(\.?\d{2}){0,2}\Z", _("Six to ten digits, such as 8204.20")),),
    )  # fmt: skip
    packing_en = models.CharField(_("Packing in English"), max_length=120, blank=True)
    packing_zh = models.CharField(_("Packing in Chinese"), max_length=120, blank=True)
    pieces_per_carton = models.PositiveIntegerField(
        _("Pieces per carton"), null=True, blank=True, validators=(MinValueValidator(1), MaxValueValidator(100_000))
    )  # fmt: skip
    carton_length_cm = models.DecimalField(_("Carton length (cm)"), **CM)
    carton_width_cm = models.DecimalField(_("Carton width (cm)"), **CM)
    carton_height_cm = models.DecimalField(_("Carton height (cm)"), **CM)
    gross_kg = models.DecimalField(_("Gross weight (kg)"), **KG)
    net_kg = models.DecimalField(_("Net weight (kg)"), **KG)
    lead_days = models.PositiveSmallIntegerField(
        _("Lead time (days)"), null=True, blank=True, validators=(MaxValueValidator(730),)
    )
    sample_days = models.PositiveSmallIntegerField(
        _("Sample time (days)"), null=True, blank=True, validators=(MaxValueValidator(365),)
    )
    warranty_months = models.PositiveSmallIntegerField(
        _("Warranty (months)"), null=True, blank=True, validators=(MaxValueValidator(240),)
    )
    photo_status = models.CharField(
        _("Pictures are"), max_length=12, choices=PhotoStatus, blank=True, default=PhotoStatus.NONE
    )
    needs_no_certificate = models.BooleanField(_("Needs no certificate"), default=False)
    is_new = models.BooleanField(pgettext_lazy("product", "New"), default=False)
    withdrawn_at = models.DateTimeField(null=True, blank=True)
    reviewed_at = models.DateTimeField()
    reviewed_by = models.ForeignKey(USER, on_delete=models.PROTECT, related_name="+")

    name_sort = models.CharField(max_length=220, blank=True, editable=False)
    search_text = models.TextField(blank=True, editable=False)
    version = models.PositiveIntegerField(default=1)
    created_at = models.DateTimeField()
    created_by = models.ForeignKey(USER, on_delete=models.PROTECT, related_name="+")

    objects = ProductQuerySet.as_manager()

    class Meta:
        constraints = (
            models.UniqueConstraint(Upper("model_number"), name="product_model_once"),
            models.CheckConstraint(
                condition=Q(gross_kg=None) | Q(net_kg=None) | Q(net_kg__lte=F("gross_kg")), name="product_net_within_gross"
            ),
        )  # fmt: skip
        indexes = (
            models.Index(fields=("name_sort", "id"), name="product_name"),
            models.Index(fields=("category", "name_sort", "id"), name="product_category_name"),
            models.Index(fields=("reviewed_at", "id"), name="product_reviewed"),
        )

    def __str__(self) -> str:
        return f"{self.model_number} {self.name}"

    def get_absolute_url(self) -> str:
        return address_of_each("catalogue:product")(self.pk)

    @property
    def name(self) -> str:
        """The name in the reader's language, else in the other one."""
        return (self.name_zh or self.name_en) if is_chinese() else (self.name_en or self.name_zh)

    @property
    def carton(self) -> Carton | None:
        """Its export carton; None while a measure is missing."""
        sides = self.carton_length_cm, self.carton_width_cm, self.carton_height_cm
        if self.pieces_per_carton is None or any(side is None for side in sides):
            return None
        length, width, height = (Decimal(side) for side in sides if side is not None)
        return Carton(self.pieces_per_carton, length, width, height, self.gross_kg)

    @property
    def loading(self) -> Loading | None:
        """Cubic metres of a carton, and how many pieces go into each container."""
        carton = self.carton
        return loading_of(carton) if carton else None


class ProductCostQuerySet(models.QuerySet["ProductCost"]):
    """Cost and floor price are for managers and the boss."""

    def visible_to(self, user: Any) -> Self:
        return self.all() if isinstance(user, User) and user.can(Can.SEE_FLOOR_PRICES) else self.none()


class ProductCost(models.Model):
    """What a product costs us, and below which price nobody sells it without asking (rules.md §9, permissions.md).

    A row of its own, so that no page of the product can show it by accident. Whether a price is below the floor is told
    to everybody who quotes (`catalogue.selectors.prices.below_floor`), the floor itself is not.
    """

    product = models.OneToOneField(Product, on_delete=models.CASCADE, related_name="costing")
    currency = models.CharField(_("Currency"), max_length=3, default="USD")
    cost = models.DecimalField(_("Cost"), max_digits=18, decimal_places=4, null=True, blank=True)
    floor_price = models.DecimalField(
        _("Floor price"), max_digits=18, decimal_places=4, null=True, blank=True
    )
    version = models.PositiveIntegerField(default=1)
    changed_at = models.DateTimeField()
    changed_by = models.ForeignKey(USER, on_delete=models.PROTECT, related_name="+")

    objects = ProductCostQuerySet.as_manager()

    class Meta:
        constraints = (
            models.CheckConstraint(condition=Q(cost=None) | Q(cost__gt=0), name="product_cost_positive"),
            models.CheckConstraint(
                condition=Q(floor_price=None) | Q(floor_price__gt=0), name="product_floor_positive"
            ),
        )

    def __str__(self) -> str:
        return str(self.product)


class ProductParameter(models.Model):
    """What a product has of one of its category's technical parameters."""

    product = models.ForeignKey(Product, on_delete=models.CASCADE, related_name="parameters")
    attribute = models.ForeignKey(Attribute, on_delete=models.CASCADE, related_name="+")
    value = models.CharField(max_length=120)

    objects = CatalogueQuerySet["ProductParameter"].as_manager()

    class Meta:
        ordering = ("attribute__position", "attribute__pk")
        constraints = (models.UniqueConstraint(fields=("product", "attribute"), name="parameter_once"),)

    def __str__(self) -> str:
        return self.value


class Certificate(models.Model):
    """A certificate of a product, until when it holds (None: without end), and the paper itself."""

    product = models.ForeignKey(Product, on_delete=models.CASCADE, related_name="certificates")
    name = models.CharField(_("Certificate"), max_length=60, help_text=_("Such as CE, GS or RoHS"))
    number = models.CharField(_("Number"), max_length=60, blank=True)
    expires_on = models.DateField(_("Valid until"), null=True, blank=True)
    file = models.ForeignKey(StoredFile, on_delete=models.PROTECT, null=True, blank=True, related_name="+")

    objects = CatalogueQuerySet["Certificate"].as_manager()

    class Meta:
        ordering = ("name", "pk")
        constraints = (
            models.UniqueConstraint(fields=("product", "name", "number"), name="certificate_once"),
        )

    def __str__(self) -> str:
        return f"{self.name} {self.number}".strip()


class ProductPicture(models.Model):
    """A picture, written anew by us from what was uploaded, with a small one for lists; the first stands for the product."""

    product = models.ForeignKey(Product, on_delete=models.CASCADE, related_name="pictures")
    file = models.OneToOneField(StoredFile, on_delete=models.PROTECT, related_name="+")
    thumbnail = models.OneToOneField(StoredFile, on_delete=models.PROTECT, related_name="+")
    width = models.PositiveIntegerField()
    height = models.PositiveIntegerField()
    position = models.PositiveSmallIntegerField(default=0)

    objects = CatalogueQuerySet["ProductPicture"].as_manager()

    class Meta:
        ordering = ("position", "pk")

    def __str__(self) -> str:
        return f"picture {self.pk}"


class ProductDocument(models.Model):
    """A paper about a product: drawing, test report, manual."""

    product = models.ForeignKey(Product, on_delete=models.CASCADE, related_name="documents")
    title = models.CharField(_("Title"), max_length=120)
    file = models.OneToOneField(StoredFile, on_delete=models.PROTECT, related_name="+")

    objects = CatalogueQuerySet["ProductDocument"].as_manager()

    class Meta:
        ordering = ("title", "pk")

    def __str__(self) -> str:
        return self.title


class SampleStock(models.Model):
    """The physical samples of a product that are ready to be sent (S28). `low_limit` None: nobody has set one."""

    product = models.OneToOneField(Product, on_delete=models.CASCADE, related_name="stock")
    quantity = models.PositiveIntegerField(_("Samples ready"), default=0)
    is_approved = models.BooleanField(_("Quality is approved"), default=False)
    location = models.CharField(_("Where they are"), max_length=80, blank=True)
    low_limit = models.PositiveIntegerField(_("Low below"), null=True, blank=True)
    version = models.PositiveIntegerField(default=1)
    changed_at = models.DateTimeField()
    changed_by = models.ForeignKey(USER, on_delete=models.PROTECT, related_name="+")

    objects = CatalogueQuerySet["SampleStock"].as_manager()

    def __str__(self) -> str:
        return f"{self.product_id}: {self.quantity}"

    @property
    def is_low(self) -> bool:
        """Whether fewer are left than the limit."""
        return self.low_limit is not None and self.quantity < self.low_limit
