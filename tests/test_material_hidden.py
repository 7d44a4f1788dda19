"""Material that is no longer handed out: off the keypad and off the forms, and still in every round that had it."""

from collections import Counter
from uuid import uuid4

import pytest
from django.urls import reverse
from django.utils import timezone

from outreach.actions.areas import hide_material
from outreach.actions.rounds import close_round, count, enter_round, start_round
from outreach.counting import Counted
from outreach.models import Area, Material
from reports.reading import read
from tests.test_rounds import taps
from utsopi.audit.models import AuditEntry
from utsopi.periods import Period
from utsopi.team.roles import Role

pytestmark = pytest.mark.django_db


@pytest.fixture
def kim(make_account, client):
    account = make_account("kim", Role.COORDINATOR)
    client.force_login(account)
    return account


@pytest.fixture
def condoms():
    return Material.objects.get(code="condoms")


@pytest.fixture
def area():
    return Area.objects.create(name="North quarter", region="brussels")


def retire(client, material, is_hidden: bool = True):
    said = {f"label_{language}": getattr(material, f"label_{language}") for language in ("en", "fr", "nl")}
    said |= {"is_hidden": "on"} if is_hidden else {}
    return client.post(reverse("material", args=[material.pk]), said)


def entered(area, by, **sums: int):
    facts = {"held_on": timezone.localdate(), "area": area, "mode": "street"}
    return enter_round(key=uuid4(), counted=Counted(Counter(taps_of(sums))), **facts, by=by)


def taps_of(sums: dict[str, int]) -> dict[str, int]:
    return {name.replace("__", "-"): number for name, number in sums.items()}


def test_it_is_retired_and_taken_up_again_with_an_entry_each(client, kim, condoms):
    assert retire(client, condoms).url == reverse("materials")
    page = client.get(reverse("materials"))
    assert [row["label"] for row in page.context["hidden"].rows] == [condoms.label_en]
    assert condoms.label_en not in [row["label"] for row in page.context["offered"].rows]
    retire(client, condoms, is_hidden=False)
    assert not client.get(reverse("materials")).context["hidden"].rows
    changes = AuditEntry.objects.filter(model="outreach.Material", object_id=condoms.pk)
    assert [entry.fields for entry in changes.order_by("number")] == [["is_hidden"]] * 2


def test_it_is_on_no_keypad_and_on_no_form_of_a_new_round(client, kim, condoms, area):
    hide_material(material=condoms, is_hidden=True, by=kim)
    round = start_round(key=uuid4(), area=area, mode="street", by=kim)
    for address in (reverse("round_at", args=[round.pk]), reverse("round_enter")):
        assert "material-condoms" not in client.get(address).text
        assert "material-lubricant" in client.get(address).text


def test_what_was_counted_before_stays_on_the_keypad_and_in_the_round(client, kim, condoms, area):
    round = start_round(key=uuid4(), area=area, mode="street", by=kim)
    count(round=round, taps=taps(material__condoms=5), by=kim)
    hide_material(material=condoms, is_hidden=True, by=kim)
    assert "material-condoms" in client.get(reverse("round_at", args=[round.pk])).text
    count(round=round, taps=taps(material__condoms=2), by=kim)  # a phone that had the page open
    close_round(round=round, by=kim)
    assert list(round.handouts.values_list("material__code", "quantity")) == [("condoms", 7)]


def test_a_past_round_that_is_put_right_keeps_it_and_so_do_the_figures(client, kim, condoms, area):
    round = entered(area, kim, reached=3, material__condoms=9)
    hide_material(material=condoms, is_hidden=True, by=kim)
    address = reverse("round_correct", args=[round.pk])
    form = client.get(address).context["form"]
    said = {name: "" if (value := form[name].value()) is None else value for name in form.fields}
    said |= {"reached": 4, "area": area.pk}
    assert client.post(address, said).status_code == 302
    assert list(round.handouts.values_list("material__code", "quantity")) == [("condoms", 9)]
    handed = read("outreach.materials_by_item", Period.year(round.held_on.year)).value
    assert handed == {"condoms": 9}
