"""A product of the catalogue, as the assistant keeps it."""

from types import SimpleNamespace

import pytest

from catalogue.models import Product
from tests.factories import ProductFactory


@pytest.fixture
def product(cast: SimpleNamespace) -> Product:
    """The 46-pc socket set."""
    return ProductFactory(model_number="QC-S46", created_by=cast.assistant, reviewed_by=cast.assistant)
