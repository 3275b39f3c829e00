"""The program of a child process: reads requests from its input, answers on its output, ends with its parent.

Run as `python -m index.worker` by index.workers.
"""

import importlib
import io
import os
import pickle
import queue
import signal
import sys
import threading
import traceback
from typing import Any, BinaryIO

from index.errors import LibraryError, SourceRefused
from index.workers import ENDED_IDLE, WorkerDied, WorkerFailed, receive, send

_IDLE_SECONDS = 600.0
_GRACE_SECONDS = 10.0


def main() -> None:
    requests, answers = _pipes()
    waiting: queue.SimpleQueue[bytes | None] = queue.SimpleQueue()

    def listen() -> None:
        while (message := receive(requests)) is not None:
            waiting.put(message)
        os._exit(0)  # the parent is gone, whatever is being done here

    threading.Thread(target=listen, daemon=True).start()
    while True:
        try:
            message = waiting.get(timeout=_IDLE_SECONDS)
        except queue.Empty:
            os._exit(ENDED_IDLE)
        send(answers, _answer(message))


def _pipes() -> tuple[BinaryIO, BinaryIO]:
    """Input and output for the messages alone: whatever a library prints goes to stderr."""
    requests = os.fdopen(os.dup(0), "rb")
    answers = os.fdopen(os.dup(1), "wb")
    os.dup2(2, 1)
    null = os.open(os.devnull, os.O_RDONLY)
    os.dup2(null, 0)
    os.close(null)
    sys.stdout = sys.stderr
    return requests, answers


def _answer(message: bytes) -> bytes:
    """(done, value or error, the trace of an error nobody expected), pickled."""
    function, args, timeout_seconds, memory_mb = pickle.loads(message)
    _limit_memory(memory_mb)
    _limit_time(timeout_seconds + _GRACE_SECONDS)
    try:
        module, name = function.split(":")
        return pickle.dumps((True, getattr(importlib.import_module(module), name)(*args), ""))
    except MemoryError:
        _limit_memory(None)
        return pickle.dumps((False, WorkerDied(f"{function} needs more than {memory_mb} MB of memory"), ""))
    except LibraryError as error:
        return _pickled(error)
    except RecursionError as error:  # without its trace of a thousand lines
        return pickle.dumps((False, WorkerFailed(f"{function}: nested too deep ({error})"), ""))
    except Exception as error:  # noqa: BLE001 - whatever it is, the parent is told and logs it whole
        failed = WorkerFailed(f"{function}: {type(error).__name__}: {error}")
        return pickle.dumps((False, failed, traceback.format_exc()))
    finally:
        _limit_time(0)


def _pickled(error: LibraryError) -> bytes:
    """An error that cannot be made again from its pickle travels as WorkerFailed."""
    message = io.BytesIO()
    _Pickler(message).dump((False, error, ""))
    try:
        pickle.loads(message.getvalue())
    except TypeError:
        return pickle.dumps((False, WorkerFailed(str(error)), traceback.format_exc()))
    return message.getvalue()


class _Pickler(pickle.Pickler):
    def reducer_override(self, value: Any) -> Any:
        """A SourceRefused is made again from its path and reason, not from its message."""
        return (type(value), (value.path, value.reason)) if isinstance(value, SourceRefused) else NotImplemented


def _limit_memory(memory_mb: int | None) -> None:
    """Bounds the data this process may hold, where the system can; None takes the bound away."""
    try:
        import resource
    except ImportError:
        return  # Windows
    for kind in (resource.RLIMIT_DATA, resource.RLIMIT_AS):
        _, hard = resource.getrlimit(kind)
        # Threads and libraries reserve far more addresses than they use, so the address space gets more room.
        room = (
            resource.RLIM_INFINITY
            if memory_mb is None
            else memory_mb * 2**20 * (1 if kind == resource.RLIMIT_DATA else 4)
        )
        if hard != resource.RLIM_INFINITY and (room == resource.RLIM_INFINITY or room > hard):
            room = hard
        try:
            resource.setrlimit(kind, (room, hard))
        except (ValueError, OSError):
            continue  # macOS knows the name and not the thing


def _limit_time(seconds: float) -> None:
    """A signal that ends the process, even inside a library that never returns and with the parent gone; 0: none."""
    if hasattr(signal, "setitimer"):
        signal.setitimer(signal.ITIMER_REAL, seconds)


if __name__ == "__main__":
    signal.signal(signal.SIGINT, signal.SIG_IGN)  # Ctrl-C is the parent's affair
    main()
