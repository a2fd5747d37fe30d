"""The component gallery: every component in every state on one page, for eyes, screenshots and axe."""

from __future__ import annotations

from datetime import datetime, timedelta

from django import forms
from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils import timezone
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from core.access import allow
from core.capabilities import Can
from core.ui.charts import Chart, Series
from core.ui.ruler import RulerTick, RulerWindow
from core.ui.toasts import add_undoable
from core.ui.widgets import SegmentedRadio


class GalleryForm(forms.Form):
    """One field of each kind, so that labels, helps and errors can be looked at."""

    channel = forms.ChoiceField(
        label=_("Channel"),
        choices=[("email", _("E-mail")), ("phone", _("Telephone")), ("whatsapp", "WhatsApp")],
        widget=SegmentedRadio(icons={"email": "mail", "phone": "phone", "whatsapp": "brand-whatsapp"}),
    )
    grade = forms.ChoiceField(
        label=_("Grade"), choices=[(letter, letter) for letter in "ABCD"], widget=SegmentedRadio(grades=True)
    )
    company = forms.CharField(label=_("Company"), help_text=_("As the buyer writes it"))
    quantity = forms.IntegerField(
        label=_("Quantity"), error_messages={"invalid": _("Digits only, for example 3000")}
    )
    due_on = forms.DateField(
        label=_("Next contact"), required=False, widget=forms.DateInput(attrs={"type": "date"})
    )
    country = forms.ChoiceField(
        label=_("Country"), choices=[("US", _("United States")), ("DE", _("Germany"))]
    )
    content = forms.CharField(
        label=_("What was said"), widget=forms.Textarea(attrs={"rows": 3}), required=False
    )
    parts = forms.MultipleChoiceField(
        label=_("Parts"),
        choices=[("a", "QC-S46"), ("b", "QC-T525")],
        widget=forms.CheckboxSelectMultiple,
        required=False,
    )
    is_seen = forms.BooleanField(label=_("Tell the manager"), required=False)


@allow(Can.OWN_PAGES, "GET")
def gallery(request: HttpRequest) -> HttpResponse:
    """Show every component in every state; `?toast` adds the messages."""
    now = timezone.now()
    if "toast" in request.GET:
        add_undoable(request, str(_("Follow-up logged, next on 25 Apr")), "/look/")
        messages.error(request, _("Not saved. Somebody else saved meanwhile."))
    form = GalleryForm({"channel": "email", "grade": "A", "quantity": "3k", "country": "DE"})
    return render(
        request,
        "components/gallery.html",
        _gallery_context(now) | {"form": form, "clean_form": GalleryForm()},
    )


def _gallery_context(now: datetime) -> dict[str, object]:
    today = timezone.localtime(now).replace(hour=0, minute=0, second=0, microsecond=0)

    def at(hour: int, minute: int = 0) -> datetime:
        return today + timedelta(hours=hour, minutes=minute)

    windows = [
        RulerWindow(at(9), at(11, 30)),
        RulerWindow(at(13, 30), at(17)),
        RulerWindow(at(18), at(20), is_optional=True),
    ]
    return {
        "clocks": [
            ("open", 64), ("due_soon", 14), ("past_target", 66), ("past_limit", 76),
            ("in_target", 52), ("in_limit", 300), ("late", 1500),
        ],
        "dues": [("later", None), ("today", None), ("overdue", 3), ("missed", 1), ("done", None), ("none", None)],
        "zones": [("America/Chicago", "US"), ("Europe/Berlin", "DE"), ("Australia/Sydney", "AU"), ("Asia/Dubai", "AE")],
        "ruler_windows": windows,
        "ruler_ticks": [RulerTick(at(14, 40), is_soon=True), RulerTick(at(15, 8)), RulerTick(at(15, 30)), RulerTick(at(17))],
        "working_windows": windows[:2],
        "tabs": [
            {"label": _("Mine"), "url": "#mine", "is_current": True, "count": 78},
            {"label": _("Pool"), "url": "#pool", "is_current": False, "count": 108},
            {"label": _("No contact for 30 days"), "url": "#quiet", "is_current": False, "count": None},
        ],
        "channels": [("email", _("E-mail")), ("phone", _("Telephone"))],
        "channel_icons": {"email": "mail", "phone": "phone"},
        "week": [today + timedelta(days=day - today.weekday()) for day in range(7)],
        "series": [58, 72, 61, 80, 71],
        "charts": _charts(),
        "now": now,
        "today": today.date(),
        "earlier": now - timedelta(days=3),
        "target_at": now + timedelta(minutes=64),
        "limit_at": now + timedelta(hours=20),
    }  # fmt: skip


def _charts() -> list[Chart]:
    """One of each kind."""
    weeks = [f"4-{day}" for day in (4, 11, 18, 25)]
    return [
        Chart("line", gettext("Answered in target"), weeks, [Series("Linda", [0.58, 0.72, None, 0.71]), Series("Kevin", [0.8, 0.82, 0.84, 0.9]), Series("Mia", [0.5, 0.4, 0.55, 0.5])], unit="percent"),
        Chart("stacked", gettext("Inquiries"), weeks, [Series(gettext("In target"), [12, 15, 9, 11], "ok"), Series(gettext("In limit"), [3, 2, 6, 4], "mid"), Series(gettext("Late"), [2, 0, 0, 1], "late"), Series(gettext("Open"), [4, 2, 3, 5], "quiet")]),
        Chart("bar", gettext("A customers"), weeks, [Series(gettext("A customers"), [21, 24, 24, 29]), Series(gettext("Plan"), [20, 24, 28, 32], is_plan=True)]),
        Chart("bar", gettext("Customers"), weeks, [Series("A", [21, 24, 24, 29]), Series("B", [20, 24, 28, 32]), Series("C", [8, 9, 12, 14])]),
        Chart("funnel", gettext("From inquiry to repeat order"), [gettext("Inquiries"), gettext("Quotes"), gettext("Samples"), gettext("Orders")], [Series(gettext("Customers"), [420, 180, 64, 21])]),
        Chart("heat", gettext("Inquiries by market"), ["46 pc", "5 m", "8″"], [Series(gettext("Germany"), [12, 3, 0]), Series(gettext("United States"), [30, 8, 19])], label_head=gettext("Market")),
        Chart("line", gettext("Quotes"), weeks, [Series(gettext("Quotes"), [2, 4, 3, 6])], is_small=True),
        Chart("line", gettext("Orders"), weeks, [Series(gettext("Orders"), [None] * 4)]),
    ]  # fmt: skip
