"""A small real server with the quiz alone: ``python -m tests.webui.quiz_app PORT DATABASE [--no-sweep]``.

Who is asking stands in the cookie ``person`` (the user's id, 1 when there is none), since the gate is not here.
"""

import asyncio
import sys
import time
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from http.cookies import SimpleCookie
from pathlib import Path

import uvicorn
from fastapi import FastAPI
from starlette.staticfiles import StaticFiles

import webui
from db import accounts, bank
from db.accounts import Person
from db.database import open_database, sqlite_url
from index.handbook import HandbookSection
from tests.sample_bank import sample_items
from webui.actions_quiz import QuizActions
from webui.quiz_routes import add_quiz_routes
from webui.services import Services

PEOPLE = 3
PART_NAMES = (
    "结点与高度",
    "页面置换的叙述",
    "程序段与平均访问时间",
)  # one for each kind of sample item, the last for two


def handbook_section(node_id: str) -> HandbookSection | None:
    """A section of three parts for every id but `cn.6.5`, which the made-up handbook lacks."""
    if node_id == "cn.6.5":
        return None
    parts = "\n\n".join(f"### {name}\n\n**{node_id}** 的要点：$T = \\frac{{L}}{{R}}$。" for name in PART_NAMES)
    return HandbookSection(node_id, "样例小节", "sample.md", parts)


def quiz_services(database: Path, clock=time.time) -> Services:
    """Services on a file with the sample bank and the students 1, 2 and 3; neither library nor model."""
    sessions = open_database(sqlite_url(database))
    with sessions.begin() as session:
        if not accounts.users(session):
            bank.load_items(session, sample_items(), clock())
            for number in range(1, PEOPLE + 1):
                accounts.add_user(session, f"学生{number}", None, "student", clock())
    return Services(sessions, None, lambda: None, clock)


class StubIdentity:
    """Where the gate stands in the program."""

    def __init__(self, app):
        self.app = app

    async def __call__(self, scope, receive, send):
        if scope["type"] == "http":
            cookie = SimpleCookie(dict(scope["headers"]).get(b"cookie", b"").decode())
            number = int(cookie["person"].value) if "person" in cookie else 1
            scope.setdefault("state", {})["person"] = (
                Person(number, f"学生{number}", "student", None) if number else None
            )
        await self.app(scope, receive, send)


def quiz_app(quiz: QuizActions, sweep: bool = False) -> FastAPI:
    @asynccontextmanager
    async def lifespan(_app: FastAPI) -> AsyncIterator[None]:
        async def keep_sweeping() -> None:
            while sweep:
                await asyncio.to_thread(quiz.sweep)
                await asyncio.sleep(0.2)

        task = asyncio.create_task(keep_sweeping())
        yield
        task.cancel()

    app = FastAPI(lifespan=lifespan)
    add_quiz_routes(app, quiz)
    app.mount("/static", StaticFiles(directory=Path(webui.__file__).parent / "static"))
    app.add_middleware(StubIdentity)
    return app


if __name__ == "__main__":
    actions = QuizActions(quiz_services(Path(sys.argv[2])), section=handbook_section)
    uvicorn.run(
        quiz_app(actions, sweep="--no-sweep" not in sys.argv),
        host="127.0.0.1",
        port=int(sys.argv[1]),
        log_level="warning",
    )
