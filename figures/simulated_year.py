"""R1: a simulated year of reports equals an independent plain model, however the beat comes.

`figures.plain_year` makes a year of plain events (12 people, absences, holidays, a joiner, a leaver, somebody who changes
teams) and says from the rules alone what every report of it must hold. Here the events are played through the services at
their moments, while the clock goes through the year day by day and the beat's jobs run; then all that was written is
compared. Three beats: one that comes in time; one that comes twice at once and once more; one that is up to three hours
late and dead for three days at three places of the year.

FIGURE_PEOPLE, FIGURE_CUSTOMERS (of each, at the beginning; default 12 and 30 to 60) and FIGURE_SEED make it smaller or
another year; FIGURE_BEATS names the beats (plain,twice,late).
"""

import os
import time
from collections.abc import Sequence
from dataclasses import replace
from datetime import date, datetime, timedelta
from typing import Any

Result = tuple[dict[str, Any], bool]
YEAR = 2026
SHOWN = 40


def simulated_year() -> Result:
    """R1, in a process of its own."""
    from figures.processes import in_a_process

    return in_a_process("_simulated_year", __name__)


def _simulated_year() -> Result:
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "tradecrm.settings")
    import django

    django.setup()
    from django.core.management import call_command
    from django.db import connection

    from figures.plain_year.world_maker import Size

    count = int(os.environ.get("FIGURE_CUSTOMERS", "0"))
    people = int(os.environ.get("FIGURE_PEOPLE", "12"))
    size = Size(people=people, teams=3 if people > 8 else 2, merged_share=0.0)
    if count:
        size = replace(size, customers_min=count, customers_max=count + 2)
    before = connection.settings_dict["NAME"]
    connection.creation.create_test_db(verbosity=0, autoclobber=True)
    beats = os.environ.get("FIGURE_BEATS", "plain,twice,late").split(",")
    value: dict[str, Any] = {"beats": {}}
    is_reached = True
    try:
        for name in beats:
            found = play_year(name, size, int(os.environ.get("FIGURE_SEED", "1")))
            differences = found.pop("differences")
            value["beats"][name] = {**found, "differences": len(differences), "first": differences[:SHOWN]}
            is_reached = is_reached and not differences
            call_command("flush", verbosity=0, interactive=False)
    finally:
        connection.creation.destroy_test_db(before, verbosity=0)
    return value, is_reached


def play_year(beat: str, size: Any, seed: int, until: date = date(YEAR, 12, 31)) -> dict[str, Any]:
    """Play the year until that day into the empty database with this beat; return what was compared and the differences in words."""
    from figures import year_beat
    from figures.plain_year import world_maker
    from figures.year_judging import Judge, days_judged
    from figures.year_playing import Player, on_the_day

    began = time.monotonic()
    variant = {one.name: one for one in (year_beat.PLAIN, year_beat.TWICE, year_beat.LATE)}[beat]
    calendar = official_calendar()
    world = world_maker.make_world(seed, calendar, YEAR, size)
    player = Player(world)
    imported_at = min(one.created_at for one in world.customers)
    with on_the_day(imported_at):
        player.set_up()
    world = player.with_spread_dates()
    judge = Judge(world, calendar, YEAR, until, player.people, player.customers)
    nights = days_judged(YEAR, 10)
    events = [event for event in player.events() if event.at.date() <= until]
    ticks = year_beat.moments(
        variant, calendar, imported_at.date() + timedelta(days=1), until, dead_spans(world), seed
    )
    place = 0
    for at in ticks:
        while place < len(events) and events[place].at <= at:
            play(events[place])
            place += 1
        year_beat.tick(variant, at)
        if at.date() in nights:
            judge.judge_due_dates(at)
            nights.discard(at.date())
    for event in events[place:]:
        play(event)
    judge.judge_year()
    differences = judge.verdict.differences + [f"job {words}" for words in year_beat.failed()]
    return {
        "people": len(world.people),
        "customers": len(world.customers),
        "events": len(events),
        "ticks": len(ticks),
        "compared": judge.verdict.compared,
        "seconds": round(time.monotonic() - began),
        "differences": differences,
    }


def play(event: Any) -> None:
    """Let it happen."""
    from figures.year_playing import on_the_day

    with on_the_day(event.at):
        try:
            event.play(event.at)
        except Exception as error:
            error.add_note(f"{event}")
            raise


def official_calendar() -> Any:
    """Return the plain calendar with the official days of the years that are touched: what is announced is input."""
    from core.domain import official_calendar as official
    from figures.plain_year.calendar import Calendar, days_from_to

    days = days_from_to(date(YEAR - 1, 1, 1), date(YEAR + 1, 12, 31))
    return Calendar(
        public_holidays=frozenset(day for day in days if official.is_public_holiday(day)),
        make_up_days=frozenset(day for day in days if official.is_make_up_day(day)),
    )


def dead_spans(world: Any) -> Sequence[datetime]:
    """Return when the beat dies: over the leaver's last Saturday, over somebody's change of teams, over a month's end."""
    frozen = next(person.frozen_at for person in world.people if person.frozen_at)
    moved = next(person.team_moves[0][0] for person in world.people if person.team_moves)
    return [frozen - timedelta(hours=4), moved - timedelta(days=1), datetime(YEAR, 1, 30, 18)]
