"""Files of an inquiry: the same rules as everywhere (core.files)."""

import uuid

from django.contrib import messages
from django.http import HttpResponse
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from accounts.access import Request, hide
from core import audit
from core.access import allow
from core.capabilities import Can
from core.files import FileRefused, serve_file
from core.forms_once import AlreadySubmitted
from inquiries import services
from inquiries.forms.record import FileForm
from inquiries.models import InquiryFile
from inquiries.views.access import done, get_inquiry, get_own_inquiry

REFUSED = {"empty": _("The file is empty."), "too_large": _("The file is too large: at most 50 MB.")}


@allow(Can.WORK_WITH_CUSTOMERS, "POST")
def file_add(request: Request, pk: int) -> HttpResponse:
    """Keep a file at the inquiry."""
    inquiry = get_own_inquiry(request, pk)
    form = FileForm(request.POST, request.FILES)
    if not form.is_valid():
        messages.error(request, str(form.errors["file"][0]))
        return done(request, inquiry)
    try:
        services.attach_file(
            actor=request.user,
            inquiry=inquiry,
            upload=form.cleaned_data["file"],
            at=timezone.now(),
            form_token=form.cleaned_data["form_token"],
        )
    except AlreadySubmitted:
        pass  # kept by the first click
    except FileRefused as error:
        messages.error(request, REFUSED[error.code])
    return done(request, inquiry)


@allow(Can.WORK_WITH_CUSTOMERS, "GET")
def file(request: Request, pk: int, file_pk: uuid.UUID) -> HttpResponse:
    """Hand out a file as a download."""
    inquiry = get_inquiry(request, pk, is_noted=False)
    kept = InquiryFile.objects.select_related("file").filter(inquiry=inquiry, file_id=file_pk).first()
    if kept is None:
        hide(request.user, f"inquiries.inquiryfile:{file_pk}")
    changes = {"file": ("", kept.file.name)}
    audit.record(
        "inquiries.file_read", actor=request.user, at=timezone.now(), target=inquiry, changes=changes
    )
    return serve_file(kept.file)
