"""The library: collections of sources on disk; add, remove, list, search. Only what changed is read again."""

import time
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import replace
from pathlib import Path
from typing import TYPE_CHECKING

from index import draft, store
from index.adding import Adding, new_record, records_of
from index.draft import Draft
from index.embedder import BUILT_IN, Embedder, Progress, SentenceTransformerEmbedder
from index.errors import CollectionNameRefused, IndexFolderError, UnknownSource
from index.handbook import COLLECTION as HANDBOOK
from index.handbook import FOLDER as HANDBOOK_FOLDER
from index.handbook import handbook_files
from index.intake import files_of
from index.locks import Locks
from index.passages import Citation, FoundPassage, Passage
from index.readers import read_source, sha256_of
from index.reading import ReadingSettings, SourceReader
from index.recognised import RecognisedPage
from index.reports import AddedSource, AddReport, Refusal, Report, SourceInfo, source_info
from index.retrieval import Explanation, RetrievalSettings, explain, find
from index.sections import SectionText, section_around
from index.shelf import Shelf, check_name
from index.splitter import SplitterSettings, split_pages
from index.store import SourceRecord

if TYPE_CHECKING:
    from index.reranker import Reranker

__all__ = ["AddReport", "AddedSource", "Library", "Refusal", "SectionText", "SourceInfo"]


