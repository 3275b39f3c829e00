import os
import signal
import subprocess
import sys
import threading
import time
from pathlib import Path

import pytest

from index.errors import UnsupportedSource
from index.workers import WorkerDied, WorkerFailed, Workers, WorkerTimeout

TASKS = "tests.index.worker_tasks"


@pytest.fixture
def workers():
    workers = Workers(2)
    yield workers
    workers.close()


def call(workers, name, *args, **settings):
    return workers.call(f"{TASKS}:{name}", *args, **{"timeout_seconds": 30, **settings})


def test_a_call_gives_what_the_function_returns_and_keeps_its_process(workers):
    assert call(workers, "add", 2, 3) == 5
    child = call(workers, "process_id")
    assert child != os.getpid()
    assert call(workers, "process_id") == child


def test_a_crash_is_told_and_the_next_call_works(workers):
    with pytest.raises(WorkerDied, match="abort ended its process"):
        call(workers, "abort")
    assert call(workers, "add", 2, 3) == 5


def test_a_hang_is_ended_at_its_time(workers):
    with pytest.raises(WorkerTimeout, match=r"more than 0\.2 seconds"):
        call(workers, "sleep", 60, timeout_seconds=0.2)
    assert call(workers, "add", 2, 3) == 5


def test_refusals_come_over_as_they_are(workers):
    with pytest.raises(UnsupportedSource, match="not today") as caught:
        call(workers, "refuse", Path("/books/a.pdf"))
    assert caught.value.path == Path("/books/a.pdf")
    assert caught.value.reason == "not today"


def test_other_errors_are_named(workers):
    with pytest.raises(WorkerFailed, match="ZeroDivisionError: an unexpected one"):
        call(workers, "fail")
    with pytest.raises(WorkerFailed, match="nested too deep"):
        call(workers, "recurse")


def test_memory_is_bounded_and_the_process_goes_on(workers):
    child = call(workers, "process_id")
    with pytest.raises(WorkerDied, match="more than 300 MB of memory"):
        call(workers, "take_memory", 1000, memory_mb=300)
    assert call(workers, "take_memory", 400, memory_mb=1000) == 400 * 2**20
    assert call(workers, "process_id") == child


def test_what_libraries_print_does_not_disturb_the_answers(workers):
    assert call(workers, "chatter") == "said"
    assert call(workers, "add", 1, 1) == 2


def test_map_keeps_the_order_and_gives_errors_as_values(workers):
    results = list(workers.map(f"{TASKS}:sleep", [(0.2,), (0,), ("x",), (0.1,)], timeout_seconds=30))
    assert results[:2] == [0.2, 0]
    assert isinstance(results[2], WorkerFailed)
    assert results[3] == 0.1


def test_map_takes_its_arguments_as_they_are_needed(workers):
    asked = []

    def arguments():
        for number in range(1000):
            asked.append(number)
            yield number, number

    results = workers.map(f"{TASKS}:add", arguments(), timeout_seconds=30)
    assert next(results) == 0
    results.close()
    assert len(asked) < 20


def test_one_call_need_not_wait_for_a_long_map(workers):
    results = workers.map(f"{TASKS}:sleep", [(20,), (20,)], timeout_seconds=30)
    threading.Thread(target=lambda: next(results, None), daemon=True).start()
    while len(workers._busy) < 2:
        time.sleep(0.01)
    assert call(workers, "add", 2, 2, timeout_seconds=10) == 4


def test_closing_ends_the_children():
    workers = Workers(1)
    child = call(workers, "process_id")
    workers.close()
    with pytest.raises(ProcessLookupError):
        os.kill(child, 0)
    with pytest.raises(WorkerDied, match="closed"):
        call(workers, "add", 1, 1)


def test_a_busy_child_ends_with_its_parent(tmp_path):
    note = tmp_path / "child"
    program = (
        "import sys, threading, time\n"
        "from pathlib import Path\n"
        "from index.workers import Workers\n"
        f"workers = Workers(1)\nchild = workers.call('{TASKS}:process_id', timeout_seconds=30)\n"
        f"threading.Thread(target=lambda: workers.call('{TASKS}:sleep', 100, timeout_seconds=200), daemon=True).start()\n"
        "time.sleep(0.3)\n"
        f"Path({str(note)!r}).write_text(str(child))\n"
        "time.sleep(100)\n"
    )
    parent = subprocess.Popen([sys.executable, "-c", program], cwd=Path(__file__).parents[2])
    try:
        while not (note.exists() and note.read_text()):
            assert parent.poll() is None
            time.sleep(0.02)
        child = int(note.read_text())
    finally:
        parent.send_signal(signal.SIGTERM)
        parent.kill()
        parent.wait()
    deadline = time.monotonic() + 30
    while True:
        try:
            os.kill(child, 0)
        except ProcessLookupError:
            break
        state = Path(f"/proc/{child}/stat")
        if state.exists() and state.read_text().rpartition(")")[2].split()[0] == "Z":
            break  # dead, and not yet collected by init
        assert time.monotonic() < deadline, "the child outlived its parent"
        time.sleep(0.05)
