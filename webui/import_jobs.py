"""Files on their way into the library: streamed to disk, then read one import after another by one thread.

An import is a folder of its own: ``job.json`` beside the files that have arrived. What is there at start is gone on with.
"""

import asyncio
import json
import logging
import re
import secrets
import shutil
import threading
import time
from collections.abc import AsyncIterator, Callable, Sequence
from dataclasses import asdict
from pathlib import Path

from index.errors import LibraryError
from index.library import AddReport, Library
from webui.imports import (
    ARRIVED,
    ARRIVING,
    CANCELLED,
    DONE,
    EXPECTED,
    FAILED,
    FINISHED,
    ID_PATTERN,
    MOST_FILES,
    REFUSED,
    RUNNING,
    WAITING,
    Import,
    ImportFile,
    NoSpace,
    NoSuchImport,
    NotWhole,
    Steps,
    TooMany,
    added_line,
    copy_of,
    kept_name,
    refuse,
    refused_line,
    why_not,
)

log = logging.getLogger(__name__)

MOST_IMPORTS = 20  # that are not finished
REPORT_SECONDS = 24 * 3600  # how long a finished import can be read about
SILENT_SECONDS = 15 * 60  # files that have not begun to arrive for so long do not come any more
SPARE_BYTES = 200 * 1024**2  # what stays free: the database lives on the same disk
_MOST_TRIES = 3  # an import that the program did not survive so often is not tried again
_WRITE_BYTES = 1024**2
_LOOK_SECONDS = 5.0
_ID = re.compile(ID_PATTERN)


class _Stopped(Exception):
    """Raised out of the library's progress, which leaves the collection as it was."""


