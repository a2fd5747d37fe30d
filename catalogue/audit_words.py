"""How the audit trail words what happens to the catalogue."""

from typing import Any

from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from core.audit_words import Kind, Record, register, register_fields, register_record
from core.domain.currencies import USUAL

register(
    Kind.CATALOGUE,
    {
        "catalogue.product_created": _("Product entered"),
        "catalogue.product_changed": _("Product changed"),
        "catalogue.product_reviewed": _("Product looked through"),
        "catalogue.product_withdrawn": _("Product withdrawn"),
        "catalogue.product_brought_back": _("Product offered again"),
        "catalogue.parameters_changed": _("Technical parameters changed"),
        "catalogue.cost_changed": _("Cost or floor price changed"),
        "catalogue.stock_changed": _("Stock of samples changed"),
        "catalogue.picture_added": _("Picture added"),
        "catalogue.picture_made_first": _("Another first picture"),
        "catalogue.picture_removed": _("Picture taken away"),
        "catalogue.certificate_added": _("Certificate added"),
        "catalogue.certificate_changed": _("Certificate changed"),
        "catalogue.certificate_removed": _("Certificate taken away"),
        "catalogue.document_added": _("Product's paper added"),
        "catalogue.document_removed": _("Product's paper taken away"),
        "catalogue.price_added": _("Price added"),
        "catalogue.price_changed": _("Price changed"),
        "catalogue.price_removed": _("Price taken away"),
        "catalogue.category_saved": _("Category saved"),
        "catalogue.market_saved": _("Market saved"),
        "catalogue.value_line_saved": _("Added value saved"),
        "catalogue.value_line_removed": _("Added value taken away"),
        "catalogue.esample_made": _("E-sample made"),
        "catalogue.esample_renewed": _("E-sample's link renewed"),
        "catalogue.esample_revoked": _("E-sample's link ended"),
    },
)
register(
    Kind.IMPORTS,
    {
        "catalogue.import_started": _("Price list brought"),
        "catalogue.import_goes_on": _("Price list goes on"),
        "catalogue.import_thrown_away": _("Price list thrown away"),
        "catalogue.import_done": _("Price list taken in"),
        "catalogue.import_undone": _("Price list undone"),
        "catalogue.product_imported": _("Product taken in from a price list"),
        "catalogue.import_row_undone": _("Product's part of a price list undone"),
    },
)
register(
    Kind.EXPORTS,
    {
        "catalogue.file_read": _("Product's file downloaded"),
        "catalogue.esample_printed": _("E-catalogue downloaded"),
    },
)


def _page_of_product(row: Any) -> str:
    return str(row.product.get_absolute_url())


register_record("catalogue.product", Record(_("Product"), is_open=True))
register_record(
    "catalogue.productcost",
    Record(pgettext_lazy("of a product", "Cost"), related=("product",), url_of=_page_of_product),
)
register_record("catalogue.category", Record(_("Category"), url_of=lambda _row: ""))
register_record("catalogue.marketregion", Record(_("Market"), url_of=lambda _row: ""))
register_record("catalogue.esample", Record(_("E-sample"), url_of=lambda _row: ""))
register_record("catalogue.productimport", Record(_("Price list"), is_open=True))
register_fields(
    {
        "parameters": _("Technical parameters"),
        "countries": _("Countries"),
        "products": _("Products"),
        "material": _("Material"),
        "certificates": _("Certificates"),
        "pictures": pgettext_lazy("count", "Pictures"),
        **{f"price {code}": _("List price") for code in USUAL},
    }
)
