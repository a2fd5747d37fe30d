"""Pages of the house: notices, drafts, settings, health."""

from typing import Any

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.template.loader import render_to_string
from django.utils import timezone
from django.utils.http import url_has_allowed_host_and_scheme
from django.utils.module_loading import import_string
from django.utils.translation import gettext as _
from django.utils.translation import pgettext
from django.views.decorators.cache import never_cache

from core import drafts, policy, selectors
from core import notices as board
from core.access import allow, hide, refuse
from core.capabilities import Can
from core.forms import word_refusal
from core.models import AuditEntry, Notification, PolicySetting
from core.ui.conflicts import conflicts_between
from core.work_days import SECTION as CALENDAR
from core.work_days import unannounced_year

PAGE = 50


@allow(Can.OWN_PAGES, "GET")
def notices(request: Any) -> HttpResponse:
    return render(request, "core/notices.html", {"notices": board.read_notices(request.user, limit=PAGE)})


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


@allow(Can.READ_POLICY, "GET")
def settings_index(request: HttpRequest) -> HttpResponse:
    sections = [section for section in policy.sections().values() if section.form]
    changes = [(entry, *_word_change(entry)) for entry in selectors.latest_policy_changes()]
    return render(request, "core/settings.html", {"sections": sections, "changes": changes})


def _word_change(entry: AuditEntry) -> tuple[Any, str]:
    """Return a changed section's title and its fields' labels, as they stand on its page."""
    section = policy.sections().get(entry.detail.label)
    if section is None or not section.form:
        return entry.detail.label, entry.fields
    fields = import_string(section.form).base_fields
    names = [str(fields[name].label if name in fields else name) for name in entry.fields.split(",")]
    return section.title, pgettext("list", ", ").join(names)


@allow(Can.READ_POLICY, "GET", "POST")
def policy_section(request: HttpRequest, name: str) -> HttpResponse:
    """Read a section of the policy; change it with the right to."""
    section = policy.sections().get(name)
    if section is None or not section.form:
        hide(request.user, f"core.policysetting:{name}")
    may_write = request.user.can(Can.WRITE_POLICY)  # type: ignore[union-attr]  # signed in
    if request.method == "POST" and not may_write:
        refuse(request.user, None, Can.WRITE_POLICY)
    form_class = import_string(section.form)
    form = form_class(request.POST or None, initial=form_class.initial_of(policy.get(name, section.schema)))
    version = policy.version_of(name)
    stale: dict[str, Any] = {}
    if request.method == "POST" and form.is_valid():
        try:
            policy.change(
                name, form.values(), actor=request.user, at=timezone.now(), version=_version_in(request)
            )
            messages.success(request, _("Saved. It applies from now on."))
            return redirect("core:policy", name)
        except policy.StalePolicy as error:
            version, stale = error.current.version, _stale(error.current, form, section)
        except ValueError as error:
            form.add_error(None, word_refusal(form, error))
    for field in form.fields.values():
        field.disabled = not may_write
    year = unannounced_year(timezone.now()) if name == CALENDAR else None
    context = {
        "section": section, "form": form, "may_write": may_write, "unannounced_year": year, "version": version, **stale,
    }  # fmt: skip
    status = 409 if stale else 422 if form.errors else 200
    return render(request, "core/policy.html", context, status=status)


def _version_in(request: HttpRequest) -> int | None:
    text = request.POST.get("version", "")
    return int(text) if text.isdecimal() and len(text) < 10 else None


def _stale(current: PolicySetting, form: Any, section: policy.Section) -> dict[str, Any]:
    """What the page shows when somebody changed the section meanwhile: both, and saving again is a decision."""
    return {
        "is_stale": True,
        "saved_by": current.changed_by,
        "saved_at": current.changed_at,
        "conflicts": conflicts_between(form, form.initial_of(section.load(current.values))),
    }


@allow(Can.SEE_HEALTH, "GET")
def health(request: HttpRequest) -> HttpResponse:
    at = timezone.now()
    return render(request, "core/health.html", {"kinds": selectors.read_health(at), "now": at})


def server_error(request: HttpRequest) -> HttpResponse:
    """Answer a fault with its number, which stands in the log line too (trust.md E1). Needs neither database nor frame."""
    number = getattr(request, "number", "")
    return HttpResponse(render_to_string("500.html", {"number": number}), status=500)
