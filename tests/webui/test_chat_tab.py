import asyncio
import re
from types import SimpleNamespace

import pytest

from db import accounts, attempts, bank, collections
from db.chats import ChatMessage, Thread
from db.collections import CollectionInfo
from db.database import open_database, sqlite_url
from index.library import Library
from quizbank.blueprint import draw_practice
from tests.fakes import ScriptedLLM
from tests.sample_bank import sample_items
from webui import chat_tab
from webui.actions_chat import ChatActions
from webui.services import Services
from webui.texts import text

NOW = 1_764_000_000.0


class NoBooks:
    def collections(self):
        return ["books"]

    def search(self, question, k=5, collections=None):
        return []


@pytest.fixture
def room(tmp_path):
    """The chat, somebody in it, and a request of theirs."""
    sessions = open_database(sqlite_url(tmp_path / "a.db"))
    with sessions.begin() as session:
        alice = accounts.add_user(session, "alice", None, "student", 1.0)
    chat = ChatActions(Services(sessions, NoBooks(), lambda: ScriptedLLM(["x"]), lambda: NOW))
    request = SimpleNamespace(headers={"accept-language": "zh-CN"}, scope={"state": {"person": alice}})
    yield SimpleNamespace(chat=chat, alice=alice, request=request, sessions=sessions)
    sessions.kw["bind"].dispose()


def updates(room, views, thread=None):
    async def all_of():
        return [update async for update in chat_tab._answering(room.chat, views, thread, "Asia/Shanghai", room.request)]

    return asyncio.run(all_of())


def start_timed_attempt(room):
    with room.sessions.begin() as session:
        bank.load_items(session, sample_items(), 1.0)
        paper = draw_practice(sample_items(), ["os.3"], 2, 7)
        return attempts.start(session, room.alice.id, "practice", ["os.3"], paper, 7, NOW, NOW + 1800).id


def test_asking_empties_the_box_shows_stop_and_in_the_end_submit(room):
    first, *_, last = updates(room, room.chat.ask(room.alice, None, "红烧肉怎么做"))
    assert first["box"].value == ""
    assert (first["box"].submit_btn, first["box"].stop_btn) == (False, True)
    assert (last["box"].submit_btn, last["box"].stop_btn) == (True, False)
    assert "红烧肉怎么做" in first["threads"]


def test_a_running_timed_attempt_closes_the_tab_and_says_until_when(room):
    attempt = start_timed_attempt(room)
    for shown in (
        updates(room, room.chat.ask(room.alice, None, "LRU"))[-1],
        chat_tab._page(room.chat, room.alice, None, "zh", "Asia/Shanghai"),
    ):
        assert "00:30" in shown["closed"].value
        assert f'<a href="/quiz#attempt-{attempt}">' in shown["closed"].value
        assert shown["room"].visible is False
        assert shown["talk"].value == []


def test_an_unknown_error_ends_in_a_notice_and_a_usable_box(room, monkeypatch, caplog):
    said = []
    monkeypatch.setattr(chat_tab.gr, "Warning", said.append)
    room.chat.services.library.search = lambda *_: 1 / 0
    *_, last = updates(room, room.chat.ask(room.alice, None, "LRU"))
    assert last["box"].submit_btn is True
    assert said == ["出错了，请稍后再试。"]
    assert "ZeroDivisionError" in caplog.text
    assert "回答中断" in last["talk"].value[-1]["content"][0]["text"]


def test_another_persons_thread_opens_as_an_empty_page(room, monkeypatch):
    monkeypatch.setattr(chat_tab.gr, "Warning", lambda words: None)
    updates(room, room.chat.ask(room.alice, None, "红烧肉"))
    thread = room.chat.threads(room.alice)[0].id
    with room.sessions.begin() as session:
        bob = accounts.add_user(session, "bob", None, "student", 1.0)
    page = chat_tab._page(room.chat, bob, thread, "zh", "")
    assert (page["thread"], page["talk"].value) == (None, [])


def test_the_page_arrives_at_the_thread_it_showed_before(room):
    for question in ("红烧肉", "糖醋鱼"):
        updates(room, room.chat.ask(room.alice, None, question))
    newest, older = (thread.id for thread in room.chat.threads(room.alice))
    with room.sessions.begin() as session:
        bob = accounts.add_user(session, "bob", None, "student", 1.0)
    assert [chat_tab._kept(room.chat, room.alice, kept) for kept in (older, None, 0, 99)] == [older, newest, 0, newest]
    assert chat_tab._kept(room.chat, bob, older) is None
    start_timed_attempt(room)
    assert chat_tab._kept(room.chat, room.alice, older) is None


def edit_of(index, previous):
    return SimpleNamespace(index=index, previous_value=previous, value="新问题")


def test_an_edit_is_matched_with_what_stood_on_the_page(room):
    updates(room, room.chat.ask(room.alice, None, "若 a<b 呢"))
    thread = room.chat.threads(room.alice)[0].id
    messages = room.chat.open(room.alice, thread).messages
    on_page = chat_tab.shown(messages, "zh")[0]["content"]
    assert chat_tab._edited(room.chat, room.alice, thread, 40, edit_of(0, on_page)) == messages[0].id
    for stale in (edit_of(0, "别的"), edit_of(7, on_page), edit_of(-1, on_page)):
        assert chat_tab._edited(room.chat, room.alice, thread, 40, stale) == 0
    assert chat_tab._edited(room.chat, room.alice, None, 40, edit_of(0, on_page)) == 0


