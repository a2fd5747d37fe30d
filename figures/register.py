"""Which figure is proved by which tests or program. The code of a proof stands once: in the tests."""

from collections.abc import Callable
from dataclasses import dataclass, field
from typing import Any

SECURITY = "tests/security/"


@dataclass(frozen=True)
class Figure:
    """A figure: its id in trust.md, what must be reached, and how: `tests` (arguments of pytest) or `program`.

    `program` returns (value, ok) and runs against real processes. `environment` sizes the run up. One that is
    `on_demand` takes an hour of the machine: it runs when it is named.
    """

    id: str
    target: str
    tests: tuple[str, ...] = ()
    program: str = ""
    environment: dict[str, str] = field(default_factory=dict)
    on_demand: bool = False


Program = Callable[[], tuple[dict[str, Any], bool]]

FIGURES: tuple[Figure, ...] = (
    Figure("Z1", "0 leaks, every route declared", (SECURITY + "test_matrix.py",), environment={"MATRIX": "whole"}),
    Figure("Z2", "refused requests write nothing", (SECURITY + "test_matrix.py", "-k", "test_matrix"), environment={"MATRIX": "whole"}),
    Figure("Z3", "0 foreign ids accepted", (SECURITY + "test_bodies.py", "-k", "foreign or bulk or another or posted or choice")),
    Figure("Z4", "0 fields settable beyond the form", (SECURITY + "test_bodies.py", "-k", "extra")),
    Figure("Z5", "0 restricted fields shown", (SECURITY + "test_fields.py",)),
    Figure("Z6", "foreign answers like absent", (SECURITY + "test_oracles.py", SECURITY + "figure_timing.py", "-k", "foreign or counts")),
    Figure("Z7", "a view without a rule is refused", ("tests/architecture/test_the_house.py", "-k", "route or bare")),
    Figure("Z8", ">= 95 % of 200 missing guards noticed", program="figures.guard:guard_faults", on_demand=True),
    Figure(
        "Z9", "every number is the sum of the rows its reader sees",
        (SECURITY + "test_numbers.py", SECURITY + "test_numbers_of_reports.py", "tests/managing/test_figures.py"),
    ),
    Figure("D1", "name, owner, date only", (SECURITY + "test_oracles.py", "-k", "lookup_shows or lookup_of")),
    Figure("D2", "guesses differ by the match only", (SECURITY + "test_oracles.py", "-k", "guess")),
    Figure("D3", "60 colleagues' customers an hour", (SECURITY + "test_oracles.py", "-k", "withholds")),
    Figure("Q1", "names: recall@1 >= 0.975, @5 >= 0.99, at 5 % alarms >= 0.85", program="figures.lookup_recall:find_names"),
    Figure("Q2", "with address: recall@1 >= 0.995, at 1 % alarms >= 0.98", program="figures.lookup_recall:find_names_with_addresses"),
    Figure("Q3", "messy rows: recall@5 >= 0.99, F1 >= 0.94", program="figures.lookup_recall:find_messy_rows"),
    Figure("Q4", "every writing of a number is one", program="figures.lookup_recall:fold_phones"),
    Figure("Q5", "p95 <= 20 ms at 20,000 customers; growth <= 1.5", program="figures.lookup_speed:lookup_speed"),
    Figure("Q5M", "growth <= 1.5 at 1,000,000; Ctrl K p95 < 100 ms", program="figures.million:million", on_demand=True),
    Figure("S1", "0 let in after the freeze; two web processes under load", program="figures.freezing:frozen_under_load"),
    Figure(
        "S2", "thawing revives nothing",
        ("tests/accounts/test_people.py", "tests/accounts/test_second_factor.py", "tests/accounts/test_sign_in.py",
         "-k", "thawing_revives or first_step_is_over or stays_dead or thawed"),
    ),
    Figure("S3", "new rights on the next request, in two web processes", program="figures.freezing:rights_of_two_processes"),
    Figure(
        "S4", "all other sessions dead on the next request",
        ("tests/accounts", "-k", "sessions_others_end or ends_the_others or ends_every_session or sessions_of_a_person or other_sessions_are_over"),
    ),
    Figure(
        "S5", "new session id of >= 128 bits",
        ("tests/accounts", "tests/customers/test_exports.py", "-k", "changes_the_session_key or another_key or takes_two_steps"),
    ),
    Figure("S6", "idle 3 h, absolute 14 h, at +-1 s", ("tests/accounts/test_sign_in.py", "-k", "three_idle or fourteen or returns")),
    Figure(
        "S7", "the password again: own password, second factor, roles, teams, somebody's second factor, an export",
        ("tests/accounts", "tests/customers/test_exports.py",
         "-k", "password or passwords or sets_it_up or new_device or admin_takes_it_off"),
    ),
    Figure(
        "S8", "the leaver's work: waiting jobs cancelled, everything listed, 0 customers without an active owner",
        ("tests/core/test_holdings.py", "tests/customers/test_handovers.py", "tests/customers/test_views_handovers.py",
         "tests/accounts/test_people.py", "-k", "frozen or holding or held or belongs or cancel or freezing or key_to_a_person"),
    ),
    Figure(
        "L1", "0 of 10,000 guesses succeed",
        (SECURITY + "test_guessing.py", "tests/accounts/test_sign_in.py", "-k", "guessing or waits or grows or hundred"),
        environment={"GUESSES": "10000"},
    ),
    Figure("L2", "nobody locks others out", ("tests/accounts/test_sign_in.py", "-k", "others_is_not_locked")),
    Figure("L3", "same text, status, time within 10 %", ("tests/accounts", SECURITY + "figure_timing.py", "-k", "alike")),
    Figure("L4", "10 to 200 signs, common and company words refused, unicode kept, 72 hours", ("tests/accounts", "-k", "password or 72_hours")),
    Figure(
        "L5", "a code works once; 5 wrong ones lock 15 min; nothing readable in the database",
        ("tests/accounts/test_second_factor.py", "tests/core/test_encryption.py"),
    ),
    Figure("L6", "forwarded-for counts from trusted peers only", ("tests/accounts/test_sign_in.py", "-k", "forwarded")),
    Figure("C1", "exactly 1 customer, 0 errors", (SECURITY + "test_races.py", "-k", "same_buyer or sqlite")),
    Figure("C2", "exactly 1 winner, quota never exceeded", (SECURITY + "test_races.py", "-k", "claim or sqlite")),
    Figure(
        "C3", "overlapping handovers: 1 owner, 1 open period each, sums add up, no deadlock told",
        ("tests/customers/test_handover_races.py", "tests/customers/test_handovers.py", "-k", "c3 or grow"), environment={"HANDOVER_ROWS": "500"},
    ),
    Figure(
        "C4", "an edit is before or refused; an export holds what is owned",
        ("tests/customers/test_handover_races.py", "tests/customers/test_exports.py", "-k", "c4 or given_away"),
    ),
    Figure(
        "C5", "exactly 1 result, same redirect",
        (SECURITY + "test_races.py", "tests/sales/test_quote_races.py", "-k", "clicks or sqlite or sent_five_times"),
    ),
    Figure("C6", "the second save shows the difference", (SECURITY + "test_races.py", "-k", "second_tab or sqlite")),
    Figure(
        "C7", "one survives, 0 children lost", (SECURITY + "test_races.py", "-k", "crossed_merges or sqlite"),
        environment={"MERGES": "200"},
    ),
    Figure("C8", "numbers under 8 writers x 200: unique, no error", ("tests/sales/test_numbers.py",), environment={"NUMBERS": "200"}),
    Figure("M5", "what looks like a program is printed as written", ("tests/sales/test_papers_agree.py", "-k", "looks_like_a_program")),
    Figure("K1", "exactly the valid rows, once; refused alike; never stuck > 3 min", program="figures.killed:import_killed"),
    Figure(
        "K3", "weeks, days, A list, records, briefing, cadence, snapshot under kill -9: as undisturbed, one row per period, in 120 s",
        program="figures.reports_killed:reports_killed",
    ),
    Figure("K4", "all or nothing; 0 orphans older than 1 h", program="figures.killed:web_killed"),
    Figure("K5", "a report's day: each step, report and period exactly once", program="figures.beats_killed:beat_killed_and_doubled"),
    Figure("K6", "0 errors without Redis, all jobs done in 120 s", program="figures.processes:redis_lost"),
    Figure("T1", "the official calendar, day by day", ("tests/core/domain/test_official_calendar.py", "tests/core/domain/test_work_calendar.py")),
    Figure("T2", "buyers' local times on days of change", ("tests/core", "-k", "local_time or zone")),
    Figure(
        "T3", "clocks that jump: nothing twice, nothing lost, leases recover, sessions end",
        ("tests/core/test_clock_jumps.py", "tests/figures/test_reminders_after_jumps.py", "tests/accounts/test_sign_in.py",
         "-k", "clock or jump or reminder or step or period or work or asked or later"),
    ),
    Figure(
        "T4", "times in UTC, months and quarters of the company",
        ("tests/core", "tests/reports/test_records.py", "tests/managing/test_borders.py",
         "-k", "per_month or company_day or naive or offices_day or explicit_zone"),
    ),
    Figure("T5", "equals a plain model, never a day early", ("tests/followups/domain/test_recycling.py", "tests/followups/services/test_recycling.py")),
    Figure("X2", "recorded before the first byte", ("tests/customers/test_exports.py", "-k", "recorded")),
    Figure("X3", "right withdrawn while queued: 0 rows", ("tests/customers/test_exports.py", "-k", "withdrawn or given_away")),
    Figure("U1", "hostile files refused, the process lives, child < 300 MiB", ("tests/core/test_sheets_reading.py", "-k", "hostile or giant")),
    Figure("U2", "real workbooks: 0 crashed, killed, slow; texts found >= 95 %", program="figures.workbooks:workbooks", on_demand=True),
    Figure("U3", "served files: attachment, nosniff, sandbox", ("tests/core/test_files.py", "-k", "served")),
    Figure("U4", "any file name: own name inside, right name outside", ("tests/core/test_files.py", "-k", "name")),
    Figure(
        "U5", "limits answered in words, the web reads nothing of what is too large",
        ("tests/core/test_sheets_reading.py", "tests/customers/test_views_importing.py", SECURITY + "test_bodies.py",
         "-k", "column or million or members or bomb or lying or giant or too_large or unread"),
    ),
    Figure(
        "U6", "0 connections for 60 ways of writing an address; none becomes a link that runs", (SECURITY + "test_outbound.py",),
        environment={"URL_STRIDE": "1"},
    ),
    Figure("U7", "undo restores every table", ("tests/customers/test_importing.py", "-k", "undo")),
    Figure("U8", "5,000 rows <= 60 s, each looked up; web p95 <= 2 x idle", program="figures.import_speed:import_speed"),
    Figure("X4", "above the day's rows another person decides; > 300 pages an hour are told", ("tests/customers/test_exports.py", "-k", "asked or approve or approves or approval or allows or very_many or cap")),
    Figure("X5", "every starter stays text and is read back", ("tests/core/test_sheets_writing.py",)),
    Figure("X6", "one's own, for 24 hours, with one's name", ("tests/customers/test_exports.py", "-k", "somebody_else or after_a_day or whose_it_is")),
    Figure("A1", "every change has its entry", (SECURITY + "test_audit_trail.py", "-k", "every_change or before_and_after or download or sign_in")),
    Figure("A2", "the trail cannot be changed", ("tests/core/test_audit.py", "tests/customers/test_erasing.py", SECURITY + "figure_chain.py")),
    Figure("A3", "100 % of refusals are logged; > 20 an hour are told", (SECURITY + "test_audit_trail.py", "tests/accounts/test_alarms.py", "-k", "refused or test_alarms")),
    Figure("A4", "0 secrets, 0 forged lines", (SECURITY + "test_audit_trail.py", SECURITY + "test_faults.py", "-k", "passwords or arguments or forge")),
    Figure("H1", "headers of every kind of page", (SECURITY + "test_headers.py", "-k", "headers or transport or caches or cookies")),
    Figure("H2", "0 violations of the content policy", ("tests/e2e/test_walk.py",)),
    Figure("H3", "deployment check 0; unsafe settings refused", (SECURITY + "test_headers.py", "-k", "production")),
    Figure("H4", "no token: 403; reading writes nothing", (SECURITY + "test_headers.py", SECURITY + "test_matrix.py", "-k", "token or test_matrix")),
    Figure("E1", "50 faults: a number, no trace", (SECURITY + "test_faults.py",)),
    Figure("E2", "0 errors from naughty strings", (SECURITY + "test_naughty.py",), environment={"NAUGHTY_STRIDE": "1"}),
    Figure("P5", "queries within budget, whatever the rows", ("tests", "-m", "budget"), environment={"BUDGET_ROWS": "10,200"}),
    Figure("R1", "a year of reports, each once, on its day, equal to a plain model; beat twice, late, dead", program="figures.simulated_year:simulated_year"),
    Figure("P8", "0 'database is locked', 5 users; p95 <= 800 ms", program="figures.processes:sqlite_under_load"),
)  # fmt: skip


def find(ids: list[str]) -> list[Figure]:
    """Return the figures of these ids, without any all but those on demand; raise KeyError for one that does not exist."""
    by_id = {figure.id: figure for figure in FIGURES}
    return (
        [by_id[name.upper()] for name in ids]
        if ids
        else [figure for figure in FIGURES if not figure.on_demand]
    )
