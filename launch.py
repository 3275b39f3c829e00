"""The one entry: reads flags and environment once, opens database, library and model, serves or runs a command."""

import json
import logging
import os
import sys
import time
import webbrowser
from collections.abc import Iterable
from contextlib import closing
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any

import typer
from pydantic import ValidationError
from pydantic_settings import BaseSettings, SettingsConfigDict
from typer.core import TyperGroup

from webui.listener import LOOPBACK, CannotListen, listen

if TYPE_CHECKING:
    from webui.serving import ServeSettings


class Settings(BaseSettings):
    """Each setting is a flag, or the environment variable A408_<NAME>; the flag wins."""

    model_config = SettingsConfigDict(env_prefix="A408_", extra="ignore", frozen=True)

    data_dir: Path = Path("data")
    database_url: str | None = None  # default: SQLite in the data folder
    host: str = "127.0.0.1"
    port: int = 7860
    login: bool = False
    engine_url: str | None = None
    engine_key: str | None = None
    model: str | None = None
    engine: bool = True
    embedder: str | None = None
    open: bool | None = None

    @property
    def database(self) -> str:
        from db.database import sqlite_url

        return self.database_url or sqlite_url((self.data_dir / "assistant408.db").resolve())

    def for_serving(self) -> "ServeSettings":
        from webui.serving import ServeSettings

        return ServeSettings(
            self.host, self.port, self.data_dir, self.database, self.login, self.engine_url, self.engine_key,
            self.model, self.engine, self.embedder,
        )  # fmt: skip


class Refused(Exception):
    """What was asked cannot be done; the message names the thing and the next step."""


class _ServeByDefault(TyperGroup):
    """`launch.py --port 8000` means `launch.py serve --port 8000`."""

    def parse_args(self, ctx, args):
        if not args or (args[0].startswith("-") and args[0] not in ("--help", "-h")):
            args = ["serve", *args]
        return super().parse_args(ctx, args)


app = typer.Typer(
    cls=_ServeByDefault, add_completion=False, no_args_is_help=False, pretty_exceptions_enable=False,
    rich_markup_mode=None,  # it would take the [defaults] in the help for mark-up
    help="Practice for 408. Without a command: serve. / 408 练习程序，不带命令即启动网页。",
)  # fmt: skip
index_app = typer.Typer(help="The library of textbooks. / 教材库。", no_args_is_help=True)
bank_app = typer.Typer(help="The question bank. / 题库。", no_args_is_help=True)
users_app = typer.Typer(help="Accounts. / 账号。", no_args_is_help=True)
app.add_typer(index_app, name="index")
app.add_typer(bank_app, name="bank")
app.add_typer(users_app, name="users")

DataDir = Annotated[Path | None, typer.Option("--data-dir", help="Folder for everything that is kept [data].")]
DatabaseUrl = Annotated[
    str | None, typer.Option(help="SQLAlchemy address of the database [SQLite in the data folder].")
]
AsJson = Annotated[bool, typer.Option("--json", help="Print one JSON document on stdout.")]
Embedder = Annotated[str | None, typer.Option(help="sentence-transformers model by name or folder [built in].")]
Collection = Annotated[str, typer.Option(help="Which set of sources.")]


def settings_of(**flags: Any) -> Settings:
    """Flags that were given, over the environment, over the defaults. Raises Refused for a bad environment value."""
    try:
        return Settings(**{name: value for name, value in flags.items() if value is not None})
    except ValidationError as error:
        wrong = error.errors()[0]
        raise Refused(f"A408_{str(wrong['loc'][0]).upper()}: {wrong['msg']}") from None


def show(result: Any, as_json: bool, lines: Iterable[str]) -> None:
    """The one result of a command: JSON for programs, lines for people."""
    if as_json:
        typer.echo(json.dumps(result, ensure_ascii=False, indent=2))
    else:
        for line in lines:
            typer.echo(line)


# --- serve -----------------------------------------------------------------------------------------------------------


