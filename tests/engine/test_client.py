import asyncio
import subprocess
import sys

import pytest

from engine.client import ClientSettings, OpenAICompatibleLLM, api_root
from engine.errors import EngineInterrupted, EngineRefused, EngineSilent, EngineTimeout, EngineUnavailable
from tests.engine.model_server import Script, delta, says, serving, unused_port

ASK = [{"role": "user", "content": "什么是死锁"}]


def heard(llm: OpenAICompatibleLLM, said: list[str] | None = None, **options) -> list[str]:
    """All pieces of one answer, added to `said` as they come."""
    said = [] if said is None else said

    async def listen():
        async for piece in llm.stream(ASK, **options):
            said.append(piece)

    asyncio.run(listen())
    return said


def test_an_answer_is_streamed_from_the_first_model_the_server_names():
    with serving(Script(events=says("死锁", "是[1]", "。"))) as server:
        llm = OpenAICompatibleLLM(server.url)
        assert heard(llm, max_tokens=7, temperature=0.5) == ["死锁", "是[1]", "。"]
        assert llm.name == "tiny"
        sent = server.requests[0]
        assert (sent["model"], sent["messages"], sent["stream"]) == ("tiny", ASK, True)
        assert (sent["max_tokens"], sent["temperature"]) == (7, 0.5)
        assert heard(llm)  # a second event loop: the connections of the first are gone with it
        assert server.paths.count("/v1/models") == 1


def test_a_named_model_and_a_key_are_sent():
    with serving(Script(events=says("好"))) as server:
        assert heard(OpenAICompatibleLLM(server.url, "other", api_key="k-1")) == ["好"]
        assert server.requests[0]["model"] == "other" and server.headers[0]["authorization"] == "Bearer k-1"


def test_a_key_of_another_server_in_the_environment_stays_at_home(monkeypatch):
    monkeypatch.setenv("OPENAI_API_KEY", "private")
    monkeypatch.setenv("HTTP_PROXY", f"http://127.0.0.1:{unused_port()}")
    with serving(Script(events=says("好"))) as server:
        assert heard(OpenAICompatibleLLM(server.url)) == ["好"]  # and the loopback is not asked for at the proxy
        assert "private" not in server.headers[0]["authorization"]


@pytest.mark.parametrize(
    "given, root",
    [
        ("http://h:8000", "http://h:8000/v1"),
        ("http://h:8000/", "http://h:8000/v1"),
        ("http://h:8000/v1/", "http://h:8000/v1"),
        ("http://h:8000/v1/chat/completions", "http://h:8000/v1"),
        (" h:8000 ", "http://h:8000/v1"),
        ("https://h/compatible-mode/v1", "https://h/compatible-mode/v1"),
    ],
)
def test_addresses_with_and_without_v1(given, root):
    assert api_root(given) == root


def test_check_names_the_model_or_what_the_server_has():
    with serving(Script()) as server:
        assert asyncio.run(OpenAICompatibleLLM(server.url).check()) == "tiny"
        assert asyncio.run(OpenAICompatibleLLM(server.url, "other").check()) == "other"
        with pytest.raises(EngineRefused, match=r"'big'.*tiny, other"):
            asyncio.run(OpenAICompatibleLLM(server.url, "big").check())
    for models, reason in (({"data": []}, "serves no model"), ("<html>hello</html>", "no OpenAI-compatible server")):
        with serving(Script(models=models)) as server, pytest.raises(EngineRefused, match=reason):
            asyncio.run(OpenAICompatibleLLM(server.url).check())


def test_nothing_listens():
    llm = OpenAICompatibleLLM(f"http://127.0.0.1:{unused_port()}", "tiny")
    with pytest.raises(EngineUnavailable, match="is the server running"):
        heard(llm)
    with pytest.raises(EngineUnavailable):
        asyncio.run(llm.check())


@pytest.mark.parametrize(
    "status, error", [(400, EngineRefused), (404, EngineRefused), (401, EngineRefused), (503, EngineUnavailable)]
)
def test_http_errors_carry_the_servers_words_and_are_not_sent_again(status, error):
    message = (
        "This model's maximum context length is 2048 tokens. However, your prompt contains at least 2049 input tokens"
    )
    body = {"error": {"message": message, "type": "BadRequestError", "param": "input_tokens", "code": status}}
    with serving(Script(status=status, body=body)) as server:
        with pytest.raises(error, match="maximum context length") as caught:
            heard(OpenAICompatibleLLM(server.url, "tiny"))
        assert len(server.requests) == 1
        if error is EngineRefused:
            assert caught.value.server_message == message


def test_a_found_model_is_asked_for_again_after_the_server_lost_it():
    with serving(Script(events=says("好"))) as server:
        llm = OpenAICompatibleLLM(server.url)
        heard(llm)
        server.models, server.status, server.body = {"data": [{"id": "new"}]}, 404, {"error": {"message": "gone"}}
        with pytest.raises(EngineRefused):
            heard(llm)
        server.status, server.body = 200, None
        assert heard(llm) == ["好"] and server.requests[-1]["model"] == "new"


