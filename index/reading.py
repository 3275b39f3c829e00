"""Files -> their text, read in child processes; pages without usable text are recognised there too, several at once.

What has been recognised is kept in a folder, a file a page: a run that was broken off goes on where it stopped.
"""

import importlib
import itertools
import json
import logging
import os
import shutil
import threading
from collections import deque
from collections.abc import Iterator, Sequence
from concurrent.futures import Future, ThreadPoolExecutor
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

from index.embedder import Progress
from index.errors import BrokenSource, LibraryError, SourceMissing, SourceRefused
from index.readers import SourceText, refusal_of_nothing
from index.readers.pdf_pages import PageLayer, PdfFrame, assembled, pages_to_recognise
from index.recognised import RecognisedPage
from index.workers import WorkerDied, WorkerFailed, Workers, WorkerTimeout, shared

log = logging.getLogger(__name__)

_PAGES_A_TASK = 16
_ADVICE = "open it in its own program, save or print it to a new file and add that"


@dataclass(frozen=True)
class ReadJob:
    """`digest` is the SHA-256 of what the file holds, which names its recognised pages."""

    name: str
    path: Path
    digest: str


@dataclass(frozen=True)
class ReadingSettings:
    """`ocr`: whether pages without usable text are recognised, by `recogniser` (path, number) -> RecognisedPage.

    A file is given up when more than `most_lost_pages` of its pages crash or stall the PDF library, and its recognition
    when as many pages in a row do.
    """

    ocr: bool = True
    recogniser: str = "index.readers.ocr:recognise_page"
    seconds_to_open: float = 180.0
    seconds_a_task: float = 60.0
    seconds_a_page: float = 15.0
    seconds_to_recognise: float = 120.0
    most_lost_pages: int = 8
    memory_mb: int = 2048


