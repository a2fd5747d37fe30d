"""New inquiry: one page, one form, one step (ux.md)."""

import uuid
from datetime import datetime
from typing import Any

from django.contrib import messages
from django.core.exceptions import ValidationError
from django.forms import BoundField
from django.http import HttpResponse, QueryDict
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _

from accounts.access import Request
from core.access import allow
from core.capabilities import Can
from core.drafts import drop_draft, load_draft
from core.forms_once import AlreadySubmitted
from core.ui.formats import short_day
from customers.lookup import BuyerMatch, count_shown
from customers.models import Contact, Customer
from customers.permissions import can_edit_customer, can_grade_customer
from customers.services import ContactValues, DuplicateBuyer, cools_off_until
from inquiries import policies, services
from inquiries.forms.lines import PREFIX, LineFormSet, initial_of, values_of
from inquiries.forms.new import NewInquiryForm, subject_of
from inquiries.models import Inquiry
from inquiries.selectors import clocks
from inquiries.selectors.matching import ADD, ATTACH, HAND, Matches, find_cards, find_contact
from inquiries.selectors.reading import Offer, message_of, read_offer, take_over

DRAFT = "inquiry-new"
PAGE = "inquiries/new.html"
# What htmx asks for is the id of what it replaces.
PARTS = {
    "reading": "inquiries/_read_answer.html",
    "lookup": "inquiries/_lookup_answer.html",
    "bar": "inquiries/_bar.html",
}
# Fields in their order, with their width; the second group is folded away unless something was found for it.
MAIN_FIELDS = (
    ("sender_name", "half"), ("job_title", "half"), ("company", "half"), ("email", "half"), ("phone", "third"),
    ("country", "third"), ("source", "third"), ("subject", "third"), ("channel", "third"), ("received_at", "third"),
)  # fmt: skip
MORE_FIELDS = (
    ("form_of_address", "third"), ("fax", "third"), ("website", "third"), ("city", "third"), ("time_zone", "third"),
    ("validity", "third"),
)  # fmt: skip


@allow(Can.WORK_WITH_CUSTOMERS, "GET", "POST")
def new(request: Request) -> HttpResponse:
    """Show the empty page, the draft, or a customer's; save what the person has decided."""
    at = timezone.now()
    if request.method == "POST":
        return _save(request, at)
    draft = None if request.GET.get("customer") else load_draft(request.user, DRAFT)
    data, saved_at = draft or (_start(request), None)
    context = _page(request, data, at, is_reading=bool(draft)) | {"draft_saved_at": saved_at}
    return render(request, PAGE, context)


@allow(Can.WORK_WITH_CUSTOMERS, "POST")
def read(request: Request) -> HttpResponse:
    """Read what was pasted and look the buyer up; nothing is saved. Works on the whole page, too."""
    at = timezone.now()
    data = request.POST.copy()
    target = (request.htmx.target or "") if request.htmx else ""
    context = _page(request, data, at, is_reading=target not in {"lookup", "bar"})
    return render(request, PARTS.get(target, PAGE), context | {"is_swap": target in PARTS})


@allow(Can.WORK_WITH_CUSTOMERS, "POST")
def drop(request: Request) -> HttpResponse:
    """Forget the draft and begin anew."""
    drop_draft(request.user, DRAFT)
    return redirect("inquiries:new")


def _start(request: Request) -> QueryDict:
    data = QueryDict(mutable=True)
    pk = request.GET.get("customer", "")
    if (
        pk.isascii()
        and pk.isdigit()
        and Customer.objects.visible_to(request.user).current().filter(pk=pk[:18]).exists()
    ):
        data["match"] = f"{ATTACH}:{pk}"
    return data


# ── showing ─────────────────────────────────────────────────────────────────


