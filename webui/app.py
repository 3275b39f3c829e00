"""One FastAPI app that owns everything that matters; Gradio is mounted in it twice, as a view."""

import asyncio
import logging
from collections.abc import AsyncIterator, Iterator
from contextlib import asynccontextmanager, contextmanager
from dataclasses import dataclass
from pathlib import Path
from types import SimpleNamespace

import gradio as gr
import gradio.blocks
from fastapi import FastAPI
from starlette.exceptions import HTTPException
from starlette.middleware.cors import CORSMiddleware
from starlette.requests import Request
from starlette.responses import JSONResponse, RedirectResponse, Response

from db.accounts import Person
from webui.account_routes import add_account_routes
from webui.actions_accounts import AccountActions, Passwords
from webui.actions_chat import ChatActions
from webui.actions_library import LibraryActions
from webui.actions_pages import PageActions
from webui.actions_quiz import QuizActions
from webui.actions_scoreboard import ScoreboardActions
from webui.assets import AssetCache
from webui.chat_tab import build_chat_tab
from webui.gate import COOKIE, LOOPBACK_HOSTS, Gate, GateRules
from webui.identity import NotInstructor, NotLoggedIn
from webui.import_jobs import ImportJobs
from webui.library_routes import add_library_routes
from webui.library_tab import build_library_tab
from webui.page_routes import add_page_routes
from webui.pages import page, request_language
from webui.quiz_routes import add_quiz_routes
from webui.quiz_tab import build_quiz_tab
from webui.rate_limit import RateLimit
from webui.report_routes import add_report_routes
from webui.scoreboard_tab import build_scoreboard_tab
from webui.services import Services
from webui.teach_tab import build_teach_page
from webui.texts import text, translations
from webui.top_bar import build_top_bar

log = logging.getLogger(__name__)

STATIC = Path(__file__).parent / "static"
SWEEP_SECONDS = 1.0
WARM_AFTER_SECONDS = 3.0  # the first page comes first; then the indexes are read
SESSIONS_KEPT = 1000  # Gradio keeps about 100 kB for each page that was ever opened
FONTS = ["system-ui", "Noto Sans SC", "Noto Sans CJK SC", "PingFang SC", "Microsoft YaHei", "sans-serif"]


@dataclass(frozen=True)
class WebSettings:
    """`login`: accounts are needed; without it whoever reaches the page is the one local person.

    `hosts`: names under which the page may be asked for, None for any (behind a proxy that checks them).
    """

    login: bool
    hosts: tuple[str, ...] | None = LOOPBACK_HOSTS


def build_app(services: Services, settings: WebSettings) -> FastAPI:
    """The whole program as one ASGI app."""
    accounts = AccountActions(services, Passwords())
    quiz = QuizActions(services)
    chat = ChatActions(services)
    scoreboard = ScoreboardActions(services)
    imports = ImportJobs(services.library.folder.with_name("imports"), services.library, services.clock)

    app = FastAPI(lifespan=_background(services, quiz, imports), docs_url=None, redoc_url=None, openapi_url=None)
    find_person = _finder(accounts, settings)
    _add_error_pages(app)
    _add_first_page(app)
    if settings.login:
        add_account_routes(app, accounts)
    add_quiz_routes(app, quiz)
    add_page_routes(app, PageActions(services))
    add_library_routes(app, LibraryActions(services, imports), alone=not settings.login)
    add_report_routes(app, scoreboard)  # before the mounts: a mount takes everything below its path

    def logged_in(request: Request) -> str | None:
        person = find_person(request.cookies.get(COOKIE))
        return str(person.id) if person else None

    def instructor(request: Request) -> str | None:
        person = find_person(request.cookies.get(COOKIE))
        return str(person.id) if person and person.is_instructor else None

    i18n = gr.I18n(**translations())
    with _no_app_for_each_step():
        pages = (
            _student_page(quiz, chat, scoreboard, i18n, settings),
            _instructor_page(scoreboard, accounts, i18n, settings),
        )
    for blocks, path, may_open in zip(pages, ("/app", "/teach"), (logged_in, instructor), strict=True):
        _mount(app, blocks, path, may_open, i18n)

    # Gradio reflects every origin unless it sees this class in its parent; with no origin listed none is allowed.
    app.add_middleware(CORSMiddleware, allow_origins=[])
    rules = GateRules(
        find_person, settings.hosts, services.clock,
        per_address=RateLimit(300, 60), per_person=RateLimit(120, 60),
    )  # fmt: skip
    app.add_middleware(Gate, rules=rules)
    app.add_middleware(AssetCache, folders=_asset_folders())
    return app


