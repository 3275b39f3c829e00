"""Saving answers: a class clicking at its own pace, then as fast as the server can, beside a quiz of Gradio components.

200 students, each a click every 3 seconds, with login and gate on: latency from click to confirmed save, and whether
every confirmed answer is in the database. Then 50 students without a pause, ours and the peer's (bench/gradio_quiz.py,
through Gradio's queue, its default, and without it), in turn, three rounds: saves a second, medians and ratios.

Run: python bench/answers.py [seconds]
"""

import asyncio
import json
import random
import sqlite3
import statistics
import sys
import tempfile
import time
from dataclasses import dataclass, field
from pathlib import Path

from servers import ROOT, free_port, on_core, server

sys.path.insert(0, str(ROOT))

from db import accounts, attempts, bank
from db.database import open_database, sqlite_url
from index.library import Library
from quizbank.bank import load_bank
from quizbank.blueprint import draw_mock_choice
from webui.gate import COOKIE

STUDENTS, SATURATION_STUDENTS, THINK_SECONDS, ROUNDS, QUESTIONS = 200, 50, 3.0, 3, 40
WARM_SECONDS = 12  # until the server has read its library too
SERVER_CORE, LOAD_CORE = 0, 1


@dataclass
class Student:
    user: int
    token: str
    attempt: int
    seq: int = 0
    confirmed: dict[int, str] = field(default_factory=dict)


def enrol(database: Path) -> list[Student]:
    """Students who are logged in and have a mock paper open."""
    sessions, now = open_database(sqlite_url(database)), time.time()
    with sessions.begin() as session:
        bank.load_items(session, load_bank(), now)
        items = bank.current_items(session)
        students = []
        for number in range(STUDENTS):
            person = accounts.add_user(session, f"student {number}", "nobody logs in with this", "student", now)
            attempt = attempts.start(
                session, person.id, "mock_choice", [], draw_mock_choice(items, number), number, now, now + 7200
            )
            students.append(Student(person.id, accounts.start_session(session, person.id, now), attempt.id))
    sessions.kw["bind"].dispose()
    return students


class Connection:
    """One keep-alive HTTP connection: as little client as possible, since it shares the machine with the server."""

    def __init__(self, port: int):
        self.port = port

    async def open(self) -> None:
        self.reader, self.writer = await asyncio.open_connection("127.0.0.1", self.port)

    async def ask(self, method: str, path: str, body: dict, cookie: str = "") -> tuple[int, bytes]:
        payload = json.dumps(body).encode()
        head = f"{method} {path} HTTP/1.1\r\nhost: 127.0.0.1:{self.port}\r\ncontent-type: application/json\r\n"
        head += f"content-length: {len(payload)}\r\ncookie: {cookie}\r\n\r\n"
        self.writer.write(head.encode() + payload)
        status, headers = await self._head()
        return status, await self.reader.readexactly(int(headers.get("content-length", 0)))

    async def _head(self) -> tuple[int, dict[str, str]]:
        lines = (await self.reader.readuntil(b"\r\n\r\n")).decode("latin-1").split("\r\n")
        pairs = (line.partition(":") for line in lines[1:] if line)
        return int(lines[0].split()[1]), {name.lower(): value.strip() for name, _, value in pairs}

    async def stream_until(self, path: str, last: bytes) -> None:
        """Read a server-sent event stream until an event holds `last`."""
        self.writer.write(f"GET {path} HTTP/1.1\r\nhost: 127.0.0.1:{self.port}\r\n\r\n".encode())
        await self._head()
        while last not in await self.reader.readline():
            pass
        while await self.reader.readline() not in (b"0\r\n", b""):  # the end of the chunked body
            pass
        await self.reader.readline()

    def close(self) -> None:
        self.writer.close()


async def save_ours(connection: Connection, student: Student) -> None:
    n, choice = random.randint(1, QUESTIONS), random.choice("ABCD")
    student.seq += 1
    body = {"choice": choice, "flagged": False, "seq": student.seq}
    path = f"/api/attempts/{student.attempt}/answers/{n}"
    status, answer = await connection.ask("PUT", path, body, f"{COOKIE}={student.token}")
    if status != 200:
        raise RuntimeError(f"{status}: {answer[:200]!r}")
    student.confirmed[n] = choice


async def save_direct(connection: Connection, student: Student) -> None:
    data = [random.choice("ABCD"), student.attempt, random.randint(1, QUESTIONS), student.user]
    status, answer = await connection.ask("POST", "/gradio_api/run/save", {"data": data})
    if status != 200 or b"saved" not in answer:
        raise RuntimeError(f"{status}: {answer[:200]!r}")


