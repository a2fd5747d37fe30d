"""The first step of taking in a price list, as a job: the workbook is read, and what each row changes is worked out."""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import asdict, dataclass
from datetime import datetime
from functools import partial
from itertools import islice
from pathlib import Path
from typing import Any

from django.core.files.uploadedfile import SimpleUploadedFile

from catalogue.domain.importing.columns import Column, known_headings, match_columns
from catalogue.domain.importing.rows import JOINED, Problem, RowRead, read_row
from catalogue.models import Category, ProductImport, ProductImportPicture, ProductImportRow
from catalogue.services.import_planning import WARNINGS, Fate, held_for, plan_row
from core.files import store_file
from core.jobs import Part, Parts
from core.pictures.reading import PictureRefused, ReadPicture, read_picture
from core.sheets.cells import as_text
from core.sheets.headings import best_sheet, find_header, is_header
from core.sheets.limits import SheetRefused
from core.sheets.reading import Row, Workbook, read_file

LOOKED_AT = 200
ROWS_AT_ONCE = 25
CELL_SHOWN = 200
State = ProductImport.State


@dataclass
class Article:
    """The rows of one article, the first of which counts, with what they say and the pictures that lie on them."""

    number: int
    read: RowRead
    cells: list[Any]
    paths: list[Path]


def read_price_list(*, batch: ProductImport, at: datetime, cursor: int | None) -> Parts:
    """Read the rows with their pictures into the database, each with what it changes. `cursor`: the last row that is there."""
    try:
        with read_file(batch.file.file.path, with_pictures=True) as book:
            yield from _read(batch, book, at, cursor or 0)
    except SheetRefused as refused:
        refusal = {"code": refused.code, **refused.values}
        yield Part(0, 0, 0, partial(move_on, batch, state=State.REFUSED, refusal=refusal))
    return {}


def move_on(batch: ProductImport, **values: Any) -> bool:
    """Bring the import into its next state, once: a step that is done a second time finds it gone on, and changes nothing."""
    here = ProductImport.objects.filter(pk=batch.pk, state=batch.state, attempt=batch.attempt)
    return bool(here.update(**values))


def _read(batch: ProductImport, book: Workbook, at: datetime, begin: int) -> Iterator[Part]:
    sheet = best_sheet(book.rows(), known_headings()) if batch.sheet is None else batch.sheet
    head = list(islice(book.rows(sheet), LOOKED_AT))
    if not head:
        raise SheetRefused("empty")
    header = head[find_header([row.cells for row in head], known_headings())]
    width = max(len(row.cells) for row in head)
    columns = [Column(**column) for column in batch.columns] or match_columns(header.cells, width)
    end = {
        "sheets": book.sheets, "sheet": sheet, "header_row": header.number, "state": State.REVIEW,
        "columns": [asdict(column) for column in columns],
    }  # fmt: skip
    done = total = 0
    if any(column.field == "model_number" for column in columns):
        total = sum(1 for row in book.rows(sheet) if row.number > header.number)
        reader = _Reader(batch, columns)
        articles = reader.articles(_data(book, sheet, header), book.pictures(sheet))
        while chunk := list(islice(articles, ROWS_AT_ONCE)):
            done += len(chunk)
            fresh = [article for article in chunk if article.number > begin]
            if fresh:
                yield Part(
                    fresh[-1].number, done, total, partial(_add_rows, batch, reader.planned(fresh), at)
                )
    yield Part(10**9, total, total, partial(move_on, batch, **end))


def _data(book: Workbook, sheet: int, header: Row) -> Iterator[Row]:
    return (
        row
        for row in book.rows(sheet)
        if row.number > header.number and not is_header(row.cells, known_headings())
    )


