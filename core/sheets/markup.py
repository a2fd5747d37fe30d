"""Tables written as HTML under a spreadsheet's name: what many platforms call an Excel export."""

from html.parser import HTMLParser

from core.sheets.limits import COLUMNS, HEAD_ROWS, ROWS, SheetRefused

CELLS = ("td", "th")


class TableReader(HTMLParser):
    """Collects the rows of every table; a table inside a table is part of its cell's text."""

    def __init__(self) -> None:
        super().__init__(convert_charrefs=True)
        self.rows: list[list[str]] = []
        self._row: list[str] | None = None
        self._cell: list[str] | None = None
        self._depth = 0

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        if tag == "table":
            self._depth += 1
        elif tag == "tr" and self._depth == 1:
            self._end_row()
            self._row = []
        elif tag in CELLS and self._row is not None and self._depth == 1:
            self._end_cell()
            self._cell = []
        elif tag == "br" and self._cell is not None:
            self._cell.append("\n")

    def handle_endtag(self, tag: str) -> None:
        if tag == "table":
            if self._depth == 1:
                self._end_row()
            self._depth = max(0, self._depth - 1)
        elif tag == "tr" and self._depth == 1:
            self._end_row()
        elif tag in CELLS and self._depth == 1:
            self._end_cell()

    def handle_data(self, data: str) -> None:
        if self._cell is not None:
            self._cell.append(data)

    def close(self) -> None:
        super().close()
        self._end_row()

    def _end_cell(self) -> None:
        if self._cell is not None and self._row is not None:
            self._row.append("".join(self._cell).strip())
            if len(self._row) > COLUMNS:
                raise SheetRefused("too_many_columns", limit=COLUMNS)
        self._cell = None

    def _end_row(self) -> None:
        self._end_cell()
        if self._row:
            self.rows.append(self._row)
            if len(self.rows) > ROWS + HEAD_ROWS:
                raise SheetRefused("too_many_rows", limit=ROWS)
        self._row = None


def read_tables(text: str) -> list[list[str]]:
    """Return the rows of the text's tables, one below the other. Raises SheetRefused when there are none or too many."""
    reader = TableReader()
    reader.feed(text)
    reader.close()
    if not reader.rows:
        raise SheetRefused("unknown_kind")
    return reader.rows
