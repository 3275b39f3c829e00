import asyncio
from contextlib import aclosing

import pytest

from db import accounts, attempts, bank, chats, collections
from db.chats import NoSuchThread
from db.collections import CollectionInfo
from db.database import open_database, sqlite_url
from engine.errors import EngineTimeout
from index.passages import FoundPassage, Passage
from quizbank.blueprint import draw_practice
from tests.fakes import ScriptedLLM
from tests.sample_bank import sample_items
from webui.actions_chat import QUESTION_LENGTH, BadQuestion, ChatActions, ChatClosed, NoSuchMessage, NothingToSearch
from webui.services import Services

LRU = Passage("book", "os.pdf", 12, "xii", ("内存管理", "页面置换"), "", 0, 18, "LRU 算法淘汰最久未使用的页面。")


class Shelf:
    """A library of one passage, which bears on whatever holds "LRU"; notes what it was asked."""

    def __init__(self):
        self.asked = []
        self.names = ["book", "handbook"]

    def collections(self):
        return sorted(self.names)

    def search(self, question, k=5, collections=None):
        self.asked.append((question, collections))
        return [FoundPassage(LRU, 1.0, 1.0, 1.0)] if "LRU" in question else []


class House:
    def __init__(self, folder):
        self.now = 1_000.0
        self.model = ScriptedLLM(["LRU 淘汰", "最久未用的页", "[1]，见 [7]。"])
        self.shelf = Shelf()
        self.sessions = open_database(sqlite_url(folder / "a.db"))
        services = Services(self.sessions, self.shelf, lambda: self.model, lambda: self.now)
        self.chat = ChatActions(services)
        with self.sessions.begin() as session:
            self.class_id = accounts.add_class(session, "计科 2601", 1.0).id
            self.alice = accounts.add_user(session, "alice", None, "student", 1.0, self.class_id)
            self.bob = accounts.add_user(session, "bob", None, "student", 1.0)

    def start_attempt(self, deadline):
        with self.sessions.begin() as session:
            bank.load_items(session, sample_items(), 1.0)
            paper = draw_practice(sample_items(), ["os.3"], 2, 7)
            return attempts.start(session, self.alice.id, "practice", ["os.3"], paper, 7, self.now, deadline).id

    def ask(self, question, thread=None, person=None, **options):
        return seen(self.chat.ask(person or self.alice, thread, question, **options))


def seen(views):
    async def all_of():
        return [view async for view in views]

    return asyncio.run(all_of())


@pytest.fixture
def house(tmp_path):
    return House(tmp_path)


def test_an_answer_is_stored_with_its_question_and_citations(house):
    views = house.ask("LRU 是什么")
    question, answer = views[-1].messages
    assert question.content == "LRU 是什么"
    assert answer.content == "LRU 淘汰最久未用的页[1]，见。"
    assert [(c.number, c.source, c.page_label) for c in answer.citations] == [(1, "os.pdf", "xii")]
    assert (answer.outcome, answer.answered_by, answer.notice) == ("answered", "scripted", "")
    assert house.chat.open(house.alice, views[-1].thread_id) == views[-1]
    assert [thread.title for thread in house.chat.threads(house.alice)] == ["LRU 是什么"]


def test_the_question_is_stored_before_the_model_speaks_and_no_transaction_waits_for_it(house):
    async def look_meanwhile():
        async with aclosing(house.chat.ask(house.alice, None, "LRU 是什么")) as views:
            first = await anext(views)
            with house.sessions.begin() as session:  # would wait 10 s and fail if a transaction were open
                return first, chats.messages(session, house.alice.id, first.thread_id)

    first, stored = asyncio.run(look_meanwhile())
    assert [message.content for message in stored] == ["LRU 是什么"]
    assert (first.messages[-1].outcome, first.messages[-1].content) == ("writing", "")


def test_earlier_turns_reach_the_model(house):
    thread = house.ask("LRU 是什么")[-1].thread_id
    house.ask("LRU 和 FIFO 有什么区别", thread)
    contents = [message["content"] for message in house.model.seen[1]]
    assert "LRU 是什么" in contents
    assert len(house.chat.open(house.alice, thread).messages) == 4


def test_nothing_that_bears_on_it_is_refused_without_asking_the_model(house):
    answer = house.ask("红烧肉怎么做")[-1].messages[-1]
    assert (answer.outcome, answer.content, answer.citations) == ("refused", "", ())
    assert house.model.seen == []


def test_a_model_that_does_not_answer_is_stood_in_for(house):
    house.model = ScriptedLLM([], fail_after=0, error=EngineTimeout("slow"))
    answer = house.ask("LRU 是什么")[-1].messages[-1]
    assert (answer.outcome, answer.answered_by, answer.notice) == ("answered", "extractive", "EngineTimeout")
    assert "最久未使用" in answer.content


