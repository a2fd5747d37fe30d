"""The import's first steps, as jobs: the workbook is read, then its rows are understood and looked up."""

from collections import Counter
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import asdict, dataclass, field, replace
from datetime import datetime
from functools import lru_cache, partial
from itertools import islice
from typing import Any

from django.db.models import Q, QuerySet

from accounts.models import User
from accounts.scoping import Scope, colleagues_of, scope_of
from core.bulk import write_columns
from core.company import current_company
from core.jobs import Part, Parts
from core.sheets.headings import best_sheet, find_header, fold_heading, is_header, letter_of
from core.sheets.limits import SheetRefused
from core.sheets.reading import Row, Workbook, read_file
from customers.domain.importing.columns import (
    Column,
    known_headings,
    match_columns,
    with_orders,
)
from customers.domain.importing.rows import Problem, Reading, RowRead, read_row
from customers.domain.lookup import Subject, hard_keys
from customers.domain.place_names import country_of
from customers.lookup import allow_masked, match_each
from customers.models import CustomerImport, ImportHeading, ImportRow
from customers.services.import_matching import Found, find_by_key
from customers.services.import_values import CONTACTS_AT_ONCE, subject_of

ROWS_AT_ONCE = 1_000
CHECKED_AT_ONCE = 500
LOOKED_AT = 200
# So many writings of countries are remembered in one workbook.
COUNTRIES = 1_024
SURE, LIKELY = "sure", "likely"
# The reason of a match that a person chose.
CHOSEN = "chosen"
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
            yield from _write_rows(
                batch, book, best_sheet(book.rows(), known_headings()) if sheet is None else sheet, cursor
            )
    except SheetRefused as refused:
        refusal = {"code": refused.code, **refused.values}
        yield Part(0, 0, 0, partial(move_on, batch, state=State.REFUSED, refusal=refusal))
    return {}


def _write_rows(batch: CustomerImport, book: Workbook, sheet: int, cursor: int | None) -> Iterator[Part]:
    beginning = list(islice(book.rows(sheet), LOOKED_AT))
    if not beginning:
        raise SheetRefused("empty")
    place = find_header([row.cells for row in beginning], known_headings()) if batch.has_header else -1
    header = beginning[place] if batch.has_header else Row(sheet, 0, [])
    total = sum(1 for _row in book.rows(sheet)) - place - 1
    done = 0
    data = (
        row
        for row in book.rows(sheet)
        if row.number > header.number and not (batch.has_header and is_header(row.cells, known_headings()))
    )
    for rows in _chunks(data, ROWS_AT_ONCE):
        done += len(rows)
        if rows[-1].number > (cursor or 0):
            yield Part(rows[-1].number, done, total, partial(_add_rows, batch, rows))
    columns = match_columns(
        header.cells, [row.cells for row in beginning[place + 1 :]], remembered_headings()
    )
    if not batch.has_header:
        columns = [replace(column, heading=letter_of(place)) for place, column in enumerate(columns)]
    values = {"sheets": book.sheets, "sheet": sheet, "header_row": header.number, "state": State.COLUMNS}
    columns_told = [asdict(column) for column in columns]
    yield Part(10**9, done, total, partial(move_on, batch, columns=columns_told, **values))


def _add_rows(batch: CustomerImport, rows: Sequence[Row]) -> None:
    ImportRow.objects.bulk_create(
        [ImportRow(batch=batch, number=row.number, cells=row.cells) for row in rows]
    )


def remembered_headings() -> Mapping[str, str]:
    """Return what the department took each folded heading for the last time."""
    return dict(ImportHeading.objects.values_list("heading", "field"))


def remember_headings(columns: Iterable[Column]) -> None:
    """Keep what the headings were taken for, for the next workbook; left out only where the heading is a known one."""
    chosen: dict[str, str] = {}
    for column in columns:
        folded = fold_heading(column.heading)[0]
        if folded and (column.field or folded in known_headings()):
            chosen[folded] = chosen.get(folded, "") or column.field
    ImportHeading.objects.bulk_create(
        [ImportHeading(heading=heading, field=field) for heading, field in sorted(chosen.items())],
        update_conflicts=True,
        unique_fields=["heading"],
        update_fields=["field"],
    )


def move_on(batch: CustomerImport, **values: Any) -> bool:
    """Bring the import into its next state, once: a step that is done a second time finds it gone on, and changes nothing."""
    here = CustomerImport.objects.filter(pk=batch.pk, state=batch.state, attempt=batch.attempt)
    return bool(here.update(**values))


