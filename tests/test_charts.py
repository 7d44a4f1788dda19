"""Charts: exact lengths and areas, nothing clipped, nothing that a strict page policy refuses."""

import math
import re
from dataclasses import replace
from pathlib import Path
from xml.etree import ElementTree

import pytest
from django.template import Context, Template

from utsopi.ui.charts import (
    REPORT,
    SCREEN,
    Bar,
    Closed,
    Panel,
    Segment,
    Series,
    bars,
    columns,
    key,
    months,
    share_bar,
    sparkline,
    strip,
    umbrella,
    units,
)
from utsopi.ui.charts.hatching import dots, stripes
from utsopi.ui.charts.measure import text_width, wrap
from utsopi.ui.charts.scale import half_and_whole, nice, ticks

FONTS = Path(__file__).parent.parent / "static/fonts/report"
SVG = "{http://www.w3.org/2000/svg}"
MONTHS = ["Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec"]
LETTERS = list("JFMAMJJASOND")
NUMBERS = [14, 12, 12, 13, 18, 13, 10, 6, 13, 13, 11, 16]
LONG = "Réglementation communale, contrôles de police et amendes administratives dans l'espace public"
REGIONS = [
    Segment("Brussels", 25, "25"),
    Segment("Flanders", 10, "10"),
    Segment("Wallonia", 2, "0–4"),
    Segment("Abroad", 2, "0–4"),
    Segment("Unknown", 3, "0–4"),
]


def bar_rows(*values):
    return [Bar(f"Row {place}", value, str(value)) for place, value in enumerate(values)]


def draw(chart, *args, theme=REPORT, width=493, **more):
    return chart(*args, theme=theme, width=width, **{"title": "Title", "desc": "Description", **more})


def every_chart(theme):
    """One drawing of each kind, with long labels and large numbers among them."""
    yield draw(bars, [*bar_rows(1, 0, 10_250_000), Bar(LONG, 5, "5", "accent")], theme=theme)
    yield draw(bars, bar_rows(60, 45), theme=theme, width=200)
    yield draw(
        bars, [Bar("Arbeidsongeschiktheidsverzekeringsmaatschappijen" * 2, 3, "3", "rest")], theme=theme
    )
    two = [Series("Telephone", NUMBERS, "light"), Series("A very long name for e-mail", NUMBERS, "rest")]
    shut = [
        Closed(0, 0, "Open House closed"),
        Closed(1, 2, "office closed too"),
        Closed(11, 11, "closed again"),
    ]
    yield draw(months, MONTHS, two, theme=theme, closed=shut)
    yield draw(months, MONTHS, [Series("One", [number * 1_000_000 for number in NUMBERS])], theme=theme)
    yield draw(strip, LETTERS, [Panel(LONG, "43 times", NUMBERS, 8)] * 4, theme=theme)
    yield draw(share_bar, REGIONS, theme=theme)
    yield draw(share_bar, [*REGIONS[::-1], Segment(LONG, 9, "9", LONG)], theme=theme)
    yield draw(share_bar, REGIONS, theme=theme, named=False)
    yield draw(share_bar, REGIONS[:3], theme=theme, width=153)
    yield key([part.label for part in REGIONS], theme=theme, width=493, title="Key")
    yield draw(units, 103, 112, theme=theme)
    yield draw(units, 900, 1200, theme=theme, names=("came", "did not come"))
    yield draw(columns, LETTERS, [951, *NUMBERS[1:]], theme=theme, width=153, height=60)
    yield draw(sparkline, NUMBERS, theme=theme, width=143, height=30, labels=LETTERS)


def drawings(markup):
    """The one drawing of the report, or the narrow and the wide one of a screen."""
    root = ElementTree.fromstring(markup)
    return [root] if root.tag == f"{SVG}svg" else list(root)


def shapes(markup, **wanted):
    (root,) = drawings(markup)
    return [s for s in root.iter(f"{SVG}rect") if all(s.get(name) == value for name, value in wanted.items())]


def lengths(markup, side="width", **wanted):
    return [float(shape.get(side)) for shape in shapes(markup, **wanted)]


def texts(markup):
    return [text.text for text in ElementTree.fromstring(markup).iter(f"{SVG}text")]


def in_proportion(measured, values, abs=0.01):
    return measured == pytest.approx([value * measured[0] / values[0] for value in values], abs=abs)


PLUM, MID, LIGHT, RED = "#33243a", "#75637b", "#cfc3d2", "#b3152f"


