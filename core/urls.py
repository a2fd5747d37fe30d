from django.urls import path

from core import views

app_name = "core"
urlpatterns = [
    path("notices/", views.notices, name="notices"),
    path("notices/read/", views.read_notices, name="read_notices"),
    path("notices/<int:pk>/", views.open_notice, name="open_notice"),
    path("drafts/<str:key>/", views.draft, name="draft"),
    path("settings/", views.settings_index, name="settings"),
    path("settings/policy/<str:name>/", views.policy_section, name="policy"),
    path("health/", views.health, name="health"),
]
