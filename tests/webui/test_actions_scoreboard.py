import pytest

from db import accounts
from db.accounts import UnknownClass, UnknownUser
from db.database import open_database, sqlite_url
from quizbank.progress import Accuracy, SubjectProgress
from tests.marked_attempts import add_marked_attempt
from webui.actions_scoreboard import HARDEST_CHAPTERS, TREND_DAYS, ScoreboardActions, TrendPoint, by_day, hardest, total
from webui.identity import NotInstructor
from webui.local_time import zone
from webui.services import Services

DAY = 24 * 3600.0


@pytest.fixture
def sessions(tmp_path):
    sessions = open_database(sqlite_url(tmp_path / "a.db"))
    yield sessions
    sessions.kw["bind"].dispose()


@pytest.fixture
def board(sessions):
    return ScoreboardActions(Services(sessions, None, lambda: None, lambda: 10 * DAY))


@pytest.fixture
def school(sessions):
    with sessions.begin() as session:
        first, second = accounts.add_class(session, "一班", 1.0), accounts.add_class(session, "二班", 1.0)
        people = {
            "alice": accounts.add_user(session, "alice", None, "student", 1.0, first.id),
            "bob": accounts.add_user(session, "bob", None, "student", 1.0, first.id),
            "carol": accounts.add_user(session, "carol", None, "student", 1.0, second.id),
            "prof": accounts.add_user(session, "prof", None, "instructor", 1.0),
        }
        add_marked_attempt(session, people["alice"].id, [("os.3.1", True)] * 3 + [("os.3.2", False)] * 3, 2 * DAY + 5)
        add_marked_attempt(session, people["alice"].id, [("ds.1.1", True)], 4 * DAY)
        add_marked_attempt(session, people["carol"].id, [("os.3.1", False)] * 2, 2 * DAY + 9)
    return people | {"first": first.id}


def test_a_persons_board_sums_up_by_subject_and_chapter(board, school):
    mine = board.board(school["alice"])
    operating = next(one for one in mine.progress if one.subject.node == "os")
    assert (operating.subject.right, operating.subject.answered) == (3, 6)
    assert [(c.right, c.answered) for c in operating.chapters if c.node == "os.3"] == [(3, 6)]
    assert total(mine.progress) == Accuracy("", 4, 7)
    assert [(p.at, p.right, p.answered) for p in mine.trend] == [(2 * DAY + 5, 3, 6), (4 * DAY, 1, 1)]
    assert [one.attempt.started_at for one in mine.recent] == [4 * DAY - 600, 2 * DAY + 5 - 600]


def test_a_board_without_answers_has_all_subjects_and_nothing_else(board, school):
    empty = board.board(school["bob"])
    assert [one.subject.answered for one in empty.progress] == [0, 0, 0, 0]
    assert (empty.trend, empty.recent) == ((), ())


def test_students_are_refused_every_gesture_of_instructors(board, school):
    gestures = [
        lambda: board.class_board(school["alice"], None, None),
        lambda: board.class_board(school["alice"], school["first"], None),
        lambda: board.student(school["alice"], school["alice"].id),
        lambda: board.report(school["alice"], None),
    ]
    for gesture in gestures:
        with pytest.raises(NotInstructor):
            gesture()


def test_a_class_board_holds_that_class_only(board, school):
    one = board.class_board(school["prof"], school["first"], None)
    assert total(one.progress) == Accuracy("", 4, 7)
    assert [(s.name, s.attempts, s.total.answered) for s in one.students] == [("alice", 2, 7), ("bob", 0, 0)]
    assert [s.node for s in one.students[0].subjects] == ["ds", "co", "os", "cn"]
    everybody = board.class_board(school["prof"], None, None)
    assert total(everybody.progress) == Accuracy("", 4, 9)
    assert [s.name for s in everybody.students] == ["alice", "bob", "carol"]


def test_a_class_trend_sums_up_each_day(board, school):
    trend = board.class_board(school["prof"], None, zone("UTC")).trend
    assert [(point.at, point.right, point.answered) for point in trend] == [(2 * DAY + 9, 3, 8), (4 * DAY, 1, 1)]


def test_days_are_those_of_the_readers_zone():
    attempts = [(15.5 * 3600, 1, 2), (16.5 * 3600, 2, 2), (20 * 3600, 0, 3)]
    assert by_day(attempts, zone("UTC")) == (TrendPoint(20 * 3600, 3, 7),)
    assert by_day(attempts, zone("Asia/Shanghai")) == (TrendPoint(15.5 * 3600, 1, 2), TrendPoint(20 * 3600, 2, 5))


def test_only_the_newest_days_are_kept():
    points = by_day([(n * DAY, 1, 1) for n in range(TREND_DAYS + 5)], zone("UTC"))
    assert [point.at for point in points] == [n * DAY for n in range(5, TREND_DAYS + 5)]


def test_an_instructor_sees_a_students_own_board(board, school):
    assert board.student(school["prof"], school["alice"].id) == board.board(school["alice"])
    for nobody in (999, school["prof"].id):
        with pytest.raises(UnknownUser):
            board.student(school["prof"], nobody)


def test_a_report_has_a_line_per_student_and_subject_and_per_chapter_with_marks(board, school):
    report = board.report(school["prof"], school["first"])
    assert (report.class_name, report.made_at) == ("一班", 10 * DAY)
    assert len(report.lines) == 2 * 4 + 2
    found = {
        (line.student.name, line.accuracy.node): (line.accuracy.right, line.accuracy.answered) for line in report.lines
    }
    assert found["alice", "os"] == found["alice", "os.3"] == (3, 6)
    assert found["bob", "os"] == (0, 0)
    assert {(line.student.name, line.student.attempts) for line in report.lines} == {("alice", 2), ("bob", 0)}
    assert board.report(school["prof"], None).class_name is None
    with pytest.raises(UnknownClass):
        board.report(school["prof"], 99)


def test_the_hardest_chapters_come_first_and_need_enough_answers():
    chapters = [Accuracy(f"os.{n}", right, answered) for n, right, answered in ((1, 5, 10), (2, 1, 10), (3, 0, 4))]
    progress = [SubjectProgress(Accuracy("os", 6, 24), tuple(chapters))]
    assert [one.node for one in hardest(progress)] == ["os.2", "os.1"]
    many = [SubjectProgress(Accuracy("os", 0, 0), tuple(Accuracy(f"os.{n}", 1, 9) for n in range(20)))]
    assert len(hardest(many)) == HARDEST_CHAPTERS