def test_bars_are_as_long_as_their_numbers():
    assert in_proportion(lengths(draw(bars, bar_rows(30, 20, 15, 5)), fill=PLUM), [30, 20, 15, 5])


def test_bars_begin_at_zero_behind_a_label_column_of_214_points():
    assert {float(shape.get("x")) for shape in shapes(draw(bars, bar_rows(30, 20)))} == {214}


def test_sixty_rows_stand_twenty_points_apart():
    tops = lengths(draw(bars, bar_rows(*range(60, 0, -1))), "y")
    assert len(tops) == 60
    assert {round(below - above, 3) for above, below in zip(tops, tops[1:], strict=False)} == {20}


def test_the_rest_is_hatched_with_lines_and_comes_last():
    rows = [Bar("All other topics", 45, "45", "rest"), *bar_rows(30)]
    chart = draw(bars, rows)
    assert texts(chart)[-2:] == ["All other topics", "45"]
    assert chart.count("<path") == 1
    assert "<pattern" not in chart


def test_only_the_accent_is_red():
    rows = [Bar("First", 30, "30", "accent"), *bar_rows(20)]
    assert len(shapes(draw(bars, rows), fill=RED)) == 1
    assert RED not in draw(bars, bar_rows(30, 20))


def test_a_row_of_nothing_has_its_number_and_no_bar():
    chart = draw(bars, [Bar("Nothing", 0, "0")])
    assert shapes(chart) == []
    assert texts(chart) == ["0", "Nothing", "0"]


def test_no_row_at_all_is_still_a_drawing():
    assert drawings(draw(bars, []))


def test_a_long_label_breaks_the_row_and_keeps_every_word():
    chart = draw(bars, [Bar(LONG, 3, "3")])
    lines = [text for text in texts(chart) if text in LONG and not text.isdigit()]
    assert len(lines) == 2
    assert " ".join(lines) == LONG


def test_stacked_columns_add_up_but_for_the_gaps_between_their_parts():
    chart = draw(months, ["Jan", "Feb"], [Series("A", [9, 3]), Series("B", [5, 4])])
    columns_of = {}
    for shape in shapes(chart)[2:]:
        columns_of.setdefault(shape.get("x"), []).append(float(shape.get("height")))
    assert in_proportion([sum(parts) + 0.9 for parts in columns_of.values()], [14, 7])


def test_a_months_total_stands_over_its_column_and_the_key_carries_the_sums():
    chart = draw(months, ["Jan", "Feb"], [Series("E-mail", [9, 3]), Series("Telephone", [5, 4])])
    assert texts(chart)[:2] == ["E-mail, 12", "Telephone, 9"]
    assert {"14", "7"} <= set(texts(chart))


def test_a_month_not_yet_known_is_empty_and_a_month_of_nothing_says_zero():
    chart = draw(months, ["Oct", "Nov", "Dec"], [Series("Held", [7, 0, None])])
    assert len(shapes(chart)) == 1
    assert [text for text in texts(chart) if text in ("7", "0")] == ["0", "7", "0"]


def test_totals_too_wide_for_their_columns_leave_only_the_highest():
    chart = draw(months, MONTHS, [Series("Sums", [number * 1_000_000 for number in NUMBERS])])
    assert "18,000,000" in texts(chart)
    assert "16,000,000" not in texts(chart)


def test_closed_months_are_bracketed_above_the_columns():
    chart = draw(months, MONTHS, [Series("A", NUMBERS)], closed=[Closed(6, 7, "closed")])
    (root,) = drawings(chart)
    (word,) = [text for text in root.iter(f"{SVG}text") if text.text == "closed"]
    covered = lengths(chart, "y")[6:8]
    assert float(word.get("y")) < min(covered)
    assert chart.count(f'stroke="{MID}"') == 3


def test_more_than_three_series_and_uneven_ones_are_refused():
    with pytest.raises(ValueError, match="three"):
        draw(months, ["Jan"], [Series("A", [1])] * 4)
    with pytest.raises(ValueError, match="2 values for 1"):
        draw(months, ["Jan"], [Series("A", [1, 2])])


def test_all_panels_of_a_strip_share_one_scale():
    chart = draw(strip, ["J", "F"], [Panel("A", "12 times", [12, 6]), Panel("B", "3 times", [3, 3], 1)])
    assert in_proportion(lengths(chart, "height"), [12, 6, 3, 3])
    assert len(shapes(chart, fill=RED)) == 1
    assert texts(chart)[-2:] == ["6", "12"]