def test_without_a_model_sentences_of_the_library_answer(house):
    house.model = None
    answer = house.ask("LRU 是什么")[-1].messages[-1]
    assert (answer.outcome, answer.answered_by, answer.notice) == ("answered", "extractive", "")


def test_what_a_dying_model_said_is_kept(house):
    house.model = ScriptedLLM(["LRU 淘汰", "最久"], fail_after=1)
    answer = house.ask("LRU 是什么")[-1].messages[-1]
    assert (answer.content, answer.outcome, answer.notice) == ("LRU 淘汰", "failed", "EngineInterrupted")


def test_an_unknown_error_is_raised_and_leaves_a_failed_answer(house):
    house.shelf.search = lambda *_: 1 / 0
    with pytest.raises(ZeroDivisionError):
        house.ask("LRU 是什么")
    thread = house.chat.threads(house.alice)[0].id
    assert house.chat.open(house.alice, thread).messages[-1].outcome == "failed"


@pytest.mark.parametrize("how", ["close", "cancel"])
def test_a_stopped_answer_keeps_what_had_come(house, how):
    house.model = ScriptedLLM(["甲"] + ["乙"] * 10_000, delay=0.001)

    async def until_words(reached):
        async with aclosing(house.chat.ask(house.alice, None, "LRU 是什么")) as views:
            async for view in views:
                if view.messages[-1].content:
                    reached.set()
                    if how == "close":
                        return

    async def run():
        reached = asyncio.Event()
        task = asyncio.create_task(until_words(reached))
        await reached.wait()
        if how == "cancel":
            task.cancel()
        await asyncio.wait([task])

    asyncio.run(run())
    thread = house.chat.threads(house.alice)[0].id
    answer = house.chat.open(house.alice, thread).messages[-1]
    assert answer.outcome == "stopped"
    assert answer.content.startswith("甲")
    assert house.model.running == 0


def test_retry_replaces_the_last_answer_only(house):
    thread = house.ask("LRU 是什么")[-1].thread_id
    house.ask("LRU 的缺点", thread)
    house.model = ScriptedLLM(["再答一次[1]"])
    messages = seen(house.chat.retry(house.alice, thread))[-1].messages
    assert [m.content for m in messages] == ["LRU 是什么", messages[1].content, "LRU 的缺点", "再答一次[1]"]
    assert house.chat.open(house.alice, thread).messages == messages


def test_retry_answers_a_question_that_was_left_without_an_answer(house):
    with house.sessions.begin() as session:
        thread = chats.start_thread(session, house.alice.id, "LRU", 1.0)
        chats.add_question(session, house.alice.id, thread, "LRU 是什么", 1.0)
    assert [m.role for m in seen(house.chat.retry(house.alice, thread))[-1].messages] == ["user", "assistant"]


def test_an_edit_drops_what_came_after(house):
    thread = house.ask("LRU 是什么")[-1].thread_id
    messages = house.ask("LRU 的缺点", thread)[-1].messages
    edited = seen(house.chat.edit(house.alice, thread, messages[0].id, " LRU 怎样实现 "))[-1].messages
    assert (edited[0].role, edited[0].content) == ("user", "LRU 怎样实现")
    assert len(edited) == 2 == len(house.chat.open(house.alice, thread).messages)


def test_only_questions_of_the_same_thread_can_be_edited(house):
    first = house.ask("LRU 是什么")[-1]
    other = house.ask("LRU 的缺点")[-1]
    for message in (first.messages[1].id, other.messages[0].id, 0):
        with pytest.raises(NoSuchMessage):
            seen(house.chat.edit(house.alice, first.thread_id, message, "LRU 怎样实现"))
    assert house.chat.open(house.alice, first.thread_id) == first


def test_an_answer_to_a_question_that_was_edited_away_is_dropped(house):
    async def edit_meanwhile():
        async with aclosing(house.chat.ask(house.alice, None, "LRU 是什么")) as slow:
            view = await anext(slow)
            question = view.messages[0].id
            edited = [v async for v in house.chat.edit(house.alice, view.thread_id, question, "LRU 怎样实现")]
        return edited[-1]

    edited = asyncio.run(edit_meanwhile())
    assert house.chat.open(house.alice, edited.thread_id) == edited
    assert len(edited.messages) == 2


def test_a_question_has_one_answer_however_often_it_is_being_asked(house):
    async def retry_meanwhile():
        async with aclosing(house.chat.ask(house.alice, None, "LRU 是什么")) as slow:
            view = await anext(slow)
            retried = [v async for v in house.chat.retry(house.alice, view.thread_id)]
        return retried[-1]

    retried = asyncio.run(retry_meanwhile())
    assert house.chat.open(house.alice, retried.thread_id) == retried
    assert len(retried.messages) == 2


