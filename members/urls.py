from django.urls import path

from . import own, views

urlpatterns = [
    path("", views.members, name="members"),
    path("own/", own.own_record, name="own_record"),
    path("find/", views.find, name="member_find"),
    path("<uuid:pk>/", views.member, name="member"),
    path("<uuid:pk>/who/", views.who, name="member_who"),
    path("<uuid:pk>/account/", views.account, name="member_account"),
    path("<uuid:pk>/identity/", views.identity, name="member_identity"),
]
