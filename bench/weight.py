"""The weight of a page: what the first visit and a later one bring over the line, compressed."""

import gzip
import re

from bench.client import Client

ASSETS = re.compile(r'(?:href|src)="(/static/[^"#]+)"')


def weigh(client: Client, path: str) -> tuple[float, float]:
    """Return kilobytes of the first visit (page and its assets) and of a later one (the page alone)."""
    page = client.get(path)
    assets = {found for found in ASSETS.findall(page.body.decode()) if not found.endswith((".png", ".ico"))}
    files = sum(len(gzip.compress(client.get(asset).body)) for asset in sorted(assets))
    return (page.compressed + files) / 1024, page.compressed / 1024
