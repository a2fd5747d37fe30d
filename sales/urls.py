from django.urls import path

from sales.views import production, proofs, requests, sample_steps, samples, visits

sample_pages = (
    [
        path("", samples.samples, name="list"),
        path("new/", samples.sample_new, name="new"),
        path("<int:pk>/", samples.sample, name="detail"),
        path("<int:pk>/edit/", samples.sample_edit, name="edit"),
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