class _Reader:
    """Reads the rows in their order: a title may name the category of what follows, a model stands but once."""

    def __init__(self, batch: ProductImport, columns: Sequence[Column]) -> None:
        self.batch, self.columns = batch, columns
        self.categories = {
            _fold(name): category.pk
            for category in Category.objects.all()
            for name in (category.name_zh, category.name_en)
        }
        self.below: int | None = None
        self.seen: set[str] = set()

    def articles(self, rows: Iterable[Row], placed: Mapping[int, list[Path]]) -> Iterator[Article]:
        """Yield the articles: rows of the same model, one below the other, are one; titles are none."""
        article: Article | None = None
        on_rows = _Placed(placed)
        for row in rows:
            read = read_row(row.cells, self.columns, self.batch.currency)
            paths = on_rows.until(row.number)
            if article and read.values.get("model_number") == article.read.values.get("model_number", ""):
                _join(article.read, read)
                article.paths += paths + on_rows.at(row.number)
                continue
            if article:
                article.paths += paths
                yield self._finished(article)
            article = None
            on_row = on_rows.at(row.number)
            if read.is_title and not on_row:
                self.below = self.categories.get(_fold(_only_text(row.cells)), None)
            else:
                article = Article(row.number, read, row.cells, on_row)
        if article:
            article.paths += on_rows.until(10**9)
            yield self._finished(article)

    def _finished(self, article: Article) -> Article:
        """Say what is wrong with an article among the others."""
        read, model = article.read, article.read.values.get("model_number", "").upper()
        if model in self.seen:
            read.problems.append(Problem(None, "twice"))
        if model:
            self.seen.add(model)
        if read.category:
            found = self.categories.get(_fold(read.category))
            if found is None:
                read.problems.append(Problem(self._place("category"), "no_category"))
            read.values["category"] = found
        else:
            read.values["category"] = self.below or self.batch.category_id
        return article

    def _place(self, name: str) -> int | None:
        return next((place for place, column in enumerate(self.columns) if column.field == name), None)

    def planned(self, articles: Sequence[Article]) -> list[tuple[ProductImportRow, list[ReadPicture]]]:
        """Return the rows as they will stand there, each with the pictures that are new."""
        held = held_for((one.read.values.get("model_number", "") for one in articles), self.batch)
        return [self._planned(article, held) for article in articles]

    def _planned(self, article: Article, held: Any) -> tuple[ProductImportRow, list[ReadPicture]]:
        read = article.read
        pictures = _read_pictures(article)
        told = {**asdict(read)}
        told.pop("problems"), told.pop("is_title")
        plan = plan_row(told, [digest for digest, _one in pictures], held, self.batch)
        problems = [[one.place, one.code] for one in read.problems] + plan.problems
        if plan.fate == Fate.NEW and "model_number" in read.values:
            problems += _missing_of_new(read)
        problems = [problem for place, problem in enumerate(problems) if problem not in problems[:place]]
        is_refused = any(code not in WARNINGS for _place, code in problems)
        product = held.products.get(read.values.get("model_number", "").upper())
        row = ProductImportRow(
            batch=self.batch, number=article.number, model_number=read.values.get("model_number", "")[:40], told=told,
            cells={
                str(place): [self.columns[place].heading, as_text(article.cells[place])[:CELL_SHOWN]]
                for place, _code in problems if place is not None and place < len(article.cells)
            },
            problems=problems, fate=Fate.REFUSED if is_refused else plan.fate, changes={} if is_refused else plan.changes,
            version=product.version if product else 0, product=product,
        )  # fmt: skip
        fresh = dict(pictures)
        return row, [] if is_refused else [fresh[digest] for digest in plan.pictures]


class _Placed:
    """The pictures by row: one that lies on an empty row belongs to the article above it."""

    def __init__(self, placed: Mapping[int, list[Path]]) -> None:
        self.left = sorted(placed.items())
        self.begun = False

    def until(self, number: int) -> list[Path]:
        """Take those above row `number`; what lies above the first row of the data is no article's."""
        found: list[Path] = []
        while self.left and self.left[0][0] < number:
            found += self.left.pop(0)[1]
        is_ours, self.begun = self.begun, True
        return found if is_ours else []

    def at(self, number: int) -> list[Path]:
        """Take those on row `number`."""
        return self.left.pop(0)[1] if self.left and self.left[0][0] == number else []


def _only_text(cells: Sequence[Any]) -> str:
    return next((text for cell in cells if (text := as_text(cell))), "")


def _fold(name: str) -> str:
    return "".join(name.casefold().split())


def _join(first: RowRead, more: RowRead) -> None:
    """Add what a further row of the same article says: what the first leaves out, and more of what may be said in several."""
    for name, value in more.values.items():
        before = first.values.get(name)
        field_name = name.removesuffix("_zh").removesuffix("_en")
        if before is None:
            first.values[name] = value
        elif field_name in JOINED and str(value) not in str(before):
            first.values[name] = f"{before}{JOINED[field_name]}{value}"
    for currency, amount in more.prices.items():
        if first.prices.setdefault(currency, amount) != amount:
            first.problems.append(Problem(None, "two_prices"))
    first.certificates += [name for name in more.certificates if name not in first.certificates]
    first.problems += [problem for problem in more.problems if problem not in first.problems]
    first.category, first.material = first.category or more.category, first.material or more.material


def _missing_of_new(read: RowRead) -> list[list[Any]]:
    """What a product cannot be entered without: a name, in whichever language, and its category."""
    missing: list[list[Any]] = []
    if not (read.values.get("name_zh") or read.values.get("name_en")):
        missing.append([None, "no_name"])
    if read.values.get("category") is None and not read.category:
        missing.append([None, "needs_category"])
    return missing


def _read_pictures(article: Article) -> list[tuple[str, ReadPicture]]:
    """Write the row's pictures anew; one that is none is told, and the row is taken in without it."""
    found: dict[str, ReadPicture] = {}
    for path in article.paths:
        content = path.read_bytes()  # empty where it was above the limit
        try:
            read = read_picture(SimpleUploadedFile(path.name, content))
        except PictureRefused as refused:
            is_large = not content or refused.code == "too_large"
            article.read.problems.append(Problem(None, "picture_too_large" if is_large else refused.code))
        else:
            found.setdefault(read.digest, read)
    return list(found.items())


def _add_rows(
    batch: ProductImport, planned: Sequence[tuple[ProductImportRow, list[ReadPicture]]], at: datetime
) -> None:
    ProductImportRow.objects.bulk_create([row for row, _pictures in planned])
    ProductImportPicture.objects.bulk_create(
        [
            ProductImportPicture(
                row=row, width=one.width, height=one.height,
                **{name: _store(batch, row, content, at) for name, content in (("file", one.content), ("thumbnail", one.small))},
            )
            for row, pictures in planned for one in pictures
        ]
    )  # fmt: skip


def _store(batch: ProductImport, row: ProductImportRow, content: bytes, at: datetime) -> Any:
    upload = SimpleUploadedFile(f"{row.model_number or 'picture'}.jpg", content)
    return store_file(upload, actor=batch.worked_by, at=at)
