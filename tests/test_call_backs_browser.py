"""The pages of promises in a real browser: checked by axe, and walked through with one tap for each thing."""

from datetime import timedelta
from uuid import uuid4

import pytest
from django.urls import reverse
from django.utils import timezone

from support.actions.call_backs import promise
from support.actions.log import begin_request
from support.agreed import CALL_BACK
from support.choices import Channel, Way
from support.models import CallBack
from tests.screens import flaws

pytestmark = pytest.mark.django_db(transaction=True)


@pytest.fixture
def kim(make_account):
    return make_account("kim", "helpdesk", alias="Kim")


@pytest.fixture
def asked(desk, staff):
    return begin_request(key=uuid4(), channel=Channel.PHONE, received_on=timezone.localdate(), by=staff)


@pytest.fixture
def promised(asked, kim):
    """One of Kim's, four days late."""
    said = {"way": Way.CALL, "reach": "0470 55 66 77", "hours": "after ten", "agreed_text": CALL_BACK}
    made = promise(request=asked, due_on=timezone.localdate(), owner=kim, by=kim, **said)
    CallBack.objects.update(due_on=timezone.localdate() - timedelta(days=4))
    return made


@pytest.mark.parametrize(("width", "theme"), [(1280, "light"), (390, "dark")])
def test_the_pages_are_open_to_everybody_and_fit_the_screen(desk, asked, promised, axe, width, theme):
    addresses = [
        reverse("call_backs"),
        reverse("call_back", args=[promised.pk]),
        reverse("call_back_new", args=[asked.pk]),
        reverse("call_back_take_back", args=[promised.pk]),
        reverse("log_request", args=[asked.pk]),
        reverse("desk_preference"),
    ]
    desk.emulate_media(color_scheme=theme)
    desk.set_viewport_size({"width": width, "height": 844})
    for address in addresses:
        desk.goto(address)
        assert flaws(desk, axe) == [], address


def test_a_promise_is_made_from_its_request_taken_over_opened_kept_and_undone(desk, asked, kim):
    desk.goto(reverse("log_request", args=[asked.pk]))
    desk.get_by_role("link", name="Promise to come back to her").click()
    desk.get_by_label("I told her all this, and she agrees").check()
    desk.get_by_label("Call her").check()
    desk.get_by_label("Number or address").fill("0470 55 66 77")
    desk.get_by_label("Who keeps the promise?").select_option(label="Kim")
    desk.get_by_role("button", name="Promise").click()
    desk.get_by_role("button", name="To me").click()
    desk.locator(".promises a").click()
    desk.get_by_role("button", name="Open it").click()
    desk.get_by_text("0470 55 66 77").wait_for()
    desk.get_by_role("button", name="Done", exact=True).click()
    desk.get_by_role("button", name="Undo").click()
    desk.get_by_text("It is due again.").wait_for()
    assert CallBack.objects.get().done_on is None


def test_the_pages_are_valid_html(client, staff, kim, vnu, tmp_path):
    today = timezone.localdate()
    asked = begin_request(key=uuid4(), channel=Channel.PHONE, received_on=today, by=staff)
    said = {"way": Way.CALL, "reach": "0470 55 66 77", "agreed_text": CALL_BACK, "due_on": today}
    made = promise(request=asked, owner=kim, by=kim, **said)
    new = reverse("call_back_new", args=[asked.pk])
    pages = [client.get(reverse("call_backs")), client.get(reverse("call_back", args=[made.pk]))]
    pages += [client.get(new), client.post(new), client.get(reverse("log_request", args=[asked.pk]))]
    pages.append(client.post(reverse("call_back_open", args=[made.pk]), {"reason": "reach"}))
    for number, page in enumerate(pages):
        (tmp_path / f"{number}.html").write_bytes(page.content)
    assert vnu(sorted(tmp_path.glob("*.html"))) == []
