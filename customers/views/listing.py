"""The list: filters in the URL, saved views, bulk actions."""

from typing import Any
from urllib.parse import quote

from django.contrib import messages
from django.core.exceptions import PermissionDenied, ValidationError
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from accounts.access import Request
from accounts.scoping import pool_is_open, scope_of
from core.access import allow, hide, refuse
from core.capabilities import Can
from core.models import SavedView
from customers import filters, permissions, services
from customers.filters import ListQuery
from customers.forms import BulkForm, SavedViewForm
from customers.forms.actions import read_ids
from customers.models import Customer, Grade
from customers.selectors import listing
from customers.selectors.listing import PAGE, PAGE_SIZE, Listing
from customers.services import PoolRefused
from customers.views.answers import go_to
from customers.views.pool import word_refusal

VIEWS_KEPT = 30
# The others work in the URL and as chips; a menu of all would be longer than the page.
FILTERS_OFFERED = ("grade", "country", "stage", "source", "horizon", "our_rank", "due")


@allow(Can.WORK_WITH_CUSTOMERS, "GET")
def customer_list(request: Request) -> HttpResponse:
    at = timezone.now()
    query = filters.read_query(
        request.GET, is_team=not listing.is_alone(request.user, scope_of(request.user, at))
    )
    after, before = request.GET.get("after", ""), request.GET.get("before", "")
    is_menu_asked = "filters" in request.GET
    found = listing.read_list(
        request.user, query, at=at, after=after, before=before, with_names=is_menu_asked
    )
    context = _context(request, query, found)
    is_menu = request.htmx and context["filter_fields"]
    return render(request, "customers/list.html#filters" if is_menu else "customers/list.html", context)


def _context(request: Request, query: ListQuery, found: Listing) -> dict[str, Any]:
    first = _first_place(request)
    return {
        "query": query,
        "listing": found,
        "columns": query.columns,
        "all_columns": filters.COLUMNS,
        "headings": _headings(query),
        "chips": [_chip(query, key, values, found) for key, values in query.chosen.items()],
        "filter_fields": _filter_fields(query, found) if "filters" in request.GET else [],
        "filter_query": query.to_query(filters="1"),
        "flags": [
            (key, filters.flag_label(key), key in query.chosen) for key in listing.flags_for(request.user)
        ],
        "is_filtered": bool(query.chosen),
        "sorted_by": SORT_LABELS()[query.sort.removeprefix("-")],
        "first": first if found.rows else 0,
        "last": first + len(found.rows) - 1 if found.rows else 0,
        "prev_url": _page_url(query, "before", found.page.before, max(1, first - PAGE_SIZE)),
        "next_url": _page_url(query, "after", found.page.after, first + len(found.rows)),
        "new_query": filters.defaults_for_new(query),
        "view_query": query.to_query(),
        "here": quote(request.get_full_path(), safe="/"),
        "current_view": next((tab for tab in found.tabs if tab.is_current and tab.pk), None),
        "grades": Grade.choices,
        "may_judge_twins": request.user.can(Can.REASSIGN),
        "may_export": permissions.can_export(request.user),
        "may_import": permissions.can_import(request.user),
        "is_pool_open": pool_is_open(),
    }


def SORT_LABELS() -> dict[str, str]:  # noqa: N802 - a table of words, made in the active language
    """Return what each order is called."""
    return {
        "due": _("next contact"),
        "name": _("name"),
        "last": _("last contact"),
        "created": _("day of entry"),
    }


def _first_place(request: Request) -> int:
    place = request.GET.get("n", "1")
    return int(place) if place.isdecimal() and len(place) < 8 and int(place) else 1


def _page_url(query: ListQuery, side: str, key: str, place: int) -> str:
    return f"?{query.to_query(**{side: key, 'n': str(place)})}" if key else ""


def _headings(query: ListQuery) -> list[dict[str, Any]]:
    """Return the heads of the chosen columns; those that sort have a link and an arrow."""
    sorts = {"due": "due", "last": "last", "created": "created"}
    return [_heading(query, name, filters.COLUMNS[name], sorts.get(name, "")) for name in query.columns]


def _heading(query: ListQuery, name: str, label: Any, sort: str) -> dict[str, Any]:
    is_sorted = bool(sort) and query.sort.removeprefix("-") == sort
    is_down = query.sort.startswith("-")
    turned = f"-{sort}" if is_sorted and not is_down else sort
    url = f"?{ListQuery(query.chosen, turned, query.columns).to_query()}" if sort else ""
    arrow = ("↓" if is_down else "↑") if is_sorted else ""
    order = ("descending" if is_down else "ascending") if is_sorted else ""
    return {
        "name": name,
        "label": label,
        "url": url,
        "arrow": arrow,
        "order": order,
        "is_number": name == "inquiries",
    }


def _chip(query: ListQuery, key: str, values: tuple[str, ...], found: Listing) -> dict[str, str]:
    label = filters.label_of(key, values, found.names)
    return {"label": label, "drop_url": f"?{query.without(key).to_query()}"}


