from django.urls import path

from briefings.views import briefings, preparing, rulings

app_name = "briefings"
urlpatterns = [
    path("", briefings.briefing_list, name="list"),
    path("<int:pk>/", briefings.detail, name="detail"),
    path("<int:pk>/briefing.pdf", briefings.paper, name="paper"),
    path("<int:pk>/prepare/", preparing.prepare, name="prepare"),
    path("<int:pk>/attendance/", preparing.attend, name="attend"),
    path("<int:pk>/move/", preparing.move, name="move"),
    path("point/", briefings.point_new, name="point_new"),
    path("point/<int:pk>/withdraw/", briefings.point_withdraw, name="point_withdraw"),
    path("rule/", rulings.rule, name="rule"),
    path("rulings/", rulings.ruling_list, name="rulings"),
    path("rulings/<int:pk>/", rulings.ruling, name="ruling"),
    path("rulings/<int:pk>/outcome/", rulings.outcome, name="outcome"),
    path("rulings/<int:pk>/go-on/", rulings.go_on, name="go_on"),
    path("rulings/<int:pk>/close/", rulings.close, name="close"),
]
