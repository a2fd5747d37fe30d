"""Today: the first page of the day."""

from datetime import date, datetime, timedelta
from typing import Any
from urllib.parse import urlsplit

from django.http import HttpRequest, HttpResponse, QueryDict
from django.shortcuts import render
from django.urls import reverse
from django.utils import timezone

from accounts.models import User
from accounts.permissions import can
from accounts.scoping import colleagues_of, scope_of
from accounts.selectors.absences import read_today_absences
from core import setting_up
from core.access import allow, hide
from core.capabilities import Can
from core.panels import render_slot
from core.work_days import unannounced_year
from customers.selectors.handovers import colleagues_and_waiting, people_waiting
from followups.selectors.due_inputs import rules_at
from followups.selectors.figures import read_figures
from followups.selectors.help_requests import read_help_board
from followups.selectors.mail_checks import read_today_marks
from followups.selectors.today import MOST_SHOWN, SHOWN, read_counts, read_today, read_waiting

STEP = 50


@allow(Can.OWN_PAGES, "GET")
def today(request: HttpRequest) -> HttpResponse:
    """`?person=` shows a colleague's within one's scope; `?answer=` and `?contact=` show more rows."""
    at = timezone.now()
    viewer: Any = request.user
    if not can(viewer, Can.WORK_WITH_CUSTOMERS):
        return _tasks_only(request, viewer, at)
    person = pick_person(request)
    answer_shown, contact_shown = _shown(request, "answer"), _shown(request, "contact")
    is_own = person.pk == viewer.pk
    people, leavers = _people_and_leavers(viewer) if is_own else (people_of(viewer), [])
    page = read_today(viewer, person, at, answer_shown=answer_shown, contact_shown=contact_shown)
    mail, missed = read_today_marks(person, people if page.leads else (), at)
    context = {
        "page": page,
        "links": links_of(person, page.monday),
        "figures": read_figures(person, rules_at(at), at) if page.has_own else None,
        "people": people,
        "mail_missed": missed,
        "is_own": is_own,
        "mail": mail,
        "absences": read_today_absences(viewer, page.day) if is_own else None,
        "now": at,
        "board": read_help_board(viewer, at) if is_own else None,
        "unannounced_year": unannounced_year(at),
        "leavers": leavers,
        "setup_left": setting_up.count_left(viewer, is_cheap=True),
        "week_lines": render_slot("today", "week", request, person),
        "more_answer": answer_shown + STEP if page.counts["answer"] > answer_shown else 0,
        "more_contact": contact_shown + STEP if page.counts["contact"] > contact_shown else 0,
    }
    return render(request, "followups/today.html", context)


def changed_on(address: str, viewer: Any, at: datetime) -> dict[str, Any]:
    """Return what stands otherwise on the Today at `address` after a row of it was done: the counts, the figures.

    Nothing where the address is no Today that `viewer` may see.
    """
    try:
        url = urlsplit(address)
    except ValueError:  # the browser says where it is, and may say anything
        return {}
    is_today = url.path == reverse("followups:today")
    person = person_of(viewer, QueryDict(url.query).get("person", "")) if is_today else None
    if person is None:
        return {}
    rules = rules_at(at)
    monday = rules.today - timedelta(days=rules.today.weekday())
    return {
        "counts": read_counts(viewer, person, at),
        "figures": read_figures(person, rules, at),
        "links": links_of(person, monday),
    }


def links_of(of: Any, monday: date) -> dict[str, str]:
    """Where each figure leads: the lists behind it, narrowed to the person and the week."""
    inquiries, customers, made = (
        reverse("inquiries:list"),
        reverse("customers:list"),
        reverse("followups:list"),
    )
    person, since = of.pk, monday.isoformat()
    return {
        "received": f"{inquiries}?tab=all&owner={person}&since={since}",
        "open": f"{inquiries}?tab=open&owner={person}",
        "ungraded": f"{inquiries}?tab=ungraded&owner={person}",
        "unassigned": f"{inquiries}?tab=unassigned",
        "team_late": f"{inquiries}?tab=late",
        "team_answer": f"{inquiries}?tab=answer",
        "team_ungraded": f"{inquiries}?tab=ungraded",
        "exceptions": reverse("inquiries:exceptions"),
        "overdue": f"{customers}?owner={person}&due=overdue",
        "new": f"{customers}?owner={person}&new=1&sort=-created",
        "new_waiting": f"{customers}?owner={person}&new=1&stage=new&sort=-created",
        "leaving": f"{customers}?owner={person}&leaving=1",
        "missing": f"{customers}?owner={person}&grade=A&grade=B&sort=last",
        "made": f"{made}?person={person}&since={since}",
    }


def _tasks_only(request: HttpRequest, viewer: Any, at: datetime) -> HttpResponse:
    """People without customers: what is theirs to do."""
    day = timezone.localdate(at)
    waiting = read_waiting(viewer, viewer, day + timedelta(days=7), rules_at(at))
    context = {
        "waiting": waiting,
        "day": day,
        "leavers": _leavers(viewer),
        "board": read_help_board(viewer, at),
        "setup_left": setting_up.count_left(viewer),
    }
    return render(request, "followups/today_tasks.html", context)


def _leavers(viewer: Any) -> list[User]:
    """The frozen whose customers wait for a handover by the viewer: until then a manager stands in (rules.md §6)."""
    return people_waiting(viewer) if can(viewer, Can.MANAGE_PEOPLE) else []


def _people_and_leavers(viewer: Any) -> tuple[list[User], list[User]]:
    """`people_of` and `_leavers`; who has both asks for them in one statement."""
    if (viewer.is_manager or viewer.is_boss) and can(viewer, Can.MANAGE_PEOPLE):
        return colleagues_and_waiting(viewer)
    return people_of(viewer), _leavers(viewer)


def people_of(user: Any) -> list[User]:
    """Whose page `user` can switch to: nobody's for a salesperson without a team."""
    if not (user.is_manager or user.is_boss):
        return []
    return list(colleagues_of(user).order_by("name"))


def pick_person(request: HttpRequest) -> Any:
    """The person of `?person=`, within one's scope; oneself without it. 404 for anyone else."""
    asked = request.GET.get("person", "")
    found = person_of(request.user, asked)
    if found is None:
        hide(request.user, f"accounts.user:{asked}")
    return found


def person_of(user: Any, asked: str) -> Any:
    """The person with the id `asked` within `user`'s scope; oneself without it. None for anyone else."""
    if not asked or asked == str(user.pk):
        return user
    if not asked.isdecimal() or len(asked) > 12 or not scope_of(user).covers(int(asked)):
        return None
    return colleagues_of(user).filter(pk=asked).first()


def _shown(request: HttpRequest, name: str) -> int:
    asked = request.GET.get(name, "")
    return min(MOST_SHOWN, max(SHOWN, int(asked))) if asked.isdecimal() and len(asked) < 6 else SHOWN
