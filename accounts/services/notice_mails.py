"""The digest: a mail that says how much of which kind is unread, with links, and nothing of what it is about.

`collect_mails` writes the mail and marks its notices in one transaction, so that each notice is in one mail, whatever
happens to workers. `send_mails` hands waiting mails to the company's mail server: at least once, for a worker that dies
between the server's yes and our note of it sends that mail again, with the same Message-ID.
"""

import smtplib
from collections import defaultdict
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta
from enum import StrEnum
from functools import partial, reduce
from operator import or_

from django.conf import settings
from django.core.mail import EmailMessage, get_connection
from django.db import transaction
from django.db.models import Count, Q, QuerySet
from django.template.loader import render_to_string
from django.urls import reverse
from django.utils import translation
from django.utils.translation import ngettext

from accounts.domain.notices import Digest, Hours, NoticePolicy, Slot, is_quiet, latest_slot
from accounts.models import Absence, NoticeChoice, User
from accounts.policies import notice_policy
from core.company import current_company
from core.domain.work_calendar import WorkCalendar
from core.jobs import Part, Parts
from core.locks import lock_name
from core.models import NoticeMail, Notification
from core.notice_kinds import NoticeKind
from core.work_days import current_calendar

LOCK, URGENT = "accounts.notice_mails", "urgent-"
SECONDS = 10
LOOKS_BACK = timedelta(days=14)
CLAIMED = timedelta(minutes=10)
# An urgent notice is mailed when nobody has read it for so long; a person gets one such mail in each quarter of an hour.
AT_THE_DESK, QUARTER = timedelta(minutes=5), 15
FIRST_WAIT, LONGEST_WAIT, MOST_TRIES = timedelta(minutes=2), timedelta(hours=2), 20


def mail_is_set_up() -> bool:
    """Whether the operator named a mail server, a sender and the site's address; without them nothing is sent."""
    return bool(settings.MAIL_IS_SET_UP)


# ── collecting ──────────────────────────────────────────────────────────────
@dataclass(frozen=True)
class Due:
    """A mail that is due: up to when its notices came in, and which kinds are not told."""

    slot: Slot
    muted: frozenset[str]
    is_urgent: bool = False

    def wants(self, notice: Notification) -> bool:
        """Whether the notice is counted in it."""
        is_in_time = notice.created_at <= self.slot.start
        return is_in_time and notice.kind not in self.muted and (notice.is_urgent or not self.is_urgent)

    def wanted(self) -> Q:
        """The same as `wants`, for the database."""
        found = Q(created_at__lte=self.slot.start) & ~Q(kind__in=sorted(self.muted))
        return found & Q(is_urgent=True) if self.is_urgent else found


@transaction.atomic
def collect_mails(*, at: datetime) -> int:
    """Write the mails whose moment has come and mark their notices; return how many. Twice, late or at once does no harm."""
    if not mail_is_set_up():
        return 0
    lock_name(LOCK)
    unread = Notification.objects.filter(read_at=None, mail=None, created_at__range=(at - LOOKS_BACK, at))
    due = _due(set(unread.values_list("user_id", flat=True).distinct()), at)
    if not due:
        return 0
    found: dict[tuple[int, str], list[Notification]] = defaultdict(list)
    for notice in unread.filter(_wanted_by(due)).select_for_update(of=("self",)).order_by("pk"):
        one = next((one for one in due[notice.user_id] if one.wants(notice)), None)
        if one is not None:
            found[notice.user_id, one.slot.key].append(notice)
    return _write(found, at)


def _wanted_by(due: Mapping[int, Iterable[Due]]) -> Q:
    """Return what is written to a mail now: nothing else is read or locked. People with the same choice share a part of it."""
    people: dict[Due, list[int]] = defaultdict(list)
    for user_id, each in due.items():
        for one in each:
            people[one].append(user_id)
    return reduce(or_, (Q(user_id__in=ids) & one.wanted() for one, ids in people.items()))


