"""The library: collections of sources on disk; add, remove, list, search. Only what changed is read again."""

import re
import threading
from collections.abc import Iterable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

from index import store
from index.draft import Draft, files_of
from index.embedder import BUILT_IN, Progress, SentenceTransformerEmbedder
from index.errors import (
    CollectionNameRefused,
    IndexFolderError,
    LibraryBusy,
    LibraryNotWritable,
    SourceNameTaken,
    SourceRefused,
    UnknownCollection,
    UnknownSource,
)
from index.handbook import COLLECTION as HANDBOOK
from index.handbook import FOLDER as HANDBOOK_FOLDER
from index.handbook import handbook_files
from index.normalise import CJK
from index.passages import FoundPassage
from index.readers import SourceText, sha256_of
from index.readers.source_text import page_runs
from index.retrieval import RetrievalSettings, find
from index.splitter import SplitterSettings
from index.store import Generation
from index.text_quality import Verdict

_NAME = re.compile(rf"[A-Za-z0-9{CJK}][A-Za-z0-9{CJK}_-]{{0,63}}")
_RESERVED = re.compile(r"(?i)con|prn|aux|nul|com\d|lpt\d")  # no folder may be called so on Windows
_LOCK_WAIT_SECONDS = 120


@dataclass(frozen=True)
class AddedSource:
    """`source` is its name inside the collection; `unreadable` are the pages that are not in the index, with the reason on each; `warning` says it in one line."""

    source: str
    pages: int
    passages: int
    unreadable: tuple[tuple[int, str], ...]
    warning: str


@dataclass(frozen=True)
class Refusal:
    path: str
    reason: str


@dataclass(frozen=True)
class AddReport:
    """What became of every file that `add` was given."""

    collection: str
    added: tuple[AddedSource, ...]
    unchanged: tuple[str, ...]
    refused: tuple[Refusal, ...]


@dataclass(frozen=True)
class SourceInfo:
    """`source` is its name inside the collection; `unreadable` as in AddedSource."""

    collection: str
    source: str
    pages: int
    passages: int
    unreadable: tuple[tuple[int, str], ...]


