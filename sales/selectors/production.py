"""What production has to make: samples, proofs and questions that are addressed to it, never for whom (S11)."""

from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from django.db.models import F
from django.utils import timezone

from sales.models import DepartmentRequest, Proof, ProofState, Sample
from sales.selectors.proofs import with_standing
from sales.selectors.samples import LINES

SHOWN = 200
# All that production reads of a row: the customer's key is not among it.
PROOF_COLUMNS = (
    "number", "words", "quantity", "text", "wanted_on", "state", "asked_at", "promise_by_at", "boss_by_at", "promised_on",
    "verdict", "product__model_number",
)  # fmt: skip
SAMPLE_COLUMNS = (
    "number", "state", "is_from_production", "for_production", "wanted_on", "started_at", "finished_at", "checked_at",
    "check_note",
)  # fmt: skip


@dataclass(frozen=True)
class WorkList:
    """Production's page: proofs to promise and to make, samples to make and to check, questions to answer."""

    undated: list[Any]
    promised: list[Any]
    samples: list[Sample]
    requests: list[DepartmentRequest]
    today: date

    @property
    def count(self) -> int:
        return len(self.undated) + len(self.promised) + len(self.samples) + len(self.requests)


def read_work_list(user: Any, at: datetime) -> WorkList:
    """Return what is `user`'s to make and to answer, the most urgent first. Four queries, whatever there is."""
    proofs = with_standing(
        list(
            Proof.to_make.visible_to(user)
            .select_related("product")
            .only(*PROOF_COLUMNS)
            .order_by(F("promised_on").asc(nulls_first=True), "promise_by_at", "pk")[:SHOWN]
        ),
        at,
    )
    samples = Sample.to_make.visible_to(user).filter(checked_at=None).only(*SAMPLE_COLUMNS)
    asked = DepartmentRequest.objects.visible_to(user).open().filter(to=user).select_related("author")
    return WorkList(
        undated=[row for row in proofs if row.state == ProofState.REQUESTED],
        promised=[row for row in proofs if row.state == ProofState.PROMISED],
        samples=list(
            samples.prefetch_related(LINES).order_by(F("wanted_on").asc(nulls_last=True), "pk")[:SHOWN]
        ),
        requests=list(asked.order_by("due_on", "pk")[:SHOWN]),
        today=timezone.localdate(at),
    )
