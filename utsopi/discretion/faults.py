"""Reports of faults without any value: none of what was sent, none of what the code held, no setting.

Nothing here sends reports. But a package may make one, and Django's own would hold the form, the cookies, the
local variables and the words of the error.
"""

from django.views.debug import ExceptionReporter, SafeExceptionReporterFilter

from .logs import fault


class NoValues(SafeExceptionReporterFilter):
    """Leaves everything out, whether debugging is on or not."""

    def is_active(self, request) -> bool:
        return True

    def get_safe_settings(self) -> dict:
        return {}

    def get_safe_request_meta(self, request) -> dict:
        return {}

    def get_safe_cookies(self, request) -> dict:
        return {}

    def get_post_parameters(self, request) -> dict:
        return {}

    def get_traceback_frame_variables(self, request, tb_frame) -> list:
        return []


class Reporter(ExceptionReporter):
    """The kind of the fault and its places in the code."""

    def get_traceback_text(self) -> str:
        return fault(self.exc_value) if self.exc_value else ""

    def get_traceback_html(self) -> str:
        return f"<!doctype html><title>Agenda</title><p>{self.get_traceback_text()}</p>".replace(
            " > ", " &gt; "
        )
