"""The report as PDF: letters, pages, standards, and what it may not open."""

import io
import json
import re

import page as page_validation
import pypdf
import pypdfium2
import pytest
from django.utils.translation import override
from fontTools.ttLib import TTFont
from outloud import check as outloud
from PIL import Image, ImageChops, ImageDraw, ImageFont, ImageStat

from reports import exports
from reports.document.build import build, write_pdf
from tests import report_samples as samples
from utsopi import pdf
from utsopi.paper import fonts, stylesheet

pytestmark = [pytest.mark.pdf, pytest.mark.django_db]

MM = 72 / 25.4


@pytest.fixture(scope="module")
def made(django_db_setup, django_db_blocker, tmp_path_factory):
    """A function (name) → (report, path of its PDF), each made once; `long` has words that would break any page."""
    folder, done = tmp_path_factory.mktemp("pdf"), {}
    with django_db_blocker.unblock(), samples.demo_year(), override("en"):
        read = {"year": samples.of("2024"), "empty": samples.of("2010")}
    read["long"] = samples.hostile(read["year"])

    def make(name: str):
        if name not in done:
            path = folder / f"{name}.pdf"
            write_pdf(read[name], path)
            done[name] = (read[name], path)
        return done[name]

    return make


@pytest.fixture(scope="module")
def year(made):
    return pypdf.PdfReader(made("year")[1])


def embedded_fonts(reader: pypdf.PdfReader) -> set[str]:
    found = set()
    for sheet in reader.pages:
        for font in sheet["/Resources"].get("/Font", {}).values():
            found.add(str(font.get_object()["/BaseFont"]).partition("+")[2])
    return found


# ── letters ───────────────────────────────────────────────────────────────────────────────────────


@pytest.mark.parametrize("name", ["year", "empty"])
def test_no_letter_comes_from_a_font_that_is_not_ours(made, name):
    families = {font[:5] for font in embedded_fonts(pypdf.PdfReader(made(name)[1]))}
    assert families == {"Desk-"}


def drawn_by_weasyprint(letter: str, family: str, tmp_path) -> Image.Image:
    faces = "".join(re.findall(r"@font-face[^}]*}", stylesheet("report.css", "paged.css")))
    style = f'{faces} p {{ font: 200pt "{family}" }} @page {{ margin: 40mm }}'
    html = f'<html lang="en"><title>x</title><style>{style}</style><p>{letter}</p></html>'
    path = tmp_path / "letter.pdf"
    pdf.render(html, path, fonts=fonts())
    return cut(pypdfium2.PdfDocument(path)[0].render(scale=1).to_pil())


def drawn_by_the_font(letter: str, name: str) -> Image.Image:
    font = TTFont(fonts()[name])
    font.flavor = None
    plain = io.BytesIO()
    font.save(plain)
    plain.seek(0)
    board = Image.new("L", (400, 500), 255)
    ImageDraw.Draw(board).text((100, 100), letter, font=ImageFont.truetype(plain, 200), fill=0)
    return cut(board)


def cut(picture: Image.Image) -> Image.Image:
    """What is drawn, without the paper around it, at one size."""
    grey = picture.convert("L")
    box = ImageChops.invert(grey).point(lambda value: 255 if value > 60 else 0).getbbox()
    return grey.crop(box).resize((120, 120))


@pytest.mark.parametrize("letter", list("șțăőłé€·−"))
@pytest.mark.parametrize(
    ("family", "name"), [("Desk Serif", "desk-serif-regular.woff2"), ("Desk Sans", "desk-sans-regular.woff2")]
)
def test_the_letter_on_the_page_is_the_letter_that_was_written(letter, family, name, tmp_path):
    on_page, in_font = drawn_by_weasyprint(letter, family, tmp_path), drawn_by_the_font(letter, name)
    assert ImageStat.Stat(ImageChops.difference(on_page, in_font)).mean[0] < 20


# ── standards ─────────────────────────────────────────────────────────────────────────────────────


@pytest.mark.parametrize("name", ["year", "empty", "long"])
def test_both_checkers_find_no_fault(made, name):
    path = made(name)[1]
    for profile in (page_validation.ValidationProfile.PDF_UA_1, page_validation.ValidationProfile.PDF_A_3A):
        report = page_validation.validate_pdf(path, profile=profile)
        assert [failure.message for failure in report.failures] == []
    heard = outloud(str(path))
    assert [(found.rule, found.message) for found in heard.findings if found.severity == "error"] == []


