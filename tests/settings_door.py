"""The tests' settings for a server that has the door of tests/door.py and no pages."""

from tests.settings_served import *  # noqa: F403

ROOT_URLCONF = "tests.door"
MIDDLEWARE = ["allauth.account.middleware.AccountMiddleware"]  # it does not start without
