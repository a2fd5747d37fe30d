"""With how many rows each page's statements are counted: the same for few and for many (P5)."""

import os

ROWS = [int(rows) for rows in os.environ.get("BUDGET_ROWS", "1,3").split(",")]