def test_it_has_a_title_a_language_and_bookmarks(year):
    assert year.metadata.title == "Annual report 2024"
    assert year.trailer["/Root"]["/Lang"] == "en"
    assert "Personal support" in [mark.title for mark in year.outline if not isinstance(mark, list)]


def test_the_figures_travel_inside(made, year):
    report, _path = made("year")
    with override("en"):
        assert json.loads(year.attachments["figures.json"][0]) == exports.as_dict(report)
    assert b"open_house.questions_by_topic" in year.attachments["figures.csv"][0]


def test_the_same_document_gives_the_same_bytes(tmp_path):
    html = '<html lang="en"><title>A page</title><p>Words'
    for name in ("one.pdf", "two.pdf"):
        pdf.render(html, tmp_path / name, enclosed=[pdf.Enclosed("a.csv", "A table", b"a,b")])
    assert (tmp_path / "one.pdf").read_bytes() == (tmp_path / "two.pdf").read_bytes()


# ── pages ─────────────────────────────────────────────────────────────────────────────────────────


def test_the_demo_year_fills_a_report_and_not_a_book(year):
    assert 30 <= len(year.pages) <= 50


def test_no_page_is_blank_in_the_demo_year(year):
    assert [number for number, sheet in enumerate(year.pages, 1) if len(sheet.extract_text()) < 100] == []


@pytest.mark.parametrize("name", ["year", "empty", "long"])
def test_every_page_says_that_it_is_internal_and_made_up(made, name):
    report, path = made(name)
    for sheet in pypdf.PdfReader(path).pages:
        text = re.sub(r"\s+", " ", sheet.extract_text())
        assert "Internal: exact small numbers, not for publication" in text
        assert ("made up" in text) or not report.is_demo


def test_the_contents_name_the_pages_on_which_chapters_begin(made, year):
    document = build(made("year")[0])
    contents = re.sub(r"\s+", " ", year.pages[2].extract_text())
    for mark in (mark for mark in year.outline if not isinstance(mark, list)):
        number = year.get_destination_page_number(mark) + 1
        if mark.title in {chapter.title for chapter in (*document.chapters, document.method)}:
            assert re.search(rf"{re.escape(mark.title)}.*?\b{number}\b", contents), mark.title


def test_chapters_open_on_a_left_page(made, year):
    titles = {chapter.title for chapter in build(made("year")[0]).chapters}
    marks = [mark for mark in year.outline if not isinstance(mark, list) and mark.title in titles]
    assert {(year.get_destination_page_number(mark) + 1) % 2 for mark in marks} == {0}
    assert len(marks) == 9


@pytest.mark.parametrize("name", ["year", "long"])
def test_nothing_runs_over_the_edge_of_its_page(made, name):
    document = pypdfium2.PdfDocument(made(name)[1])
    for number, sheet in enumerate(document, 1):
        text = sheet.get_textpage()
        boxes = [text.get_rect(place) for place in range(text.count_rects())]
        right, low = max(box[2] for box in boxes), min(box[1] for box in boxes)
        assert right <= sheet.get_width() - 17 * MM, number
        assert low >= 10 * MM, number


# ── what it may not open ──────────────────────────────────────────────────────────────────────────


@pytest.mark.parametrize(
    "address",
    [
        "http://169.254.169.254/latest/meta-data",
        "https://example.org/a.png",
        "ftp://example.org/a",
        "file:///etc/passwd",
        "report-font:../../../manage.py",
        "report-font:/etc/passwd",
        "manage.py",
    ],
)
def test_nothing_but_our_own_fonts_is_opened(address):
    with pytest.raises(ValueError, match="URI"):
        pdf.fetcher(fonts()).fetch(address)


def test_our_own_fonts_and_data_are_opened():
    opened = pdf.fetcher(fonts())
    assert opened.fetch("report-font:desk-sans-regular.woff2").read()[:4] == b"wOF2"
    assert opened.fetch("data:text/plain,words").read() == b"words"


def test_a_document_that_asks_for_a_file_gets_none(tmp_path, caplog):
    secret = tmp_path / "secret.svg"
    secret.write_text(
        '<svg xmlns="http://www.w3.org/2000/svg" width="9" height="9"><text>secret</text></svg>'
    )
    html = f'<html lang="en"><title>x</title><p>words <img alt="a" src="{secret.as_uri()}">'
    pdf.render(html, tmp_path / "a.pdf")
    assert "disallowed protocol" in caplog.text
