"""Each rule of the workbook: what is refused, with its place and its reason; and what is let through."""

from datetime import date
from decimal import Decimal

import pytest

from events.models import Activity, Theme
from members.models import Member, Membership
from outreach.models import Area, Envelope, Material, Round, VoucherProgramme
from reports.models import Cost, Grant, PressArticle
from reports.workbook import import_workbook
from support.models import Category, Listing, Person, Question, Request, Topic
from tests.workbook_help import changed, small, write_folder, write_xlsx
from utsopi.directory.models import Organisation, OrganisationName

pytestmark = pytest.mark.django_db

MUST = "This must be filled."
NOWHERE = "Nothing here or in the database has this reference."
WHOLE = "This must be a whole number, written in digits."
NEGATIVE = "This may not be negative."
DATE = "This must be a date, as in 2024-05-03."
AMOUNT = "This must be an amount, as in 175.00."
LANGUAGE = "Not a language: two small letters of ISO 639-1, or other."
COUNTRY = "Not a country: two capital letters of ISO 3166."
REGIONS = "Not one of: brussels, flanders, wallonia, abroad."


@pytest.fixture
def brought(tmp_path):
    """A function (sheets) → the problems of importing them, as tuples; nothing is left where there are some."""

    def bring(sheets) -> list[tuple]:
        report = import_workbook(write_folder(tmp_path / "workbook", sheets), by=None)
        if not report.ok:
            assert not Area.objects.exists() and not Organisation.objects.exists()
        return [(p.sheet, p.row, p.column, p.value, p.reason) for p in report.problems]

    return bring


def test_the_small_workbook_is_right_in_everything(brought):
    assert brought(small()) == []
    assert Membership.objects.count() == 2 and Question.objects.get(reference="Q1").organisations.count() == 2


