from django.apps import AppConfig


class TeamConfig(AppConfig):
    name = "utsopi.team"

    def ready(self):
        from . import receivers  # noqa: F401
