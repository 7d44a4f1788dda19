"""Addresses of somebody who asks to join: a letter and the language, and no code in any of them."""

from django.urls import path

from .views import joining

urlpatterns = [
    path("", joining.join, name="j"),
    path("<slug:language>/", joining.join, name="j_in"),
    path("<slug:language>/c/", joining.back, name="j_back"),
]