CELLS = [
    ("members", 2, "member", "", MUST),
    ("members", 2, "joined_on", "", MUST),
    ("members", 2, "language", "", MUST),
    ("members", 2, "joined_through", "", MUST),
    ("members", 2, "sex_worker", "", MUST),
    ("members", 2, "member", "M" * 41, "At most 40 characters."),
    ("members", 2, "joined_on", "03/05/2024", DATE),
    ("members", 2, "joined_on", "20240503", DATE),
    ("members", 2, "joined_on", "2023-02-29", DATE),
    ("members", 2, "joined_on", "٢٠٢٤-٠١-٠١", DATE),
    ("members", 2, "joined_on", "0204-05-03", "The year must lie between 1900 and 2200."),
    ("members", 2, "left_on", "2020-01-01", "The first day no longer a member must be after joined_on."),
    ("members", 2, "region", "Brussels", REGIONS),
    ("members", 2, "language", "FR", LANGUAGE),
    ("members", 2, "language", "xx", LANGUAGE),
    ("members", 2, "sex_worker", "Yes", "This must be yes or no."),
    ("people", 2, "person", "", MUST),
    ("people", 2, "origin", "XX", COUNTRY),
    ("people", 2, "origin", "be", COUNTRY),
    ("people", 2, "anonymous", "", MUST),
    ("open_house_sessions", 2, "status", "suspended", "Not one of: planned, held, cancelled."),
    ("open_house_sessions", 2, "city", "x" * 61, "At most 60 characters."),
    (
        "open_house_sessions",
        2,
        "city",
        "Brus\0sels",
        "A control character is hidden in this cell; type it anew.",
    ),
    (
        "open_house_sessions",
        2,
        "city",
        "Brus\nsels",
        "A control character is hidden in this cell; type it anew.",
    ),
    ("support_requests", 2, "channel", "fax", "Not one of: open_house, phone, email, messaging."),
    ("support_requests", 2, "person", "P9", NOWHERE),
    ("support_requests", 2, "session", "OH9", NOWHERE),
    ("support_requests", 2, "session", "", "A request at the Open House names its session."),
    ("support_requests", 3, "session", "OH1", "Only a request at the Open House has a session."),
    ("support_requests", 2, "referred_by", "A; B", "One organisation only; its name holds no semicolon."),
    ("support_requests", 2, "referred_by", "x" * 121, "At most 120 characters."),
    ("support_requests", 2, "referred_by", "ΐ" * 100, "At most 120 characters."),
    ("support_requests", 2, "first_this_year", "maybe", "Not one of: yes, no."),
    ("questions", 2, "request", "S9", NOWHERE),
    ("questions", 2, "category", "rights_information", "Not a category of this service: Open House."),
    ("questions", 3, "category", "administrative", "Not a category of this service: Helpdesk."),
    ("questions", 2, "topic", "library", "This topic is not listed under this category."),
    ("questions", 2, "topic", "nothing", "This topic is not listed under this category."),
    ("questions", 2, "outcome", "done", "Not one of: open, handled, with_partner, referred."),
    ("questions", 2, "organisations", "", "This outcome names at least one organisation."),
    ("questions", 2, "organisations", " ; ", "This outcome names at least one organisation."),
    ("activities", 2, "ends_on", "2024-05-02", "The last day is before the first."),
    ("activities", 2, "kind", "party", None),
    ("activities", 2, "attendance", "-1", NEGATIVE),
    ("activities", 2, "attendance", "8.5", WHOLE),
    ("activities", 2, "attendance", "eight", WHOLE),
    ("activities", 2, "attendance", "2147483648", "At most 2147483647."),
    ("activities", 2, "attendance", "9" * 5000, "At most 2147483647."),
    ("activities", 2, "estimated", "", MUST),
    ("themes", 2, "activity", "A9", NOWHERE),
    ("outreach_rounds", 2, "mode", "online", "Not one of: street, virtual."),
    ("outreach_rounds", 2, "area", "", MUST),
    (
        "outreach_materials",
        2,
        "item",
        "wipes",
        "No such material; the coordinator adds new ones in the application.",
    ),
    ("outreach_materials", 2, "round", "R9", NOWHERE),
    ("outreach_observations", 2, "kind", "rain", None),
    (
        "outreach_follow_ups",
        2,
        "closed_on",
        "2024-01-23",
        "The day it was done is before the day it was opened.",
    ),
    ("voucher_programmes", 2, "budget", "-1.00", NEGATIVE),
    ("voucher_programmes", 2, "budget", "1.005", "At most 2 decimals."),
    ("voucher_programmes", 2, "budget", "1.000,00", AMOUNT),
    ("voucher_programmes", 2, "budget", "€ 5", AMOUNT),
    ("voucher_programmes", 2, "budget", "NaN", AMOUNT),
    ("voucher_programmes", 2, "budget", "10000000000", "This number is too large."),
    ("voucher_invitations", 2, "programme", "VP9", NOWHERE),
    ("vouchers", 2, "issued_on", "", "An issued envelope has its date."),
    ("vouchers", 3, "issued_on", "2024-03-01", "Only an issued envelope has a date."),
    ("vouchers", 3, "person", "P1", None),
    ("press_articles", 2, "country", "UK", COUNTRY),
    ("press_articles", 2, "tone", "", MUST),
    ("grants", 2, "year", "24", "The year must lie between 1900 and 2200."),
    ("costs", 2, "amount", "", MUST),
    ("team", 2, "headcount", "32768", "At most 32767."),
    ("team", 2, "fte", "5.667", "At most 2 decimals."),
    ("reach", 2, "views", "9223372036854775808", "At most 9223372036854775807."),
]


@pytest.mark.parametrize(("sheet", "row", "column", "value", "reason"), CELLS)
def test_a_wrong_cell_is_told_with_its_place_and_its_reason(brought, sheet, row, column, value, reason):
    problems = [p for p in brought(changed(sheet, row, **{column: value})) if p[2] == column]
    assert problems, "the cell was let through"
    found = problems[0]
    assert found[:3] == (sheet, row, column)
    assert reason is None or found[4] == reason


