"""A round on a phone: 390 wide, with a thumb, on a bad line. Nothing is lost and nothing counts twice."""

import re
import time
from collections import Counter
from contextlib import contextmanager
from datetime import timedelta
from uuid import uuid4

import pytest
from django.urls import reverse
from django.utils import timezone
from playwright.sync_api import expect

from outreach.actions.rounds import close_round, enter_round, start_round
from outreach.counting import Counted, counted_on
from outreach.models import Area, FollowUp, Round, RoundTap
from tests.accounts import PASSPHRASE
from tests.screens import flaws, larger_letters, sent, too_wide
from tests.test_exit_browser import EMPTY, STORES
from tests.test_rounds import an_organisation
from utsopi.team import sessions
from utsopi.team.models import Session
from utsopi.team.roles import Role

PHONE = {"viewport": {"width": 390, "height": 844}, "has_touch": True, "is_mobile": True}
TO_BEGIN, TO_ENTER = 10, 60  # seconds
BY_HAND = 1.2  # seconds that a thumb takes for a tap, or a number


DIGITS = list("0123456789")
WATCH = (
    "window.tapped = false; addEventListener('click', () => { tapped = true; }, {once: true, capture: true})"
)


class Phone:
    """Ola's phone: what she taps is counted."""

    def __init__(self, page, address: str, has_script: bool = True):
        self.page, self.address, self.has_script, self.taps = page, address, has_script, 0

    def goto(self, path: str):
        self.page.goto(self.address + path)
        return self

    def tap(self, name: str, role: str = "button", times: int = 1):
        for _each in range(times):
            with self.answered():
                self.page.get_by_role(role, name=name, exact=name in DIGITS).first.tap()
            self.taps += 1
        return self

    @contextmanager
    def answered(self):
        """A tap becomes a click a moment after it; without script, the house answers each with a page."""
        if self.has_script:
            self.page.evaluate(WATCH)
            yield
            self.page.wait_for_function("() => window.tapped !== false")
        else:
            with self.page.expect_navigation():
                yield

    def number(self, name: str) -> int:
        return int(self.page.locator(f'[data-thing="{name}"] [data-number]').inner_text())

    def shows(self, **numbers: int):
        for name, number in numbers.items():
            expect(self.page.locator(f'[data-thing="{name}"] [data-number]')).to_have_text(str(number))
        return self

    def has_not_sent(self, number: int):
        expect(self.page.locator(".sent [data-when='unsaved']")).to_have_text(f"Not sent: {number}")
        return self

    def is_sent(self):
        sent(self.page)
        return self

    def line(self, is_there: bool):
        self.page.context.set_offline(not is_there)
        return self.is_sent() if is_there else self


@pytest.fixture
def ola(transactional_db, make_account, client):
    account = make_account("ola", Role.OUTREACH)
    client.force_login(account)
    session = client.session
    session[sessions.ONLY_ROLE] = Role.OUTREACH
    session.save()
    return account


@pytest.fixture
def area(ola):
    """Ten areas, of which this one was walked the last time, together with a partner."""
    for number in range(9):
        Area.objects.create(name=f"Quarter {number}")
    north = Area.objects.create(name="North quarter", municipality="Schaerbeek")
    last = timezone.localdate() - timedelta(days=3)
    told = Counted(Counter())
    partner = an_organisation("Free clinic")
    enter_round(
        key=uuid4(), held_on=last, area=north, mode="street", counted=told, partners=[partner], by=ola
    )
    return north


def phone_of(browser, live_server, client, settings, **more) -> Phone:
    context = browser.new_context(**PHONE, **more)
    name = settings.SESSION_COOKIE_NAME
    context.add_cookies([{"name": name, "value": client.cookies[name].value, "url": live_server.url}])
    return Phone(context.new_page(), live_server.url, has_script=more.get("java_script_enabled", True))


@pytest.fixture
def phone(browser, live_server, client, settings, area):
    made = phone_of(browser, live_server, client, settings)
    yield made
    made.page.context.close()


@pytest.fixture
def round(area, ola) -> Round:
    return start_round(key=uuid4(), area=area, mode="street", by=ola)


def on(phone: Phone, round: Round) -> Phone:
    return phone.goto(reverse("round_at", args=[round.pk]))


# ── the whole of it ───────────────────────────────────────────────────────────────────────────────


