"""The server as it runs: bytes on the wire that are no proper request, and what it writes down about them."""

import signal
import socket
import subprocess
import sys
import time
from pathlib import Path

import pytest

from tests.conftest import free_port, wait_for_port

BASE = Path(__file__).resolve().parent.parent
pytestmark = pytest.mark.server
HOST = "Host: localhost\r\n"
IMPROPER = {
    "a line without end": "GET /" + "x" * 9000 + " HTTP/1.1\r\n" + HOST + "\r\n",
    "a header without end": f"GET /in/ HTTP/1.1\r\n{HOST}X: {'x' * 20000}\r\n\r\n",
    "too many headers": f"GET /in/ HTTP/1.1\r\n{HOST}" + "".join(f"X{n}: 1\r\n" for n in range(200)) + "\r\n",
    "two lengths": f"POST /in/ HTTP/1.1\r\n{HOST}Content-Length: 3\r\nContent-Length: 9\r\n\r\na=1",
    "a length and pieces": f"POST /in/ HTTP/1.1\r\n{HOST}Content-Length: 3\r\nTransfer-Encoding: chunked\r\n\r\n0",
    "a piece of nonsense": f"POST /in/ HTTP/1.1\r\n{HOST}Transfer-Encoding: chunked\r\n\r\nzz\r\n",
    "a method of nonsense": f"G\x00T /in/ HTTP/1.1\r\n{HOST}\r\n",
    "a version of nonsense": f"GET /in/ HTTP/9.9\r\n{HOST}\r\n",
    "a header with a NUL": f"GET /in/ HTTP/1.1\r\n{HOST}X: a\x00b\r\n\r\n",
    "a name with a space": f"GET /in/ HTTP/1.1\r\n{HOST}X Y: 1\r\n\r\n",
    "another host": "GET /in/ HTTP/1.1\r\nHost: evil.example\r\n\r\n",
    "no HTTP": "hello canary-on-the-wire\r\n\r\n",
}


@pytest.fixture
def server(database_for_children, tmp_path, monkeypatch):
    """Gunicorn with the settings of the house: its port, and where its log is."""
    monkeypatch.setenv("DJANGO_SETTINGS_MODULE", "tests.settings_served")
    port, log = free_port(), tmp_path / "log"
    command = [sys.executable, "-m", "gunicorn", "utsopi.wsgi", "-c", "python:utsopi.serving"]
    with log.open("w") as out:
        process = subprocess.Popen(
            [*command, "--bind", f"127.0.0.1:{port}", "--workers", "1"], cwd=BASE, stdout=out, stderr=out
        )
    try:
        wait_for_port(port)
        yield port, log
    finally:
        process.send_signal(signal.SIGTERM)
        process.wait(30)


def said(port: int, text: str) -> str:
    """The whole answer to these bytes."""
    with socket.create_connection(("127.0.0.1", port), 30) as wire:
        wire.sendall(text.encode("latin-1"))
        wire.shutdown(socket.SHUT_WR)
        answer = b""
        while piece := wire.recv(65536):
            answer += piece
    return answer.decode("latin-1")


def test_what_is_no_proper_http_is_refused_by_the_server(server):
    port, log = server
    answers = {name: said(port, text) for name, text in IMPROPER.items()}
    statuses = {name: answer.split(" ")[1] if answer else "closed" for name, answer in answers.items()}
    assert {
        name: status for name, status in statuses.items() if status[0] not in "4c" and status != "501"
    } == {}
    assert [name for name, answer in answers.items() if "gunicorn" in answer.lower()] == []
    told = log.read_text()
    assert "127.0.0.1" not in told.replace("Listening at", "") and "canary" not in told and "evil" not in told


def test_the_log_of_a_running_server_holds_lines_of_ours_only(server):
    port, log = server
    query = "GET /in/?who=canary-in-a-query HTTP/1.1\r\n" + HOST
    answer = said(
        port, f"{query}User-Agent: canary-agent\r\nReferer: http://canary/\r\nConnection: close\r\n\r\n"
    )
    assert "\r\nServer: web\r\n" in answer and "gunicorn" not in answer.lower()
    for _try in range(300):
        if " GET account_login 200 " in log.read_text():
            break
        time.sleep(0.1)
    told = log.read_text()
    assert " GET account_login 200 " in told
    assert "canary" not in told and "/in/" not in told and "127.0.0.1" not in told