def _finder(accounts: AccountActions, settings: WebSettings):
    if settings.login:
        return lambda token: accounts.person_of_token(token) if token else None
    local: list[Person] = []  # made at the first request, then the same for all

    def the_one(_token: str | None) -> Person:
        if not local:
            local.append(accounts.local_person())
        return local[0]

    return the_one


def _asset_folders() -> dict[str, tuple[Path, bool]]:
    bundle = Path(gr.__file__).parent / "templates" / "frontend"
    folders = {"/static/": (STATIC, False)}
    for mount in ("/app", "/teach"):
        folders[f"{mount}/assets/"] = (bundle / "assets", True)
        folders[f"{mount}/static/"] = (bundle / "static", False)
    return folders


def _background(services: Services, quiz: QuizActions, imports: ImportJobs):
    @asynccontextmanager
    async def lifespan(_app: FastAPI) -> AsyncIterator[None]:
        tasks = [asyncio.create_task(_sweep(quiz)), asyncio.create_task(_warm(services))]
        await asyncio.to_thread(imports.start)
        yield
        for task in tasks:
            task.cancel()
        await asyncio.gather(*tasks, return_exceptions=True)
        await asyncio.to_thread(imports.stop)

    return lifespan


async def _sweep(quiz: QuizActions) -> None:
    """Close attempts whose time is over, whether or not a browser is there."""
    while True:
        try:
            await asyncio.to_thread(quiz.sweep)
        except Exception:
            log.exception("could not close the expired attempts")
        await asyncio.sleep(SWEEP_SECONDS)


async def _warm(services: Services) -> None:
    await asyncio.sleep(WARM_AFTER_SECONDS)
    try:
        await asyncio.to_thread(services.library.ensure_handbook)
        await asyncio.to_thread(services.library.warm)
        await asyncio.to_thread(services.library.rebuild_changed)  # after another embedder was set
    except Exception:
        log.exception("could not read the library")


# The open tab stands in the address, /app/?tab=chat, so that a link leads to it and a reload comes back to it.
_OPEN_TAB = """() => {
  const tab = new URLSearchParams(location.search).get("tab");
  document.documentElement.dataset.tabRead = "";
  return { __type__: "update", ...(["quiz", "chat", "library", "scoreboard"].includes(tab) && { selected: tab }) };
}"""
_KEEP_TAB = """() => {
  if (!("tabRead" in document.documentElement.dataset)) return; // Gradio names its first tab before the address is read
  const address = new URL(location);
  address.searchParams.set("tab", "%s");
  history.replaceState(history.state, "", address);
}"""


@contextmanager
def _no_app_for_each_step() -> Iterator[None]:
    """Blocks make a whole FastAPI app when they are opened and another when they are closed, and a mount uses neither:
    half a second of a start in which a person waits."""
    real = gradio.blocks.App
    gradio.blocks.App = SimpleNamespace(create_app=lambda *_args, **_options: None)
    try:
        yield
    finally:
        gradio.blocks.App = real


def _student_page(quiz, chat, scoreboard, t: gr.I18n, settings: WebSettings) -> gr.Blocks:
    quiet = {"api_visibility": "private", "show_progress": "hidden"}
    with gr.Blocks(title=text("app.title", "zh"), analytics_enabled=False) as blocks:
        build_top_bar(blocks, "app.tagline", teach_link=True, login=settings.login)
        with gr.Tabs() as tabs:
            with gr.Tab(t("app.tab.quiz"), id="quiz") as quiz_tab:
                build_quiz_tab()
            with gr.Tab(t("app.tab.chat"), id="chat") as chat_tab:
                build_chat_tab(chat, t)
            with gr.Tab(t("app.tab.library"), id="library") as library_tab:
                build_library_tab()
            with gr.Tab(t("app.tab.scoreboard"), id="scoreboard") as scoreboard_tab:
                build_scoreboard_tab(scoreboard, t)
        for tab in (quiz_tab, chat_tab, library_tab, scoreboard_tab):
            tab.select(None, None, None, js=_KEEP_TAB % tab.id, **quiet)
        blocks.load(None, None, tabs, js=_OPEN_TAB, **quiet)
    return blocks