def test_only_the_highest_month_of_a_panel_has_its_number():
    chart = draw(strip, LETTERS, [Panel("A", "", NUMBERS)])
    assert [text for text in texts(chart) if text.isdigit()] == ["18", "10", "20"]


def test_shares_fill_the_bar_in_proportion():
    chart = draw(share_bar, [Segment("A", 50, "50"), Segment("B", 30, "30"), Segment("C", 20, "20")])
    widths = [lengths(chart, fill=PLUM)[0], lengths(chart, fill=MID)[0], lengths(chart, fill=LIGHT)[0] + 0.6]
    assert in_proportion(widths, [50, 30, 20])
    assert sum(widths) + 2 * 0.9 == pytest.approx(493, abs=0.01)


@pytest.mark.parametrize("theme", [REPORT, SCREEN])
@pytest.mark.parametrize("width", [120, 153, 340, 493])
def test_every_share_carries_its_number_and_its_name(theme, width):
    for root in drawings(draw(share_bar, REGIONS, theme=theme, width=width)):
        said = " ".join(text.text for text in root.iter(f"{SVG}text")).replace("\u00a0", " ")
        assert said.count("0–4") == 3
        assert all(part.label in said for part in REGIONS)


def test_a_share_of_nothing_is_said_though_it_has_no_place():
    chart = draw(share_bar, [Segment("A", 5, "5"), Segment("Abroad", 0, "0")])
    assert texts(chart)[-1] == "Abroad 0"


def test_a_bar_without_any_share_is_empty_and_says_so():
    chart = draw(share_bar, [Segment("A", 0, "0"), Segment("B", 0, "0")])
    assert len(shapes(chart, fill="none")) == 1
    assert texts(chart) == ["A 0 · B 0"]


def test_one_square_stands_for_one_person():
    chart = draw(units, 103, 112)
    assert (len(shapes(chart, fill=PLUM)), len(shapes(chart, fill="none"))) == (103, 9)
    assert len({shape.get("y") for shape in shapes(chart, fill=PLUM)}) == 4


def test_nobody_counts_more_than_four_hundred_squares():
    chart = draw(units, 900, 1200, names=("came", "did not come"))
    assert len(shapes(chart)) == 2
    assert texts(chart) == ["900", "300", "came", "did not come"]


def test_more_filled_squares_than_squares_are_refused():
    with pytest.raises(ValueError, match="5 of 4"):
        draw(units, 5, 4)


def test_bare_columns_name_only_the_highest_and_the_lowest():
    chart = draw(columns, LETTERS, NUMBERS, width=240, height=140)
    assert in_proportion(lengths(chart, "height"), NUMBERS)
    assert [text for text in texts(chart) if text.isdigit()] == ["18", "6"]


def test_the_last_known_column_of_a_sparkline_is_dark():
    chart = draw(sparkline, [3, 5, 4, None], width=140, height=30)
    assert [shape.get("fill") for shape in shapes(chart)] == [MID, MID, PLUM]
    assert in_proportion(lengths(chart, "height"), [3, 5, 4])


def area(path):
    """The area inside M p L q Q b r Z: the polygon of its three corners, and the bent hem's part of it."""
    (mx, my, qx, qy, bx, by, rx, ry) = map(float, re.findall(r"-?[\d.]+", path))
    triangle = ((qx - mx) * (ry - my) - (rx - mx) * (qy - my)) / 2
    hem = ((bx - qx) * (ry - qy) - (rx - qx) * (by - qy)) / 3
    return abs(triangle - hem)


def panels(markup):
    (root,) = drawings(markup)
    return [path for path in root.iter(f"{SVG}path") if path.get("fill") in ("#ffffff", "#f3dfdd")]


def test_the_white_of_the_umbrella_is_in_proportion_by_area():
    areas = [area(panel.get("d")) for panel in panels(umbrella(NUMBERS, MONTHS, size=2000, title="Requests"))]
    assert in_proportion(areas, NUMBERS, abs=max(areas) / 1000)


def test_the_umbrella_begins_at_the_top_and_goes_with_the_clock():
    first = panels(umbrella(NUMBERS, MONTHS, size=200, title="Requests"))[0]
    middle, _, corner_x, corner_y, *_rest, end_x, _ = map(float, re.findall(r"-?[\d.]+", first.get("d")))
    assert corner_x == middle
    assert corner_y < middle < end_x


