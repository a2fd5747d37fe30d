"""What a spreadsheet may be at most (trust.md U5), and why one is refused."""

ROWS = 100_000
HEAD_ROWS = 1_000  # titles above the data are no rows of it
COLUMNS = 200
SHEETS = 100
ARCHIVE_MEMBERS = 2_000
UNPACKED_BYTES = 200 * 2**20
PICTURES = 1_000
PICTURE_BYTES = 20 * 2**20
MEMORY_BYTES = 420 * 2**20
CPU_SECONDS = 60
WALL_SECONDS = 90


class SheetRefused(ValueError):
    """A file that is not read. `code` says why; `values` what its message names (sheet, number, limit).

    Codes: empty, unknown_kind, encrypted, broken, too_many_rows, too_many_columns, too_many_sheets, too_large, too_slow,
    old_markup, too_many_pictures.
    """

    def __init__(self, code: str, **values: object) -> None:
        super().__init__(code)
        self.code, self.values = code, values
