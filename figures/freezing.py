"""Freezing and new rights with real processes (S1, S3): two web servers on PostgreSQL, requests over real sockets.

Never in the suite, where the same is asserted in one process (tests/security/test_freezing.py). FIGURE_SECONDS (default 10)
is how long people work before and after the freeze in S1, FIGURE_ROUNDS (default 20) how often a right is changed in S3.
All traffic stays on this machine.
"""

import http.client
import os
import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Any

from figures.processes import Result, Site, Visitor, in_a_process, set_up_django, site, start_web

SESSIONS = 10
PAGES = ("/", "/me/", "/customers/", "/inquiries/", "/tasks/")
MOST_REQUESTS = 5_000  # of one thread: the run is bounded in count, too


def frozen_under_load() -> Result:
    """S1."""
    return in_a_process("_frozen_under_load", __name__)


def rights_of_two_processes() -> Result:
    """S3."""
    return in_a_process("_rights_of_two_processes", __name__)


@contextmanager
def two_web_servers() -> Iterator[tuple[Site, list[int]]]:
    """Start two web servers of one company on PostgreSQL; give their ports."""
    with site() as place:
        place.start_redis()
        set_up_django(place)
        yield place, [start_web(place, name) for name in ("web-1", "web-2")]


@dataclass(frozen=True)
class Call:
    """A request that was answered: when it was started, where it went, and whether it was let in."""

    started: float
    path: str
    is_let_in: bool


# ── S1 ──────────────────────────────────────────────────────────────────────
def _frozen_under_load() -> Result:
    """Ten sessions, the feed's link and an invitation's call without a pause; an admin freezes the account in the browser."""
    with two_web_servers() as (_place, ports):
        people = _people()
        visitors = [_signed_in(ports[number % 2], people["email"]) for number in range(SESSIONS)]
        admin = _signed_in(ports[0], people["admin"], people["code"])
        routes = [(visitor.port, dict(visitor.cookies), PAGES) for visitor in visitors]
        routes += [
            (ports[number], {}, (path,)) for number in (0, 1) for path in (people["feed"], people["link"])
        ]
        calls: list[list[Call]] = [[] for _route in routes]
        stop = threading.Event()
        threads = [
            threading.Thread(target=_call_on, args=(route, found, stop))
            for route, found in zip(routes, calls, strict=True)
        ]
        for thread in threads:
            thread.start()
        seconds = float(os.environ.get("FIGURE_SECONDS", "10"))
        time.sleep(seconds)
        sent = time.monotonic()
        admin.post(people["freeze"], people["freeze"], {"reason": "Left the company"})
        answered = time.monotonic()
        time.sleep(seconds)
        stop.set()
        for thread in threads:
            thread.join()
        return _judge_freeze([call for found in calls for call in found], calls, admin, sent, answered)


def _people() -> dict[str, Any]:
    """The salesperson with everything that lets them in, and the admin with a second factor, as the policy asks."""
    from django.urls import reverse
    from django.utils import timezone

    from accounts import services
    from accounts.models import Role
    from followups.services import renew_feed
    from tests.factories import PASSWORD, CustomerFactory, TeamFactory, UserFactory, with_second_factor

    at = timezone.now()
    people = {
        "seller": UserFactory(
            roles=(Role.SALESPERSON,),
            team=TeamFactory(name="Frozen"),
            email="frozen-seller@qicheng-tools.example",
        ),
        "admin": UserFactory(roles=(Role.ADMIN,), email="freezing-admin@qicheng-tools.example"),
    }
    for person in people.values():
        person.set_password(PASSWORD)
        person.save()
    seller, admin = people["seller"], people["admin"]
    CustomerFactory.create_batch(30, owner=seller)
    with_second_factor(admin, at=datetime(2020, 1, 1, tzinfo=UTC))
    secret = services.renew_invitation(actor=admin, user=seller, at=at)
    return {
        "email": seller.email, "admin": admin.email, "code": admin.codes[0],
        "feed": reverse("followups:feed", args=[renew_feed(actor=seller, at=at)]),
        "link": reverse("accounts:join", args=[secret]), "freeze": reverse("accounts:freeze", args=[seller.pk]),
    }  # fmt: skip


def _signed_in(port: int, email: str, code: str = "") -> Visitor:
    """Sign in by the form, with `code` in the second step."""
    from tests.factories import PASSWORD

    visitor = Visitor(port)
    visitor.post("/sign-in/", "/sign-in/", {"username": email, "password": PASSWORD})
    if code:
        visitor.post("/sign-in/code/", "/sign-in/code/", {"code": code})
    return visitor


