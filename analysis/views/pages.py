"""The six pages. What they have in common is the question: whose business, which time, which market."""

from typing import Any
from urllib.parse import urlencode

from django.http import HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, pgettext, pgettext_lazy

from accounts.access import Request, get_visible_or_404
from analysis.domain.diagnosis import FEWEST_INQUIRIES, Factor
from analysis.domain.figures import FEWEST_DECIDED, FEWEST_PRICES
from analysis.selectors.asking import PERIODS, Question
from analysis.selectors.losses import read_losses, too_dear
from analysis.selectors.products import Cell, Matrix, read_matrix, read_product
from analysis.selectors.structure import read_structure
from analysis.selectors.ways import read_diagnosis, read_sources
from analysis.selectors.wishes import read_wishes
from catalogue.models import MarketRegion, Product
from catalogue.selectors.markets import OTHER_MARKETS
from core.access import allow
from core.capabilities import Can
from core.ui.charts import Chart, Series, heat_step
from core.ui.countries import country_name
from sales.selectors.market_notes import newest_market_notes

SHOWN = 40  # products in the table
TABS = (
    ("diagnosis", gettext_lazy("Diagnosis")),
    ("products", gettext_lazy("Products and markets")),
    ("sources", gettext_lazy("Sources")),
    ("customers", gettext_lazy("Customers")),
    ("lost", gettext_lazy("Lost, and why")),
)
MEASURES = {
    "asked": pgettext_lazy("count", "Inquiries"),
    "quotes": pgettext_lazy("count", "Quotes"),
    "won": gettext_lazy("Win rate"),
    "price": gettext_lazy("Middle price"),
    "orders": pgettext_lazy("count", "Orders"),
}


@allow(Can.READ_ANALYSIS, "GET")
def diagnosis(request: Request) -> HttpResponse:
    """Deals are source times product times marketing: which of the three is the weakest, of whom (S179)."""
    question = _question(request)
    found = read_diagnosis(question)
    whole = found.whole.counts
    way = Chart(
        "funnel", _("From inquiry to deal"),
        [_("Inquiries"), pgettext("count", "Valid"), pgettext("count", "Quoted"), _("Deals")],
        [Series(_("Inquiries"), [whole.received, whole.valid, whole.quoted, whole.deals])],
    )  # fmt: skip
    return _page(
        request, "diagnosis", question, found=found, way=way, factors=list(Factor), fewest=FEWEST_INQUIRIES
    )


@allow(Can.RANK_PRODUCTS, "GET")
def products(request: Request) -> HttpResponse:
    """Products × markets by one measure: which product suits which market, what comes and what goes (S180)."""
    question = _question(request)
    matrix = read_matrix(question)
    measures = {name: label for name, label in MEASURES.items() if name != "price" or question.sees_prices}
    by = request.GET.get("by", "")
    measure = by if by in measures else "asked"
    kept = _kept(question)
    tabs = [
        {"label": label, "url": f"?{urlencode({**kept, 'by': name})}", "is_current": name == measure}
        for name, label in measures.items()
    ]
    return _page(
        request, "products", question,
        matrix=matrix, measure=measure, measure_tabs=tabs, columns=_columns(matrix), rows=_matrix_rows(matrix, measure), is_cut=len(matrix.rows) > SHOWN,
        fewest=FEWEST_DECIDED, fewest_prices=FEWEST_PRICES, **_notes(request, region=question.region),
    )  # fmt: skip


@allow(Can.RANK_PRODUCTS, "GET")
def product(request: Request, pk: int) -> HttpResponse:
    """One product by country: asked about, quoted, won, at which price beside others' (S181)."""
    found = get_visible_or_404(Product.objects.defer("search_text"), request.user, pk)
    question = _question(request)
    row = read_product(question, found)
    cells = sorted(row.cells.items(), key=lambda one: (-one[1].asked, -one[1].quotes, str(one[0])))
    named = [(country_name(str(code)) or _("Country not known"), cell) for code, cell in cells]
    notes = _notes(request, product=found)
    wishes = read_wishes(question, found) if question.sees_prices else None
    return _page(
        request,
        "products",
        question,
        "product",
        row=row,
        cells=named,
        wishes=wishes,
        fewest=FEWEST_DECIDED,
        fewest_prices=FEWEST_PRICES,
        **notes,
    )


