"""Files into a collection: taken, read, cut, and put in force all together."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import replace
from pathlib import Path

from index import draft, store
from index.draft import Draft
from index.embedder import Embedder, Progress
from index.errors import EmptySource, SourceNameTaken, SourceRefused
from index.intake import ArrivedFile, size_of, take
from index.readers import SourceText, sha256_of
from index.reading import ReadJob, SourceReader
from index.reports import Report, added_source
from index.splitter import SplitterSettings, split_pages
from index.store import Manifest, SourceRecord


class Adding:
    """One `add`: `take` and `read` while others may change the collection, then `put_in_force` under its lock."""

    def __init__(
        self,
        folder: Path,
        place: Path,
        report: Report,
        new: Draft,
        splitter: SplitterSettings,
        progress: Progress | None,
        *,
        replace: bool,
    ):
        """`folder`: the collection's; `place`: where what arrives is kept until then; `replace`: of another file, too."""
        self._folder, self._place, self._report, self._new = folder, place, report, new
        self._splitter, self._progress, self._replaces = splitter, progress, replace
        self._arrived: dict[str, ArrivedFile] = {}
        self._texts: dict[str, SourceText] = {}

    def take(self, files: Sequence[tuple[str, Path]], standing: Mapping[str, SourceRecord]) -> None:
        """Copies the files that are new or changed. Raises OSError."""
        report = self._report
        for number, (name, path) in enumerate(files):
            if self._progress:
                self._progress(f"reading {name}", number, len(files))
            try:
                if first := report.seen.get(name):
                    raise _name_taken(path, name, str(first), report.collection)
                report.seen[name] = path
                known = standing.get(name)
                if known and self._is_unchanged(known, path):
                    report.unchanged.append(name)
                    continue
                self._check_origin(known, path)
                self._arrived[name] = take(name, path, self._place)
            except SourceRefused as error:
                report.refused.append(error)

    def read(self, reader: SourceReader, now: float) -> bool:
        """Puts what can be read into the draft; whether there is anything. Raises OSError and EmbedderUnavailable."""
        jobs = [ReadJob(one.name, one.copy.resolve(), one.sha256) for one in self._arrived.values()]
        for job, text in reader.read_many(jobs, self._progress) if jobs else ():
            file = self._arrived[job.name]
            if isinstance(text, SourceRefused):
                self._report.refused.append(type(text)(file.origin, text.reason))
                continue
            passages = split_pages(text.pages, self._report.collection, self._splitter)
            if not passages:
                self._report.refused.append(EmptySource(file.origin, "there is no word in it"))
                continue
            self._texts[job.name] = replace(text, pages=())
            record = new_record(job.name, text, self._splitter, now)
            record = replace(
                record,
                sha256=file.sha256,
                origin=str(file.origin.resolve()),
                kept=file.kept,
                size_bytes=file.size_bytes,
            )
            self._new.put(record, passages)
        self._new.close()
        return bool(self._new.records)

    def put_in_force(
        self, standing: Manifest | None, embedder_for: Callable[[Manifest | None], Embedder | None]
    ) -> list[SourceRecord]:
        """Adds what was read to what stands by now: it may have changed since. Returns the records that were replaced.

        The collection's lock is held. Raises OSError.
        """
        report = self._report
        records = records_of(standing)
        replaced = []
        for name, record in self._new.records.items():
            file, known = self._arrived[name], records.get(name)
            if known and (known.sha256, known.splitter) == (record.sha256, record.splitter):
                report.unchanged.append(name)
                continue
            try:
                self._check_origin(known, file.origin)
            except SourceNameTaken as error:
                report.refused.append(error)
                continue
            if known:
                replaced.append(known)
            records[name] = record
            report.added.append(added_source(name, self._texts[name], record.passages))
            files = self._folder / store.FILES
            files.mkdir(parents=True, exist_ok=True)
            if file.copy.exists():  # two sources may be the same file
                file.copy.replace(files / record.kept)
        if report.added:
            named = embedder_for(standing)
            parts = self._new.parts_by(named)
            draft.put_in_force(self._folder, standing, records, parts, named, progress=self._progress)
        return replaced

    def _is_unchanged(self, known: SourceRecord, path: Path) -> bool:
        """Whether the same file stands in the collection, cut by the same splitter. Raises SourceRefused."""
        size = size_of(path)
        if known.splitter != self._splitter.stamp or (known.size_bytes and known.size_bytes != size):
            return False
        return known.sha256 == sha256_of(path)

    def _check_origin(self, known: SourceRecord | None, path: Path) -> None:
        """Raises SourceNameTaken when another file, which is still there, has the name and is not to be replaced."""
        if known is None or self._replaces or not known.origin or known.origin == str(path.resolve()):
            return
        if Path(known.origin).exists():
            raise _name_taken(path, known.name, known.origin, self._report.collection)


def records_of(manifest: Manifest | None) -> dict[str, SourceRecord]:
    return {record.name: record for record in (manifest.sources if manifest else ())}


def new_record(name: str, text: SourceText, splitter: SplitterSettings, now: float) -> SourceRecord:
    """What the text says of a source; the file's own facts are still missing."""
    return SourceRecord(
        name=name,
        sha256="",
        origin="",
        pages=text.page_count,
        passages=0,
        splitter=splitter.stamp,
        unreadable=tuple((number, verdict.value) for number, verdict in text.unreadable),
        noisy=tuple(text.noisy),
        recognised=tuple(text.recognised),
        added_at=now,
    )


def _name_taken(path: Path, name: str, other: str, collection: str) -> SourceNameTaken:
    return SourceNameTaken(
        path,
        f"the collection {collection!r} already takes {name!r} from {other}; rename one of them, use another collection, "
        f"or first run: python launch.py index remove {name} --collection {collection}",
    )
