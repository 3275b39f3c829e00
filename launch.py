"""The one entry: puts the commands together, serves when none is named, and says plainly what went wrong."""

import logging
import os
import sys
import webbrowser
from contextlib import closing
from typing import Annotated

import typer
from typer.core import TyperGroup

from webui.commands.backup import backup_app
from webui.commands.bank import bank_app
from webui.commands.library import index_app
from webui.commands.settings import (
    DatabaseUrl,
    DataDir,
    Embedder,
    Ocr,
    Refused,
    Reranker,
    prepare_folder,
    settings_of,
)
from webui.commands.users import users_app
from webui.listener import LOOPBACK, CannotListen, listen


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
app.add_typer(index_app, name="index")
app.add_typer(bank_app, name="bank")
app.add_typer(users_app, name="users")
app.add_typer(backup_app)


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
    reranker: Reranker = None,
    ocr: Ocr = None,
    open: Annotated[bool | None, typer.Option("--open/--no-open", help="Open the page in a browser.")] = None,
) -> None:
    """Serve the pages. / 启动网页。"""
    settings = settings_of(
        host=host, port=port, data_dir=data_dir, database_url=database_url, login=login, engine_url=engine_url,
        model=model, engine=engine, embedder=embedder, reranker=reranker, ocr=ocr, open=open,
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


def has_screen(host: str) -> bool:
    """Whether a browser window can be expected to open in front of whoever started the program."""
    if host not in LOOPBACK or not sys.stdout.isatty():
        return False
    return sys.platform in ("win32", "darwin") or bool(os.environ.get("DISPLAY") or os.environ.get("WAYLAND_DISPLAY"))


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
