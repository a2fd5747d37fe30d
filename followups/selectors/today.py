"""Everything on Today (ux.md): what to answer, whom to contact, what waits for us, how the week stands."""

from dataclasses import dataclass
from datetime import date, datetime, timedelta
from typing import Any

from django.db.models import DateField, F, FilteredRelation, Q, QuerySet, Value
from django.db.models.functions import Cast

from accounts.models import User
from accounts.permissions import Can, can
from accounts.scoping import pool_is_open
from core.ui.ruler import RulerTick, RulerWindow
from core.waiting import WaitingRow, read_waiting_rows
from customers.domain.due_state import DueState, due_state_of
from customers.models import Contact, Customer, PoolWarning
from customers.timeline_words import CHANNEL_ICONS
from followups.due_words import due_sentence
from followups.models import DateByHand, Task
from followups.selectors.counting import count_together
from followups.selectors.due_inputs import Rules, rules_at
from followups.selectors.people import Charge, charge_of
from followups.selectors.suggestions import Advice, advise
from followups.selectors.tasks import with_states
from inquiries.models import BuyerMessage, Channel, Inquiry
from inquiries.selectors.clocks import with_chips

SHOWN = 15
MOST_SHOWN = 500
CUSTOMER_COLUMNS = (
    "name", "local_name", "called", "grade", "country", "time_zone", "phone", "owner", "next_due_on", "missed_on", "due_why",
    "last_contact_at", "last_contact_channel", "last_contact_text", "created_at",
)  # fmt: skip


CONTACT_COLUMNS = ("id", "name", "form_of_address", "phone", "whatsapp")
INQUIRY_COLUMNS = (
    "number", "sender", "first_text", "grade", "source", "channel", "received_at", "due_soon_at", "target_at", "limit_at",
    "announced_at", "customer__name", "customer__local_name", "customer__called", "customer__country",
)  # fmt: skip
TASK_COLUMNS = (
    "title", "rule", "key", "why", "due_on", "done_at", "assignee", "created_by__name", "created_by__english_name",
    "customer__name", "customer__local_name", "customer__called",
)  # fmt: skip


@dataclass(frozen=True)
class ContactRow:
    """A customer to contact: how it stands, why, and what to do."""

    customer: Customer
    contact: Contact | None
    due: DueState
    why: str
    advice: Advice

    @property
    def channel_name(self) -> str:
        """The last contact's channel in words."""
        code = self.customer.last_contact_channel
        return str(Channel(code).label) if code in Channel.values else ""

    @property
    def channel_icon(self) -> str:
        return CHANNEL_ICONS.get(self.advice.channel, "note")

    @property
    def spine(self) -> str:
        return "spine-late" if self.due.state in {"overdue", "missed"} else ""


@dataclass(frozen=True)
class Waiting:
    """What waits for us: tasks, what the other apps say (`core.waiting`), and for who leads, reasons to judge."""

    tasks: list[Task]
    dates: list[DateByHand]
    delays: list[BuyerMessage]
    others: list[WaitingRow]

    @property
    def count(self) -> int:
        return len(self.tasks) + len(self.dates) + len(self.delays) + len(self.others)


@dataclass(frozen=True)
class Today:
    """The page's data. `counts` holds the whole lists' lengths: answer, contact, week_due, new, missing, ungraded, unassigned.

    With an open pool also those that are `leaving` for it. On the own page of who `leads`, also `owned` customers and the department's: team_unassigned, team_late, team_answer,
    team_ungraded.
    """

    person: Any
    day: date
    monday: date
    sunday: date
    charge: Charge
    answer: list[Inquiry]
    contact: list[ContactRow]
    waiting: Waiting
    counts: dict[str, int]
    windows: list[RulerWindow]
    ticks: list[RulerTick]
    leads: bool
    month_goal: int

    @property
    def has_own(self) -> bool:
        """Whether the person has customers or work of their own; who only leads gets no empty lists."""
        return not self.leads or any(self.counts[name] for name in ("owned", "open", "contact"))


