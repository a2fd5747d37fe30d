"""Products, their prices by market, and the e-samples made of them."""

from catalogue.models.category import Attribute, Category
from catalogue.models.esample import ESample, ESampleItem
from catalogue.models.importing import ProductImport, ProductImportPicture, ProductImportRow
from catalogue.models.prices import (
    CustomerType,
    MarketPolicy,
    MarketRegion,
    PriceTier,
    RegionCountry,
    ValueLine,
)
from catalogue.models.product import (
    Certificate,
    PhotoStatus,
    Product,
    ProductCost,
    ProductDocument,
    ProductParameter,
    ProductPicture,
    ProductQuerySet,
    SampleStock,
    Unit,
)

__all__ = [
    "Attribute",
    "Category",
    "Certificate",
    "CustomerType",
    "ESample",
    "ESampleItem",
    "MarketPolicy",
    "MarketRegion",
    "PhotoStatus",
    "PriceTier",
    "Product",
    "ProductCost",
    "ProductDocument",
    "ProductImport",
    "ProductImportPicture",
    "ProductImportRow",
    "ProductParameter",
    "ProductPicture",
    "ProductQuerySet",
    "RegionCountry",
    "SampleStock",
    "Unit",
    "ValueLine",
]
