"""What every service here does: ask again behind the lock, write once, tell what changed."""

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from typing import Any, TypeVar

from django.core.exceptions import PermissionDenied
from django.db import IntegrityError, models, transaction

from accounts.models import User
from catalogue.models import Product
from catalogue.services.errors import StaleEdit, Taken

M = TypeVar("M", bound=models.Model)


def require(may: Callable[..., bool], actor: User, *about: Any) -> None:
    """Raise PermissionDenied unless `may`: the right is asked when it is used, not when the form was shown."""
    if not may(User.objects.get(pk=actor.pk), *about):
        raise PermissionDenied


def lock_product(product: Product) -> Product:
    """Return the product as it stands now, locked."""
    return Product.objects.select_for_update(of=("self",)).get(pk=product.pk)


def lock_version(row: Any, version: int) -> Any:
    """Return `row` as it stands now, locked. Raises StaleEdit when it is no longer at `version`."""
    current = type(row)._default_manager.select_for_update(of=("self",)).get(pk=row.pk)  # noqa: SLF001 - Django's own name
    if current.version != version:
        raise StaleEdit(current)
    return current


@contextmanager
def unique_by(field: str) -> Iterator[None]:
    """Turn a broken constraint inside into Taken(`field`): two who save the same at once meet here."""
    try:
        with transaction.atomic():
            yield
    except IntegrityError:
        raise Taken(field) from None


def values_of(row: models.Model, names: tuple[str, ...]) -> dict[str, Any]:
    """Return plain values by name, keys as ids: what the audit trail keeps."""
    return {name: getattr(row, row._meta.get_field(name).attname) for name in names}  # type: ignore[union-attr]


def set_values(row: models.Model, values: dict[str, Any]) -> None:
    """Set what `values` names."""
    for name, value in values.items():
        setattr(row, name, value)