@allow(Can.READ_ANALYSIS, "GET")
def sources(request: Request) -> HttpResponse:
    """Where inquiries come from, and what comes of them."""
    question = _question(request)
    rows = read_sources(question)
    chart = Chart(
        "bar", _("What came of them"), [str(row.source.label) for row in rows],
        [
            Series(pgettext("count", "Valid"), [row.counts.valid for row in rows]),
            Series(pgettext("count", "Quoted"), [row.counts.quoted for row in rows]),
            Series(_("Deals"), [row.counts.deals for row in rows], tone="ok"),
        ],
    )  # fmt: skip
    return _page(request, "sources", question, rows=rows, chart=chart, fewest=FEWEST_DECIDED)


@allow(Can.READ_ANALYSIS, "GET")
def customers(request: Request) -> HttpResponse:
    """Who the customers are, and how much hangs on a few (S85, S173)."""
    question = _question(request)
    return _page(request, "customers", question, found=read_structure(question))


@allow(Can.READ_ANALYSIS, "GET")
def lost(request: Request) -> HttpResponse:
    """Why deals are lost, and where we are too dear (S181)."""
    question = _question(request)
    dear = too_dear(read_matrix(question)) if question.sees_prices else []
    return _page(request, "lost", question, found=read_losses(question), dear=dear)


# ── inside ──────────────────────────────────────────────────────────────────
def _notes(request: Request, *, region: int | None = None, product: Product | None = None) -> dict[str, Any]:
    """What colleagues learned of the market or the product, for who works with customers; one statement."""
    if not request.user.can(Can.WORK_WITH_CUSTOMERS):
        return {}
    query = urlencode({"product": product.pk} if product else {"region": region} if region else {})
    return {
        "reads_notes": True,
        "notes": newest_market_notes(request.user, region=region, product=product),
        "query": query,
    }


def _question(request: Request) -> Question:
    days, region = request.GET.get("days", ""), request.GET.get("region", "")
    return Question(
        request.user,
        timezone.now(),
        days=int(days) if days in map(str, PERIODS) else PERIODS[0],
        region=int(region) if region.isdecimal() and region.isascii() and len(region) < 12 else None,
    )


def _kept(question: Question) -> dict[str, Any]:
    return {
        key: value for key, value in (("days", question.days), ("region", question.region)) if value
    }  # fmt: skip


def _page(request: Request, tab: str, question: Question, template: str = "", **context: Any) -> HttpResponse:
    kept = f"?{urlencode(_kept(question))}"
    context |= {
        "question": question,
        "kept": kept,
        "analysis_tabs": [
            {"label": label, "url": f"{reverse(f'analysis:{name}')}{kept}", "is_current": name == tab}
            for name, label in TABS
            if name != "products" or request.user.can(Can.RANK_PRODUCTS)
        ],
        "whose": _whose(request),
        "regions": MarketRegion.objects.visible_to(request.user),
        "periods": [(90, _("90 days")), (180, _("half a year")), (365, _("a year"))],
    }
    return render(request, f"analysis/{template or tab}.html", context)


def _whose(request: Request) -> str:
    user = request.user
    if user.is_boss or user.is_assistant or user.is_adviser:
        return _("all business")
    return _("your team's business") if user.is_manager else _("your own business")


def _columns(matrix: Matrix) -> list[str]:
    names = {one.pk: str(one) for one in matrix.markets.regions} | {OTHER_MARKETS: _("Other countries")}
    return [names[pk] for pk in matrix.columns]


def _matrix_rows(matrix: Matrix, measure: str) -> list[tuple[Any, list[tuple[Cell | None, int]]]]:
    """Return each row with its cells and the shade of each, from 0 to 5, beside the highest of the table."""
    values = {
        (row.product.pk, place): _strength(cell, measure) for row in matrix.rows for place, cell in row.cells.items()
    }  # fmt: skip
    most = max((value for value in values.values() if value), default=0)
    return [
        (
            row,
            [
                (row.cells.get(place), heat_step(values.get((row.product.pk, place)), most))
                for place in matrix.columns
            ],
        )
        for row in matrix.rows[:SHOWN]
    ]


def _strength(cell: Cell, measure: str) -> float | None:
    return {
        "asked": float(cell.asked), "quotes": float(cell.quotes), "orders": float(cell.orders), "won": cell.win_share,
        "price": None,
    }[measure]  # fmt: skip