class Library:
    """All collections under one folder. Any number of threads may search; a writer holds a lock across processes."""

    def __init__(
        self,
        folder: Path,
        embedder: str | Embedder | None = None,
        *,
        reranker: str | None = None,
        reader: SourceReader | None = None,
        ocr: bool = True,
        retrieval: RetrievalSettings | None = None,
        splitter: SplitterSettings | None = None,
        handbook_folder: Path = HANDBOOK_FOLDER,
        clock: Callable[[], float] = time.time,
    ):
        """`embedder`: a sentence-transformers model by name or folder; None for the built-in one. Reads nothing yet.

        `reranker`: a cross-encoder by name or folder; None: without one. `ocr`: whether pages without usable text are
        recognised, where no `reader` is given.
        """
        self.folder = folder
        if isinstance(embedder, str):
            embedder = None if embedder in ("", BUILT_IN) else SentenceTransformerEmbedder(embedder)
        self._locks = Locks(folder)
        self._shelf = Shelf(folder, self._locks, embedder)
        self._reranker = _reranker(reranker)
        self._reader = reader or SourceReader(folder / ".recognised", settings=ReadingSettings(ocr=ocr))
        self._retrieval = retrieval or RetrievalSettings()
        self._splitter = splitter or SplitterSettings()
        self._handbook_folder = handbook_folder
        self._clock = clock

    def close(self) -> None:
        """Lets go of the files. The library may be used again."""
        self._shelf.close()

    # Reading

    def collections(self) -> list[str]:
        """The names of the collections that hold something, sorted."""
        return self._shelf.names()

    def sources(self, collection: str | None = None) -> list[SourceInfo]:
        """What every collection, or one, holds. Raises UnknownCollection and IndexFolderError."""
        names = self.collections() if collection is None else [self._shelf.known(collection)]
        return [
            source_info(name, source) for name in names for source in records_of(self._shelf.manifest(name)).values()
        ]

    def check(self) -> None:
        """Reads every manifest, no index and no model: raises IndexFolderError for a collection that search would refuse.

        The handbook is left out, since `ensure_handbook` builds it anew.
        """
        for name in self.collections():
            if name != HANDBOOK:
                self._shelf.manifest(name)

    def search(self, question: str, k: int = 5, collections: Sequence[str] | None = None) -> list[FoundPassage]:
        """The passages that bear on a question, best first; [] when none does, or when there is nothing to search.

        Raises UnknownCollection and IndexFolderError.
        """
        return find(self._shelf.generations(collections), question, k, self._retrieval, self._reranker)

    def explain(self, question: str, k: int = 5, collections: Sequence[str] | None = None) -> Explanation:
        """Why `search` finds what it finds. Raises as it does."""
        return explain(self._shelf.generations(collections), question, k, self._retrieval, self._reranker)

    def warm(self) -> None:
        """Loads every collection, so that the first question need not wait."""
        self.search("死锁")

    # A source and its pages

    def file_of(self, collection: str, source: str) -> Path | None:
        """The copy of a source's file, or the bundled file itself; None when the source or the copy is gone."""
        record = self._record(collection, source)
        if record is None:
            return None
        if collection == HANDBOOK:
            path = self._handbook_folder / source
        elif record.kept:
            path = self.folder / collection / store.FILES / record.kept
        else:
            return None
        return path if path.is_file() else None

    def recognised_page(self, collection: str, source: str, page: int) -> RecognisedPage | None:
        """The lines of a page that was read by OCR, with their places; None for any other."""
        record = self._record(collection, source)
        return self._reader.recognised(record.sha256, page) if record and page in record.recognised else None

    def page_passages(self, collection: str, source: str, page: int) -> list[Passage]:
        """The passages of one page of a source (of the whole source when it has no pages: page 0), in order."""
        generation = self._shelf.generation(collection)
        return [
            segment.passages[row]
            for segment in (generation.segments if generation else ())
            for row in segment.passages.rows_of(source, page).tolist()
            if segment.alive is None or segment.alive[row]
        ]

    def around(self, citation: Citation) -> SectionText | None:
        """The text of the section that a citation was taken from, and where in it; None when it is not there any more."""
        passages = self.page_passages(citation.collection, citation.source, citation.page)
        return section_around(citation, passages)

    # Writing

    def add(
        self, paths: Iterable[Path], collection: str, progress: Progress | None = None, *, replace: bool = False
    ) -> AddReport:
        """Reads files, and folders through and through, into a collection; a file that has not changed is left alone.

        A source is called by its path below the given folder, or by its file name; a name that another file has, which
        still stands where it was added from, is refused but for `replace`. What is read is a copy, which the
        collection keeps. Everything that can be read is in force at once at the end, or nothing is; so what `progress`
        raises leaves all as it was. The collection is locked only while it changes, not while files are read.

        Raises CollectionNameRefused, IndexFolderError, LibraryBusy, LibraryNotWritable and EmbedderUnavailable; a file's
        own trouble is in the report instead.
        """
        check_name(collection)
        if collection == HANDBOOK:
            raise CollectionNameRefused(f"the collection {HANDBOOK!r} is the bundled handbook; choose another name")
        files, refused = files_of(paths)
        report = Report(collection, refused)
        with self._locks.saving(), self._locks.arriving() as place:
            manifest = self._shelf.manifest(collection)
            new = Draft(place, collection, self._shelf.embedder_for(manifest), progress)
            adding = Adding(self.folder / collection, place, report, new, self._splitter, progress, replace=replace)
            adding.take(files, records_of(manifest))
            if adding.read(self._reader, self._clock()):
                with self._locks.writing(collection):
                    replaced = adding.put_in_force(self._shelf.manifest(collection), self._shelf.embedder_for)
                self._forget(replaced)
        return report.closed()

    def remove(self, source: str, collection: str) -> None:
        """Takes one source out of a collection; with its last source the collection goes.

        Raises UnknownCollection, UnknownSource, IndexFolderError, LibraryBusy and LibraryNotWritable.
        """
        self._shelf.known(collection)
        if collection == HANDBOOK:
            raise CollectionNameRefused(f"the collection {HANDBOOK!r} is the bundled handbook and stays")
        self._shelf.upgrade(collection)
        with self._locks.saving(), self._locks.writing(collection):
            manifest = self._shelf.manifest(collection)
            records = records_of(manifest)
            if source not in records:
                names = ", ".join(sorted(records))
                raise UnknownSource(f"no source {source!r} in the collection {collection!r}; it holds: {names}")
            gone = records.pop(source)
            draft.put_in_force(self.folder / collection, manifest, records, {}, self._shelf.embedder_for(manifest))
        self._forget([gone])

    def rebuild(self, collection: str, progress: Progress | None = None) -> None:
        """Computes the index again from the stored passages, with this library's embedder. The files are not needed.

        Raises UnknownCollection, IndexFolderError, LibraryBusy, LibraryNotWritable and EmbedderUnavailable.
        """
        self._shelf.known(collection)
        self._shelf.upgrade(collection)
        with self._locks.saving(), self._locks.writing(collection):
            manifest = self._shelf.manifest(collection, renamed=True)
            draft.put_in_force(
                self.folder / collection,
                manifest,
                records_of(manifest),
                {},
                self._shelf.embedder,
                afresh=True,
                progress=progress,
            )

    def rebuild_changed(self, progress: Progress | None = None) -> list[str]:
        """Gives every collection that another embedder built vectors of this library's, and returns their names.

        They answer with what they have until then, and can be changed: the vectors are made beside them.
        Raises IndexFolderError, LibraryBusy, LibraryNotWritable and EmbedderUnavailable.
        """
        wanted = self._shelf.embedder.name if self._shelf.embedder else BUILT_IN
        changed = [
            name
            for name in self.collections()
            if (manifest := self._shelf.manifest(name)) and manifest.embedder != wanted
        ]
        for name in changed:
            folder = self.folder / name
            with self._locks.saving(), self._locks.arriving() as place:
                ready = self._embedded_beside(name, place, progress) if self._shelf.embedder else {}
                with self._locks.writing(name):
                    manifest = self._shelf.manifest(name)
                    if manifest and manifest.embedder != wanted:
                        draft.put_in_force(
                            folder,
                            manifest,
                            records_of(manifest),
                            {},
                            self._shelf.embedder,
                            vectors=ready,
                            progress=progress,
                        )
        return changed

    def ensure_handbook(self, progress: Progress | None = None) -> bool:
        """Builds the collection of the bundled notes when it is absent or out of date. Returns whether it was built.

        Raises LibraryBusy and LibraryNotWritable.
        """
        root = self._handbook_folder
        files = {path.relative_to(root).as_posix(): path for path in handbook_files(root) if path.stat().st_size}
        wanted = {name: sha256_of(path) for name, path in files.items()}
        if not files or self._handbook_is(wanted):
            return False
        with self._locks.saving(), self._locks.arriving() as place, self._locks.writing(HANDBOOK):
            if self._handbook_is(wanted):  # another process was faster
                return False
            try:
                manifest = self._shelf.manifest(HANDBOOK)
            except IndexFolderError:
                manifest = None
                store.remove_collection(self.folder / HANDBOOK)
            records = {name: one for name, one in records_of(manifest).items() if wanted.get(name) == one.sha256}
            records = {name: one for name, one in records.items() if one.splitter == self._splitter.stamp}
            named = self._shelf.embedder_for(manifest)
            new = Draft(place, HANDBOOK, named, progress)
            missing = [name for name in files if name not in records]
            for number, name in enumerate(missing):
                if progress:
                    progress(f"reading {name}", number, len(missing))
                text = read_source(files[name], name)
                passages = split_pages(text.pages, HANDBOOK, self._splitter)
                record = new_record(name, text, self._splitter, self._clock())
                new.put(replace(record, sha256=wanted[name], size_bytes=files[name].stat().st_size), passages)
            new.close()
            records |= new.records
            draft.put_in_force(self.folder / HANDBOOK, manifest, records, new.parts, named, progress=progress)
        return True

    # Inside

    def _record(self, collection: str, source: str) -> SourceRecord | None:
        generation = self._shelf.generation(collection)
        return records_of(generation.manifest).get(source) if generation else None

    def _handbook_is(self, wanted: Mapping[str, str]) -> bool:
        """Whether the bundled collection holds exactly these files, and can be read."""
        try:
            standing = records_of(self._shelf.manifest(HANDBOOK))
        except IndexFolderError:
            return False
        stamp = self._splitter.stamp
        return {name: one.sha256 for name, one in standing.items() if one.splitter == stamp} == wanted and len(
            standing
        ) == len(wanted)

    def _embedded_beside(self, collection: str, place: Path, progress: Progress | None) -> dict[int, Path]:
        """Vectors of the standing segments by this library's model, in folders by the segments' numbers."""
        generation = self._shelf.generation(collection)
        ready: dict[int, Path] = {}
        for segment in generation.segments if generation else ():
            ready[segment.number] = place / f"vectors-{segment.number}"
            ready[segment.number].mkdir()
            draft.embedded(segment.passages, self._shelf.embedder, progress).save(ready[segment.number])
        return ready

    def _forget(self, gone: Iterable[SourceRecord]) -> None:
        """Removes recognised pages that belong to no source any more."""
        digests = {record.sha256 for record in gone if record.recognised}
        if digests:
            digests -= {
                one.sha256 for name in self.collections() for one in records_of(self._shelf.manifest(name)).values()
            }
        for digest in digests:
            self._reader.forget(digest)


def _reranker(name: str | None) -> "Reranker | None":
    if not name:
        return None
    from index.reranker import CrossEncoderReranker

    return CrossEncoderReranker(name)
