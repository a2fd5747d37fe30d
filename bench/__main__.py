"""Measure the product beside the floor and print ratios.

`make bench`, or

    python -m tools.services -- python -m bench [--sizes 1000,10000,100000] [--requests 30] [--only TEXT]

Needs an own PostgreSQL in DATABASE_URL: for each size a database is made in it and filled with the demo. Nothing here
passes or fails: the figures are for people to read (design: speed.md).
"""

import argparse
import json
import os
import subprocess
import sys
import tempfile
import time
from collections.abc import Sequence
from pathlib import Path
from urllib.parse import urlsplit, urlunsplit

import psycopg

from bench.client import Client
from bench.facts import read_facts
from bench.measuring import Figure, measure, requests_per_second
from bench.servers import Server, serve
from bench.weight import weigh
from bench.works import BOSS, SELLER, list_works
from tradecrm.demo.sign_in import PASSWORD

PAGES = ("/", "/customers/", "/inquiries/", "/inquiries/new/")


def main() -> None:
    """Fill, serve, measure, print."""
    options = _read_options()
    url = os.environ.get("DATABASE_URL", "")
    if not url.startswith("postgres"):
        sys.exit("The bench needs PostgreSQL: python -m tools.services -- python -m bench")
    _run(["-m", "tradecrm.dev.prepare", "--static"], url)
    tables: dict[int, list[Figure]] = {}
    with tempfile.TemporaryDirectory(prefix="tradecrm-bench-") as folder:
        log = Path(folder) / "servers.log"
        for size in options.sizes:
            database = _fill(url, size)
            tables[size] = _measure_size(database, size, log, options)
            _say_nightly(database)
            _say_sheets(database, options.rows)
    _say_growth(tables)


def _read_options() -> argparse.Namespace:
    parser = argparse.ArgumentParser(prog="python -m bench")
    parser.add_argument(
        "--sizes", type=lambda text: [int(part) for part in text.split(",")], default=[1000, 10_000, 100_000]
    )
    parser.add_argument("--requests", type=int, default=30)
    parser.add_argument("--rows", type=int, default=20_000, help="rows of the import")
    parser.add_argument("--only", default="", help="only works whose name holds this")
    return parser.parse_args()


def _fill(url: str, size: int) -> str:
    """Make a database of that many customers in the server of `url`; return its URL."""
    name = f"bench_{size}"
    with psycopg.connect(url, autocommit=True) as connection:
        connection.execute(f"CREATE DATABASE {name}")
    database = urlunsplit(urlsplit(url)._replace(path=f"/{name}"))
    print(f"→ {size:,} customers …", file=sys.stderr, flush=True)
    begun = time.monotonic()
    _run(["manage.py", "migrate", "-v0"], database)
    _run(["manage.py", "seed_demo", "--scale", str(size)], database)
    _run(["-m", "bench.selling"], database)
    with psycopg.connect(database, autocommit=True) as connection:
        connection.execute(
            "CREATE TABLE floor_note (id bigserial PRIMARY KEY, customer_id bigint, text text, at timestamptz)"
        )
        connection.execute("VACUUM ANALYZE")
    print(f"→ filled in {time.monotonic() - begun:.0f} s", file=sys.stderr, flush=True)
    return database


def _run(arguments: Sequence[str], database: str) -> str:
    environment = os.environ | {
        "DATABASE_URL": database,
        "SECRET_KEY": os.environ.get("SECRET_KEY") or "bench-" * 9,
    }
    done = subprocess.run(
        [sys.executable, *arguments], env=environment, stdout=subprocess.PIPE, text=True, check=False
    )
    if done.returncode:
        sys.exit(f"{' '.join(arguments)} failed")
    return done.stdout


def _signed_in(server: Server, who: str) -> Client:
    client = Client(server.port)
    client.sign_in(who, PASSWORD)
    return client


def _measure_size(database: str, size: int, log: Path, options: argparse.Namespace) -> list[Figure]:
    works = [work for work in list_works(read_facts(database, SELLER)) if options.only in work.name]
    with serve("floor", database, log) as floor, serve("product", database, log) as product:
        clients = {who: (_signed_in(floor, who), _signed_in(product, who)) for who in (SELLER, BOSS)}
        figures = [measure(work, *clients[work.who], options.requests) for work in works]
        _say_table(size, figures)
        print(
            f"\nMemory of a worker: {product.worker_megabytes():.0f} MB (target 150), floor {floor.worker_megabytes():.0f} MB"
        )
        _say_weights(clients[SELLER][1])
    _say_load(database, log)
    return figures


