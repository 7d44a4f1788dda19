from django.apps import AppConfig


class PrivacyConfig(AppConfig):
    name = "utsopi.privacy"

    def ready(self):
        from .checks import refuse_undeclared

        refuse_undeclared()
