"""Addresses of coming in, one's own page and the team. Of allauth only what we use is mounted here."""

from allauth.account.views import logout
from django.urls import path
from django.utils.module_loading import import_string
from django.views.generic import RedirectView

from .views import coming_in, house, own


def factor(name: str):
    """A view of allauth's for second factors, loaded when somebody first asks for it: what reads passkeys would
    be a fifth of the start of a web process."""

    def view(request, *args, **kwargs):
        return import_string(f"allauth.mfa.{name}")(request, *args, **kwargs)

    return view


to_me = RedirectView.as_view(pattern_name="me")
urlpatterns = [
    path("in/", coming_in.SignIn.as_view(), name="account_login"),
    path("in/code/", factor("base.views.authenticate"), name="mfa_authenticate"),
    path("in/key/", factor("webauthn.views.login_webauthn"), name="mfa_login_webauthn"),
    path("round/in/", coming_in.SignInForARound.as_view(), name="round_in"),
    path("out/", logout, name="account_logout"),
    path("welcome/", coming_in.welcome, name="welcome"),
    path("me/", own.me, name="me"),
    path("me/alias/", own.me_alias, name="me_alias"),
    path("me/passphrase/", own.me_passphrase, name="me_passphrase"),
    path("me/sessions/end/", own.me_end_others, name="me_end_others"),
    path("me/sessions/<uuid:pk>/end/", own.me_end_session, name="me_end_session"),
    path("me/second/", own.second_factor, name="second_factor"),
    path("me/second/app/", factor("totp.views.activate_totp"), name="mfa_activate_totp"),
    path("me/second/app/remove/", factor("totp.views.deactivate_totp"), name="mfa_deactivate_totp"),
    path("me/second/key/", factor("webauthn.views.add_webauthn"), name="mfa_add_webauthn"),
    path("me/second/key/<int:pk>/", factor("webauthn.views.edit_webauthn"), name="mfa_edit_webauthn"),
    path(
        "me/second/key/<int:pk>/remove/", factor("webauthn.views.remove_webauthn"), name="mfa_remove_webauthn"
    ),
    path(
        "me/second/codes/", factor("recovery_codes.views.view_recovery_codes"), name="mfa_view_recovery_codes"
    ),
    path(
        "me/second/codes/new/",
        factor("recovery_codes.views.generate_recovery_codes"),
        name="mfa_generate_recovery_codes",
    ),
    # allauth goes back to these two after each change
    path("me/second/list/", to_me, name="mfa_index"),
    path("me/second/keys/", to_me, name="mfa_list_webauthn"),
    path("team/", house.team, name="team"),
    path("team/new/", house.team_new, name="team_new"),
    path("team/<uuid:pk>/", house.team_account, name="team_account"),
    path("team/<uuid:pk>/role/", house.team_ask, name="team_ask"),
    path("team/<uuid:pk>/card/", house.team_card, name="team_card"),
    path("team/<uuid:pk>/sessions/end/", house.team_end_sessions, name="team_end_sessions"),
    path("team/<uuid:pk>/close/", house.team_close, name="team_close"),
    path("team/<uuid:pk>/open/", house.team_open, name="team_open"),
    path("team/role/<uuid:pk>/approve/", house.team_approve, name="team_approve"),
    path("team/role/<uuid:pk>/refuse/", house.team_refuse, name="team_refuse"),
    path("team/role/<uuid:pk>/end/", house.team_revoke, name="team_revoke"),
    path("team/card/<uuid:pk>/draw/", house.team_draw, name="team_draw"),
]
