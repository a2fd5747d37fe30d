"""The second step of a handover: the form of the distribution, and its preview."""

from collections.abc import Mapping
from datetime import datetime
from functools import cached_property
from typing import Any

from django.core.paginator import Page, Paginator
from django.http import QueryDict

from accounts.access import Request, get_visible_or_404
from accounts.models import User
from core.holdings import read_holdings
from customers import permissions
from customers.domain.distributing import EVENLY, Item, distribute
from customers.forms.handovers import WORD_ROWS, Agreed, PlanForm, sign_agreed
from customers.models import Customer, Handover, HandoverKind
from customers.selectors import handovers

ROWS = 50


class Wizard:
    """What the pages of one handover's preparation share: the items, the receivers, the form, the preview."""

    def __init__(self, request: Request, person: User, *, is_bound: bool = True) -> None:
        self.user, self.person = request.user, person
        self.reads = permissions.reads_handover(request.user, person)
        self.again = self.again_of(request, person)
        self.is_asked = request.method == "POST" and is_bound
        self._data: QueryDict = request.POST if self.is_asked else QueryDict()

    @staticmethod
    def again_of(request: Request, person: User) -> Handover | None:
        """Return the undone handover of `?again=` whose customers came back to `person`; 404 for one that is hidden."""
        asked = request.GET.get("again", "")
        if not asked:
            return None
        undone = Handover.objects.filter(returned_to=person)
        return get_visible_or_404(undone, request.user, asked)

    @cached_property
    def items(self) -> list[Item]:
        has_words = any(self._data.get(f"word_{place}", "").strip() for place in range(WORD_ROWS))
        return handovers.read_items(self._customers, with_words=has_words)

    @property
    def _customers(self) -> Any:
        return handovers.customers_to_give(self.person, self.again)

    @cached_property
    def receivers(self) -> dict[int, User]:
        return {person.pk: person for person in handovers.receivers_for(self.user, self.person)}

    @cached_property
    def load(self) -> Mapping[int, Mapping[str, int]]:
        return handovers.load_of(self.receivers)

    @cached_property
    def form(self) -> PlanForm:
        kinds, countries = self._kinds(), handovers.countries_of(self.items)
        return PlanForm(
            self._data if self.is_asked else None,
            receivers={row: sum(self.load[pk].values()) for pk, row in self.receivers.items()},
            countries=countries,
            markets=handovers.markets_of(countries),
            hands=frozenset(item.pk for item in self.items),
            has_names=self.reads,
            kinds=kinds,
            initial={"kind": kinds[0], "rest": EVENLY, "counts_load": True},
        )

    def _kinds(self) -> list[str]:
        """Who is frozen has left; of those who have not, a leave or another share comes first. An admin's is a leaving."""
        if self.again is not None:  # whoever they came back to keeps what is their own
            return [HandoverKind.BALANCE]
        if self.person.is_frozen:
            return [HandoverKind.LEAVING]
        return [HandoverKind.BALANCE, HandoverKind.LEAVE, HandoverKind.LEAVING]

    @cached_property
    def given(self) -> dict[int, int | None]:
        """Who gets each customer by the form, if it is valid."""
        if not self.is_asked or not self.form.is_valid():
            return {}
        return distribute(self.items, self.form.plan(), self.load)

    @cached_property
    def preview(self) -> handovers.Preview | None:
        if not self.given:
            return None
        return handovers.preview_of(self.given, self.items, self.receivers, self.load)

    @property
    def is_complete(self) -> bool:
        """Whether everything has a receiver that must have one, and somebody gets something."""
        if self.preview is None:
            return not self.items and self.form.is_valid()
        keeps = self.form.cleaned_data["kind"] == HandoverKind.BALANCE
        return bool(self.preview.given) and (keeps or not self.preview.nobody)

    @property
    def agreed(self) -> Agreed:
        """What the preview shows, to be agreed to."""
        others = self.form.cleaned_data["others_to"]
        kind = self.form.cleaned_data["kind"]
        takes_all = kind != HandoverKind.BALANCE
        shares = {pk: to for pk, to in self.given.items() if to is not None}
        return Agreed(kind, shares, others.pk if others and takes_all else None)

    def signed(self) -> str:
        """Return what was agreed to as the last step carries it."""
        return sign_agreed(self.agreed, user=self.user, person=self.person)

    def preview_of_agreed(self, agreed: Agreed) -> handovers.Preview:
        """Return the preview of a distribution that was agreed to before."""
        items = [item for item in self.items if item.pk in agreed.shares]
        given = {item.pk: agreed.shares[item.pk] for item in items}
        return handovers.preview_of(given, items, self.receivers, self.load)

    def preview_context(self) -> dict[str, Any]:
        """Return what the preview alone shows."""
        return {
            "form": self.form,
            "preview": self.preview,
            "is_complete": self.is_asked and self.is_complete,
            "is_asked": self.is_asked,
            "count": len(self.items),
        }

    def context(self, at: datetime) -> dict[str, Any]:
        """Return what the page shows."""
        page = self._page()
        return self.preview_context() | {
            "person": self.person,
            "again": self.again,
            "held": read_holdings(self.person, at),
            "page": page,
            "by_hand": self._by_hand_elsewhere(page),
            "receivers": list(self.receivers.values()),
            "words": handovers.words_asked(self._customers) if self.reads else [],
        }

    def _page(self) -> Page[Any] | None:
        """The customers one by one, for who may read them; each with who gets it now."""
        if not self.reads or not self.items:
            return None
        rows = self._customers.visible_to(self.user).order_by("grade", "name_sort", "pk")
        number = self._data.get("show") or self._data.get("page")
        page = Paginator(
            rows.only("name", "local_name", "called", "grade", "country", "last_contact_at"), ROWS
        ).get_page(number)
        chosen = self.form.by_hand()
        for row in page.object_list:
            row.chosen = chosen.get(row.pk)
        return page

    def _by_hand_elsewhere(self, page: Page[Customer] | None) -> list[tuple[int, int]]:
        """What was chosen by hand on the other pages, to be carried along."""
        shown = {row.pk for row in page.object_list} if page is not None else set()
        return [(pk, to) for pk, to in sorted(self.form.by_hand().items()) if pk not in shown]
