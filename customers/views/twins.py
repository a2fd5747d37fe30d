"""The manager's list of buyers that were entered twice."""

from typing import Any

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _

from accounts.access import Request, get_visible_or_404, require
from core.access import allow
from core.capabilities import Can
from customers.domain.lookup import Reason
from customers.forms import TwinFilter
from customers.models import TwinPair
from customers.permissions import can_judge_twins
from customers.selectors.match_words import words_of
from customers.selectors.merging import count_work, recent_merges
from customers.services.twins import decide_twin
from customers.views.answers import go_to, next_url

PAIRS_SHOWN = 50


@allow(Can.REASSIGN, "GET")
def twins(request: Request) -> HttpResponse:
    """The surest pairs first of those that are the person's to judge; the judged make room for the next."""
    form = TwinFilter(request.GET, user=request.user)
    rows = form.narrow(TwinPair.objects.visible_to(request.user).led_by(request.user).open())
    rows = rows.select_related("first__owner", "second__owner")
    pairs = list(rows.order_by("-certainty", "pk")[: PAIRS_SHOWN + 1])
    facts = count_work(customer for pair in pairs for customer in (pair.first, pair.second))
    context = {
        "form": form,
        "is_filtered": any(form.cleaned_data.values()),
        "pairs": [_worded(pair, facts) for pair in pairs[:PAIRS_SHOWN]],
        "has_more": len(pairs) > PAIRS_SHOWN,
        "shown": PAIRS_SHOWN,
        "merges": recent_merges(request.user),
    }
    return render(request, "customers/twins.html", context)


def _worded(pair: TwinPair, facts: Any) -> dict[str, Any]:
    reasons = [Reason(reason["code"], reason["params"]) for reason in pair.reasons]
    customers = (pair.first, pair.second)
    return {
        "pk": pair.pk,
        "customers": customers,
        "sides": [{"customer": customer, "facts": facts[customer.pk]} for customer in customers],
        "percent": int(pair.certainty * 100),
        "reasons": words_of(reasons),
    }


@allow(Can.REASSIGN, "POST")
def twin_decide(request: Request, pk: int) -> HttpResponse:
    """Remember that the two are different buyers."""
    rows = TwinPair.objects.open().select_related("first__owner__team", "second__owner__team")
    pair = get_visible_or_404(rows, request.user, pk)
    require(request.user, can_judge_twins, pair)
    decide_twin(actor=request.user, pair=pair, decision=TwinPair.Decision.DIFFERENT, at=timezone.now())
    messages.success(request, _("Remembered: two different buyers"))
    return go_to(request, next_url(request, reverse("customers:twins")))