def test_every_problem_is_listed_at_once(brought):
    sheets = changed("people", 2, origin="XX", anonymous="perhaps")
    sheets["support_requests"][1] |= {"received_on": "soon", "person": "P7"}
    sheets["team"][0]["fte"] = "-1"
    assert brought(sheets) == [
        ("people", 2, "origin", "XX", COUNTRY),
        ("people", 2, "anonymous", "perhaps", "This must be yes or no."),
        ("support_requests", 3, "received_on", "soon", DATE),
        ("support_requests", 3, "person", "P7", NOWHERE),
        ("team", 2, "fte", "-1", NEGATIVE),
    ]


def test_a_question_is_held_against_its_request_though_that_has_a_problem_of_its_own(brought):
    sheets = changed("support_requests", 2, received_on="soon")
    sheets["questions"][0]["topic"] = "library"
    assert [problem[:3] for problem in brought(sheets)] == [
        ("support_requests", 2, "received_on"),
        ("questions", 2, "topic"),
    ]


KEYS = [
    ("members", {"language": "nl"}, "member", "M1; 2020-01-01"),
    ("people", {"language": "fr"}, "person", "P1"),
    ("themes", {"theme": " TAXES "}, "activity", "A1; TAXES"),
    ("outreach_materials", {"quantity": "3"}, "round", "R1; condoms"),
    ("outreach_observations", {"count": "3"}, "round", "R1; street_fight"),
    ("voucher_invitations", {"reason": "none"}, "programme", "VP; P1"),
    ("grants", {"funder": "COCOM"}, "year", "2024; COCOM"),
    ("costs", {"amount": "1"}, "year", "2024; personnel"),
    ("team", {"fte": "1"}, "on_date", "2023-12-31"),
    ("reach", {"views": "1"}, "campaign", "Flags; vimeo; 2024-12-31"),
]


@pytest.mark.parametrize(("sheet", "differing", "column", "shown"), KEYS)
def test_a_key_stands_once(brought, sheet, differing, column, shown):
    sheets = small()
    sheets[sheet].append(sheets[sheet][0] | differing)
    last = len(sheets[sheet]) + 1
    assert brought(sheets) == [(sheet, last, column, shown, "This key stands already in row 2.")]


def test_two_names_of_one_funder_are_one_key(tmp_path):
    cocom = Organisation.objects.create(name="Cocom")
    OrganisationName.objects.create(organisation=cocom, name="Cocom")
    OrganisationName.objects.create(organisation=cocom, name="GGC")
    sheets = {"grants": small()["grants"]}
    sheets["grants"].append(sheets["grants"][0] | {"funder": "ggc"})
    report = import_workbook(write_folder(tmp_path / "workbook", sheets), by=None)
    assert [(p.row, p.value, p.reason) for p in report.problems] == [
        (3, "2024; ggc", "This key stands already in row 2.")
    ]
    assert not Grant.objects.exists()


def test_intervals_of_one_member_do_not_overlap(brought):
    reason = "This overlaps with the same member's interval from 2020-01-01."
    sheets = changed("members", 2, left_on="2021-01-02")
    assert brought(sheets) == [("members", 3, "joined_on", "2021-01-01", reason)]
    assert brought(changed("members", 2, left_on="")) == [("members", 3, "joined_on", "2021-01-01", reason)]


def test_an_interval_is_held_against_those_in_the_database(tmp_path):
    member = Member.objects.create(reference="M1")
    later = date(2020, 6, 1)
    Membership.objects.create(
        member=member, started_on=later, language="fr", joined_through="website", is_sex_worker=True
    )
    sheets = {"members": small()["members"][:1]}
    report = import_workbook(write_folder(tmp_path / "workbook", sheets), by=None)
    assert [(p.row, p.column, p.value, p.reason) for p in report.problems] == [
        (2, "left_on", "2021-01-01", "This overlaps with the same member's interval from 2020-06-01.")
    ]
    sheets["members"][0]["left_on"] = later.isoformat()
    assert import_workbook(write_folder(tmp_path / "workbook", sheets), by=None).ok


def test_an_interval_may_be_ended_and_another_begun_in_one_workbook(tmp_path):
    row = small()["members"][1]
    import_workbook(write_folder(tmp_path / "a", {"members": [row]}), by=None)
    news = {"members": [row | {"joined_on": "2023-05-01"}, row | {"left_on": "2023-05-01"}]}
    report = import_workbook(write_folder(tmp_path / "b", news), by=None)
    assert report.ok and vars(report.sheets["members"]) == {"created": 1, "changed": 1, "unchanged": 0}


