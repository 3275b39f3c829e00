import pytest

from db import accounts, reports
from db.database import open_database, sqlite_url
from tests.marked_attempts import add_marked_attempt


@pytest.fixture
def session(tmp_path):
    sessions = open_database(sqlite_url(tmp_path / "a.db"))
    with sessions.begin() as session:
        yield session
    sessions.kw["bind"].dispose()


@pytest.fixture
def school(session):
    """Two classes: alice and bob in the first, carol in the second; the instructor has answered as well."""
    first, second = accounts.add_class(session, "一班", 1.0), accounts.add_class(session, "二班", 1.0)
    people = {
        name: accounts.add_user(session, name, None, "student", 1.0, group.id).id
        for name, group in (("carol", second), ("bob", first), ("alice", first))
    }
    people["prof"] = accounts.add_user(session, "prof", None, "instructor", 1.0).id
    add_marked_attempt(session, people["alice"], [("os.3.1", True), ("os.3.1", False), ("ds.1.1", True)], 100.0)
    add_marked_attempt(session, people["alice"], [("os.3.1", True)], 300.0, "mock_choice")
    add_marked_attempt(session, people["carol"], [("os.3.1", False)], 200.0)
    add_marked_attempt(session, people["prof"], [("os.3.1", True)], 200.0)
    return people | {"first": first.id, "second": second.id}


def test_a_persons_counts_hold_nobody_elses_answers(session, school):
    assert sorted(reports.person_counts(session, school["alice"])) == [("ds.1.1", 1, 1), ("os.3.1", 2, 3)]
    assert reports.person_counts(session, school["bob"]) == []


def test_a_class_is_the_sum_of_its_students(session, school):
    assert sorted(reports.class_counts(session, school["first"])) == [("ds.1.1", 1, 1), ("os.3.1", 2, 3)]
    assert reports.class_counts(session, school["second"]) == [("os.3.1", 0, 1)]
    assert sorted(reports.class_counts(session, None)) == [("ds.1.1", 1, 1), ("os.3.1", 2, 4)]
    assert reports.class_counts(session, 99) == []


def test_a_trend_is_oldest_first_and_keeps_the_newest(session, school):
    points = reports.trend(session, school["alice"])
    assert [(point.kind, point.closed_at, point.right, point.answered) for point in points] == [
        ("practice", 100.0, 2, 3),
        ("mock_choice", 300.0, 1, 1),
    ]
    assert [point.closed_at for point in reports.trend(session, school["alice"], limit=1)] == [300.0]


def test_a_class_trend_has_all_its_students_attempts_oldest_first(session, school):
    for n in range(40):
        add_marked_attempt(session, school["bob"], [("os.3.1", True)], 400.0 + n)
    rows = reports.class_trend(session, school["first"])
    assert rows[:3] == [(100.0, 2, 3), (300.0, 1, 1), (400.0, 1, 1)]
    assert len(rows) == 42
    assert reports.class_trend(session, school["second"]) == [(200.0, 0, 1)]
    assert len(reports.class_trend(session, None)) == 43


def test_every_student_of_the_class_is_listed_by_name(session, school):
    alice, bob = reports.class_students(session, school["first"])
    assert (alice.name, alice.attempts, alice.last_at) == ("alice", 2, 300.0)
    assert sorted(alice.counts) == [("ds.1.1", 1, 1), ("os.3.1", 2, 3)]
    assert (alice.class_name, bob.class_name) == ("一班", "一班")
    assert (bob.name, bob.attempts, bob.last_at, bob.counts) == ("bob", 0, None, ())
    assert [student.name for student in reports.class_students(session, None)] == ["alice", "bob", "carol"]
