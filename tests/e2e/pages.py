"""The pages there are: every GET address of the resolver, with a sample object and who looks at it."""

from dataclasses import dataclass

from django.urls import reverse
from django.utils import timezone

from accounts.checks import routes
from accounts.services import renew_invitation
from core.models import AuditEntry
from inquiries.models import Reply
from oversight.models import Remark, RemarkOn
from tests.e2e.office import Office

# Not pages: fragments, files, answers of a calendar program.
NO_PAGES = {
    "customers:lookup", "customers:timeline", "customers:file", "customers:contact_vcard",
    "customers:export_file", "customers:import_refused", "inquiries:file", "inquiries:letters", "followups:feed",
    "orders:paper", "core:draft", "accounts:audit_file", "core:open_notice",
    "catalogue:picture", "catalogue:picture_small", "catalogue:import_picture", "catalogue:import_template",
    "samples:visit_file", "catalogue:certificate_file", "catalogue:document", "catalogue:esample_pdf", "esamples:pdf", "esamples:picture",
    "quotes:suggest", "quotes:offer", "quotes:paper", "quotes:bundle_text", "reports:paper", "reports:department_paper",
    "reports:daily_paper", "reports:digest_paper", "reports:a_list_paper", "reports:inquiry_paper", "reports:customer_paper", "reports:records_paper", "reports:compliance_paper",
    "briefings:paper",
    "oversight:customer_history",
}  # fmt: skip
ADMINS = {
    "accounts:change", "accounts:reset_second_factor", "accounts:teams", "accounts:team_new", "accounts:team_edit",
}  # fmt: skip
# Before signing in: the tests of the gate look at them.
AT_THE_GATE = {"accounts:sign_in", "accounts:code"}
# Open to salespeople by role, but not these objects.
MANAGERS = {
    "followups:explain", "customers:owner", "customers:export", "customers:export_decide", "inquiries:assign", "inquiries:exceptions",
    "orders:split", "orders:reward",
}  # fmt: skip
# Only the boss looks at them.
BOSS = {"briefings:rule"}
# Only production's own people look at them.
# Addresses that name something that is no row.
CODES: dict[str, list[dict[str, object]]] = {
    "managing:behind": [
        {"figure": "received"},
        {"figure": "contacts"},
        {"figure": "quotes"},
        {"figure": "moves"},
        {"figure": "reports"},
        {"figure": "days"},
    ],
    "managing:milestone": [{"code": "products"}, {"code": "quality"}],
}
# Only the boss, assistant and adviser look at it.
BOSSES = {"managing:boss"}
PRODUCTION = {"samples:production", "samples:make_sample", "samples:make_proof"}
ALSO = {
    "samples:list": ["?tab=all", "?tab=decide&q=nobody"],
    "samples:new": ["?customer={customer}"],
    "samples:e_sample": ["?customer={customer}"],
    "samples:proofs": ["?tab=all", "?tab=late"],
    "samples:proof_new": ["?customer={customer}"],
    "samples:visit_new": ["?customer={customer}"],
    "samples:requests": ["?show=closed", "?show=mine"],
    "insight:negotiation_new": ["?customer={customer}"],
    "insight:prices": ["?q=nothing", "?country=US&fresh=on"],
    "insight:price_new": ["?customer={customer}", "?product={product}"],
    "insight:market_notes": ["?question=supply"],
    "insight:market_note_new": ["?product={product}"],
    "followups:today": ["?answer=50"],
    "catalogue:list": ["?view=tiles", "?show=incomplete", "?q=nothing"],
    "catalogue:ranking": ["?by=newest"],
    "analysis:products": ["?by=won&days=365", "?by=price"],
    "catalogue:product": ["?country=US&quantity=3000"],
    "catalogue:import": ["?show=refused"],
    "catalogue:esample_new": ["?product={product}"],
    "customers:list": ["?grade=A", "?country=ZZ", "?pool=1", "?leaving=1"],
    "customers:pool": ["?q=nobody"],
    "customers:find": ["?q=north"],
    "customers:merge": ["?q=a"],
    "customers:link": ["?q=a"],
    "customers:import": ["?columns=1", "?show=problems"],
    "followups:log": ["?customer={customer}"],
    "accounts:absences": ["?from=2026-12-14"],
    "followups:help_requests": ["?show=answer", "?show=closed"],
    "followups:help_ask": ["?customer={customer}"],
    "inquiries:list": ["?tab=all", "?tab=late"],
    "inquiries:new": ["?customer={customer}"],
    "orders:list": ["?tab=drafts", "?tab=all", "?tab=all&q=nothing", "?tab=done"],
    "orders:complaints": ["?show=closed"],
    "core:rates": ["?currency=USD"],
    "managing:team": ["?period=last_week", "?period=month", "?period=quarter"],
    "managing:own": ["?period=last_month"],
    "managing:fairness": ["?period=week", "?rule=claim"],
    "quotes:list": ["?tab=ending", "?tab=closed"],
    "quotes:detail": ["?v=1"],
    "briefings:rulings": ["?show=closed"],
    "briefings:point_new": ["?customer={customer}"],
}
# Pages of the daily report, the A list and the records: the office knows of which rows.
OF_REPORTS = frozenset(
    {
        "reports:daily_report", "reports:day", "reports:digest", "reports:a_list", "reports:a_list_part", "reports:inquiry_record",
        "reports:customer_record", "reports:missed",
    }
)  # fmt: skip
# The same address looks different to others.
OTHERS = (
    ("manager", "/"), ("manager", "/customers/exports/"), ("manager", "/customers/pool/"), ("manager", "/inquiries/?tab=unassigned"), ("boss", "/"), ("assistant", "/inquiries/"),
    ("boss", "/catalogue/"), ("boss", "/catalogue/markets/"), ("manager", "/catalogue/e-samples/"), ("assistant", "/catalogue/"),
    ("boss", "/absences/"), ("manager", "/mail-checks/"), ("manager", "/mail-checks/?since=2026-10-01&until=2026-12-31"),
    ("manager", "/help/"), ("assistant", "/rates/"), ("boss", "/orders/?tab=all"), ("boss", "/suggestions/"), ("boss", "/suggestions/?show=ruled"), ("assistant", "/suggestions/"),
    ("manager", "/samples/"), ("manager", "/samples/?tab=decide"), ("boss", "/samples/proofs/"), ("production", "/"),
    ("production", "/samples/requests/"),
    ("manager", "/help/"), ("boss", "/suggestions/"), ("boss", "/suggestions/?show=ruled"), ("assistant", "/suggestions/"),
    ("assistant", "/"), ("admin", "/"), ("admin", "/health/"), ("manager", "/reports/"), ("boss", "/reports/"), ("assistant", "/reports/"), ("boss", "/analysis/"), ("adviser", "/analysis/customers/"),
    ("manager", "/reports/days/"), ("boss", "/reports/records/?kind=quarter"), ("boss", "/reports/compliance/?by=month"),
    ("boss", "/briefings/"), ("assistant", "/briefings/"), ("boss", "/briefings/rulings/"),
    ("boss", "/team/"), ("assistant", "/team/"), ("boss", "/plan/"), ("assistant", "/overview/"), ("boss", "/targets/"),
    ("boss", "/audit/"), ("boss", "/audit/?kind=customers"), ("admin", "/audit/"), ("boss", "/audit/alarms/"),
)  # fmt: skip


