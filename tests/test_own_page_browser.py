"""A member's own pages on her phone: a table wider than the screen scrolls in its own box, the page never does."""

import pytest
from django.conf import settings as given
from django.utils import timezone

from members.actions.mandates import give
from members.choices import MandateKind
from tests.evenings import a_member
from tests.screens import flaws
from utsopi.team.roles import Role

WIDE = "Working group on municipal regulations"


@pytest.fixture
def phone(page, live_server, client, make_account, transactional_db):
    account = make_account("amber", Role.MEMBER)
    client.force_login(account)
    give(
        member=a_member(account=account),
        kind=MandateKind.WORKING_GROUP,
        title=WIDE,
        on=timezone.localdate(),
        by=None,
    )
    cookie = {"name": given.SESSION_COOKIE_NAME, "value": client.cookies[given.SESSION_COOKIE_NAME].value}
    page.context.add_cookies([cookie | {"url": live_server.url}])
    return page


@pytest.mark.parametrize("width", [320, 390])
@pytest.mark.parametrize("path", ["/members/own/", "/members/own/copy/"])
def test_a_wide_table_does_not_widen_her_page(phone, live_server, client, axe, width, path):
    phone.set_viewport_size({"width": width, "height": 700})
    phone.goto(live_server.url + path)
    assert WIDE in phone.inner_text("main")
    assert flaws(phone, axe) == []
