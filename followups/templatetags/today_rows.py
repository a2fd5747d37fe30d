"""The rows of Today: whom to answer and whom to contact. Each is drawn in one call and by no template."""

from collections.abc import Sequence
from typing import Any
from urllib.parse import quote

from django import template
from django.urls import reverse
from django.utils.html import format_html, format_html_join
from django.utils.safestring import SafeString
from django.utils.translation import gettext as _

from core.templatetags.ui import clock, due, grade, icon, local_time
from core.ui.countries import country_name
from core.ui.formats import company_moment, short_day
from customers.templatetags.channels import channel_icon

register = template.Library()

ANSWER = (
    '<li class="job job-answer {spine}" data-keys-row data-spine{buyer}><div>{clock}</div><div class="job-main">'
    '<div class="who">{grade}<a href="{url}">{name}</a><span class="note">{country}</span></div>'
    '<div class="cut muted">{words}</div></div>'
    '<div class="note">{icon} {source}<br><span>{until}</span></div>'
    '<div class="acts"><a class="btn btn-sm{press}" href="{url}">{reply}</a></div></li>'
)
CONTACT = (
    '<li class="job-wrap {spine}" data-keys-row data-log-row id="contact-{pk}"><div class="job job-contact"><div>{due}</div>'
    '<div class="job-main"><div class="who">{grade}<a href="{url}">{name}</a>{person}</div><div class="cut muted">{last}</div></div>'
    '<div class="note">{there}{line}<span>{icon} {advice}</span></div>'
    '<div class="acts"><a class="btn btn-sm" href="{log_url}?customer={pk}&amp;next={here}" hx-get="{log_url}?customer={pk}&amp;place=row"'
    ' hx-target="#log-{pk}" hx-swap="innerHTML" data-key="f" data-log-opens aria-expanded="false">{log}</a></div></div>'
    '<div id="log-{pk}" data-log-place></div></li>'
)
BREAK = SafeString("<br>")


@register.simple_tag
def answer_rows(inquiries: Sequence[Any]) -> SafeString:
    """Draw the inquiries that wait for an answer; each has its `chip`."""
    reply = _("Reply")
    return format_html_join("", "{}", ((_answer_row(inquiry, reply),) for inquiry in inquiries))


def _answer_row(inquiry: Any, reply: str) -> SafeString:
    chip, customer = inquiry.chip, inquiry.customer
    return format_html(
        ANSWER, spine=chip.spine, url=inquiry.get_absolute_url(), reply=reply, words=inquiry.first_text,
        buyer=format_html(' data-customer="{}"', customer.pk) if customer else "",
        clock=clock(chip.state, chip.minutes, chip.target_at, chip.limit_at, chip.total, chip.why),
        grade=grade(inquiry.grade), name=str(customer or inquiry.sender or inquiry.number),
        country=country_name(str(customer.country)) if customer else "",
        icon=icon(channel_icon(inquiry.channel)), source=inquiry.get_source_display(), until=_word_until(chip),
        press=" btn-primary" if chip.spine else "",
    )  # fmt: skip


def _word_until(chip: Any) -> str:
    if chip.announced_at != chip.limit_at:
        return _("before %(moment)s") % {"moment": company_moment(chip.announced_at)}
    return _("limit %(moment)s") % {"moment": company_moment(chip.limit_at)}


@register.simple_tag
def contact_rows(rows: Sequence[Any], now: Any, here: str) -> SafeString:
    """Draw the customers who are due, as they stand at `now`; `here` is the page to come back to."""
    frame = {"now": now, "here": quote(here), "log": _("Log"), "log_url": reverse("followups:log")}
    return format_html_join("", "{}", ((_contact_row(row, **frame),) for row in rows))


def _contact_row(row: Any, *, now: Any, here: str, log: str, log_url: str) -> SafeString:
    customer = row.customer
    return format_html(
        CONTACT, pk=customer.pk, spine=row.spine, url=customer.get_absolute_url(), name=str(customer),
        due=due(row.due.state, on=row.due.on, count=row.due.count, why=row.why), grade=grade(customer.grade),
        person=_person(row.contact), last=_word_last(row),
        there=local_time(customer.time_zone, customer.country.code, now), line=BREAK if customer.time_zone else "",
        icon=icon(row.channel_icon), advice=row.advice.sentence, here=here, log=log, log_url=log_url,
    )  # fmt: skip


def _person(contact: Any) -> SafeString | str:
    if contact is None:
        return ""
    return format_html('<span class="note">{} {}</span>', contact.get_form_of_address_display(), contact.name)


def _word_last(row: Any) -> str:
    customer = row.customer
    if customer.last_contact_at is None:
        return _("Entered %(day)s, not contacted yet") % {"day": short_day(customer.created_at)}
    return _("%(day)s %(channel)s: %(text)s") % {
        "day": short_day(customer.last_contact_at),
        "channel": row.channel_name,
        "text": customer.last_contact_text,
    }
