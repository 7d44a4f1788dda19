from importlib import import_module

from django.apps import AppConfig


class SupportConfig(AppConfig):
    name = "support"

    def ready(self):
        import_module("support.planned")  # registers what this wing puts on the calendar
        import_module("support.receivers")
