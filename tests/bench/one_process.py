"""A web process of its own: starts, answers, and says what that cost. Run by web_process.py.

python -m tests.bench.one_process COOKIE TIMES PATH ...   prints {"cpu": seconds, "first": MiB, "later": MiB}
The first PATH is asked for once; then all of them, TIMES times. DJANGO_SETTINGS_MODULE says whose pages.
"""

import json
import sys
import time
from io import BytesIO

from tests.bench.memory import resident


def ask(application, path: str, cookie: str) -> bytes:
    """What the application answers to GET `path`; AssertionError for anything but 200."""
    told = []
    path, _mark, query = path.partition("?")
    environ = {
        "REQUEST_METHOD": "GET",
        "PATH_INFO": path,
        "QUERY_STRING": query,
        "HTTP_HOST": "localhost",
        "HTTP_COOKIE": cookie,
        "SERVER_NAME": "localhost",
        "SERVER_PORT": "8000",
        "SERVER_PROTOCOL": "HTTP/1.1",
        "REMOTE_ADDR": "127.0.0.1",
        "wsgi.url_scheme": "http",
        "wsgi.input": BytesIO(),
        "wsgi.errors": sys.stderr,
    }
    answer = application(environ, lambda status, headers: told.append(status))
    body = b"".join(answer)
    answer.close()
    assert told == ["200 OK"], (path, told)
    return body


def main(cookie: str, times: str, *paths: str) -> None:
    from django.core.wsgi import get_wsgi_application

    application = get_wsgi_application()
    ask(application, paths[0], cookie)
    costs = {"cpu": time.process_time(), "first": resident()}
    for _turn in range(int(times)):
        for path in paths:
            ask(application, path, cookie)
    print(json.dumps(costs | {"later": resident()}))


if __name__ == "__main__":
    main(*sys.argv[1:])
