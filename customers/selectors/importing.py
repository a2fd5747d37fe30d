"""What the pages of an import show."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.db.models import Count, Q, QuerySet
from django.utils.translation import gettext as _

from accounts.models import User
from accounts.scoping import scope_of
from core import policy
from core.models import Job
from core.sheets.cells import as_text
from customers import lookup
from customers.models import CustomerImport, ImportRow
from customers.policies import LOOKUP, LookupPolicy
from customers.selectors.import_words import PROBLEM_WORDS, ROW_REFUSALS
from customers.services.import_values import subject_of
from customers.services.importing import JOBS

PAGE = 50
SAMPLES = 3
ALL, PROBLEMS, THERE, COLLEAGUES, LEFT_OUT = "all", "problems", "there", "colleagues", "left_out"
WORKING = JOBS
Decision, State = ImportRow.Decision, ImportRow.State


@dataclass(frozen=True)
class Cell:
    """A cell of the look-through: `problem` in words when it is doubtful."""

    place: int
    text: str
    problem: str = ""


@dataclass(frozen=True)
class Row:
    """A row of the look-through. `match` tells who it may be: a colleague's customer by its name and owner only."""

    row: ImportRow
    cells: list[Cell]
    problems: list[str]
    match: Any = None
    is_visible: bool = False
    percent: int = 0

    @property
    def is_several(self) -> bool:
        """Whether a person has to say which of several customers it is."""
        return [None, "several"] in self.row.problems

    @property
    def decision(self) -> str:
        return str(self.row.get_decision_display())


@dataclass(frozen=True)
class LookThrough:
    """A page of rows, the columns that are shown, and how many rows there are of each sort."""

    rows: list[Row]
    columns: list[tuple[int, str]]
    counts: Mapping[str, int]
    show: str
    after: int | None


def list_imports(user: User) -> "QuerySet[CustomerImport]":
    """Return the person's own imports, newest first."""
    return (
        CustomerImport.objects.visible_to(user).select_related("file").order_by("-created_at", "-pk")[:PAGE]
    )


def job_of(batch: CustomerImport) -> Job | None:
    """Return the job that works on the import now; None while it waits for a person."""
    kind = WORKING.get(CustomerImport.State(batch.state))
    return Job.objects.filter(key=f"{kind}:{batch.pk}:{batch.attempt}").first() if kind else None


def samples_of(batch: CustomerImport) -> list[list[str]]:
    """Return of each column its first cells that hold something."""
    rows = list(batch.rows.order_by("number").values_list("cells", flat=True)[:30])
    found = []
    for place in range(len(batch.columns)):
        cells = (as_text(row[place]) for row in rows if place < len(row))
        found.append([cell[:60] for cell in cells if cell][:SAMPLES])
    return found


def count_rows(batch: CustomerImport, user: User) -> dict[str, int]:
    """Return how many rows there are of each sort that one may look at. One query.

    Of colleagues' customers never more than a lookup shows within an hour (trust.md D3).
    """
    kinds = _kinds(user)
    counted: dict[str, int] = batch.rows.aggregate(
        **{name: Count("pk", filter=kind) for name, kind in kinds.items()}
    )
    most = policy.get(LOOKUP, LookupPolicy).colleagues_per_hour
    return counted | {COLLEAGUES: min(counted[COLLEAGUES], most)}


def count_results(batch: CustomerImport) -> dict[str, int]:
    """Return how many rows ended how, by state."""
    counted = batch.rows.order_by().values_list("state").annotate(count=Count("pk"))
    return dict(counted)


def _kinds(user: User) -> dict[str, Q]:
    scope = scope_of(user)
    theirs = Q(matched__isnull=False)
    if scope.sees_all:
        theirs &= Q(pk=None)
    else:
        pool = Q(matched__owner__isnull=True) if scope.sees_pool else Q(pk=None)
        theirs &= ~(Q(matched__owner__in=scope.people) | Q(matched__in=scope.shared) | pool)
    return {
        ALL: Q(),
        PROBLEMS: ~Q(problems=[]),
        THERE: Q(matched__isnull=False) & ~theirs,
        COLLEAGUES: theirs,
        LEFT_OUT: Q(decision=Decision.SKIP),
    }


def look_through(batch: CustomerImport, *, user: User, show: str, begin: int, at: datetime) -> LookThrough:
    """Return a page of the rows behind number `begin`, of the sort `show`."""
    kinds = _kinds(user)
    show = show if show in kinds else ALL
    rows = batch.rows.filter(kinds[show], number__gt=begin).select_related("matched__owner")
    page = list(rows.order_by("number")[: PAGE + 1])
    columns = [(place, column["heading"]) for place, column in enumerate(batch.columns) if column["field"]]
    told = show_rows(page[:PAGE], columns, user, at)
    after = page[PAGE - 1].number if len(page) > PAGE else None
    return LookThrough(told, columns, count_rows(batch, user), show, after)


def show_rows(
    rows: Sequence[ImportRow], columns: Sequence[tuple[int, str]], user: User, at: datetime
) -> list[Row]:
    """Return rows in words. Of colleagues' customers no more are told within an hour than a lookup tells (trust.md D3)."""
    scope = scope_of(user, at)
    matched = {row.matched.pk: row.matched.owner_id for row in rows if row.matched}
    theirs = {pk for pk, owner_id in matched.items() if not scope.covers(owner_id, pk)}
    withheld = theirs - lookup.allow_masked(user=user, ids=theirs, at=at) if theirs else set()
    return [_show_row(row, columns, user, is_withheld=row.matched_id in withheld) for row in rows]


def _show_row(row: ImportRow, columns: Sequence[tuple[int, str]], user: User, *, is_withheld: bool) -> Row:
    wrong = {place: str(PROBLEM_WORDS.get(code, code)) for place, code in row.problems}
    cells = [Cell(place, as_text(row.cell(place)), wrong.get(place, "")) for place, _heading in columns]
    owner_id = row.matched.owner_id if row.matched else None
    is_visible = row.matched is not None and scope_of(user).covers(owner_id, row.matched_id)
    general = [words for place, words in wrong.items() if place is None]
    percent = round(row.certainty * 100) if is_visible else 0
    return Row(row, cells, general, None if is_withheld else row.matched, is_visible, percent)


def look_up_row(row: ImportRow, user: User, at: datetime) -> dict[str, Any]:
    """Return who a row may be as a lookup tells it: `matches` with whether it is the user's to change, and `withheld`."""
    said = row.read
    subject = subject_of(said.get("customer", {}), said.get("contacts", ()))
    found = lookup.look_up(user=user, subject=subject, at=at)
    people = scope_of(user, at).people
    matches = [
        (
            match,
            round(match.certainty * 100),
            match.is_visible and match.owner is not None and match.owner.pk in people,
        )
        for match in found.matches
    ]
    return {"matches": matches, "withheld": found.withheld}


def refused_rows(batch: CustomerImport) -> "QuerySet[ImportRow]":
    """Return the rows that were refused, in their order."""
    return batch.rows.filter(state=State.REFUSED).order_by("number")


def word_subject(row: ImportRow) -> str:
    """Return whom the row speaks of, as far as it says."""
    said = row.read.get("customer", {})
    people = [person.get("contact_name", "") for person in row.read.get("contacts", ())]
    return next(filter(None, (said.get("name"), said.get("local_name"), *people)), "")


def word_refusal(row: ImportRow) -> str:
    """Return why the row was refused."""
    return str(ROW_REFUSALS.get(row.refusal, row.refusal or _("Not taken in")))
