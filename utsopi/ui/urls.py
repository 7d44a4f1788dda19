from django.urls import path

from . import views

urlpatterns = [
    path("theme", views.set_theme, name="set_theme"),
    path("gallery", views.gallery, name="ui_gallery"),
]
