"""Pictures, certificates and papers of a product."""

from collections.abc import Callable

from django.conf import settings
from django.contrib import messages
from django.http import HttpResponse
from django.utils import timezone
from django.utils.translation import gettext as _

from accounts.access import Request
from catalogue import services
from catalogue.forms import CertificateForm, DocumentForm, PictureForm
from catalogue.models import Certificate, Product, ProductDocument, ProductPicture
from catalogue.services import Taken, TooMany
from catalogue.views.answers import get_part, get_product, get_writable, show_form
from core import audit
from core.access import allow, hide
from core.capabilities import Can
from core.files import FileRefused, serve_file, serve_picture
from core.forms_once import AlreadySubmitted
from core.models import StoredFile
from core.pictures.reading import PictureRefused
from core.ui.answers import go_to

REFUSED_PICTURES: dict[str, Callable[[], str]] = {
    "no_picture": lambda: _("This is no JPEG, PNG or WebP picture."),
    "broken": lambda: _("This picture cannot be read: it is broken or unusual. Save it anew and try again."),
    "too_many_pixels": lambda: _("Above 50 megapixels. Save it smaller."),
    "too_large": lambda: _("Above 20 MB. Save it smaller."),
}


@allow(Can.WRITE_CATALOGUE, "GET", "POST")
def picture_add(request: Request, pk: int) -> HttpResponse:
    """Add a picture: it is written anew, whatever came (S27)."""
    found = get_writable(request, pk)
    form = PictureForm(request.POST, request.FILES) if request.method == "POST" else PictureForm()
    if form.is_bound and form.is_valid():
        try:
            services.add_picture(
                actor=request.user, product=found, upload=form.cleaned_data["file"], at=timezone.now(),
                form_token=form.cleaned_data["form_token"],
            )  # fmt: skip
        except AlreadySubmitted as first:
            return go_to(request, first.url)
        except PictureRefused as refused:
            form.add_error("file", REFUSED_PICTURES[refused.code]())
        except TooMany as refused:
            form.add_error(
                "file", _("There are %(count)d already: take one away first.") % {"count": refused.most}
            )
        else:
            messages.success(request, _("Picture kept"))
            return go_to(request, found.get_absolute_url())
    return show_form(request, "picture", form, product=found)


def _get_picture(request: Request, pk: int, picture_pk: int) -> tuple[Product, ProductPicture]:
    found = get_product(request, pk)
    rows = ProductPicture.objects.visible_to(request.user).select_related("file", "thumbnail", "product")
    return found, get_part(request, rows, found, picture_pk)


@allow(Can.READ_CATALOGUE, "GET")
def picture(request: Request, pk: int, picture_pk: int) -> HttpResponse:
    _found, held = _get_picture(request, pk, picture_pk)
    return serve_picture(held.file)


@allow(Can.READ_CATALOGUE, "GET")
def picture_small(request: Request, pk: int, picture_pk: int) -> HttpResponse:
    """The small one, for lists."""
    _found, held = _get_picture(request, pk, picture_pk)
    return serve_picture(held.thumbnail)


@allow(Can.WRITE_CATALOGUE, "POST")
def picture_first(request: Request, pk: int, picture_pk: int) -> HttpResponse:
    get_writable(request, pk)
    found, held = _get_picture(request, pk, picture_pk)
    services.make_picture_first(actor=request.user, picture=held, at=timezone.now())
    return go_to(request, found.get_absolute_url())


@allow(Can.WRITE_CATALOGUE, "POST")
def picture_remove(request: Request, pk: int, picture_pk: int) -> HttpResponse:
    get_writable(request, pk)
    found, held = _get_picture(request, pk, picture_pk)
    services.remove_picture(actor=request.user, picture=held, at=timezone.now())
    messages.success(request, _("Taken away"))
    return go_to(request, found.get_absolute_url())


@allow(Can.WRITE_CATALOGUE, "GET", "POST")
def certificate_add(request: Request, pk: int) -> HttpResponse:
    return _certificate(request, get_writable(request, pk), None)


@allow(Can.WRITE_CATALOGUE, "GET", "POST")
def certificate_edit(request: Request, pk: int, certificate_pk: int) -> HttpResponse:
    found = get_writable(request, pk)
    return _certificate(request, found, _get_certificate(request, found, certificate_pk))


