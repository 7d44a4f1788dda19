"""The statement for a funder as PDF: both standards, what a voice reads, and nothing that runs over an edge."""

import re
from datetime import timedelta
from decimal import Decimal

import page as page_validation
import pypdf
import pypdfium2
import pytest
from django.utils import timezone
from django.utils.translation import override
from outloud import check as outloud

from outreach import statement
from outreach.actions import closing, programmes, vouchers
from reports.workbook import import_workbook
from tests.workbook_help import YEARS
from utsopi.team.roles import Role

from .vouchers import handed, organisation, planned, prepared

pytestmark = [pytest.mark.pdf, pytest.mark.django_db]

MM = 72 / 25.4
STANDARDS = (page_validation.ValidationProfile.PDF_UA_1, page_validation.ValidationProfile.PDF_A_3A)
LONG = "Levensmiddelenhulpprogrammavoorzieningsovereenkomst " * 2


@pytest.fixture
def kim(make_account):
    return make_account("kim", Role.COORDINATOR, alias="Kim Maes")


@pytest.fixture
def noor(make_account):
    return make_account("noor", Role.BOARD, alias="Noor")


def of_2024(kim, noor):
    """The whole of 2024, closed."""
    from outreach.models import VoucherProgramme

    import_workbook(YEARS["2024"], by=None)
    programme = VoucherProgramme.objects.get()
    closing.begin_closing(programme=programme, by=kim)
    return closing.close(programme=programme, by=noor)


def with_cards(kim, noor):
    """A programme that runs, with cards and a partner, of which something was given."""
    programme = prepared(kim, noor, envelopes=4)
    programme.partner_links.create(organisation=organisation("A partner"), quota=2)
    for card in handed(programme, kim, 2):
        vouchers.give(token=card, on=timezone.localdate(), by=kim)
    return programme


def of_nothing(kim, _noor):
    """One in which nothing was bought yet."""
    return planned(kim)


def with_long_words(kim, _noor):
    """One with words and amounts that would break a page."""
    today = timezone.localdate()
    return programmes.plan_programme(
        title=LONG.strip()[:118] + "ș<",
        funder=organisation(LONG.strip()[:110]),
        budget=Decimal("9999999999.99"),
        amount_per_person=Decimal("9999999.99"),
        starts_on=today,
        ends_on=today + timedelta(days=30),
        partners=[(organisation(f"{number} {LONG.strip()[:100]}"), 9999) for number in range(3)],
        by=kim,
    )


KINDS = {each.__name__: each for each in (of_2024, with_cards, of_nothing, with_long_words)}


@pytest.fixture
def printed(kim, noor, tmp_path):
    """A function (kind, language) → the path of the statement of such a programme."""

    def write(kind: str, language: str = "en"):
        path = tmp_path / f"{kind}.pdf"
        programme = KINDS[kind](kim, noor)
        with override(language):
            statement.as_pdf(programme, path)
        return path

    return write


@pytest.mark.parametrize(
    ("kind", "language"),
    [("of_2024", "fr"), ("with_cards", "en"), ("of_nothing", "nl"), ("with_long_words", "en")],
)
def test_both_checkers_find_no_fault_and_nothing_runs_over_an_edge(printed, kind, language):
    path = printed(kind, language)
    for profile in STANDARDS:
        failures = page_validation.validate_pdf(path, profile=profile).failures
        assert [failure.message for failure in failures] == []
    heard = outloud(str(path)).findings
    assert [(found.rule, found.message) for found in heard if found.severity == "error"] == []
    reader = pypdf.PdfReader(path)
    assert (reader.trailer["/Root"]["/Lang"], bool(reader.metadata.title)) == (language, True)
    for sheet in pypdfium2.PdfDocument(path):
        text = sheet.get_textpage()
        boxes = [text.get_rect(place) for place in range(text.count_rects())]
        assert max(box[2] for box in boxes) <= sheet.get_width() - 20 * MM
        assert min(box[1] for box in boxes) >= 8 * MM


def test_the_sums_on_paper_are_those_of_the_lines_above_them(printed):
    pages = [page.extract_text() for page in pypdf.PdfReader(printed("of_2024")).pages]
    lines = re.findall(r"^E\d{3}\b.*?([\d,]+\.\d\d)$", "\n".join(pages), re.M)
    assert (len(lines), sum(Decimal(line.replace(",", "")) for line in lines)) == (103, Decimal("18025.00"))
    assert "103 given × € 175.00 = € 18,025.00" in " ".join(" ".join(pages).split())


def test_every_page_says_of_what_it_is_and_that_it_is_provisional_while_it_is(printed):
    for page in pypdf.PdfReader(printed("with_cards")).pages:
        text = " ".join(page.extract_text().split())
        assert "Food (" in text and "provisional" in text
