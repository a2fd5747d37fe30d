"""Measuring in turn, floor and product: A B A B, so that a noisy machine disturbs both alike."""

import statistics
import time
from collections.abc import Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass

from bench.client import Answer, Client
from bench.works import Work

WARM_UP = 4


@dataclass(frozen=True)
class Figure:
    """What one work cost on one size of data."""

    work: Work
    median: float
    floor_median: float
    p95: float
    floor_p95: float
    cpu: float
    floor_cpu: float
    answer: Answer | None
    problem: str = ""

    @property
    def ratio(self) -> float:
        return self.median / self.floor_median

    @property
    def cpu_ratio(self) -> float:
        return self.cpu / self.floor_cpu

    @property
    def p95_ratio(self) -> float:
        return self.p95 / self.floor_p95


def p95(values: Sequence[float]) -> float:
    return sorted(values)[max(int(len(values) * 0.95) - 1, 0)]


def measure(work: Work, floor: Client, product: Client, requests: int) -> Figure:
    """Ask both in turn; a work that does not answer as expected says so instead of a figure."""
    for _ in range(WARM_UP):
        answer = work.product(product)
        work.floor(floor)
    if answer.status not in work.expects:
        return Figure(work, 0, 1, 0, 1, 0, 1, None, f"answered {answer.status}")
    ours: list[Answer] = []
    theirs: list[Answer] = []
    for _ in range(requests):
        theirs.append(work.floor(floor))
        ours.append(work.product(product))
    seen, floor_seen = ([answer.milliseconds for answer in answers] for answers in (ours, theirs))
    spent, floor_spent = (
        statistics.median(answer.cpu_ms for answer in answers) for answers in (ours, theirs)
    )
    medians = (statistics.median(seen), statistics.median(floor_seen))
    return Figure(work, *medians, p95(seen), p95(floor_seen), spent, floor_spent, ours[-1])


def requests_per_second(client: Client, path: str, *, at_once: int = 8, requests: int = 160) -> float:
    """Return how many answers a second come when `at_once` ask at the same time."""
    begun = time.perf_counter()
    with ThreadPoolExecutor(at_once) as pool:
        answers = list(pool.map(lambda _number: client.get(path), range(requests)))
    spent = time.perf_counter() - begun
    failed = [answer.status for answer in answers if answer.status != 200]
    if failed:
        raise RuntimeError(f"{path} answered {failed[:3]} under load")
    return requests / spent