@pytest.mark.parametrize(("sent", "read"), [(3, 3), (3.0, 3), (None, None), ("3", None), (True, None), ([], None)])
def test_ids_from_the_browser(sent, read):
    assert chat_tab._whole(sent) == read


def test_titles_are_escaped_and_the_open_thread_is_marked():
    html = chat_tab._threads_html([Thread(1, '<b>"x"</b>', 1.0), Thread(2, "y", 1.0)], 2, "zh")
    assert "<b>" not in html
    assert re.findall(r'data-thread="(\d+)" aria-current', html) == ["2"]


def test_an_empty_list_says_so():
    assert "还没有对话" in chat_tab._threads_html([], None, "zh")


def ticks(page):
    """(collection, ticked, words) of everything that can be chosen on the page."""
    return re.findall(r'aria-checked="(\w+)" data-collection="([^"]*)">.*?<span>(.*?)</span>', page["where"])


def test_what_can_be_searched_is_shown_by_title_and_stays_as_chosen(room):
    with room.sessions.begin() as session:
        collections.save(session, CollectionInfo("books", "<王道>"))
    page = chat_tab._page(room.chat, room.alice, None, "zh", "")
    assert ticks(page) == [("true", "handbook", "内置讲义"), ("true", "books", "&lt;王道&gt;")]
    updates(room, room.chat.ask(room.alice, None, "红烧肉", ["books"]))
    thread = room.chat.threads(room.alice)[0].id
    page = chat_tab._page(room.chat, room.alice, thread, "zh", "")
    assert [tick[:2] for tick in ticks(page)] == [("false", "handbook"), ("true", "books")]
    assert "请先选择至少一种资料" in page["where"]  # to be seen once nothing is ticked


def test_with_one_collection_there_is_nothing_to_choose_unless_the_chosen_one_is_gone(room):
    updates(room, room.chat.ask(room.alice, None, "红烧肉", ["books"]))
    thread = room.chat.threads(room.alice)[0].id
    with room.sessions.begin() as session:
        collections.save(session, CollectionInfo("books", "王道", access="owner"))
    assert chat_tab._page(room.chat, room.alice, None, "zh", "")["where"] == ""
    page = chat_tab._page(room.chat, room.alice, thread, "zh", "")
    assert [tick[:2] for tick in ticks(page)] == [("false", "handbook")]
    assert "已移除，或不再对你开放" in page["where"]
    assert "王道" not in page["where"]


def test_asking_with_nothing_chosen_says_so_and_keeps_the_question(room, monkeypatch):
    said = []
    monkeypatch.setattr(chat_tab.gr, "Warning", said.append)
    (last,) = updates(room, room.chat.ask(room.alice, None, "LRU", []))
    assert said == ["请先选择至少一种资料，再提问。"]
    assert getattr(last["box"], "value", None) is None
    assert last["box"].submit_btn is True


@pytest.mark.parametrize(
    ("sent", "read"),
    [
        ('["a","b"]', ["a", "b"]),
        ("[]", []),
        (["a"], ["a"]),
        ("", None),
        (None, None),
        ("{}", None),
        ("[1,null]", []),
        ("[", None),
    ],
)
def test_ticks_from_the_browser(sent, read):
    assert chat_tab._names(sent) == read


def test_each_subject_has_an_example_question(room):
    page = chat_tab._page(room.chat, room.alice, None, "en", "")
    assert [example["text"][:3] for example in page["talk"].examples] == ["Wha", "How", "Wha", "Why"]


@pytest.fixture(scope="module")
def handbook(tmp_path_factory):
    library = Library(tmp_path_factory.mktemp("library"))
    library.ensure_handbook()
    return library


@pytest.mark.parametrize("language", ["zh", "en"])
@pytest.mark.parametrize("subject", chat_tab.SUBJECTS)
def test_the_handbook_answers_each_example_question(room, handbook, subject, language):
    chat = ChatActions(Services(room.sessions, handbook, lambda: None, lambda: NOW))
    example = text(f"chat.example.{subject}", language)
    answer = updates_of(chat.ask(room.alice, None, example))[-1].messages[-1]
    assert answer.outcome == "answered"
    assert answer.citations[0].source.startswith(f"{subject}/")


def updates_of(views):
    async def all_of():
        return [view async for view in views]

    return asyncio.run(all_of())


def test_older_messages_come_on_demand(room):
    with room.sessions.begin() as session:
        from db import chats

        thread = chats.start_thread(session, room.alice.id, "长谈", 1.0)
        for n in range(60):
            chats.add_question(session, room.alice.id, thread, f"问 {n}", 1.0)
    page = chat_tab._page(room.chat, room.alice, thread, "zh", "")
    assert (len(page["talk"].value), page["older"].visible) == (40, True)
    page = chat_tab._page(room.chat, room.alice, thread, "zh", "", 80)
    assert (len(page["talk"].value), page["older"].visible) == (60, False)


def test_a_message_is_hashable_so_that_its_page_form_is_made_once():
    assert len({ChatMessage(1, "user", "x"), ChatMessage(1, "user", "x")}) == 1
