"""The e-catalogue as a PDF, of the same object as the buyer's page (S29)."""

from django.utils.translation import gettext as _
from django.utils.translation import pgettext

from catalogue.selectors.esamples import Shown
from core.printing.pages import make_pdf
from core.ui.formats import is_chinese

PICTURES_EACH = 2


def print_esample(shown: Shown) -> bytes:
    """Return the PDF of what a buyer is shown. Raises core.printing.PrintingFailed."""
    is_compact = (
        shown.is_long
    )  # one small picture each: 60 products weigh a megabyte, and four or five stand on a page
    pictures: dict[str, bytes] = {}
    products = []
    headings = _headings(shown)
    for row in shown.products:
        names = []
        for picture in row.pictures[: 1 if is_compact else PICTURES_EACH]:
            name = f"picture-{picture.pk}.jpg"
            with (picture.thumbnail if is_compact else picture.file).file.open("rb") as content:
                pictures[name] = content.read()
            names.append(name)
        products.append(
            {
                "model": row.product.model_number, "name": row.name, "specification": row.specification,
                "points": row.points, "facts": [list(fact) for fact in row.facts], "pictures": names,
                "is_new": row.product.is_new, "heading": headings.get(row.product.pk, ""),
            }
        )  # fmt: skip
    data = {
        "lang": "zh" if is_chinese() else "en",
        "company": shown.company,
        "particulars": " · ".join(shown.particulars),
        "strengths": shown.strengths,
        "contact": f"{shown.contact} · {shown.email}",
        "title": _("Product catalogue"),
        "day": shown.day.isoformat(),
        "new": pgettext("product", "New"),
        "is_compact": is_compact,
        "products": products,
    }
    return make_pdf("esample", data, pictures)


def _headings(shown: Shown) -> dict[int, str]:
    """Return the category above the first product of each, where the products stand by category and there are several."""
    first: dict[int, str] = {}
    before = None
    for row in shown.products:
        if row.product.category_id != before:
            first[row.product.pk] = str(row.product.category)
            before = row.product.category_id
    categories = {row.product.category_id for row in shown.products}
    return first if 1 < len(categories) == len(first) else {}