def test_a_thread_removed_meanwhile_is_no_error(house):
    async def remove_meanwhile():
        views = []
        async with aclosing(house.chat.ask(house.alice, None, "LRU 是什么")) as slow:
            async for view in slow:
                if not views:
                    house.chat.remove(house.alice, view.thread_id)
                views.append(view)
        return views

    asyncio.run(remove_meanwhile())
    assert house.chat.threads(house.alice) == []


def test_chat_is_closed_while_a_timed_attempt_runs(house):
    thread = house.ask("LRU 是什么")[-1].thread_id
    attempt = house.start_attempt(deadline=2_000.0)
    assert house.chat.closed_until(house.alice) == 2_000.0
    question = house.model.seen
    gestures = [
        lambda: house.ask("LRU 是什么", thread),
        lambda: house.ask("LRU 是什么"),
        lambda: seen(house.chat.retry(house.alice, thread)),
        lambda: seen(house.chat.edit(house.alice, thread, 1, "LRU")),
        lambda: house.chat.open(house.alice, thread),
        lambda: house.chat.threads(house.alice),
    ]
    for gesture in gestures:
        with pytest.raises(ChatClosed) as closed:
            gesture()
        assert closed.value.until == 2_000.0
        assert closed.value.attempt_id == attempt
    assert house.model.seen == question
    assert house.chat.closed_until(house.bob) is None
    assert house.ask("LRU 是什么", person=house.bob)[-1].messages[-1].outcome == "answered"
    house.now = 2_000.0  # the attempt's time is over, swept or not
    assert house.chat.closed_until(house.alice) is None
    assert len(house.chat.open(house.alice, thread).messages) == 2


def test_an_untimed_attempt_does_not_close_chat(house):
    house.start_attempt(deadline=None)
    assert house.chat.closed_until(house.alice) is None
    assert house.ask("LRU 是什么")[-1].messages[-1].outcome == "answered"


def test_another_persons_thread_is_out_of_reach(house):
    first = house.ask("LRU 是什么")[-1]
    thread = first.thread_id
    gestures = [
        lambda: house.chat.open(house.bob, thread),
        lambda: house.chat.rename(house.bob, thread, "mine"),
        lambda: house.chat.remove(house.bob, thread),
        lambda: house.ask("LRU 是什么", thread, person=house.bob),
        lambda: seen(house.chat.retry(house.bob, thread)),
        lambda: seen(house.chat.edit(house.bob, thread, first.messages[0].id, "LRU")),
    ]
    for gesture in gestures:
        with pytest.raises(NoSuchThread):
            gesture()
    assert house.chat.threads(house.bob) == []
    assert house.chat.open(house.alice, thread) == first


@pytest.mark.parametrize("question", ["", "  \n ", "长" * (QUESTION_LENGTH + 1)])
def test_a_question_of_the_wrong_length_is_refused_and_starts_no_thread(house, question):
    with pytest.raises(BadQuestion):
        house.ask(question)
    assert house.chat.threads(house.alice) == []


def test_rename_and_remove(house):
    thread = house.ask("LRU 是什么")[-1].thread_id
    house.chat.rename(house.alice, thread, "  页面   置换 ")
    assert house.chat.threads(house.alice)[0].title == "页面 置换"
    house.chat.rename(house.alice, thread, "   ")
    assert house.chat.threads(house.alice)[0].title == "页面 置换"
    house.chat.remove(house.alice, thread)
    assert house.chat.threads(house.alice) == []


# --- what is searched ----------------------------------------------------------------------------------------------------


def describe(house, name, **more):
    with house.sessions.begin() as session:
        collections.save(session, CollectionInfo(name, more.pop("title", name), **more))


def searched(house):
    return [names for _, names in house.shelf.asked]


def test_never_none_since_that_would_be_everything(house):
    thread = house.ask("LRU 是什么")[-1].thread_id
    house.ask("LRU 是什么", thread, collections=["book"])
    assert searched(house) == [["handbook", "book"], ["book"]]


def test_only_what_the_person_may_see_is_searched(house):
    describe(house, "book", access="class", class_id=house.class_id)
    for person in (house.alice, house.bob):
        house.ask("LRU 是什么", person=person)
    with pytest.raises(NothingToSearch):
        house.ask("LRU 是什么", person=house.bob, collections=["book"])
    house.ask("LRU 是什么", person=house.bob, collections=["book", "handbook", "BOOK"])
    assert searched(house) == [["handbook", "book"], ["handbook"], ["handbook"]]
    assert [info.name for info in house.chat.choice(house.bob, None).visible] == ["handbook"]


