from django.urls import path

from . import views

urlpatterns = [
    path("session/<int:number>/", views.session),
    path("courier/<int:number>/", views.courier),
    path("supplier/<int:number>/", views.supplier),
    path("webhook/<int:number>/", views.webhook),
    path("newsletter/<int:number>/", views.send_newsletter),
    path("live/<int:number>/", views.live_prices),
    path("search/<int:number>/", views.search),
    path("statsd/<int:number>/", views.visit),
]