def _chunks(rows: Iterable[Any], size: int) -> Iterator[list[Any]]:
    rows = iter(rows)
    while chunk := list(islice(rows, size)):
        yield chunk


# ── understanding and looking up ────────────────────────────────────────────
@dataclass
class Context:
    """What the rows of a workbook are checked with.

    `owners`: to whom its maker may give customers; `own`: our own domains; `seen`: the exact keys of the rows so far, with
    the row that began the customer; `people`: how many contact persons each such row has by now.
    """

    batch: CustomerImport

    reading: Reading
    user: User
    scope: Scope
    owners: frozenset[int]
    own: frozenset[str]
    at: datetime
    seen: dict[str, int] = field(default_factory=dict)
    people: Counter[int] = field(default_factory=Counter)


def check_rows(*, batch: CustomerImport, at: datetime, cursor: Mapping[str, int] | None) -> Parts:
    """Understand each row and look its buyer up; the import is to be looked through at the end."""
    rows = batch.rows.order_by("number")
    columns = with_orders(
        [Column(**column) for column in batch.columns],
        lambda place: rows.values_list(f"cells__{place}", flat=True).iterator(),
    )
    context = _context_of(batch, columns, at)
    begin, leader_id = (cursor["number"], cursor["leader"]) if cursor else (0, 0)
    _see_again(rows.filter(number__lte=begin), context)
    total, done = rows.count(), rows.filter(number__lte=begin).count()
    while chunk := list(rows.filter(number__gt=begin)[:CHECKED_AT_ONCE]):
        leader_id = _check(chunk, context, leader_id)
        begin, done = chunk[-1].number, done + len(chunk)
        yield Part({"number": begin, "leader": leader_id}, done, total, partial(_save_checked, chunk))
    told = [asdict(column) for column in columns]
    end = partial(move_on, batch, state=State.REVIEW, columns=told)
    yield Part({"number": 10**9, "leader": 0}, done, total, end)
    return {}


def check_row(row: ImportRow, *, at: datetime) -> None:
    """Understand one row again after its cells were corrected, and save it. It stays with the row that it went on with."""
    context = _context_of(row.batch, [Column(**column) for column in row.batch.columns], at)
    before = row.batch.rows.filter(number__lt=row.number).order_by("number").last()
    context.people = _people_beside(row)
    kept = row.leader_id if not row.followers.exists() else None
    _check([row], context, (before.leader_id or before.pk) if before else 0)
    row.leader_id = row.leader_id or kept
    _save_checked([row])


def _people_beside(row: ImportRow) -> Counter[int]:
    """How many contact persons the other rows of its buyer, above this one, bring."""
    leader = row.leader_id or row.pk
    rows = row.batch.rows.filter(Q(pk=leader) | Q(leader=leader), number__lt=row.number)
    return Counter(
        {leader: sum(len(read.get("contacts", ())) for read in rows.values_list("read", flat=True))}
    )


CHECKED = ("read", "problems", "leader", "matched", "certainty", "reasons", "decision")


def _save_checked(rows: Sequence[ImportRow]) -> None:
    write_columns(rows, CHECKED)


def _context_of(batch: CustomerImport, columns: Sequence[Column], at: datetime) -> Context:
    people, user = _people_named(), batch.created_by
    reading = Reading(
        columns, lru_cache(COUNTRIES)(country_of), lambda name: people.get(name.casefold().strip())
    )
    return Context(
        batch, reading, user, scope_of(user, at), owners_open_to(user), current_company().domains, at
    )


def owners_open_to(user: User) -> frozenset[int]:
    """Return to whom `user` may give what a workbook brings: the salespeople in one's scope, for assistants all."""
    people = (
        User.objects.salespeople() if user.is_assistant and not user.is_salesperson else colleagues_of(user)
    )
    return frozenset(people.values_list("pk", flat=True))


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


