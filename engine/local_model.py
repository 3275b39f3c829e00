"""The model this program serves itself: a vLLM process started in the background, and the client for it."""

import threading
from collections.abc import Callable
from dataclasses import replace
from importlib.util import find_spec
from pathlib import Path

from engine.client import LLM, OpenAICompatibleLLM
from engine.errors import EngineServerDied
from engine.server import ModelChoice, ServerSettings, ServerState, VllmServer, choose_model, find_gpus


class LocalModel:
    """Starts at once and answers when it is ready; until then, and after its death, `llm` gives None."""

    def __init__(self, server: VllmServer, report: Callable[[str], None]):
        """`report` is told in one line each time the server starts, loads, is ready or dies, and why."""
        self._server, self._report = server, report
        self._client = OpenAICompatibleLLM(server.base_url, server.model)
        self._phase = ""
        self._stopped = threading.Event()
        self._starter = threading.Thread(target=self._start, name="vllm-start", daemon=True)
        self._starter.start()

    def llm(self) -> LLM | None:
        """The model when it can answer now; a death since it was ready is reported here."""
        state = self._server.state()
        if state.phase == "dead" and self._phase == "ready":
            self._phase = state.phase
            cause = (state.cause or "unknown").replace("_", " ")
            self._report(f"model {state.model}: dead ({cause}): {state.detail}; its log is {self._server.log_path}")
        return self._client if state.phase == "ready" else None

    def stop(self) -> None:
        """End the server, also one that has yet to be started."""
        self._stopped.set()
        self._server.stop()
        self._starter.join()
        self._server.stop()  # its thread may have been about to start it

    def _start(self) -> None:
        try:
            if not self._stopped.is_set():
                self._server.start()
            if not self._stopped.is_set():
                self._server.wait_until_healthy(self._tell)
        except EngineServerDied as error:
            if not self._stopped.is_set():
                self._report(str(error))

    def _tell(self, state: ServerState) -> None:
        # An end comes as an error, which says why.
        if state.phase in ("starting", "loading", "ready") and state.phase != self._phase:
            self._phase = state.phase
            self._report(f"model {state.model}: {state.phase} after {state.seconds:.0f} s")


def start_for_this_machine(model: str | None, log_path: Path, report: Callable[[str], None]) -> LocalModel | None:
    """vLLM on this machine's GPU with the named model, or the largest default one that fits.

    None without a GPU, without vLLM installed, or when nothing fits; the last two are reported.
    """
    gpus = find_gpus()
    if not gpus:
        return None
    if find_spec("vllm") is None:
        report(
            "a GPU is here but vLLM is not installed; install it with: python -m pip install -r requirements-gpu.txt"
        )
        return None
    choice = choose_model(gpus)
    if model is None and choice is None:
        report("no default model fits the memory of this GPU; name a smaller one with --model")
        return None
    return LocalModel(VllmServer(model or choice.model, 0, log_path, settings_for(model, choice)), report)


def settings_for(model: str | None, choice: ModelChoice | None) -> ServerSettings:
    """The settings for a chosen model's GPU; a model that a person names may be made for less context than the chosen one."""
    settings = ServerSettings.for_choice(choice) if choice else ServerSettings()
    return replace(settings, max_model_len="auto") if model else settings
