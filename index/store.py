"""One collection on disk: segments that never change, and a manifest that says which of them are in force.

<collection>/current            the number of the generation in force, swapped in one step
<collection>/gen-<n>.json       its manifest, written before the swap
<collection>/segment-<n>/       passages.bin, lexical.bin and, for each embedding it was given, vectors-<e>/
<collection>/embedder-<e>.bin   the built-in embedder as it was fitted for embedding e
<collection>/files/             the files themselves, called by their SHA-256

A change writes new segments and a new manifest beside what stands, so that a crash at any moment leaves the old
generation in force. A row of a segment counts as long as the manifest says that its source has rows there.
"""

import json
import os
import shutil
import time
from collections.abc import Callable, Collection, Iterable, Mapping, Sequence
from contextlib import suppress
from dataclasses import asdict, dataclass
from pathlib import Path

import numpy as np

from index.embedder import BUILT_IN, Embedder, LatentSemanticEmbedder
from index.errors import IndexMismatch, IndexTooNew, IndexTorn
from index.lexical import LexicalIndex
from index.passage_file import PassageFile
from index.vectors import Vectors

FORMAT = 2
FILES = "files"
PASSAGES, LEXICAL = "passages.bin", "lexical.bin"
_POINTER = "current"


@dataclass(frozen=True)
class SourceRecord:
    """What a collection knows of one of its files.

    `origin` is the path it was read from, "" when bundled; `splitter` is the stamp of the settings that cut it; `kept` is
    its copy's name under `files`, "" where there is none; `rows`: (segment, how many of its passages are there).
    """

    name: str
    sha256: str
    origin: str
    pages: int
    passages: int
    splitter: str
    unreadable: tuple[tuple[int, str], ...] = ()
    noisy: tuple[int, ...] = ()
    recognised: tuple[int, ...] = ()
    kept: str = ""
    size_bytes: int = 0
    added_at: float = 0.0
    rows: tuple[tuple[int, int], ...] = ()


@dataclass(frozen=True)
class SegmentRecord:
    """`passages` counts all rows, also those that count no more; `tokens` is the sum of their lengths."""

    number: int
    passages: int
    tokens: int


@dataclass(frozen=True)
class Manifest:
    """`embedding` counts the embedders that the collection has had; `fitted_on`: passages when the built-in one was fitted.

    `lineage` tells a collection from one of the same name that was there before it.
    """

    collection: str
    lineage: str
    embedder: str
    embedding: int
    dim: int
    fitted_on: int
    segments: tuple[SegmentRecord, ...]
    sources: tuple[SourceRecord, ...]
    format: int = FORMAT

    @property
    def passages(self) -> int:
        return sum(source.passages for source in self.sources)

    @property
    def average_length(self) -> float:
        """Tokens a passage, over all rows."""
        return sum(one.tokens for one in self.segments) / max(1, sum(one.passages for one in self.segments))

    def alive(self) -> dict[int, int]:
        """How many rows of each segment count."""
        counts = {segment.number: 0 for segment in self.segments}
        for source in self.sources:
            for number, rows in source.rows:
                counts[number] += rows
        return counts

    def as_json(self) -> str:
        return json.dumps(asdict(self), ensure_ascii=False, indent=1)

    @classmethod
    def from_fields(cls, fields: Mapping) -> "Manifest":
        """The inverse of `as_json`, once decoded. Raises ValueError, TypeError, KeyError and AttributeError."""
        sources = tuple(map(_source_record, fields["sources"]))
        segments = tuple(SegmentRecord(**segment) for segment in fields["segments"])
        return cls(**{**fields, "segments": segments, "sources": sources})


def sources_by_segment(segments: Iterable[SegmentRecord], sources: Iterable[SourceRecord]) -> dict[int, set[str]]:
    """The names of the sources that have rows in each segment."""
    names: dict[int, set[str]] = {segment.number: set() for segment in segments}
    for source in sources:
        for number, _ in source.rows:
            names[number].add(source.name)
    return names


def _source_record(fields: Mapping) -> SourceRecord:
    pairs = {name: tuple(map(tuple, fields.get(name, ()))) for name in ("unreadable", "rows")}
    lists = {name: tuple(fields.get(name, ())) for name in ("noisy", "recognised")}
    return SourceRecord(**{**fields, **pairs, **lists})


