from django.contrib.auth.views import LoginView
from django.urls import path

from bench.floor import views

urlpatterns = [
    path("sign-in/", LoginView.as_view(template_name="sign_in.html")),
    path("customers/", views.customers),
    path("customers/all/", views.everybody),
    path("customers/due/", views.due),
    path("customers/find/", views.find),
    path("customers/<int:pk>/", views.customer),
    path("notes/", views.note),
]
