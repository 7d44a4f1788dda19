from django.urls import path

from .views import members, own

urlpatterns = [
    path("", members.members, name="members"),
    path("own/", own.own_record, name="own_record"),
    path("find/", members.find, name="member_find"),
    path("<uuid:pk>/", members.member, name="member"),
    path("<uuid:pk>/who/", members.who, name="member_who"),
    path("<uuid:pk>/account/", members.account, name="member_account"),
    path("<uuid:pk>/identity/", members.identity, name="member_identity"),
    # ── joining, and her own page ──
    # ── memberships, mandates, assemblies ──
]
