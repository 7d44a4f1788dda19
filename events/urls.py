"""Addresses of the evenings. Those of visitors begin with a/ and the language; no phrase stands in any of them."""

from django.urls import path

from .views import activities, after, handing_on, hosting, owing, own, planning, public, registers, telling

urlpatterns = [
    # pages of visitors
    path("a/", public.programme, name="a"),
    path("a/<slug:language>/", public.programme, name="a_list"),
    path("a/<slug:language>/t/", public.ticket, name="a_ticket"),
    path("a/<slug:language>/agenda.ics", handing_on.calendar_feed, name="a_feed"),
    path("a/<slug:language>/agenda.png", handing_on.picture, name="a_picture"),
    path("a/<slug:language>/agenda.pdf", handing_on.leaflet, name="a_leaflet"),
    path("a/<slug:language>/<slug:key>/entry/", handing_on.calendar_entry, name="a_entry"),
    path("a/<slug:language>/<slug:key>/", public.evening, name="a_evening"),
    # a host without an account
    path("h/<str:secret>/", hosting.host, name="host"),
    # a member who signed in
    path("me/evenings/", own.own_evenings, name="own_evenings"),
    path("me/evenings/<slug:key>/come/", own.own_come, name="own_come"),
    path("me/evenings/<slug:key>/give/", own.own_give, name="own_give"),
    # what takes place, for the team
    path("activities/", activities.activities, name="activities"),
    path("activities/new/", planning.activity_new, name="activity_new"),
    path("activities/<uuid:pk>/", activities.activity, name="activity"),
    path("activities/<uuid:pk>/edit/", planning.activity_edit, name="activity_edit"),
    path("activities/<uuid:pk>/copy/", planning.activity_copy, name="activity_copy"),
    path("activities/<uuid:pk>/repeat/", planning.activity_repeat, name="activity_repeat"),
    path("activities/<uuid:pk>/cancel/", planning.activity_cancel, name="activity_cancel"),
    path("activities/<uuid:pk>/restore/", planning.activity_restore, name="activity_restore"),
    path("activities/<uuid:pk>/place/", planning.activity_place, name="activity_place"),
    path("activities/<uuid:pk>/places/", planning.activity_places, name="activity_places"),
    path("activities/<uuid:pk>/after/", after.activity_after, name="activity_after"),
    path("activities/<uuid:pk>/parts/", after.activity_parts, name="activity_parts"),
    path("activities/<uuid:pk>/allowance/", owing.allowance_new, name="allowance_new"),
    path("activities/word/<uuid:pk>/", activities.activity_word, name="activity_word"),
    path("activities/<uuid:pk>/hosts/", hosting.host_links, name="host_links"),
    path("activities/hosts/<uuid:pk>/revoke/", hosting.host_link_revoke, name="host_link_revoke"),
    path("activities/<uuid:pk>/tell/", telling.activity_tell, name="activity_tell"),
    path("activities/tell/", telling.tell_all, name="tell_all"),
    path("activities/told/<uuid:pk>/", telling.activity_told, name="activity_told"),
    path("invitation/", owing.invitation, name="invitation"),
    path("themes/", registers.themes, name="themes"),
    path("themes/<uuid:pk>/", registers.theme, name="theme"),
    path("themes/<uuid:pk>/merge/", registers.theme_merge, name="theme_merge"),
    path("wishes/", registers.wishes, name="wishes"),
    path("wishes/<uuid:pk>/", registers.wish, name="wish"),
    path("wishes/<uuid:pk>/take/", registers.wish_take, name="wish_take"),
    path("wishes/<uuid:pk>/answer/", registers.wish_answer, name="wish_answer"),
    path("wishes/<uuid:pk>/reopen/", registers.wish_reopen, name="wish_reopen"),
    path("allowances/", owing.allowances, name="allowances"),
    path("allowances/<uuid:pk>/paid/", owing.allowance_paid, name="allowance_paid"),
    path("allowances/<uuid:pk>/undo/", owing.allowance_undo, name="allowance_undo"),
    path("allowances/<uuid:pk>/drop/", owing.allowance_drop, name="allowance_drop"),
]
