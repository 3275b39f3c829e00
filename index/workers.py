"""Child processes for work on untrusted files: what crashes, hangs or eats memory there does no harm here.

WorkerError
├── WorkerDied        the child ended in the middle of the work: a crash, or killed for its memory
├── WorkerTimeout     the work took too long; the child was killed
└── WorkerFailed      the work raised something that is no LibraryError; the message names it
"""

import atexit
import itertools
import logging
import os
import pickle
import struct
import subprocess
import sys
import threading
from collections import deque
from collections.abc import Iterable, Iterator, Sequence
from concurrent.futures import Future, ThreadPoolExecutor
from pathlib import Path
from typing import Any, BinaryIO

from index.errors import LibraryError

log = logging.getLogger(__name__)

DEFAULT_MEMORY_MB = 2048
MOST_WORKERS = 8
ENDED_IDLE = 75  # the exit status of a child that nobody needed for a while
_HEADER = struct.Struct("<Q")
_ROOT = Path(__file__).resolve().parent.parent


class WorkerError(LibraryError):
    """Names the work; the caller knows the file."""


class WorkerDied(WorkerError):
    pass


class WorkerTimeout(WorkerError):
    pass


class WorkerFailed(WorkerError):
    pass


def usable_cores() -> int:
    """The cores this process may use, at least 1."""
    if hasattr(os, "sched_getaffinity"):
        return max(len(os.sched_getaffinity(0)), 1)
    return os.cpu_count() or 1


def send(stream: BinaryIO, message: bytes) -> None:
    stream.write(_HEADER.pack(len(message)))
    stream.write(message)
    stream.flush()


def receive(stream: BinaryIO) -> bytes | None:
    """The next message; None when the other side is gone."""
    header = stream.read(_HEADER.size)
    if len(header) < _HEADER.size:
        return None
    (length,) = _HEADER.unpack(header)
    message = stream.read(length)
    return message if len(message) == length else None


class Workers:
    """At most `count` children for `map`, and one more so that a single `call` need not wait for a long `map`.

    Children start when they are first needed. Any number of threads may call.
    """

    def __init__(self, count: int | None = None):
        """`count`: by default one a usable core, at most 8."""
        self.count = count or min(usable_cores(), MOST_WORKERS)
        self._bulk = threading.BoundedSemaphore(self.count)
        self._all = threading.BoundedSemaphore(self.count + 1)
        self._lock = threading.Lock()
        self._idle: list[_Child] = []
        self._busy: set[_Child] = set()
        self._closed = False

    def call(self, function: str, *args: Any, timeout_seconds: float, memory_mb: int | None = DEFAULT_MEMORY_MB) -> Any:
        """What `function` ("index.page_image:page_picture") returns when a child calls it. Paths must be absolute.

        The time counts from when a child is free. Raises the LibraryError that the function raised, else WorkerFailed;
        WorkerDied and WorkerTimeout.
        """
        with self._all:
            if self._closed:
                raise WorkerDied(f"{function} cannot run: the workers are closed")
            request = pickle.dumps((function, args, timeout_seconds, memory_mb))
            while True:
                child = self._take()
                try:
                    done, value = child.run(request, function, timeout_seconds)
                except _EndedIdle:
                    continue  # it went just as the work came; nothing has been done yet
                finally:
                    self._give_back(child)
                break
        if done:
            return value
        raise value

    def map(
        self,
        function: str,
        argument_tuples: Iterable[Sequence[Any]],
        timeout_seconds: float,
        memory_mb: int | None = DEFAULT_MEMORY_MB,
    ) -> Iterator[Any]:
        """The result of each call, or the LibraryError it raised as a value, in the order of the arguments.

        All children are kept busy, while a few results at most wait to be taken. When the iterator is dropped, what has
        not begun is never done.
        """

        def one(args: Sequence[Any]) -> Any:
            with self._bulk:
                try:
                    return self.call(function, *args, timeout_seconds=timeout_seconds, memory_mb=memory_mb)
                except LibraryError as error:
                    return error

        pool = ThreadPoolExecutor(self.count, thread_name_prefix="workers")
        waiting: deque[Future] = deque()
        try:
            arguments = iter(argument_tuples)
            for args in itertools.islice(arguments, 3 * self.count):
                waiting.append(pool.submit(one, args))
            while waiting:
                result = waiting.popleft().result()
                for args in itertools.islice(arguments, 1):
                    waiting.append(pool.submit(one, args))
                yield result
        finally:
            pool.shutdown(wait=False, cancel_futures=True)

    def close(self) -> None:
        """Ends every child; calls that are running raise WorkerDied."""
        with self._lock:
            self._closed = True
            children = [*self._idle, *self._busy]
            self._idle.clear()
        for child in children:
            child.kill()

    def _take(self) -> "_Child":
        with self._lock:
            # The last one given back: it is the most likely to have the needed libraries loaded.
            child = self._idle.pop() if self._idle else _Child()
            self._busy.add(child)
        return child

    def _give_back(self, child: "_Child") -> None:
        with self._lock:
            self._busy.discard(child)
            if child.alive and not self._closed:
                self._idle.append(child)
                return
        child.kill()


class _EndedIdle(Exception):
    pass


class _Child:
    """One child process. `run` is for one thread at a time."""

    def __init__(self):
        paths = [str(_ROOT), os.environ.get("PYTHONPATH", "")]
        # One thread each: the children are the parallelism.
        threads = dict.fromkeys(("OMP_NUM_THREADS", "OPENBLAS_NUM_THREADS", "MKL_NUM_THREADS"), "1")
        self._process = subprocess.Popen(
            [sys.executable, "-m", "index.worker"],
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            stderr=subprocess.DEVNULL,
            cwd=_ROOT,
            env={**os.environ, **threads, "PYTHONPATH": os.pathsep.join(filter(None, paths))},
        )
        self.alive = True

    def run(self, request: bytes, function: str, timeout_seconds: float) -> tuple[bool, Any]:
        """(True, what came out) or (False, the error). Raises WorkerDied and WorkerTimeout."""
        timed_out = threading.Event()

        def stop() -> None:
            timed_out.set()
            self._process.kill()

        timer = threading.Timer(timeout_seconds, stop)
        timer.daemon = True
        self.alive = (
            False  # until the answer is here: after an interruption nobody may read it as another work's answer
        )
        timer.start()
        try:
            send(self._process.stdin, request)
            reply = receive(self._process.stdout)
        except OSError:  # the pipe broke while the request was being written
            reply = None
        finally:
            timer.cancel()
            timer.join()
        if reply is None:
            status = self._process.wait()
            if timed_out.is_set():
                raise WorkerTimeout(f"{function} took more than {timeout_seconds:g} seconds")
            if status == ENDED_IDLE:
                raise _EndedIdle
            raise WorkerDied(f"{function} ended its process (exit status {status})")
        self.alive = not timed_out.is_set()
        done, value, trace = pickle.loads(reply)
        if trace:
            log.error("%s failed in a child process\n%s", function, trace)
        return done, value

    def kill(self) -> None:
        """Ends the process and waits for its end; harmless a second time."""
        self.alive = False
        self._process.kill()
        self._process.wait()
        for pipe in (self._process.stdin, self._process.stdout):
            try:
                pipe.close()
            except OSError:  # what could not be flushed was for a process that is gone
                continue


_shared: Workers | None = None
_sharing = threading.Lock()


def shared() -> Workers:
    """The children of this process, made at the first call and ended with it."""
    global _shared
    with _sharing:
        if _shared is None:
            _shared = Workers()
            atexit.register(_shared.close)
        return _shared
