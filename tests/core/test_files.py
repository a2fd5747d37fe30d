"""Files without a row: left by uploads that were rolled back, removed by night."""

import os
import re
from contextlib import suppress
from datetime import datetime, timedelta
from email.message import Message
from pathlib import Path
from types import SimpleNamespace

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import transaction

from core import files, jobs
from core.files import serve_file, store_file, sweep_files
from core.models import Job, StoredFile
from tests.conftest import result_of
from tests.security import naughty


def store(user: object, at: datetime, name: str = "quote.txt") -> StoredFile:
    return store_file(SimpleUploadedFile(name, b"Dear sirs"), actor=user, at=at)


@pytest.fixture
def media(settings: SimpleNamespace) -> Path:
    return Path(settings.MEDIA_ROOT)


def files_in(media: Path) -> list[Path]:
    return sorted(path for path in media.rglob("*") if path.is_file())


def age(media: Path, at: datetime) -> None:
    for path in files_in(media):
        os.utime(path, (at.timestamp(), at.timestamp()))


def fail_to_store(user: object, at: datetime) -> None:
    with suppress(ZeroDivisionError), transaction.atomic():
        store(user, at)
        raise ZeroDivisionError


def test_file_of_an_upload_that_was_rolled_back_is_swept(
    cast: SimpleNamespace, at: datetime, media: Path
) -> None:
    fail_to_store(cast.owner, at)
    kept = store(cast.owner, at)
    assert len(files_in(media)) == 2
    age(media, at)
    assert result_of(sweep_files(at=at + timedelta(minutes=31))) == {"removed": 1}
    assert files_in(media) == [Path(kept.file.path)]
    assert result_of(sweep_files(at=at + timedelta(minutes=31))) == {"removed": 0}


def test_file_younger_than_half_an_hour_is_left_for_its_row_may_come(
    cast: SimpleNamespace, at: datetime, media: Path
) -> None:
    fail_to_store(cast.owner, at)
    age(media, at)
    assert result_of(sweep_files(at=at + timedelta(minutes=29))) == {"removed": 0}
    assert len(files_in(media)) == 1


def test_sweep_leaves_what_lies_elsewhere(at: datetime, media: Path, db: None) -> None:
    (media / "notes.txt").write_text("not ours")
    age(media, at)
    assert result_of(sweep_files(at=at + timedelta(days=1))) == {"removed": 0}
    assert len(files_in(media)) == 1


def test_sweep_goes_on_behind_its_cursor(
    cast: SimpleNamespace, at: datetime, media: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(files, "SWEPT_AT_ONCE", 2)
    for _ in range(5):
        fail_to_store(cast.owner, at)
    age(media, at)
    later = at + timedelta(days=1)
    first = next(sweep_files(at=later))
    assert (first.done, first.total, len(files_in(media))) == (2, 5, 3)
    assert result_of(sweep_files(at=later, cursor=first.cursor)) == {"removed": 3}


@pytest.mark.django_db(transaction=True)
def test_sweep_runs_as_a_job(cast: SimpleNamespace, at: datetime, media: Path) -> None:
    fail_to_store(cast.owner, at)
    age(media, at - timedelta(days=1))
    row = jobs.enqueue("core.sweep_files", key="test", at=at)
    jobs.run(row.pk, at=at)
    row.refresh_from_db()
    assert (row.state, row.result, files_in(media)) == (Job.State.DONE, {"removed": 1}, [])


# ── handed out (trust.md U3, U4) ────────────────────────────────────────────
KINDS = (
    "svg", "html", "htm", "xhtml", "xml", "pdf", "js", "mjs", "css", "json", "txt", "png", "jpg", "gif", "webp", "zip", "xlsx",
    "eml", "swf", "exe",
)  # fmt: skip


@pytest.mark.parametrize("kind", KINDS)
def test_file_is_served_as_a_download_whatever_it_is(cast: SimpleNamespace, at: datetime, kind: str) -> None:
    stored = store(cast.owner, at, f"buyer.{kind}")
    answer = serve_file(stored)
    assert answer.headers["Content-Disposition"] == f'attachment; filename="buyer.{kind}"'
    assert answer.headers["Content-Type"] == "application/octet-stream"
    assert answer.headers["X-Content-Type-Options"] == "nosniff"
    assert answer.headers["Content-Security-Policy"] == "default-src 'none'; sandbox"
    assert answer.headers["Cache-Control"] == "private, no-store"
    stored.file.close()


PATHS = tuple(
    template.format(dots)
    for dots in ("../", "..\\", "..%2f", "..%5c", "....//", "%2e%2e/", "/", "\\\\server\\share\\", "C:\\", "file:///")
    for template in (
        "{0}etc/passwd", "{0}{0}{0}var/www/shell.php", "a/{0}b.txt", "{0}", "{0}CON", "quote.pdf\0{0}x.exe", "{0}\r\nSet-Cookie: a=b",
        "{0}\u202egpj.exe", '{0}a"; filename="b.exe', "{0}.htaccess",
    )
)  # fmt: skip


NAUGHTY = (
    *naughty.SIGNS, *naughty.SCRIPTS, *naughty.MARKUP, *naughty.TEMPLATES, *naughty.QUERIES, *naughty.SHELLS, naughty.LONG_LINE,
)  # fmt: skip


@pytest.mark.parametrize("names", [NAUGHTY, PATHS], ids=["naughty", "paths"])
def test_file_of_any_name_lies_under_our_own_and_is_named_right_outside(
    cast: SimpleNamespace, at: datetime, media: Path, names: tuple[str, ...]
) -> None:
    assert len(names) >= 100 or names is NAUGHTY
    for name in names:
        upload = SimpleUploadedFile("x", b"Dear sirs")
        upload._name = name  # as a multipart header may say it, past what Django's own reading would clean
        stored = store_file(upload, actor=cast.owner, at=at)
        path = Path(stored.file.path)
        assert (path.is_relative_to(media), bool(re.fullmatch("[0-9a-f]{32}", path.name))) == (True, True), (
            name
        )
        assert stored.name
        assert not set(stored.name) & set('\\/:*?"<>|\r\n\0'), name
        answer = serve_file(stored)
        told = Message()
        told["Content-Disposition"] = answer.headers["Content-Disposition"]
        assert (told.get_content_disposition(), told.get_filename()) == ("attachment", stored.name), name
        stored.file.close()
