"""The import's first steps, as jobs: the workbook is read, then its rows are understood and looked up."""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import asdict
from functools import partial
from itertools import groupby, islice
from typing import Any, NamedTuple

from django.db.models import QuerySet

from accounts.models import User
from accounts.scoping import Scope, scope_of
from core.company import current_company
from core.jobs import Part, Parts
from core.sheets.limits import SheetRefused
from core.sheets.reading import Row, Workbook, read_file
from customers.domain.importing.columns import (
    Column,
    find_header,
    fold_heading,
    header_score,
    match_columns,
    with_orders,
)
from customers.domain.importing.rows import Reading, RowRead, read_row
from customers.domain.lookup import Match, Subject, hard_keys
from customers.domain.place_names import country_of
from customers.lookup import match_each
from customers.models import CustomerImport, ImportHeading, ImportRow
from customers.services.import_values import subject_of

ROWS_AT_ONCE = 1_000
CHECKED_AT_ONCE = 200
LOOKED_AT = 200
SURE, LIKELY = "sure", "likely"
EXACT = {"same_email", "same_phone", "same_domain", "same_name"}
State, Decision = CustomerImport.State, ImportRow.Decision


# ── reading ─────────────────────────────────────────────────────────────────
def read_workbook(*, batch: CustomerImport, sheet: int | None, cursor: int | None) -> Parts:
    """Read the workbook's rows into the database; the columns are proposed at its end.

    `sheet`: the one that the person chose, else the one with the most known headings. `cursor`: the number of the last
    row that is there already.
    """
    try:
        with read_file(batch.file.file.path) as book:
            yield from _write_rows(batch, book, _choose_sheet(book) if sheet is None else sheet, cursor)
    except SheetRefused as refused:
        refusal = {"code": refused.code, **refused.values}
        yield Part(0, 0, 0, partial(_set, batch, state=State.REFUSED, refusal=refusal))
    return {}


def _choose_sheet(book: Workbook) -> int:
    """The sheet whose head has the most known headings; of several the first."""
    best, most = 0, -1
    for place, rows in groupby(book.rows(), key=lambda row: row.sheet):
        score = max((header_score(row.cells) for row in islice(rows, 30)), default=0)
        if score > most:
            best, most = place, score
    return best


def _write_rows(batch: CustomerImport, book: Workbook, sheet: int, cursor: int | None) -> Iterator[Part]:
    beginning = list(islice(book.rows(sheet), LOOKED_AT))
    if not beginning:
        raise SheetRefused("empty")
    place = find_header([row.cells for row in beginning])
    header = beginning[place]
    total = sum(1 for _row in book.rows(sheet)) - place - 1
    done = 0
    for rows in _chunks((row for row in book.rows(sheet) if row.number > header.number), ROWS_AT_ONCE):
        done += len(rows)
        if rows[-1].number > (cursor or 0):
            yield Part(rows[-1].number, done, total, partial(_add_rows, batch, rows))
    columns = match_columns(
        header.cells, [row.cells for row in beginning[place + 1 :]], remembered_headings()
    )
    values = {"sheets": book.sheets, "sheet": sheet, "header_row": header.number, "state": State.COLUMNS}
    columns_told = [asdict(column) for column in columns]
    yield Part(10**9, done, total, partial(_set, batch, columns=columns_told, **values))


def _add_rows(batch: CustomerImport, rows: Sequence[Row]) -> None:
    ImportRow.objects.bulk_create(
        [ImportRow(batch=batch, number=row.number, cells=row.cells) for row in rows]
    )


def remembered_headings() -> Mapping[str, str]:
    """Return what the department took each folded heading for the last time."""
    return dict(ImportHeading.objects.values_list("heading", "field"))


def remember_headings(columns: Iterable[Column]) -> None:
    """Keep what the headings were taken for, for the next workbook."""
    chosen = {folded[:120]: column.field for column in columns if (folded := fold_heading(column.heading)[0])}
    ImportHeading.objects.bulk_create(
        [ImportHeading(heading=heading, field=field) for heading, field in sorted(chosen.items())],
        update_conflicts=True,
        unique_fields=["heading"],
        update_fields=["field"],
    )


def _set(batch: CustomerImport, **values: Any) -> None:
    CustomerImport.objects.filter(pk=batch.pk).update(**values)


def _chunks(rows: Iterable[Any], size: int) -> Iterator[list[Any]]:
    rows = iter(rows)
    while chunk := list(islice(rows, size)):
        yield chunk


# ── understanding and looking up ────────────────────────────────────────────
def check_rows(*, batch: CustomerImport, cursor: Mapping[str, int] | None) -> Parts:
    """Understand each row and look its buyer up; the import is to be looked through at the end."""
    rows = batch.rows.order_by("number")
    columns = with_orders(
        [Column(**column) for column in batch.columns],
        lambda place: rows.values_list(f"cells__{place}", flat=True).iterator(),
    )
    reading = _reading_of(columns)
    scope = scope_of(batch.created_by)
    total, done = rows.count(), 0
    begin, leader_id = (cursor["number"], cursor["leader"]) if cursor else (0, 0)
    own = current_company().domains
    seen = _seen_keys(rows.filter(number__lte=begin), own)
    done = rows.filter(number__lte=begin).count()
    while chunk := list(rows.filter(number__gt=begin)[:CHECKED_AT_ONCE]):
        leader_id = _check(chunk, reading, scope, Seen(seen, own), leader_id)
        begin, done = chunk[-1].number, done + len(chunk)
        yield Part({"number": begin, "leader": leader_id}, done, total, partial(_save_checked, chunk))
    told = [asdict(column) for column in columns]
    yield Part(
        {"number": 10**9, "leader": 0}, done, total, partial(_set, batch, state=State.REVIEW, columns=told)
    )
    return {}


