"""Pictures, certificates and documents of a product (S26, S27)."""

from datetime import date, datetime
from typing import Any

from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import transaction
from django.db.models import Max

from accounts.models import User
from catalogue.domain.photos import photo_status
from catalogue.models import Certificate, Product, ProductDocument, ProductPicture
from catalogue.permissions import can_write_product
from catalogue.services.common import lock_product, require, unique_by
from catalogue.services.errors import TooMany
from core import audit
from core.files import clean_name, store_file
from core.forms_once import claim_form, finish_form
from core.models import StoredFile
from core.pictures.reading import read_picture
from core.text import clean_line

PICTURES_KEPT = 12


def add_picture(
    *, actor: User, product: Product, upload: Any, at: datetime, form_token: str = ""
) -> ProductPicture:
    """Keep a picture, written anew, behind those that are there.

    Raises PermissionDenied, core.pictures.PictureRefused, TooMany, and AlreadySubmitted for a second click (C5). The
    picture is read before anything is locked: that takes a moment.
    """
    require(can_write_product, actor, product)
    read = read_picture(upload)
    with transaction.atomic():
        claim = claim_form(form_token, user=actor, at=at)
        row = lock_product(product)
        if row.pictures.count() >= PICTURES_KEPT:
            raise TooMany(PICTURES_KEPT)
        name = f"{clean_name(upload.name or 'picture').rpartition('.')[0] or 'picture'}.jpg"
        file, small = (
            store_file(SimpleUploadedFile(name, content), actor=actor, at=at) for content in (read.content, read.small)
        )  # fmt: skip
        last = row.pictures.aggregate(last=Max("position"))["last"]
        picture = ProductPicture.objects.create(
            product=row, file=file, thumbnail=small, width=read.width, height=read.height,
            position=0 if last is None else last + 1,
        )  # fmt: skip
        changes = {"name": ("", name), "sha256": ("", file.sha256), **follow_first_picture(row)}
        audit.record("catalogue.picture_added", actor=actor, at=at, target=row, changes=changes)
        finish_form(claim, row.get_absolute_url())
    return picture


@transaction.atomic
def make_picture_first(*, actor: User, picture: ProductPicture, at: datetime) -> None:
    """Let the picture stand for the product in lists. Raises PermissionDenied."""
    require(can_write_product, actor, picture.product)
    row = lock_product(picture.product)
    rows = list(row.pictures.order_by("position", "pk"))
    if not rows or rows[0].pk == picture.pk or picture.pk not in {one.pk for one in rows}:
        return
    rows.sort(key=lambda one: one.pk != picture.pk)
    for position, one in enumerate(rows):
        one.position = position
    ProductPicture.objects.bulk_update(rows, ["position"])
    changes = follow_first_picture(row)
    audit.record("catalogue.picture_made_first", actor=actor, at=at, target=row, changes=changes)


def follow_first_picture(row: Product) -> dict[str, tuple[Any, Any]]:
    """Bring what is said of the pictures up to date after they changed; return what changed (S27)."""
    before, row.photo_status = row.photo_status, photo_status(row.photo_status, longest_side(row))
    if row.photo_status == before:
        return {}
    row.save(update_fields=["photo_status"])
    return {"photo_status": (before, row.photo_status)}


def longest_side(product: Product) -> int | None:
    """Return how long the longest side of the product's first picture is; None without one."""
    first = product.pictures.order_by("position", "pk").first() if product.pk else None
    return max(first.width, first.height) if first else None


@transaction.atomic
def remove_picture(*, actor: User, picture: ProductPicture, at: datetime) -> None:
    """Take a picture away; a second time changes nothing. Raises PermissionDenied."""
    require(can_write_product, actor, picture.product)
    row = lock_product(picture.product)
    held = row.pictures.filter(pk=picture.pk).first()
    if held is not None:
        _remove(held, (held.file_id, held.thumbnail_id), actor, at, "catalogue.picture_removed")
        follow_first_picture(row)


@transaction.atomic
def save_certificate(
    *, actor: User, product: Product, certificate: Certificate | None, name: str, number: str, expires_on: date | None,
    upload: Any = None, at: datetime, form_token: str = "",
) -> Certificate:  # fmt: skip
    """Note a certificate, or change one; an `upload` replaces its paper.

    Raises PermissionDenied, core.files.FileRefused, Taken("number"), and AlreadySubmitted for a second click (C5).
    """
    claim = claim_form(form_token, user=actor, at=at)
    require(can_write_product, actor, product)
    row = lock_product(product)
    held = row.certificates.get(pk=certificate.pk) if certificate else Certificate(product=row)
    before = {"name": held.name, "number": held.number, "expires_on": held.expires_on} if held.pk else {}
    former = held.file_id
    held.name, held.number, held.expires_on = clean_line(name), clean_line(number), expires_on
    if upload is not None:
        held.file = store_file(upload, actor=actor, at=at)
    with unique_by("number"):
        held.save()
    if former and former != held.file_id:
        StoredFile.objects.filter(pk=former).delete()
    after = {"name": held.name, "number": held.number, "expires_on": held.expires_on}
    changes = audit.changes_between(before, after)
    if upload is not None and held.file is not None:
        changes["file"] = ("", held.file.name)
    audit.record(
        "catalogue.certificate_changed" if certificate else "catalogue.certificate_added",
        actor=actor, at=at, target=row, changes=changes,
    )  # fmt: skip
    finish_form(claim, row.get_absolute_url())
    return held


@transaction.atomic
def remove_certificate(*, actor: User, certificate: Certificate, at: datetime) -> None:
    """Take a certificate away; a second time changes nothing. Raises PermissionDenied."""
    require(can_write_product, actor, certificate.product)
    row = lock_product(certificate.product)
    held = row.certificates.filter(pk=certificate.pk).first()
    if held is not None:
        _remove(held, (held.file_id,), actor, at, "catalogue.certificate_removed")


@transaction.atomic
def add_document(
    *, actor: User, product: Product, title: str, upload: Any, at: datetime, form_token: str = ""
) -> ProductDocument:
    """Keep a paper about the product.

    Raises PermissionDenied, core.files.FileRefused, and AlreadySubmitted for a second click (C5).
    """
    claim = claim_form(form_token, user=actor, at=at)
    require(can_write_product, actor, product)
    row = lock_product(product)
    stored = store_file(upload, actor=actor, at=at)
    held: ProductDocument = row.documents.create(title=clean_line(title) or stored.name, file=stored)
    changes = {"title": ("", held.title), "file": ("", stored.name), "sha256": ("", stored.sha256)}
    audit.record("catalogue.document_added", actor=actor, at=at, target=row, changes=changes)
    finish_form(claim, row.get_absolute_url())
    return held


@transaction.atomic
def remove_document(*, actor: User, document: ProductDocument, at: datetime) -> None:
    """Take a paper away; a second time changes nothing. Raises PermissionDenied."""
    require(can_write_product, actor, document.product)
    row = lock_product(document.product)
    held = row.documents.filter(pk=document.pk).first()
    if held is not None:
        _remove(held, (held.file_id,), actor, at, "catalogue.document_removed")


def _remove(held: Any, files: tuple[Any, ...], actor: User, at: datetime, verb: str) -> None:
    """Take a part with its files away; the files' contents go with the next sweep (`core.files.sweep_files`)."""
    product, said = held.product, str(held)
    held.delete()
    StoredFile.objects.filter(pk__in=[pk for pk in files if pk]).delete()
    audit.record(verb, actor=actor, at=at, target=product, changes={"name": (said, "")})