@dataclass(frozen=True)
class PageOf:
    """An address and the role that looks at it."""

    who: str
    path: str


def all_pages(office: Office, *, with_variants: bool) -> list[PageOf]:
    """Return every page once, or with its variants. A new GET address is found by itself; KeyError when it needs an object."""
    found = []
    for name, route, view in routes():
        if "GET" not in view.access.methods or name in NO_PAGES or name in AT_THE_GATE or name == "gallery":
            continue
        is_open = view.access.capability is None or office.zoe.can(view.access.capability)
        who = "zoe" if is_open and name not in MANAGERS else "admin" if name in ADMINS else "manager"
        who = "production" if name in PRODUCTION else "boss" if name in BOSS else who
        who = "production" if name in PRODUCTION else "boss" if name in BOSSES else who
        for path in _paths(name, route, office):
            extras = ALSO.get(name, []) if with_variants else []
            found += [
                PageOf(who, path + extra.format(customer=office.northfield.pk, product=office.product.pk))
                for extra in ("", *extras)
            ]
    return [*found, *(PageOf(who, path) for who, path in OTHERS)]


def _paths(name: str, route: str, office: Office) -> list[str]:
    if name in {"orders:new", "orders:complaint_new"}:  # of a customer, and the choice of one
        page = reverse(name)
        return [
            f"{page}?customer={office.northfield.pk}",
            *([page, f"{page}?q=n"] if name == "orders:new" else []),
        ]
    if name == "orders:step":
        return [reverse(name, args=[office.order.pk, step]) for step in ("ready", "shipped")]
    if "<" not in route:
        return [reverse(name)]
    if name == "reports:report":
        return [report.get_absolute_url() for report in office.reports]
    if name in OF_REPORTS:
        return [reverse(name, args=args) for args in office.report_pages[name]]
    if name == "reports:week":
        return [office.department.period.get_absolute_url()]
    of_goods = name.startswith(("catalogue:", "esamples:", "analysis:"))
    objects = (
        [_of_goods(name, office)]
        if of_goods
        else office.sampling.steps.get(name) or CODES.get(name) or _objects(name, office)
    )
    return [reverse(name, kwargs=kwargs) for kwargs in objects]