def _page(request: Request, data: QueryDict, at: datetime, *, is_reading: bool) -> dict[str, Any]:
    """Return the context of the page for what was typed so far, not judging it yet."""
    text = data.get("text", "").replace("\0", "")
    lines = initial_of(data)
    offer = read_offer(text, at=at) if text.strip() else None
    names = (*NewInquiryForm.base_fields, "automatic")
    values: dict[str, Any] = {name: data.get(name, "") for name in names if name in data}
    if offer is not None and is_reading:
        taken, lines = take_over(data, lines, offer)
        values |= taken
    _apply_pick(data.get("pick", ""), values, lines)
    form = NewInquiryForm(initial=_initial(values, data), user=request.user)
    formset = LineFormSet(initial=lines or [{}], prefix=PREFIX)
    return _context(request, form, formset, values, offer, at)


def _initial(values: dict[str, Any], data: QueryDict) -> dict[str, Any]:
    checked = {name: data.get(name) in {"on", "True", "true"} for name in ("by_rules", "with_customer_grade")}
    token = {"form_token": data.get("form_token") or str(uuid.uuid4())}
    given = {
        name: value
        for name, value in values.items()
        if value or name not in {"source", "channel", "validity"}
    }
    return {**given, **checked, **token}


def _apply_pick(pick: str, values: dict[str, Any], lines: list[dict[str, str]]) -> None:
    """Apply a pressed chip: a candidate for a field, or a further product row."""
    name, _equals, value = pick.partition("=")
    if name == "add_line":
        lines.append({})
    elif name in NewInquiryForm.base_fields and name not in {"form_token", "filled", "match", "text", "to"}:
        values[name] = value


def _context(
    request: Request,
    form: NewInquiryForm,
    lines: Any,
    values: dict[str, Any],
    offer: Offer | None,
    at: datetime,
) -> dict[str, Any]:
    matches = find_cards(
        user=request.user, subject=subject_of(values), chosen=values.get("match") or "",
        automatic=str(values.get("automatic") or ""), at=at,
    )  # fmt: skip
    matches = _with_given(request, matches, values.get("match") or "")
    _mark_found(form, offer, values)
    return {
        "form": form, "lines": lines, "offer": offer, "matches": matches, "given": _given(request, matches),
        "main_fields": _rows(form, MAIN_FIELDS, offer), "more_fields": _rows(form, MORE_FIELDS, offer),
        "has_more": _has_more(form, offer), "open_fields": _open_fields(form, offer),
        "chip": _chip(values, at), "draft_key": DRAFT, "draft_url": reverse("core:draft", args=[DRAFT]),
        "grade_chosen": values.get("grade") or "",
    }  # fmt: skip


def _rows(
    form: NewInquiryForm, fields: tuple[tuple[str, str], ...], offer: Offer | None
) -> list[dict[str, Any]]:
    """The fields as the page lays them out, each with what is offered for it while it is empty."""
    offered = offer.candidates if offer else {}
    return [
        {"field": form[name], "css": css, "offered": [] if form[name].value() else offered.get(name, [])}
        for name, css in fields
    ]


def _has_more(form: NewInquiryForm, offer: Offer | None) -> bool:
    """Whether the folded fields hold something that was read, or something to decide."""
    rows = _rows(form, MORE_FIELDS, offer)
    is_read = bool(offer and (offer.values["fax"] or offer.values["city"]))
    return is_read or any(row["offered"] or row["field"].errors for row in rows)


def _open_fields(form: NewInquiryForm, offer: Offer | None) -> list[BoundField]:
    """Return the fields that wait for the person's choice, as the page lays them out."""
    rows = _rows(form, (*MAIN_FIELDS, *MORE_FIELDS), offer)
    return [row["field"] for row in rows if row["offered"]]


def _with_given(request: Request, matches: Matches, chosen: str) -> Matches:
    """A customer from whose page one came stays chosen, also before anything was pasted."""
    is_given = (
        chosen.startswith(f"{ATTACH}:") and not matches.chosen_card and _customer(request, chosen) is not None
    )
    return Matches(matches.cards, chosen, matches.automatic, matches.withheld) if is_given else matches


