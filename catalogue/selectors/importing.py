"""What the pages of a price list show."""

from dataclasses import dataclass
from typing import Any

from django.db.models import Count, Q

from catalogue.models import ProductImport, ProductImportPicture, ProductImportRow
from catalogue.selectors.import_words import word_change, word_problem
from catalogue.services.importing import job_key
from catalogue.services.products import FIELDS
from core.models import Job
from core.sheets.headings import letter_of

Fate, RowState = ProductImportRow.Fate, ProductImportRow.State
PAGE = 50
NEWEST = 30
WORKING = (ProductImport.State.READING, ProductImport.State.TAKING_IN, ProductImport.State.UNDOING)
ALL, DOUBTFUL = "", "doubtful"
SHOWS = (ALL, *Fate.values, DOUBTFUL)


@dataclass(frozen=True)
class Line:
    """A row as it is shown: what changes ([what, before, after]), and what is wrong ([where, cell, why])."""

    row: ProductImportRow
    name: str
    changes: list[tuple[str, str, str]]
    problems: list[tuple[str, str, str]]
    pictures: list[ProductImportPicture]


@dataclass(frozen=True)
class LookThrough:
    """A page of rows; `after` is the number of its last one where there are more."""

    lines: list[Line]
    counts: dict[str, int]
    show: str
    after: int | None


def list_imports(user: Any) -> list[ProductImport]:
    """Return the newest price lists that `user` sees: one query."""
    return list(ProductImport.objects.visible_to(user).select_related("file", "created_by")[:NEWEST])


def job_of(batch: ProductImport) -> Job | None:
    """Return the job that works on the import now; None while it waits for a person."""
    key = job_key(batch)
    return Job.objects.filter(key=key).first() if key else None


def look_through(batch: ProductImport, *, show: str, begin: int) -> LookThrough:
    """Return a page of the rows behind number `begin`, of the sort `show`. Three queries."""
    show = show if show in SHOWS else ALL
    kinds = {ALL: Q(), DOUBTFUL: ~Q(problems=[]) & ~Q(fate=Fate.REFUSED)} | {
        fate: Q(fate=fate) for fate in Fate.values
    }
    counts = batch.rows.aggregate(**{f"n_{name}": Count("pk", filter=kind) for name, kind in kinds.items()})
    rows = (
        batch.rows.filter(kinds[show], number__gt=begin)
        .select_related("product")
        .prefetch_related("pictures")
    )
    found = list(rows.order_by("number")[: PAGE + 1])
    after = found[PAGE - 1].number if len(found) > PAGE else None
    return LookThrough(
        [_line(row) for row in found[:PAGE]], {name: counts[f"n_{name}"] for name in kinds}, show, after
    )


def _line(row: ProductImportRow) -> Line:
    values = row.told.get("values", {})
    name = values.get("name_zh") or values.get("name_en") or (row.product.name if row.product else "")
    told = sorted((what for what in row.changes if what != "model_number"), key=_place_of)
    changes = [word_change(what, *row.changes[what]) for what in told]
    return Line(row, name, changes, [_problem(row, *one) for one in row.problems], list(row.pictures.all()))


def _place_of(what: str) -> tuple[int, str]:
    """In the order of a product's form; prices, papers and pictures behind."""
    return (FIELDS.index(what) if what in FIELDS else len(FIELDS), what)


def _problem(row: ProductImportRow, place: int | None, code: str) -> tuple[str, str, str]:
    """Where (column letter and heading), what stands there, and why that will not do."""
    heading, text = row.cells.get(str(place), ("", "")) if place is not None else ("", "")
    where = f"{letter_of(place)}{row.number} {heading}" if place is not None else ""
    return where, text, word_problem(code)


def picture_of(batch: ProductImport, pk: int) -> ProductImportPicture | None:
    """Return a picture that lies on one of the import's rows."""
    rows = ProductImportPicture.objects.filter(row__batch=batch).select_related("thumbnail")
    return rows.filter(pk=pk).first() if pk < 2**63 else None


def report(batch: ProductImport) -> dict[str, Any]:
    """Return how the rows ended: counts by state, those refused by now or before, those kept. Three queries."""
    states = dict(batch.rows.order_by().values_list("state").annotate(count=Count("pk")))
    refused = batch.rows.filter(Q(fate=Fate.REFUSED) | Q(state=RowState.REFUSED)).order_by("number")
    kept = batch.rows.filter(state=RowState.KEPT).select_related("product").order_by("number")
    return {
        "counts": states,
        "same": batch.rows.filter(fate=Fate.SAME).count(),
        "refused": [(row, _line(row), word_problem(row.refusal) if row.refusal else "") for row in refused[:PAGE].prefetch_related("pictures")],
        "refused_count": refused.count(),
        "kept": list(kept[:PAGE]),
    }  # fmt: skip
