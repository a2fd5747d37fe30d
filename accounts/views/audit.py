"""Who did what: the audit trail as each may read it, its alarms, and whether it holds (permissions.md, trust.md A)."""

from typing import Any

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache

from accounts.access import Request, allow, hide
from accounts.permissions import Can
from accounts.services.trail_file import TooManyRows, take_trail
from accounts.trail import reading
from accounts.trail.filters import TrailForm, TrailQuery
from core import verifying
from core.files import serve_written

LONGEST_ID = 18


@allow(Can.OWN_PAGES, "GET")
def trail(request: Request) -> HttpResponse:
    """A page of the trail, filtered as the address says."""
    form = _read_form(request)
    query = form.query()
    page = reading.read_trail(
        request.user, query, before=_id_in(request, "before"), after=_id_in(request, "after")
    )
    here = reverse("accounts:audit")
    context = {
        "form": form,
        "query": query,
        "page": page,
        "asked_record": _record_words(query, page),
        "older_url": f"{here}?{query.to_query(before=page.older)}" if page.older else "",
        "newer_url": f"{here}?{query.to_query(after=page.newer)}" if page.newer else "",
        "file_url": f"{reverse('accounts:audit_file')}?{query.to_query()}",
        "may_take": request.user.can(Can.TAKE_TRAIL),
        "may_watch": request.user.can(Can.WATCH_TRAIL),
        "seal": reading.read_seal() if request.user.can(Can.WATCH_TRAIL) else None,
    }
    return render(request, "accounts/audit.html", context, status=422 if form.errors else 200)


def _read_form(request: Request) -> TrailForm:
    """Read the filters; a person out of sight is as good as absent."""
    form = TrailForm(request.GET, user=request.user)
    if not form.is_valid() and "person" in form.errors:
        hide(request.user, f"accounts.user:{request.GET.get('person', '')}")
    return form


def _id_in(request: Request, name: str) -> int | None:
    text = request.GET.get(name, "")
    return int(text) if text.isdecimal() and len(text) <= LONGEST_ID else None


def _record_words(query: TrailQuery, page: reading.TrailPage) -> str:
    """Name the record that is asked for, as far as its entries name it."""
    model, _colon, pk = query.record.partition(":")
    for line in page.lines:
        if (line.entry.target_type, line.entry.target_id) == (model, pk) and line.record:
            return line.record
    return query.record


@allow(Can.OWN_PAGES, "GET")
def entry(request: Request, pk: int) -> HttpResponse:
    """One entry with all its values; of an alarm what led to it."""
    line = reading.find_entry(request.user, pk)
    if line is None:
        hide(request.user, f"core.auditentry:{pk}")
    behind = reading.read_behind(request.user, line.entry) if line.is_alarm else []
    return render(request, "accounts/audit_entry.html", {"line": line, "behind": behind})


@allow(Can.WATCH_TRAIL, "GET")
def alarms(request: Request) -> HttpResponse:
    """Who read or was refused very much, of the people whom one leads."""
    return render(request, "accounts/alarms.html", {"lines": reading.read_alarms(request.user)})


@never_cache
@allow(Can.WATCH_TRAIL, "GET", "POST")
def seal(request: Request) -> HttpResponse:
    """How far the trail is sealed and checked; to post begins a check of the whole."""
    if request.method == "POST":
        verifying.start_check(actor=request.user, at=timezone.now())
        return redirect("accounts:audit_seal")
    page = "accounts/audit_seal.html"
    context: dict[str, Any] = {"seal": reading.read_seal()}
    return render(request, f"{page}#seal" if request.htmx else page, context)


@allow(Can.TAKE_TRAIL, "GET")
def trail_file(request: Request) -> HttpResponse:
    """What the filters show as an Excel file; recorded before its first byte (trust.md X2)."""
    form = _read_form(request)
    query = form.query()
    if form.errors:
        return redirect(f"{reverse('accounts:audit')}?{request.GET.urlencode()}")
    try:
        content, name = take_trail(actor=request.user, query=query, at=timezone.now())
    except TooManyRows as refused:
        messages.error(
            request,
            _("A file holds at most %(most)s entries. Narrow the filters.") % {"most": f"{refused.most:,}"},
        )
        return redirect(f"{reverse('accounts:audit')}?{query.to_query()}")
    return serve_written(content, name=name)
