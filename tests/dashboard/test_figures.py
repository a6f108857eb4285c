"""The four parts and the bars with intervals: the drawing holds the specification's values."""

import re

import pytest
from hypothesis import given
from hypothesis import strategies as st

from dashboard.figures.interval_bars import Bar, IntervalBars, interval_bars_plotly, interval_bars_svg
from dashboard.figures.share_bar import share_bar, share_bar_svg

PARTS = ("received", "turned_away", "no_result", "withdrew")


def a_bar(*shares: float):
    return share_bar(
        "What happened", [(code, code, share) for code, share in zip(PARTS, shares, strict=True)], str
    )


@given(st.lists(st.integers(0, 1000), min_size=4, max_size=4).filter(lambda parts: sum(parts) > 0))
def test_the_four_parts_always_add_up_to_100(parts):
    shares = [100 * part / sum(parts) for part in parts]
    bar = a_bar(*shares)
    assert sum(part.of_100 for part in bar.parts) == 100
    assert all(abs(part.of_100 - part.share) < 1 for part in bar.parts)


def test_a_name_stands_in_the_bar_only_where_it_fits():
    bar = a_bar(60.0, 25.0, 10.0, 5.0)
    assert [part.label for part in bar.parts] == ["received 60", "25", "10", "5"]


def test_the_summary_has_every_part():
    assert a_bar(40.4, 33.3, 19.3, 7.0).summary == "received 41, turned_away 33, no_result 19, withdrew 7"


def test_the_bar_on_paper_has_the_widths_of_the_shares():
    widths = [
        float(width)
        for width in re.findall(r'<rect x="[\d.]+" width="([\d.]+)"', share_bar_svg(a_bar(50, 25, 20, 5)))
    ]
    assert widths == [300, 150, 120, 30]


@pytest.fixture
def bars() -> IntervalBars:
    return IntervalBars(
        "Turned away", "in 100",
        (Bar("Old Mill", 24.0, 20.0, 29.0, "24 in 100"), Bar("New Mill", None, None, None, "hidden",
        "hidden"),
         Bar("Far <Mill>", 31.0, 22.0, 41.0, "31 in 100", "care")),
        21.0, "City 21", "summary", "EXAMPLE, NOT REAL",
    )  # fmt: skip


def test_screen_and_paper_hold_the_same_values(bars):
    figure = interval_bars_plotly(bars)
    on_paper = [float(value) for value in re.findall(r'data-value="([\d.]+)"', interval_bars_svg(bars))]
    assert list(figure.data[0].x) == on_paper == [24.0, 31.0]


def test_intervals_are_drawn_from_the_value(bars):
    errors = interval_bars_plotly(bars).data[0].error_x
    assert (list(errors.array), list(errors.arrayminus)) == ([5.0, 10.0], [4.0, 9.0])


def test_what_is_hidden_has_words_and_no_bar(bars):
    figure = interval_bars_plotly(bars)
    assert "New Mill" not in figure.data[0].y
    assert "hidden" in [annotation.text for annotation in figure.layout.annotations]


def test_bars_begin_at_zero_and_say_that_they_are_an_example(bars):
    figure = interval_bars_plotly(bars)
    assert figure.layout.xaxis.range[0] == 0
    assert "EXAMPLE, NOT REAL" in [annotation.text for annotation in figure.layout.annotations]
    assert "EXAMPLE, NOT REAL" in interval_bars_svg(bars)


def test_names_are_escaped_on_paper(bars):
    assert "Far &lt;Mill&gt;" in interval_bars_svg(bars)
