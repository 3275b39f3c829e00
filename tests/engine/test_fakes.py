"""The shared fake keeps the promises of engine.client.LLM, or the tests that use it prove nothing."""

import asyncio

import pytest

from engine.errors import EngineInterrupted, EngineUnavailable
from tests.fakes import ScriptedLLM


def say(llm: ScriptedLLM) -> list[str]:
    async def listen():
        return [piece async for piece in llm.stream([{"role": "user", "content": "问"}])]

    return asyncio.run(listen())


def test_it_says_its_pieces_or_what_the_messages_call_for():
    assert say(ScriptedLLM(["甲", "乙"])) == ["甲", "乙"]
    assert say(ScriptedLLM(lambda messages: [messages[-1]["content"], "！"])) == ["问", "！"]


@pytest.mark.parametrize("fail_after, error", [(0, EngineUnavailable), (1, EngineInterrupted), (2, EngineInterrupted)])
def test_it_fails_where_it_is_told_to(fail_after, error):
    llm = ScriptedLLM(["甲", "乙"], fail_after=fail_after)
    with pytest.raises(error):
        say(llm)
    assert llm.running == 0
