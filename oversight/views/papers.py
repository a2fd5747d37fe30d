"""A customer's history as a PDF."""

from django.http import HttpResponse
from django.utils import timezone

from accounts.access import Request, allow
from core import audit
from core.capabilities import Can
from core.files import serve_written
from customers.services import count_page
from customers.views.answers import get_customer
from oversight.papers import paper_of_customer
from reports.papers.writing import make_file


@allow(Can.WORK_WITH_CUSTOMERS, "GET")
def customer_history(request: Request, pk: int) -> HttpResponse:
    """On paper; who took it is in the trail like an export, and it counts as a page that was read (trust.md X1, X4)."""
    customer, at = get_customer(request, pk, is_noted=False), timezone.now()
    count_page(user=request.user, at=at)
    paper = paper_of_customer(customer, request.user, at)
    audit.record("oversight.history_printed", actor=request.user, at=at, target=customer)
    return serve_written(make_file(paper, "pdf"), name=f"{paper.file_name}.pdf")
