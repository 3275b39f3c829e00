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
    server = make_server(
        "--say",
        "(APIServer pid=3) WARNING 11-22 15:24:44 [vllm.py:1703] Enforce eager set, disabling torch.compile, CUDAGraphs",
        "--say",
        "(APIServer pid=3) INFO 11-22 15:24:44 [model.py:2152] Using max model len 2048",
        "--say",
        "(Worker pid=5) INFO 11-22 15:24:58 [cpu_model_runner.py:68] Starting to load model tiny...",
        "--say",
        "Loading safetensors checkpoint shards:  50% Completed | 1/2 [00:01<00:01,  1.02s/it]",
        "--say",
        "  warnings.warn(",
    )
    assert server.state().phase == "stopped"
    server.start()
    seen = []
    server.wait_until_healthy(seen.append)
    phases = [state.phase for state in seen]
    assert list(dict.fromkeys(phases)) == ["starting", "loading", "ready"]
    steps = list(dict.fromkeys(state.detail.partition(":")[0] for state in seen))
    told = ["Using max model len 2048", "Starting to load model tiny...", "Loading safetensors checkpoint shards"]
    assert [step for step in steps if step] == told
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


WORKER = "(Worker pid=31551) ERROR 11-22 15:24:58 [multiproc_executor.py:895] "


@pytest.mark.parametrize(
    "line, cause",
    [
        (WORKER + "torch.OutOfMemoryError: CUDA out of memory. Tried to allocate 2.00 GiB.", "out_of_memory"),
        (WORKER + "ValueError: No available memory for the cache blocks. Try increasing", "out_of_memory"),
        (
            WORKER
            + "ValueError: Free memory on device cuda:0 (3.1/23.5 GiB) on startup is less than desired GPU memory "
            "utilization (0.9, 21.2 GiB).",
            "out_of_memory",
        ),
        (
            "(EngineCore pid=8) ERROR 11-22 15:24:58 [core.py:1200] ValueError: To serve at least one request with the model's "
            "max seq len (8192), (1.12 GiB KV cache is needed, which is larger than the available KV cache memory (0.4 GiB).",
            "out_of_memory",
        ),
        (
            "huggingface_hub.errors.HFValidationError: Repo id must be in the form 'repo_name' or 'namespace/repo_name': "
            "'/models/nothing-here'. Use `repo_type` argument if needed.",
            "model_not_found",
        ),
        ("  Value error, Invalid repository ID or local directory specified: '/models/empty'.", "model_not_found"),
        (WORKER + "RuntimeError: Cannot find any model weights with `/models/no-weights`", "model_not_found"),
        (
            "OSError: We couldn't connect to 'https://huggingface.co' to load the files, and couldn't find them in the cached "
            "files.",
            "model_not_found",
        ),
        (
            "huggingface_hub.errors.LocalEntryNotFoundError: Cannot find an appropriate cached snapshot folder for the "
            "specified revision on the local disk and outgoing traffic has been disabled.",
            "model_not_found",
        ),
        (
            WORKER
            + "safetensors._safetensors_rust.SafetensorError: Error while deserializing header: invalid header length",
            "model_unusable",
        ),
        (
            "  Value error, User-specified max_model_len (8192) is greater than the derived max_model_len "
            "(max_position_embeddings=4096 or model_max_length=None in model's config.json).",
            "model_unusable",
        ),
        ("OSError: [Errno 98] Address already in use", "port_in_use"),
        ("RuntimeError: Failed to infer device type, please set the environment variable", "no_gpu"),
        (
            "/usr/bin/python: Error while finding module specification for 'vllm.entrypoints.openai.api_server' "
            "(ModuleNotFoundError: No module named 'vllm')",
            "not_installed",
        ),
        ("api_server.py: error: unrecognized arguments: --no-such-thing", "unknown"),
    ],
)
def test_a_death_is_noticed_with_its_cause_and_the_telling_line(make_server, line, cause):
    warning = (
        "(APIServer pid=3) WARNING 11-22 15:24:35 [system_utils.py:255] Found ulimit of 20000, `OSError: [Errno 24]`"
    )
    traceback = "    raise RuntimeError(\nThe above exception was the direct cause of the following exception:"
    server = make_server("--say", f"{warning}\n{line}\n{traceback}\n{INIT_FAILED}", "--then", "die")
    error = died(server)
    told = line.removeprefix(WORKER).removeprefix("(EngineCore pid=8) ERROR 11-22 15:24:58 [core.py:1200] ").strip()
    assert error.cause == cause and error.lines == (told,)
    assert told in str(error) and str(server.log_path) in str(error)
    state = server.state()
    assert (state.phase, state.cause, state.detail) == ("dead", cause, told)


INIT_FAILED = (
    "RuntimeError: Engine core initialization failed. See root cause above. Failed core proc(s): {'EngineCore': 1}"
)


def test_a_death_without_a_reason_tells_the_last_words(make_server):
    assert died(make_server("--say", INIT_FAILED, "--then", "die")).lines == (INIT_FAILED,)
    error = died(make_server("--say", "INFO:     Waiting for application startup.", "--then", "die"))
    assert error.cause == "unknown" and error.lines[-1] == "INFO:     Waiting for application startup."


def test_a_death_after_it_was_ready_is_noticed(make_server):
    server = make_server()
    server.start()
    server.wait_until_healthy()
    server._process.kill()
    server._process.wait()
    state = server.state()
    assert state.phase == "dead"
    if sys.platform != "win32":
        assert "signal 9" in state.detail
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


@pytest.mark.parametrize("end", ["stopped", "killed and then stopped", "killed and then started again"])
def test_its_workers_end_with_it(make_server, end):
    server = make_server("--then", "worker")
    server.start()
    server.wait_until_healthy()
    log = server.log_path.read_text(encoding="utf-8")
    worker = int(log.split("worker ")[1].split()[0])
    assert _alive(worker)
    if "killed" in end:
        server._process.kill()
        server._process.wait()
    if "again" in end:
        server.start()
    else:
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
