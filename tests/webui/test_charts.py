import re
from xml.etree import ElementTree

import pytest

from quizbank.progress import Accuracy, by_subject
from webui import charts
from webui.charts import DatedShare

NASTY = '<img src=x onerror="alert(1)">&"'


def parsed(html):
    """The elements in it, which must be well formed; names with markup in them would not be."""
    return ElementTree.fromstring(f"<div>{html}</div>".replace("&nbsp;", " "))


def bar_of(right, answered, name="内存管理"):
    return parsed(charts.accuracy_bar(Accuracy("os.3", right, answered), name, "zh"))[0]


def test_a_bar_is_as_long_as_the_share_and_says_everything_in_words():
    bar = bar_of(13, 20)
    fill = next(one for one in bar if one.get("class") == "fill")
    assert fill.get("width") == "65.0%"
    interval = next(one for one in bar if one.get("class") == "interval")
    assert float(interval.get("x1").rstrip("%")) < 65 < float(interval.get("x2").rstrip("%"))
    assert bar.get("role") == "img"
    assert re.search("内存管理.*65%.*20.*13", bar.get("aria-label"))


def test_with_too_few_answers_nothing_is_claimed():
    bar = bar_of(1, 2)
    assert [one.get("class") for one in bar] == ["track", "fill few"]
    assert "太少" in bar.get("aria-label")
    figures = charts.accuracy_figures(Accuracy("os.3", 1, 2), "zh")
    assert "%" not in figures
    assert "2 题" in figures


def test_without_answers_there_is_only_the_track():
    assert [one.get("class") for one in bar_of(0, 0)] == ["track"]
    assert "还没有计分题" in bar_of(0, 0).get("aria-label")


def test_zero_and_all_right_stay_inside_the_track():
    for right in (0, 8):
        for one in bar_of(right, 8):
            for side in ("width", "x1", "x2"):
                assert 0 <= float((one.get(side) or "0%").rstrip("%")) <= 100


@pytest.mark.parametrize(
    "html",
    [
        charts.accuracy_bar(Accuracy("os.3", 3, 9), NASTY, "zh"),
        charts.accuracy_row(Accuracy("os.3", 3, 9), NASTY, "en"),
        charts.trend_chart([DatedShare(NASTY, 1, 2), DatedShare(NASTY, 2, 2)], "zh"),
    ],
)
def test_names_are_escaped(html):
    tree = parsed(html)
    assert NASTY in "".join(value for one in tree.iter() for value in [*one.attrib.values(), one.text or ""])
    assert not any(one.tag == "img" for one in tree.iter())


def test_subjects_unfold_to_all_their_chapters():
    tree = parsed(charts.subject_charts(by_subject([("os.3.1", 3, 6)]), "zh"))
    subjects = tree.findall(".//details")
    assert len(subjects) == 4
    assert len(tree.findall(".//details/div/div")) == 24
    assert "操作系统" in "".join(subjects[2].find("summary").itertext())
    english = charts.subject_charts(by_subject([]), "en")
    assert "Operating Systems" in english
    assert not re.search("[\u4e00-\u9fff]", english)


def test_the_hardest_chapters_keep_their_order():
    tree = parsed(charts.hardest_chart([Accuracy("os.3", 1, 9), Accuracy("ds.5", 2, 9)], "zh"))
    names = ["".join(row.find("div/span").itertext()) for row in tree.findall(".//li")]
    assert names == ["操作系统 · 内存管理", "数据结构 · 图"]


def test_rolling_weighs_answers_not_attempts():
    points = [DatedShare("a", 0, 10), DatedShare("b", 2, 2)]
    assert charts.rolling(points) == [0.0, pytest.approx(100 * 2 / 12)]


def test_rolling_forgets_what_is_long_past():
    points = [DatedShare("a", 0, 10)] * 3 + [DatedShare("b", 10, 10)] * charts.ROLLING_POINTS
    assert charts.rolling(points)[-1] == 100.0


def test_a_trend_has_a_dot_per_point_from_edge_to_edge():
    points = [DatedShare("2026-01-01", 1, 4), DatedShare("2026-01-02", 2, 4), DatedShare("2026-01-03", 4, 4)]
    tree = parsed(charts.trend_chart(points, "zh"))
    dots = [(one.get("cx"), one.get("cy")) for one in tree.iter("circle")]
    assert dots == [("0.00%", "75.00%"), ("50.00%", "50.00%"), ("100.00%", "0.00%")]
    label = next(one for one in tree.iter("svg") if one.get("role") == "img").get("aria-label")
    assert re.search("2026-01-01.*2026-01-03.*25%.*58%", label)


def test_a_dot_says_whether_it_is_an_attempt_or_a_day():
    points = [DatedShare("a", 1, 2), DatedShare("b", 2, 2)]
    assert "单次" in charts.trend_chart(points, "zh")
    assert "当天" in charts.trend_chart(points, "zh", daily=True)


@pytest.mark.parametrize("count", [0, 1])
def test_a_trend_needs_two_points(count):
    assert charts.trend_chart([DatedShare("2026-01-01", 1, 4)] * count, "zh") == ""


def test_colours_come_from_the_style_sheet():
    drawn = charts.subject_charts(by_subject([("os.3.1", 3, 6)]), "zh") + charts.trend_chart(
        [DatedShare("a", 1, 2), DatedShare("b", 2, 2)], "zh"
    )
    assert not re.search(r"#[0-9a-f]{3,6}\b|fill=|stroke=|style=", drawn)
