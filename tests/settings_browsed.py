"""The tests' settings for a server process that a browser looks at: it finds static files where they lie."""

from tests.settings import *  # noqa: F403

WHITENOISE_AUTOREFRESH = WHITENOISE_USE_FINDERS = True
