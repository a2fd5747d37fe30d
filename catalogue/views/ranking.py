"""The newest and the most wanted products (S33)."""

from urllib.parse import urlencode

from django.http import HttpResponse
from django.shortcuts import render
from django.utils import timezone
from django.utils.translation import gettext as _

from accounts.access import Request
from catalogue.models import MarketRegion
from catalogue.selectors.ranking import NEWEST, PERIODS, RankQuery, rank
from core.access import allow
from core.capabilities import Can


@allow(Can.RANK_PRODUCTS, "GET")
def ranking(request: Request) -> HttpResponse:
    """Products by what is asked for, quoted, sent and ordered; of one's own, one's team's, or all business."""
    data = request.GET
    days, region = data.get("days", ""), data.get("region", "")
    query = RankQuery(
        days=int(days) if days in map(str, PERIODS) else PERIODS[1],
        region=int(region) if region.isdecimal() and len(region) < 12 else None,
        by=data.get("by", ""),
    )
    found = rank(request.user, query, at=timezone.now())
    kept = {"days": query.days, "region": query.region or ""}
    tabs = [
        {"label": label, "url": f"?{urlencode({**kept, 'by': name})}", "is_current": name == found.by}
        for name, label in [*((one.name, one.label) for one in found.sources), (NEWEST, _("Newest"))]
    ]
    whose = _("all business") if request.user.is_boss or request.user.is_assistant else ""
    whose = whose or (_("your team's business") if request.user.is_manager else _("your own business"))
    context = {
        "ranking": found, "query": query, "tabs": tabs, "whose": whose,
        "regions": MarketRegion.objects.visible_to(request.user),
        "periods": [(30, _("30 days")), (90, _("90 days")), (365, _("a year"))],
        "is_newest": found.by == NEWEST,
    }  # fmt: skip
    return render(request, "catalogue/ranking.html", context)
