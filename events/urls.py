"""Addresses of the evenings. Those of visitors begin with a/ and the language; no phrase stands in any of them."""

from django.urls import path

from .views import public

urlpatterns = [
    # pages of visitors
    path("a/", public.programme, name="a"),
    path("a/<slug:language>/", public.programme, name="a_list"),
    path("a/<slug:language>/t/", public.ticket, name="a_ticket"),
    path("a/<slug:language>/<slug:key>/", public.evening, name="a_evening"),
]