def _check(chunk: Sequence[ImportRow], context: Context, leader_id: int) -> int:
    """Fill in what the rows say and who they may be; return the row that began the last one's customer."""
    width = range(len(context.reading.columns))
    read = [
        _without_foreign_owner(read_row([row.cell(place) for place in width], context.reading), context)
        for row in chunk
    ]
    subjects = [subject_of(one.customer, one.contacts) for one in read]
    several: frozenset[int] = frozenset()
    if context.batch.key:
        found, several = find_by_key(subjects, context.batch.key, context.scope)
    else:
        found = match_each(subjects)
    matches = _without_withheld(found, context)
    for place, (row, one, subject, match) in enumerate(zip(chunk, read, subjects, matches, strict=True)):
        row.read = {"customer": one.customer, "contacts": one.contacts, "follow_up": one.follow_up}
        row.problems = [[problem.place, problem.code] for problem in one.problems]
        row.leader_id = _leader_of(row, one, subject, context, leader_id)
        leader_id = row.leader_id or row.pk
        _decide(row, one, match, context)
        if place in several:
            row.problems.append([None, "several"])
            row.decision = row.decision if row.is_decided else Decision.SKIP
        context.people[leader_id] += len(one.contacts)
        if one.contacts and context.people[leader_id] > CONTACTS_AT_ONCE:
            row.problems.append([None, "too_many_people"])
    return leader_id


def _without_foreign_owner(read: RowRead, context: Context) -> RowRead:
    """An owner to whom the maker of the import may not give customers is a problem, and not taken over."""
    owner = read.customer.get("owner")
    if owner is None or owner in context.owners:
        return read
    place = next(place for place, column in enumerate(context.reading.columns) if column.field == "owner")
    customer = {name: value for name, value in read.customer.items() if name != "owner"}
    return replace(read, customer=customer, problems=(*read.problems, Problem(place, "not_owner")))


def _without_withheld(matches: Sequence[Found | None], context: Context) -> list[Found | None]:
    """Leave out colleagues' customers above the hour's number: to the maker they are not there (trust.md D3)."""
    told = [match for match in matches if match is not None and match[2].band in (SURE, LIKELY)]
    theirs = {pk for pk, owner_id, _match in told if not context.scope.covers(owner_id, pk)}
    withheld = theirs - allow_masked(user=context.user, ids=theirs, at=context.at) if theirs else set()
    return [None if match is not None and match[0] in withheld else match for match in matches]


def _leader_of(
    row: ImportRow, read: RowRead, subject: Subject, context: Context, leader_id: int
) -> int | None:
    """The row whose customer this one goes on with: that of the one above, or the first with one of its exact keys."""
    if read.is_continuation and leader_id:
        return leader_id
    keys = _exact(subject, context.own)
    first = next((context.seen[key] for key in keys if key in context.seen), row.pk)
    for key in keys:
        context.seen.setdefault(key, first)
    return first if first != row.pk else None


def _exact(subject: Subject, own: frozenset[str]) -> list[str]:
    return sorted(f"{key.kind}:{key.value}" for key in hard_keys(subject, own))


def _see_again(rows: "QuerySet[ImportRow]", context: Context) -> None:
    """Remember of rows that are checked already what the following ones are checked with."""
    for pk, leader_id, read in rows.order_by("number").values_list("pk", "leader_id", "read"):
        for key in _exact(subject_of(read.get("customer", {}), read.get("contacts", ())), context.own):
            context.seen.setdefault(key, leader_id or pk)
        context.people[leader_id or pk] += len(read.get("contacts", ()))


def _decide(row: ImportRow, read: RowRead, match: Found | None, context: Context) -> None:
    """Propose what becomes of the row, unless a person has decided: who is surely there gets it, if it is one's to change.

    Surely there is who shares an address, a number or the name to the letter; one that is only called alike is shown.
    """
    if row.is_decided and row.reasons == [CHOSEN]:
        return
    scope = context.scope
    pk, owner_id, found = match or (None, None, None)
    is_told = found is not None and found.band in (SURE, LIKELY)
    row.matched_id = pk if is_told else None
    row.certainty = found.certainty if is_told and found else 0.0
    is_visible = pk is not None and scope.covers(owner_id, pk)
    row.reasons = [reason.code for reason in found.reasons] if is_told and found and is_visible else []
    if row.is_decided:
        return
    if not (read.customer or read.contacts or read.follow_up):
        row.decision = Decision.SKIP
    elif is_told and found and found.band == SURE and EXACT & {reason.code for reason in found.reasons}:
        row.decision = Decision.MERGE if owner_id in scope.people else Decision.SKIP
    elif context.batch.key and context.batch.unmatched == CustomerImport.Unmatched.SKIP:
        row.decision = Decision.SKIP
    else:
        row.decision = Decision.CREATE
