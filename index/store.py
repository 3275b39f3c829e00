"""One collection on disk: FAISS vectors, lexical index, passages and manifest, replaced as a whole.

<collection>/current         the name of the generation in force, swapped in one step
<collection>/gen-<n>/        never changed once its manifest stands
    manifest.json            written last: its presence means complete
    passages.jsonl vectors.faiss lexical/ embedder/
"""

import json
import os
import shutil
import time
from collections.abc import Sequence
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import TYPE_CHECKING

import numpy as np

from index.embedder import BUILT_IN, Embedder, LatentSemanticEmbedder
from index.errors import IndexMismatch, IndexTooNew, IndexTorn
from index.lexical import LexicalIndex
from index.passages import Passage

if TYPE_CHECKING:
    import faiss

FORMAT = 1
_POINTER = "current"


@dataclass(frozen=True)
class SourceRecord:
    """What a collection knows of one of its files.

    `origin` is the path it was read from, "" when bundled; `splitter` is the stamp of the settings that cut it.
    """

    name: str
    sha256: str
    origin: str
    pages: int
    passages: int
    splitter: str
    unreadable: tuple[tuple[int, str], ...] = ()


@dataclass(frozen=True)
class Manifest:
    collection: str
    embedder: str
    dim: int
    passages: int
    sources: tuple[SourceRecord, ...]
    format: int = FORMAT

    def as_json(self) -> str:
        return json.dumps(asdict(self), ensure_ascii=False, indent=1)

    @classmethod
    def from_json(cls, text: str) -> "Manifest":
        fields = json.loads(text)
        sources = tuple(
            SourceRecord(**{**source, "unreadable": tuple((page, verdict) for page, verdict in source["unreadable"])})
            for source in fields.pop("sources")
        )
        return cls(**fields, sources=sources)


@dataclass(frozen=True)
class Generation:
    """A collection in memory. `vectors` holds row i for passage i, and the lexical index likewise."""

    number: int
    manifest: Manifest
    passages: Sequence[Passage]
    vectors: "faiss.IndexFlatIP"
    lexical: LexicalIndex
    embedder: Embedder


def current_number(folder: Path) -> int:
    """The number of the generation in force; 0 when there is none."""
    try:
        return int((folder / _POINTER).read_text(encoding="utf-8"))
    except FileNotFoundError:
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


def check_embedder(folder: Path, manifest: Manifest, named: Embedder | None) -> None:
    """Raises IndexMismatch unless the collection was built for this place with this embedder (None: the built-in one)."""
    wanted = named.name if named else BUILT_IN
    if manifest.embedder != wanted:
        option = f" --embedder {wanted}" if named else ""
        raise IndexMismatch(
            f"the index at {folder} was built with embedder {manifest.embedder!r}, not {wanted!r}; start with that "
            f"embedder, or run: python launch.py index rebuild --collection {folder.name}{option}"
        )
    if manifest.collection != folder.name:
        raise IndexMismatch(
            f"the index at {folder} was written as collection {manifest.collection!r}; give the folder that name back, "
            f"or run: python launch.py index rebuild --collection {folder.name}"
        )


def read_manifest(folder: Path, number: int) -> Manifest:
    """Raises IndexTorn and IndexTooNew."""
    path = folder / f"gen-{number}" / "manifest.json"
    try:
        text = path.read_text(encoding="utf-8")
        written = json.loads(text)["format"]
        if written == FORMAT:
            return Manifest.from_json(text)
    except FileNotFoundError:
        raise IndexTorn(torn(folder, f"generation {number} has no manifest")) from None
    except (ValueError, TypeError, KeyError) as error:
        raise IndexTorn(torn(folder, f"its manifest cannot be read ({error})")) from error
    age = "newer" if written > FORMAT else "older"
    raise IndexTooNew(
        f"the index at {folder} has format {written}, this program reads format {FORMAT}: it was written by a {age} "
        f"version; use that version, or delete {folder} and run: {_add_command(folder)}"
    )


