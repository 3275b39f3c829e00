import sys
import time
from pathlib import Path

import pytest

from engine.local_model import LocalModel, settings_for, start_for_this_machine
from engine.server import ServerSettings, VllmServer, choose_model, parse_gpus

FAKE = Path(__file__).parent / "fake_vllm.py"


@pytest.fixture
def said():
    return []


@pytest.fixture
def make_model(tmp_path, said):
    made = []

    def make(*arguments):
        settings = ServerSettings((sys.executable, str(FAKE)), arguments, poll_seconds=0.05, stop_seconds=0.5)
        made.append(LocalModel(VllmServer("tiny", 0, tmp_path / "vllm.log", settings), said.append))
        return made[-1]

    yield make
    for model in made:
        model.stop()


def wait_until(condition, seconds=30):
    deadline = time.monotonic() + seconds
    while not condition():
        assert time.monotonic() < deadline, "waited in vain"
        time.sleep(0.05)


def test_it_answers_when_it_is_ready_and_not_after_its_end(make_model, said):
    model = make_model()
    wait_until(lambda: model.llm() is not None)
    assert model.llm().name == "tiny"
    model.stop()
    assert model.llm() is None
    assert any("ready" in line for line in said)


def test_it_says_why_it_died(make_model, said):
    model = make_model("--say", "torch.OutOfMemoryError: CUDA out of memory.", "--then", "die")
    wait_until(lambda: any("--model" in line for line in said))
    assert model.llm() is None
    assert [line for line in said if "dead" in line] == [] and "out of memory" in said[-1]


def test_it_says_once_that_it_died_after_it_was_ready(make_model, said):
    model = make_model()
    wait_until(lambda: any("ready" in line for line in said))
    model._server._process.kill()
    wait_until(lambda: model.llm() is None)
    assert model.llm() is None
    assert [("dead" in line, "vllm.log" in line) for line in said[-2:]] == [(False, False), (True, True)]


def test_a_named_model_is_not_held_to_the_context_of_the_default_one():
    choice = choose_model(parse_gpus("1, NVIDIA A10, 23028, 22500"))
    named, default = settings_for("internlm/internlm3-8b-instruct", choice), settings_for(None, choice)
    assert (named.max_model_len, named.gpu_index, named.memory_share) == ("auto", 1, default.memory_share)
    assert default.max_model_len == choice.max_model_len
    assert settings_for("tiny", None).max_model_len == "auto"


def test_stopped_before_it_was_started(make_model, said):
    model = make_model("--then", "hang")
    model.stop()
    assert model._server.pid is None
    assert not any("log" in line for line in said)


def test_no_gpu_no_model(tmp_path, monkeypatch, said):
    monkeypatch.setenv("PATH", str(tmp_path))
    assert start_for_this_machine(None, tmp_path / "vllm.log", said.append) is None
    assert said == []