def _due(people: set[int], at: datetime) -> dict[int, list[Due]]:
    """What is due to which of these people: nothing to the frozen, to those on leave, and in quiet hours."""
    calendar, rule = current_calendar(), notice_policy()
    on_leave = Absence.objects.on(calendar.day_of(at)).exclude(kind=Absence.Kind.TRIP)
    users = User.objects.active().filter(pk__in=people).exclude(pk__in=on_leave.values("user_id"))
    choices = {row.user_id: row for row in NoticeChoice.objects.filter(user_id__in=people)}
    asked = {
        user.pk: _asked_of(choices.get(user.pk) or NoticeChoice(user=user), calendar, rule, at)
        for user in users
    }
    slots = {one.slot.key for each in asked.values() for one in each}
    made = set(NoticeMail.objects.filter(slot__in=slots, user_id__in=asked).values_list("user_id", "slot"))
    left = {pk: [one for one in each if (pk, one.slot.key) not in made] for pk, each in asked.items()}
    return {pk: each for pk, each in left.items() if each}


def _asked_of(choice: NoticeChoice, calendar: WorkCalendar, rule: NoticePolicy, at: datetime) -> list[Due]:
    digest = Digest(choice.digest or rule.digest)
    muted = frozenset(choice.muted_mail)
    slot = latest_slot(calendar, digest, choice.hours, at)
    due = [Due(slot, muted)] if slot else []
    quiet = is_quiet(calendar, choice.hours, at)
    if digest is not Digest.OFF and (rule.urgent_at_once or not quiet):
        due.append(Due(_urgent_slot(at, quiet=quiet), muted, is_urgent=True))
    return due


