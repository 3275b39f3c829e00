import pytest

from db import bank
from db.bank import BankChanges, VersionConflict
from db.database import open_database, sqlite_url
from quizbank.generators.catalogue import families
from tests.sample_bank import sample_item, sample_items


@pytest.fixture
def sessions(tmp_path):
    return open_database(sqlite_url(tmp_path / "a.db"))


def load(sessions, items):
    with sessions.begin() as session:
        return bank.load_items(session, items, 1.0)


def current(sessions):
    with sessions.begin() as session:
        return {item.id: item for item in bank.current_items(session)}


def test_loading_again_changes_nothing(sessions):
    items = sample_items()
    assert load(sessions, items) == BankChanges(len(items), 0, 0)
    assert load(sessions, items) == BankChanges(0, 0, 0)
    assert list(current(sessions).values()) == sorted(items, key=lambda item: item.id)


def test_a_new_version_stands_beside_the_old_one(sessions):
    first, *rest = sample_items()
    load(sessions, [first, *rest])
    second = first.model_copy(update={"version": 2, "stem": first.stem + "（改）"})
    assert load(sessions, [second, *rest]) == BankChanges(0, 1, 0)
    assert current(sessions)[first.id] == second
    with sessions.begin() as session:
        kept = bank.items_by_version(session, [(first.id, 1), (first.id, 2)])
    assert kept == {(first.id, 1): first, (first.id, 2): second}


def test_an_item_that_left_the_bank_retires_and_may_return(sessions):
    first, *rest = sample_items()
    load(sessions, [first, *rest])
    assert load(sessions, rest) == BankChanges(0, 0, 1)
    assert first.id not in current(sessions)
    with sessions.begin() as session:
        assert bank.items_by_version(session, [(first.id, 1)]) == {(first.id, 1): first}
    load(sessions, [first, *rest])
    assert first.id in current(sessions)


def test_a_silent_change_of_a_key_is_refused_and_nothing_is_stored(sessions):
    first, *rest = sample_items()
    load(sessions, [first, *rest])
    other_key = "A" if first.key != "A" else "B"
    with pytest.raises(VersionConflict, match=first.id):
        load(sessions, [first.model_copy(update={"key": other_key}), *rest[1:]])
    assert set(current(sessions)) == {item.id for item in (first, *rest)}
    assert current(sessions)[first.id].key == first.key


def test_a_better_explanation_needs_no_new_version(sessions):
    first, *rest = sample_items()
    load(sessions, [first, *rest])
    better = first.model_copy(update={"solution": "写得更清楚的一步一步的解答。"})
    load(sessions, [better, *rest])
    assert current(sessions)[first.id].solution == better.solution


def test_generated_items_are_kept_whole_and_are_not_drawn(sessions):
    item = families()["page_faults"].item(5)
    with sessions.begin() as session:
        bank.load_items(session, [sample_item("os.3.2", 1)], 1.0)
        bank.store_generated(session, [item, item], 2.0)
        bank.store_generated(session, [item], 3.0)
    with sessions.begin() as session:  # the next start of the program
        changes = bank.load_items(session, [sample_item("os.3.2", 1)], 4.0)
        assert (changes.added, changes.new_versions, changes.retired) == (0, 0, 0)
        assert [one.id for one in bank.current_items(session)] == ["os-0302-01"]
        assert bank.items_by_version(session, [(item.id, item.version)]) == {(item.id, item.version): item}