def check_row(row: ImportRow) -> None:
    """Understand one row again after its cells were corrected, and save it. It stays with the row that it went on with."""
    reading = _reading_of([Column(**column) for column in row.batch.columns])
    before = row.batch.rows.filter(number__lt=row.number, leader=None).order_by("number").last()
    kept = row.leader_id if row.leader_id and not row.followers.exists() else None
    seen = Seen({}, current_company().domains)
    _check([row], reading, scope_of(row.batch.created_by), seen, before.pk if before else 0)
    row.leader_id = row.leader_id or kept
    _save_checked([row])


class Seen(NamedTuple):
    """The exact keys that rows of this workbook hold, with the row that came first; `own`: our own domains."""

    keys: dict[str, int]
    own: frozenset[str]


CHECKED = ("read", "problems", "leader", "matched", "certainty", "reasons", "decision")


def _save_checked(rows: Sequence[ImportRow]) -> None:
    ImportRow.objects.bulk_update(rows, CHECKED)


def _reading_of(columns: Sequence[Column]) -> Reading:
    """Return how the cells of these columns are to be understood."""
    people = _people_named()
    return Reading(columns, country_of, lambda name: people.get(name.casefold().strip()))


def _people_named() -> dict[str, int]:
    """Colleagues by what they are called in workbooks: names, working names, mailboxes; nothing that two share."""
    called: dict[str, set[int]] = {}
    for person in User.objects.all():
        for name in (
            person.name,
            person.english_name,
            person.full_name,
            person.email,
            person.email.partition("@")[0],
        ):
            called.setdefault(name.casefold().strip(), set()).add(person.pk)
    return {name: ids.pop() for name, ids in called.items() if name and len(ids) == 1}


def _check(chunk: Sequence[ImportRow], reading: Reading, scope: Scope, seen: "Seen", leader_id: int) -> int:
    """Fill in what the rows say and who they may be; return the last row that began a customer."""
    read = [read_row([row.cell(place) for place in range(len(reading.columns))], reading) for row in chunk]
    subjects = [subject_of(one.customer, one.contacts) for one in read]
    matches = match_each(subjects)
    for row, one, subject, match in zip(chunk, read, subjects, matches, strict=True):
        row.read = {"customer": one.customer, "contacts": one.contacts, "follow_up": one.follow_up}
        row.problems = [[problem.place, problem.code] for problem in one.problems]
        row.leader_id = _leader_of(row, one, subject, seen, leader_id)
        if row.leader_id is None:
            leader_id = row.pk
        _decide(row, one, match, scope)
    return leader_id


def _leader_of(row: ImportRow, read: RowRead, subject: Subject, seen: "Seen", leader_id: int) -> int | None:
    """The row whose customer this one goes on with: the one above, or an earlier one with the same exact key."""
    if read.is_continuation and leader_id:
        return leader_id
    for key in _exact(subject, seen.own):
        if (earlier := seen.keys.setdefault(key, row.pk)) != row.pk:
            return earlier
    return None


def _exact(subject: Subject, own: frozenset[str]) -> list[str]:
    return sorted(f"{key.kind}:{key.value}" for key in hard_keys(subject, own))


def _seen_keys(rows: "QuerySet[ImportRow]", own: frozenset[str]) -> dict[str, int]:
    seen: dict[str, int] = {}
    for pk, read in rows.filter(leader=None).order_by("number").values_list("pk", "read"):
        for key in _exact(subject_of(read.get("customer", {}), read.get("contacts", ())), own):
            seen.setdefault(key, pk)
    return seen


def _decide(row: ImportRow, read: RowRead, match: tuple[int, int | None, Match] | None, scope: Scope) -> None:
    """Propose what becomes of the row, unless a person has decided: who is surely there gets it, a colleague's is left.

    Surely there is who shares an address, a number or the name to the letter; one that is only called alike is shown.
    """
    pk, owner_id, found = match or (None, None, None)
    is_told = found is not None and found.band in (SURE, LIKELY)
    row.matched_id = pk if is_told else None
    row.certainty = found.certainty if is_told and found else 0.0
    is_visible = pk is not None and scope.covers(owner_id)
    row.reasons = [reason.code for reason in found.reasons] if is_told and found and is_visible else []
    if row.is_decided:
        return
    if not (read.customer or read.contacts or read.follow_up):
        row.decision = Decision.SKIP
    elif is_told and found and found.band == SURE and EXACT & {reason.code for reason in found.reasons}:
        row.decision = Decision.MERGE if is_visible else Decision.SKIP
    else:
        row.decision = Decision.CREATE