class Library:
    """All collections under one folder. Any number of threads may search; a writer holds a lock across processes."""

    def __init__(
        self,
        folder: Path,
        embedder: str | None = None,
        *,
        retrieval: RetrievalSettings | None = None,
        splitter: SplitterSettings | None = None,
        handbook_folder: Path = HANDBOOK_FOLDER,
    ):
        """`embedder`: a sentence-transformers model by name or folder; None for the built-in one. Reads nothing yet."""
        self.folder = folder
        self._embedder = None if embedder in (None, "", BUILT_IN) else SentenceTransformerEmbedder(embedder)
        self._retrieval = retrieval or RetrievalSettings()
        self._splitter = splitter or SplitterSettings()
        self._handbook_folder = handbook_folder
        self._open: dict[str, tuple[object, Generation]] = {}
        self._opening = threading.Lock()

    # Reading

    def collections(self) -> list[str]:
        """The names of the collections that hold something, sorted."""
        if not self.folder.is_dir():
            return []
        return sorted(path.name for path in self.folder.iterdir() if store.stamp(path))

    def sources(self, collection: str | None = None) -> list[SourceInfo]:
        """What every collection, or one, holds. Raises UnknownCollection and IndexFolderError."""
        names = self.collections() if collection is None else [self._known(collection)]
        return [
            SourceInfo(name, source.name, source.pages, source.passages, _explained(source.unreadable))
            for name in names
            for source in self._manifest(name).sources
        ]

    def check(self) -> None:
        """Reads every manifest, no index and no model: raises IndexFolderError for a collection that search would refuse.

        The handbook is left out, since `ensure_handbook` builds it anew.
        """
        for name in self.collections():
            if name != HANDBOOK:
                store.check_embedder(self.folder / name, self._manifest(name), self._embedder)

    def search(self, question: str, k: int = 5, collections: Sequence[str] | None = None) -> list[FoundPassage]:
        """The passages that bear on a question, best first; [] when none does, or when there is nothing to search.

        Raises UnknownCollection and IndexFolderError.
        """
        names = self.collections() if collections is None else [self._known(name) for name in collections]
        generations = [generation for name in names if (generation := self._generation(name))]
        return find(generations, question, k, self._retrieval)

    def warm(self) -> None:
        """Loads every collection, so that the first question need not wait."""
        self.search("死锁")

    # Writing

    def add(self, paths: Iterable[Path], collection: str, progress: Progress | None = None) -> AddReport:
        """Reads files, and folders through and through, into a collection; a file that has not changed is left alone.

        A source is called by its path below the given folder, or by its file name. Everything that can be read is in
        force at once at the end, or nothing is. Raises CollectionNameRefused, IndexFolderError and LibraryBusy;
        a file's own trouble is in the report instead.
        """
        _check_name(collection)
        if collection == HANDBOOK:
            raise CollectionNameRefused(f"the collection {HANDBOOK!r} is the bundled handbook; choose another name")
        files, refused = files_of(paths)
        with self._writing(collection):
            draft = self._draft(collection)
            report = _Report(collection, refused)
            for number, (name, path) in enumerate(files):
                if progress:
                    progress(name, number, len(files))
                self._add_file(draft, report, name, path)
            if report.added:
                draft.write(self._embedder, progress)
        return report.closed()

    def remove(self, source: str, collection: str) -> None:
        """Takes one source out of a collection; with its last source the collection goes.

        Raises UnknownCollection, UnknownSource, IndexFolderError and LibraryBusy.
        """
        self._known(collection)
        if collection == HANDBOOK:
            raise CollectionNameRefused(f"the collection {HANDBOOK!r} is the bundled handbook and stays")
        with self._writing(collection):
            draft = self._draft(collection)
            if source not in draft.records:
                names = ", ".join(sorted(draft.records))
                raise UnknownSource(f"no source {source!r} in the collection {collection!r}; it holds: {names}")
            draft.drop(source)
            draft.write(self._embedder)

    def rebuild(self, collection: str, progress: Progress | None = None) -> None:
        """Computes the index again from the stored passages, with this library's embedder. The files are not needed.

        Raises UnknownCollection, IndexFolderError and LibraryBusy.
        """
        self._known(collection)
        with self._writing(collection):
            Draft.of(self.folder / collection, self._splitter).write(self._embedder, progress)

    def ensure_handbook(self, progress: Progress | None = None) -> bool:
        """Builds the collection of the bundled notes when it is absent or out of date. Returns whether it was built.

        Raises LibraryBusy.
        """
        root = self._handbook_folder
        files = {path.relative_to(root).as_posix(): path for path in handbook_files(root) if path.stat().st_size}
        wanted = {name: sha256_of(path) for name, path in files.items()}
        if not files or self._handbook_is(wanted):
            return False
        with self._writing(HANDBOOK):
            if self._handbook_is(wanted):  # another process was faster
                return False
            draft = Draft(self.folder / HANDBOOK, self._splitter)
            for number, (name, path) in enumerate(files.items()):
                if progress:
                    progress(name, number, len(files))
                draft.put(name, path, origin="")
            draft.write(self._embedder, progress)
        return True

    # Inside

    def _known(self, collection: str) -> str:
        if not _NAME.fullmatch(collection) or not store.stamp(self.folder / collection):
            names = ", ".join(self.collections()) or "none yet"
            raise UnknownCollection(f"no collection {collection!r}; there are: {names}")
        return collection

    def _manifest(self, collection: str) -> store.Manifest:
        folder = self.folder / collection
        return store.read_manifest(folder, store.current_number(folder))

    def _generation(self, collection: str) -> Generation | None:
        """The generation in force, opened again when another one has come into force since; None when it is gone."""
        folder = self.folder / collection
        for attempt in range(3):
            stamp = store.stamp(folder)
            if stamp is None:
                return None
            opened = self._open.get(collection)
            if opened and opened[0] == stamp:
                return opened[1]
            with self._opening:
                opened = self._open.get(collection)
                if opened and opened[0] == stamp:
                    return opened[1]
                try:
                    generation = store.read_generation(folder, store.current_number(folder), self._embedder)
                except IndexFolderError:
                    # Two generations may have come into force while this one was being read, which removes it.
                    if attempt == 2 or store.stamp(folder) == stamp:
                        raise
                    continue
                self._open[collection] = (stamp, generation)
                return generation
        return None

    def _draft(self, collection: str) -> Draft:
        """The collection to be changed. Raises IndexMismatch when another embedder built it."""
        draft = Draft.of(self.folder / collection, self._splitter)
        if draft.manifest:
            store.check_embedder(draft.folder, draft.manifest, self._embedder)
        return draft

    def _add_file(self, draft: Draft, report: "_Report", name: str, path: Path) -> None:
        try:
            if first := report.seen.get(name):
                raise _name_taken(path, name, str(first), report.collection)
            report.seen[name] = path
            origin = str(path.resolve())
            if draft.holds_unchanged(name, path):
                report.unchanged.append(name)
                return
            known = draft.records.get(name)
            if known and known.origin != origin and Path(known.origin).exists():
                raise _name_taken(path, name, known.origin, report.collection)
            report.added.append(_added(name, draft.put(name, path, origin), draft.records[name].passages))
        except SourceRefused as error:
            report.refused.append(error)

    def _handbook_is(self, wanted: dict[str, str]) -> bool:
        """Whether the bundled collection holds exactly these files, and can be read by this library."""
        folder = self.folder / HANDBOOK
        if not store.stamp(folder):
            return False
        try:
            manifest = self._manifest(HANDBOOK)
            store.check_embedder(folder, manifest, self._embedder)
        except IndexFolderError:
            return False
        standing = {source.name: source.sha256 for source in manifest.sources}
        return standing == wanted and all(source.splitter == self._splitter.stamp for source in manifest.sources)

    @contextmanager
    def _writing(self, collection: str) -> Iterator[None]:
        """Holds the collection's lock, which the system releases even when the process dies."""
        from filelock import FileLock, Timeout

        locks = self.folder / ".locks"
        lock = FileLock(locks / f"{collection}.lock", timeout=_LOCK_WAIT_SECONDS)
        try:
            locks.mkdir(parents=True, exist_ok=True)
            lock.acquire()
        except Timeout:
            raise LibraryBusy(
                f"another process is writing the collection {collection!r}; try again when it has finished"
            ) from None
        except OSError as error:
            raise LibraryNotWritable(
                f"the library folder {self.folder} cannot be written ({error.strerror or error}); check its permissions "
                "and the free space, or give another folder with --data-dir"
            ) from error
        try:
            yield
        finally:
            lock.release()