def _filter_fields(query: ListQuery, found: Listing) -> list[dict[str, Any]]:
    """Return the fields of "add a filter", with what is chosen."""
    choices: dict[str, list[tuple[str, Any]]] = {
        key: list(filters.CODES[key].items()) for key in FILTERS_OFFERED
    }
    choices["country"].sort(key=lambda pair: str(pair[1]))
    choices |= {name: list(known.items()) for name, known in found.names.items() if known}
    if len(choices.get("owner", ())) < 2:
        choices.pop("owner", None)
    return [
        {
            "key": key,
            "label": filters.field_label(key),
            "choices": values,
            "chosen": query.chosen.get(key, ()),
        }
        for key, values in choices.items()
    ]


@allow(Can.WORK_WITH_CUSTOMERS, "POST")
def save_view(request: Request) -> HttpResponse:
    """Keep the list under a name of one's own; the same name again replaces it."""
    form = SavedViewForm(request.POST)
    if not form.is_valid():
        messages.error(request, _("Not saved: write a name of at most 40 letters."))
        return redirect("customers:list")
    query = listing.clean_view_query(form.cleaned_data["query"])[:600]
    own = SavedView.objects.filter(user=request.user, page=PAGE)
    if own.count() >= VIEWS_KEPT and not own.filter(name=form.cleaned_data["name"]).exists():
        messages.error(
            request, _("Not saved: delete a view first, there are %(count)d.") % {"count": VIEWS_KEPT}
        )
    else:
        own.update_or_create(
            user=request.user, page=PAGE, name=form.cleaned_data["name"], defaults={"query": query}
        )
        messages.success(request, _("View saved: %(name)s") % {"name": form.cleaned_data["name"]})
    return redirect(f"{reverse('customers:list')}?{query}")


@allow(Can.WORK_WITH_CUSTOMERS, "POST")
def delete_view(request: Request, pk: int) -> HttpResponse:
    """Forget one of one's own views; another person's is not there."""
    deleted, _rows = SavedView.objects.filter(user=request.user, page=PAGE, pk=pk).delete()
    if not deleted:
        hide(request.user, f"core.savedview:{pk}")
    messages.success(request, _("View deleted"))
    return redirect("customers:list")


@allow(Can.WORK_WITH_CUSTOMERS, "POST")
def bulk(request: Request) -> HttpResponse:
    """Grade or tag the ticked customers, or give them back to the pool: all of them, or none (trust.md Z3).

    A refusal stands in the dialog, and the ticks beside it stay; without htmx it comes as a message with the list.
    """
    back = f"{reverse('customers:list')}?{filters.read_query(_back_data(request)).to_query()}"
    ids, form = read_ids(request.POST.getlist("customer")), BulkForm(request.POST)
    if ids is None or not form.is_valid():
        why = _("Nothing changed: tick customers, at most 200, and choose what to do.")
        return _bulk_refused(request, form, why, back)
    rows = list(
        Customer.objects.visible_to(request.user).current().filter(pk__in=ids).select_related("owner__team")
        .prefetch_related("tags")
    )  # fmt: skip
    if hidden := set(ids) - {row.pk for row in rows}:
        hide(request.user, f"customers.customer:{','.join(map(str, sorted(hidden)))}")
    try:
        count = _run(request, form, rows)
    except (ValidationError, PoolRefused) as error:
        words = [word_refusal(error, request)] if isinstance(error, PoolRefused) else error.messages
        why = _("Nothing changed: %(why)s") % {"why": " ".join(words)}
        return _bulk_refused(request, form, why, back)
    except PermissionDenied:
        refuse(request.user, None, "bulk")
    text = ngettext("%(count)d customer changed", "%(count)d customers changed", count) % {"count": count}
    messages.success(request, text)
    return go_to(request, back)


def _bulk_refused(request: Request, form: BulkForm, why: str, back: str) -> HttpResponse:
    if not request.htmx:
        messages.error(request, why)
        return redirect(back)
    name = {"tag": "tags", "untag": "tags", "release": "release"}.get(form.data.get("action", ""), "grade")
    context = {"form": form, "bulk_error": why, "grades": Grade.choices}
    return render(request, f"customers/_bulk_{name}.html", context, status=422)


def _back_data(request: Request) -> Any:
    from django.http import QueryDict

    return QueryDict(request.POST.get("query", "")[:2000])


def _run(request: Request, form: BulkForm, rows: list[Customer]) -> int:
    data, at = form.cleaned_data, timezone.now()
    if data["action"] == "grade":
        return services.grade_customers(
            actor=request.user, customers=rows, grade=data["grade"], reason=data["reason"], at=at
        )
    if data["action"] == "release":
        return services.release_customers(actor=request.user, customers=rows, reason=data["reason"], at=at)
    names = {"add" if data["action"] == "tag" else "remove": form.tag_names()}
    return services.tag_customers(actor=request.user, customers=rows, at=at, **names)
