from django.urls import path

from core import views, views_calendar, views_rates, views_robots, views_settings, views_setup

app_name = "core"
urlpatterns = [
    path("notices/", views.notices, name="notices"),
    path("notices/read/", views.read_notices, name="read_notices"),
    path("notices/<int:pk>/", views.open_notice, name="open_notice"),
    path("drafts/<str:key>/", views.draft, name="draft"),
    path("settings/", views_settings.settings_index, name="settings"),
    path("settings/policy/<str:name>/", views_settings.policy_section, name="policy"),
    path("settings/company/confirm/", views_settings.confirm_company, name="confirm_company"),
    path("settings/planned/<int:pk>/cancel/", views_settings.cancel_plan, name="cancel_plan"),
    path("settings/own-days/add/", views_calendar.add_own_day, name="own_day_add"),
    path("settings/own-days/<str:day>/drop/", views_calendar.drop_day, name="own_day_drop"),
    path("setup/", views_setup.setup, name="setup"),
    path("setup/dismiss/", views_setup.dismiss, name="setup_dismiss"),
    path("setup/<str:name>/", views_setup.decide, name="setup_decide"),
    path("settings/robots/", views_robots.robots, name="robots"),
    path("settings/robots/new/", views_robots.robot_new, name="robot_new"),
    path("settings/robots/<int:pk>/", views_robots.robot, name="robot"),
    path("settings/robots/<int:pk>/try/", views_robots.robot_try, name="robot_try"),
    path("settings/robots/<int:pk>/drop/", views_robots.robot_drop, name="robot_drop"),
    path("rates/", views_rates.rates, name="rates"),
    path("rates/add/", views_rates.rate_add, name="rate_add"),
    path("rates/import/", views_rates.rates_import, name="rates_import"),
    path("health/", views.health, name="health"),
]
