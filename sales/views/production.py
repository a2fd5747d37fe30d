"""Production's page: what it makes, never for whom (S11)."""

from typing import Any

from django.http import HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils import timezone

from accounts.access import Request, get_visible_or_404, require
from core.access import allow, hide
from core.capabilities import Can
from sales.models import Proof, Sample
from sales.permissions.samples import can_make_proof, can_make_sample
from sales.selectors.production import read_work_list
from sales.views.proofs import STEPS as PROOF_STEPS
from sales.views.proofs import do_step
from sales.views.sample_steps import STEPS as SAMPLE_STEPS
from sales.views.sample_steps import do_sample_step

OF_SAMPLES = frozenset({"start", "finish", "check"})
OF_PROOFS = frozenset({"promise", "finish"})


@allow(Can.PRODUCE, "GET")
def production(request: Request) -> HttpResponse:
    """Proofs to promise and to make, samples to make and to check, questions to answer."""
    return render(request, "samples/production.html", {"work": read_work_list(request.user, timezone.now())})


@allow(Can.PRODUCE, "GET", "POST")
def make_sample(request: Request, pk: int, step: str) -> HttpResponse:
    """A step of a sample that is production's to make."""
    sample = get_visible_or_404(_loaded(Sample.to_make.all()), request.user, pk)
    if step not in OF_SAMPLES:
        hide(request.user, f"sales.sample:{pk}/{step}"[:100])
    require(request.user, can_make_sample, sample)
    return do_sample_step(
        request, sample, SAMPLE_STEPS[step], reverse("samples:production"), {"step": step, "is_production": True, "row": sample}
    )  # fmt: skip


@allow(Can.PRODUCE, "GET", "POST")
def make_proof(request: Request, pk: int, step: str) -> HttpResponse:
    """Name a date for a proof, or lay it ready."""
    proof = get_visible_or_404(_loaded(Proof.to_make.all()), request.user, pk)
    if step not in OF_PROOFS:
        hide(request.user, f"sales.proof:{pk}/{step}"[:100])
    require(request.user, can_make_proof, proof)
    return do_step(
        request, proof, PROOF_STEPS[step], reverse("samples:production"), {"step": step, "is_production": True, "row": proof}
    )  # fmt: skip


def _loaded(rows: Any) -> Any:
    """With the customer for the service's rules only: no template of these pages names it."""
    return rows.select_related("customer__owner__team")
