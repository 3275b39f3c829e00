import sqlite3
import threading
from pathlib import Path

import pytest
from alembic.autogenerate import compare_metadata
from alembic.migration import MigrationContext
from alembic.script import ScriptDirectory
from sqlalchemy import select, text

from db.database import (
    MIGRATIONS,
    NEWEST,
    DatabaseError,
    copy_database,
    make_engine,
    open_database,
    read_only,
    sqlite_url,
)
from db.models import AnswerRow, AttemptRow, Base, ChatMessageRow, ChatThreadRow, CollectionRow, MarkRow, UserRow

KEPT = sorted((Path(__file__).parent / "kept").glob("*.sql"))


def test_models_equal_the_migrations(tmp_path):
    sessions = open_database(sqlite_url(tmp_path / "a.db"))
    with sessions.kw["bind"].connect() as connection:
        assert compare_metadata(MigrationContext.configure(connection), Base.metadata) == []


def test_newest_is_the_last_migration():
    assert ScriptDirectory(str(MIGRATIONS)).get_heads() == [NEWEST]
    assert NEWEST in {path.stem for path in KEPT}, "keep a database of every schema that was ever released"


@pytest.mark.parametrize("dump", KEPT, ids=lambda path: path.stem)
def test_a_kept_database_is_upgraded_without_losing_a_row(dump, tmp_path):
    path = tmp_path / "old.db"
    connection = sqlite3.connect(path)
    connection.executescript(dump.read_text(encoding="utf-8"))
    connection.close()
    with open_database(sqlite_url(path)).begin() as session:
        assert session.scalars(select(UserRow.name).order_by(UserRow.id)).all() == ["王老师", "李雷"]
        assert session.scalars(select(AttemptRow.state).order_by(AttemptRow.id)).all() == ["submitted", "open"]
        assert session.execute(select(AnswerRow.n, AnswerRow.choice, AnswerRow.flagged)).all() == [(1, "B", True)]
        assert session.execute(select(MarkRow.earned, MarkRow.possible)).all() == [(2, 2)]
        assert session.scalars(select(ChatMessageRow.content)).all() == ["什么是死锁？"]
        assert session.scalar(text("select version_num from alembic_version")) == NEWEST
        described = session.execute(
            select(CollectionRow.name, CollectionRow.title, CollectionRow.persona, CollectionRow.access)
        )  # fmt: skip
        chosen = session.scalar(select(ChatThreadRow.collections))
        if dump.stem < "m0002":
            assert (described.all(), chosen) == ([], None)
        else:
            rows = [("sanguo", "三国演义", "你是说书人。", "class"), ("mine", "备课", "", "owner")]
            assert (described.all(), chosen) == (rows, ["sanguo"])


def test_a_second_writer_waits_and_a_reader_does_not(tmp_path):
    sessions = open_database(sqlite_url(tmp_path / "a.db"))
    order = []
    inside = threading.Event()

    def writer():
        inside.wait(10)
        with sessions.begin() as session:
            session.execute(text("select 1"))
            order.append("second")

    thread = threading.Thread(target=writer)
    thread.start()
    with sessions.begin() as session:
        session.execute(text("select 1"))
        inside.set()
        with read_only(sessions) as reader:
            assert reader.scalar(text("select count(*) from users")) == 0
        thread.join(0.3)
        order.append("first")
    thread.join(10)
    assert order == ["first", "second"]


def test_pragmas_are_set(tmp_path):
    with make_engine(sqlite_url(tmp_path / "a.db")).connect() as connection:
        values = {
            name: connection.exec_driver_sql(f"PRAGMA {name}").scalar() for name in ("journal_mode", "foreign_keys")
        }
    assert values == {"journal_mode": "wal", "foreign_keys": 1}


def test_a_newer_schema_is_refused_and_untouched(tmp_path):
    path = tmp_path / "a.db"
    sessions = open_database(sqlite_url(path))
    with sessions.begin() as session:
        session.execute(text("update alembic_version set version_num = 'm9999'"))
    with pytest.raises(DatabaseError, match=r"newer version.*m9999"):
        open_database(sqlite_url(path))
    with sessions.begin() as session:
        assert session.scalar(text("select version_num from alembic_version")) == "m9999"


def test_another_programs_tables_are_refused(tmp_path):
    connection = sqlite3.connect(tmp_path / "a.db")
    connection.execute("create table songs (name text)")
    connection.commit()
    connection.close()
    with pytest.raises(DatabaseError, match="another program"):
        open_database(sqlite_url(tmp_path / "a.db"))


def test_a_file_that_is_no_database_is_refused(tmp_path):
    (tmp_path / "a.db").write_bytes(b"no database at all, only words" * 100)
    with pytest.raises(DatabaseError, match="cannot open"):
        open_database(sqlite_url(tmp_path / "a.db"))


@pytest.mark.parametrize("url", ["nonsense", "nosuchdb://host/x"])
def test_a_bad_address_is_refused(url):
    with pytest.raises(DatabaseError, match="cannot use the database address"):
        open_database(url)


def test_copy_holds_what_is_still_in_the_log(tmp_path):
    sessions = open_database(sqlite_url(tmp_path / "a.db"))
    with sessions.begin() as session:
        session.add(UserRow(name="a", name_key="a", password_hash=None, role="student", created_at=1.0))
    copy_database(tmp_path / "a.db", tmp_path / "b.db")
    assert sqlite3.connect(tmp_path / "b.db").execute("select name from users").fetchall() == [("a",)]
    assert not (tmp_path / "b.db.partial").exists()
