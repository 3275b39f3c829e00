import os
import socket
import sys
import threading
import time
import urllib.request
from pathlib import Path

import pytest

from engine.errors import EngineServerDied
from engine.server import Gpu, ModelChoice, ServerSettings, VllmServer, choose_model, find_gpus, parse_gpus

FAKE = Path(__file__).parent / "fake_vllm.py"


@pytest.fixture
def make_server(tmp_path):
    made: list[VllmServer] = []

    def make(*arguments: str, port: int = 0, **settings) -> VllmServer:
        settings = {"poll_seconds": 0.05, "stop_seconds": 0.5, **settings}
        command = (sys.executable, str(FAKE))
        made.append(
            VllmServer("tiny", port, tmp_path / "logs" / "vllm.log", ServerSettings(command, arguments, **settings))
        )
        return made[-1]

    yield make
    for server in made:
        server.stop()


def died(server: VllmServer) -> EngineServerDied:
    server.start()
    with pytest.raises(EngineServerDied) as caught:
        server.wait_until_healthy()
    return caught.value


def test_it_starts_tells_its_progress_becomes_healthy_and_stops(make_server):
    server = make_server("--say", "INFO starting up", "--say", "Loading safetensors checkpoint shards: 50%")
    assert server.state().phase == "stopped"
    server.start()
    seen = []
    server.wait_until_healthy(seen.append)
    phases = [state.phase for state in seen]
    assert phases[-1] == "ready" and "loading" in phases
    assert any("checkpoint shards" in state.detail for state in seen)
    assert server.state().phase == "ready" and server.pid is not None
    with urllib.request.build_opener(urllib.request.ProxyHandler({})).open(
        server.base_url.replace("/v1", "/health")
    ) as reply:
        assert reply.status == 200
    process = server._process
    server.stop()
    assert process.returncode is not None and server.state().phase == "stopped" and server.pid is None


def test_what_vllm_is_told(make_server):
    server = make_server("--last", max_model_len=2048, memory_share=0.5, gpu_index=1, environment={"EXTRA": "mirror"})
    line = server.command_line()
    assert line[2:8] == ["--model", "tiny", "--host", "127.0.0.1", "--port", str(server.port)]
    assert "--enable-prefix-caching" in line and line[-1] == "--last"
    assert line[line.index("--max-model-len") + 1] == "2048"
    assert line[line.index("--gpu-memory-utilization") + 1] == "0.5"
    server.start()
    server.wait_until_healthy()
    assert "gpu 1 mirror" in server.log_path.read_text(encoding="utf-8")
    default = VllmServer("m", 1, Path("x.log")).command_line()
    assert default[:4] == [sys.executable, "-P", "-m", "vllm.entrypoints.openai.api_server"]


@pytest.mark.parametrize(
    "line, cause",
    [
        ("torch.OutOfMemoryError: CUDA out of memory. Tried to allocate 2.00 GiB.", "out_of_memory"),
        ("ValueError: No available memory for the cache blocks.", "out_of_memory"),
        ("OSError: tiny is not a local folder and is not a valid model identifier", "model_not_found"),
        ("OSError: [Errno 98] Address already in use", "port_in_use"),
        ("RuntimeError: Failed to infer device type", "no_gpu"),
        ("ModuleNotFoundError: No module named 'vllm'", "not_installed"),
        ("Exception: something new", "unknown"),
    ],
)
def test_a_death_is_noticed_with_its_cause_and_the_telling_line(make_server, line, cause):
    prefix = "(EngineCore_0 pid=12) ERROR 01-02 03:04:05 [core.py:866] "
    server = make_server(
        "--say", prefix + line, "--say", "RuntimeError: Engine core initialization failed.", "--then", "die"
    )
    error = died(server)
    assert error.cause == cause and line in error.lines and line in str(error) and str(server.log_path) in str(error)
    state = server.state()
    assert (state.phase, state.cause) == ("dead", cause) and state.detail


def test_a_death_after_it_was_ready_is_noticed(make_server):
    server = make_server()
    server.start()
    server.wait_until_healthy()
    server._process.kill()
    server._process.wait()
    assert server.state().phase == "dead"
    server.start()  # and it can be started again
    server.wait_until_healthy()
    assert server.state().phase == "ready"
    assert server.log_path.with_name("vllm.log.previous").exists()


def test_a_port_in_use_is_refused_before_a_model_is_loaded(make_server):
    with socket.socket() as other:
        other.bind(("127.0.0.1", 0))
        other.listen()
        server = make_server(port=other.getsockname()[1])
        with pytest.raises(EngineServerDied, match="another port") as caught:
            server.start()
    assert caught.value.cause == "port_in_use" and server.pid is None