@app.command()
def serve(
    host: Annotated[str | None, typer.Option(help="Address to listen on [127.0.0.1].")] = None,
    port: Annotated[int | None, typer.Option(min=1, max=65535, help="Port [7860].")] = None,
    data_dir: DataDir = None,
    database_url: DatabaseUrl = None,
    login: Annotated[bool | None, typer.Option("--login", help="Ask for accounts even on this machine.")] = None,
    engine_url: Annotated[str | None, typer.Option(help="An OpenAI-compatible server, http://host:port/v1.")] = None,
    model: Annotated[str | None, typer.Option(help="The model's name or folder.")] = None,
    engine: Annotated[bool | None, typer.Option("--engine/--no-engine", help="Start vLLM when a GPU is here.")] = None,
    embedder: Embedder = None,
    open: Annotated[bool | None, typer.Option("--open/--no-open", help="Open the page in a browser.")] = None,
) -> None:
    """Serve the pages. / 启动网页。"""
    settings = settings_of(
        host=host, port=port, data_dir=data_dir, database_url=database_url, login=login, engine_url=engine_url,
        model=model, engine=engine, embedder=embedder, open=open,
    )  # fmt: skip
    prepare_folder(settings.data_dir)
    with closing(
        listen(settings.host, settings.port)
    ) as listener:  # before the slow imports: a taken port is told at once
        from webui.serving import serve as serve_on

        def announce(address: str, no_accounts: bool) -> None:
            typer.echo(f"408 助手已启动 / serving on {address}")
            if no_accounts:
                typer.echo("no accounts yet; the first: python launch.py users add NAME --role instructor", err=True)
            if settings.open if settings.open is not None else has_screen(settings.host):
                webbrowser.open(address)

        serve_on(listener, settings.for_serving(), announce)


def prepare_folder(folder: Path) -> None:
    """Make the data folder and see that it can be written. Raises Refused."""
    probe = folder / ".write-test"
    try:
        folder.mkdir(parents=True, exist_ok=True)
        probe.write_bytes(b"")
        probe.unlink()
    except OSError as error:
        reason = error.strerror or error
        raise Refused(f"cannot write the data folder {folder}: {reason}; name another with --data-dir") from None


def has_screen(host: str) -> bool:
    """Whether a browser window can be expected to open in front of whoever started the program."""
    if host not in LOOPBACK or not sys.stdout.isatty():
        return False
    return sys.platform in ("win32", "darwin") or bool(os.environ.get("DISPLAY") or os.environ.get("WAYLAND_DISPLAY"))


# --- index -----------------------------------------------------------------------------------------------------------


def open_library(data_dir: Path | None, embedder: str | None = None):
    from index.library import Library

    settings = settings_of(data_dir=data_dir, embedder=embedder)
    prepare_folder(settings.data_dir)
    return Library(settings.data_dir / "index", settings.embedder)


@index_app.command("add")
def index_add(
    paths: Annotated[list[Path], typer.Argument(help="PDF, DOCX, Markdown or text files, or folders of them.")],
    collection: Collection = "books",
    data_dir: DataDir = None,
    embedder: Embedder = None,
    as_json: AsJson = False,
) -> None:
    """Read files into the library. / 把教材读入库。"""
    from dataclasses import asdict

    from rich.console import Console
    from rich.progress import BarColumn, MofNCompleteColumn, Progress, TextColumn, TimeRemainingColumn

    library = open_library(data_dir, embedder)
    columns = (TextColumn("{task.description}"), BarColumn(), MofNCompleteColumn(), TimeRemainingColumn())
    with Progress(*columns, console=Console(stderr=True), transient=True) as bar:
        task = bar.add_task("", total=None)

        def progress(what: str, done: int, total: int) -> None:
            bar.update(task, completed=done, total=total, description=what)

        report = library.add(paths, collection, progress)
    lines = [f"{len(report.added)} added, {len(report.unchanged)} unchanged in {collection}"]
    lines += [f"added {a.source}: {a.pages} pages, {a.passages} passages" for a in report.added]
    lines += [f"warning: {a.source}: {a.warning}" for a in report.added if a.warning]
    lines += [f"refused {r.path}: {r.reason}" for r in report.refused]
    show(asdict(report), as_json, lines)
    if report.refused:
        raise typer.Exit(1)


@index_app.command("list")
def index_list(data_dir: DataDir = None, as_json: AsJson = False) -> None:
    """Every source with its pages and passages. / 列出库中的资料。"""

    sources = open_library(data_dir).sources()
    rows = [{"collection": s.collection, "source": s.source, "pages": s.pages, "passages": s.passages} for s in sources]
    lines = [f"{r['collection']}\t{r['source']}\t{r['pages']} pages\t{r['passages']} passages" for r in rows]
    show(rows, as_json, lines or ["the library is empty; add files: python launch.py index add FILE..."])


@index_app.command("remove")
def index_remove(
    source: Annotated[str, typer.Argument(help="As `index list` shows it.")],
    collection: Collection = "books",
    data_dir: DataDir = None,
    embedder: Embedder = None,
    as_json: AsJson = False,
) -> None:
    """Take one source out of the library. / 从库中移除一份资料。"""
    open_library(data_dir, embedder).remove(source, collection)
    show({"removed": source, "collection": collection}, as_json, [f"removed {source} from {collection}"])