def _urgent_slot(at: datetime, *, quiet: bool) -> Slot:
    """In working hours people have time to read it themselves; at night nobody would."""
    quarter = at.replace(minute=at.minute // QUARTER * QUARTER)
    return Slot(f"{URGENT}{quarter:%Y-%m-%dT%H:%MZ}", at if quiet else at - AT_THE_DESK)


def _write(found: Mapping[tuple[int, str], Iterable[Notification]], at: datetime) -> int:
    mails = NoticeMail.objects.bulk_create(
        NoticeMail(
            user_id=user_id, slot=slot, is_urgent=slot.startswith(URGENT), created_at=at, next_try_at=at
        )
        for user_id, slot in found
    )
    notices = []
    for mail, rows in zip(mails, found.values(), strict=True):
        for notice in rows:
            notice.mail = mail
            notices.append(notice)
    Notification.objects.bulk_update(notices, ["mail"], batch_size=500)
    return len(mails)


# ── sending ─────────────────────────────────────────────────────────────────
class Outcome(StrEnum):
    """What became of a try."""

    SENT = "sent"
    DROPPED = "dropped"  # frozen meanwhile, or everything read
    LATER = "later"
    QUIET = "quiet"  # not now


def send_mails(*, at: datetime, cursor: int | None = None) -> Parts:
    """Send what waits, each mail for itself: one that is refused holds up no other. A part is a mail."""
    waiting = NoticeMail.objects.filter(
        state=NoticeMail.State.WAITING, next_try_at__lte=at, pk__gt=cursor or 0
    )
    mails = list(waiting.select_related("user").order_by("pk")) if mail_is_set_up() else []
    choices = {
        row.user_id: row.hours for row in NoticeChoice.objects.filter(user__in=[m.user_id for m in mails])
    }
    sent = 0
    for place, mail in enumerate(mails, start=1):
        if not _claim(mail, at):
            continue
        outcome, problem = _try(mail, choices.get(mail.user_id, Hours()), at)
        sent += outcome is Outcome.SENT
        yield Part(mail.pk, place, len(mails), write=partial(_note, mail.pk, outcome, problem, at))
    return {"sent": sent}


def _claim(mail: NoticeMail, at: datetime) -> bool:
    """Take the mail for ten minutes: of two workers one sends it, and a dead one's is tried again."""
    waiting = NoticeMail.objects.filter(pk=mail.pk, state=NoticeMail.State.WAITING, next_try_at__lte=at)
    return bool(waiting.update(next_try_at=at + CLAIMED))


def _try(mail: NoticeMail, hours: Hours, at: datetime) -> tuple[Outcome, str]:
    if mail.user.is_frozen or not mail.user.is_active:
        return Outcome.DROPPED, ""
    may_disturb = mail.is_urgent and notice_policy().urgent_at_once
    if not may_disturb and is_quiet(current_calendar(), hours, at):
        return Outcome.QUIET, ""
    counts = _count_kinds(Notification.objects.filter(mail=mail, read_at=None))
    if not counts:
        return Outcome.DROPPED, ""
    try:
        compose(mail, counts).send()
    except (OSError, smtplib.SMTPException) as error:
        return Outcome.LATER, f"{type(error).__name__}: {error}"[:200]
    return Outcome.SENT, ""


def _count_kinds(notices: "QuerySet[Notification]") -> list[tuple[NoticeKind, int, int]]:
    """Return (kind, how many, how many of them urgent), in the order of the kinds."""
    rows = (
        notices.order_by()
        .values_list("kind")
        .annotate(count=Count("pk"), urgent=Count("pk", filter=Q(is_urgent=True)))
    )
    found = {kind: (count, urgent) for kind, count, urgent in rows}
    return [(kind, *found[kind]) for kind in NoticeKind if kind in found]


def compose(mail: NoticeMail, counts: Iterable[tuple[NoticeKind, int, int]]) -> EmailMessage:
    """Return the message in the person's language: counts and links, plain text."""
    lines = list(counts)
    total = sum(count for _kind, count, _urgent in lines)
    site = settings.SITE_URL.rstrip("/")
    with translation.override(mail.user.language):
        subject = ngettext("%(count)d notice you have not read", "%(count)d notices you have not read", total)
        context = {
            "person": mail.user, "total": total, "company": current_company().short_name or "TradeCRM",
            "lines": [(kind.label, count, urgent, f"{site}{reverse('core:notices')}?kind={kind}") for kind, count, urgent in lines],
            "settings_url": f"{site}{reverse('accounts:notices')}",
        }  # fmt: skip
        text = render_to_string("accounts/digest.txt", context)
        return EmailMessage(
            f"{context['company']}: {subject % {'count': total}}", text, settings.MAIL_FROM, [mail.user.email],
            headers=_headers(mail), connection=get_connection(timeout=SECONDS),
        )  # fmt: skip


def _headers(mail: NoticeMail) -> dict[str, str]:
    """The same Message-ID each time, so that a mail sent twice can be known; and that no machine needs to answer."""
    host = settings.MAIL_FROM.rpartition("@")[2].rstrip(">")
    return {
        "Message-ID": f"<notices-{mail.pk}-{mail.created_at:%Y%m%d%H%M%S}@{host}>",
        "Auto-Submitted": "auto-generated",
        "X-Auto-Response-Suppress": "All",
    }


def _note(mail_id: int, outcome: Outcome, problem: str, at: datetime) -> None:
    """Write what became of it. A refused one is left alone longer and longer, and given up in the end."""
    mail = NoticeMail.objects.select_for_update().get(pk=mail_id)
    if outcome in (Outcome.SENT, Outcome.DROPPED):
        mail.state, mail.ended_at, mail.problem = NoticeMail.State(outcome), at, ""
    elif outcome is Outcome.QUIET:
        mail.next_try_at = at + CLAIMED
    else:
        mail.tries, mail.problem = mail.tries + 1, problem
        mail.next_try_at = at + min(FIRST_WAIT * 2 ** min(mail.tries - 1, 10), LONGEST_WAIT)
        if mail.tries >= MOST_TRIES:
            mail.state, mail.ended_at = NoticeMail.State.FAILED, at
    mail.save(update_fields=["state", "ended_at", "problem", "tries", "next_try_at"])