def _say_table(size: int, figures: list[Figure]) -> None:
    print(f"\n{size:,} customers: product ÷ floor\n")
    print(f"| {'work':<34} | median | CPU   | p95   | target | statements | in database, ms | kB (gzip) |")
    print(f"|{'-' * 36}|--------|-------|-------|--------|------------|-----------------|-----------|")
    for figure in figures:
        if figure.answer is None:
            print(f"| {figure.work.name:<34} | {figure.problem}")
            continue
        answer = figure.answer
        print(
            f"| {figure.work.name:<34} | {figure.ratio:6.2f} | {figure.cpu_ratio:5.2f} | {figure.p95_ratio:5.2f} | {figure.work.target:6.1f} | "
            f"{answer.statements:10d} | {answer.database_ms:15.1f} | {answer.compressed / 1024:9.1f} |"
        )


def _say_weights(client: Client) -> None:
    for path in PAGES:
        first, later = weigh(client, path)
        print(f"Weight of {path}: first visit {first:.0f} kB (target 250), later {later:.0f} kB (target 30)")


def _say_load(database: str, log: Path) -> None:
    """Eight at once on two workers, the list; floor and product in turn, twice."""
    with (
        serve("floor", database, log, workers=2) as floor,
        serve("product", database, log, workers=2) as product,
    ):
        clients = [_signed_in(server, SELLER) for server in (floor, product)]
        rounds = [[requests_per_second(client, "/customers/") for client in clients] for _ in range(3)]
    ratio = sorted(ours / theirs for theirs, ours in rounds)[1]
    print(f"Requests a second, 8 at once, 2 workers, list: {ratio:.2f} of the floor's (target 0.50)")


def _say_nightly(database: str) -> None:
    changed, ours, bare = _run(["-m", "bench.nightly"], database).split()
    ratio = float(ours) / float(bare)
    print(
        f"All due dates of {int(changed):,} customers: {ratio:.1f} times a bare UPDATE of these rows (target 3)"
    )


def _say_sheets(database: str, rows: int) -> None:
    """Import and export: the workers' part of bringing customers in and taking them out."""
    made = json.loads(_run(["-m", "bench.exporting"], database))
    print(
        f"Export of {made['rows']:,} customers: {made['ratio']:.1f} times a bare openpyxl sheet of the same cells (target 1.5), "
        f"{made['megabytes']} MB more memory"
    )
    taken = json.loads(_run(["-m", "bench.importing", str(rows)], database))
    print(
        f"Import of {rows:,} rows, each looked up: {taken['ratio']:.0f} times parsing and a bare insert (target 3), "
        f"{taken['ratio with keys']:.1f} times these and writing the {taken['keys']:,} lookup keys ({taken['bare keys']:.0f} s); "
        f"reading {taken['reading']:.0f} s, checking {taken['checking']:.0f} s, taking in {taken['taking in']:.0f} s, "
        f"undoing {taken['undoing']:.0f} s"
    )


def _say_growth(tables: dict[int, list[Figure]]) -> None:
    """Each work's ratio at each size ÷ its ratio at the smallest: the floor ran in turn with it, under the same load."""
    sizes = sorted(tables)
    if len(sizes) < 2:
        return
    print("\nGrowth: product ÷ floor at this size ÷ the same at the smallest (target 1.3 up to 100,000)\n")
    print(f"| {'work':<34} | " + " | ".join(f"{size:>9,}" for size in sizes) + " |")
    print(f"|{'-' * 36}|" + "|".join("-" * 11 for _ in sizes) + "|")
    for rows in zip(*(tables[size] for size in sizes), strict=True):
        if all(row.answer for row in rows):
            cells = [row.ratio / rows[0].ratio for row in rows]
            print(f"| {rows[0].work.name:<34} | " + " | ".join(f"{cell:9.2f}" for cell in cells) + " |")


if __name__ == "__main__":
    main()