@dataclass(frozen=True)
class Segment:
    """Passages with what they are found by: row i everywhere is passage i. `alive` (bool per row): those that count; None: all."""

    number: int
    passages: PassageFile
    vectors: Vectors
    lexical: LexicalIndex
    alive: np.ndarray | None


@dataclass(frozen=True)
class Generation:
    """A collection, opened. `embedder` made the vectors."""

    number: int
    manifest: Manifest
    segments: Sequence[Segment]
    embedder: Embedder


# --- reading ---------------------------------------------------------------------------------------------------------


def current_number(folder: Path) -> int:
    """The number of the generation in force; 0 when there is none."""
    try:
        return int((folder / _POINTER).read_text(encoding="utf-8"))
    except (FileNotFoundError, NotADirectoryError):
        return 0
    except ValueError:
        raise IndexTorn(torn(folder, "its file 'current' holds no number")) from None


def stamp(folder: Path) -> tuple[int, int] | None:
    """Changes whenever another generation comes into force; None when there is none."""
    try:
        status = (folder / _POINTER).stat()
    except (FileNotFoundError, NotADirectoryError):
        return None
    return status.st_mtime_ns, status.st_ino


def read_manifest(folder: Path, *, renamed: bool = False) -> tuple[int, Manifest]:
    """The number and the manifest of the generation in force. `renamed`: take a folder that had another name.

    Raises IndexTorn, IndexTooNew and IndexMismatch.
    """
    number = current_number(folder)
    fields = manifest_fields(folder, number)
    if fields["format"] != FORMAT:
        age = "newer" if fields["format"] > FORMAT else "older"
        raise IndexTooNew(
            f"the index at {folder} has format {fields['format']}, this program reads format {FORMAT}: it was written by "
            f"a {age} version; use that version, or delete {folder} and run: {_add_command(folder)}"
        )
    try:
        manifest = Manifest.from_fields(fields)
        manifest.alive()
    except (ValueError, TypeError, KeyError, AttributeError) as error:
        raise _unreadable(folder, error) from error
    if manifest.collection != folder.name and not renamed:
        raise IndexMismatch(
            f"the index at {folder} was written as collection {manifest.collection!r}; give the folder that name back, "
            f"or run: python launch.py index rebuild --collection {folder.name}"
        )
    return number, manifest


def manifest_fields(folder: Path, number: int) -> dict:
    """What is written in a generation's manifest, of whatever format. Raises IndexTorn."""
    path = folder / f"gen-{number}"
    path = path / "manifest.json" if path.is_dir() else folder / f"gen-{number}.json"
    try:
        fields = json.loads(path.read_text(encoding="utf-8"))
        if not isinstance(fields["format"], int):
            raise TypeError("its format is no number")
        return fields
    except FileNotFoundError:
        raise IndexTorn(torn(folder, f"generation {number} has no manifest")) from None
    except (OSError, ValueError, TypeError, KeyError) as error:
        raise _unreadable(folder, error) from error


def open_generation(
    folder: Path, embedder_named: Callable[[str], Embedder], before: Generation | None = None
) -> Generation:
    """The generation in force, checked. What it shares with the one opened `before` is not opened again.

    `embedder_named` gives the embedder of a name, but for the built-in one, which is stored beside the vectors.
    Raises IndexMismatch, IndexTorn and IndexTooNew.
    """
    number, manifest = read_manifest(folder)
    same = before is not None and (before.manifest.lineage, before.manifest.embedding) == (
        manifest.lineage,
        manifest.embedding,
    )
    try:
        if same:
            embedder = before.embedder
        elif manifest.embedder == BUILT_IN:
            embedder = LatentSemanticEmbedder.load(embedder_path(folder, manifest.embedding))
        else:
            embedder = embedder_named(manifest.embedder)
        known = {segment.number: segment for segment in before.segments} if same else {}
        names = sources_by_segment(manifest.segments, manifest.sources)
        segments = tuple(
            _opened(folder, manifest, record, names[record.number], known.get(record.number))
            for record in manifest.segments
        )
    except (OSError, ValueError, TypeError, KeyError, IndexError) as error:
        raise IndexTorn(torn(folder, f"generation {number} cannot be read ({error})")) from error
    return Generation(number, manifest, segments, embedder)


