"""The floor of a page: the same installed applications, the session, the token against forgeries, one bare view."""

from django.http import HttpResponse
from django.middleware.csrf import get_token
from django.urls import path


def bare(request):
    return HttpResponse(f"<!doctype html><title>Bare</title><p>{get_token(request)}")


urlpatterns = [path("in/", bare)]