def read_today(viewer: Any, person: Any, at: datetime, *, answer_shown: int, contact_shown: int) -> Today:
    """Read `person`'s Today as `viewer` may see it. The number of queries does not grow with the rows."""
    rules = rules_at(at)
    charge = charge_of(person, rules.today)
    lists = _lists(viewer, charge, rules)
    leads = viewer.pk == person.pk and (viewer.is_manager or viewer.is_boss)
    if leads:
        lists |= _department_lists(viewer, charge, at)
    answering = lists["answer"].select_related("customer").only(*INQUIRY_COLUMNS)
    answer = with_chips(answering.order_by("target_at", "id")[:answer_shown], at)
    monday = rules.today - timedelta(days=rules.today.weekday())
    return Today(
        person=person,
        day=rules.today,
        monday=monday,
        sunday=monday + timedelta(days=6),
        charge=charge,
        answer=answer,
        contact=_contact_rows(lists["contact"], contact_shown, rules, at),
        waiting=read_waiting(viewer, person, monday + timedelta(days=6), rules),
        counts=count_together(viewer, lists),
        windows=day_windows(rules),
        ticks=[_tick(inquiry, at) for inquiry in answer],
        leads=leads,
        month_goal=rules.policy.contacts_per_month,
    )


def read_counts(viewer: Any, person: Any, at: datetime) -> dict[str, int]:
    """Return `Today.counts` alone, as they stand after something was done there."""
    rules = rules_at(at)
    return count_together(viewer, _lists(viewer, charge_of(person, rules.today), rules))


def _lists(viewer: Any, charge: Charge, rules: Rules) -> dict[str, "QuerySet[Any]"]:
    customers = Customer.objects.visible_to(viewer).current().filter(owner_id__in=charge.owner_ids)
    inquiries = Inquiry.objects.visible_to(viewer).open()
    monday = rules.today - timedelta(days=rules.today.weekday())
    leaving = {"leaving": leaving_soon(viewer, charge)} if pool_is_open() else {}
    return leaving | {
        "answer": inquiries.unanswered().filter(owner_id__in=charge.owner_ids),
        "open": inquiries.filter(owner_id__in=charge.owner_ids),
        "contact": customers.filter(next_due_on__lte=rules.today),
        "week_due": customers.filter(next_due_on__lte=monday + timedelta(days=6)),
        "new": new_waiting(customers, rules),
        "missing": high_grades_missing(customers, rules),
        "ungraded": inquiries.filter(owner_id__in=charge.owner_ids, grade=""),
        "unassigned": inquiries.filter(owner=None) if can(viewer, Can.REASSIGN) else inquiries.none(),
    }


def _department_lists(viewer: Any, charge: Charge, at: datetime) -> dict[str, "QuerySet[Any]"]:
    """What is out of the ordinary among all that the viewer leads; the tabs of the inquiry list show the same rows."""
    inquiries = Inquiry.objects.held_by(viewer).open()
    return {
        "owned": Customer.objects.visible_to(viewer).current().filter(owner_id__in=charge.owner_ids),
        "team_unassigned": inquiries.filter(owner=None),
        "team_late": inquiries.unanswered().past_limit(at),
        "team_answer": inquiries.unanswered(),
        "team_ungraded": inquiries.filter(grade=""),
    }


def leaving_soon(viewer: Any, charge: Charge) -> "QuerySet[PoolWarning]":
    """Customers that go to the open pool unless they are contacted: their owner was warned."""
    return PoolWarning.objects.visible_to(viewer).standing().filter(customer__owner_id__in=charge.owner_ids)


def new_waiting(customers: "QuerySet[Customer]", rules: Rules) -> "QuerySet[Customer]":
    """Entered this calendar week, not contacted yet (S64)."""
    monday = rules.today - timedelta(days=rules.today.weekday())
    return customers.filter(
        created_at__gte=rules.calendar.start_of(monday), last_contact_at=None, is_imported=False
    )


def high_grades_missing(customers: "QuerySet[Customer]", rules: Rules) -> "QuerySet[Customer]":
    """A and B the whole month, with fewer contacts than the month asks (S65)."""
    month_at = rules.calendar.start_of(rules.month)
    few = Q(month_contacts__lt=rules.policy.contacts_per_month) | Q(last_contact_at__lt=month_at)
    return customers.filter(
        few | Q(last_contact_at=None), grade__in=rules.policy.high_grades, graded_at__lt=month_at,
        next_due_on__isnull=False,
    )  # fmt: skip


def _contact_rows(
    customers: "QuerySet[Customer]", shown: int, rules: Rules, at: datetime
) -> list[ContactRow]:
    """Grade first, then the longest overdue."""
    main = FilteredRelation("contacts", condition=Q(contacts__is_primary=True))
    rows = customers.annotate(main=main).annotate(
        **{f"main_{name}": F(f"main__{name}") for name in CONTACT_COLUMNS}
    )
    rows = rows.only(*CUSTOMER_COLUMNS).order_by("grade", "next_due_on", "id")
    return [contact_row(customer, rules, at) for customer in rows[:shown]]