def _opened(
    folder: Path, manifest: Manifest, record: SegmentRecord, sources: Collection[str], known: Segment | None
) -> Segment:
    place = segment_folder(folder, record.number)
    passages = known.passages if known else PassageFile.load(place / PASSAGES, manifest.collection)
    lexical = known.lexical if known else LexicalIndex.load(place / LEXICAL)
    vectors = known.vectors if known else Vectors.load(vectors_folder(folder, record.number, manifest.embedding))
    counts = {len(passages), lexical.count, vectors.count, record.passages}
    if len(counts) > 1 or vectors.dim != manifest.dim:
        raise ValueError(
            f"segment {record.number} should have {record.passages} passages of {manifest.dim} dimensions and has "
            f"{len(passages)} passages, {vectors.count} vectors of {vectors.dim}, {lexical.count} lexical entries"
        )
    alive = passages.from_sources(sources)
    return Segment(record.number, passages, vectors, lexical.within(manifest.average_length), alive)


def segment_folder(folder: Path, number: int) -> Path:
    return folder / f"segment-{number}"


def vectors_folder(folder: Path, number: int, embedding: int) -> Path:
    return segment_folder(folder, number) / f"vectors-{embedding}"


def embedder_path(folder: Path, embedding: int) -> Path:
    return folder / f"embedder-{embedding}.bin"


# --- writing: the caller holds the collection's lock -------------------------------------------------------------------


def put_in_force(folder: Path, manifest: Manifest) -> int:
    """Writes the manifest of the next generation, points at it and removes what no generation needs any more.

    Whoever reads the generation before keeps it. Returns the new generation's number. Raises OSError.
    """
    number = current_number(folder) + 1
    _write_text(folder / f"gen-{number}.json", manifest.as_json())
    fresh = folder / f"{_POINTER}.new"
    _write_text(fresh, str(number))
    for attempt in range(10):
        try:
            os.replace(fresh, folder / _POINTER)  # noqa: PTH105 - the one call that replaces in one step everywhere
            break
        except PermissionError:  # Windows, while a reader has the pointer open
            if attempt == 9:
                raise
            time.sleep(0.05)
    sweep(folder)
    return number


def sweep(folder: Path) -> None:
    """Removes what the generation in force does not need: older ones, and what a dead writer left.

    Whoever has the generation before open keeps it: what is mapped into memory outlives its file. (On Windows the file
    stays, and the next writer tries again.)
    """
    number = current_number(folder)
    wanted = {_POINTER, FILES, f"gen-{number}.json"}
    kept_files: set[str] = set()
    if number:
        manifest = read_manifest(folder, renamed=True)[1]
        wanted.add(embedder_path(folder, manifest.embedding).name)
        for segment in manifest.segments:
            place = segment_folder(folder, segment.number)
            wanted |= {place.name, f"{place.name}/vectors-{manifest.embedding}"}
        kept_files = {source.kept for source in manifest.sources}
    for path in [*folder.glob("*"), *folder.glob("segment-*/vectors-*")]:
        if path.relative_to(folder).as_posix() not in wanted:
            _remove(path)
    for path in (folder / FILES).glob("*"):
        if path.name not in kept_files:
            _remove(path)


def remove_collection(folder: Path) -> None:
    """Takes the collection out of force, then deletes its files."""
    (folder / _POINTER).unlink(missing_ok=True)
    shutil.rmtree(folder, ignore_errors=True)


def _remove(path: Path) -> None:
    """On Windows a reader may still hold a file: then the next writer tries again."""
    if path.is_dir():
        shutil.rmtree(path, ignore_errors=True)
    else:
        with suppress(OSError):
            path.unlink()


def _write_text(path: Path, text: str) -> None:
    with path.open("w", encoding="utf-8", newline="\n") as file:
        file.write(text)
        file.flush()
        os.fsync(file.fileno())


def torn(folder: Path, what: str) -> str:
    """The message on an index that does not hold together."""
    return f"the index at {folder} is torn: {what}; delete that folder and run: {_add_command(folder)}"


def _unreadable(folder: Path, error: Exception) -> IndexTorn:
    return IndexTorn(torn(folder, f"its manifest cannot be read ({error})"))


def _add_command(folder: Path) -> str:
    return f"python launch.py index add PATH... --collection {folder.name}"
