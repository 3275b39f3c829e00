"""The whole program on a real port of this machine, with a class, two students and an instructor."""

import socket
import threading
import time
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

import httpx
import uvicorn
from sqlalchemy.orm import Session, sessionmaker

from db import accounts, bank
from db.accounts import Person
from db.database import open_database, sqlite_url
from engine.client import LLM
from index.library import Library
from tests.sample_bank import sample_items
from webui.app import WebSettings, build_app
from webui.gate import COOKIE
from webui.services import Services


@dataclass
class LiveApp:
    """`port` on 127.0.0.1; people by name; `library` may be added to while it serves."""

    port: int
    sessions: sessionmaker[Session]
    library: Library
    app: object

    @property
    def url(self) -> str:
        return f"http://127.0.0.1:{self.port}"

    def person(self, name: str) -> Person:
        with self.sessions.begin() as session:
            return accounts.find_user(session, name)

    def token(self, name: str) -> str:
        """A cookie value for that person, as a login would give."""
        with self.sessions.begin() as session:
            return accounts.start_session(session, accounts.find_user(session, name).id, time.time())

    def client(self, name: str | None = None, **headers: str) -> httpx.Client:
        """A browser's worth of HTTP, logged in as that person."""
        cookies = {COOKIE: self.token(name)} if name else {}
        return httpx.Client(base_url=self.url, cookies=cookies, headers=headers, timeout=60)


def run_live_app(
    folder: Path, *, login: bool = True, model: Callable[[], LLM | None] = lambda: None,
    clock: Callable[[], float] = time.time,
):  # fmt: skip
    """A generator for a fixture: gives the LiveApp, and stops it."""
    sessions = open_database(sqlite_url(folder / "a.db"))
    with sessions.begin() as session:
        bank.load_items(session, sample_items(), 1.0)
        if login:
            class_id = accounts.add_class(session, "计科 2601", 1.0).id
            accounts.add_user(session, "alice", None, "student", 1.0, class_id)
            accounts.add_user(session, "bob", None, "student", 1.0, class_id)
            accounts.add_user(session, "prof", None, "instructor", 1.0)
    library = Library(folder / "index")
    app = build_app(Services(sessions, library, model, clock), WebSettings(True, None) if login else WebSettings(False))
    listener = socket.socket()
    listener.bind(("127.0.0.1", 0))
    listener.listen(128)
    server = uvicorn.Server(uvicorn.Config(app, log_level="warning", timeout_graceful_shutdown=1))
    thread = threading.Thread(target=server.run, kwargs={"sockets": [listener]}, daemon=True)
    thread.start()
    deadline = time.monotonic() + 60
    while not server.started:
        assert thread.is_alive() and time.monotonic() < deadline, "the server did not start"
        time.sleep(0.05)
    try:
        yield LiveApp(listener.getsockname()[1], sessions, library, app)
    finally:
        server.should_exit = True
        thread.join(30)
        listener.close()
        sessions.kw["bind"].dispose()
