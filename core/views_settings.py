"""Settings: the sections of the policy, each with its sources, its history, what is planned, and a look ahead."""

from collections.abc import Callable
from datetime import datetime
from typing import Any

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import pgettext

from core import policy, policy_pages, policy_plans, policy_previews, selectors, setting_up
from core.access import allow, hide, refuse
from core.calendar_page import calendar_context
from core.capabilities import Can
from core.company import NINE, current_company
from core.company import SECTION as COMPANY
from core.forms import EffectiveForm, changed_values, label_of, word_refusal
from core.models import AuditEntry, PlannedPolicy, PolicySetting
from core.panels import render_slot
from core.ui.conflicts import conflicts_between
from core.work_days import SECTION as CALENDAR

Page = tuple[str, Callable[[HttpRequest], dict[str, Any]]]
# Sections whose page shows more than their form.
_PAGES: dict[str, Page] = {
    CALENDAR: ("core/calendar.html", calendar_context),
    COMPANY: ("core/company.html", lambda _request: _company_context()),
}
_PLAIN: Page = ("core/policy.html", lambda _request: {})


def _company_context() -> dict[str, Any]:
    """How complete the profile is, in each of the two languages (S51)."""
    profile, lacking = current_company(), pgettext("list", ", ")
    rows = [
        (label, len(NINE) - len(missing), lacking.join(str(label_of(name, language)) for name in missing))
        for language, label in (("en", _("English")), ("zh", _("Chinese")))
        for missing in [profile.missing_in(language)]
    ]
    looked = PolicySetting.objects.filter(section=COMPANY).select_related("changed_by").first()
    return {"completeness": rows, "nine": len(NINE), "looked_through": looked}


@allow(Can.READ_POLICY, "GET")
def settings_index(request: HttpRequest) -> HttpResponse:
    """Every section with its values in a line, what is planned, what was changed lately."""
    planned = policy_plans.planned_changes()
    context = {
        "groups": policy_pages.group_sections({row.section for row in planned}),
        "changes": [_latest(entry) for entry in selectors.latest_policy_changes(without=setting_up.SECTION)],
        "planned": [_planned(row) for row in planned],
        "may_write": request.user.can(Can.WRITE_POLICY),  # type: ignore[union-attr]  # signed in
        "setup_left": setting_up.count_left(request.user),
    }
    return render(request, "core/settings.html", context)


def _latest(entry: AuditEntry) -> tuple[Any, policy_pages.Change]:
    """A change with its section's title; a section that is gone keeps its name."""
    section = policy.sections().get(entry.detail.label)
    if section is None or not section.form:
        return entry.detail.label, policy_pages.Change(entry.actor, entry.at, [])
    return section.title, policy_pages.word_changes(section, [entry])[0]


def _planned(row: PlannedPolicy) -> dict[str, Any]:
    section = policy.sections().get(row.section)
    if section is None:
        return {"row": row, "title": row.section, "fields": []}
    stored = policy.stored_values().get(row.section, {})
    fields = policy_pages.word_difference(section, stored, {**stored, **row.values})
    return {"row": row, "title": section.title, "fields": fields}


@allow(Can.READ_POLICY, "GET", "POST")
def policy_section(request: HttpRequest, name: str) -> HttpResponse:
    """Read a section of the policy; with the right to, look ahead at a change, make it, or plan it."""
    section = policy.sections().get(name)
    if section is None or not section.form:
        hide(request.user, f"core.policysetting:{name}")
    may_write = request.user.can(Can.WRITE_POLICY)  # type: ignore[union-attr]  # signed in
    if request.method == "POST" and not may_write:
        refuse(request.user, None, Can.WRITE_POLICY)
    form_class, posted = policy_pages.form_of(section), request.POST if request.method == "POST" else None
    form = form_class(posted, initial=form_class.initial_of(policy.get(name, section.schema)))
    policy_pages.explain(
        form, section
    )  # before a value of it is asked for: a bound field keeps its first help
    when = EffectiveForm(posted)
    context: dict[str, Any] = {"version": policy.version_of(name)}
    if request.method == "POST" and all([form.is_valid(), when.is_valid()]):
        outcome = _answer(request, section, form, when, at=timezone.now())
        if isinstance(outcome, HttpResponse):
            return outcome
        context |= outcome
    status = 409 if "is_stale" in context else 422 if form.errors or when.errors else 200
    return _show(request, section, form, when, context, status=status)


