"""`launch.py backup` and `restore`: everything that is kept."""

from pathlib import Path
from typing import Annotated

import typer

from webui.commands.settings import AsJson, DatabaseUrl, DataDir, Refused, Settings, settings_of, show

backup_app = typer.Typer()


@backup_app.command("backup")
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


@backup_app.command("restore")
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