class SourceReader:
    def __init__(self, cache: Path, workers: Workers | None = None, settings: ReadingSettings | None = None):
        """`cache`: the folder of recognised pages, made when needed. `workers`: by default those of this process."""
        self.cache = cache.absolute()  # the children stand in another folder
        self._given_workers = workers
        self._settings = settings or ReadingSettings()

    def read_many(
        self, jobs: Sequence[ReadJob], progress: Progress | None = None
    ) -> Iterator[tuple[ReadJob, SourceText | SourceRefused]]:
        """Each job with its text or the reason why there is none, in the order given; a few files ahead at most.

        `progress` hears ("reading NAME", files done, files) and ("recognising NAME", pages done, pages to recognise);
        what it raises ends the reading.
        """
        ahead = ThreadPoolExecutor(self._workers.count, thread_name_prefix="reading")
        dropped = threading.Event()
        waiting: deque[tuple[ReadJob, Future]] = deque()
        coming = iter(jobs)
        try:
            for done in range(len(jobs)):
                for job in itertools.islice(coming, self._workers.count + 1 - len(waiting)):
                    waiting.append((job, ahead.submit(self._layers, job, dropped)))
                job, layers = waiting.popleft()
                if progress:
                    progress(f"reading {job.name}", done, len(jobs))
                try:
                    result = self._complete(job, layers.result(), progress)
                except SourceRefused as error:
                    result = error if error.path == job.path else type(error)(job.path, error.reason)
                yield job, result
        finally:
            dropped.set()
            ahead.shutdown(wait=False, cancel_futures=True)

    def recognised(self, digest: str, page: int) -> RecognisedPage | None:
        """The lines of a page whose text was recognised, with their places; None for every other page."""
        return self._kept(self.cache / digest / f"{page}.json")

    def forget(self, digest: str) -> None:
        """Removes a file's recognised pages."""
        shutil.rmtree(self.cache / digest, ignore_errors=True)

    @property
    def _workers(self) -> Workers:
        return self._given_workers or shared()

    # The text that the file itself holds

    def _layers(self, job: ReadJob, dropped: threading.Event) -> SourceText | tuple[PdfFrame, tuple[PageLayer, ...]]:
        settings = self._settings
        path = job.path.absolute()
        with _naming(job):
            opened = self._workers.call(
                "index.readers:open_source",
                path,
                job.name,
                timeout_seconds=settings.seconds_to_open,
                memory_mb=settings.memory_mb,
            )
        if not isinstance(opened, PdfFrame):
            return opened
        firsts = range(1, opened.page_count + 1, _PAGES_A_TASK)
        spans = [(first, min(first + _PAGES_A_TASK, opened.page_count + 1)) for first in firsts]
        tasks = self._workers.map(
            "index.readers.pdf:read_layers",
            ((path, *span) for span in spans),
            timeout_seconds=settings.seconds_a_task,
            memory_mb=settings.memory_mb,
        )
        layers: list[PageLayer] = []
        for (first, stop), result in zip(spans, tasks, strict=True):
            if dropped.is_set():
                break
            if isinstance(result, SourceMissing):
                raise result
            layers += self._one_by_one(job, first, stop, layers) if isinstance(result, LibraryError) else result
            lost = sum(layer.lost for layer in layers)
            if lost > max(settings.most_lost_pages, len(layers) // 2):
                raise BrokenSource(
                    job.path, f"damaged: {lost} of its first {len(layers)} pages cannot be read; {_ADVICE}"
                )
        return opened, tuple(layers)

    def _one_by_one(self, job: ReadJob, first: int, stop: int, before: Sequence[PageLayer]) -> list[PageLayer]:
        """The pages of a task that failed, each on its own: one bad page shall not cost its neighbours."""
        lost = sum(layer.lost for layer in before)
        layers = []
        for number in range(first, stop):
            try:
                layers += self._workers.call(
                    "index.readers.pdf:read_layers",
                    job.path.absolute(),
                    number,
                    number + 1,
                    timeout_seconds=self._settings.seconds_a_page,
                    memory_mb=self._settings.memory_mb,
                )
            except LibraryError as error:
                log.warning("%s, page %d: %s", job.name, number, error)
                layers.append(PageLayer(number, "", drawn=True, lost=True))
                lost += 1
            if lost > self._settings.most_lost_pages:
                raise BrokenSource(
                    job.path, f"damaged: {lost} pages up to page {number} crash or stall the PDF library; {_ADVICE}"
                )
        return layers

    # What has to be recognised

    def _complete(
        self, job: ReadJob, layers: SourceText | tuple[PdfFrame, tuple[PageLayer, ...]], progress: Progress | None
    ) -> SourceText:
        if isinstance(layers, SourceText):
            return layers
        frame, pages = layers
        recognised: dict[int, RecognisedPage] = {}
        trouble = None
        if self._settings.ocr:
            recognised, trouble = self._recognise(job, pages_to_recognise(pages), progress)
        text = assembled(job.name, frame, pages, recognised)
        self._set_aside(job.digest, set(recognised) - set(text.recognised))
        if not text.pages:
            raise refusal_of_nothing(job.path, text, trouble, ocr=self._settings.ocr)
        return text

    def _recognise(
        self, job: ReadJob, numbers: Sequence[int], progress: Progress | None
    ) -> tuple[dict[int, RecognisedPage], LibraryError | None]:
        """The recognised pages by number, kept ones first, and the last error where some could not be recognised."""
        folder = self.cache / job.digest
        found: dict[int, RecognisedPage] = {}
        for number in numbers:
            if page := self._kept(folder / f"{number}.json") or self._kept(folder / f"{number}.unused.json"):
                found[number] = page
        missing = [number for number in numbers if number not in found]
        if missing:
            folder.mkdir(parents=True, exist_ok=True)
        settings = self._settings
        results = self._workers.map(
            "index.reading:recognise_and_keep",
            (
                (settings.recogniser, str(job.path.absolute()), number, str(folder / f"{number}.json"))
                for number in missing
            ),
            timeout_seconds=settings.seconds_to_recognise,
            memory_mb=settings.memory_mb,
        )
        trouble, in_a_row = None, 0
        for done, number in enumerate(missing, start=len(numbers) - len(missing)):
            if progress:
                progress(f"recognising {job.name}", done, len(numbers))
            result = next(results)
            if isinstance(result, LibraryError):
                log.warning("%s, page %d: %s", job.name, number, result)
                trouble, in_a_row = result, in_a_row + 1
                if in_a_row > settings.most_lost_pages:
                    break
            else:
                found[number], in_a_row = result, 0
        results.close()
        if progress and numbers:
            progress(f"recognising {job.name}", len(numbers), len(numbers))
        return found, trouble

    def _set_aside(self, digest: str, numbers: set[int]) -> None:
        """Pages whose own text was better stay known, so that they are not recognised again, but are not shown."""
        for number in numbers:
            path = self.cache / digest / f"{number}.json"
            if path.exists():
                path.replace(path.with_name(f"{number}.unused.json"))

    def _kept(self, path: Path) -> RecognisedPage | None:
        try:
            return RecognisedPage.from_json(json.loads(path.read_text(encoding="utf-8")))
        except FileNotFoundError:
            return None
        except (OSError, ValueError, KeyError, TypeError) as error:
            log.warning("%s cannot be used (%s); the page will be recognised again", path, error)
            return None


def recognise_and_keep(recogniser: str, path: str, number: int, kept: str) -> RecognisedPage:
    """Runs in a child: the page is on disk before the parent hears of it."""
    module, function = recogniser.split(":")
    page = getattr(importlib.import_module(module), function)(path, number)
    target = Path(kept)
    draft = target.with_name(f"{target.name}.{os.getpid()}.draft")
    draft.write_text(json.dumps(page.as_json(), ensure_ascii=False), encoding="utf-8")
    draft.replace(target)
    return page


@contextmanager
def _naming(job: ReadJob) -> Iterator[None]:
    """Trouble with the child process becomes trouble with the file it was reading."""
    try:
        yield
    except WorkerTimeout:
        raise BrokenSource(job.path, f"reading it took too long; {_ADVICE}") from None
    except WorkerDied as error:
        raise BrokenSource(job.path, f"damaged: it crashes the program that reads it; {_ADVICE}") from error
    except WorkerFailed as error:
        raise BrokenSource(job.path, f"damaged ({error}); {_ADVICE}") from error
