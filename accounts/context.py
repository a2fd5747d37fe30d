"""What the frame of every page needs: navigation, unread notices, the company's name."""

from collections.abc import Mapping
from dataclasses import dataclass
from itertools import accumulate

from django.http import HttpRequest
from django.urls import resolve
from django.utils import timezone
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from accounts.models import User
from accounts.permissions import Can, can
from core import notices, work_days
from core.company import current_company
from core.domain.widths import width_of
from core.panels import render_slot
from core.request_context import once
from core.ui.addresses import address_of

# In columns of text, of which some 7.5 px each: what the bar has room for on a desktop, alone and beside its menu.
NAV_GAP, NAV_WIDTH, NAV_WIDTH_BESIDE_MENU = 3, 86, 66


@dataclass(frozen=True)
class NavItem:
    """A place in the navigation."""

    label: object
    url: str
    icon: str
    is_current: bool


# label, URL name, icon, any of these capabilities
_ITEMS = (
    (pgettext_lazy("page", "Today"), "followups:today", "home", (Can.OWN_PAGES,)),
    (_("Inquiries"), "inquiries:list", "mail", (Can.READ_INQUIRIES,)),
    (_("Quotes"), "quotes:list", "file-text", (Can.WORK_WITH_CUSTOMERS,)),
    (_("Costs"), "quotes:costs", "coin", (Can.ANSWER_COSTS,)),
    (_("Customers"), "customers:list", "users", (Can.WORK_WITH_CUSTOMERS,)),
    (_("Orders"), "orders:list", "trophy", (Can.WORK_WITH_CUSTOMERS,)),
    (_("Follow-ups"), "followups:week", "note", (Can.WORK_WITH_CUSTOMERS,)),
    (_("Samples"), "samples:list", "truck-delivery", (Can.WORK_WITH_CUSTOMERS,)),
    (_("To make"), "samples:production", "tools", (Can.PRODUCE,)),
    (_("Catalogue"), "catalogue:list", "package", (Can.READ_CATALOGUE,)),
    (pgettext_lazy("page", "Team"), "managing:team", "user-check", (Can.READ_TEAM,)),
    (pgettext_lazy("page", "Overview"), "managing:boss", "target", (Can.READ_COMPANY,)),
    (_("Reports"), "reports:list", "clipboard-text", (Can.READ_REPORTS,)),
    (_("Analysis"), "analysis:diagnosis", "target", (Can.READ_ANALYSIS,)),
    (_("Briefings"), "briefings:list", "message", (Can.PREPARE_BRIEFINGS,)),
    (_("Advice"), "oversight:advice_list", "bulb", (Can.ADVISE,)),
    (_("Tasks"), "followups:tasks", "list-check", (Can.OWN_PAGES,)),
    (_("People"), "accounts:people", "user-check", (Can.MANAGE_PEOPLE,)),
    (_("Settings"), "core:settings", "settings", (Can.READ_POLICY,)),
)

# The telephone's bar, by what the person is there for: who rules, who leads, who sells, and everybody else.
_PHONE_BARS = (
    (Can.RULE, ("followups:today", "managing:boss", "briefings:list", "reports:list")),
    (Can.READ_BRIEFINGS, ("followups:today", "managing:team", "customers:list")),
    (Can.WORK_WITH_CUSTOMERS, ("followups:today", "customers:list", "followups:week")),
    (
        Can.OWN_PAGES,
        (
            "followups:today", "samples:production", "quotes:costs", "reports:list", "briefings:list", "inquiries:list",
            "oversight:advice_list", "managing:boss", "accounts:people", "core:settings",
        ),
    ),
)  # fmt: skip
_PHONE_PLACES = 4  # beside the menu, a new inquiry among them for who sells

