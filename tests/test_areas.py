"""Areas: quarters and never doors, put right without touching a past figure; and what is handed out there."""

from datetime import date

import pytest
import time_machine
from django.core.exceptions import ValidationError
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from outreach.actions.areas import (
    REGION_OF,
    add_area,
    add_material,
    change_area,
    hide_area,
    merge_areas,
    refuse_doors,
    reword_material,
)
from outreach.choices import Province
from outreach.models import Area, Material, Round
from reports.reading import read_report
from utsopi.audit.models import AuditEntry
from utsopi.periods import Period

TODAY = date(2026, 6, 1)
WORDS = {"en": "Wipes", "fr": "Lingettes", "nl": "Doekjes"}

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def today():
    with time_machine.travel(TODAY, tick=False):
        yield TODAY


@pytest.fixture
def ada(make_account, client):
    account = make_account("ada", "coordinator")
    client.force_login(account)
    return account


def walked(area: Area, on=TODAY, **more) -> Round:
    return Round.objects.create(held_on=on, area=area, mode="street", status="held", **more)


# ── never a door ──────────────────────────────────────────────────────────────────────────────────

QUARTERS = [
    "North Quarter",
    "1030 Schaerbeek",
    "B-1030 Schaerbeek",
    "E19, car park of Hellebecq",
    "Around the A12",
    "Quartier du 1er Mai",
    "’s-Gravenbrakel",
    "Schipperskwartier (south)",
    "Rue d'Aerschot, north side",
]
DOORS = [
    "Rue d'Aerschot 14",
    "Aarschotstraat 14b",
    "Aarschotstraat 14 bis",
    "Aarschotstraat 12/3",
    "14, rue d'Aerschot",
    "Aarschotstraat １４",
    "Aarschotstraat nr14",
    "Aarschotstraat n°14",
    "Vitrine 3",
    "window number 7",
    "Brabantstraat bus4",
    "1030 Schaerbeek, Brabantstraat 80",
    "Brabantstraat 80, 1030 Schaerbeek",
    "1030",
]
POINTS = [
    "50.8603",
    "50,86034 4,35995",
    "N 50° 51' 37\"",
    "50 51'37",
    "9F26VC22+X9",
    "https://maps.example/x",
    "///filled.count.soap",
    "geo:50.86,4.36",
]


@pytest.mark.parametrize("name", QUARTERS)
def test_a_quarter_may_be_called_as_the_team_calls_it(name):
    refuse_doors(name, "name")


@pytest.mark.parametrize("name", DOORS)
def test_a_number_that_could_be_a_door_is_refused(name):
    with pytest.raises(ValidationError, match="Leave the number out") as refused:
        refuse_doors(name, "name")
    assert refused.value.code == "name"


@pytest.mark.parametrize("name", POINTS)
def test_a_point_on_a_map_is_refused(name):
    with pytest.raises(ValidationError, match="a place on a map"):
        refuse_doors(name, "name")


@pytest.mark.parametrize("field", ["name", "municipality"])
def test_the_form_says_so_and_keeps_nothing(field, client, ada):
    said = {"name": "North Quarter", "municipality": "Schaerbeek", field: "Brabantstraat 80"}
    page = client.post(reverse("area_new"), said)
    assert page.status_code == 422 and list(page.context["form"].errors) == [field]
    assert not Area.objects.exists()


# ── made and put right ────────────────────────────────────────────────────────────────────────────


def test_the_region_follows_from_the_province(client, ada):
    client.post(reverse("area_new"), {"name": "Harbour", "municipality": "Antwerp", "province": "antwerp"})
    area = Area.objects.get()
    assert (area.name, area.municipality, area.province, area.region) == (
        "Harbour",
        "Antwerp",
        "antwerp",
        "flanders",
    )
    assert REGION_OF.keys() == set(Province)


def test_a_province_of_another_region_is_refused(ada):
    with pytest.raises(ValidationError) as refused:
        add_area(name="Harbour", province="antwerp", region="wallonia", by=ada)
    assert refused.value.code == "region"


def test_two_areas_never_have_one_name(client, ada):
    add_area(name="North Quarter", by=ada)
    page = client.post(reverse("area_new"), {"name": "north  QUARTER"})
    assert page.context["form"].errors == {"name": ["There is an area by this name."]}


def test_another_name_changes_no_past_figure(ada):
    area = add_area(name="North Quarter", region="brussels", by=ada)
    walked(area, date(2025, 5, 1), people_reached=9)
    before = {
        id_: read_report(Period.year(2025), None).this[id_].base_value
        for id_ in ("outreach.rounds_by_area", "outreach.people_reached_by_area")
    }
    change_area(area=area, name="Northern Quarter", region="brussels", by=ada)
    after = read_report(Period.year(2025), None).this
    assert {id_: after[id_].base_value for id_ in before} == before
    rows = after["outreach.people_reached_by_area"].rows
    assert [(row.label, row.value) for row in rows] == [("Northern Quarter", 9)]


def test_the_region_that_past_years_are_counted_in_stays(client, ada):
    area = add_area(name="North Quarter", region="brussels", by=ada)
    walked(area)
    change_area(area=area, name="North Quarter", region="flanders", by=ada)
    walked(area, date(2025, 5, 1))
    page = client.post(reverse("area", args=[area.pk]), {"name": "North Quarter", "region": "wallonia"})
    assert list(page.context["form"].errors) == ["region"]
    area.refresh_from_db()
    assert area.region == "flanders"


def test_a_region_that_nobody_knew_may_be_filled_in(ada):
    area = add_area(name="North Quarter", by=ada)
    walked(area, date(2025, 5, 1))
    change_area(area=area, name="North Quarter", region="brussels", by=ada)
    assert Area.objects.get().region == "brussels"


