from django.urls import path

from . import views

urlpatterns = [
    path("checkout/<int:number>/", views.CheckoutView.as_view()),
    path("place/<int:number>/", views.PlaceView.as_view()),
    path("upload/<int:number>/", views.UploadView.as_view()),
    path("lock/<int:number>/", views.lock),
    path("invoice/<int:number>/", views.invoice),
    path("print/<int:number>/", views.printout),
    path("download/<int:number>/", views.download),
    path("count/<int:number>/", views.count),
    path("audit/<int:number>/", views.audit),
    path("log/<int:number>/", views.log),
    path("import/<int:number>/", views.import_order),
]
