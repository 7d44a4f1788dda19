"""How allauth behaves here: nobody opens an account for themselves, and no mail goes to strangers."""

from allauth.account.adapter import DefaultAccountAdapter


class ByInvitation(DefaultAccountAdapter):
    def is_open_for_signup(self, request) -> bool:
        return False