def test_a_round_from_go_to_its_numbers_with_the_line_cut_in_the_middle(phone):
    begun = time.monotonic()
    phone.goto("/round/")
    phone.page.locator("label.chip", has_text="North quarter").tap()
    phone.tap("Go")
    phone.page.wait_for_selector("[data-round]")
    assert time.monotonic() - begun + (1 + phone.taps) * BY_HAND < TO_BEGIN

    phone.tap("One more: Contacts", times=3).tap("One more: Of those").tap("Ten more: Condoms").is_sent()
    held = Round.objects.get(is_open=True)
    assert [each.name for each in held.partners.all()] == ["Free clinic"]
    assert counted_on(held).sums == {"reached": 3, "first": 1, "material-condoms": 10}

    phone.line(False).tap("One more: Contacts", times=2).tap("Health").tap("Broken windows")
    phone.shows(reached=5).has_not_sent(4)
    assert RoundTap.objects.count() == 5
    phone.tap("Lubricant: type a number").tap("2").tap("5").tap("Keep +25")
    phone.tap("Sanitary pads: type a number").tap("Bag out", "radio").tap("3").tap("0")
    phone.tap("Bag back", "radio").tap("8").tap("Keep 30 − 8 = 22")
    phone.has_not_sent(6)

    phone.tap("Close the round", "link").tap("Close the round")
    expect(phone.page.get_by_text("It is closed as soon as everything is sent.")).to_be_visible()
    phone.page.context.set_offline(False)
    phone.page.wait_for_selector("text=Another round")
    held.refresh_from_db()
    assert (held.people_reached, held.first_contacts, held.is_open) == (5, 1, False)
    handed = held.handouts.order_by("material__code").values_list("material__code", "quantity", "bag_out")
    assert list(handed) == [("condoms", 10, None), ("lubricant", 25, None), ("sanitary_pads", 22, 30)]
    assert list(held.observations.values_list("kind", "count")) == [("broken_window", 1)]
    assert (FollowUp.objects.get().need, RoundTap.objects.count()) == ("health", 0)
    assert phone.page.evaluate(STORES) == EMPTY


def test_broken_off_in_two_taps(phone, round):
    on(phone, round).tap("One more: Contacts").tap("Close the round", "link").tap("Safety")
    phone.page.wait_for_selector("text=Broken off: Safety")
    round.refresh_from_db()
    assert (round.status, round.people_reached) == ("suspended", 1)


def test_a_whole_round_is_entered_in_a_minute(phone):
    begun = time.monotonic()
    phone.goto("/round/enter/")
    phone.page.locator("label.chip", has_text="North quarter").tap()
    numbers = {"Contacts": 14, "Of those, first contacts": 3, "Condoms": 40, "Lubricant": 20, "Health": 1}
    for label, number in numbers.items():
        phone.page.get_by_label(label, exact=True).fill(str(number))
    phone.tap("One more: Broken windows").tap("Keep the round")
    phone.page.wait_for_selector("text=Another round")
    assert time.monotonic() - begun + (len(numbers) * 3 + 1 + phone.taps) * BY_HAND < TO_ENTER
    held = Round.objects.order_by("-held_on").first()
    assert (held.people_reached, held.first_contacts, held.partners.count()) == (14, 3, 1)


# ── a bad line ────────────────────────────────────────────────────────────────────────────────────


def test_what_is_not_sent_survives_a_reload_even_without_a_line(phone, round):
    on(phone, round).tap("One more: Contacts").is_sent()
    phone.line(False).tap("One more: Contacts", times=4).tap("Health")
    phone.page.on("dialog", lambda dialog: dialog.accept())
    with pytest.raises(Exception, match="ERR_INTERNET_DISCONNECTED"):
        phone.page.reload()
    phone.page.context.set_offline(False)
    phone.page.reload()
    phone.is_sent().shows(reached=5)
    assert counted_on(round).sums == {"reached": 5, "need-health": 1}
    assert phone.page.evaluate("history.state") is None


def test_where_only_the_answer_was_lost_it_counts_once(phone, round):
    lost = []

    def lose(route):
        route.fetch()
        lost.append(route.abort())

    on(phone, round)
    phone.page.route("**/tap/", lose, times=2)
    phone.tap("One more: Contacts").tap("Ten more: Condoms").is_sent()
    assert len(lost) == 2
    phone.shows(**{"reached": 1, "material-condoms": 10})
    assert counted_on(round).sums == {"reached": 1, "material-condoms": 10}


def test_what_waits_goes_together(phone, round):
    asked = []
    phone.page.on("request", lambda request: asked.append(request.url) if "/tap/" in request.url else None)
    on(phone, round).line(False).tap("One more: Contacts", times=30)
    asked.clear()
    phone.line(True)
    assert counted_on(round).sums == {"reached": 30}
    assert len(asked) <= 4


def test_what_was_tapped_by_mistake_is_taken_back(phone, round):
    on(phone, round).tap("One more: Of those").tap("Ten more: Condoms").tap("Take back: Condoms +10")
    phone.shows(**{"reached": 1, "material-condoms": 0})
    phone.tap(re.compile("Take back: Of those, first contacts"))
    phone.shows(reached=0, first=0)
    phone.tap("One more: Contacts", times=2).tap("One less: Contacts").is_sent()
    assert counted_on(round).reached == 1
    expect(phone.page.locator("[data-thing=first] .less")).to_be_disabled()