def test_what_is_hidden_is_listed_apart_and_keeps_its_rounds(client, ada):
    area = add_area(name="North Quarter", region="brussels", by=ada)
    walked(area)
    said = {"name": "North Quarter", "region": "brussels", "is_hidden": "on"}
    assert client.post(reverse("area", args=[area.pk]), said).url == reverse("areas")
    page = client.get(reverse("areas"))
    assert [row["name"] for row in page.context["hidden"].rows] == ["North Quarter"]
    assert [row["walked"] for row in page.context["hidden"].rows] == [1]
    assert "No area yet." in page.text


def test_what_is_as_it_was_is_not_written_again(ada):
    area = add_area(name="North Quarter", by=ada)
    change_area(area=area, name="North Quarter", by=ada)
    hide_area(area=area, is_hidden=False, by=ada)
    assert [entry.action for entry in AuditEntry.objects.filter(object_id=area.pk)] == ["create"]


# ── two that are one ──────────────────────────────────────────────────────────────────────────────


def test_two_that_are_one_are_merged_with_the_rounds_of_this_year(client, ada):
    gone, kept = (add_area(name=name, region="brussels", by=ada) for name in ("North", "North Quarter"))
    made = walked(gone)
    assert "1 round goes along." in client.get(reverse("area_merge", args=[gone.pk])).text
    client.post(reverse("area_merge", args=[gone.pk]), {"kept": kept.pk})
    made.refresh_from_db()
    assert made.area == kept and list(Area.objects.all()) == [kept]


def test_what_a_past_year_counts_apart_is_never_merged(client, ada):
    gone, kept = (add_area(name=name, region="brussels", by=ada) for name in ("North", "North Quarter"))
    walked(gone, date(2025, 12, 31))
    with pytest.raises(ValidationError, match="past years"):
        merge_areas(gone=gone, kept=kept, by=ada)
    assert client.get(reverse("area_merge", args=[gone.pk])).status_code == 404
    assert "it can be hidden, but not merged" in client.get(reverse("area", args=[gone.pk])).text


def test_an_area_is_not_merged_with_itself_nor_over_a_border(client, ada):
    area, far = (
        add_area(name="North", region="brussels", by=ada),
        add_area(name="South", region="wallonia", by=ada),
    )
    for kept in (area, far):
        with pytest.raises(ValidationError):
            merge_areas(gone=area, kept=kept, by=ada)
        assert client.post(reverse("area_merge", args=[area.pk]), {"kept": kept.pk}).status_code == 422


# ── the lists ─────────────────────────────────────────────────────────────────────────────────────


@pytest.mark.parametrize("name", ["areas", "materials"])
def test_a_list_takes_the_same_statements_with_ten_and_with_a_hundred(name, client, ada):
    def fill(first, last):
        for number in range(first, last):
            letters = f"{number:03}".translate(str.maketrans("0123456789", "abcdefghij"))
            walked(add_area(name=f"Quarter {letters}", by=ada))
            add_material(labels={language: f"Thing {letters}" for language in WORDS}, by=ada)

    fill(0, 10)
    client.get(reverse(name))
    with CaptureQueriesContext(connection) as few:
        client.get(reverse(name))
    fill(10, 100)
    with CaptureQueriesContext(connection) as many:
        client.get(reverse(name))
    assert len(few) == len(many) <= 6


def test_the_helpdesk_reads_the_areas_and_changes_none(client, ada, make_account):
    area = add_area(name="North Quarter", by=ada)
    client.force_login(make_account("kim", "helpdesk"))
    page = client.get(reverse("areas"))
    assert page.status_code == 200 and reverse("area", args=[area.pk]) not in page.text
    for name, keys in (("area", [area.pk]), ("area_new", []), ("area_merge", [area.pk]), ("materials", [])):
        assert client.get(reverse(name, args=keys)).status_code == 404


# ── what is handed out ────────────────────────────────────────────────────────────────────────────


def test_new_material_has_words_in_three_languages_and_a_code_of_its_own(client, ada):
    before = Material.objects.count()
    said = {f"label_{language}": words for language, words in WORDS.items()}
    assert client.post(reverse("material_new"), {**said, "label_nl": ""}).status_code == 422
    assert client.post(reverse("material_new"), said).url == reverse("materials")
    made = Material.objects.get(label_en="Wipes")
    assert (made.label_fr, made.label_nl) == ("Lingettes", "Doekjes")
    assert made.code == "wipes" and Material.objects.count() == before + 1


def test_a_code_is_never_given_twice(ada):
    first = add_material(labels=WORDS, by=ada)
    reword_material(material=first, labels={**WORDS, "en": "Wet wipes", "fr": "Gel", "nl": "Gel"}, by=ada)
    again = add_material(labels=WORDS, by=ada)
    assert (first.code, again.code) == ("wipes", "wipes_2")
    assert add_material(labels=dict.fromkeys(WORDS, "ŁŁ"), by=ada).code


def test_what_is_on_the_list_is_not_added_again(client, ada):
    add_material(labels=WORDS, by=ada)
    said = {"label_en": "Something else", "label_fr": "lingettes", "label_nl": "Iets anders"}
    page = client.post(reverse("material_new"), said)
    assert list(page.context["form"].errors) == ["label_fr"]


def test_better_words_keep_the_code(client, ada):
    made = add_material(labels=WORDS, by=ada)
    said = {"label_en": "Gel", "label_fr": "Lingettes", "label_nl": "Doekjes"}
    client.post(reverse("material", args=[made.pk]), said)
    made.refresh_from_db()
    assert (made.label_en, made.code) == ("Gel", "wipes")
