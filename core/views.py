"""Pages of the house: notices, drafts, health."""

from typing import Any

from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.template.loader import render_to_string
from django.utils import timezone
from django.utils.http import url_has_allowed_host_and_scheme
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache

from core import drafts, selectors
from core import notices as board
from core.access import allow, hide
from core.capabilities import Can
from core.models import Notification
from core.notice_kinds import NoticeKind
from core.ui.addresses import beside


@allow(Can.OWN_PAGES, "GET")
def notices(request: Any) -> HttpResponse:
    """The newest first, a page of them; `?kind=` narrows them, as the links of a digest do."""
    kind = request.GET.get("kind", "")
    chosen = NoticeKind(kind) if kind in NoticeKind.values else None
    cursors = {side: request.GET.get(side, "") for side in ("after", "before")}
    page = board.read_notices(request.user, kind=kind, **cursors)
    turns = beside(request.GET, page)
    return render(request, "core/notices.html", {"notices": page.rows, "chosen": chosen, **turns})


@allow(Can.OWN_PAGES, "POST")
def read_notices(request: HttpRequest) -> HttpResponse:
    board.mark_read(request.user, at=timezone.now())
    return redirect("core:notices")


@allow(Can.OWN_PAGES, "POST")
def open_notice(request: Any, pk: int) -> HttpResponse:
    """Mark a notice read and go where it leads; only one's own, only inside this site."""
    notice = Notification.objects.filter(pk=pk, user=request.user).first()
    if notice is None:
        hide(request.user, f"core.notification:{pk}")
    board.mark_read(request.user, at=timezone.now(), pk=pk)
    url = board.tell([notice], request.user)[0].url
    is_ours = url_has_allowed_host_and_scheme(url, {request.get_host()})
    return redirect(url if url and is_ours else "core:notices")


@never_cache
@allow(Can.OWN_PAGES, "POST")
def draft(request: HttpRequest, key: str) -> HttpResponse:
    """Keep what is typed into the form `key`. An empty form drops its draft."""
    if len(key) > drafts.KEY_LENGTH or "\0" in key:
        hide(request.user, "core.draft")
    if not drafts.save_draft(request.user, key, request.POST, at=timezone.now()):
        return HttpResponse(_("Too long to be kept as a draft."), status=413)
    return HttpResponse(status=204)


@allow(Can.SEE_HEALTH, "GET")
def health(request: HttpRequest) -> HttpResponse:
    at = timezone.now()
    return render(request, "core/health.html", {"kinds": selectors.read_health(at), "now": at})


def server_error(request: HttpRequest) -> HttpResponse:
    """Answer a fault with its number, which stands in the log line too (trust.md E1). Needs neither database nor frame."""
    number = getattr(request, "number", "")
    return HttpResponse(render_to_string("500.html", {"number": number}), status=500)
