"""Taking in the platform's statistics (S105)."""

import tempfile
from collections.abc import Iterable
from datetime import datetime
from typing import Any

from django.core.exceptions import PermissionDenied
from django.core.files.uploadedfile import UploadedFile
from django.db import transaction
from django.utils import timezone

from accounts.models import User
from accounts.permissions import Can, can
from core import audit
from core.sheets.reading import read_file
from oversight.domain.platform_table import FIELDS, PlatformTable, Week, read_table
from oversight.models import PlatformWeek
from oversight.selectors.platform import names_of, people_of


def read_platform_file(*, upload: "UploadedFile[Any]", user: User, at: datetime) -> PlatformTable:
    """Read an uploaded .csv or workbook: its first sheet with rows; only of people whom `user` leads.

    Nothing is written. Raises SheetRefused for what is no table.
    """
    with tempfile.NamedTemporaryFile(prefix="tradecrm-platform-") as file:
        for chunk in upload.chunks():
            file.write(chunk)
        file.flush()
        with read_file(file.name) as book:
            first = next(book.rows(), None)
            rows = book.rows(first.sheet) if first is not None else iter(())
            cells = ((row.number, row.cells) for row in rows)
            return read_table(cells, people=names_of(user), today=timezone.localdate(at))


@transaction.atomic
def take_in_weeks(*, actor: User, weeks: Iterable[Week], at: datetime) -> int:
    """Write weeks by person and Monday: a later file replaces what stands there. Returns how many, in three statements.

    Raises PermissionDenied for a week of somebody whom `actor` does not lead.
    """
    rows = list(weeks)
    led = set(people_of(actor).values_list("pk", flat=True))
    if not can(actor, Can.COACH) or not {week.person_id for week in rows} <= led:
        raise PermissionDenied
    PlatformWeek.objects.bulk_create(
        [
            PlatformWeek(person_id=week.person_id, monday=week.monday, brought_by=actor, brought_at=at, **week.values)
            for week in rows
        ],
        update_conflicts=True, unique_fields=["person", "monday"], update_fields=[*FIELDS, "brought_by", "brought_at"],
    )  # fmt: skip
    audit.record("oversight.platform_taken_in", actor=actor, at=at, changes={"weeks": (0, len(rows))})
    return len(rows)
