"""Collections as releases before segments wrote them: one folder a generation, everything in it written at once."""

import json
import shutil
from collections.abc import Sequence
from dataclasses import dataclass, replace
from pathlib import Path

import numpy as np

from index import store
from index.draft import Draft, put_in_force
from index.embedder import BUILT_IN, Progress
from index.errors import IndexTorn, SourceRefused
from index.passages import Passage
from index.readers import sha256_of
from index.store import SourceRecord


def is_old(folder: Path) -> bool:
    """Whether the generation in force is of this format."""
    number = store.current_number(folder)
    return bool(number) and (folder / f"gen-{number}").is_dir()


def rewrite(folder: Path, place: Path) -> None:
    """Writes the collection in today's format, from its own passages; `place`: a folder to work in.

    The caller holds the collection's lock. Raises IndexTorn and OSError.
    """
    old = read_old(folder)
    named = KeptVectors(old) if old.vectors is not None else None
    new = Draft(place, folder.name, named)
    for name in sorted(old.records):
        new.put(_with_copy(folder, old.records[name]), old.passages[name])
    new.close()
    put_in_force(folder, None, new.records, new.parts, named)


def _with_copy(folder: Path, record: SourceRecord) -> SourceRecord:
    """A record that knows the copy of its file, if the file is still where it was read from."""
    origin = Path(record.origin)
    try:
        if not record.origin or sha256_of(origin) != record.sha256:
            return record
    except SourceRefused:
        return record
    kept = record.sha256 + origin.suffix.lower()
    (folder / store.FILES).mkdir(exist_ok=True)
    shutil.copyfile(origin, folder / store.FILES / kept)
    return replace(record, kept=kept, size_bytes=origin.stat().st_size)


@dataclass(frozen=True)
class OldCollection:
    """`passages` by the name of their source; `vectors` of the named model `embedder`, row for row, None for the built-in one."""

    embedder: str
    records: dict[str, SourceRecord]
    passages: dict[str, list[Passage]]
    vectors: np.ndarray | None


def read_old(folder: Path) -> OldCollection:
    """Raises IndexTorn."""
    number = store.current_number(folder)
    place = folder / f"gen-{number}"
    fields = store.manifest_fields(folder, number)
    try:
        records = {
            one["name"]: SourceRecord(**{**one, "unreadable": tuple(map(tuple, one["unreadable"]))})
            for one in fields["sources"]
        }
        lines = (place / "passages.jsonl").read_text(encoding="utf-8").split("\n")
        passages: dict[str, list[Passage]] = {name: [] for name in records}
        for line in filter(None, lines):
            one = json.loads(line)
            passage = Passage(**{**one, "collection": folder.name, "section": tuple(one["section"])})
            passages[passage.source].append(passage)
        counted = sum(map(len, passages.values()))
        if counted != fields["passages"]:
            raise ValueError(f"the manifest promises {fields['passages']} passages, there are {counted}")
        vectors = None if fields["embedder"] == BUILT_IN else _vectors(place / "vectors.faiss")
        if vectors is not None and len(vectors) != counted:
            raise ValueError(f"{len(vectors)} vectors for {counted} passages")
    except (OSError, ValueError, TypeError, KeyError, AttributeError, RuntimeError) as error:
        raise IndexTorn(store.torn(folder, f"generation {number} cannot be read ({error})")) from error
    return OldCollection(fields["embedder"], records, passages, vectors)


def _vectors(path: Path) -> np.ndarray:
    import faiss

    index = faiss.deserialize_index(np.frombuffer(path.read_bytes(), dtype=np.uint8))
    return index.reconstruct_n(0, index.ntotal)


class KeptVectors:
    """Stands in for a named model while its passages are taken over: gives out the old vectors in their order."""

    def __init__(self, old: OldCollection):
        self.name = old.embedder
        # The old rows stood in the order of the sources' names, as they are taken over.
        self._vectors = iter(old.vectors)

    def embed(self, texts: Sequence[str], progress: Progress | None = None) -> np.ndarray:
        return np.stack([next(self._vectors) for _ in texts])
