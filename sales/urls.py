"""The addresses of sales: a list a noun."""

from django.urls import path

from sales.views import (
    complaints,
    order_actions,
    order_papers,
    orders,
    quote_editor,
    quote_lists,
    quote_papers,
    quote_sending,
)

order_pages = (
    [
        path("", orders.order_list, name="list"),
        path("new/", orders.order_new, name="new"),
        path("complaints/", complaints.complaints, name="complaints"),
        path("complaints/new/", complaints.complaint_new, name="complaint_new"),
        path("complaints/<int:pk>/", complaints.complaint, name="complaint"),
        path("complaints/<int:pk>/close/", complaints.complaint_close, name="complaint_close"),
        path("complaints/<int:pk>/reopen/", complaints.complaint_reopen, name="complaint_reopen"),
        path("payments/<int:pk>/void/", order_actions.payment_void, name="payment_void"),
        path("<int:pk>/", orders.order_detail, name="detail"),
        path("<int:pk>/edit/", orders.order_edit, name="edit"),
        path("<int:pk>/discard/", orders.order_discard, name="discard"),
        path("<int:pk>/win/", orders.order_win, name="win"),
        path("<int:pk>/step/<slug:name>/", order_actions.step, name="step"),
        path("<int:pk>/step-back/", order_actions.step_back, name="step_back"),
        path("<int:pk>/plan/", order_actions.plan, name="plan"),
        path("<int:pk>/cancel/", order_actions.cancel, name="cancel"),
        path("<int:pk>/payments/add/", order_actions.payment_add, name="payment_add"),
        path("<int:pk>/split/", order_actions.split, name="split"),
        path("<int:pk>/reward/", order_actions.reward, name="reward"),
        path("<int:pk>/papers/<slug:paper>.<slug:kind>", order_papers.order_paper, name="paper"),
    ],
    "orders",
)


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