def _objects(name: str, office: Office) -> list[dict[str, object]]:
    customer, inquiry = office.northfield, office.inquiries["soon"]
    if name == "core:policy":
        from core import policy

        return [{"name": section.name} for section in policy.sections().values() if section.form]
    if name == "inquiries:detail":
        return [{"pk": found.pk} for key, found in office.inquiries.items() if key != "unassigned"]
    if name == "inquiries:received":
        return [{"pk": inquiry.pk, "message_pk": inquiry.messages.first().pk}]
    if name == "inquiries:replied":
        reply = Reply.objects.filter(inquiry__owner=office.zoe).order_by("pk")[0]
        return [{"pk": reply.inquiry_id, "reply_pk": reply.pk}]
    if name == "customers:import_match":
        return [{"pk": office.batch.pk, "row_pk": office.batch.rows.order_by("number")[0].pk}]
    if name in {"customers:merge_with", "customers:link_with"}:
        return [{"pk": customer.pk, "other_pk": office.customers[1].pk}]
    if name == "accounts:join":
        return [{"secret": renew_invitation(actor=office.admin, user=office.zoe, at=timezone.now())}]
    pks = {
        "accounts:onboarding_edit": office.line.pk,
        "accounts:team_edit": office.zoe.team_id,
        "accounts:reset_second_factor": office.linda.pk,
        "customers:merge_record": office.merge.pk,
        "handovers:new": office.zoe.pk,
        "handovers:held": office.zoe.pk,
        "followups:explain": office.handover.explanations.first().task_id,
        "customers:contact_edit": customer.contacts.get().pk,
        "customers:contact_erase": customer.contacts.get().pk,
        "accounts:audit_entry": AuditEntry.objects.filter(actor=office.zoe, verb="customers.created")
        .earliest("pk")
        .pk,
        "customers:import": office.batch.pk,
        "customers:export_decide": office.asked.pk,
        "inquiries:template_edit": office.letter.pk,
        "accounts:absence": office.absence.pk,
        "followups:handback": office.absence.pk,
        "followups:help_request": office.help.pk,
        "followups:suggestion": office.suggestion.pk,
        "followups:follow_up": Remark.objects.get(on=RemarkOn.FOLLOW_UP).record_id,
        "followups:correct": customer.follow_ups.first().pk,
        "orders:payment_void": office.payment.pk,
        "orders:complaint": office.complaint.pk,
        "core:robot": office.robot.pk,
        "oversight:coaching": office.zoe.pk,
        "oversight:advice": office.advice.pk,
        **dict.fromkeys(("insight:negotiation", "insight:negotiation_edit"), office.sheet.pk),
        "insight:price_edit": office.rival.pk,
        "samples:proof": office.sampling.proof.pk,
        "briefings:ruling": office.ruling.pk,
        "quotes:bundle": office.quotes["ready"].pk,
        "samples:visit": office.sampling.visit.pk,
        "samples:visit_edit": office.sampling.visit.pk,
        **dict.fromkeys(("samples:request", "samples:request_readdress"), office.sampling.request.pk),
    }
    by_app = {
        "quotes": office.quotes["draft"].pk,
        "customers": customer.pk,
        "inquiries": inquiry.pk,
        "followups": customer.pk,
        "orders": office.order.pk,
        "accounts": office.zoe.pk,
        "handovers": office.handover.pk,
        "samples": office.sampling.ready.pk,
        "reports": office.department.pk,
        "briefings": office.briefing.pk,
    }
    return [{"pk": pks.get(name) or by_app[name.split(":", maxsplit=1)[0]]}]


def _of_goods(name: str, office: Office) -> dict[str, object]:
    """What the addresses of a product's parts and of the catalogue's other records name."""
    product = office.product
    return {
        "catalogue:tier_edit": {"pk": product.pk, "tier_pk": product.tiers.first().pk},
        "catalogue:certificate_edit": {"pk": product.pk, "certificate_pk": product.certificates.first().pk},
        "catalogue:category_edit": {"pk": product.category_id},
        "catalogue:market_edit": {"pk": office.region.pk},
        "catalogue:line_add": {"pk": office.region.pk},
        "catalogue:line_edit": {"pk": office.region.pk, "line_pk": office.region.value_lines.first().pk},
        "catalogue:esample": {"pk": office.esample.pk},
        "catalogue:import": {"pk": office.price_list.pk},
        "esamples:show": {"secret": office.leaflet},
    }.get(name, {"pk": product.pk})
