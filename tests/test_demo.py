"""The made-up house: its recorded year stays as it was counted, and there is something to do in the weeks to come."""

import pytest
from django.core.management import call_command
from django.urls import reverse

from events.choices import State
from events.models import Activity, Registration
from members.models import Joining, Member
from outreach.balance import balance
from outreach.models import VoucherProgramme
from reports.chosen import years_recorded
from reports.management.commands.demo import kept_in
from reports.reading import read_report
from utsopi.periods import Period


@pytest.fixture
def demo(db, settings, tmp_path, capsys):
    settings.VAR = tmp_path
    call_command("demo")
    return capsys.readouterr().out


def signed_in(client, login):
    assert client.login(username=login, password=kept_in().read_text())
    return client


def test_the_recorded_year_stays_as_it_was_counted(demo):
    assert years_recorded() == [2024]
    this = read_report(Period.year(2024), None).this
    counted = ("helpdesk.requests", "membership.members_at_end", "outreach.people_reached_by_area")
    assert [this[figure].base_value or this[figure].value for figure in counted] == [105, 119, 691]


def test_the_weeks_to_come_are_full(demo):
    assert Activity.objects.filter(status="planned").count() == 6
    assert Registration.objects.filter(state=State.WAITING).count() == 1
    assert Joining.objects.count() == 1
    assert Member.objects.exclude(account=None).count() == 1


def test_the_ledger_of_the_made_up_programme_adds_up(demo):
    programme = VoucherProgramme.objects.get(title="Made-up winter vouchers")
    assert (balance(programme).prepared, balance(programme).given) == (20, 5)


def test_one_passphrase_opens_the_three_accounts(demo, client):
    assert "colleague" in demo
    for login, page in (("demo", "overview"), ("colleague", "voucher_day"), ("member", "own_record")):
        assert signed_in(client, login).get(reverse(page), follow=True).status_code == 200


def test_told_again_it_makes_nothing_twice(demo):
    call_command("demo")
    assert Activity.objects.filter(status="planned").count() == 6
