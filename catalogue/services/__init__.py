"""Writes of the catalogue, each in its own transaction with its audit entry."""

from catalogue.services.categories import Parameter, save_category
from catalogue.services.costs import set_cost
from catalogue.services.errors import StaleEdit, Taken, TooMany
from catalogue.services.esamples import (
    MOST_PRODUCTS,
    make_esample,
    note_opening,
    renew_esample,
    revoke_esample,
)
from catalogue.services.importing import (
    ImportRefused,
    can_undo,
    read_again,
    start_import,
    take_in,
    throw_away,
    try_again,
    undo_import,
)
from catalogue.services.markets import (
    countries_of,
    remove_value_line,
    save_region,
    save_value_line,
)
from catalogue.services.parts import (
    PICTURES_KEPT,
    add_document,
    add_picture,
    make_picture_first,
    remove_certificate,
    remove_document,
    remove_picture,
    save_certificate,
)
from catalogue.services.prices import remove_tier, save_tier
from catalogue.services.products import (
    bring_back_product,
    create_product,
    review_product,
    review_products,
    set_parameters,
    update_product,
    withdraw_product,
)
from catalogue.services.stock import set_stock, take_samples

__all__ = [
    "MOST_PRODUCTS",
    "PICTURES_KEPT",
    "ImportRefused",
    "Parameter",
    "StaleEdit",
    "Taken",
    "TooMany",
    "add_document",
    "add_picture",
    "bring_back_product",
    "can_undo",
    "countries_of",
    "create_product",
    "make_esample",
    "make_picture_first",
    "note_opening",
    "read_again",
    "remove_certificate",
    "remove_document",
    "remove_picture",
    "remove_tier",
    "remove_value_line",
    "renew_esample",
    "review_product", "review_products",
    "revoke_esample",
    "save_category",
    "save_certificate",
    "save_region",
    "save_tier",
    "save_value_line",
    "set_cost",
    "set_parameters",
    "set_stock",
    "start_import",
    "take_in",
    "take_samples",
    "throw_away",
    "try_again",
    "undo_import",
    "update_product",
    "withdraw_product",
]  # fmt: skip