def _customer(request: Request, chosen: str) -> Customer | None:
    pk = chosen.partition(":")[2]
    if not (pk.isascii() and pk.isdigit() and len(pk) < 19):
        return None
    return Customer.objects.visible_to(request.user).current().filter(pk=pk).first()


def _given(request: Request, matches: Matches) -> Customer | None:
    if matches.chosen_card is not None or not matches.chosen.startswith(f"{ATTACH}:"):
        return None
    return _customer(request, matches.chosen)


def _mark_found(form: NewInquiryForm, offer: Offer | None, values: dict[str, Any]) -> None:
    if offer is None:
        return
    for name, value in offer.values.items():
        if value and values.get(name) == value and name in form.fields:
            form.fields[name].widget.attrs["class"] = "found"


def _chip(values: dict[str, Any], at: datetime) -> clocks.ClockChip:
    """The clock that would run: from the time of arrival, by its channel."""
    try:
        received_at = NewInquiryForm.base_fields["received_at"].clean(values.get("received_at") or "")
    except ValidationError:
        received_at = at
    channel = str(values.get("channel") or "")
    return clocks.chip_of_new(min(received_at, at), channel, at=at)


# ── saving ──────────────────────────────────────────────────────────────────


def _save(request: Request, at: datetime) -> HttpResponse:
    form = NewInquiryForm(request.POST, user=request.user)
    lines = LineFormSet(request.POST, prefix=PREFIX)
    if not (form.is_valid() and lines.is_valid()):
        return _again(request, form, lines, at)
    try:
        inquiry = _log(request, form, lines, at)
    except AlreadySubmitted as first:
        return redirect(first.url or "inquiries:list")
    except DuplicateBuyer as found:
        shown = count_shown(user=request.user, found=found.found, at=at)
        form.add_error(None, _duplicate_words(shown.matches))
        return _again(request, form, lines, at)
    except ValidationError as error:
        form.add_error(None, error.messages)
        return _again(request, form, lines, at)
    drop_draft(request.user, DRAFT)
    return _done(request, form, inquiry)


def _again(request: Request, form: NewInquiryForm, lines: Any, at: datetime) -> HttpResponse:
    values = {name: request.POST.get(name, "") for name in (*form.fields, "automatic")}
    text = values["text"].replace("\0", "")
    offer = read_offer(text, at=at) if text.strip() else None
    context = _context(request, form, lines, values, offer, at)
    return render(request, PAGE, context, status=422)


def _duplicate_words(shown: list[BuyerMatch]) -> str:
    if not shown:
        return _("This buyer is a colleague's already. Ask the manager.")
    names = ", ".join(f"{match.customer} ({match.owner or '–'})" for match in shown)
    return _("This buyer is there already: %(names)s. Attach it there, or hand it on.") % {"names": names}


def _log(request: Request, form: NewInquiryForm, lines: Any, at: datetime) -> Inquiry:
    """Call the one service that fits what the person decided."""
    data, choice, user = form.cleaned_data, form.choice, request.user
    token = data["form_token"]
    values = _inquiry_values(form, lines, at)
    if choice.kind == ADD and choice.inquiry is not None:
        known, new = _person(form, choice.inquiry.customer)
        services.add_message(
            actor=user, inquiry=choice.inquiry, values=_message_values(values), contact=known, new_contact=new, at=at,
            with_customer_grade=_grades_customer(form), form_token=token,
        )  # fmt: skip
        return choice.inquiry
    if choice.kind == HAND and choice.customer is not None:
        return services.pass_to_owner(
            actor=user, values=values, customer=choice.customer, at=at, form_token=token
        )
    return services.log_inquiry(
        actor=user, values=values, buyer=_buyer(form), at=at, by_rules=data.get("by_rules", False), to=data.get("to"),
        with_customer_grade=_grades_customer(form), form_token=token,
    )  # fmt: skip


def _grades_customer(form: NewInquiryForm) -> bool:
    """Grades stay with the owner and the manager (rules.md §6); a new customer has taken it already."""
    customer = form.choice.customer
    return bool(
        form.cleaned_data["with_customer_grade"] and customer and can_grade_customer(form.user, customer)
    )


