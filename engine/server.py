"""One vLLM process of the program's own: choose a model for the GPU, start it, wait for health, notice its death, stop it."""

import http.client
import json
import os
import re
import shutil
import signal
import socket
import subprocess
import sys
import threading
import time
import urllib.request
from collections.abc import Callable, Mapping, Sequence
from contextlib import suppress
from dataclasses import dataclass, field
from pathlib import Path
from typing import Literal

from engine.errors import DeathCause, EngineServerDied

_HOST = "127.0.0.1"


@dataclass(frozen=True)
class Gpu:
    """One NVIDIA GPU as its driver counts it, memory in MiB."""

    index: int
    name: str
    total_mib: int
    free_mib: int

    @property
    def usable_mib(self) -> int:
        """What a model may take: a tenth stays free, and so does what other programs hold with 512 MiB to grow."""
        return max(0, min(self.total_mib * 9 // 10, self.free_mib - 512))


@dataclass(frozen=True)
class ModelChoice:
    """A model with the GPU it fits on; `memory_share` is the part of that GPU's memory it may take, 0..1."""

    model: str
    gpu: Gpu
    max_model_len: int
    memory_share: float


# Usable MiB needed for weights, activations and a cache of at least one context: a 24 GB, a 12 GB and a 6 GB card.
_MODELS = (
    (19_000, "Qwen/Qwen3-8B", 8_192),
    (10_000, "Qwen/Qwen3-8B-AWQ", 8_192),
    (5_000, "Qwen/Qwen3-1.7B", 4_096),
)


def find_gpus(command: Sequence[str] = ("nvidia-smi",)) -> tuple[Gpu, ...]:
    """The NVIDIA GPUs of this machine; () when there is no driver or it does not answer."""
    if shutil.which(command[0]) is None:
        return ()
    query = [*command, "--query-gpu=index,name,memory.total,memory.free", "--format=csv,noheader,nounits"]
    try:
        done = subprocess.run(query, capture_output=True, encoding="utf-8", errors="replace", timeout=20, check=True)
    except (OSError, subprocess.SubprocessError):
        return ()
    return parse_gpus(done.stdout)


def parse_gpus(csv: str) -> tuple[Gpu, ...]:
    """The GPUs in nvidia-smi's answer, a line each: `0, NVIDIA GeForce RTX 4090, 24564, 23100`.

    Lines with anything else, such as `[N/A]` for the memory of a broken card, are left out.
    """
    lines = re.findall(r"^\s*(\d+)\s*,\s*(.+?)\s*,\s*(\d+)\s*,\s*(\d+)\s*$", csv, re.MULTILINE)
    return tuple(Gpu(int(index), name, int(total), int(free)) for index, name, total, free in lines)


def choose_model(gpus: Sequence[Gpu]) -> ModelChoice | None:
    """The largest default model for the GPU with the most room; None without a GPU that holds any of them."""
    gpu = max(gpus, key=lambda gpu: gpu.usable_mib, default=None)
    if gpu is None:
        return None
    for needed_mib, model, max_model_len in _MODELS:
        if gpu.usable_mib >= needed_mib:
            return ModelChoice(model, gpu, max_model_len, round(gpu.usable_mib / gpu.total_mib - 0.005, 2))
    return None


@dataclass(frozen=True)
class ServerSettings:
    """How the process is started and watched."""

    command: tuple[str, ...] = (sys.executable, "-P", "-m", "vllm.entrypoints.openai.api_server")
    """`-P`, so that a folder named `index` or `db` in the working directory cannot shadow a package of vLLM's."""
    arguments: tuple[str, ...] = ()
    """Further arguments, after those of this module: a later one wins."""
    environment: Mapping[str, str] = field(default_factory=dict)
    """Added to the program's own environment: HF_ENDPOINT, VLLM_USE_MODELSCOPE..."""
    max_model_len: int | Literal["auto"] | None = None
    """In tokens; "auto" is the model's own, or what fits the memory; None the model's own, and death if that does not fit."""
    memory_share: float | None = None
    gpu_index: int | None = None
    """Which GPU, as the driver counts them; None leaves it to vLLM."""
    poll_seconds: float = 0.5
    healthy_within_seconds: float = 3600.0
    """Long enough to download a model over a slow line."""
    stop_seconds: float = 3.0
    """How long the process may take to end by itself before it is killed. vLLM 0.32 takes under a second when it is idle and
    hangs when it loads or answers; it holds nothing worth a longer wait."""

    @classmethod
    def for_choice(cls, choice: ModelChoice, environment: Mapping[str, str] | None = None) -> "ServerSettings":
        """The settings that serve a chosen model on its GPU."""
        return cls(
            environment=environment or {},
            max_model_len=choice.max_model_len,
            memory_share=choice.memory_share,
            gpu_index=choice.gpu.index,
        )


Phase = Literal["stopped", "starting", "loading", "ready", "dead"]


@dataclass(frozen=True)
class ServerState:
    """Where the server stands.

    `detail` is the step it is at while it starts, and its last telling line of log when it is dead, "" otherwise; `cause`
    is why it is dead, None otherwise.
    """

    phase: Phase
    model: str
    seconds: float
    """Since the process was started; 0 when it is not running."""
    detail: str = ""
    cause: DeathCause | None = None


class VllmServer:
    """The process that serves `model` on 127.0.0.1; `port` 0 takes a free one.

    `start`, `wait_until_healthy` and `stop` block and may be called from different threads: stopping a server that
    somebody waits for ends the wait.
    """

    def __init__(self, model: str, port: int, log_path: Path, settings: ServerSettings = ServerSettings()):
        self.model = model
        self.port = port or _free_port()
        self.log_path = log_path
        self.settings = settings
        self._process: subprocess.Popen[bytes] | None = None
        self._phase: Phase = "stopped"
        self._started = 0.0
        self._lock = threading.Lock()

    @property
    def base_url(self) -> str:
        """The address for OpenAICompatibleLLM."""
        return f"http://{_HOST}:{self.port}/v1"

    @property
    def pid(self) -> int | None:
        """The process's id while it is running."""
        return self._process.pid if self._process and self._process.poll() is None else None

    def command_line(self) -> list[str]:
        """What is started."""
        settings = self.settings
        line = [*settings.command, "--model", self.model, "--host", _HOST, "--port", str(self.port)]
        # A tutor that thinks for a minute before the first word is no tutor: Qwen3's templates know this switch.
        line += ["--enable-prefix-caching", "--default-chat-template-kwargs", json.dumps({"enable_thinking": False})]
        if settings.max_model_len is not None:
            line += ["--max-model-len", str(settings.max_model_len)]
        if settings.memory_share is not None:
            line += ["--gpu-memory-utilization", str(settings.memory_share)]
        return [*line, *settings.arguments]

    def start(self) -> None:
        """Start the process and return at once; its output goes to `log_path`, that of the run before to `*.previous`.

        Raises EngineServerDied when the port is taken or the command cannot be started.
        """
        if self.state().phase not in ("stopped", "dead"):
            return
        if _somebody_listens(self.port):
            raise self._death("port_in_use")
        self.log_path.parent.mkdir(parents=True, exist_ok=True)
        if self.log_path.exists():
            self.log_path.replace(self.log_path.with_name(self.log_path.name + ".previous"))
        # Inherited as a whole, since PATH, CUDA and proxies are the person's own; nothing is read out of it here.
        environment = {**os.environ, "PYTHONUNBUFFERED": "1", "VLLM_NO_USAGE_STATS": "1", **self.settings.environment}
        if self.settings.gpu_index is not None:
            environment |= {"CUDA_DEVICE_ORDER": "PCI_BUS_ID", "CUDA_VISIBLE_DEVICES": str(self.settings.gpu_index)}
        with self.log_path.open("wb") as log:
            try:
                process = subprocess.Popen(
                    self.command_line(),
                    stdin=subprocess.DEVNULL,
                    stdout=log,
                    stderr=subprocess.STDOUT,
                    env=environment,
                    start_new_session=True,  # so that Ctrl+C reaches the program alone, which then stops the server
                )
            except OSError as error:
                raise self._death("not_installed", (str(error),)) from error
        with self._lock:
            self._process, self._phase, self._started = process, "starting", time.monotonic()

    def wait_until_healthy(self, on_progress: Callable[[ServerState], None] | None = None) -> None:
        """Return when the server answers; `on_progress` gets the state at every change of it.

        Raises EngineServerDied when the process ends first, is stopped, or takes longer than the settings allow (it is
        stopped then).
        """
        told: tuple[Phase, str] | None = None
        while True:
            if self._answers():
                with self._lock:
                    if self._phase in ("starting", "loading"):
                        self._phase = "ready"
            state = self.state()
            if on_progress and (state.phase, state.detail) != told:
                told = (state.phase, state.detail)
                on_progress(state)
            if state.phase == "ready":
                return
            if state.phase in ("dead", "stopped"):
                raise self._death(state.cause or "stopped", self._telling_lines())
            if state.seconds > self.settings.healthy_within_seconds:
                lines = self._telling_lines()
                self.stop()
                raise self._death("timeout", lines)
            time.sleep(self.settings.poll_seconds)

    def state(self) -> ServerState:
        """What the server is doing now; notices when the process has ended by itself."""
        with self._lock:
            process = self._process
            if process is None:
                return ServerState("stopped", self.model, 0.0)
            if self._phase != "dead" and process.poll() is not None:
                self._phase = "dead"
                _kill_group(process)  # its workers would keep the GPU's memory
            seconds = time.monotonic() - self._started
            if self._phase == "dead":
                lines = self._telling_lines()
                return ServerState("dead", self.model, 0.0, lines[-1] if lines else "", _cause(self._log()))
            if self._phase == "ready":
                return ServerState("ready", self.model, seconds)
            log = self._log()
            if _LOADING.search(log):
                self._phase = "loading"
            return ServerState(self._phase, self.model, seconds, _step(log))

    def stop(self) -> None:
        """End the process: asked first, killed after `stop_seconds`. Nothing happens when it is not running."""
        with self._lock:
            process, phase = self._process, self._phase
            self._process, self._phase = None, "stopped"
        if process is None or phase == "dead":
            return
        if process.poll() is None:
            process.terminate()
            try:
                process.wait(self.settings.stop_seconds)
            except subprocess.TimeoutExpired:
                process.kill()
                process.wait()
        _kill_group(process)  # its workers outlive it when it was killed

    def _answers(self) -> bool:
        request = f"http://{_HOST}:{self.port}/health"
        opener = urllib.request.build_opener(urllib.request.ProxyHandler({}))  # a proxy cannot reach the loopback
        try:
            with opener.open(request, timeout=5) as reply:
                return reply.status == 200
        except (OSError, http.client.HTTPException):  # refused, reset, timed out, or an HTTP status that says "not yet"
            return False

    def _log(self) -> str:
        """The end of the log, at most 64 KiB."""
        if not self.log_path.exists():
            return ""
        with self.log_path.open("rb") as log:
            log.seek(max(0, log.seek(0, os.SEEK_END) - 65_536))
            return log.read().decode("utf-8", errors="replace").replace("\r", "\n")

    def _telling_lines(self, count: int = 5) -> tuple[str, ...]:
        """The last lines that name an error and the signal that ended the process, or the last lines at all."""
        log = self._log()
        lines = _error_lines(log)
        code = self._process.poll() if self._process else None
        if code is not None and code < 0:
            lines.append(f"the process was ended by signal {-code}")
        return tuple((lines or [said for line in log.splitlines() if (said := _said(line))])[-count:])

    def _death(self, cause: DeathCause, lines: tuple[str, ...] = ()) -> EngineServerDied:
        subject = f"the model server for {self.model} on port {self.port} is not running"
        return EngineServerDied(f"{subject}; its log is {self.log_path}", cause, lines)


# What vLLM 0.32 prints. From the first of these lines on it reads, or downloads, the weights.
_LOADING = re.compile(r"Starting to load model|Loading safetensors checkpoint|\d+%\|")
_STEP_LINE = re.compile(r"\bINFO \d\d-\d\d |\d+% Completed|\d+%\|")
# In this order: a process that runs out of memory also prints that its engine failed to start.
_CAUSES: tuple[tuple[DeathCause, re.Pattern[str]], ...] = (
    ("not_installed", re.compile(r"No module named '?vllm\b(?!\.)")),
    ("port_in_use", re.compile(r"address already in use", re.IGNORECASE)),
    (
        "out_of_memory",
        re.compile(
            r"OutOfMemoryError|CUDA out of memory|CUDA error: out of memory|No available memory for the cache blocks"
            r"|less than desired GPU memory utilization|larger than the available KV cache memory"
            r"|less than requested memory for kv"
        ),
    ),
    (
        "model_not_found",
        re.compile(
            r"Repo id must |Invalid repository ID or local directory|Cannot find any model weights|RepositoryNotFoundError"
            r"|LocalEntryNotFoundError|OfflineModeIsEnabled|is not a local folder and is not a valid model identifier"
            r"|[Cc]ouldn't connect to 'https?://|Can't load the configuration of"
        ),
    ),
    (
        "model_unusable",
        re.compile(
            r"SafetensorError|does not recognize this architecture|Model architectures .* are not supported"
            r"|is greater than the derived max_model_len|is not supported for the current GPU"
        ),
    ),
    ("no_gpu", re.compile(r"Failed to infer device type|No CUDA GPUs are available|NVIDIA driver", re.IGNORECASE)),
)
_ERROR_LINE = re.compile(r"(?:^|\()(?:[\w.]+\.)?[A-Z]\w*(?:Error|Exception)(?::|$)|^Value error,|^\S+\.py: error:")
_POINTS_ELSEWHERE = re.compile(r"\broot cause\b")
_VLLM_PREFIX = re.compile(
    r"^(?:\([^)]*\)\s*)*(?:(?:DEBUG|INFO|WARNING|ERROR)\s+\d\d-\d\d \d\d:\d\d:\d\d\s+)?(?:\[[^\]]*\]\s*)?"
)


def _cause(log: str) -> DeathCause:
    return next((cause for cause, pattern in _CAUSES if pattern.search(log)), "unknown")


def _said(line: str) -> str:
    """A line of log without vLLM's prefix of process, level, time and place; "" for one without a word, as in its banner."""
    said = _VLLM_PREFIX.sub("", line).strip()[:300]
    return said if re.search(r"\w", said) else ""


def _step(log: str) -> str:
    """What vLLM does now: its last line of information or progress bar, no warning and no line of other packages."""
    lines = (line for line in reversed(log.splitlines()) if _STEP_LINE.search(line))
    return next((said for line in lines if (said := _said(line))), "")


def _error_lines(log: str) -> list[str]:
    """The lines that name an error, each once; those that only point at another error when there are no others."""
    lines = dict.fromkeys(said for line in log.splitlines() if _ERROR_LINE.search(said := _said(line)))
    return [line for line in lines if not _POINTS_ELSEWHERE.search(line)] or list(lines)


def _kill_group(process: subprocess.Popen[bytes]) -> None:
    """Kill what the ended process left behind of its own group; only where such groups exist."""
    if hasattr(os, "killpg"):
        with suppress(ProcessLookupError, PermissionError):  # nobody is left (macOS: or only an unreaped one)
            os.killpg(process.pid, signal.SIGKILL)


def _somebody_listens(port: int) -> bool:
    with socket.socket(socket.AF_INET, socket.SOCK_STREAM) as probe:
        probe.settimeout(1)
        return probe.connect_ex((_HOST, port)) == 0


def _free_port() -> int:
    with socket.socket(socket.AF_INET, socket.SOCK_STREAM) as probe:
        probe.bind((_HOST, 0))
        return probe.getsockname()[1]
