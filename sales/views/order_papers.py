"""Documents of an order, made when they are asked for: they always say what the order says now."""

from django.http import HttpResponse
from django.utils import timezone

from accounts.access import Request, get_visible_or_404, hide
from core import audit
from core.access import allow
from core.capabilities import Can
from core.files import serve_written
from sales.models import Order
from sales.papers.order_papers import KINDS, PAPERS, make_paper_pdf, make_paper_xlsx, paper_of


@allow(Can.WORK_WITH_CUSTOMERS, "GET")
def order_paper(request: Request, pk: int, paper: str, kind: str) -> HttpResponse:
    """Contract, commercial invoice or packing list as PDF or XLSX; who took which is in the trail."""
    rows = Order.objects.select_related("customer__owner", "contact").prefetch_related("lines", "milestones")
    order = get_visible_or_404(rows, request.user, pk)
    if paper not in PAPERS or kind not in KINDS:
        hide(request.user, f"sales.paper:{paper}.{kind}"[:120])
    made = paper_of(order, paper)
    content = make_paper_pdf(made) if kind == "pdf" else make_paper_xlsx(made)
    name = f"{order.number} {paper}.{kind}"
    audit.record(
        "sales.order_paper_made",
        actor=request.user,
        at=timezone.now(),
        target=order,
        changes={"paper": ("", name)},
    )
    return serve_written(content, name=name)
