"""Looking up: beside a form while one types, and Ctrl K."""

from dataclasses import replace
from typing import Any

from django.http import HttpResponse
from django.shortcuts import render
from django.utils import timezone

from accounts.access import Request
from accounts.context import NavItem, places
from core.access import allow
from core.capabilities import Can
from core.panels import render_slot
from customers.domain.lookup import Subject
from customers.lookup import Lookup, look_up, told_of
from customers.selectors.finding import Found, find_customers
from customers.text import clean_line, clean_text, query_terms, search_words

LINE = 300
SHORTEST_NAME = 3


@allow(Can.WORK_WITH_CUSTOMERS, "GET")
def lookup(request: Request) -> HttpResponse:
    """The matches of what stands in a form: `company`, `email`, `phone`, `website`, `country`, or `q` for any of it."""
    subject = subject_from(request.GET)
    exclude = request.GET.get("exclude", "")
    found = look_up(user=request.user, subject=subject, at=timezone.now()) if subject else Lookup([])
    shown = [match for match in found.matches if str(match.customer.pk) != exclude]
    context = {
        "matches": shown,
        "withheld": found.withheld,
        "is_asked": subject is not None,
        "is_counted": True,
    }
    return render(request, "customers/_matches.html", context)


def subject_from(data: Any) -> Subject | None:
    """Read a subject out of a query; None when there is too little to look for."""
    given = {
        name: next((text for key in keys if (text := clean_text(data.get(key, ""))[:LINE])), "")
        for name, keys in FIELDS.items()
    }
    query = given.pop("q")
    if "@" in query:
        given["email"] = given["email"] or query
    elif query and not any(sign.isalpha() for sign in query):
        given["phone"] = given["phone"] or query
    elif query:
        given["name"] = given["name"] or query
        given["website"] = given["website"] or (query if "." in query and " " not in query else "")
    name = clean_line(given["name"])
    if not any(
        (len(name) >= SHORTEST_NAME or not name.isascii(), given["email"], given["phone"], given["website"])
    ):
        return None
    return Subject(
        name=name,
        country=given["country"][:2] or None,
        emails=tuple(filter(None, (given["email"],))),
        phones=tuple(filter(None, (given["phone"], clean_text(data.get("contact_phone", ""))[:LINE]))),
        sites=tuple(filter(None, (given["website"],))),
        city=clean_line(given["city"]),
        persons=tuple(filter(None, (given["person"],))),
    )


FIELDS = {
    "q": ("q",),
    "name": ("company", "name", "local_name"),
    "email": ("email", "contact_email"),
    "phone": ("phone", "contact_phone"),
    "website": ("website",),
    "country": ("country",),
    "city": ("city",),
    "person": ("contact_name", "person"),
}


@allow(Can.OWN_PAGES, "GET")
def find(request: Request) -> HttpResponse:
    """Go anywhere, find anything: pages and actions by name, customers and contacts by what one knows of them.

    For everybody, among what they may see: an admin finds pages, an assistant also the heads of unassigned inquiries.
    What the apps above know of the words they add themselves: panels of the page "find", slot "results".
    """
    query = clean_line(request.GET.get("q", ""))[:200]
    context = {
        "query": query,
        "found": _with_stories(request.user, find_customers(request.user, query)),
        "pages": _pages(request, query),
        "more": render_slot("find", "results", request, query),
    }
    template = "customers/find.html#results" if request.htmx else "customers/find.html"
    return render(request, template, context)


def _with_stories(user: Any, hits: list[Found]) -> list[Found]:
    """The companies found with what is told of them."""
    told = told_of(user, {hit.customer.pk for hit in hits if hit.contact is None})
    return [hit if hit.contact else replace(hit, told=told.get(hit.customer.pk, ())) for hit in hits]


def _pages(request: Request, query: str) -> list[NavItem]:
    """The pages and actions whose name holds every word: as it is written, or by its pinyin."""
    terms = query_terms(query)
    named = [
        (place, search_words([str(place.label)], (), "")) for place in places(request, request.user) if terms
    ]
    return [place for place, name in named if all(term in name for term in terms)]