class ImportJobs:
    """`folder` belongs to it alone. Methods are called from any thread; what they return is a copy."""

    def __init__(self, folder: Path, library: Library, clock: Callable[[], float] = time.time):
        self.folder, self.library, self.clock = folder, library, clock
        self._lock = threading.RLock()
        self._news = threading.Condition(self._lock)
        self._jobs: dict[str, Import] = {}
        self._heard: dict[str, float] = {}  # when bytes last came, by the monotonic clock
        self._receiving: set[tuple[str, int]] = set()
        self._cancelled: set[str] = set()
        self._stopping = False
        self._thread: threading.Thread | None = None

    # --- the thread --------------------------------------------------------------------------------------------------

    def start(self) -> None:
        """Read what an earlier run left, and go on with it."""
        with self._lock:
            self._load()
            self._stopping = False
            self._thread = threading.Thread(target=self._work, name="imports", daemon=True)
            self._thread.start()

    def stop(self, wait_seconds: float = 10.0) -> None:
        """End the thread at its next step. What it was doing is begun anew by the next `start`."""
        with self._lock:
            self._stopping = True
            self._news.notify_all()
        if self._thread:
            self._thread.join(wait_seconds)
            self._thread = None

    def _work(self) -> None:
        while True:
            with self._lock:
                if self._stopping:
                    return
                self._tidy()
                job = next((job for job in self._in_order() if job.state == WAITING), None)
                if job is None:
                    self._news.wait(_LOOK_SECONDS)
                    continue
                job.state, job.tries = RUNNING, job.tries + 1
                self._keep(job)
            try:
                self._run(job)
            except Exception:
                log.exception("the import %s failed", job.id)
                self._finish(job, FAILED, "internal")

    def _run(self, job: Import) -> None:
        if job.tries > _MOST_TRIES:
            self._finish(job, FAILED, "crashes")
            return
        try:
            report = self._add(job)
        except _Stopped:
            with self._lock:
                if job.id in self._cancelled:
                    self._finish(job, CANCELLED)
                else:  # the program ends
                    job.state, job.step, job.tries = WAITING, None, job.tries - 1
                    self._keep(job)
        except LibraryError as error:
            log.warning("the import %s failed: %s", job.id, error)
            self._finish(job, FAILED, type(error).__name__)
        else:
            with self._lock:  # a cancel that comes now is too late: what was added is in force
                if report:
                    job.added = [added_line(source) for source in report.added]
                    job.unchanged = list(report.unchanged)
                    job.refused += [refused_line(one) for one in report.refused]
                self._finish(job, DONE)

    def _add(self, job: Import) -> AddReport | None:
        """Put the files that arrived into the collection; None when there is nothing to put."""
        standing = self._standing(job.collection)
        for file in job.files:
            if file.state == ARRIVED and file.name in standing and not file.replace:
                refuse(job, file, "exists")
        paths = [self._files(job) / file.name for file in job.files if file.state == ARRIVED]
        steps = Steps()

        def progress(what: str, done: int, total: int) -> None:
            if self._stopping or job.id in self._cancelled:
                raise _Stopped
            job.step = steps.next(what, done, total, time.monotonic())

        # Those whose names were taken are out by now, unless they are to be replaced.
        return self.library.add(paths, job.collection, progress, replace=True) if paths else None

    def _standing(self, collection: str) -> set[str]:
        if collection not in self.library.collections():
            return set()
        return {source.source for source in self.library.sources(collection)}

    def _finish(self, job: Import, outcome: str, code: str = "") -> None:
        with self._lock:
            self._cancelled.discard(job.id)
            job.state, job.outcome, job.code, job.step = FINISHED, outcome, code, None
            job.finished_at = self.clock()
            if outcome != FAILED:  # a failed one can be tried again
                shutil.rmtree(self._files(job), ignore_errors=True)
            self._keep(job)

    # --- what people do ----------------------------------------------------------------------------------------------

    def begin(self, collection: str, files: Sequence[ImportFile]) -> Import:
        """A new import, which expects these files, but for those that could not be taken. Raises ImportRefused."""
        with self._lock:
            if not 0 < len(files) <= MOST_FILES or sum(job.is_active for job in self._jobs.values()) >= MOST_IMPORTS:
                raise TooMany
            job = Import(secrets.token_hex(8), collection, self.clock(), [])
            for file in files:
                job.files.append(ImportFile(kept_name(file.name), file.size, file.replace))
                if code := why_not(job.files):
                    refuse(job, job.files[-1], code)
            self._check_space(sum(file.size for file in job.files if file.state == EXPECTED))
            try:
                self._files(job).mkdir(parents=True)
                self._write_state(job)
            except OSError as error:
                log.warning("cannot take files in: %s", error)
                shutil.rmtree(self.folder / job.id, ignore_errors=True)
                raise NoSpace from error
            self._jobs[job.id] = job
            self._heard[job.id] = time.monotonic()
            self._settle(job)
            return copy_of(job)

    async def receive(self, job_id: str, place: int, chunks: AsyncIterator[bytes]) -> Import:
        """Store the bytes of file number `place`, from 0; with the last file the import waits for its turn.

        Raises NoSuchImport or ImportRefused; whoever breaks off may send the file again.
        """
        with self._lock:
            job, file = self._expected(job_id, place)
            if (job_id, place) in self._receiving:
                raise NoSuchImport(job_id)
            self._receiving.add((job_id, place))
        part = self.folder / job_id / f"{place}.part"
        try:
            await self._write(job, file, part, chunks)
            with self._lock:
                self._expected(job_id, place)  # cancelled meanwhile
                part.replace(self._files(job) / file.name)
                file.state = ARRIVED
                self._settle(job)
                return copy_of(job)
        except OSError as error:
            log.warning("a file could not be stored: %s", error)
            self._refuse_file(job_id, place, NoSpace.code)
            raise NoSpace from error
        except NotWhole:
            self._refuse_file(job_id, place, NotWhole.code)
            raise
        finally:
            with self._lock:
                self._receiving.discard((job_id, place))
                if file.state != ARRIVED:
                    file.received = 0
            part.unlink(missing_ok=True)

    async def _write(self, job: Import, file: ImportFile, part: Path, chunks: AsyncIterator[bytes]) -> None:
        held: list[bytes] = []
        with await asyncio.to_thread(part.open, "wb") as out:

            def flush() -> None:
                out.write(b"".join(held))
                held.clear()

            async for chunk in chunks:
                file.received += len(chunk)
                self._heard[job.id] = time.monotonic()
                if file.received > file.size:
                    raise NotWhole
                if job.state != ARRIVING:
                    raise NoSuchImport(job.id)
                held.append(chunk)
                if sum(map(len, held)) >= _WRITE_BYTES:
                    await asyncio.to_thread(flush)
            await asyncio.to_thread(flush)
        if file.received != file.size:
            raise NotWhole

    def drop(self, job_id: str, place: int) -> Import:
        """Do without a file that cannot be sent. Raises NoSuchImport."""
        self._expected(job_id, place)
        self._refuse_file(job_id, place, "not_sent")
        return self.find(job_id)

    def cancel(self, job_id: str) -> None:
        """Take nothing of it into the library; a finished one is forgotten with its report. Raises NoSuchImport."""
        with self._lock:
            job = self._job(job_id)
            if job.state == FINISHED:
                self._forget(job)
            elif job.state == RUNNING:
                self._cancelled.add(job_id)
            else:
                self._finish(job, CANCELLED)

    def try_again(self, job_id: str) -> None:
        """Put a failed import in the queue once more. Raises NoSuchImport for any other."""
        with self._lock:
            job = self._job(job_id)
            if (job.state, job.outcome) != (FINISHED, FAILED):
                raise NoSuchImport(job_id)
            job.state, job.outcome, job.code, job.tries = WAITING, "", "", 0
            self._keep(job)
            self._news.notify_all()

    def find(self, job_id: str) -> Import:
        """Raises NoSuchImport."""
        with self._lock:
            return copy_of(self._job(job_id))

    def imports(self) -> list[Import]:
        """All of them, oldest first."""
        with self._lock:
            self._tidy()
            return [copy_of(job) for job in self._in_order()]

    def forget_collection(self, collection: str) -> None:
        """Drop the finished imports of a collection that is gone."""
        with self._lock:
            for job in [job for job in self._jobs.values() if job.collection == collection and not job.is_active]:
                self._forget(job)

    # --- inside ------------------------------------------------------------------------------------------------------

    def _job(self, job_id: str) -> Import:
        if job_id not in self._jobs:
            raise NoSuchImport(job_id)
        return self._jobs[job_id]

    def _expected(self, job_id: str, place: int) -> tuple[Import, ImportFile]:
        with self._lock:
            job = self._job(job_id)
            if job.state != ARRIVING or not 0 <= place < len(job.files) or job.files[place].state != EXPECTED:
                raise NoSuchImport(job_id)
            return job, job.files[place]

    def _refuse_file(self, job_id: str, place: int, code: str) -> None:
        with self._lock:
            job = self._jobs.get(job_id)
            if job and job.state == ARRIVING and job.files[place].state == EXPECTED:
                refuse(job, job.files[place], code)
                self._settle(job)

    def _settle(self, job: Import) -> None:
        """Let the import wait for its turn once no more files are to come."""
        states = {file.state for file in job.files}
        if states == {REFUSED}:
            self._finish(job, DONE)
            return
        if EXPECTED not in states:
            job.state = WAITING
            self._news.notify_all()
        self._keep(job)

    def _tidy(self) -> None:
        """Go on without files that do not come any more, and forget old reports."""
        for job in list(self._jobs.values()):
            if job.state == FINISHED and self.clock() - job.finished_at > REPORT_SECONDS:
                self._forget(job)
            elif job.state == ARRIVING and time.monotonic() - self._heard.get(job.id, 0.0) > SILENT_SECONDS:
                for file in job.files:
                    if file.state == EXPECTED:
                        refuse(job, file, "not_sent")
                self._settle(job)

    def _forget(self, job: Import) -> None:
        shutil.rmtree(self.folder / job.id, ignore_errors=True)
        self._jobs.pop(job.id, None)
        self._heard.pop(job.id, None)

    def _check_space(self, size: int) -> None:
        self.folder.mkdir(parents=True, exist_ok=True)
        still_to_come = sum(
            file.size - file.received
            for job in self._jobs.values() if job.state == ARRIVING
            for file in job.files if file.state == EXPECTED
        )  # fmt: skip
        # Twice: the library takes a copy of its own before this one goes.
        if shutil.disk_usage(self.folder).free < 2 * (size + still_to_come) + SPARE_BYTES:
            raise NoSpace

    def _in_order(self) -> list[Import]:
        return sorted(self._jobs.values(), key=lambda job: job.created_at)

    def _files(self, job: Import) -> Path:
        return self.folder / job.id / "files"

    def _keep(self, job: Import) -> None:
        try:
            self._write_state(job)
        except OSError as error:  # this run knows how it stands; the next one would do the work once more
            log.warning("cannot note how the import %s stands: %s", job.id, error)

    def _write_state(self, job: Import) -> None:
        state = {name: value for name, value in asdict(job).items() if name != "step"}
        target = self.folder / job.id / "job.json"
        partial = target.with_suffix(".partial")
        partial.write_text(json.dumps(state, ensure_ascii=False), encoding="utf-8")
        partial.replace(target)

    def _load(self) -> None:
        for folder in self.folder.iterdir() if self.folder.is_dir() else ():
            job = _read(folder)
            if job is None:
                shutil.rmtree(folder, ignore_errors=True)
                continue
            for part in folder.glob("*.part"):
                part.unlink(missing_ok=True)
            if job.state == RUNNING:
                job.state = WAITING
            self._jobs[job.id] = job
            self._heard[job.id] = time.monotonic()


def _read(folder: Path) -> Import | None:
    """The import of that folder; None when it is none, or was not begun whole."""
    if not _ID.fullmatch(folder.name):
        return None
    try:
        state = json.loads((folder / "job.json").read_text(encoding="utf-8"))
        job = Import(**{**state, "files": [ImportFile(**file) for file in state["files"]]})
    except (OSError, ValueError, TypeError, KeyError):
        return None
    return job if job.id == folder.name else None
