"""Two people at once, on PostgreSQL with real row locks and on SQLite as a file (C1, C2, C5, C6, C7)."""

import json
import os
import subprocess
import sys
from pathlib import Path

import pytest
from django.conf import settings
from django.test import override_settings

from tests.security import clicks, races

ROUNDS = 20
CLICKED = 3  # rounds, of thirty forms each


@pytest.mark.postgres
@pytest.mark.slow
@pytest.mark.django_db(transaction=True)
def test_two_sales_who_log_the_same_buyer_make_one_customer() -> None:
    tally = races.race_same_buyer(races.make_people(), ROUNDS)
    assert [tally.rounds, tally.problems] == [ROUNDS, []]


@pytest.mark.postgres
@pytest.mark.slow
@pytest.mark.django_db(transaction=True)
def test_two_who_claim_the_same_customers_share_them_within_their_numbers() -> None:
    tally = races.race_claims(ROUNDS)
    assert [tally.rounds, tally.problems] == [ROUNDS, []]


@pytest.mark.postgres
@pytest.mark.slow
@pytest.mark.django_db(transaction=True)
def test_five_clicks_make_one_thing_and_lead_to_one_page() -> None:
    tally = clicks.race_double_click(CLICKED)
    assert [tally.rounds, tally.problems] == [CLICKED, []]


@pytest.mark.postgres
@pytest.mark.slow
@pytest.mark.django_db(transaction=True)
def test_second_tab_is_shown_the_difference_and_overwrites_nothing() -> None:
    tally = races.race_two_tabs(races.make_people()[0], ROUNDS)
    assert [tally.rounds, tally.problems] == [ROUNDS, []]


@pytest.mark.postgres
@pytest.mark.slow
@pytest.mark.django_db(transaction=True)
def test_crossed_merges_leave_one_customer_and_every_child(tmp_path: Path) -> None:
    """MERGES sets how many rounds: 200 when the figure is asked for."""
    rounds = int(os.environ.get("MERGES", ROUNDS))
    with override_settings(MEDIA_ROOT=tmp_path):
        tally = races.race_crossed_merges(races.make_leaders(), rounds)
    assert [tally.rounds, tally.problems] == [rounds, []]


@pytest.mark.slow
def test_races_on_a_sqlite_file(tmp_path: Path) -> None:
    """In a process of its own: the file, the journal and the locks of the embedded edition."""
    environment = {**os.environ, "DATABASE_URL": f"sqlite:///{tmp_path / 'races.sqlite3'}"}
    command = [sys.executable, "-m", "tests.security.races", str(ROUNDS // 2)]
    done = subprocess.run(
        command,
        cwd=settings.BASE_DIR,
        env=environment,
        capture_output=True,
        text=True,
        check=False,
    )
    assert done.stdout, done.stderr
    counts = json.loads(done.stdout.splitlines()[-1])
    names = ("C1", "C2", "C5", "C6", "C7")
    assert {name: one["problems"] for name, one in counts.items()} == {name: [] for name in names}