def test_only_an_advocacy_meeting_has_a_level(brought):
    assert brought(changed("activities", 2, kind="workshop")) == [
        ("activities", 2, "level", "local", "Only an advocacy meeting has a level.")
    ]


def test_an_envelope_in_stock_has_no_person(brought):
    assert ("vouchers", 3, "person", "P2", "Only an issued envelope has a person.") in brought(
        changed("vouchers", 3, person="P2")
    )


def test_a_person_has_one_envelope_of_a_programme(brought):
    sheets = changed("vouchers", 3, status="issued", person="P1", issued_on="2024-03-02")
    reason = "This person already has an envelope of this programme."
    assert brought(sheets) == [("vouchers", 3, "person", "P1", reason)]


def test_an_envelope_in_the_database_counts_too_unless_the_workbook_changes_it(tmp_path):
    assert import_workbook(write_folder(tmp_path / "a", small()), by=None).ok
    second = {
        "programme": "VP",
        "envelope": "E2",
        "amount": "175",
        "status": "issued",
        "issued_on": "2024-03-02",
    }
    sheets = {"vouchers": [second | {"person": "P1"}]}
    problems = import_workbook(write_folder(tmp_path / "b", sheets), by=None).problems
    assert [(p.row, p.column, p.value) for p in problems] == [(2, "person", "P1")]
    sheets["vouchers"].append({**second, "envelope": "E1", "status": "void", "person": "", "issued_on": ""})
    assert import_workbook(write_folder(tmp_path / "b", sheets), by=None).ok
    assert Envelope.objects.get(number="E2").person.reference == "P1"


def test_two_envelopes_may_swap_their_persons(tmp_path):
    sheets = changed("vouchers", 3, status="issued", person="P2", issued_on="2024-03-02")
    import_workbook(write_folder(tmp_path / "a", sheets), by=None)
    sheets["vouchers"][0]["person"], sheets["vouchers"][1]["person"] = "P2", "P1"
    report = import_workbook(write_folder(tmp_path / "b", sheets), by=None)
    assert report.ok and report.sheets["vouchers"].changed == 2
    assert Envelope.objects.get(number="E1").person.reference == "P2"


def test_several_envelopes_may_go_to_nobody_known(brought):
    assert brought(changed("vouchers", 2, person="")) == []
    assert brought(changed("vouchers", 3, status="issued", issued_on="2024-03-02")) == []


def test_an_area_lies_in_one_region(brought):
    sheets = small()
    sheets["outreach_rounds"].append(
        sheets["outreach_rounds"][0] | {"round": "R2", "region": "", "area": "NORTH"}
    )
    sheets["outreach_rounds"].append(sheets["outreach_rounds"][0] | {"round": "R3", "region": "flanders"})
    assert brought(sheets) == [
        ("outreach_rounds", 4, "region", "flanders", "This area lies in one region: Brussels.")
    ]


def test_an_area_gets_the_region_that_a_later_row_knows(tmp_path):
    sheets = changed("outreach_rounds", 2, region="")
    import_workbook(write_folder(tmp_path / "a", sheets), by=None)
    assert Area.objects.get().region == ""
    sheets["outreach_rounds"][0]["region"] = "wallonia"
    report = import_workbook(write_folder(tmp_path / "a", sheets), by=None)
    assert Area.objects.get().region == "wallonia" and vars(report.also["areas"])["changed"] == 1
    again = import_workbook(write_folder(tmp_path / "a", sheets), by=None)
    assert (again.total("created"), again.total("changed"), again.also) == (0, 0, {})


