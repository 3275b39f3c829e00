"""All of a data folder in one file, taken while the program runs, and back again."""

import json
import shutil
import sqlite3
import time
import zipfile
from collections.abc import Callable
from pathlib import Path, PurePosixPath
from tempfile import TemporaryDirectory

from filelock import FileLock, Timeout

from db.database import DatabaseError, copy_database

FORMAT = 1
_MANIFEST = "assistant408-backup.json"
_TRIES = 3  # a rebuilt index may take away the files being read


class BackupError(Exception):
    """The backup could not be written, or the file is none."""


def backup(data_dir: Path, database: Path, out: Path) -> int:
    """Write database and library into the zip file `out`, which appears only when it is whole; its size in bytes.

    The database is copied through SQLite, so people may go on answering meanwhile. The library goes with the files it was
    made from and the pages that were recognised; imports on their way are left out. Raises BackupError.
    """
    if out.exists():
        raise BackupError(f"{out} exists already; name another file")
    if not database.is_file():
        raise BackupError(f"no database at {database}; nothing to back up")
    partial = out.with_name(out.name + ".partial")
    try:
        out.parent.mkdir(parents=True, exist_ok=True)
        with TemporaryDirectory() as scratch:
            copy = Path(scratch) / "copy.db"
            copy_database(database, copy)
            for attempt in range(1, _TRIES + 1):
                try:
                    _write(partial, data_dir, database, copy)
                    break
                except FileNotFoundError:
                    if attempt == _TRIES:
                        raise
        partial.replace(out)
    except (OSError, sqlite3.Error) as error:
        raise BackupError(f"could not write {out}: {error}") from error
    finally:
        partial.unlink(missing_ok=True)
    return out.stat().st_size


def _write(partial: Path, data_dir: Path, database: Path, copy: Path) -> None:
    with zipfile.ZipFile(partial, "w", zipfile.ZIP_DEFLATED, compresslevel=6) as archive:
        manifest = {"format": FORMAT, "made_at": time.time(), "database": database.name}
        archive.writestr(_MANIFEST, json.dumps(manifest))
        archive.write(copy, f"data/{database.name}")
        index = data_dir / "index"
        for path in sorted(index.rglob("*")):
            if path.is_file() and not _is_passing(path.relative_to(index)):
                archive.write(path, f"data/{path.relative_to(data_dir).as_posix()}")


def _is_passing(path: Path) -> bool:
    """Whether a file below the library's folder is there only while something is being written."""
    return path.suffix in (".lock", ".partial", ".new") or path.parts[0] in (".arriving", ".locks")


def serving_lock(data_dir: Path) -> FileLock:
    """Held by whoever serves that folder. A restore beneath a running server would lose what is answered meanwhile."""
    return FileLock(data_dir / "serving.lock")


def restore(file: Path, data_dir: Path, check_database: Callable[[Path], None]) -> Path | None:
    """Put the backup's data in place of `data_dir`; what stood there moves aside, and its new place is returned.

    `check_database` is given the unpacked database and raises DatabaseError when this program cannot use it. Nothing
    changes before everything is unpacked and checked. Raises BackupError, also while a server uses the folder.
    """
    if data_dir.is_dir():
        try:
            with serving_lock(data_dir).acquire(blocking=False):
                pass
        except Timeout:
            raise BackupError(f"a server is running on {data_dir}; stop it, then restore again") from None
    fresh = data_dir.with_name(f"{data_dir.name}.restoring")
    try:
        with zipfile.ZipFile(file) as archive:
            manifest = _manifest(file, archive)
            shutil.rmtree(fresh, ignore_errors=True)
            for info in archive.infolist():
                if info.filename != _MANIFEST and not info.is_dir():
                    _extract(file, archive, info, fresh)
        check_database(fresh / manifest["database"])
        aside = None
        if data_dir.exists() and any(path.name != "serving.lock" for path in data_dir.iterdir()):
            aside = data_dir.with_name(f"{data_dir.name}.before-restore-{time.strftime('%Y%m%d-%H%M%S')}")
            data_dir.rename(aside)
        elif data_dir.exists():
            shutil.rmtree(data_dir)
        fresh.rename(data_dir)
        return aside
    except zipfile.BadZipFile as error:
        raise BackupError(f"{file} is no backup of this program: {error}") from None
    except DatabaseError as error:
        raise BackupError(f"{file}: {error}") from error
    except OSError as error:
        raise BackupError(f"could not restore {file}: {error}") from error
    finally:
        shutil.rmtree(fresh, ignore_errors=True)


def _manifest(file: Path, archive: zipfile.ZipFile) -> dict:
    try:
        manifest = json.loads(archive.read(_MANIFEST))
    except (KeyError, ValueError):
        raise BackupError(f"{file} is no backup of this program: it has no {_MANIFEST}") from None
    if manifest.get("format") != FORMAT:
        raise BackupError(f"{file} has backup format {manifest.get('format')}, this program reads {FORMAT}")
    if PurePosixPath(manifest["database"]).name != manifest["database"]:
        raise BackupError(f"{file} names a database outside the data folder")
    return manifest


def _extract(file: Path, archive: zipfile.ZipFile, info: zipfile.ZipInfo, folder: Path) -> None:
    parts = PurePosixPath(info.filename).parts
    if parts[:1] != ("data",) or ".." in parts or any(":" in part or "\\" in part for part in parts):
        raise BackupError(f"{file} holds {info.filename!r}, which lies outside the data folder")
    target = folder.joinpath(*parts[1:])
    target.parent.mkdir(parents=True, exist_ok=True)
    with archive.open(info) as source, target.open("wb") as out:
        shutil.copyfileobj(source, out)