def _instructor_page(scoreboard, accounts, t: gr.I18n, settings: WebSettings) -> gr.Blocks:
    with gr.Blocks(title=text("app.teach", "zh"), analytics_enabled=False) as blocks:
        build_top_bar(blocks, "app.teach", teach_link=False, login=settings.login)
        build_teach_page(scoreboard, accounts, t)
    return blocks


def _theme() -> gr.themes.Base:
    """Gradio's default with system fonts (nothing is fetched) and colours that pass WCAG AA."""
    return gr.themes.Default(primary_hue="blue", secondary_hue="blue", neutral_hue="slate", font=FONTS).set(
        body_text_color_subdued="*neutral_600",
        body_text_color_subdued_dark="*neutral_400",
        block_info_text_color="*neutral_600",
        block_info_text_color_dark="*neutral_400",
        input_placeholder_color="*neutral_500",
        input_placeholder_color_dark="*neutral_400",
        button_primary_background_fill="*primary_700",
        button_primary_background_fill_hover="*primary_800",
        button_cancel_background_fill="#b91c1c",
        button_cancel_background_fill_hover="#991b1b",
    )


_HEAD = (
    '<script src="/static/session.js"></script><link rel="icon" href="/static/icon.svg" type="image/svg+xml">'
    + "".join(
        f'<link rel="stylesheet" href="/static/{name}.css">'
        for name in ("base", "app", "quiz", "chat", "library", "scoreboard")
    )
)


def _mount(app: FastAPI, blocks: gr.Blocks, path: str, auth_dependency, i18n: gr.I18n) -> None:
    blocks.queue(default_concurrency_limit=8, max_size=500)
    blocks.state_session_capacity = SESSIONS_KEPT
    gr.mount_gradio_app(
        app, blocks, path, auth_dependency=auth_dependency, i18n=i18n, theme=_theme(), head=_HEAD, footer_links=[],
        run_history=False, enable_monitoring=False, show_error=False, mcp_server=False, ssr_mode=False, pwa=False,
        max_file_size="1mb", allowed_paths=[], blocked_paths=[],
    )  # fmt: skip


def _add_first_page(app: FastAPI) -> None:
    @app.get("/", include_in_schema=False)
    def first_page() -> Response:
        return RedirectResponse("/app/", 303)

    @app.get("/forbidden", include_in_schema=False)
    def forbidden(request: Request) -> Response:
        words = text("app.forbidden", request_language(request))
        return page(request, "message.html", "app.teach", 403, message=words)

    @app.get("/healthz", include_in_schema=False)
    def healthz() -> dict[str, bool]:
        return {"ok": True}

    @app.get("/favicon.ico", include_in_schema=False)
    def favicon() -> Response:
        return RedirectResponse("/static/icon.svg", 301)

    @app.get("/manifest.json", include_in_schema=False)
    def manifest(request: Request) -> JSONResponse:
        name = text("app.title", request_language(request))
        icon = {"src": "/static/icon.svg", "sizes": "any", "type": "image/svg+xml"}
        return JSONResponse(
            {"name": name, "short_name": name, "start_url": "/", "display": "standalone", "icons": [icon]}
        )


def _add_error_pages(app: FastAPI) -> None:
    """What a person sees when something is refused or breaks. The log has the whole of an unknown error."""

    def answer(request: Request, status: int, code: str, key: str) -> Response:
        if "text/html" not in request.headers.get("accept", ""):
            return JSONResponse({"error": code}, status)
        return page(request, "message.html", "app.title", status, message=text(key, request_language(request)))

    @app.exception_handler(NotLoggedIn)
    def not_logged_in(request: Request, _error: NotLoggedIn) -> Response:
        return answer(request, 401, "login_required", "app.error")

    @app.exception_handler(NotInstructor)
    def not_instructor(request: Request, _error: NotInstructor) -> Response:
        return answer(request, 403, "forbidden", "app.forbidden")

    @app.exception_handler(HTTPException)
    def http_error(request: Request, error: HTTPException) -> Response:
        if error.status_code == 404:
            return answer(request, 404, "not_found", "app.not_found")
        return JSONResponse({"error": error.detail}, error.status_code, error.headers)

    @app.exception_handler(Exception)
    def unknown(request: Request, error: Exception) -> Response:
        log.error("%s %s failed", request.method, request.url.path, exc_info=error)
        return answer(request, 500, "internal", "app.error")
