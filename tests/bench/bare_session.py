"""Sessions as Django has them, in a table of their own: for floors, whose sessions are not the house's."""

from django.contrib.sessions.backends.db import SessionStore as InADatabase
from django.contrib.sessions.base_session import AbstractBaseSession


class BareSession(AbstractBaseSession):
    class Meta(AbstractBaseSession.Meta):
        app_label = "bench"
        db_table = "bare_session"

    @classmethod
    def get_session_store_class(cls):
        return SessionStore


class SessionStore(InADatabase):
    @classmethod
    def get_model_class(cls):
        return BareSession