def test_a_request_cannot_move_to_the_other_door_without_its_questions(tmp_path):
    import_workbook(write_folder(tmp_path / "a", small()), by=None)
    moved = changed("support_requests", 2, channel="phone", session="")
    alone = {"support_requests": moved["support_requests"]}
    problems = import_workbook(write_folder(tmp_path / "b", alone), by=None).problems
    assert [(p.sheet, p.row, p.column, p.value, p.reason) for p in problems] == [
        (
            "support_requests",
            2,
            "channel",
            "phone",
            "Its question Q1 is listed under a category of the other service.",
        )
    ]
    moved["questions"][0] |= {"category": "rights_information", "topic": "fines"}
    assert import_workbook(write_folder(tmp_path / "c", moved), by=None).ok
    assert Request.objects.get(reference="S1").session is None


def test_a_question_keeps_its_category_when_the_topic_has_moved_since(tmp_path):
    folder = write_folder(tmp_path / "a", small())
    import_workbook(folder, by=None)
    other = Category.objects.get(service="open_house", code="migration")
    Listing.objects.filter(topic__code="taxes_and_vat").update(category=other)
    report = import_workbook(folder, by=None)
    assert report.ok and report.sheets["questions"].unchanged == 2


def test_a_topic_that_the_coordinator_adds_may_be_used(brought):
    topic = Topic.objects.create(code="pets", label_en="Pets", label_fr="Animaux", label_nl="Huisdieren")
    category = Category.objects.get(service="helpdesk", code="rights_information")
    Listing.objects.create(topic=topic, category=category, service="helpdesk")
    Material.objects.create(code="wipes", label_en="Wipes", label_fr="Lingettes", label_nl="Doekjes")
    sheets = changed("questions", 3, topic="pets")
    sheets["outreach_materials"][0]["item"] = "wipes"
    assert brought(sheets) == []


def test_references_lead_to_rows_of_the_workbook_or_to_records_that_are_there(tmp_path):
    import_workbook(write_folder(tmp_path / "a", {"people": small()["people"]}), by=None)
    sheets = small()
    del sheets["people"]
    assert import_workbook(write_folder(tmp_path / "b", sheets), by=None).ok
    assert Request.objects.get(reference="S1").person == Person.objects.get(reference="P1")


def test_organisations_are_found_by_any_of_their_names_and_added_when_new(tmp_path):
    known = Organisation.objects.create(name="Espace P…")
    OrganisationName.objects.create(organisation=known, name="Espace P")
    sheets = changed("questions", 2, organisations="ESPACE  P; Payoke;payoke ; espace p;")
    sheets["outreach_rounds"][0]["partners"] = "espace p"
    report = import_workbook(write_folder(tmp_path / "a", sheets), by=None)
    assert report.ok and report.also["organisations"].created == 3
    question = Question.objects.get(reference="Q1")
    assert set(question.organisations.values_list("name", flat=True)) == {"Espace P…", "Payoke"}
    assert Round.objects.get().partners.get() == known


def test_a_corrected_row_replaces_its_organisations_and_an_absent_column_leaves_them(tmp_path):
    import_workbook(write_folder(tmp_path / "a", small()), by=None)
    corrected = changed("questions", 2, organisations="Myria")
    report = import_workbook(write_folder(tmp_path / "b", corrected), by=None)
    assert report.sheets["questions"].changed == 1
    question = Question.objects.get(reference="Q1")
    assert question.organisations.get().name == "Myria"
    bare = {"questions": [{k: v for k, v in corrected["questions"][0].items() if k != "organisations"}]}
    assert import_workbook(write_folder(tmp_path / "c", bare), by=None).sheets["questions"].unchanged == 1
    assert question.organisations.get().name == "Myria"


def test_an_absent_column_is_judged_by_what_the_database_holds(tmp_path):
    import_workbook(write_folder(tmp_path / "a", small()), by=None)
    rows = [{k: v for k, v in row.items() if k != "organisations"} for row in small()["questions"]]
    rows[1]["outcome"] = "referred"
    problems = import_workbook(write_folder(tmp_path / "b", {"questions": rows}), by=None).problems
    assert [(p.row, p.column, p.reason) for p in problems] == [
        (3, "outcome", "This outcome names at least one organisation.")
    ]


def test_an_empty_cell_takes_back_what_was_known(tmp_path):
    import_workbook(write_folder(tmp_path / "a", small()), by=None)
    emptied = changed("activities", 2, attendance="", partners="", level="")
    assert import_workbook(write_folder(tmp_path / "a", emptied), by=None).sheets["activities"].changed == 1
    activity = Activity.objects.get()
    assert (activity.attendance, activity.level, activity.partners.count()) == (None, "", 0)


