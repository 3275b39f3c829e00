"""From settings to a listening server: database, bank, library, model and pages put together."""

import logging
import socket
import time
from collections.abc import Callable
from contextlib import suppress
from dataclasses import dataclass
from pathlib import Path

import uvicorn
from filelock import Timeout

from db import bank
from db.accounts import count_with_password
from db.backup import serving_lock
from db.database import open_database, read_only
from engine.client import LLM, OpenAICompatibleLLM
from engine.local_model import start_for_this_machine
from index.library import Library
from quizbank.bank import load_bank
from webui.app import WebSettings, build_app
from webui.listener import LOOPBACK
from webui.services import Services

log = logging.getLogger("assistant408")


@dataclass(frozen=True)
class ServeSettings:
    """`login` False still asks for accounts when there are any, or when other machines can reach the address."""

    host: str
    port: int
    data_dir: Path
    database_url: str
    login: bool
    engine_url: str | None
    engine_key: str | None
    model: str | None
    start_engine: bool
    embedder: str | None
    reranker: str | None
    ocr: bool


def serve(listener: socket.socket, settings: ServeSettings, announce: Callable[[str, bool], None]) -> None:
    """Serve until stopped. `announce` gets the page's address and whether an account has yet to be made.

    Raises DatabaseError, BankError, VersionConflict and LibraryError before anything is served.
    """
    sessions = open_database(settings.database_url)
    with sessions.begin() as session:
        bank.load_items(session, load_bank(), time.time())
    with read_only(sessions) as session:
        accounts = count_with_password(session)
    login = settings.login or settings.host not in LOOPBACK or accounts > 0
    library = Library(settings.data_dir / "index", settings.embedder, reranker=settings.reranker, ocr=settings.ocr)
    library.check()
    model, stop_model = _model(settings)
    services = Services(sessions, library, model, time.time)
    web = build_app(services, WebSettings(login, None) if login else WebSettings(False))
    shown = f"[{settings.host}]" if ":" in settings.host else settings.host
    announce(f"http://{shown}:{settings.port}/", login and not accounts)
    config = uvicorn.Config(web, log_level="warning", timeout_graceful_shutdown=3, server_header=False)
    lock = serving_lock(settings.data_dir)
    try:
        with suppress(Timeout):  # a second server on the same folder is protected by the first one's lock
            lock.acquire(blocking=False)
        uvicorn.Server(config).run(sockets=[listener])
    finally:
        lock.release()
        library.close()
        stop_model()


def _model(settings: ServeSettings) -> tuple[Callable[[], LLM | None], Callable[[], None]]:
    """(which model answers now, how to stop it): the named server, vLLM on this machine's GPU, or none."""
    if settings.engine_url:
        client = OpenAICompatibleLLM(settings.engine_url, settings.model, settings.engine_key)
        return lambda: client, lambda: None
    if settings.start_engine:
        local = start_for_this_machine(settings.model, settings.data_dir / "logs" / "vllm.log", log.warning)
        if local:
            return local.llm, local.stop
    return lambda: None, lambda: None
