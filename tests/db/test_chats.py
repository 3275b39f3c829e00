import pytest

from db import accounts, chats
from db.chats import TITLE_CHARACTERS, NoSuchThread
from db.database import open_database, sqlite_url
from index.passages import Citation

CITED = Citation(1, "book", "os.pdf", 12, "xii", ("内存管理", "页面置换"), "os.3.2", "LRU 算法淘汰最久未使用的页面。")


@pytest.fixture
def session(tmp_path):
    sessions = open_database(sqlite_url(tmp_path / "a.db"))
    with sessions.begin() as session:
        yield session
    sessions.kw["bind"].dispose()


@pytest.fixture
def alice(session):
    return accounts.add_user(session, "alice", None, "student", 1.0).id


@pytest.fixture
def bob(session):
    return accounts.add_user(session, "bob", None, "student", 1.0).id


def talk(session, user, question="LRU 是什么", now=1.0):
    thread = chats.start_thread(session, user, question, now)
    asked = chats.add_question(session, user, thread, question, now)
    answered = chats.add_answer(
        session, user, thread, "淘汰最久未用的[1]", now, citations=[CITED], answered_by="m", outcome="answered",
        notice="EngineTimeout",
    )  # fmt: skip
    return thread, asked, answered


def test_messages_come_back_as_they_were_stored(session, alice):
    thread, asked, answered = talk(session, alice)
    question, answer = chats.messages(session, alice, thread)
    assert (question.id, question.role, question.content) == (asked, "user", "LRU 是什么")
    assert (question.citations, question.outcome) == ((), "")
    assert (answer.id, answer.role, answer.content) == (answered, "assistant", "淘汰最久未用的[1]")
    assert answer.citations == (CITED,)
    assert (answer.answered_by, answer.outcome, answer.notice) == ("m", "answered", "EngineTimeout")


def test_the_thread_spoken_in_last_comes_first(session, alice):
    first, *_ = talk(session, alice, "一", now=1.0)
    second, *_ = talk(session, alice, "二", now=2.0)
    assert [thread.id for thread in chats.threads(session, alice)] == [second, first]
    chats.add_question(session, alice, first, "又问", 3.0)
    assert [(thread.id, thread.updated_at) for thread in chats.threads(session, alice)] == [(first, 3.0), (second, 2.0)]
    assert len(chats.threads(session, alice, limit=1)) == 1


def test_a_title_is_one_line_and_short(session, alice):
    talk(session, alice, "一  二\n三")
    assert chats.threads(session, alice)[0].title == "一 二 三"
    talk(session, alice, "长" * 100, now=2.0)
    title = chats.threads(session, alice)[0].title
    assert len(title) == TITLE_CHARACTERS
    assert title.endswith("…")


def test_another_person_meets_no_such_thread(session, alice, bob):
    thread, asked, _ = talk(session, alice)
    gestures = [
        lambda: chats.messages(session, bob, thread),
        lambda: chats.add_question(session, bob, thread, "?", 2.0),
        lambda: chats.add_answer(session, bob, thread, "!", 2.0, outcome="answered"),
        lambda: chats.cut_from(session, bob, thread, asked),
        lambda: chats.rename(session, bob, thread, "x"),
        lambda: chats.remove(session, bob, thread),
        lambda: chats.messages(session, alice, thread + 1),
    ]
    for gesture in gestures:
        with pytest.raises(NoSuchThread):
            gesture()
    assert chats.threads(session, bob) == []
    assert len(chats.messages(session, alice, thread)) == 2


def test_cutting_drops_the_message_and_all_after_it_in_that_thread_only(session, alice):
    thread, _, answered = talk(session, alice)
    chats.add_question(session, alice, thread, "又问", 2.0)
    other, *_ = talk(session, alice, "别的", now=3.0)
    chats.cut_from(session, alice, thread, answered)
    assert [message.content for message in chats.messages(session, alice, thread)] == ["LRU 是什么"]
    assert len(chats.messages(session, alice, other)) == 2


def test_rename_and_remove(session, alice):
    thread, *_ = talk(session, alice)
    other, *_ = talk(session, alice, "别的", now=2.0)
    chats.rename(session, alice, thread, "页面置换")
    assert {one.id: one.title for one in chats.threads(session, alice)} == {thread: "页面置换", other: "别的"}
    chats.remove(session, alice, thread)
    assert [one.id for one in chats.threads(session, alice)] == [other]
    with pytest.raises(NoSuchThread):
        chats.messages(session, alice, thread)


def test_one_message_is_found_by_its_owner_only(session, alice, bob):
    thread, asked, answered = talk(session, alice)
    assert chats.message(session, alice, answered) == chats.messages(session, alice, thread)[1]
    assert chats.message(session, alice, asked).role == "user"
    assert chats.message(session, bob, answered) is None
    assert chats.message(session, alice, answered + 1) is None