@index_app.command("rebuild")
def index_rebuild(
    collection: Collection = "books", data_dir: DataDir = None, embedder: Embedder = None, as_json: AsJson = False
) -> None:
    """Compute a collection's index again, with another embedder perhaps. / 重建索引，例如更换向量模型之后。"""
    open_library(data_dir, embedder).rebuild(collection)
    show({"rebuilt": collection}, as_json, [f"rebuilt {collection}"])


@index_app.command("search")
def index_search(
    question: str,
    k: Annotated[int, typer.Option("-k", min=1, max=100, help="How many passages.")] = 5,
    collection: Annotated[list[str] | None, typer.Option(help="Only in these collections.")] = None,
    data_dir: DataDir = None,
    embedder: Embedder = None,
    as_json: AsJson = False,
) -> None:
    """The passages that bear on a question. / 检索教材。"""
    from dataclasses import asdict

    library = open_library(data_dir, embedder)
    library.check()
    library.ensure_handbook()
    found = library.search(question, k, collection or None)
    lines = []
    for hit in found:
        p = hit.passage
        place = f"page {p.page_label or p.page}" if p.page else " > ".join(p.section)
        lines += [f"{hit.score:.3f}  {p.collection}/{p.source}  {place}", "    " + " ".join(p.text.split())[:160]]
    show([asdict(hit) for hit in found], as_json, lines or ["nothing in the library bears on this question"])


# --- bank ------------------------------------------------------------------------------------------------------------


@bank_app.command("check")
def bank_check(as_json: AsJson = False) -> None:
    """Check every rule of the bank that ships, and count what is in it. / 检查并统计题库。"""
    from dataclasses import asdict

    from index.handbook import has_section
    from quizbank.bank import BankError, load_bank, load_free_response
    from quizbank.bank_check import check_bank, report_lines

    try:
        report = check_bank(load_bank(), load_free_response(), has_section)
    except BankError as error:
        show({"defects": error.defects}, as_json, error.defects)
        raise typer.Exit(1) from None
    show(asdict(report), as_json, report_lines(report))
    if report.defects:
        raise typer.Exit(1)


@bank_app.command("families")
def bank_families(as_json: AsJson = False) -> None:
    """The kinds of question that can be generated. / 列出可生成的题型。"""
    from quizbank.generators.catalogue import families

    rows = [{"name": f.name, "title": f.title, "title_en": f.title_en, "node": f.node} for f in families().values()]
    show(rows, as_json, [f"{r['node']}\t{r['name']}\t{r['title']}" for r in rows])


@bank_app.command("generate")
def bank_generate(
    family: Annotated[str, typer.Argument(help="As `bank families` shows it.")],
    seed: Annotated[int, typer.Option(min=0, help="The same seed gives the same question.")] = 0,
    count: Annotated[int, typer.Option(min=1, max=1000, help="How many, with the seeds that follow.")] = 1,
    as_json: AsJson = False,
) -> None:
    """Questions of a family with their keys and solutions. / 按题型生成题目、答案与解析。"""
    from quizbank.generators.catalogue import UnknownFamily
    from quizbank.generators.catalogue import family as find
    from quizbank.questions import LETTERS

    try:
        items = [find(family).item(seed + n) for n in range(count)]
    except UnknownFamily as error:
        raise Refused(str(error)) from None
    lines = []
    for item in items:
        options = [f"{letter}. {item.option(letter).text}" for letter in LETTERS]
        lines += [f"[{item.id}]", item.stem, "", *options, "", f"key {item.key}", item.solution, ""]
    show([item.model_dump(mode="json") for item in items], as_json, lines)


# --- users -----------------------------------------------------------------------------------------------------------


def open_accounts(data_dir: Path | None, database_url: str | None):
    from db.database import open_database
    from webui.actions_accounts import AccountActions, Passwords
    from webui.services import Services

    settings = settings_of(data_dir=data_dir, database_url=database_url)
    prepare_folder(settings.data_dir)
    sessions = open_database(settings.database)
    return AccountActions(Services(sessions, None, lambda: None, time.time), Passwords()), sessions


def ask_password() -> str:
    """Typed twice at a terminal, or one line of standard input."""
    if sys.stdin.isatty():
        return typer.prompt("password", hide_input=True, confirmation_prompt=True)
    password = sys.stdin.readline().rstrip("\r\n")
    if not password:
        raise Refused("no password given: type it at a terminal, or give it as a line of standard input")
    return password


