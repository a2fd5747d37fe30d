"""The addresses of sales: a list a noun."""

from django.urls import path

from sales.views import complaints, order_actions, order_papers, orders

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