def _answer(
    request: HttpRequest, section: policy.Section, form: Any, when: EffectiveForm, *, at: datetime
) -> HttpResponse | dict[str, Any]:
    """Preview, plan or make the change of two valid forms: return where to go, or what the page shows besides them."""
    values, effective_at = changed_values(form), when.cleaned_data["effective_at"]
    try:
        if "preview" in request.POST:
            return {"preview": _look_ahead(section, values, at)}
        said = _save(
            section.name, values, effective_at, actor=request.user, at=at, version=version_in(request)
        )
        messages.success(request, said)
    except policy.StalePolicy as error:
        return {"version": error.current.version, **_stale(error.current, form, section)}
    except ValueError as error:
        form.add_error(None, word_refusal(form, error))
        return {}
    return redirect("core:policy", section.name)


def _save(name: str, values: dict[str, Any], effective_at: datetime | None, **how: Any) -> str:
    """Make the change, or plan it; return what to tell. What is not different is not written."""
    if not values:
        return _("Nothing is different.")
    if effective_at is None:
        policy.change(name, values, **how)
        return _("Saved. It applies from now on.")
    policy_plans.plan_change(name, values, effective_at=effective_at, **how)
    return _("Planned.")


def _look_ahead(section: policy.Section, values: dict[str, Any], at: datetime) -> list[str]:
    before, after = policy.get(section.name, section.schema), policy.with_values(section.name, values)
    if before == after:
        return [_("Nothing is different.")]
    return policy_previews.preview_change(section.name, before, after, at=at)


def show_section(request: HttpRequest, name: str, more: dict[str, Any], *, status: int = 200) -> HttpResponse:
    """Show the page of section `name` as it stands, with `more`: for forms beside the section's own."""
    section = policy.sections()[name]
    form_class = policy_pages.form_of(section)
    form = form_class(initial=form_class.initial_of(policy.get(name, section.schema)))
    policy_pages.explain(form, section)
    more = {"version": policy.version_of(name), **more}
    return _show(request, section, form, EffectiveForm(), more, status=status)


def _show(
    request: HttpRequest,
    section: policy.Section,
    form: Any,
    when: EffectiveForm,
    more: dict[str, Any],
    *,
    status: int,
) -> HttpResponse:
    may_write = request.user.can(Can.WRITE_POLICY)  # type: ignore[union-attr]  # signed in
    for field in form.fields.values():
        field.disabled = not may_write
    template, further = _PAGES.get(section.name, _PLAIN)
    context = {
        "section": section,
        "form": form,
        "when": when,
        "may_write": may_write,
        "has_preview": policy_previews.has_preview(section.name),
        "history": policy_pages.word_changes(section, selectors.policy_changes_of(section.name)),
        "planned": [_planned(row) for row in policy_plans.planned_changes(section.name)],
        "panels": render_slot("policy", section.name, request, policy.get(section.name, section.schema)),
        **further(request),
        **more,
    }
    return render(request, template, context, status=status)


@allow(Can.WRITE_POLICY, "POST")
def confirm_company(request: HttpRequest) -> HttpResponse:
    """Say that the company's profile is right as it stands: it is a face that has to look fresh (S31)."""
    policy.confirm(COMPANY, actor=request.user, at=timezone.now())
    messages.success(request, _("Noted: looked through today."))
    return redirect("core:policy", COMPANY)


@allow(Can.WRITE_POLICY, "POST")
def cancel_plan(request: HttpRequest, pk: int) -> HttpResponse:
    """Take a planned change back."""
    planned = PlannedPolicy.objects.filter(pk=pk).first()
    if planned is None:
        hide(request.user, f"core.plannedpolicy:{pk}")
    if policy_plans.cancel_plan(planned, actor=request.user, at=timezone.now()):
        messages.success(request, _("Taken back. It will not apply."))
    else:
        messages.info(request, _("This is over: it applied, or somebody took it back."))
    return redirect("core:policy", planned.section)


def version_in(request: HttpRequest) -> int | None:
    """Return the version that the posted form was filled from; None where it says none."""
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
