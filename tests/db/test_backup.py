import sqlite3
import zipfile

import pytest

from db.backup import BackupError, backup, restore, serving_lock
from db.database import open_database, sqlite_url
from db.models import UserRow


def add_user(sessions, name):
    with sessions.begin() as session:
        session.add(UserRow(name=name, name_key=name, password_hash=None, role="student", created_at=1.0))


def names(path):
    connection = sqlite3.connect(path)
    try:
        return [name for (name,) in connection.execute("select name from users order by id")]
    finally:
        connection.close()


def check(path):
    open_database(sqlite_url(path)).kw["bind"].dispose()


@pytest.fixture
def data(tmp_path):
    folder = tmp_path / "data"
    (folder / "index" / "books").mkdir(parents=True)
    (folder / "index" / "books" / "passages.jsonl").write_text("页", encoding="utf-8")
    return folder


def test_there_and_back_while_in_use(data, tmp_path):
    sessions = open_database(sqlite_url(data / "a.db"))
    add_user(sessions, "before")
    out = tmp_path / "b.zip"
    assert backup(data, data / "a.db", out) == out.stat().st_size
    add_user(sessions, "after")
    sessions.kw["bind"].dispose()
    aside = restore(out, data, check)
    assert names(data / "a.db") == ["before"]
    assert (data / "index" / "books" / "passages.jsonl").read_text(encoding="utf-8") == "页"
    assert names(aside / "a.db") == ["before", "after"]


def test_the_library_goes_with_its_files_and_recognised_pages_and_nothing_half_done(data, tmp_path):
    open_database(sqlite_url(data / "a.db")).kw["bind"].dispose()
    kept = ["index/books/files/abc.pdf", "index/books/CURRENT", "index/.recognised/abc/12.json"]
    passing = ["index/.arriving/x/y.pdf", "index/.locks/books.lock", "index/books/CURRENT.new", "index/books/1.partial"]
    passing += ["imports/0123456789abcdef/0.part"]
    for name in (*kept, *passing):
        (data / name).parent.mkdir(parents=True, exist_ok=True)
        (data / name).write_bytes(b"x")
    backup(data, data / "a.db", tmp_path / "b.zip")
    restore(tmp_path / "b.zip", tmp_path / "new", check)
    found = {path.relative_to(tmp_path / "new").as_posix() for path in (tmp_path / "new").rglob("*") if path.is_file()}
    assert found == {*kept, "index/books/passages.jsonl", "a.db"}


def test_into_a_new_place(data, tmp_path):
    add_user(open_database(sqlite_url(data / "a.db")), "x")
    backup(data, data / "a.db", tmp_path / "b.zip")
    assert restore(tmp_path / "b.zip", tmp_path / "new", check) is None
    assert names(tmp_path / "new" / "a.db") == ["x"]


def test_not_beneath_a_running_server(data, tmp_path):
    add_user(open_database(sqlite_url(data / "a.db")), "x")
    backup(data, data / "a.db", tmp_path / "b.zip")
    with serving_lock(data), pytest.raises(BackupError, match="a server is running"):
        restore(tmp_path / "b.zip", data, check)
    assert restore(tmp_path / "b.zip", data, check) is not None


def test_an_empty_folder_is_not_put_aside(data, tmp_path):
    add_user(open_database(sqlite_url(data / "a.db")), "x")
    backup(data, data / "a.db", tmp_path / "b.zip")
    (tmp_path / "empty").mkdir()
    assert restore(tmp_path / "b.zip", tmp_path / "empty", check) is None
    assert names(tmp_path / "empty" / "a.db") == ["x"]


def test_nothing_is_overwritten(data, tmp_path):
    open_database(sqlite_url(data / "a.db"))
    (tmp_path / "b.zip").write_bytes(b"precious")
    with pytest.raises(BackupError, match="exists already"):
        backup(data, data / "a.db", tmp_path / "b.zip")
    assert (tmp_path / "b.zip").read_bytes() == b"precious"
    with pytest.raises(BackupError, match="nothing to back up"):
        backup(data, data / "none.db", tmp_path / "c.zip")


def bad_zip(path, **files):
    with zipfile.ZipFile(path, "w") as archive:
        for name, content in files.items():
            archive.writestr(name.replace("__", "."), content)


@pytest.mark.parametrize(
    "files, reason",
    [
        ({"other.txt": "x"}, "no backup of this program"),
        ({"assistant408-backup.json": '{"format": 99, "database": "a.db"}'}, "format 99"),
        ({"assistant408-backup.json": '{"format": 1, "database": "../a.db"}'}, "outside"),
        ({"assistant408-backup.json": '{"format": 1, "database": "a.db"}', "data/../../evil": "x"}, "outside"),
        ({"assistant408-backup.json": '{"format": 1, "database": "a.db"}', "/etc/evil": "x"}, "outside"),
        ({"assistant408-backup.json": '{"format": 1, "database": "a.db"}', "data/a.db": "no database " * 99}, "cannot open"),
    ],
)  # fmt: skip
def test_a_bad_file_changes_nothing(data, tmp_path, files, reason):
    add_user(open_database(sqlite_url(data / "a.db")), "kept")
    bad_zip(tmp_path / "b.zip", **files)
    with pytest.raises(BackupError, match=reason):
        restore(tmp_path / "b.zip", data, check)
    assert names(data / "a.db") == ["kept"]
    assert sorted(path.name for path in tmp_path.iterdir()) == ["b.zip", "data"]


def test_no_zip_at_all(data, tmp_path):
    (tmp_path / "b.zip").write_bytes(b"not a zip")
    with pytest.raises(BackupError, match="no backup of this program"):
        restore(tmp_path / "b.zip", data, check)
    with pytest.raises(BackupError, match="could not restore"):
        restore(tmp_path / "none.zip", data, check)