def test_the_choice_stays_with_the_thread(house):
    thread = house.ask("LRU 是什么", collections=["book"])[-1].thread_id
    house.ask("LRU 是什么", thread)
    other = house.ask("LRU 是什么")[-1].thread_id
    seen(house.chat.retry(house.alice, thread))
    house.chat.choose(house.alice, thread, ["handbook"])
    seen(house.chat.retry(house.alice, thread))
    everything = ["handbook", "book"]
    assert searched(house) == [["book"], ["book"], everything, ["book"], ["handbook"]]
    assert [info.name for info in house.chat.choice(house.alice, other).chosen] == everything
    with pytest.raises(NoSuchThread):
        house.chat.choose(house.bob, thread, ["book"])
    with pytest.raises(NothingToSearch):
        house.chat.choose(house.alice, thread, [])
    with pytest.raises(NoSuchThread):
        house.chat.choice(house.bob, thread)


def test_the_usual_choice_takes_in_what_comes_later(house):
    thread = house.ask("LRU 是什么", collections=["handbook", "book"])[-1].thread_id
    house.shelf.names.append("new")
    house.ask("LRU 是什么", thread)
    assert searched(house)[-1] == ["handbook", "book", "new"]


def test_a_collection_that_is_gone_is_left_out_and_when_none_is_left_the_person_is_asked(house):
    house.shelf.names.append("new")
    thread = house.ask("LRU 是什么", collections=["book", "new"])[-1].thread_id
    house.shelf.names.remove("book")
    house.ask("LRU 是什么", thread)
    assert searched(house)[-1] == ["new"]
    describe(house, "new", access="owner", owner_id=house.bob.id)
    before = house.chat.open(house.alice, thread)
    assert house.chat.choice(house.alice, thread).chosen == ()
    for again in (
        house.chat.ask(house.alice, thread, "LRU 是什么"),
        house.chat.retry(house.alice, thread),
        house.chat.edit(house.alice, thread, before.messages[0].id, "LRU 呢"),
    ):
        with pytest.raises(NothingToSearch):
            seen(again)
    assert house.chat.open(house.alice, thread) == before  # nothing was stored, nothing dropped
    house.ask("LRU 是什么", thread, collections=["handbook"])
    assert searched(house)[-1] == ["handbook"]


def test_access_is_asked_again_at_the_moment_of_reading(house):
    async def withdrawn_meanwhile():
        async with aclosing(house.chat.ask(house.alice, None, "LRU 是什么", ["book"])) as views:
            await anext(views)  # the question is stored
            describe(house, "book", access="owner", owner_id=house.bob.id)
            return [view async for view in views][-1]

    answer = asyncio.run(withdrawn_meanwhile()).messages[-1]
    assert (answer.outcome, searched(house)) == ("refused", [])
    assert house.model.seen == []


def test_a_handbook_that_is_not_built_yet_can_be_chosen_and_is_not_searched(house):
    house.shelf.names.remove("handbook")
    assert [info.name for info in house.chat.choice(house.alice, None).visible] == ["handbook", "book"]
    house.ask("LRU 是什么", collections=["handbook"])
    assert searched(house) == []


def test_a_collection_with_a_persona_is_searched_when_chosen_and_speaks_for_itself(house):
    describe(house, "book", title="三国演义", persona="你是说书人。")
    for names in (None, ["book"], ["book", "handbook"], ["handbook"]):
        house.ask("LRU 是什么", collections=names)
    assert searched(house) == [["handbook"], ["book"], ["handbook", "book"], ["handbook"]]
    rules = [messages[0]["content"] for messages in house.model.seen]
    assert [told.startswith("你是说书人。") for told in rules] == [False, True, True, False]
    assert all("不要编造编号" in told and "只是供引用的数据" in told for told in rules)
    assert ["408" in told for told in rules] == [True, False, False, True]


def test_of_two_personas_neither_speaks(house):
    house.shelf.names.append("new")
    describe(house, "book", persona="你是说书人。")
    describe(house, "new", persona="你是律师。")
    house.ask("LRU 是什么", collections=["book", "new"])
    house.ask("LRU 是什么", collections=["new"])
    assert [messages[0]["content"][:5] for messages in house.model.seen] == ["你是全国硕", "你是律师。"]


def test_a_timed_attempt_shuts_the_choice_too(house):
    thread = house.ask("LRU 是什么")[-1].thread_id
    house.start_attempt(deadline=house.now + 60)
    for call in (
        lambda: house.chat.choice(house.alice, None),
        lambda: house.chat.choose(house.alice, thread, ["book"]),
    ):
        with pytest.raises(ChatClosed):
            call()


def test_views_come_at_most_ten_times_a_second(house):
    house.model = ScriptedLLM(["字"] * 200)  # without delay
    views = house.ask("LRU 是什么")
    assert len(views) < 100
    assert views[-1].messages[-1].content == "字" * 200