def read_generation(folder: Path, number: int, embedder: Embedder | None) -> Generation:
    """The generation, checked. `embedder` None means the built-in one, which is stored beside the vectors.

    Raises IndexMismatch, IndexTorn and IndexTooNew.
    """
    import faiss

    manifest = read_manifest(folder, number)
    check_embedder(folder, manifest, embedder)
    place = folder / f"gen-{number}"
    try:
        passages = read_passages(folder, number)
        # Through memory, because FAISS cannot open a path with Chinese in it on every system.
        vectors = faiss.deserialize_index(np.frombuffer((place / "vectors.faiss").read_bytes(), dtype=np.uint8))
        lexical = LexicalIndex.load(place / "lexical")
        embedder = embedder or LatentSemanticEmbedder.load(place / "embedder")
    except (OSError, ValueError, TypeError, KeyError, RuntimeError) as error:
        raise IndexTorn(torn(folder, f"generation {number} cannot be read ({error})")) from error
    counts = {len(passages), vectors.ntotal, lexical.count, manifest.passages}
    if len(counts) != 1 or vectors.d != manifest.dim:
        raise IndexTorn(
            torn(
                folder,
                f"the manifest promises {manifest.passages} passages of {manifest.dim} dimensions, there are "
                f"{len(passages)} passages, {vectors.ntotal} vectors of {vectors.d}, {lexical.count} lexical entries",
            )
        )
    return Generation(number, manifest, passages, vectors, lexical, embedder)


def read_passages(folder: Path, number: int) -> list[Passage]:
    """The passages of a generation, for the vectors may be of any embedder. Raises OSError, ValueError and TypeError."""
    lines = (folder / f"gen-{number}" / "passages.jsonl").read_text(encoding="utf-8").split("\n")
    return [
        Passage(**{**fields, "section": tuple(fields["section"])}) for fields in map(json.loads, filter(None, lines))
    ]


def write_generation(
    folder: Path,
    manifest: Manifest,
    passages: Sequence[Passage],
    vectors: np.ndarray,
    lexical: LexicalIndex,
    embedder: Embedder,
) -> int:
    """Writes the next generation, puts it in force and returns its number.

    `vectors`: float32 (len(passages), dim), rows of length 1. Whoever reads the generation before keeps it; generations
    older than that are removed. The caller holds the collection's lock.
    """
    import faiss

    before = current_number(folder)
    number = before + 1
    place = folder / f"gen-{number}"
    shutil.rmtree(place, ignore_errors=True)  # left by a writer that died
    place.mkdir(parents=True)
    lines = (json.dumps(asdict(passage), ensure_ascii=False) for passage in passages)
    (place / "passages.jsonl").write_text("\n".join(lines), encoding="utf-8")
    flat = faiss.IndexFlatIP(vectors.shape[1])
    flat.add(np.ascontiguousarray(vectors, dtype=np.float32))
    (place / "vectors.faiss").write_bytes(faiss.serialize_index(flat).tobytes())
    lexical.save(place / "lexical")
    if isinstance(embedder, LatentSemanticEmbedder):
        embedder.save(place / "embedder")
    (place / "manifest.json").write_text(manifest.as_json(), encoding="utf-8")
    _point_at(folder, number)
    for old in folder.glob("gen-*"):
        if old.name not in (f"gen-{number}", f"gen-{before}"):
            shutil.rmtree(
                old, ignore_errors=True
            )  # on Windows a reader may still hold a file; the next writer tries again
    return number


def remove_collection(folder: Path) -> None:
    """Takes the collection out of force, then deletes its files. The caller holds the collection's lock."""
    (folder / _POINTER).unlink(missing_ok=True)
    shutil.rmtree(folder, ignore_errors=True)


def _point_at(folder: Path, number: int) -> None:
    fresh = folder / f"{_POINTER}.new"
    fresh.write_text(str(number), encoding="utf-8")
    for attempt in range(10):
        try:
            os.replace(fresh, folder / _POINTER)  # noqa: PTH105 - the one call that replaces in one step everywhere
            return
        except PermissionError:  # Windows, while a reader has the pointer open
            if attempt == 9:
                raise
            time.sleep(0.05)


def torn(folder: Path, what: str) -> str:
    """The message on an index that does not hold together."""
    return f"the index at {folder} is torn: {what}; delete that folder and run: {_add_command(folder)}"


def _add_command(folder: Path) -> str:
    return f"python launch.py index add PATH... --collection {folder.name}"
