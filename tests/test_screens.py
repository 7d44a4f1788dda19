"""What browser tests measure with: it waits for the page, and says which element is at fault."""

import threading
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer

import pytest

from tests.screens import faults, flaws, larger_letters, settled, too_wide

PAGE = """<!doctype html><html lang="en"><title>Rain</title>
<link rel="stylesheet" href="/late.css"><meta name="viewport" content="width=device-width">
<main><h1>Rain</h1><p id="long" class="fold">{}</p><img src="data:,"></main>""".format("rain" * 80)
STYLE = b".fold { overflow-wrap: anywhere; animation: come 0.3s; } @keyframes come { from { width: 900px; } }"


@pytest.fixture
def house():
    """A server whose stylesheet comes once `stylesheet` is set."""
    stylesheet = threading.Event()

    class Answer(BaseHTTPRequestHandler):
        def do_GET(self):
            is_page = self.path == "/"
            if self.path == "/late.css":
                stylesheet.wait(30)
            self.send_response(200 if self.path in ("/", "/late.css") else 404)
            self.send_header("content-type", "text/html" if is_page else "text/css")
            self.end_headers()
            self.wfile.write(PAGE.encode() if is_page else STYLE)

        def log_message(self, *_words):
            pass

    server = ThreadingHTTPServer(("127.0.0.1", 0), Answer)
    threading.Thread(target=server.serve_forever, daemon=True).start()
    server.address, server.stylesheet = f"http://127.0.0.1:{server.server_port}/", stylesheet
    yield server
    stylesheet.set()
    server.shutdown()
    server.server_close()


@pytest.fixture
def undressed(page, house):
    """The page as a click leaves it: its words are there, its stylesheet is not."""
    page.set_viewport_size({"width": 390, "height": 844})
    page.goto(house.address, wait_until="commit")
    page.wait_for_selector("h1")
    return page


@pytest.fixture
def rain(undressed, house):
    house.stylesheet.set()
    return undressed


def test_a_page_is_measured_with_the_stylesheet_that_came_late_and_at_rest(undressed, house):
    page = undressed
    assert page.evaluate("document.documentElement.scrollWidth") > 390
    house.stylesheet.set()
    assert too_wide(page) == []
    assert page.evaluate("document.getAnimations().length") == 0


def test_it_says_what_runs_out_of_the_page(rain):
    settled(rain).evaluate("document.getElementById('long').className = ''")
    page, element = too_wide(rain)
    assert page.startswith("/ is ") and page.endswith(" wide on a screen of 390")
    assert element.startswith("p#long ends at ")


def test_larger_letters_are_measured_too(rain):
    larger_letters(rain, "2000%")
    assert [line.split(" ends")[0] for line in too_wide(rain)[1:]] == ["h1"]


def test_a_stylesheet_that_never_comes_is_no_page_that_fits(rain):
    settled(rain).evaluate("""new Promise((done) => {
        const link = document.createElement("link");
        Object.assign(link, {rel: "stylesheet", href: "/gone.css", onerror: done});
        document.head.append(link);
    })""")
    with pytest.raises(AssertionError, match="did not come"):
        too_wide(rain)


def test_what_axe_finds_stands_beside_what_is_too_wide(rain, axe):
    assert [rule for rule, _where in faults(rain, axe)] == ["image-alt"]
    rain.evaluate("document.getElementById('long').className = ''")
    rule, where = flaws(rain, axe)[0]
    assert (rule, where) == ("image-alt", ['<img src="data:,">'])
    assert len(flaws(rain, axe)) == 3