def test_a_command_that_does_not_exist(tmp_path):
    server = VllmServer("tiny", 0, tmp_path / "v.log", ServerSettings(command=(str(tmp_path / "nowhere"),)))
    with pytest.raises(EngineServerDied) as caught:
        server.start()
    assert caught.value.cause == "not_installed" and server.state().phase == "stopped"


def test_one_that_ignores_the_request_to_end_is_killed(make_server):
    server = make_server("--then", "stubborn")
    server.start()
    server.wait_until_healthy()
    process = server._process
    server.stop()
    assert process.returncode is not None


def test_its_workers_end_with_it(make_server):
    server = make_server("--then", "worker")
    server.start()
    server.wait_until_healthy()
    log = server.log_path.read_text(encoding="utf-8")
    worker = int(log.split("worker ")[1].split()[0])
    assert _alive(worker)
    server.stop()
    deadline = time.monotonic() + 10
    while _alive(worker) and time.monotonic() < deadline:
        time.sleep(0.05)
    assert not _alive(worker)


def _alive(pid: int) -> bool:
    status = Path(f"/proc/{pid}/stat")
    if status.parent.parent.joinpath("self").exists():  # a killed orphan may wait as a zombie for its new parent
        return status.exists() and status.read_text(encoding="utf-8").rsplit(")", 1)[1].split()[0] != "Z"
    try:
        os.kill(pid, 0)
    except ProcessLookupError:
        return False
    return True


def test_one_that_never_gets_healthy_is_stopped(make_server):
    server = make_server("--then", "hang", healthy_within_seconds=0.3)
    error = died(server)
    assert error.cause == "timeout" and server.pid is None


def test_stopping_ends_somebody_elses_wait(make_server):
    server = make_server("--then", "hang")
    server.start()
    causes = []

    def wait():
        try:
            server.wait_until_healthy()
        except EngineServerDied as error:
            causes.append(error.cause)

    waiting = threading.Thread(target=wait)
    waiting.start()
    server.stop()
    waiting.join(10)
    assert causes == ["stopped"]


def test_the_gpus_are_read_from_the_drivers_answer():
    csv = "0, NVIDIA GeForce RTX 4090, 24564, 23100\n1, Tesla T4, 15360, 15000\n2, Broken, [N/A], [N/A]\n"
    assert parse_gpus(csv) == (Gpu(0, "NVIDIA GeForce RTX 4090", 24564, 23100), Gpu(1, "Tesla T4", 15360, 15000))
    assert parse_gpus("NVIDIA-SMI has failed because it couldn't communicate with the NVIDIA driver.") == ()


def test_no_driver_and_a_driver_that_fails_mean_no_gpu():
    assert find_gpus(("no-such-nvidia-smi",)) == ()
    assert find_gpus((sys.executable, "-c", "raise SystemExit(9)")) == ()
    answer = "print('0, NVIDIA A10, 23028, 22500')"
    assert find_gpus((sys.executable, "-c", answer)) == (Gpu(0, "NVIDIA A10", 23028, 22500),)


@pytest.mark.parametrize(
    "total, free, model",
    [
        (81559, 81000, "Qwen/Qwen3-8B"),
        (24564, 23100, "Qwen/Qwen3-8B"),
        (23028, 22500, "Qwen/Qwen3-8B"),
        (24564, 14000, "Qwen/Qwen3-8B-AWQ"),
        (12288, 12000, "Qwen/Qwen3-8B-AWQ"),
        (8192, 8000, "Qwen/Qwen3-1.7B"),
        (4096, 4000, None),
        (24564, 300, None),
    ],
)
def test_the_model_that_fits_the_memory(total, free, model):
    choice = choose_model([Gpu(0, "card", total, free)])
    assert (choice.model if choice else None) == model
    if choice:
        assert choice.memory_share * total <= free and choice.memory_share <= 0.9


def test_the_gpu_with_the_most_room_is_taken_and_no_gpu_is_no_model():
    gpus = [Gpu(0, "full", 24564, 3000), Gpu(1, "small", 12288, 12000)]
    choice = choose_model(gpus)
    assert choice == ModelChoice("Qwen/Qwen3-8B-AWQ", gpus[1], 8192, 0.89)
    settings = ServerSettings.for_choice(choice, {"HF_ENDPOINT": "https://mirror.example"})
    assert (settings.gpu_index, settings.max_model_len, settings.memory_share) == (1, 8192, 0.89)
    assert choose_model([]) is None