class _Report:
    """An AddReport while it is being filled."""

    def __init__(self, collection: str, refused: Sequence[SourceRefused]):
        self.collection = collection
        self.refused = list(refused)
        self.added: list[AddedSource] = []
        self.unchanged: list[str] = []
        self.seen: dict[str, Path] = {}

    def closed(self) -> AddReport:
        refusals = tuple(Refusal(str(error.path), error.reason) for error in self.refused)
        return AddReport(self.collection, tuple(self.added), tuple(self.unchanged), refusals)


def _added(name: str, text: SourceText, passages: int) -> AddedSource:
    notes = [f"not in the index: {text.describe_unreadable()}"] if text.unreadable else []
    if text.noisy:
        notes.append(f"pages {page_runs(text.noisy)}: {Verdict.NOISY.explanation}")
    unreadable = tuple((number, verdict.explanation) for number, verdict in text.unreadable)
    return AddedSource(name, text.page_count, passages, unreadable, "; ".join(notes))


def _explained(unreadable: Iterable[tuple[int, str]]) -> tuple[tuple[int, str], ...]:
    return tuple((number, Verdict(value).explanation) for number, value in unreadable)


def _check_name(collection: str) -> None:
    if not _NAME.fullmatch(collection) or _RESERVED.fullmatch(collection):
        raise CollectionNameRefused(
            f"{collection!r} cannot be a collection's name: use 1 to 64 letters, digits, Chinese characters, - and _"
        )


def _name_taken(path: Path, name: str, other: str, collection: str) -> SourceNameTaken:
    return SourceNameTaken(
        path,
        f"the collection {collection!r} already takes {name!r} from {other}; rename one of them, use another collection, "
        f"or first run: python launch.py index remove {name} --collection {collection}",
    )
