import asyncio
import threading

import pytest

from engine.answering import Chunk, Done, Fallback, answer
from engine.errors import EngineInterrupted, EngineRefused, EngineTimeout, EngineUnavailable
from index.passages import Citation, Passage
from tests.fakes import ScriptedLLM


def passage(text: str, page: int) -> Passage:
    return Passage("notes", "os.pdf", page, "", ("死锁",), "os.2", 0, len(text), text)


DEADLOCK = passage("死锁是指多个进程互相等待。", 3)
PAGING = passage("分页把内存分成页框。", 7)


def events(question="什么是死锁", history=(), passages=(DEADLOCK, PAGING), llm=None):
    async def collect():
        return [event async for event in answer(question, history, lambda query: passages, llm)]

    return asyncio.run(collect())


def test_a_models_words_come_as_chunks_and_only_cited_passages_are_done():
    llm = ScriptedLLM(["死锁是", "互相等待[1]", "。又[9]。"])
    assert events(llm=llm) == [
        Chunk("死锁是"),
        Chunk("互相等待[1]"),
        Chunk("。又[9]。"),
        Done("死锁是互相等待[1]。又。", (Citation.of(1, DEADLOCK),), "scripted", refused=False),
    ]
    assert "死锁是指多个进程互相等待。" in llm.seen[0][-1]["content"]


@pytest.mark.parametrize("passages", [(), (passage(" \n", 1),)])
def test_nothing_found_refuses_without_asking_the_model(passages):
    llm = ScriptedLLM(["不该说话"])
    assert events(passages=passages, llm=llm) == [Done("", (), "", refused=True)]
    assert llm.seen == []


def test_without_a_model_the_passages_own_sentences_answer():
    assert events() == [
        Chunk("死锁是指多个进程互相等待。[1]"),
        Done("死锁是指多个进程互相等待。[1]", (Citation.of(1, DEADLOCK),), "extractive", refused=False),
    ]


@pytest.mark.parametrize("error", [EngineUnavailable("off"), EngineTimeout("slow"), EngineRefused("no", "too long")])
def test_a_model_that_cannot_be_asked_is_replaced_and_the_reason_told(error):
    told = events(llm=ScriptedLLM(["从未说出"], fail_after=0, error=error))
    assert told[0] == Fallback(error) and isinstance(told[1], Chunk)
    assert told[-1].answered_by == "extractive" and told[-1].text == "死锁是指多个进程互相等待。[1]"


@pytest.mark.parametrize("error", [None, EngineTimeout("slow"), EngineUnavailable("gone")])
def test_a_model_that_dies_after_its_first_words_interrupts(error):
    heard = []

    async def listen():
        llm = ScriptedLLM(["前半", "后半"], fail_after=1, error=error)
        async for event in answer("什么是死锁", (), lambda query: [DEADLOCK], llm):
            heard.append(event)

    with pytest.raises(EngineInterrupted):
        asyncio.run(listen())
    assert heard == [Chunk("前半")]


def test_closing_the_answer_stops_the_model():
    async def stop_early():
        llm = ScriptedLLM(["一", "二", "三"])
        turn = answer("什么是死锁", (), lambda query: [DEADLOCK], llm)
        assert await anext(turn) == Chunk("一")
        assert llm.running == 1
        await turn.aclose()
        return llm.running

    assert asyncio.run(stop_early()) == 0


def test_searching_does_not_block_the_event_loop():
    searched_in = []

    def find(query):
        searched_in.append(threading.current_thread())
        return [DEADLOCK]

    async def ask():
        return [event async for event in answer("什么是死锁", (), find, None)]

    asyncio.run(ask())
    assert searched_in[0] is not threading.main_thread()


def test_a_follow_up_is_searched_with_the_question_it_leans_on():
    asked = []
    history = [{"role": "user", "content": "什么是死锁"}, {"role": "assistant", "content": "互相等待[1]。"}]

    async def ask():
        def find(query):
            asked.append(query)
            return []

        return [event async for event in answer("它怎么预防？", history, find, None)]

    asyncio.run(ask())
    assert asked == ["死锁 它怎么预防？"]
