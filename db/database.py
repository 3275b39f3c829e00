"""Opening the database: pragmas, transactions, upgrade to the newest schema."""

import shutil
import sqlite3
import time
from pathlib import Path

from sqlalchemy import Engine, create_engine, event, inspect
from sqlalchemy.engine import make_url
from sqlalchemy.exc import ArgumentError, DBAPIError, NoSuchModuleError
from sqlalchemy.orm import Session, sessionmaker

MIGRATIONS = Path(__file__).parent / "migrations"
NEWEST = "m0002"  # the last file of migrations/versions; a test compares


class DatabaseError(Exception):
    """The database cannot be opened, or was made by a newer version of this program."""


def sqlite_url(path: Path) -> str:
    return f"sqlite:///{path.as_posix()}"


def make_engine(url: str) -> Engine:
    """An engine whose transactions see one state from a check to the write it guards. Raises DatabaseError."""
    try:
        engine = create_engine(url, pool_size=20, max_overflow=40)
    except (ArgumentError, NoSuchModuleError, ModuleNotFoundError) as error:
        raise DatabaseError(f"cannot use the database address {url!r}: {error}") from None
    if engine.dialect.name == "sqlite":
        event.listen(engine, "connect", _set_pragmas)
        event.listen(engine, "begin", _begin_immediate)
    return engine


def _set_pragmas(connection: sqlite3.Connection, _record: object) -> None:
    connection.isolation_level = None  # BEGIN is ours, below
    connection.execute("PRAGMA busy_timeout=10000")
    connection.execute("PRAGMA journal_mode=WAL")
    connection.execute("PRAGMA synchronous=FULL")  # an answer shown as saved survives a power cut
    connection.execute("PRAGMA foreign_keys=ON")


def _begin_immediate(connection) -> None:
    # A deferred transaction reads before it locks: a double click on submit was accepted twice in 179 of 200 tries.
    read_only = connection.get_execution_options().get("read_only", False)
    connection.exec_driver_sql("BEGIN" if read_only else "BEGIN IMMEDIATE")


def open_database(url: str) -> sessionmaker[Session]:
    """Sessions on the database of that address, made or upgraded first. Raises DatabaseError with the next step."""
    engine = make_engine(url)
    try:
        _upgrade(engine)
    except DBAPIError as error:
        raise DatabaseError(f"cannot open the database {engine.url!s}: {error.orig}") from error
    return sessionmaker(engine, expire_on_commit=False)


def read_only(sessions: sessionmaker[Session]) -> Session:
    """A session that only reads: it takes no write lock, so pages never wait for a save."""
    return sessions(bind=reading_engine(sessions))


def reading_engine(sessions: sessionmaker[Session]) -> Engine:
    """The engine behind `read_only`, for the one statement where a session costs more than its work."""
    return sessions.kw["bind"].execution_options(read_only=True)


def _upgrade(engine: Engine) -> None:
    with engine.connect() as connection:
        tables = set(inspect(connection).get_table_names())
        current = None
        if "alembic_version" in tables:
            current = connection.exec_driver_sql("select version_num from alembic_version").scalar()
        elif tables:
            raise DatabaseError(f"{engine.url!s} holds the tables of another program; name another file")
    if current == NEWEST:
        return  # Alembic alone takes half a second to import
    from alembic.script import ScriptDirectory

    known = {script.revision for script in ScriptDirectory(str(MIGRATIONS)).walk_revisions()}
    if current is not None and current not in known:
        raise DatabaseError(
            f"{engine.url!s} was made by a newer version of this program (schema {current}); update the program"
        )
    if current is not None and engine.dialect.name == "sqlite" and engine.url.database not in (None, "", ":memory:"):
        _keep_copy(Path(engine.url.database), current)
    migrate(engine.url.render_as_string(hide_password=False))


def _keep_copy(path: Path, revision: str) -> None:
    """A whole copy beside the database before its schema changes, taken through SQLite so that the WAL is in it."""
    target = path.with_name(f"{path.name}.{revision}.{time.strftime('%Y%m%d-%H%M%S')}.bak")
    copy_database(path, target)


def migrate(url: str, revision: str = "head") -> None:
    """Bring the schema to `revision`; foreign keys are off meanwhile, since a batch change drops and remakes tables."""
    from alembic import command
    from alembic.config import Config

    config = Config()
    config.set_main_option("script_location", str(MIGRATIONS))
    config.attributes["url"] = url
    command.upgrade(config, revision)


def copy_database(source: Path, target: Path) -> None:
    """A consistent copy of a SQLite file that may be in use. The target appears only when it is whole."""
    partial = target.with_name(target.name + ".partial")
    partial.unlink(missing_ok=True)
    origin = sqlite3.connect(source)
    try:
        copy = sqlite3.connect(partial)
        try:
            origin.backup(copy)
        finally:
            copy.close()
    finally:
        origin.close()
    shutil.move(partial, target)


def sqlite_path(url: str) -> Path | None:
    """The file behind a SQLite address, None for other databases."""
    parsed = make_url(url)
    return Path(parsed.database) if parsed.get_backend_name() == "sqlite" and parsed.database else None