def _buyer(form: NewInquiryForm) -> services.Buyer:
    customer = form.choice.customer
    if customer is None:
        reason = form.cleaned_data.get("allow_duplicate_reason", "")
        return services.Buyer(
            new_customer=form.customer_values(),
            new_contact=form.contact_values(),
            allow_duplicate_reason=reason,
        )
    known, new = _person(form, customer)
    return services.Buyer(customer=customer, contact=known, new_contact=new)


def _person(form: NewInquiryForm, customer: Customer | None) -> tuple[Contact | None, ContactValues | None]:
    """Return who wrote: somebody known at the buyer, else a new person where there is a name and one may add them."""
    contact = form.contact_values()
    if contact is None or customer is None:
        return None, None
    known = find_contact(customer, contact)
    if known is not None or not (contact.name and can_edit_customer(form.user, customer)):
        return known, None
    return None, contact


def _message_values(values: services.InquiryValues) -> services.MessageValues:
    """Return what a further message of an open inquiry takes from the form: all but the head, which it has."""
    names = ("received_at", "channel", "text", "original", "grade", "lines", "points")
    return services.MessageValues(**{name: getattr(values, name) for name in names})


def _inquiry_values(form: NewInquiryForm, lines: Any, at: datetime) -> services.InquiryValues:
    data = form.cleaned_data
    message, points = message_of(data["text"], at=at)
    return services.InquiryValues(
        received_at=min(data["received_at"], at), channel=data["channel"], source=data["source"], text=message,
        original=data["text"], sender=(data["sender_name"] or data["email"] or data["phone"] or data["company"])[:200],
        subject=data["subject"], grade=data["grade"], validity=data["validity"] or "valid", lines=values_of(lines),
        points=tuple(points),
    )  # fmt: skip


def _missed_claim(form: NewInquiryForm, inquiry: Inquiry) -> bool:
    """Whether the buyer came out of the open pool, and would be the person's had they a claim left (rules.md §6)."""
    was_in_pool = (
        form.choice.kind == ATTACH and form.choice.customer and form.choice.customer.owner_id is None
    )
    wants_it = "by_rules" in form.fields and not form.cleaned_data["by_rules"] and "to" not in form.fields
    keeps = policies.assignment_policy().logger_keeps
    return bool(was_in_pool and wants_it and keeps and inquiry.owner_id != form.user.pk)


def _why_missed(form: NewInquiryForm, inquiry: Inquiry) -> str:
    customer = form.choice.customer
    again_on = cools_off_until(form.user, customer, at=inquiry.created_at) if customer else None
    if again_on is None:
        return _("The buyer did not become yours: your claims of this week are used up.")
    words = _("The buyer did not become yours: you may take it out of the pool again from %(day)s on.")
    return words % {"day": short_day(again_on)}


def _done(request: Request, form: NewInquiryForm, inquiry: Inquiry) -> HttpResponse:
    if form.choice.kind == HAND and form.choice.customer is not None:
        owner = form.choice.customer.owner
        text = (
            _("Handed to %(owner)s, who has been told.")
            if owner
            else _("Handed to the managers, who have been told.")
        )
        messages.success(request, text % {"owner": owner})
        return redirect("inquiries:new")
    words = _("Added to %(number)s") if form.choice.kind == ADD else _("Saved as %(number)s")
    messages.success(request, words % {"number": inquiry.number})
    if _missed_claim(form, inquiry):
        messages.info(request, _why_missed(form, inquiry))
    if "another" in request.POST or not _is_visible(request, inquiry):
        return redirect("inquiries:new")
    return redirect(inquiry)


def _is_visible(request: Request, inquiry: Inquiry) -> bool:
    """Whether who logged it sees it, too: the rules may have given it to somebody else."""
    is_own = inquiry.owner_id == request.user.pk
    return is_own or Inquiry.objects.visible_to(request.user).filter(pk=inquiry.pk).exists()
