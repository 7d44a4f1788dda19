"""A card in front of a camera, in a real browser: read by the browser itself or by the library that stands in for it;
and a camera that is refused, missing, busy or taken away, after which typing still works."""

from io import BytesIO

import pytest
from django.test import Client
from django.urls import reverse
from PIL import Image
from playwright.sync_api import expect

from outreach.actions import vouchers
from outreach.cards import shown
from outreach.choices import EnvelopeStatus, TokenState
from outreach.models import Envelope
from tests.screens import too_wide
from utsopi.team.roles import Role

from .vouchers import handed, prepared

SIZE = (640, 480)
# as an iPhone, Firefox and Chromium on a desk are
NO_READER_OF_ITS_OWN = "delete window.BarcodeDetector;"


@pytest.fixture
def kim(transactional_db, make_account):
    return make_account("kim", Role.COORDINATOR)


@pytest.fixture
def hana(transactional_db, make_account):
    return make_account("hana", Role.HELPDESK)


@pytest.fixture
def programme(kim, make_account):
    return prepared(kim, make_account("noor", Role.BOARD), envelopes=9)


def signed_in(context, account, live_server, settings):
    client = Client()
    client.force_login(account)
    name = settings.SESSION_COOKIE_NAME
    context.add_cookies([{"name": name, "value": client.cookies[name].value, "url": live_server.url}])
    return context.new_page()


@pytest.fixture
def table(new_context, hana, programme, live_server, settings):
    """A function (what the browser is made to be) → the page of the day at a table."""

    def sit_down(script: str):
        page = signed_in(new_context(base_url=live_server.url), hana, live_server, settings)
        page.add_init_script(script)
        page.goto(reverse("voucher_day_at", args=[programme.pk]))
        page.locator("#card").wait_for()
        return page

    return sit_down


@pytest.fixture
def printed(new_context, kim, programme, live_server, settings):
    """A function → the first card that is to be printed, as a picture of the sheet."""

    def picture() -> Image.Image:
        page = signed_in(new_context(base_url=live_server.url), kim, live_server, settings)
        page.goto(reverse("voucher_cards_sheet", args=[programme.pk]))
        return Image.open(BytesIO(page.locator(".card-sheet li").first.screenshot()))

    return picture


@pytest.fixture
def held_before_it(browser_type, browser_type_launch_args, tmp_path, live_server, settings):
    """A function (picture, account) → a page of a browser whose camera sees that picture, and nothing else."""
    begun = []

    def browse(picture: Image.Image, account):
        film(picture, tmp_path / "card.y4m")
        options = browser_type_launch_args["args"] + [
            "--use-fake-ui-for-media-stream",
            "--use-fake-device-for-media-stream",
            f"--use-file-for-fake-video-capture={tmp_path / 'card.y4m'}",
        ]
        begun.append(browser_type.launch(**{**browser_type_launch_args, "args": options}))
        context = begun[-1].new_context(base_url=live_server.url)
        return signed_in(context, account, live_server, settings)

    yield browse
    for browser in begun:
        browser.close()


