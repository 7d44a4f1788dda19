from django.urls import path

from . import views

urlpatterns = [
    path("", views.trail, name="trail"),
    path("out/", views.trail_out, name="trail_out"),
]
