"""Files without a row: left by uploads that were rolled back, removed by night."""

import os
from contextlib import suppress
from datetime import datetime, timedelta
from pathlib import Path
from types import SimpleNamespace

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import transaction

from core import files, jobs
from core.files import store_file, sweep_files
from core.models import Job, StoredFile
from tests.conftest import result_of


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
    assert result_of(sweep_files(at=at + timedelta(minutes=61))) == {"removed": 1}
    assert files_in(media) == [Path(kept.file.path)]
    assert result_of(sweep_files(at=at + timedelta(minutes=61))) == {"removed": 0}


def test_file_younger_than_an_hour_is_left_for_its_row_may_come(
    cast: SimpleNamespace, at: datetime, media: Path
) -> None:
    fail_to_store(cast.owner, at)
    age(media, at)
    assert result_of(sweep_files(at=at + timedelta(minutes=59))) == {"removed": 0}
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