def test_a_month_of_nothing_leaves_its_panel_dark():
    assert len(panels(umbrella([0, *NUMBERS[1:]], MONTHS, size=200, title="Requests"))) == 11
    assert panels(umbrella([0] * 12, MONTHS, size=200, title="Requests")) == []


def test_the_umbrella_says_its_numbers_and_takes_twelve():
    assert "Jan 14, Feb 12" in umbrella(NUMBERS, MONTHS, size=200, title="Requests")
    with pytest.raises(ValueError, match="Twelve"):
        umbrella(NUMBERS[:11], MONTHS[:11], size=200, title="Requests")


@pytest.mark.parametrize("value", [-1, math.inf, math.nan])
def test_what_is_below_zero_or_no_number_is_refused(value):
    for refused in (
        lambda: draw(bars, bar_rows(value)),
        lambda: draw(months, ["Jan"], [Series("A", [value])]),
        lambda: draw(strip, ["J"], [Panel("A", "", [value])]),
        lambda: draw(share_bar, [Segment("A", value, "")]),
        lambda: draw(sparkline, [value], width=100, height=20),
        lambda: draw(columns, ["J"], [value], width=100, height=20),
    ):
        with pytest.raises(ValueError, match="zero"):
            refused()


def test_an_unknown_kind_is_refused():
    with pytest.raises(ValueError, match="rainbow"):
        draw(bars, [Bar("A", 1, "1", "rainbow")])


@pytest.mark.parametrize("theme", [REPORT, SCREEN])
def test_every_drawing_has_a_role_a_name_a_description_and_ids_of_its_own(theme):
    seen = []
    for markup in every_chart(theme):
        for root in drawings(markup):
            assert root.get("role") == "img"
            assert root.find(f"{SVG}title").get("id") == root.get("aria-labelledby")
            assert (root.find(f"{SVG}desc") is None) == (root.get("aria-describedby") is None)
            seen += [node.get("id") for node in root.iter() if node.get("id")]
    assert len(seen) == len(set(seen))


@pytest.mark.parametrize("theme", [REPORT, SCREEN])
def test_the_same_data_give_the_same_drawing(theme):
    assert list(every_chart(theme)) == list(every_chart(theme))


def test_a_prefix_keeps_two_equal_drawings_on_one_page_apart():
    ids = [re.search('id="([^"]+)"', draw(bars, bar_rows(1), prefix=name))[1] for name in ("left", "right")]
    assert [name.partition("-")[0] for name in ids] == ["left", "right"]


@pytest.mark.parametrize("theme", [REPORT, SCREEN])
def test_no_drawing_has_a_style_a_script_or_anything_from_elsewhere(theme):
    for markup in every_chart(theme):
        assert not re.search(r" style|<style|<script|href|data:| on\w+=", markup)
        assert "http" not in markup.replace("http://www.w3.org/2000/svg", "")


def test_the_report_has_its_colours_and_fonts_as_attributes_and_no_class():
    theme = replace(REPORT, family="Some Sans")
    for markup in every_chart(theme):
        assert "class=" not in markup
        assert "<pattern" not in markup
        assert markup.count("<text ") == markup.count('font-family="Some Sans"')


def test_the_report_has_one_size_in_points_equal_to_its_view_box():
    for markup in every_chart(REPORT):
        root = drawings(markup)[0]
        width, height = root.get("width").removesuffix("pt"), root.get("height").removesuffix("pt")
        assert root.get("viewBox") == f"0 0 {width} {height}"


def test_the_screen_has_its_colours_from_classes_and_stretches():
    for markup in every_chart(SCREEN):
        assert not re.search(r"""="(#|rgb)""", markup)
        assert all(root.get("width") == "100%" and not root.get("viewBox") for root in drawings(markup))


def test_a_wide_screen_drawing_comes_with_one_for_phones():
    names = [root.get("class") for root in drawings(draw(bars, bar_rows(1), theme=SCREEN, width=640))]
    assert names == ["chart chart-narrow", "chart chart-wide"]
    assert len(drawings(draw(bars, bar_rows(1), theme=SCREEN, width=300))) == 1


def test_text_on_a_screen_is_never_below_thirteen_pixels():
    for markup in every_chart(SCREEN):
        assert min((float(size) for size in re.findall('font-size="([^"]+)"', markup)), default=13) >= 13


