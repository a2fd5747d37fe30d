"""Uploaded files: kept under names of our own outside the web root, handed out as attachments only (trust.md U3, U4)."""

import hashlib
import mimetypes
import re
import unicodedata
import uuid
from datetime import datetime
from typing import Any, cast

from django.conf import settings
from django.core.files.uploadedfile import UploadedFile
from django.http import FileResponse, HttpResponse

from core.models import StoredFile

NAME_LENGTH = 120
# What a file name may not carry: path parts, and signs that hide its real ending.
UNSAFE = re.compile(r'[\\/:*?"<>|]')


class FileRefused(ValueError):
    """An upload that is not kept; `code` is "empty" or "too_large"."""

    def __init__(self, code: str) -> None:
        super().__init__(code)
        self.code = code


def store_file(upload: "UploadedFile[Any]", *, actor: Any, at: datetime) -> StoredFile:
    """Keep `upload` and return its row. Raises FileRefused for an empty one or one above FILE_SIZE_LIMIT."""
    if not upload.size:
        raise FileRefused("empty")
    if upload.size > settings.FILE_SIZE_LIMIT:
        raise FileRefused("too_large")
    name = clean_name(upload.name or "")
    stored = StoredFile(
        name=name,
        content_type=(mimetypes.guess_type(name)[0] or "application/octet-stream")[:100],
        size=upload.size,
        sha256=digest_of(upload),
        uploaded_by=actor,
        uploaded_at=at,
    )
    stored.file.save(uuid.uuid4().hex, upload, save=False)
    stored.save(force_insert=True)
    return stored


def serve_file(stored: StoredFile) -> HttpResponse:
    """Answer with the file as a download: never shown inside our origin, whatever it claims to be."""
    response = FileResponse(stored.file.open("rb"), as_attachment=True, filename=stored.name)
    response["Content-Type"] = "application/octet-stream"
    response["X-Content-Type-Options"] = "nosniff"
    response["Content-Security-Policy"] = "default-src 'none'; sandbox"
    response["Cache-Control"] = "private, no-store"
    return cast(HttpResponse, response)  # both answer a request; Django's types keep them apart


def clean_name(name: str) -> str:
    """Return a name that is safe to show and to download, its ending kept; never empty."""
    shown = "".join(
        sign for sign in unicodedata.normalize("NFC", name) if unicodedata.category(sign)[0] != "C"
    )
    shown = UNSAFE.sub("_", shown).strip(". ")
    if len(shown) > NAME_LENGTH:
        stem, dot, ending = shown.rpartition(".")
        keeps_ending = dot and len(ending) <= 10
        shown = f"{stem[: NAME_LENGTH - len(ending) - 1]}.{ending}" if keeps_ending else shown[:NAME_LENGTH]
    return shown or "file"


def digest_of(upload: "UploadedFile[Any]") -> str:
    """Return the SHA-256 of the content, read in pieces, and rewind it."""
    digest = hashlib.sha256()
    for piece in upload.chunks():
        digest.update(piece)
    upload.seek(0)
    return digest.hexdigest()
