"""What one is told of outside of the page: the choice, and what the browser asks for."""

from django.contrib import messages
from django.http import HttpResponse, JsonResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache

from accounts.access import Request, allow
from accounts.forms.notices import REFUSALS, BrowserForm, NoticeForm
from accounts.permissions import Can
from accounts.services.notice_mails import mail_is_set_up
from accounts.services.notices import Card, choice_of, choose_notices, show_notices, switch_browser
from core.company import current_company
from core.domain.refused import Refused


@allow(Can.OWN_PAGES, "GET", "POST")
def notices(request: Request) -> HttpResponse:
    """Kinds and channels, quiet hours."""
    choice = choice_of(request.user)
    form = NoticeForm(request.POST or None, initial=NoticeForm.initial_of(choice))
    if request.method == "POST" and form.is_valid():
        try:
            choose_notices(actor=request.user, values=form.values(), at=timezone.now())
        except Refused as refusal:
            form.add_error("not_after", str(REFUSALS[refusal.code]))
        else:
            messages.success(request, _("Saved"))
            return redirect("accounts:notices")
    context = {"form": form, "choice": choice, "is_mail_set_up": mail_is_set_up()}
    return render(request, "accounts/notices.html", context, status=422 if form.errors else 200)


@allow(Can.OWN_PAGES, "POST")
def browser(request: Request) -> HttpResponse:
    """Switch what browsers show on or off."""
    form = BrowserForm(request.POST)
    if form.is_valid():
        switch_browser(actor=request.user, is_on=form.cleaned_data["is_on"], at=timezone.now())
    return redirect("accounts:notices")


@never_cache
@allow(Can.OWN_PAGES, "POST")
def show(request: Request) -> HttpResponse:
    """What the browser is to show now; asked by the page itself, once a minute."""
    shown = show_notices(actor=request.user, at=timezone.now())
    return JsonResponse({"on": shown.is_on, "notices": [_said(card) for card in shown.cards]})


def _said(card: Card) -> dict[str, str | bool]:
    """Its words, and where a click leads: one notice is opened, which marks it read; several are listed."""
    is_one = card.count == 1
    listed = f"{reverse('core:notices')}?kind={card.kind}"
    return {
        "key": str(card.newest_id), "title": current_company().short_name or "TradeCRM",
        "text": _("%(kind)s: %(count)s") % {"kind": card.kind.label, "count": card.count},
        "url": reverse("core:open_notice", args=[card.newest_id]) if is_one else listed, "isOne": is_one,
    }  # fmt: skip
