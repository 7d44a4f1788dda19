"""How long the work at both doors takes somebody's hands, and what the pages tell who hears them or presses keys."""

# ruff: noqa: F811  fixtures of other files are arguments here

from datetime import timedelta

from django.urls import reverse
from django.utils import timezone

from support.models import Request
from tests.test_afternoon_browser import at, desk, sam, session  # noqa: F401

# seconds of the keystroke-level model: to make up one's mind, to point at something, to press
TO_THINK, TO_POINT, TO_PRESS = 1.35, 1.1, 0.2
A_CLICK = TO_THINK + TO_POINT + TO_PRESS
A_KEY = TO_THINK + TO_PRESS
FOR_THE_HOUSE = 5  # of the twenty seconds of a call, for pages to come
TO_READ = 50  # of the ninety seconds of five mails


def test_a_call_by_clicks_leaves_time_in_twenty_seconds(desk):
    desk.goto("/").page.get_by_role("link", name="New request").click()
    desk.clicks += 1
    desk.choose("Telephone")
    desk.choose("Brussels")
    desk.choose("Fines")
    desk.press("Save")
    desk.is_saved()
    assert desk.clicks * A_CLICK + FOR_THE_HOUSE <= 20
    assert Request.objects.get().questions.get().topic.code == "fines"


def test_five_mails_by_keys_leave_time_to_read_them_in_ninety_seconds(desk):
    day = timezone.localdate() - timedelta(days=2)
    desk.goto(reverse("helpdesk")).page.get_by_role("link", name="Enter a backlog").click()
    desk.page.get_by_label("Date").fill(day.isoformat())
    desk.page.get_by_label("Date").press("Escape")
    pressed = ["m"]
    for topic in "abcda":
        pressed += ["w", "1", topic, "Enter"]
    desk.keys(*pressed)
    desk.page.locator("[data-today] > li").nth(4).wait_for()
    desk.is_saved()
    assert (2 * A_CLICK + len(day.isoformat()) * TO_PRESS) + len(pressed) * A_KEY + TO_READ <= 90
    assert Request.objects.filter(channel="email", received_on=day, person__region="wallonia").count() == 5


def test_whoever_hears_the_page_is_told_that_a_call_was_saved(desk):
    desk.goto(reverse("helpdesk")).keys("t", "1", "a", "Enter")
    desk.page.get_by_role("status").get_by_text("Saved.", exact=True).wait_for(state="attached")
    assert desk.page.evaluate("document.activeElement.name") == "channel"


NOT_PRINTED = """() => {
  const told = {escape: "esc"};
  const near = (each) => each.matches("input, textarea, select")
    ? [...each.labels, each.parentElement] : [each];
  const printed = (each) => near(each).flatMap((box) => [...box.querySelectorAll("kbd")])
    .map((key) => key.textContent.trim().toLowerCase());
  const said = (each) => told[each.dataset.key] ?? each.dataset.key;
  const row = (each) => each.closest("fieldset")?.querySelector("legend kbd")?.textContent ?? "";
  return [...document.querySelectorAll("[data-key]")].filter((each) => each.checkVisibility())
    .filter((each) => !printed(each).some((key) => key === said(each) || row(each) + key === said(each)))
    .map((each) => each.dataset.key);
}"""


def test_every_key_is_printed_where_it_does_something(desk, session):
    desk.goto(at(session)).press("New visitor")
    desk.choose("Passed on")
    desk.is_saved()
    for address in (at(session), reverse("helpdesk"), reverse("helpdesk") + "?backlog=1", "/"):
        desk.goto(address)
        if passed_on := desk.page.locator(".chip:has([value=referred])").all():
            passed_on[0].click()
        assert desk.page.evaluate(NOT_PRINTED) == [], address
