from django.urls import path

from . import views
from .exports import ExportView

urlpatterns = [
    path("export/<int:number>/", ExportView.as_view()),
    path("bundle/<int:number>/", views.bundle),
    path("archive/<int:number>/", views.archive),
    path("convert/<int:number>/", views.convert),
    path("feed/<int:number>/", views.feed),
]
