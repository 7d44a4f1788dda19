"""How gunicorn serves this house: `gunicorn -c python:utsopi.serving utsopi.wsgi`.

No log of its own about requests (utsopi/discretion/logs.py writes ours), no word on what program this is, and
narrow limits on what a request may look like.
"""

import gunicorn.http.wsgi
from gunicorn.glogging import Logger

gunicorn.http.wsgi.SERVER = "web"  # the header Server; gunicorn has no setting for it


class Quiet(Logger):
    """Gunicorn's own messages quote addresses and paths of requests that went wrong."""

    def access(self, resp, req, environ, request_time):
        pass

    def warning(self, msg, *args, **kwargs):
        if str(msg).startswith("Invalid request"):
            msg, args = "a request was no HTTP", ()
        super().warning(msg, *args, **kwargs)

    def exception(self, msg, *args, **kwargs):
        super().error("a request broke the server's own code, or its answer was cut off")


logger_class = Quiet
loglevel = "warning"
accesslog = None
worker_class = "gthread"
threads = 4
control_socket_disable = True
limit_request_line = 4094  # bytes
limit_request_fields = 60
limit_request_field_size = 8190  # bytes
