"""What can go wrong between a question and a model's answer.

EngineError
├── EngineUnavailable      nothing answers at the address, or the server is still loading
├── EngineTimeout          the server took the request and then stayed silent too long
├── EngineRefused          the server said no (HTTP 4xx): unknown model, context too long, wrong key
│   └── EngineSilent       the model ended its answer without a word of text
├── EngineInterrupted      the answer broke off after its first words
└── EngineServerDied       the vLLM process started by this program ended (carries the cause)
"""

from typing import Literal

DeathCause = Literal[
    "out_of_memory",
    "model_not_found",
    "model_unusable",
    "port_in_use",
    "no_gpu",
    "not_installed",
    "timeout",
    "stopped",
    "unknown",
]

_NEXT_STEP: dict[DeathCause, str] = {
    "out_of_memory": "choose a smaller model with --model, or close what else uses the GPU",
    "model_not_found": "check the name or folder given to --model, or set HF_ENDPOINT to a mirror that can be reached",
    "model_unusable": "name another model with --model, or download this one again",
    "port_in_use": "stop the program that listens there, or choose another port",
    "no_gpu": "install the NVIDIA driver, or connect a server elsewhere with --engine-url",
    "not_installed": "install it with: python -m pip install -r requirements-gpu.txt",
    "timeout": "look for what it waits for in the log",
    "stopped": "start it again",
    "unknown": "look for the reason in the log",
}


class EngineError(Exception):
    """Base: the language model could not answer."""


class EngineUnavailable(EngineError):
    """Nothing answers at the server's address, or it is still loading its model."""


class EngineTimeout(EngineError):
    """The server accepted the request and then sent nothing for longer than the settings allow."""


class EngineRefused(EngineError):
    """The server turned the request down; `server_message` is what it said, "" if it said nothing."""

    def __init__(self, message: str, server_message: str = ""):
        super().__init__(message)
        self.server_message = server_message


class EngineSilent(EngineRefused):
    """The model ended its answer without text, for example because thinking used up the tokens it was given."""


class EngineInterrupted(EngineError):
    """The answer broke off after its first words; what came before is worth keeping, and is not complete."""


class EngineServerDied(EngineError):
    """The model server's process ended by itself or could not start.

    `cause` is one of `DeathCause`; `lines` are the last telling lines of its log, oldest first.
    """

    def __init__(self, subject: str, cause: DeathCause, lines: tuple[str, ...] = ()):
        told = "".join(f"\n    {line}" for line in lines)
        super().__init__(f"{subject} ({cause.replace('_', ' ')}): {_NEXT_STEP[cause]}{told}")
        self.cause: DeathCause = cause
        self.lines = lines
