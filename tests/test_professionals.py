"""Professionals whom the community recommends: who they are is sealed, and whoever looks is written down."""

from uuid import UUID, uuid1, uuid4

import pytest
from django.db import IntegrityError, connection, transaction
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from django.utils import timezone

from tests.screens import flaws, larger_letters, too_wide
from utsopi.audit.choices import Action
from utsopi.audit.models import AuditEntry
from utsopi.directory import actions
from utsopi.directory.choices import Need, Speaks
from utsopi.directory.models import Professional
from utsopi.team.roles import Role

NAME, REACH, WARNING = "Made-up lawyer", "02 000 00 01, mornings", "Asked for a home address"
MODEL = Professional._meta.label


@pytest.fixture
def by(make_account):
    return make_account("lou")


@pytest.fixture
def helpdesk(make_account, client):
    account = make_account("kim", Role.HELPDESK)
    client.force_login(account)
    return account


@pytest.fixture
def lawyer(by):
    made = one(by, name=NAME, reach=REACH, region="brussels", needs=["legal"], languages=["ro"])
    actions.warn(professional=made, text=WARNING, by=by)
    return Professional.objects.get(pk=made.pk)


def one(by, **facts) -> Professional:
    return actions.add_professional(
        **{"key": uuid4(), "profession": "lawyer", "name": "Made-up", "by": by, **facts}
    )


def get(client, name="directory_professionals", /, *args, **query):
    return client.get(reverse(name, args=args), query)


def post(client, name, /, *args, **fields):
    return client.post(reverse(f"directory_professional_{name}", args=args), fields)


def shown(response) -> list[str]:
    return [name for _entry, name in response.context["entries"]]


def looks(account) -> list[tuple]:
    """What the trail says that this account saw."""
    entries = AuditEntry.objects.filter(by=account.pk, model=MODEL, action__in=[Action.LIST, Action.REVEAL])
    return [(entry.action, *entry.fields, *entry.counts.values()) for entry in entries.order_by("number")]


# ── what is kept ──────────────────────────────────────────────────────────────────────────────────


def test_who_it_is_lies_sealed(lawyer):
    with connection.cursor() as cursor:
        cursor.execute("SELECT * FROM directory_professional")
        stored = str([bytes(each) if hasattr(each, "tobytes") else each for each in cursor.fetchone()])
    assert not any(word in stored for word in (NAME, REACH, WARNING))
    assert (lawyer.name.open(), lawyer.reach.open(), lawyer.warning.open()) == (NAME, REACH, WARNING)
    assert lawyer.is_warned
    entries = AuditEntry.objects.filter(model=MODEL, action__in=[Action.CREATE, Action.CHANGE])
    assert not any(word in str(entries.values()) for word in (NAME, REACH, WARNING))


def test_sent_twice_it_is_made_once(by):
    key = uuid4()
    assert one(by, key=key) == one(by, key=key, name="Made-up other")
    assert Professional.objects.get().name.open() == "Made-up"


def test_what_the_database_refuses(lawyer):
    for broken in ({"profession": "spy"}, {"region": "moon"}, {"recommended_by": -1}):
        with pytest.raises(IntegrityError), transaction.atomic():
            Professional.objects.filter(pk=lawyer.pk).update(**broken)


def test_recommendations_stop_where_the_number_ends(by):
    full = one(by, recommended_by=actions.MOST)
    actions.recommend(professional=full, by=by)
    full.refresh_from_db()
    assert full.recommended_by == actions.MOST


# ── looking ───────────────────────────────────────────────────────────────────────────────────────


def test_names_are_shown_as_one_look(lawyer, by, helpdesk, client):
    one(by, name="Made-up second", recommended_by=7)
    page = get(client)
    assert shown(page) == ["Made-up second", NAME]  # the most recommended first
    assert REACH not in page.text and WARNING not in page.text
    assert looks(helpdesk) == [(Action.LIST, "name", 2)]


def test_where_nobody_is_shown_nothing_was_seen(helpdesk, client):
    assert "No professional was recommended yet." in get(client).text
    assert looks(helpdesk) == []


