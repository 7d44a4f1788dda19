from importlib import import_module

from django.apps import AppConfig


class EventsConfig(AppConfig):
    name = "events"

    def ready(self):
        import_module("events.planned")  # registers what this wing puts on the calendar
        import_module("events.own")  # and on a member's own page
        import_module("events.waiting")  # and what of it waits
        import_module("events.parting")  # and keeps for her when she leaves