def contact_row(customer: Any, rules: Rules, at: datetime) -> ContactRow:
    """Return one row; `customer` has the CONTACT_COLUMNS of its primary contact, if any, as `main_…`."""
    main = {name: getattr(customer, f"main_{name}") for name in CONTACT_COLUMNS}
    person = Contact(**main) if main["id"] else None
    has_phone = bool(customer.phone or (person and (person.phone or person.whatsapp)))
    return ContactRow(
        customer=customer,
        contact=person,
        due=due_state_of(customer, rules.today, rules.calendar),
        why=due_sentence(customer.due_why),
        advice=advise(customer, at, rules.calendar, has_phone=has_phone),
    )


def read_waiting(viewer: Any, person: Any, until: date, rules: Rules) -> Waiting:
    """Open tasks until `until`, what else waits for the person; on one's own page also the reasons that one may judge."""
    open_tasks = (
        Task.objects.visible_to(viewer)
        .open()
        .filter(assignee=person, due_on__lte=until)
        .select_related("customer", "created_by")
        .only(*TASK_COLUMNS)
    )
    judges = viewer.pk == person.pk and can(viewer, Can.JUDGE_EXCEPTIONS)
    dates, delays = _to_judge(viewer) if judges else ([], [])
    return Waiting(
        tasks=with_states(open_tasks[:SHOWN], rules.today),
        dates=dates,
        delays=delays,
        others=read_waiting_rows(viewer, person, rules.today),
    )


def _to_judge(viewer: Any) -> tuple[list[DateByHand], list[BuyerMessage]]:
    """Return what `viewer` has to judge, the oldest first, with what its lines show: one query.

    Later dates by hand whose reason nobody has judged yet, without one's own (N14), and late answers with a reason (S49).
    """
    dates = DateByHand.objects.held_by(viewer).to_judge().judgeable_by(viewer)
    late = BuyerMessage.objects.filter(inquiry__in=Inquiry.objects.held_by(viewer), exception_accepted=None)
    nothing, no_day = Value(""), Cast(Value(None), DateField())
    rows = dates.order_by().values_list(
        Value("date"), "set_at", "pk", "reason", "set_by", "set_by__name", "set_by__english_name", "customer",
        "customer__name", "customer__local_name", "customer__called", "computed_on", "due_on",
    ).union(
        late.exclude(exception_reason="").order_by().values_list(
            Value("delay"), "received_at", "pk", "exception_reason", "responsible", "responsible__name",
            "responsible__english_name", "inquiry", "inquiry__number", nothing, nothing, no_day, no_day,
        ),
        all=True,
    )  # fmt: skip
    found: tuple[list[DateByHand], list[BuyerMessage]] = ([], [])
    for kind, _at, pk, reason, by, name, english, record, called, local, contact, before, after in sorted(
        rows, key=lambda row: row[1:3]
    ):
        person = User(pk=by, name=name, english_name=english) if by else None
        if kind == "date":
            customer = Customer(pk=record, name=called, local_name=local, called=contact)
            found[0].append(
                DateByHand(
                    pk=pk, customer=customer, set_by=person, computed_on=before, due_on=after, reason=reason
                )
            )
        else:
            inquiry = Inquiry(pk=record, number=called)
            found[1].append(BuyerMessage(pk=pk, inquiry=inquiry, responsible=person, exception_reason=reason))
    return found[0][:SHOWN], found[1][:SHOWN]


def day_windows(rules: Rules) -> list[RulerWindow]:
    """Today's windows for the ruler; the evening shift is drawn as voluntary unless it counts. None on a day off."""
    counted = set(rules.calendar.windows_of(rules.today))
    return [
        RulerWindow(
            rules.calendar.instant_of(rules.today, window.opens),
            rules.calendar.instant_of(rules.today, window.closes),
            window not in counted,
        )
        for window in rules.calendar.windows_of(rules.today, include_evening=True)
    ]


def _tick(inquiry: Any, at: datetime) -> RulerTick:
    """The next deadline of an inquiry: its target, or what was announced once the target has passed."""
    chip = inquiry.chip
    deadline = chip.target_at if chip.target_at >= at else chip.announced_at
    return RulerTick(deadline, is_soon=chip.state == "due_soon")