def test_how_to_reach_and_a_warning_open_on_the_page_of_one(lawyer, helpdesk, client):
    page = get(client, "directory_professional", lawyer.pk)
    assert all(word in page.text for word in (NAME, REACH, WARNING))
    assert "<title>Lawyer · Agenda</title>" in page.text
    assert looks(helpdesk) == [(Action.REVEAL, name) for name in ("name", "reach", "warning")]
    assert AuditEntry.objects.filter(by=helpdesk.pk, object_id=lawyer.pk).count() == 3


def test_what_is_not_there_is_not_noted_as_seen(by, helpdesk, client):
    bare = one(by)
    assert "How to reach is not written down." in get(client, "directory_professional", bare.pk).text
    assert looks(helpdesk) == [(Action.REVEAL, "name")]


def test_the_desk_searches_in_codes_and_never_by_words(lawyer, by, helpdesk, client):
    one(by, name="Made-up doctor", profession="doctor", needs=["health"], languages=["fr"], region="country")
    for query, names in (
        ({"need": "legal"}, [NAME]),
        ({"language": "fr"}, ["Made-up doctor"]),
        ({"region": "flanders"}, ["Made-up doctor"]),
        ({"profession": "lawyer"}, [NAME]),
        ({"profession": "lawyer", "need": "health"}, []),
    ):
        assert shown(get(client, **query)) == names, query
    by_words = get(client, text="Made-up lawyer")
    assert len(shown(by_words)) == 2
    assert "words are not searched here" in by_words.text
    assert get(client, profession="spy").status_code == 422


def test_ten_and_a_hundred_cost_the_same(by, helpdesk, client):
    costs = []
    for count in (10, 100):
        for _each in range(Professional.objects.count(), count):
            one(by, needs=Need.values, languages=Speaks.values)
        get(client)
        with CaptureQueriesContext(connection) as queries:
            assert len(shown(get(client, need="health", language="fr"))) == min(count, 50)
        costs.append(len(queries))
    assert costs[0] == costs[1] <= 16
    assert len(shown(get(client, page=2))) == 50


def test_a_hidden_one_is_found_by_whoever_may_change_it_only(lawyer, by, helpdesk, client):
    actions.set_hidden(entry=lawyer, is_hidden=True, by=by)
    assert shown(get(client)) == shown(get(client, hidden="1")) == []
    assert get(client, "directory_professional", lawyer.pk).status_code == 404
    client.force_login(by)
    assert (shown(get(client)), shown(get(client, hidden="1"))) == ([], [NAME])
    assert get(client, "directory_professional", lawyer.pk).status_code == 200


def test_without_keys_professionals_are_closed_and_organisations_open(lawyer, helpdesk, client, without_keys):
    assert get(client).status_code == 503
    assert get(client, "directory_professional", lawyer.pk).status_code == 503
    assert get(client, "directory").status_code == 200
    assert looks(helpdesk) == []


# ── changing ──────────────────────────────────────────────────────────────────────────────────────

FIELDS = {
    "name": NAME,
    "profession": "lawyer",
    "reach": REACH,
    "needs": ["legal"],
    "languages": ["fr", "ro"],
    "region": "brussels",
    "recommended_by": "2",
}


def test_the_desk_reads_and_changes_nothing(lawyer, helpdesk, client):
    assert "<form" not in get(client, "directory_professional", lawyer.pk).text.partition("<main")[2]
    for name in ("edit", "checked", "hide", "recommend", "warning"):
        assert post(client, name, lawyer.pk, warning="x", **FIELDS).status_code == 404
    assert post(client, "new", **FIELDS).status_code == 404
    client.logout()
    assert get(client, "directory_professional", lawyer.pk).status_code == 302


def test_the_coordinator_adds_one_however_often_it_is_sent(staff, client):
    key = UUID(str(get(client, "directory_professional_new").context["form"]["key"].value()))
    for _each in range(2):
        done = post(client, "new", key=key, is_checked="on", **FIELDS)
        assert done.url == reverse("directory_professional", args=[key])
    made = Professional.objects.get()
    assert (made.name.open(), made.reach.open(), made.recommended_by) == (NAME, REACH, 2)
    assert made.checked_on == timezone.localdate()
    assert {row.language for row in made.languages.all()} == {"fr", "ro"}


