"""Uploaded files: kept under names of our own outside the web root, handed out as attachments only (trust.md U3, U4)."""

import hashlib
import io
import mimetypes
import re
import unicodedata
import uuid
from datetime import datetime, timedelta
from typing import Any, cast

from django.conf import settings
from django.core.files.storage import default_storage
from django.core.files.uploadedfile import UploadedFile
from django.http import FileResponse, HttpResponse

from core.jobs import Part, Parts
from core.models import StoredFile

NAME_LENGTH = 120
FOLDER = "files"
SWEPT_AT_ONCE = 500
YOUNGEST_SWEPT = timedelta(minutes=30)  # swept each half hour: no orphan is older than an hour (trust.md K4)
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


def sweep_files(*, at: datetime, cursor: str | None = None) -> Parts:
    """Remove the files that no row names: their upload was rolled back. A long job's parts, a folder's 500 at a time.

    What is younger than half an hour is left, for its row may be on the way. Running twice changes nothing. Ends with how many
    went. `cursor`: the last path that was looked at.
    """
    paths = [path for path in stored_paths() if cursor is None or path > cursor]
    removed = 0
    for start in range(0, len(paths), SWEPT_AT_ONCE):
        part = paths[start : start + SWEPT_AT_ONCE]
        named = set(StoredFile.objects.filter(file__in=part).values_list("file", flat=True))
        removed += sum(_remove_old(path, at - YOUNGEST_SWEPT) for path in part if path not in named)
        yield Part(part[-1], start + len(part), len(paths))
    return {"removed": removed}


def stored_paths() -> list[str]:
    """Return what lies in the folder of uploads, sorted."""
    found, folders = [], [FOLDER]
    while folders:
        folder = folders.pop()
        below, names = default_storage.listdir(folder) if default_storage.exists(folder) else ([], [])
        folders += [f"{folder}/{name}" for name in below]
        found += [f"{folder}/{name}" for name in names]
    return sorted(found)


def _remove_old(path: str, before: datetime) -> bool:
    try:
        is_old = default_storage.get_modified_time(path) < before
        if is_old:
            default_storage.delete(path)
    except FileNotFoundError:  # another run was faster
        return False
    return is_old


def serve_file(stored: StoredFile) -> HttpResponse:
    """Answer with the file as a download: never shown inside our origin, whatever it claims to be."""
    return _as_download(stored.file.open("rb"), stored.name, "application/octet-stream")


def serve_picture(stored: StoredFile) -> HttpResponse:
    """Answer with a picture that we wrote ourselves (`core.pictures`), to be shown in a page; it never changes."""
    response = FileResponse(stored.file.open("rb"), content_type="image/jpeg")
    response["X-Content-Type-Options"] = "nosniff"
    response["Content-Security-Policy"] = "default-src 'none'; sandbox"
    response["Cache-Control"] = "private, max-age=3600"
    return cast(HttpResponse, response)


def serve_text(text: str, *, name: str, content_type: str) -> HttpResponse:
    """Answer with a text that we wrote ourselves as a download, in UTF-8."""
    return _as_download(io.BytesIO(text.encode()), clean_name(name), f"{content_type}; charset=utf-8")


def serve_written(content: bytes, *, name: str) -> HttpResponse:
    """Answer with a file that we wrote ourselves as a download."""
    return _as_download(io.BytesIO(content), clean_name(name), "application/octet-stream")


def _as_download(content: Any, name: str, content_type: str) -> HttpResponse:
    response = FileResponse(content, as_attachment=True, filename=name)
    response["Content-Type"] = content_type
    response["X-Content-Type-Options"] = "nosniff"
    response["Content-Security-Policy"] = "default-src 'none'; sandbox"
    response["Cache-Control"] = "private, no-store"
    return cast(HttpResponse, response)  # both answer a request; Django's types keep them apart


def clean_name(name: str) -> str:
    """Return a name that is safe to show and to download, its ending kept; never empty."""
    shown = "".join(
        sign for sign in unicodedata.normalize("NFC", name) if unicodedata.category(sign)[0] != "C"
    )
    shown = UNSAFE.sub("_", shown).strip().strip(". ")
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
