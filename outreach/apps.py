from importlib import import_module

from django.apps import AppConfig


class OutreachConfig(AppConfig):
    name = "outreach"

    def ready(self):
        import_module("outreach.planned")  # registers what this wing puts on the calendar
        import_module("outreach.waiting")  # … and what of it waits
