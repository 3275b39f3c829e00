"""What every command takes, and how it reads it: flags over A408_* environment variables over defaults."""

import json
from collections.abc import Iterable
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any

import typer
from pydantic import ValidationError
from pydantic_settings import BaseSettings, SettingsConfigDict

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
    reranker: str | None = None
    ocr: bool = True
    open: bool | None = None

    @property
    def database(self) -> str:
        from db.database import sqlite_url

        return self.database_url or sqlite_url((self.data_dir / "assistant408.db").resolve())

    def for_serving(self) -> "ServeSettings":
        from webui.serving import ServeSettings

        return ServeSettings(
            self.host, self.port, self.data_dir, self.database, self.login, self.engine_url, self.engine_key,
            self.model, self.engine, self.embedder, self.reranker, self.ocr,
        )  # fmt: skip


class Refused(Exception):
    """What was asked cannot be done; the message names the thing and the next step."""


DataDir = Annotated[Path | None, typer.Option("--data-dir", help="Folder for everything that is kept [data].")]
DatabaseUrl = Annotated[
    str | None, typer.Option(help="SQLAlchemy address of the database [SQLite in the data folder].")
]
AsJson = Annotated[bool, typer.Option("--json", help="Print one JSON document on stdout.")]
Embedder = Annotated[str | None, typer.Option(help="sentence-transformers model by name or folder [built in].")]
Reranker = Annotated[str | None, typer.Option(help="sentence-transformers cross-encoder by name or folder [none].")]
Ocr = Annotated[bool | None, typer.Option("--ocr/--no-ocr", help="Recognise pages without usable text [on].")]


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
