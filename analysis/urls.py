from django.urls import path

from analysis import views

app_name = "analysis"
urlpatterns = [
    path("", views.diagnosis, name="diagnosis"),
    path("products/", views.products, name="products"),
    path("products/<int:pk>/", views.product, name="product"),
    path("sources/", views.sources, name="sources"),
    path("customers/", views.customers, name="customers"),
    path("lost/", views.lost, name="lost"),
]