def _call_on(
    route: tuple[int, dict[str, str], tuple[str, ...]], calls: list[Call], stop: threading.Event
) -> None:
    """Ask for the pages one after the other, with the cookies of the beginning."""
    port, cookies, pages = route
    header = {"Cookie": "; ".join(f"{name}={value}" for name, value in cookies.items())}
    while not stop.is_set() and len(calls) < MOST_REQUESTS:
        path = pages[len(calls) % len(pages)]
        started = time.monotonic()
        connection = http.client.HTTPConnection("127.0.0.1", port, timeout=60)
        connection.request("GET", path, headers=header)
        answer = connection.getresponse()
        answer.read()
        connection.close()
        calls.append(Call(started, path, answer.status == 200))


def _judge_freeze(
    calls: list[Call], routes: list[list[Call]], admin: Visitor, sent: float, answered: float
) -> Result:
    after = [call for call in calls if call.started > answered]
    value = {
        "requests": len(calls),
        "per_second": round(len(calls) / (max(call.started for call in calls) - min(call.started for call in calls))),
        "let_in_before": sum(call.is_let_in for call in calls if call.started < sent),
        "refused_before": sum(not call.is_let_in for call in calls if call.started < sent),
        "freeze_ms": round((answered - sent) * 1000),
        "started_after": len(after),
        "let_in_after": sum(call.is_let_in for call in after),
        "last_let_in_ms_before_the_answer": round((answered - max(call.started for call in calls if call.is_let_in)) * 1000),
        "freeze_status": admin.statuses[-1],
    }  # fmt: skip
    everybody_was_there = all(
        any(call.is_let_in for call in found) and any(call.started > answered for call in found)
        for found in routes
    )
    is_reached = not (value["let_in_after"] or value["refused_before"]) and everybody_was_there
    return value, is_reached and value["freeze_status"] == 302


# ── S3 ──────────────────────────────────────────────────────────────────────
def _rights_of_two_processes() -> Result:
    """A role and a team's manager are changed through one web server; the other one asks at once."""
    with two_web_servers() as (_place, ports):
        people = _people_of_teams()
        admin = _signed_in(ports[0], people["admin"], people["code"])
        role = [_signed_in(port, people["email"]) for port in ports]
        lead = [
            _signed_in(port, people["lead"], code)
            for port, code in zip(ports, people["lead_codes"], strict=False)
        ]
        rounds = int(os.environ.get("FIGURE_ROUNDS", "20"))
        wrong: list[str] = []
        checks = 0
        for number in range(rounds):
            given = number % 2 == 0
            roles = ["salesperson", "assistant"] if given else ["salesperson"]
            _save(
                admin,
                people["change"],
                {"name": "Linda", "english_name": "", "team": people["team"], "roles": roles},
            )
            wrong += _wrong(role, "/settings/", 200 if given else 403)
            _save(admin, people["team_page"], {
                "name": "Moved", "manager": people["lead_pk"] if given else "", "people": people["pk"], "seen": people["pk"],
            })  # fmt: skip
            wrong += _wrong(lead, people["customer"], 200 if given else 404)
            checks += 4
        failed = [status for status in admin.statuses if status >= 400]
        value = {
            "changes": 2 * rounds,
            "checks": checks,
            "old_rights": len(wrong),
            "failed": len(failed),
            "first": wrong[:3],
        }
        return value, not wrong and not failed


def _people_of_teams() -> dict[str, Any]:
    from django.urls import reverse

    from accounts.models import Role
    from tests.factories import PASSWORD, CustomerFactory, TeamFactory, UserFactory, with_second_factor

    team = TeamFactory(name="Moved")
    seller = UserFactory(roles=(Role.SALESPERSON,), team=team, email="moved-seller@qicheng-tools.example")
    admin = UserFactory(roles=(Role.ADMIN,), email="moving-admin@qicheng-tools.example")
    lead = UserFactory(roles=(Role.MANAGER,), email="moving-lead@qicheng-tools.example")
    for person in (seller, admin, lead):
        person.set_password(PASSWORD)
        person.save()
    for person in (admin, lead):
        with_second_factor(person, at=datetime(2020, 1, 1, tzinfo=UTC))
    return {
        "email": seller.email, "pk": str(seller.pk), "admin": admin.email, "code": admin.codes[0], "lead": lead.email,
        "lead_codes": lead.codes, "lead_pk": str(lead.pk), "team": str(team.pk),
        "change": reverse("accounts:change", args=[seller.pk]), "team_page": reverse("accounts:team_edit", args=[team.pk]),
        "customer": CustomerFactory(owner=seller).get_absolute_url(),
    }  # fmt: skip


def _save(admin: Visitor, path: str, data: dict[str, Any]) -> None:
    from tests.factories import PASSWORD

    admin.post(path, path, {**data, "password": PASSWORD})


def _wrong(visitors: list[Visitor], path: str, expected: int) -> list[str]:
    """Return where an answer was not what the new rights say."""
    found = []
    for visitor in visitors:
        visitor.call("GET", path)
        if visitor.statuses[-1] != expected:
            found.append(f"{path} at {visitor.port}: {visitor.statuses[-1]}, not {expected}")
    return found
