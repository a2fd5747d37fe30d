"""Samples, proofs, requests to other departments, factory visits."""

from sales.models.proofs import Proof, ProofState
from sales.models.requests import DepartmentRequest, RequestKind, RequestMessage, RequestState
from sales.models.samples import Freight, Sample, SampleLine, SampleState, Verdict
from sales.models.visits import FactoryVisit, VisitFile, VisitKind

__all__ = [
    "DepartmentRequest",
    "FactoryVisit",
    "Freight",
    "Proof",
    "ProofState",
    "RequestKind",
    "RequestMessage",
    "RequestState",
    "Sample",
    "SampleLine",
    "SampleState",
    "Verdict",
    "VisitFile",
    "VisitKind",
]
