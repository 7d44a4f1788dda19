"""From planning an evening to how it was, in a browser: by clicks, in light and dark, on a desk and on a phone."""

from datetime import timedelta

import pytest
from django.urls import reverse
from django.utils import timezone

from events.actions.activities import plan
from events.actions.coming import ask_for_word, come
from events.choices import Kind
from events.models import Activity
from tests.evenings import a_vouch
from tests.screens import flaws

pytestmark = pytest.mark.django_db(transaction=True)
LOOKS = [(1280, "light"), (1280, "dark"), (390, "light"), (390, "dark")]


def an_evening(days: int, by) -> Activity:
    day = timezone.localdate() + timedelta(days)
    return plan(kind=Kind.LISTEN_TO_YOU, title="Listen To You", starts_on=day, city="Brussels", by=by)


def test_an_evening_is_planned_and_later_told_by_steppers_and_chips(desk, staff):
    desk.goto(reverse("activities"))
    desk.get_by_role("link", name="Plan", exact=True).click()
    desk.get_by_role("link", name="Listen To You").click()
    desk.get_by_label("First day").fill(f"{timezone.localdate() - timedelta(days=2):%Y-%m-%d}")
    desk.get_by_label("City").fill("Brussels")
    save = desk.get_by_role("button", name="Save")
    save.click()
    told = desk.get_by_role("heading", name="Was it held?")
    sunday = desk.get_by_text("Is this right?")  # where two days ago was one
    told.or_(sunday).first.wait_for()
    if sunday.is_visible():
        save.click()
    told.wait_for()
    for _each in range(3):
        desk.get_by_role("button", name="One more: People present").click()
    desk.get_by_role("button", name="One less: People present").click()
    desk.get_by_role("button", name="One more: of those, there for the first time").click()
    desk.get_by_label("Other themes").fill("Taxes, Soup")
    desk.get_by_role("button", name="It was held").click()
    desk.get_by_text("Saved.").wait_for()
    made = Activity.objects.get()
    assert (made.status, made.attendance, made.sex_workers, made.first_timers) == ("held", 2, 2, 1)
    assert made.non_members is None
    desk.get_by_label("Soup").uncheck()
    desk.get_by_role("button", name="Save").click()
    desk.get_by_text("Saved.").wait_for()
    assert [theme.name for theme in made.themes.all()] == ["Taxes"]


@pytest.mark.parametrize(("width", "scheme"), LOOKS)
def test_pages_are_for_everybody_at_any_width_and_in_both_themes(width, scheme, desk, staff, axe):
    coming, over = an_evening(9, staff), an_evening(-3, staff)
    come(evening=coming.evening, vouch=a_vouch(), language="en")
    ask_for_word(evening=coming.evening, language="ro", needs=["child"])
    desk.set_viewport_size({"width": width, "height": 844})
    desk.emulate_media(color_scheme=scheme)
    pages = [
        reverse(name)
        for name in ("activities", "activity_new", "themes", "wishes", "allowances", "invitation")
    ]
    pages += [reverse("activity_new") + "?kind=" + kind for kind in ("listen_to_you", "advocacy_meeting")]
    pages += [reverse("activity", args=[each.pk]) for each in (coming, over)]
    pages += [reverse("activity_parts", args=[over.pk]), reverse("activity_repeat", args=[coming.pk])]
    for page in pages:
        desk.goto(page)
        assert flaws(desk, axe) == [], page
