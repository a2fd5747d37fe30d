"""Panels of this app on the pages of the apps below."""

from collections.abc import Mapping
from typing import Any

from django.db.models import QuerySet
from django.http import HttpRequest
from django.template.loader import render_to_string
from django.utils import timezone
from django.utils.html import format_html
from django.utils.safestring import SafeString
from django.utils.translation import gettext as _

from accounts.permissions import Can, can
from core.panels import panel
from core.ui.addresses import address_of_each
from customers.models import TimelineEntry
from customers.page_columns import adds_column, page_columns
from customers.timeline_words import Behind, channel_label, register_behind, register_headline, register_sight
from followups.forms import CadenceForm
from followups.models import FollowUp, HelpRequest, Surprise
from followups.permissions import can_correct, can_log
from followups.policies import current_policy
from followups.selectors.explaining import read_explained, read_returned
from followups.selectors.help_requests import read_help_of
from followups.selectors.surprises import newest_surprise, surprise_of


@panel("customer", "composer", order=10)
def composer(request: HttpRequest, customer: Any) -> SafeString | None:
    """The one place to write: for those who may log with this customer."""
    from followups.views.recording import composer_form

    if not can_log(request.user, customer):
        return None
    context = composer_form(request.user, customer, timezone.now())
    return render_to_string("followups/composer.html", context | {"surprise": surprise_of(customer)}, request)


adds_column("last_surprise")(newest_surprise)


@register_headline(TimelineEntry.Kind.FOLLOW_UP)
def follow_up_headline(entry: TimelineEntry) -> str:
    """By which channel, and whether it was an extra service."""
    has_channel = entry.channel and not entry.is_inbound
    words = channel_label(entry.channel) if has_channel else entry.get_kind_display()
    surprise = entry.values.get("surprise")
    return f"{words} · {Surprise(surprise).label}" if surprise else words


@panel("handover", "side", order=10)
def explained(request: HttpRequest, handover: Any) -> SafeString:
    """How far the receivers have explained the change to the buyers (S99)."""
    context = {
        "rows": read_explained(handover),
        "returned": read_returned(handover) if handover.undone_at else [],
    }
    return render_to_string("followups/panel_explained.html", context, request)


@panel("customer", "menu", order=10)
def ask_about_customer(request: HttpRequest, customer: Any) -> SafeString | None:
    """Ask for help about the customer."""
    return _ask_about(request, "customer", customer.pk)


@panel("inquiry", "menu", order=10)
def ask_about_inquiry(request: HttpRequest, inquiry: Any) -> SafeString | None:
    """Ask for help about the inquiry."""
    return _ask_about(request, "inquiry", inquiry.pk)


def _ask_about(request: Any, name: str, pk: int) -> SafeString | None:
    if not can(request.user, Can.ASK_FOR_HELP):
        return None
    return render_to_string("followups/help_menu.html", {"name": name, "pk": pk}, request)


@panel("customer", "right", order=20)
def help_about_customer(request: HttpRequest, customer: Any) -> SafeString | None:
    """The help requests about the customer that the reader may see."""
    return _help_about(request, customer=customer)


@panel("inquiry", "side", order=10)
def help_about_inquiry(request: HttpRequest, inquiry: Any) -> SafeString | None:
    """The help requests about the inquiry that the reader may see."""
    return _help_about(request, inquiry=inquiry)


def _help_about(request: Any, **record: Any) -> SafeString | None:
    rows = read_help_of(request.user, timezone.now(), **record)
    return render_to_string("followups/help_panel.html", {"rows": rows}, request) if rows else None


@register_sight(TimelineEntry.Kind.HELP)
def help_in_sight(user: Any) -> QuerySet[HelpRequest]:
    """The help requests that the reader may see."""
    return HelpRequest.objects.visible_to(user)


@register_headline(TimelineEntry.Kind.HELP)
def help_headline(entry: TimelineEntry) -> str:
    """Asked, or answered."""
    return _("Help request answered") if entry.values.get("event") == "answered" else _("Help request")


@register_behind("followups.helprequest")
def help_behind(user: Any, pks: set[int]) -> Mapping[int, Behind]:
    """Requests that the reader may see: the page, and what is asked."""
    rows = HelpRequest.objects.visible_to(user).filter(pk__in=pks).values_list("pk", "text")
    page = address_of_each("followups:help_request")
    return {pk: Behind(page(pk), text) for pk, text in rows}


@register_behind("followups.followup")
def follow_ups_behind(user: Any, pks: set[int]) -> Mapping[int, Behind]:
    """Records that the reader may see, with what was said to them; who may correct one gets its form."""
    rows = FollowUp.objects.visible_to(user).filter(pk__in=pks).annotate(**page_columns("follow_up"))
    rows = rows.select_related("by__team").only("by__team__manager")
    page, correct = address_of_each("followups:follow_up"), address_of_each("followups:correct")
    return {
        row.pk: Behind(
            page(row.pk),
            remarks=getattr(row, "remark_count", 0),
            correct_url=correct(row.pk) if can_correct(user, row) else "",
        )
        for row in rows
    }


@panel("gate", "rules", order=20)
def rhythm_at_the_gate(_request: HttpRequest, _subject: Any) -> SafeString:
    """The follow-up rhythm as it is, for who signs in."""
    return format_html("<dt>{}</dt><dd>{}</dd>", _("Contact"), CadenceForm.summary_of(current_policy()))