def film(picture: Image.Image, path) -> None:
    """A hand that holds the card a little askew on a table, as a film of two pictures."""
    seen = Image.new("RGB", SIZE, (96, 84, 70))
    card = picture.convert("RGB").rotate(8, expand=True, fillcolor=(96, 84, 70))
    seen.paste(card, ((SIZE[0] - card.width) // 2, (SIZE[1] - card.height) // 2))
    light, blue, red = seen.convert("YCbCr").split()
    half = (SIZE[0] // 2, SIZE[1] // 2)
    frame = b"FRAME\n" + light.tobytes() + blue.resize(half).tobytes() + red.resize(half).tobytes()
    path.write_bytes(b"YUV4MPEG2 W%d H%d F10:1 Ip A1:1 C420jpeg\n" % SIZE + frame * 2)


def given() -> list[str]:
    found = Envelope.objects.filter(status=EnvelopeStatus.ISSUED)
    return sorted(found.values_list("number", flat=True))


def camera_of(page):
    return page.get_by_role("button", name="Camera")


def type_it(page, card) -> None:
    """It is still typed, and still brings its envelope."""
    page.keyboard.type(card.serial)
    page.keyboard.press("Enter")
    page.locator("[data-place] .answer.yes .number", has_text="E001").wait_for()


# ── a card that was printed, seen by a camera ─────────────────────────────────────────────────────


def test_a_printed_card_turns_the_page_green_where_the_browser_reads_no_codes(
    printed, held_before_it, programme, kim, hana
):
    (card,) = vouchers.make_cards(programme=programme, count=1, by=kim)
    picture = printed()
    vouchers.hand_card(token=card, by=kim)
    page, fetched = held_before_it(picture, hana), []
    page.on("request", lambda request: fetched.append(request.url))
    page.add_init_script(NO_READER_OF_ITS_OWN)
    page.goto(reverse("voucher_day_at", args=[programme.pk]))
    page.locator("#card").wait_for()
    assert [url for url in fetched if "vendor/qr" in url] == []  # fetched only when it is needed
    camera_of(page).click()
    page.locator("[data-place] .answer.yes .number", has_text="E001").wait_for()
    assert [url.rpartition("/")[2] for url in fetched if "vendor/qr" in url] == ["decode.js", "index.js"]
    assert given() == ["E001"]


def test_a_card_is_handed_over_by_the_camera_too(printed, held_before_it, programme, kim, make_account):
    (card,) = vouchers.make_cards(programme=programme, count=1, by=kim)
    page = held_before_it(printed(), make_account("ola", Role.OUTREACH))
    page.add_init_script(NO_READER_OF_ITS_OWN)
    page.goto(reverse("voucher_card_hand"))
    camera_of(page).click()
    page.locator("[data-place] .answer.yes .number", has_text=shown(card.serial)).wait_for()
    card.refresh_from_db()
    assert card.state == TokenState.HANDED


def test_a_camera_that_is_taken_away_says_so_and_may_be_opened_again(
    printed, held_before_it, programme, kim, hana
):
    (card,) = vouchers.make_cards(programme=programme, count=1, by=kim)
    blank = Image.new("RGB", (200, 120), "white")
    page = held_before_it(blank, hana)
    page.goto(reverse("voucher_day_at", args=[programme.pk]))
    vouchers.hand_card(token=card, by=kim)
    camera_of(page).click()
    page.wait_for_function("() => document.querySelector('video').videoWidth > 0")
    page.evaluate(
        "document.querySelector('video').srcObject.getTracks()[0].dispatchEvent(new Event('ended'))"
    )
    page.get_by_text("The camera was taken away. Open it again, or type the card.").wait_for()
    expect(page.locator("video")).to_be_hidden()
    camera_of(page).click()
    page.locator("video").wait_for()
    expect(page.get_by_text("The camera was taken away")).to_be_hidden()
    type_it(page, card)


def test_a_phone_that_is_put_away_closes_its_camera(held_before_it, programme, hana):
    page = held_before_it(Image.new("RGB", (200, 120), "white"), hana)
    page.goto(reverse("voucher_day_at", args=[programme.pk]))
    camera_of(page).click()
    page.wait_for_function("() => document.querySelector('video').videoWidth > 0")
    page.evaluate("""
        window.track = document.querySelector('video').srcObject.getTracks()[0];
        Object.defineProperty(document, 'hidden', { value: true });
        document.dispatchEvent(new Event('visibilitychange'));
    """)
    assert page.evaluate("track.readyState") == "ended"
    expect(page.locator("video")).to_be_hidden()


# ── where the browser reads codes itself ──────────────────────────────────────────────────────────

CAMERA = """
window.BarcodeDetector = class {
  static async getSupportedFormats() { return ["qr_code"]; }
  async detect() { return [{ rawValue: "SERIAL" }]; }
};
navigator.mediaDevices.getUserMedia = async () => {
  const canvas = document.createElement("canvas"), brush = canvas.getContext("2d");
  setInterval(() => brush.fillRect(0, 0, Math.random() * 99, 9), 50);
  return canvas.captureStream();
};
"""


def test_a_camera_reads_a_card_once_however_long_it_is_held_there(table, programme, kim):
    (card,) = handed(programme, kim)
    page = table(CAMERA.replace("SERIAL", shown(card.serial)) + "window.looks = 0;")
    page.evaluate("""
        const detect = BarcodeDetector.prototype.detect;
        BarcodeDetector.prototype.detect = function () { looks += 1; return detect(); };
    """)
    camera_of(page).click()
    page.locator("[data-place] .answer.yes .number", has_text="E001").wait_for()
    page.wait_for_function("() => looks > 14")  # longer than until the same card may be read once more
    assert page.locator("[data-place] .answer.yes .number").inner_text() == "E001"
    camera_of(page).click()
    page.locator("video").wait_for(state="hidden")
    assert given() == ["E001"]


# ── no camera ─────────────────────────────────────────────────────────────────────────────────────

FAILS = "navigator.mediaDevices.getUserMedia = async () => { throw new DOMException('', 'NAME'); };"


@pytest.mark.parametrize(
    ("name", "words"),
    [
        ("NotAllowedError", "The camera is not allowed on this page."),
        ("NotFoundError", "There is no camera here. Type the card."),
        ("NotReadableError", "The camera cannot be opened: perhaps another app is using it."),
    ],
)
def test_without_a_camera_the_page_says_why_and_the_card_is_typed(table, programme, kim, name, words):
    (card,) = handed(programme, kim)
    page = table(FAILS.replace("NAME", name))
    camera_of(page).click()
    page.get_by_text(words).wait_for()
    expect(page.locator("video")).to_be_hidden()
    assert camera_of(page).get_attribute("aria-pressed") == "false"
    type_it(page, card)


def test_a_reader_that_cannot_be_fetched_is_told_and_fetched_again(table, programme, kim):
    (card,) = handed(programme, kim)
    page = table(CAMERA.partition("};\n")[2] + NO_READER_OF_ITS_OWN)
    page.route("**/vendor/qr/**", lambda route: route.abort())
    camera_of(page).click()
    page.get_by_text("What reads the card could not be loaded.").wait_for()
    type_it(page, card)


def test_where_there_can_be_no_camera_none_is_offered(table):
    page = table("Object.defineProperty(navigator, 'mediaDevices', { value: undefined });")
    page.locator("[data-camera]").wait_for(state="hidden")
    expect(camera_of(page)).to_have_count(0)


# ── on a phone ────────────────────────────────────────────────────────────────────────────────────


@pytest.mark.parametrize("size", [(360, 640), (390, 844)])
def test_under_an_open_camera_the_answer_is_on_the_screen_and_then_the_picture_again(
    new_context, hana, programme, kim, live_server, settings, size
):
    (card,) = handed(programme, kim)
    screen = dict(zip(("width", "height"), size, strict=True))
    context = new_context(base_url=live_server.url, viewport=screen, has_touch=True, is_mobile=True)
    page = signed_in(context, hana, live_server, settings)
    page.add_init_script(CAMERA.replace("SERIAL", shown(card.serial)))
    page.goto(reverse("voucher_day_at", args=[programme.pk]))
    camera_of(page).tap()
    expect(page.locator("[data-place] .answer.yes .number")).to_be_in_viewport(ratio=1)
    given_away = page.get_by_role("link", name="Given")
    expect(given_away).to_be_in_viewport(ratio=1)
    given_away.tap()
    expect(page.locator("video")).to_be_in_viewport(ratio=1)
    expect(page.locator("#card")).to_be_visible()
    assert too_wide(page) == []


def test_a_whole_serial_fits_into_the_field_on_a_phone(new_context, hana, programme, live_server, settings):
    context = new_context(base_url=live_server.url, viewport={"width": 360, "height": 640})
    page = signed_in(context, hana, live_server, settings)
    page.goto(reverse("voucher_day_at", args=[programme.pk]))
    page.locator("#card").fill("K7T4-QX92")
    assert page.evaluate("() => (({ scrollWidth, clientWidth }) => scrollWidth <= clientWidth)(card)")
    assert camera_of(page).bounding_box()["width"] >= 44
