from django.urls import path

from .models import Organisation, Professional
from .views import entries, lists, organisations, professionals

_an_organisation, _a_professional = {"model": Organisation}, {"model": Professional}

urlpatterns = [
    path("", lists.organisations, name="directory"),
    path("new/", organisations.new, name="directory_organisation_new"),
    path("<uuid:pk>/", organisations.organisation, name="directory_organisation"),
    path("<uuid:pk>/edit/", organisations.edit, name="directory_organisation_edit"),
    path("<uuid:pk>/checked/", entries.checked, _an_organisation, name="directory_organisation_checked"),
    path("<uuid:pk>/hide/", entries.hide, _an_organisation, name="directory_organisation_hide"),
    path("<uuid:pk>/names/", organisations.alias, name="directory_alias"),
    path("<uuid:pk>/names/drop/", organisations.drop_alias, name="directory_alias_drop"),
    path("<uuid:pk>/names/list-under/", organisations.list_under, name="directory_alias_list_under"),
    path("<uuid:pk>/merge/", organisations.merge, name="directory_merge"),
    path("professionals/", lists.professionals, name="directory_professionals"),
    path("professionals/new/", professionals.new, name="directory_professional_new"),
    path("professionals/<uuid:pk>/", professionals.professional, name="directory_professional"),
    path("professionals/<uuid:pk>/edit/", professionals.edit, name="directory_professional_edit"),
    path(
        "professionals/<uuid:pk>/checked/",
        entries.checked,
        _a_professional,
        name="directory_professional_checked",
    ),
    path("professionals/<uuid:pk>/hide/", entries.hide, _a_professional, name="directory_professional_hide"),
    path(
        "professionals/<uuid:pk>/recommend/", professionals.recommend, name="directory_professional_recommend"
    ),
    path("professionals/<uuid:pk>/warning/", professionals.warn, name="directory_professional_warning"),
]
