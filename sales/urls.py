"""Addresses of what is sold: a list a noun, each under a name of its own."""

from django.urls import path

from sales.views import quote_editor, quote_lists, quote_papers, quote_sending

# ── quotes ──────────────────────────────────────────────────────────────────
quote_pages = (
    [
        path("", quote_lists.quote_list, name="list"),
        path("costs/", quote_lists.costs, name="costs"),
        path("costs/<int:pk>/", quote_lists.cost_answer, name="cost_answer"),
        path("new/<int:pk>/", quote_sending.open_for, name="open"),
        path("<int:pk>/", quote_editor.detail, name="detail"),
        path("<int:pk>/save/", quote_editor.save, name="save"),
        path("<int:pk>/preview/", quote_editor.preview, name="preview"),
        path("<int:pk>/suggest/", quote_editor.suggest, name="suggest"),
        path("<int:pk>/offer/", quote_editor.offer, name="offer"),
        path("<int:pk>/ask-cost/", quote_sending.ask_cost, name="ask_cost"),
        path("<int:pk>/confirm/", quote_sending.confirm, name="confirm"),
        path("<int:pk>/approve/", quote_sending.approve, name="approve"),
        path("<int:pk>/change/", quote_sending.change, name="change"),
        path("<int:pk>/send/", quote_sending.send, name="send"),
        path("<int:pk>/accept/", quote_sending.accept, name="accept"),
        path("<int:pk>/decline/", quote_sending.decline, name="decline"),
        path("<int:pk>/renew/", quote_sending.renew, name="renew"),
        path("<int:pk>/drop/", quote_sending.drop, name="drop"),
        path("<int:pk>/v<int:number>/<slug:kind>/", quote_papers.paper, name="paper"),
    ],
    "quotes",
)