def test_labels_are_escaped_and_control_characters_dropped():
    chart = draw(bars, [Bar('<b>"A" & B\x00</b>', 1, "<1")], title="<i>", desc="&")
    assert '<b>"A" & B</b>' in texts(chart)
    assert "<b>" not in chart
    assert "<1" in texts(chart)


def test_a_template_prints_a_chart_as_it_is():
    chart = draw(bars, bar_rows(1))
    assert Template("{{ chart }}").render(Context({"chart": chart})) == chart


@pytest.fixture(scope="module")
def real_width():
    """Measures words with the report's own font files."""
    from fontTools.ttLib import TTFont

    cuts = {}
    for name, cut in (("600", "semibold"), (None, "regular")):
        font = TTFont(FONTS / f"desk-sans-{cut}.woff2")
        glyphs, widths, whole = font.getBestCmap(), font["hmtx"].metrics, font["head"].unitsPerEm
        cuts[name] = {chr(code): widths[glyph][0] / whole for code, glyph in glyphs.items()}
    return lambda words, size, weight: size * sum(cuts[weight].get(letter, 1) for letter in words)


def test_no_word_in_the_report_reaches_out_of_its_box(real_width):
    for markup in every_chart(REPORT):
        (root,) = drawings(markup)
        width, height = map(float, root.get("viewBox").split()[2:])
        for text in root.iter(f"{SVG}text"):
            size, weight = float(text.get("font-size")), text.get("font-weight")
            wide = real_width(text.text, size, weight)
            start = float(text.get("x")) - wide * {"middle": 0.5, "end": 1}.get(text.get("text-anchor"), 0)
            assert start >= -0.5, (text.text, start)
            assert start + wide <= width + 0.5, (text.text, start + wide, width)
            assert size * 0.6 <= float(text.get("y")) <= height - size * 0.15, text.text


def test_the_rough_width_is_never_less_than_the_real_one(real_width):
    for words in (
        LONG,
        "10,250,000",
        "€18,025 0–4",
        "Œuvre, Łódź, București, Arbeidsongeschiktheid",
        "WMwm%@",
    ):
        for weight in ("600", None):
            real = real_width(words, 10, weight)
            assert real <= text_width(words, 10) * 1.01
            assert text_width(words, 10) <= real * 1.15


def test_a_label_breaks_into_lines_of_nearly_one_length():
    lines = wrap("Broken windows and open drug use in the street", 120, 8.5)
    assert " ".join(lines) == "Broken windows and open drug use in the street"
    assert len(lines) == 2
    assert abs(text_width(lines[0], 8.5) - text_width(lines[1], 8.5)) < 30


def test_a_word_wider_than_its_column_is_cut_into_lines_and_loses_nothing():
    lines = wrap("Arbeidsongeschiktheidsverzekering", 60, 8.5)
    assert "".join(lines) == "Arbeidsongeschiktheidsverzekering"
    assert max(text_width(line, 8.5) for line in lines) <= 60


@pytest.mark.parametrize(
    ("least", "step"),
    [(0, 1), (0.3, 0.5), (1, 1), (1.1, 2), (3, 5), (7, 10), (12, 20), (2_500_000, 5_000_000)],
)
def test_steps_are_one_two_or_five_of_a_power_of_ten(least, step):
    assert nice(least) == pytest.approx(step)


def test_a_scale_begins_at_zero_and_counts_in_whole_things():
    assert ticks(45) == [0, 10, 20, 30, 40]
    assert ticks(18, 4, cover=True) == [0, 5, 10, 15, 20]
    assert ticks(3) == [0, 1, 2, 3]
    assert ticks(0) == [0]
    assert ticks(0, cover=True) == [0, 1]


@pytest.mark.parametrize(
    ("peak", "scale"), [(9, (5, 10)), (12, (6, 12)), (1, (1, 2)), (0, (1, 2)), (951, (500, 1000))]
)
def test_a_strips_scale_has_two_round_values(peak, scale):
    assert half_and_whole(peak) == scale


def test_hatching_and_dots_stay_inside_their_box():
    for x1, y1, x2, y2 in stripes(10, 20, 30, 9):
        assert 10 <= x1 <= x2 <= 40.001
        assert 19.999 <= y2 <= y1 <= 29.001
    spots = list(dots(10, 20, 30, 9))
    assert spots
    assert all(10 < x < 40 and 20 < y < 29 for x, y in spots)
