from django.apps import AppConfig


class TeamConfig(AppConfig):
    name = "utsopi.team"