def test_a_round_that_was_closed_meanwhile_says_what_was_not_counted(phone, round, ola):
    on(phone, round).line(False).tap("One more: Contacts", times=2)
    close_round(round=round, by=ola)
    phone.page.context.set_offline(False)
    phone.page.wait_for_selector("text=This round was closed meanwhile.")
    expect(phone.page.locator("[data-too-late]")).to_contain_text("Contacts +2")
    round.refresh_from_db()
    assert round.people_reached == 0


def test_counting_goes_on_while_the_session_is_locked(phone, round):
    on(phone, round)
    long_ago = timezone.now() - sessions.IDLE_IN_A_ROUND - timedelta(minutes=1)
    Session.objects.update(last_seen_at=long_ago)
    phone.tap("One more: Contacts")
    phone.page.wait_for_selector("text=It is sent once you show that it is you.")
    phone.tap("One more: Contacts", times=2)
    assert phone.shows(reached=3) and RoundTap.objects.count() == 0
    phone.tap("It is me")
    phone.page.get_by_label("Passphrase").fill(PASSPHRASE)
    phone.tap("Go on").is_sent()
    assert counted_on(round).reached == 3


# ── without JavaScript, and for everybody ─────────────────────────────────────────────────────────


def test_the_same_round_by_plain_forms(browser, live_server, client, settings, area):
    phone = phone_of(browser, live_server, client, settings, java_script_enabled=False)
    phone.goto("/round/")
    phone.page.locator("label.chip", has_text="North quarter").tap()
    phone.tap("Go").tap("One more: Contacts", times=2).tap("Ten more: Condoms").tap("Health")
    phone.page.get_by_text("Another number, or the bag").nth(1).tap()
    phone.page.get_by_label("How many more").nth(1).fill("7")
    with phone.page.expect_navigation():
        phone.page.get_by_role("button", name="Keep", exact=True).tap()
    phone.tap("Close the round", "link")
    assert phone.page.get_by_label("Contacts", exact=True).input_value() == "2"
    phone.tap("Close the round")
    phone.page.wait_for_selector("text=Another round")
    held = Round.objects.order_by("-held_on").first()
    assert (held.people_reached, held.is_open, FollowUp.objects.count()) == (2, False, 1)
    handed = held.handouts.order_by("material__code").values_list("material__code", "quantity")
    assert list(handed) == [("condoms", 10), ("lubricant", 7)]
    phone.page.context.close()


@pytest.mark.parametrize("theme", ["light", "dark"])
def test_every_state_of_a_round_is_open_to_everybody(
    theme, browser, live_server, client, settings, area, axe, round
):
    phone = phone_of(browser, live_server, client, settings, color_scheme=theme)
    found = {"enter": flaws(phone.goto("/round/enter/").page, axe)}
    on(phone, round).tap("One more: Contacts").is_sent()
    found["counting"] = flaws(phone.page, axe)
    phone.tap("Condoms: type a number")
    found["keypad"] = flaws(phone.page, axe)
    phone.page.keyboard.press("Escape")
    phone.line(False).tap("One more: Contacts")
    found["not sent"] = flaws(phone.page, axe)
    phone.tap("Close the round", "link")
    found["ending"] = flaws(phone.page, axe)
    phone.page.context.set_offline(False)
    phone.tap("Close the round")
    phone.page.wait_for_selector("text=Another round")
    found["closed"] = flaws(phone.page, axe)
    found["start"] = flaws(phone.goto("/round/").page, axe)
    assert found == dict.fromkeys(found, [])
    phone.page.context.close()


def test_on_a_narrow_phone_and_with_large_type_nothing_runs_out_of_the_page(phone, round):
    on(phone, round)
    for width, size in ((320, "100%"), (640, "200%")):
        phone.page.set_viewport_size({"width": width, "height": 700})
        larger_letters(phone.page, size)
        assert too_wide(phone.page) == []
    assert phone.page.locator("[data-thing=reached] .more").bounding_box()["height"] >= 44


def test_the_pages_are_valid_html(client, ola, area, round, vnu, tmp_path):
    paths = ["/round/enter/", f"/round/{round.pk}/", f"/round/{round.pk}/close/"]
    pages = {name: client.get(path) for name, path in enumerate(paths)}
    close_round(round=round, by=ola)
    pages |= {"closed": client.get(f"/round/{round.pk}/"), "start": client.get("/round/")}
    for name, page in pages.items():
        (tmp_path / f"{name}.html").write_bytes(page.content)
    told = [line.partition(".html")[2] for line in vnu(sorted(tmp_path.glob("*.html")))]
    assert told == [], "\n".join(told)
