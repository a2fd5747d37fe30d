"""The addresses of sales: a list a noun."""

from django.urls import path

from sales.views import (
    bundles,
    competitor_prices,
    complaints,
    e_samples,
    market_notes,
    negotiations,
    order_actions,
    order_papers,
    orders,
    production,
    proofs,
    quote_editor,
    quote_lists,
    quote_papers,
    quote_sending,
    requests,
    sample_steps,
    samples,
    visits,
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


# ── what is known of buyers and of others ───────────────────────────────────
insight_pages = (
    [
        path("negotiations/new/", negotiations.negotiation_new, name="negotiation_new"),
        path("negotiations/<int:pk>/", negotiations.negotiation, name="negotiation"),
        path("negotiations/<int:pk>/edit/", negotiations.negotiation_edit, name="negotiation_edit"),
        path("negotiations/<int:pk>/concessions/add/", negotiations.concession_add, name="concession_add"),
        path(
            "negotiations/<int:pk>/concessions/<int:concession_pk>/strike/",
            negotiations.concession_strike,
            name="concession_strike",
        ),
        path("competitor-prices/", competitor_prices.prices, name="prices"),
        path("competitor-prices/new/", competitor_prices.price_new, name="price_new"),
        path("competitor-prices/<int:pk>/edit/", competitor_prices.price_edit, name="price_edit"),
        path("market-notes/", market_notes.market_notes, name="market_notes"),
        path("market-notes/new/", market_notes.market_note_new, name="market_note_new"),
        path(
            "market-notes/<int:pk>/withdraw/", market_notes.market_note_withdraw, name="market_note_withdraw"
        ),
    ],
    "insight",
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
        path("<int:pk>/bundle/", bundles.bundle, name="bundle"),
        path("<int:pk>/bundle/text/", bundles.bundle_text, name="bundle_text"),
        path("<int:pk>/accept/", quote_sending.accept, name="accept"),
        path("<int:pk>/decline/", quote_sending.decline, name="decline"),
        path("<int:pk>/renew/", quote_sending.renew, name="renew"),
        path("<int:pk>/drop/", quote_sending.drop, name="drop"),
        path("<int:pk>/v<int:number>/<slug:kind>/", quote_papers.paper, name="paper"),
    ],
    "quotes",
)


sample_pages = (
    [
        path("", samples.samples, name="list"),
        path("new/", samples.sample_new, name="new"),
        path("<int:pk>/", samples.sample, name="detail"),
        path("<int:pk>/edit/", samples.sample_edit, name="edit"),
        path("e-samples/new/", e_samples.e_sample_new, name="e_sample"),
        path("<int:pk>/<slug:step>/", sample_steps.step, name="step"),
        path("proofs/", proofs.proofs, name="proofs"),
        path("proofs/new/", proofs.proof_new, name="proof_new"),
        path("proofs/<int:pk>/", proofs.proof, name="proof"),
        path("proofs/<int:pk>/<slug:step>/", proofs.proof_step, name="proof_step"),
        path("production/", production.production, name="production"),
        path("production/samples/<int:pk>/<slug:step>/", production.make_sample, name="make_sample"),
        path("production/proofs/<int:pk>/<slug:step>/", production.make_proof, name="make_proof"),
        path("requests/", requests.requests, name="requests"),
        path("requests/new/", requests.request_new, name="request_new"),
        path("requests/<int:pk>/", requests.request_page, name="request"),
        path("requests/<int:pk>/write/", requests.request_write, name="request_write"),
        path("requests/<int:pk>/close/", requests.request_close, name="request_close"),
        path("requests/<int:pk>/readdress/", requests.request_readdress, name="request_readdress"),
        path("visits/", visits.visits, name="visits"),
        path("visits/new/", visits.visit_new, name="visit_new"),
        path("visits/<int:pk>/", visits.visit, name="visit"),
        path("visits/<int:pk>/edit/", visits.visit_edit, name="visit_edit"),
        path("visits/<int:pk>/files/add/", visits.visit_file_add, name="visit_file_add"),
        path("visits/<int:pk>/files/<int:file_pk>/", visits.visit_file, name="visit_file"),
    ],
    "samples",
)