@users_app.command("add")
def users_add(
    name: str,
    role: Annotated[str, typer.Option(help="student or instructor.")] = "student",
    class_name: Annotated[str | None, typer.Option("--class", help="The student's class.")] = None,
    data_dir: DataDir = None,
    database_url: DatabaseUrl = None,
    as_json: AsJson = False,
) -> None:
    """Make an account; the password is asked for, or read from standard input. / 新建账号。"""
    if role not in ("student", "instructor"):
        raise typer.BadParameter("student or instructor", param_hint="--role")
    accounts, _ = open_accounts(data_dir, database_url)
    person = accounts.add_user(name, ask_password(), role, class_name)
    show({"name": person.name, "role": person.role}, as_json, [f"added {person.role} {person.name}"])


@users_app.command("list")
def users_list(data_dir: DataDir = None, database_url: DatabaseUrl = None, as_json: AsJson = False) -> None:
    """Every account. / 列出账号。"""
    from db import accounts as stored
    from db.database import read_only

    _, sessions = open_accounts(data_dir, database_url)
    with read_only(sessions) as session:
        names = {c.id: c.name for c in stored.classes(session)}
        rows = [{"name": p.name, "role": p.role, "class": names.get(p.class_id)} for p in stored.users(session)]
    show(rows, as_json, [f"{r['role']}\t{r['name']}\t{r['class'] or ''}" for r in rows] or ["no accounts yet"])


@users_app.command("set-password")
def users_set_password(
    name: str, data_dir: DataDir = None, database_url: DatabaseUrl = None, as_json: AsJson = False
) -> None:
    """A new password; every login of that account ends. / 重设密码。"""
    from db import accounts as stored
    from db.database import read_only

    accounts, sessions = open_accounts(data_dir, database_url)
    with read_only(sessions) as session:
        person = stored.find_user(session, name)
    accounts.set_password(person, ask_password())
    show({"name": person.name}, as_json, [f"new password for {person.name}"])


# --- backup ----------------------------------------------------------------------------------------------------------


@app.command("backup")
def backup_command(
    out: Annotated[Path, typer.Argument(help="The file to write, e.g. 408.zip.")],
    data_dir: DataDir = None,
    database_url: DatabaseUrl = None,
    as_json: AsJson = False,
) -> None:
    """Everything that is kept, in one file; the program may be running. / 备份。"""
    from db.backup import backup

    settings = settings_of(data_dir=data_dir, database_url=database_url)
    size = backup(settings.data_dir, database_file(settings), out)
    show({"file": str(out), "bytes": size}, as_json, [f"wrote {out}, {size / 1e6:.1f} MB"])


@app.command("restore")
def restore_command(
    file: Annotated[Path, typer.Argument(help="A file that `backup` wrote.")],
    data_dir: DataDir = None,
    as_json: AsJson = False,
) -> None:
    """Put a backup in place; stop the program first. What stood there moves aside. / 恢复备份。"""
    from db.backup import restore
    from db.database import open_database, sqlite_url

    settings = settings_of(data_dir=data_dir)

    def check(path: Path) -> None:
        sessions = open_database(sqlite_url(path.resolve()))
        sessions.kw["bind"].dispose()

    aside = restore(file, settings.data_dir.resolve(), check)
    lines = [f"restored {file} to {settings.data_dir}"] + ([f"what stood there is now {aside}"] if aside else [])
    show({"restored": str(file), "aside": str(aside) if aside else None}, as_json, lines)


def database_file(settings: Settings) -> Path:
    """The SQLite file. Raises Refused for another database, which has tools of its own for this."""
    from db.database import sqlite_path

    path = sqlite_path(settings.database)
    if path is None:
        raise Refused("backup copies a SQLite database; use your database's own tool for another")
    return path


def known_errors() -> tuple[type[Exception], ...]:
    """What a person can mend: shown as one line, without a traceback."""
    from db.accounts import AccountError
    from db.backup import BackupError
    from db.bank import VersionConflict
    from db.database import DatabaseError
    from engine.errors import EngineError
    from index.errors import LibraryError
    from quizbank.bank import BankError

    return (
        Refused,
        CannotListen,
        LibraryError,
        EngineError,
        DatabaseError,
        VersionConflict,
        BankError,
        BackupError,
        AccountError,
    )


def main() -> None:
    logging.basicConfig(level=logging.WARNING, format="%(asctime)s %(levelname)s %(name)s: %(message)s")
    logging.getLogger("huggingface_hub").setLevel(logging.ERROR)  # it logs each of its many retries, twice
    if hasattr(sys.stdout, "reconfigure"):  # a Windows console may use a code page without Chinese
        sys.stdout.reconfigure(encoding="utf-8", errors="replace")
        sys.stderr.reconfigure(encoding="utf-8", errors="replace")
    try:
        app()
    except Exception as error:
        if not isinstance(error, known_errors()):
            raise
        typer.echo(f"error: {str(error) or type(error).__name__}", err=True)
        sys.exit(1)


if __name__ == "__main__":
    main()
