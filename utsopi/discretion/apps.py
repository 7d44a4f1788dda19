from django.apps import AppConfig


class DiscretionConfig(AppConfig):
    name = "utsopi.discretion"

    def ready(self):
        from . import checks  # noqa: F401  registers them
