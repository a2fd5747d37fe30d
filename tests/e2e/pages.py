"""The pages there are: every GET address of the resolver, with a sample object and who looks at it."""

from dataclasses import dataclass

from django.urls import reverse

from accounts.checks import routes
from tests.e2e.office import Office

# Not pages: fragments, files, answers of a calendar program.
NO_PAGES = {
    "customers:lookup", "customers:timeline", "customers:file", "inquiries:file", "inquiries:letters", "followups:feed",
    "core:draft", "core:open_notice",
}  # fmt: skip
MANAGERS = {"core:settings", "core:policy", "core:health", "inquiries:exceptions", "inquiries:assign", "customers:owner"} | {
    "inquiries:templates", "inquiries:template_new", "inquiries:template_edit", "followups:judge_due",
}  # fmt: skip
ALSO = {
    "followups:today": ["?answer=50"],
    "customers:list": ["?grade=A", "?country=ZZ"],
    "customers:find": ["?q=north"],
    "followups:log": ["?customer={customer}"],
    "inquiries:list": ["?tab=all", "?tab=late"],
    "inquiries:new": ["?customer={customer}"],
}


@dataclass(frozen=True)
class PageOf:
    """An address and the role that looks at it."""

    who: str
    path: str


def all_pages(office: Office) -> list[PageOf]:
    """Return every page once, with variants. A new GET address is found by itself; KeyError when it needs an object."""
    found = []
    for name, route, view in routes():
        if "GET" not in view.access.methods or name in NO_PAGES or name == "accounts:sign_in" or name == "gallery":
            continue
        who = "manager" if name in MANAGERS else "zoe"
        for path in _paths(name, route, office):
            extras = ["", *(extra.format(customer=office.northfield.pk) for extra in ALSO.get(name, []))]
            found += [PageOf(who, path + extra) for extra in extras]
    return [*found, PageOf("manager", "/"), PageOf("manager", "/inquiries/?tab=unassigned"), PageOf("assistant", "/inquiries/"), PageOf("assistant", "/"), PageOf("admin", "/"), PageOf("admin", "/health/")]


def _paths(name: str, route: str, office: Office) -> list[str]:
    if "<" not in route:
        return [reverse(name)]
    return [reverse(name, kwargs=kwargs) for kwargs in _objects(name, office)]


def _objects(name: str, office: Office) -> list[dict[str, object]]:
    customer, inquiry = office.northfield, office.inquiries["soon"]
    if name == "core:policy":
        from core import policy

        return [{"name": section.name} for section in policy.sections().values() if section.form]
    if name == "inquiries:detail":
        return [{"pk": found.pk} for key, found in office.inquiries.items() if key != "unassigned"]
    if name == "inquiries:received":
        return [{"pk": inquiry.pk, "message_pk": inquiry.messages.first().pk}]
    pks = {
        "customers:contact_edit": customer.contacts.get().pk,
        "inquiries:template_edit": office.letter.pk,
        "followups:correct": customer.follow_ups.first().pk,
    }
    by_app = {"customers": customer.pk, "inquiries": inquiry.pk, "followups": customer.pk}
    return [{"pk": pks.get(name) or by_app[name.split(":")[0]]}]