def _get_certificate(request: Request, found: Product, pk: int) -> Certificate:
    rows = Certificate.objects.visible_to(request.user).select_related("file", "product")
    return get_part(request, rows, found, pk)


def _certificate(request: Request, found: Product, held: Certificate | None) -> HttpResponse:
    instance = _get_certificate(request, found, held.pk) if held else None
    is_post = request.method == "POST"
    form = CertificateForm(
        request.POST if is_post else None, request.FILES if is_post else None, instance=instance
    )
    if form.is_bound and form.is_valid():
        data = form.cleaned_data
        try:
            services.save_certificate(
                actor=request.user, product=found, certificate=held, name=data["name"], number=data["number"],
                expires_on=data["expires_on"], upload=data["paper"], at=timezone.now(), form_token=data["form_token"],
            )  # fmt: skip
        except AlreadySubmitted as first:
            return go_to(request, first.url)
        except FileRefused:
            form.add_error("paper", too_large())
        except Taken:
            form.add_error("number", _("This certificate is there already."))
        else:
            messages.success(request, _("Saved"))
            return go_to(request, found.get_absolute_url())
    return show_form(request, "certificate", form, product=found, certificate=held)


def too_large() -> str:
    """Word that a file is above the limit."""
    return _("At most %(limit)d MB.") % {"limit": settings.FILE_SIZE_LIMIT // (1024 * 1024)}


@allow(Can.READ_CATALOGUE, "GET")
def certificate_file(request: Request, pk: int, certificate_pk: int) -> HttpResponse:
    """The paper itself, as a download."""
    found = get_product(request, pk)
    held = _get_certificate(request, found, certificate_pk)
    if held.file is None:
        hide(request.user, f"catalogue.certificate:{certificate_pk}")
    return _hand_out(request, found, held.file)


def _hand_out(request: Request, found: Product, stored: StoredFile) -> HttpResponse:
    changes = {"file": ("", stored.name)}
    audit.record("catalogue.file_read", actor=request.user, at=timezone.now(), target=found, changes=changes)
    return serve_file(stored)


@allow(Can.WRITE_CATALOGUE, "POST")
def certificate_remove(request: Request, pk: int, certificate_pk: int) -> HttpResponse:
    found = get_writable(request, pk)
    held = _get_certificate(request, found, certificate_pk)
    services.remove_certificate(actor=request.user, certificate=held, at=timezone.now())
    messages.success(request, _("Taken away"))
    return go_to(request, found.get_absolute_url())


@allow(Can.WRITE_CATALOGUE, "GET", "POST")
def document_add(request: Request, pk: int) -> HttpResponse:
    found = get_writable(request, pk)
    form = DocumentForm(request.POST, request.FILES) if request.method == "POST" else DocumentForm()
    if form.is_bound and form.is_valid():
        data = form.cleaned_data
        try:
            services.add_document(
                actor=request.user, product=found, title=data["title"], upload=data["file"], at=timezone.now(),
                form_token=data["form_token"],
            )  # fmt: skip
        except AlreadySubmitted as first:
            return go_to(request, first.url)
        except FileRefused:
            form.add_error("file", too_large())
        else:
            messages.success(request, _("File kept"))
            return go_to(request, found.get_absolute_url())
    return show_form(request, "document", form, product=found)


def _get_document(request: Request, found: Product, pk: int) -> ProductDocument:
    rows = ProductDocument.objects.visible_to(request.user).select_related("file", "product")
    return get_part(request, rows, found, pk)


@allow(Can.READ_CATALOGUE, "GET")
def document(request: Request, pk: int, document_pk: int) -> HttpResponse:
    """A paper, as a download."""
    found = get_product(request, pk)
    return _hand_out(request, found, _get_document(request, found, document_pk).file)


@allow(Can.WRITE_CATALOGUE, "POST")
def document_remove(request: Request, pk: int, document_pk: int) -> HttpResponse:
    found = get_writable(request, pk)
    held = _get_document(request, found, document_pk)
    services.remove_document(actor=request.user, document=held, at=timezone.now())
    messages.success(request, _("Taken away"))
    return go_to(request, found.get_absolute_url())