async def save_queued(connection: Connection, student: Student) -> None:
    data = [random.choice("ABCD"), student.attempt, random.randint(1, QUESTIONS), student.user]
    session = f"s{student.user}"
    body = {"data": data, "fn_index": 0, "session_hash": session}
    status, answer = await connection.ask("POST", "/gradio_api/queue/join", body)
    if status != 200:
        raise RuntimeError(f"{status}: {answer[:200]!r}")
    await connection.stream_until(f"/gradio_api/queue/data?session_hash={session}", b"close_stream")


async def run(save, students: list[Student], port: int, seconds: float, think: float) -> list[float]:
    """Each student saves until the time is over, pausing `think` seconds on average; the seconds each save took."""
    taken: list[float] = []
    end = time.perf_counter() + seconds

    async def one(student: Student) -> None:
        connection = Connection(port)
        await connection.open()
        click = time.perf_counter() + random.uniform(0, think)
        while click < end:
            await asyncio.sleep(max(0.0, click - time.perf_counter()))
            started = time.perf_counter()
            if started >= end:
                break
            await save(connection, student)
            taken.append(time.perf_counter() - started)
            click = max(click + think * random.uniform(0.7, 1.3), time.perf_counter() if not think else 0)
        connection.close()

    await asyncio.gather(*(one(student) for student in students))
    return taken


def lost(database: Path, students: list[Student]) -> int:
    """How many confirmed answers the database does not hold."""
    connection = sqlite3.connect(database)
    stored = {(a, n): choice for a, n, choice in connection.execute("select attempt_id, n, choice from answers")}
    connection.close()
    return sum(stored.get((s.attempt, n)) != choice for s in students for n, choice in s.confirmed.items())


def percentile(values: list[float], share: float) -> float:
    ordered = sorted(values)
    return ordered[min(len(ordered) - 1, int(len(ordered) * share))] * 1000


def saturation(save, command: list[str], path: str, students: list[Student], seconds: float) -> float:
    port = free_port()
    with server([part.replace("PORT", str(port)) for part in command], port, path, core=SERVER_CORE):
        asyncio.run(run(save, students, port, 2, 0))  # warm
        return len(asyncio.run(run(save, students, port, seconds, 0))) / seconds


def main(seconds: float) -> None:
    on_core(LOAD_CORE)
    with tempfile.TemporaryDirectory() as folder:
        data = Path(folder) / "data"
        data.mkdir()
        database = data / "assistant408.db"
        students = enrol(database)
        Library(data / "index").ensure_handbook()  # the first start's own work is not what is measured
        serve = ["launch.py", "serve", "--login", "--no-engine", "--no-open", "--data-dir", str(data), "--port", "PORT"]

        port = free_port()
        with server([part.replace("PORT", str(port)) for part in serve], port, core=SERVER_CORE):
            asyncio.run(run(save_ours, students, port, WARM_SECONDS, THINK_SECONDS))
            taken = asyncio.run(run(save_ours, students, port, seconds, THINK_SECONDS))
        print(
            f"{STUDENTS} students, a click in {THINK_SECONDS:.0f} s, login and gate on: {len(taken)} saves, "
            f"p50 {percentile(taken, 0.5):.1f} ms, p95 {percentile(taken, 0.95):.1f} ms, "
            f"p99 {percentile(taken, 0.99):.1f} ms, confirmed but lost: {lost(database, students)}"
        )

        crowd = students[:SATURATION_STUDENTS]
        peer = ["bench/gradio_quiz.py", "PORT", sqlite_url(database)]
        rates: dict[str, list[float]] = {"ours": [], "queue": [], "direct": []}
        for turn in range(1, ROUNDS + 1):
            rates["ours"].append(saturation(save_ours, serve, "/healthz", crowd, seconds / 2))
            rates["queue"].append(saturation(save_queued, [*peer, "queue"], "/", crowd, seconds / 2))
            rates["direct"].append(saturation(save_direct, [*peer, "direct"], "/", crowd, seconds / 2))
            print(f"round {turn}: " + ", ".join(f"{name} {values[-1]:.0f}/s" for name, values in rates.items()))
        ours, queue, direct = (statistics.median(rates[name]) for name in rates)
        print(
            f"median saves/s: ours {ours:.0f}, Gradio components {queue:.0f} (ratio {ours / queue:.1f}), "
            f"without its queue {direct:.0f} (ratio {ours / direct:.1f})"
        )


if __name__ == "__main__":
    main(float(sys.argv[1]) if len(sys.argv) > 1 else 20)
