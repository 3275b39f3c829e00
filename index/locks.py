"""Who may write what: one writer a collection across processes, and folders for what is on its way in."""

import errno
import shutil
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from pathlib import Path
from uuid import uuid4

from filelock import FileLock, Timeout

from index.errors import LibraryBusy, LibraryNotWritable

_WAIT_SECONDS = 120
_ARRIVING = ".arriving"
# A full disk, a quota, no permission, a disk that fails; other OSErrors are none of the folder's.
_NOT_WRITABLE = {
    getattr(errno, name, None)
    for name in ("ENOSPC", "EDQUOT", "EROFS", "EACCES", "EPERM", "EIO", "EFBIG", "ENOTDIR", "EEXIST")
}


class Locks:
    """The locks of a library, which the system releases even when a process dies."""

    def __init__(self, folder: Path):
        self.folder = folder

    @contextmanager
    def saving(self) -> Iterator[None]:
        """Says what to do when the library's folder cannot be written."""
        try:
            yield
        except OSError as error:
            if error.errno not in _NOT_WRITABLE:
                raise
            raise LibraryNotWritable(
                f"the library folder {self.folder} cannot be written ({error.strerror or error}); check its permissions "
                "and the free space, or give another folder with --data-dir"
            ) from error

    @contextmanager
    def writing(self, collection: str) -> Iterator[None]:
        """Holds the collection's lock, which the system releases even when the process dies."""
        lock = self._lock(collection)
        try:
            lock.acquire(timeout=_WAIT_SECONDS)
        except Timeout:
            raise LibraryBusy(
                f"another process is writing the collection {collection!r}; try again when it has finished"
            ) from None
        try:
            yield
        finally:
            lock.release()

    @contextmanager
    def arriving(self) -> Iterator[Path]:
        """A folder for what is on its way in, removed afterwards; those of dead processes are removed too."""
        place = self.folder / _ARRIVING / uuid4().hex
        with self._arrival(place):
            place.mkdir(parents=True)
            for other in place.parent.iterdir():
                with suppress(Timeout), self._arrival(other):  # its process is dead
                    shutil.rmtree(other, ignore_errors=True)
            try:
                yield place
            finally:
                shutil.rmtree(place, ignore_errors=True)

    @contextmanager
    def _arrival(self, place: Path) -> Iterator[None]:
        """The lock of one such folder. Raises Timeout when another holds it."""
        lock = self._lock(f"{_ARRIVING}-{place.name}")
        with lock.acquire(timeout=0):
            try:
                yield
            finally:
                with suppress(OSError):  # Windows, where an open file stays: the next arrival tries again
                    Path(lock.lock_file).unlink()

    def _lock(self, name: str) -> FileLock:
        path = self.folder / ".locks" / f"{name}.lock"
        path.parent.mkdir(parents=True, exist_ok=True)
        return FileLock(path)
