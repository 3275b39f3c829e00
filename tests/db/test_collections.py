import pytest
from sqlalchemy import delete
from sqlalchemy.exc import IntegrityError

from db import accounts
from db.accounts import Person
from db.collections import CollectionInfo, HandbookIsFixed, describe, described_names, forget, may_see, save, visible
from db.database import open_database, sqlite_url
from db.models import ClassRow


@pytest.fixture
def sessions(tmp_path):
    sessions = open_database(sqlite_url(tmp_path / "a.db"))
    yield sessions
    sessions.kw["bind"].dispose()


@pytest.fixture
def people(sessions):
    with sessions.begin() as session:
        ours = accounts.add_class(session, "计科 2601", 1.0).id
        other = accounts.add_class(session, "软工 2601", 1.0).id
        return {
            "student": accounts.add_user(session, "alice", None, "student", 1.0, ours),
            "other student": accounts.add_user(session, "bob", None, "student", 1.0, other),
            "no class": accounts.add_user(session, "carol", None, "student", 1.0),
            "owner": accounts.add_user(session, "prof", None, "instructor", 1.0),
            "other instructor": accounts.add_user(session, "dean", None, "instructor", 1.0),
            "local": accounts.local_person(session, 1.0),
        }


EVERYBODY = {"student", "other student", "no class", "owner", "other instructor", "local"}
TEACHERS = {"owner", "other instructor", "local"}


@pytest.mark.parametrize(
    ("access", "of_class", "seen_by"),
    [
        (None, False, EVERYBODY),
        ("everyone", False, EVERYBODY),
        ("class", True, {"student"} | TEACHERS),
        ("class", False, TEACHERS),
        ("owner", False, {"owner"}),
    ],
)
def test_who_sees_what(sessions, people, access, of_class, seen_by):
    with sessions.begin() as session:
        if access:
            class_id = people["student"].class_id if of_class else None
            save(session, CollectionInfo("notes", "讲义", "", access, class_id, people["owner"].id))
        found = {name for name, person in people.items() if may_see(session, person, "notes")}
        listed = {name for name, person in people.items() if visible(session, person, ["notes"])}
    assert found == listed == seen_by


def test_a_collection_whose_class_is_gone_is_shown_to_no_student(sessions, people):
    with sessions.begin() as session:
        fleeting = accounts.add_class(session, "短训班", 1.0).id
        save(session, CollectionInfo("notes", "讲义", "", "class", fleeting))
        session.execute(delete(ClassRow).where(ClassRow.id == fleeting))
    with sessions.begin() as session:
        assert describe(session, "notes").class_id is None
        assert {name for name, person in people.items() if may_see(session, person, "notes")} == TEACHERS


@pytest.mark.parametrize("spelling", ["notes", "Notes", "NOTES", "ｎｏｔｅｓ"])
def test_no_spelling_of_the_name_leads_around_its_access(sessions, people, spelling):
    with sessions.begin() as session:
        save(session, CollectionInfo("Notes", "讲义", "", "owner", None, people["owner"].id))
        assert not may_see(session, people["student"], spelling)
        assert may_see(session, people["owner"], spelling)


def test_saved_changed_and_forgotten(sessions, people):
    with sessions.begin() as session:
        assert describe(session, "sanguo") == CollectionInfo("sanguo", "sanguo")
        first = CollectionInfo("sanguo", "三国演义", "你是说书人。", "owner", None, people["owner"].id)
        save(session, first)
    with sessions.begin() as session:
        assert describe(session, "sanguo") == first
        second = CollectionInfo("sanguo", "三国", "", "class", people["student"].class_id, people["owner"].id)
        save(session, second)
        assert visible(session, people["student"], ["handbook", "sanguo"]) == [
            CollectionInfo("handbook", "handbook"), second,
        ]  # fmt: skip
        assert described_names(session) == ["sanguo"]
        forget(session, "SANGUO")
        assert described_names(session) == []


def test_the_handbook_stays_everyones(sessions):
    with sessions.begin() as session:
        for name in ("handbook", "Handbook"):
            with pytest.raises(HandbookIsFixed):
                save(session, CollectionInfo(name, "x", "", "owner"))


def test_an_unknown_access_is_shown_to_nobody_and_not_stored(sessions, people):
    odd = CollectionInfo("x", "x", "", "friends", None, people["owner"].id)
    assert not any(odd.shown_to(person) for person in people.values())
    with pytest.raises(IntegrityError), sessions.begin() as session:
        save(session, odd)


def test_a_person_is_judged_as_they_are_now():
    info = CollectionInfo("x", "x", "", "class", 7)
    assert info.shown_to(Person(1, "a", "student", 7))
    assert not info.shown_to(Person(1, "a", "student", 8))
