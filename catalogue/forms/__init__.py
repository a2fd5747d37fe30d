"""Forms of the catalogue."""

from catalogue.forms.esamples import ESampleForm
from catalogue.forms.importing import PriceListForm, ReadAgainForm
from catalogue.forms.markets import RegionForm, ValueLineForm
from catalogue.forms.prices import PriceQueryForm, TierForm
from catalogue.forms.products import (
    CategoryForm,
    CertificateForm,
    CostForm,
    DocumentForm,
    ParametersForm,
    PictureForm,
    ProductForm,
    StockForm,
)

__all__ = [
    "CategoryForm", "CertificateForm", "CostForm", "DocumentForm", "ESampleForm", "ParametersForm", "PictureForm",
    "PriceListForm", "PriceQueryForm", "ProductForm", "ReadAgainForm", "RegionForm", "StockForm", "TierForm", "ValueLineForm",
]  # fmt: skip
