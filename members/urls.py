from django.urls import path

from . import views

urlpatterns = [
    path("", views.members, name="members"),
    path("find/", views.find, name="member_find"),
    path("<uuid:pk>/", views.member, name="member"),
    path("<uuid:pk>/who/", views.who, name="member_who"),
    path("<uuid:pk>/identity/", views.identity, name="member_identity"),
]
