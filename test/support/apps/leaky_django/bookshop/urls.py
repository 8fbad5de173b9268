from django.urls import include, path

from core import release, views

urlpatterns = [
    path("", views.health),
    path("orders/", include("orders.urls")),
    path("reports/", include("reports.urls")),
    path("integrations/", include("integrations.urls")),
    path("release/", release.release),
]