def test_only_the_group_of_an_origin_is_kept(brought):
    sheets = small()
    sheets["people"] = [
        sheets["people"][1] | {"person": f"P{n}", "origin": origin}
        for n, origin in enumerate(["", "BE", "RO", "NG", "GB", "eu", "non_eu", "belgium"])
    ]
    assert brought(sheets) == []
    kept = Person.objects.order_by("reference").values_list("origin", flat=True)
    assert list(kept) == ["", "belgium", "eu", "non_eu", "non_eu", "eu", "non_eu", "belgium"]


def test_texts_are_trimmed_and_themes_are_one_whatever_their_capitals(tmp_path):
    sheets = changed("open_house_sessions", 2, city=" \u00a0Brussels ")
    sheets["activities"].append(sheets["activities"][0] | {"activity": " A2 "})
    sheets["themes"].append({"activity": "A2", "theme": " taxes"})
    assert import_workbook(write_folder(tmp_path / "a", sheets), by=None).ok
    assert Theme.objects.get().name == "Taxes"
    assert Request.objects.get(reference="S1").session.city == "Brussels"


@pytest.mark.parametrize(
    ("written", "kept"), [("175", "175.00"), ("175,5", "175.50"), ("0", "0.00"), ("-0", "0.00")]
)
def test_amounts_have_a_point_or_a_comma(brought, written, kept):
    assert brought(changed("voucher_programmes", 2, amount_per_person=written)) == []
    assert VoucherProgramme.objects.get().amount_per_person == Decimal(kept)


def test_the_noise_of_a_spreadsheets_sum_is_no_decimal(tmp_path):
    sheets = {"costs": small()["costs"]}
    sheets["costs"][0]["amount"] = repr(0.1 + 0.2)
    assert import_workbook(write_xlsx(tmp_path / "a.xlsx", sheets), by=None).ok
    assert Cost.objects.get().amount == Decimal("0.30")


def test_columns_stand_in_any_order(tmp_path):
    sheets = {"press_articles": [dict(reversed(small()["press_articles"][0].items()))]}
    assert import_workbook(write_folder(tmp_path / "a", sheets), by=None).ok
    assert PressArticle.objects.get().country == "BE"


HEADERS = [
    ("on_date,headcount\n2024-01-01,6\n", 1, "fte", "", "This column is missing."),
    (
        "on_date,headcount,fte,mood\n2024-01-01,6,5,good\n",
        1,
        "mood",
        "mood",
        "This sheet has no such column.",
    ),
    ("on_date,headcount,fte,fte\n2024-01-01,6,5,5\n", 1, "fte", "fte", "This column stands twice."),
    ("", 1, "", "", "The first row must hold the names of the columns."),
    ("\non_date,headcount,fte\n", 1, "", "", "The first row must hold the names of the columns."),
    ("on_date,headcount,fte\n\n2024-01-01,6,5,7\n", 3, "", "7", "This cell stands under no column."),
    ("on_date,headcount,fte\n2024-01-01\n", 2, "headcount", "", MUST),
]


@pytest.mark.parametrize(("text", "row", "column", "value", "reason"), HEADERS)
def test_the_columns_are_those_of_the_sheet(tmp_path, text, row, column, value, reason):
    (tmp_path / "team.csv").write_text(text)
    found = import_workbook(tmp_path / "team.csv", by=None).problems[0]
    assert (found.sheet, found.row, found.column, found.value, found.reason) == (
        "team",
        row,
        column,
        value,
        reason,
    )


def test_an_unknown_sheet_is_an_error(tmp_path):
    folder = write_folder(tmp_path / "a", {"team": small()["team"]})
    (folder / "clowns.csv").write_text("a\n1\n")
    problems = import_workbook(folder, by=None).problems
    assert [(p.sheet, p.row, p.value, p.reason) for p in problems] == [
        ("clowns", None, "clowns", "There is no sheet of this name.")
    ]
