"""From an id to a row of the catalogue, and the answers that several views give."""

from typing import Any, TypeVar

from django.db import models
from django.http import HttpResponse
from django.shortcuts import render

from accounts.access import Request, get_visible_or_404, hide, require
from catalogue import permissions
from catalogue.models import Product

M = TypeVar("M", bound=models.Model)


def get_product(request: Request, pk: int) -> Product:
    """Return a product that the person may see; else 404."""
    return get_visible_or_404(Product.objects.select_related("category", "reviewed_by"), request.user, pk)


def get_writable(request: Request, pk: int) -> Product:
    """Return a product that the person may write to; 404 when hidden, 403 when refused."""
    product = get_product(request, pk)
    require(request.user, permissions.can_write_product, product)
    return product


def get_part(request: Request, rows: "models.QuerySet[M]", product: Product, pk: int) -> M:
    """Return one of `rows` of `product`; else 404, the same as for one that is not there."""
    found = rows.filter(product=product, pk=pk).first() if pk < 2**63 else None
    if found is None:
        hide(request.user, f"{rows.model._meta.label_lower}:{pk}")
    return found


def show_form(request: Request, name: str, form: Any, *, status: int | None = None, **context: Any) -> HttpResponse:  # fmt: skip
    """Show a form: 422 with what is wrong in it, unless `status` says otherwise."""
    context = {"form": form, **context}
    code = status or (422 if form.is_bound and form.errors else 200)
    return render(request, f"catalogue/{name}.html", context, status=code)
