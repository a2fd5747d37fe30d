"""With how many rows each page's statements are counted: the same for few and for many (P5)."""

import os

ROWS = [int(rows) for rows in os.environ.get("BUDGET_ROWS", "1,3").split(",")]

# Keys of pages as nobody's list writes them.
STRANGE_KEYS = (
    "2026-11-16~1", "2026-11-16T00:00:00+00:00~x", "9999-12-31T23:59:59-23:59~1", "0001-01-01T00:00:00+14:00~1",
    "9999-12-31T23:59:59Z~1", "2026-11-16T00:00:00+00:00~999999999999999999", "~1", "x~y", "\x00~1",
)  # fmt: skip
