"""The e-catalogue as a PDF, of the same object as the buyer's page (S29)."""

from django.utils.translation import gettext as _

from catalogue.selectors.esamples import Shown
from core.printing.pages import make_pdf
from core.ui.formats import is_chinese

PICTURES_EACH = 2


def print_esample(shown: Shown) -> bytes:
    """Return the PDF of what a buyer is shown. Raises core.printing.PrintingFailed."""
    pictures: dict[str, bytes] = {}
    products = []
    for row in shown.products:
        names = []
        for picture in row.pictures[:PICTURES_EACH]:
            name = f"picture-{picture.pk}.jpg"
            with picture.file.file.open("rb") as content:
                pictures[name] = content.read()
            names.append(name)
        products.append(
            {
                "model": row.product.model_number, "name": row.name, "specification": row.specification,
                "points": row.points, "facts": [list(fact) for fact in row.facts], "pictures": names,
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
        "new": _("New"),
        "products": products,
    }
    return make_pdf("esample", data, pictures)
