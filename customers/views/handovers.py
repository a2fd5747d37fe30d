"""Handing somebody's customers over: what they hold, who gets what, and what became of it (S97-S99)."""

from django.contrib import messages
from django.core.exceptions import ValidationError
from django.core.paginator import Paginator
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from accounts.access import Request, get_visible_or_404, require
from accounts.models import User
from accounts.permissions import can_keep_things
from core import audit
from core.access import allow
from core.capabilities import Can
from core.forms_once import AlreadySubmitted
from core.holdings import Fate, read_holdings
from core.panels import render_slot
from customers import permissions, services
from customers.forms.handovers import Agreed, ConfirmForm
from customers.models import Handover
from customers.selectors import handovers
from customers.selectors.handovers import Preview
from customers.services import HandoverRefused, OwnerRefused
from customers.views.answers import show_errors
from customers.views.handover_plan import Wizard

HANDOVERS_SHOWN = 50
ROWS = 50


@allow(Can.MANAGE_PEOPLE, "GET")
def handover_list(request: Request) -> HttpResponse:
    """Who waits for a handover, from whom else one can be begun, and what was handed over."""
    context = {
        "waiting": handovers.people_waiting(request.user),
        "people": handovers.people_to_choose(request.user),
        "handovers": handovers.read_handovers(request.user, HANDOVERS_SHOWN),
    }
    return render(request, "customers/handovers.html", context)


def _get_person(request: Request, pk: int) -> User:
    found = get_visible_or_404(User.objects.select_related("team"), request.user, pk)
    require(request.user, permissions.can_hand_over, found)
    return found


@allow(Can.MANAGE_PEOPLE, "GET")
def held(request: Request, pk: int) -> HttpResponse:
    """What somebody holds: a panel of the person's page, or a page of its own."""
    person = _get_person(request, pk)
    rows = read_holdings(person, timezone.now())
    context = {
        "held": rows,
        "person": person,
        "has_work": any(row.holding.fate in {Fate.WITH_CUSTOMERS, Fate.TO_ONE} for row in rows),
    }
    page = "customers/handover_held.html"
    return render(request, f"{page}#held" if request.htmx else page, context)


@allow(Can.MANAGE_PEOPLE, "GET", "POST")
def new(request: Request, pk: int) -> HttpResponse:
    """What somebody holds, and who gets what: a post shows the preview, one with `go_on` asks to agree to it."""
    person, at = _get_person(request, pk), timezone.now()
    wizard = Wizard(request, person)
    if request.method != "POST":
        return render(request, "customers/handover_new.html", wizard.context(at))
    if request.htmx and "go_on" not in request.POST:
        return render(request, "customers/handover_new.html#preview", wizard.preview_context())
    is_ready = wizard.form.is_valid() and wizard.is_complete
    if "go_on" in request.POST and is_ready:
        form = ConfirmForm(user=request.user, person=person, initial={"agreed": wizard.signed()})
        return _ask(request, wizard, form, wizard.agreed, wizard.preview)
    is_refused = not wizard.form.is_valid() or "go_on" in request.POST
    return render(
        request, "customers/handover_new.html", wizard.context(at), status=422 if is_refused else 200
    )


def _ask(
    request: Request,
    wizard: Wizard,
    form: ConfirmForm,
    agreed: Agreed,
    preview: Preview | None,
    *,
    status: int = 200,
) -> HttpResponse:
    """The last step: what was previewed, and why."""
    context = {
        "form": form,
        "person": wizard.person,
        "again": wizard.again,
        "preview": preview,
        "others_to": wizard.receivers.get(agreed.others_to or 0),
    }
    return render(request, "customers/handover_confirm.html", context, status=status)


@allow(Can.MANAGE_PEOPLE, "POST")
def confirm(request: Request, pk: int) -> HttpResponse:
    """Do what was previewed and agreed to."""
    person, at = _get_person(request, pk), timezone.now()
    again = Wizard.again_of(request, person)
    form = ConfirmForm(request.POST, user=request.user, person=person)
    if not form.is_valid():
        return _show_agreed(request, person, form)
    agreed: Agreed = form.cleaned_data["agreed"]
    try:
        done = services.hand_over(
            actor=request.user, person=person, shares=agreed.shares, kind=agreed.kind, reason=form.cleaned_data["reason"],
            others_to=User.objects.filter(pk=agreed.others_to).first(), again=again, at=at,
            form_token=form.cleaned_data["form_token"],
        )  # fmt: skip
    except AlreadySubmitted as first:
        return redirect(first.url)
    except OwnerRefused as refused:
        messages.error(
            request, _("%(person)s cannot get customers any more. Choose anew.") % {"person": refused}
        )
        return redirect("handovers:new", person.pk)
    except HandoverRefused:
        messages.error(request, _("None of these customers is %(person)s's any more.") % {"person": person})
        return redirect("handovers:list")
    except ValidationError as error:
        show_errors(form, error)
        return _show_agreed(request, person, form)
    _say_done(request, done)
    return redirect(done.handover)