# Where else one can go from anywhere: by name only, and where one may is what the view says of itself.
_PLACES = (
    (_("New inquiry"), "inquiries:new", "plus"),
    (_("New customer"), "customers:create", "plus"),
    (_("Log a follow-up"), "followups:log", "note"),
    (_("The week"), "followups:week", "calendar"),
    (_("Calendar on the phone"), "followups:feed_settings", "calendar"),
    (_("Leave and trips"), "accounts:absences", "briefcase"),
    (_("Ask for leave"), "accounts:ask_absence", "plus"),
    (_("Mail three times a day"), "followups:mail_checks", "mail"),
    (_("Ask for help"), "followups:help_ask", "help-circle"),
    (_("Help requests"), "followups:help_requests", "help-circle"),
    (_("Suggestions to the boss"), "followups:suggestions", "bulb"),
    (_("Rulings"), "briefings:rulings", "gavel"),
    (_("Coaching notes"), "oversight:my_coaching", "message"),
    (_("Advice"), "oversight:advice_list", "bulb"),
    (_("Long holidays"), "oversight:holidays", "calendar"),
    (_("Platform statistics"), "oversight:platform", "clipboard-text"),
    (_("What I am told of"), "accounts:notices", "bell"),
    (_("New order"), "orders:new", "plus"),
    (_("Complaints"), "orders:complaints", "alert-triangle"),
    (_("Exchange rates"), "core:rates", "coin"),
    (_("New sample"), "samples:new", "plus"),
    (_("Proofs"), "samples:proofs", "tools"),
    (_("New proof"), "samples:proof_new", "plus"),
    (_("Requests to other departments"), "samples:requests", "help-circle"),
    (_("Factory visits"), "samples:visits", "building"),
    (_("Competitors' prices"), "insight:prices", "coin"),
    (_("Notes on markets"), "insight:market_notes", "world"),
    (_("Daily reports"), "reports:days", "clipboard-text"),
    (_("A lists"), "reports:a_lists", "clipboard-text"),
    (_("Records of months and quarters"), "reports:records", "clipboard-text"),
    (_("Cadence kept"), "reports:compliance", "clipboard-text"),
    (_("Products and markets"), "analysis:products", "target"),
    (_("Sources"), "analysis:sources", "target"),
    (_("Lost, and why"), "analysis:lost", "target"),
    (_("My figures"), "managing:own", "target"),
    (_("Targets"), "managing:targets", "target"),
    (_("Three-year plan"), "managing:plan", "flag"),
    (_("Who was given what"), "managing:fairness", "user-check"),
    (_("Letters"), "inquiries:templates", "mail"),
    (_("New product"), "catalogue:create", "plus"),
    (_("E-samples"), "catalogue:esamples", "link"),
    (_("Markets"), "catalogue:markets", "world"),
    (_("Categories"), "catalogue:categories", "tag"),
    (_("Exceptions"), "inquiries:exceptions", "alert-triangle"),
    (_("Who gets an inquiry"), "inquiries:assignment", "users"),
    (_("Import customers"), "customers:imports", "upload"),
    (_("Entered twice?"), "customers:twins", "copy"),
    (_("Handovers"), "handovers:list", "user-check"),
    (_("How buyers are recognised"), "customers:engine", "search"),
    (_("Audit trail"), "accounts:audit", "history"),
    (_("Alarms"), "accounts:alarms", "bell"),
    (_("Setting up"), "core:setup", "list-check"),
    (_("Background jobs"), "core:health", "history"),
    (_("Group robots"), "core:robots", "message"),
    (_("Notifications"), "core:notices", "bell"),
    (_("Colleagues"), "accounts:colleagues", "users"),
    (_("List for newcomers"), "accounts:onboarding", "list-check"),
    (_("My account"), "accounts:me", "user"),
    (_("Change the password"), "accounts:password", "lock"),
)


def places(request: HttpRequest, user: User) -> list[NavItem]:
    """Return where `user` may go from anywhere, the navigation first: pages, and what can be begun (ux.md, Ctrl K)."""
    items = list(_nav(request, user).values())
    for label, name, icon in _PLACES:
        url = address_of(name)
        if can(user, resolve(url).func.access.capability):  # type: ignore[attr-defined]  # every view of ours declares it
            items.append(NavItem(label, url, icon, request.path == url))
    return items


def _nav(request: HttpRequest, user: User) -> dict[str, NavItem]:
    """The places of the navigation by their URL names."""
    items = {}
    for label, name, icon, capabilities in _ITEMS:
        if not any(can(user, capability) for capability in capabilities):
            continue
        if name == "quotes:costs" and can(user, Can.WORK_WITH_CUSTOMERS):
            continue  # who sells as well finds them above the quotes
        url = address_of(name)
        is_current = request.path == url or (url != "/" and request.path.startswith(url))
        items[name] = NavItem(label, url, icon, is_current)
    return items


def _phone_bar(user: User, items: Mapping[str, NavItem]) -> list[NavItem]:
    """What stands in the telephone's bar; who sells finds a new inquiry beside it."""
    names = next((names for capability, names in _PHONE_BARS if can(user, capability)), ())
    places = _PHONE_PLACES - bool(user.is_salesperson)
    return [items[name] for name in names if name in items][:places]


def _split(items: list[NavItem]) -> tuple[list[NavItem], list[NavItem]]:
    """Return what stands in the bar, and what its menu holds where the words of the language are too long for all."""
    widths = list(accumulate(width_of(str(item.label)) + NAV_GAP for item in items))
    if not widths or widths[-1] <= NAV_WIDTH:
        return items, []
    shown = sum(width <= NAV_WIDTH_BESIDE_MENU for width in widths)
    return items[:shown], items[shown:]


def frame(request: HttpRequest) -> dict[str, object]:
    """Context processor of every page; anonymous pages get the company's name only.

    Worked out once per request: panels are templates of their own and ask again.
    """
    return once("frame", lambda: _work_out_frame(request))


def _work_out_frame(request: HttpRequest) -> dict[str, object]:
    user = getattr(request, "user", None)
    company = current_company()
    context: dict[str, object] = {"company_name": company.short_name, "company": company}
    if not isinstance(user, User):
        return context | {"gate_rules": render_slot("gate", "rules", request, None)}
    items = _nav(request, user)
    every = list(items.values())
    bar, more = _split(every)
    return (
        context
        | {
            "nav_items": every,
            "nav_bar": bar,
            "nav_more": more,
            "nav_current": next((item for item in more if item.is_current), None),
            "tabbar_items": _phone_bar(user, items),
            "unread_count": notices.count_unread(user),
            "notifications_url": address_of("core:notices"),
            "find_url": address_of("customers:find"),
            "find_hint": _find_hint(user),
            "working_windows": work_days.windows_from(timezone.now()),
        }
        | _selling_links(user)
    )


def _find_hint(user: User) -> str:
    """What the field of Ctrl K finds, in words: as much as the person may see."""
    if can(user, Can.WORK_WITH_CUSTOMERS):
        return str(_("Customer, inquiry, page"))
    return str(_("Inquiry, page") if can(user, Can.READ_INQUIRIES) else _("Page by name"))


def _selling_links(user: User) -> dict[str, object]:
    if not can(user, Can.WORK_WITH_CUSTOMERS):
        return {}
    return {
        "new_inquiry_url": address_of("inquiries:new"),
        "log_url": address_of("followups:log"),
    }