@pytest.mark.parametrize(
    "fields",
    [
        {"key": str(uuid1())},
        {"key": "x"},
        {"name": ""},
        {"name": "x" * 121},
        {"reach": "x" * 401},
        {"profession": "spy"},
        {"recommended_by": "-1"},
        {"recommended_by": "1000000"},
        {"languages": ["xx"]},
    ],
)
def test_what_is_wrong_is_said_and_nothing_is_made(fields, staff, client):
    assert post(client, "new", **{**FIELDS, **fields}).status_code == 422
    assert not Professional.objects.exists()


def test_the_coordinator_changes_what_was_changed_and_nothing_else(lawyer, staff, client):
    form = get(client, "directory_professional_edit", lawyer.pk).context["form"]
    known = {name: form[name].initial for name in form.fields if form[name].initial}
    assert (known["name"], known["reach"]) == (NAME, REACH)
    actions.recommend(professional=lawyer, by=staff)  # by a colleague, meanwhile
    assert post(client, "edit", lawyer.pk, **{**known, "reach": "By mail only"}).status_code == 302
    lawyer.refresh_from_db()
    assert (lawyer.reach.open(), lawyer.recommended_by) == ("By mail only", 2)
    assert AuditEntry.objects.filter(action=Action.CHANGE, model=MODEL).latest("number").fields == ["reach"]
    assert post(client, "edit", lawyer.pk, **{**known, "reach": ""}).status_code == 302
    lawyer.refresh_from_db()
    assert lawyer.reach is None


def test_one_more_recommends_and_somebody_checked(lawyer, staff, client):
    assert post(client, "recommend", lawyer.pk).status_code == 302
    assert post(client, "checked", lawyer.pk).status_code == 302
    lawyer.refresh_from_db()
    assert (lawyer.recommended_by, lawyer.checked_on) == (2, timezone.localdate())
    for left in (1, 0, 0):
        post(client, "recommend", lawyer.pk, less="1")
        lawyer.refresh_from_db()
        assert lawyer.recommended_by == left
    assert client.get(reverse("directory_professional_recommend", args=[lawyer.pk])).status_code == 405


def test_a_warning_is_written_and_taken_away(lawyer, staff, client):
    too_long = post(client, "warning", lawyer.pk, warning="x" * 401)
    assert (too_long.status_code, "x" * 401 in too_long.text) == (422, True)
    for text, kept in (("Answers nobody.", "Answers nobody."), ("  ", None), ("", None)):
        assert post(client, "warning", lawyer.pk, warning=text).status_code == 302
        lawyer.refresh_from_db()
        assert (lawyer.warning and lawyer.warning.open()) == kept
    assert not lawyer.is_warned
    assert post(client, "warning", uuid4(), warning="x").status_code == 404


def test_what_somebody_wrote_is_shown_as_text(by, staff, client):
    odd = one(by, name="<b>x</b>", reach='"><script>alert(1)</script>', warning="<i>y</i>")
    pages = [get(client), get(client, "directory_professional", odd.pk)]
    assert not any(mark in page.text for page in pages for mark in ("<b>x", "<script>alert", "<i>y"))


# ── in the browser ────────────────────────────────────────────────────────────────────────────────


@pytest.mark.parametrize("theme", ["light", "dark"])
@pytest.mark.parametrize("width", [1280, 360])
def test_its_pages_are_open_to_everybody_and_fit_the_screen(
    transactional_db, desk, lawyer, axe, theme, width
):
    desk.emulate_media(color_scheme=theme)
    desk.set_viewport_size({"width": width, "height": 800})
    own = f"/directory/professionals/{lawyer.pk}/"
    for address in ("/directory/professionals/", "/directory/professionals/new/", own, f"{own}edit/"):
        desk.goto(address)
        assert flaws(desk, axe) == [], address
        larger_letters(desk)
        assert too_wide(desk) == [], address


def test_its_pages_are_valid_html(client, staff, lawyer, vnu, tmp_path):
    own = f"/directory/professionals/{lawyer.pk}/"
    addresses = ("/directory/professionals/", "/directory/professionals/new/", own, f"{own}edit/")
    for number, address in enumerate(addresses):
        (tmp_path / f"{number}.html").write_bytes(client.get(address).content)
    assert vnu(sorted(tmp_path.glob("*.html"))) == []