def test_silence_before_the_first_token_and_between_two():
    settings = ClientSettings(first_token_seconds=0.3, read_seconds=0.3)
    with serving(Script(events=[3, *says("迟")])) as server, pytest.raises(EngineTimeout):
        heard(OpenAICompatibleLLM(server.url, "tiny", settings=settings))
    said = []
    with serving(Script(events=[delta(content="前"), 3, *says("后")])) as server, pytest.raises(EngineInterrupted):
        heard(OpenAICompatibleLLM(server.url, "tiny", settings=settings), said)
    assert said == ["前"]


def test_a_slow_reader_is_no_silence_of_the_server():
    async def read_slowly(llm):
        said = []
        async for piece in llm.stream(ASK):
            said.append(piece)
            await asyncio.sleep(0.5)
        return said

    with serving(Script(events=says("一", "二", "三"))) as server:
        llm = OpenAICompatibleLLM(server.url, "tiny", settings=ClientSettings(read_seconds=0.3))
        assert asyncio.run(read_slowly(llm)) == ["一", "二", "三"]


@pytest.mark.parametrize(
    "ending",
    [
        [],
        [{"error": {"message": "engine died", "code": 500}}],
        ["data: {broken\n\n"],
        [{"error": {"message": "bad", "code": 400}}],
        [delta("abort", content=""), "data: [DONE]\n\n"],
    ],
    ids=["closed", "error", "garbage", "refused", "server told to stop"],
)
def test_an_answer_that_breaks_off(ending):
    said = []
    with serving(Script(events=[delta(content="前"), *ending])) as server, pytest.raises(EngineInterrupted):
        heard(OpenAICompatibleLLM(server.url, "tiny"), said)
    assert said == ["前"]
    expected = EngineRefused if "bad" in str(ending) else EngineUnavailable
    with serving(Script(events=ending)) as server, pytest.raises(expected):
        heard(OpenAICompatibleLLM(server.url, "tiny"))


def test_closing_the_answer_disconnects_so_that_the_server_can_free_its_slot():
    async def stop_early(server):
        stream = OpenAICompatibleLLM(server.url, "tiny").stream(ASK)
        assert await anext(stream) == "无尽"
        await stream.aclose()
        return await asyncio.to_thread(server.disconnected.wait, 10)

    with serving(Script(events=[delta(content="无尽")], repeat=True)) as server:
        assert asyncio.run(stop_early(server))


def test_cancelling_the_task_disconnects_too():
    async def cancel(server):
        async def listen():
            async for _ in OpenAICompatibleLLM(server.url, "tiny").stream(ASK):
                begun.set()

        begun = asyncio.Event()
        task = asyncio.create_task(listen())
        await begun.wait()
        task.cancel()
        await asyncio.wait([task])
        return await asyncio.to_thread(server.disconnected.wait, 10)

    with serving(Script(events=[delta(content="无尽")], repeat=True)) as server:
        assert asyncio.run(cancel(server))


@pytest.mark.parametrize(
    "pieces, shown",
    [
        (["<think>想", "一想</think>\n\n", "答"], "答"),
        (["<th", "ink>想</thi", "nk>答", "案"], "答案"),
        (["a <", "b 且 <thin", "g"], "a <b 且 <thing"),
        (["前<think>想</think>后"], "前后"),
        (["尾<think"], "尾<think"),
    ],
)
def test_thoughts_in_the_text_are_dropped_across_pieces(pieces, shown):
    with serving(Script(events=says(*pieces))) as server:
        said = heard(OpenAICompatibleLLM(server.url, "tiny"))
    assert "".join(said) == shown and all(said)


def test_thoughts_in_fields_of_their_own_are_dropped():
    events = [delta(reasoning_content="想"), delta(reasoning="想"), delta(role="assistant", content=""), *says("答")]
    with serving(Script(events=events)) as server:
        assert heard(OpenAICompatibleLLM(server.url, "tiny")) == ["答"]


def test_an_answer_of_thoughts_alone_is_no_answer():
    events = [delta(content="<think>想个没完"), delta("length"), "data: [DONE]\n\n"]
    with serving(Script(events=events)) as server, pytest.raises(EngineSilent):
        heard(OpenAICompatibleLLM(server.url, "tiny"))


@pytest.mark.parametrize("module", ["engine.client", "engine.answering", "engine.server"])
def test_importing_loads_nothing_heavy(module):
    code = f"import sys, {module}; print(*sorted({{'openai', 'torch', 'vllm', 'gradio', 'sqlalchemy'}} & sys.modules.keys()))"
    assert subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True).stdout.strip() == ""
