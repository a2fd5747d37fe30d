"""E-samples: one's own, the one behind a link, and what a buyer is shown of it (S29, S30, S86)."""

from dataclasses import dataclass
from datetime import date, datetime
from decimal import Decimal
from typing import Any

from django.db.models import Count, Prefetch, Q
from django.utils import timezone
from django.utils.translation import get_language, ngettext
from django.utils.translation import gettext as _

from catalogue.domain.packing import Container
from catalogue.models import Certificate, ESample, Product, ProductParameter, ProductPicture
from catalogue.selectors.words import counted
from core.company import CompanyProfile, current_company
from core.secret_links import digest_of
from core.ui.formats import is_chinese

PARTICULARS = ("phone", "fax", "address", "website")
LONG_ABOVE = 24


@dataclass(frozen=True)
class OwnESample:
    """One of one's own links. `is_open`: a buyer can open it now."""

    esample: ESample
    products: int
    is_open: bool


@dataclass(frozen=True)
class ShownProduct:
    """A product as a buyer sees it: no price, no cost, nothing that is for ourselves."""

    product: Product
    name: str
    specification: str
    points: list[str]
    facts: list[tuple[str, str]]
    pictures: list[ProductPicture]


@dataclass(frozen=True)
class Shown:
    """What a buyer sees, in the active language. The page and the PDF are made of this one object."""

    company: str
    particulars: list[str]
    strengths: str
    contact: str
    email: str
    products: list[ShownProduct]
    day: date

    @property
    def is_long(self) -> bool:
        """Whether there are so many products that their pictures are shown small: by mail, and on a telephone."""
        return len(self.products) > LONG_ABOVE


def own_esamples(user: Any, *, at: datetime) -> list[OwnESample]:
    """Return one's own links, the newest first."""
    rows: Any = ESample.objects.visible_to(user).annotate(count=Count("items")).select_related("user")
    return [OwnESample(row, row.count, is_open(row, at)) for row in rows]


def is_open(row: ESample, at: datetime) -> bool:
    """Whether a buyer can open it at `at`; `user` is loaded."""
    return row.revoked_at is None and row.expires_at > at and row.epoch == row.user.session_epoch


def find_esample(secret: str, *, at: datetime) -> ESample | None:
    """Return the e-sample behind a link.

    None when the link was ended or replaced, has expired, or its maker is or was frozen since.
    """
    rows = ESample.objects.open_on(at).select_related("user")
    return rows.filter(digest=digest_of(secret)).first()


def picture_in(esample: ESample, pk: int) -> ProductPicture | None:
    """Return the picture if it is of a product that the e-sample shows."""
    if pk >= 2**63:
        return None
    rows = ProductPicture.objects.filter(
        product__in=esample.items.values("product"), product__withdrawn_at=None
    )
    found: ProductPicture | None = rows.select_related("file", "thumbnail").filter(pk=pk).first()
    return found


def show(esample: ESample, *, at: datetime) -> Shown:
    """Return what a buyer sees now, in the active language; withdrawn products are not there. Seven queries."""
    day = timezone.localdate(at)
    rows: Any = esample.items.filter(product__withdrawn_at=None).select_related("product__category")
    rows = rows.prefetch_related(
        Prefetch(
            "product__pictures",
            ProductPicture.objects.select_related("file", "thumbnail").order_by("position", "pk"),
        ),
        Prefetch("product__parameters", ProductParameter.objects.select_related("attribute")),
        Prefetch(
            "product__certificates",
            Certificate.objects.filter(Q(expires_on=None) | Q(expires_on__gte=day)),
        ),
    )
    company = current_company()
    language = get_language() or "en"
    maker = esample.user
    return Shown(
        company=company.written_in(language, "name") or company.short_name,
        particulars=[text for one in PARTICULARS if (text := _particular(company, one, language))],
        strengths=company.written_in(language, "strengths"),
        contact=maker.short_name,
        email=maker.email,
        products=[_shown(item.product) for item in rows],
        day=day,
    )


def _particular(company: CompanyProfile, name: str, language: str) -> str:
    text = company.written_in(language, name)
    labels = {"phone": _("Telephone"), "fax": _("Fax")}
    return f"{labels[name]} {text}" if text and name in labels else text


def _in_language(chinese: str, english: str) -> str:
    return (chinese or english) if is_chinese() else (english or chinese)


def _shown(product: Product) -> ShownProduct:
    points = _in_language(product.selling_points_zh, product.selling_points_en)
    return ShownProduct(
        product,
        _in_language(product.name_zh, product.name_en),
        _in_language(product.specification_zh, product.specification_en),
        [line.strip(" -•*") for line in points.splitlines() if line.strip(" -•*")],
        [(label, value) for label, value in _facts(product) if value],
        list(product.pictures.all()),
    )


def _facts(product: Product) -> list[tuple[str, str]]:
    facts = [
        (_in_language(one.attribute.name_zh, one.attribute.name_en), f"{one.value} {one.attribute.unit}".strip())
        for one in product.parameters.all()
    ]  # fmt: skip
    facts += [
        (_("MOQ"), counted(product.moq, product.unit) if product.moq else ""),
        (_("Packing"), _in_language(product.packing_zh, product.packing_en)),
        (_("Carton"), carton_words(product)),
        (_("Per container"), container_words(product)),
        (_("Lead time"), _days(product.lead_days)),
        (_("Sample time"), _days(product.sample_days)),
        (_("Warranty"), _months(product.warranty_months)),
        (_("Certificates"), _certificates(product)),
        (_("HS code"), product.hs_code),
    ]
    return facts


def carton_words(product: Product) -> str:
    """Return carton, cubic metres and weights in a line, as far as they are known."""
    loading, carton = product.loading, product.carton
    if loading is None or carton is None:
        return ""
    size = " × ".join(map(plain, (carton.length_cm, carton.width_cm, carton.height_cm))) + " cm"
    parts = [counted(carton.pieces, product.unit), size, f"{loading.cbm} m³"]
    if product.gross_kg is not None:
        parts.append(_("G.W. %(kg)s kg") % {"kg": plain(product.gross_kg)})
    if product.net_kg is not None:
        parts.append(_("N.W. %(kg)s kg") % {"kg": plain(product.net_kg)})
    return " · ".join(parts)


def plain(number: Decimal) -> str:
    """Return a number without the noughts behind its point: 40, 0.5."""
    return f"{number.normalize():f}"


def container_words(product: Product) -> str:
    """Return how many go into each container; "" while the carton is not known."""
    loading = product.loading
    if loading is None:
        return ""
    return " · ".join(
        f"{container_name(box)} {counted(fill.pieces, product.unit)}" for box, fill in loading.fills.items()
    )


def container_name(box: Container) -> str:
    """Return a container as the trade writes it."""
    return {Container.GP20: "20'GP", Container.GP40: "40'", Container.HQ40: "40'HQ"}[box]


def _days(count: int | None) -> str:
    return ngettext("%(count)d day", "%(count)d days", count) % {"count": count} if count else ""


def _months(count: int | None) -> str:
    return ngettext("%(count)d month", "%(count)d months", count) % {"count": count} if count else ""


def _certificates(product: Product) -> str:
    return ", ".join(str(one) for one in product.certificates.all())
