import re

import pytest

from db.attempts import Attempt, AttemptSummary
from quizbank.progress import by_subject
from webui.actions_quiz import KINDS
from webui.actions_scoreboard import Scoreboard, TrendPoint
from webui.local_time import zone
from webui.scoreboard_tab import board_html, trend_section
from webui.texts import text

SHANGHAI = zone("Asia/Shanghai")
AT = 1_764_000_000.0  # 2025-11-25 00:00 in Shanghai


def summary(number, state="submitted", kind="practice"):
    attempt = Attempt(number, 1, kind, (), AT, None, state, None if state == "open" else AT + 60)
    return AttemptSummary(attempt, 10, 4, 0, 0, 0) if state == "open" else AttemptSummary(attempt, 10, 10, 6, 12, 20)


def board(*recent, counts=(("os.3.1", 6, 10),), points=1):
    trend = tuple(TrendPoint(AT + 86400 * i, 6, 10) for i in range(points))
    return Scoreboard("alice", by_subject(counts), trend, recent)


def test_without_any_attempt_it_invites_to_the_first_quiz():
    html = board_html(board(counts=(), points=0), "zh", SHANGHAI)
    assert "还没有成绩" in html
    assert 'href="/quiz"' in html


def test_attempts_can_be_opened_again_and_open_ones_continued():
    html = board_html(board(summary(7), summary(8, "open", "mock_choice")), "zh", SHANGHAI)
    assert re.findall(r'href="/quiz#attempt-(\d+)" aria-label="(\w+)', html) == [("7", "查看"), ("8", "继续")]
    assert "2025-11-25 00:00" in html
    assert "<strong>12</strong>/20 · 60%" in html
    assert "已答 4/10" in html
    assert "模拟卷选择题" in html


@pytest.mark.parametrize("language", ["zh", "en"])
@pytest.mark.parametrize("kind", KINDS)
def test_every_kind_of_quiz_is_named(kind, language):
    html = board_html(board(summary(7, kind=kind), summary(8, "open", kind)), language, SHANGHAI)
    assert html.count(text(f"quiz.kind.{kind}", language)) == 2


def test_an_instructor_sees_no_links_and_no_open_attempts():
    html = board_html(board(summary(7), summary(8, "open")), "zh", SHANGHAI, own=False)
    assert "/quiz" not in html
    assert "进行中" not in html
    assert "<strong>12</strong>/20" in html
    assert ">alice</h2>" in html


def test_a_student_without_results_is_said_to_have_none():
    for empty in (board(counts=(), points=0), board(summary(8, "open"), counts=(), points=0)):
        html = board_html(empty, "zh", SHANGHAI, own=False)
        assert "还没有完成过测验" in html
        assert html.startswith('<div class="board"><h2')


def test_a_trend_waits_for_the_second_quiz():
    assert "再完成一次测验" in board_html(board(summary(7)), "zh", SHANGHAI)
    assert "这名学生完成两次" in board_html(board(summary(7)), "zh", SHANGHAI, own=False)
    assert "至少有两天" in trend_section((), "zh", SHANGHAI, "board.trend.none.daily", daily=True)
    assert "<polyline" in board_html(board(summary(7), points=2), "zh", SHANGHAI)


def test_too_few_answers_make_no_total():
    tile = re.compile(r"<dt>总正确率</dt><dd>(.*?)</dd>")
    assert tile.search(board_html(board(summary(7)), "zh", SHANGHAI))[1] == "60%"
    assert tile.search(board_html(board(summary(7), counts=(("os.3.1", 1, 2),)), "zh", SHANGHAI))[1] == "–"


def test_it_speaks_english():
    html = board_html(board(summary(7), summary(8, "open"), points=2), "en", SHANGHAI)
    assert not re.search("[\u4e00-\u9fff]", html)