def _say_done(request: Request, done: services.HandedOver) -> None:
    text = ngettext("%(count)s customer handed over.", "%(count)s customers handed over.", done.count)
    messages.success(request, text % {"count": done.count})
    if done.left_out:
        left = ngettext(
            "%(count)s changed owner meanwhile and was left out.",
            "%(count)s changed owner meanwhile and were left out.",
            done.left_out,
        )
        messages.warning(request, left % {"count": done.left_out})


def _show_agreed(request: Request, person: User, form: ConfirmForm) -> HttpResponse:
    """The last step once more, with what is wrong; a preview that does not hold any more is begun anew."""
    wizard = Wizard(request, person, is_bound=False)
    if "agreed" in form.errors:
        messages.error(request, _("The preview is too old. Begin again."))
        return render(request, "customers/handover_new.html", wizard.context(timezone.now()), status=422)
    agreed: Agreed = form.cleaned_data["agreed"]
    return _ask(request, wizard, form, agreed, wizard.preview_of_agreed(agreed), status=422)


def _get_handover(request: Request, pk: int) -> Handover:
    rows = Handover.objects.select_related(
        "person__team", "by", "undone_by", "returned_to", "others_to", "again"
    )
    return get_visible_or_404(rows, request.user, pk)


@allow(Can.MANAGE_PEOPLE, "GET")
def show(request: Request, pk: int) -> HttpResponse:
    """How it goes on: contacted, explained, given back; `?page=` of the customers that are watched."""
    found, at = _get_handover(request, pk), timezone.now()
    reads = permissions.reads_handover(request.user, found.person)
    rows = handovers.watched_customers(found, request.user) if reads and not found.undone_at else None
    page = Paginator(rows, ROWS).get_page(request.GET.get("page")) if rows is not None else None
    may_undo = permissions.can_undo_handover(request.user, found)
    context = {
        "handover": found,
        "reads": reads,
        "progress": handovers.read_progress(found, at),
        "page": page,
        "today": timezone.localdate(at),
        "is_watched": at <= found.watched_until,
        "may_undo": may_undo and not found.undone_at and at <= found.watched_until,
        "may_repeat": _may_repeat(request.user, found),
        "things": found.person.things.all(),
        "may_keep_things": can_keep_things(request.user, found.person),
        "side": render_slot("handover", "side", request, found),
    }
    return render(request, "customers/handover.html", context)


def _may_repeat(user: User, found: Handover) -> bool:
    """Whether what came back from an undone handover can be handed over anew by `user`."""
    if found.returned_to is None:
        return False
    there = handovers.customers_to_give(found.returned_to, found).exists()
    return there and permissions.can_hand_over(user, found.returned_to)


@allow(Can.MANAGE_PEOPLE, "GET")
def document(request: Request, pk: int) -> HttpResponse:
    """The handover on paper, receiver by receiver; that it was read is recorded like an export.

    It is a way of taking customers along: without the right to export it names no contacts (trust.md X1).
    """
    found, at = _get_handover(request, pk), timezone.now()
    require(request.user, _reads, found)
    audit.record("customers.handover_printed", actor=request.user, at=at, target=found)
    by_person = handovers.handed_to(found, request.user)
    things = found.person.things.all()
    context = {
        "handover": found,
        "by_person": by_person,
        "things": things,
        "names_contacts": permissions.can_export(request.user),
        "now": at,
    }
    return render(request, "customers/handover_document.html", context)


def _reads(user: User, found: Handover) -> bool:
    return permissions.reads_handover(user, found.person)


@allow(Can.MANAGE_PEOPLE, "POST")
def undo(request: Request, pk: int) -> HttpResponse:
    """Take it back as a whole."""
    found = _get_handover(request, pk)
    require(request.user, permissions.can_undo_handover, found)
    try:
        done = services.undo_handover(actor=request.user, handover=found, at=timezone.now())
    except HandoverRefused as refused:
        messages.error(request, _REFUSALS[refused.code]())
        return redirect(found)
    text = ngettext(
        "Undone: %(count)s customer went back to %(to)s.", "Undone: %(count)s customers went back to %(to)s.", done.returned
    )  # fmt: skip
    messages.success(request, text % {"count": done.returned, "to": done.to})
    if done.kept:
        kept = ngettext(
            "%(count)s changed owner since and stays where it is.",
            "%(count)s changed owner since and stay where they are.",
            done.kept,
        )
        messages.warning(request, kept % {"count": done.kept})
    return redirect(found)


_REFUSALS = {
    "undone": lambda: _("This handover is undone already."),
    "too_late": lambda: _("More than 30 days have passed: hand over anew instead."),
    "nobody_back": lambda: _(
        "The former owner is frozen, and the team has no manager to whom they could go back."
    ),
}
