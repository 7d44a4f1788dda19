"""The tests' settings for a server that writes its log as a real installation does."""

from tests.settings import *  # noqa: F403
from tests.settings import LOGGING

LOGGING["loggers"]["utsopi.requests"]["level"] = "INFO"
